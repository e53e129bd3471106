package letter

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A field is a placeholder in the tree, and what stands for it.
type field struct {
	ast.BaseInline
	name, value string
}

var kindField = ast.NewNodeKind("Field")

func (f *field) Kind() ast.NodeKind { return kindField }
func (f *field) Dump(src []byte, deep int) {
	ast.DumpHelper(f, src, deep, map[string]string{"Name": f.name}, nil)
}

var placeholder = regexp.MustCompile(`^\{\{(\pL[\pL\pN]*(?:[.-][\pL\pN]+)*)\}\}`)

// fieldParser reads {{name}} wherever words can stand.
type fieldParser struct{}

func (fieldParser) Trigger() []byte { return []byte{'{'} }

func (fieldParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	m := placeholder.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	return &field{name: string(m[1])}
}

// markdown is CommonMark without HTML, so that it stands in a letter as text.
func markdown() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(
			util.Prioritized(fieldParser{}, 50),
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500)),
		parser.WithParagraphTransformers(util.Prioritized(parser.LinkReferenceParagraphTransformer, 100)))
}

// parse reads a letter and returns its tree, and its placeholders in the order
// of the text.
func parse(source []byte) (root ast.Node, fields []*field) {
	root = markdown().Parse(text.NewReader(source))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if f, ok := n.(*field); ok && entering {
			fields = append(fields, f)
		}
		return ast.WalkContinue, nil
	})
	return root, fields
}

// spread gives what was written with blank lines the paragraphs it has, where
// a placeholder makes up a paragraph of its own.
func spread(n ast.Node) {
	for child := n.FirstChild(); child != nil; {
		next := child.NextSibling()
		if f, ok := child.FirstChild().(*field); ok && child.ChildCount() == 1 && wordsBlock(child) && blankLines.MatchString(f.value) {
			for _, part := range paragraphs(f.value) {
				p := ast.NewParagraph()
				p.AppendChild(p, &field{name: f.name, value: part})
				n.InsertBefore(n, child, p)
			}
			n.RemoveChild(n, child)
		} else if child.Type() == ast.TypeBlock {
			spread(child)
		}
		child = next
	}
}

func wordsBlock(n ast.Node) bool {
	return n.Kind() == ast.KindParagraph || n.Kind() == ast.KindTextBlock
}

var blankLines = regexp.MustCompile(`\n[ \t]*\n\s*`)

func paragraphs(words string) []string { return blankLines.Split(words, -1) }

// lines returns the lines of what was written within a paragraph.
func lines(words string) []string {
	return strings.Split(blankLines.ReplaceAllString(words, "\n"), "\n")
}
