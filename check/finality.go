package check

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// finalities runs the checks on how matters end, and are opened again.
func (c *caseCheck) finalities() {
	c.reopenings()
	c.decidedTwice()
	c.resignations()
	c.silentEnds()
	c.remittals()
	c.limitations()
}

// reopenings reports reopenings that lack what keeps a decided case decided, and acts that open a closed matter again
// without being called a reopening.
func (c *caseCheck) reopenings() {
	for _, e := range c.ofKind("reopening") {
		if c.p.Events[e].To < 0 || c.p.Stages[c.p.Events[e].To].Final {
			continue
		}
		if lacks := c.lacks(e); len(lacks.words) > 0 {
			if story, ok := c.shortest(reopenWithoutGround, moment{event: e}); ok {
				d := c.eventDefect(reopenWithoutGround, e, "`%s` opens a case again %s", c.p.EventName(e), inWords(lacks.words, "and"))
				d.Story = story
				helping(d, lacks.lines...)
			}
		}
	}
	for _, e := range c.events(c.byPerson) {
		to := c.p.Events[e].To
		if to < 0 || c.p.Stages[to].Final || c.is(e, "reopening") || c.leadsToReopening(to) {
			continue
		}
		final := matter.Lit{Slot: 0, Mask: uint64(c.finalStages())}
		if story, ok := c.shortest(reopenWithoutGround, moment{event: e, before: []matter.Lit{final}}); ok {
			d := c.eventDefect(reopenWithoutGround, e, "`%s` opens a closed matter again and is not called a reopening (`is reopening`)", c.p.EventName(e))
			d.Story = story
		}
	}
}

func (c *caseCheck) finalStages() matter.StageSet {
	var set matter.StageSet
	for i, s := range c.p.Stages {
		if s.Final {
			set |= 1 << uint(i)
		}
	}
	return set
}

// leadsToReopening says whether a stage is one in which it is decided whether to reopen.
func (c *caseCheck) leadsToReopening(stage int) bool {
	for _, e := range c.ofKind("reopening") {
		if c.p.Acts[c.p.Events[e].Act].In.Has(stage) {
			return true
		}
	}
	return false
}

// lacks lists what a reopening, with the acts that lead up to it, does without.
func (c *caseCheck) lacks(event int) lacking {
	acts := c.leadingTo(event)
	grounds, reasons, window, capped := false, false, false, c.cappedEvent(event)
	var told []string
	for _, i := range acts {
		a := &c.p.Acts[i]
		grounds = grounds || len(a.Grounds) > 0
		reasons = reasons || a.Reasons
		capped = capped || a.Max > 0
		told = append(told, a.Tells...)
		for j := range c.p.Deadlines {
			window = window || c.p.Deadlines[j].Window == i && c.p.Deadlines[j].Limited()
		}
	}
	name := c.p.Acts[c.p.Events[event].Act].Name
	var x lacking
	var add, untold []string
	note := func(ok bool, words, property string) {
		if !ok {
			x.words = append(x.words, words)
			if property != "" {
				add = append(add, property)
			}
		}
	}
	note(grounds, "on no listed ground", "on ground LIST")
	note(reasons, "without reasons", "with reasons")
	note(window, "however late", "")
	note(capped, "as often as anybody likes", "once")
	for _, side := range []matter.Side{matter.Complainant, matter.Respondent} {
		if roles := c.rolesOf(side); len(roles) > 0 {
			note(either(told, roles), "without telling the "+inWords(roles, "or the"), "")
			if !either(told, roles) {
				untold = append(untold, roles...)
			}
		}
	}
	if len(untold) > 0 {
		add = append(add, "tells "+inWords(untold, "and"))
	}
	if len(add) > 0 {
		x.lines = append(x.lines, name+" "+strings.Join(add, ", "))
	}
	if who := c.capacities(event); !window && len(who) > 0 {
		x.lines = append(x.lines, strings.Join(who, " or ")+" may "+name+" within N months of DISCOVERY")
	}
	return x
}

// lacking is what a reopening does without, in words and as lines that would mend it.
type lacking struct{ words, lines []string }

// leadingTo lists the act of a reopening, the acts it needs and those that lead to its stage from a closed matter.
func (c *caseCheck) leadingTo(event int) []int {
	acts := []int{c.p.Events[event].Act}
	for _, cond := range c.p.Events[event].Conds {
		if cond.Kind == matter.CondNeeds {
			acts = append(acts, cond.Acts...)
		}
	}
	in := c.p.Acts[acts[0]].In
	for e := range c.p.Events {
		a := c.p.Events[e].Act
		if to := c.p.Events[e].To; to >= 0 && in.Has(to) && c.p.Acts[a].In&c.finalStages() != 0 && c.p.Acts[a].Kind == matter.PersonAct && !has(acts, a) {
			acts = append(acts, a)
		}
	}
	return acts
}

// cappedEvent says whether a statement caps an event, or this outcome of it.
func (c *caseCheck) cappedEvent(event int) bool {
	a := &c.p.Acts[c.p.Events[event].Act]
	if a.Max > 0 {
		return true
	}
	for _, s := range c.book.Statements {
		if s.Kind == rulebook.KindOn && s.Procedure == a.Decl.Procedure && c.speaksOf(s, event) && property(s, rulebook.KeyAtMost, rulebook.KeyOnce) != nil {
			return true
		}
	}
	return false
}

// decidedTwice reports decisions that can be made again though nothing opened the case again or sent it back, and
// charges that can be put again after that.
func (c *caseCheck) decidedTwice() {
	again := c.events(func(e int) bool { return c.is(e, "reopening", "remittal") })
	decisions := c.ofKind("decision")
	for _, e := range decisions {
		a := &c.p.Acts[c.p.Events[e].Act]
		watch := []Watch{{Set: c.eventsOf(c.p.Events[e].Act), Clear: again}}
		story, ok := c.shortest(doubleCharge, moment{watch: watch, event: e, before: []matter.Lit{c.bit(0), is1(a.Executed)}})
		if ok {
			d := c.eventDefect(doubleCharge, e, "`%s` can come after `%s` has decided already", c.p.EventName(e), a.Name)
			d.Story = story
			helping(d, c.capLine(a))
			return
		}
	}
	for _, e := range c.ofKind("charge") {
		a := &c.p.Acts[c.p.Events[e].Act]
		if a.Thread != "" {
			continue
		}
		watch := []Watch{{Set: decisions, Clear: again}}
		story, ok := c.shortest(doubleCharge, moment{watch: watch, event: e, before: []matter.Lit{c.bit(0), is1(a.Executed)}})
		if ok {
			d := c.eventDefect(doubleCharge, e, "`%s` can be put again after it has been decided", c.p.EventName(e))
			d.Story = story
			helping(d, c.capLine(a))
			return
		}
	}
}

// capLine writes that an act is done once, or once for each instance of its thread.
func (c *caseCheck) capLine(a *matter.Act) string {
	if a.Thread != "" {
		return a.Name + " at most 1 times per " + a.Thread
	}
	return a.Name + " once"
}

// resignations reports that leaving ends the matter, or takes away what could be done in it; and a book that says
// nothing of it.
func (c *caseCheck) resignations() {
	facts := c.events(func(e int) bool { return c.is(e, "resignation") })
	for _, e := range facts {
		act := c.p.Events[e].Act
		outside := []matter.Assumption{{Act: act, Times: 1}}
		if to := c.endsBy(e); to != "" {
			final := matter.Lit{Slot: 0, Mask: uint64(c.finalStages())}
			open := matter.Lit{Slot: 0, Mask: uint64(c.activeStages())}
			story, ok := c.shortest(resignationEscape, moment{event: e, before: []matter.Lit{open}, after: []matter.Lit{final}, facts: outside})
			if ok {
				d := c.eventDefect(resignationEscape, e, "`%s` ends the case in `%s` without a finding", c.p.EventName(e), to)
				d.Story = story
				d.Help = "write: fact " + c.p.Acts[act].Name + ", is resignation, changes nothing"
			}
			continue
		}
		for _, f := range c.p.Events[e].Effects {
			if s := c.p.Slots[f.Slot]; f.Kind == matter.Set && s.Kind == matter.SlotIncluded && f.Value == 0 {
				d := c.eventDefect(resignationEscape, e, "after `%s` nobody can `%s` any more", c.p.EventName(e), c.p.Acts[s.Of].Name)
				d.Help = "take out: " + c.p.Acts[act].Name + " excludes " + c.p.Acts[s.Of].Name
				d.Story, _ = c.shortest(resignationEscape, moment{event: e, facts: outside})
				break
			}
		}
	}
	if len(facts) == 0 && c.punishesMember() {
		d := c.findIn(resignationEscape, c.p.Decl, "nothing says what happens to a case when its respondent leaves: no fact `is resignation`")
		if roles := c.rolesOf(matter.Respondent); len(roles) > 0 {
			helping(d, "fact "+roles[0]+".resign, is resignation, changes nothing")
		}
	}
}

// endsBy is the final stage to which a fact leads by itself or by what follows it; empty when it leads to none.
func (c *caseCheck) endsBy(event int) string {
	to := c.p.Events[event].To
	for _, f := range c.p.Follows {
		if has(f.All, c.p.Events[event].Act) && len(f.All) == 1 && c.p.Events[f.Event].To >= 0 {
			to = c.p.Events[f.Event].To
		}
	}
	if to >= 0 && c.p.Stages[to].Final {
		return c.p.Stages[to].Name
	}
	return ""
}

func (c *caseCheck) activeStages() matter.StageSet {
	var set matter.StageSet
	for i, s := range c.p.Stages {
		if i > 0 && !s.Final {
			set |= 1 << uint(i)
		}
	}
	return set
}

// punishesMember says whether the procedure can impose something on a member.
func (c *caseCheck) punishesMember() bool {
	if len(c.p.RespondentIs) == 0 || slices.Contains([]string{"unit", "group"}, c.p.RespondentIs[0]) {
		return false
	}
	return len(c.events(func(e int) bool { return len(c.p.Events[e].Imposes) > 0 })) > 0
}

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

// eventNamed finds an event by the name a story gives it.
func (c *caseCheck) eventNamed(name string) int {
	for e := range c.p.Events {
		if c.p.EventName(e) == name {
			return e
		}
	}
	return -1
}

// remittals reports what sends a case back as often as anybody likes: neither it, nor the appeal that leads to it, has a
// cap.
func (c *caseCheck) remittals() {
	for _, e := range c.ofKind("remittal") {
		if c.cappedEvent(e) || c.appealsCapped(e) {
			continue
		}
		if story, ok := c.shortest(remittalLoop, moment{event: e}); ok {
			d := c.eventDefect(remittalLoop, e, "`%s` can send the case back any number of times", c.p.EventName(e))
			d.Story = story
			helping(d, c.p.EventName(e)+" once")
		}
	}
}

// appealsCapped says whether every appeal to the body that sends a case back is capped.
func (c *caseCheck) appealsCapped(event int) bool {
	found := false
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if len(a.AppealOf) > 0 && either(a.AppealTo, c.capacities(event)) {
			if a.Max == 0 {
				return false
			}
			found = true
		}
	}
	return found
}

// limitations reports complaints that are never too late.
func (c *caseCheck) limitations() {
	if len(c.p.Limits) > 0 {
		return
	}
	if complaints := c.ofKind("complaint"); len(complaints) > 0 && c.punishesMember() {
		e := complaints[0]
		d := c.eventDefect(noLimitation, e, "`%s` is never too late, however long ago the conduct was", c.p.EventName(e))
		helping(d, "limitation of "+c.p.Acts[c.p.Events[e].Act].Name+" within N months of conduct")
	}
}
