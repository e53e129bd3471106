package matter

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// notice compiles "notice NAME": the duty to send it (a norm), and for each addressee the service, which a return begins
// anew (a declaration).
func (c *compiler) notice(s *rulebook.Statement) {
	i := slices.IndexFunc(c.p.Notices, func(n Notice) bool { return n.Decl == s })
	if i < 0 {
		return
	}
	no := &c.p.Notices[i]
	no.Of = c.eventsOf(s, c.refs(s, "of"), scope{})
	send := c.ofAct[no.Send]
	if !has(s, "of") {
		c.report(s.Pos, s, checkMissing, "nothing says what the notice `"+no.Name+"` is of", "add: of EVENT")
	}
	if !c.off(s) {
		c.sending(s, no, send)
	}
	for k := range c.p.Acts[no.Served].Outcomes {
		c.service(s, no, k, send)
	}
}

// sending makes a notice owed, in its time, and impossible while it is not owed.
func (c *compiler) sending(s *rulebook.Statement, no *Notice, send []int) {
	var acts []int
	for _, e := range no.Of {
		acts = appendNew(acts, c.p.Events[e].Act)
	}
	pending := c.p.Acts[no.Send].Pending
	c.addCond(send, Cond{Kind: CondNeeds, Norm: c.norm(s), Any: [][]Lit{{is(pending, 1)}}, Acts: acts})
	d := c.blank(s, no.Name, scope{})
	d.From, d.Until, d.Duty = no.Of, send, no.Send
	c.running(&d, s, scope{})
	c.addDeadline(d, no.Name)
	c.addEffect(no.Of, Effect{Kind: Set, Slot: pending, Value: 1})
}

// service compiles when a notice counts as received by one addressee: so long after it was sent or last returned, by
// the slowest medium the book names; at once when it names none. After its last return it is served whatever comes back.
func (c *compiler) service(s *rulebook.Statement, no *Notice, k int, send []int) {
	served := c.ofAct[no.Served][k]
	role := c.p.Acts[no.Served].Outcomes[k]
	media := props(s, "served after")
	if len(media) == 0 {
		f := Follow{Event: served, All: []int{no.Send}, Lits: []Lit{is(c.p.Acts[no.Send].Executed, 1)}, Norm: c.norm(s)}
		c.p.Follows = append(c.p.Follows, f)
		return
	}
	d := c.blank(s, no.Name+" served ("+role+")", scope{})
	d.From, d.Otherwise, d.Service, d.Restarts = slices.Clone(send), served, true, true
	if q := prop(s, "in"); q != nil {
		d.In = c.stageSet(s, q.Events)
	}
	for _, q := range media {
		if !d.Bounded || longer(q.Limit.Limit, d.Limit) {
			c.limit(&d, q.Limit)
		}
	}
	if no.Returned >= 0 {
		back := c.ofAct[no.Returned][k]
		d.From, d.Renews = append(d.From, back), []int{back}
		if no.MaxReturns <= mostCounted {
			n := c.slot(SlotCount, no.Returned, no.Name+" returned ("+role+")", uint8(no.MaxReturns)+1, 0)
			c.addEffect(send, Effect{Kind: Set, Slot: n})
			c.addEffect([]int{back}, Effect{Kind: Count, Slot: n})
			d.When = append(d.When, below(n, no.MaxReturns+1))
		}
	}
	c.addDeadline(d, no.Name+".served")
}

// longer says whether a is, at a rough reckoning, the longer of two limits: of the media of one notice.
func longer(a, b calendar.Limit) bool {
	weight := map[calendar.Unit]int{calendar.Days: 10, calendar.ClearDays: 10, calendar.WorkingDays: 14, calendar.Weeks: 70, calendar.Months: 300, calendar.Years: 3650}
	return a.N*weight[a.Unit] > b.N*weight[b.Unit]
}
