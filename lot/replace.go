package lot

import (
	"slices"
	"strings"
)

// A Change is what one recusal led to.
type Change struct {
	Recusal Recusal
	In      Ref  // who came in; empty if nobody did
	Vacant  bool // the seat stays empty: no reserve keeps the requirements
}

// A standing is who sits and who may come in after some recusals. Its lists are
// never changed in place: an earlier lot may hold them too.
type standing struct {
	seated, reserves []Ref
	changes          []Change
}

func (s standing) after(r Recusal, t Terms) standing {
	change := Change{Recusal: r}
	if i := slices.Index(s.reserves, r.Ref); i >= 0 {
		s.reserves = without(s.reserves, i)
	} else {
		rest := without(s.seated, slices.Index(s.seated, r.Ref))
		next := slices.IndexFunc(s.reserves, func(ref Ref) bool { return t.keeps(s.seated, append(rest, ref)) })
		if change.Vacant = next < 0; !change.Vacant {
			change.In = s.reserves[next]
			rest = append(rest, change.In)
			s.reserves = without(s.reserves, next)
		}
		s.seated = rest
	}
	s.changes = append(slices.Clone(s.changes), change)
	return s
}

// without returns a copy of refs that lacks the one at i.
func without(refs []Ref, i int) []Ref { return slices.Delete(slices.Clone(refs), i, i+1) }

// keeps reports whether a change of those seated keeps every requirement, or
// leaves one that was not met no worse.
func (t Terms) keeps(before, after []Ref) bool {
	for _, r := range t.Requires {
		if n := t.counted(after, r.With); n < r.AtLeast && n < t.counted(before, r.With) {
			return false
		}
	}
	return true
}

func (t Terms) counted(refs []Ref, qualification string) (n int) {
	for _, ref := range refs {
		if slices.Contains(t.with(ref), qualification) {
			n++
		}
	}
	return n
}

// with returns the qualifications of one of the pool, which is in its order.
func (t Terms) with(ref Ref) []string {
	i, ok := slices.BinarySearchFunc(t.Pool, ref, func(m Member, ref Ref) int { return strings.Compare(string(m.Ref), string(ref)) })
	if !ok {
		return nil
	}
	return t.Pool[i].With
}
