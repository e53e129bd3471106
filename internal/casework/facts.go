package casework

import (
	"context"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A Fact is what happened outside the office.
type Fact struct {
	Act, Outcome string // of the book; empty when it is none of its acts or facts
	Instance     int
	On           calendar.Date
	As           string // the capacity in which it was done, when that is known
	To           PersonID
	Ground       string
	Data         map[string]string
	Tally        *matter.Tally
	Reasons      bool
	Note, Source string
}

// Record records a fact. Nobody who has a duty in the matter can be refused it; the kernel says whether it is kept,
// broken or without effect, and the matter moves only as far as the rules go.
func (o *Office) Record(ctx context.Context, v Viewer, reference string, fact Fact) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if !s.MayRecord() {
			return ErrNotFound
		}
		var p Problems
		if strings.TrimSpace(fact.Note) == "" {
			p = append(p, Problem{"note", "Say what happened."})
		}
		if strings.TrimSpace(fact.Source) == "" {
			p = append(p, Problem{"source", "Say how it is known: a letter, a minute, a call."})
		}
		if !fact.On.Valid() {
			p = append(p, Problem{"on", "Say on which day it happened: 2026-03-02."})
		} else if fact.On > d.f.Today {
			p = append(p, Problem{"on", "That day has not come yet."})
		}
		if len(p) > 0 {
			return p
		}
		occ := matter.Occurrence{Act: fact.Act, Outcome: fact.Outcome, Instance: fact.Instance, On: fact.On, As: fact.As, To: string(fact.To),
			Ground: fact.Ground, Data: fact.Data, Tally: fact.Tally, Reasons: fact.Reasons}
		if len(s.caps) > 0 {
			d.as = s.caps[0]
		}
		return d.add(Recorded{occ, fact.Note, fact.Source})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// A Shift is a deadline that a corrected date would move.
type Shift struct {
	Deadline, Clause string
	From, To         calendar.Date // zero: it does not run
}

// Correction says which deadlines a corrected date would move, and changes nothing.
func (o *Office) Correction(ctx context.Context, v Viewer, reference string, event int, on calendar.Date) ([]Shift, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	if !s.office {
		return nil, ErrNotFound
	}
	if err := f.correctable(event, on); err != nil {
		return nil, err
	}
	after, err := o.fold(append(slices.Clip(f.Events), Event{Stream: f.ID, N: f.N(), At: o.now(), What: Corrected{Event: event, On: on}}))
	if err != nil {
		return nil, err
	}
	return shifts(f, after)
}

// Correct records that an event happened on another day than was recorded.
func (o *Office) Correct(ctx context.Context, v Viewer, reference string, event int, on calendar.Date, reason string) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if !s.office {
			return ErrNotFound
		}
		if strings.TrimSpace(reason) == "" {
			return mend("reason", "Say why the date is corrected.")
		}
		if err := d.f.correctable(event, on); err != nil {
			return err
		}
		d.as = s.caps[0]
		return d.add(Corrected{event, on, reason})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// correctable says what is wrong with a correction.
func (f *File) correctable(event int, on calendar.Date) error {
	if !slices.ContainsFunc(f.Steps, func(s Step) bool { return s.N == event && s.Mark != ByRule }) {
		return mend("event", "Choose the act or fact whose date is wrong.")
	}
	if !on.Valid() || on > f.Today {
		return mend("on", "Write the day on which it happened, not later than today: 2026-03-02.")
	}
	return nil
}

// shifts compares what runs in two states of a matter.
func shifts(before, after *File) ([]Shift, error) {
	was, err := before.Proc.Due(before.State)
	if err != nil {
		return nil, err
	}
	is, err := after.Proc.Due(after.State)
	if err != nil {
		return nil, err
	}
	last := func(list []matter.Falling, deadline int) calendar.Date {
		for _, x := range list {
			if x.Deadline == deadline {
				return x.Last
			}
		}
		return 0
	}
	var list []Shift
	for i := range after.Proc.Deadlines {
		d := &after.Proc.Deadlines[i]
		if from, to := last(was, i), last(is, i); from != to {
			list = append(list, Shift{d.Name, d.Stmt.Clause.Number, from, to})
		}
	}
	return list, nil
}
