package desk

import (
	"net/http"

	"github.com/evenhand/evenhand/internal/casework"
)

// Demo is what the demonstration has beside an office's pages.
type Demo struct {
	Advance func(to string) error // moves the clock
}

func (d *Demo) notice(o *casework.Office) string { return "" }

// demonstration puts the pages of the demonstration on the mux.
func (d *Desk) demonstration(mux *http.ServeMux) {}
