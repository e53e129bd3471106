package check

import "github.com/evenhand/evenhand/matter"

// ahead.go asks how long a matter lasts that has come some way: not from its beginning, but from when the stages behind it
// were left for good.

// Ahead is a bound on how long a matter lasts from some stage on.
type Ahead struct {
	// Stages are those that may still come, the stage itself among them. Without a fact from outside a matter leaves them
	// only by its end.
	Stages matter.StageSet

	// Days is how many days at most pass from the day on which a matter comes among these stages, from outside of them, to
	// its end, every limit being as long as it ever is. Nil where there is no bound, or none was proven.
	Days *int
}

// LongestAhead bounds how long a matter lasts that is in a stage, without facts from outside and, where the book assumes
// some, with those; the longer counts. Budget is how many states one search may keep; 0 stands for the default.
//
// What is sound: a matter that stands in the stage, and has only done what the rules allow, ends no later than Days after
// it last came among Stages from another stage, or from its beginning. What is not promised: that some matter in the same
// state takes so long. The state of the clocks is not asked about, only the stage; a matter that used up its time within
// Stages is given it once more only as far as Days allows all of them together. From the first stage on it is the bound
// that [Longest] gives.
func LongestAhead(p *matter.Procedure, stage, budget int) Ahead {
	pr := newProver(p, budget)
	all := pr.comingFrom(stage)
	a := Ahead{Stages: all & going(p)}
	if !going(p).Has(stage) {
		return a
	}
	waits, err := pr.openWaits(nil)
	if err != nil || waits.why != "" || len(waits.keys) > 0 {
		return a
	}
	days, ok := pr.bounded(question{}, within(a.Stages, false), waits.track)
	if ok && len(p.Assume) > 0 {
		q := question{facts: p.Assume}
		outside, err := pr.openWaitsOf(waits.track, q)
		if err != nil || outside.why != "" || len(outside.keys) > 0 {
			return a
		}
		var more int
		more, ok = pr.bounded(q, within(all, true), outside.track)
		days = max(days, more)
	}
	if ok {
		a.Days = &days
	}
	return a
}

// within is the region of some stages.
func within(stages matter.StageSet, total bool) region {
	return region{lits: []matter.Lit{{Slot: 0, Mask: uint64(stages)}}, total: total}
}

// bounded is the longest stay in a region; false where there is no bound, or it is not known.
func (pr *prover) bounded(q question, r region, track tracked) (days int, ok bool) {
	s, why, err := pr.longest(q, r, track)
	if err != nil || why != "" || s.lasso != nil || s.days < 0 {
		return 0, false
	}
	return int(s.days), true
}

// comingFrom lists the stages that may come after a stage, and that stage: those to which some event leads that may
// happen in one of them.
func (pr *prover) comingFrom(stage int) matter.StageSet {
	set := matter.StageSet(1) << uint(stage)
	for grown := true; grown; {
		grown = false
		for e := range pr.p.Events {
			to := pr.p.Events[e].To
			if to >= 0 && pr.stays[e]&set != 0 && !set.Has(to) {
				set |= matter.StageSet(1) << uint(to)
				grown = true
			}
		}
	}
	return set
}
