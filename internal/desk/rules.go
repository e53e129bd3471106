package desk

import "net/http"

// rules puts its pages on the mux.
func (d *Desk) rules(mux *http.ServeMux) {}
