package audit

import (
	"slices"
	"testing"
)

func TestMapFaults(t *testing.T) {
	const words = `procedure case
"a" = complian
"b" = decide(prooved)
"c" = complain
complete {hearing.opn, decide}
event col "x" = gravty serious
matter "M" = procedure apeal
`
	var got []string
	for _, d := range oneBook(t, clause(mapped), words).MapFaults() {
		got = append(got, d.Msg+" "+d.Help)
	}
	want := []string{
		"no act of the book is called `complian` did you mean `complain`?",
		"no outcome of `decide` of the book is called `prooved` did you mean `proved`?",
		"no act of the book is called `hearing.opn` did you mean `hearing.open`?",
		"no procedure of the book is called `apeal` did you mean `appeal`?",
		"no datum of the book is called `gravty` did you mean `gravity`?",
	}
	if !slices.Equal(got, want) {
		t.Errorf("faults = %q, want %q", got, want)
	}
}
