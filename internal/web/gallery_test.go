package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/browser"
	"github.com/evenhand/evenhand/internal/web/component"
)

// newSite returns a site as somebody signed in sees it.
func newSite(t testing.TB) *web.Site {
	t.Helper()
	site, err := web.New(web.Options{
		Log:          slog.New(slog.DiscardHandler),
		Organisation: "Amalgamated Weathervane Keepers of the Teacup Isles",
		Footer:       []component.Link{{Text: "Rule book", Href: "/rules"}, {Text: "How your data is kept", Href: "/privacy"}},
		Frame: func(*http.Request) web.Frame {
			return web.Frame{
				Nav: []component.Link{
					{Text: "What is next", Href: "/", Here: true, Count: 3}, {Text: "Cases", Href: "/cases"}, {Text: "Rule book", Href: "/rules"},
				},
				Person:  &component.Person{Name: "Bobbin Halfbridge", Capacity: "caseworker"},
				SignOut: "/sign-out",
				Notice:  "A demonstration. In it, today is Monday 2 November 2026.",
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// serve serves the gallery, a page that is not there, and what pages need.
func serve(t *testing.T) *httptest.Server {
	t.Helper()
	site := newSite(t)
	mux := http.NewServeMux()
	mux.Handle("GET /static/", site.Static())
	mux.Handle("GET /gallery", site.Gallery())
	mux.Handle("GET /gallery/page", site.GalleryPage())
	mux.Handle("/", site.Handle(func(http.ResponseWriter, *http.Request) error { return web.ErrNotFound }))
	server := httptest.NewServer(site.Secure(mux))
	t.Cleanup(server.Close)
	return server
}

func TestLookAtGallery(t *testing.T) {
	browser.Look(t, serve(t).URL,
		browser.Visit{Name: "gallery", Path: "/gallery", Looks: []string{"light", "dark", "narrow"}},
		browser.Visit{Name: "gallery-page", Path: "/gallery/page"},
		browser.Visit{Name: "not-found", Path: "/cases/1", Looks: []string{"light", "narrow"}},
	)
}
