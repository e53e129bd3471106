package desk

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/matter"
)

// Demo is what the demonstration has beside an office's pages.
type Demo struct {
	Move     func(ctx context.Context, to time.Time) error // moves the clock, and lets the days pass
	People   []Actor
	Attempts []Attempt
	Tour     []Stop
}

// An Actor is somebody in the demonstration whom a visitor may be.
type Actor struct {
	Person casework.PersonID
	Role   string // what they are in the story
	Name   string
	Token  string // opens their first page, as /demo/enter/TOKEN
}

// An Attempt is something that the rules do not allow, and that is really tried.
type Attempt struct {
	Title string // what is tried
	Who   string // by whom
	Try   func(ctx context.Context) error
}

// A Stop is one step of the tour.
type Stop struct {
	Text string
	Href string
	As   string // the name of the actor to be
}

// notice is the line above every page: the day on which the demonstration stands.
func (d *Demo) notice(o *casework.Office) string {
	today, err := o.Today()
	if err != nil {
		return ""
	}
	return "Demonstration. An invented association; its day is " + casework.Day(today) + "."
}

// demonstration puts the pages of the demonstration on the mux.
func (d *Desk) demonstration(mux *http.ServeMux) {
	if d.Demo == nil {
		return
	}
	mux.Handle("GET /demo", d.anyone((*visit).demo))
	mux.Handle("POST /demo/clock", d.anyone((*visit).moveClock))
	mux.Handle("POST /demo/try/{n}", d.anyone((*visit).try))
	mux.Handle("GET /demo/outbox", d.anyone((*visit).outbox))
	mux.Handle("GET /gallery", d.site.Gallery())
	mux.Handle("GET /gallery/page", d.site.GalleryPage())
}

// demo is the page from which everything in the demonstration can be reached.
func (v *visit) demo() error {
	people := component.Table{Caption: v.say("demo.people"), Columns: []component.Column{{Text: v.say("demo.name")}, {Text: v.say("demo.part")}}}
	for _, a := range v.Demo.People {
		people.Rows = append(people.Rows, []component.Cell{{Text: a.Name, Href: "/demo/enter/" + a.Token}, {Text: a.Role}})
	}
	tour := component.Tasks{Heading: v.say("demo.tour")}
	for i, s := range v.Demo.Tour {
		tour.Tasks = append(tour.Tasks, component.Task{Text: strconv.Itoa(i+1) + ". " + s.Text, Href: v.stopHref(s), Hint: s.As})
	}
	today, err := v.Office.Today()
	if err != nil {
		return err
	}
	data := struct {
		Lead     component.Inset
		Tour     component.Tasks
		People   component.Table
		Day      component.DateInput
		Tomorrow string
		Attempts []Attempt
		More     component.Parts
	}{component.Inset{Text: v.say("demo.lead")}, tour, people,
		component.DateInput{Field: component.Field{Name: "day", Label: v.say("demo.day"), Values: []string{today.Add(1).String()}}},
		today.Add(1).String(), v.Demo.Attempts,
		component.Parts{component.Button{Text: v.say("demo.outbox"), Href: "/demo/outbox", Kind: "secondary"},
			component.Button{Text: v.say("demo.gallery"), Href: "/gallery", Kind: "secondary"}}}
	return v.show(web.Page{Title: v.say("demo.title"), Template: "demo", Data: data})
}

// stopHref is where a stop of the tour leads: through the door of whoever is to be.
func (v *visit) stopHref(s Stop) string {
	for _, a := range v.Demo.People {
		if a.Name == s.As {
			return "/demo/enter/" + a.Token + "?to=" + url.QueryEscape(s.Href)
		}
	}
	return s.Href
}

// moveClock moves the clock to the morning of a later day.
func (v *visit) moveClock() error {
	form, err := web.ReadForm(v.w, v.r, 1<<12)
	if err != nil {
		return err
	}
	book, err := v.Office.Book()
	if err != nil {
		return err
	}
	today, err := v.Office.Today()
	if err != nil {
		return err
	}
	day, err := calendar.ParseDate(form.Text("day"))
	if err != nil || day <= today || day > today.Add(366*5) {
		form.Problem("day", v.say("demo.bad-day"))
		return &web.Invalid{Page: web.Page{Title: v.say("demo.clock"), Template: "clock-form", Problems: form.Problems,
			Data: component.DateInput{Field: form.Fill(component.Field{Name: "day", Label: v.say("demo.day")})}}}
	}
	y, m, n := day.Civil()
	if err := v.Demo.Move(v.ctx(), time.Date(y, time.Month(m), n, 9, 0, 0, 0, book.Rules.Calendar.Location()).UTC()); err != nil {
		return err
	}
	return v.to("/demo")
}

// try tries one of the attempts and shows what the rules say.
func (v *visit) try() error {
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil || n < 0 || n >= len(v.Demo.Attempts) {
		return web.ErrNotFound
	}
	back := component.Link{Text: v.say("demo.back"), Href: "/demo"}
	err = v.Demo.Attempts[n].Try(v.ctx())
	var refusal *matter.Refusal
	var problems casework.Problems
	switch {
	case errors.As(err, &refusal):
		return &web.Refused{Refusal: refusal, Back: back}
	case errors.As(err, &problems):
		return v.parts(web.Page{Title: v.say("demo.refused")}, component.Warning{Text: problems.Error()}, component.Button{Text: back.Text, Href: back.Href})
	case errors.Is(err, casework.ErrNotFound):
		return v.parts(web.Page{Title: v.say("demo.refused")}, component.Warning{Text: v.say("demo.nothing-there")}, component.Button{Text: back.Text, Href: back.Href})
	case err != nil:
		return err
	}
	return v.parts(web.Page{Title: v.say("demo.allowed")}, component.Button{Text: back.Text, Href: back.Href})
}

// outbox shows what would be sent by mail: that there is something to read, and nothing else.
func (v *visit) outbox() error {
	list, err := v.Office.Store.Outbox(v.ctx(), v.Office.Now().AddDate(10, 0, 0), 200)
	if err != nil {
		return err
	}
	t := component.Table{Caption: v.say("demo.outbox"), Empty: v.say("demo.no-mail"),
		Columns: []component.Column{{Text: v.say("demo.to")}, {Text: v.say("demo.not-before")}, {Text: v.say("demo.text")}}}
	for _, m := range list {
		person, _ := v.Office.Roll().Person(m.To)
		t.Rows = append(t.Rows, []component.Cell{{Text: cmp.Or(person.Address, v.say("demo.receipt"))}, {Text: m.NotUntil.Format("2006-01-02 15:04")}, {Text: v.say("demo.message")}})
	}
	return v.parts(web.Page{Title: v.say("demo.outbox"), Wide: true, Crumbs: []component.Link{{Text: v.say("nav.demo"), Href: "/demo"}}}, t)
}
