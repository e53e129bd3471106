package rulebook

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	gmparser "github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

// soup is Markdown made of what its blocks are told by.
func soup(t *rapid.T) string {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
		"\n", "\n", "\n", "\n\n", "\r\n", "> ", ">", "- ", "* ", "1. ", "2) ", "  ", "    ", "\t", "```rule\n", "```example e\n", "```\n", "~~~\n", "````\n",
		"<!--", "-->", "<b>", "<div>", "<pre>", "# ", "## ", "6.5 ", "7 A", "(a) ", "(i) ", "*", "**", "_", "`", "[", "](x)", "]: y", "word ", "act a\n",
		"  by b\n", "|", "---", "===", "&amp;", "\\", "é", "漢", "\u0301",
	}), 0, 60).Draw(t, "pieces")
	return strings.Join(pieces, "")
}

func TestParseOfSoup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkParse(t, []byte(testFront+soup(t))) })
}

// Taking in blocks as they are complete, and leaving out what stands inside them, finds the same blocks as reading
// the whole tree.
func TestBlocksAreThoseOfCommonMark(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := soup(t)
		if got, want := blocksFound(text), blocksOf(text); !slices.Equal(got, want) {
			t.Fatalf("of %q were read\n%q\nwant\n%q", text, got, want)
		}
	})
}

// blocksFound returns the fenced blocks that are found in a text, with their lines.
func blocksFound(src string) []string {
	t := newText("", src)
	var found []string
	m := &markdown{text: t, clauses: newClauses(t, &diagnostics{})}
	m.fenced = func(f fence) {
		var lines []string
		for _, l := range f.lines {
			lines = append(lines, src[l.from:l.to])
		}
		found = append(found, fmt.Sprintf("%s %q", src[f.info.from:f.info.to], lines))
	}
	m.read()
	return found
}

// blocksOf returns the same from the tree of a plain reader of CommonMark.
func blocksOf(src string) []string {
	source := []byte(src)
	p := gmparser.NewParser(gmparser.WithBlockParsers(gmparser.DefaultBlockParsers()...))
	var found []string
	ast.Walk(p.Parse(gmtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if f, ok := n.(*ast.FencedCodeBlock); ok && entering {
			var lines []string
			for _, l := range f.Lines().Sliced(0, f.Lines().Len()) {
				lines = append(lines, strings.TrimRight(string(source[l.Start:l.Stop]), "\r\n"))
			}
			info := ""
			if f.Info != nil {
				info = string(f.Info.Segment.Value(source))
			}
			found = append(found, fmt.Sprintf("%s %q", info, lines))
		}
		return ast.WalkContinue, nil
	})
	return found
}

// The words of the books are those that CommonMark shows.
func TestWordsAreThoseOfCommonMark(t *testing.T) {
	for name, src := range books(t) {
		source := src[frontMatter(newText(name, string(src)), &diagnostics{}, &FrontMatter{}):]
		doc := goldmark.DefaultParser().Parse(gmtext.NewReader(source))
		ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering || n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock && n.Kind() != ast.KindHeading {
				return ast.WalkContinue, nil
			}
			got, want := seen(string(source), n), shown(source, n)
			if got != want {
				t.Errorf("%s: the words are\n%q\nwant\n%q", name, got, want)
			}
			return ast.WalkSkipChildren, nil
		})
	}
}

// seen returns the words that are found in a paragraph.
func seen(source string, n ast.Node) string {
	m := &markdown{text: newText("", source)}
	return strings.Join(strings.Fields(firstBytes(wordsOf(m.text, m.segments(n.Lines())), len(source))), " ")
}

// shown returns the words of a paragraph that goldmark would show.
func shown(source []byte, n ast.Node) string {
	var b strings.Builder
	ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			value := t.Segment.Value(source)
			if n.Parent().Kind() != ast.KindCodeSpan {
				value = []byte(unescaped.Replace(string(value)))
			}
			b.Write(value)
			if t.SoftLineBreak() || t.HardLineBreak() {
				b.WriteByte(' ')
			}
		}
		if a, ok := n.(*ast.AutoLink); ok && entering {
			b.Write(a.Label(source))
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// unescaped takes away backslashes before the signs that the books escape.
var unescaped = strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\*`, `*`, `\_`, `_`)
