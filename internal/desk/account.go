package desk

import "net/http"

// account puts its pages on the mux.
func (d *Desk) account(mux *http.ServeMux) {}
