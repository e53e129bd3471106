package check

import "github.com/evenhand/evenhand/matter"

// Stay is how long a matter can stay in a stage at one time. Days counts from the day on which it gets there to the day
// on which it leaves, every limit being as long as it ever is. It is nil where a matter can stay for ever, which Forever
// says, where it never gets there, and where the answer was not found within the budget, which Proven tells.
type Stay struct {
	Days    *int
	Forever bool
	Proven  bool
}

// LongestStays says of every stage of a procedure how long a matter can stay in it, without facts from outside. Budget is
// how many states one search may keep; 0 stands for the default. Of the stage before a matter begins, and of those that
// are final, nothing is said.
func LongestStays(p *matter.Procedure, budget int) []Stay {
	stays := make([]Stay, len(p.Stages))
	pr := newProver(p, budget)
	waits, err := pr.openWaits(nil)
	if err != nil || waits.why != "" {
		return stays
	}
	in := going(p)
	for s := range stays {
		switch {
		case !in.Has(s):
		case waits.runs[s] != nil:
			stays[s] = Stay{Forever: true, Proven: true}
		default:
			stays[s] = pr.stayIn(s, waits.track)
		}
	}
	return stays
}

// stayIn finds the longest stay in a stage in which some deadline always runs.
func (pr *prover) stayIn(stage int, track tracked) Stay {
	s, why, err := pr.longest(question{}, region{lits: []matter.Lit{{Slot: 0, Mask: 1 << uint(stage)}}}, track)
	switch {
	case err != nil || why != "" || len(s.loose) > 0:
		return Stay{}
	case s.lasso != nil:
		return Stay{Forever: true, Proven: true}
	case s.days < 0:
		return Stay{Proven: true}
	}
	days := int(s.days)
	return Stay{Days: &days, Proven: true}
}
