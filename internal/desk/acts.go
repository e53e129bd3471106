package desk

import "net/http"

// acts puts its pages on the mux.
func (d *Desk) acts(mux *http.ServeMux) {}
