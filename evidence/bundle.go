package evidence

import (
	"cmp"
	"fmt"
	"slices"
)

// A Bundle is the numbered exhibits of a matter, the same for all who may read
// it, and a list of what is kept out of it.
type Bundle struct {
	Front    int // pages of the index, which come first
	Items    []Item
	Withheld []Withheld
}

// An Item is one exhibit and the pages that it has in the bundle, from First to
// Last.
type Item struct {
	Exhibit
	First, Last int
}

// A Withheld is an exhibit that is not in the bundle, and why. Title says no
// more than may be known of it.
type Withheld struct {
	Label  Label
	Title  string
	Ground string // the ground in words
	Clause string // the clause that allows it
}

// A BundleError says what keeps a bundle from being numbered.
type BundleError struct {
	Label Label
	Says  string
}

func (e *BundleError) Error() string { return fmt.Sprintf("exhibit %s: %s", e.Label, e.Says) }

// NewBundle puts exhibits in the order of their labels and numbers their pages,
// after front pages of index. The error is a [*BundleError] if a label is none
// or is used twice, if an exhibit has no page, or if something is withheld
// without a ground.
func NewBundle(exhibits []Exhibit, withheld []Withheld, front int) (Bundle, error) {
	b := Bundle{Front: front, Withheld: slices.Clone(withheld)}
	slices.SortFunc(b.Withheld, func(a, b Withheld) int { return byLabel(a.Label, b.Label) })
	exhibits = slices.Clone(exhibits)
	slices.SortFunc(exhibits, func(a, b Exhibit) int { return byLabel(a.Label, b.Label) })

	taken := make(map[Label]bool)
	next := front + 1
	for _, x := range exhibits {
		if err := take(taken, x.Label); err != nil {
			return Bundle{}, err
		}
		if x.Pages < 1 {
			return Bundle{}, &BundleError{x.Label, "it has no page"}
		}
		b.Items = append(b.Items, Item{x, next, next + x.Pages - 1})
		next += x.Pages
	}
	for _, w := range b.Withheld {
		if err := take(taken, w.Label); err != nil {
			return Bundle{}, err
		}
		if w.Ground == "" {
			return Bundle{}, &BundleError{w.Label, "it is withheld without a ground"}
		}
	}
	return b, nil
}

func take(taken map[Label]bool, l Label) error {
	if _, ok := l.Number(); !ok {
		return &BundleError{l, "this is not a label such as E-14"}
	}
	if taken[l] {
		return &BundleError{l, "its label is used twice"}
	}
	taken[l] = true
	return nil
}

func byLabel(a, b Label) int {
	m, _ := a.Number()
	n, _ := b.Number()
	return cmp.Or(cmp.Compare(m, n), cmp.Compare(a, b))
}

// Pages returns how many pages the bundle has, its index included.
func (b Bundle) Pages() int {
	if len(b.Items) == 0 {
		return b.Front
	}
	return b.Items[len(b.Items)-1].Last
}

// At returns the item that page n of the bundle belongs to, and which of the
// item's own pages it is. It reports false for the index and beyond the end.
func (b Bundle) At(n int) (item Item, page int, ok bool) {
	i, _ := slices.BinarySearchFunc(b.Items, n, func(it Item, n int) int { return cmp.Compare(it.Last, n) })
	if i == len(b.Items) || n < b.Items[i].First {
		return Item{}, 0, false
	}
	return b.Items[i], n - b.Items[i].First + 1, true
}

// Find returns the item with a label.
func (b Bundle) Find(l Label) (Item, bool) {
	i := slices.IndexFunc(b.Items, func(it Item) bool { return it.Label == l })
	if i < 0 {
		return Item{}, false
	}
	return b.Items[i], true
}

// Missing returns the labels from E-1 to last that are neither in the bundle
// nor listed as withheld. Whoever decides on a bundle with one missing would
// decide on something that a side was never told of.
func (b Bundle) Missing(last Label) []Label {
	listed := make(map[Label]bool)
	for _, it := range b.Items {
		listed[it.Label] = true
	}
	for _, w := range b.Withheld {
		listed[w.Label] = true
	}
	var missing []Label
	n, _ := last.Number()
	for i := 1; i <= n; i++ {
		if l := NewLabel(i); !listed[l] {
			missing = append(missing, l)
		}
	}
	return missing
}
