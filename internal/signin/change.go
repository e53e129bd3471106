package signin

import (
	"slices"
	"time"
)

// ChangeState is where a change of a sign-in address stands.
type ChangeState string

// The states. A change begins as asked; the last three are ends.
const (
	ChangeAsked   ChangeState = "asked"   // it waits for the new address, and for a confirmation
	ChangeWaiting ChangeState = "waiting" // it is confirmed, and will be made on its day
	ChangeDone    ChangeState = "done"
	ChangeStopped ChangeState = "stopped" // somebody said no
	ChangeLapsed  ChangeState = "lapsed"  // nobody confirmed it in time
)

// A Change is one change of a sign-in address. It is a value: each step gives
// the next, or ErrNotNow or ErrOwn.
//
// It needs two things, in any order. The new address answers, so that nobody
// is shut out by a slip of the pen. And the old address confirms, or two
// officers stand for it, neither of them the person; an officer who asked for
// it is one of the two. Then it waits, so that whoever did not ask for it can
// say no; both addresses are told at the beginning and at the end.
type Change struct {
	ID       string      `json:"id"`
	State    ChangeState `json:"state"`
	Person   Person      `json:"person"`
	Old      string      `json:"old"`
	New      string      `json:"new"`
	AskedBy  Person      `json:"askedBy"`
	Asked    time.Time   `json:"asked"`
	Answered time.Time   `json:"answered,omitzero"` // by the new address
	Agreed   time.Time   `json:"agreed,omitzero"`   // by the old address
	Officers []Person    `json:"officers,omitempty"`
	Due      time.Time   `json:"due,omitzero"` // when it is made, once it is confirmed
	Ended    time.Time   `json:"ended,omitzero"`
}

// begun returns a change that has just been asked for.
func begun(id string, person, by Person, old, new string, now time.Time) Change {
	c := Change{ID: id, State: ChangeAsked, Person: person, Old: old, New: new, AskedBy: by, Asked: now}
	if by != person {
		c.Officers = []Person{by}
	}
	return c
}

// answer notes that the new address has answered.
func (c Change) answer(now time.Time, wait time.Duration) (Change, error) {
	if c.State != ChangeAsked {
		return c, ErrNotNow
	}
	if c.Answered.IsZero() {
		c.Answered = now
	}
	return c.confirmed(now, wait), nil
}

// agree notes that the old address confirms.
func (c Change) agree(now time.Time, wait time.Duration) (Change, error) {
	if c.State != ChangeAsked {
		return c, ErrNotNow
	}
	if c.Agreed.IsZero() {
		c.Agreed = now
	}
	return c.confirmed(now, wait), nil
}

// stand notes that an officer stands for the change.
func (c Change) stand(officer Person, now time.Time, wait time.Duration) (Change, error) {
	switch {
	case c.State != ChangeAsked:
		return c, ErrNotNow
	case officer == "" || officer == c.Person || slices.Contains(c.Officers, officer):
		return c, ErrOwn
	}
	c.Officers = append(slices.Clone(c.Officers), officer)
	return c.confirmed(now, wait), nil
}

const officersNeeded = 2 // in the place of the old address

// confirmed begins the wait if everything is there for it.
func (c Change) confirmed(now time.Time, wait time.Duration) Change {
	if !c.Answered.IsZero() && (!c.Agreed.IsZero() || len(c.Officers) >= officersNeeded) {
		c.State, c.Due = ChangeWaiting, now.Add(wait)
	}
	return c
}

// stop ends a change that has not been made.
func (c Change) stop(now time.Time) (Change, error) {
	if c.Over() {
		return c, ErrNotNow
	}
	c.State, c.Ended = ChangeStopped, now
	return c, nil
}

// advance returns what time alone makes of the change.
func (c Change) advance(now time.Time, lapse time.Duration) Change {
	switch {
	case c.State == ChangeAsked && !now.Before(c.Asked.Add(lapse)):
		c.State, c.Ended = ChangeLapsed, now
	case c.State == ChangeWaiting && !now.Before(c.Due):
		c.State, c.Ended = ChangeDone, now
	}
	return c
}

// Over reports whether the change is made or will not be.
func (c Change) Over() bool {
	return c.State == ChangeDone || c.State == ChangeStopped || c.State == ChangeLapsed
}
