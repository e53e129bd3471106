package check

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// overlaps reports appeals to a body that appoints, removes or oversees those who decided, or that either is part of.
func (c *caseCheck) overlaps() {
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if a.Instance > 1 {
			continue
		}
		for _, below := range c.parts(c.appealed(a)) {
			if c.overlap(a, below.as) {
				break
			}
		}
	}
}

func (c *caseCheck) overlap(a *matter.Act, below string) bool {
	for _, above := range a.AppealTo {
		if above == below {
			continue
		}
		wholes := c.wholes(below)
		for _, x := range c.wholes(above) {
			if has(wholes, x) && !c.electorate(x) {
				c.findIn(appointmentOverlap, a.Decl, "the appeal from `%s` goes to `%s`, and both are, or are part of, `%s`", below, above, x)
				return true
			}
			for _, y := range append(wholes, c.pools(below)...) {
				if how := c.edge(x, y); how != "" {
					c.findIn(appointmentOverlap, a.Decl, "the appeal from `%s` goes to `%s`, and `%s` %s `%s`", below, above, x, how, y)
					return true
				}
			}
		}
	}
	return false
}

// wholes lists a body and what it is part of.
func (c *caseCheck) wholes(name string) []string {
	list := []string{name}
	for i := 0; i < len(list); i++ {
		if x := c.rules.Body(list[i]); x != nil {
			for _, whole := range x.PartOf {
				if !has(list, whole) {
					list = append(list, whole)
				}
			}
		}
	}
	return list
}

// pools lists the bodies that a body is drawn from.
func (c *caseCheck) pools(name string) []string {
	if x := c.rules.Body(name); x != nil {
		return x.DrawnFrom
	}
	return nil
}

// edge says what one body has to say over another; empty when nothing. Electorates are exempt: somebody must elect.
func (c *caseCheck) edge(above, below string) string {
	if c.electorate(above) {
		return ""
	}
	x := c.rules.Body(below)
	if x == nil {
		return ""
	}
	switch {
	case has(x.AppointedBy, above) || has(x.ElectedBy, above):
		return "appoints"
	case has(x.RemovedBy, above):
		return "removes"
	case has(x.OverseenBy, above):
		return "oversees"
	}
	return ""
}

// fallbacks reports fallbacks that go round, and lines of fallbacks and chains that end in nobody.
func (b *bookCheck) fallbacks() {
	done := map[string]bool{}
	for i := range b.rules.Bodies {
		x := &b.rules.Bodies[i]
		path := []string{x.Name}
		for y := x; y != nil && y.Fallback != ""; y = b.rules.Body(y.Fallback) {
			if !has(path, y.Fallback) {
				path = append(path, y.Fallback)
				continue
			}
			if cycle := path[slices.Index(path, y.Fallback):]; !done[slices.Min(cycle)] {
				done[slices.Min(cycle)] = true
				d := b.findIn(fallbackCycle, x.Decl, "when it cannot act: %s", arrows(append(path, y.Fallback)))
				pointAt(d, property(x.Decl, rulebook.KeyFallback))
			}
			break
		}
	}
	for _, p := range b.rules.Procedures {
		for _, ch := range p.Chains {
			for i, name := range ch.Bodies {
				if has(ch.Bodies[:i], name) {
					b.findIn(fallbackCycle, ch.Decl, "the chain comes back to `%s`", name)
					break
				}
			}
		}
	}
}

func arrows(names []string) string {
	text := ""
	for i, n := range names {
		if i > 0 {
			text += " -> "
		}
		text += "`" + n + "`"
	}
	return text
}

// pointAt makes a defect point at a property rather than at the whole statement.
func pointAt(d *Defect, q *rulebook.Property) {
	if q == nil {
		return
	}
	d.Pos, d.End = q.Pos, q.End
	if q.End.Line != q.Pos.Line {
		d.End = rulebook.Pos{Line: q.Pos.Line, Col: q.Pos.Col + len(q.Key)}
	}
}

// ties reports bodies that decide and do not say how, or leave a tie open, and votes that leave one open.
func (c *caseCheck) ties() {
	for _, name := range c.deciders() {
		x := c.rules.Body(name)
		if x == nil || x.Office || x.Seats == 1 || x.Outside && x.Majority == "" {
			continue
		}
		switch {
		case x.Majority == "":
			c.findIn(tieUndecided, x.Decl, "`%s` decides, and nothing says by which majority", name).Help = "add to `" + name + "`: decides by majority of those voting, tie -> lost"
		case x.Tie == "" && x.Majority == "majority" && !alwaysOdd(x):
			d := c.findIn(tieUndecided, x.Decl, "`%s` decides by a majority, and nothing says what a tie is", name)
			pointAt(d, property(x.Decl, rulebook.KeyDecidesBy))
			d.Help = "add to `" + name + "`: tie -> lost"
		case x.Tie != "" && !has([]string{"lost", "carried", "chair"}, x.Tie) && !c.someOutcome(x.Tie):
			d := c.findIn(tieUndecided, x.Decl, "a tie is `%s`, which is no outcome of anything it decides", x.Tie)
			pointAt(d, property(x.Decl, rulebook.KeyTie))
		}
	}
	for _, v := range c.p.Votes {
		if v.Majority == "" {
			c.findIn(tieUndecided, v.Decl, "nothing says by which majority `%s` is carried", v.Name)
		} else if v.Majority == "majority" && property(v.Decl, rulebook.KeyTied) == nil {
			c.findIn(tieUndecided, v.Decl, "nothing says what follows when `%s` is tied", v.Name)
		}
	}
}

// alwaysOdd says whether all who have a seat must vote, and they are an odd number: only abstaining could make a tie,
// and it counts against where the majority is of the seats.
func alwaysOdd(x *matter.Body) bool {
	return x.Seats%2 == 1 && x.Quorum == x.Seats && (x.Base == "seats" || x.Base == "members")
}

func (c *caseCheck) someOutcome(name string) bool {
	for i := range c.p.Acts {
		if has(c.p.Acts[i].Outcomes, name) {
			return true
		}
	}
	return false
}

// deciders lists the bodies that decide something, in the order of the book.
func (c *caseCheck) deciders() []string {
	var list []string
	for _, e := range c.events(func(e int) bool {
		return c.byPerson(e) && (c.is(e, "decision", "review", "assessment", "remittal", "reopening", "interim") || c.adverse(e) != matter.NoSide)
	}) {
		for _, as := range c.capacities(e) {
			if !has(list, as) {
				list = append(list, as)
			}
		}
	}
	for _, v := range c.p.Votes {
		if i := slices.Index(list, v.Body); i >= 0 {
			list = slices.Delete(list, i, i+1) // a vote says for itself how it is carried
		}
	}
	return list
}

// adverse says against which side an event goes: as the book says, or the respondent, on whom a sanction is imposed.
func (c *caseCheck) adverse(event int) matter.Side {
	e := &c.p.Events[event]
	if e.Against == matter.NoSide && len(e.Imposes) > 0 {
		return matter.Respondent
	}
	return e.Against
}

// singleHands reports what goes against a person and is decided by one person alone, on appeal too.
func (c *caseCheck) singleHands() {
	done := map[string]bool{}
	for _, e := range c.events(c.byPerson) {
		a := &c.p.Acts[c.p.Events[e].Act]
		if c.adverse(e) == matter.NoSide || c.is(e, "interim") || done[a.Name] {
			continue
		}
		who, judges := c.capacities(e), c.appealsTo(e)
		if len(who) == 0 || len(judges) == 0 || !c.allSingle(who) || !c.allSingle(judges) {
			continue
		}
		done[a.Name] = true
		story, ok := c.shortest(singleHand, moment{event: e})
		if !ok {
			continue
		}
		d := c.eventDefect(singleHand, e, "`%s` is decided by `%s` alone, and an appeal from it by `%s` alone", c.p.EventName(e), who[0], judges[0])
		d.Story = story
	}
}

// appealsTo lists the bodies to which an event can be appealed.
func (c *caseCheck) appealsTo(event int) []string {
	var list []string
	for i := range c.p.Acts {
		if has(c.p.Acts[i].AppealOf, event) {
			list = append(list, c.p.Acts[i].AppealTo...)
		}
	}
	return list
}

// allSingle says whether each is one person: an office, or a body that one of its members can decide for.
func (c *caseCheck) allSingle(names []string) bool {
	for _, n := range names {
		x := c.rules.Body(n)
		if x == nil || !x.Office && x.Seats != 1 && x.Quorum != 1 {
			return false
		}
	}
	return true
}

// vetoes reports officers who can end a matter alone, without its being a decision that can be appealed, and officers
// without whose act others cannot go on, and who have no day by which to do it.
func (c *caseCheck) vetoes() {
	for _, e := range c.events(c.byPerson) {
		if c.p.Acts[c.p.Events[e].Act].Synthetic {
			continue
		}
		if office := c.oneOffice(c.p.Events[e].Act); office != "" && c.endsAlone(e) {
			if story, ok := c.shortest(officerVeto, moment{event: e}); ok {
				d := c.eventDefect(officerVeto, e, "`%s` can end the matter alone", office)
				d.Story = story
			}
		}
	}
	done := map[int]bool{}
	for _, e := range c.events(c.byPerson) {
		for i := range c.p.Events[e].Conds {
			cond := &c.p.Events[e].Conds[i]
			if cond.Kind != matter.CondNeeds || len(cond.Acts) == 0 || done[cond.Acts[0]] || !c.progress(e) {
				continue
			}
			if office := c.holdsUp(e, cond.Acts); office != "" {
				done[cond.Acts[0]] = true
				a := &c.p.Acts[cond.Acts[0]]
				c.findIn(officerVeto, a.Decl, "`%s` waits for `%s`, which only `%s` can do and no day is set for", c.p.Acts[c.p.Events[e].Act].Name, a.Name, office).Help =
					"add: " + office + " must " + a.Name + " within N days of EVENT otherwise EVENT\nor let somebody else do it too: act " + a.Name + " by " + office + " or OFFICE"
			}
		}
	}
}

// progress says whether a matter gets further by an event: to another stage, or to a step of a fair process.
func (c *caseCheck) progress(event int) bool {
	return c.p.Events[event].To >= 0 || len(c.p.Acts[c.p.Events[event].Act].AppealOf) > 0 ||
		c.is(event, "decision", "assessment", "investigation", "charge", "disclosure", "answer", "hearing", "review")
}

// oneOffice is the only office that may do an act; empty when it is not one office alone.
func (c *caseCheck) oneOffice(act int) string {
	a := &c.p.Acts[act]
	if a.Anyone || len(a.By) != 1 || a.By[0].DoerOf || a.By[0].Chain >= 0 {
		return ""
	}
	if x := c.rules.Body(a.By[0].Name); x != nil && x.Office {
		return x.Name
	}
	return ""
}

// endsAlone says whether an event ends a matter that has not been decided, without being a decision itself, or a
// settlement to which somebody else agreed first.
func (c *caseCheck) endsAlone(event int) bool {
	e := &c.p.Events[event]
	if e.To < 0 || !c.p.Stages[e.To].Final || c.adverse(event) != matter.NoSide || c.is(event, "decision", "assessment", "review", "reopening") {
		return false
	}
	for _, cond := range e.Conds {
		if cond.Kind == matter.CondNeeds && !slices.ContainsFunc(cond.Acts, func(a int) bool { return c.oneOffice(a) == c.oneOffice(e.Act) }) {
			return false
		}
	}
	return !c.afterDecision(event)
}

// afterDecision says whether an event can only come where something has been decided: its stage is entered by
// decisions, by what passes after them, and by nothing else.
func (c *caseCheck) afterDecision(event int) bool {
	var before []matter.Lit
	for _, d := range c.events(func(e int) bool { return c.is(e, "decision", "review") || c.adverse(e) != matter.NoSide }) {
		before = append(before, is0(c.p.Acts[c.p.Events[d].Act].Executed))
	}
	return c.never(officerVeto, moment{event: event, before: before})
}

// holdsUp is the office that alone can do any of the acts an event needs, none of which has a deadline; empty when
// there is another way.
func (c *caseCheck) holdsUp(event int, acts []int) string {
	office := ""
	for _, a := range acts {
		who := c.oneOffice(a)
		if who == "" || office != "" && who != office || c.hasDeadline(a) || a == c.p.Begin {
			return ""
		}
		office = who
	}
	if c.oneOffice(c.p.Events[event].Act) == office || c.is(event, "penalty") {
		return ""
	}
	return office
}

// hasDeadline says whether some deadline with a consequence is met by an act.
func (c *caseCheck) hasDeadline(act int) bool {
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		for _, e := range d.Until {
			if c.p.Events[e].Act == act && d.Limited() && d.Otherwise >= 0 && d.Window < 0 {
				return true
			}
		}
	}
	return false
}
