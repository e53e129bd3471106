package register

import (
	"errors"
	"slices"
	"strconv"
)

// A Table counts cases by a row and a column.
type Table struct {
	Rows, Columns []string
	Counts        [][]int // by row, then column, without totals
}

// A Release is a table with what of it is shown. The true counts stay inside:
// publish what [Release.Shown] returns, and nothing else. The last row and the last
// column are the totals.
type Release struct {
	Table  Table
	Hidden [][]bool
}

// HiddenMark stands where a number is not shown.
const HiddenMark = "–"

// Shown returns the table as it may be published, with totals.
func (r Release) Shown() [][]string {
	counts := r.Table.withTotals()
	shown := make([][]string, len(counts))
	for i := range counts {
		for j, n := range counts[i] {
			text := strconv.Itoa(n)
			if r.Hidden[i][j] {
				text = HiddenMark
			}
			shown[i] = append(shown[i], text)
		}
	}
	return shown
}

// Errors of tables that cannot be released.
var (
	ErrShape = errors.New("the table is ragged, empty, negative or not of the shape of its series")
	ErrFewer = errors.New("a count is lower than in an earlier table of the series: a correction begins a new series")
)

// mostCount bounds a count, so that totals stay numbers.
const mostCount = 1_000_000_000

func (t Table) fault() error {
	if len(t.Rows) == 0 || len(t.Columns) == 0 || len(t.Counts) != len(t.Rows) {
		return ErrShape
	}
	for _, row := range t.Counts {
		if len(row) != len(t.Columns) || slices.Min(row) < 0 || slices.Max(row) > mostCount {
			return ErrShape
		}
	}
	return nil
}

// like reports whether two tables have the same rows and columns.
func (t Table) like(u Table) bool {
	return slices.Equal(t.Rows, u.Rows) && slices.Equal(t.Columns, u.Columns)
}

// withTotals returns the counts with a column and a row of totals.
func (t Table) withTotals() [][]int {
	rows, columns := len(t.Rows), len(t.Columns)
	all := grid[int](rows+1, columns+1)
	for i, row := range t.Counts {
		for j, n := range row {
			all[i][j] = n
			all[i][columns] += n
			all[rows][j] += n
			all[rows][columns] += n
		}
	}
	return all
}

func grid[T any](rows, columns int) [][]T {
	g := make([][]T, rows)
	for i := range g {
		g[i] = make([]T, columns)
	}
	return g
}

// minus returns what was added to an earlier table of the series.
func (t Table) minus(u Table) (Table, error) {
	if !t.like(u) || u.fault() != nil {
		return Table{}, ErrShape
	}
	d := Table{t.Rows, t.Columns, grid[int](len(t.Rows), len(t.Columns))}
	for i, row := range t.Counts {
		for j, n := range row {
			if d.Counts[i][j] = n - u.Counts[i][j]; d.Counts[i][j] < 0 {
				return Table{}, ErrFewer
			}
		}
	}
	return d, nil
}

// Sum returns the release of tables that have all been published, over periods
// that do not overlap. It hides what anybody could not add up.
// If their shapes differ the error is [ErrShape].
func Sum(parts ...Release) (Release, error) {
	if len(parts) == 0 {
		return Release{}, ErrShape
	}
	first := parts[0].Table
	sum := Release{Table{first.Rows, first.Columns, grid[int](len(first.Rows), len(first.Columns))}, grid[bool](len(first.Rows)+1, len(first.Columns)+1)}
	for _, p := range parts {
		if !p.Table.like(first) || p.fault() != nil {
			return Release{}, ErrShape
		}
		for i, row := range p.Table.Counts {
			for j, n := range row {
				sum.Table.Counts[i][j] += n
			}
		}
		hideToo(sum.Hidden, p.Hidden)
	}
	return sum, nil
}

func (r Release) fault() error {
	if err := r.Table.fault(); err != nil {
		return err
	}
	if len(r.Hidden) != len(r.Table.Rows)+1 {
		return ErrShape
	}
	for _, row := range r.Hidden {
		if len(row) != len(r.Table.Columns)+1 {
			return ErrShape
		}
	}
	return nil
}

func hideToo(hidden, also [][]bool) {
	for i, row := range also {
		for j, h := range row {
			hidden[i][j] = hidden[i][j] || h
		}
	}
}
