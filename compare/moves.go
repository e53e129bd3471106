package compare

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// movesOf lists what persons may do and what may happen from outside, each event once for each value of the data it
// sets, as far as these matter.
func movesOf(p *matter.Procedure, renamed map[string]string) []move {
	var list []move
	for e := range p.Events {
		a := &p.Acts[p.Events[e].Act]
		if a.Kind == matter.ClockAct || a.Instance > 1 {
			continue
		}
		name := a.Name
		if renamed[name] != "" {
			name = renamed[name]
		}
		outcome := ""
		if o := p.Events[e].Outcome; o >= 0 {
			outcome = a.Outcomes[o]
			name += "(" + outcome + ")"
		}
		for _, as := range capacities(a, p.Events[e].As) {
			for _, data := range choices(p, p.Events[e].Sets) {
				list = append(list, move{
					key:   strings.Join(append([]string{name, as}, words(data)...), "\x00"),
					event: e,
					occ:   matter.Occurrence{Act: a.Name, Outcome: outcome, As: as, Reasons: true, Ground: firstOf(a.Grounds), Data: data},
				})
			}
		}
	}
	return list
}

// firstOf is the first of a list; empty when there is none.
func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// closings names the clock acts by which one of several windows closes. They are steps of the kernel, not of the rules.
func closings(p *matter.Procedure) map[string]bool {
	names := map[string]bool{}
	for i := range p.Deadlines {
		if d := &p.Deadlines[i]; d.Window >= 0 && d.Otherwise >= 0 {
			if a := &p.Acts[p.Events[d.Otherwise].Act]; a.Synthetic {
				names[a.Name] = true
			}
		}
	}
	return names
}

// capacities are those in which an event may be done, each tried by itself.
func capacities(a *matter.Act, as string) []string {
	if as != "" {
		return []string{as}
	}
	var names []string
	for _, by := range a.By {
		if !by.DoerOf && by.Chain < 0 {
			names = append(names, by.Name)
		}
	}
	if len(names) < len(a.By) || len(names) == 0 {
		return []string{""}
	}
	return names
}

// mostChoices caps the combinations of data that one event is tried with.
const mostChoices = 24

func choices(p *matter.Procedure, data []int) []map[string]string {
	all := []map[string]string{nil}
	for _, d := range data {
		var next []map[string]string
		for _, had := range all {
			for _, v := range p.Data[d].Values {
				one := map[string]string{p.Data[d].Name: v}
				for k, w := range had {
					one[k] = w
				}
				next = append(next, one)
			}
		}
		if len(next) == 0 || len(next) > mostChoices {
			continue
		}
		all = next
	}
	return all
}

func words(data map[string]string) []string {
	var list []string
	for k, v := range data {
		list = append(list, k+" "+v)
	}
	slices.Sort(list)
	return list
}
