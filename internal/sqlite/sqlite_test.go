package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/storetest"
)

// open opens the store of a folder and has it closed at the end of the test.
func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(dir, "office.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) casework.Store { return open(t, t.TempDir()) })
}

// TestSearchedOtherwise searches in the ways that many matters would make it search.
func TestSearchedOtherwise(t *testing.T) {
	for name, ways := range map[string][2]int{"looked up": {0, few}, "looked up and met on the way": {0, 0}, "read, then looked up": {1, few}} {
		t.Run(name, func(t *testing.T) {
			storetest.Searches(t, func(t *testing.T) casework.Store {
				s := open(t, t.TempDir())
				s.patience, s.few = ways[0], ways[1]
				return s
			})
		})
	}
}

// TestOneProcess opens a store twice, and again when the first has been closed.
func TestOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "an office?#%.db")
	for range 2 {
		s, err := Open(context.Background(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(context.Background(), casework.Change{Entries: []casework.Entry{{ID: "m", Reference: "R"}}}); err != nil {
			t.Error(err)
		}
		if _, err := Open(context.Background(), path, Options{}); !errors.Is(err, ErrInUse) {
			t.Errorf("opened a second time: %v, want ErrInUse", err)
		}
		if _, err := s.Entry(context.Background(), "m"); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Commit(context.Background(), casework.Change{}); !errors.Is(err, ErrClosed) {
			t.Errorf("commit to a closed store: %v, want ErrClosed", err)
		}
	}
}
