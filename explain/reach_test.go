package explain

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// modelProcedures are those of every model book.
func modelProcedures(t *testing.T) []*matter.Procedure {
	t.Helper()
	books, err := filepath.Glob("../modelrules/*/*.md")
	if err != nil || len(books) == 0 {
		t.Fatalf("no model books: %v", err)
	}
	var list []*matter.Procedure
	for _, name := range books {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		book, _ := rulebook.Parse(name, src)
		rules, _ := matter.Compile(book, matter.Options{Instances: 1})
		list = append(list, rules.Procedures...)
	}
	return list
}

// TestWhatHappensWasPossible plays the model books at random: whatever happens, and whatever then runs, is what reach
// takes to be possible there.
func TestWhatHappensWasPossible(t *testing.T) {
	procedures := modelProcedures(t)
	reaches := make([]*reach, len(procedures))
	for i, p := range procedures {
		reaches[i] = reachOf(p)
	}
	rapid.Check(t, func(t *rapid.T) {
		r := reaches[rapid.IntRange(0, len(procedures)-1).Draw(t, "procedure")]
		p, s, on := r.p, r.p.New(), calendar.MustDate("2026-01-05")
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			before := int(s.Marking[0])
			enabled := p.Enabled(s, on)
			if before == 0 || len(enabled) > 0 && rapid.IntRange(0, 3).Draw(t, "wait") > 0 {
				if before == 0 {
					enabled = begins(p, enabled)
				}
				if len(enabled) == 0 {
					return
				}
				event := enabled[rapid.IntRange(0, len(enabled)-1).Draw(t, "event")]
				o, ok := p.Sample(s, event, on)
				if !ok {
					continue
				}
				if !r.happens[event].Has(before) {
					t.Fatalf("%s: %s is possible in %s, and reach says it is not", p.Name, p.EventName(event), p.Stages[before].Name)
				}
				s, _ = p.Record(s, event, o)
			} else {
				due, err := p.Due(s)
				if err != nil || len(due) == 0 {
					return
				}
				on = max(on, due[0].Last) + 1
				if s, _, err = p.Advance(s, on); err != nil {
					return
				}
			}
			on = max(on, s.On)
			if s.Night && on == s.On {
				on++
			}
			r.checkRunning(t, s)
		}
	})
}

// begins keeps the events of the act that opens a matter.
func begins(p *matter.Procedure, events []int) []int {
	var list []int
	for _, e := range events {
		if p.Events[e].To > 0 && p.Acts[p.Events[e].Act].Kind == matter.PersonAct {
			list = append(list, e)
		}
	}
	return list
}

// checkRunning fails when a limit runs where reach says that it cannot.
func (r *reach) checkRunning(t *rapid.T, s matter.State) {
	stage := int(s.Marking[0])
	for i := range r.p.Deadlines {
		d := &r.p.Deadlines[i]
		if st := s.Marking[d.Slot]; (st == matter.Running || st == matter.Paused) && !r.runs[i].Has(stage) {
			t.Fatalf("%s: %s runs in %s, and reach says it cannot", r.p.Name, d.Name, r.p.Stages[stage].Name)
		}
	}
}
