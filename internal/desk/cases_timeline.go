package desk

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web/component"
)

func itoa(n int) string { return strconv.Itoa(n) }

// caseTimeline is what happened, to scale, and in words.
func (v *visit) caseTimeline() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	body := casePage{Ends: v.latestEnd(c)}
	body.Main = component.Parts{v.timeline(c), v.stepList(c)}
	if len(c.Readings) > 0 {
		body.Main = append(body.Main, v.readings(c))
	}
	return v.show(v.inCase(c, tabTimeline, v.say("case.timeline"), body))
}

// timeline draws the stages, what runs, the measures, and what was done.
func (v *visit) timeline(c *casework.View) component.Timeline {
	t := component.Timeline{Caption: v.say("case.timeline.caption"), Today: c.Today}
	t.Lanes = append(t.Lanes, component.Lane{Name: v.say("case.lane.stages"), Spans: stageSpans(c)})
	if lane := v.doneLane(c); len(lane.Moments) > 0 {
		t.Lanes = append(t.Lanes, lane)
	}
	for _, x := range c.Clocks { // they overlap: each has a lane
		span := component.Span{Text: casework.Words(x.Name), From: x.Start, To: x.Last, Kind: "wait"}
		if x.Yours {
			span.Kind = "now"
		}
		t.Lanes = append(t.Lanes, component.Lane{Name: v.say("case.lane.clock", "what", span.Text), Spans: []component.Span{span}})
	}
	measures := component.Lane{Name: v.say("case.measures")}
	for _, m := range c.Measures {
		measures.Spans = append(measures.Spans, component.Span{Text: casework.Words(m.Name), From: m.From, To: m.To, Kind: "late"})
	}
	if len(measures.Spans) > 0 {
		t.Lanes = append(t.Lanes, measures)
	}
	return t
}

// stageSpans are the stages the matter has been in, each until the next.
func stageSpans(c *casework.View) []component.Span {
	list := slices.DeleteFunc(slices.Clone(c.Track), func(t casework.Track) bool { return t.State == "ahead" })
	slices.SortStableFunc(list, func(a, b casework.Track) int {
		return cmp.Or(cmp.Compare(a.From, b.From), rank(b.State == "now")-rank(a.State == "now"))
	})
	var spans []component.Span
	for i, t := range list {
		s := component.Span{Text: casework.Words(t.Name), From: t.From}
		if i%2 == 1 {
			s.Kind = "side"
		}
		if t.State == "now" {
			s.Kind = "now"
		}
		if i+1 < len(list) {
			s.To = max(t.From, list[i+1].From.Add(-1))
		}
		spans = append(spans, s)
	}
	return spans
}

// doneLane marks what was done and what happened by itself.
func (v *visit) doneLane(c *casework.View) component.Lane {
	lane := component.Lane{Name: v.say("case.lane.done")}
	for _, st := range c.Steps {
		lane.Moments = append(lane.Moments, component.Moment{Text: st.Words, On: st.On, Kind: markKind(st.Mark), Note: v.mark(st)})
	}
	return lane
}

// markKind is the colour of what the kernel makes of a step.
func markKind(m casework.Mark) string {
	switch m {
	case casework.Kept:
		return "good"
	case casework.Broken:
		return "late"
	case casework.Void:
		return "wait"
	}
	return "side"
}

// mark says what the kernel makes of a step.
func (v *visit) mark(st casework.StepView) string {
	switch st.Mark {
	case casework.Broken:
		return v.say("case.mark.broken")
	case casework.Void:
		return v.say("case.mark.void")
	case casework.ByRule:
		return v.say("case.mark.rule")
	}
	return v.say("case.mark.kept")
}

// stepList is what happened, the latest first, with reasons and marks.
func (v *visit) stepList(c *casework.View) component.Section {
	s := component.Section{Heading: v.say("case.steps")}
	if len(c.Steps) == 0 {
		s.Parts = component.Parts{component.Empty{Text: v.say("case.steps.none")}}
	}
	list := component.SummaryList{}
	for _, st := range slices.Backward(c.Steps) {
		row := component.Row{Key: v.site.Words().Date(st.On), Parts: v.step(c, st)}
		if c.Office && st.N >= 0 && st.Mark != casework.ByRule {
			row.Actions = []component.Link{{Text: v.say("case.steps.correct"), Href: caseHref(c.Reference, "correct") + "?event=" + itoa(st.N), Aside: v.say("case.steps.of", "what", st.Words)}}
		}
		list.Rows = append(list.Rows, row)
	}
	if len(list.Rows) > 0 {
		s.Parts = component.Parts{list}
	}
	return s
}

// step is one thing that happened.
func (v *visit) step(c *casework.View, st casework.StepView) component.Parts {
	who := st.By
	if st.As != "" {
		if who != "" {
			who += ", "
		}
		who += casework.Words(st.As)
	}
	if st.Mark == casework.ByRule {
		who = v.say("case.by-rule")
	}
	parts := component.Parts{component.Text{Text: st.Words}, component.Tag{Text: v.mark(st), Kind: tagKind(st.Mark)}}
	if line := v.who(st, who); line != "" {
		parts = append(parts, component.Text{Text: line})
	}
	if st.Corrected {
		parts = append(parts, component.Text{Text: v.say("case.corrected")})
	}
	for _, x := range v.conditions(c, st.Conditions) {
		parts = append(parts, component.Details{Summary: v.say("case.condition", "clause", x.Clause), Text: x.Reason + " " + x.Cure})
	}
	if st.Reasons != "" {
		parts = append(parts, component.Details{Summary: v.say("case.reasons"), Parts: component.Parts{component.Text{Text: st.Reasons, Kind: "given"}}})
	}
	if st.Text != "" {
		parts = append(parts, component.Details{Summary: v.say("case.text"), Parts: component.Parts{component.Text{Text: st.Text, Kind: "given"}}})
	}
	if len(st.Exhibits) > 0 {
		parts = append(parts, component.Text{Text: v.say("case.points-at", "exhibits", labels(st.Exhibits))})
		parts = append(parts, v.quotations(c, st.Text, st.Exhibits)...)
	}
	return parts
}

func (v *visit) who(st casework.StepView, who string) string {
	switch {
	case st.Clause == "":
		if st.Source == "" {
			return who
		}
		return v.say("case.source", "source", st.Source)
	case st.Source != "":
		return v.say("case.under-source", "clause", st.Clause, "source", st.Source)
	case who == "":
		return v.say("case.under", "clause", st.Clause, "title", st.Title)
	}
	return v.say("case.who-under", "who", who, "clause", st.Clause, "title", st.Title)
}

func tagKind(m casework.Mark) string {
	switch m {
	case casework.Kept:
		return "good"
	case casework.Broken:
		return "late"
	case casework.Void:
		return "wait"
	}
	return ""
}

// labels lists exhibits by what they are called.
func labels(list []int) string {
	s := ""
	for i, n := range list {
		if i > 0 {
			s += ", "
		}
		s += casework.Label(n)
	}
	return s
}

// readings says which office-holders have read the file, by capacity and day.
func (v *visit) readings(c *casework.View) component.Section {
	t := component.Table{Caption: v.say("case.readings"), Hidden: true, Columns: []component.Column{
		{Text: v.say("case.readings.who")}, {Text: v.say("case.readings.what")}, {Text: v.say("case.readings.on")}}}
	for _, r := range slices.Backward(c.Readings) {
		row := []component.Cell{{Text: casework.Words(r.As)}, {Text: r.What}, {Text: v.site.Words().Date(r.On)}}
		if n := len(t.Rows); n == 0 || !slices.EqualFunc(t.Rows[n-1], row, func(a, b component.Cell) bool { return a.Text == b.Text }) {
			t.Rows = append(t.Rows, row)
		}
	}
	return component.Section{ID: "readings", Heading: v.say("case.readings"), Text: v.say("case.readings.text"), Parts: component.Parts{t}}
}
