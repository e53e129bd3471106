package disclosure

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strings"
	"sync"
	"unicode/utf16"
)

// A sheet is one page of a copy. All that shows on it is pictures; lengths are
// in points, from the lower left corner.
type sheet struct {
	width, height float64
	pictures      []picture // the first is the page itself, others are what was put beside it
	lines         []line    // unseen, for those who cannot see the pictures
	links         []link
}

// A picture is what encode makes, and its place on a sheet.
type picture struct {
	x, y, w, h float64
	pixels     image.Point
	form       form
	data       []byte
}

// A form is a way in which pixels are packed, by its name in the file.
type form string

const (
	colours form = "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"    // JPEG
	greys   form = "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"   // JPEG
	strokes form = "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode" // zlib: letters on paper are smaller so, and lose nothing
)

// A line is text that stands in a picture.
type line struct {
	x, y, width, size float64
	text              string
}

// A link leads from an area of a sheet to a page, counted from 1.
type link struct {
	x, y, w, h float64
	page       int
}

// A mark is an entry of the outline.
type mark struct {
	title string
	page  int
}

// Objects of the file. Every sheet has the same number of them, used or not, so
// that a link can name a page that is not written yet.
const (
	catalogObject  = 1
	pagesObject    = 2
	fontObject     = 3 // and 4, 5, 6, of which it is made
	firstObject    = 7
	objectsOfSheet = 6
	maxPictures    = objectsOfSheet - 2
)

func sheetObject(page int) int { return firstObject + (page-1)*objectsOfSheet }

// A paper writes sheets to a PDF, one at a time. Its bytes depend on nothing
// but the sheets: it holds no date, name or identifier. [Open] reads it.
type paper struct {
	to      io.Writer
	at      int64
	offsets []int64 // of each object; 0 if it is not used
	sheets  int
	marks   []mark
	err     error
}

const paperHeader = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

func newPaper(to io.Writer) *paper {
	p := &paper{to: to}
	p.write([]byte(paperHeader))
	p.object(fontObject, "<< /Type /Font /Subtype /Type0 /BaseFont /Unseen /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>")
	p.object(4, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unseen /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 /FontDescriptor 5 0 R >>")
	p.object(5, "<< /Type /FontDescriptor /FontName /Unseen /Flags 4 /FontBBox [0 0 500 1000] /ItalicAngle 0 /Ascent 1000 /Descent 0 /CapHeight 1000 /StemV 80 >>")
	p.stream(6, "", []byte(toUnicode))
	return p
}

// toUnicode says that the codes of the font are UTF-16.
const toUnicode = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`

func (p *paper) print(format string, args ...any) {
	if p.err == nil {
		var n int
		n, p.err = fmt.Fprintf(p.to, format, args...)
		p.at += int64(n)
	}
}

func (p *paper) write(b []byte) {
	if p.err == nil {
		var n int
		n, p.err = p.to.Write(b)
		p.at += int64(n)
	}
}

func (p *paper) begin(n int) {
	for len(p.offsets) <= n {
		p.offsets = append(p.offsets, 0)
	}
	p.offsets[n] = p.at
	p.print("%d 0 obj\n", n)
}

func (p *paper) object(n int, body string) {
	p.begin(n)
	p.print("%s\nendobj\n", body)
}

func (p *paper) stream(n int, entries string, content []byte) {
	p.begin(n)
	p.print("<< %s/Length %d >>\nstream\n", entries, len(content))
	p.write(content)
	p.print("\nendstream\nendobj\n")
}

// add writes a sheet.
func (p *paper) add(s sheet) error {
	if len(s.pictures) > maxPictures {
		return fmt.Errorf("a page with %d stamps, where there is room for %d", len(s.pictures)-1, maxPictures-1)
	}
	p.sheets++
	first := sheetObject(p.sheets)
	var drawn, names strings.Builder
	for i, pic := range s.pictures {
		p.stream(first+2+i, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d %s ", pic.pixels.X, pic.pixels.Y, pic.form), pic.data)
		fmt.Fprintf(&drawn, pictureForm+"\n", pic.w, pic.h, pic.x, pic.y, i)
		fmt.Fprintf(&names, "/P%d %d 0 R ", i, first+2+i)
	}
	for _, l := range s.lines {
		code := toHex(l.text)
		stretch := l.width / (float64(len(code)/4) * l.size * 0.5) * 100
		fmt.Fprintf(&drawn, lineForm+"\n", l.size, stretch, l.x, l.y, code)
	}
	p.stream(first+1, "", []byte(drawn.String()))
	var links strings.Builder
	for _, l := range s.links {
		fmt.Fprintf(&links, linkForm+"\n", l.x, l.y, l.x+l.w, l.y+l.h, sheetObject(l.page))
	}
	p.object(first, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R\n/Resources << /Font << /T %d 0 R >> /XObject << %s>> >>\n/Annots [\n%s] >>",
		pagesObject, s.width, s.height, first+1, fontObject, names.String(), links.String()))
	return p.err
}

// The forms in which what is on a sheet is written, and in which it is read.
const (
	pictureForm = "q %.2f 0 0 %.2f %.2f %.2f cm /P%d Do Q"
	lineForm    = "BT 3 Tr /T %.2f Tf %.2f Tz 1 0 0 1 %.2f %.2f Tm <%s> Tj ET"
	linkForm    = "<< /Type /Annot /Subtype /Link /Border [0 0 0] /Rect [%.2f %.2f %.2f %.2f] /Dest [%d 0 R /Fit] >>"
	markForm    = "<< /Title <feff%s> /Dest [%d 0 R /Fit] /Parent %d 0 R%s >>"
)

// toHex returns text in UTF-16, which the font takes for its codes.
func toHex(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04x", u)
	}
	return b.String()
}

// close writes what comes after the last sheet.
func (p *paper) close() error {
	next := sheetObject(p.sheets + 1)
	outline := ""
	if len(p.marks) > 0 {
		outline = fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", next)
		p.object(next, fmt.Sprintf("<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>", next+1, next+len(p.marks), len(p.marks)))
		for i, m := range p.marks {
			beside := ""
			if i > 0 {
				beside += fmt.Sprintf(" /Prev %d 0 R", next+i)
			}
			if i < len(p.marks)-1 {
				beside += fmt.Sprintf(" /Next %d 0 R", next+i+2)
			}
			p.object(next+1+i, fmt.Sprintf(markForm, toHex(m.title), sheetObject(m.page), next, beside))
		}
	}
	var kids strings.Builder
	for i := range p.sheets {
		fmt.Fprintf(&kids, "%d 0 R\n", sheetObject(i+1))
	}
	p.object(pagesObject, fmt.Sprintf("<< /Type /Pages /Count %d /Kids [\n%s] >>", p.sheets, kids.String()))
	p.object(catalogObject, fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R%s >>", pagesObject, outline))
	start := p.at
	p.print("xref\n0 %d\n0000000000 65535 f \n", len(p.offsets))
	for _, at := range p.offsets[1:] {
		if at == 0 {
			p.print("0000000000 65535 f \n")
		} else {
			p.print("%010d 00000 n \n", at)
		}
	}
	p.print("trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(p.offsets), catalogObject, start)
	return p.err
}

// quality is that of every JPEG: letters stay sharp at it.
const quality = 85

// encode turns what was decoded or drawn into a picture without a place. One
// without colour is stored without, in the form that is smaller.
func encode(img image.Image) picture {
	g, isGray := asGray(img)
	if !isGray {
		return picture{pixels: img.Bounds().Size(), form: colours, data: asJPEG(img)}
	}
	pic := picture{pixels: g.Rect.Size(), form: strokes, data: packPixels(g)}
	// What packs to an eighth is letters or lines; a JPEG of it would be larger.
	if len(pic.data)*8 > len(g.Pix) {
		if photo := asJPEG(g); len(photo) < len(pic.data) {
			pic.form, pic.data = greys, photo
		}
	}
	return pic
}

func asJPEG(img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		panic(fmt.Sprintf("encode a picture: %v", err)) // a buffer takes all, and sides are bounded before
	}
	return b.Bytes()
}

// packers are kept, since each holds most of a megabyte.
var packers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func packPixels(g *image.Gray) []byte {
	var b bytes.Buffer
	z := packers.Get().(*zlib.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	for y := range g.Rect.Dy() {
		z.Write(g.Pix[y*g.Stride:][:g.Rect.Dx()]) // a buffer takes all
	}
	z.Close()
	return b.Bytes()
}

// asGray returns img without colour, if it has none.
func asGray(img image.Image) (*image.Gray, bool) {
	switch img := img.(type) {
	case *image.Gray:
		return img, true
	case *image.RGBA:
		b := img.Bounds()
		g := image.NewGray(b)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			row := img.Pix[img.PixOffset(b.Min.X, y):][:4*b.Dx()]
			out := g.Pix[g.PixOffset(b.Min.X, y):]
			for x := 0; x < b.Dx(); x++ {
				p := row[4*x : 4*x+3 : 4*x+3]
				if p[0] != p[1] || p[1] != p[2] {
					return nil, false
				}
				out[x] = p[0]
			}
		}
		return g, true
	}
	return nil, false
}

// decode gives back the pixels of a picture, to be drawn on.
func (p picture) decode() (*image.RGBA, error) {
	img, err := p.image()
	if err != nil {
		return nil, fmt.Errorf("decode a page of a copy: %w", err)
	}
	return onWhite(img), nil
}

func (p picture) image() (image.Image, error) {
	if p.form != strokes {
		return jpeg.Decode(bytes.NewReader(p.data))
	}
	z, err := zlib.NewReader(bytes.NewReader(p.data))
	if err != nil {
		return nil, err
	}
	g := image.NewGray(image.Rectangle{Max: p.pixels})
	_, err = io.ReadFull(z, g.Pix)
	return g, err
}

var white = image.NewUniform(color.White)
