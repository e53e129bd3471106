package calendar_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
)

// specTables returns the rows of every table in the spec, by the table's header.
func specTables(t testing.TB) map[string][][]string {
	t.Helper()
	text, err := os.ReadFile("../doc/spec/calendar.md")
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string][][]string{}
	header := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case !strings.HasPrefix(line, "|"):
			header = ""
		case strings.HasPrefix(line, "|---"):
		case header == "":
			header = line
		default:
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i, cell := range cells {
				cells[i] = unticked(cell)
			}
			tables[header] = append(tables[header], cells)
		}
	}
	return tables
}

// unticked returns what a cell says: what is between backticks with its spaces,
// other text without.
func unticked(cell string) string {
	cell = strings.TrimSpace(cell)
	if len(cell) >= 2 && cell[0] == '`' {
		return strings.Trim(cell, "`")
	}
	return cell
}

// rows returns a table of the spec, which must have some rows.
func rows(t *testing.T, header string) [][]string {
	t.Helper()
	table := specTables(t)[header]
	if len(table) < 10 {
		t.Fatalf("the spec has %d rows under %q, too few", len(table), header)
	}
	return table
}

func TestSpecQuestions(t *testing.T) {
	for _, row := range rows(t, "| calendar | question | answer | why |") {
		t.Run(row[0]+": "+row[1], func(t *testing.T) {
			if got := ask(t, bookCalendar(t, row[0]), row[1]); got != row[2] {
				t.Errorf("%s: %s = %s, want %s", row[0], row[1], got, row[2])
			}
		})
	}
}

// bookCalendar makes a calendar of a list such as "scotland, round up, rolls".
func bookCalendar(t *testing.T, list string) *calendar.Calendar {
	t.Helper()
	var options calendar.Options
	for i, word := range strings.Split(list, ", ") {
		var err error
		switch {
		case i == 0:
			options.Region = calendar.Region(word)
		case word == "rolls":
			options.RollForward = true
		default:
			options.Rounding, err = calendar.ParseRounding(word)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return newCalendar(t, options)
}

func newCalendar(t testing.TB, options calendar.Options) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ask answers a question of the spec in the spec's words.
func ask(t *testing.T, c *calendar.Calendar, question string) string {
	t.Helper()
	question, free := strings.CutSuffix(question, ", freeing")
	verb, rest, _ := strings.Cut(question, " ")
	if verb == "range" {
		return askRange(t, c, rest, free)
	}
	if verb == "working" {
		works, err := c.IsWorkingDay(calendar.MustDate(rest))
		return answer(map[bool]string{true: "yes", false: "no"}[works], err)
	}
	text, day, found := strings.Cut(rest, " after ")
	if !found {
		text, day, found = strings.Cut(rest, " before ")
	}
	l, err := calendar.ParseLimit(text)
	if !found || err != nil {
		t.Fatalf("no such question: %q, %v", question, err)
	}
	from := calendar.MustDate(day)
	var d calendar.Date
	switch verb {
	case "due":
		d, err = c.Due(from, l, free)
	case "earliest":
		d, err = c.Earliest(from, l)
	case "latest":
		d, err = c.LatestBefore(from, l)
	case "first":
		d, err = c.FirstBefore(from, l)
	default:
		t.Fatalf("no such question: %q", question)
	}
	return answer(d.String(), err)
}

func askRange(t *testing.T, c *calendar.Calendar, limit string, free bool) string {
	t.Helper()
	l, err := calendar.ParseLimit(limit)
	if err != nil {
		t.Fatal(err)
	}
	least, greatest, exact, err := c.Range(l, free)
	how := map[bool]string{true: "exact", false: "horizon"}[exact]
	return answer(fmt.Sprintf("%d to %d, %s", least, greatest, how), err)
}

func answer(text string, err error) string {
	var ambiguous *calendar.AmbiguousMonthError
	var horizon *calendar.HorizonError
	var limit *calendar.LimitError
	switch {
	case err == nil:
		return text
	case errors.As(err, &ambiguous):
		return "ambiguous"
	case errors.As(err, &horizon):
		return "beyond the horizon"
	case errors.As(err, &limit):
		return "no such day"
	}
	return err.Error()
}

func TestSpecInstants(t *testing.T) {
	for _, row := range rows(t, "| zone | question | answer | why |") {
		t.Run(row[0]+": "+row[1], func(t *testing.T) {
			c := newCalendar(t, calendar.Options{Zone: row[0]})
			got := ""
			if stamp, ok := strings.CutPrefix(row[1], "day of "); ok {
				d, _, ok := c.ClockOf([]byte(stamp))
				if !ok {
					t.Fatalf("ClockOf(%q) is refused", stamp)
				}
				got = d.String()
			} else {
				day := calendar.MustDate(strings.TrimPrefix(row[1], "end of "))
				got = c.EndOf(day).UTC().Format(time.RFC3339)
			}
			if got != row[2] {
				t.Errorf("%s: %s = %s, want %s", row[0], row[1], got, row[2])
			}
		})
	}
}

func TestSpecDates(t *testing.T) {
	for _, row := range rows(t, "| written | from | to | also | canonical |") {
		t.Run(row[0], func(t *testing.T) {
			w, err := calendar.ParseWhen(row[0])
			if err != nil {
				t.Fatal(err)
			}
			got := []string{row[0], orOpen(w.From), orOpen(w.To), also(w), w.String()}
			for i := range got {
				if got[i] != row[i] {
					t.Errorf("ParseWhen(%q) gives %q, want %q", row[0], got, row)
					break
				}
			}
		})
	}
}

func orOpen(d calendar.Date) string {
	if d.IsZero() {
		return "open"
	}
	return d.String()
}

// also describes all of w but its days, as the spec does.
func also(w calendar.When) string {
	var words []string
	if w.Time != 0 {
		text := w.Time.String()
		if w.ToTheMinute {
			text = text[:5]
		}
		words = append(words, text)
	}
	if w.HasOffset {
		words = append(words, fmt.Sprintf("offset %d", w.OffsetMinutes))
	}
	if w.Approximate {
		words = append(words, "approximate")
	}
	if w.Uncertain {
		words = append(words, "uncertain")
	}
	return strings.Join(words, ", ")
}

func TestSpecRefusals(t *testing.T) {
	for _, row := range rows(t, "| written | hint |") {
		t.Run(row[0], func(t *testing.T) {
			w, err := calendar.ParseWhen(row[0])
			var refused *calendar.ParseError
			if !errors.As(err, &refused) {
				t.Fatalf("ParseWhen(%q) = %v, %v, want a ParseError", row[0], w, err)
			}
			if refused.Hint != row[1] || refused.Input != row[0] {
				t.Errorf("ParseWhen(%q) is refused with %q for %q, want %q", row[0], refused.Hint, refused.Input, row[1])
			}
			if w != (calendar.When{}) {
				t.Errorf("ParseWhen(%q) = %v with its error, want nothing", row[0], w)
			}
		})
	}
}
