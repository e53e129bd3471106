package casework

import (
	"context"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// A Candidate is somebody who may be given a part in a matter.
type Candidate struct {
	ID      PersonID
	Name    string
	Offices []string      // what they hold
	Trained bool          // training for the part is on record, and counts today
	Until   calendar.Date // of that: until when; zero: without end
	Barred  bool          // the rules, a recusal or an interest keep this person from the part
}

// mostCandidates bounds a list that somebody chooses from.
const mostCandidates = 12

// Candidates lists who on the roll may be given a part, to those who prepare the case. With words only those whose
// names hold each of them; without, for an office, its holders, and for a role nobody: the roll is not for reading.
func (o *Office) Candidates(ctx context.Context, v Viewer, reference, part, words string) ([]Candidate, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	if !s.office {
		return nil, ErrNotFound
	}
	roll := o.Roll()
	d := &draft{o: o, f: f}
	holders := roll.Holders(part, f.Today)
	if b := f.Book.Rules.Body(part); b != nil {
		for _, pool := range b.DrawnFrom {
			holders = append(holders, roll.Holders(pool, f.Today)...)
		}
	}
	var list []Candidate
	for _, p := range roll.People() {
		if !matches(p.Name, words) || strings.TrimSpace(words) == "" && !slices.Contains(holders, p.ID) {
			continue
		}
		c := Candidate{ID: p.ID, Name: p.Name, Offices: roll.Offices(p.ID, f.Today), Barred: !d.eligible(p.ID, part) || f.declaredInterest(p.ID)}
		c.Until, c.Trained = roll.TrainedFor(p.ID, part, f.Today)
		if list = append(list, c); len(list) == mostCandidates {
			break
		}
	}
	return list, nil
}

// matches says whether every word stands in a name.
func matches(name, words string) bool {
	name = strings.ToLower(name)
	for _, w := range strings.Fields(strings.ToLower(words)) {
		if !strings.Contains(name, w) {
			return false
		}
	}
	return true
}

// assignable lists the offices and bodies whose people are put on a matter by name: those that may act in its procedure and
// are not drawn by lot.
func (f *File) assignable() []string {
	var list []string
	for i := range f.Proc.Acts {
		for _, name := range f.mayAct(f.Proc.Acts[i].Name) {
			b := f.Book.Rules.Body(name)
			if b != nil && !b.Outside && (len(b.DrawnFrom) == 0 || b.Seats <= 1) && !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// HandOver gives an office of a case to another holder of it, in one step, so that it never stands empty.
func (o *Office) HandOver(ctx context.Context, v Viewer, reference string, from, to PersonID, capacity, why string) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if !s.office {
			return ErrNotFound
		}
		if strings.TrimSpace(why) == "" {
			return mend("why", "Say why.")
		}
		if !slices.Contains(d.f.Posted(capacity), from) {
			return mend("person", "This person does not have that part.")
		}
		if to == from {
			return mend("person", "Choose somebody else.")
		}
		d.as = s.caps[0]
		if err := d.assign(Assigned{Person: to, Capacity: capacity, Why: why}, false); err != nil {
			return err
		}
		return d.add(Relieved{from, capacity, why})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}
