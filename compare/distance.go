package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// signature words all that a version says of an event: its conditions, effects and limits, by name and not by number, so
// that two versions can be compared.
func signature(p *matter.Procedure, event int) string {
	e := &p.Events[event]
	a := &p.Acts[e.Act]
	var parts []string
	for _, c := range e.Conds {
		parts = append(parts, fmt.Sprint("if ", c.Kind, alternatives(p, c.Any)))
	}
	for _, w := range e.Waits {
		parts = append(parts, fmt.Sprint("wait ", p.Acts[p.Periods[w.Period].Act].Name, " ", w.Limit))
	}
	for _, f := range e.Effects {
		parts = append(parts, fmt.Sprint("then ", f.Kind, p.Slots[f.Slot].Kind, p.Slots[f.Slot].Name, f.Value))
	}
	for i := range p.Deadlines {
		parts = append(parts, limitOf(p, i, event)...)
	}
	to := ""
	if e.To >= 0 {
		to = p.Stages[e.To].Name
	}
	parts = append(parts, fmt.Sprint("to ", to, e.Afresh), fmt.Sprint("by ", a.By, a.Anyone, a.Reasons, a.Grounds, a.Max))
	slices.Sort(parts)
	return strings.Join(slices.Compact(parts), ";")
}

// limitOf words a deadline that the event starts, meets or makes.
func limitOf(p *matter.Procedure, i, event int) []string {
	d := &p.Deadlines[i]
	otherwise := ""
	if d.Otherwise >= 0 {
		otherwise = p.EventName(d.Otherwise)
	}
	var parts []string
	for what, events := range map[string][]int{"starts": d.From, "meets": d.Until, "makes": {d.Otherwise}} {
		if slices.Contains(events, event) {
			parts = append(parts, fmt.Sprint(what, " ", d.Name, d.Limit, d.Soft, otherwise, d.Extensions))
		}
	}
	return parts
}

// alternatives words what a condition reads.
func alternatives(p *matter.Procedure, any [][]matter.Lit) string {
	var alts []string
	for _, alt := range any {
		var lits []string
		for _, l := range alt {
			if l.Slot == 0 {
				lits = append(lits, stageNames(p, l.Mask))
				continue
			}
			lits = append(lits, fmt.Sprint(p.Slots[l.Slot].Kind, p.Slots[l.Slot].Name, l.Mask))
		}
		alts = append(alts, strings.Join(lits, "&"))
	}
	slices.Sort(alts)
	return strings.Join(alts, "|")
}

func stageNames(p *matter.Procedure, mask uint64) string {
	var names []string
	for i, st := range p.Stages {
		if mask>>uint(i)&1 == 1 {
			names = append(names, st.Name)
		}
	}
	return strings.Join(names, "+")
}

// distances gives, for each stage, how many events at least lie between it and a stage in which one of the changed acts
// is possible; 0 everywhere when nothing changed that an act shows.
func distances(s *side, changed map[string]bool) []int {
	const far = 1 << 10
	dist := make([]int, len(s.p.Stages))
	for i := range dist {
		dist[i] = far
	}
	for _, m := range s.moves {
		name, _, _ := strings.Cut(m.key, "\x00")
		if !changed[name] {
			continue
		}
		a := &s.p.Acts[s.p.Events[m.event].Act]
		for st := range dist {
			if a.In.Has(st) && a.Kind != matter.Fact {
				dist[st] = 0
			}
		}
	}
	if !slices.Contains(dist, 0) {
		return make([]int, len(dist))
	}
	for range dist {
		for e := range s.p.Events {
			ev := &s.p.Events[e]
			if ev.To < 0 {
				continue
			}
			for st := range dist {
				if s.p.Acts[ev.Act].In.Has(st) {
					dist[st] = min(dist[st], dist[ev.To]+1)
				}
			}
		}
	}
	return dist
}
