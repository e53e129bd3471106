package desk

import (
	"net/http"
	"strconv"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// register puts the register of decisions on the mux: what was decided to be published, without names, by quarter, until
// it expires. Like every page it asks not to be indexed.
func (d *Desk) register(mux *http.ServeMux) {
	mux.Handle("GET /register", d.anyone((*visit).entries))
}

// entries shows the register.
func (v *visit) entries() error {
	today, err := v.Office.Today()
	if err != nil {
		return err
	}
	parts := component.Parts{component.Text{Text: v.say("register.lead"), Kind: "lead"}}
	list := v.Office.Roll().Register(today)
	if len(list) == 0 {
		parts = append(parts, component.Empty{Text: v.say("register.none"), Hint: v.say("register.none-hint")})
	}
	var quarter calendar.Date
	for _, l := range list {
		if l.Quarter != quarter {
			quarter = l.Quarter
			y, m, _ := quarter.Civil()
			parts = append(parts, component.Heading{Text: v.say("register.quarter", "quarter", strconv.Itoa((m+2)/3), "year", strconv.Itoa(y))})
		}
		parts = append(parts, component.Sheet{Parts: component.Parts{component.Text{Text: l.Text},
			component.Text{Text: v.say("register.until", "day", l.Until), Kind: "soft"}}})
	}
	return v.parts(web.Page{Title: v.say("register.title")}, parts...)
}
