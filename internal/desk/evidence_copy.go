package desk

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/disclosure"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// exhibitWork is what those who prepare the case do with an exhibit until it is disclosed.
func (v *visit) exhibitWork(c *casework.View, x *casework.ExhibitView, f *web.Form) component.Parts {
	var parts component.Parts
	post := func(do string, parts ...component.Part) component.Form {
		return component.Form{Action: exhibitHref(c, x.Number, do), Parts: parts}
	}
	switch {
	case x.Found != "":
		parts = append(parts, component.Warning{Text: v.say("evidence.scan.found", "name", x.Found)})
	case x.Unscanned:
		parts = append(parts, component.Sheet{Heading: v.say("evidence.scan"), Parts: component.Parts{
			component.Text{Text: v.say("evidence.scan.text")}, post("scan", component.Button{Text: v.say("evidence.scan.now")})}})
	}
	work := component.Sheet{Heading: v.say("evidence.copy"), Parts: component.Parts{component.Text{Text: v.say("evidence.copy.text")}}}
	switch {
	case v.Copies == nil:
		work.Parts = append(work.Parts, component.Text{Text: v.say("evidence.copy.tools")})
	case x.Copied && !x.Checked:
		work.Parts = append(work.Parts, component.Text{Text: v.say("evidence.check.text")},
			component.Button{Text: v.say("evidence.check"), Href: exhibitHref(c, x.Number, "check")})
	case !x.Copied:
		work.Parts = append(work.Parts, post("copy", component.Button{Text: v.say("evidence.copy.make")}))
	}
	if x.Copied {
		work.Parts = append(work.Parts, component.Button{Text: v.say("redact.title"), Href: exhibitHref(c, x.Number, "redact"), Kind: "secondary"})
		if v.Copies != nil && x.RedactedOf == 0 {
			work.Parts = append(work.Parts, post("copy", component.Button{Text: v.say("evidence.copy.again"), Kind: "secondary"}))
		}
	}
	if v.Copies != nil && x.RedactedOf == 0 {
		work.Parts = append(work.Parts, component.Details{Summary: v.say("evidence.hand"), Open: len(f.Problems) > 0 && f.Problems[0].Field == "prepared",
			Parts: component.Parts{component.Text{Text: v.say("evidence.hand.text")},
				component.Form{Action: exhibitHref(c, x.Number, "by-hand"), Files: true, Parts: component.Parts{
					component.FileUpload{Field: f.Fill(component.Field{Name: "prepared", Label: v.say("evidence.hand.file")})},
					component.Button{Text: v.say("evidence.hand.take"), Kind: "secondary"}}}}})
	}
	parts = append(parts, work)
	if x.Withheld == "" {
		parts = append(parts, component.Sheet{Heading: v.say("evidence.withhold"), Parts: component.Parts{component.Text{Text: v.say("evidence.withhold.text")},
			post("withhold", component.Textarea{Field: f.Fill(component.Field{Name: "ground", Label: v.say("evidence.withhold.ground")}), Rows: 2},
				component.Button{Text: v.say("evidence.withhold"), Kind: "secondary"})}})
	}
	return parts
}

func (v *visit) withhold(c *casework.View, x *casework.ExhibitView, f *web.Form) (string, error) {
	_, err := v.Office.Withhold(v.ctx(), v.viewer, c.Reference, x.Number, f.Text("ground"))
	return "", err
}

func (v *visit) scanAgain(c *casework.View, x *casework.ExhibitView, _ *web.Form) (string, error) {
	_, err := v.Office.ScanExhibit(v.ctx(), v.viewer, c.Reference, x.Number)
	return "", err
}

// makeCopy makes the disclosure copy with the tools of this machine.
func (v *visit) makeCopy(c *casework.View, x *casework.ExhibitView, f *web.Form) (string, error) {
	if !c.Office {
		return "", web.ErrNotFound
	}
	if v.Copies == nil {
		return "", casework.Problems{{Field: "exhibit", Text: v.say("evidence.copy.tools")}}
	}
	if x.Unscanned {
		if _, err := v.Office.ScanExhibit(v.ctx(), v.viewer, c.Reference, x.Number); err != nil {
			return "", err
		}
	}
	body, original, err := v.Office.OpenExhibit(v.ctx(), v.viewer, c.Reference, x.Number, true)
	if err != nil {
		return "", err
	}
	defer body.Close()
	made, err := v.Copies.Copy(v.ctx(), casework.Upload{Name: original.FileName, Body: body})
	if p, ok := asProblems(err); ok {
		return "", casework.Problems{{Field: "exhibit", Text: v.say("evidence.copy.failed", "why", p.Error())}}
	}
	if err != nil {
		return "", err
	}
	return exhibitHref(c, x.Number, "check"), v.noteCopy(c, x, made)
}

// noteCopy keeps a copy that was made and notes it.
func (v *visit) noteCopy(c *casework.View, x *casework.ExhibitView, made Copied) error {
	blob, err := v.Office.Blobs.Put(v.ctx(), bytes.NewReader(made.PDF))
	if err != nil {
		return fmt.Errorf("keep a copy: %w", err)
	}
	_, err = v.Office.Copied(v.ctx(), v.viewer, c.Reference, casework.Copied{Exhibit: x.Number, Blob: blob.SHA256, Bytes: blob.Bytes, Pages: made.Pages,
		Hidden: made.Hidden, Text: made.Text})
	return err
}

// copyByHand takes a copy that a person has prepared. It goes the same way as every original: what it holds and does not
// show does not come along.
func (v *visit) copyByHand(c *casework.View, x *casework.ExhibitView) error {
	if !c.Office || v.Copies == nil {
		return web.ErrNotFound
	}
	f := &web.Form{}
	wrong := func(text string) error {
		f.Problem("prepared", text)
		return &web.Invalid{Page: v.exhibitPage(c, x, f)}
	}
	var made *Copied
	problem, err := v.pieces(func(p piece) error {
		if made != nil {
			return nil
		}
		got, err := v.Copies.Copy(v.ctx(), casework.Upload{Name: p.name, Body: p.body})
		if err == nil {
			made = &got
		}
		return err
	})
	if p, ok := asProblems(err); ok {
		return wrong(v.say("evidence.copy.failed", "why", p.Error()))
	}
	switch {
	case err != nil:
		return err
	case problem != "":
		return wrong(problem)
	case made == nil:
		return wrong(v.say("add.no-file"))
	}
	made.Hidden = append([]string{v.say("evidence.hand.note")}, made.Hidden...)
	if err := v.noteCopy(c, x, *made); err != nil {
		return again(err, f, func() web.Page { return v.exhibitPage(c, x, f) })
	}
	return v.to(exhibitHref(c, x.Number, "check"))
}

// checking shows the copy page by page to whoever confirms it.
func (v *visit) checking() error {
	c, x, err := v.toCheck()
	if err != nil {
		return err
	}
	return v.show(v.copyPage(c, x, &web.Form{}))
}

// toCheck is an exhibit whose copy can be confirmed or redacted by the viewer.
func (v *visit) toCheck() (*casework.View, *casework.ExhibitView, error) {
	c, x, err := v.theExhibit()
	if err == nil && (!c.Office || !x.Copied || x.Quarantined || x.Disclosed) {
		err = web.ErrNotFound
	}
	return c, x, err
}

func (v *visit) copyPage(c *casework.View, x *casework.ExhibitView, f *web.Form) web.Page {
	hidden := component.Text{Text: v.say("check.hidden.none")}
	if len(x.Hidden) > 0 {
		hidden.Text = v.say("check.hidden.text") + "\n\n• " + strings.Join(x.Hidden, "\n• ")
	}
	list := component.Leaves{Label: v.say("evidence.pages", "label", x.Label)}
	for n := 1; n <= x.Pages; n++ {
		leaf := v.leaf(c, x, n)
		words := ""
		if n <= len(x.Text) {
			words = x.Text[n-1]
		}
		leaf.Parts = component.Parts{component.Textarea{Rows: min(8, 2+strings.Count(words, "\n")), Field: f.Fill(component.Field{Name: "words-" + strconv.Itoa(n),
			Label: v.say("check.words", "n", n), Hint: v.say("check.words.hint"), Values: []string{words}})}}
		list.Leaves = append(list.Leaves, leaf)
	}
	p := v.inEvidence(c, v.say("check.title"), component.Parts{
		component.Text{Text: v.say("check.lead"), Kind: "lead"},
		component.Sheet{Heading: v.say("check.hidden"), Parts: component.Parts{hidden}},
		component.Form{Action: exhibitHref(c, x.Number, "check"), Parts: component.Parts{list,
			component.Checkboxes{Field: f.Fill(component.Field{Name: "looked", Label: v.say("check.looked")}), Options: []component.Option{{Value: "yes", Text: v.say("check.looked.yes")}}},
			component.Input{Field: f.Fill(component.Field{Name: "remark", Label: v.say("check.remark"), Optional: true})},
			component.Button{Text: v.say("check.confirm")},
			component.Button{Text: v.say("check.redact"), Href: exhibitHref(c, x.Number, "redact"), Kind: "secondary"}}},
	}, v.upToList(c), component.Link{Text: x.Label, Href: exhibitHref(c, x.Number)})
	p.Caption, p.Problems = x.Label, f.Problems
	return p
}

// confirmCopy is a person's word that nothing is visible that should not be, and what can be read on each page.
func (v *visit) confirmCopy(c *casework.View, x *casework.ExhibitView, f *web.Form) (string, error) {
	if !c.Office || !x.Copied || x.Quarantined || x.Disclosed {
		return "", web.ErrNotFound
	}
	if !f.Chosen("looked", "yes") {
		f.Problem("looked", v.say("check.looked.wrong"))
		return "", f.Err(v.copyPage(c, x, f))
	}
	words := make([]string, x.Pages)
	for n := range words {
		words[n] = f.Text("words-" + strconv.Itoa(n+1))
	}
	_, err := v.Office.ConfirmCopy(v.ctx(), v.viewer, c.Reference, casework.Checked{Exhibit: x.Number, Remark: f.Text("remark"), Words: words})
	return "", err
}

// A blackening is the form with which parts of a copy are made black.
type blackening struct {
	page  int
	boxes []disclosure.Box
	why   string
}

func (v *visit) redacting() error {
	c, x, err := v.toCheck()
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(v.r.FormValue("page"))
	return v.show(v.redactPage(c, x, blackening{page: min(max(n, 1), x.Pages)}, &web.Form{}))
}

// redact goes one step: to another page, a box more or less, or the new exhibit.
func (v *visit) redact() error {
	c, x, err := v.toCheck()
	if err != nil {
		return err
	}
	f, err := web.ReadForm(v.w, v.r, 1<<16)
	if err != nil {
		return err
	}
	b := readBlackening(f, x.Pages)
	step, arg, _ := strings.Cut(f.Text("do"), " ")
	switch n, _ := strconv.Atoi(arg); step {
	case "page":
		b.page = min(max(n, 1), x.Pages)
	case "remove":
		if n >= 0 && n < len(b.boxes) {
			b.boxes = append(b.boxes[:n:n], b.boxes[n+1:]...)
		}
	case "add":
		box, ok := readBox(strconv.Itoa(b.page), f.Text("x"), f.Text("y"), f.Text("width"), f.Text("height"))
		if !ok {
			f.Problem("x", v.say("redact.bad-box"))
			return f.Err(v.redactPage(c, x, b, f))
		}
		b.boxes = append(b.boxes, box)
	default:
		return v.blacken(c, x, b, f)
	}
	f.Values = nil // the fields are for the next box
	return v.show(v.redactPage(c, x, b, f))
}

func readBlackening(f *web.Form, pages int) blackening {
	b := blackening{why: f.Text("why")}
	b.page, _ = strconv.Atoi(f.Text("page"))
	b.page = min(max(b.page, 1), pages)
	for _, text := range f.Values["box"] {
		if parts := strings.Fields(text); len(parts) == 5 {
			if box, ok := readBox(parts[0], parts[1], parts[2], parts[3], parts[4]); ok && box.Page <= pages {
				b.boxes = append(b.boxes, box)
			}
		}
	}
	return b
}

// readBox reads a box: a page, and per cent of it.
func readBox(page string, numbers ...string) (disclosure.Box, bool) {
	n, err := strconv.Atoi(page)
	if err != nil || n < 1 {
		return disclosure.Box{}, false
	}
	var at [4]float64
	for i, text := range numbers {
		at[i], err = strconv.ParseFloat(strings.Replace(strings.TrimSuffix(text, "%"), ",", ".", 1), 64)
		if err != nil || !(at[i] >= 0 && at[i] <= 100) {
			return disclosure.Box{}, false
		}
	}
	return disclosure.Box{Page: n, X: at[0] / 100, Y: at[1] / 100, Width: at[2] / 100, Height: at[3] / 100}, at[2] > 0 && at[3] > 0 && at[0] < 100 && at[1] < 100
}

// percent writes a share.
func percent(share float64) string {
	return strconv.FormatFloat(float64(int(share*1000+.5))/10, 'f', -1, 64)
}

func (v *visit) redactPage(c *casework.View, x *casework.ExhibitView, b blackening, f *web.Form) web.Page {
	leaf := v.leaf(c, x, b.page)
	leaf.Draw = true
	form := component.Form{Action: exhibitHref(c, x.Number, "redact"), Keep: []component.Pair{{Name: "page", Value: strconv.Itoa(b.page)}}}
	var rows component.SummaryList
	rows.Heading = v.say("redact.boxes")
	for i, box := range b.boxes {
		at := []string{percent(box.X), percent(box.Y), percent(box.Width), percent(box.Height)}
		form.Keep = append(form.Keep, component.Pair{Name: "box", Value: strconv.Itoa(box.Page) + " " + strings.Join(at, " ")})
		if box.Page == b.page {
			leaf.Boxes = append(leaf.Boxes, component.Box{X: box.X * 100, Y: box.Y * 100, Width: box.Width * 100, Height: box.Height * 100})
		}
		rows.Rows = append(rows.Rows, component.Row{Key: strconv.Itoa(i + 1),
			Text:  v.say("redact.where", "page", box.Page, "x", at[0]+" %", "y", at[1]+" %", "width", at[2]+" %", "height", at[3]+" %"),
			Parts: component.Parts{component.Button{Text: v.say("redact.remove", "n", i+1), Name: "do", Value: "remove " + strconv.Itoa(i), Kind: "secondary"}}})
	}
	number := func(name, label string) component.Input {
		return component.Input{Field: f.Fill(component.Field{Name: name, Label: label}), Width: "4", Mode: "decimal"}
	}
	form.Parts = component.Parts{component.Heading{Text: v.say("redact.box"), Small: true}, component.Text{Text: v.say("redact.box.hint"), Kind: "soft"},
		number("x", v.say("redact.x")), number("y", v.say("redact.y")), number("width", v.say("redact.width")), number("height", v.say("redact.height")),
		component.Button{Text: v.say("redact.add"), Name: "do", Value: "add 0", Kind: "secondary"}}
	if len(rows.Rows) > 0 {
		form.Parts = append(form.Parts, rows)
	}
	form.Parts = append(form.Parts, component.Textarea{Rows: 3, Field: f.Fill(component.Field{Name: "why", Label: v.say("redact.why"), Hint: v.say("redact.why.hint"), Values: []string{b.why}})},
		component.Button{Text: v.say("redact.make"), Name: "do", Value: "make 0"})
	if x.Pages > 1 {
		form.Parts = append(form.Parts, component.Heading{Text: v.say("redact.pages"), Small: true})
		for n := 1; n <= x.Pages; n++ {
			if n != b.page {
				form.Parts = append(form.Parts, component.Button{Text: v.say("evidence.page", "n", n, "of", x.Pages), Name: "do", Value: "page " + strconv.Itoa(n), Kind: "secondary"})
			}
		}
	}
	p := v.inEvidence(c, v.say("redact.title"), nil, v.upToList(c), component.Link{Text: x.Label, Href: exhibitHref(c, x.Number)})
	p.Template, p.Wide, p.Caption, p.Problems = "redact", true, x.Label, f.Problems
	p.Data = struct{ Lead, Pages, Ask component.Parts }{
		component.Parts{component.Text{Text: v.say("redact.lead")}},
		component.Parts{component.Leaves{Label: v.say("redact.page"), Leaves: []component.Leaf{leaf}}}, component.Parts{form}}
	return p
}

// blacken makes the redacted exhibit.
func (v *visit) blacken(c *casework.View, x *casework.ExhibitView, b blackening, f *web.Form) error {
	if len(b.boxes) == 0 {
		f.Problem("x", v.say("redact.no-box"))
	}
	if b.why == "" {
		f.Problem("why", v.say("redact.why"))
	}
	page := func() web.Page { return v.redactPage(c, x, b, f) }
	if err := f.Err(page()); err != nil {
		return err
	}
	made, err := v.blackened(c, x, b)
	if err == nil {
		var after *casework.View
		if after, err = v.Office.Redact(v.ctx(), v.viewer, c.Reference, made); err == nil {
			return v.to(exhibitHref(c, redactionOf(after, x.Number), "check"))
		}
	}
	return again(err, f, page)
}

// redactionOf is the last redaction that was made of an exhibit.
func redactionOf(c *casework.View, n int) (last int) {
	for _, x := range c.Exhibits {
		if x.RedactedOf == n {
			last = x.Number
		}
	}
	return last
}

func (v *visit) blackened(c *casework.View, x *casework.ExhibitView, b blackening) (casework.Redaction, error) {
	r := casework.Redaction{Of: x.Number, Why: b.why, Pages: x.Pages}
	before, _, err := v.openCopy(c.Reference, x.Number)
	if err != nil {
		return r, err
	}
	defer before.Close()
	after, err := newSpool()
	if err != nil {
		return r, err
	}
	defer after.Close()
	if err := disclosure.Redact(after, before.Copy, b.boxes); err != nil {
		if _, ok := err.(*disclosure.BoxError); ok {
			return r, casework.Problems{{Field: "x", Text: v.say("redact.nothing")}}
		}
		return r, err
	}
	done, err := after.open()
	if err != nil {
		return r, err
	}
	if r.Words, err = wordsLeft(done, x.Text, b.boxes); err != nil {
		return r, err
	}
	r.Blob, err = v.Office.Blobs.Put(v.ctx(), after.reader())
	return r, err
}

// wordsLeft are the words of each page: of a page that was touched only those that are still in the copy itself.
func wordsLeft(done *disclosure.Copy, before []string, boxes []disclosure.Box) ([]string, error) {
	words := make([]string, done.Pages())
	copy(words, before)
	for _, box := range boxes {
		text, err := done.Text(box.Page)
		if err != nil {
			return nil, err
		}
		words[box.Page-1] = text
	}
	return words, nil
}
