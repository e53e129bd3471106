package rulebook

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	gmparser "github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// deepestNesting is how deep lists and quotations may nest. What is deeper is read as text, for the work of reading
// a line grows with the depth it stands at.
const deepestNesting = 8

// blankLines is how many of them may follow one another in a list: the next ones end it.
const blankLines = 50

// An opener opens blocks for a reader of Markdown, which takes in and drops what is complete before it goes on: the
// tree of a whole book would take a hundred times its size.
type opener struct {
	gmparser.BlockParser
	reader *markdown
}

func (o opener) Open(parent ast.Node, reader gmtext.Reader, pc gmparser.Context) (ast.Node, gmparser.State) {
	o.reader.drain(parent)
	return o.BlockParser.Open(parent, reader, pc)
}

// A container is a list, an item or a quotation. It opens only where it is not nested too deep, and ends after too
// many blank lines.
type container struct {
	opener
	part              bool // it opens wherever what it is part of does: goldmark knows no list without an item
	lastBlank, blanks int  // the last line that was blank, and how many were in turn
}

func (c *container) Open(parent ast.Node, reader gmtext.Reader, pc gmparser.Context) (ast.Node, gmparser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		depth++
	}
	if depth > 2*deepestNesting && !c.part { // a list and its item count twice
		return nil, gmparser.NoChildren
	}
	return c.opener.Open(parent, reader, pc)
}

func (c *container) Continue(node ast.Node, reader gmtext.Reader, pc gmparser.Context) gmparser.State {
	if line, _ := reader.PeekLine(); util.IsBlank(line) {
		n, _ := reader.Position()
		if n == c.lastBlank+1 {
			c.blanks++
		} else if n != c.lastBlank {
			c.blanks = 1
		}
		if c.lastBlank = n; c.blanks > blankLines {
			return gmparser.Close
		}
	}
	return c.BlockParser.Continue(node, reader, pc)
}

// newMarkdown returns a parser of the blocks of CommonMark. Of what stands inside them words.go keeps the words:
// reading emphasis and links in full takes more than linear time, and no clause depends on them.
func (m *markdown) newMarkdown() gmparser.Parser {
	plain := func(p gmparser.BlockParser, order int) util.PrioritizedValue {
		return util.Prioritized(opener{p, m}, order)
	}
	nesting := func(p gmparser.BlockParser, order int, part bool) util.PrioritizedValue {
		return util.Prioritized(&container{opener: opener{p, m}, part: part}, order)
	}
	return gmparser.NewParser(gmparser.WithBlockParsers(
		plain(gmparser.NewSetextHeadingParser(), 100),
		plain(gmparser.NewThematicBreakParser(), 200),
		nesting(gmparser.NewListParser(), 300, false),
		nesting(gmparser.NewListItemParser(), 400, true),
		plain(gmparser.NewCodeBlockParser(), 500),
		plain(gmparser.NewATXHeadingParser(), 600),
		plain(gmparser.NewFencedCodeBlockParser(), 700),
		nesting(gmparser.NewBlockquoteParser(), 800, false),
		plain(gmparser.NewHTMLBlockParser(), 900),
		plain(gmparser.NewParagraphParser(), 1000),
	))
}

// A segment is part of a line of the source. Indent is how many columns of white space stood before it that are not
// part of the source between from and to.
type segment struct{ from, to, indent int }

// A fence is a fenced block.
type fence struct {
	info   segment
	open   int // the offset of the opening fence
	close  int // that of the closing fence, or of the end
	closed bool
	lines  []segment
	quoted bool
}

// markdown walks the blocks of a document and hands them to the clauses and the parser of blocks.
type markdown struct {
	text    *text
	base    int // where the document begins in the source
	clauses *clauses
	fenced  func(fence)
	marker  string // the number of the list item whose first words are next
	quoted  int
	lists   int
}

func (m *markdown) read() {
	source := []byte(m.text.src[m.base:])
	m.children(m.newMarkdown().Parse(gmtext.NewReader(source)))
}

// drain takes in and drops the blocks of a document that are complete: all but the last, which may be open still.
func (m *markdown) drain(parent ast.Node) {
	if parent.Kind() != ast.KindDocument || parent.ChildCount() < 8 {
		return
	}
	for c := parent.FirstChild(); c != parent.LastChild(); c = parent.FirstChild() {
		m.block(c)
		parent.RemoveChild(parent, c)
	}
}

func (m *markdown) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		m.block(c)
	}
}

func (m *markdown) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		m.clauses.heading(m.segments(n.Lines()), m.quoted > 0)
	case *ast.Paragraph, *ast.TextBlock:
		m.clauses.paragraph(m.segments(n.Lines()), m.place())
		m.marker = ""
	case *ast.List:
		m.list(n)
	case *ast.Blockquote:
		m.quoted++
		m.children(n)
		m.quoted--
	case *ast.FencedCodeBlock:
		m.fence(n)
	case *ast.CodeBlock:
		m.clauses.raw(m.segments(n.Lines()))
	case *ast.HTMLBlock:
		m.html(n)
	}
}

// html takes in a block of HTML. Comments, declarations and the like show nothing.
func (m *markdown) html(n *ast.HTMLBlock) {
	switch n.HTMLBlockType {
	case ast.HTMLBlockType2, ast.HTMLBlockType3, ast.HTMLBlockType4, ast.HTMLBlockType5:
		return
	}
	lines := m.segments(n.Lines())
	if n.HasClosure() {
		lines = append(lines, m.trimmed(n.ClosureLine))
	}
	m.clauses.html(lines)
}

func (m *markdown) place() place {
	return place{quoted: m.quoted > 0, lists: m.lists, marker: m.marker}
}

func (m *markdown) list(l *ast.List) {
	m.lists++
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		m.marker = ""
		if l.IsOrdered() {
			m.marker = itoa(number)
			number++
		}
		m.children(item)
	}
	m.marker = ""
	m.lists--
}

func (m *markdown) segments(lines *gmtext.Segments) []segment {
	segs := make([]segment, 0, lines.Len())
	for i := range lines.Len() {
		s := lines.At(i)
		segs = append(segs, m.trimmed(s))
	}
	return segs
}

// trimmed leaves out the end of the line.
func (m *markdown) trimmed(s gmtext.Segment) segment {
	from, to := m.base+s.Start, m.base+s.Stop
	line := strings.TrimRight(m.text.src[from:to], "\r\n")
	return segment{from: from, to: from + len(line), indent: s.Padding}
}

func (m *markdown) fence(n *ast.FencedCodeBlock) {
	f := fence{quoted: m.quoted > 0, lines: m.segments(n.Lines())}
	f.open = m.base + max(n.Pos(), 0)
	end := f.open
	if n.Info != nil {
		f.info = m.trimmed(n.Info.Segment)
	} else {
		f.info = segment{from: f.open, to: f.open}
	}
	if len(f.lines) > 0 {
		end = f.lines[len(f.lines)-1].to
	}
	f.close, f.closed = m.closing(end, m.text.src[f.open:])
	m.fenced(f)
}

// closing finds the fence that closes a block whose last line ends at end. The block has one if the next line begins,
// after the marks of lists and quotations, with the same characters as the opening fence.
func (m *markdown) closing(end int, opening string) (at int, closed bool) {
	src := m.text.src
	nl := strings.IndexByte(src[end:], '\n')
	if nl < 0 {
		return len(src), false
	}
	at = end + nl + 1
	for at < len(src) && strings.IndexByte(" \t>", src[at]) >= 0 {
		at++
	}
	n := 0
	for n < len(opening) && opening[n] == opening[0] {
		n++
	}
	if n >= 3 && strings.HasPrefix(src[at:], opening[:n]) {
		return at, true
	}
	return end, false
}
