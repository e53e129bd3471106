package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/rulebook"
)

const checkHelp = `Usage:
    evenhand check [--json | --sarif] [--on DATE] [--procedure NAME]
                   [--budget N] BOOK...

Prove that the rules of BOOK leave no case in limbo, bound how long one can
last, hear both sides, keep judges apart from investigators and from appeals,
and let whatever goes against a person be appealed. What fails is shown at its
clause, where it can be with the shortest story that shows it, dated so that it
can be pasted back as an example.

BOOK is a Markdown file, or a folder whose versions are the .md files in it
that have "version:" in their front matter. Of a folder the version in force
today is checked, and held against the one before it.

Options:
    --on DATE         check the version in force on DATE (2026-01-31)
    --procedure NAME  check this procedure only
    --budget N        visit at most N states in one search
    --json            print one JSON object a book, on a line of its own
    --sarif           print one SARIF 2.1.0 log, for tools that review code

Every check is described in doc/spec/checks.md. Notes alone count as nothing
found.

Example:
    $ evenhand check modelrules/club

Exit status: 0 nothing found, 1 something, 2 wrong use, 3 could not be done.
`

// checkFlags are the options of the command.
type checkFlags struct {
	json, sarif   bool
	on, procedure string
	budget        int
	day           calendar.Date // of on; zero when not given
}

func runCheck(e env, args []string) (found bool, err error) {
	options := newOptions("check")
	var f checkFlags
	options.BoolVar(&f.json, "json", false, "")
	options.BoolVar(&f.sarif, "sarif", false, "")
	options.StringVar(&f.on, "on", "", "")
	options.StringVar(&f.procedure, "procedure", "", "")
	options.IntVar(&f.budget, "budget", 0, "")
	names, err := parse(options, args)
	if err != nil {
		return false, err
	}
	switch {
	case len(names) == 0:
		return false, seeHelp(options, wrongUse("check needs a book"))
	case f.json && f.sarif:
		return false, seeHelp(options, wrongUse("--json and --sarif cannot be had together"))
	case f.budget < 0:
		return false, seeHelp(options, wrongUse("--budget %d is not a number of states", f.budget))
	case f.on != "":
		if f.day, err = dayOption("on", f.on); err != nil {
			return false, seeHelp(options, err)
		}
	}
	return checkBooks(e, names, f)
}

// checkBooks checks book after book. A book that cannot be read does not keep the others from being checked; the error
// comes at the end.
func checkBooks(e env, names []string, f checkFlags) (found bool, err error) {
	collectSeldom()
	var reports []check.Report
	var unread []error
	for _, name := range names {
		report, err := checkBook(e, name, f)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		found = found || report.Found()
		if f.sarif {
			reports = append(reports, report)
			continue
		}
		if err := printReport(e.stdout, report, f.json); err != nil {
			return found, err
		}
	}
	if f.sarif {
		if err := printSARIF(e.stdout, reports); err != nil {
			return found, err
		}
	}
	for i, err := range unread {
		if i < len(unread)-1 {
			e.complain(err)
		}
	}
	if len(unread) > 0 {
		return found, unread[len(unread)-1]
	}
	return found, nil
}

// How the garbage of a check is collected. A check of any book that people write makes much of it and keeps little, so it
// may lie for longer than Go lets it; before it grows to what a small machine has, it is cleared away as it comes up.
const (
	garbagePercent = 400     // of what is kept
	memorySoftCap  = 3 << 30 // bytes
)

// collectSeldom sets how garbage is collected, unless the environment has (GOGC, GOMEMLIMIT).
func collectSeldom() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(garbagePercent)
		debug.SetMemoryLimit(memorySoftCap)
	}
}

// checkBook reads and checks one book. What is wrong in its text has been printed when it gives an error.
func checkBook(e env, name string, f checkFlags) (check.Report, error) {
	book, err := readBook(name)
	if err != nil {
		return check.Report{}, err
	}
	if book.unreadable(e) {
		return check.Report{}, withHint(fmt.Errorf("%s cannot be read as a rule book", name), "mend what is shown above, and check again")
	}
	version, err := chooseVersion(e, book, f)
	if err != nil {
		return check.Report{}, err
	}
	if err := hasProcedure(version, f.procedure); err != nil {
		return check.Report{}, err
	}
	report := check.Check(book.versions, check.Options{Version: version.Front.Version, Procedure: f.procedure, Budget: f.budget, Templates: book.letters})
	report.Include(book.diags)
	return report, nil
}

// chooseVersion is the version in force on the day of --on, or today.
func chooseVersion(e env, book *bookSource, f checkFlags) (*rulebook.Book, error) {
	if f.on == "" {
		y, m, d := e.now().Date()
		today, err := calendar.Of(y, int(m), d)
		return book.on(today), err
	}
	first := book.versions[0]
	if f.day < first.Front.InForce {
		return nil, withHint(fmt.Errorf("no version of %s is in force on %v", book.name, f.day), "the first, %s, begins on %v", first.Front.Version, first.Front.InForce)
	}
	return book.on(f.day), nil
}

// hasProcedure returns a wrong use when a book has no procedure of that name.
func hasProcedure(book *rulebook.Book, name string) error {
	var names []string
	for _, s := range book.Statements {
		if s.Kind == rulebook.KindProcedure && len(s.Subject) > 0 {
			names = append(names, s.Subject[0].Name)
		}
	}
	for _, n := range names {
		if n == name {
			return nil
		}
	}
	if name == "" {
		return nil
	}
	err := wrongUse("%s has no procedure %q", book.File, name)
	if near := rulebook.Suggest(name, names); near != "" {
		return withHint(err, "did you mean %q?", near)
	}
	return withHint(err, "it has: %s", strings.Join(names, ", "))
}

// printReport prints what was found in one book, as text or as one line of JSON.
func printReport(w io.Writer, r check.Report, asJSON bool) error {
	if !asJSON {
		_, err := io.WriteString(w, checkText(r))
		return err
	}
	line, err := json.Marshal(r)
	if err != nil {
		return errors.Join(errors.New("write the report"), err)
	}
	_, err = w.Write(append(line, '\n'))
	return err
}
