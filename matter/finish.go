package matter

import (
	"fmt"
	"slices"
)

// homes finds where each act is declared, for "afresh": its stages. A notice is declared where what it tells of is, and
// what a window's closing brings about where what opens the window is.
func (c *compiler) homes() {
	for i := range c.p.Acts {
		c.p.Acts[i].Home = c.p.Acts[i].In
	}
	of := func(events []int) StageSet {
		var home StageSet
		for _, e := range events {
			home |= c.p.Acts[c.p.Events[e].Act].Home
		}
		return home
	}
	for _, n := range c.p.Notices {
		home := of(n.Of)
		c.p.Acts[n.Send].Home, c.p.Acts[n.Served].Home = home, home
	}
	for i := range c.p.Deadlines {
		if d := &c.p.Deadlines[i]; d.Window >= 0 && d.Otherwise >= 0 {
			if a := &c.p.Acts[c.p.Events[d.Otherwise].Act]; a.Synthetic {
				a.Home = of(d.From)
			}
		}
	}
}

// Finish checks a procedure's tables against each other and builds what a step looks up. Compile calls it; whoever
// makes a procedure by hand must. The error says what does not fit.
func (p *Procedure) Finish() error {
	if len(p.Stages) == 0 || len(p.Slots) != len(p.Initial) {
		return fmt.Errorf("procedure %s: %d stages, %d slots, %d initial values", p.Name, len(p.Stages), len(p.Slots), len(p.Initial))
	}
	n := len(p.Events)
	p.index = index{
		starts: make([][]trigger, n), meets: make([][]int, n), pauses: make([][]int, n), ends: make([][]int, n),
		extends: make([][]extends, n), periods: make([][]int, n), bound: make([][]int, n), revoked: make([][]revocation, n),
		follows: make([][]int, len(p.Acts)), entering: make([][]int, len(p.Stages)), ofAct: make([][]int, len(p.Acts)),
		acts: map[string][]int{},
	}
	for e := range p.Events {
		p.index.ofAct[p.Events[e].Act] = append(p.index.ofAct[p.Events[e].Act], e)
	}
	for i := range p.Acts {
		a := &p.Acts[i]
		p.index.acts[a.Name] = append(p.index.acts[a.Name], i)
		if a.Home == 0 {
			a.Home = a.In
		}
	}
	p.indexEvents()
	p.indexDeadlines()
	p.indexPauses()
	for i := range p.Follows {
		for _, a := range p.Follows[i].All {
			p.index.follows[a] = appendNew(p.index.follows[a], i)
		}
	}
	p.indexOutside()
	p.indexDeputies()
	p.includeLast()
	p.indexRevocations()
	return nil
}

// indexEvents notes the periods that start with each event, and the conditions that bind what happens by operation of
// the rules too: a cap, and the end of a chain.
func (p *Procedure) indexEvents() {
	for i := range p.Periods {
		for _, e := range p.index.ofAct[p.Periods[i].Act] {
			if p.Periods[i].Outcome < 0 || p.Periods[i].Outcome == p.Events[e].Outcome {
				p.index.periods[e] = append(p.index.periods[e], i)
			}
		}
	}
	for e := range p.Events {
		for i := range p.Events[e].Conds {
			if k := p.Events[e].Conds[i].Kind; k == CondCount || k == CondChain {
				p.index.bound[e] = append(p.index.bound[e], i)
			}
		}
	}
}

func (p *Procedure) indexDeadlines() {
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		for _, e := range d.From {
			p.index.starts[e] = append(p.index.starts[e], trigger{i, contains(d.Renews, e)})
		}
		for _, e := range d.Until {
			p.index.meets[e] = appendNew(p.index.meets[e], i)
		}
		for st := range p.Stages {
			if d.Entering.Has(st) {
				p.index.entering[st] = append(p.index.entering[st], i)
			}
		}
		for k := range d.Extensions {
			x := &d.Extensions[k]
			if x.weight == 0 {
				x.weight, x.most = 1, restored-1
			}
			for _, e := range p.index.ofAct[x.By] {
				p.index.extends[e] = append(p.index.extends[e], extends{i, k})
			}
		}
		if d.IsDate && d.Otherwise >= 0 {
			p.index.dates = append(p.index.dates, i)
		}
	}
}

func (p *Procedure) indexPauses() {
	p.index.stopped = make([][]int, len(p.Deadlines))
	for i := range p.Pauses {
		q := &p.Pauses[i]
		for _, e := range q.Begins {
			p.index.pauses[e] = appendNew(p.index.pauses[e], i)
		}
		for _, e := range q.Ends {
			p.index.ends[e] = appendNew(p.index.ends[e], i)
		}
		for _, d := range q.Stops {
			p.index.stopped[d] = append(p.index.stopped[d], i)
		}
	}
}

// indexOutside lists what is said from outside, in the order of the slots.
func (p *Procedure) indexOutside() {
	for i := range p.Slots {
		if p.Slots[i].Free {
			p.index.outside = append(p.index.outside, i)
		}
	}
}

func (p *Procedure) indexDeputies() {
	if p.Rules == nil {
		return // a graph has no offices
	}
	p.index.deputies = map[string][]string{}
	for _, b := range p.Rules.Bodies {
		for _, deputy := range b.Deputies {
			if p.index.deputies[deputy] == nil {
				p.index.deputies[deputy] = []string{deputy}
			}
			p.index.deputies[deputy] = append(p.index.deputies[deputy], b.Name)
		}
	}
}

// includeLast puts the includes of an event after its excludes: an include wins.
func (p *Procedure) includeLast() {
	included := make([]bool, len(p.Slots))
	for i := range p.Acts {
		included[p.Acts[i].Included] = true
	}
	for i := range p.Events {
		slices.SortStableFunc(p.Events[i].Effects, func(a, b Effect) int {
			return last(a, included) - last(b, included)
		})
	}
}

func last(f Effect, included []bool) int {
	if f.Kind == Set && f.Value == 1 && included[f.Slot] {
		return 1
	}
	return 0
}

// indexRevocations adds to each event that revokes an act: the act's deadlines stop without consequence (they are
// idle, ready for the next time), its minimum periods count no longer, and its since-bits are cleared.
func (p *Procedure) indexRevocations() {
	for i := range p.Events {
		for _, b := range p.Events[i].revokes {
			p.revocation(i, b)
		}
		p.Events[i].revokes = nil
	}
}

func (p *Procedure) revocation(event, act int) {
	e := &p.Events[event]
	for j := range p.Deadlines {
		if others, started := p.triggers(j, act); started && p.Deadlines[j].Entering == 0 {
			others = slices.DeleteFunc(others, func(a int) bool { return a == e.Act || contains(e.revokes, a) })
			p.index.revoked[event] = append(p.index.revoked[event], revocation{j, act, others})
		}
	}
	for j := range p.Periods {
		if p.Periods[j].Act == act {
			e.Effects = append(e.Effects, Effect{Kind: ClearPeriod, Slot: p.Periods[j].Slot, Other: j})
		}
	}
	for j := range p.Slots {
		if s := &p.Slots[j]; s.Kind == SlotSince && s.Of == act {
			e.Effects = append(e.Effects, Effect{Kind: Set, Slot: j})
		}
	}
}

// triggers says whether an act starts a deadline, and which other acts do.
func (p *Procedure) triggers(deadline, act int) (others []int, started bool) {
	d := &p.Deadlines[deadline]
	for _, e := range d.From {
		switch a := p.Events[e].Act; {
		case contains(d.Renews, e):
		case a == act:
			started = true
		default:
			others = appendNew(others, a)
		}
	}
	return others, started
}
