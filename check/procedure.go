package check

import (
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
	known       map[string]answer // by moment
	discrete    *board            // nil: not yet worked out
}

// caseCheck makes ready for the checks of a procedure.
func (b *bookCheck) caseCheck(p *matter.Procedure) *caseCheck {
	c := &caseCheck{bookCheck: b, p: p, prover: newProver(p, b.opts.Budget), known: map[string]answer{}}
	for e := range p.Events {
		c.kindsOf = append(c.kindsOf, c.kinds(e))
	}
	c.markNotices()
	c.without, c.withFacts = possibly(p, false), possibly(p, true)
	c.fromOutside = facts(p)
	return c
}

// procedure runs every check of a procedure.
func (b *bookCheck) procedure(p *matter.Procedure) {
	c := b.caseCheck(p)
	c.missing()
	c.sanctions()
	c.hearings()
	c.judgesOwnCause()
	c.samePeople()
	c.barsOneWay()
	c.overlaps()
	c.ties()
	c.quorums()
	c.singleHands()
	c.vetoes()
	c.penalties()
	c.finalities()
	c.incentives()
	c.shapes()
	c.idle()
	c.measures()
	c.lasts()
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
