package web

import (
	"html/template"
	"net/http"

	"github.com/evenhand/evenhand/internal/web/component"
)

// Gallery shows every component with its examples. It is for the
// demonstration and for whoever writes pages.
func (s *Site) Gallery() http.Handler {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		samples, err := component.Samples()
		if err != nil {
			return err
		}
		return s.Show(w, r, Page{Title: s.Words().Say("gallery.title"), Template: "gallery", Data: samples, Leave: true})
	})
}

// HTML makes the HTML of one component, for tests.
func (s *Site) HTML(part component.Part) (template.HTML, error) {
	return s.content(component.Name(part), part)
}
