package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"log/slog"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/demo"
)

// caseRoutes are the addresses of one case; %s is its reference.
var caseRoutes = []string{
	"GET /case/%s", "GET /case/%s/file", "GET /case/%s/messages", "GET /case/%s/letters", "GET /case/%s/letters/1", "GET /case/%s/people",
	"GET /case/%s/timeline", "GET /case/%s/act?act=acknowledge", "GET /case/%s/record", "GET /case/%s/correct", "GET /case/%s/lots",
	"GET /case/%s/lots/1", "GET /case/%s/brief", "GET /case/%s/run-sheet", "GET /case/%s/time", "GET /case/%s/share/3", "GET /case/%s/vote/3",
	"GET /case/%s/calendar", "GET /case/%s/evidence", "GET /case/%s/evidence/1", "GET /case/%s/bundle.pdf", "GET /case/%s/quotation?exhibit=1&q=a",
	"GET /case/%s/evidence/1/copy", "GET /case/%s/evidence/1/original", "GET /case/%s/evidence/1/exposure",
	"POST /case/%s/act?act=acknowledge", "POST /case/%s/messages", "POST /case/%s/record", "POST /case/%s/time",
	"GET /api/v1/matters/%s", "POST /api/v1/matters/%s/acts", "POST /api/v1/matters/%s/facts", "POST /api/v1/matters/%s/messages",
	"POST /api/v1/matters/%s/votes", "POST /api/v1/matters/%s/motions",
}

// ownPages are what somebody sees without naming a case.
var ownPages = []string{"/", "/cases", "/cases?words=vane", "/cases.csv", "/register", "/statistics", "/account", "/rules", "/api/v1/matters", "/api/v1/home"}

// A theatre is the demonstration running in this process.
type theatre struct {
	*testing.T
	*show
	base string
}

func newTheatre(t *testing.T) *theatre {
	if testing.Short() {
		t.Skip("fills the demonstration, which takes some seconds")
	}
	out := &lockedBuffer{}
	e := env{stdin: strings.NewReader(""), stdout: io.Discard, stderr: out, isTerminal: func() bool { return false }, now: time.Now}
	s := &show{e: e, dir: t.TempDir(), clock: &demo.Clock{}, log: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx, "127.0.0.1:0") }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the demonstration ended with %v", err)
		}
	})
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, base, ok := strings.Cut(out.String(), "ready at "); ok {
			return &theatre{t, s, strings.TrimSpace(base)}
		}
	}
	t.Fatal("the demonstration is not ready after two minutes")
	return nil
}

// lockedBuffer is a buffer that one goroutine writes and another reads.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A guest is a browser in which somebody is signed in, who has a token too.
type guest struct {
	*theatre
	client *http.Client
	token  string
}

func (t *theatre) be(p demo.Player) *guest {
	t.Helper()
	jar, _ := cookiejar.New(nil) // never fails without options
	g := &guest{t, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, t.kept.Tokens[string(p.Person)]}
	res, err := g.client.Get(t.base + "/demo/enter/" + t.kept.Doors[string(p.Person)])
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return g
}

// ask sends a request and gives the status and what came back.
func (g *guest) ask(method, path string) (int, string) {
	g.Helper()
	var body io.Reader
	req, err := http.NewRequest(method, g.base+path, body)
	if err != nil {
		g.Fatal(err)
	}
	if method == http.MethodPost {
		req.Body = io.NopCloser(strings.NewReader(`{"act":"acknowledge","text":"x","space":"intake","note":"n","source":"s","on":"2026-10-01"}`))
		req.Header.Set("Content-Type", "application/json")
	}
	if strings.HasPrefix(path, "/api/") {
		req.Header.Set("Authorization", "Bearer "+g.token)
		if strings.HasSuffix(path, "/facts") {
			req.Body = io.NopCloser(strings.NewReader(`{"note":"n","source":"s","on":"2026-10-01"}`))
		}
		if strings.HasSuffix(path, "/acts") || strings.HasSuffix(path, "/motions") {
			req.Body = io.NopCloser(strings.NewReader(`{"act":"acknowledge"}`))
		}
		if strings.HasSuffix(path, "/messages") {
			req.Body = io.NopCloser(strings.NewReader(`{"space":"intake","text":"x"}`))
		}
		if strings.HasSuffix(path, "/votes") {
			req.Body = io.NopCloser(strings.NewReader(`{"motion":3,"vote":"for"}`))
		}
	} else if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Body = io.NopCloser(strings.NewReader(url.Values{"text": {"x"}, "space": {"intake"}}.Encode()))
	}
	res, err := g.client.Do(req)
	if err != nil {
		g.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		g.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// TestRights holds who may find which case in the demonstration.
func TestRights(t *testing.T) {
	th := newTheatre(t)
	t.Run("nobody finds another's case", func(t *testing.T) { nobodyFindsAnothersCase(&theatre{t, th.show, th.base}) })
	t.Run("the two who must not know", func(t *testing.T) { theTwoWhoMustNotKnow(&theatre{t, th.show, th.base}) })
}

// nobodyFindsAnothersCase tries every address of the cases as everybody. To whoever has no part in a case the answer is,
// to the byte, that for a case that does not exist; and none of their own pages names it.
func nobodyFindsAnothersCase(t *theatre) {
	th := t
	ctx := context.Background()
	everything, err := th.house.Office.Store.Find(ctx, casework.Query{Everyone: true, Most: 500})
	if err != nil {
		t.Fatal(err)
	}
	rows, hidden := 0, 0
	for i, p := range th.kept.Cast.Players {
		g := th.be(p)
		own := map[string]bool{}
		list, err := th.house.Office.Queue(ctx, casework.Viewer{Person: p.Person}, casework.Query{Most: 500})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			own[e.Reference] = true
		}
		var pages strings.Builder
		for _, path := range ownPages {
			_, text := g.ask("GET", path)
			pages.WriteString(text)
		}
		for j, route := range caseRoutes {
			method, pattern, _ := strings.Cut(route, " ")
			wantStatus, want := g.ask(method, fmt.Sprintf(pattern, "ZZZZ-ZZZZ"))
			for k, e := range everything {
				rows++
				if own[e.Reference] || (i+j+k)%3 != 0 { // every third: all people, all routes and all cases come up
					continue
				}
				hidden++
				status, text := g.ask(method, fmt.Sprintf(pattern, e.Reference))
				if status != wantStatus || strings.ReplaceAll(text, e.Reference, "ZZZZ-ZZZZ") != want {
					t.Errorf("%s, %s of a case without a part: %d, want the %d of no case; the answers differ", p.Name, route, status, wantStatus)
				}
			}
		}
		for _, e := range everything {
			if status, _ := g.ask("GET", "/api/v1/matters/"+e.Reference); (status == 200) != own[e.Reference] {
				t.Errorf("%s reads case %s: %d; the list says it is theirs: %v", p.Name, e.Reference, status, own[e.Reference])
			}
			if !own[e.Reference] && strings.Contains(pages.String(), e.Reference) {
				t.Errorf("a page of %s, who has no part in it, names case %s", p.Name, e.Reference)
			}
		}
	}
	t.Logf("%d people, %d cases, %d routes: %d rows, %d of them tried as somebody without a part", len(th.kept.Cast.Players), len(everything), len(caseRoutes), rows, hidden)
	if hidden < 5000 {
		t.Errorf("%d hidden rows were tried, want thousands", hidden)
	}
}

// theTwoWhoMustNotKnow: the general secretary and the administrator find no trace of the complaint about the one.
func theTwoWhoMustNotKnow(t *theatre) {
	th := t
	reference := th.kept.Cast.Matter(3).Reference
	for _, name := range []string{"Pumice Undercloud", "Marzipan Crook-Stile"} {
		p, ok := th.kept.Cast.Player(name)
		if !ok {
			t.Fatalf("there is no %s", name)
		}
		g := th.be(p)
		for _, path := range append(ownPages, "/cases?words=undercloud", "/people", "/people/log") {
			if _, text := g.ask("GET", path); strings.Contains(text, reference) {
				t.Errorf("%s finds case 3 on %s", name, path)
			}
		}
	}
}
