package desk

import "net/http"

// cases puts its pages on the mux.
func (d *Desk) cases(mux *http.ServeMux) {}
