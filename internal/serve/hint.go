package serve

import (
	"errors"
	"io/fs"

	"github.com/evenhand/evenhand/internal/keys"
	"github.com/evenhand/evenhand/internal/sqlite"
)

// Hint says what would put right that a house could not be opened; empty when nothing is known that would.
func Hint(err error) string {
	switch {
	case errors.Is(err, sqlite.ErrInUse):
		return "the office runs on this folder already: stop that one first, or choose another folder"
	case errors.Is(err, sqlite.ErrLater):
		return "a later version of evenhand has used this folder: run that version, or put back a backup from before"
	case errors.Is(err, keys.ErrNoKey):
		return "put back the key that was made with this folder: without it no evidence can be read"
	case errors.Is(err, fs.ErrPermission):
		return "the folder and all in it must belong to the user who runs the office"
	}
	return ""
}
