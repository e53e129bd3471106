package audit

import (
	"cmp"
	"strings"

	"github.com/evenhand/evenhand/audit/chronology"
	"github.com/evenhand/evenhand/calendar"
)

// entry is one record of what happened, in the words of the log, with its date read.
type entry struct {
	event     string
	*said     // never nil
	when      calendar.When
	seq, line int32
}

// said is what an entry says beside what happened and when. A long log says little of it, so it is kept apart.
type said struct {
	by, as, to, ground, note, source string
	data                             map[string]string
}

// nothing is what most entries of an event log say.
var nothing = new(said)

// newEntry takes what is judged from a log's entry. The error is that of a date which is none.
func newEntry(e *chronology.Entry) (entry, error) {
	n := entry{event: e.Event, said: nothing, seq: int32(e.Seq), line: int32(e.Line)}
	if e.By+e.As+e.To+e.Ground+e.Note+e.Source != "" || e.Data != nil {
		n.said = &said{e.By, e.As, e.To, e.Ground, e.Note, e.Source, e.Data}
	}
	if e.Instant != (chronology.Instant{}) {
		return n, n.instant(e.Instant)
	}
	var err error
	n.when, err = calendar.ParseWhen(e.Date)
	return n, err
}

// instant reads a timestamp of an event log. Midnight on its own clock is a day without a time: so do such logs write
// days.
func (n *entry) instant(t chronology.Instant) error {
	d, err := calendar.Of(t.Year, t.Month, t.Day)
	if err != nil {
		return err
	}
	n.when = calendar.On(d)
	if !t.HasTime || t.Seconds == 0 && t.Nanos == 0 {
		return nil
	}
	n.when.Time = calendar.TimeOfDay(t.Seconds + 1)
	n.when.HasOffset, n.when.OffsetMinutes = t.HasOffset, int16(t.OffsetMinutes)
	return nil
}

// column is what stands in a column of the log.
func (n *entry) column(name string) string {
	switch strings.ToLower(name) {
	case "event":
		return n.event
	case "by":
		return n.by
	case "as":
		return n.as
	case "to":
		return n.to
	case "ground":
		return n.ground
	case "note":
		return n.note
	case "source":
		return n.source
	}
	return n.data[name]
}

// compare orders entries by everything that does not depend on where they stood in the log.
func (n *entry) compare(o *entry) int {
	if n.when != o.when {
		a, b := spanOf(n.when), spanOf(o.when)
		if c := cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi), cmp.Compare(n.when.Time, o.when.Time)); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(n.seq, o.seq), strings.Compare(n.event, o.event), strings.Compare(n.by, o.by),
		strings.Compare(n.as, o.as), strings.Compare(n.to, o.to), strings.Compare(n.ground, o.ground), cmp.Compare(n.line, o.line))
}
