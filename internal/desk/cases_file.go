package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/mail/letter"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// caseFile is what stands in the file: the complaint, the exhibits, what was shared, and who has read it.
func (v *visit) caseFile() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	var body casePage
	if c.Complaint != nil {
		body.Main = append(body.Main, v.complained(c))
	}
	body.Main = append(body.Main, v.exhibits(c), v.shared(c))
	if len(c.Readings) > 0 {
		body.Main = append(body.Main, v.readings(c))
	}
	return v.show(v.inCase(c, tabFile, v.say("case.file"), body))
}

// complained is what was complained of, in its sender's words.
func (v *visit) complained(c *casework.View) component.Section {
	list := component.SummaryList{}
	row := func(key, text string) {
		if text != "" {
			list.Rows = append(list.Rows, component.Row{Key: key, Parts: component.Parts{component.Text{Text: text}}})
		}
	}
	row(v.say("case.complaint.what"), c.Complaint.What)
	row(v.say("case.complaint.when"), c.Complaint.When)
	row(v.say("case.complaint.who"), c.Complaint.Who)
	row(v.say("case.complaint.about"), c.Complaint.About)
	row(v.say("case.complaint.wish"), c.Complaint.Wish)
	return component.Section{Heading: v.say("case.complaint"), Text: v.say("case.complaint.text"), Parts: component.Parts{list}}
}

// exhibits lists what the viewer may know of, with what became of each.
func (v *visit) exhibits(c *casework.View) component.Section {
	s := component.Section{ID: "exhibits", Heading: v.say("case.exhibits"), Text: v.say("case.exhibits.text"),
		Parts: component.Parts{v.exhibitTable(c, v.say("case.exhibits"), "", c.Exhibits)}}
	if mayAdd(c) {
		s.Parts = append(s.Parts, component.Button{Text: v.say("evidence.add"), Href: evidenceHref(c, "add"), Kind: "secondary"})
	}
	return s
}

// shared is what was said and stands in the common file.
func (v *visit) shared(c *casework.View) component.Section {
	items := slices.DeleteFunc(slices.Clone(c.Items), func(it casework.ItemView) bool { return it.Space != casework.Common })
	list := v.items(c, items)
	list.Empty = v.say("case.shared.none")
	return component.Section{ID: "shared", Heading: v.say("case.shared"), Text: v.say("case.shared.text"), Parts: component.Parts{list}}
}

// caseLetters lists the letters to the viewer; the office sees all that it sent.
func (v *visit) caseLetters() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	t := component.Table{Caption: v.say("case.letters"), Hidden: true, Empty: v.say("case.letters.none"), Columns: []component.Column{
		{Text: v.say("case.letters.subject")}, {Text: v.say("case.letters.to")}, {Text: v.say("case.letters.on")}, {Text: v.say("case.letters.clause")}}}
	for _, l := range slices.Backward(c.Letters) {
		to := casework.Words(l.As)
		if l.Yours {
			to = v.say("case.letters.you")
		}
		t.Rows = append(t.Rows, []component.Cell{{Text: l.Subject, Href: caseHref(c.Reference, "letters", itoa(l.Number))}, {Text: to}, {Text: v.day(l.At)},
			{Text: l.Clause, Href: clauseInBook(c.Book.SHA256, l.Clause)}})
	}
	return v.show(v.inCase(c, tabLetters, v.say("case.letters"), casePage{Main: component.Parts{t}}))
}

// caseLetter is one letter, as it was sent.
func (v *visit) caseLetter() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(v.r.PathValue("n"))
	i := slices.IndexFunc(c.Letters, func(l casework.LetterView) bool { return l.Number == n })
	if i < 0 {
		return web.ErrNotFound
	}
	l := c.Letters[i]
	page := web.Page{Title: v.say("case.letter"), Heading: l.Subject, Template: "case-letter", Leave: c.Party != "",
		Caption: v.say("case.letter.caption", "reference", c.Reference, "date", v.day(l.At)),
		Data: struct {
			HTML any
			To   string
		}{letter.Show(l.Text), casework.Words(l.As)}}
	return v.show(v.below(page, c, component.Link{Text: v.say("case.letters"), Href: caseHref(c.Reference, tabLetters)}))
}

// caseBrief is what those who decide need before them, on one page.
func (v *visit) caseBrief() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	b, err := v.Office.Brief(v.ctx(), v.viewer, c.Reference)
	if err != nil {
		return err
	}
	var parts component.Parts
	proof := component.SummaryList{Heading: v.say("brief.proof")}
	for _, x := range []struct {
		key string
		s   casework.Stated
	}{{v.say("brief.burden"), b.Burden}, {v.say("brief.standard"), b.Standard}} {
		if x.s.Text != "" {
			proof.Rows = append(proof.Rows, component.Row{Key: x.key, Text: v.say("brief.says", "what", casework.Words(x.s.Text), "clause", x.s.Clause)})
		}
	}
	if len(proof.Rows) > 0 {
		parts = append(parts, proof)
	}
	if len(b.Threads) == 0 {
		parts = append(parts, component.Empty{Text: v.say("brief.none")})
	}
	for _, ch := range b.Threads {
		parts = append(parts, v.charge(c, ch))
	}
	return v.print(c, v.say("brief.title"), v.say("brief.lead"), parts)
}

// charge is one charge with its clause, its evidence and what has been found.
func (v *visit) charge(c *casework.View, ch casework.Charged) component.SummaryList {
	list := component.SummaryList{Heading: v.say("brief.charge", "thread", casework.Words(ch.Thread), "n", ch.Instance, "ground", strings.ToLower(casework.Words(ch.Ground)))}
	add := func(key, text string, parts ...component.Part) {
		if text != "" || len(parts) > 0 {
			list.Rows = append(list.Rows, component.Row{Key: key, Text: text, Parts: parts})
		}
	}
	add(v.say("brief.said"), "", component.Text{Text: strings.TrimSpace(v.say("brief.put", "who", casework.Words(ch.By), "date", ch.On) + "\n\n" + ch.Text)})
	add(v.say("brief.clause"), "", component.Inset{Text: ch.Words, Source: v.say("case.clause", "n", ch.Clause), Href: clauseInBook(c.Book.SHA256, ch.Clause)})
	if len(ch.Exhibits) == 0 {
		add(v.say("brief.evidence"), v.say("brief.evidence.none"))
	}
	var lines []string
	for _, n := range ch.Exhibits {
		line := casework.Label(n)
		for _, x := range c.Exhibits {
			if x.Number == n && x.Title != "" {
				line += "  " + x.Title
			}
		}
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		add(v.say("brief.evidence"), "", component.Text{Text: strings.Join(lines, "\n")})
	}
	if quoted := v.quotations(c, ch.Text, ch.Exhibits); len(quoted) > 0 {
		add(v.say("quotation.quoted"), "", quoted...)
	}
	for _, st := range ch.Later {
		add(v.site.Words().Date(st.On), st.Words+" ("+v.mark(st)+")")
	}
	return list
}

// caseRunSheet is the order of the hearing, with the clauses.
func (v *visit) caseRunSheet() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	sheet, err := v.Office.RunSheet(v.ctx(), v.viewer, c.Reference)
	if err != nil {
		return err
	}
	var parts component.Parts
	for _, st := range sheet.Stages {
		t := component.Table{Caption: casework.Words(st.Name), Columns: []component.Column{
			{Text: v.say("run.what")}, {Text: v.say("run.who")}, {Text: v.say("run.clause")}, {Text: v.say("run.done")}}}
		if st.Now {
			t.Caption += " – " + v.say("run.now")
		}
		for _, l := range st.Lines {
			what := component.Parts{}
			if len(l.Outcomes) > 0 {
				what = append(what, component.Text{Text: v.say("run.outcomes", "list", listed(l.Outcomes))})
			}
			t.Rows = append(t.Rows, []component.Cell{{Text: l.Words, Parts: what}, {Text: listed(l.Who)},
				{Parts: component.Parts{component.Details{Summary: v.say("run.clause.of", "n", l.Clause, "title", l.Title), Text: l.Text}}}, {Text: v.doneOn(l)}})
		}
		parts = append(parts, t)
	}
	if len(parts) == 0 {
		parts = append(parts, component.Empty{Text: v.say("run.none")})
	}
	return v.print(c, v.say("run.title"), v.say("run.lead"), parts)
}

func (v *visit) doneOn(l casework.RunLine) string {
	if l.Done.IsZero() {
		return "☐"
	}
	return v.site.Words().Date(l.Done)
}

// print answers with a page that is made to be printed.
func (v *visit) print(c *casework.View, title, lead string, parts component.Parts) error {
	page := web.Page{Title: title, Heading: title, Template: "case",
		Caption: v.say("case.printed", "reference", c.Reference, "book", c.Book.Title, "version", c.Book.Version, "date", c.Today),
		Data:    casePage{Lead: component.Parts{component.Text{Text: lead}}, Main: parts}}
	return v.show(v.below(page, c))
}

// caseCalendar says what a calendar feed is, and makes one.
func (v *visit) caseCalendar() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	has, err := v.Office.HasFeed(v.ctx(), v.viewer, c.Reference)
	if err != nil {
		return err
	}
	var parts component.Parts
	if v.r.Method == http.MethodPost {
		secret, err := v.Office.OpenFeed(v.ctx(), v.viewer, c.Reference)
		if err != nil {
			return err
		}
		has = true
		parts = append(parts, component.Section{Heading: v.say("calendar.made"), Sheet: true, Text: v.say("calendar.once"),
			Parts: component.Parts{component.Text{Text: v.Base + "/dates/" + secret, Kind: "given"}}})
	}
	parts = append(parts, component.Text{Text: v.say("calendar.what")}, component.Warning{Text: v.say("calendar.warning")})
	if has {
		parts = append(parts, component.Text{Text: v.say("calendar.has")},
			component.Form{Action: caseHref(c.Reference, "calendar", "end"), Parts: component.Parts{component.Button{Text: v.say("calendar.end"), Kind: "warning"}}})
	}
	text := v.say("calendar.make")
	if has {
		text = v.say("calendar.again")
	}
	parts = append(parts, component.Form{Action: caseHref(c.Reference, "calendar"), Parts: component.Parts{component.Button{Text: text, Kind: "secondary"}}})
	return v.show(v.below(web.Page{Title: v.say("calendar.title"), Template: "parts", Data: parts, Leave: c.Party != ""}, c))
}

// endCalendar ends the viewer's calendar feed.
func (v *visit) endCalendar() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	if err := v.Office.EndFeed(v.ctx(), v.viewer, c.Reference); err != nil {
		return err
	}
	return v.to(caseHref(c.Reference, "calendar"))
}

// dates is a calendar feed: days, and nothing that says what they are for.
func (v *visit) dates() error {
	list, err := v.Office.Feed(v.ctx(), strings.TrimSuffix(v.r.PathValue("secret"), ".ics"))
	if err != nil {
		return err
	}
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\r\n") }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//evenhand//dates//EN")
	for _, d := range list {
		on := strings.ReplaceAll(d.On.String(), "-", "")
		line("BEGIN:VEVENT")
		line("UID:" + d.ID + "@evenhand")
		line("DTSTAMP:" + v.Office.Now().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE:" + on)
		line("SUMMARY:" + v.say("calendar.summary"))
		line("TRANSP:TRANSPARENT")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	v.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, err = v.w.Write([]byte(b.String()))
	return err
}
