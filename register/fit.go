// Package register counts whom published facts would identify, proposes what
// to publish instead, keeps small numbers out of statistics and makes stand-in
// names. It publishes nothing and decides nothing: that is a named person's.
// It follows doc/spec/register.md.
package register

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
)

// An Attribute is what can be known of a member: branch, office, joined.
type Attribute string

// A Member is what is known of one, without a name.
type Member []Property

// A Property was true of a member from a day to a day. A day that is zero is
// without end.
type Property struct {
	Attribute Attribute
	Word      string
	Number    int // if Word is empty
	From, To  calendar.Date
}

// A Fact is something published of a person: that the attribute is one of
// Words, or if there are none a number from Low to High.
type Fact struct {
	Attribute Attribute
	Words     []string
	Low, High int
}

// A Period is the days from From to To. The zero period is any time.
type Period struct{ From, To calendar.Date }

// Facts are what an entry publishes of one person.
type Facts struct {
	Period Period
	List   []Fact
}

// Fit returns how many members the facts fit. No facts fit everybody.
func Fit(members []Member, facts Facts) (n int) {
	for _, m := range members {
		if m.fits(facts) {
			n++
		}
	}
	return n
}

func (m Member) fits(facts Facts) bool {
	for i := range facts.List {
		if !m.has(&facts.List[i], facts.Period) {
			return false
		}
	}
	return true
}

func (m Member) has(f *Fact, during Period) bool {
	for i := range m {
		p := &m[i]
		if p.Attribute == f.Attribute && f.says(p) && p.trueIn(during) {
			return true
		}
	}
	return false
}

func (f *Fact) says(p *Property) bool {
	if len(f.Words) > 0 {
		return p.Word != "" && slices.Contains(f.Words, p.Word)
	}
	return p.Word == "" && f.Low <= p.Number && p.Number <= f.High
}

func (p *Property) trueIn(during Period) bool {
	return during == Period{} || (p.From.IsZero() || p.From <= during.To) && (p.To.IsZero() || p.To >= during.From)
}
