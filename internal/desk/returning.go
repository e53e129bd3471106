package desk

import "net/http"

// returning puts its pages on the mux.
func (d *Desk) returning(mux *http.ServeMux) {}
