package casework

import "cmp"

// Habits are what an organisation chooses for itself, beside its rule book: none of them moves a matter. A zero stands
// for the usual value named beside it.
type Habits struct {
	SecondWord   int // days within which a second person confirms what one has hidden: 3
	Opens, Shuts int // hours between which an adverse letter may arrive, in the zone of the rule book: 9 and 17
}

// filled is the habits with their zeros replaced.
func (h Habits) filled() Habits {
	return Habits{cmp.Or(h.SecondWord, 3), cmp.Or(h.Opens, 9), cmp.Or(h.Shuts, 17)}
}
