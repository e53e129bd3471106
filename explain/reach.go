package explain

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
)

// reach says, of a procedure, in which stages an event can happen and a deadline can run. It takes more to be possible
// than is: of conditions it reads the stage alone, and it follows each deadline by itself. What it calls impossible is.
type reach struct {
	p       *matter.Procedure
	happens []matter.StageSet // by event
	runs    []matter.StageSet // by deadline
}

// reachOf begins with everything possible in the stages that are named for it. A clock act is then possible only where
// what brings it about is: the round is repeated until nothing more falls out.
func reachOf(p *matter.Procedure) *reach {
	r := &reach{p: p, happens: make([]matter.StageSet, len(p.Events)), runs: make([]matter.StageSet, len(p.Deadlines))}
	for e := range p.Events {
		r.happens[e] = p.Acts[p.Events[e].Act].In
		if p.Acts[p.Events[e].Act].Kind == matter.Fact {
			r.happens[e] &^= 1 // a matter does not begin with a fact
		}
	}
	for more := true; more; {
		for i := range p.Deadlines {
			r.runs[i] = r.runsIn(i)
		}
		more = false
		for e := range p.Events {
			if p.Acts[p.Events[e].Act].Kind != matter.ClockAct {
				continue
			}
			if left := r.happens[e] & r.broughtAbout(e); left != r.happens[e] {
				r.happens[e], more = left, true
			}
		}
	}
	return r
}

// broughtAbout gives the stages in which a deadline that ends in an event can run, or in which an event that it follows
// can happen, or to which that leads.
func (r *reach) broughtAbout(event int) matter.StageSet {
	var in matter.StageSet
	for i := range r.p.Deadlines {
		if r.p.Deadlines[i].Otherwise == event {
			in |= r.runs[i]
		}
	}
	for _, f := range r.p.Follows {
		if f.Event != event {
			continue
		}
		for e := range r.p.Events {
			if !slices.Contains(f.All, r.p.Events[e].Act) {
				continue
			}
			if to := r.p.Events[e].To; to < 0 {
				in |= r.happens[e]
			} else if r.happens[e] != 0 {
				in |= 1 << uint(to)
			}
		}
	}
	return in
}

// runsIn follows a deadline from stage to stage.
func (r *reach) runsIn(deadline int) matter.StageSet {
	type at struct {
		stage   int
		running bool
	}
	var runs matter.StageSet
	seen := map[at]bool{{}: true}
	for queue := []at{{}}; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		if from.running {
			runs |= 1 << uint(from.stage)
		}
		for e := range r.p.Events {
			if !r.happens[e].Has(from.stage) {
				continue
			}
			to := at{stage: from.stage}
			if r.p.Events[e].To >= 0 {
				to.stage = r.p.Events[e].To
			}
			to.running = r.runsAfter(deadline, e, from.running, from.stage, to.stage)
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return runs
}

// runsAfter says whether a deadline runs after an event.
func (r *reach) runsAfter(deadline, event int, running bool, from, to int) bool {
	d := &r.p.Deadlines[deadline]
	if d.In != 0 && !d.In.Has(to) || r.p.Stages[to].Final && !d.Standing {
		return false
	}
	starts := from != to && d.Entering.Has(to) ||
		slices.Contains(d.From, event) && (running || !slices.Contains(d.Renews, event))
	return starts || running && event != d.Otherwise && !slices.Contains(d.Until, event)
}

// leads lists the ways on which an act, or one event of it, leads out of a stage.
func (r *reach) leads(act, event, stage int) []Lead {
	list := []Lead{}
	all := true
	for e := range r.p.Events {
		if r.p.Events[e].Act != act || event >= 0 && e != event {
			continue
		}
		to := r.p.Events[e].To
		if to < 0 || to == stage || !r.happens[e].Has(stage) {
			all = false
			continue
		}
		list = addLead(list, to, outcome(r.p, e))
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
