package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/evenhand/evenhand/internal/web/component"
)

// A Page is what one answer shows: the frame around it, and the template in
// pages/ that fills it.
type Page struct {
	// Title is what history and the tab keep for others to read, so it must
	// be neutral: never a name, a reference or what a case is about.
	Title string
	// Heading stands at the top of the page. Empty: the title; a template that
	// writes a heading of its own sets OwnHeading.
	Heading    string
	OwnHeading bool
	Caption    string // a line above the heading, such as the reference

	Template string // the name that a file in pages/ defines
	Data     any    // what it is given

	Crumbs   []component.Link
	Flash    *component.Banner
	Problems []component.Problem // what is wrong with the form; shown first, and in the title
	Leave    bool                // offers the way to leave quickly
	Wide     bool                // uses the whole width, for queues and tables
	Frame    *Frame              // nil: what [Options.Frame] says of the request
}

// A Frame is what stands around every page that one person sees.
type Frame struct {
	Nav    []component.Link
	Person *component.Person // who is signed in, and as what; nil if nobody is
	SignIn string            // the address of the way in, when nobody is signed in
	// SignOut is the address a form is posted to; empty offers no way out.
	SignOut string
	Notice  string // one line above everything, such as the day of the demonstration
}

// view is what the layout is given.
type view struct {
	Page
	Frame        Frame
	Organisation string
	Language     string
	Home         string
	LeaveTo      string
	Footer       []component.Link
}

// TitleText is the title as the browser shows it.
func (v view) TitleText() string {
	if v.Title == "" {
		return v.Organisation
	}
	return v.Title + " – " + v.Organisation
}

// HeadingText is the text of the first heading.
func (v view) HeadingText() string {
	if v.Heading == "" {
		return v.Title
	}
	return v.Heading
}

// Leaving is the way to leave quickly, on a page that offers it.
func (v view) Leaving() component.Part {
	if !v.Leave {
		return nil
	}
	return component.Leave{Href: v.LeaveTo}
}

// Trail is the way back up.
func (v view) Trail() component.Part {
	if len(v.Crumbs) == 0 {
		return nil
	}
	return component.Breadcrumbs{Links: v.Crumbs}
}

// Summary is what is wrong with the form on the page.
func (v view) Summary() component.Part {
	if len(v.Problems) == 0 {
		return nil
	}
	return component.ErrorSummary{Problems: v.Problems}
}

// Render answers with a page. Nothing is written before the whole page has
// been made, so an error leaves the answer to the caller.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, status int, p Page) error {
	var b bytes.Buffer
	if err := s.write(&b, r, p); err != nil {
		return fmt.Errorf("make page %s: %w", p.Template, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", s.options.Words.Language)
	return send(w, r, status, b.Bytes())
}

// Show answers 200 with a page.
func (s *Site) Show(w http.ResponseWriter, r *http.Request, p Page) error {
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) write(b *bytes.Buffer, r *http.Request, p Page) error {
	v := view{
		Page:         p,
		Organisation: s.options.Organisation,
		Language:     s.options.Words.Language,
		Home:         s.options.Home,
		LeaveTo:      s.options.LeaveTo,
		Footer:       s.options.Footer,
	}
	switch {
	case p.Frame != nil:
		v.Frame = *p.Frame
	case s.options.Frame != nil:
		v.Frame = s.options.Frame(r)
	}
	return s.templates.ExecuteTemplate(b, "layout", v)
}

// content makes the inside of a page, for the layout.
func (s *Site) content(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil
}
