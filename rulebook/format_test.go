package rulebook

import (
	"os"
	"path/filepath"
	"regexp"
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
