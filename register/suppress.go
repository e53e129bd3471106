package register

import "errors"

// DefaultThreshold is below which count a number is small, unless set otherwise.
const DefaultThreshold = 5

// Settings say what is small and how much must stay open about it.
type Settings struct {
	Threshold int // counts from 1 to below it are hidden; [DefaultThreshold] if 0
	Width     int // how far apart what a hidden number can be must reach; the threshold less one if 0
}

// Suppress decides what of a table is shown. The earlier releases of the same
// cumulative series come with it, in their order, since from two tables one
// has their difference. Errors are [ErrShape], [ErrFewer], and settings that cannot be.
func Suppress(t Table, before []Release, s Settings) (Release, error) {
	if s.Threshold == 0 {
		s.Threshold = DefaultThreshold
	}
	if s.Width == 0 {
		s.Width = s.Threshold - 1
	}
	if s.Threshold < 2 || s.Threshold > mostCount || s.Width < 1 || s.Width > mostCount {
		return Release{}, errors.New("a threshold of at least 2 and a width of at least 1 are needed")
	}
	if err := t.fault(); err != nil {
		return Release{}, err
	}
	r := Release{t, grid[bool](len(t.Rows)+1, len(t.Columns)+1)}
	r.hideSmall(t, s.Threshold)
	added := t
	for _, b := range before {
		if b.fault() != nil {
			return Release{}, ErrShape
		}
		since, err := t.minus(b.Table)
		if err != nil {
			return Release{}, err
		}
		hideToo(r.Hidden, b.Hidden)
		r.hideSmall(since, s.Threshold)
		added = since
	}
	c := circulation{rows: len(t.Rows), columns: len(t.Columns), shown: t.withTotals(), moved: added.withTotals(), hidden: r.Hidden, width: s.Width}
	c.protect()
	return r, nil
}

// hideSmall hides where a table has small counts.
func (r Release) hideSmall(t Table, threshold int) {
	for i, row := range t.withTotals() {
		for j, n := range row {
			if 0 < n && n < threshold {
				r.Hidden[i][j] = true
			}
		}
	}
}
