package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/evenhand/evenhand/rulebook"
)

// An env is what a command may reach of the world around it, apart from the
// files that its arguments name.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer        // run buffers stdout and reports the first failed write
	isTerminal     func() bool      // whether somebody watches stderr, where progress is shown
	now            func() time.Time // the one clock
}

// A command is one thing the program does. Its run reports whether it found
// something; a failed run returns an error, which [wrongUse] marks as the
// user's and [withHint] provides with a way out.
type command struct {
	name    string
	summary string // one line for the list of commands
	help    string // usage, what it does, a real example, the exit statuses
	run     func(e env, args []string) (found bool, err error)
}

// commands returns the table of commands in the order in which help lists
// them. It is a function because help reads the table that it stands in.
func commands() []command {
	return []command{
		{"check", "prove things about a rule book before anyone is judged by it", checkHelp, runCheck},
		{"audit", "say what a record shows: kept, broken, not shown", auditHelp, runAudit},
		{"diff", "say what an amendment of a rule book changes", diffHelp, runDiff},
		{"explain", "tell and draw the stages of a rule book's procedures", explainHelp, runExplain},
		{"fmt", "write a rule book's blocks in the one style", fmtHelp, runFmt},
		{"demo", "run the demonstration office in a browser", demoHelp, runDemo},
		{"serve", "run an organisation's office", serveHelp, runServe},
		{"rebuild", "work out an office's index anew from its events", rebuildHelp, runRebuild},
		{"lot", "draw a lot again from its file", lotHelp, runLot},
		{"replay", "replay traces against a DCR graph", replayHelp, runReplay},
		{"version", "print the version of the program", versionHelp, runVersion},
		{"help", "explain a command", helpHelp, runHelp},
	}
}

// The exit statuses of every command.
const (
	statusNothing = iota // found nothing
	statusFound          // found something
	statusMisuse         // was used wrongly
	statusFault          // could not do its work
)

// run runs the command of table that args name, and returns the exit status.
func run(e env, table []command, args []string) int {
	out := bufio.NewWriter(e.stdout)
	e.stdout = out
	found, err := dispatch(e, table, args)
	if flushed := out.Flush(); flushed != nil && err == nil {
		err = fmt.Errorf("write to standard output: %w", flushed)
	}
	if err != nil {
		return e.complain(err)
	}
	if found {
		return statusFound
	}
	return statusNothing
}

func dispatch(e env, table []command, args []string) (found bool, err error) {
	if len(args) == 0 {
		return false, withHint(wrongUse("no command"), `see "evenhand help"`)
	}
	name, args := args[0], args[1:]
	switch name {
	case "-h", "-help", "--help":
		name = "help"
	case "-version", "--version":
		name = "version"
	}
	c, err := lookup(table, name)
	if err != nil {
		return false, err
	}
	found, err = c.run(e, args)
	if errors.Is(err, flag.ErrHelp) {
		_, err = io.WriteString(e.stdout, c.help)
		return false, err
	}
	return found, err
}

// lookup returns the command of that name. If there is none, the error is a
// wrong use and the hint names the command that was probably meant.
func lookup(table []command, name string) (command, error) {
	var names []string
	for _, c := range table {
		if c.name == name {
			return c, nil
		}
		names = append(names, c.name)
	}
	err := wrongUse("unknown command %q", name)
	if near := rulebook.Suggest(name, names); near != "" {
		return command{}, withHint(err, "did you mean %q?", near)
	}
	return command{}, withHint(err, `see "evenhand help"`)
}
