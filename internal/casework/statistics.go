package casework

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/register"
)

// Statistics are the numbers that anybody may see: how the cases stood on the last day of the last quarter that is
// over. They stay the same until the next quarter is over, so that nobody learns from a change from day to day. The
// releases say what of them is shown.
type Statistics struct {
	Until    calendar.Date
	Open     register.Release  // by stage and days since they were brought
	Ended    register.Release  // by outcome and days from being brought to the last entry in the file
	Received *register.Release // by quarter; nil when it would give away what the others hide
}

// lengths are the last days of the bands in which lengths are counted; what is longer is in one more.
var lengths = []int{30, 90, 180, 365}

// Lengths names the bands.
func Lengths() []string {
	var list []string
	from := 0
	for _, to := range lengths {
		list = append(list, strconv.Itoa(from)+"–"+strconv.Itoa(to))
		from = to + 1
	}
	return append(list, strconv.Itoa(from)+"+")
}

// OtherStage is the row of stages that the book in force does not have.
const OtherStage = "another"

// quartersShown is how many quarters are told apart; what was received before them is one number.
const quartersShown = 8

// statistics keeps the numbers of a quarter.
type statistics struct {
	sync.Mutex
	last Statistics
}

// Statistics counts the cases of the office. They are counted once for a quarter.
func (o *Office) Statistics(ctx context.Context) (Statistics, error) {
	today, err := o.Today()
	if err != nil {
		return Statistics{}, err
	}
	until := quarterOf(today).Add(-1)
	o.counted.Lock()
	defer o.counted.Unlock()
	if o.counted.last.Until == until {
		return o.counted.last, nil
	}
	book, err := o.Book()
	if err != nil {
		return Statistics{}, err
	}
	entries, err := o.stoodOn(ctx, until)
	if err != nil {
		return Statistics{}, err
	}
	s, err := count(entries, book, until)
	if err == nil {
		o.counted.last = s
	}
	return s, err
}

// stoodOn lists the entries of all matters as they stood at the end of a day.
func (o *Office) stoodOn(ctx context.Context, day calendar.Date) ([]Entry, error) {
	var list []Entry
	q := Query{Everyone: true, Sort: ByOpened, Most: 500}
	for {
		page, err := o.Store.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			if e.Opened > day || e.Delay == WaitsForSecond || e.Delay == NeverTaken {
				continue
			}
			if e, err = o.entryOn(ctx, e, day); err != nil {
				return nil, err
			}
			if e.Stage != "" {
				list = append(list, e)
			}
		}
		if len(page) < q.Most {
			return list, nil
		}
		q.After = page[len(page)-1].Cursor(q.Sort)
	}
}

// entryOn is an entry as it stood at the end of a day: worked out again if something has happened since. It has no
// stage if there was nothing yet.
func (o *Office) entryOn(ctx context.Context, e Entry, day calendar.Date) (Entry, error) {
	book, err := o.Book()
	if err != nil || book.Rules.Calendar.DateOf(e.Changed) <= day {
		return e, err
	}
	rows, err := o.Store.Rows(ctx, e.ID, 0)
	if err != nil {
		return e, err
	}
	var events []Event
	for _, row := range rows {
		event, err := row.Decode()
		if err != nil {
			return e, err
		}
		if book.Rules.Calendar.DateOf(event.At) > day {
			break
		}
		events = append(events, event)
	}
	if len(events) == 0 {
		return Entry{}, nil
	}
	f, err := o.foldAsOf(events, events[len(events)-1].At)
	if err != nil {
		return e, err
	}
	return f.entry(o.Roll()), nil
}

// count makes the tables. Their rows are those of the book, whether there is a case or not, so that a row says nothing.
func count(entries []Entry, book *Book, until calendar.Date) (Statistics, error) {
	s := Statistics{Until: until}
	open, ended := stageTable(book, false), stageTable(book, true)
	received := quarterTable(until)
	for _, e := range entries {
		if e.Final {
			rowOf(ended, e.Outcome)[band(book.Rules.Calendar.DateOf(e.Changed).Sub(e.Opened))]++
		} else {
			rowOf(open, e.Stage)[band(until.Sub(e.Opened))]++
		}
		row := slices.Index(received.Rows, quarterOf(e.Opened).String())
		received.Counts[max(row, 0)][0]++
	}
	var err error
	if s.Open, err = register.Suppress(open, nil, register.Settings{}); err != nil {
		return s, err
	}
	if s.Ended, err = register.Suppress(ended, nil, register.Settings{}); err != nil {
		return s, err
	}
	all, err := register.Suppress(received, nil, register.Settings{})
	// All that was received is what is open and what has ended: who has two of the three has the third.
	if err == nil && whole(all) && showsTotal(s.Open) && showsTotal(s.Ended) {
		s.Received = &all
	}
	return s, err
}

// rowOf is the row of a name.
func rowOf(t register.Table, name string) []int {
	if i := slices.Index(t.Rows, name); i >= 0 {
		return t.Counts[i]
	}
	return t.Counts[len(t.Rows)-1]
}

// band is the column of a length in days.
func band(days int) int {
	i, _ := slices.BinarySearch(lengths, max(days, 0))
	return i
}

// stageTable has a row for each stage of the book, those that end a matter or the others, and one for any else.
func stageTable(book *Book, final bool) register.Table {
	t := register.Table{Columns: Lengths()}
	for _, p := range book.Rules.Procedures {
		for _, s := range p.Stages[1:] {
			if s.Final == final && !slices.Contains(t.Rows, s.Name) {
				t.Rows = append(t.Rows, s.Name)
			}
		}
	}
	t.Rows = append(t.Rows, OtherStage)
	t.Counts = zeros(len(t.Rows), len(t.Columns))
	return t
}

// quarterTable has a row for what was received earlier, named by nothing, and one for each quarter by its first day.
func quarterTable(until calendar.Date) register.Table {
	t := register.Table{Columns: []string{""}}
	for q := quarterOf(until); len(t.Rows) < quartersShown; q = quarterOf(q.Add(-1)) {
		t.Rows = append(t.Rows, q.String())
	}
	t.Rows = append(t.Rows, "")
	slices.Reverse(t.Rows)
	t.Counts = zeros(len(t.Rows), 1)
	return t
}

func zeros(rows, columns int) [][]int {
	list := make([][]int, rows)
	for i := range list {
		list[i] = make([]int, columns)
	}
	return list
}

// whole says whether nothing of a release is hidden.
func whole(r register.Release) bool {
	return !slices.ContainsFunc(r.Hidden, func(row []bool) bool { return slices.Contains(row, true) })
}

// showsTotal says whether the total of all is shown.
func showsTotal(r register.Release) bool {
	last := r.Hidden[len(r.Hidden)-1]
	return !last[len(last)-1]
}
