package register

import "math"

// A circulation is a table with its totals, seen as flows between nodes: its rows,
// the row of totals, its columns, the column of totals. Each place of the
// table is an arc, and what flows into a node flows out again, so moving along
// a closed walk gives another table whose totals are right.
type circulation struct {
	rows, columns int
	shown         [][]int  // what would be published
	moved         [][]int  // what a walk moves: of a series, what was added last
	hidden        [][]bool // grows
	width         int
}

// A place is a row and a column, where the last ones are the totals.
type place struct{ row, column int }

// ends returns the nodes from which and to which the arc of a place leads. The
// totals lead back, so that a row's total flows into the row and its cells out.
func (c *circulation) ends(p place) (from, to int) {
	row, column := p.row, c.rows+1+p.column
	if (p.row == c.rows) != (p.column == c.columns) {
		return column, row
	}
	return row, column
}

// protect hides more, until each hidden place lies on a closed walk of hidden
// places that moves it by the width.
func (c *circulation) protect() {
	safe := grid[bool](c.rows+1, c.columns+1)
	for i := range c.hidden {
		for j := range c.hidden[i] {
			if !c.hidden[i][j] || safe[i][j] {
				continue
			}
			for _, p := range c.walk(place{i, j}) {
				c.hidden[p.row][p.column], safe[p.row][p.column] = true, true
			}
		}
	}
}

// walk returns the cheapest closed walk through a place that moves it by the
// width, up or down. There is one: a cell and its three totals can all be raised.
func (c *circulation) walk(p place) []place {
	from, to := c.ends(p)
	walk, cost := c.path(to, from, p)
	if c.moved[p.row][p.column] >= c.width {
		if down, less := c.path(from, to, p); less < cost {
			walk = down
		}
	}
	return append(walk, p)
}

// path returns the places on the cheapest way from one node to another that
// does not use a place, by Dijkstra's method, and its cost.
func (c *circulation) path(from, to int, not place) ([]place, int) {
	nodes := c.rows + c.columns + 2
	cost, by, done := make([]int, nodes), make([]place, nodes), make([]bool, nodes)
	for n := range cost {
		cost[n] = math.MaxInt
	}
	cost[from] = 0
	for {
		at := nearest(cost, done)
		if at < 0 || at == to {
			break
		}
		done[at] = true
		for _, p := range c.at(at) {
			if p == not || !c.passable(p, at) {
				continue
			}
			if next := c.other(p, at); cost[at]+c.price(p) < cost[next] {
				cost[next], by[next] = cost[at]+c.price(p), p
			}
		}
	}
	if cost[to] == math.MaxInt {
		return nil, math.MaxInt
	}
	var way []place
	for n := to; n != from; n = c.other(by[n], n) {
		way = append(way, by[n])
	}
	return way, cost[to]
}

// nearest returns the cheapest node that is not done, the first of several; -1
// if there is none.
func nearest(cost []int, done []bool) int {
	best := -1
	for n := range cost {
		if !done[n] && cost[n] < math.MaxInt && (best < 0 || cost[n] < cost[best]) {
			best = n
		}
	}
	return best
}

// at returns the places that a node lies on.
func (c *circulation) at(node int) (all []place) {
	if node <= c.rows {
		for j := range c.columns + 1 {
			all = append(all, place{node, j})
		}
		return all
	}
	for i := range c.rows + 1 {
		all = append(all, place{i, node - c.rows - 1})
	}
	return all
}

func (c *circulation) other(p place, node int) int {
	if from, to := c.ends(p); node != from {
		return from
	} else {
		return to
	}
}

// passable reports whether the width can go through a place from a node: with
// the arc always, against it only if so much is there to be taken away.
func (c *circulation) passable(p place, node int) bool {
	from, _ := c.ends(p)
	return node == from || c.moved[p.row][p.column] >= c.width
}

// price is what showing a place is worth; a hidden one costs nothing more.
func (c *circulation) price(p place) int {
	if c.hidden[p.row][p.column] {
		return 0
	}
	price := 1000 + min(c.shown[p.row][p.column], 1000)
	if p.row == c.rows {
		price *= 10
	}
	if p.column == c.columns {
		price *= 10
	}
	return price
}
