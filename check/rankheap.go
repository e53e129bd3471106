package check

// A rankHeap gives back nodes by their rank, the highest first, and of one rank the oldest first.
type rankHeap []ranked

type ranked struct{ rank, node int32 }

func (h rankHeap) before(i, j int) bool {
	return h[i].rank > h[j].rank || h[i].rank == h[j].rank && h[i].node < h[j].node
}

func (h *rankHeap) push(rank, node int32) {
	*h = append(*h, ranked{rank, node})
	for i := len(*h) - 1; i > 0 && h.before(i, (i-1)/2); i = (i - 1) / 2 {
		(*h)[i], (*h)[(i-1)/2] = (*h)[(i-1)/2], (*h)[i]
	}
}

// pop gives -1 when the heap is empty.
func (h *rankHeap) pop() int32 {
	if len(*h) == 0 {
		return -1
	}
	top := (*h)[0].node
	last := len(*h) - 1
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	for i := 0; ; {
		best := i
		for _, c := range []int{2*i + 1, 2*i + 2} {
			if c < last && h.before(c, best) {
				best = c
			}
		}
		if best == i {
			return top
		}
		(*h)[i], (*h)[best] = (*h)[best], (*h)[i]
		i = best
	}
}
