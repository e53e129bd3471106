// Package keys seals what is kept on the disk. There is one key for all, in a file beside nothing it opens; the seam is
// [Sealer], behind which a key for each matter will stand, whose destruction erases what it sealed.
package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrBroken is that something is not as it was sealed: changed, cut short, or sealed with another key.
var ErrBroken = errors.New("not as it was sealed")

// ErrNoKey is that a file that should hold a key holds none.
var ErrNoKey = errors.New("no key")

const keyBytes = 32

// A Key seals bytes in segments with AES-256-GCM, each thing under a key of its own that is derived from this one.
type Key struct{ secret [keyBytes]byte }

// File reads the key of a file, and makes it when there is none. It refuses a file that others may read.
func File(path string) (*Key, error) {
	k, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("make a key: %w", err)
		}
		k, err = read(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read a key: %w", err)
	}
	return k, nil
}

func read(path string) (*Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s may be read by others: make it mode 0600", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var k Key
	secret, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(secret) != keyBytes {
		return nil, fmt.Errorf("%s holds %w", path, ErrNoKey)
	}
	copy(k.secret[:], secret)
	return &k, nil
}

// create writes a new key under another name first, so that a key is there whole or not at all.
func create(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintf(f, "%s\n", hex.EncodeToString(random(keyBytes)))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

// Name is what something is called on the disk, made from what it is called here: who has the disk and not the key
// cannot find out whether a file they know is kept.
func (k *Key) Name(name string) string {
	mac := hmac.New(sha256.New, k.derive("name", nil))
	io.WriteString(mac, name)
	return hex.EncodeToString(mac.Sum(nil))
}

// derive makes a key for one use.
func (k *Key) derive(use string, salt []byte) []byte {
	key, err := hkdf.Key(sha256.New, k.secret[:], salt, "evenhand "+use+" v1", keyBytes)
	if err != nil {
		panic(err) // the length is possible
	}
	return key
}

// What is sealed begins with the magic and a salt. Then come segments, each of up to 64 KiB with a tag; the nonce counts
// them and marks the last, so that none can be left out, moved or added.
const (
	magic        = "evenhand sealed 1\n"
	saltBytes    = 32
	segmentBytes = 64 << 10
	tagBytes     = 16
)

func (k *Key) aead(salt []byte) cipher.AEAD {
	block, err := aes.NewCipher(k.derive("seal", salt))
	if err != nil {
		panic(err) // the key has the right length
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // the block has the right length
	}
	return aead
}

// nonce is that of a segment.
func nonce(n uint64, last bool) []byte {
	b := make([]byte, 12)
	binary.BigEndian.PutUint64(b[3:], n)
	if last {
		b[11] = 1
	}
	return b
}

type sealer struct {
	to   io.Writer
	aead cipher.AEAD
	n    uint64
	held []byte // what is not yet sealed, at most a segment
	out  []byte
}

// Seal seals what is written to it. Nothing is whole before it is closed, which does not close w.
func (k *Key) Seal(w io.Writer) (io.WriteCloser, error) {
	salt := random(saltBytes)
	if _, err := w.Write(append([]byte(magic), salt...)); err != nil {
		return nil, err
	}
	return &sealer{to: w, aead: k.aead(salt), held: make([]byte, 0, segmentBytes)}, nil
}

func (s *sealer) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		if len(s.held) == segmentBytes { // there is more, so it is not the last
			if err := s.segment(false); err != nil {
				return written, err
			}
		}
		n := min(len(p), segmentBytes-len(s.held))
		s.held = append(s.held, p[:n]...)
		p, written = p[n:], written+n
	}
	return written, nil
}

func (s *sealer) Close() error { return s.segment(true) }

func (s *sealer) segment(last bool) error {
	s.out = s.aead.Seal(s.out[:0], nonce(s.n, last), s.held, nil)
	s.held = s.held[:0]
	s.n++
	_, err := s.to.Write(s.out)
	return err
}

type opener struct {
	from io.Reader
	aead cipher.AEAD
	n    uint64
	in   []byte // a segment as it is kept, and one byte of the next
	have int
	out  []byte
	err  error
}

// Open reads what Seal wrote. Every byte it gives is as it was sealed; ErrBroken in place of the first that is not.
func (k *Key) Open(r io.Reader) (io.Reader, error) {
	head := make([]byte, len(magic)+saltBytes)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:len(magic)]) != magic {
		return nil, ErrBroken
	}
	return &opener{from: r, aead: k.aead(head[len(magic):]), in: make([]byte, segmentBytes+tagBytes+1)}, nil
}

func (o *opener) Read(p []byte) (int, error) {
	for len(o.out) == 0 && o.err == nil {
		o.out, o.err = o.segment()
	}
	if len(o.out) == 0 {
		return 0, o.err
	}
	n := copy(p, o.out)
	o.out = o.out[n:]
	return n, nil
}

// segment opens the next segment; io.EOF comes with the last.
func (o *opener) segment() ([]byte, error) {
	n, err := io.ReadFull(o.from, o.in[o.have:])
	o.have += n
	last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !last {
		return nil, err
	}
	size := o.have
	if !last {
		size--
	}
	out, err := o.aead.Open(nil, nonce(o.n, last), o.in[:size], nil)
	if err != nil {
		return nil, ErrBroken
	}
	o.n++
	o.have = copy(o.in, o.in[size:o.have])
	if last {
		return out, io.EOF
	}
	return out, nil
}
