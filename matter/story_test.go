package matter_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// compile parses and compiles a book that must be without fault.
func compile(t testing.TB, name string, opts matter.Options) *matter.Rules {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return compileText(t, name, string(src), opts)
}

func compileText(t testing.TB, name, src string, opts matter.Options) *matter.Rules {
	t.Helper()
	book, diags := rulebook.Parse(name, []byte(src))
	for _, d := range diags {
		t.Errorf("%s:%d:%d: %s (%s)", d.File, d.Pos.Line, d.Pos.Col, d.Msg, d.Help)
	}
	rules, diags := matter.Compile(book, opts)
	for _, d := range diags {
		t.Errorf("%s:%d:%d: %s: %s (%s)", d.File, d.Pos.Line, d.Pos.Col, d.Check, d.Msg, d.Help)
	}
	if t.Failed() {
		t.FailNow()
	}
	return rules
}

// A story is lines: "2026-03-02 act(outcome)", words after it "as ROLE", "by PERSON", "to PERSON", "ground G",
// "reasons"; "refused" before the act expects a refusal, and after it " : 2.4, 2.5" by these clauses; "rule" before
// an act expects it to have happened by operation of the rules on that day.
func tell(t *testing.T, p *matter.Procedure, story string) matter.State {
	t.Helper()
	s := p.New()
	var happened []matter.Occurrence
	for _, line := range strings.Split(strings.TrimSpace(story), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		line, clauses, cited := strings.Cut(strings.TrimSpace(line), " : ")
		words := strings.Fields(line)
		on := calendar.MustDate(words[0])
		words = words[1:]
		want := ""
		if words[0] == "refused" || words[0] == "rule" {
			want, words = words[0], words[1:]
		}
		o := occurrence(on, words)
		if want == "rule" {
			happened = advance(t, p, &s, on.Add(1), happened)
			i := slices.IndexFunc(happened, func(h matter.Occurrence) bool { return h.Act == o.Act && h.On == on })
			if i < 0 {
				t.Fatalf("%q: by then there happened %v", line, happened)
			}
			happened = happened[i+1:]
			continue
		}
		next, done, err := p.Apply(s, o)
		happened = append(happened, done...)
		var refusal *matter.Refusal
		switch {
		case want == "refused" && !errors.As(err, &refusal):
			t.Fatalf("%q: was allowed (%v)", line, err)
		case want == "refused" && cited:
			if got := cites(refusal); got != clauses {
				t.Errorf("%q: refused by %s, want %s\n%v", line, got, clauses, refusal)
			}
		case want == "" && err != nil:
			t.Fatalf("%q: %v", line, err)
		}
		s = next
	}
	return s
}

func advance(t *testing.T, p *matter.Procedure, s *matter.State, to calendar.Date, happened []matter.Occurrence) []matter.Occurrence {
	t.Helper()
	next, done, err := p.Advance(*s, to)
	if err != nil {
		t.Fatal(err)
	}
	*s = next
	return append(happened, done...)
}

func occurrence(on calendar.Date, words []string) matter.Occurrence {
	o := matter.Occurrence{On: on}
	o.Act, o.Outcome, _ = strings.Cut(strings.TrimSuffix(words[0], ")"), "(")
	for i := 1; i < len(words); i++ {
		switch words[i] {
		case "reasons":
			o.Reasons = true
			continue
		case "as":
			o.As = words[i+1]
		case "by":
			o.By = append(o.By, words[i+1])
		case "to":
			o.To = words[i+1]
		case "ground":
			o.Ground = words[i+1]
		}
		i++
	}
	return o
}

func cites(r *matter.Refusal) string {
	var clauses []string
	for _, why := range r.Reasons {
		if !slices.Contains(clauses, why.Clause) {
			clauses = append(clauses, why.Clause)
		}
	}
	return strings.Join(clauses, ", ")
}

func TestStories(t *testing.T) {
	p := compile(t, "testdata/stories/hearing.md", matter.Options{}).Procedure("complaint")
	const charged = `
		2026-01-05 complain
		2026-01-06 appoint
		2026-01-20 report(charge) reasons
	`
	for _, tt := range []struct{ name, story, stage string }{
		{"nothing before the first act", `
			2026-01-05 refused appoint : 2.2
			2026-01-05 complain
			2026-01-05 refused complain : 2.1`, "received"},
		{"the last day is in time", `
			2026-01-05 complain
			2026-01-06 appoint
			2026-02-03 report(no-case) reasons`, "dismissed"},
		{"the day after is not", `
			2026-01-05 complain
			2026-01-06 appoint
			2026-02-03 rule fall
			2026-02-04 refused report(no-case) reasons : 2.3`, "dismissed"},
		{"after an expiry the day is over", `
			2026-01-05 complain
			2026-01-06 appoint
			2026-02-03 rule fall
			2026-02-03 refused appoint`, "dismissed"},
		{"an extension counts from the start", `
			2026-01-05 complain
			2026-01-06 appoint
			2026-02-01 report.extend
			2026-02-02 refused report.extend : 2.3
			2026-02-17 report(charge) reasons`, "charged"},
		{"an extended limit ends", `
			2026-01-05 complain
			2026-01-06 appoint
			2026-02-01 report.extend
			2026-02-17 rule fall`, "dismissed"},
		{"reasons are needed", `
			2026-01-05 complain
			2026-01-06 appoint
			2026-01-07 refused report(charge) : 2.3`, "received"},
		{"clear days leave out both ends", charged + `
			2026-02-02 disclose
			2026-02-16 refused hearing.open : 2.4
			2026-02-17 hearing.open`, "open"},
		{"evidence after disclosure revokes it", charged + `
			2026-02-02 disclose
			2026-02-10 evidence.add
			2026-02-20 refused hearing.open : 2.4
			2026-02-20 disclose
			2026-03-06 refused hearing.open : 2.4
			2026-03-07 hearing.open`, "open"},
		{"a window opens with its trigger", charged + `
			2026-02-01 refused answer : 2.5
			2026-02-02 disclose
			2026-02-23 answer`, "charged"},
		{"a window closes on its last day", charged + `
			2026-02-02 disclose
			2026-02-23 rule answer.close
			2026-02-24 refused answer : 2.5`, "charged"},
		{"a decision needs an answer or that its time has passed", charged + `
			2026-02-02 disclose
			2026-02-17 hearing.open
			2026-02-18 refused decide(proved) reasons : 3.1
			2026-02-23 rule answer.close
			2026-02-24 decide(proved) reasons`, "decided"},
		{"a charge has a life of three months", charged + `
			2026-04-20 rule charge.lapse`, "closed"},
		{"a pause stops its clock", charged + `
			2026-02-02 adjourn
			2026-02-12 resume
			2026-04-30 rule charge.lapse`, "closed"},
		{"a pause ends by itself", charged + `
			2026-02-02 adjourn
			2026-03-04 rule resume
			2026-03-05 refused adjourn : 2.6
			2026-05-20 rule charge.lapse`, "closed"},
		{"service, both windows, final", charged + `
			2026-02-02 disclose
			2026-02-03 answer
			2026-02-17 hearing.open
			2026-02-18 decide(proved) reasons
			2026-02-19 decision-notice.send
			2026-02-24 rule decision-notice.served(respondent)
			2026-03-17 appeal as respondent`, "charged"},
		{"after both windows it is final", charged + `
			2026-02-02 disclose
			2026-02-03 answer
			2026-02-17 hearing.open
			2026-02-18 decide(proved) reasons
			2026-02-19 decision-notice.send
			2026-03-17 rule final`, "closed"},
		{"a returned letter opens that party's window later", charged + `
			2026-02-02 disclose
			2026-02-03 answer
			2026-02-17 hearing.open
			2026-02-18 decide(proved) reasons
			2026-02-19 decision-notice.send
			2026-02-23 decision-notice.returned(respondent)
			2026-02-26 rule decision-notice.served(respondent)
			2026-03-17 refused complain
			2026-03-18 refused appeal as complainant : 3.3
			2026-03-19 appeal as respondent`, "charged"},
		{"afresh forgets what was done there, not the caps", charged + `
			2026-02-02 disclose
			2026-02-03 answer
			2026-02-17 hearing.open
			2026-02-18 decide(proved) reasons
			2026-02-19 decision-notice.send
			2026-03-01 appeal as complainant
			2026-03-20 refused hearing.open : 2.4
			2026-03-20 disclose
			2026-04-04 hearing.open
			2026-04-05 answer
			2026-04-06 decide(not-proved) reasons
			2026-04-07 decision-notice.send
			2026-04-20 refused appeal as respondent : 3.3`, "decided"},
		{"who investigated may not judge", `
			2026-01-05 complain
			2026-01-06 appoint to thimble by gimlet
			2026-01-20 report(charge) reasons by thimble
			2026-02-02 disclose
			2026-02-17 refused hearing.open as panel by thimble : 2.2
			2026-02-17 refused hearing.open as respondent by quarto : 2.4
			2026-02-17 hearing.open as panel by quarto`, "open"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := p.Stage(tell(t, p, tt.story)); got != tt.stage {
				t.Errorf("the matter ends in stage %s, want %s", got, tt.stage)
			}
		})
	}
}

func TestReplayIsDeterministicAndPure(t *testing.T) {
	p := compile(t, "testdata/stories/hearing.md", matter.Options{}).Procedure("complaint")
	s := p.New()
	before := fmt.Sprint(s)
	o := matter.Occurrence{Act: "complain", On: calendar.MustDate("2026-01-05")}
	a, _, err := p.Apply(s, o)
	if err != nil {
		t.Fatal(err)
	}
	b, _, _ := p.Apply(s, o)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("the same event gave two states")
	}
	if fmt.Sprint(s) != before {
		t.Error("Apply changed the state it was given")
	}
}

func TestDueNamesTheLastDay(t *testing.T) {
	p := compile(t, "testdata/stories/hearing.md", matter.Options{}).Procedure("complaint")
	s := tell(t, p, "2026-01-05 complain\n2026-01-06 appoint")
	due, err := p.Due(s)
	if err != nil || len(due) != 1 {
		t.Fatalf("Due = %v, %v; want the report's limit alone", due, err)
	}
	if want := calendar.MustDate("2026-02-03"); due[0].Last != want || p.EventName(due[0].Event) != "fall" {
		t.Errorf("Due = %v %s, want %v fall", due[0].Last, p.EventName(due[0].Event), want)
	}
}

func TestRefusalReadsAsText(t *testing.T) {
	p := compile(t, "testdata/stories/hearing.md", matter.Options{}).Procedure("complaint")
	s := tell(t, p, "2026-01-05 complain\n2026-01-06 appoint\n2026-01-20 report(charge) reasons\n2026-02-02 disclose")
	_, _, err := p.Apply(s, matter.Occurrence{Act: "hearing.open", On: calendar.MustDate("2026-02-16")})
	if err == nil || !strings.HasPrefix(err.Error(), "refused: hearing.open\n  2.4  14 clear days must pass after disclose on 2026-02-02  -> wait; earliest 2026-02-17\n  (The hearing test book, version 1, sha256 ") {
		t.Errorf("the refusal reads\n%v", err)
	}
}
