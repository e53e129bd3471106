package desk

import (
	"net/http"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/internal/web/words"
)

func wordsKey(key string) words.Key { return words.Key(key) }

// frame is what stands around a page: who is signed in and where they may go.
func (d *Desk) frame(r *http.Request) web.Frame {
	v := d.visit(nil, r)
	f := web.Frame{SignIn: "/sign-in"}
	if d.Demo != nil {
		f.Notice = d.Demo.notice(d.Office)
	}
	link := func(key, href string) {
		here := r.URL.Path == href || href != "/" && strings.HasPrefix(r.URL.Path, href+"/")
		f.Nav = append(f.Nav, component.Link{Text: v.say(key), Href: href, Here: here})
	}
	if v.viewer.Person == "" {
		link("nav.start", "/")
		link("nav.complain", "/complain")
		link("nav.rules", "/rules")
		link("nav.register", "/register")
		link("nav.statistics", "/statistics")
	} else {
		d.signedIn(v, &f, link)
	}
	if d.Demo != nil {
		link("nav.demo", "/demo")
	}
	return f
}

// signedIn is the frame of somebody who is signed in.
func (d *Desk) signedIn(v *visit, f *web.Frame, link func(key, href string)) {
	roll := d.Office.Roll()
	person, _ := roll.Person(v.viewer.Person)
	today, _ := d.Office.Today()
	offices := roll.Offices(v.viewer.Person, today)
	f.SignIn, f.SignOut = "", "/sign-out"
	f.Person = &component.Person{Name: person.Name, Capacity: listed(offices)}
	if person.Name == "" {
		f.Person.Name = v.say("frame.reporter")
	}
	link("nav.home", "/")
	link("nav.cases", "/cases")
	link("nav.rules", "/rules")
	link("nav.register", "/register")
	link("nav.statistics", "/statistics")
	if roll.Holds(v.viewer.Person, casework.Administrator, today) {
		link("nav.people", "/people")
	}
	link("nav.account", "/account")
}
