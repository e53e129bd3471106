package signin_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/evenhand/evenhand/internal/signin"
)

// A device holds one passkey, as a browser and its authenticator do together.
type device struct {
	key      *ecdsa.PrivateKey
	id, user []byte
	count    uint32

	// what a test may set otherwise
	origin, domain string
	flags          byte
	user2          []byte // a user handle that is not ours
}

const (
	userPresent  = 0x01
	userVerified = 0x04
	withKey      = 0x40
)

func newDevice(t testing.TB) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &device{key: key, id: id, origin: "https://office.example.org", domain: "office.example.org", flags: userPresent | userVerified}
}

func newPasskeys(t testing.TB, h *house) *signin.Passkeys {
	t.Helper()
	keys, err := signin.NewPasskeys(h.Door, signin.Site{Domain: "office.example.org", Origin: "https://office.example.org", Name: "Office"})
	must(t, err)
	return keys
}

// makeFor makes the device's passkey in a session.
func (d *device) makeFor(t testing.TB, keys *signin.Passkeys, s signin.Session) (signin.Passkey, error) {
	t.Helper()
	options, token, err := keys.BeginMaking(ctx, s, "Office")
	must(t, err)
	return keys.FinishMaking(ctx, s, token, "my phone", bytes.NewReader(d.made(t, options)))
}

// made returns the device's answer to what was sent for making a passkey.
func (d *device) made(t testing.TB, options any) []byte {
	t.Helper()
	var sent struct {
		PublicKey struct {
			Challenge              string
			User                   struct{ ID string }
			AuthenticatorSelection struct{ ResidentKey, UserVerification string }
			ExcludeCredentials     []struct{ ID string }
		}
	}
	reread(t, options, &sent)
	if a := sent.PublicKey.AuthenticatorSelection; a.ResidentKey != "required" || a.UserVerification != "required" {
		t.Errorf("the browser is asked for %+v", a)
	}
	d.user = unbase64(t, sent.PublicKey.User.ID)
	pub, err := d.key.PublicKey.ECDH()
	must(t, err)
	point := pub.Bytes() // 4, x, y
	cose := cborMap(cborInt(1), cborInt(2), cborInt(3), cborInt(-7), cborInt(-1), cborInt(1),
		cborInt(-2), cborBytes(point[1:33]), cborInt(-3), cborBytes(point[33:]))
	data := d.data(withKey)
	data = append(data, make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), cose...)
	return d.answer(t, map[string]string{
		"clientDataJSON":    base64url(d.client("webauthn.create", sent.PublicKey.Challenge)),
		"attestationObject": base64url(cborMap(cborText("fmt"), cborText("none"), cborText("attStmt"), cborMap(), cborText("authData"), cborBytes(data))),
	})
}

// use signs in with the device's passkey.
func (d *device) use(t testing.TB, keys *signin.Passkeys) (signin.Person, signin.Factor, error) {
	t.Helper()
	options, token, err := keys.BeginUsing(ctx)
	must(t, err)
	return keys.FinishUsing(ctx, token, bytes.NewReader(d.used(t, options)))
}

// used returns the device's answer to what was sent for a sign-in.
func (d *device) used(t testing.TB, options any) []byte {
	t.Helper()
	var sent struct {
		PublicKey struct{ Challenge, UserVerification, RPID string }
	}
	reread(t, options, &sent)
	if sent.PublicKey.UserVerification != "required" || sent.PublicKey.RPID != "office.example.org" {
		t.Errorf("the browser is asked for %+v", sent.PublicKey)
	}
	d.count++
	data, client := d.data(0), d.client("webauthn.get", sent.PublicKey.Challenge)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	must(t, err)
	user := d.user
	if d.user2 != nil {
		user = d.user2
	}
	return d.answer(t, map[string]string{
		"clientDataJSON": base64url(client), "authenticatorData": base64url(data),
		"signature": base64url(signature), "userHandle": base64url(user),
	})
}

func (d *device) data(flags byte) []byte {
	domain := sha256.Sum256([]byte(d.domain))
	return binary.BigEndian.AppendUint32(append(domain[:], d.flags|flags), d.count)
}

func (d *device) client(kind, challenge string) []byte {
	data, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	return data
}

func (d *device) answer(t testing.TB, response map[string]string) []byte {
	t.Helper()
	data, err := json.Marshal(map[string]any{"id": base64url(d.id), "rawId": base64url(d.id), "type": "public-key",
		"response": response, "clientExtensionResults": map[string]any{}})
	must(t, err)
	return data
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func unbase64(t testing.TB, s string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	must(t, err)
	return b
}

// reread gives what is sent as JSON to somebody who reads JSON.
func reread(t testing.TB, from, to any) {
	t.Helper()
	data, err := json.Marshal(from)
	must(t, err)
	must(t, json.Unmarshal(data, to))
}

// The little of CBOR that an authenticator writes.
func cborHead(major byte, n int) []byte {
	switch {
	case n < 24:
		return []byte{major<<5 | byte(n)}
	case n < 256:
		return []byte{major<<5 | 24, byte(n)}
	}
	return []byte{major<<5 | 25, byte(n >> 8), byte(n)}
}

func cborInt(n int) []byte {
	if n < 0 {
		return cborHead(1, -1-n)
	}
	return cborHead(0, n)
}
func cborBytes(b []byte) []byte    { return append(cborHead(2, len(b)), b...) }
func cborText(s string) []byte     { return append(cborHead(3, len(s)), s...) }
func cborMap(all ...[]byte) []byte { return append(cborHead(5, len(all)/2), bytes.Join(all, nil)...) }
