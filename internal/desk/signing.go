package desk

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// signing puts the ways in and out on the mux.
func (d *Desk) signing(mux *http.ServeMux) {
	mux.Handle("GET /sign-in", d.anyone((*visit).signInPage))
	mux.Handle("POST /sign-in/link", d.anyone((*visit).askLink))
	mux.Handle("GET /sign-in/sent", d.anyone((*visit).linkSent))
	mux.Handle("GET /sign-in/link/{token}", d.anyone((*visit).linkPage))
	mux.Handle("POST /sign-in/link/{token}", d.anyone((*visit).useLink))
	mux.Handle("POST /sign-in/code", d.anyone((*visit).useCode))
	if d.passkeys != nil {
		mux.Handle("POST /sign-in/passkey/", http.StripPrefix("/sign-in/passkey", d.limited(d.passkeys.Handler(d.Cookie, d.Office.Roll().Settled.Name))))
		mux.Handle("GET /sign-in/passkey.js", http.HandlerFunc(passkeyScript))
	}
	mux.Handle("GET /factor", d.someone((*visit).factorPage))
	mux.Handle("POST /factor", d.someone((*visit).useFactor))
	mux.Handle("POST /sign-out", d.anyone((*visit).signOut))
	if d.Provider != nil {
		mux.Handle("GET /sign-in/provider", d.anyone((*visit).depart))
		mux.Handle("GET /sign-in/provider/back", d.anyone((*visit).arrive))
	}
	if d.Demo != nil {
		mux.Handle("GET /demo/enter/{token}", d.anyone((*visit).enterDemo))
	}
}

// mostForm bounds a form without files.
const mostForm = 1 << 20

// newPasskeys makes the passkeys of the address under which the office is reached; they are bound to it for ever. An
// address in figures has none: browsers make passkeys for names alone.
func (d *Desk) newPasskeys() (*signin.Passkeys, error) {
	base, err := url.Parse(d.Base)
	if err != nil {
		return nil, err
	}
	if _, err := netip.ParseAddr(base.Hostname()); err == nil || base.Hostname() == "" {
		return nil, nil
	}
	return signin.NewPasskeys(d.Door, signin.Site{Domain: base.Hostname(), Origin: base.Scheme + "://" + base.Host, Name: d.Office.Roll().Settled.Name})
}

// passkeyScript serves the module that drives forms for passkeys.
func passkeyScript(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(signin.PasskeyScript) // the reader has gone
}

// asking is what the pages to sign in and to show a further factor are given.
type asking struct {
	To       string
	Address  component.Part
	Code     component.Part
	Provider string
	Passkeys bool
	Parts    component.Parts
}

func (v *visit) signInPage() error {
	if v.viewer.Person != "" {
		return v.to(local(v.r.FormValue("to")))
	}
	return v.show(v.signIn(&web.Form{}))
}

// signIn is the page with the ways in.
func (v *visit) signIn(f *web.Form) web.Page {
	a := asking{To: local(v.r.FormValue("to")), Address: v.addressInput(f), Code: v.codeInput(f), Passkeys: v.passkeys != nil}
	if v.Provider != nil {
		a.Provider = "/sign-in/provider"
	}
	return web.Page{Title: v.say("signin.title"), Template: "sign-in", Data: a, Problems: f.Problems}
}

func (v *visit) addressInput(f *web.Form) component.Part {
	return component.Input{Field: f.Fill(component.Field{Name: "address", Label: v.say("signin.address"), Hint: v.say("signin.address.hint")}),
		Type: "email", Autocomplete: "email", Mode: "email", Width: "20"}
}

func (v *visit) codeInput(f *web.Form) component.Part {
	return component.Input{Field: f.Fill(component.Field{Name: "code", Label: v.say("signin.code"), Hint: v.say("signin.code.hint")}), Autocomplete: "one-time-code", Width: "20"}
}

// askLink notes that a link is wanted. The answer is the same whether anybody has the address or not.
func (v *visit) askLink() error {
	f, err := web.ReadForm(v.w, v.r, mostForm)
	if err != nil {
		return err
	}
	if err := v.slow("address " + strings.ToLower(f.Text("address"))); err != nil {
		return err
	}
	err = v.Door.AskLink(v.ctx(), f.Text("address"))
	if errors.Is(err, signin.ErrAddress) {
		f.Problem("address", v.say("signin.address.wrong"))
		return f.Err(v.signIn(f))
	}
	if err != nil {
		return err
	}
	return v.to("/sign-in/sent")
}

func (v *visit) linkSent() error {
	return v.parts(web.Page{Title: v.say("signin.sent.title")},
		component.Text{Text: v.say("signin.sent.text"), Kind: "lead"}, component.Text{Text: v.say("signin.sent.none")},
		v.onward(v.say("signin.again"), "/sign-in"))
}

// linkPage shows a button, whatever the token is, so that a program that looks at mail before its reader does uses
// nothing up.
func (v *visit) linkPage() error {
	return v.parts(web.Page{Title: v.say("signin.title")},
		component.Text{Text: v.say("signin.link.text"), Kind: "lead"},
		component.Button{Text: v.say("signin.link.button"), Post: v.r.URL.EscapedPath()})
}

func (v *visit) useLink() error {
	if err := v.slow(""); err != nil {
		return err
	}
	person, factor, err := v.Door.UseLink(v.ctx(), v.r.PathValue("token"))
	if errors.Is(err, signin.ErrUnknown) {
		return v.parts(web.Page{Title: v.say("signin.gone.title")},
			component.Text{Text: v.say("signin.gone.text"), Kind: "lead"}, v.onward(v.say("signin.again"), "/sign-in"))
	}
	if err != nil {
		return err
	}
	return v.admit(person, factor, "/")
}

// useCode signs in with a code on paper.
func (v *visit) useCode() error {
	f, err := web.ReadForm(v.w, v.r, mostForm)
	if err != nil {
		return err
	}
	return v.takeCode(f, signin.Session{}, v.signIn)
}

// takeCode uses a code on paper, in a session or to begin one, and shows the page again when it is none.
func (v *visit) takeCode(f *web.Form, s signin.Session, page func(*web.Form) web.Page) error {
	if err := v.slow(string(s.Person)); err != nil {
		return err
	}
	person, factor, err := v.Door.UseCode(v.ctx(), f.Text("code"), s)
	var slip *signin.Slip
	switch {
	case errors.As(err, &slip):
		f.Problem("code", v.say("signin.code.slip", "what", slip.Msg))
	case errors.Is(err, signin.ErrSignInFirst):
		f.Problem("code", v.say("signin.code.first"))
	case errors.Is(err, signin.ErrUnknown):
		f.Problem("code", v.say("signin.code.unknown"))
	case err != nil:
		return err
	default:
		return v.admit(person, factor, local(f.Text("to")))
	}
	return f.Err(page(f))
}

// admit signs a person in with a factor and sends the browser on.
func (v *visit) admit(person signin.Person, factor signin.Factor, to string) error {
	if err := v.Door.Admit(v.w, v.r, v.Cookie, person, factor); err != nil {
		return err
	}
	return v.to(to)
}

func (v *visit) signOut() error {
	if v.session.ID != "" {
		if err := v.Door.EndSession(v.ctx(), v.session.Person, v.session.ID); err != nil {
			return err
		}
	}
	v.Cookie.Clear(v.w)
	return v.to("/")
}

// askFactor is the answer to whoever has not shown a factor that opens what they asked for.
func (v *visit) askFactor() error {
	if v.r.Method == http.MethodGet {
		return v.to("/factor?to=" + url.QueryEscape(v.r.URL.RequestURI()))
	}
	return v.site.Render(v.w, v.r, http.StatusForbidden, v.factor(&web.Form{}))
}

func (v *visit) factorPage() error { return v.show(v.factor(&web.Form{})) }

// factor is the page that asks for a further factor, and says how to get one.
func (v *visit) factor(f *web.Form) web.Page {
	settled := v.Office.Roll().Settled
	a := asking{To: local(v.r.FormValue("to")), Code: v.codeInput(f), Passkeys: v.passkeys != nil, Parts: component.Parts{
		component.Heading{Text: v.say("factor.get")}, component.Text{Text: v.say("factor.get.text")},
		component.Text{Text: strings.TrimSpace(settled.Contact + "\n" + settled.Address)}}}
	return web.Page{Title: v.say("factor.title"), Template: "factor", Data: a, Problems: f.Problems, Leave: true}
}

func (v *visit) useFactor() error {
	f, err := web.ReadForm(v.w, v.r, mostForm)
	if err != nil {
		return err
	}
	return v.takeCode(f, v.session, v.factor)
}

// mayOpen says whether the session opens a matter that its person has a part in.
func (v *visit) mayOpen(id casework.ID) bool {
	return v.Open || v.Door.Enters(v.session, signin.Matter(id))
}

// journeyCookie is what a browser keeps while it is at the identity provider.
const journeyCookie = "evenhand-journey"

// depart sends the browser to the identity provider. It is a link and no form, because browsers hold what a form leads
// to against form-action.
func (v *visit) depart() error {
	if err := v.slow(""); err != nil {
		return err
	}
	why := signin.ToSignIn
	if v.r.FormValue("for") == string(signin.ToBind) {
		why = signin.ToBind
	}
	address, keep, err := v.Door.Depart(v.ctx(), v.Provider, why, v.session, "")
	if errors.Is(err, signin.ErrUnknown) {
		return web.ErrSignIn
	}
	if err != nil {
		return err
	}
	v.keep(journeyCookie, keep, 10*time.Minute)
	return v.to(address)
}

// arrive takes what the identity provider sends a browser back with.
func (v *visit) arrive() error {
	if err := v.slow(""); err != nil {
		return err
	}
	kept := v.kept(journeyCookie)
	v.keep(journeyCookie, "", -1)
	person, factor, err := v.Door.Arrive(v.ctx(), v.Provider, v.r.FormValue("state"), v.r.FormValue("code"), kept, v.session)
	if errors.Is(err, signin.ErrUnknown) || errors.Is(err, signin.ErrTaken) {
		return v.parts(web.Page{Title: v.say("signin.provider.no.title")},
			component.Text{Text: v.say("signin.provider.no"), Kind: "lead"}, v.onward(v.say("signin.other"), "/sign-in"))
	}
	if err != nil {
		return err
	}
	return v.admit(person, factor, "/")
}

// enterDemo signs in as a person of the demonstration with one click.
func (v *visit) enterDemo() error {
	for _, a := range v.Demo.People {
		if a.Token == v.r.PathValue("token") {
			factor := signin.Factor{Means: signin.ByCode, At: v.Door.Now(), Reach: signin.Reach{All: true}}
			return v.admit(signin.Person(a.Person), factor, local(v.r.FormValue("to")))
		}
	}
	return web.ErrNotFound
}

// slow counts a try at an account, known or not, and holds it up or turns it away when there were too many.
func (v *visit) slow(account string) error { return v.Desk.slow(v.ctx(), v.w, v.r, account) }

func (d *Desk) slow(ctx context.Context, w http.ResponseWriter, r *http.Request, account string) error {
	wait, after, ok := d.limiter.Allow(d.Door.Now(), account, d.from(r))
	if !ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(after.Seconds())+1))
		return web.ErrTooMany
	}
	if wait > 0 {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// limited slows a handler down that is not a page.
func (d *Desk) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := d.slow(r.Context(), w, r, ""); err != nil {
			http.Error(w, "too many attempts", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// from is where a request comes from.
func (d *Desk) from(r *http.Request) netip.Addr {
	if d.From != nil {
		return d.From(r)
	}
	at, _ := netip.ParseAddrPort(r.RemoteAddr) // none: all such are one
	return at.Addr()
}

// keep has the browser keep a value in a cookie that scripts cannot read; for a time below 0 it forgets it.
func (v *visit) keep(name, value string, life time.Duration) {
	http.SetCookie(v.w, &http.Cookie{Name: v.cookie(name), Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: !v.Cookie.InTheClear, SameSite: http.SameSiteLaxMode})
}

// kept is what keep had the browser keep.
func (v *visit) kept(name string) string {
	c, err := v.r.Cookie(v.cookie(name))
	if err != nil {
		return ""
	}
	return c.Value
}

func (v *visit) cookie(name string) string {
	if v.Cookie.InTheClear {
		return name
	}
	return "__Host-" + name
}

// local is an address of this site; / for any other.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

// onward is one link that leads on.
func (v *visit) onward(text, href string) component.Part {
	return component.Links{Links: []component.Onward{{Text: text, Href: href}}}
}
