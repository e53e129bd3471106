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
