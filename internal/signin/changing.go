package signin

import (
	"context"
	"errors"
	"fmt"
)

// A Tell is something that an address is to be told about a change. The caller
// words it and sends it, without a name.
type Tell struct {
	To    string
	State ChangeState
	// The tokens of links to be shown with it, each for one use of
	// [Door.AnswerChange]; empty if there is no such link.
	Agree, Answer, Stop string
}

// what the token of a link does to a change.
const (
	doAgree  = "agree"
	doAnswer = "answer"
	doStop   = "stop"
)

// changeAnswer is what stands in the record of such a token.
type changeAnswer struct{ Change, Does string }

// AskChange begins a change of a person's sign-in address. By is the person,
// in a session, or an officer. There is one at a time: a second gets ErrNotNow.
// Whether the new address is somebody's already is not looked at before the
// end, so that nobody learns of it here.
func (d *Door) AskChange(ctx context.Context, by, person Person, address string) (Change, []Tell, error) {
	if _, err := addressKey(address); err != nil {
		return Change{}, nil, err
	}
	if by == "" {
		return Change{}, nil, ErrOwn
	}
	old, err := d.Address(ctx, person)
	if err != nil {
		return Change{}, nil, err
	}
	now := d.now()
	r, err := d.latest(ctx, Record{Kind: kindChange, Key: []byte(person), Person: person, Made: now})
	if err != nil {
		return Change{}, nil, err
	}
	if r.Version > 0 && !r.ended(now) {
		return Change{}, nil, ErrNotNow
	}
	c := begun(newName(), person, by, old, address, now)
	r.Made = now
	records := []Record{d.changed(r, c)}
	tells := []Tell{{To: c.Old, State: c.State}, {To: c.New, State: c.State}}
	for _, token := range []struct {
		does  string
		value *string
	}{{doAgree, &tells[0].Agree}, {doStop, &tells[0].Stop}, {doAnswer, &tells[1].Answer}, {doStop, &tells[1].Stop}} {
		value, key := newSecret()
		*token.value = value
		records = append(records, Record{Kind: kindAnswer, Key: key, Person: person, Data: encode(changeAnswer{c.ID, token.does}),
			Made: now, Ends: now.Add(d.settings.ChangeLapse + d.settings.ChangeWait)})
	}
	if err := d.put(ctx, records...); err != nil {
		return Change{}, nil, err
	}
	return c, tells, nil
}

// changed returns the record of a change.
func (d *Door) changed(r Record, c Change) Record {
	r.Data, r.Ends = encode(c), c.Ended
	return r
}

// PendingChange returns the change of address of a person that has not ended, or ErrUnknown.
func (d *Door) PendingChange(ctx context.Context, person Person) (Change, error) {
	_, c, err := d.change(ctx, person)
	return c, err
}

func (d *Door) change(ctx context.Context, person Person) (Record, Change, error) {
	r, err := d.find(ctx, kindChange, []byte(person))
	if err != nil {
		return r, Change{}, err
	}
	c, err := decode[Change](r)
	return r, c, err
}

// AnswerChange uses the token of a link about a change. Like [Door.UseLink] it
// belongs behind a button.
func (d *Door) AnswerChange(ctx context.Context, token string) (Change, []Tell, error) {
	answer, err := d.find(ctx, kindAnswer, hashed(token))
	if err != nil {
		return Change{}, nil, err
	}
	does, err := decode[changeAnswer](answer)
	if err != nil {
		return Change{}, nil, err
	}
	answer.Ends = d.now()
	return d.step(ctx, answer.Person, func(c Change) (Change, error) {
		switch {
		case c.ID != does.Change: // of an earlier change
			return c, ErrUnknown
		case does.Does == doAgree:
			return c.agree(d.now(), d.settings.ChangeWait)
		case does.Does == doAnswer:
			return c.answer(d.now(), d.settings.ChangeWait)
		}
		return c.stop(d.now())
	}, answer)
}

// StandForChange notes that an officer stands for a change. Whether they are
// one is for the caller to know; the person and who has stood for it already
// get ErrOwn.
func (d *Door) StandForChange(ctx context.Context, officer, person Person) (Change, []Tell, error) {
	return d.step(ctx, person, func(c Change) (Change, error) { return c.stand(officer, d.now(), d.settings.ChangeWait) })
}

// StopChange ends a change that has not been made, for the person or an officer.
func (d *Door) StopChange(ctx context.Context, person Person) (Change, []Tell, error) {
	return d.step(ctx, person, func(c Change) (Change, error) { return c.stop(d.now()) })
}

// step takes a person's change one step on, and stores with it what else is given.
func (d *Door) step(ctx context.Context, person Person, next func(Change) (Change, error), with ...Record) (Change, []Tell, error) {
	r, c, err := d.change(ctx, person)
	if err != nil {
		return Change{}, nil, err
	}
	c, err = next(c)
	if err != nil {
		return Change{}, nil, err
	}
	if err := d.put(ctx, append(with, d.changed(r, c))...); err != nil {
		return Change{}, nil, err
	}
	return c, told(c), nil
}

// told returns what both addresses hear of where a change stands.
func told(c Change) []Tell {
	if c.State == ChangeAsked {
		return nil
	}
	return []Tell{{To: c.Old, State: c.State}, {To: c.New, State: c.State}}
}

const mostChanges = 1000 // in one go

// MakeChanges makes the changes whose day has come and ends those that nobody
// confirmed. With a change, the person's sessions and open links end.
func (d *Door) MakeChanges(ctx context.Context) ([]Tell, error) {
	records, err := d.store.All(ctx, kindChange, d.now(), mostChanges)
	if err != nil {
		return nil, fmt.Errorf("list changes: %w", err)
	}
	var tells []Tell
	var failed error
	for _, r := range records {
		more, err := d.makeChange(ctx, r)
		tells, failed = append(tells, more...), errors.Join(failed, err)
	}
	return tells, failed
}

func (d *Door) makeChange(ctx context.Context, r Record) ([]Tell, error) {
	c, err := decode[Change](r)
	if err != nil {
		return nil, err
	}
	next := c.advance(d.now(), d.settings.ChangeLapse)
	if next.State == c.State {
		return nil, nil
	}
	var with []Record
	if next.State == ChangeDone {
		key, _ := addressKey(c.New) // it was one when it was asked for
		with, err = d.assign(ctx, c.Person, c.New, key)
		if errors.Is(err, ErrTaken) {
			if next, err = c.stop(d.now()); err != nil {
				return nil, err
			}
		} else if err != nil {
			return nil, err
		}
	}
	if err := d.put(ctx, append(with, d.changed(r, next))...); errors.Is(err, ErrUnknown) {
		return nil, nil // stopped at this moment, or made by another
	} else if err != nil {
		return nil, err
	}
	if next.State == ChangeDone {
		err = errors.Join(d.EndSessions(ctx, c.Person, ""), d.end(ctx, kindLink, c.Person, nil))
	}
	return told(next), err
}
