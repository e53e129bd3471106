package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// queue puts the list of cases on the mux: those of which the reader is a part, all for an auditor.
func (d *Desk) queue(mux *http.ServeMux) {
	mux.Handle("GET /cases", d.someone((*visit).cases))
	mux.Handle("GET /cases.csv", d.someone((*visit).casesCSV))
}

// Sizes of the list.
const (
	casesOnPage  = 50
	mostCounted  = 1000 // beyond, a figure says "more than"
	casesAtATime = 500  // of the download, so that it needs no more memory for more cases
	soon         = 7    // days
)

// A listing is what the address of the list asks for.
type listing struct {
	casework.Query
	values url.Values // as they stand in the address
	back   bool       // the page before a place rather than the one after it
	badDay bool
}

// listing reads the address. What makes no sense in it asks for nothing.
func (v *visit) listing() listing {
	values := v.r.URL.Query()
	l := listing{values: values, Query: casework.Query{Procedure: values.Get("procedure"), Stage: values.Get("stage"),
		Capacity: values.Get("capacity"), Words: values.Get("words"), Sort: values.Get("sort"), Down: values.Get("down") != "", Most: casesOnPage + 1}}
	switch values.Get("state") {
	case "", "open":
		l.Open = true
	case "ended":
		l.Ended = true
	}
	if !slices.Contains([]string{casework.ByDue, casework.ByOpened, casework.ByChanged, casework.ByReference}, l.Sort) {
		l.Sort = casework.ByDue
	}
	if day := values.Get("dueBy"); day != "" {
		var err error
		if l.DueBy, err = calendar.ParseDate(day); err != nil {
			l.badDay = true
		}
	}
	place := values.Get("after")
	if place == "" && values.Get("before") != "" {
		place, l.back = values.Get("before"), true
	}
	if _, _, err := casework.ParseCursor(place); err == nil {
		l.After = place
	} else {
		l.back = false
	}
	return l
}

// href is the address of the list with something else asked for, pairs of names and values; the place is left out, so
// that it begins anew.
func (l listing) href(pairs ...string) string {
	values := url.Values{}
	for _, name := range []string{"procedure", "stage", "state", "dueBy", "capacity", "words", "sort", "down"} {
		if x := l.values.Get(name); x != "" {
			values.Set(name, x)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if values.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			values.Del(pairs[i])
		}
	}
	if len(values) == 0 {
		return "/cases"
	}
	return "/cases?" + values.Encode()
}

// find lists a page, and says whether there is more before and after it.
func (v *visit) find(l listing) (list []casework.Entry, before, after bool, err error) {
	q := l.Query
	q.Down = l.Down != l.back
	if list, err = v.Office.Queue(v.ctx(), v.viewer, q); err != nil {
		return nil, false, false, err
	}
	more := len(list) > casesOnPage
	list = list[:min(len(list), casesOnPage)]
	if l.back {
		slices.Reverse(list)
		return list, more, true, nil
	}
	return list, l.After != "", more, nil
}

// cases is the list of cases.
func (v *visit) cases() error {
	l := v.listing()
	today, err := v.Office.Today()
	if err != nil {
		return err
	}
	list, before, after, err := v.find(l)
	if err != nil {
		return err
	}
	figures, err := v.caseFigures(l, today)
	if err != nil {
		return err
	}
	filter, err := v.caseFilter(l)
	if err != nil {
		return err
	}
	parts := component.Parts{}
	if v.Office.Audits(v.viewer) {
		parts = append(parts, component.Banner{Heading: v.say("cases.audit"), Text: v.say("cases.audit-text")})
	}
	parts = append(parts, figures,
		component.Search{Action: "/cases", Name: "words", Label: v.say("cases.search"), Value: l.Words, Keep: l.keep("words")}, filter)
	if v.Office.MayBringIn(v.viewer) {
		parts = append(parts, component.Button{Text: v.say("bring.link"), Href: "/cases/bring-in", Kind: "secondary"})
	}
	if len(list) == 0 {
		return v.parts(v.casesPage(), append(parts, v.noCases(l))...)
	}
	parts = append(parts, v.caseTable(l, list, today))
	pages := component.Pagination{Shown: v.site.Words().Count("cases.shown", len(list))}
	if before {
		pages.Previous = l.href("before", list[0].Cursor(l.Sort))
	}
	if after {
		pages.Next = l.href("after", list[len(list)-1].Cursor(l.Sort))
	}
	download := component.Button{Text: v.say("cases.csv"), Href: "/cases.csv" + l.href()[len("/cases"):], Kind: "secondary"}
	return v.parts(v.casesPage(), append(parts, pages, download)...)
}

func (v *visit) casesPage() web.Page { return web.Page{Title: v.say("cases.title"), Wide: true} }

// noCases says why the list is empty: nothing was found, or there is nothing.
func (v *visit) noCases(l listing) component.Empty {
	if l.href("state", "", "sort", "", "down", "") == "/cases" {
		if l.Open {
			return component.Empty{Text: v.say("cases.none-open"), Hint: v.say("cases.none-hint"), Link: &component.Link{Text: v.say("cases.see-ended"), Href: l.href("state", "all")}}
		}
		return component.Empty{Text: v.say("cases.none"), Hint: v.say("cases.none-hint")}
	}
	return component.Empty{Text: v.say("cases.not-found"), Hint: v.say("cases.not-found-hint"), Link: &component.Link{Text: v.say("cases.see-all"), Href: "/cases?state=all"}}
}

// caseFigures counts what is open, what falls due within days and what is late, whatever else the list is narrowed by.
func (v *visit) caseFigures(l listing, today calendar.Date) (component.Figures, error) {
	var out component.Figures
	for _, f := range []struct {
		text, kind string
		dueBy      calendar.Date
	}{{v.say("cases.open"), "", 0}, {v.say("cases.soon"), "soon", today.Add(soon)}, {v.say("cases.late"), "late", today.Add(-1)}} {
		n, err := v.Office.QueueCount(v.ctx(), v.viewer, casework.Query{Open: true, DueBy: f.dueBy}, mostCounted+1)
		if err != nil {
			return out, err
		}
		figure := component.Figure{Text: f.text, Value: strconv.Itoa(n), Href: "/cases"}
		if n > mostCounted {
			figure.Value = v.say("cases.more-than", "n", mostCounted)
		}
		if !f.dueBy.IsZero() {
			figure.Href = "/cases?dueBy=" + f.dueBy.String()
		}
		if n > 0 {
			figure.Kind = f.kind
		}
		out.Figures = append(out.Figures, figure)
	}
	return out, nil
}

// keep is what the address asks for, but for some of it, to be sent along with a form.
func (l listing) keep(but ...string) []component.Pair {
	var list []component.Pair
	for _, name := range []string{"procedure", "stage", "state", "dueBy", "capacity", "words", "sort", "down"} {
		if x := l.values.Get(name); x != "" && !slices.Contains(but, name) {
			list = append(list, component.Pair{Name: name, Value: x})
		}
	}
	return list
}

// caseFilter asks how to narrow the list, and shows how it is narrowed.
func (v *visit) caseFilter(l listing) (component.Filter, error) {
	procedures, stages, err := v.procedures()
	if err != nil {
		return component.Filter{}, err
	}
	options := func(any string, list []string) []component.Option {
		out := []component.Option{{Text: any}}
		for _, name := range list {
			out = append(out, component.Option{Value: name, Text: casework.Words(name)})
		}
		return out
	}
	field := func(name, label string) component.Field {
		return component.Field{Name: name, Label: label, Values: []string{l.values.Get(name)}}
	}
	due := field("dueBy", v.say("cases.due-by"))
	if l.badDay {
		due.Problem = v.say("cases.bad-day")
	}
	f := component.Filter{Action: "/cases", Open: l.badDay, Parts: component.Parts{
		component.Select{Field: field("state", v.say("cases.state")), Options: []component.Option{{Text: v.say("cases.only-open"), Value: ""},
			{Text: v.say("cases.only-ended"), Value: "ended"}, {Text: v.say("cases.all"), Value: "all"}}},
		component.Select{Field: field("procedure", v.say("cases.procedure")), Options: options(v.say("cases.any"), procedures)},
		component.Select{Field: field("stage", v.say("cases.stage")), Options: options(v.say("cases.any"), stages)},
		component.Input{Field: due, Type: "date", Width: "10"},
	}}
	if !v.Office.Audits(v.viewer) {
		capacities, err := v.capacities()
		if err != nil {
			return f, err
		}
		f.Parts = append(f.Parts, component.Select{Field: field("capacity", v.say("cases.capacity")), Options: options(v.say("cases.any"), capacities)})
	}
	f.Chosen, f.Clear = v.chosenCases(l), "/cases"
	return f, nil
}

// chosenCases is what the list is narrowed by, each a link that takes it away.
func (v *visit) chosenCases(l listing) []component.Link {
	var list []component.Link
	chosen := func(name, text string) {
		if l.values.Get(name) != "" {
			list = append(list, component.Link{Text: text, Href: l.href(name, "")})
		}
	}
	chosen("words", v.say("cases.chosen-words", "words", l.Words))
	state := v.say("cases.all")
	if l.Ended {
		state = v.say("cases.only-ended")
	}
	chosen("state", state)
	chosen("procedure", casework.Words(l.Procedure))
	chosen("stage", casework.Words(l.Stage))
	if !l.DueBy.IsZero() {
		chosen("dueBy", v.say("cases.chosen-due", "day", l.DueBy))
	}
	chosen("capacity", v.say("cases.chosen-as", "capacity", casework.Words(l.Capacity)))
	return list
}

// procedures lists the procedures and stages of every version that has been adopted, in the order of the book.
func (v *visit) procedures() (procedures, stages []string, err error) {
	books, err := v.Office.Versions()
	if err != nil {
		return nil, nil, err
	}
	add := func(list *[]string, name string) {
		if !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	for _, b := range slices.Backward(books) {
		for _, p := range b.Rules.Procedures {
			add(&procedures, p.Name)
			for _, s := range p.Stages[1:] {
				add(&stages, s.Name)
			}
		}
	}
	return procedures, stages, nil
}

// capacities lists in what the reader may have a part: the offices they hold, and the roles of the rule book.
func (v *visit) capacities() ([]string, error) {
	today, err := v.Office.Today()
	if err != nil {
		return nil, err
	}
	list := v.Office.Roll().Offices(v.viewer.Person, today)
	books, err := v.Office.Versions()
	if err != nil {
		return nil, err
	}
	for _, b := range slices.Backward(books) {
		for _, p := range b.Rules.Procedures {
			for i := range p.Roles {
				if name := p.Roles[i].Name; !slices.Contains(list, name) {
					list = append(list, name)
				}
			}
		}
	}
	return list, nil
}

// caseTable is a page of the list.
func (v *visit) caseTable(l listing, list []casework.Entry, today calendar.Date) component.Table {
	sorted := func(text, by string) component.Column {
		c := component.Column{Text: text, Href: l.href("sort", by, "down", "")}
		if l.Sort == by {
			c.Sorted = "ascending"
			if l.Down {
				c.Sorted = "descending"
			} else {
				c.Href = l.href("sort", by, "down", "1")
			}
		}
		return c
	}
	age := sorted(v.say("cases.age"), casework.ByOpened)
	age.Number = true
	t := component.Table{Caption: v.say("cases.title"), Hidden: true, Columns: []component.Column{sorted(v.say("cases.reference"), casework.ByReference),
		{Text: v.say("cases.stage")}, age, sorted(v.say("cases.due"), casework.ByDue), {Text: v.say("cases.waits")}, {Text: v.say("cases.you")}}}
	for _, e := range list {
		c := v.caseRow(e, today)
		t.Rows = append(t.Rows, []component.Cell{{Text: e.Reference, Href: caseHref(e.Reference)}, {Text: c.stage}, {Text: strconv.Itoa(c.age)},
			v.dueCell(e, today), {Text: c.waits}, {Text: c.you}})
	}
	return t
}

// A caseRow is what the list says of a case.
type caseRow struct {
	stage string
	age   int // in days; of a case that has ended, how long it took
	waits string
	you   string
}

func (v *visit) caseRow(e casework.Entry, today calendar.Date) caseRow {
	row := caseRow{stage: casework.Words(e.Stage), age: today.Sub(e.Opened)}
	if e.Final {
		y, m, d := e.Changed.UTC().Date()
		if last, err := calendar.Of(y, int(m), d); err == nil {
			row.age = max(0, last.Sub(e.Opened))
		}
	}
	switch {
	case e.Final:
		row.waits = v.say("cases.ended")
	case e.Delay == casework.WaitsForSecond:
		row.waits = v.say("bring.paper-wait")
	case e.Delay != "" && e.Due.IsZero():
		row.waits = v.say("cases.paused")
	case e.Due.IsZero():
		row.waits = v.say("cases.no-limit")
	case e.Due < today:
		row.waits = v.say("cases.late-for", "what", casework.Words(e.DueWhat))
	default:
		row.waits = casework.Words(e.DueWhat)
	}
	row.you = v.say("cases.auditor")
	if as := e.As(v.viewer.Person); len(as) > 0 {
		row.you = wordsOf(as)
	}
	return row
}

// wordsOf writes names as words, one after the other.
func wordsOf(names []string) string {
	text := ""
	for i, n := range names {
		if i > 0 {
			text += ", "
		}
		text += casework.Words(n)
	}
	return text
}

// dueCell says when something is due next, and how many days are left.
func (v *visit) dueCell(e casework.Entry, today calendar.Date) component.Cell {
	if e.Due.IsZero() || e.Final {
		return component.Cell{Text: "–"}
	}
	words, left := v.site.Words(), e.Due.Sub(today)
	tag := component.Tag{Text: words.Count("clock.left", left)}
	switch {
	case left < 0:
		tag = component.Tag{Text: words.Count("clock.over", -left), Kind: "late"}
	case left == 0:
		tag = component.Tag{Text: v.say("clock.today"), Kind: "wait"}
	case left <= soon:
		tag.Kind = "wait"
	}
	return component.Cell{Text: words.Date(e.Due) + " ", Parts: component.Parts{tag}}
}
