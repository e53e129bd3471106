package register

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func table(rows ...[]int) Table {
	t := Table{Counts: rows}
	for i := range rows {
		t.Rows = append(t.Rows, fmt.Sprint("r", i))
	}
	for j := range rows[0] {
		t.Columns = append(t.Columns, fmt.Sprint("c", j))
	}
	return t
}

// An attacker knows all that the releases of a series show and tries every
// table of whole numbers, none negative, that agrees with it. Each release is the
// sum of what was added up to then, a layer each.
type attacker struct {
	rows, columns int
	releases      []Release
	layers        [][][]int // what has been tried so far
	most          [][][]int // what a cell of a layer is tried up to
	counts        [][][]int // of each release, with totals
	target        target
}

// A target is a number that is asked for: a place in a release, or in the
// difference between it and an earlier one.
type target struct {
	release, since int // since is -1 for the release itself
	place          place
	value          int // that is supposed
}

func newAttacker(releases []Release, width int) *attacker {
	first := releases[0].Table
	a := &attacker{rows: len(first.Rows), columns: len(first.Columns), releases: releases}
	for k := range releases {
		a.layers = append(a.layers, grid[int](a.rows, a.columns))
		most := grid[int](a.rows, a.columns)
		for i := range most {
			for j := range most[i] {
				most[i][j] = releases[k].Table.Counts[i][j] + width
				if k > 0 {
					most[i][j] -= releases[k-1].Table.Counts[i][j]
				}
			}
		}
		a.most = append(a.most, most)
		a.counts = append(a.counts, releases[k].Table.withTotals())
	}
	return a
}

// sum adds up a place over layers; a total over its cells.
func (a *attacker) sum(p place, from, to int) (n int) {
	for _, layer := range a.layers[from : to+1] {
		for i, row := range layer {
			for j, m := range row {
				if (p.row == i || p.row == a.rows) && (p.column == j || p.column == a.columns) {
					n += m
				}
			}
		}
	}
	return n
}

// can reports whether some table agrees, from one cell on.
func (a *attacker) can(cell int) bool {
	size := a.rows * a.columns
	layer, i, j := cell/size, cell%size/a.columns, cell%a.columns
	if cell == len(a.layers)*size {
		t := a.target
		return a.sum(t.place, t.since+1, t.release) == t.value
	}
	for n := range a.most[layer][i][j] + 1 {
		a.layers[layer][i][j] = n
		if a.agrees(layer, i, j) && a.can(cell+1) {
			return true
		}
	}
	a.layers[layer][i][j] = 0
	return false
}

// agrees holds what has been tried against what is shown: each place that the
// last cell completes, and what is over already.
func (a *attacker) agrees(layer, i, j int) bool {
	r := a.releases[layer]
	counts := a.counts[layer]
	for _, p := range [...]place{{i, j}, {i, a.columns}, {a.rows, j}, {a.rows, a.columns}} {
		complete := (p.column == j || j == a.columns-1) && (p.row == i || i == a.rows-1)
		if n := a.sum(p, 0, layer); !r.Hidden[p.row][p.column] && (n > counts[p.row][p.column] || complete && n != counts[p.row][p.column]) {
			return false
		}
		if t := a.target; t.place == p && t.since < layer && layer <= t.release {
			if n := a.sum(p, t.since+1, layer); n > t.value || complete && layer == t.release && n != t.value {
				return false
			}
		}
	}
	return true
}

// narrow returns the targets whose range is narrower than the width.
func (a *attacker) narrow(width int) (found []string) {
	for release, r := range a.releases {
		counts := r.Table.withTotals()
		for since := -1; since < release; since++ {
			for i := range counts {
				for j := range counts[i] {
					hidden, value := r.Hidden[i][j], counts[i][j]
					if since >= 0 {
						b := a.releases[since]
						hidden = hidden || b.Hidden[i][j]
						value -= b.Table.withTotals()[i][j]
					}
					if !hidden {
						continue
					}
					if low, high := a.bounds(target{release, since, place{i, j}, 0}, value, width); high-low < width {
						found = append(found, fmt.Sprintf("release %d since %d, place %d,%d is from %d to %d", release, since, i, j, low, high))
					}
				}
			}
		}
	}
	return found
}

func (a *attacker) bounds(t target, value, width int) (low, high int) {
	low, high = value, value
	for v := 0; v <= value+width && high-low < width; v++ {
		t.value = v
		a.target = t
		for _, l := range a.layers {
			for _, row := range l {
				clear(row)
			}
		}
		if v != value && a.can(0) {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

// TestAttackerFindsWhatIsBadlyHidden shows that the attacker can find something.
func TestAttackerFindsWhatIsBadlyHidden(t *testing.T) {
	r := Release{table([]int{2, 9}, []int{8, 7}), grid[bool](3, 3)}
	r.Hidden[0][0] = true
	if found := newAttacker([]Release{r}, 2).narrow(2); len(found) != 1 {
		t.Errorf("one cell alone is hidden: found %q, want it", found)
	}
	r.Hidden[0][1], r.Hidden[1][0] = true, true
	if found := newAttacker([]Release{r}, 2).narrow(2); len(found) != 3 {
		t.Errorf("three of four cells are hidden: found %q, want all", found)
	}
	r.Hidden[1][1] = true
	if found := newAttacker([]Release{r}, 2).narrow(2); len(found) != 0 {
		t.Errorf("all four cells are hidden: found %q, want none", found)
	}
	if found := newAttacker([]Release{r}, 12).narrow(12); len(found) != 4 {
		t.Errorf("a width of 12: found %q, want all four", found)
	}
	later := Release{table([]int{3, 9}, []int{8, 7}), grid[bool](3, 3)}
	if found := newAttacker([]Release{r, later}, 2).narrow(2); len(found) == 0 {
		t.Error("nothing is found that a difference gives away")
	}
}

func TestNothingIsPinnedDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Settings{Threshold: rapid.IntRange(2, 4).Draw(t, "threshold"), Width: rapid.IntRange(0, 3).Draw(t, "width")}
		width := s.Width
		if width == 0 {
			width = s.Threshold - 1
		}
		rows, columns := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 3).Draw(t, "columns")
		n := 1
		if rows*columns <= 4 {
			n = rapid.IntRange(1, 3).Draw(t, "releases")
		}
		counts := grid[int](rows, columns)
		var releases []Release
		for range n {
			next := grid[int](rows, columns)
			for i := range next {
				for j := range next[i] {
					next[i][j] = counts[i][j] + rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 3, 4, 6}).Draw(t, "more")
				}
			}
			counts = next
			r, err := Suppress(table(next...), releases, s)
			if err != nil {
				t.Fatal(err)
			}
			releases = append(releases, r)
		}
		for k, r := range releases {
			checkSmallHidden(t, r.Table, r.Hidden, s.Threshold)
			for _, b := range releases[:k] {
				since, _ := r.Table.minus(b.Table)
				both := grid[bool](rows+1, columns+1)
				hideToo(both, r.Hidden)
				hideToo(both, b.Hidden)
				checkSmallHidden(t, since, both, s.Threshold)
			}
		}
		if found := newAttacker(releases, width).narrow(width); len(found) > 0 {
			t.Errorf("width %d: %s", width, strings.Join(found, "\n"))
		}
	})
}

func checkSmallHidden(t *rapid.T, table Table, hidden [][]bool, threshold int) {
	for i, row := range table.withTotals() {
		for j, n := range row {
			if 0 < n && n < threshold && !hidden[i][j] {
				t.Fatalf("%d at %d,%d is shown, below %d", n, i, j, threshold)
			}
		}
	}
}

func TestSuppress(t *testing.T) {
	tests := []struct {
		name   string
		series []Table
		want   string // the last release, rows ended by /
	}{
		{"nothing small", []Table{table([]int{9, 5}, []int{0, 7})}, "9 5 14/0 7 7/9 12 21"},
		{"the last that is small", []Table{table([]int{4, 30, 12}, []int{12, 9, 20}, []int{8, 7, 50})}, "– 30 – 46/– 9 – 41/8 7 50 65/24 46 82 152"},
		{"just not small", []Table{table([]int{5, 30}, []int{12, 9})}, "5 30 35/12 9 21/17 39 56"},
		{"what was added is small", []Table{table([]int{9, 20}, []int{30, 40}), table([]int{10, 29}, []int{39, 49})}, "– – 39/– – 88/49 78 127"},
		{"nothing was added", []Table{table([]int{9, 20}, []int{30, 40}), table([]int{9, 20}, []int{30, 40})}, "9 20 29/30 40 70/39 60 99"},
		{"one case in all", []Table{table([]int{1, 0}, []int{0, 0})}, "– 0 –/0 0 0/– 0 –"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var releases []Release
			for _, table := range tt.series {
				r, err := Suppress(table, releases, Settings{})
				if err != nil {
					t.Fatal(err)
				}
				releases = append(releases, r)
			}
			var got []string
			for _, row := range releases[len(releases)-1].Shown() {
				got = append(got, strings.Join(row, " "))
			}
			if s := strings.Join(got, "/"); s != tt.want {
				t.Errorf("shown = %s, want %s", s, tt.want)
			}
		})
	}
}

func TestTablesThatCannotBeReleased(t *testing.T) {
	good, err := Suppress(table([]int{9, 20}, []int{30, 40}), nil, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		table  Table
		before []Release
		want   error
	}{
		{"as before", table([]int{9, 20}, []int{30, 40}), []Release{good}, nil},
		{"fewer", table([]int{8, 20}, []int{30, 40}), []Release{good}, ErrFewer},
		{"another shape", table([]int{9, 20, 1}, []int{30, 40, 1}), []Release{good}, ErrShape},
		{"negative", table([]int{-1}), nil, ErrShape},
		{"ragged", table([]int{1, 2}, []int{3}), nil, ErrShape},
		{"empty", Table{}, nil, ErrShape},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Suppress(tt.table, tt.before, Settings{}); !errors.Is(err, tt.want) {
				t.Errorf("Suppress = %v, want %v", err, tt.want)
			}
		})
	}
	if _, err := Suppress(good.Table, nil, Settings{Threshold: 1}); err == nil {
		t.Error("a threshold of 1 is taken")
	}
}

func TestSumShowsWhatCanBeAddedUp(t *testing.T) {
	a, errA := Suppress(table([]int{3, 20}, []int{30, 40}), nil, Settings{})
	b, errB := Suppress(table([]int{9, 20}, []int{30, 40}), nil, Settings{})
	sum, err := Sum(a, b)
	if err := errors.Join(errA, errB, err); err != nil {
		t.Fatal(err)
	}
	if want := [][]int{{12, 40}, {60, 80}}; !slices.EqualFunc(sum.Table.Counts, want, slices.Equal) {
		t.Errorf("counts = %v, want %v", sum.Table.Counts, want)
	}
	for i, row := range sum.Hidden {
		if !slices.Equal(row, a.Hidden[i]) {
			t.Errorf("row %d hides %v, want %v as its part", i, row, a.Hidden[i])
		}
	}
	if _, err := Sum(a, Release{Table: table([]int{1})}); !errors.Is(err, ErrShape) {
		t.Errorf("Sum of different shapes = %v, want ErrShape", err)
	}
}

func BenchmarkSuppress(b *testing.B) {
	counts := grid[int](40, 12)
	for i := range counts {
		for j := range counts[i] {
			counts[i][j] = (i*j*7 + i) % 23
		}
	}
	for b.Loop() {
		if _, err := Suppress(table(counts...), nil, Settings{}); err != nil {
			b.Fatal(err)
		}
	}
}
