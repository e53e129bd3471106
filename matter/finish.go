package matter

import (
	"fmt"

	"github.com/evenhand/evenhand/rulebook"
)

// exceptions compiles "despite REF when COND: STATEMENT". The statement was compiled like any other; here it is made to
// count only while COND holds, and what it stands for only while COND does not. For a deadline both are read at the
// trigger and kept.
func (c *compiler) exceptions() {
	for _, s := range c.stmts {
		if s.Despite == nil || c.off(s) {
			continue
		}
		when := c.lits(s, s.Despite.When, scope{})
		of := c.normsNamed(s.Despite.Ref)
		if len(of) == 0 {
			c.unknown(s, rulebook.Event{Name: s.Despite.Ref, Pos: s.Despite.Pos}, "norm", c.normNames())
			continue
		}
		self := c.norm(s)
		c.p.Norms[self].Despite = &Exception{Of: of[0], When: when}
		for i := range c.p.Deadlines {
			switch d := &c.p.Deadlines[i]; {
			case d.Norm == self:
				d.When = append(d.When, when...)
			case contains(of, d.Norm):
				d.Unless = append(d.Unless, when)
			}
		}
		c.exceptConds(self, of, when)
	}
}

// exceptConds makes the conditions of an exception hold whenever it does not apply, and those it displaces whenever it does.
func (c *compiler) exceptConds(self int, of []int, when []Lit) {
	for i := range c.p.Events {
		conds := c.p.Events[i].Conds
		for j := range conds {
			switch cond := &conds[j]; {
			case cond.Kind <= CondIncluded:
			case cond.Norm == self:
				for _, l := range when {
					cond.Any = append(append([][]Lit{}, cond.Any...), []Lit{negate(l, &c.p.Slots[l.Slot])})
				}
			case contains(of, cond.Norm):
				cond.Any = append(append([][]Lit{}, cond.Any...), when)
			}
		}
	}
}

// normsNamed finds norms by name, by clause and ordinal, or all of a clause.
func (c *compiler) normsNamed(ref string) []int {
	var found []int
	for i := range c.p.Norms {
		if n := &c.p.Norms[i]; (n.ID == ref || n.Clause == ref || subject(n.Stmt) == ref) && n.Stmt.Despite == nil {
			found = append(found, i)
		}
	}
	return found
}

func (c *compiler) normNames() []string {
	var names []string
	for i := range c.p.Norms {
		names = append(names, c.p.Norms[i].ID)
	}
	return names
}

// Finish checks a procedure's tables against each other and builds what a step looks up. Compile calls it; whoever
// makes a procedure by hand must. The error says what does not fit.
func (p *Procedure) Finish() error {
	if len(p.Stages) == 0 || len(p.Slots) != len(p.Initial) {
		return fmt.Errorf("procedure %s: %d stages, %d slots, %d initial values", p.Name, len(p.Stages), len(p.Slots), len(p.Initial))
	}
	n := len(p.Events)
	x := index{
		starts: make([][]int, n), meets: make([][]int, n), pauses: make([][]int, n), ends: make([][]int, n),
		extends: make([][]extends, n), periods: make([][]int, n),
		follows: make([][]int, len(p.Acts)), entering: make([][]int, len(p.Stages)),
	}
	p.index = x
	p.indexDeadlines()
	for i := range p.Pauses {
		q := &p.Pauses[i]
		for _, e := range q.Begins {
			p.index.pauses[e] = append(p.index.pauses[e], i)
		}
		for _, e := range q.Ends {
			p.index.ends[e] = append(p.index.ends[e], i)
		}
	}
	for i := range p.Periods {
		for e := range p.Events {
			if ev := &p.Events[e]; ev.Act == p.Periods[i].Act && (p.Periods[i].Outcome < 0 || p.Periods[i].Outcome == ev.Outcome) {
				p.index.periods[e] = append(p.index.periods[e], i)
			}
		}
	}
	for i := range p.Follows {
		for _, a := range p.Follows[i].All {
			if !contains(p.index.follows[a], i) {
				p.index.follows[a] = append(p.index.follows[a], i)
			}
		}
	}
	p.includeLast()
	p.indexRevocations()
	return p.acyclicFollows()
}

func (p *Procedure) indexDeadlines() {
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		for _, e := range d.From {
			p.index.starts[e] = appendNew(p.index.starts[e], i)
		}
		for _, e := range d.Until {
			p.index.meets[e] = appendNew(p.index.meets[e], i)
		}
		for st := range p.Stages {
			if d.Entering.Has(st) {
				p.index.entering[st] = append(p.index.entering[st], i)
			}
		}
		for k, x := range d.Extensions {
			for e := range p.Events {
				if p.Events[e].Act == x.By {
					p.index.extends[e] = append(p.index.extends[e], extends{i, k})
				}
			}
		}
	}
}

func appendNew(list []int, x int) []int {
	if contains(list, x) {
		return list
	}
	return append(list, x)
}

// includeLast puts the includes of an event after its excludes: an include wins.
func (p *Procedure) includeLast() {
	included := map[int]bool{}
	for i := range p.Acts {
		included[p.Acts[i].Included] = true
	}
	for i := range p.Events {
		e := &p.Events[i]
		var rest, last []Effect
		for _, f := range e.Effects {
			if f.Kind == Set && f.Value == 1 && included[f.Slot] {
				last = append(last, f)
			} else {
				rest = append(rest, f)
			}
		}
		e.Effects = append(rest, last...)
	}
}

// indexRevocations adds to each event that revokes an act: the act's deadlines stop without consequence (they are
// idle, ready for the next time), its minimum periods count no longer, and its since-bits are cleared.
func (p *Procedure) indexRevocations() {
	p.index.revoked = make([][]int, len(p.Events))
	for i := range p.Events {
		e := &p.Events[i]
		for _, b := range e.revokes {
			p.revocation(i, b)
		}
		e.revokes = nil
	}
}

func (p *Procedure) revocation(event, act int) {
	e := &p.Events[event]
	for j := range p.Deadlines {
		for _, from := range p.Deadlines[j].From {
			if p.Events[from].Act == act {
				p.index.revoked[event] = appendNew(p.index.revoked[event], j)
			}
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

// acyclicFollows refuses follows that could go round for ever.
func (p *Procedure) acyclicFollows() error {
	const (
		white = iota
		grey
		black
	)
	colour := make([]int, len(p.Acts))
	var visit func(act int) error
	visit = func(act int) error {
		colour[act] = grey
		for _, i := range p.index.follows[act] {
			next := p.Events[p.Follows[i].Event].Act
			if colour[next] == grey {
				return fmt.Errorf("`%s` follows from itself", p.Acts[next].Name)
			}
			if colour[next] == white {
				if err := visit(next); err != nil {
					return err
				}
			}
		}
		colour[act] = black
		return nil
	}
	for a := range p.Acts {
		if colour[a] == white {
			if err := visit(a); err != nil {
				return err
			}
		}
	}
	return nil
}
