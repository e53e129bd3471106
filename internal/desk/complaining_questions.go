package desk

import (
	"net/mail"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// nobody is the answer that nobody on the list is meant.
const nobody = "none"

// A holder is somebody who handles complaints, and as what.
type holder struct {
	id    casework.PersonID
	name  string
	posts []string
}

// handlers lists who holds an office, and then each standing body with those who sit on it and hold none.
func (v *visit) handlers() (offices []holder, bodies []struct {
	name    string
	holders []holder
}) {
	book, err := v.Office.Book()
	if err != nil {
		return nil, nil
	}
	roll, today := v.Office.Roll(), book.Rules.Calendar.DateOf(v.Office.Now())
	add := func(list []holder, body string) []holder {
		for _, p := range roll.Holders(body, today) {
			if i := slices.IndexFunc(list, func(h holder) bool { return h.id == p }); i >= 0 {
				list[i].posts = append(list[i].posts, casework.Words(body))
				continue
			}
			person, _ := roll.Person(p)
			list = append(list, holder{p, person.Name, []string{casework.Words(body)}})
		}
		return list
	}
	for i := range book.Rules.Bodies {
		if b := &book.Rules.Bodies[i]; b.Office {
			offices = add(offices, b.Name)
		}
	}
	offices = add(add(offices, casework.Administrator), casework.Auditor)
	for i := range book.Rules.Bodies {
		if b := &book.Rules.Bodies[i]; !b.Office {
			if list := add(nil, b.Name); len(list) > 0 {
				bodies = append(bodies, struct {
					name    string
					holders []holder
				}{b.Name, list})
			}
		}
	}
	return offices, bodies
}

func handlersParts(v *visit, d *draft, f *web.Form) component.Parts {
	offices, bodies := v.handlers()
	first := component.Checkboxes{Field: f.Fill(component.Field{Name: "handlers", Label: v.say("complain.handlers"), Hint: v.say("complain.handlers.hint"), Heading: true})}
	first.Options = options(offices)
	first.Options = append(first.Options, component.Option{Value: nobody, Text: v.say("complain.handlers.none"), Or: true})
	parts := component.Parts{first}
	for _, b := range bodies {
		more := component.Checkboxes{Field: f.Fill(component.Field{Name: "handlers-" + b.name, Label: v.say("complain.handlers.tick")}), Options: options(b.holders)}
		parts = append(parts, component.Details{Summary: v.say("complain.handlers.body", "body", casework.Words(b.name)), Parts: component.Parts{more}, Open: len(more.Values) > 0})
	}
	return parts
}

func options(holders []holder) []component.Option {
	var list []component.Option
	for _, h := range holders {
		list = append(list, component.Option{Value: string(h.id), Text: h.name, Hint: strings.Join(h.posts, ", ")})
	}
	return list
}

// named lists whom the answer names, each of whom handles complaints.
func (v *visit) named(d *draft) []holder {
	offices, bodies := v.handlers()
	all := offices
	for _, b := range bodies {
		all = append(all, b.holders...)
	}
	var list []holder
	for _, h := range all {
		for name, values := range d.Answers {
			known := slices.ContainsFunc(list, func(x holder) bool { return x.id == h.id })
			if strings.HasPrefix(name, "handlers") && slices.Contains(values, string(h.id)) && !known {
				list = append(list, h)
			}
		}
	}
	return list
}

func handlersMend(v *visit, d *draft, f *web.Form) {
	named, none := len(v.named(d)) > 0, slices.Contains(d.Answers["handlers"], nobody)
	switch {
	case named && none:
		f.Problem("handlers", v.say("complain.handlers.both"))
	case !named && !none:
		f.Problem("handlers", v.say("complain.handlers.neither"))
	}
}

func handlersRow(v *visit, d *draft) component.Row {
	var names []string
	for _, h := range v.named(d) {
		names = append(names, h.name)
	}
	text := v.say("complain.handlers.nobody")
	if len(names) > 0 {
		text = v.say("complain.handlers.kept", "names", strings.Join(names, ", "))
	}
	return component.Row{Key: v.say("complain.row.handlers"), Text: text}
}

// The answers to what somebody's part in it is.
const (
	affected = "affected"
	others   = "others"
)

func partParts(v *visit, d *draft, f *web.Form) component.Parts {
	r := component.Radios{Field: f.Fill(component.Field{Name: "part", Label: v.say("complain.part"), Heading: true}), Options: []component.Option{
		{Value: affected, Text: v.say("complain.part.affected"), Hint: v.say("complain.part.affected.hint")},
		{Value: others, Text: v.say("complain.part.others"), Hint: v.say("complain.part.others.hint")}}}
	parts := component.Parts{r}
	if how, err := v.Office.Reporting(); err == nil && how.Clause != "" {
		parts = append(parts, component.Text{Text: v.say("complain.part.rule", "clause", how.Clause), Kind: "soft"})
	}
	return parts
}

func partMend(v *visit, _ *draft, f *web.Form) {
	if !f.Chosen("part", affected) && !f.Chosen("part", others) {
		f.Problem("part", v.say("complain.part.wrong"))
	}
}

func partRow(v *visit, d *draft) component.Row {
	text := v.say("complain.part.affected")
	if d.Answers.Get("part") == others {
		text = v.say("complain.part.others")
	}
	return component.Row{Key: v.say("complain.row.part"), Text: text}
}

func knownParts(v *visit, d *draft, f *web.Form) component.Parts {
	name := component.Field{Name: "name", Label: v.say("complain.name"), Hint: v.say("complain.name.hint")}
	if person, ok := v.Office.Roll().Person(v.viewer.Person); ok {
		name.Values = []string{person.Name}
	}
	return component.Parts{
		component.Radios{Field: f.Fill(component.Field{Name: "known", Label: v.say("complain.known"), Hint: v.say("complain.known.hint"), Heading: true}), Options: []component.Option{
			{Value: string(casework.Named), Text: v.say("complain.known.named"), Hint: v.say("complain.known.named.hint")},
			{Value: string(casework.Protected), Text: v.say("complain.known.protected"), Hint: v.say("complain.known.protected.hint")},
			{Value: string(casework.Anonymous), Text: v.say("complain.known.anonymous"), Hint: v.say("complain.known.anonymous.hint")}}},
		component.Input{Field: f.Fill(name), Autocomplete: "name", Width: "20"},
	}
}

func knownMend(v *visit, d *draft, f *web.Form) {
	switch known := casework.Standing(f.Text("known")); known {
	case casework.Anonymous:
	case casework.Named, casework.Protected:
		if f.Text("name") == "" {
			f.Problem("name", v.say("complain.name.wrong"))
		}
		v.tooLong(f, "name", 200)
	default:
		f.Problem("known", v.say("complain.known.wrong"))
	}
}

func knownRow(v *visit, d *draft) component.Row {
	r := component.Row{Key: v.say("complain.row.known")}
	switch casework.Standing(d.Answers.Get("known")) {
	case casework.Named:
		r.Text = v.say("complain.known.is.named", "name", d.Answers.Get("name"))
	case casework.Protected:
		r.Text = v.say("complain.known.is.protected", "name", d.Answers.Get("name"))
	default:
		r.Text = v.say("complain.known.is.anonymous")
	}
	return r
}

func whatParts(v *visit, _ *draft, f *web.Form) component.Parts {
	return component.Parts{
		component.Textarea{Field: f.Fill(component.Field{Name: "what", Label: v.say("complain.what"), Hint: v.say("complain.what.hint"), Heading: true}), Rows: 12},
		component.Textarea{Field: f.Fill(component.Field{Name: "wish", Label: v.say("complain.wish"), Hint: v.say("complain.wish.hint"), Optional: true}), Rows: 3},
	}
}

func whatMend(v *visit, _ *draft, f *web.Form) {
	if f.Text("what") == "" {
		f.Problem("what", v.say("complain.what.wrong"))
	}
	v.tooLong(f, "what", mostLetters)
	v.tooLong(f, "wish", mostLetters)
}

func whatRow(v *visit, d *draft) component.Row {
	r := component.Row{Key: v.say("complain.row.what"), Parts: component.Parts{component.Text{Text: d.Answers.Get("what"), Kind: "given"}}}
	if wish := strings.TrimSpace(d.Answers.Get("wish")); wish != "" {
		r.Parts = append(r.Parts, component.Text{Text: v.say("complain.row.wish"), Kind: "soft"}, component.Text{Text: wish, Kind: "given"})
	}
	return r
}

func whenParts(v *visit, _ *draft, f *web.Form) component.Parts {
	return component.Parts{component.DateInput{Field: f.Fill(component.Field{Name: "when", Label: v.say("complain.when"), Hint: v.say("complain.when.hint"), Heading: true})}}
}

func whenMend(v *visit, _ *draft, f *web.Form) { v.readWhen(f, "when") }

// readWhen reads a day that has come, or what is known of it.
func (v *visit) readWhen(f *web.Form, name string) (calendar.When, bool) {
	when, err := v.site.Words().ReadWhen(f.Text(name))
	today, _ := v.Office.Today()
	switch {
	case f.Text(name) == "":
		f.Problem(name, v.say("complain.when.none"))
	case err != nil || len(f.Text(name)) > 100:
		f.Problem(name, v.say("complain.when.wrong"))
	case when.From > today:
		f.Problem(name, v.say("complain.when.ahead"))
	default:
		return when, true
	}
	return calendar.When{}, false
}

func whenRow(v *visit, d *draft) component.Row {
	return component.Row{Key: v.say("complain.row.when"), Text: d.Answers.Get("when")}
}

// The answers to when somebody learnt of it.
const (
	atOnce = "at-once"
	later  = "later"
)

func learntParts(v *visit, _ *draft, f *web.Form) component.Parts {
	return component.Parts{component.Radios{Field: f.Fill(component.Field{Name: "learnt", Label: v.say("complain.learnt"), Hint: v.say("complain.learnt.hint"), Heading: true}),
		Options: []component.Option{
			{Value: atOnce, Text: v.say("complain.learnt.at-once")},
			{Value: later, Text: v.say("complain.learnt.later"), Parts: component.Parts{
				component.DateInput{Field: f.Fill(component.Field{Name: "learnt-when", Label: v.say("complain.learnt.when")})}}}}}}
}

func learntMend(v *visit, d *draft, f *web.Form) {
	switch f.Text("learnt") {
	case atOnce:
	case later:
		learnt, ok := v.readWhen(f, "learnt-when")
		if happened, err := v.site.Words().ReadWhen(d.Answers.Get("when")); ok && err == nil && learnt.CertainlyBefore(happened) {
			f.Problem("learnt-when", v.say("complain.learnt.before"))
		}
	default:
		f.Problem("learnt", v.say("complain.learnt.wrong"))
	}
}

func learntRow(v *visit, d *draft) component.Row {
	text := v.say("complain.learnt.at-once")
	if d.Answers.Get("learnt") == later {
		text = d.Answers.Get("learnt-when")
	}
	return component.Row{Key: v.say("complain.row.learnt"), Text: text}
}

// discovery is the day on which its sender learnt of it: of the days it can be the last, in favour of whoever complains.
func (v *visit) discovery(d *draft) calendar.Date {
	name := "when"
	if d.Answers.Get("learnt") == later {
		name = "learnt-when"
	}
	when, err := v.site.Words().ReadWhen(d.Answers.Get(name))
	today, todayErr := v.Office.Today()
	if err != nil || todayErr != nil || !when.To.Valid() {
		return calendar.Date(0)
	}
	return min(when.To, today)
}

func whoParts(v *visit, _ *draft, f *web.Form) component.Parts {
	return component.Parts{component.Textarea{Field: f.Fill(component.Field{Name: "who", Label: v.say("complain.who"), Hint: v.say("complain.who.hint"), Heading: true}), Rows: 3}}
}

func whoMend(v *visit, _ *draft, f *web.Form) {
	if f.Text("who") == "" {
		f.Problem("who", v.say("complain.who.wrong"))
	}
	v.tooLong(f, "who", 2000)
}

func whoRow(v *visit, d *draft) component.Row {
	return component.Row{Key: v.say("complain.row.who"), Text: d.Answers.Get("who")}
}

func aboutParts(v *visit, _ *draft, f *web.Form) component.Parts {
	choose := component.Select{Field: f.Fill(component.Field{Name: "about", Label: v.say("complain.about"), Hint: v.say("complain.about.hint"), Heading: true, Optional: true}),
		Options: []component.Option{{Text: v.say("complain.about.unsure")}}}
	if book, err := v.Office.Book(); err == nil {
		for _, c := range book.Rules.Book.Clauses {
			if strings.Contains(c.Number, ".") && c.Heading != "" {
				choose.Options = append(choose.Options, component.Option{Value: c.Number, Text: c.Number + " " + c.Heading})
			}
		}
	}
	return component.Parts{choose}
}

func aboutRow(v *visit, d *draft) component.Row {
	text := v.say("complain.about.unsure")
	if about := d.Answers.Get("about"); about != "" {
		text = about
		if book, err := v.Office.Book(); err == nil {
			text += " " + book.ClauseTitle(about)
		}
	}
	return component.Row{Key: v.say("complain.row.about"), Text: text}
}

// reachable says whether somebody is asked how to be reached: whoever gives no name keeps no address here.
func (v *visit) reachable(d *draft) bool { return d.Answers.Get("known") != string(casework.Anonymous) }

// The channels by which somebody can be reached, and the parts of the day.
const (
	byReturn  = "return" // only when they come back by themselves
	byAccount = "account"
	byEmail   = "email"
	byPost    = "post"
	byPhone   = "phone"
)

func contactParts(v *visit, d *draft, f *web.Form) component.Parts {
	ways := component.Radios{Field: f.Fill(component.Field{Name: "channel", Label: v.say("complain.contact"), Hint: v.say("complain.contact.hint"), Heading: true})}
	if v.viewer.Person != "" {
		ways.Options = append(ways.Options, component.Option{Value: byAccount, Text: v.say("complain.contact.account"), Hint: v.say("complain.contact.account.hint")})
	}
	ways.Options = append(ways.Options,
		component.Option{Value: byReturn, Text: v.say("complain.contact.return"), Hint: v.say("complain.contact.return.hint")},
		component.Option{Value: byEmail, Text: v.say("complain.contact.email"), Hint: v.say("complain.contact.email.hint"), Parts: component.Parts{
			component.Input{Field: f.Fill(component.Field{Name: "email", Label: v.say("complain.contact.email.which")}), Type: "email", Autocomplete: "email", Mode: "email", Width: "20"}}},
		component.Option{Value: byPost, Text: v.say("complain.contact.post"), Parts: component.Parts{
			component.Textarea{Field: f.Fill(component.Field{Name: "post", Label: v.say("complain.contact.post.which")}), Rows: 4}}},
		component.Option{Value: byPhone, Text: v.say("complain.contact.phone"), Parts: component.Parts{
			component.Input{Field: f.Fill(component.Field{Name: "phone", Label: v.say("complain.contact.phone.which")}), Type: "tel", Autocomplete: "tel", Width: "20"}}})
	return component.Parts{ways,
		component.Radios{Field: f.Fill(component.Field{Name: "shared", Label: v.say("complain.shared"), Hint: v.say("complain.shared.hint")}), Inline: true, Options: []component.Option{
			{Value: "no", Text: v.say("complain.no")}, {Value: "yes", Text: v.say("complain.yes")}}},
		component.Input{Field: f.Fill(component.Field{Name: "hours", Label: v.say("complain.hours"), Hint: v.say("complain.hours.hint"), Optional: true}), Width: "20"},
		component.Checkboxes{Field: f.Fill(component.Field{Name: "never", Label: v.say("complain.never")}), Options: []component.Option{
			{Value: "home", Text: v.say("complain.never.home")}}}}
}

func contactMend(v *visit, d *draft, f *web.Form) {
	given := map[string]string{byEmail: "email", byPost: "post", byPhone: "phone"}
	channel := f.Text("channel")
	name := given[channel]
	switch {
	case channel == byReturn, channel == byAccount && v.viewer.Person != "":
	case name == "":
		f.Problem("channel", v.say("complain.contact.wrong"))
	case f.Text(name) == "":
		f.Problem(name, v.say("complain.contact.none"))
	case v.tooLong(f, name, 1000):
	case name == "email" && !isAddress(f.Text("email")):
		f.Problem("email", v.say("signin.address.wrong"))
	}
	if name != "" && f.Text("shared") == "" {
		f.Problem("shared", v.say("complain.shared.wrong"))
	}
	v.tooLong(f, "hours", 500)
}

// isAddress says whether a text is one e-mail address and nothing else.
func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) < 255
}

func contactRow(v *visit, d *draft) component.Row {
	return component.Row{Key: v.say("complain.row.contact"), Parts: component.Parts{component.Text{Text: strings.Join(v.contactLines(d), "\n")}}}
}

// contactLines say how somebody wants to be reached, for them to check and for whoever keeps the case.
func (v *visit) contactLines(d *draft) []string {
	text := func(name string) string { return strings.TrimSpace(d.Answers.Get(name)) }
	var list []string
	switch text("channel") {
	case byAccount:
		list = append(list, v.say("complain.contact.account"))
	case byEmail:
		list = append(list, v.say("complain.contact.by-email", "address", text("email")))
	case byPost:
		list = append(list, v.say("complain.contact.by-post", "address", text("post")))
	case byPhone:
		list = append(list, v.say("complain.contact.by-phone", "number", text("phone")))
	default:
		list = append(list, v.say("complain.contact.return"))
	}
	if text("shared") == "yes" {
		list = append(list, v.say("complain.shared.flag"))
	}
	if h := text("hours"); h != "" {
		list = append(list, v.say("complain.hours.only", "hours", h))
	}
	if text("never") != "" {
		list = append(list, v.say("complain.never.flag"))
	}
	return list
}
