package matter

import (
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

const drawingBook = `---
title: A book
version: 1
in-force: 2026-01-01
calendar: none
zone: Europe/London
---

## 1 The panel

` + "```rule" + `
body pool
  members 9
body panel
  drawn by lot from pool, seats 3
procedure p
  begins with open
  stages going
  ends in over
role opener
act open by opener -> going
act draw by opener in going
  outcome anew, draws WHOM
  outcome as-before
act close by opener in going -> over
` + "```\n"

func TestDraws(t *testing.T) {
	book, _ := rulebook.Parse("book.md", []byte(strings.Replace(drawingBook, "WHOM", "panel", 1)))
	rules, diags := Compile(book, Options{})
	if rulebook.HasErrors(diags) {
		t.Fatal(diags)
	}
	p := rules.Procedures[0]
	for i := range p.Events {
		want := []string(nil)
		if p.EventName(i) == "draw(anew)" {
			want = []string{"panel"}
		}
		if !slices.Equal(p.Events[i].Draws, want) {
			t.Errorf("%s draws %v, want %v", p.EventName(i), p.Events[i].Draws, want)
		}
	}
}

func TestDrawsOnlyWhatIsDrawnByLot(t *testing.T) {
	for _, whom := range []string{"pool", "jury"} {
		book, _ := rulebook.Parse("book.md", []byte(strings.Replace(drawingBook, "WHOM", whom, 1)))
		if _, diags := Compile(book, Options{}); !rulebook.HasErrors(diags) {
			t.Errorf("a book that draws %s was taken, want an error", whom)
		}
	}
}
