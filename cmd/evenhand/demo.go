package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/evenhand/evenhand/internal/api"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/demo"
	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/serve"
	"github.com/evenhand/evenhand/internal/signin"
)

const demoHelp = `Usage:
    evenhand demo [--addr HOST:PORT] [--dir DIR]

Run the demonstration: an invented association with twelve cases, in a browser,
with nothing to set up. It listens on 127.0.0.1:8080 unless --addr says
otherwise, and keeps everything in DIR (by default build/demo); a DIR that
holds a demonstration already is taken up where it was.

On standard output stand the ways in, one a line: what somebody is, their name
and the address that opens their first page; then the tokens for the API:

    caseworker<TAB>Bobbin Halfbridge<TAB>http://127.0.0.1:8080/demo/enter/...
    token<TAB>Bobbin Halfbridge<TAB>evenhand_...

Anybody who has one of them is that person: do not run it where others can
reach it. SIGINT and SIGTERM stop it.

Example:
    $ evenhand demo --dir weathervanes
    evenhand: ready at http://127.0.0.1:8080

Exit status: 0 stopped as asked, 2 wrong use, 3 could not be done.
`

func runDemo(e env, args []string) (found bool, err error) {
	options := newOptions("demo")
	addr := options.String("addr", "127.0.0.1:8080", "")
	dir := options.String("dir", filepath.Join("build", "demo"), "")
	rest, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if len(rest) > 0 {
		return false, seeHelp(options, wrongUse("demo takes no argument %q", rest[0]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := &show{e: e, dir: *dir, clock: &demo.Clock{}, log: slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	return false, s.run(ctx, *addr)
}

// A show is one run of the demonstration.
type show struct {
	e     env
	dir   string
	clock *demo.Clock
	log   *slog.Logger
	house *serve.House
	kept  kept
	mu    sync.Mutex // of the clock
}

// kept is what the demonstration keeps beside the office: where its clock stands, and who is who.
type kept struct {
	At     time.Time
	Cast   demo.Cast
	Doors  map[string]string // by person: the secret of their way in
	Tokens map[string]string // by person
}

func (s *show) file() string { return filepath.Join(s.dir, "demo.json") }

func (s *show) run(ctx context.Context, addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return withHint(fmt.Errorf("listen on %s: %w", addr, err), "is another program listening there? choose another port: --addr 127.0.0.1:8081")
	}
	defer listener.Close()
	base := "http://" + listener.Addr().String()
	if s.house, err = serve.Open(ctx, s.dir, s.clock, wallClock{s.e.now}, s.log); err != nil {
		return cannotOpen(err)
	}
	defer s.house.Close()
	copies, _ := serve.NewCopies()
	if err := s.takeUp(ctx); err != nil {
		return err
	}
	d := &desk.Desk{Office: s.house.Office, Door: s.house.Door, Cookie: signin.Cookie{InTheClear: true}, Base: base, Log: s.log, Copies: copies, Stamps: s.house.Stamps, Open: true,
		Demo: s.demo()}
	if err := s.waysIn(base); err != nil {
		return err
	}
	fmt.Fprintf(s.e.stderr, "evenhand: ready at %s\n", base)
	return s.house.Serve(ctx, listener, d, nil)
}

// takeUp takes up the demonstration that the folder holds, or fills it.
func (s *show) takeUp(ctx context.Context) error {
	text, err := os.ReadFile(s.file())
	if err == nil {
		if err := json.Unmarshal(text, &s.kept); err != nil {
			return withHint(fmt.Errorf("read %s: %w", s.file(), err), "it is not the file of a demonstration: choose another --dir, or delete the folder")
		}
		s.clock.Set(s.kept.At)
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("take up the demonstration: %w", err)
	}
	cast, err := demo.Fill(ctx, s.house.Office, s.clock)
	if err != nil {
		return withHint(err, "if an earlier filling was broken off, delete %s and start again", s.dir)
	}
	s.kept = kept{At: s.clock.Now(), Cast: cast, Doors: map[string]string{}, Tokens: map[string]string{}}
	if err := s.handOut(ctx); err != nil {
		return err
	}
	return s.keep()
}

// handOut makes each player's way in, and a token for the API.
func (s *show) handOut(ctx context.Context) error {
	for _, p := range s.kept.Cast.Players {
		s.kept.Doors[string(p.Person)] = secret()
		person := signin.Person(p.Person)
		factor := signin.Factor{Means: signin.ByCode, At: s.e.now(), Reach: signin.Over("")}
		_, session, err := s.house.Door.Open(ctx, person, factor, "demonstration", "")
		if err != nil {
			return fmt.Errorf("hand out a token: %w", err)
		}
		value, _, err := s.house.Door.NewToken(ctx, session, "demonstration", []signin.Scope{api.ReadMatters, api.WriteMatters}, s.e.now().AddDate(0, 11, 0))
		if err != nil {
			return fmt.Errorf("hand out a token: %w", err)
		}
		s.kept.Tokens[string(p.Person)] = value
	}
	return nil
}

// secret is what nobody can guess.
func secret() string { return rand.Text() }

// keep writes what is kept; a reader never finds half of it.
func (s *show) keep() error {
	text, err := json.MarshalIndent(s.kept, "", " ")
	if err != nil {
		return err
	}
	next := s.file() + ".new"
	if err := os.WriteFile(next, text, 0o600); err != nil {
		return fmt.Errorf("keep the demonstration: %w", err)
	}
	return os.Rename(next, s.file())
}

// waysIn prints how to become each of the players.
func (s *show) waysIn(base string) error {
	for _, p := range s.kept.Cast.Players {
		if _, err := fmt.Fprintf(s.e.stdout, "%s\t%s\t%s/demo/enter/%s\n", p.Part, p.Name, base, s.kept.Doors[string(p.Person)]); err != nil {
			return err
		}
	}
	for _, p := range s.kept.Cast.Players {
		if _, err := fmt.Fprintf(s.e.stdout, "token\t%s\t%s\n", p.Name, s.kept.Tokens[string(p.Person)]); err != nil {
			return err
		}
	}
	return flush(s.e.stdout)
}

// flush writes out what run buffers: whoever started the demonstration waits for it.
func flush(w io.Writer) error {
	if f, ok := w.(interface{ Flush() error }); ok {
		return f.Flush()
	}
	return nil
}

// called is what a visitor calls somebody of an attempt: a name, or the seat in words.
func (s *show) called(who string) string {
	if _, ok := s.kept.Cast.Player(who); ok {
		return who
	}
	return casework.Words(who)
}

// demo is what the desk shows beside the office's pages.
func (s *show) demo() *desk.Demo {
	d := &desk.Demo{Move: s.move}
	for _, stop := range demo.Tour(s.kept.Cast) {
		d.Tour = append(d.Tour, desk.Stop{Text: stop.Text, As: stop.As, Href: stop.Page})
	}
	for _, a := range demo.Attempts {
		d.Attempts = append(d.Attempts, desk.Attempt{Title: strings.ToUpper(a.Tries[:1]) + a.Tries[1:], Who: s.called(a.Who), Try: func(ctx context.Context) error {
			refusal, err := a.Try(ctx, s.house.Office, s.kept.Cast)
			if err == nil && refusal != nil {
				err = refusal
			}
			return err
		}})
	}
	for _, p := range s.kept.Cast.Players {
		d.People = append(d.People, desk.Actor{Person: p.Person, Role: p.Part, Name: p.Name, Token: s.kept.Doors[string(p.Person)]})
	}
	return d
}

// move moves the clock and lets the days pass, one after the other, so that what happens on one is there on the next.
func (s *show) move(ctx context.Context, to time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for at := s.clock.Now(); at.Before(to); {
		if at = at.AddDate(0, 0, 1); at.After(to) {
			at = to
		}
		s.clock.Set(at)
		if _, err := s.house.Office.Tick(ctx); err != nil {
			return err
		}
	}
	s.kept.At = to
	return s.keep()
}
