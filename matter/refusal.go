package matter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// Refusal is the rules saying no: every condition that failed. It is safe to show to every party: it names acts,
// clauses and capacities, never a person.
type Refusal struct {
	Act     string
	By      string // the capacity in which it was tried; empty when not said
	On      calendar.Date
	Reasons []Reason // in the order of [CondKind]; never empty
	Book    string   // title and version
	SHA256  string
}

// Reason is one failed condition.
type Reason struct {
	Kind   CondKind
	Norm   int
	Clause string
	Why    string        // one plain sentence
	Cure   string        // what would cure it; empty when nothing would
	After  calendar.Date // the first day on which it holds if nothing else is done; zero if waiting will not help
}

func (r *Refusal) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "refused: %s", r.Act)
	for _, why := range r.Reasons {
		fmt.Fprintf(&b, "\n  %s  %s", why.Clause, why.Why)
		if why.Cure != "" {
			fmt.Fprintf(&b, "  -> %s", why.Cure)
		}
		if !why.After.IsZero() {
			fmt.Fprintf(&b, "; earliest %v", why.After)
		}
	}
	fmt.Fprintf(&b, "\n  (%s, sha256 %.12s)", r.Book, r.SHA256)
	return b.String()
}

// Find gives the events that an occurrence may be: those of its act, with its outcome, in its capacity. When it names
// no outcome and the act has several, all of them.
func (p *Procedure) Find(o Occurrence) []int {
	var found []int
	for i := range p.Events {
		e := &p.Events[i]
		a := &p.Acts[e.Act]
		if a.Name != o.Act || o.Instance != 0 && a.Instance != o.Instance {
			continue
		}
		if o.Outcome != "" && (e.Outcome < 0 || a.Outcomes[e.Outcome] != o.Outcome) {
			continue
		}
		if e.As != "" && o.As != "" && e.As != o.As && slices.ContainsFunc(a.By, func(by Actor) bool { return by.Name == o.As }) {
			continue
		}
		found = append(found, i)
	}
	return found
}

// Judge says which event an occurrence is and whether the rules allow it in a state, on its day. It is the first that
// they allow; when they allow none, the refusal is that of the one with the fewest reasons.
func (p *Procedure) Judge(s State, o Occurrence) (int, *Refusal) {
	best, fewest := -1, []Reason(nil)
	for _, e := range p.Find(o) {
		reasons := p.Why(s, e, o)
		if len(reasons) == 0 {
			return e, nil
		}
		if best < 0 || len(reasons) < len(fewest) {
			best, fewest = e, reasons
		}
	}
	if best < 0 {
		fewest = []Reason{{Kind: CondPower, Norm: -1, Why: "no clause provides for this"}}
	}
	return best, p.refusal(o, fewest)
}

func (p *Procedure) refusal(o Occurrence, reasons []Reason) *Refusal {
	r := &Refusal{Act: o.Act, By: o.As, On: o.On, Reasons: reasons}
	if o.Outcome != "" {
		r.Act += "(" + o.Outcome + ")"
	}
	if b := p.Rules.Book; b != nil {
		r.Book, r.SHA256 = b.Front.Title+", version "+b.Front.Version, b.SHA256
	}
	return r
}

// Why lists every condition of an event that fails in a state, on the day of o; none when the event is enabled. What
// an occurrence does not say (who, on what ground) is not held against it, but reasons that must be given must be.
func (p *Procedure) Why(s State, event int, o Occurrence) []Reason {
	a := &p.Acts[p.Events[event].Act]
	if a.Kind == Fact {
		return nil
	}
	if a.Kind == ClockAct && !o.ByRule {
		return []Reason{{Kind: CondPower, Norm: -1, Clause: clauseOf(a.Decl), Why: "it happens by operation of the rules only"}}
	}
	m := slices.Clone(s.Marking)
	p.Choose(m, p.choices(event, o))
	var reasons []Reason
	for i := range p.Events[event].Conds {
		c := &p.Events[event].Conds[i]
		if o.ByRule && c.Kind > CondIncluded || c.Holds(m) {
			continue
		}
		reasons = append(reasons, p.discrete(s, event, c)...)
	}
	if !o.ByRule {
		reasons = append(reasons, p.timed(s, event, o)...)
		reasons = append(reasons, p.personal(s, event, o)...)
		reasons = append(reasons, p.formal(s, event, o)...)
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return int(a.Kind) - int(b.Kind) })
	return reasons
}

// Enabled lists the events of persons and facts that the rules allow in a state on a day, by number. Whoever may do
// them is for their act to say.
func (p *Procedure) Enabled(s State, on calendar.Date) []int {
	var list []int
	for e := range p.Events {
		a := &p.Acts[p.Events[e].Act]
		if a.Kind == ClockAct || a.Kind == Fact && p.Final(s) {
			continue
		}
		if len(p.Why(s, e, p.sample(e, on))) == 0 {
			list = append(list, e)
		}
	}
	return list
}

// sample is an occurrence of an event in which everything that may be chosen is chosen so as to be allowed if it can.
func (p *Procedure) sample(event int, on calendar.Date) Occurrence {
	o := p.occurrence(event, on)
	o.ByRule, o.Reasons = false, true
	return o
}

// discrete words a failed discrete condition.
func (p *Procedure) discrete(s State, event int, c *Cond) []Reason {
	r := Reason{Kind: c.Kind, Norm: c.Norm, Clause: p.Norms[c.Norm].Clause}
	switch c.Kind {
	case CondStage:
		r.Why = "it is not possible in stage " + p.Stage(s)
		r.Cure = "it is possible in " + p.stageList(p.Acts[p.Events[event].Act].In)
	case CondIncluded:
		return p.excludedBy(event)
	case CondNeeds:
		r.Why = list(p.actNames(c.Acts), " or ") + " has not been done"
		r.Cure = "first " + list(p.actNames(c.Acts), " or ")
	case CondHold:
		r.Why = list(p.actNames(c.Acts), " and ") + " is owed"
		r.Cure = "first " + list(p.actNames(c.Acts), " and ")
	case CondGuard:
		r.Why = "what it depends on does not hold: " + p.condWords(c)
	case CondWindow:
		r.Why = p.windowWords(s, c)
	case CondCount:
		r.Why = "it has been done as often as it may be"
	case CondExclusive:
		r.Why = list(p.actNames(c.Acts), " or ") + " has been chosen instead"
	case CondSanction:
		r.Why = "this body may not impose that on these findings"
	case CondChain:
		r.Why = "there is nobody left to pass it on to"
	case CondPeriod:
		r.Why = list(p.actNames(c.Acts), " or ") + " has come already"
	}
	return []Reason{r}
}

// excludedBy cites the statements by which an act is excluded.
func (p *Procedure) excludedBy(event int) []Reason {
	a := &p.Acts[p.Events[event].Act]
	var reasons []Reason
	for _, n := range p.Norms {
		for i := range n.Stmt.Props {
			q := &n.Stmt.Props[i]
			if q.Key == "excludes" && slices.ContainsFunc(q.Events, func(e ref) bool { return e.Name == a.Name }) ||
				q.Key == "initially" && q.Value == "excluded" && slices.ContainsFunc(n.Stmt.Subject, func(e ref) bool { return e.Name == a.Name }) {
				reasons = append(reasons, Reason{Kind: CondIncluded, Norm: p.normOf(n.Stmt), Clause: n.Clause, Why: "it is excluded"})
			}
		}
	}
	if reasons == nil {
		reasons = []Reason{{Kind: CondIncluded, Norm: -1, Clause: clauseOf(a.Decl), Why: "it is excluded"}}
	}
	return reasons
}

// timed tests the minimum periods.
func (p *Procedure) timed(s State, event int, o Occurrence) []Reason {
	var reasons []Reason
	if s.Night && o.On <= s.On {
		reasons = append(reasons, Reason{Kind: CondPeriod, Norm: -1, Why: "the day has ended", After: s.On.Add(1)})
	}
	for _, w := range p.Events[event].Waits {
		clock := s.Clocks[p.PeriodClock(w.Period)]
		if clock.Since.IsZero() || s.Marking[p.Periods[w.Period].Slot] == 0 {
			continue // what it counts from has not been done: for a "needs" to say
		}
		first, err := p.Rules.Calendar.Earliest(clock.Since, w.Limit)
		if err != nil || o.On < first {
			reasons = append(reasons, Reason{
				Kind: CondPeriod, Norm: w.Norm, Clause: p.Norms[w.Norm].Clause, After: first,
				Why:  fmt.Sprintf("%s must pass after %s on %v", w.Limit, p.Acts[p.Periods[w.Period].Act].Name, clock.Since),
				Cure: "wait",
			})
		}
	}
	return reasons
}

// personal tests who acts: whether the capacity is one of the act's, and whether a bar stands in the way.
func (p *Procedure) personal(s State, event int, o Occurrence) []Reason {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	var reasons []Reason
	if o.As != "" && !a.Anyone && !p.mayAct(s, a, o) {
		reasons = append(reasons, Reason{Kind: CondPower, Norm: p.normOf(a.Decl), Clause: clauseOf(a.Decl),
			Why: "it is for " + p.actorList(s, a) + " to do", Cure: "let " + p.actorList(s, a) + " do it"})
	}
	acquires := map[string][]string{} // role: persons
	if role := p.capacity(event, o); role != "" {
		acquires[role] = append(acquires[role], o.By...)
	}
	for _, role := range a.Names {
		if o.To != "" {
			acquires[role] = append(acquires[role], o.To)
		}
	}
	for _, bar := range p.Bars {
		who := acquires[bar.Role.Name]
		if bar.Role.DoerOf {
			who = nil
			if bar.Role.Name == a.Name {
				who = o.By
			}
		}
		for _, person := range who {
			if s.Has(person, bar.From) && !s.holds(person, bar.Role) {
				reasons = append(reasons, Reason{Kind: CondBar, Norm: bar.Norm, Clause: p.Norms[bar.Norm].Clause,
					Why: "a person who has been " + bar.From.String() + " may not be " + bar.Role.String(), Cure: "replace that person"})
			}
		}
	}
	return reasons
}

func (a Actor) String() string {
	if a.DoerOf {
		return "doer of " + a.Name
	}
	return a.Name
}

// holds says whether a person has already acquired what the actor names in this spell of the matter. Whoever has, does
// not acquire it again by acting once more: a panel that has decided one charge may decide the next.
func (s State) holds(person string, a Actor) bool {
	for _, h := range s.Holdings {
		if h.Person == person && h.Spell == s.Spell && !h.Released && (a.DoerOf && h.Doer == a.Name || !a.DoerOf && h.Role == a.Name) {
			return true
		}
	}
	return false
}

// Has says whether a person has ever, in this matter, been what the actor names.
func (s State) Has(person string, a Actor) bool {
	for _, h := range s.Holdings {
		if h.Person == person && (a.DoerOf && h.Doer == a.Name || !a.DoerOf && h.Role == a.Name) {
			return true
		}
	}
	return false
}

func (p *Procedure) mayAct(s State, a *Act, o Occurrence) bool {
	if len(a.By) == 0 {
		return true
	}
	for _, by := range a.By {
		switch {
		case by.Chain >= 0:
			ch := &p.Chains[by.Chain]
			if ch.Bodies[min(int(s.Marking[ch.Slot]), len(ch.Bodies)-1)] == o.As || ch.Name == o.As {
				return true
			}
		case by.DoerOf:
			for _, person := range o.By {
				if s.Has(person, by) {
					return true
				}
			}
		case by.Name == o.As || p.deputyOf(by.Name) == o.As:
			return true
		}
	}
	return false
}

func (p *Procedure) deputyOf(office string) string {
	if b := p.Rules.Body(office); b != nil && b.Deputy != "" {
		return b.Deputy
	}
	return office
}

// formal tests what an act must carry: reasons, a ground of the list, a vote that its body's rules accept.
func (p *Procedure) formal(s State, event int, o Occurrence) []Reason {
	a := &p.Acts[p.Events[event].Act]
	var reasons []Reason
	if a.Reasons && !o.Reasons {
		n := p.saysOf(a, "with reasons")
		reasons = append(reasons, Reason{Kind: CondReasons, Norm: n, Clause: p.clauseOfNorm(n, a), Why: "it needs reasons", Cure: "give reasons"})
	}
	if len(a.Grounds) > 0 && o.Ground != "" && !slices.Contains(a.Grounds, o.Ground) {
		n := p.saysOf(a, "on ground")
		reasons = append(reasons, Reason{Kind: CondGround, Norm: n, Clause: p.clauseOfNorm(n, a), Why: "`" + o.Ground + "` is not one of its grounds: " + list(a.Grounds, ", ")})
	}
	reasons = append(reasons, p.votes(a, event, o)...)
	return append(reasons, p.tooLate(s, event, o)...)
}

// tooLate tests the limitation of an act by the day of the conduct or of its discovery.
func (p *Procedure) tooLate(s State, event int, o Occurrence) []Reason {
	var reasons []Reason
	for _, l := range p.Limits {
		from := o.Conduct
		if l.Of == "discovery" {
			from = o.Discovery
		}
		if l.Act != p.Events[event].Act || from.IsZero() || l.Unless >= 0 && s.Marking[p.Acts[p.Events[l.Unless].Act].Executed] == 1 {
			continue
		}
		if last, err := p.Rules.Calendar.Due(from, l.Limit, true); err != nil || o.On > last {
			reasons = append(reasons, Reason{Kind: CondLimitation, Norm: l.Norm, Clause: p.Norms[l.Norm].Clause,
				Why: fmt.Sprintf("it came later than %s after the %s; the last day was %v", l.Limit, l.Of, last)})
		}
	}
	return reasons
}
