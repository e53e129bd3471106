package casework

import (
	"sync"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/check"
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

// latestEnd is the day on which a matter ends at the latest if everybody uses all their time, counted from its first
// day; zero when that is not known yet, or there is no bound.
func (o *Office) latestEnd(f *File) calendar.Date {
	if f.Final() || f.waits() || o.Longest == nil {
		return 0
	}
	days, known := o.bounds.of(f.Book, f.Proc.Name, o.Longest)
	if !known {
		return 0
	}
	return f.Begun.Add(days)
}
