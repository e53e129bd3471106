package keys

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

func newKey(t testing.TB) *Key {
	t.Helper()
	k, err := File(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func seal(t testing.TB, k *Key, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := k.Seal(&b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, iotest.HalfReader(bytes.NewReader(plain))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unseal(k *Key, sealed []byte) ([]byte, error) {
	r, err := k.Open(bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// TestSealed seals lengths on both sides of every limit, and changes, cuts and moves what was sealed.
func TestSealed(t *testing.T) {
	k := newKey(t)
	for _, n := range []int{0, 1, segmentBytes - 1, segmentBytes, segmentBytes + 1, 3 * segmentBytes, 3*segmentBytes + 7} {
		plain := bytes.Repeat([]byte("even"), n/4+1)[:n]
		sealed := seal(t, k, plain)
		if got, err := unseal(k, sealed); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes come back as %d, %v", n, len(got), err)
		}
		if n >= 16 && bytes.Contains(sealed, plain[:16]) {
			t.Errorf("%d bytes: the plain text shows", n)
		}
		for name, bad := range map[string][]byte{
			"a changed byte": changed(sealed, len(sealed)-1), "a changed salt": changed(sealed, len(magic)), "a changed magic": changed(sealed, 0),
			"a byte less": sealed[:len(sealed)-1], "a byte more": append(bytes.Clone(sealed), 0), "a head alone": sealed[:len(magic)+saltBytes],
			"the last segment left out": sealed[:max(0, len(magic)+saltBytes+(n-1)/segmentBytes*(segmentBytes+tagBytes))], "nothing": nil,
		} {
			got, err := unseal(k, bad)
			if !errors.Is(err, ErrBroken) {
				t.Errorf("%d bytes, %s: %v, want ErrBroken", n, name, err)
			}
			if !bytes.HasPrefix(plain, got) {
				t.Errorf("%d bytes, %s: gives bytes that were not sealed", n, name)
			}
		}
		if _, err := unseal(newKey(t), sealed); !errors.Is(err, ErrBroken) {
			t.Errorf("%d bytes with another key: %v, want ErrBroken", n, err)
		}
	}
}

func changed(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func TestSegmentsCannotBeMoved(t *testing.T) {
	k := newKey(t)
	sealed := seal(t, k, make([]byte, 3*segmentBytes))
	head, size := len(magic)+saltBytes, segmentBytes+tagBytes
	moved := bytes.Clone(sealed)
	copy(moved[head:], sealed[head+size:head+2*size])
	copy(moved[head+size:], sealed[head:head+size])
	if got, err := unseal(k, moved); !errors.Is(err, ErrBroken) || len(got) > 0 {
		t.Errorf("two segments in each other's place: %d bytes, %v, want ErrBroken", len(got), err)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	one, err := File(path)
	if err != nil {
		t.Fatal(err)
	}
	two, err := File(path)
	if err != nil || *one != *two {
		t.Errorf("read again: %v, and the same: %v", err, err == nil && *one == *two)
	}
	if one.Name("a") != two.Name("a") || one.Name("a") == one.Name("b") || one.Name("a") == newKey(t).Name("a") {
		t.Error("a name does not stand for one thing under one key")
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := File(path); err == nil {
		t.Error("a key that others may read is taken")
	}
	os.Chmod(path, 0o600)
	os.WriteFile(path, []byte("00\n"), 0o600)
	if _, err := File(path); err == nil {
		t.Error("a short key is taken")
	}
}

func FuzzOpen(f *testing.F) {
	k := newKey(f)
	f.Add(seal(f, k, []byte("abc")))
	f.Fuzz(func(t *testing.T, b []byte) { unseal(k, b) })
}
