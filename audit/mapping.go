package audit

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// mapping is what the words of a log mean in a book.
type mapping struct {
	book    *Book
	m       *rulebook.Map
	entries map[string][]*rulebook.MapEntry // by words
	actors  map[string]string
	as      map[string]string
	people  map[string]bool // bodies, offices, statuses, roles and chains, by name
	roles   map[role]bool   // the same, each in its procedure
	words   map[wordKey]*word
	order   []string // procedures: those of the map first
}

// mostWords is how many different words of a log are remembered.
const mostWords = 1 << 16

type wordKey struct{ procedure, words string }

// word is what the words of an entry mean in the matters of one procedure.
type word struct {
	lines []*meaning // the first that fits is meant
}

// meaning is one line of a map, or the act that words name.
type meaning struct {
	when    []rulebook.MapCond
	targets []*target
	ignored bool
	flags   flags
	with    [][2]string
}

// role is what somebody may be, by its name in a procedure; bodies, offices and statuses are in none.
type role struct{ procedure, name string }

// flags say which of a matter's dates an entry sets.
type flags uint8

const (
	isReceived flags = 1 << iota
	isOpened
	isConduct
	isDiscovery
)

// target is an event of a procedure by name, and by number in each version; in a version that does not have it there
// are none.
type target struct {
	act, outcome string
	events       [][]int // by version
	byRule       bool    // a clock act
}

func newMapping(b *Book, m *rulebook.Map) *mapping {
	if m == nil {
		m = &rulebook.Map{}
	}
	mp := &mapping{
		book: b, m: m, entries: map[string][]*rulebook.MapEntry{}, actors: map[string]string{}, as: map[string]string{},
		people: map[string]bool{}, roles: map[role]bool{}, words: map[wordKey]*word{},
	}
	for i := range m.Entries {
		e := &m.Entries[i]
		mp.entries[e.Words] = append(mp.entries[e.Words], e)
	}
	for _, a := range m.Actors {
		if a.As {
			mp.as[a.Words] = a.Role.Name
		} else {
			mp.actors[a.Words] = a.Role.Name
		}
	}
	for _, v := range b.versions {
		mp.addPeople(v.rules)
	}
	mp.order = mp.procedureOrder()
	return mp
}

func (mp *mapping) addPeople(r *matter.Rules) {
	for i := range r.Bodies {
		mp.people[r.Bodies[i].Name], mp.roles[role{"", r.Bodies[i].Name}] = true, true
	}
	for _, s := range r.Statuses {
		mp.people[s], mp.roles[role{"", s}] = true, true
	}
	for _, p := range r.Procedures {
		for i := range p.Roles {
			mp.people[p.Roles[i].Name], mp.roles[role{p.Name, p.Roles[i].Name}] = true, true
		}
		for i := range p.Chains {
			mp.people[p.Chains[i].Name], mp.roles[role{p.Name, p.Chains[i].Name}] = true, true
		}
	}
}

// procedureOrder is the order in which procedures are tried for a matter that no line of the map places.
func (mp *mapping) procedureOrder() []string {
	var names []string
	for i := len(mp.book.versions) - 1; i >= 0; i-- {
		for _, p := range mp.book.versions[i].rules.Procedures {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	var order []string
	for _, e := range mp.m.Procedures {
		if slices.Contains(names, e.Name) && !slices.Contains(order, e.Name) {
			order = append(order, e.Name)
		}
	}
	for _, n := range names {
		if !slices.Contains(order, n) {
			order = append(order, n)
		}
	}
	return order
}

// complete says whether the log records an act of a procedure whenever it happens.
func (mp *mapping) complete(procedure, act string) bool {
	return slices.ContainsFunc(mp.m.Complete, func(c rulebook.MapComplete) bool {
		return (c.Procedure == "" || c.Procedure == procedure) && (c.All || c.Event.Name == act)
	})
}

// placed gives the procedure to which the map says that a matter belongs; empty when it does not say.
func (mp *mapping) placed(name string) string {
	for _, m := range mp.m.Matters {
		if m.Words == name || m.Begins && strings.HasPrefix(name, m.Words) {
			return m.Procedure.Name
		}
	}
	return ""
}

// meaningOf finds what an entry is in a matter of a procedure; nil when neither the map nor the book knows it.
func (mp *mapping) meaningOf(procedure string, e *entry) *meaning {
	key := wordKey{procedure, e.event}
	w, ok := mp.words[key]
	if !ok {
		w = mp.word(procedure, e.event)
		if len(mp.words) < mostWords {
			mp.words[wordKey{procedure, strings.Clone(e.event)}] = w // a clone does not keep a whole row alive
		}
	}
	for _, line := range w.lines {
		if fits(line.when, e) {
			return line
		}
	}
	return nil
}

func (mp *mapping) word(procedure, words string) *word {
	w := &word{}
	ignored := false
	for _, e := range mp.entries[words] {
		ignored = ignored || e.Ignored
		if e.Procedure == "" || e.Procedure == procedure {
			w.lines = append(w.lines, mp.line(procedure, e))
		}
	}
	if t := mp.named(procedure, words); t != nil {
		w.lines = append(w.lines, &meaning{targets: []*target{t}})
	} else if ignored {
		w.lines = append(w.lines, &meaning{ignored: true})
	}
	return w
}

func (mp *mapping) line(procedure string, e *rulebook.MapEntry) *meaning {
	line := &meaning{when: e.When, ignored: e.Ignored, with: e.With}
	for f, set := range map[flags]bool{isReceived: e.Received, isOpened: e.Opened, isConduct: e.Conduct, isDiscovery: e.Discovery} {
		if set {
			line.flags |= f
		}
	}
	for _, ev := range e.Events {
		line.targets = append(line.targets, mp.target(procedure, ev.Name, ev.Outcome))
	}
	return line
}

// target finds an event in each version.
func (mp *mapping) target(procedure, act, outcome string) *target {
	t := &target{act: act, outcome: outcome}
	for _, v := range mp.book.versions {
		var events []int
		if p := v.rules.Procedure(procedure); p != nil {
			events = p.Find(matter.Occurrence{Act: act, Outcome: outcome})
		}
		t.events = append(t.events, events)
		t.byRule = len(events) > 0 && v.rules.Procedure(procedure).Acts[v.rules.Procedure(procedure).Events[events[0]].Act].Kind == matter.ClockAct
	}
	return t
}

// named finds the event that words name: exactly, or with other signs for the dots, hyphens and brackets, if only one
// act can be meant.
func (mp *mapping) named(procedure, words string) *target {
	act, outcome := mp.actNamed(procedure, words, func(s string) string { return s })
	if act == "" {
		act, outcome = mp.actNamed(procedure, plainWords(words), plainWords)
	}
	if act == "" {
		return nil
	}
	return mp.target(procedure, act, outcome)
}

func (mp *mapping) actNamed(procedure, words string, form func(string) string) (act, outcome string) {
	for _, v := range mp.book.versions {
		p := v.rules.Procedure(procedure)
		if p == nil {
			continue
		}
		for i := range p.Acts {
			a := &p.Acts[i]
			for k := -1; k < len(a.Outcomes); k++ {
				name, out := a.Name, ""
				if k >= 0 {
					out = a.Outcomes[k]
					name += "(" + out + ")"
				}
				if form(name) != words {
					continue
				}
				if act != "" && (act != a.Name || outcome != out) {
					return "", ""
				}
				act, outcome = a.Name, out
			}
		}
	}
	return act, outcome
}

// plainWords writes words in small letters with one hyphen for every run of other signs.
func plainWords(s string) string {
	fields := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return strings.ContainsRune(" .-_()/:,;\t", r)
	})
	return strings.Join(fields, "-")
}

// fits says whether an entry has the values that a line of the map asks for.
func fits(when []rulebook.MapCond, e *entry) bool {
	for _, c := range when {
		if e.column(c.Column) != c.Value {
			return false
		}
	}
	return true
}

// procedureOf finds the procedure of a matter: the one asked for, the one the map places it in, or the first that
// knows one of its entries, earliest first. It is empty when none does.
func (mp *mapping) procedureOf(name, asked string, entries []*entry) string {
	if asked != "" {
		return asked
	}
	if p := mp.placed(name); p != "" {
		return p
	}
	if len(mp.order) == 1 {
		return mp.order[0]
	}
	for _, e := range entries {
		for _, p := range mp.order {
			if m := mp.meaningOf(p, e); m != nil && !m.ignored {
				return p
			}
		}
	}
	return ""
}

// capacities are the roles, bodies and offices in which an entry says that something was done: that of the column as,
// and that which the map gives to the words of the column by; failing both, by itself. There are none when the entry
// does not say, or in words that neither the book nor the map knows.
func (mp *mapping) capacities(procedure string, e *entry) []string {
	var list []string
	add := func(name string) {
		known := mp.roles[role{"", name}] || mp.roles[role{procedure, name}]
		if known && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if name, ok := mp.as[e.as]; ok {
		add(name)
	} else {
		add(plainWords(e.as))
	}
	name, mapped := mp.actors[e.by]
	add(name)
	if len(list) == 0 && !mapped {
		add(plainWords(e.by))
	}
	return list
}

// persons lists the persons whom words of the columns by and to name, so far as the map declares them.
func (mp *mapping) persons(words string) (names []string, all bool) {
	all = words != ""
	for _, part := range strings.Split(words, ";") {
		name, ok := mp.actors[strings.TrimSpace(part)]
		if !ok || mp.people[name] {
			all = false
			continue
		}
		names = append(names, name)
	}
	return names, all
}

// values gives the values of data that an entry and its line of the map set.
func (mp *mapping) values(procedure string, m *meaning, e *entry) map[string]string {
	var data map[string]string
	set := func(name, value string) {
		if data == nil {
			data = map[string]string{}
		}
		data[name] = value
	}
	for name, value := range e.data {
		set(plainWords(name), plainWords(value))
	}
	for _, v := range mp.m.Values {
		if (v.Procedure == "" || v.Procedure == procedure) && e.column(v.Column) == v.Value {
			set(v.Data, v.Is)
		}
	}
	for _, pair := range m.with {
		set(pair[0], pair[1])
	}
	return data
}
