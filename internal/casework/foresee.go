package casework

import (
	"context"
	"errors"
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// A Foresight is what would follow from an act, had it been done.
type Foresight struct {
	From, To string   // the stage before and after; the same when it stays
	Ends     bool     // the matter would have ended
	Told     []string // the roles that would be written to
	Follows  []Effect // what would happen by operation of the rules at once
	Shifts   []Shift  // deadlines that would begin, move or end
}

// An Effect is something that happens by operation of the rules.
type Effect struct{ Words, Clause string }

// errForeseen ends a change that is only looked at.
var errForeseen = errors.New("foreseen")

// Foresee says what would follow if the viewer did an act, and does nothing. What the rules do not allow is refused, and
// the attempt recorded, as [Office.Act] does. Of an act that a body votes on it says what follows once it is carried.
func (o *Office) Foresee(ctx context.Context, v Viewer, reference string, a Act) (Foresight, error) {
	var seen Foresight
	_, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		before := d.f
		if err := d.try(s, a); err != nil {
			return err
		}
		if err := d.settle(); err != nil {
			return err
		}
		var err error
		if seen, err = foresight(before, d.f); err != nil {
			return err
		}
		d.f = before
		return errForeseen
	})
	if errors.Is(err, errForeseen) {
		return seen, nil
	}
	return Foresight{}, err
}

// try does an act, or what a body would do if all who sit on it voted for it.
func (d *draft) try(s sight, a Act) error {
	as, party, err := d.capacityFor(s, a.Act)
	if err != nil || a.Tally != nil || !slices.Contains(s.bodies, as) || !d.votes(d.f.Book.Rules.Body(as)) {
		if err != nil {
			return err
		}
		return d.act(s, a)
	}
	if a.Seen != 0 && a.Seen != d.f.N() {
		return ErrConflict
	}
	d.as = as
	occ := d.occurrence(a, as, party)
	occ.By = d.seated(as)
	n := len(occ.By)
	occ.Tally = &matter.Tally{For: n, Present: n, Entitled: n}
	d.aboutPeople(&occ)
	return d.do(occ, Acted{Occurrence: occ, Reasons: a.Reasons, Text: a.Text, Exhibits: a.Exhibits, Fields: a.Fields})
}

// foresight compares a matter before and after.
func foresight(before, after *File) (Foresight, error) {
	x := Foresight{From: before.Stage(), To: after.Stage(), Ends: after.Final()}
	for _, l := range after.Letters[len(before.Letters):] {
		if !slices.Contains(x.Told, l.Role) {
			x.Told = append(x.Told, l.Role)
		}
	}
	for i := range after.Steps {
		st := &after.Steps[i]
		if st.Mark != ByRule || st.N < before.N() || st.Event < 0 {
			continue
		}
		if e := (Effect{after.Words(st), after.Proc.EventClause(st.Event)}); !slices.Contains(x.Follows, e) {
			x.Follows = append(x.Follows, e)
		}
	}
	var err error
	x.Shifts, err = shifts(before, after)
	return x, err
}
