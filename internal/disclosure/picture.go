package disclosure

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // each of these is a kind of picture that is decoded
	_ "image/jpeg"
	_ "image/png"
	"io"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// maxPictureFile is how many bytes a picture may have: it is held whole.
const maxPictureFile = 64 << 20

// Pictures are made no larger than this, in pixels: letters of a page of paper
// can be read, and a copy stays small.
const (
	maxSide = 2600
	maxLong = 2 // times as long as it is wide; what is longer is cut into pages
)

var errPicture = refuse(Damaged, "This picture cannot be read. Open it, save it again and add that.")

func (j *job) copyPicture() error {
	if j.size > maxPictureFile {
		return refuse(TooBig, fmt.Sprintf("This picture is larger than %d MB. Save it smaller and add that.", maxPictureFile>>20))
	}
	b, err := io.ReadAll(io.NewSectionReader(j.file, 0, j.size))
	if err != nil {
		return fmt.Errorf("read a picture: %w", err)
	}
	about := inspectPicture(j.report.Kind, b)
	if about.frames > 1 {
		return refuse(ByHand, "This is a moving picture. A person must prepare a copy, such as single pictures of it.")
	}
	img, err := j.decodePicture(b)
	if err != nil {
		return err
	}
	b = nil
	for _, says := range about.hidden {
		j.hide(0, "%s", says)
	}
	if behindTransparency(img) {
		j.hide(0, "something under parts that are wholly transparent")
	}
	j.report.Text = []Text{{}}
	for _, part := range inParts(turned(shrunk(img), about.orientation)) {
		if err := j.add(onPaper(part)); err != nil {
			return err
		}
	}
	return nil
}

// decodePicture decodes a picture after it has asked how large it is.
func (j *job) decodePicture(b []byte) (image.Image, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || config.Width < 1 || config.Height < 1 {
		return nil, errPicture
	}
	pixels := int64(config.Width) * int64(config.Height)
	if m := config.ColorModel; m == color.RGBA64Model || m == color.NRGBA64Model {
		pixels *= 2
	}
	if pixels > int64(j.maker.limits.Pixels) {
		return nil, refuse(Bomb, fmt.Sprintf("This picture has more than %d million pixels. Save it smaller and add that.", j.maker.limits.Pixels/1e6))
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, errPicture
	}
	return img, nil
}

// behindTransparency reports whether img holds, where it is wholly transparent,
// more than one colour: something may have been rubbed out there.
func behindTransparency(img image.Image) bool {
	n, ok := img.(*image.NRGBA)
	if !ok {
		return false
	}
	var first []byte
	for i := 0; i+3 < len(n.Pix); i += 4 {
		if n.Pix[i+3] != 0 {
			continue
		}
		if first == nil {
			first = n.Pix[i : i+3]
		} else if !bytes.Equal(first, n.Pix[i:i+3]) {
			return true
		}
	}
	return false
}

// onWhite returns img without transparency, as it looks on paper.
func onWhite(img image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(out, out.Rect, white, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Over)
	return out
}

// shrunk returns img on white and no larger than it need be. One that is much
// longer than it is wide, as a screen that was scrolled, keeps its width.
func shrunk(img image.Image) *image.RGBA {
	size := img.Bounds().Size()
	short, long := min(size.X, size.Y), max(size.X, size.Y)
	scale := min(1, float64(maxSide)/float64(min(long, short*maxLong)))
	if scale == 1 {
		return onWhite(img)
	}
	return averaged(img, max(1, int(float64(size.X)*scale)), max(1, int(float64(size.Y)*scale)))
}

// part is how finely the shares of pixels are counted in averaging.
const part = 256

// averaged returns img on white with w by h pixels, no more than it has: each
// is the average of those that it covers. It holds a few rows of img at a time,
// where general scalers hold a copy of it in floating point.
func averaged(img image.Image, w, h int) *image.RGBA {
	from := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	row := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	sums := make([]uint32, 3*from.Dx()) // of a row of the copy, not yet averaged along it
	held := -1                          // the row of img that is in row
	for y := range h {
		top, foot := y*from.Dy()*part/h, (y+1)*from.Dy()*part/h
		clear(sums)
		for sy := top / part; sy*part < foot; sy++ {
			if sy != held {
				draw.Draw(row, row.Rect, white, image.Point{}, draw.Src)
				draw.Draw(row, row.Rect, img, image.Pt(from.Min.X, from.Min.Y+sy), draw.Over)
				held = sy
			}
			share := uint32(min(foot, (sy+1)*part) - max(top, sy*part))
			for x := range from.Dx() {
				p, s := row.Pix[4*x:4*x+3:4*x+3], sums[3*x:3*x+3:3*x+3]
				s[0] += share * uint32(p[0])
				s[1] += share * uint32(p[1])
				s[2] += share * uint32(p[2])
			}
		}
		averageRow(out.Pix[y*out.Stride:][:4*w], sums, foot-top)
	}
	return out
}

// averageRow averages sums, each over high parts of a pixel, along a row.
func averageRow(out []uint8, sums []uint32, high int) {
	w, from := len(out)/4, len(sums)/3
	for x := range w {
		left, right := x*from*part/w, (x+1)*from*part/w
		var total [3]uint64
		for sx := left / part; sx*part < right; sx++ {
			share := uint64(min(right, (sx+1)*part) - max(left, sx*part))
			for c := range total {
				total[c] += share * uint64(sums[3*sx+c])
			}
		}
		area := uint64(right-left) * uint64(high)
		for c := range total {
			out[4*x+c] = uint8((total[c] + area/2) / area)
		}
		out[4*x+3] = 255
	}
}

// turned returns img as a camera that notes its own position means it to be
// seen; orientation is that of EXIF.
func turned(img *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], img.Pix[img.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// inParts cuts a picture that is too long for one page into several, each of
// which repeats a little of the one before.
func inParts(img *image.RGBA) []image.Image {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if h <= w*maxLong {
		return []image.Image{img}
	}
	part, again := w*3/2, w/20
	var parts []image.Image
	for top := 0; ; top += part - again {
		parts = append(parts, img.SubImage(image.Rect(0, top, w, min(h, top+part))))
		if top+part >= h {
			return parts
		}
	}
}

// onPaper puts a picture on a page, upright or lying, as large as it can be
// without being blown up to more than twice the size that it has on a screen.
func onPaper(img image.Image) sheet {
	pic := encode(img)
	s := sheet{width: paperWidth, height: paperHeight}
	if pic.pixels.X > pic.pixels.Y {
		s.width, s.height = paperHeight, paperWidth
	}
	w, h := float64(pic.pixels.X), float64(pic.pixels.Y)
	room, rise := s.width-2*marginSide, s.height-marginTop-marginBottom
	scale := min(room/w, rise/h, 1.5)
	pic.w, pic.h = w*scale, h*scale
	pic.x, pic.y = (s.width-pic.w)/2, s.height-marginTop-pic.h
	s.pictures = []picture{pic}
	return s
}
