package signin_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
	"github.com/evenhand/evenhand/internal/signin"
)

// An issuer is an identity provider that lets in whom a test names.
type issuer struct {
	server *httptest.Server
	key    *ecdsa.PrivateKey
	codes  map[string]grant
	change func(claims map[string]any) // what a test makes of a token
}

// A grant is what the provider remembers of somebody it sends back.
type grant struct{ challenge, nonce, subject string }

func newIssuer(t testing.TB) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	i := &issuer{key: key, codes: map[string]grant{}}
	base := &oidctest.Server{Algorithms: []string{oidc.ES256},
		PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.ES256}}}
	mux := http.NewServeMux()
	mux.Handle("/", base)
	mux.HandleFunc("POST /token", i.token)
	i.server = httptest.NewServer(mux)
	t.Cleanup(i.server.Close)
	base.SetIssuer(i.server.URL)
	return i
}

// token gives a token for a code, once, to whoever can show the verifier.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	g, ok := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || base64url(sum[:]) != g.challenge {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	claims := map[string]any{"iss": i.server.URL, "aud": "office", "sub": g.subject, "nonce": g.nonce,
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "email": "victim@example.org", "email_verified": true}
	if i.change != nil {
		i.change(claims)
	}
	text, _ := json.Marshal(claims)
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"access_token":"a","token_type":"Bearer","id_token":%q}`, oidctest.SignIDToken(i.key, "k", oidc.ES256, string(text)))
}

func (i *issuer) provider() *signin.Provider {
	return &signin.Provider{Issuer: i.server.URL, ClientID: "office", Secret: "s", Redirect: "https://office.example.org/back", Client: i.server.Client()}
}

// consent reads the address a browser is sent to, and returns what the provider
// sends it back with.
func (i *issuer) consent(t testing.TB, to, subject string) (state, code string) {
	t.Helper()
	u, err := url.Parse(to)
	must(t, err)
	q := u.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": "office", "code_challenge_method": "S256",
		"redirect_uri": "https://office.example.org/back", "scope": "openid"} {
		if q.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, q.Get(name), want)
		}
	}
	if len(q.Get("state")) < 40 || len(q.Get("nonce")) < 20 || len(q.Get("code_challenge")) < 40 {
		t.Errorf("the browser is sent to %s", to)
	}
	code = fmt.Sprint("code-", len(i.codes), q.Get("state")[:8])
	i.codes[code] = grant{q.Get("code_challenge"), q.Get("nonce"), subject}
	return q.Get("state"), code
}

// travel goes to the provider and back.
func (i *issuer) travel(t testing.TB, h *house, p *signin.Provider, why signin.Journey, s signin.Session, invitation, subject string) (signin.Person, signin.Factor, error) {
	t.Helper()
	to, kept, err := h.Depart(ctx, p, why, s, invitation)
	must(t, err)
	state, code := i.consent(t, to, subject)
	return h.Arrive(ctx, p, state, code, kept, s)
}

func TestIdentityIsBoundWhileSignedIn(t *testing.T) {
	h, i := open(t), newIssuer(t)
	p := i.provider()
	must(t, h.Introduce(ctx, "victim", "victim@example.org"))
	_, _, err := i.travel(t, h, p, signin.ToSignIn, signin.Session{}, "", "subject-1")
	refused(t, "an identity with the e-mail address of a person, and no binding", err, signin.ErrUnknown)

	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	_, s := h.byLink(t, "a@example.org")
	person, f, err := i.travel(t, h, p, signin.ToBind, s, "", "subject-1")
	must(t, err)
	if person != "p1" || f.Means != signin.ByProvider || f.Reach.Has("m1") {
		t.Errorf("bound to %s with %+v", person, f)
	}
	person, _, err = i.travel(t, h, p, signin.ToSignIn, signin.Session{}, "", "subject-1")
	must(t, err)
	if person != "p1" {
		t.Errorf("signed in as %s", person)
	}
	_, other := h.byLink(t, "victim@example.org")
	_, _, err = i.travel(t, h, p, signin.ToBind, other, "", "subject-1")
	refused(t, "an identity that is somebody's", err, signin.ErrTaken)
	_, _, err = h.Depart(ctx, p, signin.ToBind, signin.Session{}, "")
	refused(t, "by nobody", err, signin.ErrUnknown)
	must(t, h.Unbind(ctx, "p1"))
	_, _, err = i.travel(t, h, p, signin.ToSignIn, signin.Session{}, "", "subject-1")
	refused(t, "unbound", err, signin.ErrUnknown)
	_, _, err = i.travel(t, h, p, signin.ToBind, other, "", "subject-1")
	must(t, err)
}

func TestIdentityIsBoundByInvitation(t *testing.T) {
	h, i := open(t), newIssuer(t)
	p := i.provider()
	_, err := h.Invite(ctx, "p1", "p1")
	refused(t, "oneself", err, signin.ErrOwn)
	invitation, err := h.Invite(ctx, "o1", "p1")
	must(t, err)
	person, _, err := i.travel(t, h, p, signin.ToAccept, signin.Session{}, invitation, "subject-1")
	must(t, err)
	if person != "p1" {
		t.Errorf("accepted as %s", person)
	}
	_, _, err = h.Depart(ctx, p, signin.ToAccept, signin.Session{}, invitation)
	refused(t, "used again", err, signin.ErrUnknown)
	late, err := h.Invite(ctx, "o1", "p1")
	must(t, err)
	h.clock.pass(14 * 24 * time.Hour)
	_, _, err = h.Depart(ctx, p, signin.ToAccept, signin.Session{}, late)
	refused(t, "too late", err, signin.ErrUnknown)
}

func TestProviderIsNotBelieved(t *testing.T) {
	tests := []struct {
		name   string
		change func(map[string]any)
	}{
		{"another audience", func(c map[string]any) { c["aud"] = "shop" }},
		{"another issuer", func(c map[string]any) { c["iss"] = "https://example.net" }},
		{"another nonce", func(c map[string]any) { c["nonce"] = "n" }},
		{"no nonce", func(c map[string]any) { delete(c, "nonce") }},
		{"no subject", func(c map[string]any) { delete(c, "sub") }},
		{"ended", func(c map[string]any) { c["exp"] = c["iat"].(int64) - 3600 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, i := open(t), newIssuer(t)
			p := i.provider()
			must(t, h.Introduce(ctx, "p1", "a@example.org"))
			_, s := h.byLink(t, "a@example.org")
			i.change = tt.change
			_, _, err := i.travel(t, h, p, signin.ToBind, s, "", "subject-1")
			refused(t, tt.name, err, signin.ErrUnknown)
		})
	}
}

func TestJourneyIsOneBrowsers(t *testing.T) {
	h, i := open(t), newIssuer(t)
	p := i.provider()
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	_, s := h.byLink(t, "a@example.org")
	_, _, err := i.travel(t, h, p, signin.ToBind, s, "", "subject-1")
	must(t, err)

	to, kept, err := h.Depart(ctx, p, signin.ToSignIn, signin.Session{}, "")
	must(t, err)
	_, keptByAnother, err := h.Depart(ctx, p, signin.ToSignIn, signin.Session{}, "")
	must(t, err)
	state, code := i.consent(t, to, "subject-1")
	_, _, err = h.Arrive(ctx, p, state, code, keptByAnother, s)
	refused(t, "another browser", err, signin.ErrUnknown)
	_, _, err = h.Arrive(ctx, p, state, code, "", s)
	refused(t, "a browser that kept nothing", err, signin.ErrUnknown)
	_, _, err = h.Arrive(ctx, newIssuer(t).provider(), state, code, kept, s)
	refused(t, "from another provider", err, signin.ErrUnknown)
	_, _, err = h.Arrive(ctx, p, state, code, kept, signin.Session{})
	must(t, err)
	_, code = i.consent(t, to, "subject-1")
	_, _, err = h.Arrive(ctx, p, state, code, kept, signin.Session{})
	refused(t, "the same journey again", err, signin.ErrUnknown)

	to, kept, err = h.Depart(ctx, p, signin.ToBind, s, "")
	must(t, err)
	state, code = i.consent(t, to, "subject-2")
	_, _, err = h.Arrive(ctx, p, state, code, kept, signin.Session{})
	refused(t, "a binding by one who has signed out", err, signin.ErrUnknown)
	to, kept, err = h.Depart(ctx, p, signin.ToSignIn, s, "")
	must(t, err)
	state, code = i.consent(t, to, "subject-1")
	h.clock.pass(10 * time.Minute)
	_, _, err = h.Arrive(ctx, p, state, code, kept, s)
	refused(t, "too late", err, signin.ErrUnknown)
	to, kept, err = h.Depart(ctx, p, signin.ToSignIn, s, "")
	must(t, err)
	state, _ = i.consent(t, to, "subject-1")
	_, _, err = h.Arrive(ctx, p, state, "no such code", kept, s)
	refused(t, "a code that is none", err, signin.ErrUnknown)
}
