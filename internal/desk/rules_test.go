package desk_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/internal/casework"
)

// A sent is one field, or one file, of a form with files.
type sent struct{ field, file, text string }

// upload sends a form with files.
func (g *guest) upload(path string, parts ...sent) answer {
	g.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range parts {
		var err error
		if p.file == "" {
			err = w.WriteField(p.field, p.text)
		} else {
			head := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + p.field + `"; filename="` + p.file + `"`}, "Content-Type": {"text/markdown"}}
			into, failed := w.CreatePart(head)
			if err = failed; err == nil {
				_, err = into.Write([]byte(p.text))
			}
		}
		g.must(err)
	}
	g.must(w.Close())
	r, err := http.NewRequest("POST", g.url+path, &body)
	g.must(err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return g.do(r)
}

// party is the text of the model book, with changes: old and new words in turn. Each must stand in it.
func party(t *testing.T, changes ...string) string {
	t.Helper()
	text, err := os.ReadFile("../../modelrules/party/2026-1.md")
	if err != nil {
		t.Fatal(err)
	}
	out := string(text)
	for i := 0; i+1 < len(changes); i += 2 {
		if !strings.Contains(out, changes[i]) {
			t.Fatalf("the book does not say %q", changes[i])
		}
		out = strings.Replace(out, changes[i], changes[i+1], 1)
	}
	return out
}

// The time for the decision in the party's book: its words, and its block.
const (
	inWords = "The panel decides within 28 days of the record"
	inBlock = "  until case.clear or breach.grade\n  within 28 days\n"
)

func TestAnybodyReadsTheRules(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	sha := adopted(t).SHA256
	g.get("/rules").is(http.StatusOK).has("version 2026-1", "in force", "/rules/"+sha).lacks("/rules/adopt")
	page := g.get("/rules/"+sha).is(http.StatusOK).has(`id="c-9.5"`, "Time for the decision", "The panel decides within 28 days", "deadline decision-limit",
		`href="#c-9"`, sha, "is decision, tells respondent")
	if n := strings.Count(page.body, `class="eh-clause-of"`); n < 100 {
		t.Errorf("%d clauses are shown, want all", n)
	}
	g.get("/rules/" + sha[:10]).is(http.StatusOK)
	g.get("/rules/" + sha[:4]).is(http.StatusNotFound)
	g.get("/rules/ffffffffff").is(http.StatusNotFound)
	if got := g.get("/rules/" + sha + "/text").is(http.StatusOK); got.body != party(t) || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
		t.Error("the text is not sent as it was adopted, to be kept")
	}
	g.get("/rules/"+sha+"/stages").is(http.StatusOK).has("/stages/complaint", "Delay complaint", "The same in words")
	svg := g.get("/rules/" + sha + "/stages/complaint").is(http.StatusOK)
	if csp := svg.header.Get("Content-Security-Policy"); !strings.Contains(csp, "style-src 'sha256-") || strings.Contains(csp, "unsafe") || svg.header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("the drawing is sent under %q as %q", csp, svg.header.Get("Content-Type"))
	}
	g.get("/rules/" + sha + "/stages/none").is(http.StatusNotFound)
	g.get("/rules/" + sha + "/since/" + sha).is(http.StatusOK).has("say the same")
}

// A book in which a time limit was made "as soon as possible" is refused with a story on real days, and nothing is adopted.
func TestABookThatHangsIsRefused(t *testing.T) {
	h := newHouse(t)
	g := h.as("admin")
	text := party(t, "version: 2026-1", "version: 2026-2", inWords, "The panel decides as soon as possible after the record", inBlock, "  until case.clear or breach.grade\n")
	page := g.upload("/rules/adopt", sent{"book", "2026-2.md", text}).is(http.StatusUnprocessableEntity).
		has("cannot be adopted", "can stay in the stage `deciding` for ever", "as soon as possible", "What would put it right: add: within LIMIT", "1 January 2026", "Complain", "clause 4.1")
	if !regexp.MustCompile(`(?s)eh-record.*\d+ \w+ 2026.*Charge: put`).MatchString(page.body) {
		t.Error("no story on its days is told")
	}
	page.has("<textarea", "deadline decision-limit") // what was brought is kept
	g.get("/rules/adopt/confirm").to("/rules/adopt")
	if list, err := h.office.Versions(); err != nil || len(list) != 1 {
		t.Errorf("%d versions are adopted, %v", len(list), err)
	}
	g.upload("/rules/adopt", sent{"text", "", "---\ntitle: x\n"}).is(http.StatusUnprocessableEntity).has("line")
	g.upload("/rules/adopt", sent{"text", "", "  "}).is(http.StatusUnprocessableEntity).has("Choose one file")
	g.upload("/rules/adopt", sent{"book", "2026-1.md", party(t)}).is(http.StatusUnprocessableEntity).has("was adopted before")
	g.upload("/rules/adopt", sent{"book", "huge.md", strings.Repeat("x", 5<<20)}).is(http.StatusRequestEntityTooLarge)
}

func TestAVersionIsAdopted(t *testing.T) {
	h := newHouse(t)
	g := h.as("admin")
	old := adopted(t).SHA256
	text := party(t, "version: 2026-1", "version: 2026-2", "in-force: 2026-01-01", "in-force: 2026-02-01",
		"acknowledges the complaint within 5 days", "acknowledges the complaint within 3 days", "must acknowledge within 5 days", "must acknowledge within 3 days")
	g.upload("/rules/adopt", sent{"text", "", text}).to("/rules/adopt/confirm")
	page := g.get("/rules/adopt/confirm").is(http.StatusOK).has("version 2026-2", "1 February 2026", "How long a case can last at worst", "What changes",
		"<del>5 </del><ins>3 </ins>", "Acknowledge: by register comes on 4 February 2026 under version 2026-2, and on 6 February 2026 under version 2026-1")
	sha := regexp.MustCompile(`name="sha" value="([0-9a-f]{64})"`).FindStringSubmatch(page.body)[1]
	g.post("/rules/adopt/confirm", "sha", sha, "decided", "2027-01-01", "by", "").is(http.StatusUnprocessableEntity).
		has("Say on which day it was decided", "Say who decided it", `value="2027-01-01"`)
	g.post("/rules/adopt/confirm", "sha", old, "decided", "2026-01-20", "by", "The conference").is(http.StatusConflict)
	g.post("/rules/adopt/confirm", "sha", sha, "decided", "20 January 2026", "by", "The conference, minute 7").to("/rules/" + sha)
	g.get("/rules/adopt/confirm").to("/rules/adopt")
	h.guest().get("/rules").has("version 2026-2", "What changed since version 2026-1")
	h.guest().get("/rules/"+sha+"/since/"+old).is(http.StatusOK).has("<del>5 </del><ins>3 </ins>", "Acknowledgement")
	h.guest().get("/rules/" + old).has("not in force today")
	if b, err := h.office.Book(); err != nil || b.Version() != "2026-2" || len(b.Letters) == 0 {
		t.Errorf("in force is %v, %v", b, err)
	}
}

// Adopting is an administrator's alone; to others there is no such page.
func TestOnlyAnAdministratorAdopts(t *testing.T) {
	h := newHouse(t)
	for _, who := range []string{"caseworker", "chair", "auditor", "outsider"} {
		g := h.as(pid(who))
		g.get("/rules/adopt").is(http.StatusNotFound)
		g.upload("/rules/adopt", sent{"book", "2026-2.md", party(t)}).is(http.StatusNotFound)
		g.get("/rules/adopt/confirm").is(http.StatusNotFound)
		g.post("/rules/adopt/confirm", "sha", "x").is(http.StatusNotFound)
		g.get("/rules").lacks("/rules/adopt")
	}
	h.guest().get("/rules/adopt").to("/sign-in")
}

func pid(s string) casework.PersonID { return casework.PersonID(s) }
