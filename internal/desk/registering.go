package desk

import (
	"errors"
	"net/http"
	"reflect"
	"strconv"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/register"
)

// registering puts the page on the mux where whoever prepares a case proposes its entry in the register and decides on
// it. To everybody else there is no such page.
func (d *Desk) registering(mux *http.ServeMux) {
	mux.Handle("GET /case/{ref}/register", d.someone((*visit).askEntry))
	mux.Handle("POST /case/{ref}/register", d.someone((*visit).decideEntry))
}

// entering is somebody writing the entry of a case.
type entering struct {
	*visit
	fit  *casework.Fitting
	form *web.Form
}

func (v *visit) entering(form *web.Form) (*entering, error) {
	if err := v.enter(v.reference()); err != nil {
		return nil, err
	}
	fit, err := v.Office.Fitting(v.ctx(), v.viewer, v.reference())
	return &entering{v, fit, form}, err
}

// askEntry shows the form with what was said last.
func (v *visit) askEntry() error {
	e, err := v.entering(&web.Form{Values: map[string][]string{}})
	if err != nil {
		return err
	}
	if said := e.fit.View.Published; len(said) > 0 {
		last := said[len(said)-1]
		e.form.Values.Set("text", last.Text)
		e.choose(last.Facts)
	}
	return e.show(e.page())
}

// decideEntry says how many an entry would fit, takes over a proposal, or keeps what was decided.
func (v *visit) decideEntry() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	e, err := v.entering(form)
	if err != nil {
		return err
	}
	if i, err := strconv.Atoi(form.Text("take")); err == nil && i >= 0 && i < len(e.fit.Proposals) {
		e.take(e.fit.Proposals[i])
		return e.show(e.page())
	}
	if form.Text("do") != "keep" {
		return e.show(e.page())
	}
	entry := casework.Published{State: form.Text("state"), Text: form.Text("text"), Facts: e.facts(), Why: form.Text("why"), Until: v.dayOf(form, "until")}
	if form.Text("until") != "" && entry.Until <= e.fit.View.Today {
		form.Problem("until", v.say("entry.until.mend"))
		return form.Err(e.page())
	}
	_, err = v.Office.Publish(v.ctx(), v.viewer, v.reference(), entry)
	var problems casework.Problems
	if errors.As(err, &problems) {
		for i := range problems {
			if problems[i].Field == "facts" { // one of several fields: it is said where publishing is asked for
				problems[i].Field = "state"
			}
		}
	}
	if err != nil {
		return again(err, form, e.page)
	}
	return v.to(caseHref(v.reference(), "register"))
}

// take fills in what a proposal would do.
func (e *entering) take(p register.Proposal) {
	switch p.Kind {
	case register.Withhold:
		e.form.Values.Set("state", casework.WithheldEntry)
		return
	case register.Delay:
		e.form.Values.Set("state", casework.DelayedEntry)
	case register.Merge:
		e.form.Values.Set("state", casework.MergedEntry)
	}
	e.choose(p.Facts.List)
}

func rungName(ladder int) string { return "fact-" + itoa(ladder) }

// choose fills in the rungs on which some facts stand. What they do not speak of is left out.
func (e *entering) choose(facts []register.Fact) {
	for i, l := range e.fit.Ladders {
		chosen := len(l) - 1
		for k, r := range l {
			for _, f := range facts {
				if !r.Out && reflect.DeepEqual(r.Fact, f) {
					chosen = k
				}
			}
		}
		e.form.Values.Set(rungName(i), itoa(chosen))
	}
}

// rung is the form of a fact that was chosen; the fact as it is until one was.
func (e *entering) rung(ladder int) int {
	k, err := strconv.Atoi(e.form.Text(rungName(ladder)))
	if err != nil || k < 0 || k >= len(e.fit.Ladders[ladder]) {
		return 0
	}
	return k
}

// facts are those that were chosen.
func (e *entering) facts() []register.Fact {
	var list []register.Fact
	for i, l := range e.fit.Ladders {
		if r := l[e.rung(i)]; !r.Out {
			list = append(list, r.Fact)
		}
	}
	return list
}

func (e *entering) page() web.Page {
	parts := component.Parts{component.Text{Text: e.say("entry.lead"), Kind: "lead"}}
	parts = append(parts, e.entrySaid(e.fit.View)...)
	f := component.Form{Action: caseHref(e.reference(), "register"), Parts: component.Parts{
		component.Textarea{Field: e.form.Fill(component.Field{Name: "text", Label: e.say("entry.text"), Hint: e.say("entry.text.hint")})}}}
	f.Parts = append(f.Parts, e.choices()...)
	f.Parts = append(f.Parts, e.fitting()...)
	f.Parts = append(f.Parts, e.decision()...)
	p := web.Page{Title: e.say("entry.title"), Template: "parts", Problems: e.form.Problems, Data: append(parts, f)}
	return e.below(p, e.fit.View)
}

// entrySaid is what was said of a case's entry in the register so far; both sides see it with the case.
func (v *visit) entrySaid(c *casework.View) component.Parts {
	if len(c.Published) == 0 {
		return nil
	}
	list := component.SummaryList{Heading: v.say("entry.so-far")}
	for _, p := range c.Published {
		list.Rows = append(list.Rows, component.Row{Key: casework.Words(p.State), Parts: component.Parts{component.Text{Text: p.Text, Kind: "given"},
			component.Text{Text: v.say("entry.said", "n", p.Fit, "why", p.Why), Kind: "soft"}}})
	}
	return component.Parts{list}
}

// choices ask in which form the entry says what is known of the person.
func (e *entering) choices() component.Parts {
	var parts component.Parts
	for i, l := range e.fit.Ladders {
		e.form.Values.Set(rungName(i), itoa(e.rung(i)))
		r := component.Radios{Field: e.form.Fill(component.Field{Name: rungName(i), Label: e.say("entry.fact", "what", string(l[0].Fact.Attribute))})}
		for k, rung := range l {
			says := rung.Says
			if rung.Out {
				says = e.say("entry.out")
			}
			r.Options = append(r.Options, component.Option{Value: itoa(k), Text: says})
		}
		parts = append(parts, r)
	}
	return parts
}

// fitting says how many members the chosen facts fit, and when these are too few, what could be done instead.
func (e *entering) fitting() component.Parts {
	look := component.Button{Text: e.say("entry.look"), Name: "do", Value: "look", Kind: "secondary"}
	n := e.fit.Fit(e.facts())
	if n >= e.fit.Limit {
		return component.Parts{component.Inset{Text: e.say("entry.fits", "n", n)}, look}
	}
	parts := component.Parts{component.Warning{Text: e.say("entry.too-few", "n", n, "limit", e.fit.Limit)}, look,
		component.Heading{Text: e.say("entry.instead"), Small: true}}
	for i, p := range e.fit.Proposals {
		parts = append(parts, component.Button{Text: p.Says, Name: "take", Value: itoa(i), Kind: "secondary"})
	}
	return parts
}

// decision asks what is done with the entry, why, and until when it is shown.
func (e *entering) decision() component.Parts {
	r := component.Radios{Field: e.form.Fill(component.Field{Name: "state", Label: e.say("entry.decision")})}
	r.Options = []component.Option{{Value: casework.ProposedEntry, Text: e.say("entry.propose")}, {Value: casework.PublishedEntry, Text: e.say("entry.publish")},
		{Value: casework.WithheldEntry, Text: e.say("entry.withhold")}, {Value: casework.DelayedEntry, Text: e.say("entry.delay")},
		{Value: casework.MergedEntry, Text: e.say("entry.merge")}, {Value: casework.ExpiredEntry, Text: e.say("entry.expire")}}
	return component.Parts{r,
		component.Textarea{Field: e.form.Fill(component.Field{Name: "why", Label: e.say("entry.why")}), Rows: 3},
		component.Input{Field: e.form.Fill(component.Field{Name: "until", Label: e.say("entry.until"), Hint: e.say("entry.until.hint"), Optional: true}), Type: "date", Width: "10"},
		component.Button{Text: e.say("entry.keep"), Name: "do", Value: "keep"}}
}
