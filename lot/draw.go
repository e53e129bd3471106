package lot

import (
	"slices"
	"strings"
)

// A Ranked is one of those eligible with the key that ranks them.
type Ranked struct {
	Member Member
	Key    Hash
}

// A Result is what a draw gives.
type Result struct {
	Ranking  []Ranked // everybody eligible
	Seated   []Ref    // in the order of the ranking
	Reserves []Ref    // in the order of the ranking
	Passed   []Ref    // those passed over, because the seats left were needed for a requirement
}

func (l Lot) draw() Result {
	t := l.terms
	r := Result{Ranking: rank(l.Seed(), t.eligible())}
	r.Seated, r.Passed = seat(t, r.Ranking)
	seated := make(map[Ref]bool)
	for _, ref := range r.Seated {
		seated[ref] = true
	}
	for _, m := range r.Ranking {
		if len(r.Reserves) < t.Reserves && !seated[m.Member.Ref] {
			r.Reserves = append(r.Reserves, m.Member.Ref)
		}
	}
	return r
}

// eligible returns those of the pool who are not excluded.
func (t Terms) eligible() []Member {
	excluded := make(map[Ref]bool, len(t.Excluded))
	for _, x := range t.Excluded {
		excluded[x.Ref] = true
	}
	return slices.DeleteFunc(slices.Clone(t.Pool), func(m Member) bool { return excluded[m.Ref] })
}

func rank(seed Hash, members []Member) []Ranked {
	ranking := make([]Ranked, len(members))
	for i, m := range members {
		ranking[i] = Ranked{m, Key(seed, m.Ref)}
	}
	slices.SortFunc(ranking, func(a, b Ranked) int {
		if c := strings.Compare(string(a.Key), string(b.Key)); c != 0 {
			return c
		}
		return strings.Compare(string(a.Member.Ref), string(b.Member.Ref))
	})
	return ranking
}

// seat goes down the ranking and takes each with whom the seats can still be
// filled and the requirements met.
func seat(t Terms, ranking []Ranked) (seated, passed []Ref) {
	members := make([]Member, len(ranking))
	for i, r := range ranking {
		members[i] = r.Member
	}
	c := newCover(t, members)
	needs := c.whole
	for _, m := range members {
		free := t.Seats - len(seated)
		if free == 0 {
			break
		}
		kind := c.has[m.Ref]
		c.drop(kind)
		if rest := c.without(needs, kind); c.can(rest, free-1) {
			seated, needs = append(seated, m.Ref), rest
		} else {
			passed = append(passed, m.Ref)
		}
	}
	return seated, passed
}
