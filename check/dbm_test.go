package check

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A cloud is a zone the slow way: the whole readings in it, one by one.
type cloud map[[3]int32]bool

const cloudTop = 9 // clocks are tried from 0 to this

// inside lists the readings of z that show at most cloudTop.
func inside(z *dbm) cloud {
	c := cloud{}
	for x := int32(0); x <= cloudTop; x++ {
		for y := int32(0); y <= cloudTop; y++ {
			for w := int32(0); w <= cloudTop; w++ {
				if z.contains([]int32{0, x, y, w}) {
					c[[3]int32{x, y, w}] = true
				}
			}
		}
	}
	return c
}

func (z *dbm) contains(x []int32) bool {
	for i := range x {
		for j := range x {
			if x[i]-x[j] > z.at(i, j) {
				return false
			}
		}
	}
	return true
}

// drawDBM draws a zone of three clocks, none above 6, that is not empty.
func drawDBM(t *rapid.T, name string) *dbm {
	z := &dbm{}
	for {
		z.zeros(4)
		for i := 0; i < 4; i++ {
			for j := 0; j < 4; j++ {
				switch {
				case i == j:
				case j == 0:
					z.d[i*4] = int32(rapid.IntRange(0, 6).Draw(t, name))
				case i == 0:
					z.d[j] = -int32(rapid.IntRange(0, 3).Draw(t, name))
				default:
					z.d[i*4+j] = int32(rapid.IntRange(-3, 6).Draw(t, name))
				}
			}
		}
		if z.close() {
			return z
		}
	}
}

func same(t *rapid.T, op string, got, want cloud) {
	t.Helper()
	for p := range want {
		if !got[p] {
			t.Errorf("%s: %v is missing", op, p)
		}
	}
	for p := range got {
		if !want[p] {
			t.Errorf("%s: %v is too much", op, p)
		}
	}
}

func TestZonesHoldWhatTheirReadingsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := drawDBM(t, "z")
		points := inside(z)
		bound := func(name string) []int32 {
			b := make([]int32, 4)
			for i := 1; i < 4; i++ {
				b[i] = int32(rapid.IntRange(0, 7).Draw(t, name))
			}
			return b
		}
		keep := func(ok func(p [3]int32) bool) cloud {
			c := cloud{}
			for p := range points {
				if ok(p) {
					c[p] = true
				}
			}
			return c
		}
		check := func(op string, y *dbm, some bool, want cloud) {
			if !some {
				y = nil
			}
			switch {
			case y == nil && len(want) > 0:
				t.Errorf("%s left nothing, want %v", op, want)
			case y != nil:
				same(t, op, inside(y), want)
				again := &dbm{}
				again.copyOf(y)
				if again.close(); !slices.Equal(again.d, y.d) {
					t.Errorf("%s is not canonical: %v, want %v", op, y.d, again.d)
				}
			}
		}
		y := &dbm{}
		y.copyOf(z)
		top := bound("top")
		check("atMost", y, y.atMost(top), keep(func(p [3]int32) bool { return p[0] <= top[1] && p[1] <= top[2] && p[2] <= top[3] }))
		y.copyOf(z)
		low := bound("low")
		check("atLeast", y, y.atLeast(low), keep(func(p [3]int32) bool { return p[0] >= low[1] && p[1] >= low[2] && p[2] >= low[3] }))
		y.copyOf(z)
		y.later(0)
		later := cloud{}
		for p := range points {
			for d := int32(0); d <= cloudTop; d++ {
				if q := [3]int32{p[0] + d, p[1] + d, p[2] + d}; max(q[0], q[1], q[2]) <= cloudTop {
					later[q] = true
				}
			}
		}
		check("later", y, true, later)
		y.copyOf(z)
		y.pass(2, 0)
		passed := cloud{}
		for p := range points {
			passed[[3]int32{p[0] + 2, p[1] + 2, p[2] + 2}] = true
		}
		check("pass", y, true, passed)
		y.carry(z, []uint8{0, 3, 0, 1})
		carried := cloud{}
		for p := range points {
			carried[[3]int32{p[2], 0, p[0]}] = true
		}
		check("carry", y, true, carried)
		for _, late := range []bool{true, false} {
			if p := z.point(late); !z.contains(p) {
				t.Errorf("point(%v) = %v, which is outside", late, p)
			}
		}
		var back dbm
		back.unpack(z.pack(nil), 4)
		if !slices.Equal(back.d, z.d) {
			t.Errorf("unpack(pack(z)) = %v, want %v", back.d, z.d)
		}
	})
}

func TestHeldClocksStandStill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := drawDBM(t, "z")
		h := int32(rapid.IntRange(int(-z.at(0, 2)), int(z.at(2, 0))).Draw(t, "held"))
		if !z.tighten(2, 0, h) || !z.tighten(0, 2, -h) {
			t.Skip("empty")
		}
		points := inside(z)
		z.later(1 << 2)
		want := cloud{}
		for p := range points {
			for d := int32(0); d <= cloudTop; d++ {
				if q := [3]int32{p[0] + d, p[1], p[2] + d}; max(q[0], q[2]) <= cloudTop {
					want[q] = true
				}
			}
		}
		same(t, "later with one held", inside(z), want)
	})
}

// TestUniteIsExact unites zones drawn apart, and the parts into which a zone is cut: those that touch or overlap unite to
// the zone again, and those with a day between them mostly do not.
func TestUniteIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDBM(t, "a"), drawDBM(t, "b")
		unites(t, a, b)
		first, last := -a.at(0, 2), a.at(2, 0)
		day := int32(rapid.IntRange(int(first), int(last)).Draw(t, "day"))
		if !unites(t, cutTo(a, first, day), cutTo(a, day, last)) {
			t.Errorf("parts that share day %d of clock 2 do not unite", day)
		}
		if day < last && !unites(t, cutTo(a, first, day), cutTo(a, day+1, last)) {
			t.Errorf("parts that meet after day %d of clock 2 do not unite", day)
		}
		if first < day && day < last {
			unites(t, cutTo(a, first, day-1), cutTo(a, day+1, last))
		}
	})
}

// unites reports what unite says of two zones, which must be what their readings say.
func unites(t *rapid.T, a, b *dbm) bool {
	t.Helper()
	want := inside(a)
	for p := range inside(b) {
		want[p] = true
	}
	var hull, u dbm
	hull.resize(4)
	for i, x := range a.d {
		hull.d[i] = max(x, b.d[i])
	}
	got, exact := u.unite(a, b), len(inside(&hull)) == len(want)
	if got != exact {
		t.Errorf("unite says %v, but whether the union is a zone is %v", got, exact)
	}
	if got {
		same(t, "unite", inside(&u), want)
	}
	return got
}

// cutTo gives what a zone holds while its second clock is at one of the days from first to last, of which it has some.
func cutTo(z *dbm, first, last int32) *dbm {
	y := &dbm{}
	y.copyOf(z)
	y.tighten(2, 0, last)
	y.tighten(0, 2, -first)
	return y
}

func TestWithinIsInclusion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDBM(t, "a"), drawDBM(t, "b")
		every := true
		for p := range inside(a) {
			every = every && inside(b)[p]
		}
		if got := a.within(b); got != every {
			t.Errorf("within = %v, want %v", got, every)
		}
		if got := a.pack(nil).within(b.pack(nil)); got != every {
			t.Errorf("within, packed = %v, want %v", got, every)
		}
	})
}

func TestWideBoundsArePacked(t *testing.T) {
	var z, y dbm
	z.zeros(3)
	z.later(0)
	z.tighten(1, 0, 1_000_000)
	p := z.pack(nil)
	if !p.wide {
		t.Error("a bound of a million days was packed in 16 bits")
	}
	var s zoneStore
	r := s.put(p)
	y.unpack(s.get(r, 3), 3)
	if !slices.Equal(y.d, z.d) {
		t.Errorf("stored and read back = %v, want %v", y.d, z.d)
	}
	if !p.within(p) {
		t.Error("a wide zone is not within itself")
	}
}

func BenchmarkZoneStep(b *testing.B) {
	var z, y dbm
	const n = 9
	z.zeros(n)
	z.later(0)
	top := make([]int32, n)
	from := make([]uint8, n)
	for i := range top {
		top[i], from[i] = int32(20+7*i), uint8(i)
	}
	from[3] = 0
	z.atMost(top)
	b.ReportAllocs()
	for b.Loop() {
		y.carry(&z, from)
		y.later(0)
		y.atMost(top)
	}
}
