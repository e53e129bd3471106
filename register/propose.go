package register

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// DefaultLimit is how many members the facts must fit unless it is set otherwise.
const DefaultLimit = 20

// mostChoices is how many choices of rungs are tried.
const mostChoices = 4096

// ErrChoices says that the ladders of an entry allow too many choices.
var ErrChoices = errors.New("the ladders of the entry allow more than 4096 choices")

// An Entry is a decision that is to be published.
type Entry struct {
	Reference string
	Day       calendar.Date // of the decision; never published
	Ladders   []Ladder
}

// Options set how an entry is judged.
type Options struct {
	Limit  int           // [DefaultLimit] if 0
	Today  calendar.Date // a period that ends later is waited for; zero waits for none
	Others []Entry       // that wait to be published and could be merged with it
}

// A Kind says what a proposal does to an entry.
type Kind string

// The kinds of proposals.
const (
	Publish  Kind = "publish"
	Coarsen  Kind = "coarsen"
	Delay    Kind = "delay"
	Merge    Kind = "merge"
	Withhold Kind = "withhold"
)

// A Proposal is one way to publish an entry, or not to.
type Proposal struct {
	Kind  Kind
	Facts Facts
	Fit   int           // members
	Loss  int           // what is lost; of no meaning for withholding
	From  calendar.Date // not before this day; zero if at once
	With  string        // the reference of the entry merged with
	Says  string        // what it would publish and how many fit
}

// Propose returns how an entry can be published so that the facts fit enough
// members, the least loss first; the last proposal is to withhold it. If the
// first is [Publish], nothing need be changed.
func Propose(members []Member, e Entry, o Options) ([]Proposal, error) {
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	if o.Limit < 1 || !e.Day.Valid() {
		return nil, errors.New("a limit of at least 1 and the day of the decision are needed")
	}
	s := search{members: members, entry: e, options: o, spans: spans(e.Day), sets: make(map[[3]int][]uint64)}
	if err := s.bounded(); err != nil {
		return nil, err
	}
	s.try(make([]int, 0, len(e.Ladders)+1))
	proposals := s.proposals()
	proposals = append(proposals, s.merges()...)
	return append(proposals, Proposal{Kind: Withhold, Says: "withhold: publish only, in the statistics, that a decision was made"}), nil
}

// A search tries all choices: the rung of the period, then that of each ladder.
type search struct {
	members []Member
	entry   Entry
	options Options
	spans   []span
	sets    map[[3]int][]uint64 // whom a rung of a ladder fits in a period, a bit a member
	found   []choice
}

// A choice is the rungs taken, that of the period first.
type choice struct {
	rungs     []int
	fit, loss int
}

func (s *search) bounded() error {
	choices := len(s.spans)
	for _, l := range s.entry.Ladders {
		if len(l) == 0 {
			return errors.New("a ladder without a rung")
		}
		if choices *= len(l); choices > mostChoices {
			return ErrChoices
		}
	}
	return nil
}

// try goes on from the rungs chosen so far.
func (s *search) try(rungs []int) {
	if len(rungs) <= len(s.entry.Ladders) {
		n := len(s.spans)
		if len(rungs) > 0 {
			n = len(s.entry.Ladders[len(rungs)-1])
		}
		for i := range n {
			s.try(append(rungs, i))
		}
		return
	}
	if fit := s.fit(rungs); fit >= s.options.Limit {
		s.found = append(s.found, choice{slices.Clone(rungs), fit, s.loss(rungs)})
	}
}

func (s *search) fit(rungs []int) (n int) {
	var sets [][]uint64
	for i, rung := range rungs[1:] {
		if !s.entry.Ladders[i][rung].Out {
			sets = append(sets, s.set(rungs[0], i, rung))
		}
	}
	if len(sets) == 0 {
		return len(s.members)
	}
	for i, word := range sets[0] {
		for _, set := range sets[1:] {
			word &= set[i]
		}
		n += bits.OnesCount64(word)
	}
	return n
}

// set returns whom one rung fits in one period.
func (s *search) set(span, ladder, rung int) []uint64 {
	key := [3]int{span, ladder, rung}
	if set, ok := s.sets[key]; ok {
		return set
	}
	set := make([]uint64, (len(s.members)+63)/64)
	fact := &s.entry.Ladders[ladder][rung].Fact
	for i, m := range s.members {
		if m.has(fact, s.spans[span].period) {
			set[i/64] |= 1 << (i % 64)
		}
	}
	s.sets[key] = set
	return set
}

func (s *search) loss(rungs []int) int {
	loss := s.spans[rungs[0]].loss
	if !s.from(rungs).IsZero() {
		loss++
	}
	for i, rung := range rungs[1:] {
		loss += s.entry.Ladders[i][rung].Loss
	}
	return loss
}

// from returns the first day on which the period chosen can be published, or
// zero if it has ended.
func (s *search) from(rungs []int) calendar.Date {
	last := s.spans[rungs[0]].period.To
	if s.options.Today.IsZero() || last < s.options.Today {
		return 0
	}
	return last.Add(1)
}

// proposals returns the choices found that none is finer than, in their order.
func (s *search) proposals() (all []Proposal) {
	slices.SortFunc(s.found, func(a, b choice) int {
		if a.loss != b.loss {
			return a.loss - b.loss
		}
		if c := a.changed() - b.changed(); c != 0 {
			return c
		}
		return slices.Compare(a.rungs, b.rungs)
	})
	for _, c := range s.found {
		finer := func(d choice) bool { return d.finerThan(c) }
		if !slices.ContainsFunc(s.found, finer) {
			all = append(all, s.proposal(c))
		}
	}
	return all
}

func (c choice) changed() (n int) {
	for _, r := range c.rungs {
		if r > 0 {
			n++
		}
	}
	return n
}

// finerThan reports whether c is another choice, as fine or finer in everything.
func (c choice) finerThan(d choice) bool {
	for i := range c.rungs {
		if c.rungs[i] > d.rungs[i] {
			return false
		}
	}
	return !slices.Equal(c.rungs, d.rungs)
}

func (s *search) proposal(c choice) Proposal {
	p := Proposal{Kind: Publish, Fit: c.fit, Loss: c.loss, From: s.from(c.rungs), Facts: Facts{Period: s.spans[c.rungs[0]].period}}
	shown := []string{s.spans[c.rungs[0]].says}
	var left []string
	for i, rung := range c.rungs[1:] {
		r := s.entry.Ladders[i][rung]
		if r.Out {
			left = append(left, s.entry.Ladders[i][0].Says)
			continue
		}
		p.Facts.List = append(p.Facts.List, r.Fact)
		shown = append(shown, r.Says)
	}
	switch {
	case !p.From.IsZero():
		p.Kind = Delay
	case c.changed() > 0:
		p.Kind = Coarsen
	}
	p.Says = fmt.Sprintf("%s: %s", p.Kind, strings.Join(shown, "; "))
	if len(left) > 0 {
		p.Says += "; left out: " + strings.Join(left, "; ")
	}
	if p.Kind == Delay {
		p.Says += fmt.Sprintf("; not before %v", p.From)
	}
	p.Says += ": " + fitting(c.fit)
	return p
}

func fitting(n int) string {
	if n == 1 {
		return "1 member fits"
	}
	return fmt.Sprintf("%d members fit", n)
}
