package matter_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// oldVersion is a book, and newVersion what became of it: an act has another name, one was dropped, limits are shorter.
const oldVersion = `---
title: t
version: 1
in-force: 2026-01-01
months: round down
---
# 1 Words
` + "```rule" + `
procedure case
  begins with open
  stages early, late
  ends in over
role left, side complainant
role right, side respondent
act open by left
act lay by left in early
  outcome grave
  outcome light
act gossip by left in early, at most 3 times
act answer by right in early or late
act hurry by left in early
act move-on by left in early -> late
act settle by left in late -> over
clock lapse in early or late -> over
clock silence in early or late
data weight in {light, middling, heavy} set by lay
right must answer within 60 days of lay otherwise silence
deadline gossiping
  from gossip
  within 5 days
  otherwise lapse
deadline whole
  from open
  until settle
  within 3 months
  otherwise lapse
extension of whole by hurry, adds 10 days, at most 2 times
settle at least 20 days after lay
settle needs answer since lay
bar right from doer of lay
` + "```\n"

const newVersion = `---
title: t
version: 2
in-force: 2026-02-01
months: round down
RUNNING---
# 1 Words
` + "```rule" + `
procedure case
  begins with open
  stages early, between, late
  ends in over
role left, side complainant
role right, side respondent
act open by left
act put by left in early or between
  outcome light
  outcome grave
act answer by right in early or late
act hurry by left in early or late
act move-on by left in early or between -> late
act settle by left in late -> over
clock lapse in early or late -> over
clock silence in early or late
data weight in {heavy, light} set by put
right must answer within 30 days of put otherwise silence
deadline whole
  from open
  until settle
  within 1 month
  otherwise lapse
extension of whole by hurry, adds 10 days, at most 2 times
settle at least 20 days after put
settle needs answer since put
bar right from doer of put
` + "```" + `
# 2 From the old to the new
` + "```rule" + `
transition from 1
  renamed lay to put
  dropped gossip
` + "```\n"

func versions(t *testing.T, running string) (old, new *matter.Procedure) {
	t.Helper()
	old = compileText(t, "1.md", oldVersion, matter.Options{}).Procedure("case")
	new = compileText(t, "2.md", strings.Replace(newVersion, "RUNNING", running, 1), matter.Options{}).Procedure("case")
	return old, new
}

func TestAMatterCrossesToANewVersion(t *testing.T) {
	for _, tt := range []struct{ name, running, before, after string }{
		{"a limit keeps its length", "", "2026-01-05 open", "2026-02-02 due whole 2026-04-05\n2026-02-02 hurry\n2026-02-02 due whole 2026-04-15"},
		{"or is given its new one", "running-deadlines: recompute\n", "2026-01-05 open", "2026-02-02 due whole 2026-02-05\n2026-02-05 rule lapse"},
		{"how often it was lengthened is known", "", "2026-01-05 open\n2026-01-06 hurry\n2026-01-07 hurry", "2026-02-02 due whole 2026-04-25\n2026-02-02 refused hurry"},
		{"an act of another name stays done, and owes what it owed", "", "2026-01-05 open\n2026-01-10 lay(grave) with weight heavy", "2026-02-02 due answer 2026-03-11\n2026-02-02 move-on\n2026-02-03 refused settle\n2026-02-04 answer\n2026-02-05 settle"},
		{"a minimum period goes on", "", "2026-01-25 open\n2026-01-30 lay(grave) with weight heavy\n2026-01-31 answer", "2026-02-02 move-on\n2026-02-18 refused settle : 1\n2026-02-19 settle"},
		{"what was dropped is gone without consequence", "", "2026-01-25 open\n2026-01-31 gossip", "2026-02-20 nothing\n2026-02-20 stage early"},
		{"a stage keeps its name, not its number", "", "2026-01-05 open\n2026-01-06 move-on", "2026-02-02 stage late"},
		{"a new stage can be come to", "", "2026-01-05 open\n2026-01-06 move-on", "2026-02-02 refused move-on"},
		{"who did it is known by its new name", "", "2026-01-05 open\n2026-01-10 lay(light) as left by anna with weight light", "2026-02-02 refused answer as right by anna : 1\n2026-02-02 answer as right by bela"},
		{"what has ended stays ended", "", "2026-01-05 open\n2026-01-06 lay(light) with weight light\n2026-01-07 answer\n2026-01-07 move-on\n2026-01-30 settle", "2026-03-01 stage over\n2026-03-01 due whole never"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			old, new := versions(t, tt.running)
			s, err := old.CrossingTo(new).State(told(t, old, tt.before))
			if err != nil {
				t.Fatal(err)
			}
			tl := teller{t: t, p: new, s: s}
			for _, line := range strings.Split(tt.after, "\n") {
				tl.tell(line)
			}
		})
	}
}

func TestDataKeepTheirValuesNotTheirNumbers(t *testing.T) {
	old, new := versions(t, "")
	for _, tt := range []struct{ before, want string }{{"heavy", "heavy"}, {"light", "light"}, {"middling", ""}} {
		s, err := old.CrossingTo(new).State(told(t, old, "2026-01-05 open\n2026-01-10 lay(grave) with weight "+tt.before))
		if err != nil {
			t.Fatal(err)
		}
		d := new.Data[0]
		got := ""
		if v := s.Marking[d.Slot]; v > 0 {
			got = d.Values[v-1]
		}
		if got != tt.want {
			t.Errorf("%s became %q, want %q", tt.before, got, tt.want)
		}
	}
}

func TestAStageThatIsNotThereCannotBeCrossedTo(t *testing.T) {
	old, new := versions(t, "")
	s := told(t, new, "2026-02-05 open")
	for i, st := range new.Stages {
		if st.Name == "between" {
			s.Marking[0] = uint8(i)
		}
	}
	if _, err := new.CrossingTo(old).State(s); err == nil || err.Error() != `version 1 of case has no stage "between"` {
		t.Errorf("State = %v, want that the stage is missing", err)
	}
}

// Whatever two versions say, a matter that crosses from the one to the other keeps what must always hold and can be
// played on; crossing to the same version changes nothing.
func TestRandomMattersCross(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		compiled := func(src string) []*matter.Procedure {
			book, _ := rulebook.Parse("random.md", []byte(src))
			rules, _ := matter.Compile(book, matter.Options{})
			return rules.Procedures
		}
		src := drawBook(rt)
		from, again, to := compiled(src), compiled(src), compiled(drawBook(rt))
		if len(from) == 0 || len(to) == 0 {
			rt.Skip("nothing to cross")
		}
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		s, on := strays(rt, from[0], rnd)
		if same, err := from[0].CrossingTo(again[0]).State(s); err != nil || fmt.Sprint(same) != fmt.Sprint(s) {
			rt.Fatalf("crossing to the same version: %v\n%v\n%v", err, s, same)
		}
		crossed, err := from[0].CrossingTo(to[0]).State(s)
		if err != nil {
			return // a stage is missing
		}
		pl := &player{t: rt, p: to[0], rnd: rnd, s: crossed}
		pl.holds()
		for range 12 {
			on = max(on, pl.s.On).Add(rnd.IntN(12))
			if on > calendar.MustDate("2060-01-01") {
				return
			}
			pl.apply(on)
			pl.holds()
		}
	})
}
