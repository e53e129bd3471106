package desk

import "net/http"

// people puts its pages on the mux.
func (d *Desk) people(mux *http.ServeMux) {}
