package audit

import "testing"

// Where what is owed happens by rule in the end, the record may tell of it on the last day or later: it is late only if
// somebody did it after that day, and never by no days.
func TestOwedActThatComesByRule(t *testing.T) {
	const book = `procedure p
  begins with start
  stages one, two
  ends in over
act start by anyone -> one
act send by anyone in one -> two
  outcome written
  outcome taped
act close by anyone in two -> over
deadline sent as sent
  from start
  until send
  within 5 days
  otherwise send(taped)`
	tests := []struct{ name, rows, want string }{
		{"in time", "2001-01-05,send(written)", ""},
		{"on the last day", "2001-01-06,send(written)", ""},
		{"by rule, on the last day", "2001-01-06,send(taped)", ""},
		{"the day after", "2001-01-07,send(written)", "broken 2001-01-07 2001-01-06"},
		{"not recorded, and gone on", "2001-01-09,close", "notShown 2001-01-06"},
		{"not recorded", "2001-01-01,noise", "notShown 2001-01-06"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, "date,event\n2001-01-01,start\n"+tt.rows+"\n", Options{Until: endOf2002}, oneBook(t, clause(book), `"noise" = ignored`))
			if got := summary(rep, "sent"); got != tt.want {
				t.Errorf("sent is %q, want %q", got, tt.want)
			}
			for _, f := range rep.findings("sent") {
				if f.DaysLate != nil && *f.DaysLate < 1 {
					t.Errorf("it is %d days late", *f.DaysLate)
				}
			}
		})
	}
}
