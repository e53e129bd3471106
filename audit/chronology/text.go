package chronology

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	errControl = errors.New("a value holds a control character")
	errEntity  = errors.New("a value holds an & that begins no character XML knows")
)

// controlled reports whether s holds a control character other than a tab or a
// line break. Such a value is refused: it is no words of anybody, and it can
// make a terminal or a spreadsheet show something else than the log says.
func controlled(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return true
		}
	}
	return false
}

// western are the characters of Windows-1252 from 0x80 to 0x9F. The five bytes
// it leaves undefined stand for themselves.
const western = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

// fromWindows1252 returns the text of bytes that are not UTF-8.
func fromWindows1252(raw string) string {
	high := []rune(western)
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/8)
	for i := range len(raw) {
		switch c := raw[i]; {
		case c < 0x80:
			b.WriteByte(c)
		case c < 0xa0:
			b.WriteRune(high[c-0x80])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

// westernNote is given once a log, at the first text that is not UTF-8.
func westernNote(line, col int) Diagnostic {
	return Diagnostic{Line: line, Col: col, Check: "encoding",
		Msg:  "the text is not UTF-8; where it is not, it is read as Windows-1252",
		Hint: "save the file as UTF-8"}
}

// unescape returns the value of an XML attribute as the standard has it: white
// space becomes spaces, and references become the characters they stand for.
func unescape(raw string) (string, error) {
	if !strings.ContainsAny(raw, "&\t\n\r") {
		return raw, nil
	}
	var b strings.Builder
	raw = strings.ReplaceAll(raw, "\r\n", " ")
	for raw != "" {
		i := strings.IndexAny(raw, "&\t\n\r")
		if i < 0 {
			break
		}
		b.WriteString(raw[:i])
		if raw[i] != '&' {
			b.WriteByte(' ')
			raw = raw[i+1:]
			continue
		}
		name, rest, found := strings.Cut(raw[i+1:], ";")
		c, known := character(name)
		if !found || !known {
			return "", errEntity
		}
		b.WriteRune(c)
		raw = rest
	}
	b.WriteString(raw)
	return b.String(), nil
}

// character returns what &name; stands for. Entities that a document declares
// are not known: the declarations are not read.
func character(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if len(digits) == len(name) {
		return 0, false
	}
	if strings.HasPrefix(digits, "x") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// texts makes strings of bytes. It remembers recent ones, so that words that
// recur are allocated once. It forgets a string when another falls on its slot:
// it never grows.
type texts struct {
	slots  []textSlot
	decode func(raw string) (string, error)
}

type textSlot struct{ raw, text string }

const longestRemembered = 64

// newTexts returns texts with a number of slots that is a power of two.
func newTexts(slots int, decode func(string) (string, error)) *texts {
	return &texts{slots: make([]textSlot, slots), decode: decode}
}

func (t *texts) get(raw []byte) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	if len(raw) > longestRemembered {
		return t.decode(string(raw))
	}
	slot := &t.slots[hash(raw)&uint64(len(t.slots)-1)]
	if slot.raw == string(raw) {
		return slot.text, nil
	}
	s := string(raw)
	text, err := t.decode(s)
	if err == nil {
		*slot = textSlot{s, text}
	}
	return text, err
}

// hash is quick rather than strong: a collision costs an allocation.
func hash(b []byte) uint64 {
	const prime = 0x9e3779b97f4a7c15
	h := uint64(len(b))
	for ; len(b) >= 8; b = b[8:] {
		h = (h ^ binary.LittleEndian.Uint64(b)) * prime
		h ^= h >> 29
	}
	for _, c := range b {
		h = (h ^ uint64(c)) * prime
	}
	return h ^ h>>32
}

// position turns an offset in text, which starts at line and col, into a place.
func position(text []byte, line, col, offset int) (int, int) {
	before := text[:min(max(offset, 0), len(text))]
	n := bytes.Count(before, []byte{'\n'})
	if n == 0 {
		return line, col + len(before)
	}
	return line + n, len(before) - bytes.LastIndexByte(before, '\n')
}
