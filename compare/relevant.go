package compare

import (
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// relevant keeps, of the moves, those that can lead to a changed act: the changed acts themselves, whatever moves a
// matter from stage to stage, and whatever these wait for. What is left out cannot bring a change nearer; a story
// without it is as good.
func (x *search) relevant() {
	keep := map[string]bool{}
	for v := range x.side {
		for name := range leadsTo(&x.side[v], x.left) {
			keep[name] = true
		}
	}
	var keys []string
	for _, key := range x.keys {
		if name, _, _ := strings.Cut(key, "\x00"); keep[actName(name)] {
			keys = append(keys, key)
		}
	}
	x.keys = keys
}

func actName(event string) string {
	name, _, _ := strings.Cut(event, "(")
	return name
}

// leadsTo names the acts of one version that matter, as the moves name them.
func leadsTo(s *side, changed map[string]bool) map[string]bool {
	p := s.p
	name := map[int]string{} // by act
	wanted := make([]bool, len(p.Acts))
	for _, m := range s.moves {
		event, _, _ := strings.Cut(m.key, "\x00")
		e := &p.Events[m.event]
		name[e.Act] = actName(event)
		if changed[event] || e.To >= 0 && p.Acts[e.Act].Kind == matter.PersonAct || e.Act == p.Begin {
			wanted[e.Act] = true
		}
	}
	writers := writersOf(p)
	for grown := true; grown; {
		grown = false
		for e := range p.Events {
			if !wanted[p.Events[e].Act] {
				continue
			}
			for _, c := range p.Events[e].Conds {
				for _, a := range waitsFor(&c, writers) {
					if !wanted[a] && p.Acts[a].Kind != matter.Fact {
						wanted[a], grown = true, true
					}
				}
			}
		}
	}
	found := map[string]bool{}
	for a, is := range wanted {
		if is {
			found[name[a]] = true
		}
	}
	return found
}

// waitsFor are the acts that can change what a condition reads.
func waitsFor(c *matter.Cond, writers [][]int) []int {
	var acts []int
	for _, alt := range c.Any {
		for _, l := range alt {
			if l.Slot != 0 {
				acts = append(acts, writers[l.Slot]...)
			}
		}
	}
	return acts
}

// writersOf gives, for each slot, the acts that write it: their own marks, their effects, the deadlines they start. A
// clock act stands for the acts that start the deadline which brings it about.
func writersOf(p *matter.Procedure) [][]int {
	writers := make([][]int, len(p.Slots))
	add := func(slot, act int) {
		if slot >= 0 {
			writers[slot] = append(writers[slot], act)
		}
	}
	for e := range p.Events {
		ev := &p.Events[e]
		a := &p.Acts[ev.Act]
		add(a.Executed, ev.Act)
		add(a.Outcome, ev.Act)
		add(a.Pending, ev.Act)
		for _, f := range ev.Effects {
			if f.Value == 1 || f.Kind != matter.Set {
				add(f.Slot, ev.Act)
			}
		}
		for _, d := range ev.Sets {
			add(p.Data[d].Slot, ev.Act)
		}
	}
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		for _, e := range d.From {
			add(d.Slot, p.Events[e].Act)
			if d.Otherwise >= 0 {
				o := &p.Acts[p.Events[d.Otherwise].Act]
				add(o.Executed, p.Events[e].Act)
			}
		}
	}
	for _, f := range p.Follows {
		for _, a := range f.All {
			add(p.Acts[p.Events[f.Event].Act].Executed, a)
		}
	}
	return writers
}
