package register

import (
	"fmt"

	"github.com/evenhand/evenhand/calendar"
)

// A Ladder is a fact in ever coarser forms; the first is the fact as it is.
type Ladder []Rung

// A Rung is one form of a fact.
type Rung struct {
	Fact Fact
	Says string // the words in which it is published
	Loss int    // what is lost by it, against the first rung
	Out  bool   // the fact is left out
}

// Out is the rung on which a fact is left out.
func Out(loss int) Rung { return Rung{Loss: loss, Out: true} }

// Numbers returns the ladder of a number: itself, the spans of those widths
// that it lies in, and to leave it out. A span of five begins with a multiple of five.
func Numbers(a Attribute, n int, widths ...int) Ladder {
	l := Ladder{{Fact: Fact{Attribute: a, Low: n, High: n}, Says: fmt.Sprintf("%s %d", a, n)}}
	for i, w := range widths {
		low := n - ((n%w)+w)%w
		l = append(l, Rung{Fact: Fact{Attribute: a, Low: low, High: low + w - 1}, Says: fmt.Sprintf("%s %d to %d", a, low, low+w-1), Loss: i + 1})
	}
	return append(l, Out(len(widths)+1))
}

// A span is one form of the period in which a decision was made.
type span struct {
	period Period
	says   string
	loss   int
}

// spans returns the quarter, the half-year and the year of a day.
func spans(d calendar.Date) []span {
	year, month, _ := d.Civil()
	quarter, half := (month+2)/3, (month+5)/6
	return []span{
		{months(year, 3*quarter-2, 3*quarter), fmt.Sprintf("%d, quarter %d", year, quarter), 0},
		{months(year, 6*half-5, 6*half), fmt.Sprintf("%d, half %d", year, half), 1},
		{months(year, 1, 12), fmt.Sprint(year), 2},
	}
}

// months returns the days of a year from the first of one month to the last of another.
func months(year, from, to int) Period {
	first, _ := calendar.Of(year, from, 1)
	last := calendar.MaxDate
	if next, err := calendar.Of(year+to/12, to%12+1, 1); err == nil {
		last = next.Add(-1)
	}
	return Period{first, last}
}
