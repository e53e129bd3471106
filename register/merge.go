package register

import (
	"fmt"
	"slices"
	"strings"
)

// merges returns how the entry can be merged with one of the others so that
// enough fit, the least loss first.
func (s *search) merges() (all []Proposal) {
	for _, other := range s.options.Others {
		if !other.Day.Valid() || slices.ContainsFunc(other.Ladders, func(l Ladder) bool { return len(l) == 0 }) {
			continue
		}
		p := s.merged(other)
		if p.Fit = Fit(s.members, p.Facts); p.Fit >= s.options.Limit {
			p.Says += ": " + fitting(p.Fit)
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int {
		if a.Loss != b.Loss {
			return a.Loss - b.Loss
		}
		return strings.Compare(a.With, b.With)
	})
	return all
}

// mergeLoss is what is lost by telling two cases as one.
const mergeLoss = 4

func (s *search) merged(other Entry) Proposal {
	p := Proposal{Kind: Merge, With: other.Reference, Loss: mergeLoss}
	mine, theirs := s.spans[0], spans(other.Day)[0]
	p.Facts.Period = Period{min(mine.period.From, theirs.period.From), max(mine.period.To, theirs.period.To)}
	shown := []string{either(mine.says, theirs.says)}
	for _, l := range s.entry.Ladders {
		i := slices.IndexFunc(other.Ladders, func(o Ladder) bool { return o[0].Fact.Attribute == l[0].Fact.Attribute })
		if i < 0 || l[0].Out || other.Ladders[i][0].Out {
			p.Loss++
			continue
		}
		fact, ok := union(l[0].Fact, other.Ladders[i][0].Fact)
		if !ok {
			p.Loss++
			continue
		}
		p.Facts.List = append(p.Facts.List, fact)
		shown = append(shown, either(l[0].Says, other.Ladders[i][0].Says))
	}
	p.Loss += len(other.Ladders) - len(p.Facts.List) // theirs that are left out
	p.Says = fmt.Sprintf("merge with %s: %s", other.Reference, strings.Join(shown, "; "))
	if last := p.Facts.Period.To; !s.options.Today.IsZero() && last >= s.options.Today {
		p.From = last.Add(1)
		p.Loss++
		p.Says += fmt.Sprintf("; not before %v", p.From)
	}
	return p
}

// union returns what covers both facts. A word and a number have nothing in common.
func union(a, b Fact) (Fact, bool) {
	if (len(a.Words) == 0) != (len(b.Words) == 0) {
		return Fact{}, false
	}
	words := slices.Concat(a.Words, b.Words)
	slices.Sort(words)
	return Fact{a.Attribute, slices.Compact(words), min(a.Low, b.Low), max(a.High, b.High)}, true
}

func either(a, b string) string {
	if a == b {
		return a
	}
	return a + " or " + b
}
