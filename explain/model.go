package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// View is what is told of one procedure.
type View struct {
	Book      string // title and version
	Procedure string
	Whole     string   // how long a whole matter lasts at worst: "266 days"; empty when it was not asked
	Story     []string // a matter that lasts so long, a line a step; empty when none is known
	Stages    []StageView
	Groups    []GroupView
	Open      Inside // what is so in every stage that is not final, told here and not again in each
}

// StageView is what is told of one stage. The first is that before anything has happened.
type StageView struct {
	Name   string // with the stages it is nested in: "hearing / listed"
	Final  bool
	Length Length // of one stay in it
	Inside
}

// GroupView is what is the same in all stages of one that holds several, which stand side by side.
type GroupView struct {
	Name     string
	From, To int // the first and the last of its stages
	Inside
}

// Inside is what may be done and may happen in a stage.
type Inside struct {
	Acts   []ActView
	Limits []LimitView
	Others []OtherView
}

// ActView is something that persons may do.
type ActView struct {
	Name   string
	Who    string
	Clause string
	How    []string // "once", "with reasons", "at least 14 clear days after hearing.notify"
	Leads  []Lead
}

// LimitView is a limit that may run.
type LimitView struct {
	What      string // "assessment"
	Limit     string // "21 days"
	Since     string // "complain"
	Otherwise string // what happens when it passes; empty: nothing
	Clause    string
	Leads     []Lead // where what happens otherwise leads to
}

// OtherView is something else that leads to another stage: by operation of the rules, or a fact.
type OtherView struct {
	Name, Clause string
	Fact         bool
	Leads        []Lead
}

// Lead is a way to another stage.
type Lead struct {
	To int
	On []string // with which outcomes; empty: whichever
}

// Way is everything by which one stage can lead to another.
type Way struct {
	To     int
	By     []string // events, as the book writes them
	ByRule bool     // by operation of the rules only
}

// Length is how many days something can last at worst. The zero value says nothing of it.
type Length struct {
	Days    *int // nil when there is no limit, or it was not proven or not asked
	Forever bool // it can last for ever
}

// Words says a length: "at most 31 days", "no limit", or nothing.
func (l Length) Words() string {
	switch {
	case l.Forever:
		return "no limit"
	case l.Days == nil:
		return ""
	case *l.Days == 0:
		return "not a day"
	case *l.Days == 1:
		return "at most 1 day"
	}
	return fmt.Sprintf("at most %d days", *l.Days)
}

// Look reads a procedure. Stays gives by stage how long a matter can stay there at worst; nil leaves that out.
func Look(p *matter.Procedure, stays []Length) View {
	v := View{Procedure: p.Name}
	if p.Rules != nil && p.Rules.Book != nil {
		v.Book = p.Rules.Book.Front.Title + ", version " + p.Rules.Book.Front.Version
	}
	for i, st := range p.Stages {
		sv := StageView{Name: strings.Join(append(slices.Clone(st.Outer), st.Name), " / "), Final: st.Final, Inside: insideOf(p, i)}
		if i == 0 {
			sv.Name = "before"
		}
		if i < len(stays) {
			sv.Length = stays[i]
		}
		v.Stages = append(v.Stages, sv)
	}
	v.takeOut(p)
	return v
}

// insideOf reads what may be done and may happen in a stage.
func insideOf(p *matter.Procedure, stage int) Inside {
	in := Inside{Acts: actsIn(p, stage), Limits: limitsIn(p, stage)}
	in.Others = othersIn(p, stage, in.Limits)
	return in
}

// actsIn lists the acts of persons in a stage.
func actsIn(p *matter.Procedure, stage int) []ActView {
	var list []ActView
	for i := range p.Acts {
		if a := &p.Acts[i]; a.Kind == matter.PersonAct && a.In.Has(stage) && a.Instance <= 1 {
			list = append(list, ActView{Name: a.Name, Who: who(a), Clause: clause(a), How: how(p, i), Leads: leads(p, i, -1, stage)})
		}
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

// how lists what is asked of an act, needs and guards apart.
func how(p *matter.Procedure, act int) []string {
	a := &p.Acts[act]
	var list []string
	switch {
	case a.Max == 1:
		list = append(list, "once")
	case a.Max > 1:
		list = append(list, fmt.Sprintf("at most %d times", a.Max))
	}
	if a.Reasons {
		list = append(list, "with reasons")
	}
	if len(a.Grounds) > 0 {
		list = append(list, "on a ground")
	}
	for e := range p.Events {
		if p.Events[e].Act != act {
			continue
		}
		for _, w := range p.Events[e].Waits {
			words := fmt.Sprintf("at least %v after %s", w.Limit, p.Acts[p.Periods[w.Period].Act].Name)
			if !slices.Contains(list, words) {
				list = append(list, words)
			}
		}
	}
	return list
}

// leads lists the ways on which an act, or one event of it, leads out of a stage. What follows from it by operation of
// the rules leads on for it where it does not itself.
func leads(p *matter.Procedure, act, event, stage int) []Lead {
	var list []Lead
	all := true
	for e := range p.Events {
		if p.Events[e].Act != act || event >= 0 && e != event {
			continue
		}
		to := p.Events[e].To
		if to < 0 || to == stage {
			all = false
			continue
		}
		list = addLead(list, to, outcome(p, e))
	}
	if len(list) == 1 && (all || event >= 0) {
		list[0].On = nil
	}
	return list
}

func outcome(p *matter.Procedure, event int) string {
	e := &p.Events[event]
	if e.Outcome < 0 {
		return ""
	}
	return p.Acts[e.Act].Outcomes[e.Outcome]
}

func addLead(list []Lead, to int, on string) []Lead {
	i := slices.IndexFunc(list, func(l Lead) bool { return l.To == to })
	if i < 0 {
		i = len(list)
		list = append(list, Lead{To: to})
	}
	if on != "" && !slices.Contains(list[i].On, on) {
		list[i].On = append(list[i].On, on)
	}
	return list
}

// othersIn lists what else leads out of a stage: what happens by operation of the rules without a limit of its own there,
// and facts.
func othersIn(p *matter.Procedure, stage int, limits []LimitView) []OtherView {
	var list []OtherView
	for i := range p.Acts {
		a := &p.Acts[i]
		possible := a.Kind == matter.ClockAct && a.In.Has(stage) ||
			a.Kind == matter.Fact && a.In.Has(stage) && stage > 0 && !p.Stages[stage].Final
		if !possible || a.Instance > 1 {
			continue
		}
		ways := leads(p, i, -1, stage)
		told := func(l LimitView) bool { return l.Otherwise == a.Name || strings.HasPrefix(l.Otherwise, a.Name+"(") }
		if len(ways) > 0 && !slices.ContainsFunc(limits, told) {
			list = append(list, OtherView{Name: a.Name, Clause: clause(a), Fact: a.Kind == matter.Fact, Leads: ways})
		}
	}
	return list
}

// Ways lists how a stage leads to others, those of one stage together, in the order of the stages.
func (v *View) Ways(in *Inside) []Way {
	byStage := map[int]*Way{}
	add := func(name string, leads []Lead, byRule bool) {
		for _, l := range leads {
			w := byStage[l.To]
			if w == nil {
				w = &Way{To: l.To, ByRule: true}
				byStage[l.To] = w
			}
			for _, by := range l.events(name) {
				if !slices.Contains(w.By, by) {
					w.By = append(w.By, by)
				}
			}
			w.ByRule = w.ByRule && byRule
		}
	}
	for _, a := range in.Acts {
		add(a.Name, a.Leads, false)
	}
	for _, l := range in.Limits {
		add(l.Otherwise, l.Leads, true)
	}
	for _, o := range in.Others {
		add(o.Name, o.Leads, !o.Fact)
	}
	var list []Way
	for i := range v.Stages {
		if w := byStage[i]; w != nil {
			list = append(list, *w)
		}
	}
	return list
}

// events names the events of an act that lead on such a way.
func (l *Lead) events(act string) []string {
	if len(l.On) == 0 {
		return []string{act}
	}
	var names []string
	for _, on := range l.On {
		names = append(names, act+"("+on+")")
	}
	return names
}
