package signin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Scope is something a program may do for a person, such as read:matters.
// Casework says what each means.
type Scope string

// A Token lets a program act for a person, within its scopes, until it ends.
type Token struct {
	ID     string
	Person Person
	Name   string // what the person calls it
	Scopes []Scope
	Reach  Reach // that of the session in which it was made
	Made   time.Time
	Ends   time.Time
}

// May reports whether the token has a scope.
func (t Token) May(s Scope) bool { return slices.Contains(t.Scopes, s) }

// tokenData is what is stored of a token besides its record.
type tokenData struct {
	ID     string
	Name   string
	Scopes []Scope
	Reach  Reach
}

const tokenPrefix = "evenhand_" // so that programs that look for lost secrets find it

// NewToken makes a token for whoever has the session, with an end that is not
// farther off than the settings say, and returns its value, once. It opens the
// matters that the session opens at this moment, and no more later.
func (d *Door) NewToken(ctx context.Context, s Session, name string, scopes []Scope, ends time.Time) (value string, t Token, err error) {
	now := d.now()
	if !ends.After(now) || ends.After(now.Add(d.settings.TokenMost)) {
		return "", Token{}, fmt.Errorf("a token ends after now and within %d days", d.settings.TokenMost/day)
	}
	if s.Person == "" || len(scopes) == 0 {
		return "", Token{}, fmt.Errorf("a token has somebody it acts for, and a scope")
	}
	secret, _ := newSecret()
	value = tokenPrefix + secret
	data := tokenData{newName(), name, scopes, d.reach(s)}
	r := Record{Kind: kindToken, Key: hashed(value), Person: s.Person, Data: encode(data), Made: now, Ends: ends}
	if err := d.put(ctx, r); err != nil {
		return "", Token{}, err
	}
	t, err = token(r)
	return value, t, err
}

// UseToken returns the token with a value, or ErrUnknown.
func (d *Door) UseToken(ctx context.Context, value string) (Token, error) {
	if !strings.HasPrefix(value, tokenPrefix) {
		return Token{}, ErrUnknown
	}
	r, err := d.find(ctx, kindToken, hashed(value))
	if err != nil {
		return Token{}, err
	}
	return token(r)
}

func token(r Record) (Token, error) {
	data, err := decode[tokenData](r)
	return Token{ID: data.ID, Person: r.Person, Name: data.Name, Scopes: data.Scopes, Reach: data.Reach, Made: r.Made, Ends: r.Ends}, err
}

// Tokens returns a person's tokens, the oldest first.
func (d *Door) Tokens(ctx context.Context, person Person) ([]Token, error) {
	records, err := d.of(ctx, kindToken, person)
	if err != nil {
		return nil, err
	}
	var all []Token
	for _, r := range records {
		t, err := token(r)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// EndToken ends one of a person's tokens, by its ID.
func (d *Door) EndToken(ctx context.Context, person Person, id string) error {
	return d.end(ctx, kindToken, person, func(r Record) bool {
		t, err := token(r)
		return err == nil && t.ID != id
	})
}
