package explain

import "strings"

// No font is at hand when the picture is made, so text is measured by the widest of the faces it may be shown in: the
// letters of DejaVu Sans, in four widths, a little over their true ones. Narrower faces leave some room.

// span is a run of text of one class.
type span struct{ text, class string }

// textSize is the height of ordinary letters, and lineHeight that of a line, in user units of the drawing.
const (
	textSize   = 13
	titleSize  = 15
	lineHeight = 18
)

// measure gives the width of a text of a size, in user units.
func measure(text string, size int, bold bool) int {
	sum := 0 // in thousandths of the size
	for _, r := range text {
		switch {
		case strings.ContainsRune("fijlrtI'.,:;|!()[]/- ", r):
			sum += 410
		case strings.ContainsRune("mwMW@%→↑↓–—…", r), r > 0x2fff:
			sum += 1000
		case r >= 'A' && r <= 'Z':
			sum += 790
		default:
			sum += 640
		}
	}
	if bold {
		sum = sum * 115 / 100
	}
	return (sum*size + 999) / 1000
}

// width is that of a span.
func (s span) width() int {
	if s.class == "title" {
		return measure(s.text, titleSize, true)
	}
	return measure(s.text, textSize, s.class == "to" || s.class == "name")
}

// widthOf is the width of a line of spans.
func widthOf(line []span) int {
	w := 0
	for _, s := range line {
		w += s.width()
	}
	return w
}

// wrap breaks spans into lines of at most a width: between words, within a word after a hyphen or a stop, and anywhere
// where nothing else helps.
func wrap(spans []span, width int) [][]span {
	var lines [][]span
	var line []span
	for _, s := range spans {
		for _, word := range strings.SplitAfter(s.text, " ") {
			for word != "" {
				piece := span{word, s.class}
				room := width - widthOf(line)
				if (span{strings.TrimRight(word, " "), s.class}).width() <= room {
					line, word = join(line, piece), ""
					continue
				}
				if len(line) > 0 {
					lines, line = append(lines, trimmed(line)), nil
					continue
				}
				piece.text = fitting(piece, room)
				lines, word = append(lines, []span{piece}), word[len(piece.text):]
			}
		}
	}
	if len(line) > 0 {
		lines = append(lines, trimmed(line))
	}
	return lines
}

// join adds a piece to a line, to its last span where that is of the same class.
func join(line []span, piece span) []span {
	if n := len(line); n > 0 && line[n-1].class == piece.class {
		line[n-1].text += piece.text
		return line
	}
	return append(line, piece)
}

func trimmed(line []span) []span {
	last := &line[len(line)-1]
	last.text = strings.TrimRight(last.text, " ")
	return line
}

// fitting is the longest beginning of a word that fits, up to a hyphen or a stop if there is one; at least one letter.
func fitting(word span, room int) string {
	most := 0
	for i, r := range word.text {
		end := i + len(string(r))
		if most > 0 && (span{word.text[:end], word.class}).width() > room {
			break
		}
		most = end
	}
	if at := strings.LastIndexAny(word.text[:most], "-./"); at > 0 {
		return word.text[:at+1]
	}
	return word.text[:most]
}
