package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// A bookSource is a rule book as it lies on disk: one file, or a folder of versions.
type bookSource struct {
	name     string // as the user named it
	folder   bool
	versions []*rulebook.Book // by the day on which they come into force
	diags    []rulebook.Diagnostic
	letters  []*rulebook.Template // of a folder: those in notices/, by name
}

// readBook reads BOOK. The error says what could not be read; what is wrong in the text is in the diagnostics.
func readBook(name string) (*bookSource, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, withHint(fmt.Errorf("read the book: %w", plainError(err)), "name a Markdown file, or a folder that holds the versions of a book")
	}
	if !info.IsDir() {
		src, err := readFile(name, mostText)
		if err != nil {
			return nil, fmt.Errorf("read the book: %w", err)
		}
		book, diags := rulebook.Parse(filepath.ToSlash(name), src)
		return &bookSource{name: name, versions: []*rulebook.Book{book}, diags: diags}, nil
	}
	return readFolder(name)
}

func readFolder(name string) (*bookSource, error) {
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, fmt.Errorf("read the book: %w", plainError(err))
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".md") {
			continue
		}
		path := filepath.Join(name, e.Name())
		if files[filepath.ToSlash(path)], err = readFile(path, mostText); err != nil {
			return nil, fmt.Errorf("read the book: %w", plainError(err))
		}
	}
	b := &bookSource{name: name, folder: true}
	if err := b.readLetters(); err != nil {
		return nil, err
	}
	var diags []rulebook.Diagnostic
	b.versions, diags = rulebook.Versions(files)
	b.diags = append(diags, b.diags...)
	if len(b.versions) == 0 {
		return nil, withHint(fmt.Errorf("%s holds no version of a rule book", name),
			"a version is a .md file directly in the folder whose front matter has `version:`")
	}
	return b, nil
}

// readLetters reads the templates of the book's notices, if it has any.
func (b *bookSource) readLetters() error {
	folder := filepath.Join(b.name, "notices")
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the templates: %w", plainError(err))
	}
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".md") {
			continue
		}
		file := filepath.Join(folder, e.Name())
		src, err := readFile(file, mostText)
		if err != nil {
			return fmt.Errorf("read the templates: %w", plainError(err))
		}
		t, diags := rulebook.ParseTemplate(filepath.ToSlash(file), src)
		b.letters, b.diags = append(b.letters, t), append(b.diags, diags...)
	}
	return nil
}

// unreadable reports whether anything keeps a book from being used. If so it prints to standard error all that is wrong
// in its text, for a warning may be what led to an error.
func (b *bookSource) unreadable(e env) bool {
	if !rulebook.HasErrors(b.diags) {
		return false
	}
	for _, d := range b.diags {
		fmt.Fprintln(e.stderr, d.Render(b.source(d.File)))
	}
	return true
}

// source is the text of a file of the book.
func (b *bookSource) source(file string) []byte {
	for _, v := range b.versions {
		if v.File == file {
			return v.Source
		}
	}
	for _, t := range b.letters {
		if t.File == file {
			return t.Source
		}
	}
	return nil
}

// on chooses the version in force on a day. A file alone is chosen whatever the day; of a folder in which nothing is in
// force yet, the last.
func (b *bookSource) on(day calendar.Date) *rulebook.Book {
	if chosen := rulebook.InForce(b.versions, day); chosen != nil {
		return chosen
	}
	return b.versions[len(b.versions)-1]
}

// dayOption reads the value of an option that is a day. The error is a wrong use.
func dayOption(name, value string) (calendar.Date, error) {
	d, err := calendar.ParseDate(value)
	if err != nil {
		return 0, wrongUse("option --%s: %v", name, err)
	}
	return d, nil
}
