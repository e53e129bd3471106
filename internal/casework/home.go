package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/evenhand/evenhand/calendar"
)

// A Home is what a person sees first: what they must do next and by when, and the matters of which they are a part.
type Home struct {
	Today   calendar.Date
	Person  Person
	Offices []string // what they hold in the organisation
	Tasks   []Task
	Matters []Entry
	Ends    map[ID]calendar.Date // for a party: the day on which the matter ends at the latest
	More    bool
}

// A Task is something that a person must, or may, do by a day.
type Task struct {
	Reference string        `json:"reference"`
	Capacity  string        `json:"capacity"`
	What      string        `json:"what"`
	Clause    string        `json:"clause"`
	Title     string        `json:"title"`
	By        calendar.Date `json:"by"`
	Owed      bool          `json:"owed"`
}

// mostTasks bounds how many matters the first page looks into.
const mostTasks = 50

// Home makes a person's first page.
func (o *Office) Home(ctx context.Context, v Viewer) (Home, error) {
	today, err := o.Today()
	if err != nil {
		return Home{}, err
	}
	h := Home{Today: today, Offices: o.Roll().Offices(v.Person, today), Ends: map[ID]calendar.Date{}}
	h.Person, _ = o.Roll().Person(v.Person)
	if h.Matters, err = o.Store.Find(ctx, Query{Person: v.Person, Most: mostTasks + 1}); err != nil {
		return Home{}, err
	}
	if h.More = len(h.Matters) > mostTasks; h.More {
		h.Matters = h.Matters[:mostTasks]
	}
	for _, e := range h.Matters {
		f, err := o.load(ctx, e.ID)
		if err != nil {
			return Home{}, err
		}
		h.Tasks = append(h.Tasks, o.tasks(f, v)...)
		if last := o.latestEnd(f); f.isParty(v.Person) && last.Valid() {
			h.Ends[e.ID] = last
		}
	}
	slices.SortStableFunc(h.Tasks, func(a, b Task) int {
		return cmp.Or(compareBool(a.Owed, b.Owed), compareBool(!a.By.IsZero(), !b.By.IsZero()), cmp.Compare(a.By, b.By))
	})
	return h, nil
}

// compareBool puts what is true first.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// tasks lists what a person must or may do in a matter that has a last day, and the votes that wait for theirs.
func (o *Office) tasks(f *File, v Viewer) []Task {
	s := f.sightOf(v.Person, o.Roll())
	if !s.exists {
		return nil
	}
	may, _ := o.choices(f, s)
	var list []Task
	for _, c := range may {
		if c.Until.IsZero() {
			continue
		}
		t := Task{f.Opened.Reference, c.Capacity, Words(c.Act), c.Clause, c.Title, c.Until, c.Owed}
		if !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	for _, m := range f.Motions {
		if m.Done || !slices.Contains(s.bodies, m.Body) || slices.ContainsFunc(m.Votes, func(b Ballot) bool { return b.By == v.Person }) {
			continue
		}
		list = append(list, Task{Reference: f.Opened.Reference, Capacity: m.Body, What: "Vote on " + Words(m.Occurrence.Act), Owed: true})
	}
	return list
}

// Queue lists matters of which a person is a part, for an auditor all.
func (o *Office) Queue(ctx context.Context, v Viewer, q Query) ([]Entry, error) {
	q, err := o.ownQueue(v, q)
	if err != nil {
		return nil, err
	}
	return o.Store.Find(ctx, q)
}

// QueueCount counts what [Office.Queue] would list, up to a limit.
func (o *Office) QueueCount(ctx context.Context, v Viewer, q Query, most int) (int, error) {
	q, err := o.ownQueue(v, q)
	if err != nil {
		return 0, err
	}
	return o.Store.Count(ctx, q, most)
}

// ownQueue narrows a query to what a viewer may know of.
func (o *Office) ownQueue(v Viewer, q Query) (Query, error) {
	if v.Person == "" {
		return q, ErrNotFound
	}
	q.Person, q.Everyone = v.Person, o.Audits(v)
	return q, nil
}

// Audits says whether a viewer reads all and changes nothing.
func (o *Office) Audits(v Viewer) bool {
	today, err := o.Today()
	return err == nil && o.Roll().Holds(v.Person, Auditor, today)
}

// As lists in which capacities a person has a part in the matter.
func (e Entry) As(p PersonID) []string {
	var list []string
	for _, part := range e.Parts {
		if part.Person == p && !slices.Contains(list, part.Capacity) {
			list = append(list, part.Capacity)
		}
	}
	return list
}

// Tick lets the days pass in every matter in which something is due by itself, and says in how many something happened.
func (o *Office) Tick(ctx context.Context) (int, error) {
	today, err := o.Today()
	if err != nil {
		return 0, err
	}
	done := 0
	for {
		ids, err := o.Store.Due(ctx, today, 500)
		if err != nil || len(ids) == 0 {
			return done, err
		}
		for _, id := range ids {
			if err := o.pass(ctx, id); err != nil {
				return done, err
			}
			done++
		}
	}
}

// pass lets the days pass in one matter.
func (o *Office) pass(ctx context.Context, id ID) error {
	for try := 0; ; try++ {
		f, err := o.load(ctx, id)
		if err != nil {
			return err
		}
		d := &draft{o: o, f: f, from: f.N()}
		if d.beside, err = o.heldBeside(ctx, f); err != nil {
			return err
		}
		if err := d.restore(); err != nil {
			return err
		}
		if err := d.settle(); err != nil {
			return err
		}
		if d.f.N() == d.from { // nothing happened: the index was behind, or ahead
			err = o.Store.Commit(ctx, Change{Entries: []Entry{d.f.entry(o.Roll())}})
		} else {
			err = o.commit(ctx, d)
		}
		if errors.Is(err, ErrConflict) && try < mostTries {
			continue
		}
		return err
	}
}

// restore restores what was hidden when no second person has confirmed it by its day.
func (d *draft) restore() error {
	for _, x := range d.f.Exhibits {
		if x.Quarantined != nil && !x.Gone && x.Quarantined.Until < d.f.Today {
			if err := d.addByRule(QuarantineEnded{Exhibit: x.Exhibit, Why: "nobody confirmed it in time"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Rebuild works the index out anew from the events, puts it in the place of the old one, and says how many entries
// were not as they should have been.
func (o *Office) Rebuild(ctx context.Context) (matters, differing int, err error) {
	entries := func(yield func(Entry, error) bool) {
		for rows, err := range o.Store.Streams(ctx) {
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if len(rows) == 0 || rows[0].Stream == Organisation {
				continue
			}
			e, err := o.entryOf(rows)
			if err == nil {
				matters++
				if old, missing := o.Store.Entry(ctx, e.ID); missing != nil || !e.equal(old) {
					differing++
				}
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
	if err := o.Store.ReplaceIndex(ctx, iter.Seq2[Entry, error](entries)); err != nil {
		return matters, differing, fmt.Errorf("rebuild the index: %w", err)
	}
	return matters, differing, nil
}

// entryOf works out an entry as it was when its last event was recorded: what falls due later is for the night to find.
func (o *Office) entryOf(rows []Row) (Entry, error) {
	events := make([]Event, len(rows))
	for i, row := range rows {
		var err error
		if events[i], err = row.Decode(); err != nil {
			return Entry{}, err
		}
	}
	f, err := o.foldAsOf(events, events[len(events)-1].At)
	if err != nil {
		return Entry{}, err
	}
	return f.entry(o.Roll()), nil
}

// comparable leaves out of an entry what cannot be compared with ==.
func (e Entry) comparable() comparableEntry {
	return comparableEntry{e.ID, e.Reference, e.Procedure, e.Stage, e.Outcome, e.DueWhat, e.Delay, e.Search, e.Receipt, e.Caseworker, e.Final,
		e.Opened, e.Due, e.NextDay, e.Events}
}

type comparableEntry struct {
	id                                                                    ID
	reference, procedure, stage, outcome, dueWhat, delay, search, receipt string
	caseworker                                                            PersonID
	final                                                                 bool
	opened, due, nextDay                                                  calendar.Date
	events                                                                int
}

// equal says whether two entries say the same.
func (e Entry) equal(x Entry) bool {
	same := slices.Equal(e.Parts, x.Parts)
	e.Parts, x.Parts = nil, nil
	same = same && e.Changed.Equal(x.Changed)
	e.Changed = x.Changed
	return same && e.comparable() == x.comparable()
}
