package audit

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// standard are the columns that every log is read with.
var standard = []string{"date", "event", "by", "as", "to", "matter", "ground", "note", "source", "seq"}

// attributes adds the columns that the book or its map may read.
func (b *Book) attributes(names map[string]bool) {
	add := func(name string) {
		if name != "" && !slices.Contains(standard, name) {
			names[name] = true
		}
	}
	for _, e := range b.mapping.m.Entries {
		for _, c := range e.When {
			add(c.Column)
		}
	}
	for _, v := range b.mapping.m.Values {
		add(v.Column)
	}
	for _, v := range b.versions {
		for _, p := range v.order {
			p.attributes(add)
		}
	}
	if b.policy == rulebook.WhenHappened && len(b.versions) > 1 {
		add("conduct")
	}
}

// attributes names the columns from which the procedure's norms are judged.
func (p *plan) attributes(add func(string)) {
	for i := range p.Slots {
		if p.Slots[i].Free {
			add(p.Slots[i].Name)
		}
	}
	for i := range p.Data {
		add(p.Data[i].Name)
	}
	for i := range p.Threads {
		add(p.Threads[i].Name)
	}
	for i := range p.Limits {
		add(p.Limits[i].Of)
	}
	for e := range p.events {
		if p.events[e].reasons >= 0 {
			add("reasons")
		}
		if p.events[e].decides {
			for _, column := range tallyColumns {
				add(column)
			}
		}
	}
}
