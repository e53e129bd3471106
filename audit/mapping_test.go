package audit

import (
	"strings"
	"testing"
)

const mapped = `status member
body panel
  seats 3
procedure case
  begins with complain
  stages open, decided
  ends in closed
act complain by anyone -> open as complaining
act hearing.open by panel in open as opening
act decide by panel in open -> decided
  outcome proved
  outcome not-proved
data gravity in {minor, serious} set by complain
act grave by panel in decided
grave only when gravity is serious as grave-only
procedure appeal
  begins with lodge
  stages lodged
  ends in over
act lodge by anyone -> lodged as lodging
act hear by panel in lodged as hearing`

func TestWhatWordsMean(t *testing.T) {
	const words = `procedure case
"Start" = complain
"heard and decided" = hearing.open then decide(proved)
"decided" when ground "breach found" and by "the panel" = decide(proved)
"decided" = decide(not-proved)
"noise" = ignored
event "how bad" "very" = gravity serious
"grave complaint" = complain with gravity serious
actor "the panel" = panel
procedure appeal
"lodged" = lodge
matter "A9" = procedure appeal
matter begins "X-" = procedure appeal
`
	tests := []struct {
		name, rows, norm string
		want             Verdict
	}{
		{"words of the map", "2001-01-01,Start,M,,,", "complaining", Kept},
		{"the name of an act", "2001-01-01,complain,M,,,\n2001-01-02,hearing.open,M,,,", "opening", Kept},
		{"in other signs", "2001-01-01,Complain,M,,,\n2001-01-02,Hearing open,M,,,", "opening", Kept},
		{"two events in turn", "2001-01-01,Start,M,,,\n2001-01-02,heard and decided,M,,,", "opening", Kept},
		{"a column sets a datum", "2001-01-01,Start,M,,,very\n2001-01-02,decided,M,,,\n2001-01-03,grave,M,,,", "grave-only", Kept},
		{"a line sets a datum", "2001-01-01,grave complaint,M,,,\n2001-01-02,decided,M,,,\n2001-01-03,grave,M,,,", "grave-only", Kept},
		{"the first procedure that knows an entry", "2001-01-01,lodged,B,,,\n2001-01-02,hear,B,,,", "hearing", Kept},
		{"the map places the matter", "2001-01-02,hear,A9,,,", "hearing", NotShown},
		{"the map places matters by their beginning", "2001-01-02,hear,X-7,,,", "hearing", NotShown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event,matter,by,ground,how bad\n"+tt.rows+"\n", Options{}, oneBook(t, clause(mapped), words))
			if got := rep.verdictOf(tt.norm); got != tt.want || len(rep.Books[0].Unknown) > 0 {
				t.Errorf("%s is %v, unknown %v, want %v and none", tt.norm, got, rep.Books[0].Unknown, tt.want)
			}
		})
	}
}

func TestOutcomeByCondition(t *testing.T) {
	const words = "\"decided\" when ground \"breach found\" and by \"the panel\" = decide(proved)\n\"decided\" = decide(not-proved)\n"
	book := oneBook(t, clause(mapped), words)
	for rows, want := range map[string]string{
		"2001-01-02,decided,the panel,breach found": "decide(proved)",
		"2001-01-02,decided,the panel,none":         "decide(not-proved)",
		"2001-01-02,decided,somebody,breach found":  "decide(not-proved)",
	} {
		rep := csv(t, "date,event,by,ground\n2001-01-01,complain,,\n"+rows+"\n", Options{Courses: 1}, book)
		if got := rep.Books[0].courses[0].events[1].event; got != want {
			t.Errorf("%s is %s, want %s", rows, got, want)
		}
	}
}

func TestUnknownAndIgnoredEntries(t *testing.T) {
	const rows = "date,event,matter\n2001-01-01,complain,M\n2001-01-02,noise,M\n2001-01-03,a surprise,M\n2001-01-04,a surprise,N\n2001-01-05,noise,\n"
	rep := csv(t, rows, Options{}, oneBook(t, clause(mapped), `"noise" = ignored`))
	b := rep.Books[0]
	if len(b.Unknown) != 1 || b.Unknown[0] != (Unknown{"a surprise", 2, 4}) {
		t.Errorf("unknown = %v, want a surprise, twice, first in line 4", b.Unknown)
	}
	if b.Ignored != 2 || b.Apart != 1 || rep.Log.Matters != 2 || rep.Log.Events != 5 {
		t.Errorf("ignored %d, apart %d, matters %d, events %d, want 2, 1, 2, 5", b.Ignored, b.Apart, rep.Log.Matters, rep.Log.Events)
	}
	if rep.Log.Horizon.String() != "2001-01-05" {
		t.Errorf("horizon = %v, want 2001-01-05: the log reaches as far as an entry that is dropped", rep.Log.Horizon)
	}
}

func TestAskedProcedure(t *testing.T) {
	rep := csv(t, "date,event\n2001-01-01,hear\n", Options{Procedure: "case"}, oneBook(t, clause(mapped), ""))
	if len(rep.Books[0].Unknown) != 1 {
		t.Errorf("unknown = %v, want hear: procedure case has no such act", rep.Books[0].Unknown)
	}
}

func TestTimesOfDay(t *testing.T) {
	tests := []struct {
		name, first, second, words string
		want                       Verdict
	}{
		{"days", "2001-03-01", "2001-03-01", "", Undetermined},
		{"times", "2001-03-01T09:00", "2001-03-01T10:00", "", Kept},
		{"times the other way", "2001-03-01T10:00", "2001-03-01T09:00", "", NotShown},
		{"the same minute", "2001-03-01T09:00", "2001-03-01T09:00", "", Undetermined},
		{"times are dates", "2001-03-01T09:00", "2001-03-01T10:00", "times are dates", Undetermined},
		{"another zone", "2001-03-01T23:30:00Z", "2001-03-02T00:15:00+01:00", "", NotShown},
		{"midnight in a chronology is a time", "2001-03-01T00:00", "2001-03-01T09:00", "", Kept},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event\n2000-01-01,start\n"+tt.first+",a\n"+tt.second+",n\n", Options{}, oneBook(t, worldsBook, tt.words))
			if got := rep.verdictOf("needs"); got != tt.want {
				t.Errorf("needs is %v, want %v", got, tt.want)
			}
		})
	}
}

// xes writes a chronology of date, event and matter as an event log, a trace a matter.
func xes(text, clock string) string {
	var names []string
	traces := map[string]string{}
	for _, line := range body(text) {
		cells := strings.Split(line, ",")
		if _, ok := traces[cells[2]]; !ok {
			names = append(names, cells[2])
		}
		traces[cells[2]] += `<event><string key="concept:name" value="` + cells[1] + `"/><date key="time:timestamp" value="` + cells[0] + clock + `"/></event>`
	}
	var b strings.Builder
	b.WriteString("<log>")
	for _, n := range names {
		b.WriteString(`<trace><string key="concept:name" value="` + n + `"/>` + traces[n] + "</trace>\n")
	}
	return b.String() + "</log>"
}

func TestMidnightOfAnEventLogIsADay(t *testing.T) {
	const rows = "date,event,matter\n2000-01-01,start,M\n2001-03-01,a,M\n2001-03-01,n,M\n"
	for clock, want := range map[string]Verdict{"T00:00:00.000+02:00": Undetermined, "": Undetermined, "T00:00:00Z": Undetermined} {
		if got := csv(t, xes(rows, clock), Options{}, oneBook(t, worldsBook, "")).verdictOf("needs"); got != want {
			t.Errorf("needs with %q is %v, want %v", clock, got, want)
		}
	}
}
