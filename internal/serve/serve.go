// Package serve puts the parts of the office together and runs them: the stores in one folder, the pages, the API, the
// health pages and the work that is done without anybody asking.
package serve

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/evenhand/evenhand/internal/api"
	"github.com/evenhand/evenhand/internal/blobs"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/keys"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/signin/sqlstore"
	"github.com/evenhand/evenhand/internal/sqlite"
	"github.com/evenhand/evenhand/internal/web"
)

// A House is an office with everything it stands on, in one folder. Make one with [Open] and close it.
type House struct {
	Office *casework.Office
	Door   *signin.Door
	Store  *sqlite.Store
	Log    *slog.Logger
	Stamps []byte // the key of the codes on copies

	Patience Patience // with clients; the zero value is the usual

	dir       string
	clock     casework.Clock
	doorClock casework.Clock
	signin    *sql.DB
	meters    meters
}

// Open opens the house of a folder, which is made if it is not there. The clock is that of the cases; door is that of
// sign-in, which in the demonstration goes on while the other stands still.
func Open(ctx context.Context, dir string, clock, door casework.Clock, log *slog.Logger) (*House, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the office: %w", err)
	}
	h := &House{Log: log, dir: dir, clock: clock, doorClock: door}
	if err := h.open(ctx); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

func (h *House) open(ctx context.Context) error {
	var err error
	if h.Store, err = sqlite.Open(ctx, filepath.Join(h.dir, "office.db"), sqlite.Options{}); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(h.dir, "keys"), 0o700); err != nil {
		return fmt.Errorf("make the folder of the keys: %w", err)
	}
	key, err := keys.File(filepath.Join(h.dir, "keys", "evidence"))
	if err != nil {
		return err
	}
	originals, err := blobs.Open(filepath.Join(h.dir, "blobs"), key)
	if err != nil {
		return err
	}
	if h.Office, err = casework.Open(ctx, h.Store, originals, h.clock, rand.Reader); err != nil {
		return err
	}
	h.Office.Longest, h.Office.LongestAhead = casework.Longest, casework.LongestAhead
	if h.Stamps, err = secretFile(filepath.Join(h.dir, "keys", "stamps")); err != nil {
		return err
	}
	return h.openDoor(ctx)
}

// openDoor opens what sign-in needs: a database of its own, so that who may come in is kept apart from the cases.
func (h *House) openDoor(ctx context.Context) error {
	source := "file:" + filepath.Join(h.dir, "sign-in.db") + "?_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=busy_timeout(5000)"
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return fmt.Errorf("open the sign-in store: %w", err)
	}
	h.signin = db
	db.SetMaxOpenConns(1)
	store, err := sqlstore.New(ctx, db, db)
	if err != nil {
		return fmt.Errorf("open the sign-in store: %w", err)
	}
	key, err := secretFile(filepath.Join(h.dir, "keys", "sign-in"))
	if err != nil {
		return err
	}
	h.Door, err = signin.New(store, h.doorClock, key, signin.Settings{})
	return err
}

// secretFile reads 32 secret bytes, which are made when there are none.
func secretFile(name string) ([]byte, error) {
	b, err := os.ReadFile(name)
	if err == nil && len(b) == 32 {
		return b, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read a key: %w", err)
	}
	if err == nil {
		return nil, fmt.Errorf("read a key: %s holds %w", name, keys.ErrNoKey)
	}
	b = make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	if err := os.WriteFile(name, b, 0o600); err != nil {
		return nil, fmt.Errorf("write a key: %w", err)
	}
	return b, nil
}

// Close closes what is open.
func (h *House) Close() error {
	var errs []error
	if h.signin != nil {
		errs = append(errs, h.signin.Close())
	}
	if h.Store != nil {
		errs = append(errs, h.Store.Close())
	}
	return errors.Join(errs...)
}

// Serve serves the office on a listener until the context ends, and then lets what is under way finish. Work is what
// is done beside it, until its context ends.
func (h *House) Serve(ctx context.Context, l net.Listener, d *desk.Desk, work func(context.Context)) error {
	handler, err := h.handler(d)
	if err != nil {
		return err
	}
	p := h.Patience.orUsual()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: p.Header, WriteTimeout: p.Answer, IdleTimeout: p.Idle, MaxHeaderBytes: mostHeader,
		DisableGeneralOptionsHandler: true, ErrorLog: slog.NewLogLogger(h.Log.Handler(), slog.LevelDebug)}
	working, stopWork := context.WithCancel(ctx)
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		if work != nil {
			work(working)
		}
	}()
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err = <-served:
	case <-ctx.Done():
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.Stop)
		defer cancel()
		if err = server.Shutdown(ending); errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
	}
	stopWork()
	<-worked
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// handler is everything the server answers.
func (h *House) handler(d *desk.Desk) (http.Handler, error) {
	pages, err := d.Handler()
	if err != nil {
		return nil, fmt.Errorf("make the pages: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plainText(w, http.StatusOK, "alive\n") })
	mux.HandleFunc("GET /readyz", h.ready)
	mux.HandleFunc("GET /metrics", h.metrics)
	mux.Handle("/api/", api.Handler(api.Options{Office: h.Office, Tokens: tokens{h.Door}, Log: h.Log}))
	mux.Handle("/", pages)
	return h.meters.measure(web.Headers(h.patient(mux))), nil
}

// ready answers 200 when the office can read and its rules are there.
func (h *House) ready(w http.ResponseWriter, r *http.Request) {
	if _, err := h.Office.Book(); err != nil {
		plainText(w, http.StatusServiceUnavailable, "no rule book is in force\n")
		return
	}
	if _, err := h.Store.Rows(r.Context(), casework.Organisation, 1<<30); err != nil {
		h.Log.Error("not ready", slog.Any("error", err))
		plainText(w, http.StatusServiceUnavailable, "the store does not answer\n")
		return
	}
	plainText(w, http.StatusOK, "ready\n")
}

func plainText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // whoever asked has gone
}

// tokens says whom a token of the door stands for.
type tokens struct{ door *signin.Door }

// Holder implements api.Tokens.
func (t tokens) Holder(ctx context.Context, token string) (casework.PersonID, []string, error) {
	found, err := t.door.UseToken(ctx, token)
	if errors.Is(err, signin.ErrUnknown) {
		return "", nil, api.ErrToken
	}
	if err != nil {
		return "", nil, err
	}
	var scopes []string
	for _, s := range found.Scopes {
		scopes = append(scopes, string(s))
	}
	return casework.PersonID(found.Person), scopes, nil
}
