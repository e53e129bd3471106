package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/evenhand/evenhand/rulebook"
)

const fmtHelp = `Usage:
    evenhand fmt [--check | --write] BOOK.md...

Print the rule book with its formal blocks in the one style. The members' words
are never touched: outside the blocks and the front matter every byte stays as
it is. What the language does not understand is reported and left alone.

    --check   print the names of the files that would change, and nothing else
    --write   change the files instead of printing them

Example:
    $ evenhand fmt --check modelrules/club/2026-1.md

Exit status: 0 nothing found, 1 would change, 2 wrong use, 3 could not be done.
`

func runFmt(e env, args []string) (found bool, err error) {
	options := newOptions("fmt")
	check := options.Bool("check", false, "only name the files that would change")
	write := options.Bool("write", false, "change the files")
	files, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if len(files) == 0 {
		return false, seeHelp(options, wrongUse("fmt needs a rule book"))
	}
	if *check && *write {
		return false, seeHelp(options, wrongUse("--check changes nothing and --write does: give one of them"))
	}
	unread := 0
	for _, name := range files {
		changes, err := e.format(name, *check, *write)
		switch {
		case errors.Is(err, errUnread):
			unread++
		case err != nil:
			return false, err
		}
		found = found || changes && *check
	}
	if unread > 0 {
		return found, fmt.Errorf("%d of %d files could not be read whole", unread, len(files))
	}
	return found, nil
}

// errUnread says that a book has errors, which have been printed.
var errUnread = errors.New("unread")

// format formats one file and says whether that changes it.
func (e env) format(name string, check, write bool) (changes bool, err error) {
	src, err := readFile(name, mostText)
	if err != nil {
		return false, err
	}
	out, diags := rulebook.Format(src)
	if rulebook.HasErrors(diags) {
		err = errUnread
		for _, d := range diags {
			d.File = name
			fmt.Fprintln(e.stderr, d.Render(src))
		}
	}
	changes = !bytes.Equal(src, out)
	switch {
	case check:
		if changes {
			fmt.Fprintln(e.stdout, name)
		}
	case write:
		if changes {
			if werr := replaceFile(name, out); werr != nil {
				return changes, werr
			}
		}
	default:
		e.stdout.Write(out)
	}
	return changes, err
}

// replaceFile writes a file beside the old one and puts it in its place, so that at every moment there is a whole one.
// Of a link it replaces what the link leads to.
func replaceFile(name string, content []byte) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	old, err := os.Stat(name)
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.new")
	if err != nil {
		return err
	}
	_, err = next.Write(content)
	err = errors.Join(err, next.Chmod(old.Mode().Perm()), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), name)
	}
	if err != nil {
		os.Remove(next.Name())
	}
	return err
}
