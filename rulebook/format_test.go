package rulebook

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// books are the texts that every law is tried on: the specification and the model books.
func books(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{"rulebook.md": specBook(t)}
	names, err := filepath.Glob("../modelrules/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = src
	}
	return all
}

// The one style, case by case. Each text is the inside of a rule block.
func TestFormat(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"spaces", "act  a   by\tb in c->d", "act a by b in c -> d"},
		{"commas", "act a,by b , in c,of d,with reasons ,is charge", "act a by b in c, of d, with reasons, is charge"},
		{"no commas", "act a by b with reasons is charge tells c", "act a by b, with reasons, is charge, tells c"},
		{"too many commas", "act a,, by b,\n  ,in c,", "act a by b\n  in c"},
		{"indents", "act a\n      by b\n\tin c", "act a\n  by b\n  in c"},
		{"a comma at the end of a line", "act a,\n  by b,\n  in c", "act a\n  by b\n  in c"},
		{"a comma that goes on with an outcome", "act a\n  outcome b -> c,\n  against respondent,\n  favours neutral\n  by d", "act a\n  outcome b -> c,\n    against respondent,\n    favours neutral\n  by d"},
		{"a comma between names of norms", "act a, needs b as c,\n  needs d", "act a, needs b as c,\n    needs d"},
		{"a comma before the statement's name", "act a,\n  needs b as c", "act a,\n    needs b as c"},
		{"a comma after a soft limit", "deadline a\n  within soon,as late", "deadline a\n  within soon, as late"},
		{"a comma after a guard", "act a\n  only when risk,in b", "act a\n  only when risk, in b"},
		{"a comma before a medium that is none", "notice a, served after 3 days,by b", "notice a, served after 3 days, by b"},
		{"lists", "a needs { b,c(d) , e }\n{a,b}needs c( d )", "a needs {b, c(d), e}\n{a, b} needs c(d)"},
		{"a list over lines", "a needs {b,\nc}", "a needs {b,\nc}"},
		{"an indented list over lines", "a needs {b,\n  c,\n        d}, obliges e\n  revokes f", "a needs {b,\n    c,\n    d}, obliges e\n  revokes f"},
		{"stages", "procedure p\n stages a,b{c,d} , e\n ends in f", "procedure p\n  stages a, b {c, d}, e\n  ends in f"},
		{"a chain", "chain a:b->c -> d", "chain a: b -> c -> d"},
		{"despite", "despite 6.5(a)#2  when a:b needs c", "despite 6.5(a)#2 when a: b needs c"},
		{"closed lists", "rights  of a{b,c}\ngrounds d{e}", "rights of a {b, c}\ngrounds d {e}"},
		{"a duty", "a must b within 3 days of c, otherwise d", "a must b within 3 days of c otherwise d"},
		{"blank lines", "\n\nact a\n\n\n\nact b\n\n", "act a\n\nact b"},
		{"comments", "#first\nact a#of a\n      # of its properties\n  by b   # why\n# of c\nact c", "#first\nact a  #of a\n  # of its properties\n  by b  # why\n# of c\nact c"},
		{"a comment on a line of commas", "act a\n  , # why\n  by b", "act a\n  # why\n  by b"},
		{"a comment after a comma", "act a, # why\n  by b", "act a  # why\n  by b"},
		{"a comment in a list", "a needs {b, # why\n  c}", "a needs {b,  # why\n    c}"},
		{"tables", "table sanction\n|gravity|by|may impose|\n|---|---|---|\n   |漢字|panel|-|# why", "table sanction\n  | gravity | by    | may impose |\n  | ------- | ----- | ---------- |\n  | 漢字    | panel | -          |  # why"},
		{"rule none", "# why\n  rule  none :as it is", "# why\nrule none: as it is"},
		{"texts", "deadline a\n  within  \"a  \\\" b\"", "deadline a\n  within \"a  \\\" b\""},
		{"a mistake", "act  a\n by b\nxyzzy", "act  a\n by b\nxyzzy"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, want := testFront+"## 1 A\n```rule\n"+tt.in+"\n```\n", testFront+"## 1 A\n```rule\n"+tt.want+"\n```\n"
			got, _ := Format([]byte(in))
			if string(got) != want {
				t.Errorf("Format =\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Where a block stands, and what its file is like, is kept.
func TestFormatPlaces(t *testing.T) {
	const in, out = "body  a\n\tseats 3", "body a\n  seats 3"
	tests := []struct{ name, in, want string }{
		{"at the end of the file", testFront + "## 1 A\n```rule\n" + in + "\n```", testFront + "## 1 A\n```rule\n" + out + "\n```"},
		{"tildes", testFront + "~~~~ rule\n" + in + "\n~~~~~\n", testFront + "~~~~ rule\n" + out + "\n~~~~~\n"},
		{"an indented fence", testFront + "  ```rule\n  body  a\n    seats 3\n  ```\n", testFront + "  ```rule\n  body a\n    seats 3\n  ```\n"},
		{"in a list", testFront + "- (a) x\n\n  ```rule\n  body  a\n\n\n     seats 3\n  ```\n", testFront + "- (a) x\n\n  ```rule\n  body a\n\n    seats 3\n  ```\n"},
		{"in a list by a tab", testFront + "-\tx\n\n\t```rule\n\tbody  a\n\t  seats 3\n\t```\n", testFront + "-\tx\n\n\t```rule\n    body a\n      seats 3\n\t```\n"},
		{"in a quotation", testFront + "> ```rule\n> body  a\n> ```\n", testFront + "> ```rule\n> body  a\n> ```\n"},
		{"not closed", testFront + "```rule\nbody  a\n", testFront + "```rule\nbody  a\n"},
		{"Windows line ends", strings.ReplaceAll(testFront+"```rule\n"+in+"\n```\n", "\n", "\r\n"), strings.ReplaceAll(testFront+"```rule\n"+out+"\n```\n", "\n", "\r\n")},
		{"other blocks", testFront + "```text\nbody  a\n```\n", testFront + "```text\nbody  a\n```\n"},
		{"an example", testFront + "```example e\n  context a,b\n2026-01-01  refused a( b ) : 6.5(a) , 7#why\n```\n", testFront + "```example e\ncontext a, b\n2026-01-01 refused a(b): 6.5(a), 7  #why\n```\n"},
		{"the front matter", "---\ntitle :A: b  # c\nversion:#1\n\n#  d\nin-force:   2026-01-01\n---\n", "---\ntitle: A: b  # c\nversion: \"#1\"\n\n#  d\nin-force: 2026-01-01\n---\n"},
		{"a value in quotes", "---\ntitle: \"A # b\"#c\nversion: \"1\nin-force: 2026-01-01\n---\n", "---\ntitle: \"A # b\"  #c\nversion: \"1\nin-force: 2026-01-01\n---\n"},
		{"front matter with a mistake", "---\ntitle:A\n---\n", "---\ntitle:A\n---\n"},
		{"nothing", "", ""},
		{"no text", "\x00", "\x00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := Format([]byte(tt.in)); string(got) != tt.want {
				t.Errorf("Format = %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestFormatKeepsMeaning(t *testing.T) {
	for name, src := range books(t) {
		formatted, _ := Format(src)
		if got, want := meaning(formatted), meaning(src); got != want {
			t.Errorf("%s: Format changed the meaning:\n%s", name, firstDifference(got, want))
		}
		again, _ := Format(formatted)
		if string(again) != string(formatted) {
			t.Errorf("%s: Format of what was formatted changes it:\n%s", name, firstDifference(string(again), string(formatted)))
		}
	}
}

// Whatever is written in the language is read without a complaint, and formatting it changes neither its meaning nor
// one byte of the words outside its blocks, and formatting it again changes nothing.
func TestFormatLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &writer{t: t}
		text, statements := w.book()
		book, found := Parse("book.md", []byte(text))
		for _, d := range found {
			t.Fatalf("%s\n%s", d.Render([]byte(text)), text)
		}
		if got := len(book.Statements); got != statements {
			t.Fatalf("Parse read %d statements, want %d:\n%s", got, statements, text)
		}
		formatted, _ := Format([]byte(text))
		if got, want := meaning(formatted), meaning([]byte(text)); got != want {
			t.Fatalf("Format changed the meaning of\n%s\nto that of\n%s\n%s", text, formatted, firstDifference(got, want))
		}
		if got, want := wordsOutside(string(formatted)), wordsOutside(text); got != want {
			t.Fatalf("Format changed the words outside the blocks: %s", firstDifference(got, want))
		}
		if again, _ := Format(formatted); string(again) != string(formatted) {
			t.Fatalf("Format is not idempotent: %s", firstDifference(string(again), string(formatted)))
		}
	})
}

var formal = regexp.MustCompile("(?s)(^---\r?\n.*?\n---\r?\n|```(?:rule|example)[^\n]*\n.*?```)")

// wordsOutside is a book without its front matter and the insides of its formal blocks.
func wordsOutside(text string) string { return formal.ReplaceAllString(text, "") }

// The laws hold of broken books too: what cannot be read is left as it stands.
func TestFormatLawsOfBrokenBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &writer{t: t}
		text, _ := w.book()
		for range w.n(1, 3) {
			at := w.n(0, len(text))
			to := min(len(text), at+w.n(0, 3))
			text = text[:at] + w.pick("", ",", "{", "}", "(", ")", "#", "\n", " ", "\t", "as x", "->", ":", "|", `"`, "```", "~~~\n", "- ", "> ",
				"1. ", "\n\n  ", "\r\n", "or", "in", "soon", "é", "\u0301", "<!--") + text[to:]
		}
		formatted, _ := Format([]byte(text))
		if got, want := meaning(formatted), meaning([]byte(text)); got != want {
			t.Fatalf("Format changed the meaning of\n%s\nto that of\n%s\n%s", text, formatted, firstDifference(got, want))
		}
		if again, _ := Format(formatted); string(again) != string(formatted) {
			t.Fatalf("Format is not idempotent: %s", firstDifference(string(again), string(formatted)))
		}
	})
}
