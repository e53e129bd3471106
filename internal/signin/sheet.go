package signin

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Sheet is a list of codes on paper, each for one use, that is handed to a
// person or sent by post. One officer prepares it and another prints it;
// neither is the person. So nobody alone can give out what opens a matter.
type Sheet struct {
	ID         string    `json:"id"`
	Person     Person    `json:"person"`
	Matter     Matter    `json:"matter"` // what the codes open; may be AllMatters
	Codes      int       `json:"codes"`
	Alone      bool      `json:"alone"` // whether a code signs in by itself, for those without an address
	PreparedBy Person    `json:"preparedBy"`
	Prepared   time.Time `json:"prepared"`
	PrintedBy  Person    `json:"printedBy,omitempty"`
	Printed    time.Time `json:"printed,omitzero"`
}

const mostCodes = 20 // on a sheet

// PrepareSheet notes that a person is to have a sheet of codes, of 1 to 20. The
// codes do not exist before it is printed.
func (d *Door) PrepareSheet(ctx context.Context, by, person Person, matter Matter, codes int, alone bool) (Sheet, error) {
	if by == "" || person == "" || by == person {
		return Sheet{}, ErrOwn
	}
	if matter == "" {
		return Sheet{}, errors.New("a sheet is for a matter, or for all")
	}
	if codes < 1 || codes > mostCodes {
		return Sheet{}, fmt.Errorf("a sheet has 1 to %d codes", mostCodes)
	}
	now := d.now()
	s := Sheet{ID: newName(), Person: person, Matter: matter, Codes: codes, Alone: alone, PreparedBy: by, Prepared: now}
	return s, d.put(ctx, Record{Kind: kindSheet, Key: []byte(s.ID), Person: person, Data: encode(s), Made: now, Ends: now.Add(d.settings.CodeLife)})
}

// paperCode is what stands in the record of a code.
type paperCode struct {
	Sheet string
	Reach Reach
	Alone bool
}

// PrintSheet makes the codes of a sheet and returns them, once. The error is
// ErrOwn for the person and for who prepared it, ErrUnknown if there is no such
// sheet or it has been printed.
func (d *Door) PrintSheet(ctx context.Context, by Person, id string) (Sheet, []string, error) {
	r, err := d.find(ctx, kindSheet, []byte(id))
	if err != nil {
		return Sheet{}, nil, err
	}
	s, err := decode[Sheet](r)
	if err != nil {
		return Sheet{}, nil, err
	}
	switch {
	case by == "" || by == s.Person || by == s.PreparedBy:
		return Sheet{}, nil, ErrOwn
	case s.PrintedBy != "":
		return Sheet{}, nil, ErrUnknown
	}
	now := d.now()
	s.PrintedBy, s.Printed = by, now
	r.Data, r.Ends = encode(s), now.Add(d.settings.CodeLife)
	records := []Record{r}
	var codes []string
	for range s.Codes {
		code, key := d.makeCode(kindCode)
		codes = append(codes, code)
		records = append(records, Record{Kind: kindCode, Key: key, Person: s.Person, Made: now, Ends: r.Ends,
			Data: encode(paperCode{s.ID, Over(s.Matter), s.Alone})})
	}
	if err := d.put(ctx, records...); err != nil {
		return Sheet{}, nil, err
	}
	return s, codes, nil
}

// Sheets returns a person's sheets that have not ended.
func (d *Door) Sheets(ctx context.Context, person Person) ([]Sheet, error) {
	records, err := d.of(ctx, kindSheet, person)
	if err != nil {
		return nil, err
	}
	var all []Sheet
	for _, r := range records {
		s, err := decode[Sheet](r)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// EndSheet ends a sheet and what is left of its codes: it was lost, or has not
// arrived. Sessions go on; [Door.EndSessions] ends those.
func (d *Door) EndSheet(ctx context.Context, person Person, id string) error {
	err := d.end(ctx, kindCode, person, func(r Record) bool {
		c, err := decode[paperCode](r)
		return err == nil && c.Sheet != id
	})
	return errors.Join(err, d.end(ctx, kindSheet, person, func(r Record) bool { return string(r.Key) != id }))
}

// UseCode takes a code on paper, once. S is the session of whoever has signed
// in, or the zero one for a code that signs in by itself. Nothing is taken when
// the code is not this person's (ErrUnknown), when it asks for a sign-in first
// (ErrSignInFirst), or for a slip of the pen (a [*Slip]).
//
// The passkeys that were used in the session gain the code's reach, so that
// they open the matter from now on; the session itself gains it by
// [Door.Strengthen].
func (d *Door) UseCode(ctx context.Context, code string, s Session) (Person, Factor, error) {
	key, err := d.codeKey(kindCode, code)
	if err != nil {
		return "", Factor{}, err
	}
	r, err := d.find(ctx, kindCode, key)
	if err != nil {
		return "", Factor{}, err
	}
	c, err := decode[paperCode](r)
	switch {
	case err != nil:
		return "", Factor{}, err
	case s.Person == "" && !c.Alone:
		return "", Factor{}, ErrSignInFirst
	case s.Person != "" && r.Person != s.Person:
		return "", Factor{}, ErrUnknown
	}
	widened, err := d.widened(ctx, s, c.Reach)
	if err != nil {
		return "", Factor{}, err
	}
	if err := d.take(ctx, r, widened...); err != nil {
		return "", Factor{}, err
	}
	return r.Person, Factor{Means: ByCode, At: d.now(), Reach: c.Reach}, nil
}
