package audit

import (
	encsv "encoding/csv"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"testing"
)

const (
	finesBook = "../modelrules/road-fines"
	finesLog  = "../../shared/data/road-traffic-fines.xes.gz"
)

func shared(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not there; it is no part of the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestRoadFines holds 150,370 fines against the model book. The counts are those of a program of its own that reads
// the same log by the table of doc/spec/audit.md.
func TestRoadFines(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	rep := read(t, shared(t, finesLog), Options{Summary: true}, folder(t, finesBook))
	if rep.Log.Events != 561470 || rep.Log.Matters != 150370 || rep.Log.Horizon.String() != "2013-06-18" {
		t.Errorf("log = %+v, want 561470 events in 150370 matters up to 2013-06-18", rep.Log)
	}
	want := map[string][4]int{ // kept, broken, not shown, undetermined
		"notify-in-time":               {68649, 11211, 69380, 0},
		"prefect-appeal-in-time":       {3419, 610, 145, 14},
		"judge-appeal-in-time":         {314, 224, 17, 0},
		"prefect-result":               {924, 0, 3217, 0},
		"result-told":                  {895, 0, 104, 0},
		"one-appeal-only":              {4367, 188, 0, 0},
		"no-penalty-before-60-days":    {79860, 0, 0, 0},
		"no-collection-before-60-days": {59013, 0, 0, 0},
		"no-collection-while-appealed": {59013, 0, 0, 0},
	}
	for norm, n := range want {
		if got := rep.counts(norm); [4]int{got.Kept, got.Broken, got.NotShown, got.Undetermined} != n {
			t.Errorf("%s: kept, broken, not shown, undetermined = %+v, want %v", norm, got, n)
		}
	}
}

// TestRoadFinesChronology holds the model book's own chronology against it: each matter is named for a norm and each
// ground says what that norm must come to.
func TestRoadFinesChronology(t *testing.T) {
	f, err := os.ReadFile(finesBook + "/chronologies/norms.csv")
	if err != nil {
		t.Fatal(err)
	}
	rep := csv(t, string(f), Options{}, folder(t, finesBook))
	verdicts := map[string]Verdict{}
	for v := range rep.Books[0].Verdicts() {
		key := v.Matter + " " + v.Norm
		verdicts[key] = max(verdicts[key], v.Verdict)
	}
	said := 0
	for _, row := range table(t, string(f)) {
		norm, rest, _ := strings.Cut(row["note"], " ")
		want, told := map[string]Verdict{"kept": Uncounted, "broken": Broken, "not": NotShown, "cannot": Undetermined}[firstWord(rest)]
		if !told || strings.HasPrefix(rest, "kept or") || strings.Contains(rest, "with the next") {
			continue
		}
		said++
		if got := verdicts[row["matter"]+" "+norm]; got != want {
			t.Errorf("%s: %s is %v, want %v", row["matter"], norm, got, want)
		}
	}
	if said < 20 {
		t.Errorf("the chronology says %d verdicts, want at least 20", said)
	}
}

// table reads a chronology by its columns.
func table(t *testing.T, text string) []map[string]string {
	t.Helper()
	rows, err := encsv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, cell := range row {
			m[rows[0][i]] = cell
		}
		if m["ground"] != "" {
			m["note"] = m["ground"]
		}
		list = append(list, m)
	}
	return list
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return strings.Trim(word, ":;,")
}

// TestAffair holds the record of the affair against the rules of its time: what anybody can check by hand.
func TestAffair(t *testing.T) {
	f, err := os.ReadFile("../modelrules/party-2019/chronologies/affair.csv")
	if err != nil {
		t.Fatal(err)
	}
	rep := csv(t, string(f), Options{Courses: MostDrawn}, folder(t, "../modelrules/party-2019"))
	for norm, want := range map[string]Verdict{
		"2.4#1": Broken, "no-public-comment": Broken, "hearing-notified": Broken, "refused-on-a-listed-ground": Broken,
		"reasons-sent": NotShown, "remedy-notice": NotShown, "representations-told": NotShown,
	} {
		if got := rep.verdictOf(norm); got != want {
			t.Errorf("%s is %v, want %v", norm, got, want)
		}
	}
	days := ""
	for _, m := range rep.Books[0].Measures {
		days += m.Matter + " " + m.From + " " + m.To + " " + grouped(m.Days)
		if m.AfterLast != nil {
			days += " after " + grouped(*m.AfterLast)
		}
		days += "; "
	}
	if s := rep.Books[0].Spells; len(s) != 1 || s[0].From != "2019-02-27" || s[0].To != "2019-11-06" || s[0].Days != 252 {
		t.Errorf("spells are %v, want that from 2019-02-27 to 2019-11-06, 252 days", s)
	}
	var text, page strings.Builder
	if err := errors.Join(rep.WriteText(&text), rep.WriteHTML(&page)); err != nil {
		t.Fatal(err)
	}
	const spell = "suspension in M1 and M2, 3 times: from its first beginning on 2019-02-27 to its last end on 2019-11-06, 252 days"
	for _, want := range []string{"  M1: suspension of 2019-06-28 began 2 days after the one before had ended\n", "  " + spell + "\n"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the text does not say: %s", want)
		}
	}
	for _, want := range []string{`<td data-label="After the one before">2 days</td>`, "<li>" + spell + "</li>"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page does not say: %s", want)
		}
	}
	if o := rep.Books[0].Overlaps; len(o) != 1 || o[0].From != "2019-09-03" || o[0].To != "2019-10-10" {
		t.Errorf("overlaps are %v, want those of M1 and M2 from 2019-09-03 to 2019-10-10", o)
	}
	ended := ""
	for _, e := range rep.Books[0].Endings {
		ended += e.Matter + " " + e.Ended + " " + e.EndedBy + "; "
	}
	if want := "M1 2019-10-10 court.quash; M2 2019-11-06 respondent.resign; M3 2019-07-19 motion.fall; M4  ; "; ended != want {
		t.Errorf("endings = %s, want %s", ended, want)
	}
	if want := "M1 2019-02-27 2019-06-26 119; M1 2019-06-28 2019-10-10 104 after 2; M2 2019-09-03 2019-11-06 64; "; days != want {
		t.Errorf("measures = %s, want %s", days, want)
	}
}

// TestAffairUnderTheModelBook holds the same record against the model book: what would it have said, and when would each
// of its limits have fallen?
func TestAffairUnderTheModelBook(t *testing.T) {
	f, err := os.ReadFile("../modelrules/party-2019/chronologies/affair.csv")
	if err != nil {
		t.Fatal(err)
	}
	b := csv(t, string(f), Options{Courses: MostDrawn}, folder(t, "../modelrules/party")).Books[0]
	if b.Before != 4 {
		t.Errorf("%d matters were over before the book began, want 4", b.Before)
	}
	if len(b.Unknown) != 1 || b.Unknown[0].Event != "sent to the tribunal" {
		t.Errorf("unknown are %v, want the referral alone", b.Unknown)
	}
	said := map[string]bool{}
	for v := range b.Verdicts() {
		if v.Verdict == Broken {
			said[v.Matter+" "+v.Clause] = true
		}
	}
	for _, want := range []string{"M1 6.1", "M1 11.3", "M2 6.1", "M4 15.2", "M4 15.4"} {
		if !said[want] {
			t.Errorf("nothing of clause %s is broken", want)
		}
	}
	last := map[string]string{}
	for _, l := range b.Limits {
		last[l.Matter+" "+l.Limit] += l.Last + " "
	}
	for limit, want := range map[string]string{"M1 interim-period": "2019-03-27 2019-07-26 ", "M1 disclosure-limit": "2019-07-23 ", "M2 interim-period": "2019-10-01 ", "M3 whip-vote-limit": "2019-08-05 "} {
		if last[limit] != want {
			t.Errorf("the last days of %s are %s, want %s", limit, last[limit], want)
		}
	}
	for _, m := range b.Measures {
		if m.Days != 28 || !m.ByRule {
			t.Errorf("%s of %s lasted %d days, want 28, ended by rule", m.Measure, m.Matter, m.Days)
		}
	}
}

func BenchmarkRoadFines(b *testing.B) {
	book := folder(b, finesBook)
	b.ReportAllocs()
	events := 0
	for b.Loop() {
		events += read(b, shared(b, finesLog), Options{Summary: true}, book).Log.Events
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB")
}

// generated is a log of traces of the test book, with days in order.
func generated(matters int) string {
	var b strings.Builder
	b.WriteString("date,event,matter\n")
	for m := range matters {
		for i, act := range strings.Split("start a n b w m h", " ") {
			day := day0.Add(m%3000 + i*(1+m%4))
			b.WriteString(day.String() + "," + act + ",M" + strings.ReplaceAll(grouped(m), ",", "") + "\n")
		}
	}
	return b.String()
}

func BenchmarkTraces(b *testing.B) {
	book, log := oneBook(b, worldsBook, ""), xes(generated(2000), "T00:00:00Z")
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		read(b, strings.NewReader(log), Options{Summary: true}, book)
	}
}

func BenchmarkRows(b *testing.B) {
	book, log := oneBook(b, worldsBook, ""), generated(2000)
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		read(b, strings.NewReader(log), Options{}, book)
	}
}

func BenchmarkUncertainDates(b *testing.B) {
	book := oneBook(b, worldsBook, "")
	log := "date,event\n1999-01-01,start\n2001-03,a\n2001-03,b\n2001-03-10,w\n2001-03,n\n2001-03-20/2001-04-10,m\n2001-04,h\n2001-04-02,b\n"
	b.ReportAllocs()
	for b.Loop() {
		read(b, strings.NewReader(log), Options{}, book)
	}
}
