package audit

// Verdict is what a record shows of one norm.
type Verdict uint8

// The verdicts. The zero value is that the norm is not counted: it was not triggered, or is not yet due.
const (
	Uncounted Verdict = iota
	Kept
	NotShown
	Undetermined
	Broken
)

var verdictNames = [...]string{Uncounted: "uncounted", Kept: "kept", NotShown: "notShown", Undetermined: "undetermined", Broken: "broken"}

// String returns the verdict as reports write it.
func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict as String does.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// outcomes is a set of ways in which one instance of a norm came out, over worlds of W0.
type outcomes uint8

const (
	kept    outcomes = 1 << iota
	broken           // whatever else may have happened
	missing          // as recorded; an act that is not recorded may have cured it
	absent           // it was not triggered, or is not yet due
)

// unsure is an instance that may have come out either way.
const unsure = kept | broken

// verdict sums up the worlds (doc/spec/audit.md, section 2). A tainted instance rests on a date that the record
// itself doubts: it decides nothing.
func (o outcomes) verdict(tainted bool) Verdict {
	switch {
	case o == 0 || o == absent:
		return Uncounted
	case o&absent != 0 || o&kept != 0 && o != kept:
		return Undetermined
	case o&missing != 0:
		return NotShown
	case tainted:
		return Undetermined
	case o == kept:
		return Kept
	}
	return Broken
}

// worse is the outcome of two conditions that one norm sets for one occurrence, in one world each.
func worse(a, b outcomes) outcomes { return pick(a, b, [...]outcomes{broken, missing, kept}) }

// pick gives the outcomes of a norm with two conditions, the first of the order that either shows. Sets of several
// outcomes come from dates that were carried as intervals.
func pick(a, b outcomes, order [3]outcomes) outcomes {
	if a == 0 {
		return b
	}
	if b == 0 {
		return a
	}
	var all outcomes
	for _, x := range [...]outcomes{kept, broken, missing, absent} {
		for _, y := range [...]outcomes{kept, broken, missing, absent} {
			if a&x != 0 && b&y != 0 {
				all |= first(x, y, order)
			}
		}
	}
	return all
}

func first(x, y outcomes, order [3]outcomes) outcomes {
	for _, o := range order {
		if x == o || y == o {
			return o
		}
	}
	return absent
}
