package calendar

// ParseInstant reads a timestamp of an event log, such as
// 2006-07-24T00:00:00.000+02:00, without allocating. It returns the seconds from
// 1970-01-01 UTC, fractions dropped; without an offset, from that midnight on the
// clock the timestamp was read from. A space may stand for the T, seconds may be
// left out, an offset may be Z, +02:00, +0200 or +02, and a date alone is its
// midnight. ok is false for anything else.
func ParseInstant[text string | []byte](s text) (sec int64, hasOffset, ok bool) {
	if len(s) < 10 {
		return 0, false, false
	}
	d, ok := quickDate(s[:10])
	if !ok || len(s) == 10 {
		return seconds(d, 1), false, ok
	}
	if s[10] != 'T' && s[10] != 't' && s[10] != ' ' {
		return 0, false, false
	}
	c, stop := readClock(s, 11)
	if stop != len(s) || c.wrong != "" {
		return 0, false, false
	}
	return seconds(d, c.time) - 60*int64(c.offset), c.hasOffset, true
}

// ClockOf returns the day and the time of day that a timestamp has in the zone of
// c; one without an offset was read from a clock there. It reads what
// [ParseInstant] reads.
func (c *Calendar) ClockOf(timestamp []byte) (d Date, t TimeOfDay, ok bool) {
	sec, hasOffset, ok := ParseInstant(timestamp)
	if !ok {
		return 0, 0, false
	}
	if hasOffset {
		d, t = c.ClockOfUnix(sec)
	} else {
		d, t = onClock(sec, 0)
	}
	if len(timestamp) == 10 {
		t = 0 // a day alone
	}
	return d, t, true
}

// A clock is what is written after the day: a time, perhaps with an offset.
type clock struct {
	time      TimeOfDay
	toMinute  bool // no seconds are given
	hasOffset bool
	offset    int    // minutes ahead of UTC
	wrong     string // what is wrong with it, if anything
}

const (
	wrongTime   = "a time is written 14:30 or 14:30:00"
	wrongOffset = "an offset is written Z or +01:00"
)

// readClock reads a time with an optional offset at s[i:], and returns where it
// ends or where it went wrong.
func readClock[text string | []byte](s text, i int) (c clock, stop int) {
	hour, i1 := readPair(s, i, 23)
	if i1 == i || i1 >= len(s) || s[i1] != ':' {
		return clock{wrong: wrongTime}, i
	}
	minute, i2 := readPair(s, i1+1, 59)
	if i2 == i1+1 {
		return clock{wrong: wrongTime}, i1
	}
	second, i3 := 0, i2
	if i2 < len(s) && s[i2] == ':' {
		if second, i3 = readPair(s, i2+1, 59); i3 == i2+1 {
			return clock{wrong: wrongTime}, i2
		}
		i3 = skipFraction(s, i3)
	}
	c.time = TimeOfDay(3600*hour + 60*minute + second + 1)
	c.toMinute = i3 == i2
	return readOffset(s, i3, c)
}

// readOffset reads an offset at s[i:], if there is one, into c.
func readOffset[text string | []byte](s text, i int, c clock) (clock, int) {
	if i >= len(s) {
		return c, i
	}
	sign := 1
	switch s[i] {
	case 'Z', 'z':
		c.hasOffset = true
		return c, i + 1
	case '-':
		sign = -1
	case '+':
	default:
		return c, i
	}
	hours, i1 := readPair(s, i+1, 23)
	if i1 == i+1 {
		c.wrong = wrongOffset
		return c, i
	}
	colon := i1 < len(s) && s[i1] == ':'
	at := i1
	if colon {
		at++
	}
	minutes, i2 := readPair(s, at, 59)
	if i2 == at {
		if colon {
			c.wrong = wrongOffset
			return c, at
		}
		minutes, i2 = 0, i1
	}
	c.hasOffset, c.offset = true, sign*(60*hours+minutes)
	return c, i2
}

// readPair reads two digits at s[i:] that make a number up to most, and returns i
// itself as the end if they are not there.
func readPair[text string | []byte](s text, i, most int) (n, stop int) {
	if i+2 > len(s) {
		return 0, i
	}
	n, ok := digits2(s, i)
	if !ok || n > most {
		return 0, i
	}
	return n, i + 2
}

// skipFraction returns where a fraction of a second ends that starts at s[i:], and
// i if there is none.
func skipFraction[text string | []byte](s text, i int) int {
	if i+1 >= len(s) || s[i] != '.' && s[i] != ',' || s[i+1]-'0' > 9 {
		return i
	}
	for i++; i < len(s) && s[i]-'0' <= 9; i++ {
	}
	return i
}
