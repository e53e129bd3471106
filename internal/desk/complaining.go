package desk

import "net/http"

// complaining puts its pages on the mux.
func (d *Desk) complaining(mux *http.ServeMux) {}
