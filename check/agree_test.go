package check

import (
	"fmt"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"pgregory.net/rapid"
)

// exploreWhole runs the engine on all of a procedure.
func exploreWhole(t testing.TB, p *matter.Procedure, q question) *search {
	m, err := build(anatomise(p), newSpans(p.Rules.Calendar), q)
	if err != nil {
		t.Fatal(err)
	}
	x := &search{g: newGraph(m)}
	x.run()
	return x
}

// TestZonesReachWhatDaysReach: the engine, with nothing left out, reaches the markings that going day by day reaches.
func TestZonesReachWhatDaysReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBook(t)
		d := newDaily(p, 30_000)
		if d.over {
			t.Skip("too many days")
		}
		want := map[string]bool{}
		for i := range d.states {
			want[fmt.Sprint(d.states[i].m)] = true
		}
		m, err := build(anatomise(p), newSpans(p.Rules.Calendar), question{whole: true})
		if err != nil {
			t.Fatal(err)
		}
		x := &search{g: newGraph(m)}
		x.run()
		marking := make([]uint8, len(m.base))
		got := map[string]bool{}
		for i := range x.g.states {
			if i < len(x.reached) && x.reached[i] {
				x.g.load(int32(i), marking)
				got[fmt.Sprint(matter.Marking(marking))] = true
			}
		}
		for k := range want {
			if !got[k] {
				t.Errorf("zones do not reach %s", describe(p, k))
			}
		}
		for k := range got {
			if !want[k] {
				t.Errorf("days do not reach %s", describe(p, k))
			}
		}
	})
}

func describe(p *matter.Procedure, marking string) string {
	var m []uint8
	fmt.Sscan(marking)
	var v uint8
	s := marking[1 : len(marking)-1]
	for len(s) > 0 {
		if n, _ := fmt.Sscan(s, &v); n == 0 {
			break
		}
		m = append(m, v)
		i := 0
		for i < len(s) && s[i] != ' ' {
			i++
		}
		s = s[min(i+1, len(s)):]
	}
	text := ""
	for i, v := range m {
		if v != p.Initial[i] {
			text += fmt.Sprintf(" %d:%s=%d", p.Slots[i].Kind, p.Slots[i].Name, v)
		}
	}
	return text
}
