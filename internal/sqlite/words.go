package sqlite

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/evenhand/evenhand/internal/casework"
)

// longestWord is how much of a word is kept, in bytes.
const longestWord = 64

// words lists the words of a text, each once and in order, as they are searched for: without capitals and accents.
func words(text string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	list := strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for i, w := range list {
		if len(w) > longestWord {
			list[i] = strings.ToValidUTF8(w[:longestWord], "")
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// term is a word as one person may find it.
func term(person int64, word string) string { return strconv.FormatInt(person, 10) + "_" + word }

// searchable puts the words of an entry into the index: all of them for those of the office's side, the reference for
// the others.
func (w *writer) searchable(number int64, e prepared, people []sharer, old casework.Entry) error {
	if old.Reference == e.Reference && old.Search == e.Search && slices.Equal(old.Parts, e.Parts) {
		return nil
	}
	var terms strings.Builder
	reference := words(e.Reference)
	for _, p := range people {
		list := reference
		if p.office {
			list = e.words
		}
		for _, word := range list {
			terms.WriteString(term(p.number, word))
			terms.WriteByte(' ')
		}
	}
	if old.Reference != "" {
		if err := w.exec("DELETE FROM words WHERE rowid = ?", number); err != nil {
			return err
		}
	}
	return w.exec("INSERT INTO words (rowid, terms) VALUES (?, ?)", number, terms.String())
}

// match writes a search for words, or their beginnings, as the index understands it.
func match(person int64, text string) string {
	var list []string
	for _, word := range words(text) {
		list = append(list, `"`+term(person, word)+`"*`)
	}
	return strings.Join(list, " AND ")
}
