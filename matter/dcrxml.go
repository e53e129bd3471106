package matter

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// dcrReader gathers what an XML file says. The dialects differ in names only: both have events that may nest,
// relations with a source and a target, and a first marking.
type dcrReader struct {
	dec       *xml.Decoder
	nodes     []dcrNode
	index     map[string]int // nodes by id
	labels    map[string]string
	relations []dcrRelation
	marked    map[string]map[string]place // ids by the part of the first marking, where that stands apart
	open      []dcrElement
}

// dcrElement is an element that is open.
type dcrElement struct {
	name string
	node int // -1 for what is no node
}

// dcrNode is an event or a nest. The nodes stand in the order of the file, so that those of a nest follow it.
type dcrNode struct {
	id, name                    string
	nest                        bool
	end                         int // one past the last node within it
	event                       int // of a node that is no nest
	included, executed, pending bool
}

type dcrRelation struct {
	kind, from, to string
	at             place
}

// place is where something stands in a file.
type place struct{ line, col int }

func (at place) says(format string, args ...any) error {
	return fmt.Errorf("%d:%d: %w", at.line, at.col, fmt.Errorf(format, args...))
}

// What a file may at most come to.
const (
	maxDepth     = 1000
	maxRelations = 2_000_000
)

// dcrKinds are the relations that both dialects have.
var dcrKinds = []string{"condition", "response", "include", "exclude", "milestone"}

func newDCRReader(r io.Reader) *dcrReader {
	return &dcrReader{dec: xml.NewDecoder(r), index: map[string]int{}, labels: map[string]string{}, marked: map[string]map[string]place{}}
}

func (d *dcrReader) read() error {
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
			if err := d.start(t); err != nil {
				return err
			}
		case xml.EndElement:
			if e := d.open[len(d.open)-1]; e.node >= 0 {
				d.nodes[e.node].end = len(d.nodes)
			}
			d.open = d.open[:len(d.open)-1]
		}
	}
	if len(d.nodes) == 0 {
		return errors.New("no events: is this a DCR graph?")
	}
	return nil
}

// at is where the reader stands.
func (d *dcrReader) at() place {
	line, col := d.dec.InputPos()
	return place{line, col}
}

func (d *dcrReader) start(t xml.StartElement) error {
	attrs := map[string]string{}
	for _, a := range t.Attr {
		attrs[a.Name.Local] = a.Value
	}
	switch t.Name.Local {
	case "dcrRootBoard", "custom", "globalMarking": // they only draw, or say what is for people
		return d.dec.Skip()
	case "precondition":
		return d.precondition(t)
	}
	node, err := d.element(t.Name.Local, attrs)
	d.open = append(d.open, dcrElement{t.Name.Local, node})
	if len(d.open) > maxDepth {
		return fmt.Errorf("elements nested more than %d deep", maxDepth)
	}
	return err
}

// element takes in one element and gives its node; -1 when it is none.
func (d *dcrReader) element(name string, attrs map[string]string) (node int, err error) {
	in := d.within()
	switch {
	case marks(name) && d.marked[name] == nil:
		d.marked[name] = map[string]place{}
	case name == "event" && marks(in):
		d.marked[in][attrs["id"]] = d.at()
	case name == "event" || name == "nesting":
		return d.node(name, attrs)
	case name == "subProcess":
		return -1, errSubProcess
	case name == "labelMapping":
		return -1, d.label(attrs["eventId"], attrs["labelId"])
	case name == "relation":
		return -1, d.relation(attrs["type"], attrs["sourceRef"], attrs["targetRef"], attrs)
	case attrs["sourceId"] != "" || attrs["targetId"] != "":
		return -1, d.relation(name, attrs["sourceId"], attrs["targetId"], attrs)
	}
	return -1, nil
}

// within is the innermost open element.
func (d *dcrReader) within() string {
	if len(d.open) == 0 {
		return ""
	}
	return d.open[len(d.open)-1].name
}

// marks says whether an element is a part of the first marking that stands apart from the events.
func marks(name string) bool {
	return name == "executed" || name == "included" || name == "pendingResponses"
}

// precondition refuses a guard; an empty one is none.
func (d *dcrReader) precondition(t xml.StartElement) error {
	var guard struct {
		Text string `xml:",chardata"`
	}
	if err := d.dec.DecodeElement(&guard, &t); err != nil {
		return err
	}
	if strings.TrimSpace(guard.Text) != "" {
		return errGuard
	}
	return nil
}

var (
	errSubProcess = errors.New("a sub-process: only flat graphs and nests can be replayed")
	errGuard      = errors.New("a guard: graphs with data cannot be replayed")
	errTime       = errors.New("a time: timed graphs cannot be replayed")
)

// label names an event apart from where it stands.
func (d *dcrReader) label(id, label string) error {
	if old, ok := d.labels[id]; ok && old != label {
		return fmt.Errorf("two labels for the event %q: %q and %q", id, old, label)
	}
	d.labels[id] = label
	return nil
}

func (d *dcrReader) relation(kind, from, to string, attrs map[string]string) error {
	switch {
	case !slices.Contains(dcrKinds, kind):
		return fmt.Errorf("a relation of kind %q: %s can be replayed", kind, strings.Join(dcrKinds, ", "))
	case attrs["expressionId"] != "" || attrs["guard"] != "":
		return errGuard
	case attrs["time"] != "":
		return errTime
	}
	d.relations = append(d.relations, dcrRelation{kind, from, to, d.at()})
	return nil
}

func (d *dcrReader) node(element string, attrs map[string]string) (int, error) {
	n := dcrNode{id: attrs["id"], name: attrs["description"], nest: element == "nesting" || attrs["type"] == "nesting"}
	switch _, twice := d.index[n.id]; {
	case attrs["type"] == "subprocess":
		return -1, errSubProcess
	case n.id == "":
		return -1, errors.New("an event without an id")
	case twice:
		return -1, fmt.Errorf("two events with the id %q", n.id)
	}
	var err error
	for _, mark := range []struct {
		name      string
		otherwise bool
		into      *bool
	}{{"included", true, &n.included}, {"executed", false, &n.executed}, {"pending", false, &n.pending}} {
		if *mark.into, err = yes(mark.name, attrs[mark.name], mark.otherwise); err != nil {
			return -1, err
		}
	}
	for i := len(d.open) - 1; i >= 0; i-- {
		if outer := d.open[i].node; outer >= 0 {
			d.nodes[outer].nest = true // whatever holds events is a nest
			break
		}
	}
	d.index[n.id] = len(d.nodes)
	d.nodes = append(d.nodes, n)
	return len(d.nodes) - 1, nil
}

// yes reads an attribute that is true or false.
func yes(name, value string, otherwise bool) (bool, error) {
	switch value {
	case "":
		return otherwise, nil
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, fmt.Errorf("%s=%q is neither true nor false", name, value)
}

// settle gives every node its name and first marking, where they stand apart from it.
func (d *dcrReader) settle() {
	for i := range d.nodes {
		n := &d.nodes[i]
		if label := d.labels[n.id]; label != "" {
			n.name = label
		}
		if n.name == "" {
			n.name = n.id
		}
		for part, into := range map[string]*bool{"included": &n.included, "executed": &n.executed, "pendingResponses": &n.pending} {
			if ids := d.marked[part]; ids != nil {
				_, *into = ids[n.id]
			}
		}
	}
}

// known refuses a relation or a marking of what is no node.
func (d *dcrReader) known() error {
	for _, r := range d.relations {
		for _, id := range []string{r.from, r.to} {
			if _, ok := d.index[id]; !ok {
				return r.at.says("%s from %q to %q: there is no event %q", r.kind, r.from, r.to, id)
			}
		}
	}
	for _, part := range slices.Sorted(maps.Keys(d.marked)) {
		for _, id := range slices.Sorted(maps.Keys(d.marked[part])) {
			if _, ok := d.index[id]; !ok {
				return d.marked[part][id].says("%s in the first marking: there is no event %q", part, id)
			}
		}
	}
	return nil
}

// events gives the events that an end of a relation stands for: one, or all those of a nest, however deep.
func (d *dcrReader) events(id string) []int {
	at := d.index[id]
	var found []int
	for i := at; i < d.nodes[at].end; i++ {
		if !d.nodes[i].nest {
			found = append(found, d.nodes[i].event)
		}
	}
	return found
}
