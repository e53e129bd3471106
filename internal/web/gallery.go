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

// GalleryPage shows how the components of a case's first page stand together.
func (s *Site) GalleryPage() http.Handler {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		samples, err := component.Samples()
		if err != nil {
			return err
		}
		first := make(map[string]component.Part)
		for _, sample := range samples {
			first[sample.Name] = sample.Examples[0].Part
		}
		say := s.Words().Say
		return s.Show(w, r, Page{
			Title: say("gallery.page.title"), Heading: say("gallery.page.heading"), Caption: say("gallery.page.caption"),
			Template: "gallery-page", Data: first,
			Crumbs: []component.Link{{Text: say("gallery.title"), Href: "/gallery"}, {Text: say("gallery.page.title")}},
		})
	})
}

// HTML makes the HTML of one component, for tests.
func (s *Site) HTML(part component.Part) (template.HTML, error) {
	return s.content(component.Name(part), part)
}
