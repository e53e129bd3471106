package audit

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// MapFaults points at the names in the book's map that no version of the book has: a slip of the pen there makes every
// entry with those words an act without power. They are warnings, for a map may serve several books.
func (b *Book) MapFaults() []rulebook.Diagnostic {
	f := &mapFaults{book: b}
	m := b.mapping.m
	for _, p := range m.Procedures {
		f.procedure(p.Name, p.Pos)
	}
	for _, e := range m.Entries {
		for _, ev := range e.Events {
			f.event(e.Procedure, ev)
		}
	}
	for _, c := range m.Complete {
		if !c.All {
			f.event(c.Procedure, c.Event)
		}
	}
	for _, x := range m.Matters {
		f.procedure(x.Procedure.Name, x.Procedure.Pos)
	}
	for _, v := range m.Values {
		f.datum(v)
	}
	return f.found
}

type mapFaults struct {
	book  *Book
	found []rulebook.Diagnostic
}

func (f *mapFaults) add(at rulebook.Pos, what, name string, among []string) {
	help := "mend the name, or declare it in the book"
	if near := rulebook.Suggest(name, among); near != "" {
		help = "did you mean `" + near + "`?"
	}
	f.found = append(f.found, rulebook.Diagnostic{File: f.book.mapping.m.File, Pos: at, End: rulebook.Pos{Line: at.Line, Col: at.Col + len(name)},
		Check: "map", Severity: rulebook.Warning, Msg: "no " + what + " of the book is called `" + name + "`", Help: help})
}

func (f *mapFaults) procedure(name string, at rulebook.Pos) {
	if names := f.book.procedures(); name != "" && !slices.Contains(names, name) {
		f.add(at, "procedure", name, names)
	}
}

// event looks for an act, and its outcome, in every version of a procedure, or of all procedures if none is named.
func (f *mapFaults) event(procedure string, e rulebook.Event) {
	var acts, outcomes []string
	known := false
	for _, v := range f.book.versions {
		for _, p := range v.order {
			if procedure != "" && p.Name != procedure {
				continue
			}
			for i := range p.Acts {
				acts = append(acts, p.Acts[i].Name)
				if p.Acts[i].Name == e.Name {
					outcomes = append(outcomes, p.Acts[i].Outcomes...)
					known = true
				}
			}
		}
	}
	switch {
	case !known:
		f.add(e.Pos, "act", e.Name, acts)
	case e.Outcome != "" && !slices.Contains(outcomes, e.Outcome):
		f.add(e.Pos, "outcome of `"+e.Name+"`", e.Outcome, outcomes)
	}
}

func (f *mapFaults) datum(v rulebook.MapValue) {
	var names []string
	for _, ver := range f.book.versions {
		for _, p := range ver.order {
			for i := range p.Data {
				names = append(names, p.Data[i].Name)
			}
		}
	}
	if !slices.Contains(names, v.Data) {
		f.add(v.Pos, "datum", v.Data, names)
	}
}
