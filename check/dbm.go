package check

import "math/bits"

// A dbm is a difference-bound matrix: a set of readings of clocks 1 to n-1, given by the greatest value of every
// difference. Entry (i, j) bounds x_i - x_j, and clock 0 always shows 0. (Dill 1989; Bengtsson and Yi, "Timed
// automata: semantics, algorithms and tools", 2004.)
//
// Two things are simpler here than in the books. All bounds are closed, because a day is either in a limit or not; so a
// bound is a number and needs no strictness bit. And all bounds are whole, so a set of real readings and the whole
// readings in it are empty together, and have the same suprema: the least and greatest sums along paths are whole.
//
// A dbm is canonical (closed under shortest paths) on entry to and on return from every method here.
type dbm struct {
	n int // clocks, with clock 0
	d []int32
}

// none is the bound that bounds nothing. Every finite bound is far below it, and so is the sum of two.
const none int32 = 1 << 28

func (z *dbm) at(i, j int) int32 { return z.d[i*z.n+j] }

// resize makes z a matrix of n clocks with entries of no meaning.
func (z *dbm) resize(n int) {
	z.n = n
	if cap(z.d) < n*n {
		z.d = make([]int32, n*n, 2*n*n)
	}
	z.d = z.d[:n*n]
}

// copyOf makes z equal to y.
func (z *dbm) copyOf(y *dbm) {
	z.resize(y.n)
	copy(z.d, y.d)
}

// zeros is the one point at which all n-1 clocks show 0.
func (z *dbm) zeros(n int) {
	z.resize(n)
	clear(z.d)
}

// atMost keeps the readings in which every clock i shows at most top[i]; none leaves it as it is. It reports whether
// any are left.
//
// Bounds on single clocks are edges into clock 0, and a shortest path passes clock 0 once, so one pass closes them all.
func (z *dbm) atMost(top []int32) bool {
	n, d := z.n, z.d
	for i := 1; i < n; i++ {
		row := d[i*n : i*n+n]
		best := row[0]
		for k := 1; k < n; k++ {
			if row[k] < none && top[k] < none {
				best = min(best, row[k]+top[k])
			}
		}
		if best >= row[0] {
			continue
		}
		if best+d[i] < 0 {
			return false
		}
		row[0] = best
		for j := 1; j < n; j++ {
			if d[j] < none && j != i {
				row[j] = min(row[j], best+d[j])
			}
		}
	}
	return true
}

// atLeast keeps the readings in which every clock i shows at least bottom[i]; 0 asks for nothing. It reports whether
// any are left.
func (z *dbm) atLeast(bottom []int32) bool {
	for k := 1; k < z.n; k++ {
		if bottom[k] > 0 && !z.tighten(0, k, -bottom[k]) {
			return false
		}
	}
	return true
}

// tighten adds x_a - x_b <= c and reports whether any readings are left.
func (z *dbm) tighten(a, b int, c int32) bool {
	n, d := z.n, z.d
	if c >= d[a*n+b] {
		return true
	}
	if back := d[b*n+a]; back < none && back+c < 0 {
		return false
	}
	d[a*n+b] = c
	rowB := d[b*n : b*n+n]
	for i := 0; i < n; i++ {
		ia := d[i*n+a]
		if ia >= none {
			continue
		}
		row, via := d[i*n:i*n+n], ia+c
		if via < row[b] {
			row[b] = via
		} else if i != a {
			continue
		}
		for j, bj := range rowB {
			if bj < none && via+bj < row[j] {
				row[j] = via + bj
			}
		}
	}
	return true
}

// later adds every reading that comes about when days pass. Clocks of held stand still.
//
// It is exact when no clock that runs and no clock that is held are bound to each other but through clock 0 ([dbm.parted]),
// as when all that are held, or all that run, have one reading only. Who holds a clock sees to that (fire.go), and what
// is done to zones later keeps it so. Otherwise it adds too much, never too little.
func (z *dbm) later(held uint64) {
	n, d := z.n, z.d
	for i := 1; i < n; i++ {
		if held>>uint(i)&1 == 1 {
			continue
		}
		d[i*n] = none
		for h := held; h != 0; h &= h - 1 {
			d[i*n+bits.TrailingZeros64(h)] = none
		}
	}
}

// parted says whether what the clocks of held show has nothing to do with what the others show: no bound between one and
// another is tighter than their bounds to clock 0 make it.
func (z *dbm) parted(held uint64) bool {
	for h := held; h != 0; h &= h - 1 {
		i := bits.TrailingZeros64(h)
		for j := 1; j < z.n; j++ {
			if held>>uint(j)&1 == 0 && (z.at(i, j) < sum(z.at(i, 0), z.at(0, j)) || z.at(j, i) < sum(z.at(j, 0), z.at(0, i))) {
				return false
			}
		}
	}
	return true
}

// part forgets how the clocks of held hang together with the others.
func (z *dbm) part(held uint64) {
	n, d := z.n, z.d
	for h := held; h != 0; h &= h - 1 {
		i := bits.TrailingZeros64(h)
		for j := 1; j < n; j++ {
			if held>>uint(j)&1 == 0 {
				d[i*n+j] = sum(d[i*n], d[j])
				d[j*n+i] = sum(d[j*n], d[i])
			}
		}
	}
}

func sum(a, b int32) int32 {
	if a >= none || b >= none {
		return none
	}
	return a + b
}

// pass moves every reading on by so many days; clocks of held stand still.
func (z *dbm) pass(days int32, held uint64) {
	for i := 1; i < z.n; i++ {
		if held>>uint(i)&1 == 1 {
			continue
		}
		z.shift(i, 0, days)
		for h := held; h != 0; h &= h - 1 {
			z.shift(i, bits.TrailingZeros64(h), days)
		}
	}
}

func (z *dbm) shift(i, j int, days int32) {
	if at := i*z.n + j; z.d[at] < none {
		z.d[at] += days
	}
	if at := j*z.n + i; z.d[at] < none {
		z.d[at] -= days
	}
}

// set moves one clock on by so many days, or back.
func (z *dbm) set(i int, days int32) {
	for j := 0; j < z.n; j++ {
		if j != i {
			z.shift(i, j, days)
		}
	}
}

// close makes z canonical by shortest paths (Floyd and Warshall) and reports whether it has any readings.
func (z *dbm) close() bool {
	n, d := z.n, z.d
	for k := 0; k < n; k++ {
		rowK := d[k*n : k*n+n]
		for i := 0; i < n; i++ {
			ik := d[i*n+k]
			if ik >= none || i == k {
				continue
			}
			row := d[i*n : i*n+n]
			for j, kj := range rowK {
				if kj < none && ik+kj < row[j] {
					row[j] = ik + kj
				}
			}
		}
		for i := 0; i < n; i++ {
			if d[i*n+i] < 0 {
				return false
			}
		}
	}
	return true
}

// carry fills z with the readings of y after a step: clock i of z is clock from[i] of y, or shows 0 when from[i] is 0.
func (z *dbm) carry(y *dbm, from []uint8) {
	n := len(from)
	z.resize(n)
	for i, a := range from {
		row := z.d[i*n : i*n+n]
		src := y.d[int(a)*y.n : int(a)*y.n+y.n]
		for j, b := range from {
			row[j] = src[b]
		}
	}
}

// loosen forgets what no test can tell apart (extrapolation): for clock i, lower tests are at most low[i] and upper
// tests at most high[i]; -1 means that there are none, none that every reading matters. It is the operator Extra-LU+
// of Behrmann, Bouyer, Larsen and Pelánek ("Lower and upper bounds in zone-based abstractions of timed automata",
// 2006), sound for reachability and, without inclusion, for infinite runs (Li, "Checking timed Büchi automata
// emptiness using LU-abstractions", 2009).
func (z *dbm) loosen(low, high []int32) {
	n, d := z.n, z.d
	changed := false
	for i := 1; i < n; i++ {
		least := -d[i]
		if low[i] < none {
			for j := 0; j < n; j++ {
				if at := i*n + j; j != i && d[at] < none && (d[at] > low[i] || least > low[i]) {
					d[at], changed = none, true
				}
			}
		}
	}
	for j := 1; j < n; j++ {
		least := -d[j]
		if high[j] >= none || least <= high[j] {
			continue
		}
		for i := 1; i < n; i++ {
			if at := i*n + j; j != i && d[at] < none {
				d[at], changed = none, true
			}
		}
		if high[j]+1 < least {
			d[j], changed = -(high[j] + 1), true
		}
	}
	if changed {
		z.close()
	}
}

// within says whether every reading of z is one of y.
func (z *dbm) within(y *dbm) bool {
	for i, b := range z.d {
		if b > y.d[i] {
			return false
		}
	}
	return true
}

// point picks a reading: each clock in turn as late as the ones before it allow, or as early. The bounds are whole,
// so the reading is.
func (z *dbm) point(late bool) []int32 {
	x := make([]int32, z.n)
	for i := 1; i < z.n; i++ {
		low, high := -none, none
		for j := 0; j < i; j++ {
			if b := z.at(i, j); b < none {
				high = min(high, x[j]+b)
			}
			if b := z.at(j, i); b < none {
				low = max(low, x[j]-b)
			}
		}
		switch {
		case late && high < none || low == -none:
			x[i] = high
		default:
			x[i] = low
		}
	}
	return x
}
