package matter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"pgregory.net/rapid"
)

// A plainGraph is the textbook definition of a DCR graph, with sets, to hold the kernel against: Hildebrandt and
// Mukkamala 2010, with milestones as in Hildebrandt, Mukkamala and Slaats 2011.
type plainGraph struct {
	n                           int
	relations                   []plainRelation
	included, executed, pending map[int]bool
}

type plainRelation struct {
	kind     string
	from, to int
}

func (g *plainGraph) enabled(e int) bool {
	if !g.included[e] {
		return false
	}
	for _, r := range g.relations {
		if r.to != e || !g.included[r.from] {
			continue
		}
		if r.kind == "condition" && !g.executed[r.from] || r.kind == "milestone" && g.pending[r.from] {
			return false
		}
	}
	return true
}

func (g *plainGraph) do(e int) {
	g.executed[e], g.pending[e] = true, false
	for _, kind := range []string{"response", "exclude", "include"} {
		for _, r := range g.relations {
			if r.from != e || r.kind != kind {
				continue
			}
			switch kind {
			case "response":
				g.pending[r.to] = true
			case "exclude":
				g.included[r.to] = false
			case "include":
				g.included[r.to] = true
			}
		}
	}
}

// accepts gives whether a trace is accepted and, if not, where it is refused.
func (g *plainGraph) accepts(trace []int) (bool, int) {
	for i, e := range trace {
		if !g.enabled(e) {
			return false, i + 1
		}
		g.do(e)
	}
	for e := range g.n {
		if g.included[e] && g.pending[e] {
			return false, len(trace) + 1
		}
	}
	return true, 0
}

func (g *plainGraph) xml() string {
	var b strings.Builder
	b.WriteString(`<dcr:definitions xmlns:dcr="http://tk/schema/dcr"><dcr:dcrGraph id="g">`)
	for e := range g.n {
		fmt.Fprintf(&b, `<dcr:event id="E%d" description="act %d" included="%v" executed="%v" pending="%v"/>`, e, e, g.included[e], g.executed[e], g.pending[e])
	}
	for i, r := range g.relations {
		fmt.Fprintf(&b, `<dcr:relation id="R%d" type="%s" sourceRef="E%d" targetRef="E%d"/>`, i, r.kind, r.from, r.to)
	}
	b.WriteString(`</dcr:dcrGraph></dcr:definitions>`)
	return b.String()
}

func drawGraph(t *rapid.T) *plainGraph {
	g := &plainGraph{n: rapid.IntRange(1, 6).Draw(t, "events"), included: map[int]bool{}, executed: map[int]bool{}, pending: map[int]bool{}}
	for e := range g.n {
		g.included[e] = rapid.IntRange(0, 4).Draw(t, "in") > 0
		g.executed[e] = rapid.IntRange(0, 5).Draw(t, "ex") == 0
		g.pending[e] = rapid.IntRange(0, 5).Draw(t, "pe") == 0
	}
	for range rapid.IntRange(0, 14).Draw(t, "relations") {
		g.relations = append(g.relations, plainRelation{
			rapid.SampledFrom([]string{"condition", "response", "include", "exclude", "milestone"}).Draw(t, "kind"),
			rapid.IntRange(0, g.n-1).Draw(t, "from"), rapid.IntRange(0, g.n-1).Draw(t, "to"),
		})
	}
	return g
}

func TestKernelAgreesWithTheDefinitionOfDCR(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := drawGraph(t)
		graph, err := matter.ReadDCR(strings.NewReader(plain.xml()))
		if err != nil {
			t.Fatal(err)
		}
		trace := rapid.SliceOfN(rapid.IntRange(0, plain.n-1), 0, 12).Draw(t, "trace")
		names := make([]string, len(trace))
		for i, e := range trace {
			names[i] = fmt.Sprintf("act %d", e)
		}
		want, wantAt := plain.accepts(trace)
		got, at, why := graph.Replay(names)
		if got != want || at != wantAt {
			t.Fatalf("Replay(%v) = %v at %d (%s), want %v at %d", names, got, at, why, want, wantAt)
		}
	})
}

const solutionsDialect = `<dcrgraph title="t"><specification><resources><events>
	<event id="N" type="nesting"><custom><eventType/></custom><event id="A"/><event id="M" type="nesting"><event id="B"/></event></event>
	<event id="C"/></events>
	<labelMappings><labelMapping eventId="A" labelId="apply"/><labelMapping eventId="B" labelId="bring papers"/><labelMapping eventId="C" labelId="decide"/></labelMappings>
	</resources><constraints><conditions><condition sourceId="N" targetId="C" time=""/></conditions>
	<responses><response sourceId="A" targetId="C"/></responses><coresponses/><excludes><exclude sourceId="C" targetId="N"/></excludes><includes/><milestones/></constraints></specification>
	<runtime><marking><globalStore/><executed/><included><event id="A"/><event id="B"/><event id="C"/><event id="N"/></included><pendingResponses/></marking></runtime></dcrgraph>`

func TestNestsStandForTheEventsWithinThem(t *testing.T) {
	g, err := matter.ReadDCR(strings.NewReader(solutionsDialect))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		trace string
		at    int
	}{
		{"apply, bring papers, decide", 0},
		{"apply, decide", 2},
		{"bring papers, decide", 2},
		{"bring papers", 0},
		{"apply, bring papers", 3},
		{"apply, bring papers, decide, apply", 4},
		{"bring papers, guess", 2},
	} {
		if ok, at, why := g.Replay(strings.Split(tt.trace, ", ")); ok != (tt.at == 0) || at != tt.at {
			t.Errorf("Replay(%s) = %v at %d (%s), want refused at %d (0: accepted)", tt.trace, ok, at, why, tt.at)
		}
	}
}

func TestEventsOfOneName(t *testing.T) {
	// Two events called "sign": the first may be done once, the second only after "seal".
	const graph = `<definitions><dcrGraph><event id="1" description="sign"/><event id="2" description="sign"/><event id="3" description="seal"/>
		<relation type="exclude" sourceRef="1" targetRef="1"/><relation type="condition" sourceRef="3" targetRef="2"/></dcrGraph></definitions>`
	g, err := matter.ReadDCR(strings.NewReader(graph))
	if err != nil {
		t.Fatal(err)
	}
	for trace, want := range map[string]bool{"sign": true, "sign,sign": false, "sign,seal,sign": true} {
		if ok, _, why := g.Replay(strings.Split(trace, ",")); ok != want {
			t.Errorf("Replay(%s) = %v (%s), want %v", trace, ok, why, want)
		}
	}
}

func TestWhatIsNoGraphIsRefused(t *testing.T) {
	for name, src := range map[string]string{
		"empty":              "",
		"no events":          "<definitions/>",
		"cut off":            "<definitions><event id='1'>",
		"no id":              "<g><event/></g>",
		"one id twice":       "<g><event id='1'/><event id='1'/></g>",
		"unknown relation":   "<g><event id='1'/><relation type='spawn' sourceRef='1' targetRef='1'/></g>",
		"no such event":      "<g><event id='1'/><relation type='include' sourceRef='1' targetRef='2'/></g>",
		"a sub-process":      "<g><subProcess id='1'><event id='2'/></subProcess></g>",
		"nested without end": strings.Repeat("<a>", 2000),
	} {
		if g, err := matter.ReadDCR(strings.NewReader(src)); err == nil {
			t.Errorf("%s: read as a graph of %d events", name, len(g.Events))
		}
	}
}

func FuzzReadDCR(f *testing.F) {
	f.Add([]byte(solutionsDialect))
	f.Add([]byte((&plainGraph{n: 2, relations: []plainRelation{{"condition", 0, 1}}, included: map[int]bool{0: true, 1: true}}).xml()))
	f.Fuzz(func(t *testing.T, src []byte) {
		g, err := matter.ReadDCR(strings.NewReader(string(src)))
		if err != nil {
			return
		}
		var names []string
		for _, a := range g.Acts {
			names = append(names, a.Name)
		}
		g.Replay(names)
		slices.Reverse(names)
		g.Replay(names)
	})
}
