// Package lot draws a panel by lot so that anybody can draw it again.
//
// The terms are committed to before the seed can be known, the seed is made of
// shares of which no giver knows all the others, and the ranking is plain
// SHA-256. The package draws nothing at random itself: the secret of a sealed
// share is made by whoever calls it. doc/spec/lot.md says everything exactly.
package lot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// A Ref is the pseudonym of a member of the pool, made for one lot alone.
type Ref string

// A Hash is a SHA-256 in lower-case hexadecimal.
type Hash string

// Terms are what is committed to before the draw.
type Terms struct {
	Matter    string
	Body      string
	On        string // the day of the commitment, 2026-01-31
	InsteadOf Hash   // an earlier commitment that was given up or exhausted; empty if there is none
	Seats     int
	Reserves  int
	Requires  []Requirement
	Pool      []Member
	Excluded  []Exclusion
	Shares    []Share
}

// A Requirement asks for at least so many seats with a qualification.
type Requirement struct {
	AtLeast int
	With    string
}

// A Member is one of the pool.
type Member struct {
	Ref  Ref
	With []string // qualifications
}

// An Exclusion keeps one of the pool from being drawn, on a ground of that kind.
type Exclusion struct {
	Ref    Ref
	Ground string
}

// A Kind says how a share of the seed comes in.
type Kind string

// The kinds of shares.
const (
	Sealed Kind = "sealed" // committed to by its hash, opened at the draw
	Open   Kind = "open"   // any text, given after the commitment, or not given
	Public Kind = "public" // from outside, described beforehand
)

// A Share is what one giver adds to the seed.
type Share struct {
	By     string
	Kind   Kind
	Seal   Hash   // of a sealed share: see [Seal]
	Source string // of a public one: exactly what will be taken
}

// A Reveal is what a share turned out to be. Of an open share that was not
// given, Silent is set.
type Reveal struct {
	By     string
	Text   string
	Silent bool
}

// A Recusal takes one who was drawn, or a reserve, out of the lot.
type Recusal struct {
	Ref    Ref
	On     string // 2026-01-31
	Ground string // its kind
}

// A Lot is a commitment, with the draw and the replacements once they are made.
// It comes from [Commit] or [Read] and is never changed, only followed by another.
type Lot struct {
	terms   Terms
	reveals []Reveal // of every share, once the draw is made
	result  Result
	now     standing
}

// Commit puts terms into their one form. The error is a [*TermsError].
func Commit(t Terms) (Lot, error) {
	t = canonical(t)
	if err := t.fault(); err != nil {
		return Lot{}, err
	}
	return Lot{terms: t}, nil
}

// Draw makes the draw of a commitment with what each share turned out to be. If
// a share is missing, unknown or not what was sealed, or the draw has been made,
// the error is a [*TermsError].
func Draw(l Lot, reveals []Reveal) (Lot, error) {
	if l.Drawn() {
		return Lot{}, fault("the draw has been made")
	}
	l.reveals = slices.Clone(reveals)
	slices.SortStableFunc(l.reveals, func(a, b Reveal) int { return strings.Compare(a.By, b.By) })
	if err := l.revealFault(); err != nil {
		return Lot{}, err
	}
	l.result = l.draw()
	l.now = standing{seated: l.result.Seated, reserves: l.result.Reserves}
	return l, nil
}

// Replace records a recusal. Who came in, if anybody, is in [Lot.Changes]. If
// the one recused is neither seated nor a reserve, the error is a [*TermsError].
func Replace(l Lot, r Recusal) (Lot, error) {
	if !l.Drawn() {
		return Lot{}, fault("the draw has not been made")
	}
	if err := r.fault(); err != nil {
		return Lot{}, err
	}
	if !slices.Contains(l.now.seated, r.Ref) && !slices.Contains(l.now.reserves, r.Ref) {
		return Lot{}, fault("%s is neither seated nor a reserve", r.Ref)
	}
	l.now = l.now.after(r, l.terms)
	return l, nil
}

// Terms returns what was committed to, in its one form.
func (l Lot) Terms() Terms { return canonical(l.terms) }

// Drawn reports whether the draw has been made.
func (l Lot) Drawn() bool { return l.reveals != nil }

// Commitment returns the hash to publish before the draw.
func (l Lot) Commitment() Hash { return digest(l.termsText()) }

// Result returns the draw; before it has been made it is empty.
func (l Lot) Result() Result { return l.result }

// Changes returns what each recusal led to, in their order.
func (l Lot) Changes() []Change { return slices.Clone(l.now.changes) }

// Seated returns who sits now, in the order in which they were drawn or came in.
func (l Lot) Seated() []Ref { return slices.Clone(l.now.seated) }

// Reserves returns who may still come in, in their order.
func (l Lot) Reserves() []Ref { return slices.Clone(l.now.reserves) }

// Seed returns the seed of a lot that is drawn.
func (l Lot) Seed() Hash { return digest(l.revealsText()) }

// Seal returns the hash under which a secret is committed to.
func Seal(by, secret string) Hash { return digest(by + " " + secret + "\n") }

// Key returns what ranks a member: the lowest comes first.
func Key(seed Hash, ref Ref) Hash { return digest(string(seed) + " " + string(ref) + "\n") }

func digest(text string) Hash {
	sum := sha256.Sum256([]byte(text))
	return Hash(hex.EncodeToString(sum[:]))
}

// canonical copies terms, with every list in its order.
func canonical(t Terms) Terms {
	t.Requires = sorted(t.Requires, func(r Requirement) string { return r.With })
	t.Pool = sorted(t.Pool, func(m Member) string { return string(m.Ref) })
	for i, m := range t.Pool {
		t.Pool[i].With = sorted(m.With, func(q string) string { return q })
	}
	t.Excluded = sorted(t.Excluded, func(x Exclusion) string { return string(x.Ref) })
	t.Shares = sorted(t.Shares, func(s Share) string { return s.By })
	return t
}

func sorted[T any](list []T, key func(T) string) []T {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b T) int { return strings.Compare(key(a), key(b)) })
	return list
}
