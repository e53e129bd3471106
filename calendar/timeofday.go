package calendar

import "fmt"

// A TimeOfDay is a second of a day, from 1 for 00:00:00 to 86400 for 23:59:59.
// The zero value is that no time is given.
type TimeOfDay int32

// At returns that time of day. If no clock shows it, 24:00 and leap seconds
// included, the error is a [*ParseError].
func At(hour, minute, second int) (TimeOfDay, error) {
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 {
		text := fmt.Sprintf("%02d:%02d:%02d", hour, minute, second)
		return 0, &ParseError{Input: text, Msg: "no such time", Hint: "times are 00:00:00 to 23:59:59"}
	}
	return TimeOfDay(3600*hour + 60*minute + second + 1), nil
}

// Clock returns the hour, the minute and the second, all zero if no time is given.
func (t TimeOfDay) Clock() (hour, minute, second int) {
	if t < 1 || t > secondsPerDay {
		return 0, 0, 0
	}
	s := int(t) - 1
	return s / 3600, s / 60 % 60, s % 60
}

// IsZero reports whether no time is given.
func (t TimeOfDay) IsZero() bool { return t == 0 }

// String returns t as 14:30:00, and "" if no time is given.
func (t TimeOfDay) String() string {
	if t < 1 || t > secondsPerDay {
		return ""
	}
	return string(t.appendTo(nil))
}

func (t TimeOfDay) appendTo(b []byte) []byte {
	hour, minute, second := t.Clock()
	b = append(append2(b, hour), ':')
	b = append(append2(b, minute), ':')
	return append2(b, second)
}
