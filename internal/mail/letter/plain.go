package letter

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// width is how long a line of plain text is, at most, if its words allow.
const width = 76

// Plain returns the letter as plain text, in lines of at most 76 characters.
func (l *Letter) Plain() string {
	w := plainWriter{l.source}
	return strings.Join(w.blocks(l.root, width), "\n") + "\n"
}

// A plainWriter writes a tree as lines of text.
type plainWriter struct{ source []byte }

// blocks returns the lines of what n holds, with a blank one between two
// blocks, but not in a list whose items stand close together.
func (w plainWriter) blocks(n ast.Node, width int) []string {
	var out []string
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if len(out) > 0 && !tight(n) {
			out = append(out, "")
		}
		out = append(out, w.block(child, width)...)
	}
	return out
}

// tight reports whether what n holds stands without blank lines between.
func tight(n ast.Node) bool {
	if n.Kind() == ast.KindListItem {
		n = n.Parent()
	}
	list, ok := n.(*ast.List)
	return ok && list.IsTight
}

func (w plainWriter) block(n ast.Node, width int) []string {
	switch n := n.(type) {
	case *ast.List:
		return w.blocks(n, width)
	case *ast.ListItem:
		mark := "- "
		if list := n.Parent().(*ast.List); list.IsOrdered() {
			mark = strconv.Itoa(list.Start+before(n)) + string(list.Marker) + " "
		}
		return indent(w.blocks(n, width-len(mark)), mark, strings.Repeat(" ", len(mark)))
	case *ast.Blockquote:
		return indent(w.blocks(n, width-2), "> ", "> ")
	case *ast.ThematicBreak:
		return []string{"---"}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		code := strings.TrimRight(string(n.Lines().Value(w.source)), "\n")
		return indent(strings.Split(code, "\n"), "    ", "    ")
	}
	return wrap(w.words(n), width)
}

// before counts the nodes before n in its parent.
func before(n ast.Node) int {
	count := 0
	for n = n.PreviousSibling(); n != nil; n = n.PreviousSibling() {
		count++
	}
	return count
}

// indent puts something before each line.
func indent(lines []string, first, rest string) []string {
	for i := range lines {
		lines[i] = strings.TrimRight(first+lines[i], " ")
		first = rest
	}
	return lines
}

// wrap returns words in lines as long as fit, and begins a new one where a
// line was ended. A word that is longer than a line is left whole.
func wrap(words string, width int) []string {
	var out []string
	for _, line := range strings.Split(words, "\n") {
		row, used := "", 0
		for _, word := range strings.Fields(line) {
			long := utf8.RuneCountInString(word)
			switch {
			case used == 0:
				row, used = word, long
			case used+1+long > width:
				out = append(out, row)
				row, used = word, long
			default:
				row, used = row+" "+word, used+1+long
			}
		}
		out = append(out, row)
	}
	return out
}

// words returns what is said in n, without emphasis and with the addresses of
// its links.
func (w plainWriter) words(n ast.Node) string {
	var out strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch c := child.(type) {
		case *field:
			out.WriteString(strings.Join(lines(c.value), "\n"))
		case *ast.Text:
			out.Write(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(c.Segment.Value(w.source)))))
			switch {
			case c.HardLineBreak():
				out.WriteByte('\n')
			case c.SoftLineBreak():
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(c.Value)
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				out.Write(t.(*ast.Text).Segment.Value(w.source))
			}
		case *ast.AutoLink:
			out.Write(c.Label(w.source))
		case *ast.Link:
			out.WriteString(w.words(c) + " (" + string(c.Destination) + ")")
		default:
			out.WriteString(w.words(c))
		}
	}
	return out.String()
}
