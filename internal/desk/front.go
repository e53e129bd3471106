package desk

import (
	"net/http"

	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// front puts the first page on the mux: for a visitor what can be done here, for others what they must do next.
func (d *Desk) front(mux *http.ServeMux) {
	mux.Handle("GET /{$}", d.anyone(func(v *visit) error {
		if v.viewer.Person != "" {
			return v.home()
		}
		return v.parts(web.Page{Title: v.say("front.title"), Leave: true},
			component.Inset{Text: v.say("front.lead")},
			component.Button{Text: v.say("front.complain"), Href: "/complain"},
			component.Button{Text: v.say("front.return"), Href: "/return", Kind: "secondary"},
			component.Button{Text: v.say("front.sign-in"), Href: "/sign-in", Kind: "secondary"})
	}))
}

// home is what somebody who is signed in sees first.
func (v *visit) home() error {
	home, err := v.Office.Home(v.ctx(), v.viewer)
	if err != nil {
		return err
	}
	tasks := component.Tasks{Heading: v.say("home.tasks"), Empty: v.say("home.nothing")}
	for _, t := range home.Tasks {
		tasks.Tasks = append(tasks.Tasks, component.Task{Text: t.What, Href: caseHref(t.Reference), Hint: t.Reference + ", " + t.Title, Due: t.By, Today: home.Today})
	}
	return v.parts(web.Page{Title: v.say("home.title")}, tasks)
}
