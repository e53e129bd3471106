package audit

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// MapFaults points at the names in the one map of some books, at least one, that no version of any of them has: a slip of
// the pen there makes every entry with those words an act without power. Of a procedure that is not known only the name
// is told. They are warnings.
func MapFaults(books ...*Book) []rulebook.Diagnostic {
	m := books[0].mapping.m
	f := &mapFaults{file: m.File, of: "the book"}
	if len(books) > 1 {
		f.of = "the books"
	}
	for _, b := range books {
		f.versions = append(f.versions, b.versions...)
		f.procedures = append(f.procedures, b.procedures()...)
	}
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
	file, of   string
	versions   []*version
	procedures []string
	found      []rulebook.Diagnostic
}

func (f *mapFaults) add(at rulebook.Pos, what, name string, among []string) {
	help := "mend the name, or declare it in the book"
	if near := rulebook.Suggest(name, among); near != "" {
		help = "did you mean `" + near + "`?"
	}
	f.found = append(f.found, rulebook.Diagnostic{File: f.file, Pos: at, End: rulebook.Pos{Line: at.Line, Col: at.Col + len(name)},
		Check: "map", Severity: rulebook.Warning, Msg: "no " + what + " of " + f.of + " is called `" + name + "`", Help: help})
}

func (f *mapFaults) procedure(name string, at rulebook.Pos) {
	if name != "" && !slices.Contains(f.procedures, name) {
		f.add(at, "procedure", name, f.procedures)
	}
}

// event looks for an act, and its outcome, in every version of a procedure, or of all procedures if none is named.
func (f *mapFaults) event(procedure string, e rulebook.Event) {
	if procedure != "" && !slices.Contains(f.procedures, procedure) {
		return
	}
	var acts, outcomes []string
	known := false
	for _, v := range f.versions {
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
	for _, ver := range f.versions {
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
