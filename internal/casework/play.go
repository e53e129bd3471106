package casework

import (
	"cmp"
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A dated event is one that the kernel plays.
type dated struct {
	on calendar.Date
	e  Event
}

// play plays what happened in the order of days, whatever the order in which it was recorded, and lets the days pass
// until today.
func (f *File) play(books func(sha string) (*Book, error)) error {
	list := f.dated()
	run := f.Proc.Run()
	for _, d := range list {
		if c, ok := d.e.What.(CrossedOver); ok {
			var err error
			if run, err = f.cross(run, c, books); err != nil {
				return err
			}
			continue
		}
		if w, ok := d.e.What.(Happened); ok {
			var err error
			if run, err = f.happen(run, d, w); err != nil {
				return err
			}
			continue
		}
		lapsed, err := run.Advance(max(d.on, run.State.On))
		f.lapse(lapsed)
		if err != nil {
			return err
		}
		f.step(run, d)
	}
	var err error
	if !f.waits() { // one that waits to be taken over stands where paper left it
		var lapsed []matter.Occurrence
		lapsed, err = run.Advance(f.Today)
		f.lapse(lapsed)
	}
	f.State = run.State
	f.match()
	return err
}

// dated lists what the kernel plays, by day; on one day in the order in which it was recorded.
func (f *File) dated() []dated {
	var list []dated
	for _, e := range f.Events {
		var on calendar.Date
		switch w := e.What.(type) {
		case Acted:
			on = w.Occurrence.On
		case Recorded:
			on = w.Occurrence.On
		case CrossedOver:
			on = w.On
		case Happened:
			on = w.Occurrence.On
		default:
			continue
		}
		if c, ok := f.corrected[e.N]; ok {
			on = c
		}
		list = append(list, dated{on, e})
	}
	slices.SortStableFunc(list, func(a, b dated) int { return cmp.Compare(a.on, b.on) })
	if len(list) > 0 {
		f.Begun = list[0].on
	}
	return list
}

// cross takes the matter over to another version of its book.
func (f *File) cross(run *matter.Run, c CrossedOver, books func(sha string) (*Book, error)) (*matter.Run, error) {
	lapsed, err := run.Advance(c.On)
	f.lapse(lapsed)
	if err != nil {
		return nil, err
	}
	book, err := books(c.Book)
	if err != nil {
		return nil, err
	}
	to := book.Rules.Procedure(f.Proc.Name)
	if to == nil {
		return run, nil
	}
	state, err := f.Proc.CrossingTo(to).State(run.State)
	if err != nil {
		return run, nil // its stage is not there: it stays under the rules it has
	}
	f.Book, f.Proc = book, to
	next := to.Run()
	next.State = state
	return next, nil
}

// step plays one act or fact. An act that was allowed when it was done stays done; what happened outside moves the
// matter only as far as the rules go with it.
func (f *File) step(run *matter.Run, d dated) {
	s := Step{N: d.e.N, By: d.e.By, Mark: Kept}
	outside := false
	switch w := d.e.What.(type) {
	case Acted:
		s.Occurrence, s.Reasons, s.Text, s.Exhibits, s.Fields = w.Occurrence, w.Reasons, w.Text, w.Exhibits, w.Fields
	case Recorded:
		s.Occurrence, s.Text, s.Source, outside = w.Occurrence, w.Note, w.Source, true
	}
	s.Corrected = s.Occurrence.On != d.on
	s.Occurrence.On = d.on
	f.complete(&s.Occurrence)
	event, refusal := f.judge(run.State, s.Occurrence)
	s.Event = event
	switch {
	case event < 0:
		s.Mark = Void
	case refusal != nil && outside && f.Proc.Acts[f.Proc.Events[event].Act].Kind == matter.PersonAct:
		s.Mark, s.Conditions = Void, f.Conditions(refusal)
	case refusal != nil:
		s.Mark, s.Conditions = Broken, f.Conditions(refusal)
	}
	if s.Mark == Void {
		s.Stage = f.Proc.Stage(run.State)
		f.Steps = append(f.Steps, s)
		return
	}
	followed := slices.Clone(run.Record(event, s.Occurrence))
	s.Stage = f.Proc.Stage(run.State)
	f.Steps = append(f.Steps, s)
	f.lapse(followed)
}

// judge asks the kernel; -1 when the book knows no such event.
func (f *File) judge(s matter.State, o matter.Occurrence) (int, *matter.Refusal) {
	if o.Act == "" || len(f.Proc.Find(o)) == 0 {
		return -1, nil
	}
	return f.Proc.Judge(s, o)
}

// complete puts in who was given a role, where that was found out later.
func (f *File) complete(o *matter.Occurrence) {
	found := f.Proc.Find(*o)
	if len(found) == 0 {
		return
	}
	for _, role := range f.Proc.Acts[f.Proc.Events[found[0]].Act].Names {
		if p, ok := f.identified[role]; ok && o.To == "" {
			o.To = string(p)
		}
	}
}

// lapse notes what happened by operation of the rules.
func (f *File) lapse(list []matter.Occurrence) {
	for _, o := range list {
		s := Step{N: -1, Event: -1, Occurrence: o, Mark: ByRule}
		if found := f.Proc.Find(o); len(found) > 0 {
			s.Event = found[0]
			if to := f.Proc.Events[found[0]].To; to >= 0 {
				s.Stage = f.Proc.Stages[to].Name
			}
		}
		f.Steps = append(f.Steps, s)
	}
}

// match gives each step by rule the event that recorded it, if one has.
func (f *File) match() {
	used := map[int]bool{}
	for i := range f.Steps {
		s := &f.Steps[i]
		if s.Mark != ByRule {
			continue
		}
		for _, e := range f.Events {
			w, ok := e.What.(Lapsed)
			o := s.Occurrence
			if ok && !used[e.N] && w.Act == o.Act && w.Outcome == o.Outcome && w.Instance == o.Instance && w.On == o.On {
				s.N, used[e.N] = e.N, true
				break
			}
		}
	}
}

// Conditions puts a refusal into the words that are shown.
func (f *File) Conditions(r *matter.Refusal) []Condition {
	var list []Condition
	for _, x := range r.Reasons {
		list = append(list, Condition{x.Clause, f.Book.Version(), x.Why, x.Cure, x.After})
	}
	return list
}
