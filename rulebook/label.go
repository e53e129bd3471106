package rulebook

import (
	"strings"
	"unicode"
)

// labelStyle is how the parts of a clause are counted.
type labelStyle uint8

const (
	letters labelStyle = iota + 1 // (a), (b)
	roman                         // (i), (ii)
	arabic                        // (1), (2)
)

// A label is what a part of a clause begins with: the a of (a). Its value is its place in each style it could be of;
// (i) is the ninth letter and the first roman number.
type label struct {
	text   string
	values [4]int
}

func newLabel(text string) label {
	return label{text: text, values: [4]int{letters: letterValue(text), roman: romanValue(text), arabic: arabicValue(text)}}
}

// isLabel reports whether s can be the label of a part of a clause.
func isLabel(s string) bool { return len(s) <= 8 && newLabel(s).values != [4]int{} }

// labelAt reads the label that the words begin with and returns what follows it.
func labelAt(spans []Span) (label, []Span) {
	s := firstBytes(spans, longestNumber)
	if !strings.HasPrefix(s, "(") {
		return label{}, spans
	}
	inner, rest, ok := strings.Cut(s[1:], ")")
	if !ok || len(inner) > 8 || rest != "" && !unicode.IsSpace(firstRune(rest)) {
		return label{}, spans
	}
	l := newLabel(inner)
	if l.values == [4]int{} {
		return label{}, spans
	}
	return l, dropped(spans, len(s)-len(strings.TrimLeftFunc(rest, unicode.IsSpace)))
}

// letterValue counts a, b, ... z, aa, bb, ...; it is 0 for what is none of them.
func letterValue(s string) int {
	if s == "" || len(s) > 2 || !('a' <= s[0] && s[0] <= 'z' || 'A' <= s[0] && s[0] <= 'Z') || s[len(s)-1] != s[0] {
		return 0
	}
	return int(s[0]|0x20-'a') + 1 + 26*(len(s)-1)
}

func arabicValue(s string) int {
	if !isNumber(s) || len(s) > 3 {
		return 0
	}
	n := 0
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n
}

// romanValue reads a lower-case or upper-case roman number below 100; it is 0 for anything else.
func romanValue(s string) int {
	lower := strings.ToLower(s)
	if lower != s && strings.ToUpper(s) != s {
		return 0
	}
	tens, ok := prefixOf(lower, []string{"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"})
	if !ok {
		return 0
	}
	rest := lower[len(tens.text):]
	for units, word := range []string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"} {
		if rest == word {
			return 10*tens.n + units
		}
	}
	return 0
}

type counted struct {
	n    int
	text string
}

// prefixOf returns the longest of the words that s begins with, and its index.
func prefixOf(s string, words []string) (counted, bool) {
	best, ok := counted{}, false
	for n, w := range words {
		if strings.HasPrefix(s, w) && (!ok || len(w) > len(best.text)) {
			best, ok = counted{n, w}, true
		}
	}
	return best, ok
}

// lettered begins the clause that l labels.
func (cs *clauses) lettered(l label, at place, spans []Span, lines []segment) {
	depth := cs.levelFor(l, at.lists)
	cs.levels = cs.levels[:depth.index]
	parent := cs.base
	if n := len(cs.levels); n > 0 {
		parent = cs.levels[n-1].clause
	}
	cs.begin(&Clause{Number: parent.Number + "(" + l.text + ")", Parent: parent}, spans, lines)
	cs.levels = append(cs.levels, level{clause: cs.current, lists: at.lists, style: depth.style, value: l.values[depth.style]})
}

// A levelChoice is the level that a label continues or begins.
type levelChoice struct {
	index int
	style labelStyle
}

// levelFor finds where a label belongs. A list shows how deep its items are; paragraphs are placed by what their
// label can follow: (i) is the next letter after (h), and otherwise the first of a deeper level.
func (cs *clauses) levelFor(l label, lists int) levelChoice {
	open := len(cs.levels)
	for open > 0 && cs.levels[open-1].lists > lists {
		open--
	}
	for i := open - 1; i >= 0 && cs.levels[i].lists == lists; i-- {
		if v := cs.levels[i]; l.values[v.style] == v.value+1 {
			return levelChoice{i, v.style}
		}
	}
	for _, style := range [...]labelStyle{roman, letters, arabic} {
		if l.values[style] == 1 && !cs.counts(style, open, lists) {
			return levelChoice{open, style}
		}
	}
	for i := open - 1; i >= 0 && cs.levels[i].lists == lists; i-- {
		if v := cs.levels[i]; l.values[v.style] > 0 {
			return levelChoice{i, v.style}
		}
	}
	style := letters
	for l.values[style] == 0 { // one of them is not
		style++
	}
	return levelChoice{open, style}
}

// counts reports whether one of the open levels of the same list, or of no list, is counted in that style.
func (cs *clauses) counts(style labelStyle, open, lists int) bool {
	for i := open - 1; i >= 0 && cs.levels[i].lists == lists; i-- {
		if cs.levels[i].style == style {
			return true
		}
	}
	return false
}
