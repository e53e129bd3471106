// Package modelrules_test holds what is promised of the model books: they are written in the one style, nothing is found
// in those that are meant to be fair, and every requirement, notice and block has its place.
package modelrules_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/rulebook"
)

const (
	party     = "party/2026-1.md"
	partyThen = "party/2025-1.md"
)

func text(t testing.TB, name string) []byte {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// read parses a book, which has no mistakes of its text.
func read(t testing.TB, name string, src []byte) *rulebook.Book {
	t.Helper()
	book, diags := rulebook.Parse(name, src)
	for _, d := range diags {
		if d.Severity == rulebook.Error {
			t.Fatalf("%s:%d: %s", name, d.Pos.Line, d.Msg)
		}
	}
	return book
}

// versions reads every version of the book in a folder.
func versions(t testing.TB, folder string) []*rulebook.Book {
	t.Helper()
	var books []*rulebook.Book
	for _, name := range named(t, folder+"/*.md") {
		books = append(books, read(t, name, text(t, name)))
	}
	return books
}

func named(t testing.TB, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v, %d files", pattern, err, len(names))
	}
	return names
}

func TestBooksAreInTheOneStyle(t *testing.T) {
	for _, name := range named(t, "*/*.md") {
		src := text(t, name)
		formatted, diags := rulebook.Format(src)
		if len(diags) > 0 || !bytes.Equal(formatted, src) {
			t.Errorf("%s: `evenhand fmt` would change it", name)
		}
	}
}

// What is meant as a model has no defect, and nothing about it stays unproved.
func TestFairBooksHaveNoDefects(t *testing.T) {
	for _, folder := range []string{"club", "party", "union"} {
		t.Run(folder, func(t *testing.T) {
			report := check.Check(versions(t, folder), check.Options{})
			for _, d := range report.Defects {
				if d.Severity != rulebook.Note {
					t.Errorf("%s:%d: %s: %s", d.File, d.Pos.Line, d.Check, d.Msg)
				}
			}
			for _, n := range report.NotProven {
				t.Errorf("not proven: %s: %s", n.Check, n.Why)
			}
		})
	}
}

// The rules in the shape of 2019 leave open what the affair showed; each of these is found with its clause and a story.
func TestRulesOf2019LeaveOpen(t *testing.T) {
	wanted := []struct{ check, clause string }{
		{"open-wait", "2.1"},
		{"open-wait", "2.3"},
		{"reopen-without-ground", "2.4"},
		{"resignation-escape", "6.1"},
		{"suspension-unreviewed", "3.1"},
		{"unappealable-sanction", "3.1"},
		{"unappealable-sanction", "4.2"},
		{"unappealable-sanction", "5.4"},
	}
	report := check.Check(versions(t, "party-2019"), check.Options{})
	for _, w := range wanted {
		at := slices.IndexFunc(report.Defects, func(d check.Defect) bool {
			return d.Check == w.check && d.Clause != nil && d.Clause.Number == w.clause
		})
		switch {
		case at < 0:
			t.Errorf("%s is not found in clause %s", w.check, w.clause)
		case len(report.Defects[at].Story.Steps) == 0:
			t.Errorf("%s in clause %s has no story", w.check, w.clause)
		}
	}
}

// A requirement is named where it is met: the words of a clause and the appendix agree, and each that can be checked
// is there.
func TestEveryRequirementIsNamed(t *testing.T) {
	book := read(t, party, text(t, party))
	appendix := appendixOf(t, text(t, party))
	inWords := make(map[string][]string)
	for _, c := range book.Clauses {
		for _, r := range requirementsIn(c.Text) {
			inWords[r] = append(inWords[r], c.Number)
		}
	}
	for r, clauses := range inWords {
		if !slices.Equal(appendix[r], clauses) {
			t.Errorf("%s is named in %v and the appendix says %v", r, clauses, appendix[r])
		}
	}
	for r := range appendix {
		if inWords[r] == nil {
			t.Errorf("the appendix has %s, which no clause names", r)
		}
	}
	for _, r := range checkable(t) {
		if appendix[r] == nil {
			t.Errorf("%s is missing from the appendix", r)
		}
	}
}

// requirementsIn lists the requirements named in brackets at the end of a clause's words.
func requirementsIn(words string) []string {
	last := bracketed.FindAllString(words, -1)
	if len(last) == 0 {
		return nil
	}
	return requirement.FindAllString(last[len(last)-1], -1)
}

var (
	requirement = regexp.MustCompile(`\bR\d{2,3}\b`)
	bracketed   = regexp.MustCompile(`\((R\d{2,3},?\s*)+\)`)
	row         = regexp.MustCompile(`(?m)^\| (R\d{2,3}) \| (.*) \|$`)
)

func appendixOf(t *testing.T, src []byte) map[string][]string {
	t.Helper()
	table := make(map[string][]string)
	for _, m := range row.FindAllStringSubmatch(string(src), -1) {
		if table[m[1]] != nil {
			t.Errorf("the appendix has %s twice", m[1])
		}
		table[m[1]] = strings.Split(m[2], ", ")
	}
	return table
}

func checkable(t *testing.T) []string {
	t.Helper()
	var list []string
	for line := range strings.Lines(string(text(t, "testdata/checkable.txt"))) {
		if !strings.HasPrefix(line, "#") {
			list = append(list, strings.TrimSpace(line))
		}
	}
	return list
}

// Every notice has its template, and every template its notice.
func TestEveryNoticeHasItsTemplate(t *testing.T) {
	var declared, written []string
	for _, s := range read(t, party, text(t, party)).Statements {
		if s.Kind == "notice" {
			declared = append(declared, s.Subject[0].Name)
		}
	}
	for _, name := range named(t, "party/notices/*.md") {
		written = append(written, strings.TrimSuffix(filepath.Base(name), ".md"))
	}
	slices.Sort(declared)
	slices.Sort(written)
	if !slices.Equal(declared, written) {
		t.Errorf("notices %v have templates %v", declared, written)
	}
}

// TestEveryBlockIsMissed takes rule blocks out one by one: some check misses each of them. Without EVENHAND_SLOW it tries
// every fourth block.
func TestEveryBlockIsMissed(t *testing.T) {
	step := 4
	if slow() {
		step = 1
	}
	forEachBlock(t, step, func(t *testing.T, b *rulebook.Block, without func(check.Options) []string) {
		if len(without(quick)) == 0 {
			t.Error("nothing misses it")
		}
	})
}

// TestEveryRuleIsMissed asks for more, and takes minutes: a block that moves a matter or holds it up is missed by another
// check than that which finds words without a block.
func TestEveryRuleIsMissed(t *testing.T) {
	if !slow() {
		t.Skip("takes minutes: set EVENHAND_SLOW, or run scripts/slow")
	}
	forEachBlock(t, 1, func(t *testing.T, b *rulebook.Block, without func(check.Options) []string) {
		if !moves(b) || slices.ContainsFunc(without(quick), deeper) {
			return
		}
		if missed := without(check.Options{}); !slices.ContainsFunc(missed, deeper) {
			t.Errorf("only its words are left behind: %q", missed)
		}
	})
}

func slow() bool { return os.Getenv("EVENHAND_SLOW") != "" }

// forEachBlock takes every so many-th block of the party's book away. The function it gives says what is found then; with
// the block nothing is, as another test says.
func forEachBlock(t *testing.T, step int, try func(t *testing.T, b *rulebook.Block, without func(check.Options) []string)) {
	src, then := text(t, party), read(t, partyThen, text(t, partyThen))
	for i, b := range blocks(read(t, party, src)) {
		if i%step > 0 {
			continue
		}
		t.Run(fmt.Sprintf("%s at line %d", b.Clause.Number, b.Pos.Line), func(t *testing.T) {
			t.Parallel()
			try(t, b, func(opts check.Options) []string { return defects(cut(src, b), then, opts) })
		})
	}
}

func blocks(book *rulebook.Book) (all []*rulebook.Block) {
	for _, c := range book.Clauses {
		all = append(all, c.Blocks...)
	}
	return all
}

// quick leaves out what needs a search of the states of a complaint.
var quick = check.Options{Procedure: "delay-complaint"}

// moves reports whether a block says more than what is only there to be read or printed.
func moves(b *rulebook.Block) bool {
	return slices.ContainsFunc(b.Statements, func(s *rulebook.Statement) bool {
		return !slices.Contains([]rulebook.Kind{"offence", "rights", "publication", "retention"}, s.Kind)
	})
}

func deeper(found string) bool { return !strings.HasPrefix(found, "uncoded-clause: ") }

// cut takes a block out of the text.
func cut(src []byte, b *rulebook.Block) []byte {
	lines := slices.Collect(bytes.Lines(src))
	return bytes.Join(slices.Delete(lines, b.Pos.Line-1, b.End.Line), nil)
}

// defects are the errors and warnings of a version, whatever its text has become.
func defects(src []byte, then *rulebook.Book, opts check.Options) []string {
	book, diags := rulebook.Parse(party, src)
	report := check.Check([]*rulebook.Book{then, book}, opts)
	report.Include(diags)
	var list []string
	for _, d := range report.Defects {
		if d.Severity != rulebook.Note {
			list = append(list, d.Check+": "+d.Msg)
		}
	}
	return list
}
