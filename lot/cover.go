package lot

import "slices"

// A cover answers whether members can still meet the requirements. Members
// are told apart only by which of the required qualifications they have, and
// needs are one number: how many of each are missing, in a mixed radix.
type cover struct {
	requires []Requirement
	stride   []int          // of each requirement in a number of needs
	whole    int            // the needs of an empty panel
	left     map[uint16]int // members who may still be taken, by qualifications
	total    int
	least    []int // how few of those left meet needs; nil once left has changed
	has      map[Ref]uint16
}

func newCover(t Terms, members []Member) *cover {
	c := &cover{requires: t.Requires, left: make(map[uint16]int), has: make(map[Ref]uint16, len(members))}
	size := 1
	for _, r := range t.Requires {
		c.stride = append(c.stride, size)
		c.whole += r.AtLeast * size
		size *= r.AtLeast + 1
	}
	for _, m := range members {
		c.has[m.Ref] = c.kind(m)
		c.left[c.has[m.Ref]]++
		c.total++
	}
	return c
}

// kind is which of the required qualifications a member has, a bit each.
func (c *cover) kind(m Member) (k uint16) {
	for i, r := range c.requires {
		if slices.Contains(m.With, r.With) {
			k |= 1 << i
		}
	}
	return k
}

// without returns needs once one of that kind is taken.
func (c *cover) without(needs int, kind uint16) int {
	rest := needs
	for i, r := range c.requires {
		if kind&(1<<i) != 0 && needs/c.stride[i]%(r.AtLeast+1) > 0 {
			rest -= c.stride[i]
		}
	}
	return rest
}

// drop takes one who has been come upon out of those who are left.
func (c *cover) drop(kind uint16) {
	c.left[kind]--
	c.total--
	if c.left[kind] < c.useful(kind) { // as long as there are more than are wanted, one does not matter
		c.least = nil
	}
}

// can reports whether those left can fill so many seats and meet the needs.
func (c *cover) can(needs, seats int) bool {
	if seats > c.total {
		return false
	}
	if needs == 0 {
		return true
	}
	if c.least == nil {
		c.least = c.fewest()
	}
	return c.least[needs] <= seats
}

// tooMany is how many members it takes to meet needs that cannot be met.
const tooMany = MostSeats + 1

// fewest computes for all needs how few of those left meet them: kind by kind
// and member by member, as in the problem of the knapsack. Of one kind no more
// are useful than the largest requirement it serves.
func (c *cover) fewest() []int {
	least := make([]int, c.whole+1)
	for needs := 1; needs <= c.whole; needs++ {
		least[needs] = tooMany
	}
	for kind, n := range c.left { // in any order: the fewest are the same
		for range min(n, c.useful(kind)) {
			c.add(least, kind)
		}
	}
	return least
}

func (c *cover) useful(kind uint16) (most int) {
	for i, r := range c.requires {
		if kind&(1<<i) != 0 {
			most = max(most, r.AtLeast)
		}
	}
	return most
}

// add lets one more of that kind be taken. It goes from the highest needs down,
// so that none are met by the same member twice.
func (c *cover) add(least []int, kind uint16) {
	for needs := c.whole; needs > 0; needs-- {
		least[needs] = min(least[needs], least[c.without(needs, kind)]+1)
	}
}
