package casework

import (
	"context"
	"slices"
	"strings"
)

// Assign gives a person a capacity in the matter: whoever keeps the case moving puts on it those whom the rules let act,
// and a party names its own representative, companion, supporter or interpreter.
func (o *Office) Assign(ctx context.Context, v Viewer, reference string, a Assigned) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		own := a.Of != "" && slices.Contains(s.parties, a.Of)
		if !own && !s.office || len(s.caps) == 0 {
			return ErrNotFound
		}
		d.as = s.caps[0]
		return d.assign(a, own)
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

func (d *draft) assign(a Assigned, own bool) error {
	if _, ok := d.o.Roll().Person(a.Person); !ok {
		return mend("person", "Choose somebody on the roll.")
	}
	beside := slices.Contains([]string{Representative, Companion, Supporter, Interpreter, SupportContact}, a.Capacity)
	switch {
	case beside && !slices.Contains(d.f.partyRoles(), a.Of):
		return mend("of", "Say of which side.")
	case beside && d.f.isParty(a.Person), beside && len(d.f.Capacities(a.Person)) > 0:
		return mend("person", "This person has another part in the case.")
	case beside:
		return d.add(a)
	case own:
		return mend("capacity", "A side can name a representative, a companion, a supporter, an interpreter or a support contact.")
	}
	body := d.f.Book.Rules.Body(a.Capacity)
	if body == nil {
		return mend("capacity", "The rules have no office or body of that name.")
	}
	if len(body.DrawnFrom) > 0 && body.Seats > 1 {
		return mend("capacity", "The members of this body are drawn by lot.")
	}
	if a.Person == d.viewer.Person {
		return mend("person", "Nobody puts themselves on a case.")
	}
	if !d.o.Roll().Holds(a.Person, a.Capacity, d.f.Today) && len(body.DrawnFrom) == 0 {
		return mend("person", "This person does not hold that office.")
	}
	if !d.eligible(a.Person, a.Capacity) {
		return mend("person", "The rules, or a recusal, keep this person from that part in this case.")
	}
	return d.add(a)
}

// Declare records a member's or officer's interest in the matter, or that there is none.
func (o *Office) Declare(ctx context.Context, v Viewer, reference, capacity, interest string) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if !slices.Contains(s.caps, capacity) {
			return ErrNotFound
		}
		d.as = capacity
		return d.add(Declared{capacity, strings.TrimSpace(interest)})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// Relieve ends a person's part: a recusal, a handover. A member drawn by lot is replaced by the next reserve; an officer
// by whoever holds the office, or its deputy. People may stand aside themselves, and a party may end the part of whoever
// is there for it; otherwise an officer of the case records it, with why.
func (o *Office) Relieve(ctx context.Context, v Viewer, reference string, r Relieved) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		own := r.Person == v.Person && slices.Contains(s.caps, r.Capacity) || d.f.standsFor(r, s.parties)
		if !own && !s.office {
			return ErrNotFound
		}
		if strings.TrimSpace(r.Why) == "" {
			return mend("why", "Say why.")
		}
		if !slices.Contains(d.f.Posted(r.Capacity), r.Person) {
			return mend("person", "This person does not have that part.")
		}
		d.as = s.caps[0]
		return d.add(r)
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// standsFor says whether a person has that part for one of the parties.
func (f *File) standsFor(r Relieved, parties []string) bool {
	return slices.ContainsFunc(f.Posts, func(p Post) bool {
		return p.Person == r.Person && p.Capacity == r.Capacity && !p.Ended && p.Of != "" && slices.Contains(parties, p.Of)
	})
}
