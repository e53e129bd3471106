package calendar

// Due returns the last day for an act that must be done within l of an event on
// the day from. The day of the event is not counted and the last day is; clear
// days leave l whole days between. If c rolls and that day is not a working day,
// it is the next working day, unless free is set: a limit whose end frees a
// person never rolls.
//
// The error is an [*AmbiguousMonthError], a [*HorizonError], or a [*LimitError]
// if l is no limit, from is no date or the limit ends after the year 9999.
func (c *Calendar) Due(from Date, l Limit, free bool) (Date, error) {
	d, err := c.Earliest(from, l)
	if err != nil || free || !c.RollForward {
		return d, err
	}
	rolled, err := c.NextWorkingDay(d)
	return rolled, counted(err, from, l)
}

// Earliest returns the first day on which an act may be done that must come at
// least l after an event on the day from. It never rolls. Its errors are those
// of [Calendar.Due].
func (c *Calendar) Earliest(from Date, l Limit) (Date, error) {
	if err := check(from, l); err != nil {
		return 0, err
	}
	if n, ok := l.days(); ok {
		return within(int(from)+n, from, l)
	}
	if l.Unit == WorkingDays {
		if err := c.known(min(from+1, MaxDate)); err != nil {
			return 0, counted(err, from, l)
		}
		d, err := c.nth(c.rank(from) + l.N)
		return d, counted(err, from, l)
	}
	at, rounded := addMonths(int(from), l.months(), c.Rounding)
	if rounded && c.Rounding == Undeclared {
		down, _ := addMonths(int(from), l.months(), RoundDown)
		return 0, &AmbiguousMonthError{From: from, Limit: l, Down: clamp(down), Up: clamp(at)}
	}
	return within(at, from, l)
}

// LatestBefore returns the last day for an act that must come at least l before
// an event: the last day whose Earliest is the event's or sooner. The event is
// then at least l after the act, however the rule is put. Its errors are those of
// [Calendar.Due], a [*LimitError] also if the answer lies before the year 1.
func (c *Calendar) LatestBefore(event Date, l Limit) (Date, error) {
	if err := check(event, l); err != nil {
		return 0, err
	}
	if n, ok := l.days(); ok {
		return within(int(event)-n, event, l)
	}
	if l.Unit == WorkingDays {
		if err := c.known(event); err != nil {
			return 0, counted(err, event, l)
		}
		d, err := c.nth(c.rank(event) - l.N + 1)
		if err != nil {
			return 0, counted(err, event, l)
		}
		return within(int(d)-1, event, l)
	}
	return c.backMonths(event, l, func(d int, r Rounding) bool {
		at, _ := addMonths(d+1, l.months(), r)
		return at <= int(event)
	})
}

// FirstBefore returns the first day for an act that must come at most l before
// an event: the first day whose Due, never rolling, is the event's or later. Its
// errors are those of [Calendar.LatestBefore].
func (c *Calendar) FirstBefore(event Date, l Limit) (Date, error) {
	if err := check(event, l); err != nil {
		return 0, err
	}
	if n, ok := l.days(); ok {
		return within(int(event)-n, event, l)
	}
	if l.Unit == WorkingDays {
		if err := c.known(event); err != nil {
			return 0, counted(err, event, l)
		}
		// The limit must not end before the first working day from the event on.
		last := c.rank(event-1) + 1
		if _, err := c.nth(last); err != nil {
			return 0, counted(err, event, l)
		}
		d, err := c.nth(last - l.N)
		return d, counted(err, event, l)
	}
	return c.backMonths(event, l, func(d int, r Rounding) bool {
		at, _ := addMonths(d, l.months(), r)
		return at < int(event)
	})
}

// backMonths returns the first day that is not too early, for a test that holds
// of every day before some day and of none from it on.
func (c *Calendar) backMonths(event Date, l Limit, early func(d int, r Rounding) bool) (Date, error) {
	// A month's length apart, rounding moves a date by three days at most, so the
	// answer is within a week of the corresponding date.
	near, _ := addMonths(int(event), -l.months(), RoundDown)
	search := func(r Rounding) int {
		d := near - 7
		for early(d, r) {
			d++
		}
		return d
	}
	if c.Rounding != Undeclared {
		return within(search(c.Rounding), event, l)
	}
	down, up := search(RoundDown), search(RoundUp)
	if down != up {
		return 0, &AmbiguousMonthError{From: event, Limit: l, Backward: true, Down: clamp(down), Up: clamp(up)}
	}
	return within(down, event, l)
}

// days returns how many days l is if that does not depend on where it starts.
func (l Limit) days() (int, bool) {
	switch {
	case l.Unit == Days, l.Unit == WorkingDays && l.N == 0:
		return l.N, true
	case l.Unit == ClearDays:
		return l.N + 1, true
	case l.Unit == Weeks:
		return 7 * l.N, true
	}
	return 0, false
}

// months returns the length of a limit of months or years.
func (l Limit) months() int {
	if l.Unit == Years {
		return 12 * l.N
	}
	return l.N
}

// check returns an error unless l is a limit and d a day to count from.
func check(d Date, l Limit) error {
	if err := l.Check(); err != nil {
		return err
	}
	if !d.Valid() {
		return &LimitError{Limit: l, Msg: noDate}
	}
	return nil
}

// within returns the day with that number, if there is one.
func within(n int, from Date, l Limit) (Date, error) {
	if n < int(MinDate) || n > int(MaxDate) {
		return 0, &LimitError{Limit: l, Date: from, Msg: outside}
	}
	return Date(n), nil
}

// counted adds to a limit error which limit was counted, and from where.
func counted(err error, from Date, l Limit) error {
	if e, ok := err.(*LimitError); ok {
		return &LimitError{Limit: l, Date: from, Msg: e.Msg}
	}
	return err
}
