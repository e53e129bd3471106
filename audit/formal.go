package audit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// formal judges what an act must carry: a body that may do it, reasons, a ground, a vote, and that it came in time
// after the conduct.
func (r *replay) formal(s *state, i, e int, at span) {
	ep := &s.plan.events[e]
	en := r.rec.recs[i].entry
	plain := detail{event: e, deadline: -1, on: at, by: nobody}
	if en.as != "" || en.by != "" {
		who := r.book.mapping.capacities(s.plan.Name, en)
		if len(who) > 0 && !slices.ContainsFunc(who, func(w string) bool { return s.mayAct(e, w) }) {
			plain.why, plain.who = whyActor, strings.Join(who, " or ")
			r.note(ep.decl, broken, plain)
			plain.who = ""
		}
	}
	if ep.reasons >= 0 {
		plain.why = whyReasons
		r.note(ep.reasons, given(en.column("reasons")), plain)
	}
	if ep.ground >= 0 {
		plain.why = whyGround
		r.note(ep.ground, r.ground(s, e, en), plain)
	}
	for _, l := range ep.limits {
		r.limitation(s, i, e, l, at)
	}
	if ep.decides || en.data != nil {
		r.vote(s, i, e, at)
	}
}

// given reads whether an entry says that something was given.
func given(value string) outcomes {
	switch yes, said := yesOrNo(value); {
	case said && !yes:
		return broken
	case strings.TrimSpace(value) == "":
		return missing
	}
	return kept
}

func yesOrNo(value string) (yes, said bool) {
	switch plainWords(value) {
	case "yes", "true", "1", "y":
		return true, true
	case "no", "none", "false", "0", "n":
		return false, true
	}
	return false, false
}

func (r *replay) ground(s *state, e int, en *entry) outcomes {
	grounds := s.plan.Acts[s.plan.Events[e].Act].Grounds
	switch {
	case strings.TrimSpace(en.ground) == "":
		return missing
	case slices.Contains(grounds, en.ground) || slices.Contains(grounds, plainWords(en.ground)):
		return kept
	}
	return broken
}

// mayAct says whether a capacity is one of those in which an act may be done. Who is merely said to be a member, or to
// have done something before, is not held against the act.
func (s *state) mayAct(e int, who string) bool {
	p := s.plan
	a := &p.Acts[p.Events[e].Act]
	if a.Anyone || len(a.By) == 0 || slices.Contains(p.Rules.Statuses, who) {
		return true
	}
	return slices.ContainsFunc(a.By, func(by matter.Actor) bool {
		if by.DoerOf || by.Name == who || slices.Contains(p.Rules.Statuses, by.Name) {
			return true
		}
		if by.Chain >= 0 {
			ch := &p.Chains[by.Chain]
			return ch.Bodies[min(int(s.marking[ch.Slot]), len(ch.Bodies)-1)] == who
		}
		b := p.Rules.Body(by.Name)
		return b != nil && b.Deputy == who
	})
}

// capacity is that of the capacities that an entry gives in which an event may be done; failing that, the first; empty
// when it gives none.
func (s *state) capacity(r *replay, e int, en *entry) string {
	list := r.book.mapping.capacities(s.plan.Name, en)
	if k := slices.IndexFunc(list, func(w string) bool { return s.mayAct(e, w) }); k >= 0 {
		return list[k]
	}
	if len(list) > 0 {
		return list[0]
	}
	return ""
}

// limitation judges how late an act came after the conduct, or its discovery.
func (r *replay) limitation(s *state, i, e, l int, at span) {
	p := s.plan
	lim := &p.Limits[l]
	n := p.book.normOf(p.Norms[lim.Norm].Stmt)
	if lim.Unless >= 0 && s.marking[p.Acts[p.Events[lim.Unless].Act].Executed] == 1 {
		return
	}
	flag := isConduct
	if lim.Of == "discovery" {
		flag = isDiscovery
	}
	why := detail{why: whyLimitation, event: e, deadline: -1, limit: lim.Limit, on: at, by: nobody}
	since, marked := r.dated(i, flag, lim.Of)
	if since.isZero() {
		r.note(n, missing, why)
		return
	}
	due := span{}
	var err, err2 error
	due.lo, err = p.Rules.Calendar.Due(since.lo, lim.Limit, true)
	due.hi, err2 = p.Rules.Calendar.Due(since.hi, lim.Limit, true)
	o := unsure
	if err == nil && err2 == nil {
		o = lateness(at, due)
	}
	why.since, why.due = since, due
	r.noteOf(note{norm: n, outcomes: o, tainted: marked, detail: why})
}

// dated finds when something was that has a day in the record: in a column of the entry judged, or on the entry that
// the map says has it. Of several the earliest counts.
func (r *replay) dated(i int, flag flags, column string) (span, bool) {
	if i >= 0 {
		if text := r.rec.recs[i].entry.column(column); text != "" {
			if w, err := calendar.ParseWhen(text); err == nil {
				return spanOf(w), w.Marked()
			}
		}
	}
	for k := range r.rec.recs {
		rc := &r.rec.recs[k]
		if rc.meaning.flags&flag != 0 {
			return rc.on, rc.marked
		}
		if i < 0 && rc.entry.data != nil && rc.entry.column(column) != "" {
			if w, err := calendar.ParseWhen(rc.entry.column(column)); err == nil {
				return spanOf(w), w.Marked()
			}
		}
	}
	return span{}, false
}

// vote judges quorum and majority of the body that decided, by the numbers recorded.
func (r *replay) vote(s *state, i, e int, at span) {
	p := s.plan
	en := r.rec.recs[i].entry
	o := matter.Occurrence{Act: p.Acts[p.Events[e].Act].Name, As: s.capacity(r, e, en)}
	if k := p.Events[e].Outcome; k >= 0 {
		o.Outcome = p.Acts[p.Events[e].Act].Outcomes[k]
	}
	v, ok := p.Voting(e, o)
	if !ok || v.Quorum == 0 && v.Majority == "" {
		return
	}
	n := p.book.normOf(v.Decl)
	numbers, said := readTally(en)
	if !said {
		if p.events[e].decides {
			r.note(n, missing, detail{why: whyQuorum, event: e, deadline: -1, on: at, by: nobody})
		}
		return
	}
	got, why := outcomes(0), whyQuorum
	numbers.each(func(t matter.Tally) {
		o.Tally = &t
		one := kept
		for _, reason := range p.Tallied(e, o) {
			one = broken
			if reason.Kind == matter.CondMajority {
				why = whyMajority
			}
		}
		got |= one
	})
	r.note(n, numbers.enough(v, got), detail{why: why, event: e, deadline: -1, on: at, by: nobody})
}

// tally is the numbers of a vote as recorded: for, against, abstain, present, entitled. A number that is not given is
// said to be so.
type tally [5]struct {
	lo, hi int
	said   bool
}

var tallyColumns = [...]string{"for", "against", "abstain", "present", "entitled"}

func readTally(en *entry) (tally, bool) {
	var t tally
	said := false
	for i, column := range tallyColumns {
		t[i].lo, t[i].hi, t[i].said = numberRange(en.column(column))
		said = said || t[i].said
	}
	if !t[3].said && t[0].said && t[1].said { // those who voted were present
		t[3].lo, t[3].hi, t[3].said = t[0].lo+t[1].lo+t[2].lo, t[0].hi+t[1].hi+t[2].hi, t[2].said
	}
	return t, said
}

// numberRange reads "12" and "20-25".
func numberRange(text string) (lo, hi int, ok bool) {
	from, to, ranged := strings.Cut(strings.TrimSpace(text), "-")
	lo, err := strconv.Atoi(strings.TrimSpace(from))
	if err != nil || lo < 0 {
		return 0, 0, false
	}
	if !ranged {
		return lo, lo, true
	}
	hi, err = strconv.Atoi(strings.TrimSpace(to))
	return lo, hi, err == nil && hi >= lo
}

// each calls f with every combination of the ends of the ranges. Quorum and majority are monotone in each number.
func (t *tally) each(f func(matter.Tally)) {
	for bits := range 1 << len(t) {
		var n [5]int
		for i := range t {
			n[i] = t[i].lo
			if bits>>i&1 == 1 {
				n[i] = t[i].hi
			}
		}
		f(matter.Tally{For: n[0], Against: n[1], Abstain: n[2], Present: n[3], Entitled: n[4]})
	}
}

// enough says what the numbers show if some of those that the rules ask for may be missing.
func (t *tally) enough(v matter.Voting, got outcomes) outcomes {
	need := []int{}
	if v.Quorum > 0 {
		need = append(need, 3)
	}
	if v.Majority != "" {
		need = append(need, 0, 1)
		switch v.Base {
		case "members":
			if v.Body == nil || v.Body.Members == 0 {
				need = append(need, 4)
			}
		case "present":
			need = append(need, 3)
		}
	}
	for _, i := range need {
		if !t[i].said {
			return missing
		}
	}
	return got
}

// bars judges whether a person acquires a role that a bar keeps from whoever has had another. A bar is judged only
// where somebody has had the other.
func (r *replay) bars(s *state, i, e int, at span) {
	p := s.plan
	for _, b := range p.events[e].bars {
		bar := &p.Bars[b]
		n := p.book.normOf(p.Norms[bar.Norm].Stmt)
		who, known := r.anew(s, i, e, bar.Role)
		if who == nil && known {
			continue
		}
		o := absent
		for k := range r.rec.recs {
			if k == i || !r.hasHappened(s, k) {
				continue
			}
			if had, all := r.holders(s, k, bar.From); had != nil || !all {
				o = pick(o, compare(who, known, had, all), [...]outcomes{broken, missing, kept})
			}
		}
		r.note(n, o, detail{why: whyBar, event: e, deadline: -1, on: at, by: int32(b)})
	}
}

// anew gives those whom an event makes what an actor names and who are not so already. Whoever has a role does not
// acquire it again by acting once more, until the matter is heard afresh.
func (r *replay) anew(s *state, i, e int, as matter.Actor) (who []string, known bool) {
	who, known = r.acquire(s, i, e, as)
	by := r.rec.recs[i].entry.by
	for k := r.spell(s); k < r.cluster.to; k++ {
		if k == i || !r.hasHappened(s, k) {
			continue
		}
		had, all := r.holders(s, k, as)
		if !all && !known && by != "" && r.rec.recs[k].entry.by == by {
			return nil, true // the same words: the same people, for all that can be told
		}
		who = slices.DeleteFunc(slices.Clone(who), func(w string) bool { return slices.Contains(had, w) })
	}
	if len(who) == 0 {
		return nil, known
	}
	return who, known
}

// spell is the first event since the matter was last sent to be heard afresh.
func (r *replay) spell(s *state) int {
	for k := r.cluster.from - 1; k >= 0; k-- {
		for _, e := range r.rec.recs[k].target.events[s.plan.version] {
			if s.plan.Events[e].Afresh {
				return k + 1
			}
		}
	}
	return 0
}

// compare holds those who acquire a role against those who have had the other.
func compare(who []string, known bool, had []string, all bool) outcomes {
	switch {
	case slices.ContainsFunc(who, func(w string) bool { return slices.Contains(had, w) }):
		return broken
	case known && all:
		return kept
	}
	return missing
}

// hasHappened says whether an event of the record comes before the present one in this world.
func (r *replay) hasHappened(s *state, k int) bool {
	return k < r.cluster.from || k < r.cluster.to && s.done>>uint(k-r.cluster.from)&1 == 1
}

// holders gives the persons that an event made what an actor names: nil and true if it made nobody so.
func (r *replay) holders(s *state, k int, as matter.Actor) (who []string, known bool) {
	events := r.rec.recs[k].target.events[s.plan.version]
	if len(events) == 0 || !s.plan.acquires(events[0], as) {
		return nil, true
	}
	return r.acquire(s, k, events[0], as)
}

// acquire gives the persons whom an event makes what an actor names, and whether all of them are declared: nil and true
// if it makes nobody so.
func (r *replay) acquire(s *state, i, e int, as matter.Actor) (who []string, known bool) {
	en := r.rec.recs[i].entry
	a := &s.plan.Acts[s.plan.Events[e].Act]
	if !as.DoerOf && slices.Contains(a.Names, as.Name) {
		if en.to == "" {
			return nil, false
		}
		return r.book.mapping.persons(en.to)
	}
	if !as.DoerOf {
		c := r.book.mapping.capacities(s.plan.Name, en)
		if !slices.Contains(c, as.Name) && (len(c) > 0 || len(a.By) != 1) {
			return nil, true
		}
	}
	if en.by == "" {
		return nil, false
	}
	return r.book.mapping.persons(en.by)
}
