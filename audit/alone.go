package audit

import (
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// mostLimits is how many limits may pass, one after the other, while a matter is left alone. Where limits set one
// another going for ever, no number would do.
const mostLimits = 1000

// leftAlone lets the last days pass in a state, with nothing more done, and gives that with which the matter then ends;
// nil if it never does.
func (r *replay) leftAlone(s *state) *ending {
	s = s.clone()
	watch := r.watch
	r.watch = &watcher{c: &course{}, stage: int(s.marking[0])}
	for range mostLimits {
		d := r.nextDue(s, calendar.MaxDate, nil)
		if d < 0 || r.watch.c.final != nil {
			break
		}
		r.expire(s, d)
	}
	end := r.watch.c.final
	r.watch = watch
	return end
}

// onlyBegun is that with which a matter would have ended of which only the first act had been done, on a day; nil if it
// never would.
func (r *replay) onlyBegun(p *plan, day date) *ending {
	if p.Begin < 0 {
		return nil
	}
	var s state
	s.reset(p)
	s.day, s.today = 1, on(day)
	watch := r.watch
	r.watch = nil
	r.do(&s, p.Find(matter.Occurrence{Act: p.Acts[p.Begin].Name})[0], nobody, on(day))
	r.watch = watch
	return r.leftAlone(&s)
}
