package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
)

// How many entries a page holds.
const (
	usualPage   = 50
	largestPage = 500
)

// Find lists entries; see [casework.Store].
func (s *Store) Find(ctx context.Context, q casework.Query) ([]casework.Entry, error) {
	most := q.Most
	if most <= 0 {
		most = usualPage
	}
	places, err := s.places(ctx, q, min(most, largestPage))
	if err == nil && len(places) > 0 {
		return s.entries(ctx, places)
	}
	if err != nil {
		return nil, fmt.Errorf("find matters: %w", err)
	}
	return nil, nil
}

// Count counts entries up to a limit; see [casework.Store].
func (s *Store) Count(ctx context.Context, q casework.Query, most int) (int, error) {
	places, err := s.places(ctx, q, most)
	if err != nil {
		return 0, fmt.Errorf("count matters: %w", err)
	}
	return len(places), nil
}

// entries reads the entries of matters, in their order.
func (s *Store) entries(ctx context.Context, places []place) ([]casework.Entry, error) {
	streams := make([]int64, len(places))
	for i, p := range places {
		streams[i] = p.stream
	}
	list := make([]casework.Entry, 0, len(places))
	err := s.query(ctx, func(rows *sql.Rows) error {
		list = append(list, casework.Entry{})
		return scanEntry(rows, &list[len(list)-1])
	}, "SELECT "+columns+` FROM json_each(?) j CROSS JOIN entry e ON e.stream = j.value CROSS JOIN stream s ON s.number = e.stream
		ORDER BY j.key`, numbers(streams))
	return list, err
}

// numbers writes a list of numbers as JSON.
func numbers(list []int64) string {
	text, err := json.Marshal(list)
	if err != nil {
		panic(err) // numbers can be written
	}
	return string(text)
}

// A place is where a matter stands in a list.
type place struct {
	key       int64
	reference string
	stream    int64
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.key, q.key), cmp.Compare(p.reference, q.reference))
}

// A search is a query as the tables understand it.
type search struct {
	person int64
	column string // to sort by, before the reference; empty: the reference alone
	down   bool
	where  []string
	args   []any
}

// places finds where the matters of a query stand, in order.
func (s *Store) places(ctx context.Context, q casework.Query, most int) ([]place, error) {
	sr, err := s.search(ctx, q)
	if err != nil || sr == nil {
		return nil, err
	}
	if strings.TrimSpace(q.Words) == "" {
		return s.merged(ctx, q, sr, most, s.walk)
	}
	wanted := words(q.Words)
	if len(wanted) == 0 {
		return nil, nil
	}
	list, err := s.merged(ctx, q, sr, most, s.reading(q, wanted))
	if !errors.Is(err, errRare) {
		return list, err
	}
	found, err := s.worded(ctx, sr.person, wanted)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return s.merged(ctx, q, sr, most, s.among(found))
}

// A way goes along a person's matters that have ended, or those that have not, and lists the first of those sought.
type way func(ctx context.Context, sr *search, final, most int) ([]place, error)

// merged goes one way along what has ended and what has not, which stand apart in the tables, and merges them.
func (s *Store) merged(ctx context.Context, q casework.Query, sr *search, most int, along way) ([]place, error) {
	var list []place
	for final := range 2 {
		if final == 0 && q.Ended || final == 1 && q.Open {
			continue
		}
		some, err := along(ctx, sr, final, most)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	slices.SortFunc(list, func(a, b place) int {
		if sr.down {
			return b.compare(a)
		}
		return a.compare(b)
	})
	return list[:min(len(list), most)], nil
}

// search works out what a query asks of the tables; nil when nothing can be found.
func (s *Store) search(ctx context.Context, q casework.Query) (*search, error) {
	sr := &search{down: q.Down, person: everyone}
	if !q.Everyone {
		var err error
		if sr.person, err = s.person(ctx, q.Person); err != nil || sr.person == everyone {
			return nil, err
		}
	}
	switch q.Sort {
	case "", casework.ByDue:
		sr.column = "due"
	case casework.ByOpened, casework.ByChanged:
		sr.column = q.Sort
	case casework.ByReference:
	default:
		return nil, fmt.Errorf("entries cannot be sorted by %q", q.Sort)
	}
	sr.filter(q)
	return sr, sr.after(q.After)
}

// person is the number of a person; everyone's when there is none.
func (s *Store) person(ctx context.Context, id casework.PersonID) (number int64, err error) {
	err = s.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&number) }, "SELECT number FROM person WHERE id = ?", string(id))
	return number, err
}

// filter adds the conditions of a query.
func (sr *search) filter(q casework.Query) {
	add := func(condition string, arg any) {
		sr.where = append(sr.where, condition)
		sr.args = append(sr.args, arg)
	}
	if q.Reference != "" {
		add("p.reference = ?", q.Reference)
	}
	if q.Capacity != "" {
		add("instr(p.capacities, ?) > 0", "\n"+q.Capacity+"\n")
	}
	if q.Procedure != "" {
		add("p.procedure = ?", q.Procedure)
	}
	if q.Stage != "" {
		add("p.stage = ?", q.Stage)
	}
	if !q.DueBy.IsZero() {
		add("p.due <= ?", int64(q.DueBy))
	}
}

// after adds where the page begins.
func (sr *search) after(cursor string) error {
	if cursor == "" {
		return nil
	}
	key, reference, err := casework.ParseCursor(cursor)
	if err != nil {
		return err
	}
	beyond := ">"
	if sr.down {
		beyond = "<"
	}
	if sr.column == "" {
		sr.where = append(sr.where, "p.reference "+beyond+" ?")
		sr.args = append(sr.args, reference)
		return nil
	}
	sr.where = append(sr.where, "(p."+sr.column+", p.reference) "+beyond+" (?, ?)")
	sr.args = append(sr.args, key, reference)
	return nil
}

// The tables that a search goes through: a person's matters in order; the same with their words; or few that were found
// before.
const (
	allParts  = "part p"
	wordParts = "part p CROSS JOIN entry e ON e.stream = p.stream"
	fewParts  = `json_each(?) j CROSS JOIN entry e ON e.stream = j.value CROSS JOIN part p ON p.final = e.final
		AND p.due = iif(e.due = 0, 2147483647, e.due) AND p.reference = e.reference`
)

// statement writes the search over those matters that have ended, or have not.
func (sr *search) statement(from, more string) string {
	key, order := "0", "p.reference"
	if sr.column != "" {
		key, order = "p."+sr.column, "p."+sr.column+", p.reference"
	}
	if sr.down {
		order = strings.ReplaceAll(order, ",", " DESC,") + " DESC"
	}
	conditions := strings.Join(append([]string{"p.person = ?", "p.final = ?"}, sr.where...), " AND ")
	return "SELECT " + key + ", p.reference, p.stream" + more + " FROM " + from + " WHERE " + conditions + " ORDER BY " + order
}

var (
	errEnough = errors.New("enough")                       // ends a reading early
	errRare   = errors.New("too rare to be met by chance") // of words: they are better looked up
)

// list lists places in order, up to a limit: those that keep says yes to, which may read more columns.
func (s *Store) list(ctx context.Context, most int, keep func(p *place, rows *sql.Rows) (bool, error), query string, args ...any) ([]place, error) {
	var list []place
	err := s.query(ctx, func(rows *sql.Rows) error {
		var p place
		kept, err := keep(&p, rows)
		if kept {
			list = append(list, p)
		}
		if err == nil && len(list) >= most {
			return errEnough
		}
		return err
	}, query, args...)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return list, err
}

// walk is the way along all of a person's matters.
func (s *Store) walk(ctx context.Context, sr *search, final, most int) ([]place, error) {
	return s.list(ctx, most, func(p *place, rows *sql.Rows) (bool, error) {
		return true, rows.Scan(&p.key, &p.reference, &p.stream)
	}, sr.statement(allParts, ""), append([]any{sr.person, final}, sr.args...)...)
}

// patience is how many matters are read for words before they are looked up instead. What many matters hold is soon met,
// and would take long to look up; what few hold is soon looked up.
const patience = 300

// reading is the way along a person's matters that reads the words of each; errRare when a page is not full soon.
func (s *Store) reading(q casework.Query, wanted []string) way {
	return func(ctx context.Context, sr *search, final, most int) ([]place, error) {
		read := 0
		return s.list(ctx, most, func(p *place, rows *sql.Rows) (bool, error) {
			if read++; read > s.patience {
				return false, errRare
			}
			var search, parts string
			if err := rows.Scan(&p.key, &p.reference, &p.stream, &search, &parts); err != nil {
				return false, err
			}
			if !q.Everyone && !ofOffice(parts, q.Person) {
				search = ""
			}
			return holds(p.reference+"\n"+search, wanted), nil
		}, sr.statement(wordParts, ", e.search, e.parts"), append([]any{sr.person, final}, sr.args...)...)
	}
}

// ofOffice says whether a person is of the office's side, by the parts of an entry.
func ofOffice(text string, person casework.PersonID) bool {
	var parts []casework.Part
	return json.Unmarshal([]byte(text), &parts) == nil &&
		slices.ContainsFunc(parts, func(p casework.Part) bool { return p.Person == person && p.Office })
}

// few is how many matters are better looked up one by one than met on the way along all of a person's.
const few = 1000

// among is the way along those matters that were found by words.
func (s *Store) among(found map[int64]bool) way {
	return func(ctx context.Context, sr *search, final, most int) ([]place, error) {
		from, args := allParts, append([]any{sr.person, final}, sr.args...)
		if len(found) <= s.few {
			from, args = fewParts, append([]any{numbers(slices.Sorted(maps.Keys(found)))}, args...)
		}
		return s.list(ctx, most, func(p *place, rows *sql.Rows) (bool, error) {
			err := rows.Scan(&p.key, &p.reference, &p.stream)
			return err == nil && found[p.stream], err
		}, sr.statement(from, ""), args...)
	}
}

// worded looks up the matters that a person may find by words.
func (s *Store) worded(ctx context.Context, person int64, wanted []string) (map[int64]bool, error) {
	var list sql.NullString // all in one text: they may be many, and a row takes longer than its number
	err := s.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&list) }, "SELECT group_concat(rowid) FROM words WHERE words MATCH ?",
		match(person, wanted))
	found := make(map[int64]bool, strings.Count(list.String, ",")+1)
	for number := range strings.SplitSeq(list.String, ",") {
		if stream, err := strconv.ParseInt(number, 10, 64); err == nil {
			found[stream] = true
		}
	}
	return found, err
}
