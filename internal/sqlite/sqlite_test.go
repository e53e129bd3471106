package sqlite

import (
	"context"
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
