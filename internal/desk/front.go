package desk

import (
	"net/http"
	"strings"

	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// front puts the first page on the mux: for a visitor what can be done here, for others what they must do next.
func (d *Desk) front(mux *http.ServeMux) {
	mux.Handle("GET /{$}", d.anyone(func(v *visit) error {
		if v.viewer.Person != "" {
			return v.home()
		}
		return v.first()
	}))
}

// first is the first page of a visitor.
func (v *visit) first() error {
	complain := component.Way{Text: v.say("front.complain"), Href: "/complain", Hint: v.say("front.complain.hint"), First: true}
	if d, err := v.draft(); err == nil && len(d.Answers)+len(d.Files) > 0 {
		complain.Text, complain.Hint = v.say("front.go-on"), v.say("front.go-on.hint")
	}
	parts := []component.Part{
		component.Text{Text: v.say("front.lead"), Kind: "lead"},
		component.Ways{Ways: []component.Way{complain,
			{Text: v.say("front.return"), Href: "/return", Hint: v.say("front.return.hint")},
			{Text: v.say("front.sign-in"), Href: "/sign-in", Hint: v.say("front.sign-in.hint")}}},
	}
	return v.parts(web.Page{Title: v.say("front.title"), Leave: true}, append(parts, v.support()...)...)
}

// support says whom to turn to who takes no part in deciding.
func (v *visit) support() []component.Part {
	parts := []component.Part{component.Heading{Text: v.say("front.support")}, component.Text{Text: v.say("front.danger")}}
	contacts := v.Support
	if settled := v.Office.Roll().Settled; len(contacts) == 0 && settled.Contact != "" {
		contacts = []string{settled.Contact}
	}
	if len(contacts) > 0 {
		parts = append(parts, component.Text{Text: v.say("front.support.text") + "\n\n" + strings.Join(contacts, "\n")})
	}
	return append(parts, component.Heading{Text: v.say("front.fair")}, component.Text{Text: v.say("front.fair.text")},
		component.Links{Links: []component.Onward{
			{Text: v.say("front.rules"), Href: "/rules", Hint: v.say("front.rules.hint")},
			{Text: v.say("front.register"), Href: "/register", Hint: v.say("front.register.hint")}}})
}
