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
func (b *bounds) of(book *Book, procedure string) (days int, known bool) {
	key := boundKey{book.Rules.Book.SHA256, procedure}
	b.mu.Lock()
	defer b.mu.Unlock()
	days, begun := b.days[key]
	if !begun {
		if b.days == nil {
			b.days = map[boundKey]int{}
		}
		b.days[key] = 0
		go b.work(book, key)
	}
	return days, days > 0
}

// work proves a bound.
func (b *bounds) work(book *Book, key boundKey) {
	days := -1
	if rules, _ := check.Rules(book.Rules.Book); rules != nil {
		if p := rules.Procedure(key.procedure); p != nil {
			r, _ := check.Longest(p, 0)
			if r.UpperBoundDays != nil {
				days = *r.UpperBoundDays
			}
			// With facts from outside, as the book assumes them, it may last longer: the later day is the honest one.
			if days >= 0 && r.Outside != nil && r.Outside.UpperBoundDays != nil {
				days = max(days, *r.Outside.UpperBoundDays)
			}
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.days[key] = days
}

// latestEnd is the day on which a matter ends at the latest if everybody uses all their time, counted from its first
// day; zero when that is not known yet, or there is no bound.
func (o *Office) latestEnd(f *File) calendar.Date {
	if f.Final() {
		return 0
	}
	days, known := o.bounds.of(f.Book, f.Proc.Name)
	if !known {
		return 0
	}
	return f.Begun.Add(days)
}
