package check

// A zoneStore keeps matrices packed: without their diagonals, in 16 bits a bound where all bounds fit.
// It holds no pointers into itself, so millions of zones cost the garbage collector nothing.
type zoneStore struct {
	chunks [][]int16
}

// zoneRef is where a zone is kept: the place of its first bound, and in the lowest bit whether bounds take 32 bits.
type zoneRef uint64

const (
	chunkBits  = 20
	chunkSize  = 1 << chunkBits
	smallChunk = 1 << 9 // the first; each is twice the one before, so that a small search stays small
	packedNone = 1<<15 - 1
	packedMax  = packedNone - 1
)

// packed is a zone's bounds row by row without the diagonal; wide when they do not fit in 16 bits.
type packed struct {
	b    []int16
	wide bool
}

// pack writes z into buf, which it may grow.
func (z *dbm) pack(buf []int16) packed {
	p := packed{b: buf[:0]}
	for i := 0; i < z.n; i++ {
		for j, b := range z.d[i*z.n : i*z.n+z.n] {
			switch {
			case i == j:
			case b >= none:
				p.b = append(p.b, packedNone)
			case b > packedMax || b < -packedMax:
				return z.packWide(buf)
			default:
				p.b = append(p.b, int16(b))
			}
		}
	}
	return p
}

func (z *dbm) packWide(buf []int16) packed {
	p := packed{b: buf[:0], wide: true}
	for i := 0; i < z.n; i++ {
		for j, b := range z.d[i*z.n : i*z.n+z.n] {
			if i != j {
				p.b = append(p.b, int16(b>>16), int16(b))
			}
		}
	}
	return p
}

// unpack makes z the zone of n clocks that p holds.
func (z *dbm) unpack(p packed, n int) {
	z.resize(n)
	k := 0
	for i := 0; i < n; i++ {
		row := z.d[i*n : i*n+n]
		for j := range row {
			switch {
			case i == j:
				row[j] = 0
				continue
			case p.wide:
				row[j] = int32(p.b[k])<<16 | int32(uint16(p.b[k+1]))
				k++
			case p.b[k] == packedNone:
				row[j] = none
			default:
				row[j] = int32(p.b[k])
			}
			k++
		}
	}
}

// within says whether every reading of p is one of q; both have n clocks. Packed as narrow and as wide, zones do not
// compare: the answer is then false, which costs work and no truth.
func (p packed) within(q packed) bool {
	if p.wide != q.wide {
		return false
	}
	if p.wide {
		return p.withinWide(q)
	}
	b := q.b[:len(p.b)]
	for i, x := range p.b {
		if x > b[i] {
			return false
		}
	}
	return true
}

func (p packed) withinWide(q packed) bool {
	for k := 0; k < len(p.b); k += 2 {
		x := int32(p.b[k])<<16 | int32(uint16(p.b[k+1]))
		y := int32(q.b[k])<<16 | int32(uint16(q.b[k+1]))
		if x > y {
			return false
		}
	}
	return true
}

// put keeps a copy of p.
func (s *zoneStore) put(p packed) zoneRef {
	last := len(s.chunks) - 1
	if last < 0 || cap(s.chunks[last])-len(s.chunks[last]) < len(p.b) {
		s.chunks = append(s.chunks, make([]int16, 0, min(chunkSize, smallChunk<<min(len(s.chunks), chunkBits))))
		last++
	}
	at := uint64(last)<<chunkBits + uint64(len(s.chunks[last]))
	s.chunks[last] = append(s.chunks[last], p.b...)
	r := zoneRef(at << 1)
	if p.wide {
		r |= 1
	}
	return r
}

// get gives the bounds of a zone of n clocks.
func (s *zoneStore) get(r zoneRef, n int) packed {
	at, size := uint64(r>>1), n*(n-1)
	p := packed{wide: r&1 == 1}
	if p.wide {
		size *= 2
	}
	if size == 0 {
		return p
	}
	from := int(at % chunkSize)
	p.b = s.chunks[at>>chunkBits][from : from+size]
	return p
}

// bytes is what the store takes up.
func (s *zoneStore) bytes() int {
	total := 0
	for _, c := range s.chunks {
		total += 2 * cap(c)
	}
	return total
}

// unite makes z the union of a and b if that is a zone again, and reports whether it is.
//
// The least zone that holds both has the greater of each two bounds, and is canonical as they are. It holds more than
// both when part of it, outside a by one of a's bounds (so beyond it by a day at least), is not in b. (Convex unions:
// David, "Merging DBMs efficiently", 2005.) Days being whole lets {x <= 3} and {x >= 4} unite.
func (z *dbm) unite(a, b *dbm) bool {
	z.cover(a, b)
	n := a.n
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			if x := a.d[i*n+j]; x < z.d[i*n+j] && !z.coveredBeyond(b, i, j, -x-1) {
				return false
			}
		}
	}
	return true
}

// cover makes z the least zone that holds a and b.
func (z *dbm) cover(a, b *dbm) {
	z.resize(a.n)
	for i, x := range a.d {
		z.d[i] = max(x, b.d[i])
	}
}

// coveredBeyond says whether the part of z in which x_j - x_i <= c lies in b.
func (z *dbm) coveredBeyond(b *dbm, i, j int, c int32) bool {
	n := z.n
	for k := 0; k < n; k++ {
		kj := z.d[k*n+j]
		for l := 0; l < n; l++ {
			at := k*n + l
			if z.d[at] <= b.d[at] {
				continue
			}
			il := z.d[i*n+l]
			if kj >= none || il >= none || kj+c+il > b.d[at] {
				return false
			}
		}
	}
	return true
}
