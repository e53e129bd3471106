package disclosure

import (
	"encoding/xml"
	"errors"
	"image"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// A wordOnPage is a word as a PDF has it, and where it says it stands, in
// shares of the page.
type wordOnPage struct {
	text                   string
	left, top, right, foot float64
	line, block            bool // the last of its line, of its block
}

// wordsOfPages reads the words of a PDF page by page.
type wordsOfPages struct {
	tool *running
	dec  *xml.Decoder
}

func (j *job) startWords() (*wordsOfPages, func(), error) {
	tool, err := j.start("pdftotext", "-bbox-layout", "-enc", "UTF-8", "--", input, "-")
	if err != nil {
		return nil, nil, err
	}
	dec := xml.NewDecoder(tool.out)
	dec.Strict = false // a title may hold anything
	return &wordsOfPages{tool, dec}, tool.stop, nil
}

// next returns the words of the page that follows.
func (w *wordsOfPages) next() ([]wordOnPage, error) {
	var words []wordOnPage
	var width, height float64
	inPage := false
	for {
		t, err := w.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil, errPDF
		}
		if err != nil {
			return nil, errors.Join(errPDF, w.tool.wait())
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "page":
				inPage = true
				width, height = max(1, attr(t, "width")), max(1, attr(t, "height"))
			case "word":
				words = append(words, wordOnPage{
					left: attr(t, "xMin") / width, right: attr(t, "xMax") / width, top: attr(t, "yMin") / height, foot: attr(t, "yMax") / height,
				})
			}
		case xml.CharData:
			if len(words) > 0 {
				words[len(words)-1].text += strings.TrimSpace(string(t))
			}
		case xml.EndElement:
			switch {
			case t.Name.Local == "page" && inPage:
				return words, nil
			case len(words) > 0 && t.Name.Local == "line":
				words[len(words)-1].line = true
			case len(words) > 0 && t.Name.Local == "block":
				words[len(words)-1].block = true
			}
		}
	}
}

func attr(t xml.StartElement, name string) float64 {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			f, _ := strconv.ParseFloat(a.Value, 64) // 0 if it is none
			return f
		}
	}
	return 0
}

// readPage notes the text of a page, and the words that its picture does not
// show.
func (j *job) readPage(page int, img *image.RGBA, words []wordOnPage) {
	var all, seen strings.Builder
	dark, light := 0, 0
	for _, w := range words {
		end := " "
		if w.block {
			end = "\n\n"
		} else if w.line {
			end = "\n"
		}
		all.WriteString(w.text + end)
		switch under(img, w) {
		case nothingOver:
			seen.WriteString(w.text + end)
		case darkOver:
			dark++
		case lightOver:
			light++
		}
	}
	if dark > 0 {
		j.hide(page, "text under something dark: %s", count(dark, "word|words"))
	}
	if light > 0 {
		j.hide(page, "text that cannot be seen, in the colour of the paper or under something light: %s", count(light, "word|words"))
	}
	j.report.Text = append(j.report.Text, Text{All: all.String(), Seen: seen.String()})
}

// What lies over a word.
type cover uint8

const (
	nothingOver cover = iota // as far as can be told
	darkOver
	lightOver
)

// contrast is by how much, of 255, ink must differ from what is around it to be
// seen.
const contrast = 24

// under says what a picture shows where a word should stand. If the band
// through the middle of its letters is of one shade, no letters are seen there.
// A word without a letter or digit may well have nothing in that band.
func under(img *image.RGBA, w wordOnPage) cover {
	if !strings.ContainsFunc(w.text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return nothingOver
	}
	width, height := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	high := w.foot - w.top
	band := image.Rect(
		int(w.left*width), int((w.top+high*0.3)*height),
		int(w.right*width)+1, int((w.foot-high*0.25)*height)+1,
	).Intersect(img.Rect)
	if band.Empty() {
		return lightOver // beyond the edge of the page
	}
	least, most := 255, 0
	for y := band.Min.Y; y < band.Max.Y; y++ {
		for x := band.Min.X; x < band.Max.X; x++ {
			p := img.Pix[img.PixOffset(x, y):]
			shade := (int(p[0])*3 + int(p[1])*6 + int(p[2])) / 10
			least, most = min(least, shade), max(most, shade)
		}
	}
	switch {
	case most-least >= contrast:
		return nothingOver
	case most < 128:
		return darkOver
	}
	return lightOver
}
