package compare

import (
	"cmp"
	"container/heap"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A Story is dated steps that both versions allow, and a last one on which they part.
type Story struct {
	Procedure string
	Steps     []Step
	Last      Step
	By        Version         // the version that allows the last step, or in which it happens
	Refusal   *matter.Refusal // the other version's; nil when the last step happens by operation of the rules
	Clauses   []string        // those that make the difference, as far as the refusal or the limit says
	Elsewhere calendar.Date   // when the other version brings about the last step too, if nothing else happens; zero: it does not
}

// Difference is what two versions of a procedure say otherwise.
type Difference struct {
	Stories   []Story // the shortest on which they part, each clause that makes a difference told once
	OnlyOld   []Act   // what the new version no longer knows
	OnlyNew   []Act   // what the old version did not know
	Exhausted bool    // everything was looked at: no story is missing
}

// Act is an act that only one of two versions has.
type Act struct{ Name, Clause string }

// Step is one event of a story.
type Step struct {
	On     calendar.Date
	Event  string // as the book writes it
	As     string
	ByRule bool
	Only   bool    // one version alone has this act: the other takes no notice, and the story goes on
	In     Version // the version that has it, of such an act
}

// Version tells the two versions apart.
type Version uint8

// The two versions.
const (
	Old Version = iota
	New
)

// side is one version's procedure with what the search asks of it.
type side struct {
	p       *matter.Procedure
	moves   []move
	closing map[string]bool // clock acts of the kernel's own: one party's window has closed and another's has not
	near    []int           // by stage: how many events at least to a stage in which a changed act is possible
}

// move is an event as one version has it; its key is the same in both.
type move struct {
	key   string
	event int
	occ   matter.Occurrence
}

// pair is where both versions stand after the same story.
type pair struct {
	state [2]matter.State
	on    calendar.Date
	from  *pair
	steps []Step // what led here from there
	apart bool   // an act that only one version has has led the two to different stages
	depth int
	cost  int
	seq   int
}

// search runs two versions of a procedure side by side.
type search struct {
	side   [2]side
	keys   []string
	index  [2]map[string]int
	seen   map[string]bool
	queue  queue
	budget int
	tried  int
	start  calendar.Date
	found  []Story
	spare  []Story // those that end with an act that only one version has: one is told if there is no other
	told   map[string]bool
	visits map[[2]uint8]int // by stage: how many situations in it have been noted
	left   map[string]bool  // the changed acts of which no story has been told yet
	enough int
}

// Procedure compares two versions of a procedure. Its stories begin on the day start. Renamed gives acts of the old
// version their names in the new. Budget is how many common situations are looked at.
func Procedure(old, new *matter.Procedure, renamed map[string]string, start calendar.Date, budget int) Difference {
	x := &search{seen: map[string]bool{}, budget: budget, start: start, told: map[string]bool{}, visits: map[[2]uint8]int{}, enough: 24}
	x.side[Old], x.side[New] = side{p: old}, side{p: new}
	x.side[Old].moves, x.side[New].moves = movesOf(old, renamed), movesOf(new, nil)
	for v := range x.side {
		x.side[v].closing = closings(x.side[v].p)
	}
	x.number()
	x.left = x.changed()
	x.relevant()
	x.measure()
	x.run()
	if len(x.found) == 0 && len(x.spare) > 0 {
		x.found = x.spare[:1]
	}
	return Difference{
		Stories: x.found, OnlyOld: onlyIn(old, new, renamed), OnlyNew: onlyIn(new, old, turned(renamed)),
		Exhausted: x.tried < x.budget && len(x.found) < x.enough,
	}
}

// onlyIn lists the acts that one version has and another has not.
func onlyIn(p, other *matter.Procedure, renamed map[string]string) []Act {
	var list []Act
	for i := range p.Acts {
		a := &p.Acts[i]
		name := a.Name
		if renamed[name] != "" {
			name = renamed[name]
		}
		same := func(o matter.Act) bool { return o.Name == name }
		if a.Instance > 1 || a.Synthetic || slices.ContainsFunc(other.Acts, same) {
			continue
		}
		act := Act{Name: a.Name}
		if a.Decl != nil && a.Decl.Clause != nil {
			act.Clause = a.Decl.Clause.Number
		}
		list = append(list, act)
	}
	return list
}

func turned(renamed map[string]string) map[string]string {
	back := map[string]string{}
	for old, now := range renamed {
		back[now] = old
	}
	return back
}

// measure works out how far it is from each stage to the changed acts that are left.
func (x *search) measure() {
	for v := range x.side {
		x.side[v].near = distances(&x.side[v], x.left)
	}
}

// number lists the moves of both versions by key, in the order of the new one.
func (x *search) number() {
	for _, v := range []Version{New, Old} {
		x.index[v] = map[string]int{}
		for i, m := range x.side[v].moves {
			if _, twice := x.index[v][m.key]; twice {
				continue
			}
			x.index[v][m.key] = i
			if v == New || !has(x.index[New], m.key) {
				x.keys = append(x.keys, m.key)
			}
		}
	}
}

func has(m map[string]int, key string) bool { _, ok := m[key]; return ok }

// changed names the acts of which the versions say different things.
func (x *search) changed() map[string]bool {
	said := [2]map[string]string{}
	for v := range x.side {
		said[v] = map[string]string{}
		for _, m := range x.side[v].moves {
			name, _, _ := strings.Cut(m.key, "\x00")
			said[v][name] += signature(x.side[v].p, m.event)
		}
	}
	changed := map[string]bool{}
	for v := range said {
		for name, text := range said[v] {
			if said[1-v][name] != text {
				changed[name] = true
			}
		}
	}
	return changed
}

// run goes to the nearest situations first.
func (x *search) run() {
	first := &pair{on: x.start}
	first.state[Old], first.state[New] = x.side[Old].p.New(), x.side[New].p.New()
	x.push(first)
	for x.queue.Len() > 0 && x.tried < x.budget && len(x.found) < x.enough {
		at := heap.Pop(&x.queue).(*pair)
		x.tried++
		x.act(at)
		x.wait(at)
	}
}

func (x *search) push(n *pair) {
	key := n.key(x)
	if x.seen[key] {
		return
	}
	x.seen[key] = true
	n.seq = len(x.seen)
	n.cost = n.depth + x.ahead(n)
	if n.apart {
		n.cost += setBack
	}
	if len(x.found) > 0 {
		stages := [2]uint8{n.state[Old].Marking[0], n.state[New].Marking[0]}
		n.cost += x.visits[stages] / patience
		x.visits[stages]++
	}
	heap.Push(&x.queue, n)
}

// setBack puts a situation behind all others: where one version has gone on alone, there is nothing to tell until the
// other comes to the same stage.
const setBack = 1 << 20

// patience is how many situations of one stage are looked at before one of another stage, a step further on, comes
// first. It counts once the shortest story has been found: those that follow show other changes, in later stages too,
// and need not be the very shortest.
const patience = 20

// ahead is how many events at least lie before the next act on which the versions may part.
func (x *search) ahead(n *pair) int {
	least := 1 << 20
	for v := range x.side {
		least = min(least, x.side[v].near[n.state[v].Marking[0]])
	}
	return least
}

// act tries everything on this day.
func (x *search) act(at *pair) {
	for _, key := range x.keys {
		old, new := x.allows(at, Old, key), x.allows(at, New, key)
		if !old && !new {
			continue
		}
		step := x.step(at.on, key)
		if old != new {
			by := New
			if old {
				by = Old
			}
			refusal := x.refusal(at, 1-by, key)
			x.part(at, Story{Last: step, By: by, Refusal: refusal, Clauses: refusing(refusal)})
			if has(x.index[1-by], key) {
				continue // from here on they are in different situations
			}
			step.Only, step.In = true, by
		}
		next := at.state
		for v, does := range [2]bool{old, new} {
			if does {
				next[v] = x.do(at, Version(v), key)
			}
		}
		x.push(&pair{state: next, on: at.on, from: at, steps: []Step{step}, depth: at.depth + 1, apart: x.apart(at, next, step.Only)})
	}
}

// apart says whether one version alone has gone on to another stage, and the other has not yet come there.
func (x *search) apart(at *pair, next [2]matter.State, only bool) bool {
	return (at.apart || only) && x.side[Old].p.Stage(next[Old]) != x.side[New].p.Stage(next[New])
}

func (x *search) step(on calendar.Date, key string) Step {
	parts := strings.Split(key, "\x00")
	s := Step{On: on, Event: parts[0], As: parts[1]}
	if len(parts) > 2 {
		s.Event += " with " + strings.Join(parts[2:], ", ")
	}
	return s
}

// move finds a move of a version, on the day of a situation.
func (x *search) move(at *pair, v Version, key string) (event int, o matter.Occurrence, ok bool) {
	i, ok := x.index[v][key]
	if !ok {
		return 0, o, false
	}
	m := x.side[v].moves[i]
	o = m.occ
	o.On = at.on
	return m.event, o, true
}

// allows says whether a version allows a move. A version without the act does not.
func (x *search) allows(at *pair, v Version, key string) bool {
	event, o, ok := x.move(at, v, key)
	if !ok {
		return false
	}
	p, s := x.side[v].p, at.state[v]
	a := &p.Acts[p.Events[event].Act]
	switch {
	case a.Kind == matter.Fact:
		return !p.Final(s) && s.Marking[0] != 0
	case !a.In.Has(int(s.Marking[0])): // most moves, and soonest seen
		return false
	case len(p.Events[event].Sets) == 0 && !p.Met(s.Marking, event):
		return false
	}
	return len(p.Why(s, event, o)) == 0
}

func (x *search) do(at *pair, v Version, key string) matter.State {
	event, o, _ := x.move(at, v, key)
	next, _ := x.side[v].p.Record(at.state[v], event, o)
	return next
}

// refusal is why a version does not allow a move; nil when it does not have the act.
func (x *search) refusal(at *pair, v Version, key string) *matter.Refusal {
	_, o, ok := x.move(at, v, key)
	if !ok {
		return nil
	}
	_, refusal := x.side[v].p.Judge(at.state[v], o)
	return refusal
}

// refusing names the clauses of a refusal; a version that does not have the act has no clause for it.
func refusing(r *matter.Refusal) []string {
	var list []string
	if r == nil {
		return list
	}
	for _, why := range r.Reasons {
		if !slices.Contains(list, why.Clause) {
			list = append(list, why.Clause)
		}
	}
	return list
}

// part notes a story, once for each act, version and clauses. One about an act that the other version does not have is
// kept apart, for there is nothing to compare in it.
func (x *search) part(at *pair, s Story) {
	if at.apart {
		return // one version has gone on alone: that the other cannot follow says nothing new
	}
	name, _, _ := strings.Cut(s.Last.Event, " with ")
	about := name
	if len(s.Clauses) > 0 {
		about = actName(name) // whichever its outcome, the clauses are the same
	}
	key := about + "\x00" + string(rune('0'+s.By)) + "\x00" + strings.Join(s.Clauses, ",")
	if x.told[key] {
		return
	}
	x.told[key] = true
	if x.left[name] {
		delete(x.left, name)
		x.measure()
	}
	s.Procedure = x.side[New].p.Name
	for n := at; n != nil; n = n.from {
		s.Steps = append(slices.Clone(n.steps), s.Steps...)
	}
	if s.Refusal == nil && !x.known(1-s.By, actName(name)) {
		x.spare = append(x.spare, s)
		return
	}
	x.found = append(x.found, s)
}

// known says whether a version has an act, under its new name.
func (x *search) known(v Version, act string) bool {
	for _, m := range x.side[v].moves {
		if name, _, _ := strings.Cut(m.key, "\x00"); actName(name) == act {
			return true
		}
	}
	return x.knows(v, act)
}

// wait lets days pass until the next on which something changes in either version: the last day of a limit, the day
// after it, the first day after a minimum period.
func (x *search) wait(at *pair) {
	if at.state[Old].Marking[0] == 0 {
		return
	}
	to := calendar.Date(0)
	for v := range x.side {
		for _, d := range turningDays(x.side[v].p, at.state[v], at.on) {
			if to.IsZero() || d < to {
				to = d
			}
		}
	}
	if to.IsZero() {
		return
	}
	var next [2]matter.State
	var passed [2][]matter.Occurrence
	for v := range x.side {
		var err error
		if next[v], passed[v], err = x.side[v].p.Advance(at.state[v], to); err != nil {
			return // beyond the days the calendar knows: nothing can be said of it
		}
		passed[v] = slices.DeleteFunc(passed[v], func(o matter.Occurrence) bool { return x.side[v].closing[o.Act] })
	}
	came := steps(passed[Old])
	if v, i, differ := parting(passed); differ {
		o := passed[v][i]
		x.part(at, Story{Steps: steps(passed[v][:i]), Last: byRule(o), By: v, Clauses: x.limits(v, at.state[v], o), Elsewhere: x.elsewhere(at, 1-v, o)})
		if len(passed[v]) != 1 || len(passed[1-v]) != 0 || x.knows(1-v, o.Act) {
			return
		}
		came = steps(passed[v])
		came[0].Only, came[0].In = true, v
	}
	x.push(&pair{state: next, on: to, from: at, steps: came, depth: at.depth + 1, apart: x.apart(at, next, len(came) > 0 && came[0].Only)})
}

// elsewhere is when a version, left to itself, brings about what the other does.
func (x *search) elsewhere(at *pair, v Version, o matter.Occurrence) calendar.Date {
	p, s := x.side[v].p, at.state[v]
	for range p.Deadlines { // a round is a day on which something falls due: one that always begins again is left at last
		due, err := p.Due(s)
		due = slices.DeleteFunc(due, func(f matter.Falling) bool { return f.Paused })
		if err != nil || len(due) == 0 {
			return 0
		}
		next, passed, err := p.Advance(s, due[0].Last.Add(1))
		if err != nil || len(passed) == 0 {
			return 0
		}
		for _, happened := range passed {
			if byRule(happened).Event == byRule(o).Event {
				return happened.On
			}
		}
		s = next
	}
	return 0
}

// knows says whether a version has an act at all.
func (x *search) knows(v Version, act string) bool {
	return slices.ContainsFunc(x.side[v].p.Acts, func(a matter.Act) bool { return a.Name == act })
}

// turningDays are the days after today on which a version's answers may change.
func turningDays(p *matter.Procedure, s matter.State, today calendar.Date) []calendar.Date {
	var days []calendar.Date
	due, err := p.Due(s)
	if err != nil {
		return nil
	}
	for _, f := range due {
		if f.Paused {
			continue
		}
		days = append(days, f.Last, f.Last.Add(1))
	}
	for e := range p.Events {
		for _, w := range p.Events[e].Waits {
			if c := s.Clocks[p.PeriodClock(w.Period)]; !c.Since.IsZero() {
				if first, err := p.Rules.Calendar.Earliest(c.Since, w.Limit); err == nil {
					days = append(days, first)
				}
			}
		}
	}
	if s.Night {
		days = append(days, s.On.Add(1))
	}
	return slices.DeleteFunc(days, func(d calendar.Date) bool { return d <= today })
}

// parting finds the first thing that happens by operation of the rules in one version and not in the other: the earlier
// of the two, if they differ.
func parting(passed [2][]matter.Occurrence) (Version, int, bool) {
	for i := 0; ; i++ {
		a, b := i < len(passed[Old]), i < len(passed[New])
		switch {
		case !a && !b:
			return 0, 0, false
		case !b:
			return Old, i, true
		case !a:
			return New, i, true
		}
		if x, y := byRule(passed[Old][i]), byRule(passed[New][i]); x != y {
			if y.On < x.On {
				return New, i, true
			}
			return Old, i, true
		}
	}
}

func byRule(o matter.Occurrence) Step {
	s := Step{On: o.On, Event: o.Act, ByRule: true}
	if o.Outcome != "" {
		s.Event += "(" + o.Outcome + ")"
	}
	return s
}

func steps(list []matter.Occurrence) []Step {
	var out []Step
	for _, o := range list {
		out = append(out, byRule(o))
	}
	return out
}

// limits names the clauses of the limits that end with this event.
func (x *search) limits(v Version, s matter.State, o matter.Occurrence) []string {
	p := x.side[v].p
	due, _ := p.Due(s)
	var list []string
	for _, f := range due {
		if f.Last == o.On && f.Event >= 0 && p.EventName(f.Event) == byRule(o).Event {
			if c := p.Norms[p.Deadlines[f.Deadline].Norm].Clause; !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// key tells situations apart: the markings, and how long each clock has run.
func (n *pair) key(x *search) string {
	var b []byte
	for v := range n.state {
		s := &n.state[v]
		b = append(b, s.Marking...)
		for _, c := range s.Clocks {
			age := -1
			if !c.Since.IsZero() {
				age = min(n.on.Sub(c.Since), 4000)
			}
			held := 0
			if !c.Held.IsZero() {
				held = 1 + n.on.Sub(c.Held)
			}
			b = binary.AppendVarint(b, int64(age))
			b = binary.AppendVarint(b, int64(held))
			b = binary.AppendVarint(b, int64(c.Shift))
		}
		if s.Night && s.On == n.on {
			b = append(b, 1)
		}
		b = append(b, 0xff)
	}
	return string(b)
}

// queue orders situations by the events behind and at least ahead of them, then by age.
type queue []*pair

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].cost, q[j].cost), cmp.Compare(q[i].seq, q[j].seq)) < 0
}
func (q *queue) Push(n any) { *q = append(*q, n.(*pair)) }
func (q *queue) Pop() any {
	old := *q
	n := old[len(old)-1]
	*q = old[:len(old)-1]
	return n
}
