package check

// components numbers the strongly connected parts of a graph of n nodes so that no edge leads to a part of a higher
// number (Tarjan 1972). next gives the k-th successor of a node, or -1 when there are no more; a successor below -1 is
// passed over. Nodes that are not in get -1.
func components(n int, in func(v int) bool, next func(v, k int) int) []int32 {
	c := tarjan{comp: make([]int32, n), index: make([]int32, n), low: make([]int32, n)}
	for v := range n {
		c.comp[v], c.index[v] = -1, -1
	}
	for v := range n {
		if c.index[v] < 0 && in(v) {
			c.visit(v, in, next)
		}
	}
	return c.comp
}

// tarjan is the state of the search; it keeps its own stack, for a story can be long.
type tarjan struct {
	comp, index, low []int32
	open             []int32 // nodes whose part is not complete
	path             []tarjanStep
	count, parts     int32
}

type tarjanStep struct{ v, k int32 }

func (c *tarjan) enter(v int) {
	c.index[v], c.low[v] = c.count, c.count
	c.count++
	c.open = append(c.open, int32(v))
	c.path = append(c.path, tarjanStep{int32(v), 0})
}

func (c *tarjan) visit(root int, in func(int) bool, next func(v, k int) int) {
	c.enter(root)
	for len(c.path) > 0 {
		top := &c.path[len(c.path)-1]
		v := int(top.v)
		w := next(v, int(top.k))
		top.k++
		switch {
		case w == -1:
			c.leave(v)
		case w < 0 || !in(w):
		case c.index[w] < 0:
			c.enter(w)
		case c.comp[w] < 0:
			c.low[v] = min(c.low[v], c.index[w])
		}
	}
}

func (c *tarjan) leave(v int) {
	c.path = c.path[:len(c.path)-1]
	if len(c.path) > 0 {
		u := c.path[len(c.path)-1].v
		c.low[u] = min(c.low[u], c.low[v])
	}
	if c.low[v] != c.index[v] {
		return
	}
	for {
		w := c.open[len(c.open)-1]
		c.open = c.open[:len(c.open)-1]
		c.comp[w] = c.parts
		if int(w) == v {
			break
		}
	}
	c.parts++
}
