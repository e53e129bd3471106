package desk

import (
	"errors"
	"net/http"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// returning puts the way back with a receipt code on the mux.
func (d *Desk) returning(mux *http.ServeMux) {
	mux.Handle("GET /return", d.anyone(func(v *visit) error { return v.show(v.returnPage(&web.Form{})) }))
	mux.Handle("POST /return", d.anyone((*visit).comeBack))
}

func (v *visit) returnPage(f *web.Form) web.Page {
	return web.Page{Title: v.say("return.title"), Template: "parts", Leave: true, Problems: f.Problems, Data: component.Parts{
		component.Text{Text: v.say("return.lead"), Kind: "lead"},
		component.Form{Action: "/return", Parts: component.Parts{
			component.Input{Field: f.Fill(component.Field{Name: "reference", Label: v.say("return.reference"), Hint: v.say("return.reference.hint")}),
				Autocomplete: "off", Width: "10"},
			component.Input{Field: f.Fill(component.Field{Name: "code", Label: v.say("return.code"), Hint: v.say("return.code.hint")}),
				Autocomplete: "off", Width: "20"},
			component.Button{Text: v.say("return.button")}}},
		component.Details{Summary: v.say("return.lost"), Text: v.say("return.lost.text")},
	}}
}

// comeBack lets in whoever has the receipt code of a complaint, to that one case. A wrong code and a reference that is
// none get the same answer; guessing at one reference runs out, and guessing at many is slow.
func (v *visit) comeBack() error {
	f, err := web.ReadForm(v.w, v.r, mostForm)
	if err != nil {
		return err
	}
	reference := strings.ToUpper(f.Text("reference"))
	if reference == "" {
		f.Problem("reference", v.say("return.reference.none"))
	}
	if f.Text("code") == "" {
		f.Problem("code", v.say("return.code.none"))
	}
	if len(f.Problems) > 0 {
		return f.Err(v.returnPage(f))
	}
	if err := v.slow("receipt " + reference); err != nil {
		return err
	}
	person, err := v.Office.Redeem(v.ctx(), reference, f.Text("code"))
	if errors.Is(err, casework.ErrNotFound) {
		f.Problem("code", v.say("return.wrong"))
		return f.Err(v.returnPage(f))
	}
	if err != nil {
		return err
	}
	id, err := v.Office.Find(v.ctx(), casework.Viewer{Person: person}, reference)
	if err != nil {
		return err
	}
	factor := signin.Factor{Means: signin.ByReceipt, At: v.Door.Now(), Reach: signin.Over(signin.Matter(id))}
	return v.admit(signin.Person(person), factor, caseHref(reference))
}
