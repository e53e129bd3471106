package casework

import (
	"context"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// A Happening is an act or fact of the book that may have happened outside the office.
type Happening struct {
	Act, Outcome string
	Words        string
	Clause       string
	Title        string
	Fact         bool     // nobody can refuse it
	Here         bool     // it is of the stage that the matter is in
	Who          []string // who does it
	Names        []string // roles it gives
	Data         []Datum
	Vote         bool // minutes say how the votes were cast
}

// Happenings lists what may be recorded as having happened, to those who may record: facts first, then acts of the
// stage the matter is in, then the others.
func (o *Office) Happenings(ctx context.Context, v Viewer, reference string) ([]Happening, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	if !s.MayRecord() {
		return nil, ErrNotFound
	}
	var list []Happening
	for i := range f.Proc.Events {
		a := &f.Proc.Acts[f.Proc.Events[i].Act]
		if a.Kind == matter.ClockAct || a.Synthetic || a.Instance > 1 {
			continue
		}
		h := f.happening(i)
		if !slices.ContainsFunc(list, func(x Happening) bool { return x.Act == h.Act && x.Outcome == h.Outcome }) {
			list = append(list, h)
		}
	}
	slices.SortStableFunc(list, func(a, b Happening) int {
		if a.Fact != b.Fact {
			return compareBool(a.Fact, b.Fact)
		}
		return compareBool(a.Here, b.Here)
	})
	return list, nil
}

func (f *File) happening(event int) Happening {
	a := &f.Proc.Acts[f.Proc.Events[event].Act]
	h := Happening{Act: a.Name, Words: f.eventWords(event), Clause: f.Proc.EventClause(event), Fact: a.Kind == matter.Fact, Here: f.inStage(a),
		Who: f.mayAct(a.Name), Names: a.Names, Data: f.data(event)}
	if e := &f.Proc.Events[event]; e.Outcome >= 0 {
		h.Outcome = a.Outcomes[e.Outcome]
	}
	h.Title = f.Book.ClauseTitle(h.Clause)
	for _, name := range h.Who {
		if b := f.Book.Rules.Body(name); b != nil && !b.Office && b.Seats != 1 {
			h.Vote = true
		}
	}
	return h
}

// MayRecord says whether the person has a duty in the matter, and so may record what happened outside.
func (s sight) MayRecord() bool { return s.office || s.decides() }
