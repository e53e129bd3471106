package check

import "github.com/evenhand/evenhand/matter"

// leads says whether an event, or what follows from it, goes to another stage.
func (pr *prover) leads(event int) bool {
	seen := newBitset(len(pr.p.Events))
	for list := []int{event}; len(list) > 0; list = list[1:] {
		e := list[0]
		if pr.p.Events[e].To >= 0 {
			return true
		}
		if !seen.has(e) {
			seen.add(e)
			for _, i := range pr.follows[pr.p.Events[e].Act] {
				list = append(list, pr.p.Follows[i].Event)
			}
		}
	}
	return false
}

// bounding guesses which deadlines keep a matter from waiting, and where: those that begin as a stage is entered, and
// whose passing leads elsewhere. They are what to track first when time is asked for.
func (pr *prover) bounding() []pin {
	var pins []pin
	for i := range pr.p.Deadlines {
		d := &pr.p.Deadlines[i]
		if d.Otherwise < 0 || d.Standing || !d.Limited() || !pr.leads(d.Otherwise) {
			continue
		}
		enters := d.Entering
		for _, e := range d.From {
			if to := pr.p.Events[e].To; to >= 0 {
				enters |= 1 << uint(to)
			}
		}
		for s := range pr.p.Stages {
			if (enters & pr.scope[i]).Has(s) {
				pins = append(pins, pin{s, d.Slot})
			}
		}
	}
	return pins
}

// going gives the stages in which a matter has begun and not ended.
func going(p *matter.Procedure) matter.StageSet {
	var set matter.StageSet
	for s := range p.Stages {
		if !p.Stages[s].Final && (s > 0 || p.Begin < 0) {
			set |= 1 << uint(s)
		}
	}
	return set
}

// stageOf reads the stage of a state.
func (g *graph) stageOf(s int32) int {
	return int(g.m.value(g.keys.at(s), 0))
}

// openWaits surveys the states in which nothing need ever happen that moves the matter on: by stage, a shortest run to
// one. A deadline without consequence, a soft one, one that is paused and a standing one bound nothing. After one of
// stuck has passed, and its consequence was not possible, nothing happens: what comes of that is a defect of its own.
func (pr *prover) openWaits(facts []matter.Assumption, stuck ...int) (found, error) {
	return pr.openWaitsOf(nil, question{facts: facts, stuck: stuck})
}

// openWaitsOf is openWaits that tracks from the start what a question like it had to track.
func (pr *prover) openWaitsOf(track tracked, q question) (found, error) {
	in := going(pr.p)
	for _, d := range q.stuck {
		q.see.lits = append(q.see.lits, running(&pr.p.Deadlines[d]))
	}
	return pr.survey(goal{
		question: q,
		first:    pr.bounding(),
		from:     track,
		state: func(g *graph, s int32) int {
			stage := g.stageOf(s)
			if !in.Has(stage) || g.layouts[g.states[s].layout].bounded {
				return -1
			}
			return stage
		},
		learn: pr.oneThatBounds,
	})
}

// oneThatBounds picks, of the deadlines that run in a state, one to track: best one that leads elsewhere and begins on
// entering the stage, for that is how most books bound a stage; of several the longest.
func (pr *prover) oneThatBounds(g *graph, s int32) []int {
	best, worth := -1, int32(-1)
	for _, f := range g.layouts[g.states[s].layout].falling {
		d := &pr.p.Deadlines[f.deadline]
		if d.Otherwise < 0 || d.Standing {
			continue
		}
		w := f.most
		if pr.leads(d.Otherwise) {
			w += 1 << 24
			if d.Entering.Has(g.stageOf(s)) {
				w += 1 << 25
			}
		}
		if w > worth {
			best, worth = d.Slot, w
		}
	}
	if best < 0 {
		return nil
	}
	return []int{best}
}
