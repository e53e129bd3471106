package compare_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/compare"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// base is a small book; each test changes a few of its words.
const base = `---
title: A club
version: 1
in-force: 2026-01-01
months: round down
---

# 1 Complaints

1.1 A member may complain.

` + "```rule" + `
procedure complaint
  begins with complain
  stages received, heard
  ends in closed
role complainant, side complainant
role respondent, side respondent
body panel, seats 3, quorum 3
act complain by complainant -> received
` + "```" + `

1.2 The panel decides within 28 days, with reasons; otherwise the complaint lapses.

` + "```rule" + `
panel must decide within 28 days of complain otherwise lapse
act decide by panel in received -> heard
  with reasons
clock lapse in received -> closed
` + "```" + `

1.3 Either side may appeal within 14 days.

` + "```rule" + `
respondent or complainant may appeal within 14 days of decide otherwise final
act appeal by respondent or complainant in heard -> closed
clock final in heard -> closed
` + "```" + `
`

func book(t *testing.T, changes ...string) (*rulebook.Book, *matter.Procedure) {
	t.Helper()
	src := strings.NewReplacer(changes...).Replace(base)
	b, diags := rulebook.Parse("book.md", []byte(src))
	for _, d := range diags {
		t.Fatal(d)
	}
	rules, diags := matter.Compile(b, matter.Options{Instances: 1})
	for _, d := range diags {
		t.Fatal(d)
	}
	return b, rules.Procedures[0]
}

// tell words a story: its steps, and who allows the last for which clauses.
func tell(s compare.Story) string {
	var parts []string
	for _, st := range append(s.Steps, s.Last) {
		parts = append(parts, st.On.String()[5:]+" "+st.Event)
	}
	return fmt.Sprintf("%s [%d %s]", strings.Join(parts, ", "), s.By, strings.Join(s.Clauses, " "))
}

func TestStoriesOfAnAmendment(t *testing.T) {
	for _, tt := range []struct {
		name    string
		changes []string
		want    []string
	}{
		{"nothing", nil, nil},
		{"a shorter limit passes sooner", []string{"28 days", "21 days"}, []string{"01-01 complain, 01-22 lapse [1 1.2]"}},
		{"a longer limit passes later", []string{"28 days", "35 days"}, []string{"01-01 complain, 01-29 lapse [0 1.2]"}},
		{"reasons are not asked for", []string{"  with reasons\n", ""}, nil},
		{"a minimum period", []string{"clock lapse in", "decide at least 7 days after complain\nclock lapse in"},
			[]string{"01-01 complain, 01-01 decide [0 1.2]"}},
		{"one side alone may appeal", []string{"respondent or complainant may", "respondent may", "appeal by respondent or complainant", "appeal by respondent"},
			[]string{"01-01 complain, 01-01 decide, 01-01 appeal [0 ]"}},
		{"a new act", []string{"clock lapse in", "act withdraw by complainant in received -> closed\nclock lapse in"},
			[]string{"01-01 complain, 01-01 withdraw [1 ]"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, old := book(t)
			_, new := book(t, tt.changes...)
			d := compare.Procedure(old, new, nil, calendar.MustDate("2026-01-01"), 5000)
			var got []string
			for _, s := range d.Stories {
				got = append(got, tell(s))
			}
			for _, w := range tt.want {
				if len(got) == 0 || got[0] != w {
					t.Errorf("stories = %q, want first %q", got, w)
				}
			}
			if len(tt.want) == 0 && (len(got) > 0 || !d.Exhausted) {
				t.Errorf("stories = %q, exhausted %v; want none, and to have looked everywhere", got, d.Exhausted)
			}
		})
	}
}

func TestTheOrderOfVersionsOnlyTurnsTheStoryRound(t *testing.T) {
	_, a := book(t)
	_, b := book(t, "14 days", "10 days")
	there := compare.Procedure(a, b, nil, calendar.MustDate("2026-01-01"), 5000).Stories
	back := compare.Procedure(b, a, nil, calendar.MustDate("2026-01-01"), 5000).Stories
	if len(there) == 0 || len(there) != len(back) {
		t.Fatalf("%d stories one way and %d the other", len(there), len(back))
	}
	for i := range there {
		if there[i].By == back[i].By || there[i].Last != back[i].Last {
			t.Errorf("there %s, back %s", tell(there[i]), tell(back[i]))
		}
	}
}

func TestRenamedActsAreTheSame(t *testing.T) {
	_, old := book(t)
	changed, new := book(t, "decide", "judge", "# 1 Complaints", "# 1 Complaints\n\n1.0 From the old rules.\n\n```rule\ntransition from 0\n  renamed decide to judge\n```")
	d := compare.Procedure(old, new, compare.Renamed(changed, "0"), calendar.MustDate("2026-01-01"), 5000)
	if len(d.Stories)+len(d.OnlyOld)+len(d.OnlyNew) > 0 || !d.Exhausted {
		t.Errorf("a renamed act makes a difference: %+v", d)
	}
}

func TestClausesAreComparedByNumberAndByWhatTheySay(t *testing.T) {
	old, _ := book(t)
	for _, tt := range []struct {
		name    string
		changes []string
		want    string
	}{
		{"nothing", nil, "[]"},
		{"other words", []string{"A member may complain", "Any member may complain"}, "[1.1 words]"},
		{"other rules", []string{"within 14 days of", "within 10 days of"}, "[1.3 respondent or complainant may appeal: within 10 days of decide, was within 14 days of decide]"},
		{"another number", []string{"1.3 Either", "1.4 Either"}, "[1.4 was 1.3]"},
		{"a new clause", []string{"1.3 Either", "1.3 Nothing more.\n\n```rule\nrule none: a remark\n```\n\n1.4 Either"}, "[1.3 new 1.4 was 1.3]"},
		{"spaces and comments say nothing", []string{"  with reasons", "    with   reasons   # always"}, "[]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			new, _ := book(t, tt.changes...)
			var got []string
			for _, c := range compare.Clauses(old, new, nil) {
				s := c.Clause
				if c.New {
					s += " new"
				}
				if c.Gone {
					s += " gone"
				}
				if c.Was != "" {
					s += " was " + c.Was
				}
				if c.Words && !c.New {
					s += " words"
				}
				for _, a := range c.Altered {
					s += fmt.Sprintf(" %s: %s, was %s", a.About, strings.Join(a.Now, "; "), strings.Join(a.Was, "; "))
				}
				if len(c.Removed) > 0 {
					s += fmt.Sprint(" -", len(c.Removed))
				}
				if len(c.Added) > 0 {
					s += fmt.Sprint(" +", len(c.Added))
				}
				got = append(got, s)
			}
			if fmt.Sprint(got) != tt.want {
				t.Errorf("Clauses = %v, want %s", got, tt.want)
			}
		})
	}
}

func TestOnlyOneVersionHasAnAct(t *testing.T) {
	_, old := book(t)
	_, new := book(t, "clock lapse in", "act withdraw by complainant in received\nclock lapse in")
	d := compare.Procedure(old, new, nil, calendar.MustDate("2026-01-01"), 5000)
	if fmt.Sprint(d.OnlyOld, d.OnlyNew) != "[] [{withdraw 1.2}]" {
		t.Errorf("only old %v, only new %v; want none and withdraw", d.OnlyOld, d.OnlyNew)
	}
	if len(d.Stories) != 1 || tell(d.Stories[0]) != "01-01 complain, 01-01 withdraw [1 ]" {
		t.Errorf("stories = %v, want the one of withdraw, for there is no other difference", d.Stories)
	}
	back := compare.Procedure(new, old, nil, calendar.MustDate("2026-01-01"), 5000)
	if fmt.Sprint(back.OnlyOld, back.OnlyNew) != "[{withdraw 1.2}] []" {
		t.Errorf("the other way: only old %v, only new %v", back.OnlyOld, back.OnlyNew)
	}
}

// What one version alone goes on to says nothing of the other: once a case has been withdrawn under the one, that it can
// still be decided under the other is no story.
func TestGoingOnAloneIsNotTold(t *testing.T) {
	_, old := book(t)
	_, new := book(t, "clock lapse in", "act withdraw by complainant in received -> closed\nclock lapse in")
	d := compare.Procedure(old, new, nil, calendar.MustDate("2026-01-01"), 5000)
	if len(d.Stories) != 1 || d.Stories[0].Last.Event != "withdraw" || !d.Exhausted {
		t.Errorf("%d stories (exhausted: %v), want one, of withdraw", len(d.Stories), d.Exhausted)
	}
}

func TestStoriesSayWhenTheOtherVersionDoesTheSame(t *testing.T) {
	_, old := book(t)
	_, new := book(t, "28 days", "21 days")
	d := compare.Procedure(old, new, nil, calendar.MustDate("2026-01-01"), 5000)
	if len(d.Stories) == 0 || d.Stories[0].Elsewhere != calendar.MustDate("2026-01-29") {
		t.Errorf("stories = %+v, want the first to end on 2026-01-29 in the old version", d.Stories)
	}
}

func TestSentencesOfAClauseAreCompared(t *testing.T) {
	old, _ := book(t)
	new, _ := book(t, "1.1 A member may complain.", "1.1 A member may complain. Nobody pays for that (see 1.3). It costs\nnothing.")
	changes := compare.Clauses(old, new, nil)
	if len(changes) != 1 || len(changes[0].WordsGone) != 0 || fmt.Sprintf("%q", changes[0].WordsNew) != `["Nobody pays for that (see 1.3)." "It costs nothing."]` {
		t.Errorf("changes = %+v, want two new sentences", changes)
	}
}

func TestAnotherClauseUnderTheSameNumber(t *testing.T) {
	old, _ := book(t)
	new, _ := book(t, "1.3 Either side may appeal within 14 days.", "1.3 Papers stay locked away five years afterwards.",
		"respondent or complainant may appeal within 14 days of decide otherwise final\nact appeal by respondent or complainant in heard -> closed\nclock final in heard -> closed",
		"retention papers for 5 years")
	changes := compare.Clauses(old, new, nil)
	if len(changes) != 2 || !changes[0].New || !changes[1].Gone {
		t.Errorf("changes = %+v, want 1.3 new and 1.3 gone", changes)
	}
}
