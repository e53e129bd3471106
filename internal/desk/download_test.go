package desk

import (
	"encoding/csv"
	"strings"
	"testing"
)

// A cell that a spreadsheet would take for a formula comes out as text, a number as a number.
func TestCellsAreNoFormulas(t *testing.T) {
	for cell, want := range map[string]string{
		"=HYPERLINK(1)": "'=HYPERLINK(1)", "+1+1": "'+1+1", "@SUM(1)": "'@SUM(1)", "  =1": "'  =1", "-1+2": "'-1+2", "\t=1": "'\t=1", "＝1": "'＝1",
		"-12": "-12", "7": "7", "K7Q2-MD": "K7Q2-MD", "a = b": "a = b", "": "",
	} {
		var b strings.Builder
		f := csvFile{csv.NewWriter(&b)}
		f.row(cell, "end")
		f.w.Flush()
		if row, err := csv.NewReader(strings.NewReader(b.String())).Read(); err != nil || row[0] != want {
			t.Errorf("%q is written as %q, %v, want %q", cell, row, err, want)
		}
	}
}
