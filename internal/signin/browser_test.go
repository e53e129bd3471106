package signin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web/browser"
)

// A real browser makes a passkey with our script, under our policy, and signs
// in with it from a page that knows nothing of it.
func TestPasskeyInABrowser(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	token, _ := h.byLink(t, "a@example.org")
	cookie := signin.Cookie{InTheClear: true}
	mux := http.NewServeMux()
	server := httptest.NewServer(http.NewCrossOriginProtection().Handler(strict(mux)))
	defer server.Close()
	base := strings.Replace(server.URL, "127.0.0.1", "localhost", 1) // passkeys are for names
	keys, err := signin.NewPasskeys(h.Door, signin.Site{Domain: "localhost", Origin: base, Name: "Office"})
	must(t, err)

	mux.Handle("/passkey/", http.StripPrefix("/passkey", keys.Handler(cookie, "Office")))
	mux.HandleFunc("GET /passkey.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(signin.PasskeyScript)
	})
	mux.HandleFunc("GET /enter", func(w http.ResponseWriter, r *http.Request) {
		cookie.Set(w, token, h.clock.Now(), h.clock.Now().Add(1e12))
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /leave", func(w http.ResponseWriter, r *http.Request) {
		cookie.Clear(w)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		s, err := h.Resume(ctx, cookie.Token(r))
		list, _ := h.Passkeys(ctx, s.Person)
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Sign in</title><script type="module" src="/passkey.js"></script>
			<p>Person %q, signed in: %v, passkeys: %d</p>
			<form data-passkey="make" action="/passkey" hidden><label>Name <input name="name"></label><button>Make</button><p data-passkey-failed hidden>Not made</p></form>
			<form data-passkey="use" action="/passkey" hidden><button>Use</button><p data-passkey-failed hidden>Not used</p></form>`,
			s.Person, err == nil, len(list))
	})
	browser.Walk(t, base, true,
		browser.Step{Who: "one", Do: "open", What: "/enter"},
		browser.Step{Who: "one", Do: "see", What: `Person "p1", signed in: true, passkeys: 0`},
		browser.Step{Who: "one", Do: "device"},
		browser.Step{Who: "one", Do: "type", What: "Name", With: []string{"my laptop"}},
		browser.Step{Who: "one", Do: "click", What: "Make"},
		browser.Step{Who: "one", Do: "see", What: `Person "p1", signed in: true, passkeys: 1`},
		browser.Step{Who: "one", Do: "open", What: "/leave"},
		browser.Step{Who: "one", Do: "see", What: `signed in: false`},
		browser.Step{Who: "one", Do: "click", What: "Use"},
		browser.Step{Who: "one", Do: "see", What: `Person "p1", signed in: true, passkeys: 1`},
	)
	list, err := h.Passkeys(ctx, "p1")
	must(t, err)
	if len(list) != 1 || list[0].Name != "my laptop" || list[0].Used.IsZero() {
		t.Errorf("the passkeys are %+v", list)
	}
}

// strict is the policy of the pages.
func strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "+
			"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}
