package desk

import (
	"net/http"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// cases puts the pages of a case on the mux.
func (d *Desk) cases(mux *http.ServeMux) {
	for pattern, p := range map[string]page{
		"GET /case/{ref}":                 (*visit).caseOverview,
		"GET /case/{ref}/file":            (*visit).caseFile,
		"GET /case/{ref}/timeline":        (*visit).caseTimeline,
		"GET /case/{ref}/people":          (*visit).casePeople,
		"POST /case/{ref}/people/{do}":    (*visit).changePeople,
		"GET /case/{ref}/letters":         (*visit).caseLetters,
		"GET /case/{ref}/letters/{n}":     (*visit).caseLetter,
		"GET /case/{ref}/messages":        (*visit).caseMessages,
		"POST /case/{ref}/messages":       (*visit).sayInCase,
		"GET /case/{ref}/time":            (*visit).askTime,
		"POST /case/{ref}/time":           (*visit).askTime,
		"GET /case/{ref}/share/{n}":       (*visit).shareItem,
		"POST /case/{ref}/share/{n}":      (*visit).shareItem,
		"GET /case/{ref}/lots":            (*visit).caseLots,
		"POST /case/{ref}/lots/{do}":      (*visit).changeLot,
		"GET /case/{ref}/lots/{n}":        (*visit).lotFile,
		"GET /case/{ref}/brief":           (*visit).caseBrief,
		"GET /case/{ref}/run-sheet":       (*visit).caseRunSheet,
		"GET /case/{ref}/calendar":        (*visit).caseCalendar,
		"POST /case/{ref}/calendar":       (*visit).caseCalendar,
		"POST /case/{ref}/calendar/{end}": (*visit).endCalendar,
	} {
		mux.Handle(pattern, d.someone(p))
	}
	mux.Handle("GET /dates/{secret}", d.anyone((*visit).dates))
}

// casePage is what stands in a page of a case: what comes first, the broad column, and beside it the narrow one.
type casePage struct {
	Nav              *component.SubNav
	Ends             string // when it ends at the latest
	Lead, Main, Side component.Parts
}

// The parts of a case.
const (
	tabOverview = ""
	tabFile     = "file"
	tabEvidence = "evidence"
	tabMessages = "messages"
	tabLetters  = "letters"
	tabPeople   = "people"
	tabTimeline = "timeline"
)

// inCase makes a page of a case. Its title is neutral: the reference stands only on the page.
func (v *visit) inCase(c *casework.View, tab, title string, body casePage) web.Page {
	p := web.Page{Title: title, Template: "case", Leave: c.Party != "", Caption: v.say("case.caption", "reference", c.Reference, "capacity", v.standsAs(c))}
	if tab == tabOverview {
		p.Heading = c.Reference
		p.Caption = v.say("case.as", "capacity", v.standsAs(c))
	}
	body.Nav = v.tabs(c, tab)
	p.Data = body
	return p
}

// below is the way back up from a page below a case.
func (v *visit) below(p web.Page, c *casework.View, up ...component.Link) web.Page {
	p.Crumbs = append([]component.Link{{Text: c.Reference, Href: caseHref(c.Reference)}}, up...)
	return p
}

// tabs leads to the parts of a case.
func (v *visit) tabs(c *casework.View, here string) *component.SubNav {
	nav := &component.SubNav{Label: v.say("case.parts")}
	link := func(key, tab string, count int) {
		href := caseHref(c.Reference)
		if tab != tabOverview {
			href = caseHref(c.Reference, tab)
		}
		nav.Links = append(nav.Links, component.Link{Text: v.say(key), Href: href, Here: tab == here, Count: count})
	}
	link("case.overview", tabOverview, 0)
	link("case.file", tabFile, 0)
	link("evidence.title", tabEvidence, 0)
	link("case.messages", tabMessages, len(unanswered(c)))
	link("case.letters", tabLetters, 0)
	link("case.people", tabPeople, 0)
	link("case.timeline", tabTimeline, 0)
	return nav
}

// standsAs is what the viewer is in the case, in words.
func (v *visit) standsAs(c *casework.View) string {
	if c.Auditor {
		return casework.Words(casework.Auditor)
	}
	return listed(c.You)
}

// listed puts names of the book into words and a list.
func listed(names []string) string {
	var list []string
	for _, n := range names {
		list = append(list, casework.Words(n))
	}
	return strings.Join(list, ", ")
}

// caseOverview is the case as somebody in it needs it first.
func (v *visit) caseOverview() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	body := casePage{Ends: v.latestEnd(c)}
	body.Lead = append(v.fromPaper(c), v.track(c))
	if !c.Auditor {
		body.Main = append(body.Main, v.nextSteps(c))
	}
	if c.Party != "" && !c.Final {
		body.Main = append(body.Main, v.timeNotice(c))
	}
	if !c.Auditor {
		body.Main = append(body.Main, v.actsOf(c))
	}
	body.Main = append(body.Main, v.officeActs(c)...)
	body.Main = append(body.Main, v.entrySaid(c)...)
	body.Main = append(body.Main, component.Section{Heading: v.say("case.so-far"), Parts: component.Parts{v.timeline(c)}})
	body.Side = append(body.Side, component.Section{Heading: v.say("case.clocks"), Parts: component.Parts{v.clocks(c)}})
	if len(c.Measures) > 0 {
		body.Side = append(body.Side, v.measures(c))
	}
	body.Side = append(body.Side, component.Section{Heading: v.say("case.people"), Parts: component.Parts{v.people(c)}}, v.governing(c))
	return v.show(v.inCase(c, tabOverview, v.say("case.overview"), body))
}

// latestEnd says to a party when it is over at the latest.
func (v *visit) latestEnd(c *casework.View) string {
	if c.Party == "" || c.LatestEnd.IsZero() || c.Final {
		return ""
	}
	return v.say("case.ends", "date", v.site.Words().DateAndWeekday(c.LatestEnd))
}

// track shows the way through the rules by its outermost stages.
func (v *visit) track(c *casework.View) component.StageTrack {
	t := component.StageTrack{Label: v.say("case.track")}
	at := map[string]int{}
	for _, s := range c.Track {
		if s.Final && s.State == "ahead" {
			continue // ends that were not reached are not the way
		}
		i, ok := at[s.Of]
		if !ok {
			i = len(t.Stages)
			at[s.Of] = i
			t.Stages = append(t.Stages, component.Stage{Name: casework.Words(s.Of), State: "ahead"})
		}
		stage := &t.Stages[i]
		switch {
		case s.State == "now":
			stage.State = "here"
			stage.Note = v.say("case.since", "date", s.From)
			if s.Name != s.Of {
				stage.Note = v.say("case.within", "stage", casework.Words(s.Name), "date", s.From)
			}
		case s.State == "past" && stage.State != "here":
			stage.State = "done"
		}
	}
	passed(t.Stages, c.Final)
	return t
}

// passed marks the stages that were not gone through: those before the last that was, and in a matter that has ended all.
func passed(stages []component.Stage, ended bool) {
	last := len(stages) - 1
	if !ended {
		last = slices.IndexFunc(stages, func(s component.Stage) bool { return s.State == "here" })
	}
	for i := range stages {
		if i <= last && stages[i].State == "ahead" {
			stages[i].State = "passed-by"
		}
	}
}

// nextSteps is what the viewer must do next, or may do until a day.
func (v *visit) nextSteps(c *casework.View) component.Tasks {
	t := component.Tasks{Heading: v.say("case.next"), Empty: v.say("case.next.none")}
	if len(c.Clocks) > 0 && !c.Clocks[0].Yours {
		t.Empty = v.say("case.next.others", "what", casework.Words(c.Clocks[0].Name), "date", c.Clocks[0].Last)
	}
	for _, q := range unanswered(c) {
		t.Tasks = append(t.Tasks, component.Task{Text: v.say("case.answer-question"), Href: v.messagesHref(c, q.Space) + "&answer=" + itoa(q.N) + "#write", Today: c.Today})
	}
	for _, m := range c.Motions {
		if c.Decides && !m.Done && m.Yours == "" {
			t.Tasks = append(t.Tasks, component.Task{Text: v.say("case.vote-on", "what", m.Words), Href: caseHref(c.Reference, "vote", itoa(m.N)),
				Hint: v.say("case.voted", "n", m.Voted, "of", m.Seats), Today: c.Today})
		}
	}
	for _, choice := range c.May {
		task := component.Task{Text: casework.Words(choice.Act), Href: actHref(c, choice, false), Due: choice.Until, Today: c.Today,
			Hint: v.say("case.under", "clause", choice.Clause, "title", choice.Title)}
		if !choice.Owed {
			task.Tag = &component.Tag{Text: v.say("case.may")}
		}
		if !choice.Until.IsZero() && !slices.ContainsFunc(t.Tasks, func(x component.Task) bool { return x.Href == task.Href }) {
			t.Tasks = append(t.Tasks, task)
		}
	}
	return t
}

// unanswered are the questions that wait for the viewer's answer.
func unanswered(c *casework.View) []casework.ItemView {
	var list []casework.ItemView
	for _, q := range c.Items {
		answered := slices.ContainsFunc(c.Items, func(a casework.ItemView) bool { return a.Answers == q.N })
		if q.Sort == sortQuestion && !q.Yours && !answered && !c.Auditor && c.Party != "" {
			list = append(list, q)
		}
	}
	return list
}

// actsOf is what may be done now and what may not, with the clause and the cure.
func (v *visit) actsOf(c *casework.View) component.Acts {
	var list component.Acts
	several := len(c.You) > 1
	for _, choice := range c.May {
		a := component.Act{Text: choice.Words, Href: actHref(c, choice, true), Until: choice.Until, Clause: choice.Clause, Title: choice.Title}
		if several {
			a.Who = casework.Words(choice.Capacity)
		}
		if choice.Vote {
			a.Who = v.say("case.by-vote", "body", casework.Words(choice.Capacity))
		}
		list.May = append(list.May, a)
	}
	for _, d := range c.MayNot {
		list.MayNot = append(list.MayNot, component.Act{Text: d.Words, Title: d.Title, Refused: v.denied(c, d)})
	}
	return list
}

// denied shows why something may not be done now.
func (v *visit) denied(c *casework.View, d casework.Denied) *component.Refusal {
	r := &component.Refusal{Act: d.Words, Book: v.say("case.book", "title", c.Book.Title, "version", c.Book.Version), SHA256: c.Book.SHA256}
	r.Conditions = v.conditions(c, d.Conditions)
	return r
}

func (v *visit) conditions(c *casework.View, list []casework.Condition) []component.Condition {
	var out []component.Condition
	for _, x := range list {
		out = append(out, component.Condition{Clause: x.Clause, Href: clauseInBook(c.Book.SHA256, x.Clause), Reason: x.Reason, Cure: x.Cure, Earliest: x.Earliest})
	}
	return out
}

// officeActs is what those with a duty in the case can always do, beside what the rules let be done.
func (v *visit) officeActs(c *casework.View) component.Parts {
	var list []component.Onward
	link := func(text, hint, below string) {
		list = append(list, component.Onward{Text: text, Hint: hint, Href: caseHref(c.Reference, below)})
	}
	if c.Records {
		link(v.say("case.record"), v.say("case.record.hint"), "record")
	}
	if c.Office {
		link(v.say("case.correct"), v.say("case.correct.hint"), "correct")
		link(v.say("entry.title"), v.say("entry.hint"), "register")
	}
	if c.Office || c.Decides || c.Auditor {
		link(v.say("case.brief"), v.say("case.brief.hint"), "brief")
		link(v.say("case.run-sheet"), v.say("case.run-sheet.hint"), "run-sheet")
	}
	if len(c.Unassigned) > 0 && c.Office || len(c.Draws) > 0 || len(c.Lots) > 0 {
		link(v.say("case.lots"), v.say("case.lots.hint"), "lots")
	}
	if c.Party != "" || c.Office || c.Decides { // an auditor, and who stands at a side, has no time of their own
		link(v.say("case.calendar"), v.say("case.calendar.hint"), "calendar")
	}
	if len(list) == 0 {
		return nil
	}
	return component.Parts{component.Links{Heading: v.say("case.more"), Links: list}}
}

// clocks are what runs, the viewer's first.
func (v *visit) clocks(c *casework.View) component.Clocks {
	list := slices.Clone(c.Clocks)
	slices.SortStableFunc(list, func(a, b casework.ClockView) int { return rank(a.Yours) - rank(b.Yours) })
	var out component.Clocks
	for _, x := range list {
		clock := component.Clock{Text: casework.Words(x.Name), From: x.Start, Due: x.Last, Today: c.Today, Then: x.Then, Clause: x.Clause,
			Href: clauseInBook(c.Book.SHA256, x.Clause), Paused: x.Paused}
		if !x.Yours {
			clock.By = listed(x.Who)
		}
		out.Clocks = append(out.Clocks, clock)
	}
	return out
}

// rank puts what is true first.
func rank(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// measures are the restrictions while the case runs.
func (v *visit) measures(c *casework.View) component.Section {
	list := component.SummaryList{}
	for _, m := range c.Measures {
		text := v.say("case.measure.now", "from", m.From)
		if !m.To.IsZero() {
			text = v.say("case.measure.was", "from", m.From, "to", m.To)
		}
		list.Rows = append(list.Rows, component.Row{Key: casework.Words(m.Name), Text: text})
	}
	return component.Section{Heading: v.say("case.measures"), Parts: component.Parts{list}}
}

// people are those in the case, each in their capacity.
func (v *visit) people(c *casework.View) component.People {
	var out component.People
	for _, p := range c.People {
		one := component.Person{Name: p.Name, Capacity: casework.Words(p.Capacity), You: p.ID != "" && p.ID == v.viewer.Person, Gone: p.Ended, Side: p.Side}
		if p.Of != "" {
			one.Note = v.say("case.for", "role", casework.Words(p.Of))
		}
		if p.Ended {
			one.Note = v.say("case.gone")
		}
		out.People = append(out.People, one)
	}
	return out
}

// governing says which version of the rules governs.
func (v *visit) governing(c *casework.View) component.Section {
	return component.Section{Heading: v.say("case.rules"), Parts: component.Parts{
		component.Text{Text: v.say("case.rules.text", "title", c.Book.Title, "version", c.Book.Version, "opened", c.Opened)}}}
}
