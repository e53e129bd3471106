package sqlite

import (
	"fmt"
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
	list := plainWords(text)
	slices.Sort(list)
	return slices.Compact(list)
}

// plainWords lists the words of a text as they come.
func plainWords(text string) []string {
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
	return list
}

// holds says whether each of the words, as [words] gives them, is the beginning of one of a text's.
func holds(text string, wanted []string) bool {
	list := plainWords(text)
	return !slices.ContainsFunc(wanted, func(w string) bool {
		return !slices.ContainsFunc(list, func(x string) bool { return strings.HasPrefix(x, w) })
	})
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
	w.terms = append(w.terms, wording{number, terms.String(), old.Reference != ""})
	return nil
}

// A wording is the words of one matter on their way into the index.
type wording struct {
	stream int64
	terms  string
	again  bool // there were others before
}

// putTerms writes what has gathered in a transaction. It comes last: after each statement that could fail in the middle
// the index of words would write out a part of its own.
func (w *writer) putTerms() error {
	for _, x := range w.terms {
		if x.again {
			if err := w.exec("DELETE FROM words WHERE rowid = ?", x.stream); err != nil {
				return fmt.Errorf("index words: %w", err)
			}
		}
		if err := w.exec("INSERT INTO words (rowid, terms) VALUES (?, ?)", x.stream, x.terms); err != nil {
			return fmt.Errorf("index words: %w", err)
		}
	}
	w.terms = w.terms[:0]
	return nil
}

// mostTerms is how many matters' words gather before they are written, where the whole index is made anew.
const mostTerms = 1000

// match writes a search for words, or their beginnings, as the index understands it.
func match(person int64, wanted []string) string {
	var list []string
	for _, word := range wanted {
		list = append(list, `"`+term(person, word)+`"*`)
	}
	return strings.Join(list, " AND ")
}
