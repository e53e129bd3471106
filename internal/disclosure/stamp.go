package disclosure

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/f64"

	xdraw "golang.org/x/image/draw"
)

// A Stamp says whose copy a copy is.
type Stamp struct {
	For  string // a capacity or a name
	On   string // the day on which it was given
	Code string // by which the record of downloads knows it; see [Code]
}

func (s Stamp) text() string { return "Copy for " + s.For + " · " + s.On + " · " + s.Code }

// Code returns a short code of what it is given, such as the digest of a copy,
// its reader and the day, under a key of the office: eight letters and digits
// that are not taken for one another. Without the key nobody can tell whose code
// it is.
func Code(key []byte, of ...string) string {
	h := hmac.New(sha256.New, key)
	for _, s := range of {
		io.WriteString(h, s) // never fails
		h.Write([]byte{0})
	}
	return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").EncodeToString(h.Sum(nil)[:5])
}

// Watermark writes a copy for one reader. The stamp stands at the top of every
// page, and goes faintly across its picture, of which it becomes a part: it
// cannot be taken off as a layer. What was in the copy stays where it was. A copy
// can be stamped three times, a bundle twice; then the error says so.
func Watermark(to io.Writer, c *Copy, s Stamp) error {
	p := newPaper(to)
	p.marks = c.marks
	head := newPen(fonts().regular, 8)
	m := newMarker(s)
	for n := 1; n <= c.sheets; n++ {
		sh, err := c.sheet(n)
		if err != nil {
			return err
		}
		img, err := sh.pictures[0].decode()
		if err != nil {
			return err
		}
		m.across(img)
		sh.pictures[0] = sh.pictures[0].with(img)
		pic, l := strip(head, marginSide, sh.height-marginTop+12, s.text())
		if room := sh.width - 2*marginSide; pic.w > room { // the code, at the end, must not be lost
			pic.h, l.size, l.width, pic.w = pic.h*room/pic.w, l.size*room/pic.w, room, room
		}
		sh.pictures, sh.lines = append(sh.pictures, pic), append(sh.lines, l)
		if err := p.add(sh); err != nil {
			return err
		}
	}
	return p.close()
}

// Stamped returns page n as [Copy.Picture] does, with a stamp across it: for
// readers who look at a copy without taking it along.
func (c *Copy) Stamped(n int, s Stamp) (file []byte, mediaType string, err error) {
	sh, err := c.sheet(n)
	if err != nil {
		return nil, "", err
	}
	img, err := sh.pictures[0].decode()
	if err != nil {
		return nil, "", fmt.Errorf("decode a page of a copy: %w", err)
	}
	newMarker(s).across(img)
	return sh.pictures[0].with(img).file()
}

// with returns p with other pixels at the same place.
func (p picture) with(img image.Image) picture {
	q := encode(img)
	q.x, q.y, q.w, q.h = p.x, p.y, p.w, p.h
	return q
}

// A marker draws a stamp across pictures.
type marker struct {
	font  *sfnt.Font
	stamp string
	masks map[image.Point]*image.Alpha // by the size of the picture
}

func newMarker(s Stamp) *marker {
	return &marker{font: fonts().bold, stamp: s.For + " · " + s.On + " · " + s.Code, masks: make(map[image.Point]*image.Alpha)}
}

// across draws the stamp along rising lines over a picture, so faintly that the
// picture can be read.
func (m *marker) across(img *image.RGBA) {
	size := img.Rect.Size()
	mask, ok := m.masks[size]
	if !ok {
		mask = m.mask(size)
		clear(m.masks) // pages of a copy are mostly alike; of others none is kept
		m.masks[size] = mask
	}
	// On white it darkens and on black it lightens, so that it is seen on both.
	draw.DrawMask(img, img.Rect, image.NewUniform(color.Gray{0x80}), image.Point{}, mask, image.Point{}, draw.Over)
}

func (m *marker) mask(size image.Point) *image.Alpha {
	points := float64(min(size.X, size.Y)) / 24 / dots
	p := newPen(m.font, max(4, points))
	text := p.drawable(m.stamp)
	high := p.face.Metrics().Height.Ceil()
	gap := high * 2
	row := image.NewAlpha(image.Rect(0, 0, p.measure(text).Ceil()+gap, high))
	p.write(row, image.NewUniform(color.Alpha{56}), 0, p.face.Metrics().Ascent.Ceil(), text)

	mask := image.NewAlpha(image.Rectangle{Max: size})
	sin, cos := math.Sincos(-math.Pi / 6)
	reach := math.Hypot(float64(size.X), float64(size.Y))
	step := float64(high * 5)
	for k, along := 0, -reach; along < reach; k, along = k+1, along+step {
		for across := -reach - float64(k%2*row.Rect.Dx()/2); across < reach; across += float64(row.Rect.Dx()) {
			// The stamp at (across, along) of a plane that is turned about the
			// middle of the picture.
			x := float64(size.X)/2 + across*cos - along*sin
			y := float64(size.Y)/2 + across*sin + along*cos
			box := turnedBox(row.Rect, x, y, sin, cos)
			if box.Overlaps(mask.Rect) {
				xdraw.ApproxBiLinear.Transform(mask, f64.Aff3{cos, -sin, x, sin, cos, y}, row, row.Rect, xdraw.Over, nil)
			}
		}
	}
	return mask
}

// turnedBox returns the bounds of r, turned and moved.
func turnedBox(r image.Rectangle, x, y, sin, cos float64) image.Rectangle {
	var box image.Rectangle
	for i, c := range []image.Point{{r.Min.X, r.Min.Y}, {r.Max.X, r.Min.Y}, {r.Min.X, r.Max.Y}, {r.Max.X, r.Max.Y}} {
		px, py := int(x+float64(c.X)*cos-float64(c.Y)*sin), int(y+float64(c.X)*sin+float64(c.Y)*cos)
		b := image.Rect(px-1, py-1, px+2, py+2)
		if i == 0 {
			box = b
		} else {
			box = box.Union(b)
		}
	}
	return box
}

// A Box is a part of a page that is to be hidden: shares of its picture, as
// [Copy.Picture] gives it, from the upper left corner.
type Box struct {
	Page                int
	X, Y, Width, Height float64
}

// A BoxError says that a box lies on no page of the copy, or covers nothing of it.
type BoxError struct{ Box Box }

func (e *BoxError) Error() string { return "a box covers nothing of any page" }

// Redact writes a copy in which what lies in the boxes is black, and gone. Each
// box is made larger, to a coarse grid: its width then says little of how long a
// name was, and nothing of what was there is left at its edges by how pictures
// are packed. Unseen text is left out of every line that a box touches.
func Redact(to io.Writer, c *Copy, boxes []Box) error {
	on := make(map[int][]Box)
	for _, b := range boxes {
		if !b.covers(c.sheets) {
			return &BoxError{b}
		}
		on[b.Page] = append(on[b.Page], b)
	}
	p := newPaper(to)
	p.marks = c.marks
	for n := 1; n <= c.sheets; n++ {
		s, err := c.sheet(n)
		if err != nil {
			return err
		}
		if err := s.blacken(on[n]); err != nil {
			return err
		}
		if err := p.add(s); err != nil {
			return err
		}
	}
	return p.close()
}

func (b Box) covers(pages int) bool {
	return b.Page >= 1 && b.Page <= pages && b.Width > 0 && b.Height > 0 && b.X < 1 && b.Y < 1 && b.X+b.Width > 0 && b.Y+b.Height > 0
}

// The grid to which boxes are made larger, in pixels. JPEG packs squares of 16.
const (
	gridX, gridY = 64, 16
	padding      = 6
)

func (s *sheet) blacken(boxes []Box) error {
	if len(boxes) == 0 {
		return nil
	}
	pic := &s.pictures[0]
	img, err := pic.decode()
	if err != nil {
		return err
	}
	for _, b := range boxes {
		r := b.pixels(pic.pixels)
		draw.Draw(img, r, image.Black, image.Point{}, draw.Src)
		s.forget(r)
	}
	*pic = pic.with(img)
	return nil
}

func (b Box) pixels(size image.Point) image.Rectangle {
	down := func(share float64, side, grid int) int {
		return int(math.Floor((share*float64(side)-padding)/float64(grid))) * grid
	}
	up := func(share float64, side, grid int) int {
		return int(math.Ceil((share*float64(side)+padding)/float64(grid))) * grid
	}
	clamp := func(share float64) float64 { return max(0, min(1, share)) }
	return image.Rect(
		down(clamp(b.X), size.X, gridX), down(clamp(b.Y), size.Y, gridY),
		up(clamp(b.X+b.Width), size.X, gridX), up(clamp(b.Y+b.Height), size.Y, gridY),
	).Intersect(image.Rectangle{Max: size})
}

// forget takes out the unseen lines that lie in or at a part of the picture.
func (s *sheet) forget(r image.Rectangle) {
	pic := s.pictures[0]
	scale := pic.w / float64(pic.pixels.X)
	left, right := pic.x+float64(r.Min.X)*scale, pic.x+float64(r.Max.X)*scale
	top, foot := pic.y+pic.h-float64(r.Min.Y)*scale, pic.y+pic.h-float64(r.Max.Y)*scale
	kept := s.lines[:0]
	for _, l := range s.lines {
		apart := l.x+l.width < left || l.x > right || l.y-0.4*l.size > top || l.y+1.1*l.size < foot
		if apart {
			kept = append(kept, l)
		}
	}
	s.lines = kept
}
