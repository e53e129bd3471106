package check

import (
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// version makes one version of a book with one clause.
func version(t *testing.T, front, block string) *rulebook.Book {
	t.Helper()
	text := "---\ntitle: Versions\n" + front + "\n---\n\n1.1 These are the rules.\n\n```rule\n" + block + "\n```\n"
	book, diags := rulebook.Parse("book.md", []byte(text))
	if rulebook.HasErrors(diags) {
		t.Fatalf("the book of the test does not parse: %v", diags[0])
	}
	return book
}

// table writes a procedure whose table allows some sanctions for what is minor, others for what is serious.
func table(minor, serious string) string {
	return `body panel, seats 3
procedure case
  begins with decide
  stages open
  ends in closed
sanction w, lasts 1 year
sanction x, lasts 1 year
data gravity in {minor, serious} set by decide
act decide by panel -> closed, imposes sanction
table sanction
  | gravity | by | may impose |
  | minor | panel | ` + minor + ` |
  | serious | panel | ` + serious + ` |`
}

func TestVersionsAreHeldAgainstTheOneBefore(t *testing.T) {
	const before, now = "version: 2025-1\nin-force: 2025-01-01", "version: 2026-1\nin-force: 2026-01-01\nprocedure-follows: version when received\n"
	tests := []struct {
		name           string
		old, front     string
		block          string
		check, message string // the one that must be found; empty: none of its kind
	}{
		{"a new offence, judged by its day", "offence a", "offences-follow: version when it happened", "offence a\noffence b", retroactiveOffence, ""},
		{"a new offence, back-dated", "offence a", "offences-follow: version when it happened", "offence b\n  in force from 2025-06-01", retroactiveOffence, "version 2025-1"},
		{"a new offence from its own day", "offence a", "offences-follow: version when it happened", "offence b\n  in force from 2026-01-01", retroactiveOffence, ""},
		{"a new offence and nothing said", "offence a", "", "offence b", retroactiveOffence, "does not say"},
		{"no new offence and nothing said", "offence a", "", "offence a", retroactiveOffence, ""},
		{"a longer sanction and nothing said", "sanction a, lasts 1 year", "", "sanction a, lasts 2 years", heavierLaterSanction, "lasts longer"},
		{"a shorter one", "sanction a, lasts 2 years", "", "sanction a, lasts 1 year", heavierLaterSanction, ""},
		{"a new sanction", "sanction a, lasts 1 year", "", "sanction b, lasts 1 year", heavierLaterSanction, "did not have"},
		{"a longer sanction, the lighter one applies", "sanction a, lasts 1 year", "sanctions-follow: later if lighter", "sanction a, lasts 2 years", heavierLaterSanction, ""},
		{"without end instead of a year", "sanction a, lasts 1 year", "", "sanction a, without end, readmission after 1 year", heavierLaterSanction, "lasts longer"},
		{"a row that allows more", table("w", "w, x"), "", table("w, x", "w, x"), heavierLaterSanction, "for gravity minor"},
		{"a row that allows less", table("w, x", "w, x"), "", table("w", "w, x"), heavierLaterSanction, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report := Check([]*rulebook.Book{version(t, now+tt.front, tt.block), version(t, before, tt.old)}, Options{})
			var got []string
			for _, d := range report.Defects {
				if d.Check == tt.check {
					got = append(got, d.Msg)
				}
			}
			if all := strings.Join(got, "; "); tt.message == "" && all != "" || !strings.Contains(all, tt.message) {
				t.Errorf("found %q of %s, want %q", all, tt.check, tt.message)
			}
		})
	}
}

func TestTheChosenVersionIsChecked(t *testing.T) {
	books := []*rulebook.Book{version(t, "version: 2026-1\nin-force: 2026-01-01", "offence b"), version(t, "version: 2025-1\nin-force: 2025-01-01", "offence a")}
	for _, tt := range []struct{ version, want string }{{"", "2026-1"}, {"2025-1", "2025-1"}, {"2026-1", "2026-1"}} {
		if got := Check(books, Options{Version: tt.version}); got.Book == nil || got.Book.Front.Version != tt.want {
			t.Errorf("Check of %q checks %v, want %s", tt.version, got.Book, tt.want)
		}
	}
	if got := Check(books, Options{Version: "2024-1"}); got.Book != nil {
		t.Errorf("Check of a version that is not there checks %v", got.Book.Front.Version)
	}
	if got := Check(nil, Options{}); got.Book != nil || len(got.Defects) > 0 {
		t.Errorf("Check of nothing finds %v", got.Defects)
	}
}
