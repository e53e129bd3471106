package signin_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/signin/sqlstore"
	_ "modernc.org/sqlite"
)

var ctx = context.Background()

// A clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// A house is a door with what stands around it.
type house struct {
	*signin.Door
	clock *clock
	db    *sql.DB
}

func open(t testing.TB) *house { return openWith(t, signin.Settings{}) }

func openWith(t testing.TB, settings signin.Settings) *house {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "office.db")+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_pragma=synchronous(OFF)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	store, err := sqlstore.New(ctx, db, db)
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	d, err := signin.New(store, c, []byte(strings.Repeat("k", 32)), settings)
	if err != nil {
		t.Fatal(err)
	}
	return &house{d, c, db}
}

// must fails the test if something that should work does not.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails the test if an error is not the one it should be.
func refused(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// links asks for a link to an address and returns what is sent.
func (h *house) links(t testing.TB, address string) []signin.Link {
	t.Helper()
	must(t, h.AskLink(ctx, address))
	return h.sent(t)
}

func (h *house) sent(t testing.TB) []signin.Link {
	t.Helper()
	var sent []signin.Link
	_, err := h.SendLinks(ctx, func(_ context.Context, l signin.Link) error { sent = append(sent, l); return nil })
	must(t, err)
	return sent
}

// byLink signs a person in with a link to their address.
func (h *house) byLink(t testing.TB, address string) (string, signin.Session) {
	t.Helper()
	sent := h.links(t, address)
	if len(sent) != 1 {
		t.Fatalf("%d links were sent, want 1", len(sent))
	}
	person, f, err := h.UseLink(ctx, sent[0].Token)
	must(t, err)
	token, s, err := h.Open(ctx, person, f, "Firefox", "")
	must(t, err)
	return token, s
}

// codes gives a person codes on paper.
func (h *house) codes(t testing.TB, person signin.Person, matter signin.Matter, alone bool) []string {
	t.Helper()
	sheet, err := h.PrepareSheet(ctx, "officer-1", person, matter, 3, alone)
	must(t, err)
	_, codes, err := h.PrintSheet(ctx, "officer-2", sheet.ID)
	must(t, err)
	return codes
}

func TestLinkSignsInOnce(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "Someone@Example.org"))
	sent := h.links(t, " someone@example.ORG ")
	if len(sent) != 1 || sent[0].To != "Someone@Example.org" || len(sent[0].Token) != 43 {
		t.Fatalf("sent %+v, want one link to the address as it was given", sent)
	}
	if again := h.sent(t); len(again) != 0 {
		t.Errorf("one request gave %d more links", len(again))
	}
	person, f, err := h.UseLink(ctx, sent[0].Token)
	must(t, err)
	if person != "p1" || f.Means != signin.ByLink || f.Reach.Has("m1") {
		t.Errorf("UseLink = %s, %+v", person, f)
	}
	_, _, err = h.UseLink(ctx, sent[0].Token)
	refused(t, "the second use", err, signin.ErrUnknown)
	_, _, err = h.UseLink(ctx, "")
	refused(t, "no token", err, signin.ErrUnknown)
}

func TestLinkEnds(t *testing.T) {
	for _, tt := range []struct {
		name  string
		after time.Duration
		want  error
	}{
		{"just before its end", 15*time.Minute - time.Millisecond, nil},
		{"at its end", 15 * time.Minute, signin.ErrUnknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t)
			must(t, h.Introduce(ctx, "p1", "a@example.org"))
			sent := h.links(t, "a@example.org")
			h.clock.pass(tt.after)
			_, _, err := h.UseLink(ctx, sent[0].Token)
			refused(t, tt.name, err, tt.want)
		})
	}
}

// What happens when somebody asks for a link is the same for an address that is
// known and one that is not: one row, of the same size, and no look at any other.
func TestAskingTellsNothing(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "known@example.org"))
	rows := func() (n, bytes int) {
		must(t, h.db.QueryRow(`SELECT count(*), sum(length(data) + length(key) + length(person)) FROM signin WHERE kind = 'request'`).Scan(&n, &bytes))
		return n, bytes
	}
	must(t, h.AskLink(ctx, "known@example.org"))
	n1, bytes1 := rows()
	must(t, h.AskLink(ctx, "other@example.org"))
	n2, bytes2 := rows()
	if n1 != 1 || n2 != 2 || bytes2 != 2*bytes1 {
		t.Errorf("rows %d and %d of %d and %d bytes: the two differ", n1, n2, bytes1, bytes2)
	}
	if _, err := h.db.Exec(`ALTER TABLE signin RENAME TO hidden; CREATE TABLE signin AS SELECT * FROM hidden WHERE 0`); err != nil {
		t.Fatal(err)
	}
	must(t, h.AskLink(ctx, "known@example.org")) // does not need to know who there is
	if _, err := h.db.Exec(`DROP TABLE signin; ALTER TABLE hidden RENAME TO signin`); err != nil {
		t.Fatal(err)
	}
	if sent := h.sent(t); len(sent) != 1 || sent[0].To != "known@example.org" {
		t.Errorf("sent %+v, want one link, to the known address", sent)
	}
	for _, address := range []string{"", "x", "a@b, c@d", "A <a@example.org>", "a@example.org\r\nBcc: b@example.org", strings.Repeat("a", 260) + "@example.org"} {
		refused(t, address, h.AskLink(ctx, address), signin.ErrAddress)
	}
}

func TestOfManyWhoUseALinkOneSignsIn(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	token := h.links(t, "a@example.org")[0].Token
	var wg sync.WaitGroup
	in := make(chan signin.Person, 20)
	for range 20 {
		wg.Go(func() {
			person, _, err := h.UseLink(ctx, token)
			if err == nil {
				in <- person
			} else if !errors.Is(err, signin.ErrUnknown) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(in) != 1 {
		t.Errorf("%d signed in, want 1", len(in))
	}
}

func TestTheOtherLinksEndWithTheOneUsed(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	first, second := h.links(t, "a@example.org")[0], h.links(t, "a@example.org")[0]
	_, _, err := h.UseLink(ctx, second.Token)
	must(t, err)
	_, _, err = h.UseLink(ctx, first.Token)
	refused(t, "the first link", err, signin.ErrUnknown)
}

func TestSessionEnds(t *testing.T) {
	h := open(t)
	token, s, err := h.Open(ctx, "p1", signin.Factor{Means: signin.ByLink, At: h.clock.Now()}, "Firefox", "")
	must(t, err)
	if s.Ends != h.clock.Now().Add(2*time.Hour) {
		t.Errorf("ends %v, want after 2 hours", s.Ends)
	}
	for range 12 { // it is used every hour and 59 minutes
		h.clock.pass(2*time.Hour - time.Minute)
		if _, err = h.Resume(ctx, token); err != nil {
			break
		}
	}
	must(t, err)
	h.clock.pass(13 * time.Minute) // 24 hours and 1 minute after it began
	_, err = h.Resume(ctx, token)
	refused(t, "a day later", err, signin.ErrUnknown)

	token, _, err = h.Open(ctx, "p1", signin.Factor{Means: signin.ByLink, At: h.clock.Now()}, "Firefox", "")
	must(t, err)
	h.clock.pass(2 * time.Hour)
	_, err = h.Resume(ctx, token)
	refused(t, "unused for 2 hours", err, signin.ErrUnknown)
}

func TestSessionIsRenewedAtSignIn(t *testing.T) {
	h := open(t)
	planted, _, err := h.Open(ctx, "intruder", signin.Factor{Means: signin.ByLink, At: h.clock.Now()}, "x", "")
	must(t, err)
	token, s, err := h.Open(ctx, "p1", signin.Factor{Means: signin.ByLink, At: h.clock.Now()}, "x", planted)
	must(t, err)
	_, err = h.Resume(ctx, planted)
	refused(t, "the session that was there", err, signin.ErrUnknown)

	h.clock.pass(time.Hour)
	stronger, s2, err := h.Strengthen(ctx, token, "p1", signin.Factor{Means: signin.ByCode, At: h.clock.Now(), Reach: signin.Over("m1")})
	must(t, err)
	if stronger == token || s2.Began != s.Began || len(s2.Factors) != 2 || s2.ID != s.ID {
		t.Errorf("Strengthen = %+v after %+v", s2, s)
	}
	_, err = h.Resume(ctx, token)
	refused(t, "the token before", err, signin.ErrUnknown)
	_, _, err = h.Strengthen(ctx, stronger, "p2", signin.Factor{Means: signin.ByPasskey, At: h.clock.Now()})
	refused(t, "another person's factor", err, signin.ErrUnknown)
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	h := open(t)
	var tokens []string
	var ids []string
	for _, person := range []signin.Person{"p1", "p1", "p1", "p2"} {
		token, s, err := h.Open(ctx, person, signin.Factor{Means: signin.ByLink, At: h.clock.Now()}, "Firefox on Android", "")
		must(t, err)
		tokens, ids = append(tokens, token), append(ids, s.ID)
		h.clock.pass(time.Second)
	}
	in := func() (open []int) {
		for i, token := range tokens {
			if _, err := h.Resume(ctx, token); err == nil {
				open = append(open, i)
			}
		}
		return open
	}
	list, err := h.Sessions(ctx, "p1")
	must(t, err)
	if len(list) != 3 || list[0].ID != ids[0] || list[0].Agent != "Firefox on Android" {
		t.Errorf("Sessions = %+v", list)
	}
	must(t, h.EndSession(ctx, "p1", ids[1]))
	must(t, h.EndSession(ctx, "p1", ids[3])) // another's
	if got := in(); !slices.Equal(got, []int{0, 2, 3}) {
		t.Errorf("open are %v, want 0, 2, 3", got)
	}
	must(t, h.EndSessions(ctx, "p1", ids[2]))
	if got := in(); !slices.Equal(got, []int{2, 3}) {
		t.Errorf("open are %v, want 2, 3", got)
	}
	must(t, h.EndSessions(ctx, "p1", ""))
	if got := in(); !slices.Equal(got, []int{3}) {
		t.Errorf("open are %v, want 3", got)
	}
	if list, err := h.Sessions(ctx, ""); err != nil || len(list) != 0 {
		t.Errorf("the sessions of nobody are %v, %v", list, err)
	}
}

// A request that is under way while a session is ended does not bring it back.
func TestEndedSessionStaysEnded(t *testing.T) {
	h := open(t)
	for range 20 {
		token, s, err := h.Open(ctx, "p1", signin.Factor{Means: signin.ByLink, At: h.clock.Now()}, "x", "")
		must(t, err)
		h.clock.pass(2 * time.Minute) // so that the next use is written down
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := h.Resume(ctx, token); err != nil && !errors.Is(err, signin.ErrUnknown) {
					t.Error(err)
				}
			})
		}
		must(t, h.EndSession(ctx, "p1", s.ID))
		wg.Wait()
		_, err = h.Resume(ctx, token)
		refused(t, "after its end", err, signin.ErrUnknown)
	}
}

// No secret that lets anybody in stands in the database.
func TestSecretsAreNotStored(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	var secrets []string
	secrets = append(secrets, h.links(t, "a@example.org")[0].Token)
	token, s := h.byLink(t, "a@example.org")
	secrets = append(secrets, token)
	secrets = append(secrets, h.codes(t, "p1", "m1", false)...)
	code, r := h.NewReceipt("r1", "m1")
	must(t, h.KeepReceipt(ctx, r))
	value, _, err := h.NewToken(ctx, s, "x", []signin.Scope{"read"}, h.clock.Now().Add(time.Hour))
	must(t, err)
	_, tells, err := h.AskChange(ctx, "p1", "p1", "b@example.org")
	must(t, err)
	invitation, err := h.Invite(ctx, "officer-1", "p1")
	must(t, err)
	secrets = append(secrets, code, strings.ReplaceAll(code, "-", ""), value, strings.TrimPrefix(value, "evenhand_"), tells[0].Agree, tells[0].Stop, tells[1].Answer, invitation)

	rows, err := h.db.Query(`SELECT kind, CAST(key AS TEXT) || ' ' || CAST(data AS TEXT) || ' ' || person FROM signin`)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var kind, all string
		must(t, rows.Scan(&kind, &all))
		for _, secret := range secrets {
			if strings.Contains(all, secret) {
				t.Errorf("a record of kind %s holds a secret", kind)
			}
		}
	}
	must(t, rows.Err())
}

func TestForget(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	h.links(t, "a@example.org")
	count := func() (n int) { must(t, h.db.QueryRow(`SELECT count(*) FROM signin`).Scan(&n)); return n }
	before := count()
	h.clock.pass(20 * time.Hour)
	must(t, h.Forget(ctx))
	if count() != before {
		t.Error("forgot too soon")
	}
	h.clock.pass(5 * time.Hour)
	must(t, h.Forget(ctx))
	if got := count(); got != 2 { // the address and its holder
		t.Errorf("%d records are left, want 2", got)
	}
}

func TestAgent(t *testing.T) {
	for _, tt := range []struct{ said, want string }{
		{"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"},
		{"Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome on Android"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0", "Edge on Windows"},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1", "Safari on an iPhone"},
		{"curl/8.5.0", "Another program"},
		{"", "Another program"},
	} {
		if got := signin.Agent(tt.said); got != tt.want {
			t.Errorf("Agent(%q) = %q, want %q", tt.said, got, tt.want)
		}
	}
}

func TestTokens(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	token, s := h.byLink(t, "a@example.org")
	ends := h.clock.Now().Add(48 * time.Hour)
	value, made, err := h.NewToken(ctx, s, "export", []signin.Scope{"read:matters"}, ends)
	must(t, err)
	got, err := h.UseToken(ctx, value)
	must(t, err)
	if got.Person != "p1" || !got.May("read:matters") || got.May("act") || got.Reach.Has("m1") || got.ID != made.ID || got.Name != "export" {
		t.Errorf("UseToken = %+v", got)
	}
	_, f, err := h.UseCode(ctx, h.codes(t, "p1", "m1", false)[0], s)
	must(t, err)
	_, s, err = h.Strengthen(ctx, token, "p1", f)
	must(t, err)
	wider, _, err := h.NewToken(ctx, s, "second", []signin.Scope{"read:matters"}, ends)
	must(t, err)
	if got, err := h.UseToken(ctx, wider); err != nil || !got.Reach.Has("m1") || got.Reach.Has("m2") {
		t.Errorf("a token of a session that opens m1: %+v, %v", got, err)
	}
	if got, err := h.UseToken(ctx, value); err != nil || got.Reach.Has("m1") {
		t.Errorf("the first token has grown: %+v, %v", got, err)
	}
	must(t, h.EndToken(ctx, "p2", made.ID))
	if list, err := h.Tokens(ctx, "p1"); err != nil || len(list) != 2 {
		t.Errorf("Tokens = %v, %v, want two", list, err)
	}
	must(t, h.EndToken(ctx, "p1", made.ID))
	_, err = h.UseToken(ctx, value)
	refused(t, "an ended token", err, signin.ErrUnknown)
	h.clock.pass(48 * time.Hour)
	_, err = h.UseToken(ctx, wider)
	refused(t, "a token at its end", err, signin.ErrUnknown)
	for name, ends := range map[string]time.Time{"no end": {}, "an end that has passed": h.clock.Now(), "too far": h.clock.Now().Add(367 * 24 * time.Hour)} {
		if _, _, err := h.NewToken(ctx, s, "x", []signin.Scope{"a"}, ends); err == nil {
			t.Errorf("a token with %s is made", name)
		}
	}
	if _, _, err := h.NewToken(ctx, s, "x", nil, h.clock.Now().Add(time.Hour)); err == nil {
		t.Error("a token without a scope is made")
	}
}
