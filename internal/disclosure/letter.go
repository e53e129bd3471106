package disclosure

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A page of paper, in points: A4. What a copy shows lies within its frame; the
// margins are for what is put beside it, so that nothing is ever covered.
const (
	paperWidth, paperHeight = 595, 842
	marginSide              = 28
	marginTop               = 36
	marginBottom            = 40
)

// dots are the pixels of one point on pages that are drawn here: 150 an inch.
const dots = 150.0 / 72

var fonts = sync.OnceValue(func() (f struct{ regular, bold, mono *sfnt.Font }) {
	parse := func(ttf []byte) *sfnt.Font {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err) // it is compiled in
		}
		return f
	}
	f.regular, f.bold, f.mono = parse(goregular.TTF), parse(gobold.TTF), parse(gomono.TTF)
	return f
})

// newFace returns a face of a size in points for drawing at dots.
func newFace(f *sfnt.Font, size float64) font.Face {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72 * dots, Hinting: font.HintingFull})
	if err != nil {
		panic(err) // the options are right
	}
	return face
}

// A pen draws in one face. It is not safe for use by several goroutines.
type pen struct {
	font   *sfnt.Font
	face   font.Face
	size   float64
	buffer sfnt.Buffer
	widths map[rune]fixed.Int26_6 // of those it can draw
	lacks  map[rune]bool
}

func newPen(f *sfnt.Font, size float64) *pen {
	return &pen{font: f, face: newFace(f, size), size: size, widths: make(map[rune]fixed.Int26_6), lacks: make(map[rune]bool)}
}

// width returns how far a character moves the pen, and whether it can be drawn.
func (p *pen) width(r rune) (fixed.Int26_6, bool) {
	if w, ok := p.widths[r]; ok {
		return w, true
	}
	if p.lacks[r] {
		return 0, false
	}
	if i, err := p.font.GlyphIndex(&p.buffer, r); err != nil || i == 0 {
		p.lacks[r] = true
		return 0, false
	}
	w, _ := p.face.GlyphAdvance(r)
	p.widths[r] = w
	return w, true
}

// drawable returns text with the number of each character that cannot be drawn
// in its stead.
func (p *pen) drawable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if _, ok := p.width(r); ok {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String()
}

func (p *pen) measure(text string) fixed.Int26_6 {
	var w fixed.Int26_6
	for _, r := range text {
		a, _ := p.width(r)
		w += a
	}
	return w
}

// wrap parts one drawable line so that no part is wider than width. It parts
// between words, and within one only if it must.
func (p *pen) wrap(text string, width fixed.Int26_6) []string {
	var lines []string
	for {
		var w fixed.Int26_6
		space, cut := -1, -1
		for i, r := range text {
			a, _ := p.width(r)
			if w += a; w > width && i > 0 {
				cut = i
				break
			}
			if r == ' ' {
				space = i + 1
			}
		}
		if cut < 0 {
			return append(lines, text)
		}
		if space > 0 {
			cut = space
		}
		lines, text = append(lines, strings.TrimRight(text[:cut], " ")), text[cut:]
	}
}

// write draws a line of text and returns its width in pixels.
func (p *pen) write(img draw.Image, ink image.Image, x, y int, text string) int {
	d := font.Drawer{Dst: img, Src: ink, Face: p.face, Dot: fixed.P(x, y)}
	// The drawer kerns, and so would measure otherwise than wrap does; letter by
	// letter it cannot.
	for _, r := range text {
		dot := d.Dot
		d.DrawString(string(r))
		a, _ := p.width(r)
		d.Dot = fixed.Point26_6{X: dot.X + a, Y: dot.Y}
	}
	return d.Dot.X.Ceil() - x
}

// A letter draws text on pages.
type letter struct {
	regular, bold, mono *pen
}

func newLetter() *letter {
	f := fonts()
	return &letter{newPen(f.regular, 10.5), newPen(f.bold, 10.5), newPen(f.mono, 9)}
}

func (l *letter) pen(b block) *pen {
	switch {
	case b.mono:
		return l.mono
	case b.bold:
		return l.bold
	}
	return l.regular
}

// undrawable returns which share of the letters in blocks cannot be drawn, or a
// very small one if only other characters cannot.
func (l *letter) undrawable(blocks []block) (share float64) {
	letters, lacking := 0, 0
	for _, b := range blocks {
		p := l.pen(b)
		for _, r := range b.text {
			isLetter := unicode.IsLetter(r) || unicode.IsMark(r)
			if isLetter {
				letters++
			}
			if _, ok := p.width(r); !ok && r != '\n' && r != '\t' {
				share = 1e-9
				if isLetter {
					lacking++
				}
			}
		}
	}
	return max(share, float64(lacking)/float64(max(1, letters)))
}

// draw lays out blocks and hands on each page as it is full.
func (l *letter) draw(blocks []block, add func(sheet) error) error {
	page := newSheetOfText()
	for _, b := range blocks {
		p := l.pen(b)
		for text := range strings.SplitSeq(strings.TrimRight(b.text, "\n"), "\n") {
			text = strings.ReplaceAll(strings.TrimRight(text, " \t"), "\t", "    ")
			for _, part := range p.wrap(p.drawable(text), fixed.I(page.img.Rect.Dx())) {
				if !page.write(p, part) {
					if err := add(page.sheet()); err != nil {
						return err
					}
					page = newSheetOfText()
					page.write(p, part)
				}
			}
		}
	}
	return add(page.sheet())
}

// A sheetOfText is a page that is being drawn.
type sheetOfText struct {
	img   *image.Gray
	y     int // the pixel at which the next line begins
	lines []line
}

func newSheetOfText() *sheetOfText {
	w, h := (paperWidth-2*marginSide)*dots, (paperHeight-marginTop-marginBottom)*dots
	return &sheetOfText{img: blank(int(w), int(h))}
}

// blank returns white paper.
func blank(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	return img
}

// write puts one more line on the page, unless it is full.
func (s *sheetOfText) write(p *pen, text string) bool {
	m := p.face.Metrics()
	height := m.Height.Ceil() + int(p.size*dots/5)
	if s.y+height > s.img.Rect.Dy() {
		return false
	}
	s.writeAt(p, 0, text)
	s.y += height
	return true
}

// writeAt puts text on the line that is next, x pixels from the left.
func (s *sheetOfText) writeAt(p *pen, x int, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	base := s.y + p.face.Metrics().Ascent.Ceil()
	w := p.write(s.img, image.NewUniform(color.Black), x, base, text)
	s.lines = append(s.lines, line{
		x: marginSide + float64(x)/dots, y: paperHeight - marginTop - float64(base)/dots,
		width: float64(w) / dots, size: p.size, text: text,
	})
}

func (s *sheetOfText) sheet() sheet {
	pic := encode(s.img)
	pic.x, pic.y, pic.w, pic.h = marginSide, marginBottom, paperWidth-2*marginSide, paperHeight-marginTop-marginBottom
	return sheet{width: paperWidth, height: paperHeight, pictures: []picture{pic}, lines: s.lines}
}

// strip draws one line of text as a small picture at x, y points, and the line
// that says the same unseen.
func strip(p *pen, x, y float64, text string) (picture, line) {
	text = p.drawable(text)
	m := p.face.Metrics()
	img := blank(max(1, p.measure(text).Ceil()+2), m.Height.Ceil()+2)
	w := p.write(img, image.NewUniform(color.Black), 0, m.Ascent.Ceil(), text)
	pic := encode(img)
	pic.x, pic.y, pic.w, pic.h = x, y, float64(img.Rect.Dx())/dots, float64(img.Rect.Dy())/dots
	return pic, line{x, y + float64(img.Rect.Dy()-m.Ascent.Ceil())/dots, float64(w) / dots, p.size, text}
}
