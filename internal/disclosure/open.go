package disclosure

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// ErrNoCopy says that a file is not a copy that this package made.
var ErrNoCopy = errors.New("not a disclosure copy")

// A Copy is a disclosure copy or a bundle, as this package writes them. It
// reads nothing else: what was not made here cannot be stamped or redacted here.
type Copy struct {
	from    io.ReaderAt
	offsets []int64 // of each object, and at the end that of the table
	sorted  []int64 // the same in the order of the file
	sheets  int
	marks   []mark
}

// Bounds on what is read of a copy at once.
const (
	maxObject  = 64 << 20
	maxObjects = 1 << 20
	maxPicture = 1 << 13 // pixels of a side
)

var (
	tailForm = regexp.MustCompile(`trailer\n<< /Size (\d+) /Root 1 0 R >>\nstartxref\n(\d+)\n%%EOF\n$`)
	countIn  = regexp.MustCompile(`/Type /Pages /Count (\d+) `)
	markIn   = regexp.MustCompile(`^<< /Title <feff([0-9a-f]*)> /Dest \[(\d+) 0 R /Fit\]`)
	boxIn    = regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]`)
	imageIn  = regexp.MustCompile(`^<< /Type /XObject /Subtype /Image /Width (\d+) /Height (\d+) (/ColorSpace /Device(?:RGB|Gray) /BitsPerComponent 8 /Filter /(?:DCT|Flate)Decode) /Length (\d+) >>\nstream\n`)
	plainIn  = regexp.MustCompile(`^<< /Length (\d+) >>\nstream\n`)
)

// Open reads the table of a copy. The error is [ErrNoCopy] if it is none. The
// copy reads from r as long as it is used.
func Open(r io.ReaderAt, size int64) (*Copy, error) {
	tail := make([]byte, min(size, 256))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return nil, fmt.Errorf("open a copy: %w", err)
	}
	m := tailForm.FindSubmatch(tail)
	if m == nil {
		return nil, ErrNoCopy
	}
	n, start := number(m[1]), int64(number(m[2]))
	if n < firstObject || n > maxObjects || start+int64(20*n) > size {
		return nil, ErrNoCopy
	}
	c := &Copy{from: r}
	head := fmt.Sprintf("xref\n0 %d\n", n)
	table := make([]byte, len(head)+20*n)
	if _, err := r.ReadAt(table, start); err != nil {
		return nil, fmt.Errorf("open a copy: %w", err)
	}
	if string(table[:len(head)]) != head {
		return nil, ErrNoCopy
	}
	for i := range n {
		at := int64(number(table[len(head)+20*i:][:10]))
		if at < 0 || at >= start {
			return nil, ErrNoCopy
		}
		c.offsets = append(c.offsets, at)
	}
	c.offsets = append(c.offsets, start)
	c.sorted = slices.Sorted(slices.Values(c.offsets))
	if err := c.readEnds(); err != nil {
		return nil, err
	}
	return c, nil
}

// readEnds reads the number of pages and the outline.
func (c *Copy) readEnds() error {
	n := len(c.offsets) - 1
	pages, err := c.object(pagesObject)
	if err != nil {
		return err
	}
	m := countIn.FindSubmatch(pages)
	if m == nil {
		return ErrNoCopy
	}
	c.sheets = number(m[1])
	if c.sheets < 1 || c.sheets > n || sheetObject(c.sheets) >= n {
		return ErrNoCopy
	}
	outline := sheetObject(c.sheets + 1)
	for i := outline + 1; i < n; i++ {
		body, err := c.object(i)
		if err != nil {
			return err
		}
		m := markIn.FindSubmatch(body)
		if m == nil {
			return ErrNoCopy
		}
		c.marks = append(c.marks, mark{fromHex(string(m[1])), (number(m[2])-firstObject)/objectsOfSheet + 1})
	}
	return nil
}

// Pages returns how many pages the copy has.
func (c *Copy) Pages() int { return c.sheets }

// Picture returns page n, counted from 1, as a file that browsers show, and its
// media type: without what was put beside it, such as the number of a page.
func (c *Copy) Picture(n int) (file []byte, mediaType string, err error) {
	s, err := c.sheet(n)
	if err != nil {
		return nil, "", err
	}
	return s.pictures[0].file()
}

// file is the picture as a file that browsers show.
func (p picture) file() (file []byte, mediaType string, err error) {
	if p.form != strokes {
		return p.data, "image/jpeg", nil
	}
	img, err := p.image()
	if err != nil {
		return nil, "", fmt.Errorf("decode a page of a copy: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, "", fmt.Errorf("encode a page of a copy: %w", err)
	}
	return b.Bytes(), "image/png", nil
}

// Text returns the text of page n for those who cannot see its picture; empty
// if the page has none.
func (c *Copy) Text(n int) (string, error) {
	s, err := c.sheet(n)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, l := range s.lines {
		lines = append(lines, l.text)
	}
	return strings.Join(lines, "\n"), nil
}

// sheet reads one page.
func (c *Copy) sheet(n int) (sheet, error) {
	if n < 1 || n > c.sheets {
		return sheet{}, fmt.Errorf("page %d of a copy of %d", n, c.sheets)
	}
	first := sheetObject(n)
	page, err := c.object(first)
	if err != nil {
		return sheet{}, err
	}
	var s sheet
	m := boxIn.FindSubmatch(page)
	if m == nil {
		return sheet{}, ErrNoCopy
	}
	s.width, s.height = decimal(m[1]), decimal(m[2])
	for l := range strings.Lines(string(page)) {
		var k link
		var object int
		if n, _ := fmt.Sscanf(l, linkIn, &k.x, &k.y, &k.w, &k.h, &object); n == 5 {
			k.w, k.h, k.page = k.w-k.x, k.h-k.y, (object-firstObject)/objectsOfSheet+1
			s.links = append(s.links, k)
		}
	}
	return s, c.readDrawn(&s, first)
}

// readDrawn reads the pictures and lines of a sheet.
func (c *Copy) readDrawn(s *sheet, first int) error {
	drawn, err := c.object(first + 1)
	if err != nil {
		return err
	}
	m := plainIn.FindSubmatch(drawn)
	if m == nil {
		return ErrNoCopy
	}
	for text := range strings.Lines(string(drawn[len(m[0]):])) {
		var pic picture
		var l line
		var i int
		var code string
		if n, _ := fmt.Sscanf(text, pictureIn, &pic.w, &pic.h, &pic.x, &pic.y, &i); n == 5 {
			if i != len(s.pictures) || i >= maxPictures {
				return ErrNoCopy
			}
			if err := c.readPicture(&pic, first+2+i); err != nil {
				return err
			}
			s.pictures = append(s.pictures, pic)
			continue
		}
		if n, _ := fmt.Sscanf(bare.Replace(text), lineIn, &l.size, &l.width, &l.x, &l.y, &code); n == 5 {
			l.text = fromHex(code)
			l.width = l.width / 100 * float64(len(code)/4) * l.size * 0.5
			s.lines = append(s.lines, l)
		}
	}
	if len(s.pictures) == 0 {
		return ErrNoCopy
	}
	return nil
}

// The forms of what is on a sheet, for reading. The brackets around a line's
// text would be read as part of it.
var (
	bare      = strings.NewReplacer("<", "", ">", "")
	pictureIn = unsized(pictureForm)
	lineIn    = bare.Replace(unsized(lineForm))
	linkIn    = unsized(linkForm)
)

func unsized(form string) string { return strings.ReplaceAll(form, "%.2f", "%f") }

func (c *Copy) readPicture(pic *picture, n int) error {
	body, err := c.object(n)
	if err != nil {
		return err
	}
	m := imageIn.FindSubmatch(body)
	if m == nil || number(m[4]) > len(body)-len(m[0]) {
		return ErrNoCopy
	}
	pic.pixels, pic.form = image.Pt(number(m[1]), number(m[2])), form(m[3])
	if pic.pixels.X > maxPicture || pic.pixels.Y > maxPicture {
		return ErrNoCopy
	}
	pic.data = body[len(m[0]):][:number(m[4])]
	return nil
}

// object returns the body of an object: what stands between its offset and the
// next in the file.
func (c *Copy) object(n int) ([]byte, error) {
	if n <= 0 || n >= len(c.offsets)-1 || c.offsets[n] == 0 {
		return nil, ErrNoCopy
	}
	i, _ := slices.BinarySearch(c.sorted, c.offsets[n]+1)
	end := c.sorted[i]
	if end-c.offsets[n] > maxObject {
		return nil, ErrNoCopy
	}
	body := make([]byte, end-c.offsets[n])
	if _, err := c.from.ReadAt(body, c.offsets[n]); err != nil {
		return nil, fmt.Errorf("read a copy: %w", err)
	}
	head := fmt.Sprintf("%d 0 obj\n", n)
	if !bytes.HasPrefix(body, []byte(head)) {
		return nil, ErrNoCopy
	}
	return body[len(head):], nil
}

// number returns a number that consists of digits; one that is too large for
// any use gives -1.
func number(digits []byte) int {
	n, err := strconv.Atoi(string(digits))
	if err != nil || n > 1<<40 {
		return -1
	}
	return n
}

func decimal(b []byte) float64 {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return 0
	}
	return f
}

// fromHex is the inverse of toHex.
func fromHex(code string) string {
	var units []uint16
	for ; len(code) >= 4; code = code[4:] {
		u, err := strconv.ParseUint(code[:4], 16, 16)
		if err != nil {
			return ""
		}
		units = append(units, uint16(u))
	}
	return string(utf16.Decode(units))
}
