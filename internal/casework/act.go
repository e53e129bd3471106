package casework

import (
	"context"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// An Act is what somebody wishes to do.
type Act struct {
	Act, Outcome string
	Instance     int
	To           PersonID // whom it concerns: who is given a role
	Ground       string
	Reasons      string
	Data         map[string]string
	Conduct      calendar.Date
	Discovery    calendar.Date
	Text         string            // what is sent or said with it
	Fields       map[string]string // what a letter asks its sender for
	Exhibits     []int
	Tally        *matter.Tally // of a body that does not sit in the matter: what its minutes say
	Seen         int           // how many events its doer had seen; 0: not said
}

// Act does an act as somebody in a capacity. If the rules do not allow it the error is a *matter.Refusal, which is kept
// on file; nothing else has changed. ErrNotFound when the viewer may not know of the matter; Problems when something is
// to be mended; ErrConflict when more has happened than the doer had seen.
func (o *Office) Act(ctx context.Context, v Viewer, reference string, a Act) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error { return d.act(s, a) })
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// act judges and adds an act.
func (d *draft) act(s sight, a Act) error {
	if a.Seen != 0 && a.Seen != d.f.N() {
		return ErrConflict
	}
	as, party, err := d.capacityFor(s, a.Act)
	if err != nil {
		return err
	}
	d.as, d.forParty = as, party
	occ := d.occurrence(a, as, party)
	if body := d.f.Book.Rules.Body(as); d.votes(body) && a.Tally == nil {
		if refusal := d.foreseen(occ); refusal != nil {
			return d.refuse(occ, refusal)
		}
		return mend("act", "%s decides by vote: put it to the members as a motion.", Words(as))
	}
	return d.do(occ, Acted{Occurrence: occ, Reasons: a.Reasons, Text: a.Text, Exhibits: a.Exhibits, Fields: a.Fields})
}

// do adds an act if the rules allow it, and their refusal if they do not.
func (d *draft) do(occ matter.Occurrence, w Acted) error {
	if len(d.f.Proc.Find(occ)) == 0 {
		return mend("act", "The rules have no act %q with the outcome %q for %s.", occ.Act, occ.Outcome, occ.As)
	}
	if occ.On < d.f.State.On {
		occ.On = d.f.State.On
	}
	event, refusal := d.f.Proc.Judge(d.f.State, occ)
	if refusal != nil {
		return d.refuse(occ, refusal)
	}
	if err := d.ready(event); err != nil {
		return err
	}
	for name, value := range occ.Data {
		if err := d.f.Proc.CanSay(event, name, value); err != nil {
			return mend(name, "%s: %v.", Words(name), err)
		}
	}
	w.Occurrence = occ
	return d.add(w)
}

// refuse keeps a refusal on file and gives it back.
func (d *draft) refuse(occ matter.Occurrence, refusal *matter.Refusal) error {
	if err := d.add(Refused{occ.Act, occ.Outcome, occ.On, d.f.Conditions(refusal)}); err != nil {
		return err
	}
	return refusal
}

// occurrence is what the kernel judges.
func (d *draft) occurrence(a Act, as string, party PersonID) matter.Occurrence {
	by := d.viewer.Person
	if party != "" {
		by = party
	}
	o := matter.Occurrence{Act: a.Act, Outcome: a.Outcome, Instance: a.Instance, On: d.f.Today, By: []string{string(by)}, As: as, To: string(a.To),
		Ground: a.Ground, Reasons: strings.TrimSpace(a.Reasons) != "", Data: a.Data, Conduct: a.Conduct, Discovery: a.Discovery, Tally: a.Tally}
	d.aboutPeople(&o)
	return o
}

// aboutPeople tells the kernel what those who act, or are given a role, are elsewhere.
func (d *draft) aboutPeople(o *matter.Occurrence) {
	o.Statuses = map[string][]string{}
	for _, p := range append(slices.Clone(o.By), o.To) {
		if p != "" {
			o.Statuses[p] = d.f.bareStatuses(d.o.Roll().Statuses(PersonID(p), d.f.Today))
		}
	}
	o.Linked = d.beside
}

// capacityFor finds in which capacity the viewer does an act: the one that was asked for, or the only one that may.
// A representative acts for the party.
func (d *draft) capacityFor(s sight, act string) (as string, party PersonID, err error) {
	can := d.f.mayAct(act)
	for _, c := range s.caps {
		if d.viewer.As != "" && c != d.viewer.As {
			continue
		}
		if slices.ContainsFunc(can, func(name string) bool { return slices.Contains(d.f.Book.Rules.ActsFor(c), name) }) {
			return c, "", nil
		}
		if speaksFor(c) {
			if role, who := d.speaksFor(can); role != "" {
				return role, who, nil
			}
		}
	}
	if len(s.caps) == 0 {
		return "", "", ErrNotFound
	}
	if d.viewer.As != "" && slices.Contains(s.caps, d.viewer.As) {
		return d.viewer.As, "", nil // the kernel says that this capacity may not
	}
	return s.caps[0], "", nil
}

// speaksFor finds the role for which the viewer, its representative, may act, and the party.
func (d *draft) speaksFor(can []string) (role string, party PersonID) {
	for _, p := range d.f.Posts {
		if p.Person == d.viewer.Person && !p.Ended && speaksFor(p.Capacity) && slices.Contains(can, p.Of) {
			if holders := d.f.Holders(p.Of); len(holders) > 0 {
				return p.Of, holders[0]
			}
		}
	}
	return "", ""
}

// mayAct lists the roles, bodies and offices that the rules let do an act; those of a chain are all of its bodies.
func (f *File) mayAct(act string) []string {
	var list []string
	for i := range f.Proc.Acts {
		if a := &f.Proc.Acts[i]; a.Name == act {
			for _, by := range a.By {
				if by.Chain >= 0 && by.Chain < len(f.Proc.Chains) && f.Proc.Chains[by.Chain].Name == by.Name {
					list = append(list, f.Proc.Chains[by.Chain].Bodies...)
					continue
				}
				list = append(list, by.Name)
			}
		}
	}
	return list
}

// votes says whether a body decides by the votes of several.
func (d *draft) votes(b *matter.Body) bool {
	return b != nil && !b.Office && b.Seats > 1 && len(d.f.Posted(b.Name)) > 0
}

// ready refuses what the office itself is not ready for, though the rules allow it: evidence is not disclosed before a
// person has looked at its copy.
func (d *draft) ready(event int) error {
	a := &d.f.Proc.Acts[d.f.Proc.Events[event].Act]
	if !slices.Contains(a.Is, "disclosure") {
		return nil
	}
	var p Problems
	for _, x := range d.f.Exhibits {
		switch {
		case !x.forDisclosure() || x.ready():
		case x.Unscanned:
			p = append(p, Problem{"exhibits", "Exhibit " + Label(x.Exhibit) + " has not been looked through for harmful programs. Have it looked through, or withhold it with its ground."})
		case x.Found != "":
			p = append(p, Problem{"exhibits", "A harmful program was found in exhibit " + Label(x.Exhibit) + ". Withhold it with its ground."})
		default:
			p = append(p, Problem{"exhibits", "Exhibit " + Label(x.Exhibit) + " has no disclosure copy that somebody has looked at. Make the copy and check it, or withhold the exhibit with its ground."})
		}
	}
	if len(p) > 0 {
		return p
	}
	return nil
}
