package rulebook

import (
	"reflect"
	"testing"
)

func exampleBook(name, lines string) string {
	return testFront + "## 1 A\n```example " + name + "\n" + lines + "\n```\n"
}

func TestExamples(t *testing.T) {
	tests := []struct{ name, lines, want string }{
		{"empty", "", "{Name=late}"},
		{"comments", "# why\n\n  # more", "{Name=late}"},
		{"a procedure and a context", "in procedure p\ncontext a, b.c", "{Name=late Procedure=p Context=[a, b.c]}"},
		{"a context in braces", "context {a, b}", "{Name=late Context=[a, b]}"},
		{"an act", "2026-03-02 complain", "{Name=late Lines=[{Date=2026-03-02 Event=complain}]}"},
		{"an actor and data", "2026-03-02 a(b) by c with d e, with f 3 and g h # i",
			"{Name=late Lines=[{Date=2026-03-02 Event=a(b) By=c With=[[d, e], [f, 3], [g, h]]}]}"},
		{"a clock act", "2026-07-01 by rule charge.lapse", "{Name=late Lines=[{Date=2026-07-01 Event=charge.lapse ByRule=true}]}"},
		{"refused", "2026-03-10 refused a(b) by c", "{Name=late Lines=[{Date=2026-03-10 Event=a(b) By=c Refused=true}]}"},
		{"refused by clauses", "2026-03-10 refused a: 7.1, 6.5(a)(iv), 6A and charge-life",
			"{Name=late Lines=[{Date=2026-03-10 Event=a Refused=true Clauses=[7.1, 6.5(a)(iv), 6A, charge-life]}]}"},
		{"an act called refused", "2026-03-10 refused", "{Name=late Lines=[{Date=2026-03-10 Event=refused}]}"},
		{"two acts of a day", "2026-03-02 a\n2026-03-02 b", "{Name=late Lines=[{Date=2026-03-02 Event=a}, {Date=2026-03-02 Event=b}]}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			book, found := Parse("e.md", []byte(exampleBook("late", tt.lines)))
			if len(found) > 0 {
				t.Errorf("Parse found %v, want nothing", found)
			}
			ex := *book.Examples[0]
			if ex.Clause != book.Clauses[0] || ex.Pos != (Pos{7, 1}) {
				t.Errorf("the example is at %v of clause %v", ex.Pos, ex.Clause)
			}
			ex.Clause = nil
			if got := compact(reflect.ValueOf(ex)); got != tt.want {
				t.Errorf("the example is %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestExampleMistakes(t *testing.T) {
	tests := []struct{ name, check, lines string }{
		{"no date", "example", "‹complain›"},
		{"a date in another order", "example", "‹2.3.2026› complain"},
		{"nothing happened", "example", "2026-03-02‹ ›"},
		{"dates run backwards", "example", "2026-03-02 a\n‹2026-03-01› b"},
		{"clauses of what is allowed", "example", "2026-03-02 a‹:› 7.1"},
		{"no clause after the colon", "example", "2026-03-02 refused a:‹ ›"},
		{"two events", "example", "2026-03-02 a ‹and› b"},
		{"a datum without a value", "example", "2026-03-02 a with b‹ ›"},
		{"a context of other things", "example", "context {‹A›}"},
		{"a context without commas", "example", "context a ‹b›"},
		{"an actor missing", "example", "2026-03-02 a by‹ ›"},
		{"an actor twice", "example", "2026-03-02 a by b ‹by› c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src, from, to := unmarked(exampleBook("late", tt.lines))
			_, found := Parse("e.md", []byte(src))
			if len(found) != 1 || found[0].Check != tt.check || found[0].Pos != from || found[0].End != to {
				t.Errorf("Parse found %+v, want one %s from %v to %v", found, tt.check, from, to)
			}
		})
	}
}

func TestExampleNames(t *testing.T) {
	for _, name := range []string{"", "Late", "two words", "12"} {
		_, found := Parse("e.md", []byte(exampleBook(name, "2026-03-02 a")))
		if len(found) != 1 || found[0].Check != "fence" || found[0].Pos.Line != 7 {
			t.Errorf("an example called %q: Parse found %v, want one fence in line 7", name, found)
		}
	}
}
