package signin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Site is the web site that passkeys are made for.
type Site struct {
	Domain string // such as office.example.org, or localhost; passkeys are bound to it for ever
	Origin string // such as https://office.example.org
	Name   string // what the browser shows
}

// Passkeys make and use passkeys at a door.
type Passkeys struct {
	door *Door
	web  *webauthn.WebAuthn
}

// NewPasskeys returns the passkeys of a site.
func NewPasskeys(d *Door, site Site) (*Passkeys, error) {
	required := true
	web, err := webauthn.New(&webauthn.Config{
		RPID: site.Domain, RPOrigins: []string{site.Origin}, RPDisplayName: site.Name,
		AttestationPreference: protocol.PreferNoAttestation, // we do not ask which make somebody uses
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &required,
			UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("set up passkeys: %w", err)
	}
	return &Passkeys{d, web}, nil
}

// A Passkey is one that a person has made.
type Passkey struct {
	ID    string // its name in the person's list
	Name  string // what the person calls it
	Made  time.Time
	Used  time.Time // zero if never
	Reach Reach

	record Record
}

// passkeyData is what is stored of a passkey besides its record, whose key is
// the credential's.
type passkeyData struct {
	ID         string
	Name       string
	Used       time.Time `json:",omitzero"`
	Reach      Reach
	Credential webauthn.Credential
}

// A holder is a person as the library has them.
type holder struct {
	id          []byte
	name        string
	credentials []webauthn.Credential
}

func (h *holder) WebAuthnID() []byte                         { return h.id }
func (h *holder) WebAuthnName() string                       { return h.name }
func (h *holder) WebAuthnDisplayName() string                { return h.name }
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

// holder returns a person. The authenticator keeps the keyed hash of the
// person's name, which says nothing to whoever reads it there.
func (p *Passkeys) holder(ctx context.Context, person Person, name string) (*holder, error) {
	records, err := p.door.of(ctx, kindPasskey, person)
	if err != nil {
		return nil, err
	}
	h := &holder{id: p.door.keyed(kindPasskey, string(person)), name: name}
	for _, r := range records {
		data, err := decode[passkeyData](r)
		if err != nil {
			return nil, err
		}
		h.credentials = append(h.credentials, data.Credential)
	}
	return h, nil
}

// ceremony is what is kept while a passkey is made or used.
type ceremony struct {
	Session webauthn.SessionData
	Name    string
}

// begin stores a ceremony and returns its token.
func (p *Passkeys) begin(ctx context.Context, person Person, s *webauthn.SessionData, name string) (string, error) {
	token, key := newSecret()
	now := p.door.now()
	return token, p.door.put(ctx, Record{Kind: kindCeremony, Key: key, Person: person, Data: encode(ceremony{*s, name}),
		Made: now, Ends: now.Add(p.door.settings.CeremonyLife)})
}

// finish takes a ceremony, once.
func (p *Passkeys) finish(ctx context.Context, person Person, token string) (ceremony, error) {
	r, err := p.door.find(ctx, kindCeremony, hashed(token))
	if err != nil {
		return ceremony{}, err
	}
	if r.Person != person {
		return ceremony{}, ErrUnknown
	}
	if err := p.door.take(ctx, r); err != nil {
		return ceremony{}, err
	}
	return decode[ceremony](r)
}

// BeginMaking begins to make a passkey for whoever has the session, and
// returns what the browser's own function reads as JSON. Label is shown by the
// browser and the authenticator, and says nothing of any matter.
func (p *Passkeys) BeginMaking(ctx context.Context, s Session, label string) (options *protocol.CredentialCreation, token string, err error) {
	if s.Person == "" {
		return nil, "", ErrUnknown
	}
	h, err := p.holder(ctx, s.Person, label)
	if err != nil {
		return nil, "", err
	}
	options, data, err := p.web.BeginRegistration(h, webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired),
		webauthn.WithExclusions(webauthn.Credentials(h.credentials).CredentialDescriptors()))
	if err != nil {
		return nil, "", fmt.Errorf("begin passkey: %w", err)
	}
	token, err = p.begin(ctx, s.Person, data, label)
	return options, token, err
}

// FinishMaking reads the browser's answer and stores the passkey, with the
// reach that the session has at this moment. ErrUnknown is the error for an
// answer that proves nothing, ErrTaken for a passkey that exists.
func (p *Passkeys) FinishMaking(ctx context.Context, s Session, token, name string, answer io.Reader) (Passkey, error) {
	if s.Person == "" {
		return Passkey{}, ErrUnknown
	}
	c, err := p.finish(ctx, s.Person, token)
	if err != nil {
		return Passkey{}, err
	}
	h, err := p.holder(ctx, s.Person, c.Name)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBody(answer)
	if err != nil {
		return Passkey{}, ErrUnknown
	}
	credential, err := p.web.CreateCredential(h, c.Session, parsed)
	if err != nil {
		return Passkey{}, ErrUnknown
	}
	data := passkeyData{ID: newName(), Name: name, Reach: p.door.reach(s), Credential: *credential}
	r := Record{Kind: kindPasskey, Key: credential.ID, Person: s.Person, Data: encode(data), Made: p.door.now()}
	if err := p.door.put(ctx, r); errors.Is(err, ErrUnknown) {
		return Passkey{}, ErrTaken
	} else if err != nil {
		return Passkey{}, err
	}
	return passkey(r)
}

// BeginUsing begins a sign-in with whatever passkey the browser has for the site.
func (p *Passkeys) BeginUsing(ctx context.Context) (options *protocol.CredentialAssertion, token string, err error) {
	options, data, err := p.web.BeginDiscoverableLogin()
	if err != nil {
		return nil, "", fmt.Errorf("begin sign-in: %w", err)
	}
	token, err = p.begin(ctx, "", data, "")
	return options, token, err
}

// FinishUsing reads the browser's answer and returns whose passkey it is. The
// factor has the passkey's reach. A passkey that seems to have been copied
// gives ErrUnknown, like one that is not known.
func (p *Passkeys) FinishUsing(ctx context.Context, token string, answer io.Reader) (Person, Factor, error) {
	c, err := p.finish(ctx, "", token)
	if err != nil {
		return "", Factor{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBody(answer)
	if err != nil {
		return "", Factor{}, ErrUnknown
	}
	r, err := p.door.find(ctx, kindPasskey, parsed.RawID)
	if err != nil {
		return "", Factor{}, err
	}
	h, err := p.holder(ctx, r.Person, "")
	if err != nil {
		return "", Factor{}, err
	}
	_, credential, err := p.web.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return h, nil }, c.Session, parsed)
	if err != nil || credential.Authenticator.CloneWarning {
		return "", Factor{}, ErrUnknown
	}
	data, err := decode[passkeyData](r)
	if err != nil {
		return "", Factor{}, err
	}
	now := p.door.now()
	data.Credential, data.Used = *credential, now
	r.Data = encode(data)
	if err := p.door.put(ctx, r); err != nil {
		return "", Factor{}, err
	}
	return r.Person, Factor{Means: ByPasskey, At: now, Reach: data.Reach, Passkey: credential.ID}, nil
}

// widened returns the records of the passkeys that were used in a session, with
// a further reach.
func (d *Door) widened(ctx context.Context, s Session, reach Reach) ([]Record, error) {
	var records []Record
	for _, f := range s.Factors {
		if f.Means != ByPasskey {
			continue
		}
		r, err := d.find(ctx, kindPasskey, f.Passkey)
		if errors.Is(err, ErrUnknown) {
			continue // it has been ended since
		}
		if err != nil {
			return nil, err
		}
		data, err := decode[passkeyData](r)
		if err != nil {
			return nil, err
		}
		data.Reach = data.Reach.And(reach)
		r.Data = encode(data)
		records = append(records, r)
	}
	return records, nil
}

func passkey(r Record) (Passkey, error) {
	data, err := decode[passkeyData](r)
	return Passkey{ID: data.ID, Name: data.Name, Made: r.Made, Used: data.Used, Reach: data.Reach, record: r}, err
}

// Passkeys returns a person's passkeys, the oldest first.
func (d *Door) Passkeys(ctx context.Context, person Person) ([]Passkey, error) {
	records, err := d.of(ctx, kindPasskey, person)
	if err != nil {
		return nil, err
	}
	var all []Passkey
	for _, r := range records {
		k, err := passkey(r)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

// EndPasskey ends one of a person's passkeys, by its ID, and with it every
// session in which it was used, but for the one named.
func (d *Door) EndPasskey(ctx context.Context, person Person, id, except string) error {
	keys, err := d.Passkeys(ctx, person)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.ID != id {
			continue
		}
		if err := d.end(ctx, kindPasskey, person, func(r Record) bool { return string(r.Key) != string(k.record.Key) }); err != nil {
			return err
		}
		return d.endSessions(ctx, person, func(s Session) bool {
			return s.ID == except || !s.used(k.record.Key)
		})
	}
	return nil
}

func (s Session) used(passkey []byte) bool {
	for _, f := range s.Factors {
		if f.Means == ByPasskey && string(f.Passkey) == string(passkey) {
			return true
		}
	}
	return false
}
