package matter

import (
	"errors"
	"io"
)

// Graph is a DCR graph: a procedure of one stage without days. Several of its events may bear one name.
type Graph struct {
	*Procedure
	ByName map[string][]int // events by name, in the order of the file
}

// ReadDCR reads a DCR graph in either of two XML dialects: that of dcr-js (events are named by their description) and
// that of DCR Solutions (events are named by their label mapping). Elements that only draw are ignored. A relation
// from or to a nest stands for relations from or to all events within it; a nest has no marking of its own. The error
// says where the file is not a graph, or has something that an untimed graph of five relations without data cannot
// say: a sub-process, a guard, a time, another relation.
func ReadDCR(r io.Reader) (*Graph, error) {
	d := newDCRReader(r)
	if err := d.read(); err != nil {
		return nil, d.at().says("%w", err)
	}
	if err := d.known(); err != nil {
		return nil, err
	}
	d.settle()
	return d.graph()
}

// graph makes a procedure of what was read.
func (d *dcrReader) graph() (*Graph, error) {
	g := &Graph{Procedure: &Procedure{Name: "graph", Begin: -1, Stages: []Stage{{Name: "graph"}}}, ByName: map[string][]int{}}
	g.slot(SlotStage, 0, "stage", false)
	for i := range d.nodes {
		if n := &d.nodes[i]; !n.nest {
			n.event = g.add(n)
		}
	}
	relations := 0
	for _, r := range d.relations {
		sources, targets := d.events(r.from), d.events(r.to)
		if relations += (len(sources) + 1) * (len(targets) + 1); relations > maxRelations {
			return nil, r.at.says("more than %d relations once nests are expanded", maxRelations)
		}
		for _, a := range sources {
			for _, b := range targets {
				g.relate(r.kind, a, b)
			}
		}
	}
	return g, g.Finish()
}

func (g *Graph) slot(kind SlotKind, act int, name string, initial bool) int {
	g.Slots = append(g.Slots, Slot{Kind: kind, Of: act, Name: name, Max: 1})
	g.Initial = append(g.Initial, bit(initial))
	return len(g.Slots) - 1
}

// add adds an event with an act of its own.
func (g *Graph) add(n *dcrNode) (event int) {
	act := len(g.Acts)
	a := Act{
		Name: n.name, In: 1, Anyone: true, Moves: -1, Outcome: -1, Count: -1, Opened: -1,
		Executed: g.slot(SlotExecuted, act, n.name, n.executed),
		Included: g.slot(SlotIncluded, act, n.name, n.included),
		Pending:  g.slot(SlotPending, act, n.name, n.pending),
	}
	g.Acts = append(g.Acts, a)
	g.Events = append(g.Events, Event{Act: act, Outcome: -1, To: -1,
		Conds: []Cond{{Kind: CondIncluded, Any: [][]Lit{{is(a.Included, 1)}}, Acts: []int{act}}}})
	g.ByName[n.name] = append(g.ByName[n.name], act)
	return act
}

func (g *Graph) relate(kind string, from, to int) {
	a, b := &g.Acts[from], &g.Acts[to]
	condition := func(kind CondKind, held Lit) {
		e := &g.Events[to]
		e.Conds = append(e.Conds, Cond{Kind: kind, Any: [][]Lit{{held}, {is(a.Included, 0)}}, Acts: []int{from}})
	}
	effect := func(slot int, value uint8) {
		e := &g.Events[from]
		e.Effects = append(e.Effects, Effect{Kind: Set, Slot: slot, Value: value})
	}
	switch kind {
	case "condition":
		condition(CondNeeds, is(a.Executed, 1))
	case "milestone":
		condition(CondHold, is(a.Pending, 0))
	case "response":
		effect(b.Pending, 1)
	case "exclude":
		effect(b.Included, 0)
	case "include":
		effect(b.Included, 1)
	}
}

// maxMarkings caps how many markings a replay follows where events share a name.
const maxMarkings = 1 << 14

// ErrAmbiguous says that events share names in so many ways that it could not be found out whether a trace is accepted.
var ErrAmbiguous = errors.New("too many ways to read the names that events share")

// Replay says whether the graph accepts a trace: every event is enabled in turn and no included response is owed at the
// end. Then at is 0; else it is the place of the first event refused, from 1, or one past the end, and why says why.
// Where several events bear a name, the trace is accepted when some choice among them is; when there are too many
// choices the error is [ErrAmbiguous].
func (g *Graph) Replay(trace []string) (at int, why string, err error) {
	markings := []Marking{append(Marking{}, g.Initial...)}
	for i, name := range trace {
		next, reason := g.after(markings, name)
		switch {
		case len(next) == 0:
			return i + 1, reason, nil
		case len(next) > maxMarkings:
			return i + 1, "", ErrAmbiguous
		}
		markings = next
	}
	for _, m := range markings {
		owed := g.owed(m)
		if owed == "" {
			return 0, "", nil
		}
		why = owed + " is still owed"
	}
	return len(trace) + 1, why, nil
}

// after gives the markings that an event by this name can lead to; none, and why, when it is enabled in no marking.
func (g *Graph) after(markings []Marking, name string) (next []Marking, why string) {
	events := g.ByName[name]
	if len(events) == 0 {
		return nil, name + " is no event of the graph"
	}
	var out Outcome
	seen := map[string]bool{}
	for _, m := range markings {
		for _, e := range events {
			if reason := g.blocked(m, e); reason != "" {
				why = reason
				continue
			}
			n := append(Marking{}, m...)
			g.Step(n, e, &out)
			if !seen[string(n)] && len(next) <= maxMarkings {
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
