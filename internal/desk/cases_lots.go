package desk

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// caseLots is what has been, and is to be, drawn by lot, and how anybody can draw it again.
func (v *visit) caseLots() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	return v.show(v.lotsPage(c, &web.Form{}))
}

func (v *visit) lotsPage(c *casework.View, form *web.Form) web.Page {
	parts := component.Parts{component.Text{Text: v.say("lots.lead")}}
	waiting := map[string]bool{}
	for _, l := range c.Lots {
		waiting[l.Body] = true
		parts = append(parts, v.committed(c, l, form))
	}
	for _, body := range c.Unassigned {
		if c.Office && !waiting[body] {
			parts = append(parts, component.Section{Heading: casework.Words(body), Sheet: true, Text: v.say("lots.commit.text"), Parts: component.Parts{
				v.lotForm(c, "commit", body, component.Button{Text: v.say("lots.commit")})}})
		}
	}
	for i, x := range c.Draws {
		name := fileOfLot(c, i)
		parts = append(parts, component.Section{Heading: v.say("lots.drawn", "body", casework.Words(x.Body)), Sheet: true, Text: v.say("lots.again", "file", name), Parts: component.Parts{
			component.Button{Text: v.say("lots.file"), Href: caseHref(c.Reference, "lots", name), Kind: "secondary"},
			component.Details{Summary: v.say("lots.text"), Parts: component.Parts{component.Text{Text: x.Draw}}}}})
	}
	if len(parts) == 1 {
		parts = append(parts, component.Empty{Text: v.say("lots.none")})
	}
	p := web.Page{Title: v.say("lots.title"), Template: "parts", Data: parts, Problems: form.Problems, Leave: c.Party != "",
		Caption: v.say("act.caption", "reference", c.Reference, "capacity", v.standsAs(c))}
	return v.below(p, c, component.Link{Text: v.say("case.people"), Href: caseHref(c.Reference, tabPeople)})
}

// committed is a draw whose terms are fixed and whose seed is not: parties may add to it.
func (v *visit) committed(c *casework.View, l casework.LotView, form *web.Form) component.Section {
	s := component.Section{Heading: casework.Words(l.Body), Sheet: true, Text: v.say("lots.committed")}
	if l.By != "" && c.Party != "" {
		if l.Gave != "" {
			s.Parts = append(s.Parts, component.Text{Text: v.say("lots.gave")}, component.Text{Text: l.Gave, Kind: "given"})
		}
		s.Parts = append(s.Parts, component.Form{Action: caseHref(c.Reference, "lots", "contribute"), Keep: []component.Pair{{Name: "body", Value: l.Body}}, Parts: component.Parts{
			component.Input{Field: form.Fill(component.Field{Name: "text", Label: v.say("lots.share"), Hint: v.say("lots.share.hint")})},
			component.Button{Text: v.say("lots.give"), Kind: "secondary"}}})
	}
	if c.Office {
		s.Parts = append(s.Parts, v.lotForm(c, "draw", l.Body, component.Button{Text: v.say("lots.draw")}))
	}
	s.Parts = append(s.Parts, component.Details{Summary: v.say("lots.terms"), Parts: component.Parts{component.Text{Text: l.Text}}})
	return s
}

func (v *visit) lotForm(c *casework.View, do, body string, b component.Button) component.Form {
	return component.Form{Action: caseHref(c.Reference, "lots", do), Keep: []component.Pair{{Name: "body", Value: body}}, Parts: component.Parts{b}}
}

// changeLot commits to a draw, adds a party's share to its seed, or draws.
func (v *visit) changeLot() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	page := func() web.Page { return v.lotsPage(c, form) }
	body := form.Text("body")
	switch v.r.PathValue("do") {
	case "commit":
		_, err = v.Office.Pool(v.ctx(), v.viewer, c.Reference, body)
	case "draw":
		_, err = v.Office.DrawLot(v.ctx(), v.viewer, c.Reference, body)
	case "contribute":
		if form.Text("text") == "" {
			form.Problem("text", v.say("lots.share.missing"))
			return form.Err(page())
		}
		_, err = v.Office.Contribute(v.ctx(), v.viewer, c.Reference, body, form.Text("text"))
	default:
		return web.ErrNotFound
	}
	if err != nil {
		return again(err, form, page)
	}
	return v.to(caseHref(c.Reference, "lots"))
}

// fileOfLot is what the file of the i-th draw is called.
func fileOfLot(c *casework.View, i int) string {
	return strings.ToLower(c.Reference) + "-" + c.Draws[i].Body + "-" + itoa(i+1) + ".txt"
}

// lotFile is the text of a draw, for `evenhand lot`.
func (v *visit) lotFile() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	for i, x := range c.Draws {
		if name := fileOfLot(c, i); v.r.PathValue("n") == name {
			v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			v.w.Header().Set("Content-Disposition", "attachment; filename="+strconv.Quote(name))
			v.w.WriteHeader(http.StatusOK)
			_, err := v.w.Write([]byte(x.Draw))
			return err
		}
	}
	return web.ErrNotFound
}
