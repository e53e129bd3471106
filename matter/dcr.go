package matter

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// Graph is a DCR graph: a procedure of one stage without days. Several of its events may bear one name.
type Graph struct {
	*Procedure
	ByName map[string][]int // events by name, in the order of the file
}

// ReadDCR reads a DCR graph in either of two XML dialects: that of dcr-js (events are named by their description) and
// that of DCR Solutions (events are named by their label mapping). Elements that only draw are ignored. A relation
// from or to a nest stands for relations from or to all events within it. The error says where the file is not a
// graph, or has something that an untimed graph without data cannot say (a sub-process, a guard).
func ReadDCR(r io.Reader) (*Graph, error) {
	d := &dcrReader{dec: xml.NewDecoder(r), index: map[string]int{}, labels: map[string]string{}}
	if err := d.read(); err != nil {
		line, col := d.dec.InputPos()
		return nil, fmt.Errorf("%d:%d: %w", line, col, err)
	}
	return d.graph()
}

// dcrReader gathers what an XML file says. Dialects differ in names only: both have events that may nest, relations
// with a source and a target, and a first marking.
type dcrReader struct {
	dec       *xml.Decoder
	nodes     []dcrNode
	index     map[string]int // nodes by id
	labels    map[string]string
	relations []dcrRelation
	nest      []int    // open nodes, -1 for an element that is no node
	path      []string // open elements
	markings  bool     // the first marking stands apart (second dialect)
	marked    map[string]map[string]bool
	expanded  int // relations so far, nests expanded
}

type dcrNode struct {
	id, name                    string
	parent                      int // -1
	nest                        bool
	included, executed, pending bool
}

type dcrRelation struct{ kind, from, to string }

// What a file may at most come to.
const (
	maxDepth     = 1000
	maxRelations = 2_000_000
)

func (d *dcrReader) read() error {
	d.marked = map[string]map[string]bool{}
	for {
		tok, err := d.dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if err := d.open(t); err != nil {
				return err
			}
		case xml.EndElement:
			d.path, d.nest = d.path[:len(d.path)-1], d.nest[:len(d.nest)-1]
		}
	}
	if len(d.nodes) == 0 {
		return errors.New("no events: is this a DCR graph?")
	}
	return nil
}

func (d *dcrReader) open(t xml.StartElement) error {
	attrs := map[string]string{}
	for _, a := range t.Attr {
		attrs[a.Name.Local] = a.Value
	}
	name, in := t.Name.Local, ""
	if len(d.path) > 0 {
		in = d.path[len(d.path)-1]
	}
	node := -1
	var err error
	switch {
	case name == "event" && (in == "executed" || in == "included" || in == "pendingResponses"):
		d.mark(in, attrs["id"])
	case name == "event" || name == "nesting":
		if d.drawn() {
			break
		}
		node, err = d.node(name, attrs)
	case name == "subProcess":
		err = errors.New("a sub-process: only flat graphs and nests can be replayed")
	case name == "labelMapping":
		d.labels[attrs["eventId"]] = attrs["labelId"]
	case name == "relation":
		d.relations = append(d.relations, dcrRelation{attrs["type"], attrs["sourceRef"], attrs["targetRef"]})
	case dcrKinds[name] != "" && attrs["sourceId"] != "":
		if attrs["expressionId"] != "" {
			err = errors.New("a relation with a guard: graphs with data cannot be replayed")
		}
		d.relations = append(d.relations, dcrRelation{name, attrs["sourceId"], attrs["targetId"]})
	}
	d.path, d.nest = append(d.path, name), append(d.nest, node)
	if len(d.path) > maxDepth {
		return fmt.Errorf("elements nested more than %d deep", maxDepth)
	}
	return err
}

// drawn says whether the reader is within the part of a file that only draws.
func (d *dcrReader) drawn() bool {
	for _, p := range d.path {
		if p == "dcrRootBoard" || p == "custom" || p == "globalMarking" {
			return true
		}
	}
	return false
}

func (d *dcrReader) mark(what, id string) {
	d.markings = true
	if d.marked[what] == nil {
		d.marked[what] = map[string]bool{}
	}
	d.marked[what][id] = true
}

func (d *dcrReader) node(element string, attrs map[string]string) (int, error) {
	n := dcrNode{
		id: attrs["id"], name: attrs["description"], parent: -1,
		nest:     element == "nesting" || attrs["type"] == "nesting",
		included: attrs["included"] != "false", executed: attrs["executed"] == "true", pending: attrs["pending"] == "true",
	}
	if attrs["type"] == "subprocess" {
		return -1, errors.New("a sub-process: only flat graphs and nests can be replayed")
	}
	if n.id == "" {
		return -1, errors.New("an event without an id")
	}
	if _, twice := d.index[n.id]; twice {
		return -1, fmt.Errorf("two events with the id %q", n.id)
	}
	for i := len(d.nest) - 1; i >= 0; i-- {
		if d.nest[i] >= 0 {
			n.parent = d.nest[i]
			d.nodes[n.parent].nest = true // whatever holds events is a nest
			break
		}
	}
	d.index[n.id] = len(d.nodes)
	d.nodes = append(d.nodes, n)
	return len(d.nodes) - 1, nil
}

// dcrKinds gives the relations of both dialects their one name.
var dcrKinds = map[string]string{
	"condition": "condition", "response": "response", "include": "include", "exclude": "exclude", "milestone": "milestone",
}

// graph makes a procedure of what was read.
func (d *dcrReader) graph() (*Graph, error) {
	g := &Graph{Procedure: &Procedure{Name: "graph", Begin: -1, Stages: []Stage{{Name: "graph"}}}, ByName: map[string][]int{}}
	p := g.Procedure
	slot := func(kind SlotKind, act int, name string, initial bool) int {
		p.Slots = append(p.Slots, Slot{Kind: kind, Of: act, Name: name, Max: 1})
		v := uint8(0)
		if initial {
			v = 1
		}
		p.Initial = append(p.Initial, v)
		return len(p.Slots) - 1
	}
	slot(SlotStage, 0, "stage", false)
	leaf := map[int]int{} // node: event
	for i := range d.nodes {
		n := &d.nodes[i]
		if n.nest {
			continue
		}
		d.resolve(n)
		act := len(p.Acts)
		p.Acts = append(p.Acts, Act{
			Name: n.name, In: 1, Anyone: true, Moves: -1, Outcome: -1, Count: -1, Opened: -1,
			Executed: slot(SlotExecuted, act, n.name, n.executed),
			Included: slot(SlotIncluded, act, n.name, n.included),
			Pending:  slot(SlotPending, act, n.name, n.pending),
		})
		leaf[i] = act
		p.Events = append(p.Events, Event{Act: act, Outcome: -1, To: -1,
			Conds: []Cond{{Kind: CondIncluded, Any: [][]Lit{{is(p.Acts[act].Included, 1)}}, Acts: []int{act}}}})
		g.ByName[n.name] = append(g.ByName[n.name], act)
	}
	for _, r := range d.relations {
		if err := d.relate(p, r, leaf); err != nil {
			return nil, err
		}
	}
	return g, p.Finish()
}

// resolve gives a node its name and first marking, where they stand apart from it.
func (d *dcrReader) resolve(n *dcrNode) {
	if label := d.labels[n.id]; label != "" {
		n.name = label
	}
	if n.name == "" {
		n.name = n.id
	}
	if d.markings {
		n.included, n.executed, n.pending = d.marked["included"][n.id], d.marked["executed"][n.id], d.marked["pendingResponses"][n.id]
	}
}

// relate adds a relation between all events within its ends.
func (d *dcrReader) relate(p *Procedure, r dcrRelation, leaf map[int]int) error {
	kind := dcrKinds[r.kind]
	if kind == "" {
		return fmt.Errorf("a relation of kind %q: condition, response, include, exclude and milestone can be replayed", r.kind)
	}
	from, ok := d.index[r.from]
	to, ok2 := d.index[r.to]
	if !ok || !ok2 {
		return fmt.Errorf("a %s from %q to %q: there is no such event", r.kind, r.from, r.to)
	}
	sources, targets := d.within(from), d.within(to)
	if d.expanded += len(sources) * len(targets); d.expanded > maxRelations {
		return fmt.Errorf("more than %d relations once nests are expanded", maxRelations)
	}
	for _, a := range sources {
		for _, b := range targets {
			p.relateDCR(kind, leaf[a], leaf[b])
		}
	}
	return nil
}

// within gives the events within a node: itself, or all those of a nest, however deep.
func (d *dcrReader) within(node int) []int {
	var found []int
	for i := range d.nodes {
		if d.nodes[i].nest {
			continue
		}
		for up := i; up >= 0; up = d.nodes[up].parent {
			if up == node {
				found = append(found, i)
				break
			}
		}
	}
	return found
}

func (p *Procedure) relateDCR(kind string, from, to int) {
	a, b := &p.Acts[from], &p.Acts[to]
	switch kind {
	case "condition":
		p.Events[to].Conds = append(p.Events[to].Conds, Cond{Kind: CondNeeds, Any: [][]Lit{{is(a.Executed, 1)}, {is(a.Included, 0)}}, Acts: []int{from}})
	case "milestone":
		p.Events[to].Conds = append(p.Events[to].Conds, Cond{Kind: CondHold, Any: [][]Lit{{is(a.Pending, 0)}, {is(a.Included, 0)}}, Acts: []int{from}})
	case "response":
		p.Events[from].Effects = append(p.Events[from].Effects, Effect{Kind: Set, Slot: b.Pending, Value: 1})
	case "exclude":
		p.Events[from].Effects = append(p.Events[from].Effects, Effect{Kind: Set, Slot: b.Included, Value: 0})
	case "include":
		p.Events[from].Effects = append(p.Events[from].Effects, Effect{Kind: Set, Slot: b.Included, Value: 1})
	}
}

// maxMarkings caps how many markings a replay follows where events share a name.
const maxMarkings = 4096

// Replay says whether the graph accepts a trace: every event is enabled in turn and no included response is owed at the
// end. When it does not, at is the place of the first event refused, from 1, or one past the end, and why says why.
// Where several events bear a name, the trace is accepted when some choice among them is.
func (g *Graph) Replay(trace []string) (accepted bool, at int, why string) {
	markings := []Marking{append(Marking{}, g.Initial...)}
	for i, name := range trace {
		next, reason := g.after(markings, name)
		if len(next) == 0 {
			return false, i + 1, reason
		}
		markings = next
	}
	for _, m := range markings {
		owed := g.owed(m)
		if owed == "" {
			return true, 0, ""
		}
		why = owed + " is still owed"
	}
	return false, len(trace) + 1, why
}

// after gives the markings that an event by this name can lead to; none, and why, when it is enabled in no marking.
func (g *Graph) after(markings []Marking, name string) (next []Marking, why string) {
	events := g.ByName[name]
	if len(events) == 0 {
		return nil, name + " is no event of the graph"
	}
	seen := map[string]bool{}
	for _, m := range markings {
		for _, e := range events {
			if reason := g.blocked(m, e); reason != "" {
				why = reason
				continue
			}
			n := append(Marking{}, m...)
			g.Step(n, e, &Outcome{})
			if !seen[string(n)] && len(next) < maxMarkings {
				seen[string(n)] = true
				next = append(next, n)
			}
		}
	}
	return next, why
}

// blocked words the first condition that fails; empty when none does.
func (g *Graph) blocked(m Marking, event int) string {
	for i := range g.Events[event].Conds {
		c := &g.Events[event].Conds[i]
		if c.Holds(m) {
			continue
		}
		name := g.Acts[g.Events[event].Act].Name
		switch c.Kind {
		case CondNeeds:
			return name + " needs " + g.Acts[c.Acts[0]].Name
		case CondHold:
			return name + " is held up by " + g.Acts[c.Acts[0]].Name
		}
		return name + " is excluded"
	}
	return ""
}

// owed names an included response that is pending; empty when there is none.
func (g *Graph) owed(m Marking) string {
	for i := range g.Acts {
		if a := &g.Acts[i]; m[a.Included] == 1 && m[a.Pending] == 1 {
			return a.Name
		}
	}
	return ""
}
