package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/register"
)

// The states of an entry in the register.
const (
	ProposedEntry  = "proposed"
	PublishedEntry = "published"
	WithheldEntry  = "withheld"
	DelayedEntry   = "delayed"
	MergedEntry    = "merged"
	ExpiredEntry   = "expired"
)

// Publish decides on the matter's entry in the register. A text is proposed first, and both sides are shown it; only
// what was proposed is published, only of a matter that has ended, and only when the facts in it fit so many members
// that nobody can be told from it. How many that is the office counts. What is not published has a reason.
func (o *Office) Publish(ctx context.Context, v Viewer, reference string, p Published) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if !s.office {
			return ErrNotFound
		}
		p.Fit = register.Fit(o.Roll().members(), register.Facts{List: p.Facts})
		if problems := d.f.unpublishable(p); len(problems) > 0 {
			return problems
		}
		d.as = s.caps[0]
		if err := d.add(p); err != nil {
			return err
		}
		if p.State == ProposedEntry {
			d.announceEntry()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if l := f.listedOf(p); p.State != ProposedEntry && l.Text != o.Roll().listed[l.Key].Text {
		// By the office: what everybody reads must not lead to a case, or to who handles it.
		if err := o.Organise(ctx, "", l); err != nil {
			return nil, err
		}
	}
	return o.view(f, v), nil
}

// unpublishable says what keeps an entry from its state.
func (f *File) unpublishable(p Published) Problems {
	states := []string{ProposedEntry, PublishedEntry, WithheldEntry, DelayedEntry, MergedEntry, ExpiredEntry}
	var list Problems
	if !slices.Contains(states, p.State) {
		list = append(list, Problem{"state", "Propose it, publish it, or say that it is withheld, delayed or merged."})
	}
	if strings.TrimSpace(p.Text) == "" {
		list = append(list, Problem{"text", "Write the text of the entry."})
	}
	if strings.TrimSpace(p.Why) == "" {
		list = append(list, Problem{"why", "Say why."})
	}
	if p.State != PublishedEntry || len(list) > 0 {
		return list
	}
	if !f.Final() {
		list = append(list, Problem{"state", "Nothing is published of a case that has not ended. Withhold or delay the entry."})
	}
	if !slices.ContainsFunc(f.Published, func(x Published) bool { return x.State == ProposedEntry && x.Text == p.Text }) {
		list = append(list, Problem{"text", "Propose this text first, so that both sides see it."})
	}
	if p.Fit < register.DefaultLimit {
		list = append(list, Problem{"facts", fmt.Sprintf("What it says fits %d members; below %d they could be told from it. Say less, wait, merge it with others, or withhold it.",
			p.Fit, register.DefaultLimit)})
	}
	return list
}

// announceEntry tells both sides that there is a text to look at.
func (d *draft) announceEntry() {
	for _, role := range d.f.partyRoles() {
		if d.f.told[role] {
			for _, p := range d.f.recipients(role) {
				d.message("entry-"+itoa(d.last()), p)
			}
		}
	}
}

// members is what the register may know of the organisation's members: no names.
func (r *Roll) members() []register.Member {
	var list []register.Member
	for _, p := range r.people {
		if len(p.Statuses) == 0 {
			continue // of another organisation: whom the facts could mean are the members
		}
		m := register.Member{{Attribute: "branch", Word: p.Branch}}
		if p.Joined.Valid() {
			year, _, _ := p.Joined.Civil()
			m = append(m, register.Property{Attribute: "joined", Number: year})
		}
		list = append(list, m)
	}
	return list
}
