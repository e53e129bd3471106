package desk

import "net/http"

// register puts its pages on the mux.
func (d *Desk) register(mux *http.ServeMux) {}
