package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// people puts the organisation's roll on the mux: who its people are and what they hold. It is an administrator's; to
// everybody else there is no such page.
func (d *Desk) people(mux *http.ServeMux) {
	admin := func(p page) http.Handler {
		return d.someone(func(v *visit) error {
			if !v.Office.Administers(v.viewer) {
				return web.ErrNotFound
			}
			return p(v)
		})
	}
	mux.Handle("GET /people", admin((*visit).roll))
	mux.Handle("GET /people/bodies", admin((*visit).bodies))
	mux.Handle("GET /people/log", admin((*visit).organisationLog))
	mux.Handle("GET /people/new", admin(func(v *visit) error { return v.show(v.newPerson(&web.Form{})) }))
	mux.Handle("POST /people/new", admin((*visit).addPerson))
	mux.Handle("GET /people/import", admin(func(v *visit) error { return v.show(v.importPage(&web.Form{})) }))
	mux.Handle("POST /people/import", admin((*visit).tryImport))
	mux.Handle("POST /people/import/confirm", admin((*visit).confirmImport))
	mux.Handle("GET /people/roll/{id}", admin(func(v *visit) error { return v.onPerson(&web.Form{}) }))
	mux.Handle("POST /people/roll/{id}", admin((*visit).changePerson))
	mux.Handle("POST /people/roll/{id}/hold", admin((*visit).appoint))
	mux.Handle("POST /people/roll/{id}/gone", admin((*visit).dismiss))
	mux.Handle("POST /people/roll/{id}/trained", admin((*visit).train))
}

const peopleOnPage = 50

func personHref(id casework.PersonID, below ...string) string {
	return "/people/roll/" + url.PathEscape(string(id)) + strings.Join(append([]string{""}, below...), "/")
}

// peopleTabs lead to the parts of the roll.
func (v *visit) peopleTabs() component.SubNav {
	nav := component.SubNav{Label: v.say("roll.parts"), Links: []component.Link{{Text: v.say("roll.title"), Href: "/people"},
		{Text: v.say("roll.bodies"), Href: "/people/bodies"}, {Text: v.say("roll.import"), Href: "/people/import"}, {Text: v.say("roll.log"), Href: "/people/log"}}}
	for i := range nav.Links {
		nav.Links[i].Here = nav.Links[i].Href == v.r.URL.Path
	}
	return nav
}

func (v *visit) peopleCrumbs() []component.Link {
	return []component.Link{{Text: v.say("roll.title"), Href: "/people"}}
}

// roll lists the people by name.
func (v *visit) roll() error {
	today, err := v.Office.Today()
	if err != nil {
		return err
	}
	words := strings.ToLower(strings.TrimSpace(v.r.FormValue("words")))
	roll := v.Office.Roll()
	list := slices.DeleteFunc(roll.People(), func(p casework.Person) bool {
		return words != "" && !strings.Contains(strings.ToLower(p.Name+"\n"+string(p.ID)+"\n"+p.Branch+"\n"+strings.Join(roll.Offices(p.ID, today), "\n")), words)
	})
	from, _ := strconv.Atoi(v.r.FormValue("from"))
	from = min(max(0, from), max(0, len(list)-1)) / peopleOnPage * peopleOnPage
	shown := list[from:min(from+peopleOnPage, len(list))]
	t := component.Table{Caption: v.say("roll.title"), Hidden: true, Empty: v.say("roll.nobody"), Columns: []component.Column{{Text: v.say("roll.name")},
		{Text: v.say("roll.id")}, {Text: v.say("roll.branch")}, {Text: v.say("roll.holds")}}}
	for _, p := range shown {
		t.Rows = append(t.Rows, []component.Cell{{Text: p.Name, Href: personHref(p.ID)}, {Text: string(p.ID)}, {Text: p.Branch}, {Text: wordsOf(roll.Offices(p.ID, today))}})
	}
	at := func(n int) string {
		return "/people?" + url.Values{"words": {words}, "from": {strconv.Itoa(n)}}.Encode()
	}
	pages := component.Pagination{Shown: v.say("roll.shown", "from", min(from+1, len(list)), "to", from+len(shown), "of", len(list))}
	if from > 0 {
		pages.Previous = at(from - peopleOnPage)
	}
	if from+len(shown) < len(list) {
		pages.Next = at(from + peopleOnPage)
	}
	return v.parts(web.Page{Title: v.say("roll.title"), Wide: true}, v.peopleTabs(),
		component.Search{Action: "/people", Name: "words", Label: v.say("roll.search"), Value: v.r.FormValue("words")},
		component.Button{Text: v.say("roll.add"), Href: "/people/new", Kind: "secondary"}, t, pages)
}

// bodies shows who holds each office and sits on each body, from when to when, and who stands in for an office.
func (v *visit) bodies() error {
	today, err := v.Office.Today()
	if err != nil {
		return err
	}
	names, err := v.Office.Bodies()
	if err != nil {
		return err
	}
	book, err := v.Office.Book()
	if err != nil {
		return err
	}
	roll, parts := v.Office.Roll(), component.Parts{v.peopleTabs()}
	for _, name := range names {
		seats := roll.Seats(name)
		sheet := component.Sheet{Tag: &component.Tag{Text: v.site.Words().Count("roll.holders", len(roll.Holders(name, today)))}}
		if len(seats) == 0 {
			sheet.Tag.Kind = "wait"
		}
		if b := book.Rules.Body(name); b != nil {
			sheet.Parts = append(sheet.Parts, component.Text{Text: v.say("roll.clause", "clause", b.Decl.Clause.Number), Kind: "soft"})
			if len(b.Deputies) > 0 {
				sheet.Parts = append(sheet.Parts, component.Text{Text: v.say("roll.deputies", "names", wordsOf(b.Deputies))})
			}
			if b.Fallback != "" {
				sheet.Parts = append(sheet.Parts, component.Text{Text: v.say("roll.fallback", "name", casework.Words(b.Fallback))})
			}
		}
		t := component.Table{Caption: casework.Words(name), Hidden: true, Empty: v.say("roll.vacant"), Columns: []component.Column{{Text: v.say("roll.name")}, {Text: v.say("roll.from")}, {Text: v.say("roll.until")}}}
		for _, h := range seats {
			p, _ := roll.Person(h.Person)
			t.Rows = append(t.Rows, []component.Cell{{Text: p.Name, Href: personHref(p.ID)}, {Text: v.site.Words().Date(h.From)}, {Text: v.site.Words().Date(h.Until)}})
		}
		parts = append(parts, component.Details{Summary: casework.Words(name) + ": " + sheet.Tag.Text, Parts: append(sheet.Parts, t)})
	}
	return v.parts(web.Page{Title: v.say("roll.bodies"), Crumbs: v.peopleCrumbs()}, parts...)
}

// personFields ask for what the roll says of a person.
func (v *visit) personFields(form *web.Form, p casework.Person) component.Parts {
	field := func(name, label, hint string, values ...string) component.Field {
		return form.Fill(component.Field{Name: name, Label: label, Hint: hint, Values: values, Optional: name != "name"})
	}
	joined := ""
	if p.Joined.Valid() {
		joined = p.Joined.String()
	}
	return component.Parts{
		component.Input{Field: field("name", v.say("roll.name"), "", p.Name)},
		component.Input{Field: field("post", v.say("roll.post"), "", p.Post)},
		component.Input{Field: field("branch", v.say("roll.branch"), "", p.Branch)},
		component.Input{Field: field("joined", v.say("roll.joined"), "", joined), Type: "date", Width: "10"},
		component.Input{Field: field("statuses", v.say("roll.statuses"), v.say("roll.statuses-hint"), strings.Join(p.Statuses, "; "))},
	}
}

// personTyped is the person that a form describes.
func (v *visit) personTyped(form *web.Form, p casework.Person) casework.Person {
	p.Name, p.Post, p.Branch = form.Text("name"), form.Text("post"), form.Text("branch")
	if p.Joined = v.dayOf(form, "joined"); p.Joined.IsZero() && form.Text("joined") != "" {
		form.Problem("joined", v.say("cases.bad-day"))
	}
	p.Statuses = semicolons(form.Text("statuses"))
	return p
}

// semicolons splits a list at semicolons.
func semicolons(text string) []string {
	var list []string
	for _, s := range strings.Split(text, ";") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// newPerson asks for somebody new.
func (v *visit) newPerson(form *web.Form) web.Page {
	ask := component.Parts{component.Input{Field: form.Fill(component.Field{Name: "id", Label: v.say("roll.id"), Hint: v.say("roll.id-hint")}), Width: "20"}}
	ask = append(ask, v.personFields(form, casework.Person{Statuses: []string{"member"}})...)
	ask = append(ask, component.Input{Field: form.Fill(component.Field{Name: "address", Label: v.say("roll.address"), Hint: v.say("roll.address-hint"), Optional: true}), Type: "email"},
		component.Button{Text: v.say("roll.add")})
	return web.Page{Title: v.say("roll.add"), Crumbs: v.peopleCrumbs(), Problems: form.Problems, Template: "parts", Data: component.Parts{component.Form{Action: "/people/new", Parts: ask}}}
}

func (v *visit) addPerson() error {
	form, err := web.ReadForm(v.w, v.r, 1<<14)
	if err != nil {
		return err
	}
	p := v.personTyped(form, casework.Person{ID: casework.PersonID(form.Text("id")), Address: form.Text("address")})
	if len(form.Problems) > 0 {
		return form.Err(v.newPerson(form))
	}
	if err := v.administer(casework.PersonAdded{Person: p}); err != nil {
		return again(err, form, func() web.Page { return v.newPerson(form) })
	}
	return v.to(personHref(p.ID))
}

// administer changes the organisation, and lets those who are new sign in under their address. It is all that an address
// from here is ever used for: somebody who has one keeps it.
func (v *visit) administer(list ...casework.What) error {
	if err := v.Office.Administer(v.ctx(), v.viewer, list...); err != nil {
		return err
	}
	for _, w := range list {
		if a, ok := w.(casework.PersonAdded); ok && a.Person.Address != "" {
			if err := v.Door.Introduce(v.ctx(), signin.Person(a.Person.ID), a.Person.Address); err != nil {
				v.Log.WarnContext(v.ctx(), "a person was added who cannot sign in yet", "why", err)
			}
		}
	}
	return nil
}

// onPerson shows one person, or answers that there is none.
func (v *visit) onPerson(form *web.Form) error {
	page, err := v.personPage(form)
	if err != nil {
		return err
	}
	return v.show(page)
}

func (v *visit) personPage(form *web.Form) (web.Page, error) {
	roll := v.Office.Roll()
	p, ok := roll.Person(casework.PersonID(v.r.PathValue("id")))
	if !ok {
		return web.Page{}, web.ErrNotFound
	}
	names, err := v.Office.Bodies()
	if err != nil {
		return web.Page{}, err
	}
	address, err := v.Door.Address(v.ctx(), signin.Person(p.ID))
	if err != nil {
		address = v.say("roll.no-address")
	}
	parts := component.Parts{component.SummaryList{Rows: []component.Row{{Key: v.say("roll.id"), Text: string(p.ID)}, {Key: v.say("roll.address"), Text: address}}},
		component.Text{Text: v.say("roll.address-stays"), Kind: "soft"}}
	if p.ID == v.viewer.Person {
		parts = append(parts, component.Warning{Text: v.say("roll.yourself")})
	}
	parts = append(parts, v.termsOf(form, p, names)...)
	parts = append(parts, v.trainingsOf(form, p)...)
	change := append(v.personFields(form, p), component.Button{Text: v.say("roll.change"), Kind: "secondary"})
	parts = append(parts, component.Heading{Text: v.say("roll.what-is-known")}, component.Form{Action: personHref(p.ID), Parts: change})
	return web.Page{Title: v.say("roll.person"), Heading: p.Name, Crumbs: v.peopleCrumbs(), Problems: form.Problems, Template: "parts", Data: parts}, nil
}

// termsOf shows what a person holds, and asks what else they are given.
func (v *visit) termsOf(form *web.Form, p casework.Person, names []string) component.Parts {
	date := v.site.Words().Date
	t := component.Table{Caption: v.say("roll.holds"), Empty: v.say("roll.holds-nothing"), Columns: []component.Column{{Text: v.say("roll.body")}, {Text: v.say("roll.from")}, {Text: v.say("roll.until")}, {Text: v.say("roll.end")}}}
	for _, h := range v.Office.Roll().Terms(p.ID) {
		end := component.Form{Action: personHref(p.ID, "gone"), Keep: []component.Pair{{Name: "body", Value: h.Body}},
			Parts: component.Parts{component.Button{Text: v.say("roll.end-of", "body", casework.Words(h.Body)), Kind: "secondary"}}}
		t.Rows = append(t.Rows, []component.Cell{{Text: casework.Words(h.Body)}, {Text: date(h.From)}, {Text: date(h.Until)}, {Parts: component.Parts{end}}})
	}
	options := []component.Option{{Text: v.say("roll.choose")}}
	for _, n := range names {
		options = append(options, component.Option{Value: n, Text: casework.Words(n)})
	}
	give := component.Form{Action: personHref(p.ID, "hold"), Parts: component.Parts{
		component.Select{Field: form.Fill(component.Field{Name: "body", Label: v.say("roll.body")}), Options: options},
		component.Input{Field: form.Fill(component.Field{Name: "from", Label: v.say("roll.from"), Optional: true}), Type: "date", Width: "10"},
		component.Input{Field: form.Fill(component.Field{Name: "until", Label: v.say("roll.until"), Optional: true}), Type: "date", Width: "10"},
		component.Button{Text: v.say("roll.give"), Kind: "secondary"}}}
	return component.Parts{t, component.Details{Summary: v.say("roll.give"), Parts: component.Parts{give}, Open: hasProblem(form, "body", "from", "until", "person")}}
}

// trainingsOf shows what a person was trained for, and asks for more.
func (v *visit) trainingsOf(form *web.Form, p casework.Person) component.Parts {
	date := v.site.Words().Date
	t := component.Table{Caption: v.say("roll.trained"), Empty: v.say("roll.trained-nothing"), Columns: []component.Column{{Text: v.say("roll.what")}, {Text: v.say("roll.on")}, {Text: v.say("roll.counts-until")}}}
	for _, x := range v.Office.Roll().Trainings(p.ID) {
		t.Rows = append(t.Rows, []component.Cell{{Text: casework.Words(x.What)}, {Text: date(x.On)}, {Text: date(x.Until)}})
	}
	ask := component.Form{Action: personHref(p.ID, "trained"), Parts: component.Parts{
		component.Input{Field: form.Fill(component.Field{Name: "what", Label: v.say("roll.what")})},
		component.Input{Field: form.Fill(component.Field{Name: "on", Label: v.say("roll.on")}), Type: "date", Width: "10"},
		component.Input{Field: form.Fill(component.Field{Name: "counts", Label: v.say("roll.counts-until"), Optional: true}), Type: "date", Width: "10"},
		component.Button{Text: v.say("roll.train"), Kind: "secondary"}}}
	return component.Parts{t, component.Details{Summary: v.say("roll.train"), Parts: component.Parts{ask}, Open: hasProblem(form, "what", "on", "counts")}}
}

func hasProblem(form *web.Form, names ...string) bool {
	return slices.ContainsFunc(form.Problems, func(p component.Problem) bool { return slices.Contains(names, p.Field) })
}

// aboutPerson reads a form about the person of the address, makes of it what is to happen, and shows the person again.
func (v *visit) aboutPerson(what func(form *web.Form, p casework.Person) casework.What) error {
	form, err := web.ReadForm(v.w, v.r, 1<<14)
	if err != nil {
		return err
	}
	p, ok := v.Office.Roll().Person(casework.PersonID(v.r.PathValue("id")))
	if !ok {
		return web.ErrNotFound
	}
	w := what(form, p)
	if len(form.Problems) == 0 {
		if err = v.administer(w); err == nil {
			return v.to(personHref(p.ID))
		}
	} else {
		err = casework.Problems{} // the form's own
	}
	return again(err, form, func() web.Page {
		page, _ := v.personPage(form) // there is such a person
		return page
	})
}

func (v *visit) changePerson() error {
	return v.aboutPerson(func(form *web.Form, p casework.Person) casework.What {
		return casework.PersonChanged{Person: v.personTyped(form, p)}
	})
}

func (v *visit) appoint() error {
	return v.aboutPerson(func(form *web.Form, p casework.Person) casework.What {
		return casework.Held{Person: p.ID, Body: form.Text("body"), From: v.dayOf(form, "from"), Until: v.dayOf(form, "until")}
	})
}

func (v *visit) dismiss() error {
	today, err := v.Office.Today()
	if err != nil {
		return err
	}
	return v.aboutPerson(func(form *web.Form, p casework.Person) casework.What {
		return casework.Gone{Person: p.ID, Body: form.Text("body"), On: today}
	})
}

func (v *visit) train() error {
	return v.aboutPerson(func(form *web.Form, p casework.Person) casework.What {
		return casework.Trained{Person: p.ID, What: form.Text("what"), On: v.dayOf(form, "on"), Until: v.dayOf(form, "counts")}
	})
}

// logOnPage is how much of the organisation's history a page shows.
const logOnPage = 100

// organisationLog shows what happened to the organisation, the last first.
func (v *visit) organisationLog() error {
	before, err := strconv.Atoi(v.r.FormValue("before"))
	if err != nil {
		before = -1
	}
	list, next, err := v.Office.Organised(v.ctx(), v.viewer, before, logOnPage)
	if err != nil {
		return err
	}
	roll, record := v.Office.Roll(), component.Record{Empty: v.say("roll.log-empty")}
	book, err := v.Office.Book()
	if err != nil {
		return err
	}
	for _, e := range list {
		by, _ := roll.Person(e.By)
		at := e.At.In(book.Rules.Calendar.Location())
		record.Entries = append(record.Entries, component.Entry{On: book.Rules.Calendar.DateOf(e.At), Time: at.Format("15:04"), Text: v.organised(roll, e.What), Who: by.Name})
	}
	parts := component.Parts{v.peopleTabs(), component.Text{Text: v.say("roll.log-lead"), Kind: "soft"}, record}
	if next > 0 {
		parts = append(parts, component.Pagination{Next: "/people/log?before=" + strconv.Itoa(next)})
	}
	return v.parts(web.Page{Title: v.say("roll.log"), Crumbs: v.peopleCrumbs()}, parts...)
}

// organised says what an event of the organisation is.
func (v *visit) organised(roll *casework.Roll, w casework.What) string {
	name := func(id casework.PersonID) string {
		p, _ := roll.Person(id)
		return p.Name
	}
	switch w := w.(type) {
	case casework.PersonAdded:
		return v.say("roll.was-added", "name", w.Person.Name)
	case casework.PersonChanged:
		return v.say("roll.was-changed", "name", w.Person.Name)
	case casework.Held:
		return v.say("roll.was-given", "name", name(w.Person), "body", casework.Words(w.Body))
	case casework.Gone:
		return v.say("roll.was-ended", "name", name(w.Person), "body", casework.Words(w.Body))
	case casework.Trained:
		return v.say("roll.was-trained", "name", name(w.Person), "what", casework.Words(w.What))
	case casework.Adopted:
		return v.say("roll.was-adopted", "sha", w.SHA256)
	case casework.Settled:
		return v.say("roll.was-settled", "name", w.Name)
	}
	return v.say("roll.was-other")
}
