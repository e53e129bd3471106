package audit

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/audit/chronology"
	"pgregory.net/rapid"
)

// TestTracesAreJudgedAsTheyCome: a log of traces is judged trace by trace, before it is known how far it reaches. The
// result is that of the same entries read whole.
func TestTracesAreJudgedAsTheyCome(t *testing.T) {
	books := []*Book{oneBook(t, worldsBook, "complete {b, g}"), oneBook(t, clause(lapsing), "")}
	acts := strings.Fields("start a b w n m h f g reply note")
	rapid.Check(t, func(rt *rapid.T) {
		var rows strings.Builder
		rows.WriteString("date,event,matter\n")
		for m := range rapid.IntRange(1, 6).Draw(rt, "matters") {
			for range rapid.IntRange(1, 5).Draw(rt, "entries") {
				day := day0.Add(rapid.IntRange(0, 40).Draw(rt, "day"))
				fmt.Fprintf(&rows, "%v,%s,M%d\n", day, rapid.SampledFrom(acts).Draw(rt, "act"), m)
			}
		}
		opts := Options{Courses: MostDrawn}
		whole, traced := csv(t, rows.String(), opts, books...), csv(t, xes(rows.String(), "T00:00:00+01:00"), opts, books...)
		for i := range whole.Books {
			for k := range whole.Books[i].Unknown { // lines differ: each trace is one line
				whole.Books[i].Unknown[k].Line, traced.Books[i].Unknown[k].Line = 0, 0
			}
		}
		if a, b := asJSON(whole), asJSON(traced); !bytes.Equal(a, b) {
			rt.Errorf("as traces it differs: %s\n%s", difference(a, b), rows.String())
		}
	})
}

func TestUntil(t *testing.T) {
	const rows = "date,event\n2000-01-01,start\n2001-01-01,a\n"
	book := oneBook(t, worldsBook, "complete {b}")
	for until, want := range map[int]Verdict{3: Uncounted, 4: Broken} {
		opts := Options{Until: day0.Add(0)}
		opts.Until = spanOf(entryOn(t, "2001-01-01")).lo.Add(until)
		if got := csv(t, rows, opts, book).verdictOf("deadline"); got != want {
			t.Errorf("%d days after, a limit of %d days is %v, want %v", until, limitDays, got, want)
		}
	}
	if got := csv(t, rows, Options{}, book).verdictOf("deadline"); got != Uncounted {
		t.Errorf("on the last day of the log the limit is %v, want %v", got, Uncounted)
	}
}

func TestUnreadableDates(t *testing.T) {
	var told []chronology.Diagnostic
	opts := Options{Report: func(d chronology.Diagnostic) { told = append(told, d) }}
	rep := csv(t, "date,event\n2000-01-01,start\n2001-02-30,a\nyesterday,a\n", opts, oneBook(t, worldsBook, ""))
	if rep.Log.Unreadable != 2 || rep.Log.Events != 1 || len(told) != 2 {
		t.Fatalf("unreadable %d, events %d, told %d, want 2, 1, 2", rep.Log.Unreadable, rep.Log.Events, len(told))
	}
	if d := told[0]; d.Line != 3 || d.File != "log" || d.Hint == "" {
		t.Errorf("told %+v, want line 3 of log with a hint", d)
	}
}

func TestSummaryLeavesVerdictsOut(t *testing.T) {
	const rows = "date,event\n2000-01-01,start\n2001-01-01,a\n2001-06-01,b\n"
	full, short := csv(t, rows, Options{}, oneBook(t, worldsBook, "")), csv(t, rows, Options{Summary: true}, oneBook(t, worldsBook, ""))
	if !bytes.Contains(asJSON(full), []byte(`"verdicts":[{`)) || bytes.Contains(asJSON(short), []byte(`"verdicts"`)) {
		t.Error("--summary leaves verdicts out, and nothing else does")
	}
	if full.counts("deadline") != short.counts("deadline") {
		t.Errorf("counts with verdicts %+v, without %+v", full.counts("deadline"), short.counts("deadline"))
	}
}

// difference shows where two texts part.
func difference(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(i-80, 0)
	return fmt.Sprintf("%q and %q", a[from:min(i+80, len(a))], b[from:min(i+80, len(b))])
}

// An entry that names several matters is an entry of each, and one entry of the log.
func TestEntryOfSeveralMatters(t *testing.T) {
	const text = "date,event,matter\n2001-01-01,start,A; B\n2001-01-02,work,A\n2001-01-03,tea,A;B\n2001-02-30,work, A;B;\n2001-01-04,work,;\n"
	book := oneBook(t, clause("procedure p\n  begins with start\n  stages one\n  ends in over\nact start by anyone -> one as begun\nact work by anyone in one as worked\nact stop by anyone in one -> over"), "")
	complaints := 0
	rep := csv(t, text, Options{Report: func(chronology.Diagnostic) { complaints++ }}, book)
	if l := rep.Log; l.Events != 4 || l.Matters != 3 || l.Unreadable != 1 || complaints != 1 {
		t.Errorf("%d events, %d matters, %d unreadable, %d complaints, want 4, 3, 1, 1", l.Events, l.Matters, l.Unreadable, complaints)
	}
	for norm, want := range map[string]int{"begun": 2, "worked": 1} {
		if got := rep.counts(norm).Kept; got != want {
			t.Errorf("%s is kept in %d matters, want %d", norm, got, want)
		}
	}
	many := "M" + strings.Repeat(";M", mostNamed+1)
	for i := range mostNamed + 1 {
		many = strings.Replace(many, ";M", fmt.Sprintf(";%d", i), 1)
	}
	rep = csv(t, "date,event,matter\n2001-01-01,start,"+many+"\n", Options{}, book)
	if rep.Log.Matters != 1 {
		t.Errorf("an entry that names very many matters makes %d, want 1", rep.Log.Matters)
	}
}
