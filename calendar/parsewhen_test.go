package calendar_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

// What the spec's table does not show: other refusals, and where they point.
func TestParseWhenRefuses(t *testing.T) {
	tests := []struct {
		name, in string
		offset   int
		hint     string
	}{
		{"nothing", "", 0, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"spaces", "  ", 2, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a mark alone", "?", 0, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a dash alone", "-", 0, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"two marks", "2019?~", 4, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"no such day, after spaces", "  2019-04-31", 10, "April 2019 has 30 days"},
		{"no such day at the right end", "2019-04-01/2019-04-31", 19, "April 2019 has 30 days"},
		{"day 0", "2019-04-00", 8, "April 2019 has 30 days"},
		{"month 0", "2019-00", 5, "a month is 01 to 12, or a season 21 to 24"},
		{"season 20", "2019-20", 5, "a month is 01 to 12, or a season 21 to 24"},
		{"season 25", "2019-25", 5, "write the months, such as 2019-01/2019-03"},
		{"a day of a season", "2019-21-01", 8, "write the month and the day"},
		{"year 0", "0000", 0, "only the years 0001 to 9999 can be written"},
		{"five digits", "12019-04-10", 4, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a plus", "+2019", 0, "only the years 0001 to 9999 can be written"},
		{"three digits unspecified", "2XXX", 0, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"unspecified in the middle", "2X19", 1, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a month of no year", "201X-04", 5, "write XX for the month too, or the year alone"},
		{"a day of no month", "2019-XX-04", 8, "write XX for the day too"},
		{"one digit unspecified", "2019-0X", 5, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"four parts", "2019-04-10-12", 10, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a time of a month", "2019-04T10:00", 5, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a time of an unspecified day", "2019-04-XXT10:00", 8, "leave out the time or write the day"},
		{"a time of no day", "2019-02-30T10:00", 8, "February 2019 has 28 days"},
		{"a name for an offset", "2019-04-10T10:00 BST", 16, "an offset is written Z or +01:00"},
		{"a bad offset", "2019-04-10T10:00+1", 16, "an offset is written Z or +01:00"},
		{"an hour", "2019-04-10T10", 11, "a time is written 14:30 or 14:30:00"},
		{"half past two", "2019-04-10 2.30pm", 11, "a time is written 14:30 or 14:30:00"},
		{"second 60", "2019-04-10T23:59:60", 16, "a time is written 14:30 or 14:30:00"},
		{"three ends", "2019/2020/2021", 9, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"no ends", "/", 0, "write a date at one end of the interval, or leave the date empty"},
		{"open ends", "../..", 0, "write a date at one end of the interval, or leave the date empty"},
		{"a marked open end", "2019/..?", 5, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"reversed days", "2019-04-10/2019-04-09", 11, "write the earlier date first: 2019-04-09/2019-04-10"},
		{"years in short", "2018/19", 7, "write both ends in full, such as 2018/2019"},
		{"a year and a month", "2019/04", 7, "write 2019-04 for April 2019"},
		{"years with a dash", "2018–2019", 4, "write 2018/2019"},
		{"a date with long dashes", "2019–04–10", 4, "write 2019-04-10 for 10 April 2019"},
		{"a day of one digit", "2019-04-1", 8, "write 2019-04-01 for 1 April 2019"},
		{"dots", "10.4.2019", 2, "write 2019-04-10 for 10 April 2019"},
		{"month first in words", "April 10, 2019", 0, "write 2019-04-10 for 10 April 2019"},
		{"year first in words", "2019 April 10", 4, "write 2019-04-10 for 10 April 2019"},
		{"September in short", "1 Sept 2019", 1, "write 2019-09-01 for 1 September 2019"},
		{"a first", "1st of May 2019", 1, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"about a month", "about April 2019", 0, "write 2019-04~ for a date that is approximate"},
		{"about a day", "circa 2019-04-10", 0, "write 2019-04-10~ for a date that is approximate"},
		{"about nothing", "about time", 0, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a year in short", "10/04/19", 5, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"no such date in words", "31 April 2019", 2, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"no such month in words", "10 Avril 2019", 2, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a set of dates", "[2019,2020]", 0, "write an interval, such as 2019-04/2019-06"},
		{"a week", "2019-W15", 5, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a day of the year", "2019-100", 5, "write a date such as 2019-04-10, 2019-04 or 2019"},
		{"a line break within", "2019\n2020", 4, "write a date such as 2019-04-10, 2019-04 or 2019"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := calendar.ParseWhen(tt.in)
			var refused *calendar.ParseError
			if !errors.As(err, &refused) || !w.IsZero() {
				t.Fatalf("ParseWhen(%q) = %v, %v, want a ParseError", tt.in, w, err)
			}
			if refused.Offset != tt.offset || refused.Hint != tt.hint || refused.Input != tt.in || refused.Msg == "" {
				t.Errorf("ParseWhen(%q) is refused at %d (%s) with %q, want %d, %q", tt.in, refused.Offset, refused.Msg, refused.Hint, tt.offset, tt.hint)
			}
		})
	}
}

func TestParseErrorReads(t *testing.T) {
	_, err := calendar.ParseWhen("10/04/2019")
	if want := `date "10/04/2019": an interval has two ends (write 2019-04-10 for 10 April 2019)`; err == nil || err.Error() != want {
		t.Errorf("the error reads %q, want %q", err, want)
	}
	if _, err := calendar.ParseWhen(strings.Repeat("9", 1<<20)); err == nil || len(err.Error()) > 200 {
		t.Errorf("a long text gives an error of %d bytes", len(err.Error()))
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	w := when(t, "2019-04")
	if err := w.UnmarshalText([]byte("in spring")); err == nil || w != when(t, "2019-04") {
		t.Errorf("a refused text gives %v, %v, want an error and the date as it was", w, err)
	}
	l := limit(t, "21 days")
	if err := l.UnmarshalText([]byte("a while")); err == nil || l != limit(t, "21 days") {
		t.Errorf("a refused text gives %v, %v, want an error and the limit as it was", l, err)
	}
}

// A mark on one end is kept on that end, and one day has no ends.
func TestParseWhenMarks(t *testing.T) {
	for in, want := range map[string]string{
		"2019-04~/2019-06":        "2019-04~/2019-06",
		"2019-04/2019-06~":        "2019-04/2019-06~",
		"2019-04~/2019-06~":       "2019-04~/2019-06~",
		"2019-04?/2019-06%":       "2019-04?/2019-06%",
		"2019-04-01~/2019-04-30":  "2019-04~/2019-04",
		"2019-04-01~/2019-04-30~": "2019-04~",
		"2019-04-10~/2019-04-10":  "2019-04-10~",
		"2019-04-10~/..":          "2019-04-10~/..",
		"../2019-04-10?":          "../2019-04-10?",
		"201X~":                   "2010~/2019~",
		"9999-24?":                "9999-12?",
		"00XX":                    "0001/0099",
		"0001-01-01/9999-12-31":   "0001/9999",
	} {
		w := when(t, in)
		if got := w.String(); got != want {
			t.Errorf("%s is written %s, want %s", in, got, want)
		}
		if again := when(t, w.String()); again != w {
			t.Errorf("%s is written %s and read as another date", in, w)
		}
	}
}

// anyWhenText draws texts that the spec's grammar allows, most of them dates.
func anyWhenText() *rapid.Generator[string] {
	date := rapid.OneOf(
		rapid.StringMatching(`20[12][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`),
		rapid.StringMatching(`20[12][0-9]-(0[1-9]|1[0-2]|2[1-4])`),
		rapid.StringMatching(`20([12][0-9]|[0-9]X)`),
		rapid.StringMatching(`20[12][0-9]-((0[1-9]|1[0-2])-XX|XX-XX|XX)`),
		rapid.StringMatching(`[0-9]{4}-(01|12)-(01|31)`),
	)
	mark := rapid.SampledFrom([]string{"", "", "", "?", "~", "%"})
	clock := rapid.StringMatching(`20[12][0-9]-0[1-9]-1[0-9][T ](0[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9])?)?(Z|[+-](0[0-9]|1[0-4]):[03]0)?`)
	marked := rapid.Custom(func(t *rapid.T) string { return date.Draw(t, "date") + mark.Draw(t, "mark") })
	end := rapid.OneOf(marked, rapid.SampledFrom([]string{"", ".."}))
	return rapid.OneOf(
		marked,
		rapid.Custom(func(t *rapid.T) string { return clock.Draw(t, "clock") + mark.Draw(t, "mark") }),
		rapid.Custom(func(t *rapid.T) string { return end.Draw(t, "left") + "/" + end.Draw(t, "right") }),
	)
}

func TestWhenTextRoundTrip(t *testing.T) {
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		text := anyWhenText().Draw(t, "text")
		w, err := calendar.ParseWhen(text)
		if err != nil {
			return // a reversed interval, or the year 0
		}
		read++
		again, err := calendar.ParseWhen(w.String())
		if err != nil || again != w || again.String() != w.String() {
			t.Errorf("%s is written %s and read as %v, %v", text, w, again, err)
		}
		encoded, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		var decoded calendar.When
		if err := json.Unmarshal(encoded, &decoded); err != nil || decoded != w {
			t.Errorf("%s is encoded as %s and decoded as %v, %v", text, encoded, decoded, err)
		}
	})
	if read == 0 {
		t.Error("no drawn text was a date")
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, table := range []string{"| written | from | to | also | canonical |", "| written | hint |"} {
		for _, row := range specTables(f)[table] {
			f.Add(row[0])
		}
	}
	c, err := calendar.New(calendar.Options{Zone: "America/St_Johns"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := calendar.ParseWhen(s)
		if err != nil {
			var refused *calendar.ParseError
			if !errors.As(err, &refused) || refused.Input != s || refused.Hint == "" || refused.Msg == "" ||
				refused.Offset < 0 || refused.Offset > len(s) || !w.IsZero() {
				t.Errorf("ParseWhen(%q) = %v, %#v, want nothing and a ParseError with a hint", s, w, err)
			}
			return
		}
		if err := w.Check(); err != nil {
			t.Errorf("ParseWhen(%q) = %+v, which does not pass: %v", s, w, err)
		}
		if again, err := calendar.ParseWhen(w.String()); err != nil || again != w {
			t.Errorf("%q is written %s and read as %+v, %v", s, w, again, err)
		}
		resolved := c.Resolve(w)
		if err := resolved.Check(); err != nil || c.Resolve(resolved) != resolved {
			t.Errorf("Resolve(%s) = %+v, %v", w, resolved, err)
		}
	})
}

// Every date of a real chronology is read, and as it was written.
func TestParseWhenReadsAChronology(t *testing.T) {
	f, err := os.Open(sharedData + "chronology-2018-2019.csv")
	if err != nil {
		t.Skipf("the chronology is absent: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows[1:] {
		w, err := calendar.ParseWhen(row[0])
		if err != nil || w.String() != row[0] {
			t.Errorf("row %d: %s is read as %v, %v", i+2, row[0], w, err)
		}
	}
	// The intervals that a reader of that chronology will check by hand.
	d := calendar.MustDate
	for _, tt := range []struct {
		from, to string
		want     int
	}{
		{"2019-02-27", "2019-06-26", 119}, {"2019-06-26", "2019-06-28", 2}, {"2019-06-28", "2019-10-10", 104},
		{"2019-07-19", "2019-10-10", 83}, {"2019-09-03", "2019-11-06", 64}, {"2019-02-27", "2019-11-06", 252},
	} {
		if got := d(tt.to).Sub(d(tt.from)); got != tt.want {
			t.Errorf("from %s to %s are %d days, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}
