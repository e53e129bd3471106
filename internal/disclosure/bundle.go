package disclosure

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/image/math/fixed"

	"github.com/evenhand/evenhand/evidence"
)

// A Part is one exhibit of a bundle and its copy.
type Part struct {
	Exhibit evidence.Exhibit // its pages are counted anew
	Copy    *Copy
}

// A Front is what stands on the index of a bundle.
type Front struct {
	Title    string   // such as "Bundle for the hearing of 12 March 2026"
	Lines    []string // under it
	Withheld []evidence.Withheld
}

// Assemble writes a bundle: an index, whose lines lead to the exhibits, and the
// exhibits in the order of their labels, each page with its number and the label
// of its exhibit, and returns how it is numbered. Of the copies no more than one
// page is held at a time. If the bundle cannot be numbered the error is an
// [*evidence.BundleError].
func Assemble(to io.Writer, front Front, parts []Part) (evidence.Bundle, error) {
	copies := make(map[evidence.Label]*Copy)
	var exhibits []evidence.Exhibit
	for _, p := range parts {
		x := p.Exhibit
		x.Pages = p.Copy.sheets
		copies[x.Label] = p.Copy
		exhibits = append(exhibits, x)
	}
	// Page numbers stand on the index, whose length depends on how many lines
	// they take: it is laid out once to be counted and once to be kept.
	bundle, err := evidence.NewBundle(exhibits, front.Withheld, 0)
	if err != nil {
		return evidence.Bundle{}, err
	}
	index := indexOf(front, bundle)
	if bundle, err = evidence.NewBundle(exhibits, front.Withheld, len(index)); err != nil {
		return evidence.Bundle{}, err
	}
	index = indexOf(front, bundle)
	return bundle, writeBundle(to, index, bundle, copies)
}

func writeBundle(to io.Writer, index []*sheetOfIndex, bundle evidence.Bundle, copies map[evidence.Label]*Copy) error {
	p := newPaper(to)
	foot := newPen(fonts().regular, 9)
	pages := bundle.Pages()
	p.marks = []mark{{"Index", 1}}
	for _, it := range bundle.Items {
		p.marks = append(p.marks, mark{strings.TrimSpace(string(it.Label) + " " + it.Title), it.First})
	}
	number := func(s *sheet, n int, label string) {
		pic, l := strip(foot, marginSide, marginBottom-22, label+fmt.Sprintf("page %d of %d", n, pages))
		pic.x = s.width - marginSide - pic.w
		l.x = pic.x
		s.pictures, s.lines = append(s.pictures, pic), append(s.lines, l)
	}
	for i, page := range index {
		s := page.sheet()
		s.links = page.links
		number(&s, i+1, "")
		if err := p.add(s); err != nil {
			return err
		}
	}
	for _, it := range bundle.Items {
		c := copies[it.Label]
		for n := 1; n <= c.sheets; n++ {
			s, err := c.sheet(n)
			if err != nil {
				return fmt.Errorf("exhibit %s: %w", it.Label, err)
			}
			s.links = nil // those of a bundle lead within it
			number(&s, it.First+n-1, string(it.Label)+" · ")
			if err := p.add(s); err != nil {
				return err
			}
		}
	}
	return p.close()
}

// A sheetOfIndex is a page of the index and its links.
type sheetOfIndex struct {
	*sheetOfText
	links []link
}

// Columns of the index, in pixels.
const (
	columnTitle = 130
	columnPages = 990
)

// An indexer lays out the index.
type indexer struct {
	letter *letter
	pages  []*sheetOfIndex
}

func indexOf(front Front, b evidence.Bundle) []*sheetOfIndex {
	x := &indexer{letter: newLetter()}
	x.page()
	title := newPen(fonts().bold, 16)
	for _, l := range title.wrap(title.drawable(front.Title), x.width()) {
		x.line(title, func(s *sheetOfIndex) { s.writeAt(title, 0, l) })
	}
	for _, text := range front.Lines {
		x.text(x.letter.regular, 0, text)
	}
	x.gap()
	for _, it := range b.Items {
		x.item(it)
	}
	if len(b.Items) == 0 {
		x.text(x.letter.regular, 0, "No exhibits yet.")
	}
	if len(b.Withheld) > 0 {
		x.gap()
		x.text(x.letter.bold, 0, "Not in this bundle")
		for _, w := range b.Withheld {
			x.withheld(w)
		}
	}
	return x.pages
}

func (x *indexer) page() *sheetOfIndex {
	x.pages = append(x.pages, &sheetOfIndex{sheetOfText: newSheetOfText()})
	return x.pages[len(x.pages)-1]
}

func (x *indexer) last() *sheetOfIndex { return x.pages[len(x.pages)-1] }

func (x *indexer) width() fixed.Int26_6 { return fixed.I(x.last().img.Rect.Dx()) }

// line makes room for a line, on a new page if need be, and draws on it.
func (x *indexer) line(p *pen, draw func(*sheetOfIndex)) {
	s := x.last()
	height := p.face.Metrics().Height.Ceil() + int(p.size*dots/5)
	if s.y+height > s.img.Rect.Dy() {
		s = x.page()
	}
	draw(s)
	s.y += height
}

func (x *indexer) gap() { x.line(x.letter.regular, func(*sheetOfIndex) {}) }

// text draws text from a column on, over as many lines as it takes.
func (x *indexer) text(p *pen, column int, text string) {
	for _, l := range p.wrap(p.drawable(text), x.width()-fixed.I(column)) {
		x.line(p, func(s *sheetOfIndex) { s.writeAt(p, column, l) })
	}
}

// item draws the lines of an exhibit, each of which leads to it.
func (x *indexer) item(it evidence.Item) {
	pages := fmt.Sprintf("page %d", it.First)
	if it.Last > it.First {
		pages = fmt.Sprintf("pages %d–%d", it.First, it.Last)
	}
	regular, bold := x.letter.regular, x.letter.bold
	for i, l := range regular.wrap(regular.drawable(it.Title), fixed.I(columnPages-columnTitle-20)) {
		x.line(regular, func(s *sheetOfIndex) {
			if i == 0 {
				s.writeAt(bold, 0, string(it.Label))
				s.writeAt(regular, columnPages-20, pages)
			}
			s.writeAt(regular, columnTitle, l)
			h := float64(regular.face.Metrics().Height.Ceil()) / dots
			s.links = append(s.links, link{marginSide, paperHeight - marginTop - float64(s.y)/dots - h, paperWidth - 2*marginSide, h, it.First})
		})
	}
	for _, l := range about(it.Exhibit) {
		x.text(x.letter.regular, columnTitle, l)
	}
}

// about says in the index where an exhibit comes from.
func about(e evidence.Exhibit) []string {
	p := e.Provenance
	var says []string
	if p.SuppliedBy != "" {
		says = append(says, "supplied by: "+p.SuppliedBy)
	}
	if p.Captured != "" {
		says = append(says, "captured: "+p.Captured)
	}
	if p.How != "" {
		says = append(says, p.How)
	}
	var lines []string
	if len(says) > 0 {
		lines = append(lines, strings.Join(says, "; "))
	}
	if caution := p.Caution(); len(caution) > 0 {
		lines = append(lines, strings.Join(caution, " "))
	}
	if e.MadeFrom != "" {
		lines = append(lines, fmt.Sprintf("Made from %s by hiding parts of it: %s", e.MadeFrom, e.Reason))
	}
	return lines
}

func (x *indexer) withheld(w evidence.Withheld) {
	says := strings.TrimSuffix(w.Ground, ".")
	if w.Clause != "" {
		says += " (clause " + w.Clause + ")"
	}
	if w.Title != "" {
		says = w.Title + ": " + says
	}
	x.line(x.letter.bold, func(s *sheetOfIndex) { s.writeAt(x.letter.bold, 0, string(w.Label)) })
	s := x.last()
	s.y -= x.letter.bold.face.Metrics().Height.Ceil() + int(x.letter.bold.size*dots/5) // the ground begins on the same line
	x.text(x.letter.regular, columnTitle, says)
}
