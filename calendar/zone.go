package calendar

import (
	"archive/zip"
	_ "embed"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// zoneinfo is lib/time/zoneinfo.zip of Go 1.26.8, unaltered: the IANA Time Zone
// Database 2025c, which is in the public domain. time.LoadLocation would read
// the machine's own files first, and those differ from one machine to another.
//
//go:embed zoneinfo.zip
var zoneinfo string

// Zones returns the names of all time zones a rule book may name, in order.
func Zones() []string {
	archive, err := openZones()
	if err != nil {
		return nil
	}
	var names []string
	for _, f := range archive.File {
		if !strings.HasSuffix(f.Name, "/") {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return names
}

// loadZone returns the zone with that name.
// If there is none, the error is an [*UnknownError].
func loadZone(name string) (*time.Location, error) {
	if name == "UTC" {
		return time.UTC, nil
	}
	archive, err := openZones()
	if err != nil {
		return nil, err
	}
	for _, f := range archive.File {
		if f.Name != name || strings.HasSuffix(name, "/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		return time.LoadLocationFromTZData(name, data)
	}
	return nil, &UnknownError{What: "time zone", Name: name, Known: Zones()}
}

func openZones() (*zip.Reader, error) {
	return zip.NewReader(strings.NewReader(zoneinfo), int64(len(zoneinfo)))
}

// Location returns the time zone of c.
func (c *Calendar) Location() *time.Location {
	if c.location == nil {
		return time.UTC
	}
	return c.location
}

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

// A change is when a zone comes to be offset seconds ahead of UTC.
type change struct {
	at     int64
	offset int
}

// Between these instants, the years 1900 and 2037, a Calendar keeps its own list
// of changes: event logs hold hundreds of thousands of timestamps, and package
// time looks each up several times more slowly.
const (
	firstChange = -2208988800 // 1900-01-01
	lastChange  = 2145916800  // 2038-01-01
)

// zoneChanges returns the changes of a zone from firstChange on, in order.
func zoneChanges(l *time.Location) []change {
	var changes []change
	for at := int64(firstChange); at < lastChange; at = steadyUntil(l, at) {
		_, offset := time.Unix(at, 0).In(l).Zone()
		changes = append(changes, change{at, offset})
	}
	return changes
}

// steadyUntil returns an instant after at until which the offset of a zone stays
// as it is at that instant. It may change then, or later.
func steadyUntil(l *time.Location, at int64) int64 {
	_, end := time.Unix(at, 0).In(l).ZoneBounds()
	switch {
	case end.IsZero():
		return math.MaxInt64
	case end.Unix() > at:
		return end.Unix()
	}
	// Package time takes every year that a zone's last rule governs for 365 days
	// long, so on 31 December of a leap year it says that the offset ended the day
	// before (golang/go#81583). No rule changes it in those hours.
	return at + secondsPerHour
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

// Resolve returns w as the zone of c sees it. A time with an offset moves to the
// day and the time on a clock there. A time without one is read on that clock and
// gains its offset, unless the clock showed that time twice, or never: then w is
// Unsettled. The order of two times is certain only once both are resolved.
//
// Without a time, w is returned as it is.
func (c *Calendar) Resolve(w When) When {
	if w.Time == 0 || w.From != w.To || !w.From.Valid() {
		return w
	}
	w.Unsettled = false
	clock := seconds(w.From, w.Time)
	if w.HasOffset {
		return c.placed(w, clock-60*int64(w.OffsetMinutes))
	}
	var found []int64
	for _, p := range c.periodsAround(clock) {
		if at := clock - p.offset; p.start <= at && at < p.end {
			found = append(found, at)
		}
	}
	if len(found) != 1 {
		w.Unsettled = true
		return w
	}
	return c.placed(w, found[0])
}

// placed returns w at that instant, on the clock of c.
func (c *Calendar) placed(w When, at int64) When {
	offset := c.offset(at)
	w.From, w.Time = onClock(at, offset)
	w.To = w.From
	// In the days of local mean time an offset has seconds and cannot be written;
	// then the clock's own time must do.
	w.HasOffset, w.OffsetMinutes = offset%60 == 0, 0
	if w.HasOffset {
		w.OffsetMinutes = int16(offset / 60)
	}
	return w
}
