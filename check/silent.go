package check

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// silentEnds reports ends of which one of the sides is not told since the last news, and ends with something owed: for
// each event that ends the matter so, once.
func (c *caseCheck) silentEnds() {
	final := matter.Lit{Slot: 0, Mask: uint64(c.finalStages())}
	var list []*silence
	for _, side := range []matter.Side{matter.Complainant, matter.Respondent} {
		roles := c.rolesOf(side)
		if len(roles) == 0 {
			continue
		}
		tell, news := c.telling(roles)
		lits := append([]matter.Lit{final, c.clear(0)}, c.nobodyOwes(roles)...)
		story, ok := c.shortest(silentEnd, moment{watch: []Watch{{Set: tell, Clear: news}}, event: -1, before: lits, insideOnly: true})
		if ok {
			x := c.silenceAt(&list, story)
			x.untold = append(x.untold, roles...)
		}
	}
	c.owedAtEnd(final, &list)
	for _, x := range list {
		c.silenceDefect(x)
	}
}

// A silence is an event that ends the matter without all being said and done.
type silence struct {
	event  int // -1: not known
	story  Story
	untold []string // roles
	owed   []string // acts
	lines  []string // that mend it
}

// silenceAt finds or begins the silence of the event with which a story ends.
func (c *caseCheck) silenceAt(list *[]*silence, story Story) *silence {
	event := c.lastOf(story)
	for _, x := range *list {
		if x.event == event || x.event >= 0 && event >= 0 && c.p.Events[x.event].Act == c.p.Events[event].Act {
			return x
		}
	}
	x := &silence{event: event, story: story}
	*list = append(*list, x)
	return x
}

func (c *caseCheck) silenceDefect(x *silence) {
	var what []string
	if len(x.untold) > 0 {
		what = append(what, "without the "+inWords(x.untold, "or the")+" being told")
	}
	if len(x.owed) > 0 {
		verb := " is owed"
		if len(x.owed) > 1 {
			verb = " are owed"
		}
		what = append(what, "while "+inWords(quoted(x.owed), "and")+verb)
	}
	msg := "the matter can end " + strings.Join(what, ", and ")
	if x.event < 0 {
		c.findIn(silentEnd, c.p.Decl, "%s", msg).Story = x.story
		return
	}
	d := c.eventDefect(silentEnd, x.event, "%s", msg)
	d.Story = x.story
	name := c.p.Acts[c.p.Events[x.event].Act].Name
	var lines []string
	if len(x.untold) > 0 && !(c.byPerson(x.event) && c.tellsAll(x.owed, x.untold)) {
		lines = append(lines, name+" tells "+inWords(x.untold, "and"))
	}
	helping(d, append(lines, x.lines...)...)
}

// notLeftBehind writes how an act is done, or no longer owed, before a story goes where it cannot be done any more: the
// person who goes on waits for it, or what the rules do excludes it.
func (c *caseCheck) notLeftBehind(story Story, act int) string {
	a := &c.p.Acts[act]
	by := c.lastOf(story)
	here := false
	for _, step := range story.Steps {
		e := c.eventNamed(step.Act)
		if e < 0 || step.Fails != "" || c.p.Events[e].To < 0 {
			continue
		}
		was := here
		if here = a.In.Has(c.p.Events[e].To); was && !here {
			by = e // the last time that it is left behind
		}
	}
	if by < 0 {
		return "EVENT excludes " + a.Name
	}
	name := c.p.Acts[c.p.Events[by].Act].Name
	if c.byPerson(by) {
		return name + " needs " + a.Name
	}
	return name + " excludes " + a.Name
}

// tellsAll says whether one of some acts tells all of some roles.
func (c *caseCheck) tellsAll(acts, roles []string) bool {
	return slices.ContainsFunc(c.p.Acts, func(a matter.Act) bool {
		return has(acts, a.Name) && !slices.ContainsFunc(roles, func(r string) bool { return !has(a.Tells, r) })
	})
}

// telling lists the events that tell any of the roles, or that such a role does itself, and those that are news and
// do not: decisions, what goes for or against somebody, and ends that the rules bring about.
func (c *caseCheck) telling(roles []string) (tell, news []int) {
	for e := range c.p.Events {
		a := &c.p.Acts[c.p.Events[e].Act]
		switch {
		case either(a.Tells, roles) || either(c.capacities(e), roles) || c.served(e, roles):
			tell = append(tell, e)
		case c.is(e, "decision", "assessment", "review", "withdrawal", "reopening") || c.adverse(e) != matter.NoSide || c.p.Events[e].Favours != matter.NoSide:
			news = append(news, e)
		case a.Kind == matter.ClockAct && c.leadsToFinal(e) && !c.closesWindow(e):
			news = append(news, e)
		}
	}
	return tell, news
}

// closesWindow says whether an event is what happens when a party has let its own time pass.
func (c *caseCheck) closesWindow(event int) bool {
	for i := range c.p.Deadlines {
		if d := &c.p.Deadlines[i]; d.Otherwise == event && d.Window >= 0 {
			return true
		}
	}
	for i := range c.p.Follows {
		f := &c.p.Follows[i]
		if f.Event != event {
			continue
		}
		for _, a := range f.All {
			if !slices.ContainsFunc(c.eventsOf(a), func(e int) bool { return c.p.Follows[i].Event != e && c.closesWindow(e) }) {
				return false
			}
		}
		return true
	}
	return false
}

// served says whether an event is the service of a notice on one of the roles.
func (c *caseCheck) served(event int, roles []string) bool {
	for _, n := range c.p.Notices {
		e := &c.p.Events[event]
		if n.Served == e.Act && e.Outcome >= 0 && has(roles, c.p.Acts[e.Act].Outcomes[e.Outcome]) {
			return true
		}
	}
	return false
}

// nobodyOwes are the literals that no act which tells the roles, and can still be done after the end, is owed.
func (c *caseCheck) nobodyOwes(roles []string) []matter.Lit {
	var lits []matter.Lit
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if a.In&c.finalStages() != 0 && either(a.Tells, roles) && c.owable(i) {
			lits = append(lits, is0(a.Pending))
		}
	}
	return lits
}

// owable says whether something makes an act owed.
func (c *caseCheck) owable(act int) bool {
	slot := c.p.Acts[act].Pending
	if c.p.Initial[slot] == 1 {
		return true
	}
	for e := range c.p.Events {
		for _, f := range c.p.Events[e].Effects {
			if f.Slot == slot && (f.Kind == matter.Owe || f.Value == 1) {
				return true
			}
		}
	}
	return false
}

// duty says whether something makes an act owed other than that it was revoked: what was done and counts no longer is
// owed to nobody.
func (c *caseCheck) duty(act int) bool {
	a := &c.p.Acts[act]
	if c.p.Initial[a.Pending] == 1 {
		return true
	}
	for e := range c.p.Events {
		for _, f := range c.p.Events[e].Effects {
			if f.Slot == a.Pending && (f.Kind == matter.Set && f.Value == 1 || f.Kind == matter.Owe && f.Other != a.Executed) {
				return true
			}
		}
	}
	return false
}

// owedAtEnd reports the acts that may still be owed, and can no longer be done, when the matter has ended. What the book
// says happens instead, when the time for it has passed, has happened: then nothing was left undone in silence.
func (c *caseCheck) owedAtEnd(final matter.Lit, list *[]*silence) {
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if a.Instance > 1 || a.In&c.finalStages() != 0 || !c.duty(i) || !c.leftOwed(i) {
			continue
		}
		lits := []matter.Lit{final, is1(a.Pending), is1(a.Included), c.clear(0)}
		watch := []Watch{{Set: c.insteadOf(i), Clear: c.owing(i)}}
		if story, ok := c.shortest(silentEnd, moment{watch: watch, event: -1, before: lits, insideOnly: true}); ok {
			x := c.silenceAt(list, story)
			x.owed = append(x.owed, a.Name)
			x.lines = append(x.lines, c.notLeftBehind(story, i))
		}
	}
}

// leftOwed says whether a matter can be in a stage in which an act is not possible while it is owed. Where it cannot, it
// cannot end so either, and that is found out with less of a search.
func (c *caseCheck) leftOwed(act int) bool {
	a := &c.p.Acts[act]
	elsewhere := (c.activeStages() | c.finalStages()) &^ a.In
	lits := []matter.Lit{{Slot: 0, Mask: uint64(elsewhere)}, is1(a.Pending), is1(a.Included)}
	return !c.never(silentEnd, moment{event: -1, before: lits, insideOnly: true})
}

// insteadOf lists what happens when the time for an act has passed.
func (c *caseCheck) insteadOf(act int) []int {
	var list []int
	for i := range c.p.Deadlines {
		if d := &c.p.Deadlines[i]; d.Duty == act && d.Otherwise >= 0 {
			list = append(list, d.Otherwise)
		}
	}
	return list
}

// owing lists the events that make an act owed.
func (c *caseCheck) owing(act int) []int {
	var list []int
	for e := range c.p.Events {
		for _, f := range c.p.Events[e].Effects {
			if f.Slot == c.p.Acts[act].Pending && (f.Kind == matter.Owe || f.Value == 1) && !has(list, e) {
				list = append(list, e)
			}
		}
	}
	return but(list, c.insteadOf(act))
}
