package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// readPair reads one of the two books of a check, with the version before it where there is one.
func readPair(t *testing.T, dir, name string) []*rulebook.Book {
	t.Helper()
	var books []*rulebook.Book
	for _, file := range []string{"before.md", name} {
		src, err := os.ReadFile(filepath.Join(dir, file))
		if os.IsNotExist(err) && file != name {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		book, diags := rulebook.Parse(file, src)
		if len(diags) > 0 {
			t.Fatalf("%s: %v", dir, diags[0])
		}
		books = append(books, book)
	}
	return books
}

// readTemplates reads the templates that stand beside a book of a pair: pass.md has those in the folder pass.
func readTemplates(t *testing.T, dir, name string) []*rulebook.Template {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, strings.TrimSuffix(name, ".md"), "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var list []*rulebook.Template
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		template, diags := rulebook.ParseTemplate(file, src)
		if len(diags) > 0 {
			t.Fatalf("%s: %v", file, diags[0])
		}
		list = append(list, template)
	}
	return list
}

func describe(r Report) string {
	var list []string
	for _, d := range r.Defects {
		list = append(list, d.Diagnostic.String()+" ["+d.Check+"]")
	}
	return strings.Join(list, "\n")
}

// TestPairs checks, for each check, a book in which nothing is found and one in which only that check finds something.
func TestPairs(t *testing.T) {
	for _, k := range Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			dir := filepath.Join("testdata", "books", k.Name)
			good := Check(readPair(t, dir, "pass.md"), Options{Templates: readTemplates(t, dir, "pass.md")})
			if len(good.Defects) > 0 || len(good.NotProven) > 0 {
				t.Errorf("of pass.md found, or not proven:\n%s\n%v", describe(good), good.NotProven)
			}
			bad := Check(readPair(t, dir, "fail.md"), Options{Templates: readTemplates(t, dir, "fail.md")})
			if len(bad.Defects) == 0 {
				t.Errorf("in fail.md nothing is found")
			}
			for _, d := range bad.Defects {
				if d.Check != k.Name || d.Severity != k.Severity {
					t.Errorf("in fail.md another check finds something:\n%s", describe(bad))
					break
				}
			}
			if len(bad.NotProven) > 0 {
				t.Errorf("of fail.md is not proven: %v", bad.NotProven)
			}
		})
	}
}

// TestEveryPairHasACheck keeps books of checks that are gone from lying about.
func TestEveryPairHasACheck(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("testdata", "books"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.ContainsFunc(Kinds(), func(k Kind) bool { return k.Name == e.Name() }) {
			t.Errorf("testdata/books/%s belongs to no check", e.Name())
		}
	}
}

// TestSpecNamesEveryCheck holds doc/spec/checks.md against the table of checks.
func TestSpecNamesEveryCheck(t *testing.T) {
	text, err := os.ReadFile("../doc/spec/checks.md")
	if err != nil {
		t.Fatal(err)
	}
	spec := strings.Join(strings.Fields(string(text)), " ")
	for _, k := range Kinds() {
		for _, want := range []string{"### " + k.Name + " " + k.Proves + " - severity: " + k.Severity.String() + ";", "mend: " + k.Help} {
			if !strings.Contains(spec, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("doc/spec/checks.md does not say: %s", want)
			}
		}
	}
	if n := strings.Count(string(text), "\n### "); n != len(Kinds()) {
		t.Errorf("doc/spec/checks.md describes %d checks, want %d", n, len(Kinds()))
	}
}
