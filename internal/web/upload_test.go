package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/browser"
	"github.com/evenhand/evenhand/internal/web/component"
)

// A desk takes what is uploaded and typed, as an office would.
type desk struct {
	site   *web.Site
	closed atomic.Bool // takes no file by itself
	mu     sync.Mutex
	files  []string
}

func (d *desk) form(f *web.Form) web.Page {
	return web.Page{Title: "Tell us", Template: "parts", Leave: true, Data: component.Form{
		Action: "/tell", Files: true, UploadTo: "/files",
		Parts: component.Parts{
			component.Textarea{Field: f.Fill(component.Field{Name: "what", Label: "What happened?"}), Limit: 40},
			component.FileUpload{Field: f.Fill(component.Field{Name: "evidence", Label: "Add what shows it"})},
			component.Button{Text: "Send"},
		},
	}}
}

func (d *desk) take(r *http.Request) error {
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range r.MultipartForm.File["evidence"] {
		d.files = append(d.files, f.Filename)
	}
	return nil
}

func (d *desk) tell(w http.ResponseWriter, r *http.Request) error {
	if err := d.take(r); err != nil {
		return err
	}
	f := &web.Form{Values: r.MultipartForm.Value}
	if f.Text("what") == "" {
		f.Problem("what", "Say what happened")
	}
	if err := f.Err(d.form(f)); err != nil {
		return err
	}
	http.Redirect(w, r, "/thanks", http.StatusSeeOther)
	return nil
}

func serveDesk(t *testing.T) (*desk, string) {
	d := &desk{site: newSite(t)}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", d.site.Static())
	mux.Handle("GET /tell", d.site.Handle(func(w http.ResponseWriter, r *http.Request) error { return d.site.Show(w, r, d.form(&web.Form{})) }))
	mux.Handle("POST /tell", d.site.Handle(d.tell))
	mux.Handle("POST /files", d.site.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if d.closed.Load() {
			return web.ErrTooMany
		}
		if err := d.take(r); err != nil {
			return err
		}
		_, err := io.WriteString(w, "<b>taken</b>")
		return err
	}))
	mux.Handle("GET /thanks", d.site.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return d.site.Show(w, r, web.Page{Title: "Thank you", Template: "parts", Data: component.Parts{component.Banner{Text: "It has arrived."}}})
	}))
	server := httptest.NewServer(d.site.Secure(mux))
	t.Cleanup(server.Close)
	return d, server.URL
}

// A file whose name is markup is shown as its name, with its progress, and
// opens no dialog; the form is sent all the same.
func TestUploadWithScripts(t *testing.T) {
	d, base := serveDesk(t)
	const hostile = `<img src=x onerror=alert(1)>.png`
	browser.Walk(t, base, true,
		browser.Step{Who: "visitor", Do: "open", What: "/tell"},
		browser.Step{Who: "visitor", Do: "files", What: "Add what shows it", With: []string{hostile, "book.jpg"}},
		browser.Step{Who: "visitor", Do: "see", What: hostile},
		browser.Step{Who: "visitor", Do: "see", What: "has arrived"},
		browser.Step{Who: "visitor", Do: "miss", What: "taken"},
		browser.Step{Who: "visitor", Do: "type", What: "What happened?", With: []string{strings.Repeat("x", 42)}},
		browser.Step{Who: "visitor", Do: "see", What: "letters too many: 2"},
		browser.Step{Who: "visitor", Do: "shot", What: "upload"},
		browser.Step{Who: "visitor", Do: "click", What: "Send"},
		browser.Step{Who: "visitor", Do: "see", What: "It has arrived."},
	)
	d.wants(t, hostile, "book.jpg")
}

// A file that did not arrive by itself is said to be missing and comes with
// the form.
func TestUploadThatFails(t *testing.T) {
	d, base := serveDesk(t)
	d.closed.Store(true)
	browser.Walk(t, base, true,
		browser.Step{Who: "visitor", Do: "open", What: "/tell"},
		browser.Step{Who: "visitor", Do: "files", What: "Add what shows it", With: []string{"book.jpg"}},
		browser.Step{Who: "visitor", Do: "see", What: "did not arrive"},
		browser.Step{Who: "visitor", Do: "type", What: "What happened?", With: []string{"The till was short."}},
		browser.Step{Who: "visitor", Do: "click", What: "Send"},
		browser.Step{Who: "visitor", Do: "see", What: "It has arrived."},
	)
	d.wants(t, "book.jpg")
}

// Without scripts the same form is sent in one go, by keyboard alone; what is
// wrong is said, and what was typed is kept.
func TestUploadWithoutScripts(t *testing.T) {
	d, base := serveDesk(t)
	browser.Walk(t, base, false,
		browser.Step{Who: "visitor", Do: "open", What: "/tell"},
		browser.Step{Who: "visitor", Do: "press", What: "Tab"},
		browser.Step{Who: "visitor", Do: "at", What: "Skip to what this page is about"},
		browser.Step{Who: "visitor", Do: "press", What: "Enter Tab"},
		browser.Step{Who: "visitor", Do: "at", What: "What happened?"},
		browser.Step{Who: "visitor", Do: "see", What: "You may write 40 letters."},
		browser.Step{Who: "visitor", Do: "click", What: "Send"},
		browser.Step{Who: "visitor", Do: "see", What: "One thing to put right"},
		browser.Step{Who: "visitor", Do: "shot", What: "problem"},
		browser.Step{Who: "visitor", Do: "click", What: "Say what happened"},
		browser.Step{Who: "visitor", Do: "at", What: "What happened?"},
		browser.Step{Who: "visitor", Do: "type", What: "What happened?", With: []string{"The till was short."}},
		browser.Step{Who: "visitor", Do: "files", What: "Add what shows it", With: []string{"book.jpg"}},
		browser.Step{Who: "visitor", Do: "click", What: "Send"},
		browser.Step{Who: "visitor", Do: "see", What: "It has arrived."},
	)
	d.wants(t, "book.jpg")
}

func (d *desk) wants(t *testing.T, names ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !t.Skipped() && strings.Join(d.files, "\n") != strings.Join(names, "\n") {
		t.Errorf("took %q, want %q", d.files, names)
	}
}
