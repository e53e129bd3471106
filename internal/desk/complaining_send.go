package desk

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/matter"
)

// checkAnswers shows all answers before they are sent, each with the way to change it.
func (v *visit) checkAnswers() error {
	d, err := v.draft()
	if err != nil {
		return err
	}
	if d.Sent != nil {
		return v.to("/complain/sent")
	}
	if open := v.firstOpen(d); open != "/complain/check" {
		return v.to(open + "?mend=1")
	}
	return v.show(v.checkPage(d))
}

func (v *visit) checkPage(d *draft) web.Page {
	list := component.SummaryList{}
	for _, q := range v.asked(d) {
		row := q.row(v, d)
		row.Actions = []component.Link{{Text: v.say("complain.change"), Href: questionHref(q.key) + "?to=check"}}
		list.Rows = append(list.Rows, row)
	}
	p := v.complaintPage(list, component.Heading{Text: v.say("complain.then")}, component.Text{Text: v.say("complain.then.text") + "\n\n" + v.consequence(d)},
		component.Button{Text: v.say("complain.send"), Post: "/complain/check"})
	p.Title, p.OwnHeading = v.say("complain.check"), false
	return p
}

// consequence says what follows from how somebody wants to be known.
func (v *visit) consequence(d *draft) string {
	switch casework.Standing(d.Answers.Get("known")) {
	case casework.Named:
		return v.say("complain.known.named.hint")
	case casework.Protected:
		return v.say("complain.known.protected.hint")
	}
	return v.say("complain.known.anonymous.hint")
}

// sendComplaint sends the complaint. Of what was typed nothing is left here but the way back to it, for an hour.
func (v *visit) sendComplaint() error {
	next := "/complain/sent"
	err := v.change(func(d *draft) error {
		if d.Sent != nil {
			return nil // the button was pressed twice
		}
		if open := v.firstOpen(d); open != "/complain/check" {
			next = open + "?mend=1"
			return nil
		}
		receipt, err := v.Office.Complain(v.ctx(), v.complaint(d))
		if err != nil {
			return err
		}
		*d = draft{Answers: url.Values{}, Sent: &sent{receipt.Reference, receipt.Code}}
		return nil
	})
	var refusal *matter.Refusal
	var problems casework.Problems
	switch {
	case errors.As(err, &refusal):
		return &web.Refused{Refusal: refusal, Back: component.Link{Text: v.say("complain.to-answers"), Href: "/complain/check"}}
	case errors.As(err, &problems):
		d, reading := v.draft()
		if reading != nil {
			return reading
		}
		return again(err, &web.Form{}, func() web.Page { return v.checkPage(d) })
	case err != nil:
		return err
	}
	return v.to(next)
}

// complaint is what was typed, as the office takes it in.
func (v *visit) complaint(d *draft) casework.Complaint {
	text := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(d.Answers.Get(name), "\r\n", "\n"))
	}
	when, _ := v.site.Words().ReadWhen(text("when")) // it has been read before
	c := casework.Complaint{What: text("what"), When: when.String(), Who: text("who"), About: text("about"), Wish: text("wish"),
		Standing: casework.Standing(text("known")), Discovery: v.discovery(d), Channel: "web"}
	for _, h := range v.named(d) {
		c.Handlers = append(c.Handlers, h.id)
	}
	for _, x := range d.Files {
		c.Files = append(c.Files, v.upload(x))
	}
	if how, err := v.Office.Reporting(); err == nil && len(how.Roles) > 0 {
		c.Role = how.Roles[0]
		if text("part") == others {
			c.Role = how.Roles[len(how.Roles)-1]
		}
	}
	if c.Standing == casework.Anonymous {
		return c
	}
	if text("part") == others && c.Standing == casework.Named {
		c.Standing = casework.ThirdParty
	}
	c.Sender, c.Name, c.Contact = v.viewer.Person, text("name"), strings.Join(v.contactLines(d), "\n")
	c.Reach = casework.Reached{Channel: casework.ByAccount, Hours: text("hours")}
	if text("channel") == byPost {
		c.Reach.Channel = casework.ByPost
	}
	if text("never") != "" {
		c.Reach.Never = v.say("complain.never.flag")
	}
	if text("channel") == byEmail {
		c.Address = casework.Addressed{Email: text("email"), Silent: text("shared") == "yes"}
		if v.onRoll(text("email")) {
			c.Contact += "\n" + v.say("complain.contact.on-roll")
		}
	} else if text("channel") != byAccount {
		c.Address = casework.Addressed{Silent: true}
	}
	return c
}

// onRoll says whether an address is also somebody else's. Only whoever keeps the case is told.
func (v *visit) onRoll(address string) bool {
	return slices.ContainsFunc(v.Office.Roll().People(), func(p casework.Person) bool {
		return p.ID != v.viewer.Person && p.Address != "" && strings.EqualFold(p.Address, address)
	})
}

// complaintSent shows the reference and the receipt code, until they have been kept or an hour has passed.
func (v *visit) complaintSent() error {
	d, err := v.draft()
	if err != nil {
		return err
	}
	if d.Sent == nil {
		return v.to("/complain")
	}
	return v.show(web.Page{Title: v.say("complain.sent"), Template: "parts", Leave: true, Data: component.Parts{
		component.Text{Text: v.say("complain.sent.text"), Kind: "lead"},
		component.Receipt{Heading: v.say("complain.sent.keep"), Reference: d.Sent.Reference, Code: d.Sent.Code, Note: v.say("complain.sent.note")},
		component.Text{Text: v.say("complain.sent.print"), Kind: "soft"},
		component.Button{Text: v.say("complain.sent.kept"), Post: "/complain/sent"},
		component.Heading{Text: v.say("complain.sent.next")}, component.Text{Text: v.say("complain.sent.next.text")},
	}})
}

// codeKept forgets the receipt code once its sender has it.
func (v *visit) codeKept() error {
	if err := v.forget(); err != nil {
		return err
	}
	return v.to("/return")
}
