package rulebook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// Versions reads the versions of a rule book from the *.md files of a folder, given by name. Files whose front matter
// has no version are passed over: they are other texts. The books come in the order in which they are in force; each
// is in force until the day before the next one is.
//
// The diagnostics are those of each book that was kept, file by file in the order of their names, and those of two
// books that have the same version or come into force on the same day.
func Versions(files map[string][]byte) ([]*Book, []Diagnostic) {
	var books []*Book
	var found []Diagnostic
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(name, ".md") || !hasVersion(files[name]) {
			continue
		}
		book, diags := Parse(name, files[name])
		books = append(books, book)
		found = append(found, diags...)
	}
	slices.SortStableFunc(books, func(a, b *Book) int {
		return cmp.Or(cmp.Compare(a.Front.InForce, b.Front.InForce), strings.Compare(a.File, b.File))
	})
	return books, append(found, clashes(books)...)
}

// hasVersion reports whether the front matter of a file, if it has one, names a version.
func hasVersion(src []byte) bool {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(string(src[:min(len(src), 1<<16)]), byteOrderMark), "---")
	if !ok {
		return false
	}
	for line := range strings.Lines(rest) {
		key, _, colon := strings.Cut(line, ":")
		switch {
		case colon && strings.TrimSpace(key) == "version":
			return true
		case strings.TrimSpace(line) == "---":
			return false
		}
	}
	return false
}

// clashes reports books that have the same version or come into force on the same day. Which is in force could not be
// told.
func clashes(books []*Book) []Diagnostic {
	var found []Diagnostic
	byVersion, byDay := make(map[string]*Book), make(map[calendar.Date]*Book)
	for _, b := range books {
		if first := byVersion[b.Front.Version]; first != nil && b.Front.Version != "" {
			found = append(found, clash(b, "version",
				fmt.Sprintf("version %s is also that of %s", b.Front.Version, first.File), "give each version a name of its own"))
		} else {
			byVersion[b.Front.Version] = b
		}
		if first := byDay[b.Front.InForce]; first != nil && !b.Front.InForce.IsZero() {
			found = append(found, clash(b, "in-force",
				fmt.Sprintf("%s comes into force on the same day, %v", first.File, b.Front.InForce),
				"a version ends on the day before the next one is in force: give each a day of its own"))
		} else {
			byDay[b.Front.InForce] = b
		}
	}
	return found
}

func clash(b *Book, key, msg, help string) Diagnostic {
	at := b.Front.Pos[key]
	return Diagnostic{File: b.File, Pos: at, End: at.after(runes(key)), Check: checkVersions, Severity: Error,
		Msg: msg, Help: help}
}

// InForce returns the one of the books that is in force on a day, given in the order of [Versions]. It is nil on a day
// before the first.
func InForce(books []*Book, day calendar.Date) *Book {
	var last *Book
	for _, b := range books {
		if b.Front.InForce.IsZero() || b.Front.InForce > day {
			continue
		}
		last = b
	}
	return last
}
