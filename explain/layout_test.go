package explain

import (
	"testing"

	"pgregory.net/rapid"
)

// drawEdges draws a graph: every node but the start has a way into it.
func drawEdges(t *rapid.T) (int, [][2]int) {
	n := rapid.IntRange(1, 14).Draw(t, "nodes")
	var edges [][2]int
	for i := 1; i < n; i++ {
		edges = append(edges, [2]int{rapid.IntRange(0, i-1).Draw(t, "from"), i})
	}
	for range rapid.IntRange(0, 2*n).Draw(t, "more") {
		edges = append(edges, [2]int{rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")})
	}
	return n, edges
}

func TestBoxesNeverOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := drawEdges(t)
		sizes := make([][2]int, n)
		for i := range sizes {
			sizes[i] = [2]int{rapid.IntRange(10, 240).Draw(t, "w"), rapid.IntRange(10, 120).Draw(t, "h")}
		}
		l := place(sizes, edges)
		for i := range n {
			a := l.nodes[i]
			if a.x < margin || a.y < margin || a.x+a.w > l.w || a.y+a.h > l.h {
				t.Fatalf("box %d lies outside the drawing: %+v in %d x %d", i, a, l.w, l.h)
			}
			for j := range i {
				b := l.nodes[j]
				if a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
					t.Fatalf("boxes %d and %d overlap: %+v %+v", i, j, a, b)
				}
			}
		}
	})
}

func TestEdgesPointDownButThoseThatCloseACycle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := drawEdges(t)
		l := place(make([][2]int, n), edges)
		for _, e := range l.edges {
			if u, v := e.ends(); l.nodes[u].layer >= l.nodes[v].layer {
				t.Fatalf("edge %d to %d (back: %v) does not point down", e.from, e.to, e.back)
			}
		}
	})
}

func TestArrangingNeverAddsCrossings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges := drawEdges(t)
		l := &layout{nodes: make([]node, n)}
		for _, e := range edges {
			if e[0] != e[1] {
				l.edges = append(l.edges, edge{from: e[0], to: e[1]})
			}
		}
		l.turnBack()
		l.rank()
		l.split()
		before := l.crossings()
		l.arrange()
		if after := l.crossings(); after > before {
			t.Fatalf("arranging made %d crossings of %d", after, before)
		}
	})
}
