package rulebook

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds are texts for the fuzzers to begin with: a whole book, and what is odd.
func seeds(f *testing.F) {
	for _, s := range odd {
		f.Add([]byte(s.text))
	}
	eachAdversary(200, func(_, text string) { f.Add([]byte(text)) })
	f.Add([]byte(testFront + "## 1 A\n\nWords *here*.\n\n(a) x\n\n```rule\nact a by b in c -> d, needs e as f # g\n  outcome h -> i,\n    against respondent\n```\n\n```example e\n2026-01-01 refused a: 1(a)\n```\n"))
	for _, block := range strings.Split(string(specBook(f)), "```rule\n")[1:] {
		body, _, _ := strings.Cut(block, "```")
		f.Add([]byte(testFront + "## 1 A\n```rule\n" + body + "```\n"))
	}
}

// Whatever Parse is given, it returns, and every place it names is in the text.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte) { checkParse(t, src) })
}

// complainer is what the laws need of a test, whatever drives it.
type complainer interface {
	Errorf(format string, args ...any)
}

// checkParse checks what holds of every text.
func checkParse(t complainer, src []byte) {
	book, found := Parse("f.md", src)
	lines := strings.Split(string(src), "\n")
	inside := func(what string, p Pos) {
		if p.Line < 1 || p.Line > len(lines) || p.Col < 1 || p.Col > utf8.RuneCountInString(lines[p.Line-1])+1 {
			t.Errorf("%s is at %v, outside the text", what, p)
		}
	}
	last := Pos{1, 1}
	for _, d := range found {
		inside("a diagnostic", d.Pos)
		if d.End.before(d.Pos) || d.Msg == "" || d.Check == "" || d.Severity == 0 {
			t.Errorf("the diagnostic %+v is not whole", d)
		}
		if !utf8.ValidString(d.Render(src)) && utf8.Valid(src) {
			t.Errorf("Render of %v is not UTF-8", d)
		}
		if d.Pos.before(last) {
			t.Errorf("the diagnostics are not in the order of the text")
		}
		last = d.Pos
	}
	for _, st := range book.Statements {
		inside("a statement", st.Pos)
		for _, prop := range st.Props {
			inside("a property", prop.Pos)
			inside("a property's end", prop.End)
		}
	}
	for _, c := range book.Clauses {
		inside("a clause", c.Pos)
		spansHold(t, c, len(lines))
	}
}

// spansHold checks that the spans of a clause are parts of its text and stand in lines that there are.
func spansHold(t complainer, c *Clause, lines int) {
	for _, s := range c.Spans {
		if s.At+len(s.Text) > len(c.Text) || c.Text[s.At:s.At+len(s.Text)] != s.Text {
			t.Errorf("the span %q is not at byte %d of the text %q", s.Text, s.At, c.Text)
			return
		}
		if s.Pos.Line < 1 || s.Pos.Line > lines {
			t.Errorf("the span %q is in line %d of %d", s.Text, s.Pos.Line, lines)
		}
	}
}

// Formatting changes no meaning, and what is formatted stays.
func FuzzFormat(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		formatted, _ := Format(src)
		if got, want := meaning(formatted), meaning(src); got != want {
			t.Errorf("Format changed the meaning of %q to that of %q: %s", src, formatted, firstDifference(got, want))
		}
		again, _ := Format(formatted)
		if string(again) != string(formatted) {
			t.Errorf("Format made %q of %q, and %q of that", formatted, src, again)
		}
	})
}

// Whatever ParseMap is given, it returns, and every place it names is in the text.
func FuzzMap(f *testing.F) {
	for _, s := range odd {
		f.Add([]byte(s.text))
	}
	_, spec, _ := strings.Cut(string(specBook(f)), "```map\n")
	f.Add([]byte(spec[:strings.Index(spec, "```")]))
	f.Fuzz(func(t *testing.T, src []byte) {
		m, found := ParseMap("log.map", src)
		lines := strings.Count(string(src), "\n") + 1
		for _, d := range found {
			if d.Pos.Line < 1 || d.Pos.Line > lines {
				t.Errorf("%v is outside the text", d)
			}
			d.Render(src)
		}
		for _, e := range m.Entries {
			if e.Ignored == (len(e.Events) > 0) {
				t.Errorf("the entry %+v is neither ignored nor an event, or both", e)
			}
		}
	})
}
