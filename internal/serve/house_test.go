package serve_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/api"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/serve"
	"github.com/evenhand/evenhand/internal/signin"
)

// still is a clock that stands where it was put.
type still struct {
	mu sync.Mutex
	at time.Time
}

func (c *still) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// A text is what is logged, by many at once.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

// A running is an office on real stores, served on loopback until it is stopped.
type running struct {
	testing.TB
	house  *serve.House
	desk   *desk.Desk
	clock  *still
	log    *text
	addr   string
	client *http.Client
	cancel context.CancelFunc
	ended  chan error
}

// begun is the day on which these tests play.
var begun = time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC)

// prepare opens a house that is not served yet.
func prepare(t testing.TB) *running {
	r := &running{TB: t, clock: &still{at: begun}, log: &text{}, client: &http.Client{Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	var err error
	r.house, err = serve.Open(t.Context(), t.TempDir(), r.clock, r.clock, slog.New(slog.NewTextHandler(r.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.stop)
	r.organise()
	return r
}

// start opens a house and serves it.
func start(t testing.TB) *running {
	r := prepare(t)
	r.serve()
	return r
}

func (r *running) organise() {
	text, err := os.ReadFile("../../modelrules/party/2026-1.md")
	if err != nil {
		r.Fatal(err)
	}
	sum := sha256.Sum256(text)
	list := []casework.What{casework.Settled{Name: "The weathervane keepers"},
		casework.Adopted{Name: "party", SHA256: hex.EncodeToString(sum[:]), Text: string(text)}}
	for id, body := range map[string]string{"caseworker": "caseworker", "assessor": "assessment-officer", "chair": "disputes-chair", "complainant": "",
		"respondent": "", "outsider": "", "administrator": casework.Administrator} {
		list = append(list, casework.PersonAdded{Person: casework.Person{ID: casework.PersonID(id), Name: id, Statuses: []string{"member"}}})
		if body != "" {
			list = append(list, casework.Held{Person: casework.PersonID(id), Body: body})
		}
	}
	if err := r.house.Office.Organise(r.Context(), "administrator", list...); err != nil {
		r.Fatal(err)
	}
}

func (r *running) serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.addr, r.cancel, r.ended = listener.Addr().String(), cancel, make(chan error, 1)
	r.desk = &desk.Desk{Office: r.house.Office, Door: r.house.Door, Cookie: signin.Cookie{InTheClear: true}, Base: "http://" + r.addr, Log: r.house.Log, Open: true}
	go func() { r.ended <- r.house.Serve(ctx, listener, r.desk, nil) }()
}

// stop stops the office and closes its stores.
func (r *running) stop() {
	if r.cancel != nil {
		r.cancel()
		if err := <-r.ended; err != nil {
			r.Errorf("the office ended with %v", err)
		}
		r.cancel = nil
	}
	r.client.CloseIdleConnections()
	if r.house != nil {
		if err := r.house.Close(); err != nil {
			r.Errorf("close: %v", err)
		}
		r.house = nil
	}
}

// session opens a session of a person's; it gives the cookie and a token for the API.
func (r *running) session(person string) (cookie, token string) {
	r.Helper()
	factor := signin.Factor{Means: signin.ByCode, At: r.clock.Now(), Reach: signin.Over("")}
	value, s, err := r.house.Door.Open(r.Context(), signin.Person(person), factor, "test", "")
	if err != nil {
		r.Fatal(err)
	}
	token, _, err = r.house.Door.NewToken(r.Context(), s, "test", []signin.Scope{api.ReadMatters, api.WriteMatters}, r.clock.Now().AddDate(0, 1, 0))
	if err != nil {
		r.Fatal(err)
	}
	return "evenhand=" + value, token
}

// complain files a complaint of the complainant's, past HTTP.
func (r *running) complain() casework.Receipt {
	r.Helper()
	got, err := r.house.Office.Complain(r.Context(), casework.Complaint{What: "The vane was bent.", When: "2026-01", Who: "the respondent", Sender: "complainant",
		Respondent: "respondent", Channel: "web"})
	if err != nil {
		r.Fatal(err)
	}
	return got
}

// An answer is what came back, read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request; header holds pairs.
func (r *running) ask(method, path string, body io.Reader, header ...string) answer {
	r.Helper()
	req, err := http.NewRequest(method, "http://"+r.addr+path, body)
	if err != nil {
		r.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := r.client.Do(req)
	if err != nil {
		r.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		r.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{res.StatusCode, res.Header, string(text)}
}

// A part is one part of a multipart body: its header as it is sent, and what it holds.
type part struct{ header, body string }

func field(name, value string) part {
	return part{`Content-Disposition: form-data; name="` + name + `"`, value}
}

func file(name, value string) part {
	return part{`Content-Disposition: form-data; name="evidence"; filename="` + name + `"`, value}
}

// whole is what a complaint has to say.
func whole() []part { return []part{field("what", "x"), field("when", "2026-01"), field("who", "y")} }

const (
	boundary  = "--between--"
	multipart = "multipart/form-data; boundary=" + boundary
)

// joined writes parts as they are sent; open leaves out the end.
func joined(open bool, parts ...part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("--" + boundary + "\r\n" + p.header + "\r\n\r\n" + p.body + "\r\n")
	}
	if !open {
		b.WriteString("--" + boundary + "--\r\n")
	}
	return b.String()
}

// file complains through HTTP.
func (r *running) file(parts ...part) answer {
	r.Helper()
	return r.ask("POST", "/api/v1/complaints", strings.NewReader(joined(false, parts...)), "Content-Type", multipart)
}

// matters counts the matters there are.
func (r *running) matters() int {
	r.Helper()
	n, err := r.house.Store.Count(context.Background(), casework.Query{Everyone: true}, 1000)
	if err != nil {
		r.Fatal(err)
	}
	return n
}

// receiptOf reads a receipt, and what the office says of it.
func (r *running) receipt(a answer) (reference string, evidence []string) {
	r.Helper()
	var got struct{ Reference, ReceiptCode string }
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusCreated {
		r.Fatalf("answered %d %s", a.status, a.body)
	}
	back := r.ask("GET", "/api/v1/complaints/"+got.Reference, nil, "Receipt-Code", got.ReceiptCode)
	var seen struct {
		Evidence []struct{ Name, SHA256 string }
	}
	if err := json.Unmarshal([]byte(back.body), &seen); err != nil || back.status != http.StatusOK {
		r.Fatalf("coming back to %s: %d %s", got.Reference, back.status, back.body)
	}
	for _, e := range seen.Evidence {
		evidence = append(evidence, e.Name)
	}
	return got.Reference, evidence
}
