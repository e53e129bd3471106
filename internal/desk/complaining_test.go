package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
)

// A file as a browser sends it.
type file struct{ name, body string }

// send posts a form with files.
func (g *guest) send(path string, files []file, pairs ...string) answer {
	g.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		g.must(w.WriteField(pairs[i], pairs[i+1]))
	}
	for _, f := range files {
		head := textproto.MIMEHeader{"Content-Type": {"application/octet-stream"},
			"Content-Disposition": {`form-data; name="evidence"; filename="` + strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(f.name) + `"`}}
		part, err := w.CreatePart(head)
		g.must(err)
		_, err = part.Write([]byte(f.body))
		g.must(err)
	}
	g.must(w.Close())
	r, err := http.NewRequest("POST", g.url+path, &b)
	g.must(err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return g.do(r)
}

// story are good answers to every question but that on evidence, in turn.
var story = []struct {
	question string
	pairs    []string
}{
	{"who-must-not-see", []string{"handlers", "none"}},
	{"your-part", []string{"part", "affected"}},
	{"your-name", []string{"known", "named", "name", "Gimlet Nettlewick"}},
	{"what", []string{"what", "Eleven messages in one night.\nThe last at three."}},
	{"when", []string{"when", "28 January 2026"}},
	{"learnt", []string{"learnt", "at-once"}},
	{"who", []string{"who", "Thimble Oatwhistle"}},
	{"rule", []string{"about", ""}},
	{"evidence", nil},
	{"reaching-you", []string{"channel", "email", "email", "safe@example.org", "shared", "no"}},
}

// tell answers every question well, but for those that are given.
func (g *guest) tell(instead map[string][]string) {
	g.Helper()
	for _, s := range story {
		pairs, ok := instead[s.question]
		if !ok {
			pairs = s.pairs
		} else if pairs == nil {
			continue
		}
		g.post("/complain/"+s.question, pairs...).is(http.StatusSeeOther)
	}
}

var receipt = regexp.MustCompile(`<dd>([A-Z0-9]{4}-[A-Z0-9]{4})</dd>[\s\S]*<dd class="eh-receipt__code">([A-Z0-9-]+)</dd>`)

// sent sends what was told and returns the reference and the receipt code.
func (g *guest) sent() (reference, code string) {
	g.Helper()
	g.post("/complain/check").to("/complain/sent")
	page := g.get("/complain/sent").is(http.StatusOK)
	m := receipt.FindStringSubmatch(page.body)
	if m == nil {
		g.Fatalf("no receipt on the page:\n%s", page.text())
	}
	return m[1], m[2]
}

// the view of a matter for the caseworker.
func (h *house) view(person casework.PersonID, reference string) *casework.View {
	h.Helper()
	v, err := h.office.View(context.Background(), casework.Viewer{Person: person}, reference)
	h.must(err)
	return v
}

func TestComplaintFromBeginningToEnd(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.get("/complain").is(200).has("Begin")
	next := "/complain/who-must-not-see"
	for _, s := range story {
		g.get(next).is(200)
		if next != "/complain/"+s.question {
			t.Fatalf("the next question is %s, want %s", next, s.question)
		}
		next = g.post(next, s.pairs...).is(http.StatusSeeOther).header.Get("Location")
	}
	if next != "/complain/check" {
		t.Fatalf("the last page is %s", next)
	}
	g.get(next).is(200).has("Eleven messages", "Thimble Oatwhistle", "28 January 2026", "safe@example.org", "Send the complaint")
	reference, code := g.sent()
	g.get("/complain/sent").has(code) // a reload does not lose it
	g.post("/complain/sent").to("/return")
	g.get("/complain/sent").to("/complain")

	v := h.view("caseworker", reference)
	if v.Complaint.What != "Eleven messages in one night.\nThe last at three." || v.Complaint.When != "2026-01-28" || v.Standing != casework.Named {
		t.Errorf("the complaint is %+v, %s", v.Complaint, v.Standing)
	}
	if v.Steps[0].As != "complainant" {
		t.Errorf("made as %s, want complainant", v.Steps[0].As)
	}
	other := h.guest()
	other.post("/return", "reference", strings.ToLower(reference), "code", " "+strings.ToLower(strings.ReplaceAll(code, "-", " "))).to("/case/" + reference)
}

// Each question has its mistakes: the sentence stands beside the field, and what was typed is kept.
func TestMistakesLoseNothing(t *testing.T) {
	tests := []struct {
		name, question string
		pairs          []string
		says           string
		keeps          string
	}{
		{"nothing ticked", "who-must-not-see", nil, "Tick everyone", ""},
		{"somebody and nobody", "who-must-not-see", []string{"handlers", "none", "handlers", "caseworker"}, "Take one of them back", `value="caseworker" checked`},
		{"somebody who handles nothing", "who-must-not-see", []string{"handlers", "outsider"}, "Tick everyone", ""},
		{"no part", "your-part", nil, "Choose what fits best", ""},
		{"another part", "your-part", []string{"part", "judge"}, "Choose what fits best", ""},
		{"not said how to be known", "your-name", []string{"name", "Gimlet"}, "Choose how", `value="Gimlet"`},
		{"named without a name", "your-name", []string{"known", "protected"}, "Write your name", `value="protected" checked`},
		{"nothing happened", "what", []string{"what", " \r\n ", "wish", "an apology"}, "Say what happened", "an apology"},
		{"a whole book", "what", []string{"what", strings.Repeat("ab ", 20_000)}, "too many", "ab ab ab"},
		{"no day", "when", []string{"when", ""}, "as far as you know", ""},
		{"no day in the calendar", "when", []string{"when", "31 February 2026"}, "Write a day", `value="31 February 2026"`},
		{"a day to come", "when", []string{"when", "2026-02-03"}, "not come yet", `value="2026-02-03"`},
		{"a script for a day", "when", []string{"when", "<script>alert(1)</script>"}, "Write a day", "&lt;script&gt;alert"},
		{"not said when learnt", "learnt", nil, "Choose whether", ""},
		{"learnt before it was", "learnt", []string{"learnt", "later", "learnt-when", "2025-12-01"}, "before it happened", `value="2025-12-01"`},
		{"learnt at no time", "learnt", []string{"learnt", "later", "learnt-when", "soon"}, "Write a day", `value="soon"`},
		{"nobody", "who", []string{"who", ""}, "Say who it was", ""},
		{"no way to be reached", "reaching-you", []string{"hours", "evenings"}, "Choose how you can be reached", `value="evenings"`},
		{"no address", "reaching-you", []string{"channel", "email", "shared", "no"}, "Write where", ""},
		{"a header for an address", "reaching-you", []string{"channel", "email", "email", "a@example.org\r\nBcc: b@example.org", "shared", "no"}, "Write an e-mail address", ""},
		{"not said who sees it", "reaching-you", []string{"channel", "post", "post", "1 Saucer Row"}, "anyone else can see", "1 Saucer Row"},
		{"an account of nobody", "reaching-you", []string{"channel", "account"}, "Choose how you can be reached", ""},
	}
	h := newHouse(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := h.guest()
			g.tell(map[string][]string{tt.question: nil})
			wrong := g.post("/complain/"+tt.question, tt.pairs...).is(http.StatusUnprocessableEntity)
			wrong.has(tt.says, "thing to put right")
			again := g.get("/complain/" + tt.question).is(200)
			if !strings.Contains(wrong.body, tt.keeps) || !strings.Contains(again.body, tt.keeps) {
				t.Errorf("%q is not kept:\n%s", tt.keeps, again.text())
			}
			g.get("/complain/check").to("/complain/" + tt.question + "?mend=1")
			g.post("/complain/check").to("/complain/" + tt.question)
		})
	}
}

// A draft outlives the program and a day, belongs to one browser, and can be deleted.
func TestDraftIsKept(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.post("/complain/what", "what", "a secret of mine", "go", "back").is(http.StatusSeeOther)
	g.send("/complain/evidence", []file{{"a.txt", "seen"}}).to("/complain/evidence/1")
	for key, d := range h.store.drafts {
		if bytes.Contains(d.body, []byte("secret")) || strings.Contains(key, "secret") {
			t.Error("the store can read what was typed")
		}
	}
	h.clock.set(h.clock.Now().Add(71 * time.Hour))
	old, err := url.Parse(h.url)
	h.must(err)
	cookies := g.client.Jar.Cookies(old)
	h.open() // the program starts anew, at another address
	g = h.guest()
	at, err := url.Parse(h.url)
	h.must(err)
	g.client.Jar.SetCookies(at, cookies)
	g.get("/").has("Go on with what you began")
	g.get("/complain/what").has("a secret of mine")
	g.get("/complain/evidence").has("a.txt")
	h.guest().get("/complain/what").lacks("a secret of mine")

	g.post("/complain/delete").to("/complain/deleted")
	g.client.Jar.SetCookies(at, cookies) // even with the old cookie there is nothing
	g.get("/complain/what").lacks("a secret of mine")
	if n := len(h.store.drafts); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
}

func TestDraftEnds(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.post("/complain/what", "what", "an old story").is(http.StatusSeeOther)
	h.clock.set(h.clock.Now().Add(73 * time.Hour))
	g.get("/complain/what").lacks("an old story")
}

// Whoever is ticked never finds the matter, whatever they hold.
func TestKeptFromHandlers(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.get("/complain/who-must-not-see").has("Bobbin Halfbridge", "Marzipan Crook-Stile", "Kettle Windlestraw", "Disputes committee")
	g.tell(map[string][]string{"who-must-not-see": {"handlers", "assessor", "handlers-disputes-committee", "committee3"}})
	g.get("/complain/check").has("Ladle Thornybank", "Member 3 Committee")
	reference, _ := g.sent()
	for _, p := range []casework.PersonID{"assessor", "committee3"} {
		if _, err := h.office.View(context.Background(), casework.Viewer{Person: p}, reference); err == nil {
			t.Errorf("%s sees the matter", p)
		}
	}
	h.view("caseworker", reference)
}

// Whoever wants no name leaves none, even when they are signed in, and comes back with the code alone.
func TestWithoutAName(t *testing.T) {
	h := newHouse(t)
	g := h.as("complainant")
	g.tell(map[string][]string{"your-name": {"known", "anonymous", "name", "Gimlet Nettlewick"}, "reaching-you": nil})
	g.get("/complain/reaching-you").is(http.StatusNotFound)
	reference, code := g.sent()
	v := h.view("caseworker", reference)
	if v.Standing != casework.Anonymous || len(v.Items) != 0 {
		t.Errorf("standing %s, items %+v", v.Standing, v.Items)
	}
	if v.Steps[0].As != "complainant" {
		t.Errorf("made as %s: whoever was affected is the complainant", v.Steps[0].As)
	}
	if _, err := h.office.View(context.Background(), casework.Viewer{Person: "complainant"}, reference); err == nil {
		t.Error("the matter is tied to the person who was signed in")
	}
	back := h.guest()
	back.post("/return", "reference", reference, "code", code).to("/case/" + reference)
}

func TestReportingForOthers(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.tell(map[string][]string{"your-part": {"part", "others"}})
	reference, _ := g.sent()
	if v := h.view("caseworker", reference); v.Standing != casework.ThirdParty || v.Steps[0].As != "reporter" {
		t.Errorf("%s as %s, want a third party as reporter", v.Standing, v.Steps[0].As)
	}
}

// What comes late is taken in all the same.
func TestLateComplaintIsSent(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.tell(map[string][]string{"when": {"when", "2023"}, "learnt": {"learnt", "later", "learnt-when", "2024"}})
	reference, _ := g.sent()
	if v := h.view("caseworker", reference); v.Steps[0].Act != "complain.late" {
		t.Errorf("taken in by %s, want complain.late", v.Steps[0].Act)
	}
}

// Contact stands with the office alone, with its warnings, and decides where mail goes.
func TestSafeContact(t *testing.T) {
	h := newHouse(t)
	for _, tt := range []struct {
		name  string
		pairs []string
		says  []string
		mail  string
	}{
		{"e-mail", []string{"channel", "email", "email", "safe@example.org", "shared", "no", "hours", "after six"}, []string{"safe@example.org", "Only: after six"}, "safe@example.org"},
		{"a shared one", []string{"channel", "email", "email", "home@example.org", "shared", "yes", "never", "home"}, []string{"others see", "Never write to my home"}, ""},
		{"somebody else's", []string{"channel", "email", "email", "Respondent@example.org", "shared", "no"}, []string{"somebody else on the roll"}, "Respondent@example.org"},
		{"not at all", []string{"channel", "return"}, []string{"I come back by myself"}, ""},
		{"post", []string{"channel", "post", "post", "1 Saucer Row", "shared", "no"}, []string{"1 Saucer Row"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := h.guest()
			g.tell(map[string][]string{"reaching-you": tt.pairs})
			g.get("/complain/check").lacks("somebody else on the roll")
			reference, code := g.sent()
			v := h.view("caseworker", reference)
			if len(v.Items) != 1 {
				t.Fatalf("items %+v, want the contact", v.Items)
			}
			for _, want := range tt.says {
				if !strings.Contains(v.Items[0].Text, want) {
					t.Errorf("the contact is %q, want %q", v.Items[0].Text, want)
				}
			}
			person, err := h.office.Redeem(context.Background(), reference, code)
			h.must(err)
			id, err := h.office.Find(context.Background(), casework.Viewer{Person: person}, reference)
			h.must(err)
			if got, _, err := h.office.AddressFor(context.Background(), id, person); got != tt.mail || err != nil {
				t.Errorf("mail goes to %q, %v, want %q", got, err, tt.mail)
			}
		})
	}
}

func TestEvidence(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.tell(nil)
	g.send("/complain/evidence", []file{{"../../etc/passwd", "one"}, {"C:\\tmp\\a\u202egpj.exe", "two"}, {"", ""}, {"x\r\nSet-Cookie: a=b.txt", "three"}}, "go", "on").to("/complain/evidence/1")
	page := g.get("/complain/evidence").is(200).has("passwd", "agpj.exe")
	page.lacks("../", "\u202e", "C:\\")
	if page.header.Get("Set-Cookie") != "" {
		t.Error("a file name became a header")
	}
	g.get("/complain/check").to("/complain/evidence/1")
	g.post("/complain/evidence/1", "title", "", "part", "part", "how", "sent to me").is(http.StatusUnprocessableEntity).has("what it is", "sent to me", "whether it is a recording")
	g.post("/complain/evidence/1", "title", "cash book", "part", "part", "covert", "covert", "captured", "soon").is(http.StatusUnprocessableEntity).has("Write a day")
	g.post("/complain/evidence/1", "title", "cash book", "part", "part", "covert", "covert", "captured", "March 2025", "how", "sent to me").to("/complain/evidence/2")
	g.post("/complain/evidence/2/remove").to("/complain/evidence")
	g.post("/complain/evidence/9/remove").is(http.StatusNotFound)
	g.post("/complain/evidence/3", "title", "letter", "part", "whole", "covert", "no").to("/complain/evidence")
	g.send("/complain/evidence/add", []file{{"more.txt", "four"}}).is(http.StatusNoContent)
	g.post("/complain/evidence/4", "title", "note", "part", "whole", "covert", "no").to("/complain/evidence")
	reference, _ := g.sent()
	v := h.view("caseworker", reference)
	if len(v.Exhibits) != 3 {
		t.Fatalf("%d exhibits, want 3", len(v.Exhibits))
	}
	x := v.Exhibits[0]
	if x.Title != "cash book" || x.FileName != "passwd" || !x.Provenance.Part || !x.Provenance.Covert || x.Provenance.Captured != "2025-03" || x.Provenance.How != "sent to me" {
		t.Errorf("the exhibit is %+v", x)
	}
	for i, want := range []string{"one", "three", "four"} {
		body, err := h.store.Open(context.Background(), v.Exhibits[i].SHA256)
		h.must(err)
		var b bytes.Buffer
		_, err = b.ReadFrom(body)
		h.must(err)
		if b.String() != want {
			t.Errorf("exhibit %d holds %q, want %q", i+1, b.String(), want)
		}
	}
}

// Files that arrive together are all kept, and no more than a complaint may have.
func TestManyFiles(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.post("/complain/what", "what", "much").is(http.StatusSeeOther)
	var together sync.WaitGroup
	for i := range 10 {
		together.Go(func() { g.send("/complain/evidence/add", []file{{fmt.Sprintf("f%d.txt", i), fmt.Sprint(i)}}) })
	}
	together.Wait()
	page := g.get("/complain/evidence")
	for i := range 10 {
		page.has(fmt.Sprintf("f%d.txt", i))
	}
	var many []file
	for i := range 12 {
		many = append(many, file{fmt.Sprintf("g%d.txt", i), fmt.Sprint("g", i)})
	}
	g.send("/complain/evidence", many).is(http.StatusUnprocessableEntity).has("more than 20 files")
	g.get("/complain/evidence").has("g9.txt").lacks("g10.txt")
}

// A body that ends too soon or is too large is said beside the field; what came before it is kept.
func TestBrokenUpload(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.post("/complain/what", "what", "much").is(http.StatusSeeOther)
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("evidence", "whole.txt")
	h.must(err)
	_, err = part.Write([]byte("whole"))
	h.must(err)
	_, err = w.CreateFormFile("evidence", "half.txt")
	h.must(err)
	r, err := http.NewRequest("POST", h.url+"/complain/evidence", &b)
	h.must(err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	g.do(r).is(http.StatusUnprocessableEntity).has("did not arrive whole")
	g.get("/complain/evidence").has("whole.txt").lacks("half.txt")
	g.post("/complain/what", "what", strings.Repeat("x", 2<<20)).is(http.StatusRequestEntityTooLarge)
	g.get("/complain/what").has("much")
}

// A button that is pressed twice sends once.
func TestSentOnce(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.tell(nil)
	var together sync.WaitGroup
	for range 8 {
		together.Go(func() { g.post("/complain/check").to("/complain/sent") })
	}
	together.Wait()
	if n := len(h.store.entries); n != 1 {
		t.Errorf("%d matters, want 1", n)
	}
	g.get("/complain/what").to("/complain/sent")
	g.post("/complain/what", "what", "more").to("/complain/sent")
}

// An answer that was changed from the last page leads back to it.
func TestChangingAnAnswer(t *testing.T) {
	g := newHouse(t).guest()
	g.tell(nil)
	g.get("/complain/who?to=check").has(`name="to" value="check"`)
	g.post("/complain/who", "who", "Somebody else", "to", "check").to("/complain/check")
	g.get("/complain/check").has("Somebody else", "Eleven messages")
	g.post("/complain/when", "when", "March 2025", "go", "back").to("/complain/what")
	g.get("/complain/nothing").is(http.StatusNotFound)
}
