package serve_test

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/internal/serve"
)

// TestHousesThatDoNotOpen: each says in a sentence what is wrong, and what would put it right.
func TestHousesThatDoNotOpen(t *testing.T) {
	open := func(dir string) (*serve.House, error) {
		return serve.Open(context.Background(), dir, &still{at: begun}, &still{at: begun}, slog.New(slog.DiscardHandler))
	}
	for _, tt := range []struct {
		name       string
		spoil      func(t *testing.T, dir string)
		says, hint string
	}{
		{"a second start", func(t *testing.T, dir string) {
			first, err := open(dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { first.Close() })
		}, "another process has the database open", "stop that one first"},
		{"a later version", func(t *testing.T, dir string) {
			db, err := sql.Open("sqlite", filepath.Join(dir, "office.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec("PRAGMA user_version = 999"); err != nil {
				t.Fatal(err)
			}
		}, "of a later version: 999", "a later version of evenhand"},
		{"a damaged key", func(t *testing.T, dir string) { put(t, filepath.Join(dir, "keys", "evidence"), "rust") }, "holds no key", "put back the key"},
		{"a damaged key of sign-in", func(t *testing.T, dir string) { put(t, filepath.Join(dir, "keys", "sign-in"), "rust") }, "holds no key", "put back the key"},
		{"a key for all to read", func(t *testing.T, dir string) {
			if err := os.Chmod(filepath.Join(dir, "keys", "evidence"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "make it mode 0600", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			h, err := open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, dir)
			h, err = open(dir)
			if err == nil {
				h.Close()
				t.Fatal("it opened")
			}
			if hint := serve.Hint(err); !strings.Contains(err.Error(), tt.says) || !strings.Contains(hint, tt.hint) {
				t.Errorf("says %q and %q, want %q and %q", err, hint, tt.says, tt.hint)
			}
		})
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
