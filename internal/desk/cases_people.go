package desk

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// casePeople is who is in the case, and what may be changed of that.
func (v *visit) casePeople() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	return v.show(v.peoplePage(c, &web.Form{Values: v.r.URL.Query()}, ""))
}

// peoplePage shows the people and the forms; open names the form that came back.
func (v *visit) peoplePage(c *casework.View, form *web.Form, open string) web.Page {
	parts := component.Parts{component.Section{Heading: v.say("case.people.all"), Text: v.people1(c), Parts: component.Parts{v.people(c)}}}
	fold := func(do, summary string, f component.Parts) {
		if len(f) > 0 {
			parts = append(parts, component.Details{Summary: summary, Open: do == open, Parts: f})
		}
	}
	blank := &web.Form{}
	of := func(do string) *web.Form {
		if do == open {
			return form
		}
		return blank
	}
	if c.Office {
		part := form.Text("part")
		if part != "" && open == "" {
			open = "assign"
		}
		fold("assign", v.say("people.assign"), v.assignForm(c, of("assign")))
		fold("hand-over", v.say("people.hand-over"), v.handOverForm(c, of("hand-over")))
	}
	if c.Office || c.Party != "" {
		fold("relieve", v.say("people.relieve"), v.relieveForm(c, of("relieve")))
	}
	if c.Party != "" {
		fold("beside", v.say("people.beside"), v.besideForm(c, of("beside")))
	}
	if (c.Office || c.Decides) && !c.Auditor {
		fold("declare", v.say("people.declare"), v.declareForm(c, of("declare")))
		fold("stand-aside", v.say("people.stand-aside"), v.standAsideForm(c, of("stand-aside")))
	}
	if c.Office && len(c.Unassigned) > 0 || len(c.Draws) > 0 || len(c.Lots) > 0 {
		parts = append(parts, component.Button{Text: v.say("case.lots"), Href: caseHref(c.Reference, "lots"), Kind: "secondary"})
	}
	if c.Party != "" {
		parts = append(parts, v.timeNotice(c))
	}
	p := v.inCase(c, tabPeople, v.say("case.people"), casePage{Main: parts})
	p.Problems = form.Problems
	return p
}

// people1 says to whom names are withheld, when they are.
func (v *visit) people1(c *casework.View) string {
	if c.Standing == casework.Protected || c.Standing == casework.Anonymous {
		return v.say("people.withheld")
	}
	return ""
}

// besides are the parts that somebody can have beside the rules.
func besides() []string {
	return []string{casework.Representative, casework.Companion, casework.Supporter, casework.Interpreter}
}

func (v *visit) peopleForm(c *casework.View, do, button string, parts component.Parts) component.Parts {
	return component.Parts{component.Form{Action: caseHref(c.Reference, "people", do), Parts: append(parts, component.Button{Text: button})}}
}

// assignForm puts somebody on the case: an office or body by its holders, or somebody beside a party.
func (v *visit) assignForm(c *casework.View, form *web.Form) component.Parts {
	part := form.Text("part")
	choose := component.Select{Field: form.Fill(component.Field{Name: "part", Label: v.say("people.part")})}
	choose.Options = append(answers(c.Assignable), answers(besides())...)
	of := component.Select{Field: form.Fill(component.Field{Name: "of", Label: v.say("people.of"), Hint: v.say("people.of.hint"), Optional: true}),
		Options: append([]component.Option{{Value: "", Text: v.say("people.of.none")}}, answers(c.Roles)...)}
	parts := component.Parts{choose, of}
	if part == "" {
		parts = append(parts, component.Button{Text: v.say("people.next"), Name: "search", Value: "part", Kind: "secondary"})
		return component.Parts{component.Form{Action: caseHref(c.Reference, "people", "assign"), Parts: parts}}
	}
	parts = append(parts, v.choosePersonIn(c, form, "person", part)...)
	parts = append(parts, component.Input{Field: form.Fill(component.Field{Name: "why", Label: v.say("people.why"), Optional: true})})
	return v.peopleForm(c, "assign", v.say("people.assign.do"), parts)
}

// posted are those whose part can be ended or handed over, as answers of a list.
func posted(c *casework.View, keep func(casework.PersonView) bool) []component.Option {
	var list []component.Option
	for _, p := range c.People {
		if p.ID == "" || p.Ended || slices.Contains(c.Roles, p.Capacity) || !keep(p) {
			continue
		}
		list = append(list, component.Option{Value: string(p.ID) + "|" + p.Capacity, Text: p.Name + ", " + casework.Words(p.Capacity)})
	}
	return list
}

func (v *visit) handOverForm(c *casework.View, form *web.Form) component.Parts {
	from := posted(c, func(p casework.PersonView) bool { return slices.Contains(c.Assignable, p.Capacity) })
	if len(from) == 0 {
		return nil
	}
	parts := component.Parts{component.Select{Field: form.Fill(component.Field{Name: "from", Label: v.say("people.from")}), Options: from}}
	_, capacity, _ := strings.Cut(form.Text("from"), "|")
	if capacity == "" {
		parts = append(parts, component.Button{Text: v.say("people.next"), Name: "search", Value: "from", Kind: "secondary"})
		return component.Parts{component.Form{Action: caseHref(c.Reference, "people", "hand-over"), Parts: parts}}
	}
	parts = append(parts, v.choosePersonIn(c, form, "person", capacity)...)
	parts = append(parts, component.Input{Field: form.Fill(component.Field{Name: "why", Label: v.say("people.why")})})
	return v.peopleForm(c, "hand-over", v.say("people.hand-over.do"), parts)
}

func (v *visit) relieveForm(c *casework.View, form *web.Form) component.Parts {
	list := posted(c, func(p casework.PersonView) bool {
		return p.ID != v.viewer.Person && (c.Office || p.Of != "" && p.Of == c.Party)
	})
	if len(list) == 0 {
		return nil
	}
	return v.peopleForm(c, "relieve", v.say("people.relieve.do"), component.Parts{component.Text{Text: v.say("people.relieve.text")},
		component.Select{Field: form.Fill(component.Field{Name: "who", Label: v.say("people.whom")}), Options: list},
		component.Input{Field: form.Fill(component.Field{Name: "why", Label: v.say("people.why")})}})
}

// besideForm lets a party say who is to be at its side; the office, which has the roll, puts them on.
func (v *visit) besideForm(c *casework.View, form *web.Form) component.Parts {
	return v.peopleForm(c, "beside", v.say("people.beside.do"), component.Parts{component.Text{Text: v.say("people.beside.text")},
		component.Radios{Field: form.Fill(component.Field{Name: "part", Label: v.say("people.part")}), Options: v.besideOptions()},
		component.Textarea{Field: form.Fill(component.Field{Name: "text", Label: v.say("people.beside.who"), Hint: v.say("people.beside.hint")}), Rows: 3}})
}

func (v *visit) besideOptions() []component.Option {
	list := answers(besides())
	hints := []string{v.say("people.representative"), v.say("people.companion"), v.say("people.supporter"), v.say("people.interpreter")}
	for i := range list {
		list[i].Hint = hints[i]
	}
	return list
}

func (v *visit) declareForm(c *casework.View, form *web.Form) component.Parts {
	return v.peopleForm(c, "declare", v.say("people.declare.do"), component.Parts{component.Text{Text: v.say("people.declare.text")}, v.inCapacity(c, form),
		component.Radios{Field: form.Fill(component.Field{Name: "any", Label: v.say("people.interest")}), Options: []component.Option{
			{Value: "no", Text: v.say("people.interest.none")},
			{Value: "yes", Text: v.say("people.interest.some"), Parts: component.Parts{
				component.Textarea{Field: form.Fill(component.Field{Name: "interest", Label: v.say("people.interest.what")}), Rows: 3}}}}}})
}

func (v *visit) standAsideForm(c *casework.View, form *web.Form) component.Parts {
	return v.peopleForm(c, "stand-aside", v.say("people.stand-aside.do"), component.Parts{component.Text{Text: v.say("people.stand-aside.text")}, v.inCapacity(c, form),
		component.Textarea{Field: form.Fill(component.Field{Name: "why", Label: v.say("people.why")}), Rows: 2}})
}

// inCapacity asks in which capacity, where the viewer has several.
func (v *visit) inCapacity(c *casework.View, form *web.Form) component.Part {
	return component.Select{Field: form.Fill(component.Field{Name: "capacity", Label: v.say("people.capacity")}), Options: answers(c.You)}
}

// changePeople does what a form of the page asks.
func (v *visit) changePeople() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	do := v.r.PathValue("do")
	page := func() web.Page { return v.peoplePage(c, form, do) }
	if form.Values.Has("search") {
		return v.show(page())
	}
	if err := v.changed(c, form, do); err != nil {
		return again(err, form, page)
	}
	if len(form.Problems) > 0 {
		return form.Err(page())
	}
	return v.to(caseHref(c.Reference, tabPeople))
}

func (v *visit) changed(c *casework.View, form *web.Form, do string) error {
	var err error
	person := casework.PersonID(form.Text("person"))
	switch do {
	case "assign":
		_, err = v.Office.Assign(v.ctx(), v.viewer, c.Reference, casework.Assigned{Person: person, Capacity: form.Text("part"), Of: form.Text("of"), Why: form.Text("why")})
	case "hand-over":
		from, capacity, _ := strings.Cut(form.Text("from"), "|")
		_, err = v.Office.HandOver(v.ctx(), v.viewer, c.Reference, casework.PersonID(from), person, capacity, form.Text("why"))
	case "relieve":
		who, capacity, _ := strings.Cut(form.Text("who"), "|")
		_, err = v.Office.Relieve(v.ctx(), v.viewer, c.Reference, casework.Relieved{Person: casework.PersonID(who), Capacity: capacity, Why: form.Text("why")})
	case "stand-aside":
		_, err = v.Office.Relieve(v.ctx(), v.viewer, c.Reference, casework.Relieved{Person: v.viewer.Person, Capacity: form.Text("capacity"), Why: form.Text("why")})
	case "declare":
		return v.declare(c, form)
	case "beside":
		return v.askBeside(c, form)
	default:
		return web.ErrNotFound
	}
	return err
}

func (v *visit) declare(c *casework.View, form *web.Form) error {
	interest := form.Text("interest")
	switch {
	case form.Text("any") == "":
		form.Problem("any", v.say("people.interest.missing"))
		return nil
	case form.Text("any") == "yes" && interest == "":
		form.Problem("interest", v.say("people.interest.which"))
		return nil
	case form.Text("any") == "no":
		interest = ""
	}
	_, err := v.Office.Declare(v.ctx(), v.viewer, c.Reference, form.Text("capacity"), interest)
	return err
}

// askBeside brings to the caseworker whom a party wants at its side.
func (v *visit) askBeside(c *casework.View, form *web.Form) error {
	part := form.Text("part")
	if !slices.Contains(besides(), part) {
		form.Problem("part", v.say("people.part.missing"))
	}
	if form.Text("text") == "" {
		form.Problem("text", v.say("people.beside.missing"))
	}
	if len(form.Problems) > 0 {
		return nil
	}
	text := v.say("people.beside.message", "part", strings.ToLower(casework.Words(part)), "who", form.Text("text"))
	_, err := v.Office.Say(v.ctx(), v.viewer, c.Reference, casework.Said{Space: casework.Private(c.Party), Sort: sortMessage, Text: text})
	return err
}
