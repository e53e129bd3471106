package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// A Provider is an OpenID Connect provider. The fields are set before it is used.
type Provider struct {
	Issuer   string
	ClientID string
	Secret   string
	Redirect string       // the address to which the provider sends browsers back
	Client   *http.Client // nil for one that waits no longer than 10 seconds

	mu         sync.Mutex
	discovered *oidc.Provider
}

const providerPatience = 10 * time.Second

// A Journey is what somebody goes to the provider for.
type Journey string

// The journeys.
const (
	ToSignIn Journey = "sign-in"
	ToBind   Journey = "bind"   // whoever has signed in ties their identity to themselves
	ToAccept Journey = "accept" // whoever has an invitation ties theirs to the person invited
)

// journey is what is kept while a browser is at the provider.
type journey struct {
	For      Journey
	Issuer   string
	Nonce    string
	Verifier string
	Browser  []byte // the hash of what the browser keeps
	Invited  []byte // the key of the invitation
}

// Depart returns where to send a browser, and a value that the browser keeps
// in a cookie until it is back (HttpOnly, SameSite=Lax). S is the session for
// ToBind, and invitation a code for ToAccept.
func (d *Door) Depart(ctx context.Context, p *Provider, why Journey, s Session, invitation string) (url, keep string, err error) {
	j := journey{For: why, Issuer: p.Issuer, Nonce: newName() + newName(), Verifier: oauth2.GenerateVerifier()}
	r := Record{Kind: kindJourney}
	switch why {
	case ToSignIn:
	case ToBind:
		if r.Person = s.Person; r.Person == "" {
			return "", "", ErrUnknown
		}
	case ToAccept:
		invited, err := d.invitation(ctx, invitation)
		if err != nil {
			return "", "", err
		}
		r.Person, j.Invited = invited.Person, invited.Key
	default:
		return "", "", fmt.Errorf("no such journey: %s", why)
	}
	config, _, err := p.config(ctx)
	if err != nil {
		return "", "", err
	}
	state, key := newSecret()
	keep, j.Browser = newSecret()
	r.Key, r.Data, r.Made = key, encode(j), d.now()
	r.Ends = r.Made.Add(d.settings.CeremonyLife)
	if err := d.put(ctx, r); err != nil {
		return "", "", err
	}
	return config.AuthCodeURL(state, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)), keep, nil
}

// Arrive takes what the provider sends a browser back with, once, and what the
// browser kept. It returns whose identity it is: by a binding, or by the one
// that the journey was for and that is made now. What the provider says of an
// e-mail address is not read. For an identity that is nobody's the error is
// ErrUnknown; one that is somebody else's already cannot be bound: ErrTaken.
// The factor opens no matter.
func (d *Door) Arrive(ctx context.Context, p *Provider, state, code, kept string, s Session) (Person, Factor, error) {
	r, err := d.find(ctx, kindJourney, hashed(state))
	if err != nil {
		return "", Factor{}, err
	}
	j, err := decode[journey](r)
	if err != nil {
		return "", Factor{}, err
	}
	if subtle.ConstantTimeCompare(j.Browser, hashed(kept)) != 1 || j.Issuer != p.Issuer || j.For == ToBind && s.Person != r.Person {
		return "", Factor{}, ErrUnknown // another browser's, which can still use it
	}
	if err := d.take(ctx, r); err != nil {
		return "", Factor{}, err
	}
	identity, err := d.identity(ctx, p, j, code)
	if err != nil {
		return "", Factor{}, err
	}
	person, err := d.bound(ctx, j, r.Person, identity)
	if err != nil {
		return "", Factor{}, err
	}
	return person, Factor{Means: ByProvider, At: d.now()}, nil
}

// identity returns the key of the identity that the provider vouches for.
func (d *Door) identity(ctx context.Context, p *Provider, j journey, code string) ([]byte, error) {
	config, provider, err := p.config(ctx)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, p.client())
	tokens, err := config.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("reach identity provider: %w", err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, Now: d.clock.Now}).Verify(ctx, raw)
	if err != nil || token.Subject == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(j.Nonce)) != 1 {
		return nil, ErrUnknown
	}
	return hashed(token.Issuer + "\x00" + token.Subject), nil
}

// bound returns whose an identity is, and makes it the person's if the journey
// was for that.
func (d *Door) bound(ctx context.Context, j journey, person Person, identity []byte) (Person, error) {
	at, err := d.latest(ctx, Record{Kind: kindBinding, Key: identity, Data: []byte("{}"), Made: d.now()})
	if err != nil {
		return "", err
	}
	known := at.Version > 0 && !at.ended(d.now())
	switch {
	case j.For == ToSignIn && !known:
		return "", ErrUnknown
	case j.For == ToSignIn:
		return at.Person, nil
	case known && at.Person != person:
		return "", ErrTaken
	}
	at.Person, at.Ends = person, Record{}.Ends
	if j.For != ToAccept {
		return person, d.put(ctx, at)
	}
	invited, err := d.find(ctx, kindInvitation, j.Invited)
	if err != nil {
		return "", err
	}
	return person, d.take(ctx, invited, at)
}

// Unbind ends the bindings of a person to any provider.
func (d *Door) Unbind(ctx context.Context, person Person) error {
	return d.end(ctx, kindBinding, person, nil)
}

// Invite returns a code with which a person ties an identity to themselves. It
// is given to them by somebody else, and opens nothing by itself.
func (d *Door) Invite(ctx context.Context, by, person Person) (code string, err error) {
	if by == "" || person == "" || by == person {
		return "", ErrOwn
	}
	code, key := d.makeCode(kindInvitation)
	now := d.now()
	return code, d.put(ctx, Record{Kind: kindInvitation, Key: key, Person: person, Data: []byte("{}"), Made: now, Ends: now.Add(d.settings.InviteLife)})
}

func (d *Door) invitation(ctx context.Context, code string) (Record, error) {
	key, err := d.codeKey(kindInvitation, code)
	if err != nil {
		return Record{}, err
	}
	return d.find(ctx, kindInvitation, key)
}

// config returns what the provider says of itself, which is asked for once.
func (p *Provider) config(ctx context.Context) (*oauth2.Config, *oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.discovered == nil {
		// The keys are fetched later, when this request is long over.
		discovered, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client()), p.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("reach identity provider: %w", err)
		}
		p.discovered = discovered
	}
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.Secret, RedirectURL: p.Redirect,
		Endpoint: p.discovered.Endpoint(), Scopes: []string{oidc.ScopeOpenID}}, p.discovered, nil
}

func (p *Provider) client() *http.Client {
	if p.Client != nil {
		return p.Client
	}
	return &http.Client{Timeout: providerPatience}
}
