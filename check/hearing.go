package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// hearings runs the checks on disclosure, reply, notice and reasons.
func (c *caseCheck) hearings() {
	c.undisclosed()
	c.lateEvidence()
	c.noReply()
	c.shortNotice()
	c.unreasoned()
	c.windowsBeforeNotice()
}

// appealBodies lists the bodies to which something can be appealed.
func (c *caseCheck) appealBodies() []string {
	var list []string
	for i := range c.p.Acts {
		list = append(list, c.p.Acts[i].AppealTo...)
	}
	return list
}

// acts lists the acts with an event of a kind; of a thread, every instance.
func (c *caseCheck) actsOfKind(kinds ...string) []int {
	var list []int
	for e := range c.p.Events {
		if a := c.p.Events[e].Act; c.is(e, kinds...) && !has(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// notDone are the literals that none of the acts counts as done.
func (c *caseCheck) notDone(acts []int) []matter.Lit {
	var lits []matter.Lit
	for _, a := range acts {
		lits = append(lits, is0(c.p.Acts[a].Executed))
	}
	return lits
}

// undisclosed reports decisions that can be made while nothing counts as disclosed: not yet, or no longer.
func (c *caseCheck) undisclosed() {
	disclosures := c.actsOfKind("disclosure")
	if len(disclosures) == 0 {
		c.nothingDisclosed()
		return
	}
	for _, d := range c.reportFirst(decisionBeforeDisclosure, c.judgments(), func(e int) (moment, string) {
		return moment{event: e, before: c.notDone(disclosures)}, "`%s` can come while the evidence has not been disclosed, or no longer is"
	}) {
		helping(d.Defect, c.needLine(d.event, c.nameActs(disclosures)))
	}
}

// nothingDisclosed reports, once, that decisions are made in a procedure without a disclosure.
func (c *caseCheck) nothingDisclosed() {
	list := c.reportFirst(decisionBeforeDisclosure, c.judgments(), func(e int) (moment, string) {
		return moment{event: e}, "`%s` can come although nothing is ever disclosed: no act `is disclosure`"
	})
	var events []int
	for _, d := range list {
		events = append(events, d.event)
	}
	if len(list) == 0 {
		return
	}
	acts := c.actsOf(events)
	if len(acts) > 1 {
		list[0].Msg = inWords(quoted(acts), "and") + " can come although nothing is ever disclosed: no act `is disclosure`"
		c.found = slices.DeleteFunc(c.found, func(d *Defect) bool {
			return slices.ContainsFunc(list[1:], func(x eventFound) bool { return x.Defect == d })
		})
	}
	lines := []string{"act disclose by WHO, is disclosure, tells " + strings.Join(c.rolesOf(matter.Respondent), " and ")}
	for _, a := range acts {
		lines = append(lines, a+" needs disclose")
	}
	helping(list[0].Defect, lines...)
}

// eventFound is a defect of an event.
type eventFound struct {
	*Defect
	event int
}

// reportFirst asks a question of each event and reports the first event of each act that can happen so.
func (c *caseCheck) reportFirst(check string, events []int, ask func(event int) (moment, string)) []eventFound {
	var list []eventFound
	done := map[int]bool{}
	for _, e := range events {
		act := c.p.Events[e].Act
		if done[act] {
			continue
		}
		q, format := ask(e)
		story, ok := c.shortest(check, q)
		if !ok {
			continue
		}
		done[act] = true
		d := c.eventDefect(check, e, format, c.p.EventName(e))
		d.Story = story
		list = append(list, eventFound{d, e})
	}
	return list
}

// lateEvidence reports evidence that is added after disclosure and leaves it standing, or after the hearing began.
func (c *caseCheck) lateEvidence() {
	for _, e := range c.ofKind("evidence") {
		if !c.evidenceAfter(e, c.actsOfKind("hearing"), "`%s` can come after `%s`: the hearing has begun", true) {
			c.evidenceAfter(e, c.actsOfKind("disclosure"), "`%s` can come after `%s`, which still counts as done: nobody need see what was added", c.revokesNone(e))
		}
	}
}

func (c *caseCheck) evidenceAfter(event int, acts []int, format string, ask bool) bool {
	for _, a := range acts {
		if !ask {
			return false
		}
		story, ok := c.shortest(evidenceAfterDisclosure, moment{event: event, before: []matter.Lit{is1(c.p.Acts[a].Executed)}})
		if ok {
			d := c.eventDefect(evidenceAfterDisclosure, event, format, c.p.EventName(event), c.p.Acts[a].Name)
			d.Story = story
			if evidence := c.p.Acts[c.p.Events[event].Act].Name; c.hasKind(a, "hearing") {
				helping(d, c.p.Acts[a].Name+" excludes "+evidence)
			} else {
				helping(d, evidence+" revokes "+c.p.Acts[a].Name)
			}
			return true
		}
	}
	return false
}

// revokesNone says whether an event leaves every disclosure standing.
func (c *caseCheck) revokesNone(event int) bool {
	for _, a := range c.actsOfKind("disclosure") {
		if c.clears(event, c.p.Acts[a].Executed) {
			return false
		}
	}
	return true
}

// clears says whether an event empties a slot.
func (c *caseCheck) clears(event, slot int) bool {
	for _, f := range c.p.Events[event].Effects {
		if f.Kind == matter.Set && f.Slot == slot && f.Value == 0 {
			return true
		}
	}
	return false
}

// noReply reports decisions against a respondent who has not answered since the last disclosure, and whose time for it
// has not passed since.
func (c *caseCheck) noReply() {
	replied, open := c.replies()
	disclosures := c.actsOfKind("disclosure")
	if len(disclosures) == 0 {
		return // nothing to reply to, which is a defect of its own
	}
	var disclosed []int
	for _, a := range disclosures {
		disclosed = append(disclosed, c.eventsOf(a)...)
	}
	watch := []Watch{{Set: replied, Clear: disclosed}, {Set: disclosed}}
	for _, d := range c.reportFirst(noRightOfReply, c.judgments(), func(e int) (moment, string) {
		before := append([]matter.Lit{c.clear(0), c.bit(1)}, open...)
		if len(replied) == 0 {
			return moment{event: e, watch: watch, before: before}, "`%s` can come although nothing lets the respondent answer: no act `is answer`"
		}
		return moment{event: e, watch: watch, before: before}, "`%s` can come although the respondent has not had the chance to answer what was last disclosed"
	}) {
		helping(d.Defect, c.replyLines(d.event, replied, disclosures)...)
	}
}

// replyLines writes what makes an event wait for a reply to what was last disclosed.
func (c *caseCheck) replyLines(event int, replied, disclosures []int) []string {
	disclosed := strings.Join(c.nameActs(disclosures), " or ")
	if answers := c.actsOf(replied); len(answers) > 1 {
		return []string{c.needLine(event, answers) + " since " + disclosed}
	} else if len(answers) == 1 {
		return []string{"RESPONDENT may " + answers[0] + " within N days of " + disclosed + " otherwise " + answers[0] + ".close", "clock " + answers[0] + ".close",
			c.needLine(event, []string{answers[0], answers[0] + ".close"}) + " since " + disclosed}
	}
	return nil
}

// replies lists the events by which the respondent has answered, or has let the time for it pass; and, of windows that
// close without an event, the literals that they are open.
func (c *caseCheck) replies() (events []int, open []matter.Lit) {
	for _, a := range c.actsOfKind("answer") {
		for _, e := range c.eventsOf(a) {
			if c.answers(e) {
				events = append(events, e)
			}
		}
		for i := range c.p.Deadlines {
			d := &c.p.Deadlines[i]
			if d.Window != a || c.sideOf(d.Role) != matter.Respondent && d.Role != "" {
				continue
			}
			if d.Otherwise >= 0 {
				events = append(events, d.Otherwise)
			} else {
				open = append(open, running(d))
			}
		}
	}
	return events, open
}

// answers says whether an answer is the respondent's.
func (c *caseCheck) answers(event int) bool {
	who := c.capacities(event)
	for _, w := range who {
		if c.sideOf(w) == matter.Respondent {
			return true
		}
	}
	return len(who) == 0
}

// shortNotice reports hearings without notice, and without a minimum period after it.
func (c *caseCheck) shortNotice() {
	done := map[int]bool{}
	for _, e := range c.ofKind("hearing") {
		act := c.p.Events[e].Act
		if done[act] {
			continue
		}
		notices := c.noticesBefore(e)
		switch {
		case len(notices) == 0:
			done[act] = c.hearingDefect(e, moment{event: e}, "`%s` needs no notice: it can come as a surprise")
		case !c.waitsAfter(e):
			done[act] = c.hearingDefect(e, moment{event: e}, "`%s` can come on the day of its notice: no minimum period is set")
		}
	}
}

func (c *caseCheck) hearingDefect(event int, q moment, format string) bool {
	story, ok := c.shortest(noticeTooShort, q)
	if ok {
		d := c.eventDefect(noticeTooShort, event, format, c.p.EventName(event))
		d.Story = story
		notice := "NOTICE"
		for a := range c.p.Acts {
			if act := &c.p.Acts[a]; c.announces(a) && act.Kind == matter.PersonAct && act.In&c.p.Acts[c.p.Events[event].Act].In != 0 {
				notice = act.Name
				break
			}
		}
		helping(d, c.needLine(event, []string{notice})+", at least N clear days after "+notice)
	}
	return ok
}

// announces says whether an act announces: a notice, or a disclosure.
func (c *caseCheck) announces(act int) bool {
	for _, e := range c.eventsOf(act) {
		if c.is(e, "notice", "disclosure") {
			return true
		}
	}
	return false
}

// noticesBefore lists the announcing acts that an event needs.
func (c *caseCheck) noticesBefore(event int) []int {
	var list []int
	for _, cond := range c.p.Events[event].Conds {
		if cond.Kind != matter.CondNeeds {
			continue
		}
		for _, a := range cond.Acts {
			if c.announces(a) {
				list = append(list, a)
			}
		}
	}
	return list
}

// waitsAfter says whether an event waits at least a day after something that announces it.
func (c *caseCheck) waitsAfter(event int) bool {
	for _, w := range c.p.Events[event].Waits {
		if w.Limit.N > 0 && c.announces(c.p.Periods[w.Period].Act) {
			return true
		}
	}
	return false
}

// unreasoned reports decisions, and whatever goes against somebody, that need no reasons.
func (c *caseCheck) unreasoned() {
	var events []int
	for _, e := range c.events(c.byPerson) {
		a := &c.p.Acts[c.p.Events[e].Act]
		adverse := c.adverse(e) == matter.Complainant || c.adverse(e) == matter.Respondent
		if !a.Reasons && a.Decl.Kind != rulebook.KindVote && (adverse || c.is(e, "decision", "interim", "remittal")) {
			events = append(events, e)
		}
	}
	for _, d := range c.reportFirst(noReasons, events, func(e int) (moment, string) {
		return moment{event: e}, "`%s` can come without reasons"
	}) {
		helping(d.Defect, c.p.Acts[c.p.Events[d.event].Act].Name+" with reasons")
	}
}

// windowsBeforeNotice reports windows of a party that run from something the party is not told of: once for each act
// that tells too few.
func (c *caseCheck) windowsBeforeNotice() {
	seen := map[*rulebook.Statement]bool{}
	found := map[string]*Defect{}
	untold := map[string][]string{}
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if d.Window < 0 || seen[d.Stmt] || !c.isParty(d.Role) {
			continue
		}
		for _, e := range d.From {
			if c.toldOf(e, d.Role) {
				continue
			}
			seen[d.Stmt] = true
			act := c.p.Acts[c.p.Events[e].Act].Name
			f := found[act]
			if f == nil {
				f = c.windowDefect(d, e)
				found[act] = f
			} else {
				f.Msg += fmt.Sprintf("; so does that of `%s` for `%s`", d.Role, c.p.Acts[d.Window].Name)
			}
			if !has(untold[act], d.Role) {
				untold[act] = append(untold[act], d.Role)
			}
			helping(f, act+" tells "+inWords(untold[act], "and"))
			for _, n := range c.p.Notices {
				if n.Served == c.p.Events[e].Act {
					f.Help = "write: notice " + n.Name + ", to " + inWords(append(slices.Clone(c.p.Acts[n.Served].Outcomes), untold[act]...), "and")
				}
			}
			break
		}
	}
}

func (c *caseCheck) windowDefect(d *matter.Deadline, event int) *Defect {
	f := c.findIn(windowBeforeNotice, d.Stmt, "the time of `%s` for `%s` runs from `%s`, of which `%s` is not told",
		d.Role, c.p.Acts[d.Window].Name, c.p.EventName(event), d.Role)
	pointAt(f, property(d.Stmt, rulebook.KeyWithin, rulebook.KeyAfter))
	if story, ok := c.shortest(windowBeforeNotice, moment{event: event}); ok {
		f.Story = story
	}
	return f
}

// toldOf says whether a role knows of an event when it happens: it is served on that role, its act tells the role or
// is done by nobody else; a fact is what the party itself has learnt.
func (c *caseCheck) toldOf(event int, role string) bool {
	e := &c.p.Events[event]
	a := &c.p.Acts[e.Act]
	if a.Kind == matter.Fact || has(a.Tells, role) {
		return true
	}
	for _, n := range c.p.Notices {
		if n.Served == e.Act && e.Outcome >= 0 && a.Outcomes[e.Outcome] == role {
			return true
		}
	}
	who := c.capacities(event)
	return len(who) == 1 && who[0] == role
}
