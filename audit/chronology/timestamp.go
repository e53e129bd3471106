package chronology

// Instant is a timestamp as the log writes it: the day and time on the clock
// where it happened, and how far that clock is from UTC. The zero Instant is no
// timestamp.
//
// A log that knows only days commonly writes midnight. Whether midnight is a
// time or none is for the caller to say.
type Instant struct {
	Year, Month, Day int
	Seconds          int // since midnight, 0 to 86399
	Nanos            int // and parts of a second
	OffsetMinutes    int // east of UTC
	HasTime          bool
	HasOffset        bool
}

// parseTimestamp reads a timestamp of XES: xs:dateTime, of which the time, the
// seconds and the offset may be missing, a space may stand for the T, and the
// offset may lack its colon or its minutes, as tools write it.
func parseTimestamp(s string) (Instant, bool) {
	var t Instant
	if !t.parse(s) {
		return Instant{}, false
	}
	return t, true
}

func (t *Instant) parse(s string) bool {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	year, okY := number(s[0:4])
	month, okM := number(s[5:7])
	day, okD := number(s[8:10])
	if !okY || !okM || !okD || year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return false
	}
	t.Year, t.Month, t.Day = year, month, day
	rest := s[10:]
	if rest == "" {
		return true
	}
	if rest[0] == 'T' || rest[0] == 't' || rest[0] == ' ' {
		var ok bool
		if rest, ok = t.clock(rest[1:]); !ok {
			return false
		}
	}
	return t.offset(rest)
}

// clock reads hh:mm, hh:mm:ss or hh:mm:ss.fff and returns what follows it.
func (t *Instant) clock(s string) (rest string, ok bool) {
	if len(s) < 5 || s[2] != ':' {
		return s, false
	}
	hour, okH := number(s[0:2])
	minute, okM := number(s[3:5])
	second, okS := 0, true
	rest = s[5:]
	if len(rest) >= 3 && rest[0] == ':' {
		second, okS = number(rest[1:3])
		rest = rest[3:]
		if len(rest) > 0 && rest[0] == '.' {
			if rest, ok = t.fraction(rest[1:]); !ok {
				return rest, false
			}
		}
	}
	if !okH || !okM || !okS || minute > 59 || second > 59 || hour > 24 {
		return rest, false
	}
	t.HasTime = true
	t.Seconds = hour*3600 + minute*60 + second
	if hour < 24 {
		return rest, true
	}
	// In xs:dateTime, 24:00:00 is the first instant of the next day.
	ok = t.Seconds == 24*3600 && t.Nanos == 0
	t.Seconds = 0
	t.nextDay()
	return rest, ok
}

// fraction reads the digits after the point; those beyond nanoseconds are dropped.
func (t *Instant) fraction(s string) (rest string, ok bool) {
	unit := 100_000_000
	i := 0
	for ; i < len(s) && isDigit(s[i]); i++ {
		t.Nanos += int(s[i]-'0') * unit
		unit /= 10
	}
	return s[i:], i > 0
}

// offset reads nothing, Z, +hh:mm, +hhmm or +hh, to the end of s.
func (t *Instant) offset(s string) bool {
	if s == "" {
		return true
	}
	t.HasOffset = true
	if s == "Z" || s == "z" {
		return true
	}
	sign, digits := s[0], s[1:]
	if sign != '+' && sign != '-' || len(digits) < 2 {
		return false
	}
	hours, okH := number(digits[:2])
	minutes, okM := 0, true
	switch digits = digits[2:]; {
	case len(digits) == 3 && digits[0] == ':':
		minutes, okM = number(digits[1:])
	case len(digits) == 2:
		minutes, okM = number(digits)
	case len(digits) > 0:
		return false
	}
	t.OffsetMinutes = hours*60 + minutes
	if !okH || !okM || minutes > 59 || t.OffsetMinutes > 14*60 {
		return false
	}
	if sign == '-' {
		t.OffsetMinutes = -t.OffsetMinutes
	}
	return true
}

func (t *Instant) nextDay() {
	if t.Day++; t.Day <= daysIn(t.Year, t.Month) {
		return
	}
	t.Day = 1
	if t.Month++; t.Month > 12 {
		t.Month = 1
		t.Year++
	}
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func number(s string) (n int, ok bool) {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
