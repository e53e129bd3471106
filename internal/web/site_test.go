package web_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/matter"
)

// answer returns what site answers a request with when its handler returns err.
func answer(t *testing.T, err error) *httptest.ResponseRecorder {
	t.Helper()
	site := newSite(t)
	w := httptest.NewRecorder()
	site.Secure(site.Handle(func(http.ResponseWriter, *http.Request) error { return err })).
		ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	return w
}

func TestErrorsBecomeAnswers(t *testing.T) {
	refusal := &matter.Refusal{Act: "open the hearing", By: "chair", Book: "Rules, version 1", SHA256: "3f1c9a0be1d24c55",
		Reasons: []matter.Reason{{Clause: "7.1", Why: "Exhibit E-14 has not been disclosed.", Cure: "Disclose it.", After: calendar.MustDate("2026-11-17")}}}
	form := &web.Form{Values: url.Values{"what": {"It was <b>me</b>"}}}
	form.Problem("what", "Say when it was")
	field := component.Textarea{Field: form.Fill(component.Field{Name: "what", Label: "What happened?"})}
	tests := []struct {
		name   string
		err    error
		status int
		wants  []string
	}{
		{"not known", fmt.Errorf("case: %w", web.ErrNotFound), 404, []string{"There is nothing here"}},
		{"refused", fmt.Errorf("hearing: %w", refusal), 409,
			[]string{"clause 7.1", "Exhibit E-14 has not been disclosed.", "Disclose it.", "Tuesday 17 November 2026", "3f1c9a0be1d2…"}},
		{"refused, with a way back", &web.Refused{Refusal: refusal, Back: component.Link{Text: "To the case", Href: "/cases/9"}}, 409, []string{`href="/cases/9"`}},
		{"a form to put right", form.Err(web.Page{Title: "Complaint", Template: "parts", Data: component.Parts{field}}), 422,
			[]string{"<title>Error: ", "One thing to put right", `<a href="#what">Say when it was</a>`, `id="what-error"`, "It was &lt;b&gt;me&lt;/b&gt;"}},
		{"too large", &http.MaxBytesError{Limit: 1}, 413, []string{"too much at once"}},
		{"meanwhile", web.ErrConflict, 409, []string{"Something else happened first"}},
		{"not signed in", web.ErrSignIn, 401, []string{"Please sign in"}},
		{"too often", web.ErrTooMany, 429, []string{"Too many attempts"}},
		{"a fault", errors.New("disk of Bobbin is full"), 500, []string{"The fault is ours"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := answer(t, tt.err)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			for _, want := range tt.wants {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("the page does not hold %q:\n%s", want, w.Body)
				}
			}
			if strings.Contains(w.Body.String(), "disk of") {
				t.Error("the page tells of the fault")
			}
		})
	}
}

// A page about a case that does not exist and one about a case that the asker
// may not know of are the same to the byte.
func TestNotFoundTellsNothing(t *testing.T) {
	a, b := answer(t, web.ErrNotFound), answer(t, fmt.Errorf("case K7Q2 is for others: %w", web.ErrNotFound))
	if a.Body.String() != b.Body.String() || a.Code != b.Code {
		t.Error("the answers differ")
	}
}

func TestNilFormHasNoError(t *testing.T) {
	if err := new(web.Form).Err(web.Page{}); err != nil {
		t.Errorf("Err of a form without problems = %v", err)
	}
}

func TestHeaders(t *testing.T) {
	h := answer(t, web.ErrNotFound).Header()
	for name, want := range map[string]string{
		"Content-Security-Policy":      "default-src 'none'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=()",
		"Cache-Control":                "no-store",
		"X-Robots-Tag":                 "noindex",
		"Content-Type":                 "text/html; charset=utf-8",
	} {
		if got := h.Get(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
		t.Error("the policy allows what is unsafe")
	}
}

func TestOtherSitesCannotAct(t *testing.T) {
	site := newSite(t)
	reached := false
	guarded := site.Secure(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	r := httptest.NewRequest("POST", "/acts", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	guarded.ServeHTTP(w, r)
	if reached || w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "Nothing was done") {
		t.Errorf("answered %d, reached %v", w.Code, reached)
	}
}

var assetAddress = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)

// TestFirstPageIsLight fetches the page and everything it asks for as a
// browser would.
func TestFirstPageIsLight(t *testing.T) {
	server := serve(t)
	size, body := fetch(t, server.URL+"/nowhere")
	requests := 1
	for _, m := range assetAddress.FindAllStringSubmatch(body, -1) {
		n, _ := fetch(t, server.URL+m[1])
		size += n
		requests++
	}
	t.Logf("%d bytes in %d requests", size, requests)
	if size > 60_000 || requests > 7 || requests < 3 {
		t.Errorf("the page takes %d bytes in %d requests, want under 60 kB in fewer than 8", size, requests)
	}
}

// fetch returns the size of an answer on the wire and its text.
func fetch(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	got, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	packed, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(address, "/static/") && (got.StatusCode != 200 || !strings.Contains(got.Header.Get("Cache-Control"), "immutable")) {
		t.Errorf("%s: %d, Cache-Control %q", address, got.StatusCode, got.Header.Get("Cache-Control"))
	}
	if got.Header.Get("Content-Encoding") != "gzip" {
		return len(packed), string(packed)
	}
	z, err := gzip.NewReader(strings.NewReader(string(packed)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return len(packed), string(text)
}

// The sheet must not ask for what we do not serve or do not own.
func TestStyleSheetIsOurs(t *testing.T) {
	_, page := fetch(t, serve(t).URL+"/nowhere")
	site := newSite(t)
	w := httptest.NewRecorder()
	address := regexp.MustCompile(`/static/evenhand\.[0-9a-f]+\.css`).FindString(page)
	site.Static().ServeHTTP(w, httptest.NewRequest("GET", address, nil))
	for _, bad := range []string{"@font-face", "GDS Transport", "crest", "crown", "url(", "\ufeff", "@import"} {
		if strings.Contains(w.Body.String(), bad) {
			t.Errorf("the style sheet holds %q", bad)
		}
	}
}
