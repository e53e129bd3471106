package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxContext is how many bytes of a sentence are given on either side: some
// texts have no full stops.
const maxContext = 1000

// sentences returns where the sentences around text[start:end] begin and end.
// If the words begin a sentence the one before is taken too, and if they end
// one the one after: it is there that what turns their meaning may stand.
func sentences(text string, start, end int) (from, to int) {
	from = sentenceStart(text, start)
	if bare(text[from:start]) {
		from = sentenceStart(text, trimmedEnd(text, from))
	}
	to = sentenceEnd(text, end)
	if bare(text[end:to]) {
		to = sentenceEnd(text, to)
	}
	return from + leadingSpace(text[from:start]), to
}

// bare reports whether s holds no word.
func bare(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return letterForms(r) != "" })
}

func leadingSpace(s string) int { return len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace)) }

// trimmedEnd returns an offset within the last sentence before from.
func trimmedEnd(text string, from int) int {
	s := strings.TrimRightFunc(text[:from], unicode.IsSpace)
	return len(strings.TrimRightFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsSpace(r) }))
}

func sentenceStart(text string, at int) int {
	floor := max(0, at-maxContext)
	for i := at; i > floor; {
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
		if i < at && endsAt(text, i) {
			return min(i+sizeAt(text, i), at)
		}
	}
	return runeStart(text, floor)
}

func sentenceEnd(text string, at int) int {
	ceiling := min(len(text), at+maxContext)
	seen := false // a word, without which no sentence has ended
	for i := at; i < ceiling; i += sizeAt(text, i) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if endsAt(text, i) && (seen || isTerminal(r) || closes(r)) {
			return i + size
		}
		seen = seen || letterForms(r) != ""
	}
	return runeStart(text, ceiling)
}

func runeStart(text string, i int) int {
	for i > 0 && i < len(text) && !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

func sizeAt(text string, i int) int {
	_, size := utf8.DecodeRuneInString(text[i:])
	return size
}

func isTerminal(r rune) bool { return strings.ContainsRune(".!?…。！？", r) }

func closes(r rune) bool { return strings.ContainsRune(`"')]”’»`, r) }

// endsAt reports whether a sentence ends with the character at offset i: a stop,
// or what closes after one, before white space and anything but a small letter;
// or the first of two line ends.
func endsAt(text string, i int) bool {
	r, size := utf8.DecodeRuneInString(text[i:])
	rest := text[i+size:]
	if r == '\n' {
		line, _, more := strings.Cut(rest, "\n")
		return more && strings.TrimSpace(line) == ""
	}
	if !isTerminal(r) && !(closes(r) && stopBefore(text[:i])) {
		return false
	}
	after := strings.TrimLeftFunc(rest, unicode.IsSpace)
	if after == rest {
		return after == "" || strings.ContainsRune("。！？", r)
	}
	next, _ := utf8.DecodeRuneInString(after)
	return !unicode.IsLower(next)
}

func stopBefore(s string) bool {
	s = strings.TrimRightFunc(s, closes)
	r, _ := utf8.DecodeLastRuneInString(s)
	return isTerminal(r)
}
