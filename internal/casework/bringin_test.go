package casework

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

// chronologyOf reads one of the model book's chronologies.
func chronologyOf(t testing.TB, name string) []byte {
	text, err := os.ReadFile("../../modelrules/party/chronologies/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// firstRows keeps the header and so many rows.
func firstRows(text []byte, n int) []byte {
	return []byte(strings.Join(strings.SplitAfter(string(text), "\n")[:n+1], ""))
}

// paperPeople is who is who in the model chronologies.
var paperPeople = map[string]PersonID{"a member": "complainant", "respondent": "respondent", "the respondent": "respondent",
	"a caseworker": "caseworker", "the assessment officer": "assessor", "investigator": "investigator", "the investigator": "investigator"}

func (s *aStage) bring(b Bring, dry bool) *Trial {
	s.Helper()
	t, err := s.o.BringIn(context.Background(), Viewer{Person: "caseworker"}, b, dry)
	if err != nil {
		s.Fatalf("bring in, dry %v: %v", dry, err)
	}
	return t
}

func TestADryRunShowsWhatIsStored(t *testing.T) {
	for _, name := range []string{"kept.csv", "broken.csv", "dismissed.csv", "interim.csv", "resignation.csv"} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.day("2027-11-02")
			b := Bring{Chronology: chronologyOf(t, name), People: paperPeople, Second: "assessor"}
			before := len(s.store.rows)
			dry := s.bring(b, true)
			if len(s.store.rows) != before || dry.Reference != "" {
				t.Fatal("a dry run stored something")
			}
			if len(dry.Problems) > 0 {
				t.Fatalf("problems: %v", dry.Problems)
			}
			wet := s.bring(b, false)
			v, err := s.o.View(context.Background(), Viewer{Person: "assessor"}, wet.Reference)
			if err != nil {
				t.Fatal(err)
			}
			var want, got []string
			for _, r := range dry.Rows {
				for _, x := range r.Becomes {
					want = append(want, r.On.String()+" "+x.Words+" "+string(x.Mark)+" "+x.Stage)
				}
			}
			for _, st := range v.Steps {
				if st.Mark != ByRule {
					got = append(got, st.On.String()+" "+st.Words+" "+string(st.Mark)+" "+st.Stage)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("stored:\n%s\ndry:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if v.Stage != dry.Stage || v.Final != dry.Final || len(v.Clocks) != len(dry.Clocks) {
				t.Errorf("stored: %s, %d clocks; dry: %s, %d", v.Stage, len(v.Clocks), dry.Stage, len(dry.Clocks))
			}
			for i, c := range v.Clocks {
				if c.Last != dry.Clocks[i].Last || c.Name != dry.Clocks[i].Name {
					t.Errorf("clock %s to %v, dry %s to %v", c.Name, c.Last, dry.Clocks[i].Name, dry.Clocks[i].Last)
				}
			}
			s.rebuilt()
		})
	}
}

// rebuilt fails the test unless the index is what the events add up to.
func (s *aStage) rebuilt() {
	s.Helper()
	if _, differing, err := s.o.Rebuild(context.Background()); err != nil || differing > 0 {
		s.Errorf("the index: %d entries differ, %v", differing, err)
	}
}

func TestACaseFromPaperWaitsForASecondPerson(t *testing.T) {
	ctx := context.Background()
	s := newStage(t)
	s.day("2026-02-10")
	b := Bring{Chronology: firstRows(chronologyOf(t, "kept.csv"), 2), People: paperPeople, Second: "assessor"}
	s.ref = s.bring(b, false).Reference
	s.rebuilt()
	stage := s.view("caseworker").Stage

	s.day("2026-12-01") // every limit has passed
	v := s.view("caseworker")
	if v.Stage != stage || len(v.May) > 0 || v.Paper == nil || !v.Paper.Waits || v.Paper.MayTake || len(v.Letters) > 0 || len(s.store.messages) > 0 {
		t.Errorf("while it waits: %s, may %v, %+v, %d letters, %d messages", v.Stage, v.May, v.Paper, len(v.Letters), len(s.store.messages))
	}
	for _, p := range []PersonID{"complainant", "respondent", "chair", "auditor", "admin", "outsider"} {
		if _, err := s.o.View(ctx, Viewer{Person: p}, s.ref); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s sees it: %v", p, err)
		}
		if list, _ := s.o.Queue(ctx, Viewer{Person: p}, Query{}); len(list) > 0 {
			t.Errorf("%s finds it", p)
		}
		if _, err := s.o.TakeOver(ctx, Viewer{Person: p}, s.ref, v.Events); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s takes it over: %v", p, err)
		}
	}
	var problems Problems
	if _, err := s.o.TakeOver(ctx, Viewer{Person: "caseworker"}, s.ref, v.Events); !errors.As(err, &problems) {
		t.Errorf("whoever brought it in takes it over: %v", err)
	}
	if _, err := s.o.Act(ctx, Viewer{Person: "caseworker"}, s.ref, Act{Act: "take-up"}); !errors.As(err, &problems) {
		t.Errorf("an act while it waits: %v", err)
	}
	if _, err := s.o.TakeOver(ctx, Viewer{Person: "assessor"}, s.ref, v.Events-1); !errors.Is(err, ErrConflict) {
		t.Errorf("somebody who saw less takes it over: %v", err)
	}
	if list, _ := s.o.Queue(ctx, Viewer{Person: "assessor"}, Query{}); len(list) != 1 || list[0].Delay != WaitsForSecond {
		t.Errorf("the second person's list: %+v", list)
	}

	if _, err := s.o.TakeOver(ctx, Viewer{Person: "assessor"}, s.ref, v.Events); err != nil {
		t.Fatal(err)
	}
	v = s.view("caseworker")
	if !slices.ContainsFunc(v.Steps, func(st StepView) bool { return st.Mark == ByRule }) {
		t.Errorf("nothing lapsed when it was taken over: %s", v.Stage)
	}
	if len(s.store.messages) == 0 {
		t.Error("nobody was told of what lapsed")
	}
	if s.view("complainant").Party == "" || s.view("auditor").Stage != v.Stage {
		t.Error("those who may know of it do not see it once it is taken over")
	}
	s.rebuilt()
	if _, err := s.o.TakeOver(ctx, Viewer{Person: "assessor"}, s.ref, v.Events); !errors.Is(err, ErrNotFound) {
		t.Errorf("it is taken over twice: %v", err)
	}
}

func TestWhoBringsInACase(t *testing.T) {
	ctx := context.Background()
	s := newStage(t)
	s.day("2026-02-10")
	b := Bring{Chronology: firstRows(chronologyOf(t, "kept.csv"), 2), People: paperPeople, Second: "assessor"}
	for _, p := range []PersonID{"", "complainant", "chair", "assessor", "admin", "auditor", "committee1"} {
		if _, err := s.o.BringIn(ctx, Viewer{Person: p}, b, true); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s brings in a case: %v", p, err)
		}
	}
	for name, change := range map[string]func(*Bring){
		"the same person":         func(b *Bring) { b.Second = "caseworker" },
		"nobody":                  func(b *Bring) { b.Second = "" },
		"who holds nothing":       func(b *Bring) { b.Second = "outsider" },
		"a party":                 func(b *Bring) { b.People = map[string]PersonID{"a member": "assessor"} },
		"kept from":               func(b *Bring) { b.Kept = []PersonID{"assessor"} },
		"the first being a party": func(b *Bring) { b.People = map[string]PersonID{"a member": "caseworker"} },
	} {
		var problems Problems
		c := b
		change(&c)
		if _, err := s.o.BringIn(ctx, Viewer{Person: "caseworker"}, c, false); !errors.As(err, &problems) || problems[0].Field != "second" {
			t.Errorf("second is %s: %v", name, err)
		}
	}
	if len(s.store.rows) != 1 {
		t.Error("something was stored")
	}
}

func TestGivingUpACaseFromPaper(t *testing.T) {
	ctx := context.Background()
	s := newStage(t)
	s.day("2026-02-10")
	s.ref = s.bring(Bring{Chronology: firstRows(chronologyOf(t, "kept.csv"), 2), People: paperPeople, Second: "assessor"}, false).Reference
	if _, err := s.o.GiveUp(ctx, Viewer{Person: "assessor"}, s.ref, "  "); err == nil {
		t.Error("given up without saying why")
	}
	if _, err := s.o.GiveUp(ctx, Viewer{Person: "assessor"}, s.ref, "The dates are another case's."); err != nil {
		t.Fatal(err)
	}
	s.rebuilt()
	if list, _ := s.o.Queue(ctx, Viewer{Person: "caseworker"}, Query{}); len(list) != 1 || !list[0].Final || list[0].Outcome != NeverTaken {
		t.Errorf("list: %+v", list)
	}
	if _, err := s.o.View(ctx, Viewer{Person: "auditor"}, s.ref); !errors.Is(err, ErrNotFound) {
		t.Error("it shows to others")
	}
	if _, err := s.o.TakeOver(ctx, Viewer{Person: "assessor"}, s.ref, s.view("assessor").Events); err == nil {
		t.Error("taken over after it was given up")
	}
}

func TestRowsThatSomebodyMustSettle(t *testing.T) {
	s := newStage(t)
	s.day("2026-03-10")
	text := []byte("date,event,by,as\n" +
		"2026-02-02,complain,a member,complainant\n" +
		"2026-02,acknowledge,a caseworker,caseworker\n" +
		"soon,take-up(investigate),the assessment officer,assessment-officer\n" +
		"2026-02-20,cake shared,a member,complainant\n" +
		"2026-02-21,take-up,the assessment officer,assessment-officer\n" +
		"2027-02-21,acknowledge,a caseworker,caseworker\n")
	dry := s.bring(Bring{Chronology: text, People: paperPeople}, true)
	want := map[int]string{3: "uncertain", 4: "cannot be read", 5: "Neither the rule book nor the map", 6: "does not say how", 7: "has not come yet"}
	for _, r := range dry.Rows {
		if w := want[r.Line]; w == "" && r.Problem != "" || !strings.Contains(r.Problem, w) {
			t.Errorf("line %d: %q, want %q", r.Line, r.Problem, w)
		}
	}
	if len(dry.Problems) != len(want) {
		t.Errorf("%d problems: %v", len(dry.Problems), dry.Problems)
	}
	var problems Problems
	if _, err := s.o.BringIn(context.Background(), Viewer{Person: "caseworker"}, Bring{Chronology: text, People: paperPeople, Second: "assessor"}, false); !errors.As(err, &problems) {
		t.Errorf("stored with problems: %v", err)
	}

	text = []byte(strings.Replace(strings.Replace(string(text), "soon", "2026-02-19", 1), "2027", "2026", 1))
	settled := Bring{Chronology: text, People: paperPeople, Settled: map[int]calendar.Date{3: calendar.MustDate("2026-02-05")},
		Aside: map[int]bool{5: true, 6: true}, Second: "assessor"}
	dry = s.bring(settled, true)
	if len(dry.Problems) > 0 {
		t.Fatalf("problems after they were settled: %v", dry.Problems)
	}
	for _, r := range dry.Rows {
		if len(r.Becomes) != 1 || (r.Becomes[0].Mark == Void) != (r.Line == 5 || r.Line == 6) {
			t.Errorf("line %d becomes %+v", r.Line, r.Becomes)
		}
	}
	settled.Settled[3] = calendar.MustDate("2026-03-05")
	if dry = s.bring(settled, true); len(dry.Problems) != 1 {
		t.Errorf("settled on a day that the date cannot be: %v", dry.Problems)
	}
}

func TestTheRecordWinsOverALapse(t *testing.T) {
	s := newStage(t)
	s.day("2026-11-02")
	// The model book's own chronology of breaches: most of its acts came after a limit had passed.
	dry := s.bring(Bring{Chronology: chronologyOf(t, "broken.csv"), People: paperPeople}, true)
	broken := 0
	for _, r := range dry.Rows {
		for _, x := range r.Becomes {
			if x.Mark == Broken {
				broken++
				if len(x.Conditions) == 0 {
					t.Errorf("line %d is broken and nothing says why", r.Line)
				}
			}
		}
	}
	if broken == 0 {
		t.Error("nothing is marked broken")
	}
	verdicts := map[string]int{}
	for _, v := range dry.Verdicts {
		verdicts[v.Verdict]++
	}
	if verdicts["broken"] == 0 || verdicts["kept"] == 0 || verdicts["notShown"] == 0 {
		t.Errorf("verdicts: %v", verdicts)
	}
}

func TestWhatPaperSaysOfTheRules(t *testing.T) {
	for _, c := range []struct {
		name, rows string
		mark       Mark // of the last row
		stage      string
	}{
		{"an act after a limit had ended the stage it is of", "2026-06-01,take-up(investigate),the assessment officer,assessment-officer\n", Broken, "opening"},
		{"an act that the rules let happen", "2026-02-04,acknowledge,a caseworker,caseworker\n", Kept, "received"},
		{"what happened by rule, on its day", "2026-02-07,acknowledge.by-register,,\n", Kept, "received"},
		{"what happened by rule, before its day", "2026-02-06,acknowledge.by-register,,\n", Broken, "received"},
		{"an act of somebody whom the rules do not let do it", "2026-02-10,take-up(investigate),,complainant\n", Broken, "opening"},
		{"an act of a stage that paper did not come to", "2026-02-10,hearing.close,,panel\n", Broken, "recording"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t)
			s.day("2026-07-01")
			dry := s.bring(Bring{Chronology: []byte("date,event,by,as\n2026-02-02,complain,a member,complainant\n" + c.rows), People: paperPeople}, true)
			last := dry.Rows[len(dry.Rows)-1].Becomes[0]
			if last.Mark != c.mark || dry.Stage != c.stage || (c.mark == Broken) != (len(last.Conditions) > 0) {
				t.Errorf("%s, stage %s, conditions %+v; want %s, %s", last.Mark, dry.Stage, last.Conditions, c.mark, c.stage)
			}
		})
	}
}
