package disclosure

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

func utf16Text(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func windows1252(b []byte) string {
	s, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		panic(fmt.Sprintf("Windows-1252: %v", err)) // it has a character for every byte
	}
	return string(s)
}

// readAll reads the original as a text, which is small enough to be held.
func (j *job) readAll() ([]byte, error) {
	if j.size > j.maker.limits.Text {
		return nil, refuse(TooBig, fmt.Sprintf("This text is larger than %d MB. Send it in parts.", j.maker.limits.Text>>20))
	}
	return io.ReadAll(io.NewSectionReader(j.file, 0, j.size))
}

func (j *job) copyPlain() error {
	b, err := j.readAll()
	if err != nil {
		return err
	}
	text, guessed, ok := decodeText(b, false)
	if !ok {
		return Other.refusal()
	}
	if guessed {
		j.report.Lost = append(j.report.Lost, "The text is not in UTF-8; it was read as Windows-1252. Compare letters with accents.")
	}
	return j.write([]block{{text: text, mono: true}})
}

// A block is text to be drawn.
type block struct {
	text string
	mono bool // with letters of one width, so that columns stay columns
	bold bool
}

// write draws blocks of text on pages of the copy.
func (j *job) write(blocks []block) error {
	var all, seen strings.Builder
	for i := range blocks {
		all.WriteString(blocks[i].text + "\n")
		var unseen int
		blocks[i].text, unseen = visibleText(blocks[i].text)
		if unseen > 0 {
			j.hide(0, "%s that show nothing", count(unseen, "character|characters"))
		}
	}
	l := newLetter()
	if share := l.undrawable(blocks); share > 0.1 {
		return refuse(ByHand, "This text has letters that cannot be drawn here. Print it to PDF and add that.")
	} else if share > 0 {
		j.report.Lost = append(j.report.Lost, "Some characters cannot be drawn; the copy shows their numbers, such as [U+1F600].")
	}
	err := l.draw(blocks, func(s sheet) error {
		for _, line := range s.lines {
			seen.WriteString(line.text + "\n")
		}
		return j.add(s)
	})
	j.report.Text = []Text{{All: all.String(), Seen: seen.String()}}
	return err
}

// visibleText returns text without the characters that show nothing, and how
// many they were. Line ends and tabs stay.
func visibleText(text string) (visible string, unseen int) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\v", "\n").Replace(norm.NFC.String(text))
	visible = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\u00ad', r == '\ufe0f', r == '\ufe0e', r == '\u200d':
			return -1 // part of how words and emoji are written
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r), unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Cs, r), unicode.Is(unicode.Co, r):
			unseen++
			return -1
		}
		return r
	}, text)
	return visible, unseen
}

// count returns "1 word" or "3 words" of "word|words".
func count(n int, forms string) string {
	one, many, _ := strings.Cut(forms, "|")
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
