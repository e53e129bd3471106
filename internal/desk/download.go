package desk

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
)

// A csvFile is a table on its way to somebody's computer.
type csvFile struct{ w *csv.Writer }

// download begins an answer that is a table, kept under a name.
func (v *visit) download(name string, head ...string) csvFile {
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	f := csvFile{csv.NewWriter(v.w)}
	f.row(head...)
	return f
}

// formula is what a formula may begin with, in one spreadsheet or another, in narrow letters or wide.
const formula = "=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20"

// row writes a row. What a spreadsheet would take for a formula is written so that it is text: these cells hold words
// that anybody may have chosen.
func (f csvFile) row(cells ...string) {
	for i, c := range cells {
		if t := strings.TrimLeft(c, " \u00a0"); t != "" && !isNumber(c) && strings.ContainsRune(formula, []rune(t)[0]) {
			cells[i] = "'" + c
		}
	}
	_ = f.w.Write(cells) // whoever asked may have gone
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// casesCSV is the list as a table, all pages of it.
func (v *visit) casesCSV() error {
	l := v.listing()
	l.Most, l.After, l.back = casesAtATime, "", false
	today, err := v.Office.Today()
	if err != nil {
		return err
	}
	list, err := v.Office.Queue(v.ctx(), v.viewer, l.Query)
	if err != nil {
		return err
	}
	f := v.download("cases.csv", v.say("cases.reference"), v.say("cases.procedure"), v.say("cases.stage"), v.say("cases.opened"),
		v.say("cases.age"), v.say("cases.due"), v.say("cases.days-left"), v.say("cases.waits"), v.say("cases.you"))
	for {
		for _, e := range list {
			row, due, left := v.caseRow(e, today), "", ""
			if !e.Due.IsZero() && !e.Final {
				due, left = e.Due.String(), strconv.Itoa(e.Due.Sub(today))
			}
			f.row(e.Reference, casework.Words(e.Procedure), row.stage, e.Opened.String(), strconv.Itoa(row.age), due, left, row.waits, row.you)
		}
		if f.w.Flush(); len(list) < casesAtATime || f.w.Error() != nil {
			return nil
		}
		l.After = list[len(list)-1].Cursor(l.Sort)
		if list, err = v.Office.Queue(v.ctx(), v.viewer, l.Query); err != nil {
			panic(http.ErrAbortHandler) // half a table must not look like a whole one
		}
	}
}
