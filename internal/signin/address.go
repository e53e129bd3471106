package signin

import (
	"context"
	"errors"
	"net/mail"
	"strings"
)

// addressKey returns an address as it is looked up: without the case of its
// letters, which nobody's mail depends on any more.
func addressKey(address string) (string, error) {
	parsed, err := mail.ParseAddress(strings.TrimSpace(address))
	if err != nil || parsed.Name != "" || len(parsed.Address) > 254 {
		return "", ErrAddress
	}
	return strings.ToLower(parsed.Address), nil
}

// Introduce gives a sign-in address to a person who has none. It is all that
// an import may do: one who has another address gets ErrHasAddress, and keeps
// it; an address that is somebody else's gives ErrTaken. To introduce the
// same address again changes nothing.
func (d *Door) Introduce(ctx context.Context, person Person, address string) error {
	key, err := addressKey(address)
	if err != nil {
		return err
	}
	if person == "" {
		return ErrUnknown
	}
	has, err := d.Address(ctx, person)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return err
	}
	if err == nil {
		if k, err := addressKey(has); err == nil && k == key {
			return nil
		}
		return ErrHasAddress
	}
	records, err := d.assign(ctx, person, strings.TrimSpace(address), key)
	if err != nil {
		return err
	}
	err = d.put(ctx, records...)
	if errors.Is(err, ErrUnknown) {
		return ErrTaken // by whoever was quicker
	}
	return err
}

// assign returns the records that make an address a person's, and take from
// them the one they had.
func (d *Door) assign(ctx context.Context, person Person, address, key string) ([]Record, error) {
	now := d.now()
	holder, err := d.latest(ctx, Record{Kind: kindHolder, Key: []byte(person), Person: person, Made: now})
	if err != nil {
		return nil, err
	}
	at, err := d.latest(ctx, Record{Kind: kindAddress, Key: []byte(key), Made: now})
	if err != nil {
		return nil, err
	}
	if at.Version > 0 && !at.ended(now) && at.Person != person {
		return nil, ErrTaken
	}
	var records []Record
	if holder.Version > 0 {
		old, err := decode[string](holder)
		if err != nil {
			return nil, err
		}
		if oldKey, err := addressKey(old); err == nil && oldKey != key {
			r, err := d.find(ctx, kindAddress, []byte(oldKey))
			if err != nil {
				return nil, err
			}
			r.Ends = now
			records = append(records, r)
		}
	}
	at.Person, at.Ends = person, Record{}.Ends
	at.Data, holder.Data = encode(address), encode(address)
	return append(records, at, holder), nil
}

// latest returns the record as it is stored, ended or not, or the given one if
// there is none.
func (d *Door) latest(ctx context.Context, r Record) (Record, error) {
	stored, err := d.store.Find(ctx, r.Kind, r.Key)
	if errors.Is(err, ErrUnknown) {
		return r, nil
	}
	return stored, err
}

// Address returns a person's sign-in address, or ErrUnknown.
func (d *Door) Address(ctx context.Context, person Person) (string, error) {
	r, err := d.find(ctx, kindHolder, []byte(person))
	if err != nil {
		return "", err
	}
	return decode[string](r)
}
