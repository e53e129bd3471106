package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/evenhand/evenhand/audit"
	"github.com/evenhand/evenhand/audit/chronology"
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

const auditHelp = `Usage:
    evenhand audit [--json | --html] [--summary] [--book BOOK]... [--map MAP]
                   [--until DATE] [--procedure NAME] LOG

Hold the record LOG against rule books and say of each norm whether the record
shows that it was kept, shows that it was broken, does not show it, or is too
uncertain to say. Silence is not a breach, and an uncertain date decides
nothing. With several books each judges for itself, and the days on which their
limits would have fallen are set side by side.

LOG is a chronology in CSV or JSON Lines, or an event log in XES, also with
gzip; "-" is standard input. BOOK is a Markdown file, or a folder of versions;
a log.map in that folder says what the words of the log mean. Without --book it
is the folder that LOG is in, or the one above.

Options:
    --book BOOK       a book to audit by; may be given several times
    --map MAP         what the words of the log mean, instead of log.map
    --until DATE      the day up to which the log reaches (2026-01-31); without
                      it, its last date: what was not due by then is not judged
    --procedure NAME  take every matter for one of this procedure
    --summary         only the counts, not the verdict on each matter
    --json            print one JSON object
    --html            print one page that needs nothing else, with a timeline

The verdicts are described in doc/spec/audit.md.

Example:
    $ evenhand audit modelrules/club/chronologies/slow.csv

Exit status: 0 nothing broken, 1 broken, 2 wrong use, 3 could not be done.
`

// auditFlags are the options of the command.
type auditFlags struct {
	json, html, summary       bool
	books                     []string
	mapFile, until, procedure string
	day                       calendar.Date // of until; zero when not given
}

func runAudit(e env, args []string) (found bool, err error) {
	options := newOptions("audit")
	var f auditFlags
	options.BoolVar(&f.json, "json", false, "")
	options.BoolVar(&f.html, "html", false, "")
	options.BoolVar(&f.summary, "summary", false, "")
	options.Func("book", "", func(name string) error { f.books = append(f.books, name); return nil })
	options.StringVar(&f.mapFile, "map", "", "")
	options.StringVar(&f.until, "until", "", "")
	options.StringVar(&f.procedure, "procedure", "", "")
	logs, err := parse(options, args)
	if err != nil {
		return false, err
	}
	switch {
	case len(logs) == 0:
		return false, seeHelp(options, wrongUse("audit needs a log"))
	case len(logs) > 1:
		return false, seeHelp(options, wrongUse("audit takes one log, not %d", len(logs)))
	case f.json && f.html:
		return false, seeHelp(options, wrongUse("--json and --html cannot be had together"))
	case f.until != "":
		if f.day, err = dayOption("until", f.until); err != nil {
			return false, seeHelp(options, err)
		}
	}
	if len(f.books) == 0 {
		if f.books = booksBeside(logs[0]); f.books == nil {
			return false, seeHelp(options, wrongUse("audit needs --book BOOK"))
		}
	}
	return auditLog(e, logs[0], f)
}

// booksBeside finds the book whose chronologies a log lies among: the folder it is in, or the one above it.
func booksBeside(log string) []string {
	for _, dir := range []string{filepath.Dir(log), filepath.Dir(filepath.Dir(log))} {
		if book, err := readFolder(dir); log != "-" && err == nil && len(book.versions) > 0 {
			return []string{dir}
		}
	}
	return nil
}

// auditLog reads the books, then the log, and prints the report.
func auditLog(e env, log string, f auditFlags) (found bool, err error) {
	var books []*audit.Book
	var sources []*bookSource
	for _, name := range f.books {
		source, book, err := auditBook(e, name, f)
		if err != nil {
			return false, err
		}
		books, sources = append(books, book), append(sources, source)
	}
	e.tellMapFaults(books, f.mapFile != "")
	in, size, err := openLog(e, log)
	if err != nil {
		return false, err
	}
	defer in.Close()
	report, err := readLog(e, in, size, log, books, f)
	if err != nil {
		return false, err
	}
	if len(books) > 1 {
		for i := range books {
			report.Books[i].Bound(longestOf(sources[i]))
		}
	}
	switch {
	case f.json:
		err = report.WriteJSON(e.stdout)
	case f.html:
		err = report.WriteHTML(e.stdout)
	default:
		err = report.WriteText(e.stdout)
	}
	return report.Broken(), err
}

// tellMapFaults warns of names in the map of each book that it lacks; in a map that is theirs together, of those that all
// of them lack.
func (e env) tellMapFaults(books []*audit.Book, together bool) {
	var faults []rulebook.Diagnostic
	if together {
		faults = audit.MapFaults(books...)
	} else {
		for _, b := range books {
			faults = append(faults, audit.MapFaults(b)...)
		}
	}
	for _, d := range faults {
		fmt.Fprintln(e.stderr, d.Render(readAgain(d.File)))
	}
}

// auditBook reads a book with its map and gives it its meaning. What is wrong in its text has been printed when it
// gives an error.
func auditBook(e env, name string, f auditFlags) (*bookSource, *audit.Book, error) {
	source, err := readBook(name)
	if err != nil {
		return nil, nil, err
	}
	unread := withHint(fmt.Errorf("%s cannot be read as a rule book", name), "mend what is shown above, and audit again")
	if source.unreadable(e) {
		return nil, nil, unread
	}
	var versions []*matter.Rules
	for _, v := range source.versions {
		rules, diags := matter.Compile(v, matter.Options{})
		if (&bookSource{versions: source.versions, diags: diags}).unreadable(e) || rules == nil {
			return nil, nil, unread
		}
		versions = append(versions, rules)
	}
	words, err := readMap(e, source, f.mapFile)
	if err != nil {
		return nil, nil, err
	}
	book, err := audit.NewBook(versions, words)
	if err != nil {
		return nil, nil, err
	}
	return source, book, knowsProcedure(book, name, f.procedure)
}

// longestOf says how long a case can last under each procedure of a book, as far as check can prove it. Each is asked for
// once.
func longestOf(book *bookSource) func(version, procedure string) audit.Longest {
	known := map[[2]string]audit.Longest{}
	return func(version, procedure string) audit.Longest {
		key := [2]string{version, procedure}
		l, ok := known[key]
		if ok {
			return l
		}
		for _, v := range book.versions {
			if v.Front.Version == version {
				l = longestUnder(v, procedure)
			}
		}
		known[key] = l
		return l
	}
}

// longestUnder is how long a case can last under a procedure of a version; unknown if the version does not have it.
func longestUnder(version *rulebook.Book, procedure string) (l audit.Longest) {
	rules, _ := check.Rules(version)
	if rules == nil || rules.Procedure(procedure) == nil {
		return l
	}
	m, _ := check.Longest(rules.Procedure(procedure), 0)
	l.Unbounded = m.Unbounded
	if m.UpperBoundDays != nil {
		l.Days = *m.UpperBoundDays
	}
	return l
}

// readAgain reads a file that has been read before, to show a line of it; nothing if that fails.
func readAgain(name string) []byte {
	src, _ := readFile(name, mostText)
	return src
}

func knowsProcedure(book *audit.Book, name, procedure string) error {
	if procedure == "" || book.HasProcedure(procedure) {
		return nil
	}
	err := wrongUse("%s has no procedure %q", name, procedure)
	if near := rulebook.Suggest(procedure, book.Procedures()); near != "" {
		return withHint(err, "did you mean %q?", near)
	}
	return withHint(err, "its procedures are %s", strings.Join(book.Procedures(), ", "))
}

// readMap reads the map that was asked for, else the log.map in the folder that is the book or that its file is in, if
// there is one.
func readMap(e env, book *bookSource, name string) (*rulebook.Map, error) {
	if name == "" {
		dir := book.name
		if !book.folder {
			dir = filepath.Dir(dir)
		}
		name = filepath.Join(dir, "log.map")
		if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
			return nil, nil
		}
	}
	src, err := readFile(name, mostText)
	if err != nil {
		return nil, withHint(fmt.Errorf("read the map: %w", plainError(err)), "doc/spec/rulebook.md, section 8, says what a map looks like")
	}
	m, diags := rulebook.ParseMap(filepath.ToSlash(name), src)
	bad := false
	for _, d := range diags {
		fmt.Fprintln(e.stderr, d.Render(src))
		bad = bad || d.Severity == rulebook.Error
	}
	if bad {
		return nil, withHint(fmt.Errorf("%s cannot be read as a map", name), "mend what is shown above, and audit again")
	}
	return m, nil
}

// openLog opens the log and gives its size in bytes, 0 if it is not known.
func openLog(e env, name string) (io.ReadCloser, int64, error) {
	if name == "-" {
		return io.NopCloser(e.stdin), 0, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, withHint(fmt.Errorf("read the log: %w", plainError(err)), "name a chronology in CSV or JSON Lines, or an event log in XES")
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = withHint(fmt.Errorf("read the log: %s is a folder", name), "name the file of the log in it")
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// mostComplaints is how many unreadable entries are complained of one by one.
const mostComplaints = 50

// readLog holds the log against the books as it is read.
func readLog(e env, in io.Reader, size int64, name string, books []*audit.Book, f auditFlags) (*audit.Report, error) {
	p := &auditProgress{e: e, size: size, shown: e.isTerminal()}
	complaints := 0
	complain := func(d chronology.Diagnostic) {
		if d.Fatal {
			return // it comes back as the error
		}
		if complaints++; complaints > mostComplaints {
			return
		}
		p.clear()
		e.errorf("%v", &d)
		if d.Hint != "" {
			e.hintf("%s", d.Hint)
		}
	}
	log, err := chronology.Open(in, filepath.ToSlash(name), chronology.Options{Attributes: audit.Attributes(books), Report: complain, Progress: p.read})
	if err != nil {
		return nil, logError(err)
	}
	a := audit.New(filepath.ToSlash(name), books, audit.Options{
		Until: f.day, Procedure: f.procedure, Traces: log.Format() == chronology.XES, Summary: f.summary, Courses: courses(f, len(books)), Report: complain,
	})
	for err == nil {
		var b chronology.Batch
		if b, err = log.Next(); len(b.Entries) > 0 || b.Complete {
			a.Add(b)
			p.matters, _, _ = a.Read()
		}
	}
	p.clear()
	if !errors.Is(err, io.EOF) {
		return nil, logError(err)
	}
	if complaints > mostComplaints {
		e.errorf("%s: %d complaints in all; the first %d are shown", name, complaints, mostComplaints)
	}
	_, _, unreadable := log.Counts()
	report := a.Finish(unreadable)
	if report.Log.Events == 0 {
		return nil, withHint(fmt.Errorf("%s holds no entry that can be read", name), "an entry needs an event and a date")
	}
	return report, nil
}

// courses is of how many matters the course is kept: what a page draws, and what is laid side by side.
func courses(f auditFlags, books int) int {
	switch {
	case f.html:
		return audit.MostDrawn
	case f.summary:
		return 0
	}
	return audit.MostDrawn
}

// logError points at what ended the reading of a log, with what would put it right.
func logError(err error) error {
	if d, ok := errors.AsType[*chronology.Diagnostic](err); ok && d.Hint != "" {
		return withHint(err, "%s", d.Hint)
	}
	return err
}

// auditProgress is the line that shows on a terminal how far a long log has been read.
type auditProgress struct {
	e       env
	size    int64
	shown   bool // somebody watches
	matters int
	written bool
}

// progressFrom is how much of a log is read before it counts as long.
const progressFrom = 1 << 20

func (p *auditProgress) read(n int64) {
	if !p.shown || n < progressFrom {
		return
	}
	p.written = true
	if p.size > 0 {
		fmt.Fprintf(p.e.stderr, "\r%3d%%, %d matters ", 100*n/p.size, p.matters)
		return
	}
	fmt.Fprintf(p.e.stderr, "\r%d MiB, %d matters ", n>>20, p.matters)
}

// clear wipes the line, so that what is printed next stands alone.
func (p *auditProgress) clear() {
	if p.written {
		fmt.Fprint(p.e.stderr, "\r\x1b[K")
		p.written = false
	}
}
