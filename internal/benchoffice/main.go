// Command benchoffice measures the office on a store as large as it may grow, and prints what it finds. It builds the
// data in a folder once and takes it up again when it is there.
//
//	go run ./internal/benchoffice -dir DIR -matters 1000000
package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"github.com/evenhand/evenhand/internal/blobs"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/keys"
	"github.com/evenhand/evenhand/internal/sqlite"
)

// A bench is what is measured, and how.
type bench struct {
	dir                                   string
	matters, samples, complaints, clients int
	bytes                                 int
}

func main() {
	var b bench
	flag.StringVar(&b.dir, "dir", "", "keep the data in `DIR`, and take up what is there; without it all is removed at the end")
	flag.IntVar(&b.matters, "matters", 1_000_000, "build `N` matters")
	flag.IntVar(&b.samples, "samples", 1000, "ask for each page `N` times")
	flag.IntVar(&b.complaints, "complaints", 4000, "file `N` complaints")
	flag.IntVar(&b.clients, "clients", 64, "have `N` people file them at once")
	flag.IntVar(&b.bytes, "bytes", 200_000, "attach `N` bytes to each")
	profile := flag.String("profile", "", "write a profile of the processor's time to `FILE`")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "benchoffice: error:", err)
			os.Exit(3)
		}
		defer pprof.StopCPUProfile()
	}
	if err := b.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "benchoffice: error:", err)
		os.Exit(3)
	}
}

func (b *bench) run(ctx context.Context) error {
	if b.dir == "" {
		dir, err := os.MkdirTemp("", "benchoffice-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		b.dir = dir
	}
	if err := b.build(ctx); err != nil {
		return err
	}
	calm()
	begun := time.Now()
	o, store, err := b.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if _, err := o.Queue(ctx, casework.Viewer{Person: worker(large)}, casework.Query{}); err != nil {
		return err
	}
	fmt.Printf("start, with a first page: %v\n", time.Since(begun).Round(time.Millisecond))
	for _, measure := range []func(context.Context, *casework.Office) error{b.pages, b.export, b.complain, b.sameFile} {
		calm()
		if err := measure(ctx, o); err != nil {
			return err
		}
		fmt.Printf("  at most %d MB resident\n", peak())
	}
	return nil
}

// now is what time it is in the measured office.
type now struct{}

var today = time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)

func (now) Now() time.Time { return today }

// open opens the office over the data.
func (b *bench) open(ctx context.Context) (*casework.Office, *sqlite.Store, error) {
	store, err := sqlite.Open(ctx, filepath.Join(b.dir, "office.db"), sqlite.Options{})
	if err != nil {
		return nil, nil, err
	}
	key, err := keys.File(filepath.Join(b.dir, "key"))
	if err != nil {
		return nil, nil, err
	}
	files, err := blobs.Open(filepath.Join(b.dir, "files"), key)
	if err != nil {
		return nil, nil, err
	}
	o, err := casework.Open(ctx, store, files, now{}, rand.Reader)
	return o, store, err
}
