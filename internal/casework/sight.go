package casework

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// A Space is where something stands, and so who may see it.
type Space string

// The spaces that every matter has. Each party has a private space beside them, and each body its deliberation.
const (
	Common       Space = "common"       // all that a decider can see; both parties see it
	Intake       Space = "intake"       // between the complainant's side and the office
	OfficeSide   Space = "office"       // those who prepare the case
	Advice       Space = "advice"       // privileged advice to the office
	Safeguarding Space = "safeguarding" // steps for somebody's safety
)

// Private is the private space of a party: contact, health, adjustments, drafts, support.
func Private(role string) Space { return Space("private:" + role) }

// Deliberation is where a body deliberates.
func Deliberation(body string) Space { return Space("deliberation:" + body) }

// A Viewer is whoever asks, or acts.
type Viewer struct {
	Person PersonID
	As     string // the capacity acted in; empty: whichever fits
}

// A sight is what one person may see of one matter. It is the only place where that is decided.
type sight struct {
	f       *File
	person  PersonID
	caps    []string
	parties []string // the roles of the parties that the person is, or speaks for
	office  bool     // prepares the case: holds an office or a role on the organisation's side
	bodies  []string // bodies that decide on which the person sits
	auditor bool     // reads all
	exists  bool     // may know that there is such a matter
}

// sightOf works out what a person may see. Somebody from whom the matter is kept sees nothing of it, whatever they hold.
func (f *File) sightOf(p PersonID, roll *Roll) sight {
	if f.waits() {
		return f.sightOfPaper(p)
	}
	s := sight{f: f, person: p, auditor: p != "" && roll.Holds(p, Auditor, f.Today)}
	if p == "" || slices.Contains(f.Opened.Kept, p) && !f.isParty(p) {
		return sight{f: f, person: p}
	}
	s.caps = f.Capacities(p)
	for _, c := range s.caps {
		s.capacity(c)
	}
	s.auditor = s.auditor && len(s.caps) == 0
	s.exists = s.auditor || s.office || len(s.bodies) > 0 || slices.ContainsFunc(s.parties, func(r string) bool { return f.told[r] })
	return s
}

func (s *sight) capacity(c string) {
	switch body := s.f.Book.Rules.Body(c); {
	case slices.Contains(s.f.partyRoles(), c):
		s.parties = append(s.parties, c)
	case body != nil && !body.Office && !body.Outside:
		s.bodies = append(s.bodies, c)
	case body != nil && body.Outside && body.Seats > 1:
		s.bodies = append(s.bodies, c)
	case body != nil:
		s.office = true
	case s.f.isRole(c):
		s.office = s.office || s.f.side(c) == matter.Organisation
	default: // a representative or supporter sees what the party sees
		for _, post := range s.f.Posts {
			if post.Person == s.person && post.Capacity == c && !post.Ended && speaksFor(c) {
				s.parties = append(s.parties, post.Of)
			}
		}
	}
}

// Representative and the others are parts that a person may have beside the rules, for a party.
const (
	Representative = "representative"
	Companion      = "companion"
	Supporter      = "supporter"
	Interpreter    = "interpreter"
	SupportContact = "support-contact" // takes no part in deciding, and is told when the party cannot go on
)

// speaksFor says whether somebody in that part sees what the party sees.
func speaksFor(capacity string) bool { return capacity == Representative }

// isParty says whether a person is a party to the matter.
func (f *File) isParty(p PersonID) bool {
	return slices.ContainsFunc(f.partyRoles(), func(role string) bool { return slices.Contains(f.Holders(role), p) })
}

// decides says whether the person sits on a body that decides, and has no other part.
func (s sight) decides() bool { return len(s.bodies) > 0 && !s.office && len(s.parties) == 0 }

// Sees says whether what stands in a space, put there by somebody, may be seen.
func (s sight) Sees(space Space, by PersonID) bool {
	switch {
	case !s.exists:
		return false
	case by != "" && by == s.person:
		return true
	case s.auditor:
		return space != Advice
	case space == Common:
		return true
	case space == Intake:
		return s.office || s.onSide(matter.Complainant)
	case space == OfficeSide, space == Advice:
		return s.office
	case space == Safeguarding:
		return s.office && slices.Contains(s.caps, s.f.keeper())
	}
	if role, ok := strings.CutPrefix(string(space), "private:"); ok {
		return slices.Contains(s.parties, role) || s.office && slices.Contains(s.caps, s.f.keeper())
	}
	body, _ := strings.CutPrefix(string(space), "deliberation:")
	return slices.Contains(s.bodies, body)
}

// keeper is the office that keeps the case moving: the one that acknowledges it, which is whoever the first duty of the
// procedure is on.
func (f *File) keeper() string {
	for i := range f.Proc.Deadlines {
		if d := &f.Proc.Deadlines[i]; d.Duty >= 0 {
			for _, a := range f.Proc.Acts[d.Duty].By {
				if b := f.Book.Rules.Body(a.Name); b != nil && b.Office {
					return b.Name
				}
			}
		}
	}
	return ""
}

// onSide says whether the person is, or speaks for, a party on a side.
func (s sight) onSide(side matter.Side) bool {
	return slices.ContainsFunc(s.parties, func(role string) bool { return s.f.side(role) == side })
}

// SeesStep says whether a step may be seen: parties see what they did and what the rules tell them; deciders what both
// parties see, and what they did themselves.
func (s sight) SeesStep(st *Step) bool {
	switch {
	case !s.exists:
		return false
	case s.auditor, s.office, st.By != "" && st.By == s.person:
		return true
	case s.decides():
		return slices.Contains(s.bodies, st.Occurrence.As) || s.f.bothSidesTold(st)
	}
	return slices.ContainsFunc(s.parties, func(role string) bool { return s.f.stepTold(st, role) })
}

// stepTold says whether a step is of a role or told to it.
func (f *File) stepTold(st *Step, role string) bool {
	if st.Occurrence.As == role {
		return true
	}
	if st.Event < 0 {
		return false
	}
	a := &f.Proc.Acts[f.Proc.Events[st.Event].Act]
	if slices.Contains(a.Tells, role) {
		return true
	}
	if n := f.noticeOf(st.Event); n != nil && slices.Contains(n.To, role) {
		return true
	}
	return a.Thread != "" && a.Opened >= 0 && f.told[role] // what has been opened, a charge, is known to those who know of the matter
}

func (f *File) bothSidesTold(st *Step) bool {
	sides := map[matter.Side]bool{}
	for _, role := range f.partyRoles() {
		if f.stepTold(st, role) {
			sides[f.side(role)] = true
		}
	}
	return sides[matter.Complainant] && sides[matter.Respondent]
}

// noticeOf is the notice that an event sends; nil when it sends none.
func (f *File) noticeOf(event int) *matter.Notice {
	act := f.Proc.Events[event].Act
	for i := range f.Proc.Notices {
		n := &f.Proc.Notices[i]
		if n.Send == act {
			return n
		}
		for k := range f.Proc.Deadlines {
			if d := &f.Proc.Deadlines[k]; d.Duty == n.Send && d.Otherwise >= 0 && f.Proc.Events[d.Otherwise].Act == act {
				return n
			}
		}
	}
	return nil
}

// tell works out which roles have been told of the matter: those who began it or did something in it, and those whom
// a step, or a notice, tells.
func (f *File) tell() {
	for i := range f.Steps {
		st := &f.Steps[i]
		if st.Mark == Void {
			continue
		}
		for _, role := range f.partyRoles() {
			if !f.told[role] && f.tells(st, role) {
				f.told[role] = true
			}
		}
	}
}

func (f *File) tells(st *Step, role string) bool {
	if st.Occurrence.As == role {
		return true
	}
	if st.Event < 0 {
		return false
	}
	if slices.Contains(f.Proc.Acts[f.Proc.Events[st.Event].Act].Tells, role) {
		return true
	}
	n := f.noticeOf(st.Event)
	return n != nil && slices.Contains(n.To, role)
}

// Names says whether the person may be told the name of somebody in the matter.
func (s sight) Names(p PersonID) bool {
	switch {
	case !s.exists:
		return false
	case p == s.person, s.office, s.auditor:
		return true
	}
	hidden := s.f.Opened.Standing == Protected || s.f.Opened.Standing == Anonymous
	if hidden && slices.Contains(s.f.Holders(s.f.complainantRole()), p) {
		return s.onSide(matter.Complainant)
	}
	return true
}

// complainantRole is the role in which the matter was begun.
func (f *File) complainantRole() string {
	if len(f.Steps) > 0 {
		return f.Steps[0].Occurrence.As
	}
	return ""
}

// SeesExhibit says whether an exhibit may be seen, and whether its original may. Deciders and parties see disclosed
// copies, and each what they brought themselves.
func (s sight) SeesExhibit(x *Exhibit) (sees, original bool) {
	switch {
	case !s.exists || x.hidden():
		return false, false
	case x.By != "" && x.By == s.person:
		return true, true
	case s.auditor:
		return true, false
	case s.office && x.Space != Advice && s.Sees(x.Space, ""):
		return true, true
	case x.Withheld != "":
		return false, false
	}
	return x.Disclosed && x.Copy != nil && x.Checked, false
}

// Investigates says whether the person may find out who has seen what: the auditor may, and whoever keeps the case.
func (s sight) Investigates() bool {
	return s.auditor || s.office && slices.Contains(s.caps, s.f.keeper())
}

// namesOf lists people by name, or by what they are where the name is withheld.
func (s sight) namesOf(people []PersonID, roll *Roll) string {
	var list []string
	for _, p := range people {
		list = append(list, s.nameOf(p, roll))
	}
	return strings.Join(list, ", ")
}

// nameOf is a person's name; where it is withheld, or nobody knows it, what is said instead.
func (s sight) nameOf(p PersonID, roll *Roll) string {
	if p == "" {
		return ""
	}
	if !s.Names(p) {
		return "name withheld"
	}
	if person, ok := roll.Person(p); ok && person.Name != "" {
		return person.Name
	}
	return "somebody without a name on the roll"
}
