package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// exceptions compiles "despite REF when COND: STATEMENT". The statement was compiled like any other; here it is made to
// count only while COND holds, and what it stands for only while COND does not. For a deadline and a minimum period both
// are read at the trigger and kept.
func (c *compiler) exceptions() {
	var list []exception
	for _, s := range c.stmts {
		if s.Despite == nil || c.off(s) || !c.canReplace(s) {
			continue
		}
		x := exception{stmt: s, self: c.norm(s), when: c.lits(s, s.Despite.When, scope{}), of: c.replaced(s)}
		if x.of < 0 || len(x.when) == 0 || c.overlaps(list, x) {
			continue
		}
		list = append(list, x)
		c.p.Norms[x.self].Despite = &Exception{Of: x.of, When: x.when}
		for i := range c.p.Deadlines {
			switch d := &c.p.Deadlines[i]; d.Norm {
			case x.self:
				d.When = append(slices.Clip(d.When), x.when...)
			case x.of:
				d.Unless = append(slices.Clip(d.Unless), x.when)
			}
		}
		for e := range c.p.Events {
			c.exceptConds(&c.p.Events[e], x)
		}
		c.exceptPeriods(x)
	}
}

// exception is a norm that stands for another while a condition holds.
type exception struct {
	stmt     *rulebook.Statement
	self, of int
	when     []Lit
}

// replaceable are the properties that an exception can replace: conditions. Effects, caps and attributes hold always.
var replaceable = []rulebook.Key{"needs", "held up by", "at least", "only when", "where"}

// canReplace reports an exception that is no condition, deadline, duty or window.
func (c *compiler) canReplace(s *rulebook.Statement) bool {
	switch s.Kind {
	case rulebook.KindDeadline, rulebook.KindMust, rulebook.KindMay, rulebook.KindOnlyOneOf:
		return true
	case rulebook.KindOn:
		if !slices.ContainsFunc(s.Props, func(q rulebook.Property) bool { return !slices.Contains(replaceable, q.Key) }) {
			return true
		}
	}
	c.report(s.Pos, s, checkException, "only a condition, a deadline, a duty or a window can stand for another while something holds",
		"say it of two acts, or guard the act: only when COND")
	return false
}

// replaced finds the one norm that an exception stands for: by its name, by its clause and ordinal, or the only norm of
// the exception's kind in a clause. It is -1 when there is none, or several.
func (c *compiler) replaced(s *rulebook.Statement) int {
	ref := rulebook.Event{Name: s.Despite.Ref, Pos: s.Despite.Pos}
	var named, inClause []int
	for i := range c.p.Norms {
		n := &c.p.Norms[i]
		switch {
		case n.Stmt.Despite != nil || n.Stmt == s:
		case n.ID == ref.Name || n.Stmt.Kind == rulebook.KindDeadline && subject(n.Stmt) == ref.Name:
			named = append(named, i)
		case n.Clause == ref.Name && n.Stmt.Kind == s.Kind && !c.off(n.Stmt):
			inClause = append(inClause, i)
		}
	}
	switch found := append(named, inClause...); {
	case len(found) == 0:
		c.unknown(s, ref, "norm", c.normNames)
	case len(named) == 0 && len(found) > 1:
		c.report(ref.Pos, s, checkException, "clause "+ref.Name+" says several such things", "name the one that is meant: "+c.p.Norms[found[0]].ID)
	default:
		return found[0]
	}
	return -1
}

// overlaps reports an exception that may hold together with an earlier one for the same norm: nothing says which goes
// first.
func (c *compiler) overlaps(list []exception, x exception) bool {
	for _, y := range list {
		if y.of != x.of || apart(x.when, y.when) {
			continue
		}
		c.report(x.stmt.Despite.Pos, x.stmt, checkException, "this and "+c.p.Norms[y.self].ID+" can both stand for "+c.p.Norms[x.of].ID+" at once",
			"let their conditions exclude each other")
		return true
	}
	return false
}

// apart says whether two lists of literals can never hold together, for a slot that both read.
func apart(a, b []Lit) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Slot == y.Slot && x.Mask&y.Mask == 0 {
				return true
			}
		}
	}
	return false
}

// exceptConds makes the conditions of an exception hold whenever it does not apply, and those it displaces whenever it
// does. Windows are powers and do not displace each other here: which of them opens was settled at the trigger.
func (c *compiler) exceptConds(e *Event, x exception) {
	for i := range e.Conds {
		cond := &e.Conds[i]
		if cond.Kind <= CondIncluded || cond.Kind == CondWindow || cond.Kind == CondCount {
			continue
		}
		switch cond.Norm {
		case x.self:
			cond.Any = slices.Clone(cond.Any)
			for _, l := range x.when {
				cond.Any = append(cond.Any, []Lit{c.negate(l)})
			}
		case x.of:
			cond.Any = append(slices.Clone(cond.Any), x.when)
		}
	}
}

// exceptPeriods gives the minimum periods of an exception, and those it displaces, clocks of their own, which count as
// the condition was when they began.
func (c *compiler) exceptPeriods(x exception) {
	own := map[int]bool{}
	for e := range c.p.Events {
		for i := range c.p.Events[e].Waits {
			w := &c.p.Events[e].Waits[i]
			if w.Norm != x.self && w.Norm != x.of {
				continue
			}
			q := c.p.Periods[w.Period]
			if w.Period = c.period(periodKey{q.Act, q.Outcome, w.Norm}); own[w.Period] {
				continue
			}
			own[w.Period] = true
			if q := &c.p.Periods[w.Period]; w.Norm == x.self {
				q.When = x.when
			} else {
				q.Unless = append(slices.Clip(q.Unless), x.when)
			}
		}
	}
}

func (c *compiler) normNames() []string {
	var names []string
	for i := range c.p.Norms {
		n := &c.p.Norms[i]
		if names = append(names, n.ID); n.Stmt.Kind == rulebook.KindDeadline {
			names = append(names, subject(n.Stmt))
		}
	}
	return names
}
