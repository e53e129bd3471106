package desk

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/rulebook"
)

// Limits of a version that is brought.
const (
	largestBook = 4 << 20
	keptFor     = 24 * time.Hour // a version that was brought and not yet adopted
	mostShown   = 50             // findings on a page
)

// bring asks for a version of the rule book.
func (v *visit) bring() error {
	if !v.Office.Administers(v.viewer) {
		return web.ErrNotFound
	}
	return v.show(v.bringPage(&web.Form{}))
}

func (v *visit) bringPage(form *web.Form, before ...component.Part) web.Page {
	ask := component.Form{Action: "/rules/adopt", Files: true, Parts: component.Parts{
		component.FileUpload{Field: form.Fill(component.Field{Name: "book", Label: v.say("adopt.book"), Hint: v.say("adopt.book-hint")}), Accept: ".md,text/markdown"},
		component.Textarea{Field: form.Fill(component.Field{Name: "text", Label: v.say("adopt.text"), Optional: true}), Rows: 12},
		component.FileUpload{Field: form.Fill(component.Field{Name: "letters", Label: v.say("adopt.letters"), Hint: v.say("adopt.letters-hint"), Optional: true}), Accept: ".md,text/markdown"},
		component.Button{Text: v.say("adopt.check")},
	}}
	parts := append(component.Parts{component.Text{Text: v.say("adopt.lead"), Kind: "lead"}}, before...)
	return web.Page{Title: v.say("adopt.title"), Crumbs: v.rulesCrumbs(), Problems: form.Problems, Template: "parts",
		Data: append(parts, ask)}
}

// brought judges the version that was brought. One with errors goes no further.
func (v *visit) brought(all *comparisons) error {
	if !v.Office.Administers(v.viewer) {
		return web.ErrNotFound
	}
	form, files, err := v.readFiles(largestBook)
	if err != nil {
		return err
	}
	if books := files["book"]; len(books) > 0 {
		form.Values.Set("text", books[0].text)
	}
	text := form.Values.Get("text")
	if len(files["book"]) == 0 {
		text = strings.ReplaceAll(text, "\r\n", "\n") // as browsers send what was pasted
	}
	if len(files["book"]) > 1 || strings.TrimSpace(text) == "" {
		form.Problem("book", v.say("adopt.no-book"))
		return &web.Invalid{Page: v.bringPage(form)}
	}
	judged := v.Office.Judge(v.Office.Draft(text, v.letters(files["letters"])))
	if judged.Errors() > 0 {
		return v.refuse(form, judged)
	}
	kept, err := json.Marshal(judged.Adopted)
	if err != nil {
		return err
	}
	if err := v.Office.Store.SaveDraft(v.ctx(), v.broughtKey(), kept, v.Office.Now().Add(keptFor)); err != nil {
		return err
	}
	return v.to("/rules/adopt/confirm")
}

// letters are the letters that came with a version; none, those of the version in force.
func (v *visit) letters(files []fileIn) map[string]string {
	out := map[string]string{}
	for _, f := range files {
		out[f.name] = f.text
	}
	if len(out) == 0 {
		if b, err := v.Office.Book(); err == nil {
			return v.Office.Letters(b.Rules.Book.SHA256)
		}
	}
	return out
}

// broughtKey is where the version that an administrator has brought is kept.
func (v *visit) broughtKey() string { return "rule-book of " + string(v.viewer.Person) }

// refuse shows a version's errors, and the form with what was brought.
func (v *visit) refuse(form *web.Form, j *casework.Judgement) error {
	for i, d := range j.Found[:min(len(j.Found), mostShown)] {
		if d.Severity == rulebook.Error {
			form.Problem("f-"+strconv.Itoa(i+1), v.say("adopt.at-line", "file", fileOf(j, d), "line", d.Pos.Line, "what", d.Msg))
		}
	}
	page := v.bringPage(form, append(component.Parts{component.Warning{Text: v.say("adopt.refused")}, component.Heading{Text: v.say("adopt.findings"), ID: "findings"}},
		v.findings(j)...)...)
	return &web.Invalid{Page: page}
}

// fileOf is where a finding stands, as people call it.
func fileOf(j *casework.Judgement, d check.Defect) string {
	if _, letter := j.Adopted.Templates[d.File]; letter {
		return d.File
	}
	return j.Book.Front.Title
}

// findings shows what was found, the errors first, each with its place, its cure and the story that shows it.
func (v *visit) findings(j *casework.Judgement) component.Parts {
	var parts component.Parts
	for i, d := range j.Found[:min(len(j.Found), mostShown)] {
		parts = append(parts, v.finding(j, d, "f-"+strconv.Itoa(i+1)))
	}
	if n := len(j.Found) - mostShown; n > 0 {
		parts = append(parts, component.Text{Text: v.site.Words().Count("adopt.more", n), Kind: "soft"})
	}
	return parts
}

func (v *visit) finding(j *casework.Judgement, d check.Defect, id string) component.Clause {
	tag := component.Tag{Text: v.say("adopt.note")}
	switch d.Severity {
	case rulebook.Error:
		tag = component.Tag{Text: v.say("adopt.error"), Kind: "late"}
	case rulebook.Warning:
		tag = component.Tag{Text: v.say("adopt.warning"), Kind: "wait"}
	}
	out := component.Clause{Heading: sentence(d.Msg), ID: id, Tag: &tag, Parts: component.Parts{
		component.Inset{Text: excerpt(j, d), Source: v.say("adopt.place", "file", fileOf(j, d), "line", d.Pos.Line)}}}
	if d.Clause != nil {
		out.Number = d.Clause.Number
	}
	if d.Help != "" {
		out.Parts = append(out.Parts, component.Text{Text: v.say("adopt.help", "help", d.Help)})
	}
	if len(d.Story.Steps) > 0 {
		out.Parts = append(out.Parts, component.Details{Summary: v.say("adopt.story", "procedure", casework.Words(d.Story.Procedure)),
			Parts: component.Parts{storyRecord(d.Story)}, Open: true})
	}
	return out
}

// sentence begins with a capital.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// excerpt is the lines that a finding points at.
func excerpt(j *casework.Judgement, d check.Defect) string {
	text, letter := j.Adopted.Templates[d.File]
	if !letter {
		text = j.Adopted.Text
	}
	lines := strings.Split(text, "\n")
	from := d.Pos.Line - 1
	if from < 0 || from >= len(lines) {
		return ""
	}
	to := min(max(d.End.Line, d.Pos.Line), d.Pos.Line+3, len(lines))
	return strings.TrimSpace(strings.Join(lines[from:to], "\n"))
}

// storyRecord is a story on its days.
func storyRecord(s check.Story) component.Record {
	var r component.Record
	for _, step := range s.Steps {
		e := component.Entry{On: s.Start.Add(step.Day), Text: eventWords(step.Act), Who: casework.Words(step.By), Clause: step.Clause}
		if step.ByRule {
			e.Kind = "rule"
		}
		if step.Fails != "" {
			e.Kind, e.Note = "broken", eventWords(step.Fails)
		}
		r.Entries = append(r.Entries, e)
	}
	return r
}

// versionBrought is the version that this administrator has brought, judged; ErrNotFound when there is none, or it has lapsed.
func (v *visit) versionBrought() (*casework.Judgement, error) {
	if !v.Office.Administers(v.viewer) {
		return nil, web.ErrNotFound
	}
	kept, err := v.Office.Store.Draft(v.ctx(), v.broughtKey(), v.Office.Now())
	if err != nil {
		return nil, err
	}
	var a casework.Adopted
	if err := json.Unmarshal(kept, &a); err != nil {
		return nil, err
	}
	return v.Office.Judge(a), nil
}

// confirm shows what was found in the version that was brought and what it changes, and asks whether to adopt it.
func (v *visit) confirm(all *comparisons) error {
	j, err := v.versionBrought()
	if errors.Is(err, casework.ErrNotFound) {
		return v.to("/rules/adopt")
	}
	if err != nil {
		return err
	}
	return v.show(v.confirmPage(all, j, &web.Form{}))
}

func (v *visit) confirmPage(all *comparisons, j *casework.Judgement, form *web.Form) web.Page {
	front := j.Book.Front
	parts := component.Parts{component.SummaryList{Rows: []component.Row{
		{Key: v.say("adopt.version"), Text: v.say("rules.version", "title", front.Title, "version", front.Version)},
		{Key: v.say("rules.in-force"), Text: v.site.Words().Date(front.InForce)},
		{Key: v.say("rules.hash"), Text: j.Adopted.SHA256},
		{Key: v.say("adopt.with-letters"), Text: strconv.Itoa(len(j.Adopted.Templates))},
	}}}
	if today, err := v.Office.Today(); err == nil && front.InForce < today {
		parts = append(parts, component.Warning{Text: v.say("adopt.past", "day", front.InForce)})
	}
	parts = append(parts, component.Heading{Text: v.say("adopt.findings"), ID: "findings"})
	if len(j.Found) == 0 {
		parts = append(parts, component.Banner{Kind: "good", Heading: v.say("adopt.nothing"), Text: v.say("adopt.nothing-text")})
	}
	parts = append(parts, v.findings(j)...)
	parts = append(parts, v.longest(j))
	for _, x := range j.Unknown {
		parts = append(parts, component.Text{Text: v.say("adopt.not-proven", "check", x.Check, "why", x.Why), Kind: "soft"})
	}
	if old, err := v.Office.Book(); err == nil {
		parts = append(parts, component.Heading{Text: v.say("rules.changed"), ID: "changes"},
			component.Text{Text: v.say("rules.since-lead", "old", old.Version(), "new", front.Version)})
		parts = append(parts, v.differences(all.of(old.Rules.Book, j.Book))...)
	}
	ask := component.Form{Action: "/rules/adopt/confirm", Keep: []component.Pair{{Name: "sha", Value: j.Adopted.SHA256}}, Parts: component.Parts{
		component.Text{Text: v.say("adopt.what-follows")},
		component.Input{Field: form.Fill(component.Field{Name: "decided", Label: v.say("adopt.decided"), Hint: v.say("adopt.decided-hint")}), Type: "date", Width: "10"},
		component.Input{Field: form.Fill(component.Field{Name: "by", Label: v.say("adopt.by"), Hint: v.say("adopt.by-hint")})},
		component.Button{Text: v.say("adopt.adopt", "version", front.Version, "day", front.InForce), Kind: "warning"},
	}}
	return web.Page{Title: v.say("adopt.title"), Heading: v.say("adopt.confirm"), Crumbs: v.rulesCrumbs(component.Link{Text: v.say("adopt.title"), Href: "/rules/adopt"}),
		Problems: form.Problems, Template: "parts", Data: append(parts, component.Sheet{Heading: v.say("adopt.heading"), Parts: component.Parts{ask}})}
}

// longest says how long a case can last at worst, by procedure.
func (v *visit) longest(j *casework.Judgement) component.Table {
	t := component.Table{Caption: v.say("adopt.longest"), Columns: []component.Column{{Text: v.say("cases.procedure")}, {Text: v.say("adopt.days"), Number: true}}}
	for i := range j.Matters {
		m := &j.Matters[i]
		days := v.say("adopt.unknown")
		switch {
		case m.Unbounded:
			days = v.say("adopt.for-ever")
		case m.WorstCaseDays != nil:
			days = strconv.Itoa(*m.WorstCaseDays)
		}
		t.Rows = append(t.Rows, []component.Cell{{Text: casework.Words(m.Procedure)}, {Text: days}})
	}
	return t
}

// adopt adopts the version that was brought, if it is the one that was shown.
func (v *visit) adopt(all *comparisons) error {
	form, err := web.ReadForm(v.w, v.r, 1<<14)
	if err != nil {
		return err
	}
	j, err := v.versionBrought()
	if err != nil {
		return err
	}
	if form.Text("sha") != j.Adopted.SHA256 {
		return web.ErrConflict
	}
	if err := v.Office.Adopt(v.ctx(), v.viewer, j.Adopted, v.dayOf(form, "decided"), form.Text("by")); err != nil {
		return again(err, form, func() web.Page { return v.confirmPage(all, j, form) })
	}
	if err := v.Office.Store.SaveDraft(v.ctx(), v.broughtKey(), nil, v.Office.Now()); err != nil {
		return err
	}
	return v.to(ruleHref(j.Adopted.SHA256))
}

// dayOf is the day that was typed in a field; zero when it is none.
func (v *visit) dayOf(form *web.Form, name string) calendar.Date {
	when, err := v.site.Words().ReadWhen(form.Text(name))
	if err != nil || when.From != when.To {
		return 0
	}
	return when.From
}
