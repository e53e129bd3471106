package explain

import "sort"

// A graph is drawn in layers from top to bottom, as Sugiyama, Tagawa and Toda describe ("Methods for visual
// understanding of hierarchical system structures", 1981): turn round the edges that close cycles, put every node
// below its predecessors, split long edges by way points, order each layer so that few edges cross, then place.

// node is a box of the drawing, or a way point of a long edge (of no size).
type node struct {
	w, h  int
	layer int
	order int
	x, y  int // top left corner
	way   bool
	up    []int // neighbours in the layer above and below, way points included
	down  []int
}

// edge leads from one box to another; back edges are drawn against the direction of the layers.
type edge struct {
	from, to int
	back     bool
	way      []int // way points, from the upper end to the lower
}

// layout holds a graph while it is placed.
type layout struct {
	nodes  []node
	edges  []edge
	layers [][]int
	w, h   int
}

// The spaces between boxes, in user units of the drawing.
const (
	gapX, gapY = 28, 72
	wayWidth   = 14
	margin     = 16
)

// place lays out a graph whose boxes have sizes. Node 0 is the start. Every order in it is the caller's, so the result
// is a function of the input.
func place(sizes [][2]int, edges [][2]int) *layout {
	l := &layout{}
	for _, s := range sizes {
		l.nodes = append(l.nodes, node{w: s[0], h: s[1]})
	}
	for _, e := range edges {
		if e[0] != e[1] {
			l.edges = append(l.edges, edge{from: e[0], to: e[1]})
		}
	}
	l.turnBack()
	l.rank()
	l.split()
	l.arrange()
	l.coordinates()
	return l
}

// turnBack marks the edges that close a cycle in a depth-first walk from the start.
func (l *layout) turnBack() {
	const (
		white = iota
		grey
		black
	)
	colour := make([]int, len(l.nodes))
	out := make([][]int, len(l.nodes))
	for i, e := range l.edges {
		out[e.from] = append(out[e.from], i)
	}
	var visit func(n int)
	visit = func(n int) {
		colour[n] = grey
		for _, i := range out[n] {
			switch colour[l.edges[i].to] {
			case white:
				visit(l.edges[i].to)
			case grey:
				l.edges[i].back = true
			}
		}
		colour[n] = black
	}
	for n := range l.nodes {
		if colour[n] == white {
			visit(n)
		}
	}
}

// ends gives an edge's upper and lower end.
func (e *edge) ends() (upper, lower int) {
	if e.back {
		return e.to, e.from
	}
	return e.from, e.to
}

// rank puts every node on the layer below its lowest predecessor.
func (l *layout) rank() {
	for range l.nodes { // at most so many rounds: the turned graph has no cycle
		moved := false
		for i := range l.edges {
			u, v := l.edges[i].ends()
			if l.nodes[v].layer <= l.nodes[u].layer {
				l.nodes[v].layer = l.nodes[u].layer + 1
				moved = true
			}
		}
		if !moved {
			return
		}
	}
}

// split puts a way point on every layer that an edge crosses.
func (l *layout) split() {
	for i := range l.edges {
		u, v := l.edges[i].ends()
		prev := u
		for layer := l.nodes[u].layer + 1; layer < l.nodes[v].layer; layer++ {
			w := len(l.nodes)
			l.nodes = append(l.nodes, node{w: wayWidth, layer: layer, way: true})
			l.edges[i].way = append(l.edges[i].way, w)
			l.join(prev, w)
			prev = w
		}
		l.join(prev, v)
	}
	for n := range l.nodes {
		for len(l.layers) <= l.nodes[n].layer {
			l.layers = append(l.layers, nil)
		}
		l.layers[l.nodes[n].layer] = append(l.layers[l.nodes[n].layer], n)
	}
	l.number()
}

func (l *layout) join(upper, lower int) {
	l.nodes[upper].down = append(l.nodes[upper].down, lower)
	l.nodes[lower].up = append(l.nodes[lower].up, upper)
}

func (l *layout) number() {
	for _, layer := range l.layers {
		for i, n := range layer {
			l.nodes[n].order = i
		}
	}
}

// sweeps is how often the layers are ordered, down and up in turn; the best order found is kept.
const sweeps = 24

// arrange orders each layer by the barycentres of its neighbours and keeps the order with the fewest crossings.
func (l *layout) arrange() {
	best, fewest := l.snapshot(), l.crossings()
	for s := 0; s < sweeps && fewest > 0; s++ {
		for i := range l.layers {
			layer, above := i, true
			if s%2 == 1 {
				layer, above = len(l.layers)-1-i, false
			}
			l.sortLayer(layer, above)
		}
		if c := l.crossings(); c < fewest {
			best, fewest = l.snapshot(), c
		}
	}
	l.layers = best
	l.number()
}

func (l *layout) snapshot() [][]int {
	kept := make([][]int, len(l.layers))
	for i, layer := range l.layers {
		kept[i] = append([]int(nil), layer...)
	}
	return kept
}

// sortLayer orders a layer by the mean place of each node's neighbours above (or below). A node without any stays
// where it is. Places are compared as fractions.
func (l *layout) sortLayer(layer int, above bool) {
	type key struct{ sum, count int }
	keys := map[int]key{}
	for _, n := range l.layers[layer] {
		near := l.nodes[n].down
		if above {
			near = l.nodes[n].up
		}
		k := key{l.nodes[n].order, 1}
		if len(near) > 0 {
			k = key{0, len(near)}
			for _, m := range near {
				k.sum += l.nodes[m].order
			}
		}
		keys[n] = k
	}
	sort.SliceStable(l.layers[layer], func(i, j int) bool {
		a, b := keys[l.layers[layer][i]], keys[l.layers[layer][j]]
		return a.sum*b.count < b.sum*a.count
	})
	l.number()
}

// crossings counts the pairs of edges between neighbouring layers that cross.
func (l *layout) crossings() int {
	total := 0
	for _, layer := range l.layers {
		var ends [][2]int
		for _, n := range layer {
			for _, m := range l.nodes[n].down {
				ends = append(ends, [2]int{l.nodes[n].order, l.nodes[m].order})
			}
		}
		for i := range ends {
			for j := range i {
				if (ends[i][0]-ends[j][0])*(ends[i][1]-ends[j][1]) < 0 {
					total++
				}
			}
		}
	}
	return total
}

// coordinates places the layers under one another and moves each node, a few times, towards the middle of its
// neighbours as far as its own neighbours in the layer let it.
func (l *layout) coordinates() {
	y := margin
	for _, layer := range l.layers {
		tallest := 0
		for _, n := range layer {
			l.nodes[n].y = y
			tallest = max(tallest, l.nodes[n].h)
		}
		x := margin
		for _, n := range layer {
			l.nodes[n].x = x
			x += l.nodes[n].w + gapX
			if l.nodes[n].way {
				l.nodes[n].h = tallest
			}
		}
		y += tallest + gapY
	}
	l.h = y - gapY + margin
	for round := range 16 {
		for i := range l.layers {
			if round%2 == 0 {
				l.pull(l.layers[i], true)
			} else {
				l.pull(l.layers[len(l.layers)-1-i], false)
			}
		}
	}
	l.fit()
}

// centre is the middle of a node.
func (l *layout) centre(n int) int { return l.nodes[n].x + l.nodes[n].w/2 }

// pull moves the nodes of a layer towards the mean of their neighbours, keeping their order and the gaps.
func (l *layout) pull(layer []int, above bool) {
	want := make([]int, len(layer))
	for i, n := range layer {
		near := l.nodes[n].down
		if above {
			near = l.nodes[n].up
		}
		want[i] = l.nodes[n].x
		if len(near) > 0 {
			sum := 0
			for _, m := range near {
				sum += l.centre(m)
			}
			want[i] = sum/len(near) - l.nodes[n].w/2
		}
	}
	l.spread(layer, want)
}

// spread gives each node the place it wants, or the nearest that overlaps nobody: from the left no node is further
// left than its neighbour lets it, from the right likewise, and the mean of both keeps the middle in the middle.
func (l *layout) spread(layer, want []int) {
	left, right := make([]int, len(layer)), make([]int, len(layer))
	for i := range layer {
		left[i] = want[i]
		if i > 0 {
			left[i] = max(left[i], left[i-1]+l.nodes[layer[i-1]].w+gapX)
		}
	}
	for i := len(layer) - 1; i >= 0; i-- {
		right[i] = want[i]
		if i < len(layer)-1 {
			right[i] = min(right[i], right[i+1]-l.nodes[layer[i]].w-gapX)
		}
	}
	for i, n := range layer {
		l.nodes[n].x = (left[i] + right[i]) / 2
	}
}

// fit moves the drawing to its margin and measures it.
func (l *layout) fit() {
	least := l.nodes[0].x
	for _, n := range l.nodes {
		least = min(least, n.x)
	}
	for i := range l.nodes {
		l.nodes[i].x += margin - least
		l.w = max(l.w, l.nodes[i].x+l.nodes[i].w+margin)
	}
}
