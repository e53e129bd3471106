package check

import (
	"strconv"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// quorums reports bodies of which too few may be left to decide when everyone is barred whom the rules bar, and that
// have nobody to take their place.
func (c *caseCheck) quorums() {
	for _, name := range c.deciders() {
		x := c.rules.Body(name)
		if x == nil || x.Electorate || x.Outside && x.Seats == 0 {
			continue
		}
		if x.CanAlwaysAct || x.Fallback != "" || x.Office && x.Deputy != "" {
			continue // fallbacks are checked on their own: they must end in one that can always act
		}
		c.starved(x)
	}
	c.fallbackEnds()
}

func (c *caseCheck) starved(x *matter.Body) {
	need, seated := x.Quorum, x.Seats
	if need == 0 {
		need = seated
	}
	if need == 0 {
		c.findIn(quorumStarvation, x.Decl, "nothing says how many must take part when `%s` decides", x.Name)
		return
	}
	pools := c.poolsOf(x)
	people, barred := 0, 0
	var persons []person
	for _, p := range pools {
		people += p.Members
		persons = append(persons, c.peopleOf(p)...)
	}
	if people == 0 {
		c.findIn(quorumStarvation, x.Decl, "`%s` needs %d to decide, and nothing says how many there are to draw on", x.Name, need)
		return
	}
	barred = c.barredFrom(x, pools)
	if filled := fill(seatsOf(x, need), remaining(persons, barred), statusesOf(persons)); filled < need {
		c.findIn(quorumStarvation, x.Decl, "`%s` needs %d to decide; of the %d there are, %s may be barred, and %d of its seats can then be filled",
			x.Name, need, people, allOr(barred, people), filled).Help = "draw from more people, or add to `" + x.Name + "`: if it cannot act -> BODY"
	}
}

func allOr(n, of int) string {
	if n >= of {
		return "all"
	}
	return strconv.Itoa(n)
}

// poolsOf lists the bodies whose members may sit on a body: its own members where it is not drawn from another, and
// those from which its vacancies are filled.
func (c *caseCheck) poolsOf(x *matter.Body) []*matter.Body {
	var list []*matter.Body
	seen := map[string]bool{}
	add := func(names []string) {
		for _, n := range names {
			if y := c.rules.Body(n); y != nil && !seen[n] {
				seen[n] = true
				list = append(list, y)
			}
		}
	}
	add(x.DrawnFrom)
	if len(list) == 0 {
		add([]string{x.Name})
	}
	for _, n := range x.VacanciesFrom {
		if y := c.rules.Body(n); y != nil && y.Members > 0 { // "filled by" a body that is no pool tells nothing of numbers
			add([]string{n})
		}
	}
	return list
}

// A person is one who may sit, with the statuses that are known of that person.
type person struct{ statuses []string }

// peopleOf counts out the members of a pool. A status of which the pool has at least N is that of its first N.
func (c *caseCheck) peopleOf(pool *matter.Body) []person {
	list := make([]person, min(pool.Members, mostPeople))
	for _, q := range pool.Qualified {
		for i := range min(q.N, len(list)) {
			list[i].statuses = append(list[i].statuses, q.Status)
		}
	}
	return list
}

// mostPeople bounds what is counted out: an electorate is more than enough for any seat.
const mostPeople = 1000

// barredFrom counts the persons of the pools whom bars may keep from a body in one matter: one for each role and
// office, as many as it has seats for each body that is drawn from the same pools or sits among them.
func (c *caseCheck) barredFrom(x *matter.Body, pools []*matter.Body) int {
	n := 0
	seen := map[string]bool{}
	for _, bar := range c.p.Bars {
		if bar.Role.Name != x.Name || bar.Role.DoerOf || seen[bar.From.String()] {
			continue
		}
		seen[bar.From.String()] = true
		n += c.fromPools(bar.From, x, pools)
	}
	return n
}

// fromPools counts how many of the pools' members may be what an actor of a bar says.
func (c *caseCheck) fromPools(a matter.Actor, x *matter.Body, pools []*matter.Body) int {
	if a.DoerOf { // those who sat before on the body itself, once the case is sent back
		return x.Seats
	}
	y := c.rules.Body(a.Name)
	if y == nil {
		return 1 // a role, or one who has a status
	}
	if y.Office {
		return 1
	}
	for _, p := range pools {
		if p == y || has(y.DrawnFrom, p.Name) || has(y.PartOf, p.Name) || has(p.PartOf, y.Name) {
			return max(y.Seats, 1)
		}
	}
	return 0
}

// remaining takes the barred away, those with a status first: the worst that can happen.
func remaining(list []person, barred int) []person {
	var left []person
	for _, p := range list {
		if barred > 0 && len(p.statuses) > 0 {
			barred--
			continue
		}
		left = append(left, p)
	}
	return left[:max(0, len(left)-barred)]
}

// seatsOf lists the seats that must be filled: the qualified ones first. A seat is the status it asks for, or empty.
func seatsOf(x *matter.Body, need int) []string {
	var seats []string
	for _, q := range x.Qualified {
		for range q.N {
			seats = append(seats, q.Status)
		}
	}
	for len(seats) < need {
		seats = append(seats, "")
	}
	return seats[:max(need, 0)]
}

// statusesOf collects the statuses that are known of some.
func statusesOf(people []person) map[string]bool {
	known := map[string]bool{}
	for _, p := range people {
		for _, s := range p.statuses {
			known[s] = true
		}
	}
	return known
}

// fill is how many seats can be filled at once, each by another person who has the status it asks for: a greatest
// matching (augmenting paths). A status that is not known of anybody in the pools, anybody may have.
func fill(seats []string, people []person, known map[string]bool) int {
	sits := make([]int, len(people)) // seat+1
	var try func(seat int, tried []bool) bool
	try = func(seat int, tried []bool) bool {
		for i := range people {
			if tried[i] || seats[seat] != "" && known[seats[seat]] && !has(people[i].statuses, seats[seat]) {
				continue
			}
			tried[i] = true
			if sits[i] == 0 || try(sits[i]-1, tried) {
				sits[i] = seat + 1
				return true
			}
		}
		return false
	}
	n := 0
	for s := range seats {
		if try(s, make([]bool, len(people))) {
			n++
		}
	}
	return n
}

// fallbackEnds reports lines of fallbacks that end in a body which may be unable to act as well.
func (c *caseCheck) fallbackEnds() {
	for i := range c.rules.Bodies {
		x := &c.rules.Bodies[i]
		if x.Fallback == "" {
			continue
		}
		y := c.rules.Body(x.Fallback)
		if y == nil || y.Fallback != "" || y.CanAlwaysAct || y.Office && y.Deputy != "" {
			continue
		}
		d := c.findIn(quorumStarvation, x.Decl, "when `%s` cannot act `%s` does, and nothing says that it can always act", x.Name, y.Name)
		pointAt(d, property(x.Decl, rulebook.KeyFallback))
	}
}
