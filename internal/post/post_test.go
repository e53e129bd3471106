package post_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/mail"
	"github.com/evenhand/evenhand/internal/post"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/signin/sqlstore"
	"github.com/evenhand/evenhand/internal/sqlite"
	_ "modernc.org/sqlite"
)

type movable struct {
	mu sync.Mutex
	at time.Time
}

func (c *movable) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *movable) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type noBlobs struct{}

func (noBlobs) Put(context.Context, io.Reader) (casework.Blob, error) { return casework.Blob{}, nil }
func (noBlobs) Open(context.Context, string) (io.ReadCloser, error)   { return nil, casework.ErrNotFound }

// A house is an office with a real store and a real mail server.
type house struct {
	*testing.T
	office *casework.Office
	door   *signin.Door
	clock  *movable
	sink   *mail.Sink
	worker *post.Worker
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func newHouse(t *testing.T) *house {
	h := &house{T: t, clock: &movable{at: time.Date(2026, 2, 2, 10, 0, 0, 0, time.UTC)}, sink: &mail.Sink{}}
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "office.db"), sqlite.Options{})
	h.must(err)
	t.Cleanup(func() { _ = store.Close() })
	h.office, err = casework.Open(ctx, store, noBlobs{}, h.clock, rand.NewChaCha8([32]byte{1}))
	h.must(err)
	text, err := os.ReadFile("../../modelrules/party/2026-1.md")
	h.must(err)
	sum := sha256.Sum256(text)
	list := []casework.What{casework.Adopted{Name: "party", SHA256: hex.EncodeToString(sum[:]), Text: string(text)}, casework.Settled{Name: "The Party"}}
	for _, p := range []string{"gimlet", "thimble", "bobbin"} {
		list = append(list, casework.PersonAdded{Person: casework.Person{ID: casework.PersonID(p), Name: p, Address: p + "@example.org"}})
	}
	list = append(list, casework.Held{Person: "bobbin", Body: "caseworker"})
	h.must(h.office.Organise(ctx, "bobbin", list...))
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "door.db")+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_txlock=immediate")
	h.must(err)
	t.Cleanup(func() { _ = db.Close() })
	doors, err := sqlstore.New(ctx, db, db)
	h.must(err)
	h.door, err = signin.New(doors, h.clock, []byte(strings.Repeat("k", 32)), signin.Settings{})
	h.must(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	h.must(err)
	h.sink.Serve(l)
	t.Cleanup(func() { _ = h.sink.Close() })
	h.worker = &post.Worker{Office: h.office, Door: h.door, From: "Office <office@example.org>", Base: "https://office.example.org", Log: slog.New(slog.DiscardHandler),
		Transport: &mail.Transport{Host: "127.0.0.1", Port: h.sink.Port(), Security: mail.InTheClear}}
	return h
}

// acknowledged files a complaint and has it acknowledged, of which its sender is told.
func (h *house) acknowledged(c casework.Complaint) casework.Receipt {
	h.Helper()
	c.What, c.When, c.Who, c.Respondent = "Eleven messages in one night.", "2026-01", "Thimble", "thimble"
	r, err := h.office.Complain(context.Background(), c)
	h.must(err)
	_, err = h.office.Act(context.Background(), casework.Viewer{Person: "bobbin"}, r.Reference, casework.Act{Act: "acknowledge"})
	h.must(err)
	return r
}

func (h *house) round() {
	h.Helper()
	h.must(h.worker.Round(context.Background()))
}

// sentTo counts the messages to an address.
func (h *house) sentTo(address string) (n int) {
	for _, m := range h.sink.Messages() {
		if m.To[0] == address {
			n++
		}
	}
	return n
}

func TestMessageSaysNothing(t *testing.T) {
	h := newHouse(t)
	r := h.acknowledged(casework.Complaint{Sender: "gimlet"})
	h.round()
	h.round()
	if n := h.sentTo("gimlet@example.org"); n != 1 {
		t.Fatalf("told %d times, want once", n)
	}
	for _, m := range h.sink.Messages() {
		raw := strings.ToLower(string(m.Raw))
		for _, word := range []string{r.Reference, r.Code, string(r.ID), "complain", "case", "acknowledge", "thimble", "eleven", "letter", "party"} {
			if strings.Contains(raw, strings.ToLower(word)) {
				t.Errorf("the message says %q:\n%s", word, m.Raw)
			}
		}
	}
}

// A mail server that is away loses nothing: what waits is tried again, later each time, and sent once.
func TestServerIsAway(t *testing.T) {
	h := newHouse(t)
	away := true
	h.sink.Refuse = func(string, string) error {
		if away {
			return mail.Refusal(451, "later")
		}
		return nil
	}
	h.acknowledged(casework.Complaint{Sender: "gimlet"})
	tries := 0
	for range 240 {
		before := waiting(h)
		h.round()
		if waiting(h) < before {
			tries++
		}
		h.clock.pass(time.Minute)
	}
	if tries < 5 || tries > 10 {
		t.Errorf("%d tries in four hours, want them to grow rare", tries)
	}
	away = false
	h.clock.pass(6 * time.Hour)
	h.round()
	if n := h.sentTo("gimlet@example.org"); n != 1 {
		t.Errorf("told %d times, want once", n)
	}
}

// waiting counts the messages whose time has come.
func waiting(h *house) int {
	list, err := h.office.Store.Outbox(context.Background(), h.clock.Now(), 100)
	h.must(err)
	return len(list)
}

// What the server will never take is noted in the matter, its keeper is told, and it is not tried again.
func TestBounce(t *testing.T) {
	h := newHouse(t)
	h.sink.Refuse = func(_, to string) error {
		if strings.HasPrefix(to, "gimlet") {
			return mail.Refusal(550, "no such person")
		}
		return nil
	}
	r := h.acknowledged(casework.Complaint{Sender: "gimlet"})
	h.round()
	h.round()
	v, err := h.office.View(context.Background(), casework.Viewer{Person: "bobbin"}, r.Reference)
	h.must(err)
	noted := 0
	for _, it := range v.Items {
		if it.Sort == "undelivered" && strings.Contains(it.Text, "550") {
			noted++
		}
	}
	if noted != 1 || h.sentTo("bobbin@example.org") != 1 {
		t.Errorf("noted %d times, the caseworker told %d times; want once each", noted, h.sentTo("bobbin@example.org"))
	}
	h.clock.pass(1000 * time.Hour)
	if n := waiting(h); n != 0 {
		t.Errorf("%d messages wait still", n)
	}
}

// Whoever does not want e-mail for a matter gets none, and whoever gave another address gets it there.
func TestSafeAddress(t *testing.T) {
	h := newHouse(t)
	h.acknowledged(casework.Complaint{Sender: "gimlet", Address: casework.Addressed{Email: "home@example.org", Silent: true}})
	h.acknowledged(casework.Complaint{Name: "Somebody", Address: casework.Addressed{Email: "safe@example.org"}})
	h.round()
	if n := h.sentTo("gimlet@example.org") + h.sentTo("home@example.org"); n != 0 {
		t.Errorf("%d messages to whoever wants none", n)
	}
	if n := h.sentTo("safe@example.org"); n != 1 {
		t.Errorf("%d messages to the safe address, want 1", n)
	}
}

func TestLinks(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.must(h.door.Introduce(ctx, "gimlet", "gimlet@example.org"))
	h.must(h.door.AskLink(ctx, "Gimlet@example.org"))
	h.must(h.door.AskLink(ctx, "nobody@example.org"))
	h.round()
	got := h.sink.Messages()
	if len(got) != 1 || got[0].To[0] != "gimlet@example.org" {
		t.Fatalf("sent %+v, want one link to whoever has the address", got)
	}
	_, token, _ := strings.Cut(got[0].Plain, "https://office.example.org/sign-in/link/")
	token, _, _ = strings.Cut(token, "\n")
	if p, _, err := h.door.UseLink(ctx, strings.TrimSpace(token)); p != "gimlet" || err != nil {
		t.Errorf("the link signs in %q, %v", p, err)
	}
}

// A change of address tells both addresses what they may do, and is made when its time has come.
func TestChangeOfAddress(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.must(h.door.Introduce(ctx, "gimlet", "gimlet@example.org"))
	_, tells, err := h.door.AskChange(ctx, "gimlet", "gimlet", "new@example.org")
	h.must(err)
	h.must(h.worker.Tell(ctx, tells))
	for _, m := range h.sink.Messages() {
		_, after, ok := strings.Cut(m.Plain, "https://office.example.org/account/address/")
		if !ok {
			t.Fatalf("no link in:\n%s", m.Plain)
		}
		token, _, _ := strings.Cut(after, "\n")
		_, more, err := h.door.AnswerChange(ctx, strings.TrimSpace(token))
		h.must(err)
		h.must(h.worker.Tell(ctx, more))
	}
	h.clock.pass(4 * 24 * time.Hour)
	h.round()
	if at, err := h.door.Address(ctx, "gimlet"); at != "new@example.org" || err != nil {
		t.Errorf("the address is %q, %v", at, err)
	}
	if n := h.sentTo("gimlet@example.org"); n != 3 {
		t.Errorf("the old address was told %d times, want of the asking, the confirmation and the change", n)
	}
}

// The worker lets the days pass, and stops when it is told to.
func TestRun(t *testing.T) {
	h := newHouse(t)
	r := h.acknowledged(casework.Complaint{Sender: "gimlet"})
	h.clock.pass(60 * 24 * time.Hour)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); h.worker.Run(ctx) }()
	deadline := time.After(20 * time.Second)
	for passed := false; !passed; {
		v, err := h.office.View(context.Background(), casework.Viewer{Person: "bobbin"}, r.Reference)
		h.must(err)
		passed = v.Stage != "received"
		select {
		case <-deadline:
			t.Fatal("the days do not pass")
		case <-time.After(20 * time.Millisecond):
		}
	}
	stop()
	select {
	case <-ended:
	case <-deadline:
		t.Fatal("it does not stop")
	}
}
