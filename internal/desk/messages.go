package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// The sorts of what is said on these pages.
const (
	sortMessage  = "message"
	sortQuestion = "question"
	sortAnswer   = "answer"
	sortTime     = "request-for-time"
	sortSafety   = "safety"
)

// mostText is how much somebody can write in one go, in bytes of the form.
const mostText = 1 << 20

// day writes the day of an instant, where the office is.
func (v *visit) day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	b, err := v.Office.Book()
	if err != nil {
		return at.Format(time.DateOnly)
	}
	return v.site.Words().Date(b.Rules.Calendar.DateOf(at))
}

func (v *visit) messagesHref(c *casework.View, s casework.Space) string {
	return caseHref(c.Reference, tabMessages) + "?space=" + url.QueryEscape(string(s))
}

// spaces are those in which the viewer may write, or can read something.
func spaces(c *casework.View) []casework.Space {
	list := slices.Clone(c.Spaces)
	for _, it := range c.Items {
		if !slices.Contains(list, it.Space) {
			list = append(list, it.Space)
		}
	}
	return slices.DeleteFunc(list, func(s casework.Space) bool { return s == casework.Common })
}

// spaceName is what a space is called, and who can read what stands there.
func (v *visit) spaceName(c *casework.View, s casework.Space) (name, who string) {
	kind, of, _ := strings.Cut(string(s), ":")
	switch casework.Space(kind) {
	case casework.Intake:
		return v.say("space.intake"), v.say("space.intake.who")
	case casework.OfficeSide:
		return v.say("space.office"), v.say("space.office.who")
	case casework.Advice:
		return v.say("space.advice"), v.say("space.advice.who")
	case casework.Safeguarding:
		return v.say("space.safeguarding"), v.say("space.safeguarding.who")
	case "deliberation":
		return v.say("space.deliberation", "body", casework.Words(of)), v.say("space.deliberation.who")
	}
	if of == c.Party {
		return v.say("space.yours"), v.say("space.yours.who")
	}
	return v.say("space.private", "role", casework.Words(of)), v.say("space.private.who", "role", strings.ToLower(casework.Words(of)))
}

// inSpace is the space that the address names; the first when it names none.
func (v *visit) inSpace(c *casework.View, name string) (casework.Space, error) {
	list := spaces(c)
	if name == "" && len(list) > 0 {
		return list[0], nil
	}
	if !slices.Contains(list, casework.Space(name)) {
		return "", web.ErrNotFound
	}
	return casework.Space(name), nil
}

// caseMessages is what was said, space by space, and where to write.
func (v *visit) caseMessages() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	if len(spaces(c)) == 0 {
		return v.show(v.inCase(c, tabMessages, v.say("case.messages"), casePage{Main: component.Parts{component.Empty{Text: v.say("messages.none")}}}))
	}
	s, err := v.inSpace(c, v.r.URL.Query().Get("space"))
	if err != nil {
		return err
	}
	return v.show(v.messagesPage(c, s, &web.Form{Values: v.r.URL.Query()}))
}

func (v *visit) messagesPage(c *casework.View, s casework.Space, form *web.Form) web.Page {
	nav := component.SubNav{Label: v.say("messages.spaces")}
	for _, x := range spaces(c) {
		name, _ := v.spaceName(c, x)
		n := len(slices.DeleteFunc(slices.Clone(c.Items), func(it casework.ItemView) bool { return it.Space != x }))
		nav.Links = append(nav.Links, component.Link{Text: name, Href: v.messagesHref(c, x), Here: x == s, Count: n})
	}
	name, who := v.spaceName(c, s)
	items := slices.DeleteFunc(slices.Clone(c.Items), func(it casework.ItemView) bool { return it.Space != s })
	list := v.items(c, items)
	list.Empty = v.say("messages.empty")
	parts := component.Parts{component.Section{Heading: name, Text: who, Parts: component.Parts{list}}}
	if slices.Contains(c.Spaces, s) {
		parts = append(parts, v.writeForm(c, s, form))
	}
	if c.Party != "" {
		parts = append(parts, v.timeNotice(c))
	}
	body := casePage{Main: parts}
	if len(nav.Links) > 1 {
		body.Lead = component.Parts{nav}
	}
	p := v.inCase(c, tabMessages, v.say("case.messages"), body)
	p.Problems = form.Problems
	return p
}

// items shows what was said.
func (v *visit) items(c *casework.View, items []casework.ItemView) component.Messages {
	var list component.Messages
	waiting := unanswered(c)
	for _, it := range items {
		m := component.Message{N: it.N, By: it.By, As: casework.Words(it.As), At: v.day(it.At), Text: it.Text, Yours: it.Yours, Tag: v.sortTag(it)}
		if slices.ContainsFunc(waiting, func(q casework.ItemView) bool { return q.N == it.N }) {
			m.Links = append(m.Links, component.Link{Text: v.say("messages.answer"), Href: v.messagesHref(c, it.Space) + "&answer=" + itoa(it.N) + "#write"})
		}
		if it.CanShare && !c.Auditor {
			m.Links = append(m.Links, component.Link{Text: v.say("messages.share"), Aside: v.say("messages.share.aside", "date", v.day(it.At)), Href: caseHref(c.Reference, "share", itoa(it.N))})
		}
		list.Messages = append(list.Messages, m)
	}
	return list
}

// sortTag says what sort of thing was said, where it is more than a message.
func (v *visit) sortTag(it casework.ItemView) *component.Tag {
	switch it.Sort {
	case sortQuestion:
		return &component.Tag{Text: v.say("messages.question"), Kind: "wait"}
	case sortAnswer:
		return &component.Tag{Text: v.say("messages.is-answer"), Kind: "good"}
	case sortTime:
		return &component.Tag{Text: v.say("messages.time"), Kind: "late"}
	case sortSafety:
		return &component.Tag{Text: v.say("messages.safety"), Kind: "late"}
	}
	return nil
}

// writeForm is where somebody writes into a space: a message, an answer, and the office a question.
func (v *visit) writeForm(c *casework.View, s casework.Space, form *web.Form) component.Section {
	f := component.Form{Action: caseHref(c.Reference, tabMessages), Keep: []component.Pair{{Name: "space", Value: string(s)}}}
	label := v.say("messages.text")
	if q := questionOf(c, form.Text("answer")); q != nil {
		f.Keep = append(f.Keep, component.Pair{Name: "answer", Value: itoa(q.N)})
		f.Parts = append(f.Parts, component.Inset{Text: q.Text, Source: v.say("messages.asked", "date", v.day(q.At))})
		label = v.say("messages.your-answer")
	}
	f.Parts = append(f.Parts, component.Textarea{Field: form.Fill(component.Field{Name: "text", Label: label}), Rows: 5})
	private, _, _ := strings.Cut(string(s), ":")
	if c.Office && (s == casework.Intake || private == "private") {
		f.Parts = append(f.Parts, component.Checkboxes{Field: form.Fill(component.Field{Name: "question", Label: v.say("messages.sort"), Optional: true}),
			Options: []component.Option{{Value: "yes", Text: v.say("messages.as-question"), Hint: v.say("messages.as-question.hint")}}})
	}
	f.Parts = append(f.Parts, component.Button{Text: v.say("messages.send")})
	return component.Section{ID: "write", Heading: v.say("messages.write"), Parts: component.Parts{f}}
}

// questionOf is the question that is answered; nil when none is.
func questionOf(c *casework.View, n string) *casework.ItemView {
	for _, q := range unanswered(c) {
		if itoa(q.N) == n {
			return &q
		}
	}
	return nil
}

// sayInCase puts what was written into its space.
func (v *visit) sayInCase() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	s, err := v.inSpace(c, form.Text("space"))
	if err != nil {
		return err
	}
	m := casework.Said{Space: s, Sort: sortMessage, Text: form.Text("text")}
	if q := questionOf(c, form.Text("answer")); q != nil {
		m.Sort, m.Answers = sortAnswer, q.N
	} else if c.Office && form.Chosen("question", "yes") {
		m.Sort = sortQuestion
	}
	if s == casework.Safeguarding {
		m.Sort = sortSafety
	}
	if _, err := v.Office.Say(v.ctx(), v.viewer, c.Reference, m); err != nil {
		return again(err, form, func() web.Page { return v.messagesPage(c, s, form) })
	}
	return v.to(v.messagesHref(c, s))
}

// timeNotice is on every page of a party: the way to say that one cannot go on, and whom to turn to.
func (v *visit) timeNotice(c *casework.View) component.Details {
	return component.Details{Summary: v.say("time.title"), Parts: component.Parts{component.Text{Text: v.say("time.short")}, v.supportContact(),
		component.Button{Text: v.say("time.ask"), Href: caseHref(c.Reference, "time"), Kind: "secondary"}}}
}

// supportContact names the support contact, who has no part in deciding.
func (v *visit) supportContact() component.Text {
	contacts := v.Support
	if settled := v.Office.Roll().Settled.Contact; len(contacts) == 0 && settled != "" {
		contacts = []string{settled}
	}
	if len(contacts) > 0 {
		return component.Text{Text: v.say("time.support", "contact", strings.Join(contacts, ", "))}
	}
	return component.Text{Text: v.say("time.no-support")}
}

// askTime takes a party's word that it cannot go on just now, and brings it to the caseworker.
func (v *visit) askTime() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	if c.Party == "" {
		return web.ErrNotFound
	}
	page := func() web.Page {
		f := component.Form{Action: caseHref(c.Reference, "time"), Parts: component.Parts{
			component.Textarea{Field: form.Fill(component.Field{Name: "text", Label: v.say("time.text"), Hint: v.say("time.text.hint"), Optional: true}), Rows: 4},
			component.Button{Text: v.say("time.send")}}}
		p := web.Page{Title: v.say("time.title"), Template: "parts", Leave: true, Data: component.Parts{component.Text{Text: v.say("time.lead")}, f,
			component.Section{Heading: v.say("time.who"), Parts: component.Parts{v.supportContact()}}}}
		return v.below(p, c)
	}
	if v.r.Method != http.MethodPost {
		return v.show(page())
	}
	text := form.Text("text")
	if text == "" {
		text = v.say("time.plain")
	}
	s := casework.Private(c.Party)
	if _, err := v.Office.Say(v.ctx(), v.viewer, c.Reference, casework.Said{Space: s, Sort: sortTime, Text: text}); err != nil {
		return again(err, form, page)
	}
	return v.to(v.messagesHref(c, s))
}

// shareItem moves what was said into the common file, after a look at what both sides and who decides will then read.
func (v *visit) shareItem() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(v.r.PathValue("n"))
	i := slices.IndexFunc(c.Items, func(it casework.ItemView) bool { return it.N == n && it.CanShare })
	if i < 0 || c.Auditor {
		return web.ErrNotFound
	}
	it := c.Items[i]
	page := func() web.Page {
		p := web.Page{Title: v.say("share.title"), Template: "parts", Leave: c.Party != "", Data: v.shareParts(c, it, form)}
		return v.below(p, c, component.Link{Text: v.say("case.messages"), Href: v.messagesHref(c, it.Space)})
	}
	if v.r.Method != http.MethodPost {
		return v.show(page())
	}
	if it.Yours && !form.Chosen("agree", "yes") {
		form.Problem("agree", v.say("share.agree.missing"))
		return form.Err(page())
	}
	if _, err := v.Office.Share(v.ctx(), v.viewer, c.Reference, it.N, form.Text("clause"), form.Text("why")); err != nil {
		return again(err, form, page)
	}
	return v.to(caseHref(c.Reference, tabFile) + "#shared")
}

func (v *visit) shareParts(c *casework.View, it casework.ItemView, form *web.Form) component.Parts {
	parts := component.Parts{component.Text{Text: v.say("share.what")},
		component.Messages{Messages: []component.Message{{N: it.N, By: it.By, As: casework.Words(it.As), At: v.day(it.At), Text: it.Text, Yours: it.Yours}}},
		component.Warning{Text: v.say("share.warning")}}
	f := component.Form{Action: caseHref(c.Reference, "share", itoa(it.N))}
	if it.Yours {
		f.Parts = component.Parts{component.Checkboxes{Field: form.Fill(component.Field{Name: "agree", Label: v.say("share.agree")}),
			Options: []component.Option{{Value: "yes", Text: v.say("share.agree.yes")}}}}
	} else {
		f.Parts = component.Parts{component.Text{Text: v.say("share.not-yours")},
			component.Input{Field: form.Fill(component.Field{Name: "clause", Label: v.say("share.clause"), Hint: v.say("share.clause.hint")}), Width: "10"},
			component.Textarea{Field: form.Fill(component.Field{Name: "why", Label: v.say("share.why")}), Rows: 3}}
	}
	f.Parts = append(f.Parts, component.Button{Text: v.say("share.do")})
	return append(parts, f)
}
