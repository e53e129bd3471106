package casework

import (
	"slices"
	"sync"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/matter"
)

// bounds holds how many days a matter of each procedure can last at most, as package check proves it of the book: by
// book and procedure. It is worked out once, beside the work of the office; until then nothing is said.
type bounds struct {
	mu   sync.Mutex
	days map[boundKey]int // 0: being worked out; negative: without a bound, or not proven
}

type boundKey struct{ book, procedure string }

// of gives the bound of a procedure, and begins to work it out when nobody has.
func (b *bounds) of(book *Book, procedure string, longest func(*Book, string) (int, bool)) (days int, known bool) {
	key := boundKey{book.Rules.Book.SHA256, procedure}
	b.mu.Lock()
	defer b.mu.Unlock()
	days, begun := b.days[key]
	if !begun {
		if b.days == nil {
			b.days = map[boundKey]int{}
		}
		b.days[key] = 0
		go b.work(book, key, longest)
	}
	return days, days > 0
}

// work proves a bound.
func (b *bounds) work(book *Book, key boundKey, longest func(*Book, string) (int, bool)) {
	days, ok := longest(book, key.procedure)
	if !ok {
		days = -1
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.days[key] = days
}

// Longest says how many days a matter of a procedure can last at most, as package check proves it of the book; false
// when there is no bound, or it is not proven.
func Longest(book *Book, procedure string) (days int, ok bool) {
	rules, _ := check.Rules(book.Rules.Book)
	if rules == nil {
		return 0, false
	}
	p := rules.Procedure(procedure)
	if p == nil {
		return 0, false
	}
	r, _ := check.Longest(p, 0)
	if r.UpperBoundDays == nil {
		return 0, false
	}
	days = *r.UpperBoundDays
	// With facts from outside, as the book assumes them, it may last longer: the later day is the honest one.
	if r.Outside != nil && r.Outside.UpperBoundDays != nil {
		days = max(days, *r.Outside.UpperBoundDays)
	}
	return days, true
}

// An Ahead is how many days a matter lasts at most that has come among some stages, which it leaves only by its end.
type Ahead struct {
	Stages []string
	Days   int
}

// aheads holds what is known of how long matters last from a stage on, by book, procedure and stage. What is asked for is
// worked out beside the work of the office, one after the other; until then nothing is said.
type aheads struct {
	mu    sync.Mutex
	known map[aheadKey]*Ahead // nil: being worked out, or without a bound
	turn  sync.Mutex          // one is worked out at a time
}

type aheadKey struct{ book, procedure, stage string }

// of gives what is known, and begins to work it out when nobody has; nil when nothing is known.
func (a *aheads) of(book *Book, procedure, stage string, ask func(*Book, string, string) *Ahead) *Ahead {
	key := aheadKey{book.Rules.Book.SHA256, procedure, stage}
	a.mu.Lock()
	defer a.mu.Unlock()
	found, begun := a.known[key]
	if !begun {
		if a.known == nil {
			a.known = map[aheadKey]*Ahead{}
		}
		a.known[key] = nil
		go func() {
			a.turn.Lock()
			defer a.turn.Unlock()
			proved := ask(book, procedure, stage)
			a.mu.Lock()
			defer a.mu.Unlock()
			a.known[key] = proved
		}()
	}
	return found
}

// LongestAhead says how long a matter lasts at most from a stage on, as package check proves it of the book; nil when
// there is no bound, or it is not proven.
func LongestAhead(book *Book, procedure, stage string) *Ahead {
	rules, _ := check.Rules(book.Rules.Book)
	if rules == nil || rules.Procedure(procedure) == nil {
		return nil
	}
	p := rules.Procedure(procedure)
	at := slices.IndexFunc(p.Stages, func(s matter.Stage) bool { return s.Name == stage })
	if at < 0 {
		return nil
	}
	proved := check.LongestAhead(p, at, 0)
	if proved.Days == nil {
		return nil
	}
	a := &Ahead{Days: *proved.Days}
	for i := range p.Stages {
		if proved.Stages.Has(i) {
			a.Stages = append(a.Stages, p.Stages[i].Name)
		}
	}
	return a
}

// latestEnd is the day on which a matter ends at the latest if everybody uses all their time: the earlier of two bounds,
// one counted from its first day, one from when it left for good the stages that are behind it. It is zero when that is
// not known yet, or there is no bound. The second is a bound on what the rules allow under one version of the book, so it
// is not asked of a matter that crossed to another, or in which they were broken.
func (o *Office) latestEnd(f *File) calendar.Date {
	if f.Final() || f.waits() || o.Longest == nil {
		return 0
	}
	days, known := o.bounds.of(f.Book, f.Proc.Name, o.Longest)
	if !known {
		return 0
	}
	end := f.Begun.Add(days)
	if o.LongestAhead == nil || !f.asTheRulesHaveIt() {
		return end
	}
	if a := o.aheads.of(f.Book, f.Proc.Name, f.Stage(), o.LongestAhead); a != nil {
		if since := f.since(a.Stages); since.Valid() {
			end = min(end, since.Add(a.Days))
		}
	}
	return end
}

// asTheRulesHaveIt says whether all that happened was allowed, under the one version that governs still.
func (f *File) asTheRulesHaveIt() bool {
	return !slices.ContainsFunc(f.Steps, func(s Step) bool { return s.Mark == Broken }) &&
		!slices.ContainsFunc(f.Events, func(e Event) bool { _, crossed := e.What.(CrossedOver); return crossed })
}

// since is the day on which the matter last came among some stages from outside of them; zero when it is in none.
func (f *File) since(stages []string) calendar.Date {
	var on calendar.Date
	inside := false
	for i := range f.Steps {
		s := &f.Steps[i]
		if s.Stage == "" || s.Mark == Void {
			continue
		}
		now := slices.Contains(stages, s.Stage)
		if now && !inside {
			on = s.Occurrence.On
		}
		inside = now
	}
	if !inside {
		return 0
	}
	return on
}
