package lot

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrFormat says that a file is not one of a lot, or of a version that is not
// known.
var ErrFormat = errors.New(`not the file of a lot, whose first line is "evenhand lot 1"`)

// A LineError says which line of a file is not as a lot would have it.
type LineError struct {
	Line   int
	Reason string
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Read returns the lot of a file that holds. If the file is not one of a lot the
// error is [ErrFormat]; if it does not hold, a [*LineError].
func Read(src []byte) (Lot, error) {
	report, err := Verify(src)
	if err != nil {
		return Lot{}, err
	}
	if s, ok := report.Failed(); ok {
		return Lot{}, &LineError{s.Line, s.Says}
	}
	return report.Lot, nil
}

// An input is what a file says, before it is held against what the lot gives.
type input struct {
	terms    Terms
	reveals  []Reveal
	recusals []Recusal
	drawn    bool // something stands after the commitment
}

// readInput takes from a file what cannot be computed and passes over the rest.
// The order of the lines, and how they are written, is checked by holding the
// file against the text of the lot.
func readInput(src []byte) (input, error) {
	if !strings.HasPrefix(string(src), header) {
		return input{}, ErrFormat
	}
	var in input
	n := 1
	for line := range strings.Lines(string(src[len(header):])) {
		n++
		key, rest, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if !ok {
			return in, &LineError{n, "it is not a word, a colon, a space and what is said"}
		}
		if err := in.take(key, rest); err != nil {
			return in, &LineError{n, err.Error()}
		}
		if len(in.terms.Pool) > MostMembers {
			return in, &LineError{n, fmt.Sprintf("a pool of more than %d members", MostMembers)}
		}
	}
	return in, nil
}

func (in *input) take(key, rest string) error {
	t := &in.terms
	first, more, _ := strings.Cut(rest, " ")
	switch key {
	case "matter":
		t.Matter = rest
	case "body":
		t.Body = rest
	case "on":
		t.On = rest
	case "instead-of":
		t.InsteadOf = Hash(rest)
	case "seats":
		return number(&t.Seats, rest)
	case "reserves":
		return number(&t.Reserves, rest)
	case "require":
		r := Requirement{With: more}
		err := number(&r.AtLeast, first)
		t.Requires = append(t.Requires, r)
		return err
	case "member":
		m := Member{Ref: Ref(first)}
		if more != "" {
			m.With = strings.Split(more, " ")
		}
		t.Pool = append(t.Pool, m)
	case "excluded":
		t.Excluded = append(t.Excluded, Exclusion{Ref(first), more})
	case "share":
		t.Shares = append(t.Shares, share(first, more))
	default:
		return in.takeLater(key, rest)
	}
	return nil
}

// takeLater takes what stands after the terms.
func (in *input) takeLater(key, rest string) error {
	first, more, _ := strings.Cut(rest, " ")
	in.drawn = in.drawn || key != "commitment"
	switch key {
	case "reveal":
		in.reveals = append(in.reveals, Reveal{By: first, Text: more})
	case "silent":
		in.reveals = append(in.reveals, Reveal{By: rest, Silent: true})
	case "recused":
		on, ground, _ := strings.Cut(more, " ")
		in.recusals = append(in.recusals, Recusal{Ref(first), on, ground})
	case "commitment", "seed", "rank", "seat", "reserve", "drawn", "seated", "vacant", "replaced":
	default:
		return fmt.Errorf("%.40q is not a word of the format", key)
	}
	return nil
}

func share(by, rest string) Share {
	kind, more, _ := strings.Cut(rest, " ")
	s := Share{By: by, Kind: Kind(kind)}
	if s.Kind == Sealed {
		s.Seal = Hash(more)
	} else {
		s.Source = more
	}
	return s
}

func number(n *int, s string) (err error) {
	if *n, err = strconv.Atoi(s); err != nil {
		return fmt.Errorf("%.40q is not a number", s)
	}
	return nil
}
