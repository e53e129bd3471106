package desk

import (
	"net/http"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// homes puts its pages on the mux: the first page is on it already.
func (d *Desk) homes(mux *http.ServeMux) {}

// home is what somebody who is signed in sees first: what they must do next and by when, and the cases they are a part
// of. Only what the session opens is shown. That it opens less than all is said whether there is anything or not, so
// that whoever reads somebody's mail learns nothing here.
func (v *visit) home() error {
	home, err := v.Office.Home(v.ctx(), v.viewer)
	if err != nil {
		return err
	}
	var parts component.Parts
	shown := map[string]bool{}
	var open []casework.Entry
	for _, e := range home.Matters {
		if v.mayOpen(e.ID) {
			open, shown[e.Reference] = append(open, e), true
		}
	}
	if !v.opensAll() {
		parts = append(parts, component.Banner{Heading: v.say("home.factor"), Text: v.say("home.factor.text"),
			Links: []component.Link{{Text: v.say("home.factor.link"), Href: "/factor?to=/"}}})
	}
	parts = append(parts, v.tasks(home, shown), v.matters(home, open))
	if home.More {
		parts = append(parts, v.onward(v.say("home.more"), "/cases"))
	}
	return v.show(web.Page{Title: v.say("home.title"), Template: "parts", Leave: true, Data: append(parts, v.offices(home)...)})
}

// opensAll says whether the session opens every matter of its person.
func (v *visit) opensAll() bool {
	return v.mayOpen(casework.ID("any")) // no matter is called so: only a reach over all has it
}

// tasks lists what must be done, then what may be, soonest first.
func (v *visit) tasks(home casework.Home, shown map[string]bool) component.Part {
	tasks := component.Tasks{Heading: v.say("home.tasks"), Empty: v.say("home.nothing")}
	for _, t := range home.Tasks {
		if !shown[t.Reference] {
			continue
		}
		hint := v.say("home.task", "reference", t.Reference, "capacity", casework.Words(t.Capacity))
		if t.Clause != "" {
			hint += " · " + v.say("home.task.clause", "clause", t.Clause, "title", t.Title)
		}
		task := component.Task{Text: t.What, Href: caseHref(t.Reference), Hint: hint, Due: t.By, Today: home.Today}
		if !t.Owed {
			task.Tag = &component.Tag{Text: v.say("home.may")}
		}
		tasks.Tasks = append(tasks.Tasks, task)
	}
	return tasks
}

// matters lists the cases somebody is a part of.
func (v *visit) matters(home casework.Home, open []casework.Entry) component.Part {
	words := v.site.Words()
	table := component.Table{Caption: v.say("home.matters"), Empty: v.say("home.matters.none"), Columns: []component.Column{
		{Text: v.say("home.reference")}, {Text: v.say("home.part")}, {Text: v.say("home.stage")}, {Text: v.say("home.due")}}}
	foreseen := slices.ContainsFunc(open, func(e casework.Entry) bool { return !home.Ends[e.ID].IsZero() })
	if foreseen { // it is said to the parties alone
		table.Columns = append(table.Columns, component.Column{Text: v.say("home.latest")})
	}
	for _, e := range open {
		row := []component.Cell{{Text: e.Reference, Href: caseHref(e.Reference)}, {Text: v.partsIn(e)}, {Text: casework.Words(e.Stage)}, {Text: words.Date(e.Due)}}
		if foreseen {
			row = append(row, component.Cell{Text: words.Date(home.Ends[e.ID])})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// partsIn is what the viewer is in a matter.
func (v *visit) partsIn(e casework.Entry) string {
	var list []string
	for _, p := range e.Parts {
		if p.Person == v.viewer.Person {
			list = append(list, casework.Words(p.Capacity))
		}
	}
	return strings.Join(list, ", ")
}

// offices leads those who hold an office of the organisation to what is theirs.
func (v *visit) offices(home casework.Home) component.Parts {
	onward := map[string]component.Onward{
		casework.Administrator: {Text: v.say("home.people"), Href: "/people", Hint: v.say("home.people.hint")},
		casework.Auditor:       {Text: v.say("home.audit"), Href: "/cases", Hint: v.say("home.audit.hint")},
	}
	links := component.Links{Heading: v.say("home.offices")}
	book, err := v.Office.Book()
	for _, o := range home.Offices {
		if to, ok := onward[o]; ok {
			links.Links = append(links.Links, to)
		} else if err == nil && book.Rules.Body(o) != nil && book.Rules.Body(o).Office {
			links.Links = append(links.Links, component.Onward{Text: v.say("home.queue", "office", casework.Words(o)), Href: "/cases", Hint: v.say("home.queue.hint")})
		}
	}
	if len(links.Links) == 0 {
		return nil
	}
	return component.Parts{links}
}
