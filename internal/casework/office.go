package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// An Office runs the matters of one organisation. Make one with [Open]; it may be used by many at once.
type Office struct {
	Store  Store
	Blobs  Blobs
	Clock  Clock
	Chance Chance

	// Longest says how long a matter can last at most, for "at the latest this ends on"; see [Longest]. Nil: it is not
	// said. It is asked once for each procedure, beside the work of the office.
	Longest func(book *Book, procedure string) (days int, ok bool)

	// LongestAhead says the same of a matter that has come to a stage; see [LongestAhead]. Nil: it is not asked.
	LongestAhead func(book *Book, procedure, stage string) *Ahead

	// Scanner looks through what comes in for harmful programs. Nil: nothing does.
	Scanner Scanner

	shelf   shelf
	bench   bench
	bounds  bounds
	aheads  aheads
	kept    keep
	counted statistics
	mu      sync.RWMutex
	roll    *Roll
	known   int // events of the organisation that the roll holds
}

// Open opens the office over its store. The error is a fault of the store, or that its events cannot be read.
func Open(ctx context.Context, store Store, blobs Blobs, clock Clock, chance Chance) (*Office, error) {
	o := &Office{Store: store, Blobs: blobs, Clock: clock, Chance: chance, roll: newRoll()}
	if err := o.refresh(ctx); err != nil {
		return nil, fmt.Errorf("open the office: %w", err)
	}
	return o, nil
}

// refresh takes in what has been added to the organisation's stream.
func (o *Office) refresh(ctx context.Context) error {
	o.mu.RLock()
	known := o.known
	o.mu.RUnlock()
	rows, err := o.Store.Rows(ctx, Organisation, known)
	if err != nil || len(rows) == 0 {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	next := o.roll.clone()
	for _, row := range rows {
		if row.N < o.known {
			continue
		}
		e, err := row.Decode()
		if err != nil {
			return err
		}
		next.add(e)
		o.known = row.N + 1
	}
	o.roll = next
	return nil
}

// Roll is the organisation's roll as it stands. It must not be changed.
func (o *Office) Roll() *Roll {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.roll
}

// Organise appends to the organisation's stream. By is who does it. Only an administrator does so through the pages;
// nothing here can touch a matter.
func (o *Office) Organise(ctx context.Context, by PersonID, list ...What) error {
	for try := 0; ; try++ {
		if err := o.refresh(ctx); err != nil {
			return err
		}
		o.mu.RLock()
		at := o.known
		o.mu.RUnlock()
		rows := make([]Row, len(list))
		for i, w := range list {
			if err := readable(w); err != nil {
				return err
			}
			row, err := Event{Stream: Organisation, N: at + i, At: o.now(), By: by, As: Administrator, What: w}.Encode()
			if err != nil {
				return err
			}
			rows[i] = row
		}
		err := o.Store.Commit(ctx, Change{Appends: []Append{{Organisation, at, rows}}})
		if errors.Is(err, ErrConflict) && try < mostTries {
			continue
		}
		if err != nil {
			return fmt.Errorf("change the organisation: %w", err)
		}
		return o.refresh(ctx)
	}
}

// mostTries is how often a command is decided again because somebody else was first.
const mostTries = 5

func (o *Office) now() time.Time { return o.Clock.Now().UTC().Truncate(time.Millisecond) }

// Now is what time it is at the office.
func (o *Office) Now() time.Time { return o.now() }

// Book is the version of the organisation's rule book that is in force today.
func (o *Office) Book() (*Book, error) {
	roll := o.Roll()
	if len(roll.adopted) == 0 {
		return nil, errors.New("the organisation has adopted no rule book")
	}
	last, err := o.shelf.book(roll.adopted[len(roll.adopted)-1])
	if err != nil {
		return nil, err
	}
	return roll.governing("", last.Rules.Calendar.DateOf(o.now()), o.shelf.book)
}

// books finds an adopted version by its hash.
func (o *Office) books(roll *Roll) func(string) (*Book, error) {
	return func(sha string) (*Book, error) {
		a, ok := roll.bySHA(sha)
		if !ok {
			return nil, fmt.Errorf("no rule book with the hash %s was adopted", sha)
		}
		return o.shelf.book(a)
	}
}

// Today is the day in the zone of the rule book in force.
func (o *Office) Today() (calendar.Date, error) {
	b, err := o.Book()
	if err != nil {
		return 0, err
	}
	return b.Rules.Calendar.DateOf(o.now()), nil
}

// load works out the file of a matter as it stands now. Only what has happened since it was last worked out is read.
func (o *Office) load(ctx context.Context, id ID) (*File, error) {
	today, err := o.Today()
	if err != nil {
		return nil, err
	}
	var events []Event
	before := o.kept.file(id)
	if before != nil {
		events = slices.Clip(before.Events)
	}
	rows, err := o.Store.Rows(ctx, id, len(events))
	if err != nil {
		return nil, fmt.Errorf("read a matter: %w", err)
	}
	if before != nil && len(rows) == 0 && before.Today == today {
		f := *before
		f.asOf = o.now()
		return &f, nil
	}
	for _, row := range rows {
		e, err := row.Decode()
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	f, err := o.fold(events)
	if err == nil {
		o.kept.hold(f)
	}
	return f, err
}

func (o *Office) fold(events []Event) (*File, error) { return o.foldAsOf(events, o.now()) }

// foldAsOf works out a file as it stands at an instant.
func (o *Office) foldAsOf(events []Event, at time.Time) (*File, error) {
	if len(events) == 0 {
		return nil, ErrNotFound
	}
	book, err := o.Book()
	if err != nil {
		return nil, err
	}
	f, err := fold(events, o.books(o.Roll()), book.Rules.Calendar.DateOf(at), at)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("work out a matter: %w", err)
	}
	return f, err
}

// own finds the index entry of a matter among those that the viewer may know of, ErrNotFound otherwise. It looks among
// these alone, so that for another's matter it does just what it does for none: the time that it takes says nothing.
func (o *Office) own(ctx context.Context, q Query, reference string) (Entry, error) {
	q.Reference, q.Sort, q.Most = reference, ByReference, 1
	list, err := o.Store.Find(ctx, q)
	if err == nil && (reference == "" || len(list) == 0) {
		err = ErrNotFound
	}
	if err != nil {
		return Entry{}, err
	}
	return list[0], nil
}

// find finds a matter by its reference for somebody who may know of it; ErrNotFound otherwise, whether there is none
// or it is none of theirs.
func (o *Office) find(ctx context.Context, v Viewer, reference string) (*File, sight, error) {
	today, err := o.Today()
	if err != nil {
		return nil, sight{}, err
	}
	entry, err := o.own(ctx, Query{Person: v.Person, Everyone: o.Roll().Holds(v.Person, Auditor, today)}, reference)
	if err != nil {
		return nil, sight{}, err
	}
	f, err := o.load(ctx, entry.ID)
	if err != nil {
		return nil, sight{}, err
	}
	s := f.sightOf(v.Person, o.Roll())
	if !s.exists {
		return nil, sight{}, ErrNotFound
	}
	return f, s, nil
}

// A draft is a change being put together: what happens is added, and the file is worked out anew after each addition.
type draft struct {
	o        *Office
	f        *File
	from     int // events before the change
	viewer   Viewer
	as       string
	forParty PersonID
	messages []Message
	readings []Reading
	beside   []matter.Holding // what people have been in the matters that this one is tied to
}

// add adds events of the viewer's.
func (d *draft) add(list ...What) error { return d.addBy(d.viewer.Person, d.forParty, d.as, list...) }

// addByRule adds events that nobody did.
func (d *draft) addByRule(list ...What) error { return d.addBy("", "", "", list...) }

func (d *draft) addBy(by, forParty PersonID, as string, list ...What) error {
	events := slices.Clip(d.f.Events)
	for _, w := range list {
		if err := readable(w); err != nil {
			return err
		}
		events = append(events, Event{Stream: d.f.ID, N: len(events), At: d.o.now(), By: by, For: forParty, As: as, What: w})
	}
	f, err := d.o.fold(events)
	if err != nil {
		return err
	}
	d.f = f
	return nil
}

// last is the number of the event added last.
func (d *draft) last() int { return len(d.f.Events) - 1 }

// change lets decide add to a matter, lets happen what follows from it, and stores all of it or nothing. When somebody
// else was first it is decided anew. A viewer who may not know of the matter gets ErrNotFound.
// In a matter from paper that waits to be taken over nothing can be changed.
func (o *Office) change(ctx context.Context, v Viewer, reference string, decide func(d *draft, s sight) error) (*File, error) {
	return o.alter(ctx, v, reference, func(d *draft, s sight) error {
		if d.f.waits() {
			return mend("", "This case was brought in from paper and has not been taken over: nothing can be done in it.")
		}
		return decide(d, s)
	})
}

// alter is change, also for a matter that waits.
func (o *Office) alter(ctx context.Context, v Viewer, reference string, decide func(d *draft, s sight) error) (*File, error) {
	for try := 0; ; try++ {
		if err := o.refresh(ctx); err != nil {
			return nil, err
		}
		f, s, err := o.find(ctx, v, reference)
		if err != nil {
			return nil, err
		}
		d := &draft{o: o, f: f, from: f.N(), viewer: v, as: v.As}
		if d.beside, err = o.heldBeside(ctx, f); err != nil {
			return nil, err
		}
		refused := decide(d, s)
		if refused != nil && d.f.N() == d.from {
			return nil, refused
		}
		if err := d.settle(); err != nil {
			return nil, err
		}
		err = o.commit(ctx, d)
		if errors.Is(err, ErrConflict) && try < mostTries {
			continue
		}
		if err != nil {
			return nil, err
		}
		return d.f, refused
	}
}

// commit stores a draft.
func (o *Office) commit(ctx context.Context, d *draft) error {
	rows := make([]Row, 0, d.f.N()-d.from)
	for _, e := range d.f.Events[d.from:] {
		row, err := e.Encode()
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	c := Change{Messages: d.messages, Readings: d.readings}
	if len(rows) > 0 {
		c.Appends = []Append{{d.f.ID, d.from, rows}}
		c.Entries = []Entry{d.f.entry(o.Roll())}
	}
	if err := o.Store.Commit(ctx, c); err != nil {
		return fmt.Errorf("append to a matter: %w", err)
	}
	return nil
}

// Find says which matter a reference is, to somebody who may know of it; ErrNotFound otherwise.
func (o *Office) Find(ctx context.Context, v Viewer, reference string) (ID, error) {
	f, _, err := o.find(ctx, v, reference)
	if err != nil {
		return orAtSide("", err, func() (ID, error) {
			f, _, err := o.atSide(ctx, v, reference)
			if err != nil {
				return "", err
			}
			return f.ID, nil
		})
	}
	return f.ID, nil
}
