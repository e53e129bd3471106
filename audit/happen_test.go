package audit

import (
	"strings"
	"testing"
)

// summary lists the verdicts on a norm in one line each, for comparing: verdict, date, due, consequent.
func summary(rep *Report, norm string) string {
	var lines []string
	for _, f := range rep.findings(norm) {
		line := f.Verdict.String()
		for _, s := range []*string{f.Date, f.Due} {
			if s != nil {
				line += " " + *s
			}
		}
		if f.Consequent {
			line += " consequent"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

const lapsing = `procedure p
  begins with start
  stages one, two
  ends in over
role member, side neutral
act start by anyone -> one
act reply by anyone in one -> two as reply-act
member must reply within 5 days of start otherwise lapse as reply
clock lapse in one -> over as lapse-act
act note by anyone in one or two as note-act
fact letter
act after by anyone in over as after-act`

func TestRecordWinsOverClockActs(t *testing.T) {
	tests := []struct {
		name, rows, words string
		norm, want        string
	}{
		{"a late act undoes the lapse", "2001-01-10,reply", "", "reply", "broken 2001-01-10 2001-01-06"},
		{"and is broken as a consequence", "2001-01-10,reply", "", "reply-act", "broken 2001-01-10 2001-01-06 consequent"},
		{"what comes between is consequent too", "2001-01-08,note\n2001-01-10,reply", "", "note-act", "broken 2001-01-08 2001-01-06 consequent"},
		{"after the late act nothing is", "2001-01-10,reply\n2001-01-11,note", "", "note-act", ""},
		{"a fact leaves it open", "2001-01-08,letter\n2001-01-10,reply", "", "reply-act", "broken 2001-01-10 2001-01-06 consequent"},
		{"what needs the lapse confirms it", "2001-01-08,after\n2001-01-10,reply", "", "reply-act", "broken 2001-01-10"},
		{"without the owed act it may merely be unrecorded", "2001-01-08,note", "", "note-act", "notShown 2001-01-08 2001-01-06"},
		{"unless the log is complete", "2001-01-08,note", "complete {reply}", "note-act", "broken 2001-01-08 2001-01-06 consequent"},
		{"a recorded lapse confirms it", "2001-01-06,lapse\n2001-01-10,reply", "", "reply-act", "broken 2001-01-10"},
		{"a lapse recorded on its day is kept", "2001-01-06,lapse", "", "lapse-act", ""},
		{"a lapse recorded too soon is broken", "2001-01-05,lapse", "", "reply", "broken 2001-01-05 2001-01-06"},
		{"a lapse recorded later changes nothing", "2001-01-09,lapse", "", "lapse-act", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event\n2001-01-01,start\n"+tt.rows+"\n", Options{Until: day0.Add(5000)}, oneBook(t, clause(lapsing), tt.words))
			if got := summary(rep, tt.norm); got != tt.want {
				t.Errorf("%s is %q, want %q", tt.norm, got, tt.want)
			}
		})
	}
}

func TestWhatHappenedHappened(t *testing.T) {
	const book = `procedure p
  begins with start
  stages one, two, three
  ends in over
act start by anyone -> one as start-act
act step by anyone in one -> two as step-act
act jump by anyone in two -> three as jump-act
act work by anyone in three as work-act
act stop by anyone in one -> over as stop-act
act spent by anyone in one, once as spent-act`
	tests := []struct {
		name, rows, words string
		norm, want        string
	}{
		{"missing acts may have led there", "2001-01-01,start\n2001-01-05,work", "", "work-act", "notShown 2001-01-05"},
		{"and the matter goes on from there", "2001-01-01,start\n2001-01-05,jump\n2001-01-06,work", "", "work-act", ""},
		{"not in a complete log", "2001-01-01,start\n2001-01-05,work", "complete {jump}", "work-act", "broken 2001-01-05"},
		{"not from a final stage", "2001-01-01,start\n2001-01-02,stop\n2001-01-05,work", "", "work-act", "broken 2001-01-05"},
		{"a broken act is applied all the same", "2001-01-01,start\n2001-01-02,stop\n2001-01-05,jump\n2001-01-06,work", "", "work-act", ""},
		{"and what it alone made impossible is consequent", "2001-01-01,start\n2001-01-05,jump\n2001-01-06,step", "complete all", "step-act", "broken 2001-01-06 consequent"},
		{"not what was impossible before it", "2001-01-01,start\n2001-01-02,stop\n2001-01-05,jump\n2001-01-06,step", "", "step-act", "broken 2001-01-06"},
		{"nothing shows how it began", "2001-01-05,step", "", "step-act", "notShown 2001-01-05"},
		{"on the day it began the order is not held against anybody", "2001-01-05,step\n2001-01-05,start", "", "step-act", ""},
		{"nor against the first act", "2001-01-05,step\n2001-01-05,start", "", "start-act", ""},
		{"a second beginning", "2001-01-05,start\n2001-01-06,start", "", "start-act", "broken 2001-01-06"},
		{"once", "2001-01-01,start\n2001-01-02,spent\n2001-01-03,spent", "", "spent-act", "broken 2001-01-03"},
		{"no clause", "2001-01-01,start\n2001-01-02,x", `"x" = fly`, noPower, "broken 2001-01-02"},
		{"no effect", "2001-01-01,start\n2001-01-02,x\n2001-01-03,step", `"x" = fly`, "step-act", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event\n"+tt.rows+"\n", Options{}, oneBook(t, clause(book), tt.words))
			if got := summary(rep, tt.norm); got != tt.want {
				t.Errorf("%s is %q, want %q", tt.norm, got, tt.want)
			}
		})
	}
}

func TestConsequentBreaches(t *testing.T) {
	const book = `procedure p
  begins with start
  stages open
  ends in over
role member, side neutral
act start by anyone -> open
act send by anyone in open
act hear by anyone in open
act decide by anyone in open
act copy by anyone in open
member must send within 3 days of start as send
hear needs send as hear-needs
decide needs send as decide-needs
copy held up by send as copy-held`
	const rows = "date,event\n2001-01-01,start\n2001-01-10,hear\n2001-01-11,decide\n2001-01-12,copy\n"
	rep := csv(t, rows, Options{}, oneBook(t, clause(book), "complete {send}"))
	for norm, want := range map[string]string{
		"send": "broken 2001-01-04", "hear-needs": "broken 2001-01-10 consequent", "decide-needs": "broken 2001-01-11 consequent", "copy-held": "broken 2001-01-12 consequent",
	} {
		if got := summary(rep, norm); got != want {
			t.Errorf("%s is %q, want %q: all have one cause", norm, got, want)
		}
		if got, want := rep.counts(norm).Consequent, strings.Count(want, "consequent"); got != want {
			t.Errorf("consequent matters of %s = %d, want %d", norm, got, want)
		}
	}
	rep = csv(t, rows, Options{}, oneBook(t, clause(book), ""))
	if rep.Broken() {
		t.Error("a record that may be incomplete shows a breach")
	}
}

func TestExtensionsAndPauses(t *testing.T) {
	const book = `procedure p
  begins with start
  stages open
  ends in over
role member, side neutral
act start by anyone -> open
act send by anyone in open
act longer by anyone in open
act stop by anyone in open
act go-on by anyone in open
act late by anyone in open
member must send within 10 days of start as send
extension of send by longer, adds 5 days, at most 1 times as longer-allowed
pause halt
  begins with stop
  ends with go-on
  stops {send}
  for at most 7 days`
	tests := []struct{ name, rows, norm, want string }{
		{"the last day", "2001-01-11,send", "send", ""},
		{"extended", "2001-01-05,longer\n2001-01-16,send", "send", ""},
		{"extended, too late", "2001-01-05,longer\n2001-01-17,send", "send", "broken 2001-01-17 2001-01-16"},
		{"extended after the last day", "2001-01-12,longer\n2001-01-13,send", "send", "broken 2001-01-13 2001-01-11"},
		{"the extension was too late", "2001-01-12,longer\n2001-01-13,send", "longer-allowed", "broken 2001-01-12"},
		{"paused", "2001-01-05,stop\n2001-01-08,go-on\n2001-01-14,send", "send", ""},
		{"paused, too late", "2001-01-05,stop\n2001-01-08,go-on\n2001-01-15,send", "send", "broken 2001-01-15 2001-01-14"},
		{"a pause that nobody ends has its cap", "2001-01-05,stop\n2001-01-18,send", "send", ""},
		{"and no more than that", "2001-01-05,stop\n2001-01-19,send", "send", "broken 2001-01-19 2001-01-18"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event\n2001-01-01,start\n"+tt.rows+"\n", Options{}, oneBook(t, clause(book), ""))
			if got := summary(rep, tt.norm); got != tt.want {
				t.Errorf("%s is %q, want %q", tt.norm, got, tt.want)
			}
		})
	}
}

// TestDoneByRule: what happens by rule because an act was not done in time is not that act's being done in time.
func TestDoneByRule(t *testing.T) {
	const book = `procedure p
  begins with start
  stages one
  ends in over
role member, side neutral
act start by anyone -> one
act decide by member in one
  outcome yes
  outcome no
act next by anyone in one
next at least 3 days after decide as later
deadline decision as decision
  from start
  until decide
  within 5 days
  otherwise decide(no)`
	tests := []struct{ name, rows, words, norm, want string }{
		{"never", "2001-02-01,next", "", "decision", "notShown 2001-01-06"},
		{"surely never", "2001-02-01,next", "complete {decide}", "decision", "broken 2001-01-06"},
		{"late", "2001-01-08,decide(yes)", "", "decision", "broken 2001-01-08 2001-01-06"},
		{"what counts from it counts from its last day", "2001-01-08,next", "", "later", "broken 2001-01-08 2001-01-09"},
		{"to the day", "2001-01-09,next", "", "later", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event\n2001-01-01,start\n"+tt.rows+"\n", Options{Until: day0.Add(5000)}, oneBook(t, clause(book), tt.words))
			if got := summary(rep, tt.norm); got != tt.want {
				t.Errorf("%s is %q, want %q", tt.norm, got, tt.want)
			}
		})
	}
}

// TestPeriodWithAnException: of a minimum period and its exception the one is judged that stood when it began.
func TestPeriodWithAnException(t *testing.T) {
	const book = `procedure p
  begins with start
  stages one
  ends in over
act start by anyone -> one
act come by anyone in one
act go by anyone in one
predicate guest set by come, cleared by go
act ask by anyone in one
act finish by anyone in one
finish at least 10 days after ask as plain
despite plain when guest: finish at least 3 days after ask as guests`
	tests := []struct{ name, rows, plain, guests string }{
		{"no guest, in time", "2001-01-03,ask\n2001-01-13,finish", "", ""},
		{"no guest, too soon", "2001-01-03,ask\n2001-01-12,finish", "broken 2001-01-12 2001-01-13", ""},
		{"a guest, in time", "2001-01-02,come\n2001-01-03,ask\n2001-01-06,finish", "", ""},
		{"a guest, too soon", "2001-01-02,come\n2001-01-03,ask\n2001-01-05,finish", "", "broken 2001-01-05 2001-01-06"},
		{"a guest who has gone since", "2001-01-02,come\n2001-01-03,ask\n2001-01-04,go\n2001-01-06,finish", "", ""},
		{"a guest who comes later", "2001-01-03,ask\n2001-01-04,come\n2001-01-06,finish", "broken 2001-01-06 2001-01-13", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event\n2001-01-01,start\n"+tt.rows+"\n", Options{}, oneBook(t, clause(book), ""))
			if plain, guests := summary(rep, "plain"), summary(rep, "guests"); plain != tt.plain || guests != tt.guests {
				t.Errorf("plain is %q and guests %q, want %q and %q", plain, guests, tt.plain, tt.guests)
			}
		})
	}
}

func TestSequenceNumbersThatContradictTimes(t *testing.T) {
	// The times say start, b, c; the numbers say c, b. A number that no order can heed is not heeded.
	const rows = "date,event,seq\n2001-01-01,start,\n2001-02-01/2001-02-09,a,1\n2001-02-01,n,2\n2001-02-05,a,3\n2001-02-05,b,1\n"
	rep := csv(t, "date,event,seq\n1999-01-01,start,\n2001-02-05T10:00,a,2\n2001-02-05T11:00,n,1\n", Options{}, oneBook(t, worldsBook, ""))
	if got := rep.verdictOf("needs"); got != Kept {
		t.Errorf("needs = %v, want %v: a time is better evidence than a number", got, Kept)
	}
	if csv(t, rows, Options{}, oneBook(t, worldsBook, "")).Books[0].Crowded != 0 {
		t.Error("a small record is crowded")
	}
}

func TestTooManyOrders(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("date,event\n1999-01-01,start\n")
	for i := range 70 {
		rows.WriteString("2001-01-01/2001-03-01," + []string{"a", "b", "w", "n", "m", "h", "z", "c", "f", "g"}[i%10] + "\n")
	}
	rep := csv(t, rows.String(), Options{}, oneBook(t, worldsBook, ""))
	if rep.Books[0].Crowded != 1 {
		t.Fatalf("crowded matters = %d, want 1", rep.Books[0].Crowded)
	}
	for _, n := range rep.Books[0].Norms {
		if n.Kept+n.Broken > 0 {
			t.Errorf("%s is kept in %d matters and broken in %d, want neither", n.Norm, n.Kept, n.Broken)
		}
	}
}

func TestEqualEntriesMakeOneOrder(t *testing.T) {
	rows := "date,event\n1999-01-01,start\n" + strings.Repeat("2001-01-01,n\n", 60) + "2001-01-02,a\n"
	if rep := csv(t, rows, Options{}, oneBook(t, worldsBook, "")); rep.Books[0].Crowded != 0 || rep.counts("needs").NotShown != 1 {
		t.Errorf("crowded %d, needs %+v, want none and not shown", rep.Books[0].Crowded, rep.counts("needs"))
	}
}

// TestProhibitionsInsideAndOutside: what stands in the way of an act because of a recorded act is a breach if what
// clears the way is recorded later, and not shown if it may merely be unrecorded.
func TestProhibitionsInsideAndOutside(t *testing.T) {
	const book = `procedure p
  begins with start
  stages open
  ends in over
act start by anyone -> open
act appeal by anyone in open
act result by anyone in open
act collect by anyone in open
act reopen by anyone in open
predicate pending set by appeal, cleared by result
predicate ready set by result
collect only when not pending as not-pending
collect only when ready as only-ready
appeal excludes reopen as excluding
result includes reopen`
	tests := []struct{ name, rows, norm, want string }{
		{"never set", "2001-01-05,collect", "not-pending", ""},
		{"cleared before", "2001-01-02,appeal\n2001-01-03,result\n2001-01-05,collect", "not-pending", ""},
		{"cleared later", "2001-01-02,appeal\n2001-01-05,collect\n2001-01-06,result", "not-pending", "broken 2001-01-05"},
		{"clearing not recorded", "2001-01-02,appeal\n2001-01-05,collect", "not-pending", "notShown 2001-01-05"},
		{"set later", "2001-01-05,collect\n2001-01-06,appeal", "not-pending", ""},
		{"what is needed is recorded later", "2001-01-05,collect\n2001-01-06,result", "only-ready", "notShown 2001-01-05"},
		{"excluded, included later", "2001-01-02,appeal\n2001-01-05,reopen\n2001-01-06,result", "excluding", "broken 2001-01-05"},
		{"excluded, inclusion not recorded", "2001-01-02,appeal\n2001-01-05,reopen", "excluding", "notShown 2001-01-05"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event\n2001-01-01,start\n"+tt.rows+"\n", Options{}, oneBook(t, clause(book), ""))
			if got := summary(rep, tt.norm); got != tt.want || tt.want == "" && rep.verdictOf(tt.norm) != Kept {
				t.Errorf("%s is %q, want %q", tt.norm, got, tt.want)
			}
		})
	}
}
