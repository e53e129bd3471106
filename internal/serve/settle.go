package serve

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/rulebook"
)

// Settle gives an empty office what its settings say it begins with: its name, its rule book and its first
// administrator. An office that has a rule book is left as it is.
func (h *House) Settle(ctx context.Context, s Settings) error {
	if _, err := h.Office.Book(); err == nil {
		return nil
	}
	if s.Book == "" {
		return errors.New("the office is empty: say which rule book it begins with, as book = FOLDER")
	}
	list := []casework.What{casework.Settled{Name: s.Name, Address: s.Address}}
	books, err := Folder(s.Book)
	if err != nil {
		return err
	}
	for _, b := range books {
		list = append(list, b)
	}
	who, err := mail.ParseAddress(s.Administrator)
	if err != nil {
		return errors.New(`the office is empty: say who administers it first, as administrator = Name <name@example.org>`)
	}
	admin := casework.Person{ID: "administrator", Name: who.Name, Address: who.Address}
	list = append(list, casework.PersonAdded{Person: admin}, casework.Held{Person: admin.ID, Body: casework.Administrator})
	if err := h.Office.Organise(ctx, admin.ID, list...); err != nil {
		return err
	}
	return h.Door.Introduce(ctx, signin.Person(admin.ID), who.Address)
}

// Folder reads the versions of a rule book from a folder, with its letters. The error names the file that is to be
// mended.
func Folder(dir string) ([]casework.Adopted, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return nil, err
	}
	letters := map[string]string{}
	notices, err := filepath.Glob(filepath.Join(dir, "notices", "*.md"))
	if err != nil {
		return nil, err
	}
	for _, name := range notices {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read a letter: %w", err)
		}
		letters[filepath.Base(name)] = string(text)
	}
	var list []casework.Adopted
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read a rule book: %w", err)
		}
		sum := sha256.Sum256(text)
		a := casework.Adopted{Name: filepath.Base(dir), SHA256: hex.EncodeToString(sum[:]), Text: string(text), Templates: letters}
		if _, diags := casework.Compile(a); rulebook.HasErrors(diags) {
			return nil, fmt.Errorf("%s has errors: see evenhand check %s", name, name)
		}
		list = append(list, a)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s holds no rule book: a version is a .md file directly in the folder", strings.TrimSuffix(dir, "/"))
	}
	return list, nil
}

// night is how often the office looks whether a day has passed.
const night = time.Minute

// Work does what nobody asks for, until the context ends: it lets the days pass.
func (h *House) Work(ctx context.Context) {
	tick := time.NewTicker(night)
	defer tick.Stop()
	for {
		if n, err := h.Office.Tick(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("the days could not pass", "error", err)
		} else if n > 0 {
			h.Log.Info("the days passed", "matters", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
