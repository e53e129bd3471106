package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/serve"
	"github.com/evenhand/evenhand/internal/signin"
)

const serveHelp = `Usage:
    evenhand serve --config FILE

Run the office: its pages, its API and the work that is done without anybody
asking (what falls due, letters, mail). FILE holds the settings, a line each;
doc/evenhand.conf explains all of them. Everything is kept in one folder.

/healthz answers as long as the program runs, /readyz once the office serves,
/metrics in Prometheus's text format. SIGINT and SIGTERM stop it: what is under
way is finished first.

Example:
    $ evenhand serve --config /etc/evenhand.conf
    evenhand: ready at https://office.example.org

Exit status: 0 stopped as asked, 2 wrong use, 3 could not be done.
`

func runServe(e env, args []string) (found bool, err error) {
	options := newOptions("serve")
	config := options.String("config", "", "")
	rest, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if *config == "" || len(rest) > 0 {
		return false, withHint(wrongUse("serve takes --config FILE"), `see "evenhand help serve"`)
	}
	text, err := readFile(*config, mostText)
	if err != nil {
		return false, fmt.Errorf("read the settings: %w", err)
	}
	settings, errs := serve.ReadSettings(string(text))
	if len(errs) > 0 {
		return false, settingsToMend(e, *config, errs)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return false, serveOffice(ctx, e, settings)
}

// settingsToMend says what is wrong with the settings, all of it, and what would put it right.
func settingsToMend(e env, file string, errs []error) error {
	for _, err := range errs {
		fmt.Fprintf(e.stderr, "evenhand: error: %s: %v\n", file, err)
		var wrong *serve.SettingError
		if errors.As(err, &wrong) && wrong.Fix != "" {
			fmt.Fprintf(e.stderr, "evenhand: hint: %s\n", wrong.Fix)
		}
	}
	return wrongUse("%s is to be mended", file)
}

// cannotOpen says why the folder of an office could not be opened, and what would put it right.
func cannotOpen(err error) error {
	if hint := serve.Hint(err); hint != "" {
		return withHint(err, "%s", hint)
	}
	return err
}

// A wallClock says what time it is in the world.
type wallClock struct{ now func() time.Time }

func (c wallClock) Now() time.Time { return c.now() }

// serveOffice runs an organisation's office until ctx ends.
func serveOffice(ctx context.Context, e env, s serve.Settings) error {
	log := slog.New(slog.NewJSONHandler(e.stderr, nil))
	clock := wallClock{e.now}
	house, err := serve.Open(ctx, s.Dir, clock, clock, log)
	if err != nil {
		return cannotOpen(err)
	}
	defer house.Close()
	if err := house.Settle(ctx, s); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return withHint(fmt.Errorf("listen on %s: %w", s.Listen, err), "is another program listening there? choose another port: listen = 127.0.0.1:8081")
	}
	if s.Clamd != "" {
		house.Office.Scanner = serve.Clamd(s.Clamd)
	}
	copies, missing := serve.NewCopies()
	for _, what := range missing {
		log.Warn(what)
	}
	d := &desk.Desk{Office: house.Office, Door: house.Door, Cookie: signin.Cookie{InTheClear: !s.Secure}, Base: s.Address, Log: log, Copies: copies, Stamps: house.Stamps}
	work, err := house.WaysIn(s, d)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stderr, "evenhand: ready at %s\n", s.Address)
	return house.Serve(ctx, listener, d, work)
}
