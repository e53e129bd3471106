package rulebook

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestName is how many characters a name may have.
const longestName = 80

// reserved are the words that cannot be names because a list or a property could not be told from its end.
var reserved = []string{"or", "and", "not", "in", "as", "by", "otherwise"}

// nameFault says what keeps a word from being a name, and what to write; both are empty for a name.
func nameFault(word string) (msg, help string) {
	shown := "`" + clip(word) + "`"
	switch {
	case slices.Contains(reserved, word):
		return shown + " is a word of the language and cannot be a name", "choose another name, or add a word to it"
	case len(word) > longestName && utf8.RuneCountInString(word) > longestName:
		return "a name of more than 80 characters", "shorten it"
	case isPlainName(word):
		return "", ""
	}
	if lower := strings.ToLower(word); lower != word {
		if more, _ := nameFault(lower); more == "" {
			return shown + " is not a name: names are lower-case", "write `" + lower + "`"
		}
	}
	for _, r := range word {
		if !nameRune(r) && r != '-' && r != '.' {
			return shown + " is not a name: `" + string(r) + "` cannot stand in one", nameHelp(word, r)
		}
	}
	if !strings.ContainsFunc(word, unicode.IsLetter) {
		return shown + " is not a name: it has no letter", "a name is lower-case words joined by `-`"
	}
	return shown + " is not a name: `-` and `.` stand between words, one at a time", "write `" + tidyName(word) + "`"
}

func nameHelp(word string, r rune) string {
	if fixed := strings.Map(func(r rune) rune {
		if r == '_' || r == '/' || r == '&' {
			return '-'
		}
		return unicode.ToLower(r)
	}, word); fixed != word && isPlainName(fixed) {
		return "write `" + fixed + "`"
	}
	if r == '\'' {
		return "a name has no apostrophe: leave it out"
	}
	if unicode.IsMark(r) {
		return "type the letter and its accent as one character"
	}
	return "a name is lower-case Latin letters and digits, joined by `-` and `.`"
}

// tidyName leaves one separator between words and none at the ends.
func tidyName(word string) string {
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == '.' })
	kept := parts[:0]
	for _, part := range parts {
		words := strings.FieldsFunc(part, func(r rune) bool { return r == '-' })
		if len(words) > 0 {
			kept = append(kept, strings.Join(words, "-"))
		}
	}
	return strings.Join(kept, ".")
}

// isPlainName reports whether word is lower-case words joined by single - and . with a letter somewhere.
func isPlainName(word string) bool {
	letter, joined := false, true // joined: a word must begin here
	for _, r := range word {
		switch {
		case r == '-' || r == '.':
			if joined {
				return false
			}
			joined = true
		case nameRune(r):
			letter = letter || r > '9'
			joined = false
		default:
			return false
		}
	}
	return letter && !joined
}

// nameRune reports whether r may stand in a word of a name. Letters of other scripts may not, for a name that looks
// like another but is not the same would deceive its reader.
func nameRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.Is(unicode.Latin, r) && unicode.IsLower(r)
}

// isClauseNumber reports whether s can be the number of a clause: 6, 6.5, 6A, 12.3.1.
func isClauseNumber(s string) bool { n := clauseNumberLen(s); return n > 0 && n == len(s) }

// clauseNumberLen returns how many bytes of s are the number of a clause. Parts of more than three digits are years
// and the like.
func clauseNumberLen(s string) int {
	for i := 0; ; {
		digits := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if i == digits || i-digits > 3 {
			return 0
		}
		for letters := i; i < len(s) && i < letters+2 && 'A' <= s[i] && s[i] <= 'Z'; {
			i++
		}
		if i+1 >= len(s) || s[i] != '.' || !isDigit(s[i+1]) {
			return i
		}
		i++
	}
}
