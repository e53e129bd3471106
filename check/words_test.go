package check

import (
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

func TestCountsInWords(t *testing.T) {
	tests := []struct{ words, want string }{
		{"within 28 days", "28 days"},
		{"within twenty-eight days", "28 days"},
		{"within twenty-one (21) days", "21 days, 21 days"},
		{"at least fourteen clear days", "14 clear days"},
		{"within 2 or 3 working days", "2 working days, 3 working days"},
		{"between 42 and 90 days", "42 days, 90 days"},
		{"within a fortnight", "14 days"},
		{"within two weeks", "14 days"},
		{"within a month", "1 month"},
		{"for up to two years", "2 years"},
		{"a two years' ban", "2 years"},
		{"every year", "1 year"},
		{"within 48 hours", "2 days"},
		{"on the third working day after", "3 working days"},
		{"a 28-day period", "28 days"},
		{"three calendar months", "3 months"},
		{"once, at most twice, or three times", "1 times, 2 times, 3 times"},
		{"three members, one of them trained", "3, 1"},
		{"it sits in fives", "5"},
		{"by two thirds of those voting", "2/3"},
		{"5 per cent of the members", "5 per cent"},
		{"one hundred members", "100"},
		{"since 1 January 2024", ""},
		{"clause 6.5(a) of 2026-1 (R01)", ""},
		{"on the same day", ""},
		{"3 members. Days pass", "3"},
	}
	for _, tt := range tests {
		var got []string
		for _, c := range countsIn(tt.words) {
			got = append(got, c.String())
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("countsIn(%q) = %q, want %q", tt.words, s, tt.want)
		}
	}
}

// clause makes a book of one clause.
func clause(words, block string) string {
	text := "---\ntitle: One clause\nversion: 2026-1\nin-force: 2026-01-01\nmonths: round down\n---\n\n" + words + "\n"
	if block != "" {
		text += "\n```rule\n" + block + "\n```\n"
	}
	return text
}

// messages lists what checking a book finds of one check.
func messages(t *testing.T, check, text string) []string {
	t.Helper()
	book, diags := rulebook.Parse("book.md", []byte(text))
	if rulebook.HasErrors(diags) {
		t.Fatalf("the book of the test does not parse: %v", diags[0])
	}
	var list []string
	for _, d := range Check([]*rulebook.Book{book}, Options{}).Defects {
		if d.Check == check {
			list = append(list, d.Msg)
		}
	}
	return list
}

func TestNumberMismatch(t *testing.T) {
	tests := []struct {
		name, words, block string
		found              bool
	}{
		{"the same", "1 A list is kept for two years.", "retention list for 2 years", false},
		{"other units", "1 A list is kept for two years.", "retention list for 24 months", false},
		{"another number", "1 A list is kept for three months.", "retention list for 6 months", true},
		{"no number", "1 A list is kept as long as the law asks.", "retention list for 6 months", false},
		{"weeks for days", "1 A list is kept for two weeks.", "retention list for 14 days", false},
		{"working days dropped", "1 A list is kept for 10 working days.", "retention list for 10 days", true},
		{"days read as clear days", "1 A list is kept for 10 days.", "retention list for 10 clear days", false},
		{"clear days dropped", "1 A list is kept for 10 clear days.", "retention list for 10 days", true},
		{"seats", "1 A panel of three.", "body panel, seats 4", true},
		{"one is a", "1 A panel of three, one trained.", "body panel, seats 3, at least 1 with member\nstatus member", false},
		{"half of what is said", "1 A panel of three members; two are a quorum.", "body panel, seats 3, quorum 2", false},
		{"a majority", "1 It decides by three quarters.", "body panel, decides by two thirds of present", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := messages(t, numberMismatch, clause(tt.words, tt.block)); (len(got) > 0) != tt.found {
				t.Errorf("found %q, want found %v", got, tt.found)
			}
		})
	}
}

func TestReferencesInWords(t *testing.T) {
	tests := []struct {
		words string
		found bool
	}{
		{"1.1 As clause 1.1 says.", false},
		{"1.1 As clause 1.2 says.", true},
		{"1.1 As clauses 1.1 and 1.3 say.", true},
		{"1.1 See 4.2.", true},
		{"1.1 See 1.1.", false},
		{"1.1 In 14 days.", false},
		{"1.1 In 2.5 per cent of cases.", false},
		{"1.1 Under section 29 of the Equality Act 2010.", false},
		{"1.1 Section 20 Local Government Act.", false},
		{"1.1 Section 29 of these rules.", true},
		{"1.1 As paragraph (b) says.", true},
		{"1.1 As paragraph (a) says:\n\n(a) this", false},
		{"1.1 This.\n\n(a) as paragraph (b)\n\n(b) says", false},
		{"1.1 Rule 1 applies.", false},
		{"1.1 Article 203 of the code.", false},
	}
	for _, tt := range tests {
		if got := messages(t, danglingReference, clause(tt.words, "")); (len(got) > 0) != tt.found {
			t.Errorf("%q: found %q, want found %v", tt.words, got, tt.found)
		}
	}
}

func TestWaiversInWords(t *testing.T) {
	tests := []struct {
		words string
		found bool
	}{
		{"1 The council may remove a member without notice.", true},
		{"1 Nobody is removed without notice.", false},
		{"1 A member may be expelled without a hearing.", true},
		{"1 A member may not be expelled without a hearing.", false},
		{"1 The council need not give reasons.", true},
		{"1 No appeal lies from a decision of the council.", true},
		{"1 No appeal lies from a decision of the appeal board.", false},
		{"1 The decision cannot be challenged.", true},
		{"1 No clause of these rules switches off reasons, a hearing or an appeal.", false},
		{"1 The rules of natural justice do not apply.", true},
		{"1 Both sides have notice.", false},
	}
	for _, tt := range tests {
		if got := messages(t, fairnessWaiver, clause(tt.words, "rule none: words alone")); (len(got) > 0) != tt.found {
			t.Errorf("%q: found %q, want found %v", tt.words, got, tt.found)
		}
	}
}

func TestSoftWords(t *testing.T) {
	tests := []struct {
		name, words, block string
		found              bool
	}{
		{"no day", "1 It answers as soon as reasonably practicable.", "rule none: it is for the office", true},
		{"ideally", "1 Ideally within a week.", "rule none: it is for the office", true},
		{"with a day", "1 It is taken down promptly, and after 2 years at the latest.", "retention list for 2 years", false},
		{"at once is no promise of speed", "1 It takes effect at once.", "rule none: it is for the office", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := messages(t, softDeadline, clause(tt.words, tt.block)); (len(got) > 0) != tt.found {
				t.Errorf("found %q, want found %v", got, tt.found)
			}
		})
	}
}

// What is pointed at is the words themselves, wherever the line ends.
func TestWordsArePointedAt(t *testing.T) {
	book, _ := rulebook.Parse("book.md", []byte(clause("1.1 It is answered, in the words of\nclause 9.9, as it should be.", "")))
	for _, d := range Check([]*rulebook.Book{book}, Options{}).Defects {
		if d.Check == danglingReference && (d.Pos != rulebook.Pos{Line: 9, Col: 8} || d.End != rulebook.Pos{Line: 9, Col: 11}) {
			t.Errorf("dangling-reference points at %v to %v, want 9:8 to 9:11", d.Pos, d.End)
		}
	}
}
