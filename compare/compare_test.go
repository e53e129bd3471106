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
			stories, exhausted := compare.Procedure(old, new, nil, calendar.MustDate("2026-01-01"), 5000)
			var got []string
			for _, s := range stories {
				got = append(got, tell(s))
			}
			for _, w := range tt.want {
				if len(got) == 0 || got[0] != w {
					t.Errorf("stories = %q, want first %q", got, w)
				}
			}
			if len(tt.want) == 0 && (len(got) > 0 || !exhausted) {
				t.Errorf("stories = %q, exhausted %v; want none, and to have looked everywhere", got, exhausted)
			}
		})
	}
}

func TestTheOrderOfVersionsOnlyTurnsTheStoryRound(t *testing.T) {
	_, a := book(t)
	_, b := book(t, "14 days", "10 days")
	there, _ := compare.Procedure(a, b, nil, calendar.MustDate("2026-01-01"), 5000)
	back, _ := compare.Procedure(b, a, nil, calendar.MustDate("2026-01-01"), 5000)
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
	stories, exhausted := compare.Procedure(old, new, compare.Renamed(changed, "0"), calendar.MustDate("2026-01-01"), 5000)
	if len(stories) > 0 || !exhausted {
		t.Errorf("a renamed act makes %d stories (exhausted: %v), first %s", len(stories), exhausted, tell(stories[0]))
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
		{"other rules", []string{"within 14 days of", "within 10 days of"}, "[1.3 -1 +1]"},
		{"another number", []string{"1.3 Either", "1.4 Either"}, "[1.4 was 1.3]"},
		{"a new clause", []string{"1.3 Either", "1.3 Nothing more.\n\n```rule\nrule none: a remark\n```\n\n1.4 Either"}, "[1.3 words -3 1.4 new +3]"},
		{"spaces and comments say nothing", []string{"  with reasons", "    with   reasons   # always"}, "[]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			new, _ := book(t, tt.changes...)
			var got []string
			for _, c := range compare.Clauses(old, new) {
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
