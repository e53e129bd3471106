package check

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// FuzzCheck: whatever a book says, checking it ends, and every defect has a place in the text.
func FuzzCheck(f *testing.F) {
	names, err := filepath.Glob("testdata/books/*/fail.md")
	if err != nil || len(names) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 8<<10 {
			t.Skip("larger than what is tried")
		}
		book, diags := rulebook.Parse("book.md", src)
		if rulebook.HasErrors(diags) {
			return
		}
		report := Check([]*rulebook.Book{book}, Options{Budget: 500})
		for _, d := range report.Defects {
			if d.Pos.Line < 1 || d.Pos.Col < 1 || d.Severity == 0 || d.Msg == "" {
				t.Errorf("a defect without a place, a severity or a message: %+v", d.Diagnostic)
			}
			for i, step := range d.Story.Steps {
				if step.Act == "" || i > 0 && step.Day < d.Story.Steps[i-1].Day {
					t.Errorf("the story of %s is out of order: %+v", d.Check, d.Story)
				}
			}
		}
	})
}
