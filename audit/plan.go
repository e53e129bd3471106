package audit

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// plan is a procedure of one version with what its events are judged by, worked out once.
type plan struct {
	*matter.Procedure
	book    *Book
	version int
	events  []eventPlan
	duties  []duty // the deadlines of the procedure, then the obligations without one
	setters [][]setter
	unsure  []bool // by slot: a datum, or a value from outside
	acts    map[string][]int
	end     []bool // by act: complete, so that its absence is evidence
}

// eventPlan is what one event is judged by, and what it does to the duties.
type eventPlan struct {
	conds     []condPlan
	waits     []waitPlan
	excluders []excluder
	meets     []int // duties it discharges
	owes      []int // obligations it begins
	extends   []int // deadlines it lengthens
	endsLimit []int // deadlines at whose end it happens
	limits    []int // limitations of its act
	bars      []int
	decl      int32 // norm of the act's declaration
	reasons   int32 // norm that asks for reasons; -1
	ground    int32
	decides   bool // a body decides: quorum and majority are asked for
}

type condPlan struct {
	cond   *matter.Cond
	norm   int32
	window int  // the deadline of a window; -1
	unsure bool // it reads data or values from outside
}

// waitPlan is the minimum periods that one norm sets: those after each of a list of acts.
type waitPlan struct {
	norm  int32
	waits []matter.Wait
}

// excluder is a norm by which an act is excluded: from the start, or once one of the acts has been done.
type excluder struct {
	norm    int32
	initial bool
	by      []int
}

// duty is a deadline, or an act that is owed without one.
type duty struct {
	norm     int32
	rank     int // among the duties of its norm
	deadline int // of the procedure; -1: an obligation
	judged   bool
	limited  bool
	until    []int // events that discharge it
	acts     []int // their acts
	complete bool  // the log records all of them whenever they happen
	window   int   // the act it is a window for; -1
}

// setter is that doing an act may give a slot a value.
type setter struct {
	act   int
	value uint8
}

func newPlan(b *Book, version int, p *matter.Procedure) *plan {
	pl := &plan{Procedure: p, book: b, version: version, acts: map[string][]int{}}
	for i := range p.Acts {
		pl.acts[p.Acts[i].Name] = append(pl.acts[p.Acts[i].Name], i)
	}
	for i := range p.Norms {
		b.normOf(p.Norms[i].Stmt)
	}
	for i := range p.Rules.Bodies {
		b.normOf(p.Rules.Bodies[i].Decl)
	}
	pl.completeActs()
	pl.addDuties()
	pl.events = make([]eventPlan, len(p.Events))
	for e := range p.Events {
		pl.events[e] = pl.eventPlan(e)
	}
	for i := range pl.duties {
		for _, e := range pl.duties[i].until {
			pl.events[e].meets = append(pl.events[e].meets, i)
		}
	}
	pl.addObligations()
	pl.addSetters()
	pl.markJudged()
	return pl
}

// completeActs reads for which acts the map says that the log is complete.
func (p *plan) completeActs() {
	p.end = make([]bool, len(p.Acts))
	for i := range p.Acts {
		p.end[i] = p.book.mapping.complete(p.Name, p.Acts[i].Name)
	}
}

// addDuties lists the deadlines. Those that put an act on somebody are judged; a window, the service of a notice, the
// cap of a pause and a date bind nobody by passing.
func (p *plan) addDuties() {
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		p.addDuty(duty{
			norm: p.book.normOf(d.Stmt), deadline: i, until: d.Until, limited: d.Limited(), window: d.Window,
			judged: d.Window < 0 && !d.Service && !d.PauseCap && !d.IsDate && len(d.Until) > 0,
		})
	}
}

func (p *plan) addDuty(d duty) int {
	for _, e := range d.until {
		if a := p.Events[e].Act; !slices.Contains(d.acts, a) {
			d.acts = append(d.acts, a)
		}
	}
	d.complete = len(d.acts) > 0
	for _, a := range d.acts {
		d.complete = d.complete && p.end[a]
	}
	for i := range p.duties {
		if p.duties[i].norm == d.norm {
			d.rank++
		}
	}
	p.duties = append(p.duties, d)
	return len(p.duties) - 1
}

// addObligations lists what is owed by "A obliges B": a duty without a limit, for each A and B of a statement.
func (p *plan) addObligations() {
	for i := range p.Norms {
		s := p.Norms[i].Stmt
		for k := range s.Props {
			if q := &s.Props[k]; q.Key == "obliges" {
				p.obligations(s, q)
			}
		}
	}
}

func (p *plan) obligations(s *rulebook.Statement, q *rulebook.Property) {
	for _, subject := range s.Subject {
		from := p.eventsOf(subject)
		for _, owed := range q.Events {
			d := p.addDuty(duty{norm: p.book.normOf(s), deadline: -1, until: p.eventsOf(owed), judged: true, window: -1})
			for _, e := range p.duties[d].until {
				p.events[e].meets = append(p.events[e].meets, d)
			}
			for _, e := range from {
				p.events[e].owes = append(p.events[e].owes, d)
			}
		}
	}
}

// eventsOf lists the events that a reference of a statement stands for.
func (p *plan) eventsOf(ref rulebook.Event) []int {
	return p.Find(matter.Occurrence{Act: ref.Name, Outcome: ref.Outcome})
}

func (p *plan) eventPlan(e int) eventPlan {
	ev := &p.Events[e]
	a := &p.Acts[ev.Act]
	ep := eventPlan{decl: p.book.normOf(a.Decl), reasons: -1, ground: -1, excluders: p.excludersOf(a)}
	for i := range ev.Conds {
		if c := &ev.Conds[i]; c.Kind != matter.CondIncluded {
			ep.conds = append(ep.conds, p.condPlan(c))
		}
	}
	for _, w := range ev.Waits {
		ep.addWait(p.book.normOf(p.Norms[w.Norm].Stmt), w)
	}
	if a.Kind == matter.Fact {
		ep.conds, ep.waits, ep.excluders = nil, nil, nil
	}
	ep.formal(p, e, a)
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		if d.Otherwise >= 0 && p.Events[d.Otherwise].Act == ev.Act && (ev.Outcome < 0 || p.Events[d.Otherwise].Outcome == ev.Outcome) {
			ep.endsLimit = append(ep.endsLimit, i)
		}
		if slices.ContainsFunc(d.Extensions, func(x matter.Extension) bool { return x.By == ev.Act }) {
			ep.extends = append(ep.extends, i)
		}
	}
	return ep
}

func (p *plan) condPlan(c *matter.Cond) condPlan {
	cp := condPlan{cond: c, norm: p.book.normOf(p.Norms[c.Norm].Stmt), window: -1}
	for _, alt := range c.Any {
		for _, l := range alt {
			s := &p.Slots[l.Slot]
			cp.unsure = cp.unsure || s.Free || s.Kind == matter.SlotData
			if c.Kind == matter.CondWindow && s.Kind == matter.SlotDeadline && len(c.Acts) == 1 && p.Deadlines[s.Of].Window == c.Acts[0] {
				cp.window = s.Of
			}
		}
	}
	return cp
}

func (ep *eventPlan) addWait(n int32, w matter.Wait) {
	for i := range ep.waits {
		if ep.waits[i].norm == n && ep.waits[i].waits[0].Limit == w.Limit {
			ep.waits[i].waits = append(ep.waits[i].waits, w)
			return
		}
	}
	ep.waits = append(ep.waits, waitPlan{n, []matter.Wait{w}})
}

// formal notes what the event must carry.
func (ep *eventPlan) formal(p *plan, e int, a *matter.Act) {
	if a.Kind != matter.PersonAct {
		return
	}
	if a.Reasons {
		ep.reasons = p.saying(a, "with reasons")
	}
	if len(a.Grounds) > 0 {
		ep.ground = p.saying(a, "on ground")
	}
	for i := range p.Limits {
		if p.Limits[i].Act == p.Events[e].Act {
			ep.limits = append(ep.limits, i)
		}
	}
	for i := range p.Bars {
		if p.acquires(e, p.Bars[i].Role) {
			ep.bars = append(ep.bars, i)
		}
	}
	ep.decides = a.Decl.Kind == rulebook.KindVote || slices.Contains(a.Is, "decision")
}

// acquires says whether doing an event may make somebody what the actor names.
func (p *plan) acquires(e int, as matter.Actor) bool {
	a := &p.Acts[p.Events[e].Act]
	if as.DoerOf {
		return as.Name == a.Name
	}
	if slices.Contains(a.Names, as.Name) {
		return true
	}
	return slices.ContainsFunc(a.By, func(by matter.Actor) bool {
		return !by.DoerOf && (by.Name == as.Name || by.Chain >= 0 && slices.Contains(p.Chains[by.Chain].Bodies, as.Name))
	})
}

// saying finds the norm that gives an act a property: its declaration's, or that of a statement that stands alone.
func (p *plan) saying(a *matter.Act, key rulebook.Key) int32 {
	for i := range p.Norms {
		s := p.Norms[i].Stmt
		if (s == a.Decl || s.Kind == rulebook.KindOn && mentions(s.Subject, a.Name)) && has(s, key) {
			return p.book.normOf(s)
		}
	}
	return p.book.normOf(a.Decl)
}

func mentions(refs []rulebook.Event, name string) bool {
	return slices.ContainsFunc(refs, func(e rulebook.Event) bool { return e.Name == name })
}

func has(s *rulebook.Statement, key rulebook.Key) bool {
	return slices.ContainsFunc(s.Props, func(q rulebook.Property) bool { return q.Key == key })
}

// excludersOf lists the norms by which an act may be excluded.
func (p *plan) excludersOf(a *matter.Act) []excluder {
	var list []excluder
	for i := range p.Norms {
		s := p.Norms[i].Stmt
		x := excluder{norm: p.book.normOf(s)}
		found := false
		for k := range s.Props {
			switch q := &s.Props[k]; {
			case q.Key == "excludes" && mentions(q.Events, a.Name):
				for _, e := range s.Subject {
					x.by = append(x.by, p.acts[e.Name]...)
				}
				found = true
			case q.Key == "initially" && q.Value == "excluded" && mentions(s.Subject, a.Name):
				x.initial, found = true, true
			}
		}
		if found {
			list = append(list, x)
		}
	}
	return list
}

// markJudged notes which norms an occurrence or a trigger can be judged by.
func (p *plan) markJudged() {
	judged := func(n int32) {
		if n >= 0 {
			p.book.norms[n].judged = true
		}
	}
	for i := range p.duties {
		if p.duties[i].judged {
			judged(p.duties[i].norm)
		}
	}
	for e := range p.events {
		ep := &p.events[e]
		for _, c := range ep.conds {
			judged(c.norm)
		}
		for _, w := range ep.waits {
			judged(w.norm)
		}
		for _, x := range ep.excluders {
			judged(x.norm)
		}
		judged(ep.reasons)
		judged(ep.ground)
	}
	for i := range p.Limits {
		judged(p.book.normOf(p.Norms[p.Limits[i].Norm].Stmt))
	}
	for i := range p.Bars {
		judged(p.book.normOf(p.Norms[p.Bars[i].Norm].Stmt))
	}
}

// addSetters works out, for each slot, which acts may give it which values.
func (p *plan) addSetters() {
	p.setters = make([][]setter, len(p.Slots))
	p.unsure = make([]bool, len(p.Slots))
	for i := range p.Slots {
		p.unsure[i] = p.Slots[i].Free || p.Slots[i].Kind == matter.SlotData
	}
	for i := range p.Acts {
		a := &p.Acts[i]
		p.sets(a.Executed, i, 1)
		p.sets(a.Pending, i, 0)
	}
	for e := range p.Events {
		ev := &p.Events[e]
		if a := &p.Acts[ev.Act]; a.Outcome >= 0 {
			p.sets(a.Outcome, ev.Act, uint8(ev.Outcome+1))
		}
		for _, f := range ev.Effects {
			if f.Kind == matter.Set {
				p.sets(f.Slot, ev.Act, f.Value)
			}
		}
		for _, d := range ev.Sets {
			for v := range p.Data[d].Values {
				p.sets(p.Data[d].Slot, ev.Act, uint8(v+1))
			}
		}
	}
}

func (p *plan) sets(slot, act int, value uint8) {
	if s := (setter{act, value}); !slices.Contains(p.setters[slot], s) {
		p.setters[slot] = append(p.setters[slot], s)
	}
}
