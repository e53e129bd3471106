package explain

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// limitsIn lists the limits that can run in a stage.
func limitsIn(p *matter.Procedure, stage int) []LimitView {
	var list []LimitView
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		if !d.Limited() || d.Instance > 1 || !runsIn(p, i).Has(stage) {
			continue
		}
		l := LimitView{What: d.Name, Limit: d.Limit.String(), Since: since(p, d), Clause: p.Norms[d.Norm].Clause}
		if d.Otherwise >= 0 {
			l.Otherwise = p.EventName(d.Otherwise)
			l.Leads = leads(p, p.Events[d.Otherwise].Act, d.Otherwise, stage)
		}
		if !slices.ContainsFunc(list, func(o LimitView) bool { return sameLimit(o, l) }) {
			list = append(list, l)
		}
	}
	return list
}

func sameLimit(a, b LimitView) bool {
	return a.What == b.What && a.Limit == b.Limit && a.Since == b.Since && a.Otherwise == b.Otherwise && a.Clause == b.Clause && sameLeads(a.Leads, b.Leads)
}

// since names what starts a limit. Synthetic acts are the kernel's, not the book's.
func since(p *matter.Procedure, d *matter.Deadline) string {
	var names []string
	for s := range p.Stages {
		if d.Entering.Has(s) {
			names = append(names, "entering "+p.Stages[s].Name)
		}
	}
	for _, e := range d.From {
		if name := p.Acts[p.Events[e].Act].Name; !slices.Contains(names, name) && !slices.Contains(d.Renews, e) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

// runsIn finds the stages in which a deadline can run, by following it alone from stage to stage: every event that is
// possible in a stage is taken to be possible there at any time.
func runsIn(p *matter.Procedure, deadline int) matter.StageSet {
	d := &p.Deadlines[deadline]
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
		for e := range p.Events {
			if !p.Acts[p.Events[e].Act].In.Has(from.stage) {
				continue
			}
			to := at{from.stage, from.running && !slices.Contains(d.Until, e) && e != d.Otherwise}
			if p.Events[e].To >= 0 {
				to.stage = p.Events[e].To
			}
			inScope := (d.In == 0 || d.In.Has(to.stage)) && (d.Standing || !p.Stages[to.stage].Final)
			enters := to.stage != from.stage && d.Entering.Has(to.stage)
			to.running = inScope && (to.running || enters || slices.Contains(d.From, e) && (from.running || !slices.Contains(d.Renews, e)))
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return runs
}
