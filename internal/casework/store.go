package casework

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/evenhand/evenhand/calendar"
)

// Errors that a caller acts on.
var (
	ErrNotFound = errors.New("not found")                      // also when the asker may not know of it
	ErrConflict = errors.New("something else happened first")  // nothing was stored
	ErrTaken    = errors.New("the reference is already taken") // nothing was stored
)

// A Store keeps events, and the index that is worked out from them. It knows nothing of what they mean. Every store
// passes package storetest.
type Store interface {
	// Commit stores all of a change or nothing of it. When it returns nil the change is durable. It returns ErrConflict
	// when a stream does not hold as many events as the change expects, and ErrTaken when a new entry's reference is
	// another matter's.
	Commit(ctx context.Context, c Change) error

	// Rows reads the events of a stream in order, from the n-th on. A stream that does not exist has none. Times are kept
	// to the microsecond, here and everywhere.
	Rows(ctx context.Context, stream ID, n int) ([]Row, error)

	// Streams goes through all streams in the order in which they were begun, each with all its rows. It holds no more
	// than a fixed number of streams in memory.
	Streams(ctx context.Context) iter.Seq2[[]Row, error]

	// Entry reads the index entry of a matter; ByReference finds it. ErrNotFound when there is none.
	Entry(ctx context.Context, id ID) (Entry, error)
	ByReference(ctx context.Context, reference string) (Entry, error)

	// Find lists entries; Count counts them, up to a limit. Both see only what the query's person is a part of, or all.
	Find(ctx context.Context, q Query) ([]Entry, error)
	Count(ctx context.Context, q Query, most int) (int, error)

	// Due lists matters whose next day has come: those with NextDay before or on the day, soonest first.
	Due(ctx context.Context, day calendar.Date, most int) ([]ID, error)

	// ReplaceIndex puts a new index in place of the old, in one transaction. Entries may read the store, and not write.
	ReplaceIndex(ctx context.Context, entries iter.Seq2[Entry, error]) error

	// Outbox lists messages not yet sent whose time has come. Sent marks one as sent, or notes a failed try and when
	// to try again; the messages themselves are never deleted. A message that is put in again is the one there was.
	Outbox(ctx context.Context, now time.Time, most int) ([]Message, error)
	Sent(ctx context.Context, id string, at time.Time, failure string, again time.Time) error

	// Readings lists who read what of a matter, oldest first.
	Readings(ctx context.Context, id ID) ([]Reading, error)

	// SaveDraft keeps what somebody has typed under a secret key until a time; Draft reads it back (ErrNotFound);
	// saving nothing forgets it. Drafts past their time are forgotten.
	SaveDraft(ctx context.Context, key string, body []byte, until time.Time) error
	Draft(ctx context.Context, key string, now time.Time) ([]byte, error)
}

// A Change is what one command stores.
type Change struct {
	Appends  []Append
	Entries  []Entry // each replaces the entry of its matter whole
	Messages []Message
	Readings []Reading
}

// An Append adds rows to a stream that holds exactly At events.
type Append struct {
	Stream ID
	At     int
	Rows   []Row
}

// An Entry is what the index holds of a matter.
type Entry struct {
	ID         ID
	Reference  string
	Procedure  string
	Stage      string
	Final      bool
	Outcome    string // how it ended; empty until then
	Opened     calendar.Date
	Changed    time.Time
	Due        calendar.Date // the last day of what is due next; zero: nothing is
	DueWhat    string        // of that: the deadline
	NextDay    calendar.Date // the first day on which something may happen by itself; zero: never
	Delay      string        // why it stands still or is late, for the queue
	Caseworker PersonID
	Events     int
	Parts      []Part
	Search     string // words to find it by, for those who see all of the office's side
	Receipt    string // keyed hash of the receipt code; empty: none
}

// A Part is that a person may know of a matter, in a capacity.
type Part struct {
	Person   PersonID
	Capacity string
	Office   bool // it is of the office's side: it may search the words
}

// A Query chooses entries. Empty fields choose nothing away.
type Query struct {
	Person    PersonID // only matters of which this person is a part
	Everyone  bool     // all matters: for an auditor
	Reference string   // only the matter that is called so
	Capacity  string
	Procedure string
	Stage     string
	Open      bool // not ended
	Ended     bool
	DueBy     calendar.Date
	Words     string // each is the beginning of a word of the search words or the reference, but for capitals and accents
	Sort      string // ByDue (default), ByOpened, ByChanged, ByReference
	Down      bool
	After     string // the place, Entry.Cursor, of the last entry of the page before
	Most      int    // 0: 50; at most 500
}

// A Message waits to be sent. It says nothing of a case: whom to tell that there is something to read.
type Message struct {
	ID       string
	To       PersonID
	Matter   ID
	Letter   int // the letter it announces; 0: something else
	NotUntil time.Time
	Tries    int
}

// A Reading is that somebody read something.
type Reading struct {
	Matter ID
	At     time.Time
	Person PersonID
	As     string
	What   string // "file", "exhibit 3", "letter 2", "bundle"
}

// Blobs keeps bytes, written once. Put is durable when it returns; the same bytes are kept once.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (Blob, error)
	Open(ctx context.Context, sha256 string) (io.ReadCloser, error) // ErrNotFound
}

// A Blob is bytes that are kept.
type Blob struct {
	SHA256 string // lower-case hexadecimal, of the bytes as they came
	Bytes  int64
}

// A Scanner looks through bytes for harmful programs and returns the name of what it found, or nothing. An error means
// that they were not looked through to their end.
type Scanner interface {
	Scan(ctx context.Context, r io.Reader) (found string, err error)
}

// A Clock says what time it is. The demonstration's can be moved.
type Clock interface{ Now() time.Time }

// Mail announces that there is something to read. It must not wait long.
type Mail interface {
	Send(ctx context.Context, to, subject, text string) error
}

// Chance gives bytes nobody can foresee; a test gives its own.
type Chance interface{ Read(p []byte) (int, error) }
