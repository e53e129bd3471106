package check

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// BenchmarkCheck checks the model books: every check of every procedure of the last version.
func BenchmarkCheck(b *testing.B) {
	for _, name := range []string{"party", "club", "union", "party-2019", "road-fines"} {
		b.Run(name, func(b *testing.B) {
			books := modelBook(b, name)
			b.ReportAllocs()
			for b.Loop() {
				if report := Check(books, Options{}); len(report.NotProven) > 0 {
					b.Errorf("not proven: %v", report.NotProven)
				}
			}
		})
	}
}

// modelBook reads the versions of a model book.
func modelBook(t testing.TB, name string) []*rulebook.Book {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "modelrules", name, "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no versions of %s: %v", name, err)
	}
	var books []*rulebook.Book
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if book, diags := rulebook.Parse(file, src); rulebook.HasErrors(diags) {
			t.Fatalf("%s: %v", file, diags)
		} else if book.Front.Version != "" {
			books = append(books, book)
		}
	}
	return books
}

// BenchmarkExamples runs the examples of the model books and nothing else.
func BenchmarkExamples(b *testing.B) {
	for _, name := range []string{"party", "club", "union", "road-fines"} {
		b.Run(name, func(b *testing.B) {
			books := modelBook(b, name)
			book := books[len(books)-1]
			b.ReportAllocs()
			for b.Loop() {
				rules, _ := matter.Compile(book, matter.Options{Instances: instances(book)})
				c := &bookCheck{book: book, rules: rules}
				if c.examples(); len(c.found) > 0 {
					b.Errorf("found: %v", c.found)
				}
			}
		})
	}
}
