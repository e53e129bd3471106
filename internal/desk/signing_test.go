package desk_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/signin"
)

func TestFirstPageIsLight(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	page := g.get("/").is(200).has("Make a complaint", "Come back with a receipt code", "Sign in", "support line", "Leave this site quickly")
	size, requests := len(page.body), 1
	for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(page.body, -1) {
		r, err := http.NewRequest("GET", h.url+m[1], nil)
		h.must(err)
		r.Header.Set("Accept-Encoding", "gzip")
		size += len(g.do(r).body)
		requests++
	}
	t.Logf("%d bytes in %d requests", size, requests)
	if size > 60_000 || requests > 7 {
		t.Errorf("%d bytes in %d requests, want under 60 kB in fewer than 8", size, requests)
	}
}

// links are those that would be sent.
func (h *house) links() []signin.Link {
	h.Helper()
	var sent []signin.Link
	_, err := h.door.SendLinks(context.Background(), func(_ context.Context, l signin.Link) error { sent = append(sent, l); return nil })
	h.must(err)
	return sent
}

// Looking at a link uses nothing up; the button signs in, once; and what is answered tells nobody who is known here.
func TestSignInByLink(t *testing.T) {
	h := newHouse(t)
	h.must(h.door.Introduce(context.Background(), "complainant", "gimlet@example.org"))
	g := h.guest()
	g.get("/account").to("/sign-in?to=%2Faccount")
	known := g.post("/sign-in/link", "address", "Gimlet@example.org").to("/sign-in/sent")
	unknown := g.post("/sign-in/link", "address", "nobody@example.org").to("/sign-in/sent")
	if known.body != unknown.body {
		t.Error("the answers differ")
	}
	g.post("/sign-in/link", "address", "no address").is(422).has("Write an e-mail address", `value="no address"`)
	links := h.links()
	if len(links) != 1 {
		t.Fatalf("%d links, want 1", len(links))
	}
	path := "/sign-in/link/" + links[0].Token
	for range 3 {
		h.guest().get(path).is(200).has("Sign me in").lacks("Gimlet")
	}
	g.post(path).to("/")
	g.get("/").has("Gimlet Nettlewick", "What comes next")
	h.guest().post(path).is(200).has("no longer works")
	g.post("/sign-out").to("/")
	g.get("/").lacks("Gimlet Nettlewick").has("Make a complaint")
}

// A link by e-mail alone opens no case and shows none; a code on paper does.
func TestFurtherFactor(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	r := h.complain()
	g := h.with("caseworker", signin.Factor{Means: signin.ByLink, At: h.clock.Now()})
	g.get("/").is(200).lacks(r.Reference).has("does not open every case")
	h.with("outsider", signin.Factor{Means: signin.ByLink, At: h.clock.Now()}).get("/").has("does not open every case")
	page := g.get("/factor?to=/").is(200).has("A code on paper", "in person")
	page.lacks(r.Reference)
	sheet, err := h.door.PrepareSheet(ctx, "admin", "caseworker", signin.AllMatters, 2, false)
	h.must(err)
	_, codes, err := h.door.PrintSheet(ctx, "chair", sheet.ID)
	h.must(err)
	h.guest().post("/sign-in/code", "code", codes[0]).is(422).has("signs in first")
	g.post("/factor", "code", "ABC").is(422).has("Look at the code again", `value="ABC"`)
	h.as("outsider").post("/factor", "code", codes[0]).is(422).has("not valid")
	g.post("/factor", "code", codes[0], "to", "//elsewhere.example.org").to("/")
	g.get("/").has(r.Reference).lacks("does not open every case")
	g.post("/factor", "code", codes[0]).is(422).has("not valid")
}

// What signs in never leads to another site.
func TestStaysHere(t *testing.T) {
	h := newHouse(t)
	for _, to := range []string{"https://elsewhere.example.org", "//elsewhere.example.org", `/\elsewhere.example.org`, "javascript:alert(1)", "/a\r\nb"} {
		r, err := http.NewRequest("GET", h.url+"/sign-in", nil)
		h.must(err)
		q := r.URL.Query()
		q.Set("to", to)
		r.URL.RawQuery = q.Encode()
		h.as("complainant").do(r).is(303)
		if got := h.as("complainant").do(r).header.Get("Location"); got != "/" {
			t.Errorf("%q leads to %q", to, got)
		}
	}
}

// Guessing at one reference runs out, from wherever it comes, and says nothing of whether there is such a case.
func TestGuessing(t *testing.T) {
	h := newHouse(t)
	r := h.complain()
	for _, reference := range []string{r.Reference, "AAAA-2222"} {
		for range 10 {
			h.guest().post("/return", "reference", reference, "code", "22222-33333-44444-55555").is(422).has("do not belong together")
		}
		h.guest().post("/return", "reference", reference, "code", "22222-33333-44444-55555").is(http.StatusTooManyRequests)
	}
	h.clock.set(h.clock.Now().Add(2 * time.Minute))
	h.guest().post("/return", "reference", r.Reference, "code", r.Code).to("/case/" + r.Reference)
	h.guest().post("/return", "reference", "", "code", "").is(422).has("Write the reference", "Write the receipt code")
}

// The demonstration lets everybody in with one click, and nothing else does.
func TestDemoLinks(t *testing.T) {
	newHouse(t).guest().get("/demo/enter/gimlet").is(404)
	h := newHouse(t, func(d *desk.Desk) {
		d.Demo, d.Open = &desk.Demo{People: []desk.Actor{{Person: "complainant", Name: "Gimlet", Token: "gimlet"}}}, true
	})
	g := h.guest()
	g.get("/demo/enter/nobody").is(404)
	g.get("/demo/enter/gimlet").to("/")
	g.get("/").has("Gimlet Nettlewick").lacks("does not open every case")
}

func TestPasskeyScript(t *testing.T) {
	h := newHouse(t)
	got := h.guest().get("/sign-in/passkey.js").is(200)
	if kind := got.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/javascript") {
		t.Errorf("served as %s", kind)
	}
	h.guest().get("/sign-in").is(200).has(`data-passkey="use"`, "/sign-in/passkey.js").lacks("onclick")
}

func TestAccount(t *testing.T) {
	var told []signin.Tell
	h := newHouse(t, func(d *desk.Desk) {
		d.Tell = func(_ context.Context, list []signin.Tell) error { told = append(told, list...); return nil }
	})
	h.must(h.door.Introduce(context.Background(), "complainant", "gimlet@example.org"))
	g, other := h.as("complainant"), h.as("complainant")
	page := g.get("/account").is(200).has("gimlet@example.org", "This one", "You have no passkey yet", "You have made no token")
	end := regexp.MustCompile(`/account/session/[^/"]+/end`).FindString(page.body)
	h.as("outsider").post(end).to("/account") // not theirs: nothing ends
	other.get("/account").is(200)
	g.post(end).to("/account")
	other.get("/account").to("/sign-in")

	g.post("/account/token", "token-name", "", "scope", "everything", "life", "9999").is(422).has("Give it a name", "Choose what it may do", "Choose how long")
	made := g.post("/account/token", "token-name", "my list", "scope", "read:matters", "life", "30").is(200)
	value := regexp.MustCompile(`evenhand_[A-Za-z0-9_-]+`).FindString(made.body)
	token, err := h.door.UseToken(context.Background(), value)
	if err != nil || token.Person != "complainant" || !token.May("read:matters") || token.May("write:matters") {
		t.Errorf("the token is %+v, %v", token, err)
	}
	page = g.get("/account").has("my list", "4 March 2026").lacks(value)
	g.post(regexp.MustCompile(`/account/token/[^/"]+/end`).FindString(page.body)).to("/account")
	if _, err := h.door.UseToken(context.Background(), value); err == nil {
		t.Error("the token works after its end")
	}

	g.post("/account/address", "address", "nothing").is(422).has("Write an e-mail address")
	g.post("/account/address", "address", "new@example.org").to("/account")
	g.get("/account").has("new@example.org", "Both addresses have been written to")
	if len(told) != 2 {
		t.Fatalf("told %+v, want both addresses", told)
	}
	h.guest().get("/account/address/" + told[0].Agree).is(200).has("Give this answer")
	h.guest().post("/account/address/" + told[0].Agree).to("/")
	h.guest().post("/account/address/" + told[1].Answer).to("/")
	g.get("/account").has("has been confirmed")
	g.post("/account/address/stop").to("/account")
	g.get("/account").lacks("new@example.org")
	h.guest().post("/account/address/" + told[1].Answer).is(200).has("it is over")
}

func TestHomes(t *testing.T) {
	h := newHouse(t)
	r := h.complain()
	h.as("caseworker").get("/").is(200).has("Acknowledge", "clause 4.2", "7 February 2026", r.Reference, "Your offices")
	h.as("complainant").get("/").is(200).has(r.Reference)
	h.as("respondent").get("/").is(200).lacks(r.Reference).has("Nothing waits for you", "No case of yours")
	h.as("admin").get("/").is(200).lacks(r.Reference).has("Members, bodies and offices")
	h.as("auditor").get("/").is(200).has("All cases, to read")
	back := h.guest()
	back.post("/return", "reference", r.Reference, "code", r.Code).to("/case/")
	back.get("/").has(r.Reference)
}
