package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// bringing puts the pages on the mux by which a case begun on paper is brought in, and taken over by a second person.
func (d *Desk) bringing(mux *http.ServeMux) {
	mux.Handle("GET /cases/bring-in", d.someone((*visit).askChronology))
	mux.Handle("POST /cases/bring-in", d.someone((*visit).tryChronology))
	mux.Handle("POST /case/{ref}/take-over", d.someone((*visit).takeOver))
	mux.Handle("POST /case/{ref}/give-up", d.someone((*visit).giveUp))
}

// largestBringing is how much is sent with a chronology, its map and what was settled.
const largestBringing = 4 << 20

// askChronology asks for a chronology.
func (v *visit) askChronology() error {
	if !v.Office.MayBringIn(v.viewer) {
		return web.ErrNotFound
	}
	return v.show(v.chronologyPage(&web.Form{}))
}

func (v *visit) bringingPage() web.Page {
	return web.Page{Title: v.say("bring.title"), Wide: true, Template: "parts", Crumbs: []component.Link{{Text: v.say("cases.title"), Href: "/cases"}}}
}

func (v *visit) chronologyPage(form *web.Form) web.Page {
	p := v.bringingPage()
	p.Problems = form.Problems
	p.Data = component.Parts{component.Text{Text: v.say("bring.lead"), Kind: "lead"}, component.Text{Text: v.say("bring.what")},
		component.Form{Action: "/cases/bring-in", Files: true, Parts: component.Parts{
			component.FileUpload{Field: form.Fill(component.Field{Name: "chronology", Label: v.say("bring.chronology"), Hint: v.say("bring.chronology.hint")}), Accept: ".csv,.jsonl,.xes,text/csv"},
			component.FileUpload{Field: form.Fill(component.Field{Name: "map", Label: v.say("bring.map"), Hint: v.say("bring.map.hint"), Optional: true})},
			component.Button{Text: v.say("bring.look")},
		}}}
	return p
}

// tryChronology shows what a chronology would become, and brings it in when that is asked for.
func (v *visit) tryChronology() error {
	if !v.Office.MayBringIn(v.viewer) {
		return web.ErrNotFound
	}
	form, files, err := v.readFiles(largestBringing)
	if err != nil {
		return err
	}
	for _, name := range []string{"chronology", "map"} {
		if len(files[name]) > 0 {
			form.Values.Set(name, files[name][0].text)
		}
	}
	if form.Text("chronology") == "" {
		form.Problem("chronology", v.say("bring.no-chronology"))
		return form.Err(v.chronologyPage(form))
	}
	b := v.bringOf(form)
	mistyped := len(form.Problems) > 0
	t, err := v.Office.BringIn(v.ctx(), v.viewer, b, form.Text("do") != "store" || mistyped)
	var problems casework.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	if err == nil && t.Reference != "" {
		return v.to(caseHref(t.Reference))
	}
	for _, p := range t.Problems {
		form.Problem(p.Field, p.Text)
	}
	if len(t.Rows) == 0 && len(t.Matters) < 2 {
		return form.Err(v.chronologyPage(form))
	}
	page := v.trialPage(form, t)
	if err != nil || mistyped {
		return form.Err(page)
	}
	return v.show(page)
}

// bringOf reads what was said of a chronology. A name that is not on the roll is a problem of the form.
func (v *visit) bringOf(form *web.Form) casework.Bring {
	b := casework.Bring{Chronology: []byte(form.Text("chronology") + "\n"), Map: []byte(form.Text("map")), Procedure: form.Text("procedure"),
		Matter: form.Values.Get("matter"), Second: casework.PersonID(form.Text("second")), People: map[string]casework.PersonID{},
		Settled: map[int]calendar.Date{}, Aside: map[int]bool{}}
	for name := range form.Values {
		if i, ok := strings.CutPrefix(name, "person-"); ok {
			v.whoIs(form, b.People, form.Values.Get("name-"+i), name)
		}
		if line, ok := strings.CutPrefix(name, "line-"); ok {
			n, _ := strconv.Atoi(line)
			if day, err := calendar.ParseDate(form.Text(name)); err == nil {
				b.Settled[n] = day
			}
		}
	}
	for _, line := range form.Values["aside"] {
		if n, err := strconv.Atoi(line); err == nil {
			b.Aside[n] = true
		}
	}
	return b
}

// whoIs finds whom a name on the roll means.
func (v *visit) whoIs(form *web.Form, who map[string]casework.PersonID, name, field string) {
	typed := form.Text(field)
	id := v.Office.Roll().Named(typed)
	if typed != "" && id == "" {
		form.Problem(field, v.say("bring.not-on-roll", "name", typed))
	}
	who[name] = id
}

// trialPage shows what a chronology would become, and asks for what has to be settled.
func (v *visit) trialPage(form *web.Form, t *casework.Trial) web.Page {
	p := v.bringingPage()
	p.Heading, p.Problems = v.say("bring.trial"), form.Problems
	ask := component.Form{Action: "/cases/bring-in", Files: true, Keep: []component.Pair{{Name: "chronology", Value: form.Text("chronology")},
		{Name: "map", Value: form.Text("map")}}}
	if len(t.Matters) > 1 {
		ask.Parts = append(ask.Parts, v.whichMatter(form, t))
	}
	parts := component.Parts{component.Text{Text: v.say("bring.nothing-stored"), Kind: "lead"}}
	if len(t.Rows) > 0 {
		parts = append(parts, v.wouldStand(t))
		ask.Parts = append(ask.Parts, component.Heading{Text: v.say("bring.rows")}, v.rowTable(t))
		ask.Parts = append(ask.Parts, v.settling(form, t)...)
		ask.Parts = append(ask.Parts, v.naming(form, t, &ask)...)
		ask.Parts = append(ask.Parts, v.secondPerson(form))
	}
	ask.Parts = append(ask.Parts, component.Button{Text: v.say("bring.again"), Name: "do", Value: "look", Kind: "secondary"})
	if len(t.Rows) > 0 {
		ask.Parts = append(ask.Parts, component.Button{Text: v.say("bring.store"), Name: "do", Value: "store"})
	}
	parts = append(parts, ask)
	if len(t.Verdicts) > 0 {
		parts = append(parts, v.verdictTable(t))
	}
	p.Data = parts
	return p
}

func (v *visit) whichMatter(form *web.Form, t *casework.Trial) component.Select {
	s := component.Select{Field: form.Fill(component.Field{Name: "matter", Label: v.say("bring.matter")})}
	s.Options = append(s.Options, component.Option{Text: v.say("bring.choose")})
	for _, m := range t.Matters {
		if m != "" {
			s.Options = append(s.Options, component.Option{Value: m, Text: m})
		}
	}
	return s
}

// wouldStand says where the case would stand, what would run and what would lapse at once.
func (v *visit) wouldStand(t *casework.Trial) component.Part {
	words := v.site.Words()
	list := component.SummaryList{Rows: []component.Row{
		{Key: v.say("bring.procedure"), Text: v.say("bring.under", "procedure", casework.Words(t.Procedure), "version", t.Version)},
		{Key: v.say("bring.stage"), Text: v.say("bring.as-of", "stage", casework.Words(t.Stage), "day", words.Date(t.On))}}}
	for _, c := range t.Clocks {
		text := v.say("bring.until", "day", words.Date(c.Last))
		if c.Paused {
			text = v.say("bring.paused")
		}
		list.Rows = append(list.Rows, component.Row{Key: v.say("bring.runs", "what", casework.Words(c.Name)), Text: text})
	}
	for _, l := range t.AtOnce {
		list.Rows = append(list.Rows, component.Row{Key: v.say("bring.at-once"), Text: v.say("bring.lapse", "what", l.Words, "day", words.Date(l.On), "clause", l.Clause)})
	}
	for _, r := range t.Remarks {
		list.Rows = append(list.Rows, component.Row{Key: v.say("bring.remark"), Text: r})
	}
	return list
}

// rowTable lists the rows with what each becomes.
func (v *visit) rowTable(t *casework.Trial) component.Table {
	table := component.Table{Caption: v.say("bring.rows"), Hidden: true, Columns: []component.Column{{Text: v.say("bring.line"), Number: true},
		{Text: v.say("bring.day")}, {Text: v.say("bring.words")}, {Text: v.say("bring.becomes")}, {Text: v.say("bring.mark")}}}
	for _, r := range t.Rows {
		day := r.When
		if r.On.Valid() {
			day = v.site.Words().Date(r.On)
		}
		table.Rows = append(table.Rows, []component.Cell{{Text: strconv.Itoa(r.Line)}, {Text: day}, {Text: r.Words}, {Text: v.becomes(r)}, {Text: v.marked(r)}})
	}
	return table
}

func (v *visit) becomes(r casework.TrialRow) string {
	var list []string
	for _, s := range r.Becomes {
		if r.Aside {
			return v.say("bring.aside-row")
		}
		list = append(list, s.Words)
	}
	if r.Ignored {
		return v.say("bring.ignored")
	}
	return strings.Join(list, "; ")
}

// marked says what the rules say of a row, or what is wrong with it.
func (v *visit) marked(r casework.TrialRow) string {
	if r.Problem != "" {
		return r.Problem
	}
	var list []string
	for _, s := range r.Becomes {
		text := v.markOf(s.Mark)
		for _, c := range s.Conditions {
			text += " " + v.say("bring.clause", "clause", c.Clause, "reason", c.Reason)
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

func (v *visit) markOf(m casework.Mark) string {
	switch m {
	case casework.Kept:
		return v.say("bring.kept")
	case casework.Broken:
		return v.say("bring.broken")
	}
	return v.say("bring.void")
}

// settling asks for what only a person can say of a row: on which day, and whether it is to be kept on file.
func (v *visit) settling(form *web.Form, t *casework.Trial) component.Parts {
	var parts component.Parts
	aside := component.Checkboxes{Field: form.Fill(component.Field{Name: "aside", Label: v.say("bring.aside"), Hint: v.say("bring.aside.hint"), Optional: true})}
	for _, r := range t.Rows {
		line := strconv.Itoa(r.Line)
		if !r.To.IsZero() || !r.From.IsZero() {
			parts = append(parts, component.Input{Field: form.Fill(component.Field{Name: "line-" + line,
				Label: v.say("bring.settle", "line", line, "what", r.Words), Hint: v.say("bring.settle.hint", "when", r.When)}), Width: "10"})
		}
		if r.CanBeAside {
			aside.Options = append(aside.Options, component.Option{Value: line, Text: v.say("bring.aside.row", "line", line, "what", r.Words)})
		}
	}
	if len(aside.Options) > 0 {
		parts = append(parts, aside)
	}
	return parts
}

// naming asks who is who.
func (v *visit) naming(form *web.Form, t *casework.Trial, ask *component.Form) component.Parts {
	parts := component.Parts{component.Heading{Text: v.say("bring.names")}, component.Text{Text: v.say("bring.names.hint")}}
	for i, n := range t.Names {
		no := strconv.Itoa(i)
		label := v.say("bring.name", "name", n.Name)
		if n.Role {
			label = v.say("bring.role", "role", casework.Words(n.Name))
		}
		field := component.Field{Name: "person-" + no, Label: label, Optional: true}
		if person, ok := v.Office.Roll().Person(n.Person); ok {
			field.Values = []string{person.Name}
		}
		ask.Keep = append(ask.Keep, component.Pair{Name: "name-" + no, Value: n.Name})
		parts = append(parts, component.Input{Field: form.Fill(field), Width: "20"})
	}
	return parts
}

func (v *visit) secondPerson(form *web.Form) component.Select {
	s := component.Select{Field: form.Fill(component.Field{Name: "second", Label: v.say("bring.second"), Hint: v.say("bring.second.hint")})}
	s.Options = append(s.Options, component.Option{Text: v.say("bring.choose")})
	for _, p := range v.Office.Seconds(v.viewer) {
		s.Options = append(s.Options, component.Option{Value: string(p.ID), Text: p.Name})
	}
	return s
}

// verdictTable lists what package audit says, what was broken first.
func (v *visit) verdictTable(t *casework.Trial) component.Part {
	table := component.Table{Caption: v.say("bring.verdicts"), Columns: []component.Column{{Text: v.say("bring.norm")}, {Text: v.say("bring.says")},
		{Text: v.say("bring.verdict")}, {Text: v.say("bring.why")}}}
	names := map[string]string{"broken": v.say("bring.broken"), "undetermined": v.say("bring.undetermined"), "notShown": v.say("bring.not-shown"), "kept": v.say("bring.kept")}
	for _, verdict := range []string{"broken", "undetermined", "notShown", "kept"} {
		for _, x := range t.Verdicts {
			if x.Verdict == verdict {
				table.Rows = append(table.Rows, []component.Cell{{Text: x.Clause}, {Text: x.Says}, {Text: names[verdict]}, {Text: strings.Join(slices.Compact(x.Messages), "; ")}})
			}
		}
	}
	return component.Details{Summary: v.say("bring.verdicts"), Parts: component.Parts{table}, Open: true}
}

// fromPaper says on the page of a case that it came from paper, and lets it be taken over, or given up.
func (v *visit) fromPaper(c *casework.View) component.Parts {
	p := c.Paper
	switch {
	case p == nil || !p.Waits && p.Given == "":
		return nil
	case p.Given != "":
		return component.Parts{component.Banner{Heading: v.say("bring.given-up"), Text: p.Given}}
	}
	parts := component.Parts{component.Banner{Heading: v.say("bring.waits"), Text: v.say("bring.waits.text", "by", p.By, "second", p.Second)}}
	if p.MayTake {
		parts = append(parts, component.Form{Action: caseHref(c.Reference, "take-over"), Keep: []component.Pair{{Name: "seen", Value: strconv.Itoa(c.Events)}},
			Parts: component.Parts{component.Text{Text: v.say("bring.take-over.text")}, component.Button{Text: v.say("bring.take-over")}}})
	}
	giving := component.Form{Action: caseHref(c.Reference, "give-up"), Parts: component.Parts{
		component.Textarea{Field: component.Field{Name: "why", Label: v.say("bring.why-not")}, Rows: 3}, component.Button{Text: v.say("bring.give-up"), Kind: "warning"}}}
	return append(parts, component.Details{Summary: v.say("bring.not-so"), Parts: component.Parts{giving}})
}

// takeOver confirms the present state of a case from paper.
func (v *visit) takeOver() error {
	if err := v.enter(v.reference()); err != nil {
		return err
	}
	form, err := web.ReadForm(v.w, v.r, 1<<16)
	if err != nil {
		return err
	}
	seen, _ := strconv.Atoi(form.Text("seen"))
	view, err := v.Office.TakeOver(v.ctx(), v.viewer, v.reference(), seen)
	switch {
	case err != nil:
		return v.againOnCase(err, form)
	case view.Reference == "": // whoever confirms it need have no further part in it
		return v.to("/cases")
	}
	return v.to(caseHref(v.reference()))
}

// giveUp ends what was brought in wrongly.
func (v *visit) giveUp() error {
	if err := v.enter(v.reference()); err != nil {
		return err
	}
	form, err := web.ReadForm(v.w, v.r, 1<<16)
	if err != nil {
		return err
	}
	if _, err := v.Office.GiveUp(v.ctx(), v.viewer, v.reference(), form.Text("why")); err != nil {
		return v.againOnCase(err, form)
	}
	return v.to(caseHref(v.reference()))
}

// againOnCase shows what is to be mended, with the form as it was typed.
func (v *visit) againOnCase(err error, form *web.Form) error {
	return again(err, form, func() web.Page {
		p := v.bringingPage()
		p.Data = component.Parts{component.Form{Action: caseHref(v.reference(), "give-up"), Parts: component.Parts{
			component.Textarea{Field: form.Fill(component.Field{Name: "why", Label: v.say("bring.why-not")}), Rows: 3},
			component.Button{Text: v.say("bring.give-up"), Kind: "warning"}}}}
		return p
	})
}
