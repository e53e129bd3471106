package signin

import (
	"context"
	"errors"
	"time"
)

// Kind says what a record is.
type Kind string

// The kinds of records.
const (
	kindRequest    Kind = "request"    // somebody asked for a link, known or not
	kindLink       Kind = "link"       // a link that was sent
	kindSession    Kind = "session"    //
	kindAddress    Kind = "address"    // whose a sign-in address is
	kindHolder     Kind = "holder"     // the sign-in address of a person
	kindChange     Kind = "change"     // a change of address
	kindAnswer     Kind = "answer"     // a link with which a change is answered
	kindReceipt    Kind = "receipt"    // an anonymous reporter's way back
	kindSheet      Kind = "sheet"      // codes on paper, before and after they are printed
	kindCode       Kind = "code"       // one of them
	kindInvitation Kind = "invitation" // a code that ties an identity to a person
	kindBinding    Kind = "binding"    // an identity at a provider, and whose it is
	kindJourney    Kind = "journey"    // somebody is on the way to a provider and back
	kindPasskey    Kind = "passkey"    //
	kindCeremony   Kind = "ceremony"   // a passkey is being made or used
	kindToken      Kind = "token"      // for programs
)

// A Record is one thing that is known at the door, under a key that is a hash
// or no secret. It is kept as it is by the store, which knows nothing of what
// it means.
type Record struct {
	Kind    Kind
	Key     []byte
	Person  Person // empty while nobody is known
	Data    []byte
	Made    time.Time
	Ends    time.Time // from when it counts no more; zero for never
	Version int64     // how often it has been stored; 0 for one that is new
}

// ended reports whether r counts no more.
func (r Record) ended(now time.Time) bool { return !r.Ends.IsZero() && !r.Ends.After(now) }

// ErrConflict: a record is not as it was when it was read.
var ErrConflict = errors.New("record has changed")

// A Store keeps records. Package sqlstore has the one that is used.
type Store interface {
	// Find returns a record, ended or not. If there is none the error is ErrUnknown.
	Find(ctx context.Context, kind Kind, key []byte) (Record, error)
	// Of returns a person's records of a kind that have not ended, the oldest first.
	Of(ctx context.Context, kind Kind, person Person, now time.Time) ([]Record, error)
	// All returns the records of a kind that have not ended, the oldest first,
	// at most so many.
	All(ctx context.Context, kind Kind, now time.Time, most int) ([]Record, error)
	// Put stores all the records or none. A record with version 0 must not be
	// there; any other must be there in that version. Otherwise the error is
	// ErrConflict. What is stored has the version after.
	Put(ctx context.Context, records ...Record) error
	// Forget removes what ended before an instant.
	Forget(ctx context.Context, before time.Time) error
}
