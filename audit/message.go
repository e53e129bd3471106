package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// sentences are what is said of an instance that was not kept: if it is broken, not shown, undetermined. Where one is
// missing it cannot be, and another is used.
type sentences struct{ broken, notShown, undetermined string }

var saidOf = map[why]sentences{
	whyLate: {
		"{event} was due by {due}, {limit} after {source}; it came on {on}, {late} late",
		"{event} was due by {due}, {limit} after {source}; the record shows it on {on} only",
		"whether {event}, on {on}, came within {limit} of {source} cannot be told from these dates",
	},
	whyNever: {
		"{event} was due by {due}, {limit} after {source}; the record is complete for it and shows none{left}",
		"the record shows no {event} by {due}, {limit} after {source}{left}",
		"whether {event} was done within {limit} of {source}, or was due at all by then, cannot be told from these dates",
	},
	whyOwed: {
		"{event} was owed after {source}; the record is complete for it and shows none{left}",
		"the record shows no {event} after {source}{left}",
		"whether {event} was done after {source} cannot be told from these dates",
	},
	whyDate: {undetermined: "whether {event} was done in time after {source} cannot be told from these dates"},
	whyEarly: {
		"{event} came on {on}, before {opening} began the time for it",
		"",
		"whether {event}, on {on}, came before or after {opening} cannot be told from these dates",
	},
	whyClosed: {
		"{event} came on {on}, {late} after {due}, the last day for it: {limit} after {source}",
		"",
		"whether {event}, on {on}, came within {limit} of {source} cannot be told from these dates",
	},
	whyNoOpening: {
		"{event} came on {on} without {opening}, which begins the time for it",
		"{event} came on {on}; the record does not show {opening}, from which its {limit} run",
		"whether {event}, on {on}, came in its time cannot be told from these dates",
	},
	whyTooSoon: {
		"{event} came on {on}, {soon} before {due}, the first day for it: {limit} after {source}",
		"",
		"whether {event}, on {on}, came at least {limit} after {source} cannot be told from these dates",
	},
	whyBefore: {
		"{event} came on {on}, before {start}, after which {limit} must pass",
		"",
		"whether {event}, on {on}, came at least {limit} after {start} cannot be told from these dates",
	},
	whyNoStart: {
		"{event} came on {on} without {start}, after which {limit} must pass",
		"{event} came on {on}; the record does not show {start}, after which {limit} must pass",
		"whether {event}, on {on}, came at least {limit} after {start} cannot be told from these dates",
	},
	whyExcluded: {
		"{event} came on {on} although {excluded}",
		"{event} came on {on} although it was excluded; what may have allowed it is not recorded",
		"whether {event} was excluded on {on} cannot be told from these dates",
	},
	whyStage: {
		"{event} came on {on}, when the matter was in the stage {stage}; it is possible in {stages} only",
		"{event} came on {on}; the record does not show how the matter left the stage {stage}, where it is not possible",
		"whether {event}, on {on}, was possible in the stage that the matter was in cannot be told from these dates",
	},
	whyUnbegun: {
		"{event} came on {on}, before the matter had begun",
		"{event} came on {on}; the record does not show how the matter began",
		"whether {event}, on {on}, came before the matter began cannot be told from these dates",
	},
	whyUndone: {
		"{event} came on {on}, after the last day {due} had passed and {then} should have happened by rule",
		"{event} came on {on}, after the last day {due} had passed without what was due being recorded: {then} should have happened by rule",
		"whether {event}, on {on}, came before {then} happened by rule cannot be told from these dates",
	},
	whyByRuleSoon: {
		"{event} is recorded on {on}, before the last day {due} was over: {limit} after {source}",
		"",
		"whether {event}, on {on}, came before the last day was over cannot be told from these dates",
	},
	whyByRuleAlone: {
		"{event} is recorded on {on}, and nothing brings it about by rule",
		"{event} is recorded on {on}; what brings it about by rule is not recorded",
		"whether {event} could come about by rule on {on} cannot be told from these dates",
	},
	whyActor:   {"{event} was done on {on} by {who}: it is for {actors}", "", ""},
	whyReasons: {"no reasons were given for {event} on {on}", "the record does not show whether reasons were given for {event} on {on}", ""},
	whyGround:  {"the ground given for {event} on {on} is not one of those listed: {grounds}", "the record gives no ground for {event} on {on}", ""},
	whyQuorum: {
		"fewer than the quorum took part in {event} on {on}",
		"the record does not show how many took part in {event} on {on} and how they voted",
		"whether enough took part in {event} on {on} cannot be told from these numbers",
	},
	whyMajority: {
		"the votes recorded for {event} on {on} do not decide it so",
		"the record does not show how many took part in {event} on {on} and how they voted",
		"whether the votes recorded for {event} on {on} decide it so cannot be told from these numbers",
	},
	whyBar: {
		"{event} on {on} gave a part to a person who may not have it: {bar}",
		"the record does not name the persons from whom it could be told whether {event} on {on} was barred: {bar}",
		"whether {event} on {on} was barred cannot be told from these dates: {bar}",
	},
	whyLimitation: {
		"{event} came on {on}, {late} after {due}, the last day for it: {limit} from {since}",
		"{event} came on {on}; the record does not show the day from which its {limit} run",
		"whether {event}, on {on}, came within its {limit} cannot be told from these dates",
	},
}

var saidOfCond = map[matter.CondKind]sentences{
	matter.CondNeeds: {
		"{event} came on {on} without {acts}, which it needs first",
		"the record shows no {acts} before {event} on {on}",
		"whether {acts} came before {event} on {on} cannot be told from these dates",
	},
	matter.CondHold: {
		"{event} came on {on} while {acts} was owed",
		"{event} came on {on} while {acts} was owed; the record does not show when it was done",
		"whether {acts} was still owed at {event} on {on} cannot be told from these dates",
	},
	matter.CondExclusive: {
		"{event} came on {on} although {acts} had been chosen: only one of them may be",
		"",
		"whether {event}, on {on}, came before {acts} cannot be told from these dates",
	},
	matter.CondCount: {
		"{event} was done on {on} more often than it may be",
		"",
		"whether {event}, on {on}, was one too many cannot be told from these dates",
	},
	matter.CondSanction: {
		"{event} imposed {who} on {on}: these rules do not allow that here",
		"the record does not show what {event} imposed on {on}, or for what",
		"",
	},
	matter.CondWindow: {
		"{event} came on {on}, when there was nothing for it to extend or open again",
		"{event} came on {on}; the record does not show what it extends or opens again",
		"whether {event}, on {on}, came in time cannot be told from these dates",
	},
}

var otherCond = sentences{
	"{event} came on {on} although what it depends on did not hold: {slots}",
	"the record does not show what {event} on {on} depends on: {slots}",
	"whether what {event} depends on held on {on} cannot be told from the record: {slots}",
}

// message says in one sentence what a verdict rests on. It names acts, clauses and days, never a person.
func (r *replay) message(n *instance, v Verdict) string {
	if r.tooMany {
		return "more orders are possible than are followed"
	}
	d := &n.detail
	if d.why == whyNoPower {
		return r.rec.recs[n.entry].target.act + r.fill(" came on {on}; no clause of these rules provides for it", d)
	}
	s, ok := d.sentences()
	text := s.undetermined
	switch {
	case v == Broken:
		return r.breachText(s.broken, d)
	case v == NotShown:
		text = s.notShown
	case n.outcomes.verdict(false) != Undetermined:
		text = "a date is marked as uncertain: "
		if n.outcomes == kept {
			return text + r.fill("{event} on {on} is judged by it", d)
		}
		text += s.broken
	}
	if !ok || text == "" {
		text = "the record does not settle {event} on {on}"
	}
	return r.fill(text, d)
}

// sentences are those for what is said of an instance.
func (d *detail) sentences() (s sentences, ok bool) {
	if d.why != whyCond {
		s, ok = saidOf[d.why]
		return s, ok
	}
	if s, ok = saidOfCond[d.cond.Kind]; !ok {
		return otherCond, true
	}
	return s, true
}

// breachText says of a breach everything that was wrong under its norm.
func (r *replay) breachText(text string, d *detail) string {
	said := []string{r.fill(text, d)}
	for more := d.also; more != nil; more = more.also {
		more.plan = d.plan
		s, _ := more.sentences()
		if next := r.fill(s.broken, more); s.broken != "" && !slices.Contains(said, next) {
			said = append(said, next)
		}
	}
	return strings.Join(said, "; and ")
}

// fill puts the words of a detail into a sentence.
func (r *replay) fill(text string, d *detail) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(r.word(name, d))
		text = after
	}
}

func (r *replay) word(name string, d *detail) string {
	switch name {
	case "event":
		return d.eventName()
	case "on":
		return d.on.String()
	case "due":
		return d.due.String()
	case "since":
		return d.since.String()
	case "limit":
		return d.limit.String()
	case "late":
		return days(d.on.lo.Sub(d.due.hi))
	case "soon":
		return days(d.due.lo.Sub(d.on.hi))
	case "source":
		return r.source(d)
	case "left":
		if d.left == 0 || d.since.isZero() {
			return ""
		}
		return fmt.Sprintf("; the matter had moved on by %v, %s after", d.left, days(d.left.Sub(d.since.lo)))
	}
	return r.ruleWord(name, d)
}

// ruleWord gives the words of a sentence that come from the rules.
func (r *replay) ruleWord(name string, d *detail) string {
	p := d.plan
	switch name {
	case "opening":
		return p.eventNames(p.Deadlines[d.deadline].From)
	case "then":
		if o := p.Deadlines[d.deadline].Otherwise; o >= 0 {
			return p.EventName(o)
		}
		return "nothing"
	case "start":
		var acts []int
		for _, w := range p.Events[d.event].Waits {
			if w.Limit == d.limit {
				acts = append(acts, p.Periods[w.Period].Act)
			}
		}
		return p.actNames(acts)
	case "acts":
		return p.actNames(d.cond.Acts)
	case "who":
		return d.who
	case "excluded":
		return p.excludedText(d.event)
	case "stage":
		return p.Stages[d.stage].Name
	case "stages":
		return p.stageNames(p.Acts[p.Events[d.event].Act].In)
	case "grounds":
		return strings.Join(p.Acts[p.Events[d.event].Act].Grounds, ", ")
	case "actors":
		var names []string
		for _, by := range p.Acts[p.Events[d.event].Act].By {
			names = append(names, by.String())
		}
		return strings.Join(names, " or ")
	case "bar":
		bar := &p.Bars[d.by]
		return "nobody is " + bar.Role.String() + " who has been " + bar.From.String()
	case "slots":
		return p.slotNames(d.cond)
	}
	return name
}

// eventName names the event judged, or the acts of which one was owed.
func (d *detail) eventName() string {
	if d.duty > 0 && d.why != whyLate {
		return d.plan.owedNames(&d.plan.duties[d.duty-1])
	}
	if d.event < 0 {
		return "what is owed"
	}
	return d.plan.EventName(d.event)
}

// owedNames names what discharges a duty: an act, or those of its outcomes that do.
func (p *plan) owedNames(du *duty) string {
	var names []string
	for _, a := range du.acts {
		all := p.Find(matter.Occurrence{Act: p.Acts[a].Name})
		if missing := slices.ContainsFunc(all, func(e int) bool { return p.Events[e].Act == a && !slices.Contains(du.until, e) }); !missing {
			names = append(names, p.Acts[a].Name)
			continue
		}
		for _, e := range du.until {
			if p.Events[e].Act == a {
				names = append(names, p.EventName(e))
			}
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " or ")
}

// source says what a limit counts from.
func (r *replay) source(d *detail) string {
	name := "what begins it"
	switch {
	case d.act > 0:
		name = d.plan.Acts[d.act-1].Name
	case d.from >= 0 && d.duty > 0 || d.from > 0:
		name = d.plan.EventName(d.from)
	case d.by >= 0:
		name = r.rec.recs[d.by].target.act
	}
	if d.since.isZero() {
		return name
	}
	return name + " on " + d.since.String()
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func (p *plan) eventNames(events []int) string {
	var names []string
	for _, e := range events {
		if n := p.EventName(e); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, " or ")
}

func (p *plan) actNames(acts []int) string {
	var names []string
	for _, a := range acts {
		if n := p.Acts[a].Name; !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " or ")
}

// slotNames says what a condition speaks of.
func (p *plan) slotNames(c *matter.Cond) string {
	var names []string
	for _, alt := range c.Any {
		for _, l := range alt {
			if n := p.Slots[l.Slot].Name; !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return strings.Join(names, ", ")
}

// stageNames names the stages of a set: of stages nested in one another only the outermost, if all of it is meant.
func (p *plan) stageNames(set matter.StageSet) string {
	var names []string
	for i := range p.Stages {
		if !set.Has(i) {
			continue
		}
		name := p.Stages[i].Name
		for _, outer := range slices.Backward(p.Stages[i].Outer) {
			if p.holdsAll(set, outer) {
				name = outer
			}
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

// holdsAll says whether a set holds every stage that is nested in another.
func (p *plan) holdsAll(set matter.StageSet, outer string) bool {
	for i := range p.Stages {
		if slices.Contains(p.Stages[i].Outer, outer) && !set.Has(i) {
			return false
		}
	}
	return true
}

// excludedText says why an event was excluded: it is from the start and no act ever includes it, or something had
// excluded it.
func (p *plan) excludedText(e int) string {
	initial := slices.ContainsFunc(p.events[e].excluders, func(x excluder) bool { return x.initial })
	included := slices.ContainsFunc(p.setters[p.Acts[p.Events[e].Act].Included], func(x setter) bool { return x.value == 1 })
	if initial && !included {
		return "these rules never allow it"
	}
	return "it was excluded"
}
