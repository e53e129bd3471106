package matter_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// A player takes a matter through random steps: acts that are enabled, acts that are not but are recorded all the same,
// and days that pass. After each it holds the state against what must always be true.
type player struct {
	t   failer
	p   *matter.Procedure
	rnd *rand.Rand
	s   matter.State
	log []string
}

// failer is what a test can do here, be it one of testing or of rapid.
type failer interface {
	Helper()
	Logf(format string, args ...any)
	Fatalf(format string, args ...any)
}

func play(t failer, p *matter.Procedure, rnd *rand.Rand, steps int) {
	t.Helper()
	pl := &player{t: t, p: p, rnd: rnd, s: p.New()}
	on := calendar.MustDate("2026-01-05")
	for range steps {
		if len(p.Events) == 0 {
			return
		}
		on = max(on, pl.s.On).Add([]int{0, 0, 1, 3, 17, 40, 200}[rnd.IntN(7)])
		if on > calendar.MustDate("2090-01-01") {
			return
		}
		before := fmt.Sprint(pl.s)
		old := pl.s
		switch rnd.IntN(5) {
		case 0:
			pl.record(on)
		case 1:
			pl.advance(on)
		default:
			pl.apply(on)
		}
		if got := fmt.Sprint(old); got != before {
			pl.fail("a step changed the state it was given:\n%s\n%s", before, got)
		}
		pl.holds()
	}
}

func (pl *player) fail(format string, args ...any) {
	pl.t.Helper()
	for _, line := range pl.log {
		pl.t.Logf("%s", line)
	}
	pl.t.Fatalf(format, args...)
}

func (pl *player) say(format string, args ...any) {
	pl.log = append(pl.log, fmt.Sprintf(format, args...))
}

// apply does one of the enabled events; Apply, Enabled and Why must agree on it, and on one that is not enabled.
func (pl *player) apply(on calendar.Date) {
	p := pl.p
	if !pl.advance(on) {
		return
	}
	enabled := p.Enabled(pl.s, on)
	e := pl.rnd.IntN(len(p.Events))
	if len(enabled) > 0 && pl.rnd.IntN(4) > 0 {
		e = enabled[pl.rnd.IntN(len(enabled))]
	}
	if p.Acts[p.Events[e].Act].Kind == matter.ClockAct {
		return
	}
	o, ok := p.Sample(pl.s, e, on)
	if may := ok && len(p.Why(pl.s, e, o)) == 0; may != slices.Contains(enabled, e) {
		pl.fail("Enabled holds %s: %v; its sample is allowed: %v", p.EventName(e), !may, may)
	}
	o.By = []string{[]string{"anna", "bela", "cleo"}[pl.rnd.IntN(3)]}
	o.To = []string{"", "anna", "dora"}[pl.rnd.IntN(3)]
	if o.As == "" {
		o.By, o.To = nil, "" // nobody is said to act, so no bar stands in the way
	}
	event, refusal := p.Judge(pl.s, o)
	next, done, err := p.Apply(pl.s, o)
	pl.say("%v apply %s(%s)[%d] as %s by %v: %v, then %v", on, o.Act, o.Outcome, o.Instance, o.As, o.By, err, done)
	var refused *matter.Refusal
	switch {
	case err != nil && !errors.As(err, &refused):
		if o.Data == nil {
			pl.fault(err)
		}
		return
	case (refusal != nil) != (refused != nil):
		pl.fail("Judge says %v, Apply says %v", refusal, err)
	case refused == nil && o.By == nil && !slices.Contains(enabled, e) && p.Acts[p.Events[event].Act].Kind != matter.Fact && event == e:
		pl.fail("%s was not enabled and Apply did it", p.EventName(e))
	case refused != nil && o.By == nil && slices.Contains(enabled, e):
		pl.fail("%s was enabled and Apply refused it: %v", p.EventName(e), err)
	}
	if refused == nil {
		again, _, _ := p.Apply(pl.s, o)
		if !reflect.DeepEqual(again, next) {
			pl.fail("the same event gave two states")
		}
		for _, a := range []matter.Act{p.Acts[p.Events[event].Act]} {
			if a.Kind != matter.Fact && a.Count >= 0 && int(next.Marking[a.Count]) > max(a.Max, int(pl.s.Marking[a.Count])) {
				pl.fail("%s has been done %d times, and may be %d times", a.Name, next.Marking[a.Count], a.Max)
			}
		}
		pl.s = next
	}
}

// record takes any event as having happened.
func (pl *player) record(on calendar.Date) {
	if !pl.advance(on) {
		return
	}
	e := pl.rnd.IntN(len(pl.p.Events))
	o, _ := pl.p.Sample(pl.s, e, on)
	switch pl.rnd.IntN(6) {
	case 0:
		if !pl.s.On.IsZero() {
			o.On = 0 // of the day of the last event
		}
	case 1:
		o.Data, o.By, o.To = map[string]string{"nonsense": "x"}, []string{"anna", "bela"}, "cleo"
	}
	next, done := pl.p.Record(pl.s, e, o)
	pl.say("%v record %s[%d] %v: then %v", on, pl.p.EventName(e), o.Instance, o.Data, done)
	pl.s = next
}

// advance lets days pass; false when the calendar cannot say.
func (pl *player) advance(to calendar.Date) bool {
	next, done, err := pl.p.Advance(pl.s, to)
	pl.say("%v advance: %v %v", to, done, err)
	pl.s = next
	if err != nil {
		pl.fault(err)
		return false
	}
	due, err := pl.p.Due(pl.s)
	if err != nil {
		pl.fault(err)
		return false
	}
	for _, f := range due {
		if !f.Paused && f.Last < to {
			pl.fail("after the days to %v have passed, %s is due on %v", to, pl.p.Deadlines[f.Deadline].Name, f.Last)
		}
	}
	return true
}

// fault accepts the faults that a calendar has.
func (pl *player) fault(err error) {
	var horizon *calendar.HorizonError
	var limit *calendar.LimitError
	var month *calendar.AmbiguousMonthError
	if !errors.As(err, &horizon) && !errors.As(err, &limit) && !errors.As(err, &month) {
		pl.fail("%v", err)
	}
}

// holds tests what must be true of every state.
func (pl *player) holds() {
	p, s := pl.p, pl.s
	for i, v := range s.Marking {
		if counts := p.Slots[i].Kind == matter.SlotCount || p.Slots[i].Kind == matter.SlotChain; v > 63 || !counts && v > p.Slots[i].Max {
			pl.fail("slot %s holds %d, more than %d", p.Slots[i].Name, v, p.Slots[i].Max)
		}
	}
	final := p.Final(s)
	if !s.Began.IsZero() && s.Ended.IsZero() == final {
		pl.fail("in stage %s the matter ended on %q", p.Stage(s), s.Ended)
	}
	for i := range p.Deadlines {
		d := &p.Deadlines[i]
		clock := s.Clocks[p.DeadlineClock(i)]
		status := s.Marking[d.Slot]
		if runs := status == matter.Running || status == matter.Paused; runs == clock.Since.IsZero() || (status == matter.Paused) == clock.Held.IsZero() {
			pl.fail("%s has status %d and clock %+v", d.Name, status, clock)
		} else if runs && final && !d.Standing {
			pl.fail("%s runs after the end", d.Name)
		} else if runs && (status == matter.Paused) != pl.paused(i) {
			pl.fail("%s has status %d, and that a pause stops it is %v", d.Name, status, pl.paused(i))
		}
	}
	for i := range p.Periods {
		if counts := s.Marking[p.Periods[i].Slot] == 1; counts == s.Clocks[p.PeriodClock(i)].Since.IsZero() {
			pl.fail("a period counts: %v, and its clock is %+v", counts, s.Clocks[p.PeriodClock(i)])
		}
	}
	for _, q := range p.Pauses {
		if s.Marking[q.Slot] == 1 && q.Deadline >= 0 && s.Marking[p.Deadlines[q.Deadline].Slot] != matter.Running {
			pl.fail("pause %s lasts, and its cap does not run", q.Name)
		}
	}
}

func (pl *player) paused(deadline int) bool {
	return slices.ContainsFunc(pl.p.Pauses, func(q matter.Pause) bool {
		return pl.s.Marking[q.Slot] == 1 && slices.Contains(q.Stops, deadline)
	})
}

// modelBooks are the books of modelrules and of the stories.
func modelBooks(t testing.TB) []string {
	var all []string
	for _, pattern := range []string{"../modelrules/*/*.md", "testdata/stories/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, files...)
	}
	return all
}

func TestRandomPlayKeepsWhatMustHold(t *testing.T) {
	for _, file := range modelBooks(t) {
		for _, n := range []int{0, 2} {
			for _, p := range compile(t, file, matter.Options{Instances: n}).Procedures {
				for seed := range uint64(4) {
					play(t, p, rand.New(rand.NewPCG(seed, uint64(len(file)))), 60)
				}
			}
		}
	}
}

// smallBooks are the blocks of the spec, each a book of its own, and the books of the stories.
func smallBooks(t testing.TB) []string {
	spec, err := os.ReadFile("../doc/spec/rulebook.md")
	if err != nil {
		t.Fatal(err)
	}
	var books []string
	for _, block := range strings.Split(string(spec), "```rule\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		books = append(books, "---\ntitle: t\nversion: 1\nin-force: 2026-01-01\nmonths: round down\n---\n# 1 Words\n```rule\nprocedure p\n  begins with complain\n  stages a, b\n  ends in z\n"+block+"```\n")
	}
	files, err := filepath.Glob("testdata/stories/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		books = append(books, string(src))
	}
	return books
}

// A stranger's book never brings the program down: whatever it says, it is compiled within bounds, and what comes of
// it can be played.
func FuzzCompileAndPlay(f *testing.F) {
	for _, src := range smallBooks(f) {
		f.Add([]byte(src), uint8(2))
	}
	f.Fuzz(func(t *testing.T, src []byte, instances uint8) {
		book, _ := rulebook.Parse("fuzz.md", src)
		rules, _ := matter.Compile(book, matter.Options{Instances: int(instances % 4)})
		if rules == nil {
			return
		}
		for _, p := range rules.Procedures[:min(3, len(rules.Procedures))] {
			if len(p.Events) < 200 {
				play(t, p, rand.New(rand.NewPCG(uint64(len(src)), uint64(instances))), 25)
			}
		}
	})
}
