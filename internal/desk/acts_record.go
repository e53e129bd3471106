package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/matter"
)

// recordForm records what happened outside the office. It is never refused: the page says what became of it.
func (v *visit) recordForm() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	list, err := v.Office.Happenings(v.ctx(), v.viewer, c.Reference)
	if err != nil {
		return err
	}
	page := func() web.Page { return v.recordPage(c, list, form) }
	if v.r.Method != http.MethodPost || form.Values.Has("search") {
		return v.show(page())
	}
	fact := casework.Fact{On: v.dayIn(form, "on"), Note: form.Text("note"), Source: form.Text("source"), Reasons: form.Chosen("reasons", "yes")}
	fact.Act, fact.Outcome, _ = strings.Cut(form.Text("what"), "|")
	fact.As, fact.Tally = form.Text("capacity"), tally(form)
	fact.To = casework.PersonID(form.Text("person"))
	fact.Data = map[string]string{}
	for i := range list {
		if list[i].Act != fact.Act || list[i].Outcome != fact.Outcome {
			continue
		}
		for _, d := range list[i].Data {
			if value := form.Text("data-" + d.Name); value != "" {
				fact.Data[d.Name] = value
			}
		}
	}
	if _, err := v.Office.Record(v.ctx(), v.viewer, c.Reference, fact); err != nil {
		return again(err, form, page)
	}
	return v.to(caseHref(c.Reference, tabTimeline))
}

// dayIn reads a day that was typed; zero when it is none.
func (v *visit) dayIn(form *web.Form, name string) calendar.Date {
	w, err := v.site.Words().ReadWhen(form.Text(name))
	if err != nil {
		return 0
	}
	d, err := calendar.ParseDate(w.String())
	if err != nil {
		return 0
	}
	return d
}

// tally is what minutes say of a vote; nil when nothing was typed.
func tally(form *web.Form) *matter.Tally {
	if form.Text("for") == "" && form.Text("against") == "" && form.Text("abstain") == "" {
		return nil
	}
	n := func(name string) int { n, _ := strconv.Atoi(form.Text(name)); return max(0, n) }
	t := &matter.Tally{For: n("for"), Against: n("against"), Abstain: n("abstain"), Entitled: n("entitled")}
	t.Present = t.For + t.Against + t.Abstain
	t.Entitled = max(t.Entitled, t.Present)
	return t
}

func (v *visit) recordPage(c *casework.View, list []casework.Happening, form *web.Form) web.Page {
	what := component.Select{Field: form.Fill(component.Field{Name: "what", Label: v.say("record.what"), Hint: v.say("record.what.hint")}),
		Options: []component.Option{{Value: "", Text: v.say("record.none")}}}
	var capacities []string
	var data component.Parts
	for _, h := range list {
		text := h.Words + " (" + h.Clause + ")"
		if h.Fact {
			text = v.say("record.as-fact", "what", text)
		}
		what.Options = append(what.Options, component.Option{Value: h.Act + "|" + h.Outcome, Text: text})
		for _, who := range h.Who {
			if !slices.Contains(capacities, who) {
				capacities = append(capacities, who)
			}
		}
		if form.Text("what") == h.Act+"|"+h.Outcome {
			for _, d := range h.Data {
				data = append(data, component.Radios{Field: form.Fill(component.Field{Name: "data-" + d.Name, Label: casework.Words(d.Name), Optional: true}), Options: answers(d.Values)})
			}
			for _, role := range h.Names {
				data = append(data, v.choosePersonIn(c, form, "person", role)...)
			}
		}
	}
	as := component.Select{Field: form.Fill(component.Field{Name: "capacity", Label: v.say("record.as"), Optional: true}), Options: append([]component.Option{{Value: "", Text: v.say("record.as.none")}}, answers(capacities)...)}
	number := func(name, label string) component.Part {
		return component.Input{Field: form.Fill(component.Field{Name: name, Label: label}), Width: "4", Mode: "numeric"}
	}
	f := component.Form{Action: caseHref(c.Reference, "record"), Parts: component.Parts{
		component.Textarea{Field: form.Fill(component.Field{Name: "note", Label: v.say("record.note")}), Rows: 4},
		component.Input{Field: form.Fill(component.Field{Name: "on", Label: v.say("record.on"), Hint: v.say("field.day.hint")}), Width: "10"},
		component.Input{Field: form.Fill(component.Field{Name: "source", Label: v.say("record.source"), Hint: v.say("record.source.hint")})},
		what}}
	f.Parts = append(f.Parts, data...)
	f.Parts = append(f.Parts, component.Details{Summary: v.say("record.more"), Open: form.Text("capacity") != "" || tally(form) != nil, Parts: component.Parts{as,
		component.Checkboxes{Field: form.Fill(component.Field{Name: "reasons", Label: v.say("record.reasons"), Optional: true}), Options: []component.Option{{Value: "yes", Text: v.say("record.reasons.yes")}}},
		component.Text{Text: v.say("record.minutes")}, number("for", v.say("vote.for")), number("against", v.say("vote.against")), number("abstain", v.say("vote.abstain")), number("entitled", v.say("record.entitled"))}},
		component.Button{Text: v.say("record.do")},
		component.Button{Text: v.say("record.ask"), Name: "search", Value: "what", Kind: "secondary"})
	p := web.Page{Title: v.say("record.title"), Template: "parts", Problems: form.Problems, Caption: v.say("act.caption", "reference", c.Reference, "capacity", v.standsAs(c)),
		Data: component.Parts{component.Text{Text: v.say("record.lead")}, f}}
	return v.below(p, c)
}

// correctForm corrects the date of something, after showing which deadlines move.
func (v *visit) correctForm() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	if !c.Office {
		return web.ErrNotFound
	}
	if v.r.Method != http.MethodPost {
		form.Values = v.r.URL.Query()
	}
	page := func() web.Page { return v.correctPage(c, form) }
	if v.r.Method != http.MethodPost || form.Text("confirm") == "no" {
		return v.show(page())
	}
	event, _ := strconv.Atoi(form.Text("event"))
	on := v.dayIn(form, "on")
	if form.Text("reason") == "" {
		form.Problem("reason", v.say("correct.reason.missing"))
		return form.Err(page())
	}
	moved, err := v.Office.Correction(v.ctx(), v.viewer, c.Reference, event, on)
	if err != nil {
		return again(err, form, page)
	}
	if form.Text("confirm") != "yes" {
		return v.show(v.correction(c, form, on, moved))
	}
	if _, err := v.Office.Correct(v.ctx(), v.viewer, c.Reference, event, on, form.Text("reason")); err != nil {
		return again(err, form, page)
	}
	return v.to(caseHref(c.Reference, tabTimeline))
}

func (v *visit) correctPage(c *casework.View, form *web.Form) web.Page {
	events := component.Select{Field: form.Fill(component.Field{Name: "event", Label: v.say("correct.event")})}
	for _, st := range slices.Backward(c.Steps) {
		if st.N >= 0 && st.Mark != casework.ByRule {
			events.Options = append(events.Options, component.Option{Value: itoa(st.N), Text: v.site.Words().Date(st.On) + ": " + st.Words})
		}
	}
	f := component.Form{Action: caseHref(c.Reference, "correct"), Parts: component.Parts{events,
		component.Input{Field: form.Fill(component.Field{Name: "on", Label: v.say("correct.on"), Hint: v.say("field.day.hint")}), Width: "10"},
		component.Textarea{Field: form.Fill(component.Field{Name: "reason", Label: v.say("correct.reason"), Hint: v.say("correct.reason.hint")}), Rows: 3},
		component.Button{Text: v.say("correct.look")}}}
	p := web.Page{Title: v.say("correct.title"), Template: "parts", Problems: form.Problems, Caption: v.say("act.caption", "reference", c.Reference, "capacity", v.standsAs(c)),
		Data: component.Parts{component.Text{Text: v.say("correct.lead")}, f}}
	return v.below(p, c)
}

// correction shows which deadlines a corrected date moves, before it is confirmed.
func (v *visit) correction(c *casework.View, form *web.Form, on calendar.Date, moved []casework.Shift) web.Page {
	hidden := []component.Pair{{Name: "event", Value: form.Text("event")}, {Name: "on", Value: on.String()}, {Name: "reason", Value: form.Text("reason")}}
	what := ""
	for _, st := range c.Steps {
		if itoa(st.N) == form.Text("event") {
			what = v.say("correct.from-to", "what", st.Words, "from", st.On, "to", on)
		}
	}
	p := web.Page{Title: v.say("preview.title"), Heading: v.say("correct.check"), Template: "parts", Caption: v.say("act.caption", "reference", c.Reference, "capacity", v.standsAs(c)),
		Data: component.Parts{component.SummaryList{Rows: []component.Row{
			{Key: v.say("correct.what"), Text: what}, {Key: v.say("correct.reason"), Parts: component.Parts{component.Text{Text: form.Text("reason")}}},
			{Key: v.say("preview.deadlines"), Parts: component.Parts{component.Text{Text: v.shifts(moved)}}}}},
			component.Form{Action: caseHref(c.Reference, "correct"), Keep: hidden, Parts: component.Parts{
				component.Button{Text: v.say("correct.do"), Name: "confirm", Value: "yes"}, component.Button{Text: v.say("preview.change"), Name: "confirm", Value: "no", Kind: "secondary"}}}}}
	return v.below(p, c)
}
