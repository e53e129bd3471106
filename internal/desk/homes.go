package desk

import "net/http"

// homes puts its pages on the mux.
func (d *Desk) homes(mux *http.ServeMux) {}
