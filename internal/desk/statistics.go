package desk

import (
	"net/http"
	"strconv"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/register"
)

// statistics puts the pictures of the office's work on the mux: numbers alone, small ones hidden.
func (d *Desk) statistics(mux *http.ServeMux) {
	mux.Handle("GET /statistics", d.anyone((*visit).pictures))
}

// pictures shows how many cases there are, how old they are and how they ended.
func (v *visit) pictures() error {
	s, err := v.Office.Statistics(v.ctx())
	if err != nil {
		return err
	}
	parts := component.Parts{component.Text{Text: v.say("statistics.lead", "day", s.Until), Kind: "lead"},
		component.Text{Text: v.say("statistics.hidden", "mark", register.HiddenMark, "least", strconv.Itoa(register.DefaultThreshold))}}
	if s.Received != nil {
		parts = append(parts, v.chart(v.say("statistics.received"), v.say("statistics.quarter"), rowTotals(*s.Received, v.quarter)))
	} else {
		parts = append(parts, component.Empty{Text: v.say("statistics.few"), Hint: v.say("statistics.few-hint")})
	}
	parts = append(parts,
		v.chart(v.say("statistics.open"), v.say("statistics.stage"), rowTotals(s.Open, casework.Words)),
		v.chart(v.say("statistics.age"), v.say("statistics.days"), columnTotals(s.Open)),
		v.chart(v.say("statistics.outcome"), v.say("statistics.end"), rowTotals(s.Ended, casework.Words)),
		v.chart(v.say("statistics.duration"), v.say("statistics.days"), columnTotals(s.Ended)))
	return v.parts(web.Page{Title: v.say("statistics.title")}, parts...)
}

// chart is one picture; its table holds the numbers.
func (v *visit) chart(caption, what string, bars []component.Bar) component.Part {
	return component.BarChart{Caption: caption, Unit: v.say("statistics.cases"), What: what, Bars: bars}
}

// quarter names a quarter by its first day, and the time before the first that is named.
func (v *visit) quarter(first string) string {
	day, err := calendar.ParseDate(first)
	if err != nil {
		return v.say("statistics.earlier")
	}
	y, m, _ := day.Civil()
	return v.say("register.quarter", "quarter", strconv.Itoa((m+2)/3), "year", strconv.Itoa(y))
}

// rowTotals are the totals of a release's rows, as they may be published.
func rowTotals(r register.Release, name func(string) string) []component.Bar {
	var bars []component.Bar
	shown := r.Shown()
	for i, row := range r.Table.Rows {
		bars = append(bars, bar(name(row), shown[i][len(shown[i])-1]))
	}
	return bars
}

// columnTotals are those of its columns.
func columnTotals(r register.Release) []component.Bar {
	var bars []component.Bar
	shown := r.Shown()
	for i, column := range r.Table.Columns {
		bars = append(bars, bar(column, shown[len(shown)-1][i]))
	}
	return bars
}

// bar draws what is shown of a count; what is hidden has no length.
func bar(text, shown string) component.Bar {
	n, err := strconv.Atoi(shown)
	if err != nil {
		return component.Bar{Text: text, Shown: shown}
	}
	return component.Bar{Text: text, Value: n}
}
