// Package blobs keeps files, written once and sealed, each under a name made from what it holds. It implements
// [casework.Blobs].
//
// What Put has returned is on the disk. The same bytes are kept once, and many who bring the same file at once wait for
// one of them to have stored it.
package blobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/evenhand/evenhand/internal/casework"
)

// ErrBroken is that a file is not what was kept.
var ErrBroken = errors.New("not the bytes that were kept")

// A Sealer seals what is kept, and names it so that its name says nothing.
type Sealer interface {
	Name(sha256 string) string
	Seal(w io.Writer) (io.WriteCloser, error)
	Open(r io.Reader) (io.Reader, error)
}

// Files keeps files in a folder. Make one with [Open]; it may be used by many at once.
type Files struct {
	dir    string
	sealer Sealer
	sync   syncer

	folders sync.Map // those that are there, durably
	mu      sync.Mutex
	flight  map[string]*flight
}

var _ casework.Blobs = (*Files)(nil)

// A flight is a file on its way to the disk; others with the same bytes wait for it.
type flight struct {
	landed chan struct{}
	err    error
}

// arrivals is where files stand until they are whole.
const arrivals = "arrivals"

// Open opens a folder, and makes it when there is none. What was left half written is removed.
func Open(dir string, sealer Sealer) (*Files, error) {
	f := &Files{dir: dir, sealer: sealer, flight: map[string]*flight{}}
	f.sync.flush = syncFolder
	if err := f.prepare(); err != nil {
		return nil, fmt.Errorf("open the files: %w", err)
	}
	return f, nil
}

func (f *Files) prepare() error {
	if err := os.RemoveAll(filepath.Join(f.dir, arrivals)); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(f.dir, arrivals), 0o700); err != nil {
		return err
	}
	return errors.Join(syncFolder(f.dir), syncFolder(filepath.Dir(f.dir)))
}

// small is how large a file is held in memory, to know what it holds before it is written.
const small = 256 << 10

var buffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, small+bytes.MinRead)) }}

// Put keeps what r gives; it is durable when Put returns. The error is that of r, of the disk, or of a cancelled context.
func (f *Files) Put(ctx context.Context, r io.Reader) (casework.Blob, error) {
	held := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(held)
	held.Reset()
	n, err := io.CopyN(held, r, small+1)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return casework.Blob{}, fmt.Errorf("receive a file: %w", err)
	case n <= small:
		return f.putSmall(ctx, held.Bytes())
	}
	return f.putLarge(ctx, io.MultiReader(held, r))
}

func (f *Files) putSmall(ctx context.Context, b []byte) (casework.Blob, error) {
	sum := sha256.Sum256(b)
	blob := casework.Blob{SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(b))}
	return blob, f.land(ctx, blob.SHA256, func() (string, error) {
		name, _, err := f.write(ctx, bytes.NewReader(b), io.Discard)
		return name, err
	})
}

func (f *Files) putLarge(ctx context.Context, r io.Reader) (casework.Blob, error) {
	sum := sha256.New()
	arrived, n, err := f.write(ctx, r, sum)
	if err != nil {
		return casework.Blob{}, err
	}
	defer os.Remove(arrived) // when it was kept already
	blob := casework.Blob{SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: n}
	return blob, f.land(ctx, blob.SHA256, func() (string, error) { return arrived, nil })
}

// path is where the file with a hash is kept: in one of 256 folders, named by the beginning of its name.
func (f *Files) path(sha string) string {
	name := f.sealer.Name(sha)
	return filepath.Join(f.dir, name[:2], name[2:])
}

// land sees to it that the file with a hash is kept. Write writes it, durably, and says where; it is asked only when
// the file is not kept yet, and of many with the same hash only one is.
func (f *Files) land(ctx context.Context, sha string, write func() (string, error)) error {
	for {
		f.mu.Lock()
		other := f.flight[sha]
		if other == nil {
			break
		}
		f.mu.Unlock()
		select {
		case <-other.landed:
		case <-ctx.Done():
			return ctx.Err()
		}
		if other.err == nil {
			return nil
		}
	}
	own := &flight{landed: make(chan struct{})}
	f.flight[sha] = own
	f.mu.Unlock()
	own.err = f.keep(f.path(sha), write)
	f.mu.Lock()
	delete(f.flight, sha)
	f.mu.Unlock()
	close(own.landed)
	return own.err
}

func (f *Files) keep(path string, write func() (string, error)) error {
	if _, err := os.Stat(path); err == nil {
		return f.sync.sync(filepath.Dir(path)) // it may have been moved here just before a power cut
	}
	arrived, err := write()
	if err != nil {
		return err
	}
	if err = f.folder(filepath.Dir(path)); err == nil {
		err = os.Rename(arrived, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep a file: %w", err), os.Remove(arrived))
	}
	if err := f.sync.sync(filepath.Dir(path)); err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	return nil
}

// folder sees to it that a folder is there, durably.
func (f *Files) folder(dir string) error {
	if _, there := f.folders.Load(dir); there {
		return nil
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	err := f.sync.sync(f.dir)
	if err == nil {
		f.folders.Store(dir, true)
	}
	return err
}

// write writes a sealed file among the arrivals; what it holds is on the disk, its name is not yet. Nothing is left of
// it after an error.
func (f *Files) write(ctx context.Context, r io.Reader, sum io.Writer) (path string, n int64, err error) {
	file, err := os.CreateTemp(filepath.Join(f.dir, arrivals), "") // mode 0600
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	sealed, err := f.sealer.Seal(file)
	if err == nil {
		n, err = io.Copy(io.MultiWriter(sealed, sum), reader{ctx, r})
		err = errors.Join(err, sealed.Close())
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", errors.Join(err, os.Remove(file.Name())))
	}
	return file.Name(), n, nil
}

// A reader stops when its context is cancelled.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// Open reads the bytes with a hash; [casework.ErrNotFound] when there are none. In place of the end it gives ErrBroken
// when they are not those that were kept, and never a byte that was not sealed here.
func (f *Files) Open(_ context.Context, sha string) (io.ReadCloser, error) {
	file, err := os.Open(f.path(sha))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, casework.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", err)
	}
	plain, err := f.sealer.Open(file)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("open a file: %w", err)
	}
	return &verified{plain: plain, file: file, sum: sha256.New(), want: sha}, nil
}

// verified reads a file and compares what it held.
type verified struct {
	plain io.Reader
	file  *os.File
	sum   hash.Hash
	want  string
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.plain.Read(p)
	v.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(v.sum.Sum(nil)) != v.want {
		err = ErrBroken
	}
	return n, err
}

func (v *verified) Close() error { return v.file.Close() }
