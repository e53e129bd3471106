package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// View is what is told of one procedure.
type View struct {
	Book      string      `json:"-"` // title and version
	Procedure string      `json:"procedure"`
	Whole     string      `json:"-"` // how long a whole matter lasts at worst: "266 days"; empty when it was not asked
	Story     []string    `json:"-"` // a matter that lasts so long, a line a step; empty when none is known
	Stages    []StageView `json:"stages"`
	Groups    []GroupView `json:"groups"`
	Open      Inside      `json:"open"` // what is so in every stage that is not final, told here and not again in each
}

// StageView is what is told of one stage. The first is that before anything has happened.
type StageView struct {
	Name   string `json:"stage"` // with the stages it is nested in: "hearing / listed"
	Final  bool   `json:"final"`
	Length Length `json:"length"` // of one stay in it
	Inside
}

// GroupView is what is the same in all stages of one that holds several, which stand side by side.
type GroupView struct {
	Name string `json:"stage"`
	From int    `json:"from"` // the first of its stages
	To   int    `json:"to"`   // the last
	Inside
}

// Inside is what may be done and may happen in a stage.
type Inside struct {
	Acts   []ActView   `json:"acts"`
	Limits []LimitView `json:"limits"`
	Others []OtherView `json:"others"`
}

// ActView is something that persons may do.
type ActView struct {
	Name   string   `json:"act"`
	Who    string   `json:"by"`
	Clause string   `json:"clause"`
	How    []string `json:"how"` // "once", "with reasons", "at least 14 clear days after hearing.notify"
	Leads  []Lead   `json:"leads"`
}

// LimitView is a limit that may run.
type LimitView struct {
	What      string `json:"limit"`     // "assessment"
	Limit     string `json:"within"`    // "21 days"
	Since     string `json:"of"`        // "complain"
	Otherwise string `json:"otherwise"` // what happens when it passes; empty: nothing
	Clause    string `json:"clause"`
	Leads     []Lead `json:"leads"` // where what happens otherwise leads to
}

// OtherView is something else that leads to another stage: by operation of the rules, or a fact.
type OtherView struct {
	Name    string `json:"event"`
	Clause  string `json:"clause"`
	Fact    bool   `json:"fact"`
	Follows string `json:"follows"` // what it follows by operation of the rules
	Leads   []Lead `json:"leads"`
}

// Lead is a way to another stage.
type Lead struct {
	To int      `json:"to"`           // the stage, by its place
	On []string `json:"on,omitempty"` // with which outcomes; empty: whichever
}

// Way is everything by which one stage can lead to another.
type Way struct {
	To     int
	By     []string // events, as the book writes them
	ByRule bool     // by operation of the rules only
}

// Length is how many days something can last at worst. The zero value says nothing of it.
type Length struct {
	Days      *int `json:"days"` // nil in every other case
	Forever   bool `json:"forever,omitempty"`
	Never     bool `json:"never,omitempty"` // no matter gets there
	NotProven bool `json:"notProven,omitempty"`
}

// Words says a length: "at most 31 days", "no limit", or nothing.
func (l Length) Words() string {
	switch {
	case l.Forever:
		return "no limit"
	case l.Never:
		return "never reached"
	case l.NotProven:
		return "not proven"
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
	v := View{Procedure: p.Name, Groups: []GroupView{}}
	if p.Rules != nil && p.Rules.Book != nil {
		v.Book = p.Rules.Book.Front.Title + ", version " + p.Rules.Book.Front.Version
	}
	r := reachOf(p)
	for i, st := range p.Stages {
		sv := StageView{Name: strings.Join(append(slices.Clone(st.Outer), st.Name), " / "), Final: st.Final, Inside: insideOf(r, i)}
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
func insideOf(r *reach, stage int) Inside {
	in := Inside{Acts: actsIn(r, stage), Limits: limitsIn(r, stage)}
	in.Others = othersIn(r, stage, in.Limits)
	return in
}

// actsIn lists the acts of persons in a stage.
func actsIn(r *reach, stage int) []ActView {
	list := []ActView{}
	for i := range r.p.Acts {
		if a := &r.p.Acts[i]; a.Kind == matter.PersonAct && a.In.Has(stage) && a.Instance <= 1 {
			list = append(list, ActView{Name: a.Name, Who: who(a), Clause: clause(a), How: how(r.p, i), Leads: r.leads(i, -1, stage)})
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
	list := []string{}
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

// othersIn lists what else leads out of a stage: what happens by operation of the rules without a limit that was told,
// and facts.
func othersIn(r *reach, stage int, limits []LimitView) []OtherView {
	list := []OtherView{}
	for i := range r.p.Acts {
		a := &r.p.Acts[i]
		possible := a.Kind == matter.ClockAct || a.Kind == matter.Fact && !r.p.Stages[stage].Final
		if !possible || a.Instance > 1 {
			continue
		}
		ways := r.leads(i, -1, stage)
		told := func(l LimitView) bool { return l.Otherwise == a.Name || strings.HasPrefix(l.Otherwise, a.Name+"(") }
		if len(ways) > 0 && !slices.ContainsFunc(limits, told) {
			list = append(list, OtherView{Name: a.Name, Clause: clause(a), Fact: a.Kind == matter.Fact, Follows: follows(r.p, i), Leads: ways})
		}
	}
	return list
}

// follows names the acts that bring an act about by operation of the rules.
func follows(p *matter.Procedure, act int) string {
	var names []string
	for _, f := range p.Follows {
		if p.Events[f.Event].Act != act {
			continue
		}
		for _, by := range f.All {
			if a := &p.Acts[by]; a.Instance <= 1 && !closesWindow(p, by) && !slices.Contains(names, a.Name) {
				names = append(names, a.Name)
			}
		}
	}
	return strings.Join(names, " or ")
}

// closesWindow says whether an act is the kernel's own: the closing of one of several windows.
func closesWindow(p *matter.Procedure, act int) bool {
	return p.Acts[act].Synthetic && slices.ContainsFunc(p.Deadlines, func(d matter.Deadline) bool {
		return d.Window >= 0 && d.Otherwise >= 0 && p.Events[d.Otherwise].Act == act
	})
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
