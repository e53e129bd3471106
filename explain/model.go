package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// View is what is told of one procedure.
type View struct {
	Procedure string
	Stages    []StageView
	Moves     []Move
	Anywhere  []ActView   // what may be done in every stage that is not final
	Limits    []LimitView // what may run out in any of them
}

// StageView is what is told of one stage.
type StageView struct {
	Name    string
	Final   bool
	Longest *int // days a matter can stay in it at worst; nil when unbounded, not proven or not asked
	Proven  bool // whether Longest was asked and proven; a nil Longest is then unbounded
	Acts    []ActView
	Limits  []LimitView
}

// ActView is something that may be done in a stage.
type ActView struct {
	Name   string
	Who    string // who may do it; for a fact or a clock act, what it is
	Clause string
}

// LimitView is a limit that runs in a stage.
type LimitView struct {
	What, Limit, Otherwise, Clause string
}

// Move is a way from one stage to another.
type Move struct {
	From, To int      // stages
	By       []string // events, as the book writes them
	ByRule   bool     // by operation of the rules only
}

// Look reads a procedure. Longest gives, for a stage, the days it can last at worst, and whether that is proven; nil
// leaves the lengths out.
func Look(p *matter.Procedure, longest func(stage int) (days *int, proven bool)) View {
	v := View{Procedure: p.Name}
	for i, st := range p.Stages {
		sv := StageView{Name: strings.Join(append(slices.Clone(st.Outer), st.Name), " / "), Final: st.Final}
		if i == 0 {
			sv.Name = "before"
		} else if !st.Final && longest != nil {
			sv.Longest, sv.Proven = longest(i)
		}
		sv.Acts = actsIn(p, i)
		sv.Limits = limitsIn(p, i)
		v.Stages = append(v.Stages, sv)
	}
	v.Moves = moves(p)
	v.Anywhere, v.Limits = v.common()
	return v
}

// common takes out of the stages what is the same in all that are not final, and gives it once.
func (v *View) common() ([]ActView, []LimitView) {
	var open []*StageView
	for i := range v.Stages {
		if i > 0 && !v.Stages[i].Final {
			open = append(open, &v.Stages[i])
		}
	}
	if len(open) < 2 {
		return nil, nil
	}
	acts, limits := slices.Clone(open[0].Acts), slices.Clone(open[0].Limits)
	for _, st := range open[1:] {
		acts = slices.DeleteFunc(acts, func(a ActView) bool { return !slices.Contains(st.Acts, a) })
		limits = slices.DeleteFunc(limits, func(l LimitView) bool { return !slices.Contains(st.Limits, l) })
	}
	for _, st := range open {
		st.Acts = slices.DeleteFunc(st.Acts, func(a ActView) bool { return slices.Contains(acts, a) })
		st.Limits = slices.DeleteFunc(st.Limits, func(l LimitView) bool { return slices.Contains(limits, l) })
	}
	return acts, limits
}

// actsIn lists the acts of persons in a stage.
func actsIn(p *matter.Procedure, stage int) []ActView {
	var list []ActView
	for i := range p.Acts {
		a := &p.Acts[i]
		if a.Kind != matter.PersonAct || !a.In.Has(stage) || a.Instance > 1 {
			continue
		}
		list = append(list, ActView{Name: a.Name, Who: who(a), Clause: clause(a)})
	}
	return list
}

func who(a *matter.Act) string {
	if a.Anyone {
		return "anyone"
	}
	var names []string
	for _, by := range a.By {
		names = append(names, by.String())
	}
	if len(names) == 0 {
		return "nobody named"
	}
	return strings.Join(names, " or ")
}

func clause(a *matter.Act) string {
	if a.Decl == nil || a.Decl.Clause == nil {
		return ""
	}
	return a.Decl.Clause.Number
}

// limitsIn lists the limits that can run in a stage: those whose scope it is in, and whose trigger can have happened.
func limitsIn(p *matter.Procedure, stage int) []LimitView {
	if stage == 0 {
		return nil
	}
	var list []LimitView
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		if !d.Limited() || !runsIn(p, d, stage) {
			continue
		}
		l := LimitView{What: d.Name, Limit: d.Limit.String(), Clause: p.Norms[d.Norm].Clause}
		if d.Otherwise >= 0 {
			l.Otherwise = p.EventName(d.Otherwise)
		}
		if !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	return list
}

// runsIn says whether a deadline can run in a stage. One without a scope runs wherever what discharges it, or what
// happens otherwise, is possible.
func runsIn(p *matter.Procedure, d *matter.Deadline, stage int) bool {
	if p.Stages[stage].Final && !d.Standing {
		return false
	}
	if d.In != 0 {
		return d.In.Has(stage)
	}
	for _, e := range append(slices.Clone(d.Until), d.Otherwise) {
		if e >= 0 && p.Acts[p.Events[e].Act].In.Has(stage) {
			return true
		}
	}
	return false
}

// moves lists the ways between stages, those of one pair of stages together, in the order of the stages.
func moves(p *matter.Procedure) []Move {
	var list []Move
	for from := range p.Stages {
		for to := range p.Stages {
			m := Move{From: from, To: to, ByRule: true}
			for e := range p.Events {
				a := &p.Acts[p.Events[e].Act]
				if p.Events[e].To != to || from == to || !a.In.Has(from) || a.Instance > 1 || a.Kind == matter.Fact && (from == 0 || p.Stages[from].Final) {
					continue
				}
				if name := p.EventName(e); !slices.Contains(m.By, name) {
					m.By = append(m.By, name)
				}
				m.ByRule = m.ByRule && a.Kind == matter.ClockAct
			}
			if len(m.By) > 0 {
				list = append(list, m)
			}
		}
	}
	return list
}

// Days words a length: "31 days", "no limit", or nothing when it was not asked or not proven.
func (s *StageView) Days() string {
	switch {
	case s.Longest != nil && *s.Longest == 1:
		return "at most 1 day"
	case s.Longest != nil:
		return fmt.Sprintf("at most %d days", *s.Longest)
	case s.Proven:
		return "no limit"
	}
	return ""
}
