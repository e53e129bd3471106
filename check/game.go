package check

import "github.com/evenhand/evenhand/matter"

// game.go plays a deadline as a game between a side, which wants it to pass, and all the others, who work together and
// want it met or left behind.
//
// It is played on the discrete states (board.go). The others move first; after each of their
// moves the side may answer with as many of its own as it likes. Days are not counted: the others are never short of
// time, and any other deadline may pass when it suits them. So a game that the others lose is lost in truth, and one
// that they win they may lose for want of time.

// A game is one deadline against one side.
type game struct {
	c        *caseCheck
	g        *graph
	deadline int
	side     matter.Side
	mine     []bool // by event: the side can do it
	theirs   []bool // by event: somebody else can
	runs     []int8 // by state: 1 the deadline runs, -1 it does not, 0 not yet known
}

// lostBegin finds a story to a state in which a deadline has just begun and from which the others cannot keep it from
// passing; idle says that the side need do nothing for that. The story is empty when there is none.
func (b *board) lostBegin(c *caseCheck, deadline int, side matter.Side) (story Story, idle bool) {
	switch {
	case b.err != nil:
		c.notProven(clockFavoursDelayer, "procedure %s: %v", c.p.Name, b.err)
		return Story{}, false
	case !b.full:
		c.notProven(clockFavoursDelayer, "procedure %s: more than %s states to play a deadline as a game on", c.p.Name, thousands(boardStates))
		return Story{}, false
	}
	x := &game{c: c, g: b.g, deadline: deadline, side: side}
	x.hands()
	won, wonIdle := x.won(true), x.won(false)
	for _, s := range x.begins() {
		if won[s] {
			continue
		}
		if story, ok := c.shortest(clockFavoursDelayer, moment{event: -1, before: b.g.literals(s)}); ok {
			return story, !wonIdle[s]
		}
	}
	return Story{}, false
}

// hands says of each event who can do it. What happens by operation of the rules is nobody's, and counts for the others.
func (x *game) hands() {
	x.mine, x.theirs = make([]bool, len(x.c.p.Events)), make([]bool, len(x.c.p.Events))
	for e := range x.c.p.Events {
		who := x.c.capacities(e)
		x.theirs[e] = len(who) == 0 || x.c.p.Acts[x.c.p.Events[e].Act].Anyone
		for _, w := range who {
			if x.c.sideOf(w) == x.side {
				x.mine[e] = true
			} else {
				x.theirs[e] = true
			}
		}
	}
}

// begins lists the states in which the deadline has just begun: for each event with which it begins, the one on the
// shortest way. On others the others may have spent in vain what they may do only so often.
func (x *game) begins() []int32 {
	var list []int32
	begun := map[int32]bool{}
	for s := range x.g.states {
		for _, e := range x.g.expand(int32(s)) {
			if by := x.g.labels[e.label].event; x.running(e.to) && !x.running(int32(s)) && !begun[by] {
				begun[by] = true
				list = append(list, e.to)
			}
		}
	}
	return list
}

func (x *game) running(s int32) bool {
	for int(s) >= len(x.runs) {
		x.runs = append(x.runs, 0)
	}
	if x.runs[s] == 0 {
		x.runs[s] = -1
		if x.g.holds(s, []matter.Lit{running(&x.c.p.Deadlines[x.deadline])}) {
			x.runs[s] = 1
		}
	}
	return x.runs[s] > 0
}

// move says whose a step is: the side's, the others'. The passing of the deadline itself is neither's.
func (x *game) move(e edge) (mine, theirs bool) {
	how := x.g.labels[e.label]
	switch {
	case int(how.deadline) == x.deadline:
		return false, false
	case how.deadline >= 0 || how.event < 0:
		return false, true
	}
	return x.mine[how.event], x.theirs[how.event]
}

// won finds the states from which the others can keep the deadline from passing; answered says that the side answers
// their moves.
func (x *game) won(answered bool) []bool {
	won := make([]bool, len(x.g.states))
	for again := true; again; {
		again = false
		for s := len(won) - 1; s >= 0; s-- {
			if !won[s] && x.running(int32(s)) && x.canWin(int32(s), won, answered) {
				won[s], again = true, true
			}
		}
	}
	return won
}

func (x *game) canWin(s int32, won []bool, answered bool) bool {
	for _, e := range x.g.expand(s) {
		if _, theirs := x.move(e); !theirs {
			continue
		}
		if !x.running(e.to) || won[e.to] && (!answered || x.stays(e.to, won)) {
			return true
		}
	}
	return false
}

// stays says whether the others can still win after whatever the side does from a state on. If the side itself meets the
// deadline they have won.
func (x *game) stays(from int32, won []bool) bool {
	seen := map[int32]bool{from: true}
	for list := []int32{from}; len(list) > 0; list = list[1:] {
		for _, e := range x.g.expand(list[0]) {
			if mine, _ := x.move(e); !mine || seen[e.to] || !x.running(e.to) {
				continue
			}
			if !won[e.to] {
				return false
			}
			seen[e.to] = true
			list = append(list, e.to)
		}
	}
	return true
}

// literals are what a state of a graph holds, slot by slot.
func (g *graph) literals(s int32) []matter.Lit {
	marking := make([]uint8, len(g.m.base))
	g.load(s, marking)
	live := g.m.cone.live[marking[0]]
	var lits []matter.Lit
	for _, f := range g.m.key.fields {
		slot := int(f.slot)
		if slot >= len(g.m.p.Slots) || slot != 0 && !live.has(slot) {
			continue
		}
		lit := matter.Lit{Slot: slot, Mask: 1 << marking[f.slot]}
		if rep := g.m.cone.rep[f.slot]; rep != nil { // whatever it cannot be told from
			lit.Mask = 0
			for v := range rep {
				if rep[v] == marking[f.slot] {
					lit.Mask |= 1 << uint(v)
				}
			}
		}
		lits = append(lits, lit)
	}
	return lits
}
