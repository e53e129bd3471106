package calendar

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
	w.HasOffset, w.OffsetMinutes = true, int16(offset/60)
	if offset%60 != 0 {
		// In the days of local mean time an offset has seconds and cannot be written;
		// then the clock's own time, or its minute, must do.
		w.HasOffset, w.OffsetMinutes = false, 0
		if w.ToTheMinute {
			w.Time -= (w.Time - 1) % 60
		}
	}
	return w
}
