package lot

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The bounds of a lot, so that a stranger's file cannot keep us busy.
const (
	MostMembers  = 100_000
	MostSeats    = 99
	MostReserves = 999
	MostRequires = 8
	MostShares   = 64
	mostTargets  = 1024 // the product of every requirement's number plus one
	mostText     = 1000 // bytes of a text
)

// A TermsError says what in terms, reveals or a recusal cannot be.
type TermsError struct{ Reason string }

func (e *TermsError) Error() string { return e.Reason }

func fault(format string, args ...any) error {
	return &TermsError{fmt.Sprintf(format, args...)}
}

// fault returns what is wrong with terms in their one form.
func (t Terms) fault() error {
	if err := errors.Join(word("matter", t.Matter), word("body", t.Body), day(t.On)); err != nil {
		return fault("%s", firstLine(err))
	}
	switch {
	case t.InsteadOf != "" && !t.InsteadOf.valid():
		return fault("instead-of is not a hash")
	case t.Seats < 1 || t.Seats > MostSeats:
		return fault("%d seats: a lot fills 1 to %d", t.Seats, MostSeats)
	case t.Reserves < 0 || t.Reserves > MostReserves:
		return fault("%d reserves: a lot has 0 to %d", t.Reserves, MostReserves)
	}
	for _, f := range []func() error{t.requiresFault, t.poolFault, t.excludedFault, t.sharesFault, t.enough} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

func firstLine(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}

func (t Terms) requiresFault() error {
	if len(t.Requires) > MostRequires {
		return fault("more than %d requirements", MostRequires)
	}
	targets := 1
	for i, r := range t.Requires {
		if err := word("a qualification", r.With); err != nil {
			return err
		}
		if i > 0 && r.With == t.Requires[i-1].With {
			return fault("%s is required twice", r.With)
		}
		if r.AtLeast < 1 || r.AtLeast > t.Seats {
			return fault("at least %d with %s cannot be asked of %d seats", r.AtLeast, r.With, t.Seats)
		}
		if targets *= r.AtLeast + 1; targets > mostTargets {
			return fault("the requirements are too many together")
		}
	}
	return nil
}

func (t Terms) poolFault() error {
	if len(t.Pool) > MostMembers {
		return fault("a pool of more than %d members", MostMembers)
	}
	for i, m := range t.Pool {
		if err := word("a reference", string(m.Ref)); err != nil {
			return err
		}
		if i > 0 && m.Ref == t.Pool[i-1].Ref {
			return fault("%s is twice in the pool", m.Ref)
		}
		for j, q := range m.With {
			if err := word("a qualification", q); err != nil {
				return err
			}
			if j > 0 && q == m.With[j-1] {
				return fault("%s has %s twice", m.Ref, q)
			}
		}
	}
	return nil
}

func (t Terms) excludedFault() error {
	pool := make(map[Ref]bool, len(t.Pool))
	for _, m := range t.Pool {
		pool[m.Ref] = true
	}
	for i, x := range t.Excluded {
		if err := errors.Join(word("a reference", string(x.Ref)), word("a ground", x.Ground)); err != nil {
			return fault("%s", firstLine(err))
		}
		if i > 0 && x.Ref == t.Excluded[i-1].Ref {
			return fault("%s is excluded twice", x.Ref)
		}
		if !pool[x.Ref] {
			return fault("%s is excluded and not in the pool", x.Ref)
		}
	}
	return nil
}

func (t Terms) sharesFault() error {
	if len(t.Shares) > MostShares {
		return fault("more than %d shares", MostShares)
	}
	hidden := false
	for i, s := range t.Shares {
		if err := word("the giver of a share", s.By); err != nil {
			return err
		}
		if i > 0 && s.By == t.Shares[i-1].By {
			return fault("%s gives two shares", s.By)
		}
		if err := s.fault(); err != nil {
			return err
		}
		hidden = hidden || s.Kind != Open
	}
	if !hidden {
		return fault("no share is sealed or public: whoever came last could choose the panel")
	}
	return nil
}

func (s Share) fault() error {
	switch s.Kind {
	case Sealed:
		if !s.Seal.valid() || s.Source != "" {
			return fault("the sealed share of %s is not a hash", s.By)
		}
	case Open:
		if s.Seal != "" || s.Source != "" {
			return fault("the open share of %s says more than that", s.By)
		}
	case Public:
		if s.Seal != "" || !plain(s.Source) {
			return fault("the public share %s does not say what will be taken", s.By)
		}
	default:
		return fault("the share of %s is neither sealed, open nor public", s.By)
	}
	return nil
}

// enough reports whether those eligible can fill the seats and the reserves.
func (t Terms) enough() error {
	eligible := t.eligible()
	if len(eligible) < t.Seats+t.Reserves {
		return fault("%d are eligible for %d seats and %d reserves", len(eligible), t.Seats, t.Reserves)
	}
	if c := newCover(t, eligible); !c.can(c.whole, t.Seats) {
		return fault("those eligible cannot meet the requirements on %d seats", t.Seats)
	}
	return nil
}

// revealFault returns what is wrong with the reveals, which are in their order.
func (l Lot) revealFault() error {
	if len(l.reveals) != len(l.terms.Shares) {
		return fault("%d shares are revealed, of %d", len(l.reveals), len(l.terms.Shares))
	}
	for i, r := range l.reveals {
		s := l.terms.Shares[i]
		switch {
		case r.By != s.By:
			return fault("the share of %s is not revealed", s.By)
		case r.Silent && (s.Kind != Open || r.Text != ""):
			return fault("the share of %s cannot be silent", s.By)
		case !r.Silent && !plain(r.Text):
			return fault("the share of %s is not one line of text", s.By)
		case s.Kind == Sealed && !Hash(r.Text).valid():
			return fault("the secret of %s is not 64 hexadecimal digits", s.By)
		case s.Kind == Sealed && Seal(r.By, r.Text) != s.Seal:
			return fault("the secret of %s is not the one that was sealed", s.By)
		}
	}
	return nil
}

func (r Recusal) fault() error {
	if err := errors.Join(word("a reference", string(r.Ref)), day(r.On), word("a ground", r.Ground)); err != nil {
		return fault("%s", firstLine(err))
	}
	return nil
}

func (h Hash) valid() bool {
	return len(h) == 64 && strings.Trim(string(h), "0123456789abcdef") == ""
}

// word asks for a name as references and grounds are.
func word(what, s string) error {
	ok := len(s) >= 1 && len(s) <= 64
	for i := 0; ok && i < len(s); i++ {
		c := s[i]
		alnum := c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		ok = alnum || i > 0 && (c == '.' || c == '_' || c == '-')
	}
	if !ok {
		return fault("%s is %.80q: 1 to 64 letters, digits, '.', '_' and '-' make one", what, s)
	}
	return nil
}

func day(s string) error {
	if _, err := time.Parse("2006-01-02", s); err != nil {
		return fault("%.80q is not a day, such as 2026-01-31", s)
	}
	return nil
}

// plain reports whether s is a text: one line, not empty, with no space at
// either end.
func plain(s string) bool {
	return s != "" && len(s) <= mostText && utf8.ValidString(s) && strings.TrimSpace(s) == s &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' })
}
