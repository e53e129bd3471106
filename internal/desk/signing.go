package desk

import "net/http"

// signing puts its pages on the mux.
func (d *Desk) signing(mux *http.ServeMux) {}
