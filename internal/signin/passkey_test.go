package signin_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/signin"
)

// made returns a person's session, and a device with a passkey made in it.
func made(t *testing.T) (*house, *signin.Passkeys, *device, signin.Session) {
	h := open(t)
	keys := newPasskeys(t, h)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	_, s := h.byLink(t, "a@example.org")
	d := newDevice(t)
	k, err := d.makeFor(t, keys, s)
	must(t, err)
	if k.Name != "my phone" || k.ID == "" || k.Made != h.clock.Now() {
		t.Fatalf("made %+v", k)
	}
	return h, keys, d, s
}

func TestPasskeySignsIn(t *testing.T) {
	h, keys, d, _ := made(t)
	for range 2 {
		person, f, err := d.use(t, keys)
		must(t, err)
		if person != "p1" || f.Means != signin.ByPasskey || !bytes.Equal(f.Passkey, d.id) {
			t.Errorf("use = %s, %+v", person, f)
		}
		h.clock.pass(24 * time.Hour)
	}
	list, err := h.Passkeys(ctx, "p1")
	must(t, err)
	if len(list) != 1 || list[0].Used.IsZero() {
		t.Errorf("Passkeys = %+v", list)
	}
}

func TestPasskeyIsRefused(t *testing.T) {
	tests := []struct {
		name   string
		change func(t *testing.T, d *device)
	}{
		{"another site", func(_ *testing.T, d *device) { d.origin = "https://office.example.net" }},
		{"another domain", func(_ *testing.T, d *device) { d.domain = "example.net" }},
		{"nobody looked", func(_ *testing.T, d *device) { d.flags = userPresent }},
		{"nobody there", func(_ *testing.T, d *device) { d.flags = userVerified }},
		{"another key", func(t *testing.T, d *device) { d.key = newDevice(t).key }},
		{"not known", func(t *testing.T, d *device) { d.id = newDevice(t).id }},
		{"another person", func(_ *testing.T, d *device) { d.user2 = bytes.Repeat([]byte{1}, 32) }},
		{"a copy that is behind", func(_ *testing.T, d *device) { d.count = 3 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, keys, d, _ := made(t)
			for range 5 {
				_, _, err := d.use(t, keys)
				must(t, err)
			}
			tt.change(t, d)
			_, _, err := d.use(t, keys)
			refused(t, tt.name, err, signin.ErrUnknown)
			_ = h
		})
	}
}

func TestCeremonyIsForOne(t *testing.T) {
	h, keys, d, s := made(t)
	options, token, err := keys.BeginUsing(ctx)
	must(t, err)
	answer := d.used(t, options)
	_, _, err = keys.FinishUsing(ctx, token, bytes.NewReader(answer))
	must(t, err)
	_, _, err = keys.FinishUsing(ctx, token, bytes.NewReader(answer))
	refused(t, "the same answer again", err, signin.ErrUnknown)
	_, token, err = keys.BeginUsing(ctx)
	must(t, err)
	_, _, err = keys.FinishUsing(ctx, token, bytes.NewReader(answer))
	refused(t, "the answer to another challenge", err, signin.ErrUnknown)
	options, token, err = keys.BeginUsing(ctx)
	must(t, err)
	h.clock.pass(10 * time.Minute)
	_, _, err = keys.FinishUsing(ctx, token, bytes.NewReader(d.used(t, options)))
	refused(t, "too late", err, signin.ErrUnknown)

	d2 := newDevice(t)
	creation, token, err := keys.BeginMaking(ctx, s, "Office")
	must(t, err)
	must(t, h.Introduce(ctx, "p2", "b@example.org"))
	_, other := h.byLink(t, "b@example.org")
	_, err = keys.FinishMaking(ctx, other, token, "x", bytes.NewReader(d2.made(t, creation)))
	refused(t, "begun by another person", err, signin.ErrUnknown)
	_, err = keys.FinishMaking(ctx, signin.Session{}, token, "x", bytes.NewReader(d2.made(t, creation)))
	refused(t, "by nobody", err, signin.ErrUnknown)
	_, err = keys.FinishMaking(ctx, s, token, "x", bytes.NewReader(d2.made(t, creation)))
	must(t, err) // the person's own has not been used up by those
	_, _, err = keys.BeginMaking(ctx, signin.Session{}, "x")
	refused(t, "begun by nobody", err, signin.ErrUnknown)
	_, err = keys.FinishMaking(ctx, s, token, "x", strings.NewReader(`{"id":"eA"}`))
	refused(t, "what is no answer", err, signin.ErrUnknown)
	_, err = d.makeFor(t, keys, other)
	refused(t, "a passkey that is somebody's", err, signin.ErrTaken)
}

func TestEndedPasskeyEndsItsSessions(t *testing.T) {
	h, keys, d, own := made(t)
	person, f, err := d.use(t, keys)
	must(t, err)
	token, _, err := h.Open(ctx, person, f, "x", "")
	must(t, err)
	list, err := h.Passkeys(ctx, "p1")
	must(t, err)
	must(t, h.EndPasskey(ctx, "p2", list[0].ID, ""))
	_, _, err = d.use(t, keys)
	must(t, err)
	must(t, h.EndPasskey(ctx, "p1", list[0].ID, ""))
	_, _, err = d.use(t, keys)
	refused(t, "an ended passkey", err, signin.ErrUnknown)
	_, err = h.Resume(ctx, token)
	refused(t, "its session", err, signin.ErrUnknown)
	if left, err := h.Sessions(ctx, "p1"); err != nil || len(left) != 1 || left[0].ID != own.ID {
		t.Errorf("sessions left: %v, %v, want the one by a link", left, err)
	}
}

// The browser's script and the handler speak to each other over HTTP.
func TestPasskeysOverHTTP(t *testing.T) {
	h := open(t)
	keys := newPasskeys(t, h)
	cookie := signin.Cookie{InTheClear: true}
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	token, _ := h.byLink(t, "a@example.org")
	server := httptest.NewServer(keys.Handler(cookie, "Office"))
	defer server.Close()
	jar := &http.Cookie{Name: "evenhand", Value: token}
	post := func(path, body string) (int, map[string]json.RawMessage, *http.Response) {
		t.Helper()
		r, err := http.NewRequest("POST", server.URL+path, strings.NewReader(body))
		must(t, err)
		r.Header.Set("User-Agent", "Mozilla/5.0 (Android) Firefox/140.0")
		if jar != nil {
			r.AddCookie(jar)
		}
		w, err := server.Client().Do(r)
		must(t, err)
		defer w.Body.Close()
		data, err := io.ReadAll(w.Body)
		must(t, err)
		var fields map[string]json.RawMessage
		_ = json.Unmarshal(data, &fields)
		return w.StatusCode, fields, w
	}
	finish := func(token, answer []byte) string {
		return `{"token":` + string(token) + `,"name":"phone","answer":` + string(answer) + `}`
	}
	d := newDevice(t)
	_, sent, _ := post("/make/begin", "{}")
	if code, _, _ := post("/make/finish", finish(sent["token"], d.made(t, sent["options"]))); code != 200 {
		t.Fatalf("make/finish answers %d", code)
	}
	before := jar
	jar = nil
	if code, _, _ := post("/make/begin", "{}"); code != 403 {
		t.Errorf("make/begin without a session answers %d, want 403", code)
	}
	_, sent, _ = post("/use/begin", "{}")
	code, _, w := post("/use/finish", finish(sent["token"], d.used(t, sent["options"])))
	if code != 200 || len(w.Cookies()) != 1 {
		t.Fatalf("use/finish answers %d with %v", code, w.Cookies())
	}
	c := w.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Path != "/" || c.MaxAge != 24*3600 || w.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the cookie is %v", c)
	}
	s, err := h.Resume(ctx, c.Value)
	must(t, err)
	if s.Person != "p1" || s.Agent != "Firefox on Android" || s.Factors[0].Means != signin.ByPasskey {
		t.Errorf("the session is %+v", s)
	}
	jar = before // with a session, the passkey strengthens it
	_, sent, _ = post("/use/begin", "{}")
	_, _, w = post("/use/finish", finish(sent["token"], d.used(t, sent["options"])))
	s, err = h.Resume(ctx, w.Cookies()[0].Value)
	must(t, err)
	if len(s.Factors) != 2 {
		t.Errorf("the session has %d factors, want 2", len(s.Factors))
	}
	for body, want := range map[string]int{"": 400, "[]": 400, `{"token":"x","answer":{}}`: 403, `{"name":"` + strings.Repeat("x", 1<<17) + `"}`: 400} {
		if code, _, _ := post("/use/finish", body); code != want {
			t.Errorf("%.20q is answered %d, want %d", body, code, want)
		}
	}
}

func TestCookieIsSecureElsewhere(t *testing.T) {
	w := httptest.NewRecorder()
	now := time.Now()
	signin.Cookie{}.Set(w, "x", now, now.Add(time.Hour))
	c := w.Result().Cookies()[0]
	if c.Name != "__Host-evenhand" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.MaxAge != 3600 {
		t.Errorf("the cookie is %v", c)
	}
	r := httptest.NewRequest("GET", "/", nil)
	if got := (signin.Cookie{}).Token(r); got != "" {
		t.Errorf("Token = %q", got)
	}
	r.AddCookie(c)
	if got := (signin.Cookie{}).Token(r); got != "x" {
		t.Errorf("Token = %q, want x", got)
	}
	w = httptest.NewRecorder()
	signin.Cookie{}.Clear(w)
	if c := w.Result().Cookies()[0]; c.MaxAge != -1 || c.Value != "" {
		t.Errorf("Clear sets %v", c)
	}
}
