package casework

import (
	"context"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// Move puts an act to the members of the body in whose capacity the viewer acts. Whether the rules would allow it is
// judged when the votes are in.
func (o *Office) Move(ctx context.Context, v Viewer, reference string, a Act) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		as, party, err := d.capacityFor(s, a.Act)
		if err != nil {
			return err
		}
		if !slices.Contains(s.bodies, as) {
			return mend("act", "Only those who sit on a body can put something to it.")
		}
		for _, m := range d.f.Motions {
			if !m.Done && m.Body == as && m.Occurrence.Act == a.Act && m.Occurrence.Outcome == a.Outcome && m.Occurrence.Instance == a.Instance {
				return mend("act", "The members are voting on this already.")
			}
		}
		d.as = as
		occ := d.occurrence(a, as, party)
		if len(d.f.Proc.Find(occ)) == 0 {
			return mend("act", "The rules have no act %q with the outcome %q for %s.", a.Act, a.Outcome, as)
		}
		if refusal := d.foreseen(occ); refusal != nil {
			return d.refuse(occ, refusal)
		}
		return d.add(Moved{Body: as, Occurrence: occ, Reasons: a.Reasons, Text: a.Text, Exhibits: a.Exhibits, Fields: a.Fields})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// foreseen is the refusal of a motion whatever the votes: votes apart, the rules say no.
func (d *draft) foreseen(occ matter.Occurrence) *matter.Refusal {
	occ.By, occ.Tally = d.seated(occ.As), nil
	d.aboutPeople(&occ)
	_, refusal := d.f.Proc.Judge(d.f.State, occ)
	return refusal
}

// seated are those who sit on a body in the matter.
func (d *draft) seated(body string) []string {
	var list []string
	for _, p := range d.f.Posted(body) {
		list = append(list, string(p))
	}
	return list
}

// Vote casts the viewer's vote on a motion; it may be changed until all have voted. When all who sit have voted, the
// motion is counted: carried, it is done if the rules allow it. Whoever has not read the bundle cannot vote.
func (o *Office) Vote(ctx context.Context, v Viewer, reference string, vote Voted) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		m := d.f.Motion(vote.Motion)
		if m == nil || !slices.Contains(s.bodies, m.Body) {
			return ErrNotFound
		}
		if m.Done {
			return mend("vote", "The votes have been counted.")
		}
		if !slices.Contains([]Vote{For, Against, Abstain}, vote.Vote) {
			return mend("vote", "Vote for, against, or abstain.")
		}
		if d.f.hasBundle() && strings.TrimSpace(vote.Read) == "" {
			return mend("read", "Say how you have read the bundle: on screen, on paper, or by other means. A vote counts only from somebody who has read it.")
		}
		d.as = m.Body
		if err := d.add(vote); err != nil {
			return err
		}
		return d.count(vote.Motion)
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// count counts a motion once all who sit have voted, and carries it out.
func (d *draft) count(motion int) error {
	m := d.f.Motion(motion)
	seated := d.seated(m.Body)
	t := matter.Tally{Present: len(m.Votes), Entitled: len(seated)}
	for _, b := range m.Votes {
		switch b.Vote {
		case For:
			t.For++
		case Against:
			t.Against++
		case Abstain:
			t.Abstain++
		}
	}
	if t.Present < t.Entitled {
		return nil
	}
	occ := m.Occurrence
	occ.On, occ.By, occ.Tally = d.f.Today, seated, &t
	d.aboutPeople(&occ)
	return d.do(occ, Acted{Occurrence: occ, Reasons: m.Reasons, Text: m.Text, Exhibits: m.Exhibits, Fields: m.Fields, Motion: motion})
}

// hasBundle says whether there is something disclosed that a member must have read.
func (f *File) hasBundle() bool {
	return slices.ContainsFunc(f.Exhibits, func(x *Exhibit) bool { return x.Disclosed })
}
