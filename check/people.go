package check

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// kinds says what an event is in a fair process: what its act says of itself, and what a statement says of this
// outcome alone.
func (c *caseCheck) kinds(event int) []string {
	e := &c.p.Events[event]
	a := &c.p.Acts[e.Act]
	var list []string
	for _, s := range c.book.Statements {
		if s != a.Decl && (s.Kind != rulebook.KindOn || s.Procedure != a.Decl.Procedure || !c.speaksOf(s, event)) {
			continue
		}
		for i := range s.Props {
			if q := &s.Props[i]; q.Key == rulebook.KeyIs && (s != a.Decl || !a.Synthetic) {
				list = append(list, q.Value)
			}
		}
	}
	return list
}

// speaksOf says whether a statement that stands alone is about an event: its act, or this outcome of it.
func (c *caseCheck) speaksOf(s *rulebook.Statement, event int) bool {
	e := &c.p.Events[event]
	a := &c.p.Acts[e.Act]
	for _, ref := range s.Subject {
		if ref.Name == a.Name && (ref.Outcome == "" || e.Outcome >= 0 && ref.Outcome == a.Outcomes[e.Outcome]) {
			return true
		}
	}
	return false
}

// is says whether an event is one of the kinds.
func (c *caseCheck) is(event int, kinds ...string) bool { return either(c.kindsOf[event], kinds) }

// events lists the events that f holds of, of the first instance of a thread only.
func (c *caseCheck) events(f func(event int) bool) []int {
	var list []int
	for e := range c.p.Events {
		if c.p.Acts[c.p.Events[e].Act].Instance <= 1 && f(e) {
			list = append(list, e)
		}
	}
	return list
}

// ofKind lists the events of a kind that persons do.
func (c *caseCheck) ofKind(kinds ...string) []int {
	return c.events(func(e int) bool { return c.byPerson(e) && c.is(e, kinds...) })
}

// byPerson says whether an event is an act of a person.
func (c *caseCheck) byPerson(event int) bool {
	return c.p.Acts[c.p.Events[event].Act].Kind == matter.PersonAct
}

// capacities are the roles, bodies and offices in which an event is done; of a chain, each of its links.
func (c *caseCheck) capacities(event int) []string {
	e := &c.p.Events[event]
	var list []string
	for _, by := range c.p.Acts[e.Act].By {
		switch {
		case e.As != "" && by.Name != e.As, by.DoerOf:
		case by.Chain >= 0:
			list = append(list, c.p.Chains[by.Chain].Bodies...)
		default:
			list = append(list, by.Name)
		}
	}
	return list
}

// sideOf is the side of a role, body or office.
func (c *caseCheck) sideOf(name string) matter.Side {
	for _, r := range c.p.Roles {
		if r.Name == name {
			return r.Side
		}
	}
	if x := c.rules.Body(name); x != nil {
		return x.Side
	}
	return matter.NoSide
}

// rolesOf lists the roles of a side.
func (c *caseCheck) rolesOf(side matter.Side) []string {
	var list []string
	for _, r := range c.p.Roles {
		if r.Side == side {
			list = append(list, r.Name)
		}
	}
	return list
}

// isParty says whether a name is a role of one of the two sides.
func (c *caseCheck) isParty(name string) bool {
	return slices.ContainsFunc(c.p.Roles, func(r matter.Role) bool {
		return r.Name == name && (r.Side == matter.Complainant || r.Side == matter.Respondent)
	})
}

// A part is what one person does in a matter: an event in a capacity. A party has its part from the start: no event.
type part struct {
	event int // -1
	as    string
	when  []matter.Lit // of a link of a chain: it is that link's turn
}

// barred says whether the rules keep a person who has had one part from having the other later. Who holds an office,
// or is a party, does so from the start, so a bar from an office works in both orders.
func (c *caseCheck) barred(later, earlier part) bool {
	for _, bar := range c.p.Bars {
		if c.fits(bar.Role, later) && c.fits(bar.From, earlier) {
			return true
		}
		if c.fromTheStart(later.as) && c.fits(bar.Role, earlier) && c.fits(bar.From, later) {
			return true
		}
	}
	return false
}

func (c *caseCheck) fits(a matter.Actor, x part) bool {
	if a.DoerOf {
		return x.event >= 0 && c.p.Acts[c.p.Events[x.event].Act].Name == a.Name
	}
	return a.Name == x.as
}

func (c *caseCheck) fromTheStart(name string) bool {
	if x := c.rules.Body(name); x != nil {
		return x.Office
	}
	return c.isParty(name)
}

// parts lists, of some events, each capacity in which each may be done. A link of a chain has its turn.
func (c *caseCheck) parts(events []int) []part {
	var list []part
	for _, e := range events {
		for _, as := range c.capacities(e) {
			x := part{e, as, c.turn(e, as)}
			if x.when == nil || c.reachable(x) {
				list = append(list, x)
			}
		}
	}
	return list
}

// turn are the literals that it is a body's turn in the chain that does an event; nil when no chain does.
func (c *caseCheck) turn(event int, as string) []matter.Lit {
	for _, by := range c.p.Acts[c.p.Events[event].Act].By {
		if by.Chain < 0 {
			continue
		}
		ch := &c.p.Chains[by.Chain]
		if i := slices.Index(ch.Bodies, as); i >= 0 {
			return []matter.Lit{{Slot: ch.Slot, Mask: 1 << uint(i)}}
		}
	}
	return nil
}

// reachable says whether a part can be had at all.
func (c *caseCheck) reachable(x part) bool {
	return c.can(appealToSamePeople, moment{event: x.event, before: x.when})
}

// electorate says whether a name is a body of all who vote, from which nobody can be kept.
func (c *caseCheck) electorate(name string) bool {
	x := c.rules.Body(name)
	return x != nil && x.Electorate
}

// judgesOwnCause reports deciders who may have investigated, or be a party, in the same matter.
func (c *caseCheck) judgesOwnCause() {
	var investigators []part
	for _, e := range c.ofKind("investigation") {
		investigators = append(investigators, c.parts([]int{e})...)
		for _, role := range c.p.Acts[c.p.Events[e].Act].Names {
			if !c.isParty(role) {
				investigators = append(investigators, part{event: e, as: role})
			}
		}
	}
	done := map[string]bool{}
	for _, judge := range c.parts(c.ofKind("decision")) {
		if done[judge.as] || c.electorate(judge.as) {
			continue
		}
		done[judge.as] = c.ownCause(judge) || c.investigated(judge, investigators)
	}
}

// ownCause reports a decider whom nothing keeps from being a party.
func (c *caseCheck) ownCause(judge part) bool {
	if x := c.rules.Body(judge.as); x != nil && x.Outside {
		return false // not one of ours
	}
	var parties []string
	for _, side := range []matter.Side{matter.Complainant, matter.Respondent} {
		for _, role := range c.rolesOf(side) {
			if role != judge.as && !c.barred(judge, part{event: -1, as: role}) {
				parties = append(parties, role)
			}
		}
	}
	if len(parties) == 0 {
		return false
	}
	story, ok := c.shortest(investigatorJudges, moment{event: judge.event})
	if !ok {
		return false
	}
	d := c.eventDefect(investigatorJudges, judge.event, "nothing keeps one who is %s from deciding as `%s`", inWords(quoted(parties), "or"), judge.as)
	d.Story = story
	helping(d, "bar "+judge.as+" from "+braced(parties))
	return true
}

// investigated reports a decider who may have investigated, before or after.
func (c *caseCheck) investigated(judge part, investigators []part) bool {
	for _, i := range investigators {
		if i.as == judge.as && i.event == judge.event {
			continue
		}
		if !c.barred(judge, i) {
			if story, ok := c.shortest(investigatorJudges, c.after(i.event, judge.event)); ok {
				d := c.eventDefect(investigatorJudges, judge.event, "one person may investigate as `%s` and then decide as `%s`", i.as, judge.as)
				d.Story = story
				helping(d, c.apartLine(judge, i))
				return true
			}
		}
		if !c.barred(i, judge) {
			if story, ok := c.shortest(investigatorJudges, c.after(judge.event, i.event)); ok {
				d := c.eventDefect(investigatorJudges, judge.event, "one person may decide as `%s` and, when the case comes back, investigate as `%s`", judge.as, i.as)
				d.Story = story
				helping(d, c.apartLine(judge, i))
				return true
			}
		}
	}
	return false
}

// apartLine writes that nobody may have two parts.
func (c *caseCheck) apartLine(judge, other part) string {
	if judge.as == other.as {
		return "bar " + judge.as + " from doer of " + c.p.Acts[c.p.Events[other.event].Act].Name
	}
	return "bar " + judge.as + " and " + other.as + " from each other"
}

// samePeople reports appeals heard by those appealed from, and what is sent back to those who decided it.
func (c *caseCheck) samePeople() {
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if len(a.AppealOf) > 0 && a.Instance <= 1 {
			c.appealHeardBySame(i)
		}
	}
	for _, back := range c.ofKind("remittal", "reopening") {
		if c.p.Events[back].To >= 0 {
			c.sentBackToSame(back)
		}
	}
}

func (c *caseCheck) appealHeardBySame(act int) {
	a := &c.p.Acts[act]
	if len(a.AppealTo) == 0 {
		c.findIn(appealToSamePeople, a.Decl, "`%s` does not say who decides the appeal", a.Name)
		return
	}
	for _, below := range c.parts(c.appealed(a)) {
		for _, above := range c.parts(c.deciding(a.AppealTo)) {
			if !has(a.AppealTo, above.as) || c.apart(above.as, below.as) || c.barred(above, below) {
				continue
			}
			watch := []Watch{{Set: []int{below.event}}, {Set: c.eventsOf(act)}}
			story, ok := c.shortest(appealToSamePeople, moment{watch: watch, event: above.event, before: append([]matter.Lit{c.bit(0), c.bit(1)}, above.when...)})
			if !ok {
				continue
			}
			d := c.findIn(appealToSamePeople, a.Decl, "one person may decide as `%s` and then hear the appeal from it as `%s`", below.as, above.as)
			d.Story = story
			if above.as == below.as {
				helping(d, "bar "+above.as+" from doer of "+c.p.Acts[c.p.Events[below.event].Act].Name)
			} else {
				helping(d, "bar "+above.as+" from "+below.as)
			}
			return
		}
	}
}

// apart says whether nobody need be kept from being in both of two bodies: one of them is everyone who votes, or just
// one of them is made up of people of another organisation.
func (c *caseCheck) apart(a, b string) bool {
	if c.electorate(a) || c.electorate(b) {
		return true
	}
	return c.outside(a) != c.outside(b)
}

func (c *caseCheck) outside(name string) bool {
	x := c.rules.Body(name)
	return x != nil && x.Outside
}

// appealed lists the events that an appeal challenges and that persons do.
func (c *caseCheck) appealed(a *matter.Act) []int {
	var list []int
	for _, e := range a.AppealOf {
		if c.byPerson(e) && c.p.Acts[c.p.Events[e].Act].Instance <= 1 && !has(list, e) {
			list = append(list, e)
		}
	}
	return list
}

// deciding lists the events by which bodies decide: decisions, reviews and what they send back.
func (c *caseCheck) deciding(bodies []string) []int {
	return c.events(func(e int) bool {
		return c.byPerson(e) && c.is(e, "decision", "review", "remittal", "reopening") && either(c.capacities(e), bodies)
	})
}

// eventsOf lists the events of an act.
func (c *caseCheck) eventsOf(act int) []int {
	var list []int
	for e := range c.p.Events {
		if c.p.Events[e].Act == act {
			list = append(list, e)
		}
	}
	return list
}

// sentBackToSame reports decisions that those who made them may make again after the case came back. Those who sent
// it back, or hear appeals, decide about what is decided then.
func (c *caseCheck) sentBackToSame(back int) {
	above := append(c.appealBodies(), c.capacities(back)...)
	for _, first := range c.parts(c.ofKind("decision")) {
		if c.electorate(first.as) || has(above, first.as) || c.barredAfresh(first) {
			continue
		}
		watch := []Watch{{Set: []int{first.event}}, {Set: []int{back}}}
		story, ok := c.shortest(appealToSamePeople, moment{watch: watch, event: first.event, before: []matter.Lit{c.bit(0), c.bit(1)}})
		if !ok {
			continue
		}
		d := c.eventDefect(appealToSamePeople, back, "the case goes back, and the same person may decide it again as `%s`", first.as)
		d.Story = story
		helping(d, "bar "+first.as+" from doer of "+c.p.Acts[c.p.Events[first.event].Act].Name)
		return
	}
}

// barredAfresh says whether those who decided as somebody may not be that again: a bar names what they did.
func (c *caseCheck) barredAfresh(first part) bool {
	for _, bar := range c.p.Bars {
		if !c.fits(bar.Role, first) || !bar.From.DoerOf {
			continue
		}
		for _, e := range c.events(c.byPerson) {
			if c.p.Acts[c.p.Events[e].Act].Name == bar.From.Name && has(c.capacities(e), first.as) {
				return true
			}
		}
	}
	return false
}

// barsOneWay reports bars without their reverse, where the reverse order can come about. What counts is acting in the
// one capacity after the other: a witness who only speaks judges nobody.
func (c *caseCheck) barsOneWay() {
	seen := map[string]bool{}
	for _, bar := range c.p.Bars {
		if bar.Role.DoerOf || bar.From.DoerOf || c.fromTheStart(bar.From.Name) || seen[bar.Role.Name] {
			continue
		}
		if slices.ContainsFunc(c.p.Bars, func(o matter.Bar) bool { return o.Role == bar.From && o.From == bar.Role }) {
			continue
		}
		seen[bar.Role.Name] = c.oneWay(bar)
	}
}

func (c *caseCheck) oneWay(bar matter.Bar) bool {
	first := c.acquiring(bar.Role.Name)
	if len(first) == 0 || bar.Role.Name == bar.From.Name {
		return false
	}
	then := c.events(func(e int) bool { return c.byPerson(e) && has(c.capacities(e), bar.From.Name) })
	for _, e := range then {
		if c.barred(part{event: e, as: bar.From.Name}, part{event: first[0], as: bar.Role.Name}) {
			continue
		}
		story, ok := c.shortest(barOneWay, moment{watch: []Watch{{Set: first}}, event: e, before: []matter.Lit{c.bit(0)}})
		if !ok {
			continue
		}
		d := c.findIn(barOneWay, c.p.Norms[bar.Norm].Stmt, "`%s` may not have been `%s`, but one who has been `%s` may become `%s`",
			bar.Role.Name, bar.From.Name, bar.Role.Name, bar.From.Name)
		d.Story = story
		d.Help = "write: bar " + bar.Role.Name + " and " + bar.From.Name + " from each other"
		return true
	}
	return false
}

// acquiring lists the events by which somebody becomes what a name says: who does them, or whom they name.
func (c *caseCheck) acquiring(name string) []int {
	return c.events(func(e int) bool {
		return c.byPerson(e) && (has(c.capacities(e), name) || has(c.p.Acts[c.p.Events[e].Act].Names, name))
	})
}
