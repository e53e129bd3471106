package matter

import (
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/calendar"
)

// discrete words a failed discrete condition.
func (p *Procedure) discrete(s State, event int, c *Cond, o Occurrence) []Reason {
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
		if len(c.Any) == 0 {
			r.Why, r.Cure = "it is not possible with what it sets", "choose another outcome"
			break
		}
		r.Why = "what it depends on does not hold: " + p.condWords(c)
		r.Cure = "it is possible when " + p.holdsWhen(c)
	case CondWindow:
		r.Why, r.Cure = p.windowWords(s, c), p.windowCure(s, c)
	case CondCount:
		r.Why = "it has been done as often as it may be"
	case CondExclusive:
		r.Why = list(p.actNames(c.Acts), " or ") + " has been chosen instead"
	case CondSanction:
		r.Why = "this body may not impose that on these findings"
		if o.Data["sanction"] == "" {
			r.Why, r.Cure = "it does not say which sanction is imposed, or none may be", "name one that these findings allow"
		}
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
	for i, n := range p.Norms {
		for k := range n.Stmt.Props {
			q := &n.Stmt.Props[k]
			if q.Key == "excludes" && mentions(q.Events, a.Name) || q.Key == "initially" && q.Value == "excluded" && mentions(n.Stmt.Subject, a.Name) {
				reasons = append(reasons, Reason{Kind: CondIncluded, Norm: i, Clause: n.Clause, Why: "it is excluded"})
				break
			}
		}
	}
	if reasons == nil {
		reasons = []Reason{{Kind: CondIncluded, Norm: -1, Clause: clauseOf(a.Decl), Why: "it is excluded"}}
	}
	if by := p.includers(a); len(by) > 0 {
		for i := range reasons {
			reasons[i].Cure = "first " + list(p.actNames(by), " or ")
		}
	}
	return reasons
}

// timed tests the minimum periods: those that must have passed, and those before a date that has been set.
func (p *Procedure) timed(s State, event int, o Occurrence) []Reason {
	var reasons []Reason
	if s.Night && o.On <= s.On {
		reasons = append(reasons, Reason{Kind: CondPeriod, Norm: -1, Why: "the day has ended", After: s.On.Add(1)})
	}
	for i := range p.Events[event].Waits {
		w := &p.Events[event].Waits[i]
		first, since, counts := p.waits(s, w)
		if !counts || !first.IsZero() && o.On >= first {
			continue
		}
		reasons = append(reasons, Reason{Kind: CondPeriod, Norm: w.Norm, Clause: p.Norms[w.Norm].Clause, After: first,
			Why: fmt.Sprintf("%s must pass after %s on %v", w.Limit, p.Acts[p.Periods[w.Period].Act].Name, since), Cure: "wait"})
	}
	for _, i := range p.index.dates {
		reasons = append(reasons, p.beforeDate(s, i, event, o)...)
	}
	return reasons
}

// waits is the first day that a minimum period allows, and since when it counts. It asks for nothing when what it
// counts from has not been done: that is for a "needs" to say.
func (p *Procedure) waits(s State, w *Wait) (first, since calendar.Date, counts bool) {
	since = s.Clocks[p.PeriodClock(w.Period)].Since
	if since.IsZero() || s.Marking[p.Periods[w.Period].Slot] == 0 {
		return 0, 0, false
	}
	first, err := p.Rules.Calendar.Earliest(since, w.Limit)
	if err != nil {
		first = 0
	}
	return first, since, true
}

// beforeDate tests what an event has to do with a date: that it comes long enough before it, or sets it to a day in its
// range.
func (p *Procedure) beforeDate(s State, date, event int, o Occurrence) []Reason {
	d := &p.Deadlines[date]
	if contains(d.From, event) {
		return p.setsDate(s, date, o)
	}
	e := &p.Events[event]
	on := s.Clocks[date].Set
	if on.IsZero() || s.Marking[d.Slot] != Running {
		return nil
	}
	var reasons []Reason
	for _, w := range p.Events[d.Otherwise].Waits {
		if q := &p.Periods[w.Period]; q.Act != e.Act || q.Outcome >= 0 && q.Outcome != e.Outcome || anyHolds(q.Unless, s.Marking) || !s.Marking.Holds(q.When) {
			continue
		}
		if last, err := p.Rules.Calendar.LatestBefore(on, w.Limit); err != nil || o.On > last {
			reasons = append(reasons, Reason{Kind: CondPeriod, Norm: w.Norm, Clause: p.Norms[w.Norm].Clause,
				Why: fmt.Sprintf("it must come at least %s before %s on %v; the last day was %v", w.Limit, d.Name, on, last)})
		}
	}
	return reasons
}

// setsDate tests the day to which a date is set.
func (p *Procedure) setsDate(s State, date int, o Occurrence) []Reason {
	d := &p.Deadlines[date]
	first, last, err := p.datesFor(s, date, o.On)
	if err != nil {
		return nil // a fault of the calendar: it comes out when the day is due
	}
	r := Reason{Kind: CondPeriod, Norm: d.Norm, Clause: p.Norms[d.Norm].Clause, Cure: fmt.Sprintf("name a day from %v to %v", first, last)}
	switch on, err := calendar.ParseDate(o.Data[d.Name]); {
	case err != nil:
		r.Why = "it does not say on which day " + d.Name + " is"
	case on < first:
		r.Why = fmt.Sprintf("%v is too soon for %s", on, d.Name)
	case on > last:
		r.Why = fmt.Sprintf("%v is too late for %s", on, d.Name)
	default:
		return nil
	}
	return []Reason{r}
}

// datesFor gives the first and the last day to which a date may be set on a day.
func (p *Procedure) datesFor(s State, date int, on calendar.Date) (first, last calendar.Date, err error) {
	d := &p.Deadlines[date]
	if first, err = p.Rules.Calendar.Earliest(on, d.Earliest); err != nil {
		return 0, 0, err
	}
	if last, err = p.Rules.Calendar.Due(on, d.Limit, true); err != nil {
		return 0, 0, err
	}
	for i := range p.Events[d.Otherwise].Waits {
		if after, _, counts := p.waits(s, &p.Events[d.Otherwise].Waits[i]); counts {
			first = max(first, after)
		}
	}
	return first, last, nil
}

// formal tests what an act must carry: reasons, a ground of the list, a vote that its body's rules accept; and that it
// does not come too late after the conduct.
func (p *Procedure) formal(s State, event int, o Occurrence) []Reason {
	a := &p.Acts[p.Events[event].Act]
	var reasons []Reason
	if a.Reasons && !o.Reasons {
		n := p.saysOf(a, "with reasons")
		reasons = append(reasons, Reason{Kind: CondReasons, Norm: n, Clause: p.clauseOfNorm(n, a), Why: "it needs reasons", Cure: "give reasons"})
	}
	if len(a.Grounds) > 0 && !slices.Contains(a.Grounds, o.Ground) {
		n := p.saysOf(a, "on ground")
		r := Reason{Kind: CondGround, Norm: n, Clause: p.clauseOfNorm(n, a), Cure: "name one of its grounds: " + list(a.Grounds, ", ")}
		if r.Why = "it names no ground"; o.Ground != "" {
			r.Why = "`" + o.Ground + "` is not one of its grounds"
		}
		reasons = append(reasons, r)
	}
	reasons = append(reasons, p.tallied(s.Marking, event, o)...)
	return append(reasons, p.tooLate(s, event, o)...)
}

// tooLate tests the limitation of an act by the day of the conduct or of its discovery.
func (p *Procedure) tooLate(s State, event int, o Occurrence) []Reason {
	var reasons []Reason
	for i := range p.Limits {
		l := &p.Limits[i]
		if l.Act != p.Events[event].Act || l.Unless >= 0 && p.happenedLast(s.Marking, l.Unless) {
			continue
		}
		from := latest(o.Conduct, s.Conduct)
		if l.Of == "discovery" {
			from = latest(o.Discovery, s.Discovery)
		}
		if from.IsZero() {
			continue
		}
		if last, err := p.Rules.Calendar.Due(from, l.Limit, true); err != nil || o.On > last {
			r := Reason{Kind: CondLimitation, Norm: l.Norm, Clause: p.Norms[l.Norm].Clause,
				Why: fmt.Sprintf("it came later than %s after the %s; the last day was %v", l.Limit, l.Of, last)}
			if l.Unless >= 0 {
				r.Cure = "first " + p.EventName(l.Unless)
			}
			reasons = append(reasons, r)
		}
	}
	return reasons
}

// latest is what is said now, or what was said before.
func latest(now, before calendar.Date) calendar.Date {
	if now.IsZero() {
		return before
	}
	return now
}
