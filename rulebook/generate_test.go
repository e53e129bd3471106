package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// A writer writes books in the language, from the tables of the grammar: every kind, every form, in many spellings.
type writer struct {
	t *rapid.T
	b strings.Builder
}

func (w *writer) pick(words ...string) string { return rapid.SampledFrom(words).Draw(w.t, "word") }
func (w *writer) maybe() bool                 { return rapid.Bool().Draw(w.t, "maybe") }
func (w *writer) n(least, most int) int       { return rapid.IntRange(least, most).Draw(w.t, "n") }
func (w *writer) put(words ...string)         { w.b.WriteString(strings.Join(words, "")) }

// name is a name that is no word a property begins with, so that a list cannot swallow the next property. Words of the
// language as names have their own test.
func (w *writer) name() string {
	return w.pick("a", "b", "panel", "charge.put", "charge", "x-1", "2nd-reading", "straße", "gravity", "serious", "c.d.e")
}

func (w *writer) space() string { return w.pick(" ", " ", " ", "  ", "\t") }

func (w *writer) event() string {
	if w.maybe() {
		return w.name()
	}
	return w.name() + w.pick("", " ") + "(" + w.pick("", " ") + w.name() + ")"
}

func (w *writer) list(item func() string) string {
	items := make([]string, w.n(1, 3))
	for i := range items {
		items[i] = item()
	}
	switch w.n(0, 2) {
	case 0:
		return strings.Join(items, w.space()+"or"+w.space())
	case 1:
		return strings.Join(items, " and ")
	}
	return "{" + strings.Join(items, w.pick(",", ", ", " , ", ",\n   ")) + w.pick("", " ") + "}"
}

func (w *writer) who() string { return w.pick(w.name(), "anyone", "doer of "+w.event()) }

func (w *writer) limit() string {
	return fmt.Sprint(w.n(1, 100)) + w.space() + w.pick("day", "days", "clear days", "working days", "weeks", "months", "years")
}

func (w *writer) value() string { return w.pick(w.name(), "1", "none") }

func (w *writer) atom() string {
	if w.maybe() {
		return w.name() + w.pick(" is not minor", " not in {minor}")
	}
	return w.pick("", "not ") + w.pick(w.name(), w.name()+" is "+w.value(), w.name()+" in {"+w.value()+"}",
		w.pick("all ", "some ", "none ")+w.event(), "requisition reached", "stage in {a, b}", "stage in a or b")
}

func (w *writer) cond() string {
	atoms := make([]string, w.n(1, 3))
	for i := range atoms {
		atoms[i] = w.atom()
	}
	return strings.Join(atoms, " and ")
}

func (w *writer) stages(depth int) string {
	items := make([]string, w.n(1, 3))
	for i := range items {
		items[i] = w.name()
		if depth < 3 && w.n(0, 3) == 0 {
			items[i] += w.pick("", " ") + "{" + w.stages(depth+1) + "}"
		}
	}
	return strings.Join(items, w.pick(",", ", "))
}

func (w *writer) share() string { return fmt.Sprint(w.n(1, 100)) + w.pick("", " of members") }

// shapeText writes what a shape stands for.
func (w *writer) shapeText(name string) string {
	switch name {
	case "NAME", "SINCE", "BEFORE", "PER", "MEDIUM":
		return w.name()
	case "NAMES":
		return w.list(w.name)
	case "EVENTS", "SUBJECT":
		return w.list(w.event)
	case "NEEDED":
		return w.list(func() string { return w.pick("", "all ", "some ", "none ") + w.event() })
	case "WHO":
		return w.list(w.who)
	case "ITEMS":
		return strings.Join([]string{w.name(), w.name()}, w.pick(",", ", ", ",\n  "))
	case "BRACES", "VALUES":
		return "{" + w.value() + "," + w.value() + "}"
	case "LINKS":
		return w.name() + w.pick("->", " -> ") + w.name()
	case "NESTED":
		return w.stages(0)
	case "STAGE":
		return w.name() + w.pick("", " afresh")
	case "N":
		return fmt.Sprint(w.n(1, 1_000_000))
	case "LIMIT":
		return w.limit()
	case "DEADLINE":
		return w.pick(w.limit(), `"as soon as can be"`, "as soon as possible", "a reasonable time")
	case "RANGE":
		return w.pick(w.limit(), fmt.Sprintf("%d to %d days", w.n(0, 9), w.n(10, 99)))
	case "THRESHOLD":
		return w.pick(w.share(), "5 per cent", "larger of 20 and 5 per cent", "smaller of 5 per cent of members and 20")
	case "DATE":
		return w.pick("2026-03-31", "0001-01-01")
	case "COND":
		return w.cond()
	case "SET":
		return w.name() + " " + w.value()
	case "RENAMED":
		return w.name() + " to " + w.name()
	case "STOPPED":
		return w.pick("all", "all except "+w.list(w.name), w.list(w.name))
	case "VERSION":
		return "2025-1"
	case "OUTCOME":
		return w.outcome()
	}
	return w.closedText(name)
}

func (w *writer) closedText(name string) string {
	switch name {
	case "SIDE", "SIDENAME":
		return w.pick(sides...)
	case "ACTKIND":
		return w.pick(actKinds...)
	case "MAJORITY":
		return w.pick(majorities...)
	case "BASE":
		return w.pick(bases...)
	case "MARK":
		return w.pick(marks...)
	case "SINCEWHEN":
		return w.pick(triggers...)
	case "COUNT":
		return "count"
	case "VALUE":
		return w.value()
	case "SIMPLE", "ONCE":
		return ""
	}
	panic("no text for the shape " + name)
}

func (w *writer) outcome() string {
	var b strings.Builder
	b.WriteString(w.name())
	for range w.n(0, 2) {
		r := rapid.SampledFrom(grammar.outcome.all).Draw(w.t, "form")
		b.WriteString(w.pick(", ", ",\n   ", " , ") + w.parts(r.parts))
	}
	return b.String()
}

// parts writes the parts of a pattern.
func (w *writer) parts(parts []part) string {
	var words []string
	for _, p := range parts {
		switch {
		case p.word != "":
			words = append(words, p.word)
		case p.shape != nil:
			words = append(words, w.shapeText(p.shape.name))
		case w.maybe():
			words = append(words, w.parts(p.optional))
		}
	}
	return strings.Join(words, w.space())
}

// statement writes a statement of the kind and returns the keys of its properties.
func (w *writer) statement(k *kindRule) []Key {
	if w.n(0, 9) == 0 {
		w.put("despite ", w.pick("6.5", "6.5(a)(iv)", "6.5#2", "charge-life"), " when ", w.cond(), w.pick(":", " : "))
	}
	head := string(k.kind)
	switch k.kind {
	case KindOn:
		head = w.shapeText("SUBJECT")
	case KindMust, KindMay:
		head = w.shapeText("WHO") + " " + head + " " + w.event()
	default:
		if k.about != nil {
			head += w.space() + w.shapeText(k.about.name)
		}
	}
	w.put(head)
	keys := w.properties(k)
	if k.kind == KindTable {
		w.put("\n  | gravity | by | may impose |", w.pick("", "\n|---|---|---|"), "\n  |minor|panel|", w.pick("-", "advice, warning", "漢字"), "|")
	}
	w.put(w.pick("", "", "  # said so", "#"), "\n", w.pick("", "", "", "\n\n\n", "# of the next\n", "  # of this one\n"))
	return keys
}

// properties writes properties with all the separators there are.
func (w *writer) properties(k *kindRule) []Key {
	var keys []Key
	var used []*rule
	ended := k.about != nil && k.about.name == "ITEMS" // its list runs to the end of the line
	firstLine := true
	count := w.n(0, 4)
	if k.kind == KindOn || len(k.needs) > 0 {
		count = max(count, 1)
	}
	for i := 0; i < count && len(k.rules.all) > 0; i++ {
		r := w.form(k, i)
		if slices.Contains(used, r) && !r.many {
			continue
		}
		used = append(used, r)
		sep := w.separator(i, k, ended)
		firstLine = firstLine && !strings.Contains(sep, "\n")
		w.put(sep, w.parts(r.parts))
		keys = append(keys, r.key)
		ended = r.parts[len(r.parts)-1].shape != nil && slices.Contains([]string{"ITEMS", "NESTED", "OUTCOME"}, r.parts[len(r.parts)-1].shape.name)
		if w.n(0, 9) == 0 && r.key != KeyOutcome && !soft(r) {
			w.put(" as ", w.pick("norm-1", "norm-2"))
		}
	}
	return keys
}

// soft reports whether the form may end in words that take in what follows.
func soft(r *rule) bool {
	return slices.ContainsFunc(r.parts, func(p part) bool { return p.shape != nil && p.shape.name == "DEADLINE" })
}

func (w *writer) form(k *kindRule, i int) *rule {
	if i == 0 && len(k.needs) > 0 {
		for _, r := range k.rules.all {
			if r.key == k.needs[0] {
				return r
			}
		}
	}
	return rapid.SampledFrom(k.rules.all).Draw(w.t, "form")
}

func (w *writer) separator(i int, k *kindRule, ended bool) string {
	lines := []string{"\n  ", "\n\t", "\n     ", " # why\n  ", "\n\n  ", "\n  # why\n  "}
	if ended {
		return w.pick(lines...)
	}
	if i == 0 && k.kind == KindOn {
		return w.pick(" ", "  ", "\n  ")
	}
	return w.pick(append(lines, ", ", ",", " , ", ",\n  ", ",,", ", # why\n    ")...)
}

// block writes a rule block and returns how many statements it has.
func (w *writer) block() int {
	w.put("```rule\n", w.pick("", "# first\n", "\n\n"))
	n := w.n(0, 4)
	for range n {
		w.statement(rapid.SampledFrom(grammar.kinds).Draw(w.t, "kind"))
	}
	w.put("```\n\n")
	return n
}

// book writes a whole book.
func (w *writer) book() (text string, statements int) {
	w.put("---\ntitle:A book  \nversion : 1\n\n# comment\nin-force: 2026-01-01 # a day\n---\n")
	for i := range w.n(1, 4) {
		w.put(fmt.Sprintf("\n## %d A *clause*\n\nWords  of the [members](x),\nand more.  \n\n", i+1))
		statements += w.block()
		if w.maybe() {
			w.example(i)
		}
	}
	text = w.b.String()
	if w.n(0, 4) == 0 {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text, statements
}

func (w *writer) example(i int) {
	w.put("```example e", fmt.Sprint(i), "\n", w.pick("", "in  procedure a\n", "# why\n"), w.pick("", "context a,b , c\n"))
	for day := range w.n(0, 4) {
		w.put(w.pick("", "  "), fmt.Sprintf("2026-03-0%d", day+1), w.space())
		switch w.n(0, 2) {
		case 0:
			w.put(w.event(), w.pick("", " by panel", "  with gravity serious", " by a with b 1 with c d"))
		case 1:
			w.put("by rule ", w.event())
		default:
			w.put("refused ", w.event(), w.pick("", ": 7.1", " : 6.5(a)(iv) , 6.5#2,charge-life"))
		}
		w.put(w.pick("", " # why"), "\n")
	}
	w.put("```\n")
}
