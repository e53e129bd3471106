package desk

import "net/http"

// queue puts its pages on the mux.
func (d *Desk) queue(mux *http.ServeMux) {}
