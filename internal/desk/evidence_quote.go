package desk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/evidence"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// quotation compares quoted words with an exhibit.
func (v *visit) quotation() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	f := &web.Form{Values: v.r.URL.Query()}
	options := []component.Option{}
	for _, x := range c.Exhibits {
		if len(x.Text) > 0 {
			options = append(options, component.Option{Value: strconv.Itoa(x.Number), Text: x.Label + "  " + x.Title})
		}
	}
	parts := component.Parts{component.Form{Action: caseHref(c.Reference, "quotation"), Get: true, Parts: component.Parts{
		component.Select{Field: f.Fill(component.Field{Name: "exhibit", Label: v.say("quotation.exhibit")}), Options: options},
		component.Textarea{Rows: 2, Field: f.Fill(component.Field{Name: "q", Label: v.say("quotation.words"), Hint: v.say("quotation.words.hint")})},
		component.Button{Text: v.say("quotation.compare"), Kind: "secondary"}}}}
	if q := f.Text("q"); q != "" && len(q) <= mostQuoted {
		n, _ := strconv.Atoi(f.Text("exhibit"))
		i := slices.IndexFunc(c.Exhibits, func(x casework.ExhibitView) bool { return x.Number == n && x.Title != "" })
		if i < 0 {
			return web.ErrNotFound
		}
		parts = append(v.quoted(c, c.Exhibits[i], q), parts...)
	} else {
		parts = append(component.Parts{component.Text{Text: v.say("quotation.none")}}, parts...)
	}
	if charged := v.charged(c); len(charged) > 0 {
		parts = append(append(parts, component.Heading{Text: v.say("quotation.charges")}), charged...)
	}
	return v.show(v.inEvidence(c, v.say("quotation.title"), parts, v.upToList(c)))
}

// mostQuoted bounds what is compared.
const mostQuoted = 4000

// quoted shows quoted words where they stand in an exhibit, with what stands around them.
func (v *visit) quoted(c *casework.View, x casework.ExhibitView, quote string) component.Parts {
	m := evidence.Find(x.Text, quote)
	q := component.Quotation{Quoted: quote, Source: v.say("quotation.source.none", "label", x.Label), Href: exhibitHref(c, x.Number), Cut: x.Provenance.Part}
	var parts component.Parts
	switch {
	case m.Result == evidence.Absent || len(m.Places) == 0:
		q.Absent = true
		return component.Parts{q}
	case m.Result == evidence.Altered:
		q.Absent = true
		parts = append(parts, q, v.altered(m.Places[0]))
		return append(parts, v.cautionsOfQuote(x)...)
	}
	p := m.Places[0]
	q.Source = v.say("quotation.source", "label", x.Label, "page", p.Page)
	for _, left := range p.LeftOut {
		q.Elided += left.Words
	}
	q.Segments = segments(x.Text, p)
	q.Cut = x.Provenance.Part && strings.TrimSpace(p.Before) == ""
	parts = append(parts, q)
	if m.Count > 1 {
		parts = append(parts, component.Text{Text: v.site.Words().Count("quotation.also", m.Count-1), Kind: "soft"})
	}
	return append(parts, v.cautionsOfQuote(x)...)
}

// cautionsOfQuote are what a reader of a quotation should know of its source.
func (v *visit) cautionsOfQuote(x casework.ExhibitView) component.Parts {
	var parts component.Parts
	if x.Provenance.Part {
		parts = append(parts, component.Inset{Text: v.say("quotation.part")})
	}
	if x.Provenance.Covert {
		parts = append(parts, component.Inset{Text: v.say("quotation.covert")})
	}
	return parts
}

// altered shows the nearest words, and what differs.
func (v *visit) altered(p evidence.Place) component.Part {
	text := v.say("quotation.altered") + "\n\n" + p.Before + " " + p.Words + " " + p.After
	for _, change := range p.Changes {
		nothing := func(s string) string {
			if strings.TrimSpace(s) == "" {
				return v.say("quotation.altered.nothing")
			}
			return s
		}
		text += "\n\n" + v.say("quotation.altered.change", "quoted", nothing(change.Quoted), "source", nothing(change.Source))
	}
	return component.Text{Text: text}
}

// segments are the words of the source at a place: what goes before, what is quoted, what is left out, what follows.
func segments(pages []string, p evidence.Place) []component.Segment {
	list := []component.Segment{{Text: p.Before + " "}}
	page, at := p.Page, p.Start
	upTo := func(toPage, to int) string {
		var b strings.Builder
		for page < toPage {
			b.WriteString(pages[page-1][at:] + " ")
			page, at = page+1, 0
		}
		b.WriteString(pages[page-1][at:to])
		at = to
		return b.String()
	}
	for _, left := range p.LeftOut {
		list = append(list, component.Segment{Text: upTo(left.Page, left.Start), Quoted: true}, component.Segment{Text: upTo(left.EndPage, left.End), Left: true})
	}
	return append(list, component.Segment{Text: upTo(p.EndPage, p.End), Quoted: true}, component.Segment{Text: " " + p.After})
}

// quotations finds what the text of a charge quotes, in double marks, and shows each where it stands in an exhibit to
// which the charge points. It is empty when nothing is quoted.
func (v *visit) quotations(c *casework.View, text string, exhibits []int) component.Parts {
	var parts component.Parts
	for _, quote := range inMarks(text) {
		best, found := -1, evidence.Absent
		for i, x := range c.Exhibits {
			if len(x.Text) == 0 || len(exhibits) > 0 && !slices.Contains(exhibits, x.Number) {
				continue
			}
			if r := evidence.Find(x.Text, quote).Result; best < 0 || rankOf(r) > rankOf(found) {
				best, found = i, r
			}
		}
		if best >= 0 {
			parts = append(parts, v.quoted(c, c.Exhibits[best], quote)...)
		}
	}
	return parts
}

// charged shows what the acts of a case quote of the exhibits to which they point.
func (v *visit) charged(c *casework.View) component.Parts {
	var parts component.Parts
	for _, st := range c.Steps {
		if found := v.quotations(c, st.Text, st.Exhibits); len(st.Exhibits) > 0 && len(found) > 0 {
			parts = append(parts, component.Heading{Text: st.Words, Small: true})
			parts = append(parts, found...)
		}
	}
	return parts
}

// rankOf puts results in the order in which they bear a quotation out.
func rankOf(r evidence.Result) int {
	return slices.Index([]evidence.Result{evidence.Absent, evidence.Altered, evidence.Elided, evidence.Verbatim}, r)
}

// inMarks lists what stands in double quotation marks, of at least two words.
func inMarks(text string) []string {
	text = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`).Replace(text)
	var list []string
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 && len(strings.Fields(part)) >= 2 && len(part) <= mostQuoted && len(list) < 20 {
			list = append(list, part)
		}
	}
	return list
}
