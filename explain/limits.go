package explain

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// limitsIn lists the limits that can run in a stage.
func limitsIn(r *reach, stage int) []LimitView {
	list := []LimitView{}
	for i := range r.p.Deadlines {
		d := &r.p.Deadlines[i]
		if stage == 0 || !d.Limited() || d.Instance > 1 || !r.runs[i].Has(stage) || !r.matters(d, stage) {
			continue
		}
		l := limitView(r, d, stage)
		if !slices.ContainsFunc(list, func(o LimitView) bool { return sameLimit(o, l) }) {
			list = append(list, l)
		}
	}
	return list
}

// matters says whether a limit that runs in a stage is of any consequence there: what keeps it, or what happens when it
// passes, is possible. One that the book confines to stages matters in them.
func (r *reach) matters(d *matter.Deadline, stage int) bool {
	possible := func(e int) bool { return e >= 0 && r.p.Acts[r.p.Events[e].Act].In.Has(stage) }
	return d.In != 0 || possible(d.Otherwise) || slices.ContainsFunc(d.Until, possible)
}

// limitView reads a limit. What the compiler made of it is told as the book has it: the windows of several roles for one
// act are one, and what happens when all have closed is what happens otherwise.
func limitView(r *reach, d *matter.Deadline, stage int) LimitView {
	p := r.p
	l := LimitView{What: d.Name, Limit: d.Limit.String(), Since: since(p, d), Clause: p.Norms[d.Norm].Clause, Leads: []Lead{}}
	if d.Window >= 0 {
		l.What = p.Acts[d.Window].Name
	}
	then := d.Otherwise
	if then < 0 {
		return l
	}
	if closesWindow(p, p.Events[then].Act) {
		for _, f := range p.Follows {
			if slices.Contains(f.All, p.Events[then].Act) {
				then = f.Event
			}
		}
	}
	l.Otherwise, l.Leads = p.EventName(then), r.leads(p.Events[then].Act, then, stage)
	switch {
	case d.Service:
		l.What, l.Otherwise = noticeOf(p, d)+" served", "it counts as served"
	case d.IsDate:
		l.Otherwise = "that day comes"
	}
	return l
}

// noticeOf names the notice whose service a deadline is.
func noticeOf(p *matter.Procedure, d *matter.Deadline) string {
	for i := range p.Notices {
		n := &p.Notices[i]
		if slices.ContainsFunc(d.From, func(e int) bool { return p.Events[e].Act == n.Send }) {
			return n.Name
		}
	}
	return d.Name
}

func sameLimit(a, b LimitView) bool {
	return a.What == b.What && a.Limit == b.Limit && a.Since == b.Since && a.Otherwise == b.Otherwise && a.Clause == b.Clause && sameLeads(a.Leads, b.Leads)
}

// since names what starts a limit.
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
