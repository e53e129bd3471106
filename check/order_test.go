package check

import (
	"os"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// TestExpiryOrder changes a book in which the order of two deadlines matters, and looks at what is found then.
func TestExpiryOrder(t *testing.T) {
	src, err := os.ReadFile("testdata/books/expiry-order/fail.md")
	if err != nil {
		t.Fatal(err)
	}
	const grant = "clock grant in asked -> granted"
	const objection = "within 28 days\n  otherwise grant"
	const published = "act publish by committee in asked\n  once\n"
	cases := []struct {
		name  string
		edits []string // what is replaced, and by what
		want  string   // part of what is found; empty: nothing is
		days  int      // how long the story takes
	}{
		{name: "as it stands", want: "leads to `lapsed` and not to `granted`", days: 28},
		{name: "the same consequence", edits: []string{"otherwise grant", "otherwise lapse"}},
		{name: "another way to the same stage", edits: []string{grant, "clock grant in asked -> lapsed"}},
		{name: "a consequence that changes nothing", edits: []string{grant, "clock grant in asked"}},
		{name: "a consequence that takes the other away",
			edits: []string{grant, "clock grant in asked\n  excludes lapse"}, want: "leads to `lapsed` and not to `asked`", days: 28},
		{name: "one is over when the other begins",
			edits: []string{"from ask\n  until answer", "from publish\n  until answer", "until object", "until object or publish",
				"act object", published + "act object"}},
		{name: "later, counted from something else",
			edits: []string{"from ask\n  until object", "from publish\n  until object", objection, "within 14 days\n  otherwise grant",
				"act object", published + "act object"}, want: "leads to `lapsed` and not to `granted`", days: 28},
		{name: "always later, counted from something else",
			edits: []string{"from ask\n  until object", "from publish\n  until object", objection, "within 43 days\n  otherwise grant",
				"act object", published + "act object"}},
		{name: "a month of four weeks", edits: []string{objection, "within 1 month\n  otherwise grant"}, want: "leads to `lapsed`", days: 28},
		{name: "a month and 27 days",
			edits: []string{objection, "within 1 month\n  otherwise grant", "within 28 days\n  otherwise lapse", "within 27 days\n  otherwise lapse",
				"adds 14 days", "adds 5 days"}},
		{name: "a measure",
			edits: []string{grant, "clock grant in asked\nmeasure hold\n  begins with grant\n  ends with let-go",
				"clock lapse in asked -> lapsed", "clock lapse in asked -> lapsed\nclock let-go in asked", "otherwise lapse", "otherwise let-go"},
			want: "leaves `hold` in force", days: 28},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			text := string(src)
			for i := 0; i < len(tc.edits); i += 2 {
				if !strings.Contains(text, tc.edits[i]) {
					t.Fatalf("the book does not say %q", tc.edits[i])
				}
				text = strings.Replace(text, tc.edits[i], tc.edits[i+1], 1)
			}
			book, diags := rulebook.Parse("fail.md", []byte(text))
			if rulebook.HasErrors(diags) {
				t.Fatal(diags)
			}
			r := Check([]*rulebook.Book{book}, Options{})
			for _, n := range r.NotProven {
				if n.Check == expiryOrder {
					t.Error("not proven:", n.Why)
				}
			}
			var found []Defect
			for _, d := range r.Defects {
				if d.Check == expiryOrder {
					found = append(found, d)
				}
			}
			if tc.want == "" {
				if len(found) > 0 {
					t.Errorf("found: %s", describe(r))
				}
				return
			}
			if len(found) != 1 || !strings.Contains(found[0].Msg, tc.want) {
				t.Fatalf("want %q, got:\n%s", tc.want, describe(r))
			}
			if got := found[0].Story.Days(); got != tc.days {
				t.Errorf("the story takes %d days, want %d:\n%s", got, tc.days, found[0].Story.Example("night"))
			}
		})
	}
}
