// Package storetest holds what every store must do, as tests. A store's own tests call [Run] with a way to open an
// empty one, [Faults] with a way to make its writes fail, and [Killed] with a way to open one in a folder.
package storetest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
)

// A kit is a store under test.
type kit struct {
	*testing.T
	casework.Store
}

// Run tests every promise of [casework.Store]. Open opens an empty store and has it closed at the end of the test.
func Run(t *testing.T, open func(*testing.T) casework.Store) {
	for _, tt := range []struct {
		name string
		test func(kit)
	}{
		{"what was appended is read back", appended},
		{"a change of a stream that has moved on is a conflict", conflict},
		{"a change of several streams is stored whole or not at all", several},
		{"a reference is one matter's", taken},
		{"an entry is read back, and replaced whole", entry},
		{"all streams are gone through, each whole", streams},
		{"a list is in order, either way", order},
		{"pages hold still while entries come and go", pages},
		{"a query chooses", chooses},
		{"a person finds their own matters alone", own},
		{"words are found by those of the office's side", words},
		{"what is due comes soonest first", due},
		{"the index can be replaced", replace},
		{"a message waits, is tried again and is sent once", outbox},
		{"readings are kept in order", readings},
		{"a draft is kept until its time", drafts},
		{"sixty-four write at once", crowd},
		{"a cancelled context stores nothing", cancelled},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(kit{t, open(t)}) })
	}
}

// Searches tests what Run tests of searches alone, for a store that has several ways of searching.
func Searches(t *testing.T, open func(*testing.T) casework.Store) {
	words(kit{t, open(t)})
	replace(kit{t, open(t)})
}

var ctx = context.Background()

// noon is an instant on a day of March 2026.
func noon(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 123000, time.UTC) }

func march(day int) calendar.Date { return calendar.MustDate(fmt.Sprintf("2026-03-%02d", day)) }

// rows makes events of a stream, from a place on.
func rows(id casework.ID, at, n int) []casework.Row {
	list := make([]casework.Row, n)
	for i := range list {
		list[i] = casework.Row{Stream: id, N: at + i, At: noon(1 + (at+i)%28), By: "ann", For: "bob", As: "caseworker", Kind: "said",
			Body: fmt.Appendf(nil, `{"Text":"event %d of %s, \u00e9"}`, at+i, id)}
		if (at+i)%3 == 1 {
			list[i].By, list[i].For, list[i].As = "", "", ""
		}
	}
	return list
}

func appends(id casework.ID, at, n int) casework.Append {
	return casework.Append{Stream: id, At: at, Rows: rows(id, at, n)}
}

// anEntry is one with every field filled in.
func anEntry(id casework.ID, reference string, parts ...casework.Part) casework.Entry {
	return casework.Entry{ID: id, Reference: reference, Procedure: "complaint", Stage: "received", Opened: march(2), Changed: noon(3), Due: march(16),
		DueWhat: "acknowledge", NextDay: march(17), Delay: "paused", Caseworker: "ann", Events: 3, Parts: parts, Search: "Abusive messages",
		Receipt: "c0de"}
}

func office(p casework.PersonID) casework.Part {
	return casework.Part{Person: p, Capacity: "caseworker", Office: true}
}

func party(p casework.PersonID) casework.Part {
	return casework.Part{Person: p, Capacity: "complainant"}
}

func (k kit) commit(c casework.Change) {
	k.Helper()
	if err := k.Commit(ctx, c); err != nil {
		k.Fatal(err)
	}
}

func (k kit) index(list ...casework.Entry) {
	k.Helper()
	k.commit(casework.Change{Entries: list})
}

func (k kit) holds(id casework.ID, want int) {
	k.Helper()
	got, err := k.Rows(ctx, id, 0)
	if err != nil || len(got) != want {
		k.Errorf("stream %s holds %d events, %v, want %d", id, len(got), err, want)
	}
}

// find lists the references that a query finds.
func (k kit) find(q casework.Query) string {
	k.Helper()
	list, err := k.Find(ctx, q)
	if err != nil {
		k.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Reference)
	}
	if n, err := k.Count(ctx, q, 1000); err != nil || n != len(list) && q.Most == 0 {
		k.Errorf("Count = %d, %v, and Find gives %d", n, err, len(list))
	}
	return strings.Join(out, " ")
}

func (k kit) finds(what string, q casework.Query, want string) {
	k.Helper()
	if got := k.find(q); got != want {
		k.Errorf("%s: found %q, want %q", what, got, want)
	}
}

func equal(k kit, what string, got, want any) {
	k.Helper()
	if !reflect.DeepEqual(got, want) {
		k.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func appended(k kit) {
	k.commit(casework.Change{Appends: []casework.Append{appends("m", 0, 3)}})
	k.commit(casework.Change{Appends: []casework.Append{appends("m", 3, 2)}})
	got, err := k.Rows(ctx, "m", 0)
	if err != nil {
		k.Fatal(err)
	}
	equal(k, "rows", got, append(rows("m", 0, 3), rows("m", 3, 2)...))
	if got, err = k.Rows(ctx, "m", 4); err != nil {
		k.Fatal(err)
	}
	equal(k, "rows from the fourth on", got, rows("m", 4, 1))
	k.holds("none", 0)
	if got, err := k.Rows(ctx, "m", 5); err != nil || len(got) != 0 {
		k.Errorf("past the end: %v, %v, want nothing", got, err)
	}
}

func conflict(k kit) {
	k.commit(casework.Change{Appends: []casework.Append{appends("m", 0, 2)}})
	for _, at := range []int{0, 1, 3} {
		if err := k.Commit(ctx, casework.Change{Appends: []casework.Append{appends("m", at, 1)}}); !errors.Is(err, casework.ErrConflict) {
			k.Errorf("an append at %d of a stream of 2: %v, want ErrConflict", at, err)
		}
	}
	k.holds("m", 2)
}

func several(k kit) {
	k.commit(casework.Change{Appends: []casework.Append{appends("a", 0, 1)}})
	c := casework.Change{Appends: []casework.Append{appends("b", 0, 2), appends("a", 0, 1)}, Entries: []casework.Entry{anEntry("b", "BBBB")},
		Messages: []casework.Message{{ID: "x", To: "ann", Matter: "b"}}, Readings: []casework.Reading{{Matter: "b"}}}
	if err := k.Commit(ctx, c); !errors.Is(err, casework.ErrConflict) {
		k.Errorf("one of two streams has moved on: %v, want ErrConflict", err)
	}
	k.holds("b", 0)
	k.nothingOf("b", "BBBB")
	c.Appends[1] = appends("a", 1, 1)
	k.commit(c)
	k.holds("a", 2)
	k.holds("b", 2)
	c = casework.Change{Appends: []casework.Append{appends("c", 0, 1), appends("c", 1, 2)}}
	k.commit(c)
	k.holds("c", 3)
}

// nothingOf checks that nothing of a matter was stored beside events.
func (k kit) nothingOf(id casework.ID, reference string) {
	k.Helper()
	if e, err := k.Entry(ctx, id); !errors.Is(err, casework.ErrNotFound) {
		k.Errorf("entry %+v, %v, want ErrNotFound", e, err)
	}
	if e, err := k.ByReference(ctx, reference); !errors.Is(err, casework.ErrNotFound) {
		k.Errorf("by reference %+v, %v, want ErrNotFound", e, err)
	}
	if list, err := k.Outbox(ctx, noon(28), 10); err != nil || len(list) != 0 {
		k.Errorf("outbox %+v, %v, want nothing", list, err)
	}
	if list, err := k.Readings(ctx, id); err != nil || len(list) != 0 {
		k.Errorf("readings %+v, %v, want none", list, err)
	}
}

func taken(k kit) {
	k.index(anEntry("a", "AAAA"))
	for name, c := range map[string]casework.Change{
		"another's":         {Appends: []casework.Append{appends("b", 0, 1)}, Entries: []casework.Entry{anEntry("b", "AAAA")}},
		"twice in one":      {Appends: []casework.Append{appends("b", 0, 1)}, Entries: []casework.Entry{anEntry("b", "BBBB"), anEntry("c", "BBBB")}},
		"the second of two": {Appends: []casework.Append{appends("b", 0, 1)}, Entries: []casework.Entry{anEntry("b", "BBBB"), anEntry("c", "AAAA")}},
	} {
		if err := k.Commit(ctx, c); !errors.Is(err, casework.ErrTaken) {
			k.Errorf("%s: %v, want ErrTaken", name, err)
		}
		k.holds("b", 0)
		k.nothingOf("b", "BBBB")
	}
	k.index(anEntry("a", "AAAA")) // its own
}

func entry(k kit) {
	k.nothingOf("a", "AAAA")
	e := anEntry("a", "AAAA", office("ann"), party("bob"), casework.Part{Person: "ann", Capacity: "chair", Office: true})
	for range 2 {
		k.index(e)
		got, err := k.Entry(ctx, "a")
		if err != nil {
			k.Fatal(err)
		}
		equal(k, "by ID", got, e)
		if got, err = k.ByReference(ctx, "AAAA"); err != nil {
			k.Fatal(err)
		}
		equal(k, "by reference", got, e)
		list, err := k.Find(ctx, casework.Query{Person: "ann"})
		if err != nil {
			k.Fatal(err)
		}
		equal(k, "found", list, []casework.Entry{e})
		e = casework.Entry{ID: "a", Reference: "AAAA", Final: true, Outcome: "dismissed", Changed: noon(9), Parts: []casework.Part{party("ann")}}
	}
	k.finds("who has no part any more", casework.Query{Person: "bob"}, "")
}

func streams(k kit) {
	want := map[casework.ID]int{}
	const many = 200
	var begun []casework.ID
	for i := range many {
		id := casework.ID(fmt.Sprint("m", i*7%many))
		begun = append(begun, id)
		want[id] = 1 + i*i%30
		k.commit(casework.Change{Appends: []casework.Append{appends(id, 0, want[id])}})
	}
	k.index(anEntry("no events", "AAAA"))
	k.commit(casework.Change{Appends: []casework.Append{appends("m3", want["m3"], 5)}})
	want["m3"] += 5
	var firsts []casework.ID
	for list, err := range k.Streams(ctx) {
		if err != nil || len(list) == 0 {
			k.Fatal(len(list), err)
		}
		id := list[0].Stream
		firsts = append(firsts, id)
		equal(k, "stream", list, rows(id, 0, want[id]))
	}
	equal(k, "streams in the order in which they were begun", firsts, begun)
	for range k.Streams(ctx) {
		break // nothing is left open
	}
	c, cancel := context.WithCancel(ctx)
	defer cancel()
	var last error
	for _, last = range k.Streams(c) {
		cancel()
	}
	if !errors.Is(last, context.Canceled) {
		k.Errorf("cancelled on the way: %v, want context.Canceled", last)
	}
}

// spread indexes eight matters of ann's whose due, opening, change and reference run in different orders.
func spread(k kit) {
	for i := range 8 {
		e := anEntry(casework.ID(fmt.Sprint("m", i)), fmt.Sprint("R", (i*5+2)%8), office("ann"))
		e.Due, e.Opened, e.Changed = march(1+i*3%8), march(1+i/2), noon(20-i)
		if i == 3 {
			e.Due = 0
		}
		e.Final = i%4 == 1
		k.index(e)
	}
}

var sorts = []string{casework.ByDue, casework.ByOpened, casework.ByChanged, casework.ByReference}

func order(k kit) {
	spread(k)
	k.finds("by what is due, first", casework.Query{Person: "ann", Most: 2}, "R2 R0")
	k.finds("nothing due comes last", casework.Query{Person: "ann", Down: true, Most: 1}, "R1")
	list, err := k.Find(ctx, casework.Query{Person: "ann"})
	if err != nil {
		k.Fatal(err)
	}
	for _, sort := range sorts {
		want := sorted(list, sort)
		k.finds("by "+sort, casework.Query{Person: "ann", Sort: sort}, strings.Join(want, " "))
		k.finds("all, by "+sort, casework.Query{Everyone: true, Sort: sort}, strings.Join(want, " "))
		k.finds("first three by "+sort, casework.Query{Person: "ann", Sort: sort, Most: 3}, strings.Join(want[:3], " "))
		slices.Reverse(want)
		k.finds("down by "+sort, casework.Query{Person: "ann", Sort: sort, Down: true}, strings.Join(want, " "))
	}
	if _, err := k.Find(ctx, casework.Query{Person: "ann", Sort: "weight"}); err == nil {
		k.Error("an unknown order is taken")
	}
}

// sorted lists references in the order that is promised.
func sorted(list []casework.Entry, sort string) []string {
	slices.SortFunc(list, func(a, b casework.Entry) int {
		return cmp.Or(cmp.Compare(a.SortKey(sort), b.SortKey(sort)), cmp.Compare(a.Reference, b.Reference))
	})
	var out []string
	for _, e := range list {
		out = append(out, e.Reference)
	}
	return out
}

func pages(k kit) {
	for _, sort := range sorts {
		for _, down := range []bool{false, true} {
			spread(k)
			q := casework.Query{Person: "ann", Sort: sort, Down: down}
			want := strings.Fields(k.find(q))
			got := k.turn(q)
			if sort != casework.ByReference { // what moves behind the pages still to come is met again
				got = slices.DeleteFunc(got, func(r string) bool { return r == want[2] })
				want = slices.Delete(want, 2, 3)
			}
			if !slices.Equal(got, want) {
				k.Errorf("by %s, down %v: the pages show %v, want %v", sort, down, got, want)
			}
		}
	}
	if _, err := k.Find(ctx, casework.Query{Person: "ann", After: "nonsense"}); err == nil {
		k.Error("a cursor that is none is taken")
	}
}

// turn turns pages of three. After the first its last entry moves to the end, and one comes in at the beginning.
func (k kit) turn(q casework.Query) []string {
	k.Helper()
	var got []string
	for q.Most = 3; ; {
		list, err := k.Find(ctx, q)
		if err != nil {
			k.Fatal(err)
		}
		for _, e := range list {
			got = append(got, e.Reference)
		}
		if len(list) < q.Most {
			return got
		}
		last := list[2]
		if q.After == "" {
			first, moved := anEntry("in front", "A", office("ann")), last
			first.Due, first.Opened, first.Changed = 1, 1, noon(1)
			moved.Due, moved.Opened, moved.Changed = 0, march(31), noon(31)
			if q.Down {
				first.Reference = "Z"
				first.Due, first.Opened, first.Changed, moved.Due, moved.Opened, moved.Changed = 0, march(31), noon(31), 1, 1, noon(1)
			}
			k.index(first, moved)
			defer k.index(anEntry("in front", "A"))
		}
		q.After = last.Cursor(q.Sort)
	}
}

func chooses(k kit) {
	spread(k)
	e := anEntry("x", "X", casework.Part{Person: "ann", Capacity: "chair", Office: true}, office("ann"))
	e.Procedure, e.Stage, e.Due = "recall", "decided", march(30)
	k.index(e)
	ann := func(q casework.Query) casework.Query { q.Person, q.Sort = "ann", casework.ByReference; return q }
	k.finds("one of her own", ann(casework.Query{Reference: "R3"}), "R3")
	k.finds("the beginning of one", ann(casework.Query{Reference: "R"}), "")
	k.finds("none of hers", casework.Query{Person: "eve", Reference: "R3"}, "")
	k.finds("any, for who sees all", casework.Query{Everyone: true, Reference: "R3"}, "R3")
	k.finds("open", ann(casework.Query{Open: true}), "R0 R1 R2 R4 R5 R6 X")
	k.finds("ended", ann(casework.Query{Ended: true}), "R3 R7")
	k.finds("procedure", ann(casework.Query{Procedure: "recall"}), "X")
	k.finds("stage", ann(casework.Query{Stage: "decided"}), "X")
	k.finds("stage of none", ann(casework.Query{Stage: "decide"}), "")
	k.finds("capacity", ann(casework.Query{Capacity: "chair"}), "X")
	k.finds("capacity that is another's beginning", ann(casework.Query{Capacity: "chai"}), "")
	k.finds("due by the day before", ann(casework.Query{DueBy: march(29), Procedure: "recall"}), "")
	k.finds("due by the day", ann(casework.Query{DueBy: march(30), Procedure: "recall"}), "X")
	k.finds("due by the last day of all", ann(casework.Query{DueBy: calendar.MaxDate, Open: true}), "R0 R2 R4 R5 R6 X")
}

func own(k kit) {
	k.index(anEntry("a", "AAAA", office("ann"), party("bob")), anEntry("b", "BBBB", office("ann")), anEntry("c", "CCCC"))
	k.finds("ann", casework.Query{Person: "ann"}, "AAAA BBBB")
	k.finds("bob", casework.Query{Person: "bob"}, "AAAA")
	k.finds("bob as what ann is", casework.Query{Person: "bob", Capacity: "caseworker"}, "")
	k.finds("a stranger", casework.Query{Person: "eve"}, "")
	k.finds("nobody", casework.Query{}, "")
	k.finds("an auditor", casework.Query{Everyone: true}, "AAAA BBBB CCCC")
	apart := anEntry("d", "DDDD", casework.Part{Person: "ann", Capacity: casework.Bringing, Office: true})
	k.index(apart)
	k.finds("an auditor, of what shows to its parts alone", casework.Query{Everyone: true}, "AAAA BBBB CCCC")
	k.finds("ann, of what shows to her", casework.Query{Person: "ann"}, "AAAA BBBB DDDD")
	apart.Parts = []casework.Part{office("bob")}
	k.index(apart)
	k.finds("an auditor, once it shows to all", casework.Query{Everyone: true}, "AAAA BBBB CCCC DDDD")
	k.finds("ann, of what is another's", casework.Query{Person: "ann"}, "AAAA BBBB")
	k.index(anEntry("a", "AAAA", party("bob")))
	k.finds("ann, relieved of one", casework.Query{Person: "ann"}, "BBBB")
}

func words(k kit) {
	a, b := anEntry("a", "ABCD-2345", office("ann"), party("bob"), office("cy")), anEntry("b", "EFGH-6789", office("ann"))
	a.Search, b.Search = "Zoë Oatwhistle\nabusive messages, 2026", "Messages: none"
	k.index(a, b)
	for words, want := range map[string]string{
		"messages": "ABCD-2345 EFGH-6789", "MESS": "ABCD-2345 EFGH-6789", "zoe oat": "ABCD-2345", "oat messages": "ABCD-2345", "none abusive": "",
		"zoë": "ABCD-2345", "whistle": "", "ABCD-2345": "ABCD-2345", "efgh": "EFGH-6789", "202": "ABCD-2345", "?!": "",
		`"messages" OR none`: "", "mess*": "ABCD-2345 EFGH-6789", "NOT none": "", "ann": "", "1_messages": "",
	} {
		k.finds("ann: "+words, casework.Query{Person: "ann", Words: words}, want)
		k.finds("auditor: "+words, casework.Query{Everyone: true, Words: words}, want)
	}
	k.finds("a party by words", casework.Query{Person: "bob", Words: "messages"}, "")
	k.finds("a party by a name", casework.Query{Person: "bob", Words: "oatwhistle"}, "")
	k.finds("a party by reference", casework.Query{Person: "bob", Words: "abcd-2"}, "ABCD-2345")
	k.finds("a party by another's reference", casework.Query{Person: "bob", Words: "EFGH-6789"}, "")
	k.finds("one of the office, of another's matter", casework.Query{Person: "cy", Words: "none"}, "")
	k.finds("a stranger", casework.Query{Person: "eve", Words: "messages"}, "")
	a.Search, a.Parts = "all is new", []casework.Part{party("ann"), office("bob")}
	k.index(a)
	k.finds("old words", casework.Query{Everyone: true, Words: "oatwhistle"}, "")
	k.finds("new words", casework.Query{Everyone: true, Words: "new"}, "ABCD-2345")
	k.finds("no longer of the office's side", casework.Query{Person: "ann", Words: "new"}, "")
	k.finds("of the office's side now", casework.Query{Person: "bob", Words: "new"}, "ABCD-2345")
	k.finds("no part any more", casework.Query{Person: "cy", Words: "new"}, "")
}

func due(k kit) {
	for i, day := range []calendar.Date{march(9), march(7), 0, march(8)} {
		e := anEntry(casework.ID(fmt.Sprint("m", i)), fmt.Sprint("R", i))
		e.NextDay = day
		k.index(e)
	}
	for _, tt := range []struct {
		day  calendar.Date
		most int
		want []casework.ID
	}{{march(6), 10, nil}, {march(7), 10, []casework.ID{"m1"}}, {march(9), 10, []casework.ID{"m1", "m3", "m0"}}, {march(9), 2, []casework.ID{"m1", "m3"}}} {
		got, err := k.Due(ctx, tt.day, tt.most)
		if err != nil {
			k.Fatal(err)
		}
		equal(k, "due on "+tt.day.String(), got, tt.want)
	}
}

func replace(k kit) {
	k.commit(casework.Change{Appends: []casework.Append{appends("a", 0, 2), appends("b", 0, 1)},
		Entries: []casework.Entry{anEntry("a", "AAAA", office("ann")), anEntry("b", "BBBB", office("ann"))}})
	fault := fmt.Errorf("a fault: %w", casework.ErrConflict) // which means nothing here
	next := anEntry("b", "CCCC", office("bob"))
	err := k.ReplaceIndex(ctx, func(yield func(casework.Entry, error) bool) {
		_ = yield(next, nil) && yield(casework.Entry{}, fault)
	})
	if !errors.Is(err, fault) {
		k.Errorf("a fault on the way: %v", err)
	}
	k.finds("after the fault", casework.Query{Person: "ann", Words: "messages"}, "AAAA BBBB")
	var all iter.Seq2[casework.Entry, error] = func(yield func(casework.Entry, error) bool) {
		for list, err := range k.Streams(ctx) { // may read the store while it replaces
			if err == nil && list[0].Stream == "b" && !yield(next, nil) {
				return
			}
		}
	}
	if err := k.ReplaceIndex(ctx, all); err != nil {
		k.Fatal(err)
	}
	k.finds("ann", casework.Query{Person: "ann"}, "")
	k.finds("bob", casework.Query{Person: "bob", Words: "messages"}, "CCCC")
	k.finds("all", casework.Query{Everyone: true, Words: "messages"}, "CCCC")
	k.nothingOf("a", "BBBB")
	k.holds("a", 2)
}

func outbox(k kit) {
	first := casework.Message{ID: "x", To: "ann", Matter: "m", Letter: 1, NotUntil: noon(5)}
	second := casework.Message{ID: "y", To: "bob", Matter: "m", NotUntil: noon(4)}
	k.commit(casework.Change{Messages: []casework.Message{first, second}})
	waits := func(what string, now time.Time, want ...casework.Message) {
		k.Helper()
		got, err := k.Outbox(ctx, now, 10)
		if err != nil {
			k.Fatal(err)
		}
		if len(got)+len(want) > 0 {
			equal(k, what, got, want)
		}
	}
	waits("before their time", noon(4).Add(-time.Microsecond))
	waits("one", noon(4), second)
	waits("both", noon(5), second, first)
	if got, err := k.Outbox(ctx, noon(5), 1); err != nil || len(got) != 1 {
		k.Errorf("at most one: %v, %v", got, err)
	}
	k.sent("y", noon(5), "no answer", noon(6))
	waits("the failed one waits", noon(5), first)
	second.Tries, second.NotUntil = 1, noon(6)
	waits("it is tried again", noon(6), first, second)
	k.sent("y", noon(6), "", time.Time{})
	k.sent("y", noon(7), "late news of a failure", noon(8))
	waits("what was sent is not sent again", noon(20), first)
	k.commit(casework.Change{Messages: []casework.Message{second}})
	waits("nor when it is put in again", noon(20), first)
}

func (k kit) sent(id string, at time.Time, failure string, again time.Time) {
	k.Helper()
	if err := k.Sent(ctx, id, at, failure, again); err != nil {
		k.Fatal(err)
	}
}

func readings(k kit) {
	r := []casework.Reading{{Matter: "m", At: noon(5), Person: "ann", As: "chair", What: "file"}, {Matter: "m", At: noon(4), Person: "bob", What: "letter 2"}}
	k.commit(casework.Change{Readings: append(r[:1:1], casework.Reading{Matter: "other", At: noon(1)})})
	k.commit(casework.Change{Readings: r[1:]})
	got, err := k.Readings(ctx, "m")
	if err != nil {
		k.Fatal(err)
	}
	equal(k, "readings, in the order in which they were recorded", got, r)
}

func drafts(k kit) {
	is := func(what string, now time.Time, want []byte) {
		k.Helper()
		got, err := k.Draft(ctx, "key", now)
		if !bytes.Equal(got, want) || errors.Is(err, casework.ErrNotFound) != (want == nil) {
			k.Errorf("%s: %q, %v, want %q", what, got, err, want)
		}
	}
	save := func(body string, until time.Time) {
		if err := k.SaveDraft(ctx, "key", []byte(body), until); err != nil {
			k.Fatal(err)
		}
	}
	is("none", noon(1), nil)
	save("one\x00", noon(5))
	save("two", noon(6))
	is("the last", noon(5), []byte("two"))
	is("at its time", noon(6), nil)
	is("it is forgotten", noon(1), nil)
	save("three", noon(6))
	save("", noon(6))
	is("saved nothing", noon(1), nil)
}

func crowd(k kit) {
	const writers, each = 64, 5
	var wg sync.WaitGroup
	var mu sync.Mutex
	conflicts := 0
	for i := range writers {
		wg.Go(func() {
			own := casework.ID(fmt.Sprint("m", i))
			for n := range each {
				err := k.Commit(ctx, casework.Change{Appends: []casework.Append{appends(own, n, 1)},
					Entries: []casework.Entry{anEntry(own, fmt.Sprint("R", i), office("ann"))}})
				if err != nil {
					k.Errorf("writer %d: %v", i, err)
				}
				if list, err := k.Rows(ctx, own, 0); err != nil || len(list) != n+1 {
					k.Errorf("writer %d reads back %d events, %v, want %d", i, len(list), err, n+1)
				}
			}
			err := k.Commit(ctx, casework.Change{Appends: []casework.Append{appends("one", 0, 1), appends(own, each, 1)}})
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, casework.ErrConflict) {
				conflicts++
			} else if err != nil {
				k.Error(err)
			}
		})
	}
	wg.Wait()
	if conflicts != writers-1 {
		k.Errorf("of %d who begin one stream %d are in conflict, want all but one", writers, conflicts)
	}
	k.holds("one", 1)
	if n, err := k.Count(ctx, casework.Query{Person: "ann"}, 1000); n != writers {
		k.Errorf("%d entries, %v, want %d", n, err, writers)
	}
}

func cancelled(k kit) {
	c, cancel := context.WithCancel(ctx)
	cancel()
	if err := k.Commit(c, casework.Change{Appends: []casework.Append{appends("m", 0, 1)}}); !errors.Is(err, context.Canceled) {
		k.Errorf("a cancelled commit: %v, want context.Canceled", err)
	}
	k.holds("m", 0)
}
