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
