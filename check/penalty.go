package check

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// penalties runs the checks on when what was imposed begins, and whether it can be appealed.
func (c *caseCheck) penalties() {
	c.unappealable()
	c.beforeFinding()
	c.beforeAppealEnds()
}

// unappealable reports what goes against a side without that side being able to appeal: sanctions, dismissals, the
// removal of a candidate, interim measures. What an appeal decides ends there.
func (c *caseCheck) unappealable() {
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if len(a.AppealOf) == 0 || len(a.AppealTo) == 0 || a.Instance > 1 || c.decidedBy(c.withFallbacks(a.AppealTo)) {
			continue
		}
		d := c.findIn(unappealableSanction, a.Decl, "`%s` goes to `%s`, who can decide nothing: no act of theirs `is decision` or `is review`", a.Name, inWords(a.AppealTo, "or"))
		helping(d, "act "+a.Name+".decide by "+inWords(a.AppealTo, "or")+", is decision, with reasons")
	}
	done := map[int]bool{}
	for _, e := range c.events(c.byPerson) {
		side, act := c.adverse(e), c.p.Events[e].Act
		if m := c.begins(e); m != nil && side == matter.NoSide {
			side = matter.Respondent
		}
		if side != matter.Complainant && side != matter.Respondent || done[act] || c.reviewed(e) || c.decidesAppeal(e) {
			continue
		}
		appeals := c.appealsBy(e, side)
		if c.canFollow(e, appeals) {
			continue
		}
		story, ok := c.shortest(unappealableSanction, moment{event: e, before: c.noAppealYet()})
		if !ok {
			continue
		}
		done[act] = true
		d := c.eventDefect(unappealableSanction, e, "`%s` goes against the %s, who cannot appeal", c.p.EventName(e), side)
		if a := c.p.Acts[act].Name; len(c.rolesOf(side)) > 0 {
			helping(d, "act "+a+".appeal by "+strings.Join(c.rolesOf(side), " or ")+", appeal of "+c.p.EventName(e)+" to "+c.bodyAbove(e))
		}
		if len(appeals) > 0 {
			d.Msg = "`" + c.p.EventName(e) + "` goes against the " + string(side) + ", whose appeal `" + c.p.Acts[c.p.Events[appeals[0]].Act].Name + "` can never follow it"
		}
		d.Story = story
	}
}

// decidedBy says whether one of some bodies decides anything: also by a vote. What is decided in another organisation is
// not for these rules to say.
func (c *caseCheck) decidedBy(bodies []string) bool {
	return slices.ContainsFunc(bodies, c.outside) || len(c.deciding(bodies)) > 0 || slices.ContainsFunc(c.p.Votes, func(v matter.Vote) bool { return has(bodies, v.Body) })
}

// decidesAppeal says whether an event is a review by a body to which something can be appealed.
func (c *caseCheck) decidesAppeal(event int) bool {
	return c.is(event, "review") && either(c.capacities(event), c.appealBodies())
}

// begins finds the measure that an event begins.
func (c *caseCheck) begins(event int) *matter.Measure {
	for i := range c.p.Measures {
		if has(c.p.Measures[i].Begins, event) {
			return &c.p.Measures[i]
		}
	}
	return nil
}

// reviewed says whether an event begins a measure that somebody else reviews of their own accord.
func (c *caseCheck) reviewed(event int) bool {
	m := c.begins(event)
	if m == nil {
		return false
	}
	for _, r := range m.Reviews {
		if !either(c.capacities(r), c.capacities(event)) {
			return true
		}
	}
	return false
}

// appealsBy lists the events by which a side appeals against an event.
func (c *caseCheck) appealsBy(event int, side matter.Side) []int {
	var list []int
	for _, e := range c.events(c.byPerson) {
		a := &c.p.Acts[c.p.Events[e].Act]
		if !has(a.AppealOf, event) {
			continue
		}
		for _, who := range c.capacities(e) {
			if c.sideOf(who) == side {
				list = append(list, e)
				break
			}
		}
	}
	return list
}

// canFollow says whether one of the appeals can come after the event, or it is not proven that none can.
func (c *caseCheck) canFollow(event int, appeals []int) bool {
	for _, a := range appeals {
		if !c.never(unappealableSanction, c.after(event, a)) {
			return true
		}
	}
	return false
}

// noAppealYet are the literals that nobody has appealed yet.
func (c *caseCheck) noAppealYet() []matter.Lit {
	var lits []matter.Lit
	for i := range c.p.Acts {
		if a := &c.p.Acts[i]; len(a.AppealOf) > 0 && a.Instance <= 1 {
			lits = append(lits, is0(a.Executed))
		}
	}
	return lits
}

// A finding is an act by which something is found against the respondent, with the literals that it stands or not.
type finding struct {
	act    int
	events []int
	lit    matter.Lit // it stands
	not    matter.Lit // it does not
}

// findings lists the acts that find against the respondent or impose something.
func (c *caseCheck) findings() []finding {
	var list []finding
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		f := finding{act: i}
		var mask uint64
		for _, e := range c.eventsOf(i) {
			if a.Kind != matter.PersonAct || c.adverse(e) != matter.Respondent || c.is(e, "interim", "assessment") {
				continue
			}
			f.events = append(f.events, e)
			if o := c.p.Events[e].Outcome; o >= 0 {
				mask |= 1 << uint(o+1)
			}
		}
		if len(f.events) == 0 {
			continue
		}
		f.lit, f.not = is1(a.Executed), is0(a.Executed)
		if mask != 0 {
			all := uint64(1)<<uint(len(a.Outcomes)+1) - 1
			f.lit, f.not = matter.Lit{Slot: a.Outcome, Mask: mask}, matter.Lit{Slot: a.Outcome, Mask: all &^ mask}
		}
		list = append(list, f)
	}
	return list
}

// beforeFinding reports penalties that can begin while no finding against the respondent stands.
func (c *caseCheck) beforeFinding() {
	var none []matter.Lit
	for _, f := range c.findings() {
		none = append(none, f.not)
	}
	found := c.reportFirst(penaltyBeforeFinding, c.events(func(e int) bool { return c.is(e, "penalty") }), func(e int) (moment, string) {
		return moment{event: e, before: none}, "`%s` can come although nothing has been found against the respondent"
	})
	for _, d := range found {
		if findings := c.standing(); len(findings) > 0 {
			helping(d.Defect, c.needLine(d.event, findings))
		}
	}
}

// beforeAppealEnds reports penalties that can begin while the respondent's time to appeal runs or has not begun, or an
// appeal is not decided; and sanctions of which nothing says when they begin.
func (c *caseCheck) beforeAppealEnds() {
	penalties := c.events(func(e int) bool { return c.is(e, "penalty") })
	for _, e := range penalties {
		for _, f := range c.findings() {
			if c.p.Acts[f.act].Instance <= 1 && c.duringAppeal(e, f) {
				break
			}
		}
	}
	if len(penalties) > 0 {
		return
	}
	for _, e := range c.events(c.byPerson) {
		if len(c.p.Events[e].Imposes) > 0 && len(c.appealsBy(e, matter.Respondent)) > 0 {
			c.eventDefect(sanctionBeforeAppealEnds, e, "nothing says when what `%s` imposes begins: no act `is penalty`", c.p.EventName(e))
			return
		}
	}
}

func (c *caseCheck) duringAppeal(penalty int, f finding) bool {
	for _, appeal := range c.appealsBy(f.events[0], matter.Respondent) {
		act := c.p.Events[appeal].Act
		for _, q := range c.appealMoments(act, f) {
			q.event = penalty
			story, ok := c.shortest(sanctionBeforeAppealEnds, q.moment)
			if !ok {
				continue
			}
			d := c.eventDefect(sanctionBeforeAppealEnds, penalty, "`%s` can come %s", c.p.EventName(penalty), q.words)
			d.Story = story
			if ends := c.actsOf(c.appealEnds(act)); len(ends) > 0 {
				helping(d, c.needLine(penalty, ends))
			}
			return true
		}
	}
	return false
}

// An appealMoment is a time at which no penalty should begin.
type appealMoment struct {
	moment
	words string
}

func (c *caseCheck) appealMoments(appeal int, f finding) []appealMoment {
	a := &c.p.Acts[appeal]
	var list []appealMoment
	var opens []int
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if d.Window != appeal || c.sideOf(d.Role) != matter.Respondent {
			continue
		}
		list = append(list, appealMoment{moment{before: []matter.Lit{f.lit, running(d)}}, "while the respondent may still appeal"})
		opens = append(opens, d.From...)
	}
	unopened := []matter.Lit{f.lit, is0(a.Executed), c.clear(0)}
	if len(list) == 0 {
		list = append(list, appealMoment{moment{before: unopened[:2]}, "although the respondent may still appeal: the appeal has no last day"})
	} else {
		watch := []Watch{{Set: opens, Clear: but(f.events, opens)}}
		list = append(list, appealMoment{moment{watch: watch, before: unopened}, "before the respondent's time to appeal has begun"})
	}
	closes := c.appealCloses(appeal)
	watch := []Watch{{Set: c.eventsOf(appeal), Clear: closes}}
	return append(list, appealMoment{moment{watch: watch, before: []matter.Lit{f.lit, c.bit(0)}}, "while an appeal is not decided"})
}

// but lists the numbers of a list that are not in another.
func but(list, without []int) []int {
	var rest []int
	for _, x := range list {
		if !has(without, x) {
			rest = append(rest, x)
		}
	}
	return rest
}

// appealCloses lists the events that decide an appeal: what its body decides, and what happens when the time for it,
// or for the body after it, has passed.
func (c *caseCheck) appealCloses(appeal int) []int {
	a := &c.p.Acts[appeal]
	bodies := c.withFallbacks(a.AppealTo)
	list := c.events(func(e int) bool {
		return c.byPerson(e) && c.is(e, "decision", "review", "remittal") && either(c.capacities(e), bodies)
	})
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if d.Otherwise < 0 || d.Window >= 0 {
			continue
		}
		for _, e := range d.Until {
			if has(list, e) && (c.p.Events[d.Otherwise].Favours != matter.NoSide || c.leadsToFinal(d.Otherwise)) {
				list = append(list, d.Otherwise)
				break
			}
		}
	}
	return list
}

// appealEnds lists the events after which no appeal is open: those that decide it, and the close of the time for it.
func (c *caseCheck) appealEnds(appeal int) []int {
	list := c.appealCloses(appeal)
	for i := range c.p.Deadlines {
		if d := &c.p.Deadlines[i]; d.Window == appeal && d.Otherwise >= 0 && !has(list, d.Otherwise) {
			list = append([]int{d.Otherwise}, list...)
		}
	}
	return list
}

func (c *caseCheck) leadsToFinal(event int) bool {
	to := c.p.Events[event].To
	return to >= 0 && c.p.Stages[to].Final
}

// withFallbacks adds to bodies those that act when they cannot.
func (c *caseCheck) withFallbacks(bodies []string) []string {
	list := append([]string{}, bodies...)
	for i := 0; i < len(list); i++ {
		if x := c.rules.Body(list[i]); x != nil && x.Fallback != "" && !has(list, x.Fallback) {
			list = append(list, x.Fallback)
		}
	}
	return list
}
