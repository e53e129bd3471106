package matter_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/matter"
)

// A plainGraph is the textbook definition of a DCR graph, with sets, to hold the kernel against: Hildebrandt and
// Mukkamala 2010, with milestones and nesting as in Hildebrandt, Mukkamala and Slaats 2011. It shares no code with it.
type plainGraph struct {
	events    []string            // in order
	label     map[string]string   // what an event is called in a trace
	inside    map[string]string   // the nest in which an event or a nest stands
	nests     []string            // outer ones first
	relations [][3]string         // kind, from, to
	marking   plainMarking        // the first one
	condition map[string][]string // relations by the event they bind or start from, nests expanded
	milestone map[string][]string
	response  map[string][]string
	include   map[string][]string
	exclude   map[string][]string
}

type set map[string]bool

type plainMarking struct{ executed, responses, included set }

func (m plainMarking) clone() plainMarking {
	copied := func(s set) set {
		c := set{}
		for e := range s {
			c[e] = true
		}
		return c
	}
	return plainMarking{copied(m.executed), copied(m.responses), copied(m.included)}
}

// within gives the events that an end of a relation stands for.
func (g *plainGraph) within(id string) []string {
	var found []string
	for _, e := range g.events {
		for up := e; up != ""; up = g.inside[up] {
			if up == id {
				found = append(found, e)
			}
		}
	}
	return found
}

func (g *plainGraph) expand() {
	g.condition, g.milestone = map[string][]string{}, map[string][]string{}
	g.response, g.include, g.exclude = map[string][]string{}, map[string][]string{}, map[string][]string{}
	for _, r := range g.relations {
		for _, from := range g.within(r[1]) {
			for _, to := range g.within(r[2]) {
				switch r[0] {
				case "condition":
					g.condition[to] = append(g.condition[to], from)
				case "milestone":
					g.milestone[to] = append(g.milestone[to], from)
				case "response":
					g.response[from] = append(g.response[from], to)
				case "include":
					g.include[from] = append(g.include[from], to)
				case "exclude":
					g.exclude[from] = append(g.exclude[from], to)
				}
			}
		}
	}
}

// enabled: e in In, (In meets the conditions of e) within Ex, and (In meets the milestones of e) apart from Re.
func (g *plainGraph) enabled(m plainMarking, e string) bool {
	if !m.included[e] {
		return false
	}
	for _, c := range g.condition[e] {
		if m.included[c] && !m.executed[c] {
			return false
		}
	}
	for _, s := range g.milestone[e] {
		if m.included[s] && m.responses[s] {
			return false
		}
	}
	return true
}

// after: Ex' = Ex + {e}; Re' = (Re - {e}) + responses; In' = (In - excludes) + includes.
func (g *plainGraph) after(m plainMarking, e string) plainMarking {
	m = m.clone()
	m.executed[e] = true
	delete(m.responses, e)
	for _, r := range g.response[e] {
		m.responses[r] = true
	}
	for _, x := range g.exclude[e] {
		delete(m.included, x)
	}
	for _, i := range g.include[e] {
		m.included[i] = true
	}
	return m
}

func (g *plainGraph) accepting(m plainMarking) bool {
	for r := range m.responses {
		if m.included[r] {
			return false
		}
	}
	return true
}

// replay gives the place where a trace is refused, or 0: the furthest that any reading of its labels comes to.
func (g *plainGraph) replay(m plainMarking, trace []string) int {
	if len(trace) == 0 {
		if g.accepting(m) {
			return 0
		}
		return 1
	}
	furthest := 1
	for _, e := range g.events {
		if g.label[e] != trace[0] || !g.enabled(m, e) {
			continue
		}
		at := g.replay(g.after(m, e), trace[1:])
		if at == 0 {
			return 0
		}
		furthest = max(furthest, at+1)
	}
	return furthest
}

var plainKinds = []string{"condition", "response", "include", "exclude", "milestone"}

// awkward are labels that a file must quote, or that are easily taken for others.
var awkward = []string{"Ask", "ask", "Ask ", "Hear, see & \"write\"", "<decide>", "Ænder 'x'", "a  b", "Event_1", "1", "true", "日本", "é", "e\u0301"}

func randomGraph(rnd *rand.Rand) *plainGraph {
	g := &plainGraph{label: map[string]string{}, inside: map[string]string{}, marking: plainMarking{set{}, set{}, set{}}}
	for i := range rnd.IntN(4) {
		id := fmt.Sprintf("N%d", i)
		if i > 0 && rnd.IntN(2) == 0 {
			g.inside[id] = fmt.Sprintf("N%d", rnd.IntN(i))
		}
		g.nests = append(g.nests, id)
	}
	for i := range 1 + rnd.IntN(7) {
		id := fmt.Sprintf("E%d", i)
		g.events = append(g.events, id)
		g.label[id] = awkward[(i+rnd.IntN(2))%len(awkward)] // some share a label
		if len(g.nests) > 0 && rnd.IntN(2) == 0 {
			g.inside[id] = g.nests[rnd.IntN(len(g.nests))]
		}
		for _, s := range []struct {
			in  set
			one int
		}{{g.marking.included, 0}, {g.marking.executed, 5}, {g.marking.responses, 5}} {
			if s.one == 0 && rnd.IntN(5) > 0 || s.one > 0 && rnd.IntN(s.one) == 0 {
				s.in[id] = true
			}
		}
	}
	if rnd.IntN(20) == 0 {
		g.marking.included = set{}
	}
	ends := append(slices.Clone(g.events), g.nests...)
	for range rnd.IntN(3 * len(ends)) {
		g.relations = append(g.relations, [3]string{plainKinds[rnd.IntN(5)], ends[rnd.IntN(len(ends))], ends[rnd.IntN(len(ends))]})
	}
	g.expand()
	return g
}

func quoted(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

// tree writes what stands within a nest; of no nest, everything.
func (g *plainGraph) tree(nest string, event func(id string) string, nestTag string) string {
	var b strings.Builder
	for _, e := range g.events {
		if g.inside[e] == nest {
			b.WriteString(event(e))
		}
	}
	for _, n := range g.nests {
		if g.inside[n] == nest {
			tag, _, _ := strings.Cut(nestTag, " ")
			fmt.Fprintf(&b, "<%s id=%q>%s</%s>", nestTag, n, g.tree(n, event, nestTag), tag)
		}
	}
	return b.String()
}

// native writes the graph in the dialect of dcr-js, with what draws it.
func (g *plainGraph) native() string {
	var b, di strings.Builder
	b.WriteString("\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + `<dcr:definitions xmlns:dcr="http://tk/schema/dcr" xmlns:dcrDi="http://tk/schema/dcrDi" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><dcr:dcrGraph id="dcrGraph">`)
	b.WriteString(g.tree("", func(e string) string {
		return fmt.Sprintf(`<dcr:event id="%s" role="" description="%s" included="%v" executed="%v" pending="%v" enabled="false" />`,
			e, quoted(g.label[e]), g.marking.included[e], g.marking.executed[e], g.marking.responses[e])
	}, "dcr:nesting"))
	for i, r := range g.relations {
		fmt.Fprintf(&b, `<dcr:relation id="Relation_%d" type="%s" sourceRef="%s" targetRef="%s" />`, i, r[0], r[1], r[2])
		fmt.Fprintf(&di, `<dcrDi:relation id="Relation_%d_di" boardElement="Relation_%d"><dcrDi:waypoint x="1" y="2" /></dcrDi:relation>`, i, i)
	}
	for _, e := range g.events {
		fmt.Fprintf(&di, `<dcrDi:dcrShape id="%s_di" boardElement="%s"><dc:Bounds x="1" y="2" width="130" height="150" /></dcrDi:dcrShape>`, e, e)
	}
	return b.String() + `</dcr:dcrGraph><dcrDi:dcrRootBoard id="RootBoard"><dcrDi:dcrPlane id="Plane" boardElement="dcrGraph">` + di.String() + `</dcrDi:dcrPlane></dcrDi:dcrRootBoard></dcr:definitions>`
}

// portal writes the graph in the dialect of DCR Solutions.
func (g *plainGraph) portal() string {
	var b strings.Builder
	custom := `<precondition message=""/><custom><visualization><location xLoc="1" yLoc="2"/></visualization><roles><role/></roles><eventData/></custom>`
	b.WriteString(`<dcrgraph title="t"><meta><graph id="1"/></meta><specification><resources><events>`)
	b.WriteString(g.tree("", func(e string) string { return fmt.Sprintf("<event id=%q>%s</event>", e, custom) }, `event type="nesting"`))
	b.WriteString(`</events><subProcesses/><distribution/><labels/><labelMappings>`)
	for _, e := range g.events {
		fmt.Fprintf(&b, `<labelMapping eventId="%s" labelId="%s"/>`, e, quoted(g.label[e]))
	}
	b.WriteString(`</labelMappings><expressions/><custom><roles><role description="">Clerk</role></roles></custom></resources><constraints>`)
	for _, kind := range plainKinds {
		fmt.Fprintf(&b, "<%ss>", kind)
		for _, r := range g.relations {
			if r[0] == kind {
				fmt.Fprintf(&b, `<%s sourceId="%s" targetId="%s" filterLevel="1" description="" time="" groups=""/>`, kind, r[1], r[2])
			}
		}
		fmt.Fprintf(&b, "</%ss>", kind)
	}
	b.WriteString(`<coresponses/><updates/><spawns/></constraints></specification><runtime><custom><globalMarking/></custom><marking><globalStore/>`)
	part := func(name string, in set, nests bool) {
		fmt.Fprintf(&b, "<%s>", name)
		for _, e := range g.events {
			if in[e] {
				fmt.Fprintf(&b, "<event id=%q/>", e)
			}
		}
		for _, n := range g.nests {
			if nests {
				fmt.Fprintf(&b, "<event id=%q/>", n)
			}
		}
		fmt.Fprintf(&b, "</%s>", name)
	}
	part("executed", g.marking.executed, false)
	part("included", g.marking.included, len(g.relations)%2 == 0)
	part("pendingResponses", g.marking.responses, false)
	return b.String() + `</marking></runtime></dcrgraph>`
}

// trace walks through a graph as far as it goes, and then mutates what it walked: events are left out, doubled,
// exchanged, put in.
func (g *plainGraph) trace(rnd *rand.Rand) []string {
	m := g.marking
	var trace []string
	for range rnd.IntN(10) {
		e := g.events[rnd.IntN(len(g.events))]
		if g.enabled(m, e) {
			m = g.after(m, e)
			trace = append(trace, g.label[e])
		}
	}
	for range rnd.IntN(3) {
		i := rnd.IntN(len(trace) + 1)
		switch any := g.label[g.events[rnd.IntN(len(g.events))]]; rnd.IntN(5) {
		case 0:
			trace = slices.Insert(trace, i, any)
		case 1:
			trace = slices.Insert(trace, i, awkward[rnd.IntN(len(awkward))]) // perhaps no event of the graph
		case 2:
			if i < len(trace) {
				trace = slices.Delete(trace, i, i+1)
			}
		case 3:
			if i < len(trace) {
				trace[i] = any
			}
		case 4:
			if i+1 < len(trace) {
				trace[i], trace[i+1] = trace[i+1], trace[i]
			}
		}
	}
	return trace
}

func TestKernelAgreesWithTheDefinitionOfDCR(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2010, 2011))
	traces, refused, owed := 0, 0, 0
	for traces < 20_000 {
		plain := randomGraph(rnd)
		for dialect, src := range map[string]string{"dcr-js": plain.native(), "DCR Solutions": plain.portal()} {
			graph, err := matter.ReadDCR(strings.NewReader(src))
			if err != nil {
				t.Fatalf("%s: %v\n%s", dialect, err, src)
			}
			for range 10 {
				trace := plain.trace(rnd)
				want := plain.replay(plain.marking, trace)
				at, why, err := graph.Replay(trace)
				if at != want || err != nil || (why == "") != (want == 0) {
					t.Fatalf("%s: Replay(%q) = %d %q %v, want %d\n%s", dialect, trace, at, why, err, want, src)
				}
				traces++
				if want > len(trace) {
					owed++
				} else if want > 0 {
					refused++
				}
			}
		}
	}
	if refused < traces/10 || owed < traces/20 || refused+owed > traces*9/10 {
		t.Errorf("of %d traces %d were refused and %d owed something: not a fair sample", traces, refused, owed)
	}
}

const portalDialect = `<dcrgraph title="t"><specification><resources><events>
	<event id="N" type="nesting"><custom><eventType/></custom><event id="A"/><event id="M" type="nesting"><event id="B"/></event></event>
	<event id="C"/></events>
	<labelMappings><labelMapping eventId="A" labelId="apply"/><labelMapping eventId="B" labelId="bring papers"/><labelMapping eventId="C" labelId="decide"/></labelMappings>
	</resources><constraints><conditions><condition sourceId="N" targetId="C" time=""/></conditions>
	<responses><response sourceId="A" targetId="C"/></responses><coresponses/><excludes><exclude sourceId="C" targetId="N"/></excludes><includes/><milestones/></constraints></specification>
	<runtime><marking><globalStore/><executed/><included><event id="A"/><event id="B"/><event id="C"/><event id="N"/></included><pendingResponses/></marking></runtime></dcrgraph>`

func TestNestsStandForTheEventsWithinThem(t *testing.T) {
	g := readDCR(t, portalDialect)
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
		{"N", 1},
	} {
		if at, why, err := g.Replay(strings.Split(tt.trace, ", ")); at != tt.at || err != nil {
			t.Errorf("Replay(%s) = %d (%s) %v, want %d (0: accepted)", tt.trace, at, why, err, tt.at)
		}
	}
}

func readDCR(t testing.TB, src string) *matter.Graph {
	t.Helper()
	g, err := matter.ReadDCR(strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestEventsOfOneName(t *testing.T) {
	// Two events called "sign": the first may be done once, the second only after "seal".
	g := readDCR(t, `<definitions><dcrGraph><event id="1" description="sign"/><event id="2" description="sign"/><event id="3" description="seal"/>
		<relation type="exclude" sourceRef="1" targetRef="1"/><relation type="condition" sourceRef="3" targetRef="2"/></dcrGraph></definitions>`)
	for trace, want := range map[string]int{"sign": 0, "sign,sign": 2, "sign,seal,sign": 0} {
		if at, why, err := g.Replay(strings.Split(trace, ",")); at != want || err != nil {
			t.Errorf("Replay(%s) = %d (%s) %v, want %d", trace, at, why, err, want)
		}
	}
}

// Where names are shared in too many ways nothing is guessed.
func TestTooManyWaysToReadNamesAreAFault(t *testing.T) {
	var b strings.Builder
	for i := range 18 {
		fmt.Fprintf(&b, `<event id="%d" description="sign"/>`, i)
	}
	g := readDCR(t, "<g>"+b.String()+"</g>")
	trace := slices.Repeat([]string{"sign"}, 12)
	if at, why, err := g.Replay(trace); !errors.Is(err, matter.ErrAmbiguous) {
		t.Errorf("Replay = %d %q %v, want ErrAmbiguous", at, why, err)
	}
}

func TestFirstMarking(t *testing.T) {
	const graph = `<dcrgraph><specification><resources><events><event id="A"/><event id="B"/></events></resources></specification><runtime><marking>%s</marking></runtime></dcrgraph>`
	for _, tt := range []struct {
		name, marking, trace string
		at                   int
	}{
		{"nothing is included", `<executed/><included/><pendingResponses/>`, "A", 1},
		{"one is included", `<included><event id="A"/></included>`, "A", 0},
		{"and the other is not", `<included><event id="A"/></included>`, "B", 1},
		{"nothing is said of inclusion", `<executed/>`, "A", 0},
		{"what is owed and included", `<included><event id="A"/><event id="B"/></included><pendingResponses><event id="B"/></pendingResponses>`, "A", 2},
		{"what is owed and not included", `<included><event id="A"/></included><pendingResponses><event id="B"/></pendingResponses>`, "A", 0},
	} {
		g := readDCR(t, fmt.Sprintf(graph, tt.marking))
		if at, why, err := g.Replay([]string{tt.trace}); at != tt.at || err != nil {
			t.Errorf("%s: Replay(%s) = %d (%s) %v, want %d", tt.name, tt.trace, at, why, err, tt.at)
		}
	}
}

// The samples of both dialects, where they are at hand.
func TestSampleGraphs(t *testing.T) {
	const dir = "../../shared/data/dcr/"
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no samples: %v", err)
	}
	for name, events := range map[string]int{"03_DCR4rel.xml": 5, "05_DCR_nesting.xml": 2, "08_DCR_roles.xml": 3, "permit.native.xml": 6} {
		src, err := os.ReadFile(dir + name)
		if err != nil {
			t.Fatal(err)
		}
		if g := readDCR(t, string(src)); len(g.Events) != events {
			t.Errorf("%s has %d events, want %d", name, len(g.Events), events)
		}
	}
}

func TestWhatIsNoGraphIsRefused(t *testing.T) {
	bomb := `<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><g><event id="1" description="&b;"/></g>`
	for name, tt := range map[string]struct{ src, says string }{
		"empty":                  {"", "1:1: no events: is this a DCR graph?"},
		"no events":              {"<definitions/>", "no events"},
		"cut off":                {"<definitions><event id='1'>", "XML syntax error"},
		"no id":                  {"<g><event/></g>", "an event without an id"},
		"one id twice":           {"<g><event id='1'/><event id='1'/></g>", `two events with the id "1"`},
		"unknown relation":       {"<g><event id='1'/><relation type='spawn' sourceRef='1' targetRef='1'/></g>", `a relation of kind "spawn"`},
		"unknown portal":         {"<g><event id='1'/><coresponse sourceId='1' targetId='1'/></g>", `a relation of kind "coresponse"`},
		"no such event":          {"<g>\n<event id='1'/>\n<relation type='include' sourceRef='1' targetRef='2'/></g>", `3:55: include from "1" to "2": there is no event "2"`},
		"no such marked":         {"<g><event id='1'/><marking><executed><event id='2'/></executed></marking></g>", `executed in the first marking: there is no event "2"`},
		"a sub-process":          {"<g><subProcess id='1'><event id='2'/></subProcess></g>", "a sub-process"},
		"a sub-process, too":     {"<g><event type='subprocess' id='1'><event id='2'/></event></g>", "a sub-process"},
		"a time":                 {"<g><event id='1'/><condition sourceId='1' targetId='1' time='P3D'/></g>", "a time"},
		"a guard":                {"<g><event id='1'/><response sourceId='1' targetId='1' expressionId='x'/></g>", "a guard"},
		"a guard of an event":    {"<g><event id='1'><precondition message=''>amount > 100</precondition></event></g>", "a guard"},
		"two labels":             {"<g><event id='1'/><labelMapping eventId='1' labelId='a'/><labelMapping eventId='1' labelId='b'/></g>", "two labels"},
		"neither true nor false": {"<g><event id='1' included='perhaps'/></g>", "neither true nor false"},
		"nested without end":     {strings.Repeat("<a>", 2000), "nested more than"},
		"a bomb":                 {bomb, "entity"},
		"another encoding":       {"<?xml version='1.0' encoding='UTF-16'?><g><event id='1'/></g>", "encoding"},
		"too many relations": {"<g><nesting id='n'>" + manyEvents(2000) + "</nesting><relation type='include' sourceRef='n' targetRef='n'/></g>",
			"more than 2000000 relations"},
	} {
		g, err := matter.ReadDCR(strings.NewReader(tt.src))
		if err == nil {
			t.Errorf("%s: read as a graph of %d events", name, len(g.Events))
		} else if !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: the error is %q, want %q", name, err, tt.says)
		}
	}
}

func manyEvents(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<event id='e%d'/>", i)
	}
	return b.String()
}

func FuzzReadDCR(f *testing.F) {
	f.Add([]byte(portalDialect))
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 4 {
		g := randomGraph(rnd)
		f.Add([]byte(g.native()))
		f.Add([]byte(g.portal()))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		g, err := matter.ReadDCR(strings.NewReader(string(src)))
		if err != nil {
			return
		}
		var names []string
		for _, a := range g.Acts[:min(len(g.Acts), 8)] {
			names = append(names, a.Name)
		}
		g.Replay(names)
		slices.Reverse(names)
		g.Replay(names)
	})
}

func BenchmarkGraph(b *testing.B) {
	rnd := rand.New(rand.NewPCG(3, 3))
	plain := randomGraph(rnd)
	g := readDCR(b, plain.native())
	traces := make([][]string, 100)
	for i := range traces {
		traces[i] = plain.trace(rnd)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, trace := range traces {
			g.Replay(trace)
		}
	}
}
