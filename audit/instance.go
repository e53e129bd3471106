package audit

import (
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// instance is one occasion on which one norm of one matter is judged, over all worlds.
type instance struct {
	norm     int32
	entry    int32 // the event judged; nobody: the matter as a whole, or a duty
	rank     int16 // of a duty: which of its norm's
	count    int16 // of a duty: which of its instances, from 1; 0: no duty
	outcomes outcomes
	tainted  bool // it rests on a date that the record itself doubts
	detail   detail
}

// detail is what can be said of an instance that was not kept: of its worst outcome.
type detail struct {
	why      why
	plan     *plan
	event    int // judged, or what discharged the duty; -1
	duty     int // one more than its place among the plan's; 0: none
	from     int // the event from which the limit counts; -1
	act      int // of a minimum period: one more than the act that it counts from; 0: none
	deadline int // -1
	cond     *matter.Cond
	limit    calendar.Limit
	since    span          // what the limit counts from
	due      span          // the last day, or the first
	on       span          // when it was done; no day: it was not
	by       int32         // the event that started it; of a bar, which one it is
	stage    uint8         // in which the matter was
	left     calendar.Date // when the matter ended or left the stage, before which it was not done
	who      string        // in what capacity it was done, where that is what was wrong
	also     *detail       // what else was wrong with it under the same norm
}

// with adds what else was wrong with the same occurrence, at the end.
func (d detail) with(second detail) detail {
	if d.also == nil {
		d.also = &second
		return d
	}
	more := d.also.with(second)
	d.also = &more
	return d
}

// why is in what way a norm was not kept.
type why uint8

const (
	whyNothing     why = iota
	whyLate            // an owed act came after its last day
	whyNever           // an owed act is not recorded, and its last day has passed
	whyOwed            // an owed act without a limit is not recorded
	whyEarly           // done before its window opened
	whyClosed          // done after its window closed
	whyNoOpening       // done, and what opens its window is not recorded
	whyTooSoon         // done before a minimum period had passed
	whyBefore          // done before what a minimum period counts from
	whyNoStart         // done, and what a minimum period counts from is not recorded
	whyCond            // a discrete condition failed
	whyExcluded        // it was excluded
	whyStage           // not possible in the stage
	whyUnbegun         // done before the matter is recorded to have begun
	whyUndone          // not possible after a clock act, which the record shows not to have happened
	whyNoPower         // the book does not provide for it
	whyByRuleSoon      // a clock act recorded before its day
	whyByRuleAlone     // a clock act recorded without what brings it about
	whyActor           // done by a body that may not
	whyReasons         // without reasons
	whyGround          // on a ground that is not listed
	whyQuorum
	whyMajority
	whyBar
	whyLimitation
	whySanction
	whyDate // the calendar cannot tell a last day
)

// severity orders outcomes by what is worth telling; of two that are equal, what does not hang on the order comes first.
func severity(o outcomes, why why) int {
	n := 0
	switch {
	case o&broken != 0:
		n = 6
	case o&missing != 0:
		n = 4
	case o&kept != 0:
		n = 2
	}
	if why >= whyActor {
		n++
	}
	return n
}

// tell adds what came out in one world to an instance.
func (r *replay) tell(n instance) {
	if r.quiet || n.outcomes == 0 {
		return
	}
	if r.tooMany && n.outcomes&(kept|broken) != 0 {
		n.outcomes = unsure
	}
	if r.several {
		for i := len(r.instances) - 1; i >= 0; i-- {
			if x := &r.instances[i]; x.norm == n.norm && x.entry == n.entry && x.rank == n.rank && x.count == n.count {
				x.join(&n)
				return
			}
		}
	} else if n.outcomes == absent {
		return
	} else if n.entry == nobody && n.count == 0 { // of the matter as a whole: told again at each of its acts
		for i := range r.instances {
			if x := &r.instances[i]; x.norm == n.norm && x.entry == nobody && x.count == 0 {
				if severity(n.outcomes, n.detail.why) > severity(x.outcomes, x.detail.why) {
					*x = n
				}
				return
			}
		}
	}
	r.instances = append(r.instances, n)
}

func (x *instance) join(n *instance) {
	d := x.detail
	if severity(n.outcomes, n.detail.why) > severity(x.outcomes, x.detail.why) {
		d = n.detail
	}
	d.also = common(x, n)
	d.since, d.due, d.on = x.detail.since.join(n.detail.since), x.detail.due.join(n.detail.due), x.detail.on.join(n.detail.on)
	x.detail = d
	x.outcomes |= n.outcomes
	x.tainted = x.tainted || n.tainted
}

// common is what else was wrong in both of two worlds.
func common(x, n *instance) *detail {
	var list []detail
	for d := x.detail.also; d != nil; d = d.also {
		for e := &n.detail; e != nil; e = e.also {
			if e.why == d.why {
				one := *d
				one.also = nil
				list = append(list, one)
				break
			}
		}
	}
	var first *detail
	for i := range slices.Backward(list) {
		list[i].also = first
		first = &list[i]
	}
	return first
}
