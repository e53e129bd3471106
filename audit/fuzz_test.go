package audit

import (
	"bytes"
	"io"
	"testing"

	"github.com/evenhand/evenhand/audit/chronology"
)

// FuzzAudit holds whatever a stranger's file says against two books: nothing panics, no verdict is both, and the same
// bytes give the same report.
func FuzzAudit(f *testing.F) {
	f.Add([]byte("date,event,matter,seq\n1999-01-01,start,M,\n2001-03,a,M,\n2001-03-10,b,M,2\n2001-03-10,w,M,1\n"))
	f.Add([]byte("date,event\n1999-01-01,start\n../2001-03,go\n2001-03-10/..,back\n2001-03-10?,work\n"))
	f.Add([]byte(`{"date":"2001","event":"start","matter":"M"}` + "\n" + `{"date":"2001-02","event":"lapse","matter":"M"}`))
	f.Add([]byte(xes("date,event,matter\n1999-01-01,start,M\n2001-01-01,a,M\n", "T12:00:00Z")))
	books := []*Book{oneBook(f, worldsBook, "complete {b}"), oneBook(f, stagedBook, "")}
	f.Fuzz(func(t *testing.T, log []byte) {
		if len(log) > 2000 {
			t.Skip("long")
		}
		report := func() []byte {
			r, err := chronology.Open(bytes.NewReader(log), "log", chronology.Options{})
			if err != nil {
				t.Skip("no log")
			}
			a := New("log", books, Options{Courses: 3, Traces: r.Format() == chronology.XES})
			for err == nil {
				var b chronology.Batch
				b, err = r.Next()
				a.Add(b)
			}
			if err != io.EOF {
				t.Skip("no whole log")
			}
			rep := a.Finish(0)
			for _, b := range rep.Books {
				for _, n := range b.Norms {
					if n.Counted() > rep.Log.Matters || n.Consequent > n.Broken {
						t.Errorf("%d matters, %+v", rep.Log.Matters, n)
					}
				}
			}
			return append(append(asJSON(rep), asText(rep)...), asPage(rep)...)
		}
		if a, b := report(), report(); !bytes.Equal(a, b) {
			t.Error(difference(a, b))
		}
	})
}
