package check

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// wander lets a matter begin on a day and go on at random for so many acts, and gives where it came to.
func wander(t *rapid.T, p *matter.Procedure, start calendar.Date, acts int) *course {
	c := newCourse(&scene{p: p})
	on := start
	for range acts {
		if on = on.Add(rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 3, 9, 30}).Draw(t, "days")); len(c.done) == 0 {
			on = start
		}
		if c.until(on, false); c.failed {
			t.Skip("beyond the calendar")
		}
		enabled := p.Enabled(c.s, on)
		if len(enabled) == 0 {
			continue
		}
		e := rapid.SampledFrom(enabled).Draw(t, "event")
		if p.Acts[p.Events[e].Act].Kind == matter.Fact && c.s.Marking[0] == 0 {
			continue
		}
		if o, ok := p.Sample(c.s, e, on); ok && len(p.Why(c.s, e, o)) == 0 && !setsOddly(c, e, o) {
			c.do(e, o)
		}
	}
	if c.until(on.Add(rapid.IntRange(1, 40).Draw(t, "after")), false); c.failed {
		t.Skip("beyond the calendar")
	}
	return c
}

// setsOddly says whether a date is set for the very day, or set again: the engine knows neither.
func setsOddly(c *course, event int, o matter.Occurrence) bool {
	for _, d := range c.sc.p.Deadlines {
		if d.IsDate && contains(d.From, event) && (o.Data[d.Name] == o.On.String() || c.s.Marking[d.Slot] == matter.Running) {
			return true
		}
	}
	return false
}

// retell makes an example of what happened: everything of some acts, and some of what happened by operation of the rules.
func retell(t *rapid.T, c *course) (*rulebook.Example, map[string]bool) {
	ex := &rulebook.Example{Name: "retold", Procedure: c.sc.p.Name}
	told := map[string]bool{}
	for _, o := range c.done {
		key := fmt.Sprint(o.Act, o.ByRule)
		if _, known := told[key]; !known {
			told[key] = rapid.IntRange(0, 2).Draw(t, "tell "+key) > 0
		}
		if told[key] {
			ex.Lines = append(ex.Lines, lineOf(o))
		}
	}
	return ex, told
}

func lineOf(o matter.Occurrence) rulebook.ExampleLine {
	return rulebook.ExampleLine{Date: o.On, Event: rulebook.Event{Name: o.Act, Outcome: o.Outcome}, ByRule: o.ByRule}
}

func exampleOf(book *rulebook.Book, rules *matter.Rules, ex *rulebook.Example) []*Defect {
	b := &bookCheck{book: book, rules: rules}
	r := &exampleRun{bookCheck: b, variants: newVariants(b), ex: ex}
	r.run()
	return r.found
}

func written(ex *rulebook.Example) string {
	var b strings.Builder
	for _, l := range ex.Lines {
		fmt.Fprintf(&b, "%v by rule %t refused %t %s(%s)\n", l.Date, l.ByRule, l.Refused, l.Event.Name, l.Event.Outcome)
	}
	return b.String()
}

// checkRetold holds a run against the examples made of it: what has happened can happen, and what was possible on a day
// is not refused on it.
func checkRetold(t *rapid.T, book *rulebook.Book, p *matter.Procedure, c *course) {
	ex, told := retell(t, c)
	if len(ex.Lines) == 0 {
		t.Skip("nothing to tell")
	}
	for _, d := range exampleOf(book, p.Rules, ex) {
		t.Errorf("what has happened fails: %d:%d: %s\n%s", d.Pos.Line, d.Pos.Col, d.Msg, written(ex))
	}
	// Up to some day, and then something that is possible.
	day := c.done[0].On.Add(rapid.IntRange(0, c.s.On.Sub(c.done[0].On)).Draw(t, "until"))
	again := newCourse(c.sc)
	ex = &rulebook.Example{Name: "refused", Procedure: p.Name}
	for _, o := range c.done {
		if o.On > day || o.On == day && o.ByRule {
			break
		}
		if o.ByRule {
			continue
		}
		again.until(o.On, false)
		for _, e := range p.Find(o) {
			if len(p.Why(again.s, e, o)) == 0 {
				again.do(e, o)
				break
			}
		}
	}
	again.until(day, false)
	for _, o := range again.done {
		if told[fmt.Sprint(o.Act, o.ByRule)] {
			ex.Lines = append(ex.Lines, lineOf(o))
		}
	}
	var can []int
	for _, e := range p.Enabled(again.s, day) {
		if p.Acts[p.Events[e].Act].Kind == matter.PersonAct {
			can = append(can, e)
		}
	}
	if len(can) == 0 || p.Final(again.s) || len(ex.Lines) == 0 {
		return
	}
	name := p.EventName(rapid.SampledFrom(can).Draw(t, "possible"))
	act, outcome, _ := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	for _, o := range again.done { // acts that were not told but happened would be pinned by the line
		if o.Act == act && !o.ByRule && !told[fmt.Sprint(act, false)] {
			return
		}
	}
	ex.Lines = append(ex.Lines, rulebook.ExampleLine{Date: day, Event: rulebook.Event{Name: act, Outcome: outcome}, Refused: true})
	found := exampleOf(book, p.Rules, ex)
	if len(found) == 0 || !strings.Contains(found[0].Msg, "is possible on") {
		t.Errorf("what is possible is refused: %v\n%s", found, written(ex))
	}
}

// TestWhatHappensPasses: an example made of a run passes, whatever of it is told.
func TestWhatHappensPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBook(t)
		if slices.ContainsFunc(p.Deadlines, func(d matter.Deadline) bool { return d.IsDate }) {
			t.Skip("a date that is set again, or that a pause puts off, is beyond the search: its runs are not confirmed")
		}
		c := wander(t, p, calendar.MustDate("2026-01-30"), rapid.IntRange(1, 8).Draw(t, "acts"))
		if len(c.done) == 0 {
			t.Skip("nothing happens")
		}
		checkRetold(t, p.Rules.Book, p, c)
	})
}

// TestWhatHappensInModelBooksPasses is the same for the model books, with limits in months and working days.
func TestWhatHappensInModelBooksPasses(t *testing.T) {
	files, _ := filepath.Glob("../modelrules/*/*.md")
	var all []*matter.Procedure
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		book, _ := rulebook.Parse(file, src)
		rules, _ := matter.Compile(book, matter.Options{Instances: instances(book)})
		all = append(all, rules.Procedures...)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(all).Draw(t, "procedure")
		t.Logf("%s: %s", p.Rules.Book.File, p.Name)
		start := calendar.MustDate("2026-01-30").Add(rapid.IntRange(0, 60).Draw(t, "start"))
		c := wander(t, p, start, rapid.IntRange(1, 12).Draw(t, "acts"))
		if len(c.done) == 0 {
			t.Skip("nothing happens")
		}
		checkRetold(t, p.Rules.Book, p, c)
	})
}

// club is a book in which a complaint is answered, heard and appealed, with a thread, data, a chain and a fact.
const club = bookHead + `
1.1 Anyone may complain.

BLOCK
procedure case
  begins with complain
  stages received, heard, appealed
  ends in closed, lapsed
role party, side respondent
role member, side complainant
role judge, side organisation
role elder, side organisation
act complain by member -> received
act note by judge
BLOCK

1.2 It lapses after a month.

BLOCK
deadline life
  from complain
  in received
  within 1 month
  otherwise lapse
clock lapse in received -> lapsed
BLOCK

2.1 The party answers within 10 days.

BLOCK
act answer by party in received
clock answer.close in received
party may answer within 10 days of complain otherwise answer.close
BLOCK

2.2 The case is heard after the answer or the time for it.

BLOCK
act hear by bench in received -> heard
hear needs answer or answer.close
BLOCK

2.3 There are 5 clear days before it is heard.

BLOCK
hear at least 5 clear days after complain
BLOCK

2.4 The judge, or if the judge passes it on the elder, hears it.

BLOCK
chain bench: judge -> elder
act pass-on by judge in received
  moves bench
BLOCK

3.1 A decision follows, light or grave.

BLOCK
data weight in {light, grave} set by decide
act decide by judge in heard
  outcome proved -> appealed
  outcome not-proved -> closed
decide(proved) only when weight is grave
clock told in heard or appealed
told follows decide
BLOCK

3.2 It can be opened again once.

BLOCK
act reopen by judge in closed -> heard
  once
fact scandal
  changes nothing
BLOCK

4.1 Within 14 days the party may appeal.

BLOCK
act appeal by party in appealed -> closed
party may appeal within 14 days of decide otherwise over
clock over in appealed -> closed
BLOCK
`

// TestExamples runs small examples of one book: what it should say of a line, by its number; nothing when it passes.
func TestExamples(t *testing.T) {
	for _, tt := range []struct{ name, lines, want string }{
		{"lines that happen", "2026-03-02 complain by member\n2026-03-12 answer by party\n2026-03-12 hear", ""},
		{"the last day", "2026-03-02 complain\n2026-03-12 answer", ""},
		{"the day after", "2026-03-02 complain\n2026-03-13 answer", "2: `answer` is not possible on 2026-03-13: clause 2.1"},
		{"what is free comes first", "2026-03-20 hear", ""},
		{"what is free comes between", "2026-03-02 complain\n2026-03-20 decide(not-proved)", ""},
		{"what is in the context does not", "context hear\n2026-03-02 complain\n2026-03-20 decide(not-proved)", "2: `decide(not-proved)` is not possible"},
		{"an outcome left open", "2026-03-20 decide", ""},
		{"a datum left open", "2026-03-20 decide(proved)", ""},
		{"a datum pinned", "2026-03-20 decide(proved) with weight grave", ""},
		{"a datum that will not do", "2026-03-20 decide(proved) with weight light", "1: `decide(proved)` is not possible on 2026-03-20: clause 3.1"},
		{"the month that is shorter", "2026-01-30 complain\n2026-02-28 by rule lapse", ""},
		{"nor the day before", "2026-01-30 complain\n2026-02-27 by rule lapse", "2: `lapse` does not happen by operation of the rules on 2026-02-27: its last day is 2026-02-28 (clause 1.2)"},
		{"two days begin months that end on one", "2026-01-31 complain\n2026-02-28 by rule lapse", ""},
		{"the start is free, the end pinned", "2026-02-28 by rule lapse", ""},
		{"no start fits", "2026-01-27 refused answer\n2026-02-28 by rule lapse", "1: `answer` is possible on 2026-01-27"},
		{"what happens by rule happens once", "2026-03-02 complain\n2026-03-12 by rule answer.close\n2026-03-12 by rule answer.close", "3: `answer.close` does not happen"},
		{"persons come before the end of the day", "2026-03-02 complain\n2026-03-12 by rule answer.close\n2026-03-12 note", "3: `note` is not possible on 2026-03-12: the day has ended"},
		{"and after it on the next", "2026-03-02 complain\n2026-03-12 by rule answer.close\n2026-03-13 note", ""},
		{"the order of a day", "2026-03-12 hear\n2026-03-12 answer", "2: `answer` is not possible on 2026-03-12"},
		{"the other order", "2026-03-12 answer\n2026-03-12 hear", ""},
		{"what follows an act", "2026-03-20 decide(not-proved)\n2026-03-20 by rule told", "2: `told` does not happen"},
		{"what does follow it", "2026-03-20 decide(proved)\n2026-03-20 by rule told", ""},
		{"a capacity", "2026-03-20 hear by judge", ""},
		{"whose turn it is", "2026-03-20 pass-on\n2026-03-21 hear by elder", ""},
		{"whose turn it is no longer", "2026-03-20 pass-on\n2026-03-21 hear by judge", "2: `hear` is not possible on 2026-03-21: clause 2.2: it is for"},
		{"facts", "2026-03-20 decide(proved)\n2026-03-20 scandal", ""},

		{"refused", "2026-03-02 complain\n2026-03-03 refused hear", ""},
		{"what is refused does not happen", "2026-03-02 complain\n2026-03-03 refused hear\n2026-03-20 hear", ""},
		{"refused though possible", "2026-03-02 complain\n2026-03-12 refused hear", "2: `hear` is possible on 2026-03-12"},
		{"refused in one capacity", "2026-03-02 complain\n2026-03-12 refused hear by elder", "2: `hear` is possible on 2026-03-12"},
		{"that nobody has", "2026-03-02 complain\n2026-03-12 refused hear by member", ""},
		{"refused with one value", "2026-03-20 hear\n2026-03-20 refused decide(proved) with weight light: 3.1", ""},
		{"and possible with another", "2026-03-20 hear\n2026-03-20 refused decide(proved)", "2: `decide(proved)` is possible"},
		{"by one clause", "2026-03-02 complain\n2026-03-05 answer\n2026-03-07 refused hear: 2.3", ""},
		{"and not the next day", "2026-03-02 complain\n2026-03-05 answer\n2026-03-08 refused hear: 2.3", "3: `hear` is possible on 2026-03-08"},
		{"by two", "context answer\n2026-03-02 complain\n2026-03-07 refused hear: 2.2, 2.3", ""},
		{"by two and one too few", "context answer\n2026-03-02 complain\n2026-03-07 refused hear: 2.3", "2: `hear` is refused on 2026-03-07 also without clause 2.3: clause 2.2"},
		{"by one and one too many", "2026-03-02 complain\n2026-03-05 answer\n2026-03-07 refused hear: 2.2, 2.3", "3: `hear` is refused on 2026-03-07 by clause 2.3 alone, without clause 2.2"},
		{"by another", "2026-03-02 complain\n2026-03-05 answer\n2026-03-07 refused hear: 4.1", "3: `hear` is refused on 2026-03-07 also without clause 4.1: clause 2.3"},
		{"by the clause above", "context answer\n2026-03-02 complain\n2026-03-07 refused hear: 2", ""},
		{"by a norm of its own", "2026-03-02 complain\n2026-03-05 answer\n2026-03-07 refused hear: 2.3#1", ""},
		{"by a clause that says nothing", "2026-03-02 complain\n2026-03-03 refused hear: 9.9", "2: no rule of clause 9.9 refuses anything"},
		{"by what a line does", "2026-03-02 complain\n2026-03-12 by rule answer.close\n2026-03-13 refused answer: 2.1", ""},
		{"the matter has ended", "context hear\n2026-03-02 complain\n2026-05-04 refused answer", "2: cannot get there: the matter has ended with `lapse` on 2026-04-02"},
		{"by a line", "2026-03-02 complain\n2026-04-02 by rule lapse\n2026-05-04 refused answer", ""},
		{"or is somewhere else", "2026-03-02 complain\n2026-05-04 refused answer", ""},
		{"what it needs is named and not told", "2026-03-20 decide(not-proved)\n2026-03-25 refused hear", "1: `decide(not-proved)` is not possible on 2026-03-20: it needs `hear`, which the example speaks of and no line above says"},
		{"after the end by a line", "2026-03-20 decide(not-proved)\n2026-03-21 reopen\n2026-03-22 refused reopen: 3.2", ""},
		{"nothing comes after a line that fails", "2026-03-02 complain\n2026-03-13 answer\n2026-03-13 refused complain\n2026-03-14 hear", "2: `answer` is not possible"},

		{"no such act", "2026-03-02 complian", "1: no act is called `complian`"},
		{"no such outcome", "2026-03-02 decide(prove)", "1: `decide` has no outcome `prove`"},
		{"nobody of that name", "2026-03-02 complain by membre", "1: no role, body or office is called `membre`"},
		{"no such datum", "2026-03-02 hear with weight light", "1: of `hear`: it does not set \"weight\""},
		{"no such value", "2026-03-02 decide with weight heavy", "1: of `decide`: \"heavy\" is none of the values"},
		{"nobody does what the clock does", "2026-03-02 lapse", "1: `lapse` is nobody's to do"},
		{"the clock does not do what persons do", "2026-03-02 by rule hear", "1: `hear` never happens by operation of the rules"},
		{"a fact is not refused", "2026-03-02 refused scandal", "1: `scandal` is a fact: it cannot be refused"},
		{"no such act in the context", "context complian\n2026-03-02 complain", "0: no act is called `complian`"},
		{"no such procedure", "in procedure cases\n2026-03-02 complain", "0: no procedure is called `cases`"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := fenced(club) + "\n```example one\n" + tt.lines + "\n```\n"
			book, diags := rulebook.Parse("book.md", []byte(src))
			if len(diags) > 0 {
				t.Fatalf("%v", diags)
			}
			rules, more := matter.Compile(book, matter.Options{Instances: 1})
			if len(more) > 0 {
				t.Fatalf("%v", more)
			}
			got := ""
			b := &bookCheck{book: book, rules: rules}
			r := &exampleRun{bookCheck: b, variants: newVariants(b), ex: book.Examples[0]}
			r.run()
			for _, d := range r.found {
				n := 0
				for i := range r.ex.Lines {
					if r.ex.Lines[i].Pos.Line == d.Pos.Line {
						n = i + 1
					}
				}
				got += fmt.Sprintf("%d: %s\n", n, d.Msg)
			}
			if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) || strings.Count(got, "\n") > 1 {
				t.Errorf("%s\nsays %q, want %q", tt.lines, got, tt.want)
			}
		})
	}
}

// fenced makes every second BLOCK of a text the end of a formal block.
func fenced(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "BLOCK\n") {
		switch {
		case i > 0 && i%2 == 1:
			b.WriteString("```rule\n")
		case i > 0:
			b.WriteString("```\n")
		}
		b.WriteString(part)
	}
	return b.String()
}

// TestStoriesCanBePasted: every story that check prints, pasted into its book as an example, passes.
func TestStoriesCanBePasted(t *testing.T) {
	files, _ := filepath.Glob("testdata/books/*/fail.md")
	for _, name := range []string{"club/2026-1.md", "party-2019/2019-1.md"} {
		files = append(files, filepath.Join("../modelrules", name))
	}
	told := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		book, _ := rulebook.Parse(file, src)
		report := Check([]*rulebook.Book{book}, Options{})
		var stories []Story
		for _, d := range report.Defects {
			stories = append(stories, d.Story)
		}
		for _, m := range report.Matters {
			stories = append(stories, m.WorstCaseStory)
		}
		for i, story := range stories {
			if len(story.Steps) == 0 {
				continue
			}
			told++
			pasted, diags := rulebook.Parse(file, []byte(string(src)+"\n"+story.Example("pasted")))
			if len(diags) > 0 {
				t.Errorf("%s: story %d is no example: %v\n%s", file, i, diags[0], story.Example("pasted"))
				continue
			}
			rules, _ := matter.Compile(pasted, matter.Options{Instances: instances(pasted)})
			for _, d := range exampleOf(pasted, rules, pasted.Examples[len(pasted.Examples)-1]) {
				t.Errorf("%s: story %d, pasted, fails: %d: %s\n%s", file, i, d.Pos.Line, d.Msg, story.Example("pasted"))
			}
		}
	}
	if told < 40 {
		t.Errorf("only %d stories are told", told)
	}
}
