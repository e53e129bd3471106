package check

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// open stands for what only the book can decide: a word in capitals.
var open = regexp.MustCompile(`\b[A-Z]{3,}\b`)

// TestHelpCanBePasted parses the lines that are to be added to a book, or written instead, with numbers and names for
// what is left open: they must be statements, and of one's own words.
func TestHelpCanBePasted(t *testing.T) {
	files, err := filepath.Glob("testdata/books/*/fail.md")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "../modelrules/party-2019/2019-1.md", "../modelrules/road-fines/2010-2.md")
	seen := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		book, _ := rulebook.Parse(file, src)
		for _, d := range Check([]*rulebook.Book{book}, Options{}).Defects {
			kind, lines, _ := strings.Cut(d.Help, ":")
			if kind != "add" && kind != "write" || d.Help == kindNamed(d.Check).Help || d.Check == missingProperty {
				continue
			}
			lines = strings.NewReplacer("N months", "3 months", "N clear", "3 clear", "N days", "3 days", "N times", "3 times", "D days", "3 days",
				"or a limit of your own:", "", "\nor: ", "\n", "or let somebody else do it too: ", "", "N years", "3 years", "SIDE", "organisation").Replace(lines)
			lines = strings.TrimSpace(open.ReplaceAllStringFunc(lines, strings.ToLower))
			if strings.HasPrefix(lines, "otherwise") {
				lines = "deadline x, from a, within 3 days, " + lines
			}
			seen++
			_, diags := rulebook.Parse("help.md", []byte(bookHead+"```rule\n"+lines+"\n```\n"))
			for _, x := range diags {
				if x.Severity == rulebook.Error {
					t.Errorf("%s: %s: cannot be pasted: %v\n%s", file, d.Check, x, lines)
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("%d defects have lines to paste, want more", seen)
	}
}
