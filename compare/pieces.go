package compare

import (
	"regexp"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// piecesOf are the beginning of a statement and its properties, or the lines of a table: as they stand, with comments and
// the commas between them left out, white space made one, and the acts under their new names.
func piecesOf(lines []string, s *rulebook.Statement, renamed map[string]string) []string {
	starts := []rulebook.Pos{s.Pos}
	for i := range s.Props {
		if at := s.Props[i].Pos; after(at, starts[len(starts)-1]) {
			starts = append(starts, at)
		}
	}
	if s.Table != nil {
		starts = starts[:1]
		for n := s.Pos.Line + 1; n <= s.End.Line; n++ {
			starts = append(starts, rulebook.Pos{Line: n, Col: 1})
		}
	}
	var pieces []string
	for i, from := range starts {
		to := s.End
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		text := strings.TrimSuffix(textBetween(lines, from, to), ",")
		if text != "" || i == 0 {
			pieces = append(pieces, underNewNames(text, renamed))
		}
	}
	return pieces
}

func after(a, b rulebook.Pos) bool { return a.Line > b.Line || a.Line == b.Line && a.Col > b.Col }

// textBetween is what stands between two places of a block, without comments. Columns count characters.
func textBetween(lines []string, from, to rulebook.Pos) string {
	var parts []string
	for n := from.Line; n <= to.Line && n <= len(lines); n++ {
		line := []rune(lines[n-1])
		first, last := 0, len(line)
		if n == from.Line {
			first = min(from.Col-1, last)
		}
		if n == to.Line {
			last = max(first, min(to.Col-1, last))
		}
		text := string(line[first:last])
		if at := strings.Index(text, "#"); at >= 0 && !strings.Contains(text[:at], `"`) {
			text = text[:at]
		}
		parts = append(parts, strings.Fields(text)...)
	}
	return strings.Join(parts, " ")
}

var name = regexp.MustCompile(`[\pL\pN][\pL\pN.-]*`)

// underNewNames writes the names of a text that have changed as they are now.
func underNewNames(text string, renamed map[string]string) string {
	if len(renamed) == 0 {
		return text
	}
	return name.ReplaceAllStringFunc(text, func(old string) string {
		if now, ok := renamed[old]; ok {
			return now
		}
		return old
	})
}

// belowHeading is a clause's text without its heading. Where a paragraph has none, its first words stand for it, and they
// are text.
func belowHeading(c *rulebook.Clause) string {
	text := strings.Join(strings.Fields(c.Text), " ")
	if rest, ok := strings.CutPrefix(text, strings.Join(strings.Fields(c.Heading), " ")); ok && rest != "" {
		return rest
	}
	return text
}

// sentences are those of a clause's words, with white space made one.
func sentences(text string) []string {
	var list []string
	var sentence []string
	for _, word := range strings.Fields(text) {
		if len(sentence) > 0 && endsSentence(sentence[len(sentence)-1]) && begins(word) {
			list, sentence = append(list, strings.Join(sentence, " ")), nil
		}
		sentence = append(sentence, word)
	}
	if len(sentence) > 0 {
		list = append(list, strings.Join(sentence, " "))
	}
	return list
}

func endsSentence(word string) bool { return strings.ContainsAny(word[len(word)-1:], ".?!") }

// begins says whether a sentence can begin with a word; one in brackets belongs to the sentence before.
func begins(word string) bool { return word[0] != '(' && strings.ToLower(word) != word }
