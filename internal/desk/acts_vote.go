package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/matter"
)

// voteForm is one motion: what is put, the bundle, a member's vote, and the result once all have voted.
func (v *visit) voteForm() error {
	form, err := web.ReadForm(v.w, v.r, mostText)
	if err != nil {
		return err
	}
	c, err := v.view()
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(v.r.PathValue("n"))
	i := slices.IndexFunc(c.Motions, func(m casework.MotionView) bool { return m.N == n })
	if i < 0 {
		return web.ErrNotFound
	}
	page := func() web.Page { return v.motion(c, c.Motions[i], form) }
	if v.r.Method != http.MethodPost {
		return v.show(page())
	}
	if !c.Decides {
		return web.ErrNotFound
	}
	_, err = v.Office.Vote(v.ctx(), v.viewer, c.Reference, casework.Voted{Motion: n, Vote: casework.Vote(form.Text("vote")), Read: form.Text("read"), Dissent: form.Text("dissent")})
	var refusal *matter.Refusal
	switch {
	case errors.As(err, &refusal):
		return &web.Refused{Refusal: refusal, Back: component.Link{Text: v.say("act.back"), Href: caseHref(c.Reference)}}
	case err != nil:
		return again(err, form, page)
	}
	return v.to(caseHref(c.Reference, "vote", itoa(n)))
}

// motion shows what is put to the members.
func (v *visit) motion(c *casework.View, m casework.MotionView, form *web.Form) web.Page {
	rows := []component.Row{{Key: v.say("vote.body"), Text: casework.Words(m.Body)}}
	if m.Reasons != "" {
		rows = append(rows, component.Row{Key: v.say("act.reasons"), Parts: component.Parts{component.Text{Text: m.Reasons, Kind: "given"}}})
	}
	if m.Text != "" {
		rows = append(rows, component.Row{Key: v.say("act.text"), Parts: component.Parts{component.Text{Text: m.Text, Kind: "given"}}})
	}
	parts := component.Parts{component.SummaryList{Rows: rows}}
	switch {
	case m.Done:
		parts = append(parts, v.counted(m))
	case c.Decides:
		parts = append(parts, component.Progress{Done: m.Voted, Of: m.Seats, Text: v.say("case.voted", "n", m.Voted, "of", m.Seats)}, v.ballot(c, m, form))
	default:
		parts = append(parts, component.Progress{Done: m.Voted, Of: m.Seats, Text: v.say("case.voted", "n", m.Voted, "of", m.Seats)})
	}
	p := web.Page{Title: v.say("vote.title"), Heading: m.Words, Template: "parts", Problems: form.Problems,
		Caption: v.say("act.caption", "reference", c.Reference, "capacity", v.standsAs(c)), Data: parts}
	return v.below(p, c)
}

// ballot is where a member votes; a vote may be changed until all have voted.
func (v *visit) ballot(c *casework.View, m casework.MotionView, form *web.Form) component.Section {
	vote := component.Field{Name: "vote", Label: v.say("vote.yours")}
	if m.Yours != "" {
		vote.Values = []string{string(m.Yours)}
	}
	s := component.Section{Heading: v.say("vote.heading"), Text: v.say("vote.secret")}
	f := component.Form{Action: caseHref(c.Reference, "vote", itoa(m.N)), Parts: component.Parts{
		component.Radios{Field: form.Fill(vote), Options: []component.Option{
			{Value: string(casework.For), Text: v.say("vote.for")}, {Value: string(casework.Against), Text: v.say("vote.against")},
			{Value: string(casework.Abstain), Text: v.say("vote.abstain")}}}}}
	if slices.ContainsFunc(c.Exhibits, func(x casework.ExhibitView) bool { return x.Disclosed }) {
		f.Parts = append(f.Parts, component.Radios{Field: form.Fill(component.Field{Name: "read", Label: v.say("vote.read"), Hint: v.say("vote.read.hint")}), Options: []component.Option{
			{Value: "screen", Text: v.say("vote.read.screen")}, {Value: "paper", Text: v.say("vote.read.paper")}, {Value: "assistive", Text: v.say("vote.read.assistive")}}})
	}
	f.Parts = append(f.Parts, component.Textarea{Field: form.Fill(component.Field{Name: "dissent", Label: v.say("vote.dissent"), Hint: v.say("vote.dissent.hint"), Optional: true}), Rows: 4})
	text := v.say("vote.cast")
	if m.Yours != "" {
		text = v.say("vote.recast")
	}
	f.Parts = append(f.Parts, component.Button{Text: text})
	s.Parts = component.Parts{f}
	return s
}

// counted is the result.
func (v *visit) counted(m casework.MotionView) component.Section {
	t := component.Table{Caption: v.say("vote.ballots"), Hidden: true, Columns: []component.Column{{Text: v.say("vote.member")}, {Text: v.say("vote.vote")}, {Text: v.say("vote.dissent")}}}
	for _, b := range m.Ballots {
		t.Rows = append(t.Rows, []component.Cell{{Text: b.Name}, {Text: v.voteWord(b.Vote)}, {Parts: component.Parts{component.Text{Text: b.Dissent}}}})
	}
	return component.Section{Heading: v.say("vote.counted"), Parts: component.Parts{
		component.SummaryList{Rows: []component.Row{{Key: v.say("vote.for"), Text: itoa(m.For)}, {Key: v.say("vote.against"), Text: itoa(m.Against)}, {Key: v.say("vote.abstain"), Text: itoa(m.Abstain)}}}, t}}
}

func (v *visit) voteWord(vote casework.Vote) string {
	switch vote {
	case casework.For:
		return v.say("vote.for")
	case casework.Against:
		return v.say("vote.against")
	}
	return v.say("vote.abstain")
}
