package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestRunTellsResultsFromFailures(t *testing.T) {
	tests := []struct {
		name   string
		found  bool
		err    error
		status int
		stderr string
	}{
		{"nothing found", false, nil, 0, ""},
		{"something found", true, nil, 1, ""},
		{"wrong use", false, wrongUse("no book"), 2, "evenhand: error: no book\n"},
		{"wrong use with a hint", false, withHint(wrongUse("no book"), "name one"), 2,
			"evenhand: error: no book\nevenhand: hint: name one\n"},
		{"could not be done", false, errors.New("read log: no space"), 3, "evenhand: error: read log: no space\n"},
		{"found something, then could not go on", true, withHint(io.ErrUnexpectedEOF, "fetch it again"), 3,
			"evenhand: error: unexpected EOF\nevenhand: hint: fetch it again\n"},
		{"asked for help", false, flag.ErrHelp, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table := []command{{name: "try", run: func(env, []string) (bool, error) { return tt.found, tt.err }}}
			var stderr bytes.Buffer
			if got := run(env{stdout: io.Discard, stderr: &stderr}, table, []string{"try"}); got != tt.status {
				t.Errorf("run = %d, want %d", got, tt.status)
			}
			if got := stderr.String(); got != tt.stderr {
				t.Errorf("stderr = %q, want %q", got, tt.stderr)
			}
		})
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestResultThatCannotBeWrittenIsAFailure(t *testing.T) {
	var stderr bytes.Buffer
	got := run(env{stdout: full{}, stderr: &stderr}, commands(), []string{"version"})
	if want := "evenhand: error: write to standard output: no space\n"; got != statusFault || stderr.String() != want {
		t.Errorf("run = %d, %q, want %d, %q", got, stderr.String(), statusFault, want)
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	for _, c := range commands() {
		t.Run(c.name, func(t *testing.T) {
			if !strings.HasPrefix(c.help, "Usage:\n    evenhand "+c.name) {
				t.Error("help does not begin with the usage")
			}
			if !regexp.MustCompile(`(?s)\nExample:\n    \$ evenhand .*\nExit status: 0 [^\n]*\.\n$`).MatchString(c.help) {
				t.Error("help does not end with an example and the exit statuses")
			}
			for line := range strings.Lines(c.help) {
				if len(line) > 81 {
					t.Errorf("line of help is %d bytes wide, want at most 80: %s", len(line)-1, line)
				}
			}
			if strings.ToLower(c.summary[:1]) != c.summary[:1] || strings.HasSuffix(c.summary, ".") {
				t.Errorf("summary = %q, want lower case and no full stop", c.summary)
			}
		})
	}
}

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		args string
		rest string
		err  string
	}{
		{"none", "", "", ""},
		{"options first", "--json --on 2026-01-02 a b", "a b", ""},
		{"options last", "a b --json --on=2026-01-02", "a b", ""},
		{"options between", "a -json b --on 2026-01-02 c", "a b c", ""},
		{"end of options", "--json --on 2026-01-02 -- --a -- b", "--a -- b", ""},
		{"standard input", "--json --on 2026-01-02 -", "-", ""},
		{"misspelt", "a --jsn", "", "unknown option --jsn; did you mean --json?"},
		{"unknown", "--colour", "", `unknown option --colour; see "evenhand help try"`},
		{"without its value", "a --on", "", `option --on needs a value; see "evenhand help try"`},
		{"with a wrong value", "--json=maybe", "", `invalid boolean value "maybe" for -json: parse error; see "evenhand help try"`},
		{"help", "a --help", "", "flag: help requested"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			options := newOptions("try")
			json := options.Bool("json", false, "")
			on := options.String("on", "", "")
			rest, err := parse(options, strings.Fields(tt.args))
			if got := inOneLine(err); got != tt.err {
				t.Fatalf("parse = %q, want %q", got, tt.err)
			}
			if !slices.Equal(rest, strings.Fields(tt.rest)) {
				t.Errorf("parse = %q, want %q", rest, tt.rest)
			}
			if err == nil && tt.args != "" && (!*json || *on != "2026-01-02") {
				t.Errorf("options = %v, %q, want true, 2026-01-02", *json, *on)
			}
		})
	}
}

func inOneLine(err error) string {
	if err == nil {
		return ""
	}
	if h, ok := errors.AsType[hinted](err); ok {
		return h.Error() + "; " + h.hint
	}
	return err.Error()
}
