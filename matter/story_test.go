package matter_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

// A script is testdata/stories/NAME.txt; it tells stories under the book NAME.md. Its lines are:
//
//	in PROCEDURE                    the procedure of the stories below
//	story NAME                      begins a story, after its "always" lines
//	always LINE                     LINE begins every story below
//	DATE ACT WORDS                  the act is done and must be allowed
//	DATE refused ACT WORDS : 2, 3   it must be refused, by exactly these clauses if they are given
//	DATE fault ACT WORDS            it must be impossible to take
//	DATE record ACT WORDS           it has happened, whatever the rules say
//	DATE rule ACT                   it happens by operation of the rules on that day
//	DATE nothing                    nothing happens by operation of the rules up to the end of that day
//	DATE due DEADLINE DATE          on that day the deadline runs and its last day is DATE; "never": it does not run
//	DATE stage STAGE                where the matter is on that day
//
// ACT is act, act(outcome) or act[instance](outcome). WORDS are: as CAPACITY, by PERSON, to PERSON, ground G, reasons,
// with NAME VALUE, tally FOR AGAINST ABSTAIN PRESENT ENTITLED, conduct DATE, discovery DATE, is PERSON STATUS, was PERSON
// ROLE. A name of several words stands in quotes. "#" begins a comment.
type teller struct {
	t        *testing.T
	p        *matter.Procedure
	s        matter.State
	happened []matter.Occurrence
	line     string
}

func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		book := strings.TrimSuffix(file, ".txt") + ".md"
		for _, n := range []int{0, 1} {
			rules := compile(t, book, matter.Options{Instances: n})
			for _, s := range stories(t, file) {
				if n == 1 && strings.Contains(strings.Join(s.lines, "\n"), "[") {
					continue // it tells of several instances
				}
				t.Run(fmt.Sprintf("%s/%s/%d", filepath.Base(book), s.name, n), func(t *testing.T) {
					p := rules.Procedure(s.procedure)
					if p == nil {
						t.Fatalf("no procedure %q", s.procedure)
					}
					tl := teller{t: t, p: p, s: p.New()}
					for _, line := range s.lines {
						tl.tell(line)
					}
				})
			}
		}
	}
}

type story struct {
	name, procedure string
	lines           []string
}

// stories reads a script.
func stories(t testing.TB, file string) []story {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []story
	var always []string
	procedure := ""
	for _, line := range strings.Split(string(src), "\n") {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "":
		case word == "in":
			procedure, always = rest, nil
		case word == "always":
			always = append(always, rest)
		case word == "story":
			list = append(list, story{rest, procedure, slices.Clone(always)})
		default:
			s := &list[len(list)-1]
			s.lines = append(s.lines, line)
		}
	}
	return list
}

// fields splits a line into words; what stands in quotes is one.
func fields(line string) []string {
	var words []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}

func (tl *teller) tell(line string) {
	tl.line = line
	line, clauses, cited := strings.Cut(line, " : ")
	words := fields(line)
	on := calendar.MustDate(words[0])
	switch what := words[1]; what {
	case "rule":
		tl.advance(on.Add(1))
		tl.rule(on, occurrence(tl.t, on, words[2:]))
	case "nothing":
		from := len(tl.happened)
		tl.advance(on.Add(1))
		if len(tl.happened) > from {
			tl.fail("there happened %v", tl.happened[from:])
		}
	case "due":
		tl.advance(on)
		tl.due(words[2], words[3])
	case "stage":
		tl.advance(on)
		if got := tl.p.Stage(tl.s); got != words[2] {
			tl.fail("it is in stage %s", got)
		}
	case "record":
		tl.advance(on)
		o := occurrence(tl.t, on, words[2:])
		next, done := tl.p.Record(tl.s, tl.p.Find(o)[0], o)
		tl.s, tl.happened = next, append(tl.happened, done...)
	case "refused", "fault":
		_, _, err := tl.apply(occurrence(tl.t, on, words[2:]))
		var refusal *matter.Refusal
		switch is := errors.As(err, &refusal); {
		case err == nil:
			tl.fail("it was allowed")
		case is != (what == "refused"):
			tl.fail("%v", err)
		case cited && cites(refusal) != clauses:
			tl.fail("it was refused by %s\n%v", cites(refusal), refusal)
		}
	default:
		next, done, err := tl.apply(occurrence(tl.t, on, words[1:]))
		if err != nil {
			tl.fail("%v\nby rule there happened %v", err, tl.happened)
		}
		tl.s, tl.happened = next, append(tl.happened, done...)
	}
}

func (tl *teller) fail(format string, args ...any) {
	tl.t.Helper()
	tl.t.Fatalf("%q: %s", tl.line, fmt.Sprintf(format, args...))
}

// apply is Apply, and keeps what came about before a refusal.
func (tl *teller) apply(o matter.Occurrence) (matter.State, []matter.Occurrence, error) {
	next, done, err := tl.p.Apply(tl.s, o)
	if err != nil {
		tl.s, tl.happened = next, append(tl.happened, done...)
	}
	return next, done, err
}

func (tl *teller) advance(to calendar.Date) {
	next, done, err := tl.p.Advance(tl.s, to)
	if err != nil {
		tl.fail("%v", err)
	}
	tl.s, tl.happened = next, append(tl.happened, done...)
}

// rule finds an event among those that happened by operation of the rules, and takes it out.
func (tl *teller) rule(on calendar.Date, o matter.Occurrence) {
	i := slices.IndexFunc(tl.happened, func(h matter.Occurrence) bool {
		return h.Act == o.Act && h.On == on && (o.Outcome == "" || h.Outcome == o.Outcome) && (o.Instance == 0 || h.Instance == o.Instance)
	})
	if i < 0 {
		tl.fail("by then there happened %v", tl.happened)
	}
	tl.happened = slices.Delete(tl.happened, i, i+1)
}

func (tl *teller) due(name, want string) {
	due, err := tl.p.Due(tl.s)
	if err != nil {
		tl.fail("%v", err)
	}
	got := "never"
	for _, f := range due {
		d := &tl.p.Deadlines[f.Deadline]
		if d.Name == name || fmt.Sprintf("%s[%d]", d.Name, d.Instance) == name {
			got = f.Last.String()
			break
		}
	}
	if got != want {
		tl.fail("it is due %s", got)
	}
}

func occurrence(t *testing.T, on calendar.Date, words []string) matter.Occurrence {
	t.Helper()
	o := matter.Occurrence{On: on}
	o.Act, o.Outcome, _ = strings.Cut(strings.TrimSuffix(words[0], ")"), "(")
	if act, n, ok := strings.Cut(o.Act, "["); ok {
		o.Act = act
		o.Instance, _ = strconv.Atoi(strings.TrimSuffix(n, "]"))
	}
	for words = words[1:]; len(words) > 0; {
		var used int
		switch words[0] {
		case "reasons":
			o.Reasons, used = true, 1
		case "as":
			o.As, used = words[1], 2
		case "by":
			o.By, used = append(o.By, words[1]), 2
		case "to":
			o.To, used = words[1], 2
		case "ground":
			o.Ground, used = words[1], 2
		case "conduct":
			o.Conduct, used = calendar.MustDate(words[1]), 2
		case "discovery":
			o.Discovery, used = calendar.MustDate(words[1]), 2
		case "with":
			o.Data, used = with(o.Data, words[1], words[2]), 3
		case "is":
			if o.Statuses == nil {
				o.Statuses = map[string][]string{}
			}
			o.Statuses[words[1]], used = append(o.Statuses[words[1]], words[2]), 3
		case "was":
			o.Linked, used = append(o.Linked, matter.Holding{Person: words[1], Role: words[2]}), 3
		case "tally":
			var n [5]int
			for i := range n {
				n[i], _ = strconv.Atoi(words[i+1])
			}
			o.Tally, used = &matter.Tally{For: n[0], Against: n[1], Abstain: n[2], Present: n[3], Entitled: n[4]}, 6
		default:
			t.Fatalf("what is %q?", words[0])
		}
		words = words[used:]
	}
	return o
}

func with(data map[string]string, name, value string) map[string]string {
	if data == nil {
		data = map[string]string{}
	}
	data[name] = value
	return data
}

func cites(r *matter.Refusal) string {
	if r == nil {
		return "nothing"
	}
	var clauses []string
	for _, why := range r.Reasons {
		if !slices.Contains(clauses, why.Clause) {
			clauses = append(clauses, why.Clause)
		}
	}
	return strings.Join(clauses, ", ")
}

// told is the state to which a story leads.
func told(t *testing.T, p *matter.Procedure, lines string) matter.State {
	t.Helper()
	tl := teller{t: t, p: p, s: p.New()}
	for _, line := range strings.Split(lines, "\n") {
		tl.tell(line)
	}
	return tl.s
}

func TestDueNamesTheLastDay(t *testing.T) {
	p := compile(t, "testdata/stories/hearing.md", matter.Options{}).Procedure("complaint")
	s := told(t, p, "2026-01-05 complain\n2026-01-06 appoint")
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
	s := told(t, p, "2026-01-05 complain\n2026-01-06 appoint\n2026-01-20 report(charge) reasons\n2026-02-02 disclose")
	_, _, err := p.Apply(s, matter.Occurrence{Act: "hearing.open", On: calendar.MustDate("2026-02-16")})
	if err == nil || !strings.HasPrefix(err.Error(), "refused: hearing.open\n  2.4  14 clear days must pass after disclose on 2026-02-02  -> wait; earliest 2026-02-17\n  (The hearing test book, version 1, sha256 ") {
		t.Errorf("the refusal reads\n%v", err)
	}
}
