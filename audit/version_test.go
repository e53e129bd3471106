package audit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// versionsOf makes a book of two versions, in force from 2000 and from 2010-07-01, whose limits are 10 and 20 days.
func versionsOf(t *testing.T, policy, more string) *Book {
	text := func(version, inForce string, days int, transition string) string {
		return fmt.Sprintf("---\ntitle: Two\nversion: %s\nin-force: %s\nmonths: round down\nprocedure-follows: %s\n%s---\n\n", version, inForce, policy, more) + clause(fmt.Sprintf(`procedure p
  begins with start
  stages one, two
  ends in over
role member, side neutral
act start by anyone -> one
act step by anyone in one -> two
act send by anyone in one or two
act hear by anyone in one or two
member must send within %d days of start as send
hear at least %d days after start as wait
%s`, days, days, transition))
	}
	return bookOf(t, `"done" = start, is conduct`, text("1", "2000-01-01", 10, ""), text("2", "2010-07-01", 20, "transition from 1"))
}

func TestWhichVersionGoverns(t *testing.T) {
	const received = "date,event,conduct\n2010-06-25,start,%s\n2010-07-10,send,\n"
	tests := []struct{ name, policy, rows, norm, want string }{
		{"received under the first", string(rulebook.WhenReceived), fmt.Sprintf(received, ""), "send", "broken 2010-07-10 2010-07-05"},
		{"over before the first, by the latest", string(rulebook.WhenReceived), "date,event\n1999-06-20,start\n1999-07-10,send\n", "send", ""},
		{"over before the first, by the latest, under the next stage", string(rulebook.NextStage), "date,event\n1999-06-20,start\n1999-07-10,send\n1999-07-11,step\n", "send", ""},
		{"not yet over", string(rulebook.WhenReceived), "date,event\n1999-12-20,start\n2000-01-09,send\n", "send", "broken 2000-01-09 1999-12-30"},
		{"received under the second", string(rulebook.WhenReceived), "date,event\n2010-07-01,start\n2010-07-15,send\n", "send", ""},
		{"received on an uncertain day", string(rulebook.WhenReceived), "date,event\n2010-06-25/2010-07-01,start\n2010-07-13,send\n", "send", "undetermined 2010-07-13"},
		{"the same whichever it is", string(rulebook.WhenReceived), "date,event\n2010-06-25/2010-07-01,start\n2010-07-04,send\n", "send", ""},
		{"conduct under the first", string(rulebook.WhenHappened), "date,event,conduct\n2010-07-02,start,2010-06-30\n2010-07-13,send,\n", "send", "broken 2010-07-13 2010-07-12"},
		{"conduct under the second", string(rulebook.WhenHappened), "date,event,conduct\n2010-07-02,start,2010-07-01\n2010-07-13,send,\n", "send", ""},
		{"conduct as the map says", string(rulebook.WhenHappened), "date,event\n2010-06-30,done\n2010-07-13,send\n", "send", "broken 2010-07-13 2010-07-10"},
		{"a running limit keeps its last day", string(rulebook.OnTheDay), "date,event\n2010-06-25,start\n2010-07-02,hear\n2010-07-10,send\n", "send", "broken 2010-07-10 2010-07-05"},
		{"each act on its own day", string(rulebook.OnTheDay), "date,event\n2010-06-20,start\n2010-07-02,hear\n", "wait", "broken 2010-07-02 2010-07-10"},
		{"each act on its own day, before", string(rulebook.OnTheDay), "date,event\n2010-06-20,start\n2010-06-30,hear\n", "wait", ""},
		{"not before the next stage", string(rulebook.NextStage), "date,event\n2010-06-20,start\n2010-07-02,hear\n", "wait", ""},
		{"from the next stage", string(rulebook.NextStage), "date,event\n2010-06-20,start\n2010-07-01,step\n2010-07-02,hear\n", "wait", "broken 2010-07-02 2010-07-10"},
		{"a stage entered before", string(rulebook.NextStage), "date,event\n2010-06-20,start\n2010-06-30,step\n2010-07-02,hear\n", "wait", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := summary(csv(t, tt.rows, Options{}, versionsOf(t, tt.policy, "")), tt.norm); got != tt.want {
				t.Errorf("%s is %q, want %q", tt.norm, got, tt.want)
			}
		})
	}
}

// TestVerdictsHoldUnderEveryVersion is [TestVerdictsHoldInEveryWorld] for days that decide which version governs.
func TestVerdictsHoldUnderEveryVersion(t *testing.T) {
	version := func(name, inForce, policy, limit string) string {
		return "---\ntitle: Two\nversion: " + name + "\nin-force: " + inForce + "\nmonths: round down\nprocedure-follows: " + policy + "\n---\n\n" +
			strings.ReplaceAll(worldsBook, "3 days", limit)
	}
	norms := []string{"window", "needs", "needs-once", "since", "period", "only", "exclusion", "deadline"}
	for _, policy := range []rulebook.Policy{rulebook.OnTheDay, rulebook.WhenReceived, rulebook.NextStage} {
		book := bookOf(t, "", version("1", "1990-01-01", string(policy), "3 days"), version("2", day0.Add(5).String(), string(policy), "5 days"))
		rapid.Check(t, func(rt *rapid.T) {
			day := func(lo, hi, width int) (int, int) {
				d := rapid.IntRange(lo, hi).Draw(rt, "lo")
				return d, d + rapid.IntRange(0, width).Draw(rt, "width")
			}
			lo, hi := day(-2, 3, 2)
			rec := []happened{{act: "start", lo: lo, hi: hi}}
			for range rapid.IntRange(1, 4).Draw(rt, "entries") {
				lo, hi := day(5, 12, 2)
				rec = append(rec, happened{act: rapid.SampledFrom(strings.Split("aawnmoqxyzcs", "")).Draw(rt, "act"), lo: lo, hi: hi})
			}
			opts := Options{Until: day0.Add(rapid.IntRange(9, 20).Draw(rt, "horizon"))}
			rep := csv(t, plainRows(rec), opts, book)
			worlds(rec, func(w world) {
				if w.order[0] != 0 {
					return // its own day is not held against anybody
				}
				one := csv(t, plainRows(inOrder(rec, w)), opts, book)
				for _, norm := range norms {
					if got := rep.verdictOf(norm); !holds(got, []Verdict{one.verdictOf(norm)}) {
						rt.Fatalf("%s is %v with %q, and %v in\n%s%s", norm, got, policy, one.verdictOf(norm), plainRows(inOrder(rec, w)), plainRows(rec))
					}
				}
			})
		})
	}
}

func TestRecomputedLimits(t *testing.T) {
	const rows = "date,event\n2010-06-25,start\n2010-07-02,hear\n2010-07-10,send\n"
	rep := csv(t, rows, Options{}, versionsOf(t, string(rulebook.OnTheDay), "running-deadlines: recompute\n"))
	if got := summary(rep, "send"); got != "" || rep.counts("send").Kept != 1 {
		t.Errorf("send is %q, want kept: 20 days from 2010-06-25", got)
	}
}

func TestVersionByReceiptIsSaid(t *testing.T) {
	rep := csv(t, "date,event\n2010-06-25,start\n", Options{}, versionsOf(t, string(rulebook.WhenHappened), ""))
	if rep.Books[0].ByReceipt != 1 || !strings.Contains(string(asText(rep)), "does not date the conduct") {
		t.Error("nothing says that the version was chosen by the day of receipt")
	}
}

func TestSanctionsFollow(t *testing.T) {
	text := func(version, inForce, policy, heavy string) string {
		return fmt.Sprintf("---\ntitle: Two\nversion: %s\nin-force: %s\nmonths: round down\nprocedure-follows: version when received\nsanctions-follow: %s\n---\n\n", version, inForce, policy) + clause(`body panel
  seats 3
sanctions ranked warning, expulsion
sanction warning
  lasts 1 year
sanction expulsion
  without end
procedure p
  begins with start
  stages open
  ends in over
act start by anyone -> open
data gravity in {minor, serious} set by decide
act decide by panel in open
  outcome proved, imposes sanction
table sanction as table
  | gravity | by    | may impose | appeal to |
  | minor   | panel | warning    | panel     |
  | serious | panel | `+heavy+` | panel     |`)
	}
	const rows = "date,event,as,gravity,sanction,conduct\n2010-08-01,start,,,,2009-01-01\n2010-08-20,decide(proved),panel,serious,expulsion,2009-01-01\n"
	tests := []struct{ policy, first, second, want string }{
		{"version when it happened", "warning, expulsion", "warning", ""},
		{"version when it happened", "warning", "warning, expulsion", "broken 2010-08-20"},
		{"version when decided", "warning, expulsion", "warning", "broken 2010-08-20"},
		{"version when decided", "warning", "warning, expulsion", ""},
		{"later if lighter", "warning, expulsion", "warning", "broken 2010-08-20"},
		{"later if lighter", "warning", "warning, expulsion", "broken 2010-08-20"},
		{"later if lighter", "warning, expulsion", "warning, expulsion", ""},
	}
	for _, tt := range tests {
		book := bookOf(t, "", text("1", "2000-01-01", tt.policy, tt.first), text("2", "2010-01-01", tt.policy, tt.second))
		if got := summary(csv(t, rows, Options{}, book), "table"); got != tt.want {
			t.Errorf("expulsion under %q, then %q, with %s is %q, want %q", tt.first, tt.second, tt.policy, got, tt.want)
		}
	}
}
