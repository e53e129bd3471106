package audit

import (
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

const sidesBook = `procedure p
  begins with start
  stages one, two
  ends in over, dropped
role member, side neutral
measure ban
  begins with bar or bar.again
  ends with {lift, bar.end, decide}
  reviewed by look
measure watch
  begins with note
  ends with note.end
act start by anyone -> one
act bar by anyone in one or two or over
act bar.again by anyone in one or two
act look by anyone in one or two
act lift by anyone in one or two or over
act lift.off by anyone in over
act note by anyone
act note.end by anyone in one or two or over
act step by anyone in one -> two
act decide by anyone in two -> over
  is decision
act drop by anyone in one -> dropped
act wake by anyone in over -> two
fact leave -> dropped
clock lapse in one -> dropped
clock bar.end
deadline life
  from start
  in one
  until step
  within 10 days
  otherwise lapse
deadline ban-period
  from bar
  while ban
  until bar.again
  within 5 days
  otherwise bar.end`

// endOf2002 is how far the records reach.
var endOf2002 = calendar.MustDate("2002-12-31")

func sidesOf(t *testing.T, rows string) *BookReport {
	t.Helper()
	rep := csv(t, rows+"\n", Options{Courses: MostDrawn, Until: endOf2002}, oneBook(t, clause(sidesBook), ""))
	return &rep.Books[0]
}

func TestHowMattersEnd(t *testing.T) {
	const horizon = "2002-12-31"
	tests := []struct{ name, rows, want string }{
		{"with an act", "2001-01-01,start\n2001-01-03,step\n2001-02-03,decide", "ended on 2001-02-03, 33 days after its first entry, with decide (clause 1); the last decision recorded is decide on 2001-02-03"},
		{"without a decision", "2001-01-01,start\n2001-01-03,drop", "ended on 2001-01-03, 2 days after its first entry, with drop (clause 1)"},
		{"with a fact, without a decision", "2001-01-01,start\n2001-01-03,leave", "ended on 2001-01-03, 2 days after its first entry, with leave (clause 1); no decision is recorded"},
		{"by rule", "2001-01-01,start", "ended on 2001-01-11, 10 days after its first entry, by rule: lapse (clause 1); no decision is recorded; nothing that would have prevented it is recorded"},
		{"by a rule that the record overtook", "2001-01-01,start\n2001-01-14,step\n2001-01-15,decide", "ended on 2001-01-15, 14 days after its first entry, with decide (clause 1); the last decision recorded is decide on 2001-01-15 | had the record not gone on, it would have ended on 2001-01-11 by rule: lapse (clause 1)"},
		{"not at all", "2001-01-01,start\n2001-01-03,step", "was still open on " + horizon + ", 729 days after its first entry; no decision is recorded | with nothing more done, no limit of these rules ends it"},
		{"and begun again", "2001-01-01,start\n2001-01-03,step\n2001-02-03,decide\n2001-02-04,wake", "was still open on " + horizon + ", 729 days after its first entry; the last decision recorded is decide on 2001-02-03 | with nothing more done, no limit of these rules ends it"},
		{"of which the beginning is not recorded", "2001-01-01,step", "was still open on " + horizon + ", 729 days after its first entry; no decision is recorded | how it came to the stage that it is in is not recorded, nor then which limits run"},
		{"in a way that is not recorded", "2001-01-01,start\n2001-01-02,step\n2001-01-09,lift.off", "had ended by 2001-01-09, 8 days after its first entry; how is not recorded; no decision is recorded"},
		{"on one day", "2001-01-01,step\n2001-01-01,start\n2001-01-01,decide", "ended on 2001-01-01, 0 days after its first entry, with decide (clause 1); the last decision recorded is decide on 2001-01-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := sidesOf(t, "date,event\n"+tt.rows)
			b.Bound(func(version, procedure string) Longest {
				if version != "1" || procedure != "p" {
					t.Errorf("asked of version %s and procedure %s", version, procedure)
				}
				return Longest{Days: 366}
			})
			e := &b.Endings[0]
			const first = "2001-01-01"
			want := tt.want + " | had to end by 2002-01-02 at the latest: no case lasts longer than 366 days, facts from outside apart" +
				" | had nothing been done after its first act, it would have ended 10 days later, on 2001-01-11, by rule: lapse (clause 1)"
			if got := strings.Join(e.sentences(), " | "); got != want || e.From != first {
				t.Errorf("from %s:\n%s\nwant from %s:\n%s", e.From, got, first, want)
			}
		})
	}
}

func TestWhatLeftAloneMeans(t *testing.T) {
	rep := csv(t, "date,event\n2001-01-01,start\n", Options{Courses: MostDrawn, Until: day0}, oneBook(t, clause(sidesBook), ""))
	e := &rep.Books[0].Endings[0]
	if e.IfLeft == nil || e.IfLeft.Date != "2001-01-11" || e.IfLeft.Days != 10 || e.IfLeft.By != "lapse" {
		t.Errorf("with nothing more done it ends with %+v, want lapse on 2001-01-11", e.IfLeft)
	}
	const round = `procedure p
  begins with start
  stages one, two
  ends in over
act start by anyone -> one
act stop by anyone in one or two -> over
clock there in one -> two
clock back in two -> one
deadline forth
  from entering one
  in one
  within 1 day
  otherwise there
deadline home
  from entering two
  in two
  within 1 day
  otherwise back`
	rep = csv(t, "date,event\n2001-01-01,start\n", Options{Courses: MostDrawn}, oneBook(t, clause(round), ""))
	if e := &rep.Books[0].Endings[0]; e.IfLeft != nil || e.IfBegun != nil {
		t.Errorf("rules that go round for ever end it with %+v and %+v, want nothing", e.IfLeft, e.IfBegun)
	}
	rep.Books[0].Bound(func(string, string) Longest { return Longest{Unbounded: true} })
	if got := rep.Books[0].Endings[0].AtLatest(); !strings.HasPrefix(got, "these rules set no day") {
		t.Errorf("without a bound it says %q", got)
	}
}

func TestMeasures(t *testing.T) {
	const begin = "2001-01-01,start,A,\n2001-01-02,step,A,\n"
	tests := []struct{ name, rows, want string }{
		{"ended with an act", "2001-01-03,bar,A,\n2001-01-05,lift,A,", "ban 2001-01-03 to 2001-01-05 2 days with lift, no review is recorded"},
		{"ended by rule on its last day", "2001-01-03,bar,A,", "ban 2001-01-03 to 2001-01-08 5 days by rule: bar.end, no review is recorded"},
		{"still lasting", "2001-01-03,bar.again,A,", "ban 2001-01-03 to the end of the record 727 days still lasting, no review is recorded"},
		{"reviewed", "2001-01-03,bar,A,\n2001-01-04,look,A,\n2001-01-05,look,A,\n2001-01-06,lift,A,", "ban 2001-01-03 to 2001-01-06 3 days with lift, reviewed 2 times"},
		{"a second one", "2001-01-03,bar,A,\n2001-01-04,lift,A,\n2001-02-03,bar,A,\n2001-02-04,lift,A,",
			"ban 2001-01-03 to 2001-01-04 1 day with lift, no review is recorded; ban 2001-02-03 to 2001-02-04 1 day with lift, no review is recorded, 30 days after the one before; ban in A, 2 times: from its first beginning on 2001-01-03 to its last end on 2001-02-04, 32 days"},
		{"a second one, still lasting", "2001-01-03,bar,A,\n2001-01-04,lift,A,\n2001-01-05,bar.again,A,",
			"ban 2001-01-03 to 2001-01-04 1 day with lift, no review is recorded; ban 2001-01-05 to the end of the record 725 days still lasting, no review is recorded, 1 day after the one before; ban in A, 2 times: from its first beginning on 2001-01-03 to the end of the record, 727 days"},
		{"in two matters, one within the other", "2001-01-03,bar,A,X\n2001-01-07,lift,A,\n2001-01-01,start,B,\n2001-01-05,bar,B,X\n2001-01-06,lift,B,",
			"ban 2001-01-03 to 2001-01-07 4 days with lift, no review is recorded; ban 2001-01-05 to 2001-01-06 1 day with lift, no review is recorded; ban in A and B, 2 times: from its first beginning on 2001-01-03 to its last end on 2001-01-07, 4 days; A: ban and B: ban lasted at the same time from 2001-01-05 to 2001-01-06, 1 day"},
		{"after the end", "2001-01-05,decide,A,\n2001-01-07,bar,A,\n2001-01-09,lift,A,", "ban 2001-01-07 to 2001-01-09 2 days with lift, no review is recorded, 2 after the end"},
		{"beyond the end", "2001-01-03,note,A,\n2001-01-05,decide,A,\n2001-01-09,note.end,A,", "watch 2001-01-03 to 2001-01-09 6 days with note.end, these rules provide for no review, 4 after the end"},
		{"two at the same time", "2001-01-03,bar,A,\n2001-01-05,note,A,\n2001-01-06,lift,A,\n2001-01-09,note.end,A,",
			"ban 2001-01-03 to 2001-01-06 3 days with lift, no review is recorded; watch 2001-01-05 to 2001-01-09 4 days with note.end, these rules provide for no review; A: ban and A: watch lasted at the same time from 2001-01-05 to 2001-01-06, 1 day"},
		{"one after the other", "2001-01-03,bar,A,\n2001-01-05,note,A,\n2001-01-05,lift,A,\n2001-01-09,note.end,A,",
			"ban 2001-01-03 to 2001-01-05 2 days with lift, no review is recorded; watch 2001-01-05 to 2001-01-09 4 days with note.end, these rules provide for no review"},
		{"in two matters, on the same", "2001-01-03,bar,A,X\n2001-01-06,lift,A,\n2001-01-01,start,B,\n2001-01-05,bar,B,X\n2001-01-07,lift,B,",
			"ban 2001-01-03 to 2001-01-06 3 days with lift, no review is recorded; ban 2001-01-05 to 2001-01-07 2 days with lift, no review is recorded; ban in A and B, 2 times: from its first beginning on 2001-01-03 to its last end on 2001-01-07, 4 days; A: ban and B: ban lasted at the same time from 2001-01-05 to 2001-01-06, 1 day"},
		{"in two matters, on others", "2001-01-03,bar,A,X\n2001-01-06,lift,A,\n2001-01-01,start,B,\n2001-01-05,bar,B,Y\n2001-01-07,lift,B,",
			"ban 2001-01-03 to 2001-01-06 3 days with lift, no review is recorded; ban 2001-01-05 to 2001-01-07 2 days with lift, no review is recorded"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := sidesOf(t, "date,event,matter,to\n"+begin+tt.rows)
			var said []string
			for _, m := range b.Measures {
				s := m.Measure + " " + m.From + " to " + m.Until() + " " + days(m.Days) + " " + m.Way() + ", " + m.Reviewed()
				if m.AfterEnd > 0 {
					s += ", " + grouped(m.AfterEnd) + " after the end"
				}
				if m.AfterLast != nil {
					s += ", " + days(*m.AfterLast) + " after the one before"
				}
				said = append(said, s)
			}
			for _, s := range b.Spells {
				said = append(said, s.String())
			}
			for _, o := range b.Overlaps {
				said = append(said, o.String())
			}
			if got := strings.Join(said, "; "); got != tt.want {
				t.Errorf("measures:\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// A measure that ended by a rule of which the record shows that it did not pass lasted all the while.
func TestMeasureGoesOnWhereTheRecordWins(t *testing.T) {
	const book = `procedure p
  begins with start
  stages one
  ends in over
measure ban
  begins with start
  ends with {lapse, stop}
act start by anyone -> one
act stop by anyone in one -> over
clock lapse in one -> over
deadline life
  from start
  until stop
  within 10 days
  otherwise lapse`
	rep := csv(t, "date,event\n2001-01-01,start\n2001-02-01,stop\n", Options{Courses: MostDrawn}, oneBook(t, clause(book), ""))
	m := rep.Books[0].Measures
	if len(m) != 1 || m[0].Days != 31 || m[0].Ended != "stop" || m[0].ByRule || m[0].AfterEnd != 0 {
		t.Errorf("measures are %+v, want one of 31 days that ended with stop", m)
	}
}
