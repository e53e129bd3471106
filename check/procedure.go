package check

import (
	"sync"

	"github.com/evenhand/evenhand/matter"
)

// caseCheck is one run over one procedure.
type caseCheck struct {
	*bookCheck
	p           *matter.Procedure
	kindsOf     [][]string // by event
	without     *possible  // what is possible without facts from outside
	withFacts   *possible
	fromOutside []matter.Assumption
	prover      *prover
	known       *answers
	discrete    *board // nil: not yet worked out

	withOutsiders *board // as discrete, with facts from outside
}

// caseCheck makes ready for the checks of a procedure.
func (b *bookCheck) caseCheck(p *matter.Procedure) *caseCheck {
	c := &caseCheck{bookCheck: b, p: p, prover: newProver(p, b.opts.Budget), known: &answers{of: map[string]answer{}}}
	for e := range p.Events {
		c.kindsOf = append(c.kindsOf, c.kinds(e))
	}
	c.markNotices()
	c.without, c.withFacts = possibly(p, false), possibly(p, true)
	c.fromOutside = facts(p)
	return c
}

// procedure runs every check of a procedure, in groups that run side by side. What they found stands in the order of the
// groups, whichever is done first.
func (b *bookCheck) procedure(p *matter.Procedure) {
	c := b.caseCheck(p)
	var parts []*bookCheck
	var all sync.WaitGroup
	for _, checks := range groups() {
		beside := *c
		beside.bookCheck = &bookCheck{book: b.book, rules: b.rules, opts: b.opts}
		parts = append(parts, beside.bookCheck)
		all.Go(func() {
			for _, check := range checks {
				check(&beside)
			}
		})
	}
	all.Wait()
	for _, part := range parts {
		b.take(part)
	}
	c.sized(&b.report.Matters[len(b.report.Matters)-1])
}

// howLong asks how long cases last, and nothing else.
func (b *bookCheck) howLong(p *matter.Procedure) MatterReport {
	c := b.caseCheck(p)
	c.lasts()
	m := &b.report.Matters[0]
	c.sized(m)
	return *m
}

// groups are the checks of a procedure. Those of one group may look at what those before them in it have found.
func groups() [][]func(*caseCheck) {
	return [][]func(*caseCheck){
		{(*caseCheck).missing, (*caseCheck).sanctions, (*caseCheck).hearings, (*caseCheck).judgesOwnCause, (*caseCheck).samePeople,
			(*caseCheck).barsOneWay, (*caseCheck).overlaps, (*caseCheck).ties, (*caseCheck).quorums, (*caseCheck).singleHands,
			(*caseCheck).vetoes},
		{(*caseCheck).penalties},
		{(*caseCheck).finalities},
		{(*caseCheck).incentives, (*caseCheck).shapes, (*caseCheck).idle},
		{(*caseCheck).measures, (*caseCheck).expiryOrders},
		{(*caseCheck).lasts},
	}
}

// markNotices makes sending a notice, and its being served, announce what they announce.
func (c *caseCheck) markNotices() {
	for e := range c.p.Events {
		for _, n := range c.p.Notices {
			if act := c.p.Events[e].Act; act == n.Send || act == n.Served {
				c.kindsOf[e] = append(c.kindsOf[e], "notice")
			}
		}
	}
}
