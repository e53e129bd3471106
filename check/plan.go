package check

// A plan is a row of steps that a search must take, in that order, round and round from some step on when it loops.
// Between them deadlines may pass that the plan knows nothing of.
type plan struct {
	steps   []label
	loop    int                     // where it begins again; -1: it ends
	unknown func(stage, d int) bool // deadlines that may pass unplanned
}

// positions is how many places a search can have reached in the plan.
func (p *plan) positions() int {
	if p == nil {
		return 1
	}
	return len(p.steps) + 1
}

// allows says whether a step may be taken at a place of the plan, and to which place it leads.
func (p *plan) allows(pos int32, stage int, how label) (int32, bool) {
	if p == nil {
		return 0, true
	}
	if int(pos) < len(p.steps) && p.steps[pos].is(how) {
		if pos++; int(pos) == len(p.steps) && p.loop >= 0 {
			pos = int32(p.loop)
		}
		return pos, true
	}
	return pos, how.deadline >= 0 && p.unknown(stage, int(how.deadline))
}

// is says whether two steps are the same thing happening, whatever was chosen in them.
func (l label) is(m label) bool { return l.event == m.event && l.deadline == m.deadline }
