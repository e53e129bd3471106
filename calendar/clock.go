package calendar

import "time"

const (
	secondsPerHour = 60 * 60
	secondsPerDay  = 24 * secondsPerHour

	// unixDay is the number of 1970-01-01, where Unix time begins.
	unixDay = 719163
)

// DateOf returns the day of an instant in the zone of c. The zero time has no
// date; an instant outside the years 1 to 9999 has the nearest day there is.
func (c *Calendar) DateOf(t time.Time) Date {
	if t.IsZero() {
		return 0
	}
	return c.DateOfUnix(t.Unix())
}

// DateOfUnix is [Calendar.DateOf] of a number of seconds since 1970-01-01 UTC.
func (c *Calendar) DateOfUnix(sec int64) Date {
	d, _ := c.ClockOfUnix(sec)
	return d
}

// ClockOfUnix returns the day and the time of day that a clock in the zone of c
// shows that number of seconds after 1970-01-01 UTC. Outside the years 1 to 9999
// it is the first or the last second there is.
func (c *Calendar) ClockOfUnix(sec int64) (Date, TimeOfDay) {
	return onClock(sec, c.offset(sec))
}

// offset returns by how many seconds the zone of c is ahead of UTC.
func (c *Calendar) offset(sec int64) int {
	if len(c.changes) == 0 || sec < c.changes[0].at || sec >= lastChange {
		_, offset := time.Unix(sec, 0).In(c.Location()).Zone()
		return offset
	}
	at, after := 0, len(c.changes) // the last change up to sec is in between
	for after-at > 1 {
		if middle := (at + after) / 2; c.changes[middle].at <= sec {
			at = middle
		} else {
			after = middle
		}
	}
	return c.changes[at].offset
}

// onClock returns what a clock shows that is offset seconds ahead of UTC.
func onClock(sec int64, offset int) (Date, TimeOfDay) {
	const first, last = (int64(MinDate) - unixDay) * secondsPerDay, (int64(MaxDate)+1-unixDay)*secondsPerDay - 1
	// Clamped twice, so that the sum cannot overflow.
	sec = min(max(sec, first-2*secondsPerDay), last+2*secondsPerDay) + int64(offset)
	sec = min(max(sec, first), last) - first
	return MinDate + Date(sec/secondsPerDay), TimeOfDay(sec%secondsPerDay + 1)
}

// seconds returns what the clock shows on d at that time of day, as seconds since
// 1970-01-01 00:00 on the same clock.
func seconds(d Date, t TimeOfDay) int64 {
	return (int64(d)-unixDay)*secondsPerDay + int64(max(t, 1)) - 1
}

// EndOf returns the last second of d in the zone of c: the last whose day is d
// or earlier. That is 23:59:59 on the clock, the later one if the clock shows it
// twice, and the end of the day before if the zone left d out. Compare days, with
// DateOf, rather than instants with this, for parts of a second follow it. The
// zero time stands for a d that is no date.
func (c *Calendar) EndOf(d Date) time.Time {
	if !d.Valid() {
		return time.Time{}
	}
	midnight := seconds(d, 1) + secondsPerDay
	last := int64(0)
	for _, p := range c.periodsAround(midnight) {
		// Those of its seconds at which the clock is before midnight.
		if end := min(p.end, midnight-p.offset); end > p.start {
			last = end - 1
		}
	}
	return time.Unix(last, 0).In(c.Location())
}

// A period is a run of seconds from start until before end, during which a zone
// is offset seconds ahead of UTC.
type period struct{ start, end, offset int64 }

// periodsAround returns in order the periods that hold the instants at which a
// clock in the zone of c may show the given time, and what is within some hours
// of it: no zone was ever a whole day from UTC.
func (c *Calendar) periodsAround(clock int64) []period {
	var periods []period
	last := clock + secondsPerDay
	for at := clock - secondsPerDay; at < last; {
		end := min(steadyUntil(c.Location(), at), last)
		periods = append(periods, period{start: at, end: end, offset: int64(c.offset(at))})
		at = end
	}
	return periods
}
