package rulebook

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd  tokenKind = iota // the end of the statement
	tokenLine                  // the end of one of its lines
	tokenWord                  // a word, a number, a date
	tokenText                  // a text in double quotes
	tokenSign                  // ( ) { } , : = | ->
	tokenBad                   // anything else
)

// A token is the smallest part of a block that has a meaning.
type token struct {
	kind     tokenKind
	text     string // as written; of a tokenText without its quotes and escapes
	off, end int    // bytes of the source
	pos      Pos
	width    int // in characters
}

func (t token) is(text string) bool {
	return t.text == text && (t.kind == tokenWord || t.kind == tokenSign)
}

func (t token) endPos() Pos { return t.pos.after(t.width) }

// shown is the token as it is called in a message.
func (t token) shown() string {
	switch t.kind {
	case tokenEnd, tokenLine:
		return "the end of the line"
	case tokenText:
		return "a text in quotes"
	}
	return "`" + clip(t.text) + "`"
}

// clip shortens a text that would swamp a message.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "..."
		}
		n++
	}
	return s
}

// mostTokens is how many tokens a statement may have. What follows is not read.
const mostTokens = 20_000

// scanLine appends the tokens of the bytes from off to end, which hold no line end, and returns the offset of the
// comment that ends them, or end.
func scanLine(t *text, toks []token, off, end int) ([]token, int) {
	s := t.src[:end]
	for i := off; i < end && len(toks) < mostTokens; {
		c := s[i]
		if c == ' ' || c == '\t' || c == '\r' {
			i++
			continue
		}
		if c == '#' && !gluedNumber(s, off, i) {
			return toks, i
		}
		tok := token{off: i, pos: t.pos(i)}
		scanToken(s, &tok)
		tok.width = utf8.RuneCountInString(s[tok.off:tok.end])
		toks = append(toks, tok)
		i = tok.end
	}
	return toks, end
}

// gluedNumber reports whether the # at i is part of a norm's name, as in 6.5#2, and not the beginning of a comment.
func gluedNumber(s string, off, i int) bool {
	if i == off || i+1 >= len(s) || !isDigit(s[i+1]) {
		return false
	}
	return isDigit(s[i-1]) || s[i-1] == ')'
}

func scanToken(s string, tok *token) {
	i := tok.off
	switch c := s[i]; {
	case strings.HasPrefix(s[i:], "->"):
		tok.kind, tok.end = tokenSign, i+2
	case strings.IndexByte("(){},:=|", c) >= 0:
		tok.kind, tok.end = tokenSign, i+1
	case c == '"':
		scanQuoted(s, tok)
		return
	case c == '#':
		tok.kind, tok.end = tokenWord, i+1+wordLen(s[i+1:])
	default:
		if n := wordLen(s[i:]); n > 0 {
			tok.kind, tok.end = tokenWord, i+n
		} else {
			_, n := utf8.DecodeRuneInString(s[i:])
			tok.kind, tok.end = tokenBad, i+n
		}
	}
	tok.text = s[i:tok.end]
}

// wordLen returns how many bytes of s are a word. It takes in more than a name may hold, so that a mistake in a name
// is one mistake.
func wordLen(s string) int {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if !isDigit(c) && !isASCIILetter(c) && strings.IndexByte("-._'/&%#", c) < 0 ||
				c == '-' && strings.HasPrefix(s[i:], "->") || c == '#' && (i == 0 || !gluedNumber(s, 0, i)) {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			return i
		}
		i += n
	}
	return len(s)
}

// scanQuoted reads a text in double quotes, which ends on its line.
func scanQuoted(s string, tok *token) {
	tok.kind = tokenText
	var unescaped []byte
	from := tok.off + 1
	for i := from; i < len(s); i++ {
		switch s[i] {
		case '"':
			tok.end = i + 1
			tok.text = string(append(unescaped, s[from:i]...))
			return
		case '\\':
			if i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\') {
				unescaped = append(unescaped, s[from:i]...)
				from = i + 1
				i++
			}
		}
	}
	tok.kind, tok.end, tok.text = tokenBad, len(s), s[tok.off:]
}

func isDigit(c byte) bool       { return '0' <= c && c <= '9' }
func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isNumber reports whether s is digits alone.
func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}
