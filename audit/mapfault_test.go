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
procedure trial
"d" = nothing
`
	var got []string
	for _, d := range MapFaults(oneBook(t, clause(mapped), words)) {
		got = append(got, d.Msg+" "+d.Help)
	}
	want := []string{
		"no procedure of the book is called `trial` mend the name, or declare it in the book",
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

// TestMapFaultsOfSeveralBooks: a map for several books may name what one of them lacks, not what all lack.
func TestMapFaultsOfSeveralBooks(t *testing.T) {
	const words = `"a" = complain
"b" = begin
"c" = nothing
`
	one := oneBook(t, clause(mapped), words)
	other := oneBook(t, clause("procedure request\n  begins with begin\n  stages open\n  ends in done\nact begin by anyone -> open"), words)
	for _, tt := range []struct {
		name  string
		books []*Book
		want  []string
	}{
		{"the one", []*Book{one}, []string{"no act of the book is called `begin`", "no act of the book is called `nothing`"}},
		{"the other", []*Book{other}, []string{"no act of the book is called `complain`", "no act of the book is called `nothing`"}},
		{"both", []*Book{one, other}, []string{"no act of the books is called `nothing`"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range MapFaults(tt.books...) {
				got = append(got, d.Msg)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("faults = %q, want %q", got, tt.want)
			}
		})
	}
}
