package desk_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/signin/sqlstore"
	_ "modernc.org/sqlite"
)

// chance is a source that gives the same bytes in every run.
type chance struct {
	mu sync.Mutex
	r  *rand.ChaCha8
}

func (c *chance) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.r.Read(p)
}

// movable is a clock that a test moves.
type movable struct {
	mu sync.Mutex
	at time.Time
}

func (c *movable) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *movable) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// adopted reads the version of the party's model book.
func adopted(t testing.TB) casework.Adopted {
	text, err := os.ReadFile("../../modelrules/party/2026-1.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	a := casework.Adopted{Name: "party", SHA256: hex.EncodeToString(sum[:]), Text: string(text), Templates: map[string]string{}}
	files, _ := filepath.Glob("../../modelrules/party/notices/*.md")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a.Templates[filepath.Base(file)] = string(b)
	}
	return a
}

// A house is an office with people in every part, its door, and its pages on a real server.
type house struct {
	*testing.T
	office *casework.Office
	store  *memory
	clock  *movable
	door   *signin.Door
	desk   *desk.Desk
	url    string
}

// newHouse opens the office on 2 February 2026. Setup, if not nil, changes the desk before it opens.
func newHouse(t *testing.T, setup ...func(*desk.Desk)) *house {
	t.Helper()
	h := &house{T: t, store: newMemory(), clock: &movable{at: time.Date(2026, 2, 2, 10, 0, 0, 0, time.UTC)}}
	var err error
	h.office, err = casework.Open(context.Background(), h.store, h.store, h.clock, &chance{r: rand.NewChaCha8([32]byte{1})})
	h.must(err)
	h.must(h.office.Organise(context.Background(), "admin", people(t)...))
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "door.db")+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_txlock=immediate")
	h.must(err)
	t.Cleanup(func() { _ = db.Close() })
	doors, err := sqlstore.New(context.Background(), db, db)
	h.must(err)
	h.door, err = signin.New(doors, h.clock, []byte(strings.Repeat("k", 32)), signin.Settings{})
	h.must(err)
	h.open(setup...)
	return h
}

// open serves the pages anew, as after a restart.
func (h *house) open(setup ...func(*desk.Desk)) {
	h.Helper()
	server := httptest.NewUnstartedServer(nil)
	h.url = "http://" + strings.Replace(server.Listener.Addr().String(), "127.0.0.1", "localhost", 1)
	h.desk = &desk.Desk{Office: h.office, Door: h.door, Cookie: signin.Cookie{InTheClear: true}, Base: h.url, Log: slog.New(slog.DiscardHandler)}
	for _, change := range setup {
		change(h.desk)
	}
	handler, err := h.desk.Handler()
	h.must(err)
	server.Config.Handler = handler
	server.Start()
	h.Cleanup(server.Close)
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// people are those of the office, and its rule book.
func people(t testing.TB) []casework.What {
	list := []casework.What{adopted(t), casework.Settled{Name: "The Party", Contact: "The support line, 0800 000 000"}}
	person := func(id, name string, bodies ...string) {
		p := casework.Person{ID: casework.PersonID(id), Name: name, Address: id + "@example.org", Statuses: []string{"member"}}
		if strings.HasPrefix(id, "committee") && len(id)%2 == 0 {
			p.Statuses = append(p.Statuses, "legal-qualification")
		}
		list = append(list, casework.PersonAdded{Person: p})
		for _, b := range bodies {
			list = append(list, casework.Held{Person: casework.PersonID(id), Body: b})
		}
	}
	person("complainant", "Gimlet Nettlewick")
	person("respondent", "Thimble Oatwhistle")
	person("caseworker", "Bobbin Halfbridge", "caseworker")
	person("assessor", "Ladle Thornybank", "assessment-officer")
	person("chair", "Quarto Lanternsby", "disputes-chair")
	person("presenter", "Skein Marrowgate", "presenting-officer")
	person("investigator", "Trellis Overmoth")
	person("admin", "Marzipan Crook-Stile", casework.Administrator)
	person("auditor", "Kettle Windlestraw", casework.Auditor)
	person("outsider", "Pumice Undercloud")
	for i := range 12 {
		person(fmt.Sprintf("committee%d", i), fmt.Sprintf("Member %d Committee", i), "disputes-committee")
		person(fmt.Sprintf("appeal%d", i), fmt.Sprintf("Member %d Appeal", i), "appeal-list")
		person(fmt.Sprintf("review%d", i), fmt.Sprintf("Member %d Review", i), "review-committee")
	}
	return list
}

// day moves the clock to ten in the morning of a day and lets the days pass.
func (h *house) day(date string) {
	h.Helper()
	y, m, day := calendar.MustDate(date).Civil()
	h.clock.set(time.Date(y, time.Month(m), day, 10, 0, 0, 0, time.UTC))
	_, err := h.office.Tick(context.Background())
	h.must(err)
}

// complain files a complaint by the complainant about the respondent.
func (h *house) complain() casework.Receipt {
	h.Helper()
	r, err := h.office.Complain(context.Background(), casework.Complaint{What: "Abusive messages to another member.", When: "2026-01-28",
		Who: "Thimble Oatwhistle", Sender: "complainant", Respondent: "respondent", Discovery: calendar.MustDate("2026-01-30"),
		Files: []casework.Upload{{Name: "messages.txt", Body: strings.NewReader("eleven messages")}}})
	h.must(err)
	return r
}

// act does an act as a person, which must be allowed.
func (h *house) act(person casework.PersonID, reference string, a casework.Act) {
	h.Helper()
	if _, err := h.office.Act(context.Background(), casework.Viewer{Person: person}, reference, a); err != nil {
		h.Fatalf("%s by %s: %v", a.Act, person, err)
	}
}

// A guest is one browser.
type guest struct {
	*house
	client *http.Client
}

// guest is a browser in which nobody is signed in.
func (h *house) guest() *guest {
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &guest{h, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is a browser in which somebody is signed in, with a factor that opens all of their matters.
func (h *house) as(person casework.PersonID) *guest {
	return h.with(person, signin.Factor{Means: signin.ByCode, At: h.clock.Now(), Reach: signin.Reach{All: true}})
}

// with is a browser in which somebody has shown a factor.
func (h *house) with(person casework.PersonID, f signin.Factor) *guest {
	h.Helper()
	g := h.guest()
	token, _, err := h.door.Open(context.Background(), signin.Person(person), f, "a test", "")
	h.must(err)
	w := httptest.NewRecorder()
	h.desk.Cookie.Set(w, token, h.clock.Now(), h.clock.Now().Add(time.Hour))
	at, err := url.Parse(h.url)
	h.must(err)
	g.client.Jar.SetCookies(at, w.Result().Cookies())
	return g
}

// An answer is what a page answered.
type answer struct {
	*testing.T
	status int
	header http.Header
	body   string
	what   string
}

func (g *guest) do(r *http.Request) answer {
	g.Helper()
	got, err := g.client.Do(r)
	g.must(err)
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	g.must(err)
	return answer{g.T, got.StatusCode, got.Header, string(body), r.Method + " " + r.URL.Path}
}

func (g *guest) get(path string) answer {
	g.Helper()
	r, err := http.NewRequest("GET", g.url+path, nil)
	g.must(err)
	return g.do(r)
}

// post sends a form: names and values in turn.
func (g *guest) post(path string, pairs ...string) answer {
	g.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequest("POST", g.url+path, strings.NewReader(values.Encode()))
	g.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return g.do(r)
}

// is fails the test unless the answer has a status.
func (a answer) is(status int) answer {
	a.Helper()
	if a.status != status {
		a.Fatalf("%s answers %d, want %d:\n%s", a.what, a.status, status, a.text())
	}
	return a
}

// to fails the test unless the answer sends on to an address that begins so.
func (a answer) to(address string) answer {
	a.Helper()
	a.is(http.StatusSeeOther)
	if got := a.header.Get("Location"); !strings.HasPrefix(got, address) {
		a.Fatalf("%s sends to %s, want %s", a.what, got, address)
	}
	return a
}

// has fails the test unless all the words stand on the page.
func (a answer) has(words ...string) answer {
	a.Helper()
	for _, w := range words {
		if !strings.Contains(html.UnescapeString(a.body), w) {
			a.Errorf("%s does not say %q:\n%s", a.what, w, a.text())
		}
	}
	return a
}

// lacks fails the test if any of the words stands on the page.
func (a answer) lacks(words ...string) answer {
	a.Helper()
	for _, w := range words {
		if strings.Contains(html.UnescapeString(a.body), w) {
			a.Errorf("%s says %q:\n%s", a.what, w, a.text())
		}
	}
	return a
}

// text is what stands in the main part of the page.
func (a answer) text() string {
	_, main, ok := strings.Cut(a.body, "<main")
	if !ok {
		return a.body
	}
	main, _, _ = strings.Cut(main, "</main>")
	return main
}

func TestVisitorsSeeTheFirstPage(t *testing.T) {
	newHouse(t).guest().get("/").is(http.StatusOK).has("/complain", "/return", "/sign-in")
}
