// Package desk is where people meet the office: its pages and forms. It asks package casework for what a viewer may
// see and do, and shows it; it decides nothing itself.
//
// A page is a [page] on the mux of [Desk.Handler]; each file holds the pages of one part of the office and the function
// that puts them on the mux. Whoever is not signed in is sent to sign in, and back.
package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// A Desk serves the pages of one office.
type Desk struct {
	Office *casework.Office
	Door   *signin.Door
	Cookie signin.Cookie
	Base   string // the address under which the office is reached, without a slash at its end
	Log    *slog.Logger
	Copies Copier // makes disclosure copies; nil: nobody can make one here
	Stamps []byte // the key of the codes on copies; nil: one that lasts as long as the program runs
	Demo   *Demo  // the demonstration's extra pages; nil: it is none
	Open   bool   // a demonstration: matters open without a factor bound to them

	Provider *signin.Provider                           // signs people in besides; nil: none does
	Support  []string                                   // whom to turn to who takes no part in deciding: a line each
	From     func(*http.Request) netip.Addr             // where a request comes from; nil: the other end of its connection
	Limits   signin.Limits                              // how often somebody may try to get in
	Tell     func(context.Context, []signin.Tell) error // tells addresses of a change of address; nil: no address can be changed here

	site     *web.Site
	limiter  *signin.Limiter
	passkeys *signin.Passkeys
	drawer   drawer
	made     bundles
}

// A Copier makes the disclosure copy of an original.
type Copier interface {
	Copy(ctx context.Context, f casework.Upload) (Copied, error)
}

// Copied is a disclosure copy with what was hidden in its original and the words of each page.
type Copied struct {
	PDF    []byte
	Pages  int
	Hidden []string
	Text   []string
}

// A visit is one request: who asks, and what answers are made with.
type visit struct {
	*Desk
	w       http.ResponseWriter
	r       *http.Request
	session signin.Session
	viewer  casework.Viewer // empty when nobody is signed in
}

// A page answers a visit or says why it did not; it has written nothing when it returns an error.
type page func(v *visit) error

// Handler serves the pages.
func (d *Desk) Handler() (http.Handler, error) {
	site, err := web.New(web.Options{Organisation: d.Office.Roll().Settled.Name, Log: d.Log, Frame: d.frame})
	if err != nil {
		return nil, err
	}
	d.site, d.limiter = site, signin.NewLimiter(d.Limits)
	if d.passkeys, err = d.newPasskeys(); err != nil {
		return nil, err
	}
	if d.Stamps == nil {
		d.Stamps = []byte(rand.Text())
	}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", site.Static())
	for _, part := range []func(*http.ServeMux){d.front, d.signing, d.account, d.complaining, d.returning, d.homes, d.queue, d.bringing, d.cases, d.acts,
		d.evidence, d.rules, d.people, d.register, d.registering, d.statistics, d.demonstration} {
		part(mux)
	}
	mux.Handle("/", d.anyone(func(*visit) error { return web.ErrNotFound }))
	return site.Secure(mux), nil
}

// anyone makes a handler of a page that needs nobody signed in.
func (d *Desk) anyone(p page) http.Handler {
	return d.site.Handle(func(w http.ResponseWriter, r *http.Request) error {
		v := d.visit(w, r)
		err := p(v)
		if errors.Is(err, errFactor) {
			return v.askFactor()
		}
		return plain(err)
	})
}

// someone makes a handler of a page for whoever is signed in; others are sent to sign in, and back.
func (d *Desk) someone(p page) http.Handler {
	return d.anyone(func(v *visit) error {
		if v.viewer.Person != "" {
			return p(v)
		}
		if v.r.Method == http.MethodGet {
			http.Redirect(v.w, v.r, "/sign-in?to="+url.QueryEscape(v.r.URL.RequestURI()), http.StatusSeeOther)
			return nil
		}
		return web.ErrSignIn
	})
}

// plain turns what casework answers into what the site knows.
func plain(err error) error {
	switch {
	case errors.Is(err, casework.ErrNotFound):
		return web.ErrNotFound
	case errors.Is(err, casework.ErrConflict):
		return web.ErrConflict
	}
	return err
}

func (d *Desk) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{Desk: d, w: w, r: r}
	if token := d.Cookie.Token(r); token != "" {
		if s, err := d.Door.Resume(r.Context(), token); err == nil {
			v.session = s
			v.viewer = casework.Viewer{Person: casework.PersonID(s.Person), As: capacityOf(w, r)}
		}
	}
	return v
}

// capacityOf is the capacity in which a request is made. A form with files is not read for it: its page reads it, within
// the page's limits.
func capacityOf(w http.ResponseWriter, r *http.Request) string {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Type"))), "multipart/") {
		return r.URL.Query().Get("as")
	}
	if r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	}
	return r.FormValue("as")
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// show answers with a page.
func (v *visit) show(p web.Page) error { return v.site.Show(v.w, v.r, p) }

// parts answers with a page made of components.
func (v *visit) parts(p web.Page, parts ...component.Part) error {
	p.Template, p.Data = "parts", component.Parts(parts)
	return v.show(p)
}

// to sends the browser on after something was done.
func (v *visit) to(address string) error {
	http.Redirect(v.w, v.r, address, http.StatusSeeOther)
	return nil
}

// say is a sentence of the interface.
func (v *visit) say(key string, args ...any) string {
	return v.site.Words().Say(wordsKey(key), args...)
}

// again shows a form again with what was typed, when err is something to mend; any other error is given back.
func again(err error, form *web.Form, page func() web.Page) error {
	var problems casework.Problems
	if !errors.As(err, &problems) {
		return err
	}
	for _, p := range problems {
		form.Problem(p.Field, p.Text)
	}
	p := page()
	p.Problems = form.Problems
	return &web.Invalid{Page: p}
}

// reference is the case that an address names.
func (v *visit) reference() string { return strings.ToUpper(v.r.PathValue("ref")) }

// view is the case that an address names, as the viewer may see it. It opens only to a session with a factor bound to
// it, so that whoever controls the mail or the identity provider alone gets in nowhere.
func (v *visit) view() (*casework.View, error) {
	if err := v.enter(v.reference()); err != nil {
		return nil, err
	}
	return v.Office.View(v.ctx(), v.viewer, v.reference())
}

// errFactor is that the session has not shown a factor that opens the case.
var errFactor = errors.New("another factor is needed")

// enter says whether the session opens a case: casework says whether there is one for this person.
func (v *visit) enter(reference string) error {
	id, err := v.Office.Find(v.ctx(), v.viewer, reference)
	if err != nil {
		return err
	}
	if !v.Open && !v.Door.Enters(v.session, signin.Matter(id)) {
		return errFactor
	}
	return nil
}

// caseHref is the address of a case, and of a page below it.
func caseHref(reference string, below ...string) string {
	return "/case/" + url.PathEscape(reference) + strings.Join(append([]string{""}, below...), "/")
}
