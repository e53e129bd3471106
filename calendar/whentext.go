package calendar

// String returns w in its canonical form, such as 2019-04, 2019-04-10T14:30:00Z
// or 2019-04~/2019-06: whole years or months where both ends are, days otherwise,
// and .. for an end that is not known. [ParseWhen] reads it back as w, but for
// Unsettled, if w passes Check. The zero value is "".
func (w When) String() string { return string(w.AppendTo(nil)) }

// AppendTo appends the canonical form of w to b.
func (w When) AppendTo(b []byte) []byte {
	if w.From == 0 && w.To == 0 {
		return b
	}
	step := w.step()
	if w.isOne(step) {
		b = appendDate(b, w.From, step)
		b = w.appendTime(b)
		return w.appendMark(b, bothEnds)
	}
	b = w.appendEnd(b, w.From, step, fromEnd)
	b = append(b, '/')
	return w.appendEnd(b, w.To, step, toEnd)
}

// A step is how finely a date is written.
type step uint8

const (
	byDay step = iota
	byMonth
	byYear
)

// step returns the coarsest step in which both ends can be written.
func (w When) step() step {
	if !w.From.Valid() || !w.To.Valid() {
		return byDay
	}
	_, month, day := w.From.Civil()
	_, nextMonth, nextDay := civil(int(w.To) + 1)
	switch {
	case day != 1 || nextDay != 1:
		return byDay
	case month != 1 || nextMonth != 1:
		return byMonth
	}
	return byYear
}

// isOne reports whether one date, written in that step, stands for w.
func (w When) isOne(s step) bool {
	if w.From == w.To {
		return true
	}
	oneEnded := w.Approximate && w.approximateOn != bothEnds || w.Uncertain && w.uncertainOn != bothEnds
	if s == byDay || oneEnded {
		return false
	}
	fromYear, fromMonth, _ := w.From.Civil()
	toYear, toMonth, _ := w.To.Civil()
	return fromYear == toYear && (s == byYear || fromMonth == toMonth)
}

func appendDate(b []byte, d Date, s step) []byte {
	text := d.AppendTo(nil)
	switch s {
	case byYear:
		return append(b, text[:4]...)
	case byMonth:
		return append(b, text[:7]...)
	}
	return append(b, text...)
}

// appendEnd appends one end of an interval with its marks.
func (w When) appendEnd(b []byte, d Date, s step, at end) []byte {
	if d == 0 {
		return append(b, ".."...)
	}
	return w.appendMark(appendDate(b, d, s), at)
}

// appendMark appends the marks that stand at one end, or at both.
func (w When) appendMark(b []byte, at end) []byte {
	approximate := w.Approximate && (at == bothEnds || w.approximateOn == bothEnds || w.approximateOn == at)
	uncertain := w.Uncertain && (at == bothEnds || w.uncertainOn == bothEnds || w.uncertainOn == at)
	switch {
	case approximate && uncertain:
		return append(b, '%')
	case approximate:
		return append(b, '~')
	case uncertain:
		return append(b, '?')
	}
	return b
}

func (w When) appendTime(b []byte) []byte {
	if w.Time == 0 {
		return b
	}
	b = w.Time.appendTo(append(b, 'T'))
	if w.ToTheMinute {
		b = b[:len(b)-len(":00")]
	}
	minutes := int(w.OffsetMinutes)
	switch {
	case !w.HasOffset:
		return b
	case minutes == 0:
		return append(b, 'Z')
	case minutes < 0:
		b, minutes = append(b, '-'), -minutes
	default:
		b = append(b, '+')
	}
	b = append2(b, minutes/60)
	return append2(append(b, ':'), minutes%60)
}

// MarshalText writes w as String does. Its error is that of [When.Check].
func (w When) MarshalText() ([]byte, error) {
	if err := w.Check(); err != nil {
		return nil, err
	}
	return w.AppendTo(nil), nil
}

// UnmarshalText reads what MarshalText writes, and the empty text as the zero
// value. Its error is that of [ParseWhen].
func (w *When) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*w = When{}
		return nil
	}
	got, err := ParseWhen(string(text))
	if err != nil {
		return err
	}
	*w = got
	return nil
}
