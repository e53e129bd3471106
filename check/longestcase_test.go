package check

import (
	"os"
	"reflect"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// TestLongestIsWhatCheckSays: asked for alone, how long cases last is what the whole check says of it.
func TestLongestIsWhatCheckSays(t *testing.T) {
	for _, name := range []string{"../modelrules/club/2026-1.md", "../modelrules/party-2019/2019-1.md"} {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		book, _ := rulebook.Parse(name, src)
		rules, _ := Rules(book)
		whole := Check([]*rulebook.Book{book}, Options{})
		for i, p := range rules.Procedures {
			got, _ := Longest(p, 0)
			want := whole.Matters[i]
			if got.Certainty() != want.Certainty() || days(got.WorstCaseDays) != days(want.WorstCaseDays) ||
				days(got.UpperBoundDays) != days(want.UpperBoundDays) || !reflect.DeepEqual(got.WorstCaseStory, want.WorstCaseStory) {
				t.Errorf("%s, %s: alone %s %+v, in all %s %+v", name, p.Name, got.Certainty(), got.WorstCaseStory, want.Certainty(), want.WorstCaseStory)
			}
		}
	}
}
