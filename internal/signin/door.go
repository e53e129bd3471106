// Package signin says who has come to the door, and how sure that is.
//
// It knows persons by the names the office gives them, and nothing of their
// capacities: what a person may do is for casework and the rule book. It keeps
// apart two questions. Who is it? is answered by a link sent to an address, an
// identity provider, a passkey or a code. May this session enter that matter?
// is answered only by a factor that the mail relay and the identity provider
// never had in hand: a code given in person or by post, a receipt code, or a
// passkey made by somebody who had one of those. See [Reach].
//
// No secret that lets anybody in is stored, only a hash of it. The package
// reads no clock but the one it is given, sends no mail and writes no log.
// doc/spec/signin.md says what it promises.
package signin

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Person is the office's name for somebody: random, never an address.
type Person string

// Matter is the office's name for a matter.
type Matter string

// Clock tells the time.
type Clock interface{ Now() time.Time }

// The errors that a caller acts on.
var (
	// ErrUnknown: a secret is not known, has been used or has ended, or is not
	// this person's. Which of them is never said.
	ErrUnknown = errors.New("not known or no longer valid")
	// ErrSignInFirst: the code is good, for somebody who has signed in by
	// another way before.
	ErrSignInFirst = errors.New("sign in by another way first")
	// ErrOwn: somebody would give something to themselves, or be both of two.
	ErrOwn = errors.New("takes somebody else")
	// ErrAddress: the text is no e-mail address.
	ErrAddress = errors.New("not an e-mail address")
	// ErrHasAddress: the person has a sign-in address, which only a change of
	// address replaces.
	ErrHasAddress = errors.New("has a sign-in address already")
	// ErrTaken: the address, passkey or identity is another person's.
	ErrTaken = errors.New("belongs to somebody else")
	// ErrNotNow: the change of address is not at the point for this.
	ErrNotNow = errors.New("change of address is not open to this")
)

// Settings are what an organisation may choose. A zero stands for the value
// named beside it.
type Settings struct {
	LinkLife     time.Duration // of a link by e-mail: 15 minutes
	CeremonyLife time.Duration // of an attempt with a passkey or an identity provider: 10 minutes
	SessionIdle  time.Duration // after which an unused session ends: 2 hours
	SessionMost  time.Duration // after which any session ends: 24 hours
	FactorLife   time.Duration // how long after it was shown a factor opens matters: 12 hours
	CodeLife     time.Duration // of a code on paper: 90 days
	InviteLife   time.Duration // of an invitation: 14 days
	TokenMost    time.Duration // the longest an API token may last: a year
	ChangeWait   time.Duration // from the confirmation of a change of address to the change: 3 days
	ChangeLapse  time.Duration // after which an unconfirmed change ends: 14 days
}

const day = 24 * time.Hour

// filled returns s with its zeros replaced.
func (s Settings) filled() Settings {
	for _, f := range []struct {
		field *time.Duration
		usual time.Duration
	}{
		{&s.LinkLife, 15 * time.Minute}, {&s.CeremonyLife, 10 * time.Minute},
		{&s.SessionIdle, 2 * time.Hour}, {&s.SessionMost, day}, {&s.FactorLife, 12 * time.Hour},
		{&s.CodeLife, 90 * day}, {&s.InviteLife, 14 * day}, {&s.TokenMost, 366 * day},
		{&s.ChangeWait, 3 * day}, {&s.ChangeLapse, 14 * day},
	} {
		if *f.field == 0 {
			*f.field = f.usual
		}
	}
	return s
}

// A Door lets people in. It may be used by several at once.
type Door struct {
	store    Store
	clock    Clock
	key      []byte
	settings Settings
}

// New returns a door. The key, of 32 bytes or more, is kept outside the store:
// whoever reads the store alone cannot try out codes against it.
func New(store Store, clock Clock, key []byte, settings Settings) (*Door, error) {
	if len(key) < 32 {
		return nil, errors.New("sign-in key is shorter than 32 bytes")
	}
	return &Door{store, clock, key, settings.filled()}, nil
}

// now returns the instant, in the precision that is stored.
func (d *Door) now() time.Time { return d.clock.Now().UTC().Truncate(time.Millisecond) }

// Now is what time it is at the door. It is not the time of the cases where those have a clock of their own.
func (d *Door) Now() time.Time { return d.now() }

// newSecret returns 32 random bytes as text, and the key under which they are
// known.
func newSecret() (value string, key []byte) {
	value = base64.RawURLEncoding.EncodeToString(random(32))
	return value, hashed(value)
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

// newName returns a random name for something that is shown and opens nothing.
func newName() string { return base64.RawURLEncoding.EncodeToString(random(9)) }

func hashed(value string) []byte {
	sum := sha256.Sum256([]byte(value))
	return sum[:]
}

// keyed returns the keyed hash of a text that people can copy, which is too
// short for a hash without a key.
func (d *Door) keyed(kind Kind, text string) []byte {
	mac := hmac.New(sha256.New, d.key)
	mac.Write([]byte(string(kind) + "\x00" + text))
	return mac.Sum(nil)
}

// find returns a record that has not ended, or ErrUnknown.
func (d *Door) find(ctx context.Context, kind Kind, key []byte) (Record, error) {
	r, err := d.store.Find(ctx, kind, key)
	if errors.Is(err, ErrUnknown) || err == nil && r.ended(d.now()) {
		return Record{}, ErrUnknown
	}
	if err != nil {
		return Record{}, fmt.Errorf("find %s: %w", kind, err)
	}
	return r, nil
}

// take ends a record and returns it. Of several who try, one succeeds.
func (d *Door) take(ctx context.Context, r Record, with ...Record) error {
	r.Ends = d.now()
	return d.put(ctx, append(with, r)...)
}

// put stores records. Whoever is overtaken by somebody else gets ErrUnknown,
// as if they had come after them.
func (d *Door) put(ctx context.Context, records ...Record) error {
	err := d.store.Put(ctx, records...)
	if errors.Is(err, ErrConflict) {
		return ErrUnknown
	}
	if err != nil {
		return fmt.Errorf("store %s: %w", records[0].Kind, err)
	}
	return nil
}

// of returns the records of a person that have not ended.
func (d *Door) of(ctx context.Context, kind Kind, person Person) ([]Record, error) {
	if person == "" {
		return nil, nil
	}
	records, err := d.store.Of(ctx, kind, person, d.now())
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", kind, err)
	}
	return records, nil
}

// end ends records of a person, but for those to keep.
func (d *Door) end(ctx context.Context, kind Kind, person Person, keep func(Record) bool) error {
	records, err := d.of(ctx, kind, person)
	if err != nil {
		return err
	}
	for _, r := range records {
		if keep != nil && keep(r) {
			continue
		}
		if err := d.take(ctx, r); err != nil && !errors.Is(err, ErrUnknown) {
			return err
		}
	}
	return nil
}

// encode returns what stands in a record.
func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own types can all be written
	}
	return data
}

// decode returns what stands in a record.
func decode[T any](r Record) (T, error) {
	var v T
	if err := json.Unmarshal(r.Data, &v); err != nil {
		return v, fmt.Errorf("read %s: %w", r.Kind, err)
	}
	return v, nil
}

// Forget removes what has ended. It is called now and then.
func (d *Door) Forget(ctx context.Context) error {
	if err := d.store.Forget(ctx, d.now().Add(-day)); err != nil {
		return fmt.Errorf("forget what has ended: %w", err)
	}
	return nil
}
