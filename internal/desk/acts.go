package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/matter"
)

// acts puts the forms of acts, votes and facts on the mux.
func (d *Desk) acts(mux *http.ServeMux) {
	for pattern, p := range map[string]page{
		"GET /case/{ref}/act":       (*visit).actForm,
		"POST /case/{ref}/act":      (*visit).actForm,
		"GET /case/{ref}/vote/{n}":  (*visit).voteForm,
		"POST /case/{ref}/vote/{n}": (*visit).voteForm,
		"GET /case/{ref}/record":    (*visit).recordForm,
		"POST /case/{ref}/record":   (*visit).recordForm,
		"GET /case/{ref}/correct":   (*visit).correctForm,
		"POST /case/{ref}/correct":  (*visit).correctForm,
	} {
		mux.Handle(pattern, d.someone(p))
	}
}

// actHref is where an act is done; without its outcome, where the outcome is chosen.
func actHref(c *casework.View, choice casework.Choice, outcome bool) string {
	q := url.Values{"act": {choice.Act}}
	if outcome && choice.Outcome != "" {
		q.Set("outcome", choice.Outcome)
	}
	if choice.Instance > 1 {
		q.Set("instance", itoa(choice.Instance))
	}
	if slices.Contains(c.You, choice.Capacity) { // whoever speaks for a party acts in no capacity of their own
		q.Set("as", choice.Capacity)
	}
	return caseHref(c.Reference, "act") + "?" + q.Encode()
}

// choices are what the viewer may do that the address speaks of: one, or one for each outcome.
func (v *visit) choices(c *casework.View) []casework.Choice {
	act, outcome, as := v.r.FormValue("act"), v.r.FormValue("outcome"), v.r.FormValue("as")
	instance, _ := strconv.Atoi(v.r.FormValue("instance"))
	return slices.DeleteFunc(slices.Clone(c.May), func(x casework.Choice) bool {
		return x.Act != act || outcome != "" && x.Outcome != outcome || as != "" && x.Capacity != as || max(x.Instance, 1) != max(instance, 1)
	})
}

// actForm asks what has to be said with an act, shows what follows from it, and does it.
func (v *visit) actForm() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	list := v.choices(c)
	switch {
	case len(list) == 0:
		return v.noChoice(c, form)
	case len(list) > 1 && v.r.FormValue("outcome") == "":
		return v.show(v.chooseOutcome(c, list))
	}
	a := &acting{visit: v, c: c, choice: list[0], form: form}
	if v.r.Method != http.MethodPost {
		form.Values = url.Values{}
		return v.show(a.page())
	}
	return a.post()
}

// chooseOutcome asks which outcome an act has.
func (v *visit) chooseOutcome(c *casework.View, list []casework.Choice) web.Page {
	t := component.Tasks{}
	for _, x := range list {
		t.Tasks = append(t.Tasks, component.Task{Text: casework.Words(x.Outcome), Href: actHref(c, x, true), Today: c.Today})
	}
	p := web.Page{Title: v.say("act.title"), Heading: casework.Words(list[0].Act), Template: "parts", Leave: c.Party != "",
		Caption: v.say("act.caption", "reference", c.Reference, "capacity", casework.Words(list[0].Capacity)),
		Data:    component.Parts{component.Text{Text: v.say("act.which", "clause", list[0].Clause, "title", list[0].Title)}, t}}
	return v.below(p, c)
}

// noChoice says why an act may not be done; trying it all the same is refused, and on record.
func (v *visit) noChoice(c *casework.View, form *web.Form) error {
	act, outcome := v.r.FormValue("act"), v.r.FormValue("outcome")
	i := slices.IndexFunc(c.MayNot, func(d casework.Denied) bool { return d.Act == act && (outcome == "" || d.Outcome == outcome) })
	if v.r.Method == http.MethodPost {
		a := &acting{visit: v, c: c, choice: casework.Choice{Act: act, Outcome: outcome}, form: form}
		_, err := v.Office.Foresee(v.ctx(), v.viewer, c.Reference, a.act())
		var problems casework.Problems
		if err != nil && !errors.As(err, &problems) {
			return a.answered(err)
		}
	}
	if i < 0 {
		return web.ErrNotFound
	}
	p := web.Page{Title: v.say("act.title"), Heading: c.MayNot[i].Words, Template: "parts", Leave: c.Party != "", Data: component.Parts{v.denied(c, c.MayNot[i])}}
	return v.show(v.below(p, c))
}

// acting is one person filling in the form of one act.
type acting struct {
	*visit
	c      *casework.View
	choice casework.Choice
	form   *web.Form
}

// votes says whether the act is put to the members of a body to which the viewer belongs.
func (a *acting) votes() bool { return a.choice.Vote && a.c.Decides }

// page is the form.
func (a *acting) page() web.Page {
	parts := component.Parts{component.Text{Text: a.say("act.under", "clause", a.choice.Clause, "title", a.choice.Title)}}
	if !a.choice.Until.IsZero() {
		parts = append(parts, component.Text{Text: a.say("act.until", "date", a.site.Words().DateAndWeekday(a.choice.Until))})
	}
	if a.votes() {
		parts = append(parts, component.Text{Text: a.say("act.vote")})
	}
	f := component.Form{Action: caseHref(a.c.Reference, "act"), Keep: a.hidden(itoa(a.c.Events)), Parts: a.fields()}
	f.Parts = append(f.Parts, component.Button{Text: a.say("act.look")})
	p := web.Page{Title: a.say("act.title"), Heading: a.choice.Words, Template: "parts", Leave: a.c.Party != "", Problems: a.form.Problems,
		Caption: a.say("act.caption", "reference", a.c.Reference, "capacity", casework.Words(a.choice.Capacity)), Data: append(parts, f)}
	return a.below(p, a.c)
}

// hidden is what the form carries: which act it is, and what its doer had seen.
func (a *acting) hidden(seen string) []component.Pair {
	list := []component.Pair{{Name: "act", Value: a.choice.Act}, {Name: "seen", Value: seen}}
	if slices.Contains(a.c.You, a.choice.Capacity) {
		list = append(list, component.Pair{Name: "as", Value: a.choice.Capacity})
	}
	if a.choice.Outcome != "" {
		list = append(list, component.Pair{Name: "outcome", Value: a.choice.Outcome})
	}
	if a.choice.Instance > 0 {
		list = append(list, component.Pair{Name: "instance", Value: itoa(a.choice.Instance)})
	}
	return list
}

// fields ask what has to be said with the act.
func (a *acting) fields() component.Parts {
	var parts component.Parts
	for _, role := range a.choice.Names {
		parts = append(parts, a.choosePerson("person", role)...)
	}
	if len(a.choice.Grounds) > 0 {
		parts = append(parts, component.Radios{Field: a.form.Fill(component.Field{Name: "ground", Label: a.say("act.ground")}), Options: answers(a.choice.Grounds)})
	}
	for _, d := range a.choice.Data {
		field := a.form.Fill(component.Field{Name: "data-" + d.Name, Label: casework.Words(d.Name)})
		if len(d.Values) == 0 {
			field.Hint = a.say("field.day.hint")
			parts = append(parts, component.Input{Field: field, Width: "10"})
			continue
		}
		parts = append(parts, component.Radios{Field: field, Options: answers(d.Values)})
	}
	for _, ask := range a.choice.Asks {
		parts = append(parts, component.Textarea{Field: a.form.Fill(component.Field{Name: "ask-" + ask, Label: casework.Words(ask), Hint: a.say("act.ask.hint")}), Rows: 3})
	}
	if a.choice.Reasons {
		parts = append(parts, component.Textarea{Field: a.form.Fill(component.Field{Name: "reasons", Label: a.say("act.reasons"), Hint: a.say("act.reasons.hint")})})
	}
	parts = append(parts, component.Textarea{Field: a.form.Fill(component.Field{Name: "text", Label: a.say("act.text"), Hint: a.say("act.text.hint"), Optional: true}), Rows: 4})
	if boxes := a.exhibits(); len(boxes.Options) > 0 {
		parts = append(parts, boxes)
	}
	return parts
}

// answers are those of a closed list.
func answers(names []string) []component.Option {
	var list []component.Option
	for _, n := range names {
		list = append(list, component.Option{Value: n, Text: casework.Words(n)})
	}
	return list
}

// exhibits are those that the doer can point at.
func (a *acting) exhibits() component.Checkboxes {
	boxes := component.Checkboxes{Field: a.form.Fill(component.Field{Name: "exhibit", Label: a.say("act.exhibits"), Optional: true})}
	for _, x := range a.c.Exhibits {
		if x.Title != "" && !x.Quarantined {
			boxes.Options = append(boxes.Options, component.Option{Value: itoa(x.Number), Text: x.Label + "  " + x.Title})
		}
	}
	return boxes
}

// choosePersonIn asks for somebody on the roll: those who hold the office, or those whose names are looked for. Without a
// script the search is a button of the form, which comes back with those it has found.
func (v *visit) choosePersonIn(c *casework.View, form *web.Form, name, part string) component.Parts {
	if !c.Office {
		return component.Parts{component.Text{Text: v.say("person.ask-office")}}
	}
	words := form.Text("find-" + name)
	list, err := v.Office.Candidates(v.ctx(), v.viewer, c.Reference, part, words)
	if err != nil {
		return nil
	}
	radios := component.Radios{Field: form.Fill(component.Field{Name: name, Label: v.say("person.who", "part", casework.Words(part))})}
	for _, p := range list {
		o := component.Option{Value: string(p.ID), Text: p.Name, Hint: listed(p.Offices)}
		switch {
		case p.Barred:
			o.Hint = v.say("person.barred")
		case p.Trained && p.Until.IsZero():
			o.Hint = v.say("person.trained")
		case p.Trained:
			o.Hint = v.say("person.trained-until", "date", p.Until)
		}
		radios.Options = append(radios.Options, o)
	}
	parts := component.Parts{component.Input{Field: form.Fill(component.Field{Name: "find-" + name, Label: v.say("person.find"), Hint: v.say("person.find.hint"), Optional: true}), Width: "20"},
		component.Button{Text: v.say("person.search"), Name: "search", Value: name, Kind: "secondary"}}
	if len(radios.Options) > 0 {
		return append(parts, radios)
	}
	if radios.Problem != "" {
		parts = append(parts, component.ErrorMessage{ID: name, Text: radios.Problem})
	}
	if words != "" {
		parts = append(parts, component.Empty{Text: v.say("person.none")})
	}
	return parts
}

func (a *acting) choosePerson(name, part string) component.Parts {
	return a.choosePersonIn(a.c, a.form, name, part)
}

// act is the act as the form has it.
func (a *acting) act() casework.Act {
	x := casework.Act{Act: a.choice.Act, Outcome: a.choice.Outcome, Instance: a.choice.Instance, To: casework.PersonID(a.form.Text("person")),
		Ground: a.form.Text("ground"), Reasons: a.form.Text("reasons"), Text: a.form.Text("text"), Data: map[string]string{}, Fields: map[string]string{}}
	for _, d := range a.choice.Data {
		if value := a.form.Text("data-" + d.Name); value != "" {
			x.Data[d.Name] = value
			if len(d.Values) == 0 {
				if w, err := a.site.Words().ReadWhen(value); err == nil {
					x.Data[d.Name] = w.String()
				}
			}
		}
	}
	for _, ask := range a.choice.Asks {
		x.Fields[ask] = a.form.Text("ask-" + ask)
	}
	for _, n := range a.form.Values["exhibit"] {
		if n, err := strconv.Atoi(n); err == nil && slices.ContainsFunc(a.c.Exhibits, func(e casework.ExhibitView) bool { return e.Number == n }) {
			x.Exhibits = append(x.Exhibits, n)
		}
	}
	x.Seen, _ = strconv.Atoi(a.form.Text("seen"))
	return x
}

// check notes what is missing from the form.
func (a *acting) check() {
	missing := func(field, text string) {
		if a.form.Text(field) == "" {
			a.form.Problem(field, text)
		}
	}
	if a.choice.Unfilled && a.c.Office {
		missing("person", a.say("person.missing"))
	}
	if len(a.choice.Grounds) > 0 {
		missing("ground", a.say("act.ground.missing"))
	}
	for _, d := range a.choice.Data {
		missing("data-"+d.Name, a.say("act.data.missing", "what", strings.ToLower(casework.Words(d.Name))))
	}
	for _, ask := range a.choice.Asks {
		missing("ask-"+ask, a.say("act.ask.missing", "what", strings.ToLower(casework.Words(ask))))
	}
	if a.choice.Reasons {
		missing("reasons", a.say("act.reasons.missing", "clause", a.choice.Clause))
	}
}

// post looks for somebody, goes back to the form, shows what follows, or does it.
func (a *acting) post() error {
	if a.form.Values.Has("search") || a.form.Text("confirm") == "no" {
		return a.show(a.page())
	}
	if a.check(); len(a.form.Problems) > 0 {
		return a.form.Err(a.page())
	}
	x := a.act()
	if a.form.Text("confirm") != "yes" {
		x.Seen = 0 // what follows is shown as of now
		seen, err := a.Office.Foresee(a.ctx(), a.viewer, a.c.Reference, x)
		if err != nil {
			return a.answered(err)
		}
		return a.show(a.preview(seen))
	}
	do := a.Office.Act
	if a.votes() {
		do = a.Office.Move
	}
	c, err := do(a.ctx(), a.viewer, a.c.Reference, x)
	if err != nil {
		return a.answered(err)
	}
	if a.votes() && len(c.Motions) > 0 {
		return a.to(caseHref(c.Reference, "vote", itoa(c.Motions[len(c.Motions)-1].N)))
	}
	return a.to(caseHref(c.Reference))
}

// answered says what came of trying: what is to be mended stands beside its field, what happened meanwhile is said and
// nothing typed is lost, a refusal is shown with the way back.
func (a *acting) answered(err error) error {
	var refusal *matter.Refusal
	switch {
	case err == nil:
		return a.to(caseHref(a.c.Reference))
	case errors.As(err, &refusal):
		return &web.Refused{Refusal: refusal, Back: component.Link{Text: a.say("act.back"), Href: caseHref(a.c.Reference)}}
	case errors.Is(err, casework.ErrConflict):
		a.form.Problem("", a.say("act.meanwhile"))
		return a.form.Err(a.page())
	}
	var problems casework.Problems
	if errors.As(err, &problems) {
		for i := range problems {
			problems[i].Field = a.fieldOf(problems[i].Field)
		}
	}
	return again(err, a.form, a.page)
}

// fieldOf is the field of the form that a problem speaks of.
func (a *acting) fieldOf(name string) string {
	if slices.ContainsFunc(a.choice.Data, func(d casework.Datum) bool { return d.Name == name }) {
		return "data-" + name
	}
	return name
}

// preview is what follows from the act, before it is done.
func (a *acting) preview(x casework.Foresight) web.Page {
	lead := a.say("preview.lead")
	if a.votes() {
		lead = a.say("preview.vote")
	}
	parts := component.Parts{component.Text{Text: lead}, component.SummaryList{Heading: a.say("preview.follows"), Rows: a.following(x)}}
	if rows := a.typed(); len(rows) > 0 {
		parts = append(parts, component.SummaryList{Heading: a.say("preview.said"), Rows: rows})
	}
	if a.choice.Against != matter.NoSide {
		parts = append(parts, component.Warning{Text: a.say("preview.against", "side", string(a.choice.Against))})
	}
	hidden := a.hidden(itoa(a.c.Events))
	for name, values := range a.form.Values {
		if strings.HasPrefix(name, "data-") || strings.HasPrefix(name, "ask-") || slices.Contains([]string{"person", "find-person", "ground", "reasons", "text", "exhibit"}, name) {
			for _, value := range values {
				hidden = append(hidden, component.Pair{Name: name, Value: value})
			}
		}
	}
	slices.SortStableFunc(hidden, func(x, y component.Pair) int { return strings.Compare(x.Name, y.Name) })
	text := a.say("preview.do")
	if a.votes() {
		text = a.say("preview.move")
	}
	parts = append(parts, component.Form{Action: caseHref(a.c.Reference, "act"), Keep: hidden, Parts: component.Parts{
		component.Button{Text: text, Name: "confirm", Value: "yes"}, component.Button{Text: a.say("preview.change"), Name: "confirm", Value: "no", Kind: "secondary"}}})
	p := web.Page{Title: a.say("preview.title"), Heading: a.say("preview.heading", "what", a.choice.Words), Template: "parts", Leave: a.c.Party != "",
		Caption: a.say("act.caption", "reference", a.c.Reference, "capacity", casework.Words(a.choice.Capacity)), Data: parts}
	return a.below(p, a.c)
}

// following lists the stage it leads to, who is told, what happens by itself and which deadlines move.
func (a *acting) following(x casework.Foresight) []component.Row {
	stage := a.say("preview.stays", "stage", casework.Words(x.From))
	switch {
	case x.Ends:
		stage = a.say("preview.ends", "stage", casework.Words(x.To))
	case x.From != x.To:
		stage = a.say("preview.moves", "from", casework.Words(x.From), "to", casework.Words(x.To))
	}
	told := a.say("preview.nobody")
	if len(x.Told) > 0 {
		told = listed(x.Told)
	}
	rows := []component.Row{{Key: a.say("preview.stage"), Text: stage}, {Key: a.say("preview.told"), Text: told}}
	var follows []string
	for _, e := range x.Follows {
		follows = append(follows, a.say("preview.follow", "what", e.Words, "clause", e.Clause))
	}
	if len(follows) > 0 {
		rows = append(rows, component.Row{Key: a.say("preview.by-rule"), Parts: component.Parts{component.Text{Text: strings.Join(follows, "\n")}}})
	}
	return append(rows, component.Row{Key: a.say("preview.deadlines"), Parts: component.Parts{component.Text{Text: a.shifts(x.Shifts)}}})
}

// shifts says which deadlines begin, move and end.
func (v *visit) shifts(list []casework.Shift) string {
	var lines []string
	for _, s := range list {
		name := casework.Words(s.Deadline)
		switch {
		case s.From.IsZero():
			lines = append(lines, v.say("shift.begins", "what", name, "clause", s.Clause, "to", s.To))
		case s.To.IsZero():
			lines = append(lines, v.say("shift.ends", "what", name, "clause", s.Clause, "from", s.From))
		default:
			lines = append(lines, v.say("shift.moves", "what", name, "clause", s.Clause, "from", s.From, "to", s.To))
		}
	}
	if len(lines) == 0 {
		return v.say("shift.none")
	}
	return strings.Join(lines, "\n")
}

// typed is what will be on record.
func (a *acting) typed() []component.Row {
	var rows []component.Row
	add := func(key, text string) {
		if text != "" {
			rows = append(rows, component.Row{Key: key, Parts: component.Parts{component.Text{Text: text}}})
		}
	}
	if p, ok := a.Office.Roll().Person(casework.PersonID(a.form.Text("person"))); ok && a.c.Office {
		add(a.say("preview.person"), p.Name)
	}
	add(a.say("act.ground"), casework.Words(a.form.Text("ground")))
	for _, d := range a.choice.Data {
		add(casework.Words(d.Name), casework.Words(a.form.Text("data-"+d.Name)))
	}
	for _, ask := range a.choice.Asks {
		add(casework.Words(ask), a.form.Text("ask-"+ask))
	}
	add(a.say("act.reasons"), a.form.Text("reasons"))
	add(a.say("act.text"), a.form.Text("text"))
	add(a.say("act.exhibits"), labels(a.act().Exhibits))
	return rows
}
