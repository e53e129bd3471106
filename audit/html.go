package audit

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"grouped": grouped, "counted": counted, "citation": citation, "days": days,
	"join": strings.Join, "inc": func(i int) int { return i + 1 },
}).Parse(pageText))

// mostRowsOnPage is how many findings of one book a page lists.
const mostRowsOnPage = 1000

// WriteHTML writes the report as one page that needs nothing else: light and dark, for print, and with a table beside
// every drawing. It names persons only as the log does in the words of its entries; it shows no other column.
func (r *Report) WriteHTML(w io.Writer) error {
	v := pageView{Log: r.Log, Several: len(r.Books) > 1}
	for i := range r.Books {
		v.Books = append(v.Books, r.Books[i].view(i))
	}
	return page.Execute(w, v)
}

// pageView is what the page shows.
type pageView struct {
	Log     Log
	Several bool
	Books   []bookView
}

type bookView struct {
	*BookReport
	ID       string
	Heading  string
	Totals   []total
	Findings []VerdictReport // broken and undetermined, in the order of days
	Left     int             // findings that are not listed
	Silent   []silentNorm
	Matters  []matterView
	Remarks  []string
	Undrawn  int
}

// total is how many norms, over all matters, came to a verdict; Width is its share of a bar of 600.
type total struct {
	Name, Class string
	N, X, Width int
}

// silentNorm is a norm of which the record does not show everything.
type silentNorm struct {
	Clause, Norm, Matter, Message string
	Count                         int
}

type matterView struct {
	ID, Name, Procedure, Version string
	Timeline                     timeline
	Events                       []eventView
	Limits                       []Limit
	Measures                     []Measure
	Findings                     []VerdictReport
	Ending                       string
}

type eventView struct {
	Number              int
	Date, Words, Event  string
	Clause, Stage, Note string
	Days                string // since the event before
}

func (r *BookReport) view(i int) bookView {
	v := bookView{BookReport: r, ID: "book-" + grouped(i+1), Heading: r.heading(), Undrawn: r.undrawn, Remarks: r.remarks()}
	v.totals()
	v.findings()
	for k, c := range r.courses {
		v.Matters = append(v.Matters, c.view(v.ID+"-matter-"+grouped(k+1), r.horizon))
	}
	return v
}

// totals shares a bar among the verdicts.
func (v *bookView) totals() {
	v.Totals = []total{{Name: "kept", Class: "kept"}, {Name: "broken", Class: "broken"}, {Name: "not shown", Class: "silent"}, {Name: "undetermined", Class: "open"}}
	sum := 0
	for _, n := range v.Norms {
		for k, count := range []int{n.Kept, n.Broken, n.NotShown, n.Undetermined} {
			v.Totals[k].N += count
			sum += count
		}
	}
	x := 0
	for k := range v.Totals {
		t := &v.Totals[k]
		if t.N > 0 {
			t.X, t.Width = x, max(600*t.N/sum, 2)
			x += t.Width
		}
	}
}

func (v *bookView) findings() {
	at := map[string]int{}
	for f := range v.Verdicts() {
		if f.Verdict != NotShown {
			if len(v.Findings) == mostRowsOnPage {
				v.Left++
			} else {
				v.Findings = append(v.Findings, f)
			}
			continue
		}
		if i, ok := at[f.Norm]; ok {
			v.Silent[i].Count++
			continue
		}
		at[f.Norm] = len(v.Silent)
		v.Silent = append(v.Silent, silentNorm{f.Clause, f.Norm, f.Matter, f.Message, 1})
	}
}

func (c *course) view(id string, horizon date) matterView {
	v := matterView{ID: id, Name: c.name(), Procedure: c.procedure, Version: c.version, Timeline: c.draw(), Limits: c.limitList(), Measures: c.measureList(horizon), Findings: c.findings}
	e := c.ending(horizon)
	v.Ending = strings.Join(e.sentences(), "; ")
	before := date(0)
	for i, h := range c.events {
		x := eventView{Number: i + 1, Date: h.on.String(), Words: h.words, Event: h.event, Clause: h.clause, Stage: h.stage}
		switch {
		case h.undone:
			x.Note = "by rule, but the record goes on without it"
		case h.byRule:
			x.Note = "by rule"
		}
		if before != 0 && h.on.lo > before {
			x.Days = days(h.on.lo.Sub(before))
		}
		before = max(before, h.on.lo)
		v.Events = append(v.Events, x)
	}
	return v
}

// Verdict words for the page.
func (v VerdictReport) Word() string {
	switch v.Verdict {
	case Broken:
		if v.Consequent {
			return "broken, consequent"
		}
		return "broken"
	case Undetermined:
		return "cannot be determined"
	case NotShown:
		return "not shown"
	}
	return v.Verdict.String()
}

// Class names the verdict for the style of the page.
func (v VerdictReport) Class() string {
	return map[Verdict]string{Broken: "broken", Undetermined: "open", NotShown: "silent", Kept: "kept"}[v.Verdict]
}

// When is the day of the finding.
func (v VerdictReport) When() string { return v.when() }

// Late says how late it came; empty if it was not late.
func (v VerdictReport) Late() string {
	if v.DaysLate == nil {
		return ""
	}
	return days(*v.DaysLate)
}
