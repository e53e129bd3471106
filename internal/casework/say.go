package casework

import (
	"context"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// Say puts a message, a question, an answer, a note or a request into a space that the viewer may see. Those on the
// other side of it are told that there is something to read.
func (o *Office) Say(ctx context.Context, v Viewer, reference string, m Said) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if s.auditor || !s.Sees(m.Space, "") || len(s.caps) == 0 {
			return ErrNotFound
		}
		if strings.TrimSpace(m.Text) == "" {
			return mend("text", "Write something.")
		}
		if m.Space == Common && !s.office {
			return mend("space", "What goes into the common file goes through the office.")
		}
		d.as = s.caps[0]
		if v.As != "" && slices.Contains(s.caps, v.As) {
			d.as = v.As
		}
		if err := d.add(m); err != nil {
			return err
		}
		d.announce(m)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// announce has those told who can see a space and did not say it themselves: of the office the keeper of the case,
// otherwise the party whose space it is.
func (d *draft) announce(m Said) {
	var to []PersonID
	switch {
	case m.To != "":
		to = []PersonID{m.To}
	case m.Space == Intake:
		to = append(d.f.Posted(d.f.keeper()), d.f.sideHolders(matter.Complainant)...)
	case strings.HasPrefix(string(m.Space), "private:"):
		role := strings.TrimPrefix(string(m.Space), "private:")
		to = append(d.f.Posted(d.f.keeper()), d.f.recipients(role)...)
		if m.Sort == RequestForTime {
			to = append(to, d.f.supportOf(role)...)
		}
	}
	for _, p := range to {
		d.message("said-"+itoa(d.last()), p)
	}
}

// RequestForTime is the sort of what a party says who cannot go on just now: whoever keeps the case and the party's
// support contact, who takes no part in deciding, are told at once.
const RequestForTime = "request-for-time"

// Examination is the sort of what a party says who asks that an original be examined by somebody independent.
const Examination = "examination"

// supportOf are a party's support contacts.
func (f *File) supportOf(role string) []PersonID {
	var list []PersonID
	for _, p := range f.Posts {
		if p.Capacity == SupportContact && p.Of == role && !p.Ended {
			list = append(list, p.Person)
		}
	}
	return list
}

// message has somebody told that there is something to read, unless they did it themselves or are written to on paper.
func (d *draft) message(what string, to PersonID) {
	if to == d.viewer.Person || d.f.onPaper(to) {
		return
	}
	id := string(d.f.ID) + "-" + what + "-" + string(to)
	d.messages = append(d.messages, Message{ID: id, To: to, Matter: d.f.ID, NotUntil: d.o.now()})
}

// sideHolders are the parties on a side.
func (f *File) sideHolders(side matter.Side) []PersonID {
	var list []PersonID
	for _, role := range f.partyRoles() {
		if f.side(role) == side {
			list = append(list, f.Holders(role)...)
		}
	}
	return list
}

// Share moves what was said in a narrower space into the common file: by its author, or by an officer of the case who
// says under which clause and why.
func (o *Office) Share(ctx context.Context, v Viewer, reference string, event int, clause, why string) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		i := slices.IndexFunc(d.f.Items, func(it Item) bool { return it.N == event })
		if i < 0 || !s.Sees(d.f.Items[i].Space, d.f.Items[i].By) {
			return ErrNotFound
		}
		own := d.f.Items[i].By == v.Person
		if !own && !s.office {
			return ErrNotFound
		}
		if !own && (d.f.Book.ClauseTitle(clause) == "" || strings.TrimSpace(why) == "") {
			return mend("clause", "Its author has not agreed: name the clause under which it is shared, and say why.")
		}
		d.as = s.caps[0]
		return d.add(Shared{event, clause, why})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// Identify says who on the roll a role of the matter is, where the complaint only described somebody.
func (o *Office) Identify(ctx context.Context, v Viewer, reference, role string, p PersonID) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if !s.office {
			return ErrNotFound
		}
		if _, ok := o.Roll().Person(p); !ok || !d.f.isRole(role) {
			return mend("person", "Choose somebody on the roll.")
		}
		if d.f.told[role] || len(d.f.Holders(role)) > 0 {
			return mend("person", "It has been said who that is.")
		}
		d.as = s.caps[0]
		return d.add(Identified{role, p})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}
