package casework

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Addressed is where somebody who is not on the roll can be told that there is something to read.
type Addressed struct {
	Email  string
	Silent bool // nothing is sent by e-mail: others read what arrives there, or they look by themselves
}

// Undelivered is that somebody could not be told that there is something to read: the mail server will not take it.
type Undelivered struct {
	To     PersonID
	As     string // what they are in the matter
	Letter int    // the letter that was to be announced; 0: something else
	Why    string // the server's code, never an address
}

func (Addressed) kind() string   { return "addressed" }
func (Undelivered) kind() string { return "undelivered" }

// Never is when a message is tried again that will not be.
var Never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// AddressFor is the address at which somebody is told that there is something to read in a matter: the one that they
// gave for it, else that of the roll. It is empty when there is none, or none that is safe. Given says that they said so
// themselves, for this matter.
func (o *Office) AddressFor(ctx context.Context, id ID, p PersonID) (address string, given bool, err error) {
	f, err := o.load(ctx, id)
	if err != nil {
		return "", false, err
	}
	if f.onPaper(p) {
		return "", true, nil
	}
	if a, ok := f.addressed[p]; ok {
		if a.Silent {
			return "", true, nil
		}
		return a.Email, true, nil
	}
	person, _ := o.Roll().Person(p)
	return person.Address, false, nil
}

// Undelivered notes in the matter that somebody could not be told of a message, so that they are reached in another
// way. Whoever keeps the case is told when it was a letter.
func (o *Office) Undelivered(ctx context.Context, m Message, why string) error {
	for try := 0; ; try++ {
		f, err := o.load(ctx, m.Matter)
		if err != nil {
			return err
		}
		d := &draft{o: o, f: f, from: f.N()}
		w := Undelivered{To: m.To, Letter: m.Letter, Why: why}
		if caps := f.Capacities(m.To); len(caps) > 0 {
			w.As = caps[0]
		}
		if err := d.addByRule(w); err != nil {
			return err
		}
		if m.Letter > 0 {
			d.tellKeeper(m.To)
		}
		err = o.commit(ctx, d)
		if errors.Is(err, ErrConflict) && try < mostTries {
			continue
		}
		return err
	}
}

// tellKeeper has whoever keeps the case told that there is something to read, but not who could not be reached.
func (d *draft) tellKeeper(but PersonID) {
	for _, p := range d.f.Posted(d.f.keeper()) {
		if p != but {
			id := fmt.Sprintf("%s-undelivered-%d-%s", d.f.ID, d.last(), p)
			d.messages = append(d.messages, Message{ID: id, To: p, Matter: d.f.ID, NotUntil: d.o.now()})
		}
	}
}

// undelivered is what stands in the office's space of somebody who could not be told.
func undelivered(w Undelivered) Said {
	what := "a message"
	if w.Letter > 0 {
		what = "letter " + itoa(w.Letter)
	}
	return Said{Space: OfficeSide, Sort: "undelivered",
		Text: fmt.Sprintf("The %s could not be told of %s by e-mail: %s. Reach them in another way.", w.As, what, w.Why)}
}
