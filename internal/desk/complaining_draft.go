package desk

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
)

// A draft is what somebody has typed so far. It is sealed with a key that only their browser has, so that nobody who
// reads the store can read it, and it is forgotten when it is sent, taken back, or not touched for three days.
type draft struct {
	Answers url.Values
	Files   []draftFile
	Next    int   // the name of the next file
	Sent    *sent // once it has been sent: nothing else is left of it
}

// A draftFile is a file that has arrived and is durable.
type draftFile struct {
	ID      string
	Name    string
	Blob    casework.Blob
	Answers url.Values // where it comes from
	Asked   bool       // that has been said
}

// sent is what brings whoever sent it back.
type sent struct{ Reference, Code string }

const (
	draftCookie = "evenhand-draft"
	draftLife   = 72 * time.Hour
	sentLife    = time.Hour
)

// A drawer lets one request at a time change a draft, so that files that arrive together are all kept and a button that
// is pressed twice sends once.
type drawer struct {
	mu   sync.Mutex
	held map[string]*hold
}

type hold struct {
	mu    sync.Mutex
	users int
}

// lock holds a draft until what it returns is called.
func (d *drawer) lock(key string) (unlock func()) {
	d.mu.Lock()
	if d.held == nil {
		d.held = map[string]*hold{}
	}
	h := d.held[key]
	if h == nil {
		h = &hold{}
		d.held[key] = h
	}
	h.users++
	d.mu.Unlock()
	h.mu.Lock()
	return func() {
		h.mu.Unlock()
		d.mu.Lock()
		defer d.mu.Unlock()
		if h.users--; h.users == 0 {
			delete(d.held, key)
		}
	}
}

// secret is the browser's key to its draft; a new one when it has none.
func (v *visit) secret() string {
	if s := v.kept(draftCookie); len(s) >= 43 && len(s) < 100 {
		return s
	}
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// draft is what this browser has typed so far; an empty one when there is none.
func (v *visit) draft() (*draft, error) {
	if v.kept(draftCookie) == "" {
		return &draft{Answers: url.Values{}}, nil
	}
	return v.readDraft(v.secret())
}

func (v *visit) readDraft(secret string) (*draft, error) {
	d := &draft{Answers: url.Values{}}
	sealed, err := v.Office.Store.Draft(v.ctx(), draftKey(secret), v.Door.Now())
	if errors.Is(err, casework.ErrNotFound) {
		return d, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a draft: %w", err)
	}
	text, err := unseal(secret, sealed)
	if err != nil {
		return d, nil // it is not of this browser
	}
	if err := json.Unmarshal(text, d); err != nil {
		return nil, fmt.Errorf("read a draft: %w", err)
	}
	return d, nil
}

// change lets change the draft and saves it, also when what was typed has to be mended: nothing is lost on a mistake.
func (v *visit) change(change func(d *draft) error) error {
	secret := v.secret()
	defer v.drawer.lock(draftKey(secret))()
	d, err := v.readDraft(secret)
	if err != nil {
		return err
	}
	wrong := change(d)
	life := draftLife
	if d.Sent != nil {
		life = sentLife
	}
	text, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("save a draft: %w", err)
	}
	if err := v.Office.Store.SaveDraft(v.ctx(), draftKey(secret), seal(secret, text), v.Door.Now().Add(life)); err != nil {
		return fmt.Errorf("save a draft: %w", err)
	}
	v.keep(draftCookie, secret, life)
	return wrong
}

// forget deletes the draft, here and in the browser.
func (v *visit) forget() error {
	if v.kept(draftCookie) != "" {
		key := draftKey(v.secret())
		defer v.drawer.lock(key)()
		if err := v.Office.Store.SaveDraft(v.ctx(), key, nil, v.Door.Now()); err != nil {
			return fmt.Errorf("delete a draft: %w", err)
		}
	}
	v.keep(draftCookie, "", -time.Second)
	return nil
}

// draftKey is the name under which a draft is kept. It does not open it.
func draftKey(secret string) string {
	sum := sha256.Sum256([]byte("evenhand draft name v1\n" + secret))
	return "complaint:" + hex.EncodeToString(sum[:])
}

func sealer(secret string) cipher.AEAD {
	key := sha256.Sum256([]byte("evenhand draft seal v1\n" + secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the key has 32 bytes
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // the block is AES
	}
	return gcm
}

func seal(secret string, text []byte) []byte { return sealer(secret).Seal(nil, nil, text, nil) }

func unseal(secret string, sealed []byte) ([]byte, error) {
	return sealer(secret).Open(nil, nil, sealed, nil)
}
