package check

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// shape is a kind of large book: 40 acts and 12 deadlines, put together in one way.
type shape struct {
	name string
	book string
	days int // of the longest case
}

// shapes are books as large as that of a big organisation.
func shapes() []shape {
	return []shape{
		{"chain", chained(40, 12), 12 * 30},
		{"parallel", parallel(40, 12), 2 * 30},
		{"pauses", paused(40, 12), 12*30 + 4*20},
		{"extensions", extended(40, 12), 12*30 + 4*14},
		{"threads", threaded(40, 12), 11 * 30},
	}
}

// book writes blocks of a procedure with so many stages, s0 to the last, and acts that do nothing but wait for each other.
type largeBook struct{ strings.Builder }

func (b *largeBook) line(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }

// begin opens the procedure and moves it on from stage to stage: each lasts 30 days at most.
func (b *largeBook) begin(stages int) {
	var names []string
	for i := range stages {
		names = append(names, fmt.Sprintf("s%d", i))
	}
	b.line("procedure case\n  begins with start\n  stages %s\n  ends in done", strings.Join(names, ", "))
	b.line("role party, side respondent\nrole judge, side organisation")
	b.line("act start by party -> s0")
	for i := range stages {
		to := fmt.Sprintf("s%d", i+1)
		if i == stages-1 {
			to = "done"
		}
		b.line("act go-%d by judge in s%d -> %s", i, i, to)
		b.line("clock late-%d in s%d -> %s", i, i, to)
		b.line("deadline time-%d, from entering s%d, in s%d, until go-%d, within 30 days, otherwise late-%d", i, i, i, i, i)
	}
}

// fill adds acts up to a number, each needing the one before, a few in every stage.
func (b *largeBook) fill(from, acts, stages int) {
	for i := from; i < acts; i++ {
		b.line("act extra-%d by judge in s%d, once", i, i%stages)
		if i > from+stages {
			b.line("extra-%d needs extra-%d", i, i-stages)
		}
	}
}

func chained(acts, deadlines int) string {
	var b largeBook
	b.begin(deadlines)
	b.fill(deadlines+1, acts, deadlines)
	return b.String()
}

// parallel runs all deadlines but the last two side by side in one stage.
func parallel(acts, deadlines int) string {
	var b largeBook
	b.begin(2)
	for i := 2; i < deadlines-1; i++ {
		b.line("act answer-%d by party in s0, once", i)
		b.line("clock silence-%d in s0", i)
		b.line("deadline answer-time-%d, from start, in s0, until answer-%d, within %d days, otherwise silence-%d", i, i, 2+2*i, i)
		b.line("go-0 needs answer-%d or silence-%d", i, i)
	}
	b.line("clock finish -> done\ndeadline life, from start, within 90 days, otherwise finish")
	b.fill(deadlines, acts, 2)
	return b.String()
}

func paused(acts, deadlines int) string {
	var b largeBook
	b.begin(deadlines)
	for i := range 4 {
		b.line("act rest-%d by judge in s%d, once\nact go-on-%d by judge in s%d\nclock go-on-%d.by-rule", i, 3*i, i, 3*i, i)
		b.line("pause break-%d, begins with rest-%d, ends with go-on-%d.by-rule or go-on-%d, stops {time-%d}, for at most 20 days", i, i, i, i, 3*i)
	}
	b.fill(deadlines+9, acts, deadlines)
	return b.String()
}

func extended(acts, deadlines int) string {
	var b largeBook
	b.begin(deadlines)
	for i := range 4 {
		b.line("act longer-%d by judge in s%d\nextension of time-%d by longer-%d, adds 7 days, at most 2 times", i, 3*i, 3*i, i)
	}
	b.fill(deadlines+5, acts, deadlines)
	return b.String()
}

func threaded(acts, deadlines int) string {
	var b largeBook
	b.begin(deadlines - 1)
	b.line("thread charge opened by lay, at most 2\nact lay by judge in s0, of charge\nact judge-it by judge, of charge\n  outcome yes\n  outcome no")
	b.line("clock drop-it, of charge\ndeadline charge-life, from lay, until judge-it, within 40 days, otherwise drop-it")
	b.line("go-1 needs all judge-it or drop-it")
	b.fill(deadlines+3, acts, deadlines-1)
	return b.String()
}

// TestLargeBooks: of a book with 40 acts and 12 deadlines all is proven, in a few seconds.
func TestLargeBooks(t *testing.T) {
	for _, s := range shapes() {
		t.Run(s.name, func(t *testing.T) {
			p := bookOf(t, s.book)
			began := time.Now()
			m, notProven := Longest(p, 0)
			if m.WorstCaseDays == nil || *m.WorstCaseDays != s.days || len(notProven) > 0 {
				t.Errorf("the longest case: %s, at most %d days, realised in %d, want %d; not proven: %v", m.Certainty(), days(m.UpperBoundDays), days(m.WorstCaseDays), s.days, notProven)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// BenchmarkLongest finds how long cases last under books of 40 acts and 12 deadlines.
func BenchmarkLongest(b *testing.B) {
	for _, s := range shapes() {
		b.Run(s.name, func(b *testing.B) {
			p := bookOf(b, s.book)
			b.ReportAllocs()
			for b.Loop() {
				m, _ := Longest(p, 0)
				b.ReportMetric(float64(m.Zones), "zones")
			}
		})
	}
}

// TestFiveMillionStates searches a procedure with nothing left out until the default budget is spent, and says what a
// state took. It takes minutes and gigabytes: EVENHAND_LARGE=1 go test ./check -run FiveMillion -v
func TestFiveMillionStates(t *testing.T) {
	if os.Getenv("EVENHAND_LARGE") == "" {
		t.Skip("set EVENHAND_LARGE to spend the whole budget")
	}
	x := newProver(bookOf(t, parallel(40, 12)), 0).nothingLeftOut(t)
	x.run()
	size := searchSize{len(x.nodes), len(x.g.states), x.bytes()}
	t.Logf("%d states with their zones, %d bytes each", size.zones, size.perZone())
	if size.zones < DefaultBudget || size.bytes > 4<<30 {
		t.Errorf("%d states in %d bytes, want %d in 4 GiB", size.zones, size.bytes, DefaultBudget)
	}
}
