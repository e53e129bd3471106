// Package web makes the pages of the office: the frame they stand in, the
// components they are made of, the forms they read and the one place where an
// error becomes an answer. Every page works without JavaScript, and none holds
// a script or a style of its own, so that the Content-Security-Policy can
// forbid them.
//
// A page is a [Handler] that answers with [Site.Show] or returns an error:
//
//	mux.Handle("GET /cases/{id}", site.Handle(func(w http.ResponseWriter, r *http.Request) error {
//		...
//		return site.Show(w, r, web.Page{Title: say("case.title"), Template: "case", Data: data})
//	}))
//
// Template names a file of pages/ without its .html. In it, {{show .Clocks}}
// shows a component of package component, or several; {{word "key" "name" value}}
// and {{count "key" n}} say a sentence of package words, where every sentence of
// the interface stands; {{date .On}} and {{day .On}} write a day. A page that is
// only components uses the template "parts", and asks with a [component.Form].
// What somebody typed is read with [ReadForm], put back into a field with
// [Form.Fill], and shown again with what is wrong by returning [Form.Err].
// Whatever else stands in the way is returned as it is: a refusal of the rules,
// [ErrNotFound], a fault; [Site.Error] knows what to answer. All handlers stand
// behind [Site.Secure].
package web

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"

	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/internal/web/words"
)

// Options are what a site is told. The zero value serves an organisation
// without a name, in English.
type Options struct {
	Organisation string // as the header shows it
	Home         string // the address of the first page; empty: /
	LeaveTo      string // where the way to leave quickly goes; empty: a weather forecast
	Footer       []component.Link
	Words        *words.Catalogue // nil: English
	Log          *slog.Logger     // nil: the default one

	// Frame says what stands around a page: who asks, and where they may go.
	// It may be nil.
	Frame func(*http.Request) Frame
}

// A Site renders pages and serves what they need.
type Site struct {
	options   Options
	templates *template.Template
	assets    *assets
}

//go:embed layout/*.html pages/*.html
var layouts embed.FS

// New parses every template, so that a fault in one is found at the start.
func New(options Options) (*Site, error) {
	if options.Words == nil {
		options.Words = words.English()
	}
	if options.Log == nil {
		options.Log = slog.Default()
	}
	if options.Home == "" {
		options.Home = "/"
	}
	if options.LeaveTo == "" {
		options.LeaveTo = "https://weather.com/"
	}
	packed, err := packAssets()
	if err != nil {
		return nil, fmt.Errorf("pack the static files: %w", err)
	}
	s := &Site{options: options, assets: packed}
	return s, s.parse()
}

// Words returns the catalogue of the site, for handlers.
func (s *Site) Words() *words.Catalogue { return s.options.Words }

func (s *Site) parse() error {
	set := template.New("").Option("missingkey=error")
	component.Funcs(set, s.options.Words)
	set.Funcs(template.FuncMap{"asset": s.assets.href, "content": s.content})
	for _, source := range []struct {
		files   fs.FS
		pattern string
	}{{component.Files, "*/*.html"}, {layouts, "*/*.html"}} {
		if err := parseAll(set, source.files, source.pattern); err != nil {
			return err
		}
	}
	s.templates = set
	return nil
}

// parseAll adds each file as the template of its base name without .html.
func parseAll(set *template.Template, files fs.FS, pattern string) error {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		base := path.Base(name)
		own := base[:len(base)-len(path.Ext(base))]
		if set.Lookup(own) != nil {
			return fmt.Errorf("%s: there is a template %s already", name, own)
		}
		if _, err := set.New(own).Parse(string(text)); err != nil {
			return err
		}
	}
	return nil
}
