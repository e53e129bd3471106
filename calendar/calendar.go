// Package calendar says what a day, a limit and a date in a record mean: which
// day a time limit ends on, on which day an act is first allowed, which days are
// working days, how long a limit can be, and which days a date such as 2019-04
// or 2019-07? stands for. It follows doc/spec/calendar.md.
//
// The package is pure: it reads no clock, file or network. Bank holidays and
// time zones are embedded, so the same question has the same answer on any
// machine, in any year.
//
// It never guesses. A month limit that ends on no day, under a rule book that
// declares no rounding, is an [*AmbiguousMonthError]; a working day outside the
// years whose bank holidays are known is a [*HorizonError]. Nothing here panics,
// whatever it is given, but [MustDate], which says so.
package calendar

import "time"

// Options are what a rule book chooses.
type Options struct {
	Region      Region   // whose public holidays count; zero is NoRegion
	Rounding    Rounding // where ambiguous months end; zero refuses them
	RollForward bool     // a last day that is not a working day moves to the next one
	Zone        string   // the IANA name of the time zone, such as Europe/London; zero is UTC
}

// A Calendar answers questions about days under one rule book. It is made by
// [New], and its fields are then only read: changing Region or Zone has no
// effect. Several goroutines may use one Calendar. The zero value is that of
// zero Options.
type Calendar struct {
	Region      Region
	Rounding    Rounding
	RollForward bool
	Zone        string

	location *time.Location // nil is UTC
	changes  []change       // those of location, in order; nil if they are not known
	working  []Date         // the working days of the horizon in order; nil if every Monday to Friday is one
}

// New returns the calendar that options choose. If the region, the rounding or
// the zone is not known, the error is an [*UnknownError], which lists what is.
func New(options Options) (*Calendar, error) {
	c := &Calendar{
		Region:      options.Region,
		Rounding:    options.Rounding,
		RollForward: options.RollForward,
		Zone:        options.Zone,
	}
	if c.Region == "" {
		c.Region = NoRegion
	}
	if c.Zone == "" {
		c.Zone = "UTC"
	}
	if c.Rounding > RoundUp {
		_, err := ParseRounding(c.Rounding.String())
		return nil, err
	}
	var err error
	if c.working, err = workingDays(c.Region); err != nil {
		return nil, err
	}
	if c.location, err = loadZone(c.Zone); err != nil {
		return nil, err
	}
	c.changes = zoneChanges(c.location)
	return c, nil
}
