package audit

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"grouped": grouped, "counted": counted, "citation": citation, "days": days,
	"join": strings.Join, "inc": func(i int) int { return i + 1 }, "odd": func(i int) bool { return i%2 == 1 }, "parts": parts,
}).Parse(pageText))

// parts cuts the words of a date where a line may end: never within a day.
func parts(date string) []string {
	return strings.FieldsFunc(strings.NewReplacer("/", "/\x00", " ", " \x00").Replace(date), func(r rune) bool { return r == 0 })
}

// mostRowsOnPage is how many findings of one book a page lists.
const mostRowsOnPage = 1000

// WriteHTML writes the report as one page that needs nothing else: light and dark, for print, and with a table beside
// every drawing. Of the log it shows the words of entries and their days, and no other column.
func (r *Report) WriteHTML(w io.Writer) error {
	v := pageView{Log: r.Log, Several: len(r.Books) > 1}
	for i := range r.Books {
		v.Books = append(v.Books, r.Books[i].view(i, !v.Several))
	}
	if v.Several {
		v.Sides = r.sidesView()
	}
	for i := range v.Books {
		v.Books[i].fates(v.Sides)
	}
	return page.Execute(w, v)
}

// pageView is what the page shows.
type pageView struct {
	Log     Log
	Several bool
	Sides   []sidesView // if several: each matter under every book
	Books   []bookView
}

// sidesView is one matter under every book that judges it, drawn on the same days.
type sidesView struct {
	ID, Name string
	Matters  []matterView
}

type bookView struct {
	*BookReport
	ID, Name, Heading string
	Totals            []total
	Findings          []VerdictReport // broken and undetermined, in the order of days
	Left              int             // findings that are not listed
	Silent            []silentNorm
	Matters           []matterView
	Fates             []fate
	Remarks           []string
	Undrawn           int
}

// fate is how one matter ended.
type fate struct {
	ID, Name string
	Facts    []string
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

// matterView is one matter under one book. Its label is its own on the page.
type matterView struct {
	ID, Name, Book, Label string
	Procedure, Version    string
	Facts                 []string
	Timeline              timeline
	Events                []eventView
	Limits                []Limit
	Measures              []Measure
	Findings              []VerdictReport
	MoreFindings          int
}

type eventView struct {
	Number              int
	Date, Words, Event  string
	Clause, Stage, Note string
	Days                string // since the event before
}

func (r *BookReport) view(i int, withMatters bool) bookView {
	v := bookView{BookReport: r, ID: "book-" + grouped(i+1), Name: r.Book.Title + ", version " + r.Book.Version, Heading: r.heading(), Undrawn: r.undrawn, Remarks: r.remarks()}
	v.totals()
	v.findings()
	if !withMatters {
		return v
	}
	for k, c := range r.courses {
		m := c.view(c.days(), r.horizon)
		m.ID, m.Label, m.Facts = v.ID+"-matter-"+grouped(k+1), m.Name, r.Endings[k].sentences()
		v.Matters = append(v.Matters, m)
	}
	return v
}

// sidesView draws each matter under every book on the same days.
func (r *Report) sidesView() []sidesView {
	var list []sidesView
	for i, m := range r.matters() {
		v := sidesView{ID: "matter-" + grouped(i+1)}
		over := span{}
		for _, s := range m.sides {
			over = over.join(s.course().days())
		}
		for k, s := range m.sides {
			one := s.course().view(over, s.book.horizon)
			one.ID, one.Book, one.Facts = v.ID+"-"+grouped(k+1), s.book.name(), s.ending.sentences()
			one.Label = one.Name + " under " + one.Book
			v.Name = one.Name
			v.Matters = append(v.Matters, one)
		}
		list = append(list, v)
	}
	return list
}

// course is that of the matter under the book.
func (s *side) course() *course {
	return s.book.courses[slices.IndexFunc(s.book.courses, func(c *course) bool { return c.matter == s.ending.Matter })]
}

// fates says of each matter how it ended, and where it is drawn.
func (v *bookView) fates(sides []sidesView) {
	for i := range v.Endings {
		e := &v.Endings[i]
		f := fate{Name: v.courses[i].name(), Facts: e.asRecorded()}
		if i < len(v.Matters) {
			f.ID = v.Matters[i].ID
		}
		for k := range sides {
			if sides[k].Name == f.Name {
				f.ID = sides[k].ID
			}
		}
		v.Fates = append(v.Fates, f)
	}
}

// FirstOverlaps are those that are written out; MoreOverlaps is how many are not. So it is with unknown words.
func (v *bookView) FirstOverlaps() []Overlap { return v.Overlaps[:min(len(v.Overlaps), mostOverlaps)] }
func (v *bookView) MoreOverlaps() int        { return max(0, len(v.Overlaps)-mostOverlaps) }
func (v *bookView) FirstUnknown() []Unknown  { return v.Unknown[:min(len(v.Unknown), mostTold)] }
func (v *bookView) MoreUnknown() int         { return max(0, len(v.Unknown)-mostTold) }

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

// mostOfMatter is how many verdicts on one matter, and how many of its events and limits, a page lists.
const mostOfMatter = 500

func (c *course) view(over span, horizon date) matterView {
	v := matterView{Name: c.name(), Procedure: c.procedure, Version: c.version, Timeline: c.draw(over), Limits: c.limitList(), Measures: c.measureList(horizon)}
	v.Findings = c.findings[:min(len(c.findings), mostOfMatter)]
	v.MoreFindings = len(c.findings) - len(v.Findings)
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
