package desk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// hideParts is the way to hide an exhibit from everyone at once.
func (v *visit) hideParts(c *casework.View, x *casework.ExhibitView, f *web.Form) component.Part {
	return component.Details{Summary: v.say("evidence.hide"), Open: slices.ContainsFunc(f.Problems, func(p component.Problem) bool { return p.Field == "why" }),
		Parts: component.Parts{component.Text{Text: v.say("evidence.hide.text")},
			component.Form{Action: exhibitHref(c, x.Number, "hide"), Parts: component.Parts{
				component.Textarea{Rows: 2, Field: f.Fill(component.Field{Name: "why", Label: v.say("evidence.hide.why")})},
				component.Button{Text: v.say("evidence.hide.now"), Kind: "warning"}}}}}
}

// hiddenParts is what those who prepare the case see of an exhibit that is hidden: why, and how it goes on.
func (v *visit) hiddenParts(c *casework.View, x *casework.ExhibitView, f *web.Form) component.Parts {
	if x.HiddenUntil.IsZero() {
		return component.Parts{component.Text{Text: v.say("evidence.hidden.gone")}}
	}
	parts := component.Parts{component.Text{Text: v.say("evidence.hidden.text", "why", x.Why, "date", x.HiddenUntil)}}
	switch {
	case x.MayEnd:
		parts = append(parts, component.Sheet{Heading: v.say("evidence.hidden.second"), Parts: component.Parts{
			component.Form{Action: exhibitHref(c, x.Number, "second"), Parts: component.Parts{
				component.Textarea{Rows: 2, Field: f.Fill(component.Field{Name: "found", Label: v.say("evidence.hidden.why")})},
				component.Button{Text: v.say("evidence.hidden.confirm"), Name: "word", Value: "stays"},
				component.Button{Text: v.say("evidence.hidden.restore"), Name: "word", Value: "back", Kind: "secondary"}}}}})
	case c.Office:
		parts = append(parts, component.Inset{Text: v.say("evidence.hidden.yours")})
	}
	return parts
}

func (v *visit) hide(c *casework.View, x *casework.ExhibitView, f *web.Form) (string, error) {
	_, err := v.Office.Quarantine(v.ctx(), v.viewer, c.Reference, x.Number, f.Text("why"))
	return "", err
}

func (v *visit) secondWord(c *casework.View, x *casework.ExhibitView, f *web.Form) (string, error) {
	if f.Text("found") == "" {
		f.Problem("found", v.say("evidence.hidden.why"))
		return "", f.Err(v.exhibitPage(c, x, f))
	}
	_, err := v.Office.EndQuarantine(v.ctx(), v.viewer, c.Reference, x.Number, f.Text("word") == "stays", f.Text("found"))
	return "", err
}

// investigates says whether the viewer may see who has seen an exhibit.
func (v *visit) investigates(c *casework.View, x *casework.ExhibitView) bool {
	_, err := v.Office.Exposure(v.ctx(), v.viewer, c.Reference, x.Number)
	return err == nil
}

// exposure lists who had an exhibit before them, and when.
func (v *visit) exposure() error {
	c, x, err := v.theExhibit()
	if err != nil {
		return err
	}
	list, err := v.Office.Exposure(v.ctx(), v.viewer, c.Reference, x.Number)
	if err != nil {
		return err
	}
	t := component.Table{Caption: v.say("evidence.exposure"), Hidden: true, Empty: v.say("evidence.exposure.none"), Columns: []component.Column{
		{Text: v.say("evidence.exposure.who")}, {Text: v.say("evidence.exposure.as")}, {Text: v.say("evidence.exposure.what")},
		{Text: v.say("evidence.exposure.when")}, {Text: v.say("evidence.exposure.times"), Number: true}, {Text: v.say("evidence.exposure.code")}}}
	for _, e := range list {
		t.Rows = append(t.Rows, []component.Cell{{Text: e.Name}, {Text: casework.Words(e.As)}, {Text: e.What}, {Text: v.span(e)},
			{Text: strconv.Itoa(e.Times)}, {Text: v.codeOf(c, x, e)}})
	}
	p := v.inEvidence(c, v.say("evidence.exposure"), component.Parts{component.Text{Text: v.say("evidence.exposure.lead", "label", x.Label)}, t},
		v.upToList(c), component.Link{Text: x.Label, Href: exhibitHref(c, x.Number)})
	p.Caption, p.Wide = x.Label, true
	return v.show(p)
}

// span is when somebody read something, on one day.
func (v *visit) span(e casework.Exposed) string {
	book, err := v.Office.Book()
	if err != nil {
		return ""
	}
	zone := book.Rules.Calendar.Location()
	from, to := e.First.In(zone).Format("15:04"), e.Last.In(zone).Format("15:04")
	day := v.day(e.First) + ", "
	if from == to {
		return day + from
	}
	return day + v.say("evidence.exposure.span", "from", from, "to", to)
}

// codeOf is the code that a copy which was taken along carries.
func (v *visit) codeOf(c *casework.View, x *casework.ExhibitView, e casework.Exposed) string {
	if e.What != x.Label && e.What != casework.ReadBundle {
		return ""
	}
	book, err := v.Office.Book()
	if err != nil {
		return ""
	}
	return v.stampCode(c.Reference, e.What, e.Person, book.Rules.Calendar.DateOf(e.First).String())
}

// examination is what a party asks about an original, and what whoever keeps the case answers.
func (v *visit) examination(c *casework.View, x *casework.ExhibitView, f *web.Form) component.Parts {
	asked := slices.DeleteFunc(slices.Clone(c.Items), func(it casework.ItemView) bool {
		return it.Sort != casework.Examination || !slices.Contains(it.Exhibits, x.Number)
	})
	if len(asked) == 0 && (c.Party == "" || !x.Disclosed) {
		return nil
	}
	sheet := component.Sheet{Heading: v.say("evidence.examine"), Tag: &component.Tag{Text: v.say("evidence.private"), Kind: "private"},
		Parts: component.Parts{component.Text{Text: v.say("evidence.examine.text"), Kind: "soft"}}}
	for _, it := range asked {
		sheet.Parts = append(sheet.Parts, component.Heading{Text: v.say("evidence.examine.asked", "date", v.day(it.At)), Small: true}, component.Text{Text: it.Text, Kind: "given"})
		sheet.Parts = append(sheet.Parts, v.examinationAnswer(c, x, it, f)...)
	}
	if c.Party != "" {
		sheet.Parts = append(sheet.Parts, component.Form{Action: exhibitHref(c, x.Number, "examine"), Parts: component.Parts{
			component.Textarea{Rows: 3, Field: f.Fill(component.Field{Name: "text", Label: v.say("evidence.examine.what")})},
			component.Button{Text: v.say("evidence.examine.ask"), Kind: "secondary"}}})
	}
	return component.Parts{sheet}
}

func (v *visit) examinationAnswer(c *casework.View, x *casework.ExhibitView, asked casework.ItemView, f *web.Form) component.Parts {
	for _, it := range c.Items {
		if it.Answers == asked.N {
			return component.Parts{component.Heading{Text: v.say("evidence.examine.answered", "date", v.day(it.At)), Small: true}, component.Text{Text: it.Text, Kind: "given"}}
		}
	}
	if !c.Office {
		return component.Parts{component.Tag{Text: v.say("evidence.examine.waits"), Kind: "wait"}}
	}
	return component.Parts{component.Form{Action: exhibitHref(c, x.Number, "answer"), Keep: []component.Pair{{Name: "asked", Value: strconv.Itoa(asked.N)}}, Parts: component.Parts{
		component.Textarea{Rows: 3, Field: f.Fill(component.Field{Name: "text", Label: v.say("evidence.examine.answer")})},
		component.Button{Text: v.say("evidence.examine.send"), Kind: "secondary"}}}}
}

func (v *visit) askExamination(c *casework.View, x *casework.ExhibitView, f *web.Form) (string, error) {
	if c.Party == "" {
		return "", web.ErrNotFound
	}
	_, err := v.Office.Say(v.ctx(), v.viewer, c.Reference, casework.Said{Space: casework.Private(c.Party), Sort: casework.Examination, Text: f.Text("text"), Exhibits: []int{x.Number}})
	return "", err
}

func (v *visit) answerExamination(c *casework.View, x *casework.ExhibitView, f *web.Form) (string, error) {
	n, _ := strconv.Atoi(f.Text("asked"))
	i := slices.IndexFunc(c.Items, func(it casework.ItemView) bool { return it.N == n && it.Sort == casework.Examination })
	if i < 0 || !c.Office {
		return "", web.ErrNotFound
	}
	_, err := v.Office.Say(v.ctx(), v.viewer, c.Reference, casework.Said{Space: c.Items[i].Space, Sort: "answer", Text: f.Text("text"), Answers: n, Exhibits: []int{x.Number}})
	return "", err
}

// disclosureState says what will be disclosed, what is withheld, and what is not ready.
func (v *visit) disclosureState() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	return v.show(v.statePage(c, &web.Form{}))
}

func (v *visit) statePage(c *casework.View, f *web.Form) web.Page {
	var ready, waiting, done, withheld, unsigned []casework.ExhibitView
	for _, x := range c.Exhibits {
		switch {
		case x.Quarantined:
		case x.Withheld != "":
			withheld = append(withheld, x)
		case x.Disclosed:
			done = append(done, x)
			if !x.Received {
				unsigned = append(unsigned, x)
			}
		case x.Pending && x.Checked && !x.Unscanned && x.Found == "":
			ready = append(ready, x)
		case x.Pending:
			waiting = append(waiting, x)
		}
	}
	none := v.say("state.none")
	parts := component.Parts{component.Text{Text: v.say("state.lead"), Kind: "lead"}}
	if c.Party != "" && len(done) > 0 {
		parts = append(parts, v.receiptPart(c, unsigned))
	}
	if len(done) > 0 {
		parts = append(parts, component.Sheet{Heading: v.say("state.bundle"), Parts: component.Parts{component.Text{Text: v.say("state.bundle.text")},
			component.Button{Text: v.say("evidence.bundle"), Href: caseHref(c.Reference, "bundle.pdf"), Kind: "secondary"}}})
	}
	parts = append(parts, v.exhibitTable(c, v.say("state.done"), none, done), v.exhibitTable(c, v.say("state.withheld"), none, withheld))
	if c.Office {
		parts = append(parts, v.exhibitTable(c, v.say("state.ready"), none, ready), component.Text{Text: v.say("state.ready.text"), Kind: "soft"},
			v.exhibitTable(c, v.say("state.not-ready"), none, waiting), component.Text{Text: v.say("state.not-ready.text"), Kind: "soft"})
	}
	p := v.inEvidence(c, v.say("state.title"), parts, v.upToList(c))
	p.Problems = f.Problems
	return p
}

// receiptPart is where a party signs for what it has been given.
func (v *visit) receiptPart(c *casework.View, unsigned []casework.ExhibitView) component.Part {
	sheet := component.Sheet{Heading: v.say("state.receipt")}
	if len(unsigned) == 0 {
		sheet.Parts = component.Parts{component.Text{Text: v.say("state.receipt.done")}}
		return sheet
	}
	var labels []string
	for _, x := range unsigned {
		labels = append(labels, x.Label)
	}
	sheet.Parts = component.Parts{component.Text{Text: v.say("state.receipt.text", "list", strings.Join(labels, ", "))},
		component.Form{Action: evidenceHref(c, "receipt"), Parts: component.Parts{component.Button{Text: v.say("state.receipt.sign")}}}}
	return sheet
}

// signReceipt is a party's receipt for what was disclosed to it.
func (v *visit) signReceipt() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	f, err := web.ReadForm(v.w, v.r, 1<<12)
	if err != nil {
		return err
	}
	if _, err := v.Office.Receive(v.ctx(), v.viewer, c.Reference); err != nil {
		return again(err, f, func() web.Page { return v.statePage(c, f) })
	}
	return v.to(evidenceHref(c, "disclosure"))
}
