package blobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/keys"
)

var ctx = context.Background()

func open(t testing.TB, dir string) *Files {
	t.Helper()
	k, err := keys.File(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := Open(filepath.Join(dir, "files"), k)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// noise is bytes that do not repeat.
func noise(seed uint64, n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	r.Read(b)
	return b
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func read(t testing.TB, f *Files, sha string) ([]byte, error) {
	t.Helper()
	r, err := f.Open(ctx, sha)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// kept lists the files in the folder, by name, with what they hold.
func kept(t testing.TB, f *Files) map[string][]byte {
	t.Helper()
	list := map[string][]byte{}
	err := filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		list[path] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestPut(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	for i, n := range []int{0, 1, small - 1, small, small + 1, 3<<20 + 5} {
		b := noise(uint64(i), n)
		for range 2 {
			blob, err := f.Put(ctx, iotest.HalfReader(bytes.NewReader(b)))
			if want := (casework.Blob{SHA256: hexSum(b), Bytes: int64(n)}); err != nil || blob != want {
				t.Errorf("%d bytes: %v, %v, want %v", n, blob, err, want)
			}
		}
		got, err := read(t, open(t, dir), hexSum(b))
		if err != nil || !bytes.Equal(got, b) {
			t.Errorf("%d bytes come back, after a restart, as %d, %v", n, len(got), err)
		}
		files := kept(t, f)
		if len(files) != i+1 {
			t.Errorf("%d files are kept, want %d", len(files), i+1)
		}
		for path, sealed := range files {
			if n > 16 && bytes.Contains(sealed, b[:16]) || bytes.Contains([]byte(path), []byte(hexSum(b)[2:10])) {
				t.Errorf("%s shows what it holds", path)
			}
		}
	}
	for _, sha := range []string{hexSum([]byte("none")), "", "../../key"} {
		if _, err := f.Open(ctx, sha); !errors.Is(err, casework.ErrNotFound) {
			t.Errorf("open %q: %v, want ErrNotFound", sha, err)
		}
	}
}

// TestManyAtOnce has 64 people bring files at once, every second of them the same one.
func TestManyAtOnce(t *testing.T) {
	f := open(t, t.TempDir())
	for _, size := range []int{200_000, small + 70_000} {
		same := noise(999, size)
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				b := same
				if i%2 == 0 {
					b = noise(uint64(i), size)
				}
				blob, err := f.Put(ctx, bytes.NewReader(b))
				if err != nil || blob.SHA256 != hexSum(b) {
					t.Errorf("%d: %v, %v", i, blob, err)
				}
				if got, err := read(t, f, hexSum(b)); err != nil || !bytes.Equal(got, b) {
					t.Errorf("%d is read back as %d bytes, %v", i, len(got), err)
				}
			})
		}
		wg.Wait()
	}
	if n := len(kept(t, f)); n != 2*33 {
		t.Errorf("%d files are kept, want 66", n)
	}
}

// TestNothingIsLeft fails on the way in and at the seal: nothing stays, and the next try succeeds.
func TestNothingIsLeft(t *testing.T) {
	f := open(t, t.TempDir())
	fault := errors.New("a fault")
	cut, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, n := range []int{10, small + 100, 2 << 20} {
		broken := io.MultiReader(bytes.NewReader(noise(1, n)), iotest.ErrReader(fault))
		if _, err := f.Put(ctx, broken); !errors.Is(err, fault) {
			t.Errorf("a sender who breaks off after %d bytes: %v", n, err)
		}
		sealer := f.sealer
		for left := range 4 {
			f.sealer = &failing{Sealer: sealer, left: left}
			if _, err := f.Put(ctx, bytes.NewReader(noise(1, n))); err != nil && !errors.Is(err, errFull) {
				t.Errorf("a disk that fails after %d writes: %v", left, err)
			} else if err == nil {
				f.sealer = sealer
				if got, err := read(t, f, hexSum(noise(1, n))); err != nil || len(got) != n {
					t.Errorf("what was taken is %d bytes, %v, want %d", len(got), err, n)
				}
				os.Remove(f.path(hexSum(noise(1, n))))
			}
		}
		f.sealer = sealer
		cancel()
		if _, err := f.Put(cut, bytes.NewReader(noise(1, n))); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled context: %v", err)
		}
		if list := kept(t, f); len(list) != 0 {
			t.Errorf("%d files are left", len(list))
		}
	}
	if _, err := f.Put(ctx, bytes.NewReader(noise(1, 10))); err != nil {
		t.Error(err)
	}
}

// failing is a sealer onto a disk that is full after some writes.
type failing struct {
	Sealer
	left int
}

var errFull = errors.New("no space left")

func (f *failing) Seal(w io.Writer) (io.WriteCloser, error) {
	return f.Sealer.Seal(writerFunc(func(p []byte) (int, error) {
		if f.left--; f.left < 0 {
			return 0, errFull
		}
		return w.Write(p)
	}))
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestBroken(t *testing.T) {
	f := open(t, t.TempDir())
	a, b := noise(1, 100_000), noise(2, 100_000)
	for _, x := range [][]byte{a, b} {
		if _, err := f.Put(ctx, bytes.NewReader(x)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(f.path(hexSum(b)), f.path(hexSum(a))); err != nil {
		t.Fatal(err)
	}
	if _, err := read(t, f, hexSum(a)); !errors.Is(err, ErrBroken) {
		t.Errorf("another's file in its place: %v, want ErrBroken", err)
	}
	os.WriteFile(f.path(hexSum(a)), []byte("evenhand sealed 1\nand so on"), 0o600)
	if _, err := read(t, f, hexSum(a)); !errors.Is(err, keys.ErrBroken) {
		t.Errorf("something else in its place: %v, want keys.ErrBroken", err)
	}
}

func TestHalfWrittenIsRemoved(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	os.WriteFile(filepath.Join(f.dir, arrivals, "half"), []byte("ha"), 0o600)
	if list := kept(t, open(t, dir)); len(list) != 0 {
		t.Errorf("%d files are left", len(list))
	}
}

// TestSyncTogether has many wait for a folder that is slow to be written: it is written twice, and nobody is answered by
// a writing that had begun before they asked.
func TestSyncTogether(t *testing.T) {
	var flushes atomic.Int32
	first, release := make(chan bool), make(chan bool)
	s := syncer{flush: func(string) error {
		if flushes.Add(1) == 1 {
			close(first)
			<-release
		}
		return nil
	}}
	var wg sync.WaitGroup
	wg.Go(func() { s.sync("d") })
	<-first
	for range 63 {
		wg.Go(func() {
			s.sync("d")
			if flushes.Load() < 2 {
				t.Error("answered by a writing that had begun before")
			}
		})
	}
	for waiting := 0; waiting < 63; {
		s.mu.Lock()
		waiting = len(s.folders["d"].waiting)
		s.mu.Unlock()
	}
	close(release)
	wg.Wait()
	if n := flushes.Load(); n != 2 {
		t.Errorf("the folder was written %d times for 64, want twice", n)
	}
}

func BenchmarkPut(b *testing.B) {
	f := open(b, b.TempDir())
	var n atomic.Uint64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := f.Put(ctx, bytes.NewReader(noise(n.Add(1), 200_000))); err != nil {
				b.Error(err)
			}
		}
	})
}
