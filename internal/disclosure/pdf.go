package disclosure

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// longSide is that of the picture of a page, in pixels: 160 an inch for A4.
const longSide = 1870

var errPDF = refuse(Damaged, "This PDF cannot be read. Open it, print it to a new PDF and add that.")

func (j *job) copyPDF() error {
	if !j.maker.tools.complete() {
		return refuse(NoTool, "PDF files cannot be copied on this machine until poppler is installed. Add pictures of the pages, or ask the administrator.")
	}
	pages, err := j.aboutPDF()
	if err != nil {
		return err
	}
	if pages > j.maker.limits.Pages {
		return refuse(TooManyPages, fmt.Sprintf("This file has more than %d pages. Send it in parts.", j.maker.limits.Pages))
	}
	if err := j.hideStructure(); err != nil {
		return err
	}
	words, stop, err := j.startWords()
	if err != nil {
		return err
	}
	defer stop()
	return j.drawPages(pages, words)
}

// described are the fields of pdfinfo that tell of more than pages.
var described = []struct{ field, says string }{
	{"Title", "a title"}, {"Subject", "a subject"}, {"Keywords", "keywords"}, {"Author", "the name of an author"},
	{"Creator", "the name of the program that wrote it"}, {"Producer", "the name of the program that made the PDF"},
	{"CreationDate", "when it was made"}, {"ModDate", "when it was changed"},
}

// aboutPDF notes what pdfinfo tells and returns the number of pages.
func (j *job) aboutPDF() (pages int, err error) {
	out, err := j.output("pdfinfo", "-enc", "UTF-8", "--", input)
	if failed := (*toolError)(nil); errors.As(err, &failed) && strings.Contains(failed.said, "ncorrect password") {
		return 0, refuse(Locked, "This PDF can be opened only with a password. Save it without one and add that.")
	}
	if err != nil {
		return 0, err
	}
	fields := make(map[string]string)
	for l := range strings.Lines(out) {
		if k, v, ok := strings.Cut(l, ":"); ok {
			fields[k] = strings.TrimSpace(v)
		}
	}
	for _, d := range described {
		if fields[d.field] != "" {
			j.hide(0, "%s", d.says)
		}
	}
	if fields["Metadata Stream"] == "yes" {
		j.hide(0, "a description in XMP")
	}
	if fields["JavaScript"] == "yes" {
		j.hide(0, "a program (JavaScript)")
	}
	if f := fields["Form"]; f != "" && f != "none" {
		j.hide(0, "fields of a form, whose values may not all be shown")
	}
	attached, err := j.output("pdfdetach", "-list", "--", input)
	if err == nil {
		if n, _ := strconv.Atoi(strings.Fields(attached + " 0")[0]); n > 0 {
			j.hide(0, "%s", count(n, "attached file|attached files"))
		}
	}
	pages, err = strconv.Atoi(fields["Pages"])
	if err != nil || pages < 1 {
		return 0, errPDF
	}
	return pages, nil
}

// drawPages draws every page and puts it in the copy, and compares it with the
// words that the file has for it.
func (j *job) drawPages(pages int, words *wordsOfPages) error {
	tool, err := j.start("pdftoppm", "-scale-to", strconv.Itoa(longSide), "--", input)
	if err != nil {
		return err
	}
	defer tool.stop()
	in := bufio.NewReaderSize(tool.out, 1<<16)
	for page := 1; page <= pages; page++ {
		img, err := readPPM(in)
		if err != nil {
			return errors.Join(errPDF, tool.wait())
		}
		on, err := words.next()
		if err != nil {
			return err
		}
		j.readPage(page, img, on)
		if err := j.add(onPaper(img)); err != nil {
			return err
		}
	}
	if err := tool.wait(); err != nil {
		return err
	}
	if tool.said() != "" {
		j.lose("The PDF is damaged in places. Compare every page of the copy with the original.")
	}
	return nil
}

// readPPM reads one picture as pdftoppm writes them, one after another.
func readPPM(r *bufio.Reader) (*image.RGBA, error) {
	var kind string
	var w, h, depth int
	head := ""
	for range 3 { // by lines, since what follows may begin with bytes that are white space
		l, err := r.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		head += string(l)
	}
	if _, err := fmt.Sscan(head, &kind, &w, &h, &depth); err != nil {
		return nil, err
	}
	if kind != "P6" || depth != 255 || w < 1 || h < 1 || w > 2*longSide || h > 2*longSide {
		return nil, fmt.Errorf("a picture of kind %q, %d by %d", kind, w, h)
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	row := make([]byte, 3*w)
	for y := range h {
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, err
		}
		out := img.Pix[y*img.Stride:]
		for x := range w {
			out[4*x], out[4*x+1], out[4*x+2], out[4*x+3] = row[3*x], row[3*x+1], row[3*x+2], 255
		}
	}
	return img, nil
}

// structure are the traces of what a page does not show, in the parts of a PDF
// that are not pictures.
var structure = []struct {
	trace *regexp.Regexp
	says  string
	more  int // how often it may be there before it tells of anything
}{
	{regexp.MustCompile(`/Subtype\s*/(Text|Popup|FreeText|Highlight|Underline|StrikeOut|Squiggly|Stamp|Ink|Caret|Square|Circle|Line|Polygon|PolyLine|FileAttachment|Redact|Sound|Movie|Screen|RichMedia|3D)\b`), "annotation, perhaps with a note, a name or something covered|annotations, perhaps with notes, names or something covered", 0},
	{regexp.MustCompile(`/Type\s*/OCG\b`), "layer, which may be switched off|layers, some of which may be switched off", 0},
	{regexp.MustCompile(`/Type\s*/EmbeddedFile\b`), "file within the file|files within the file", 0},
	{regexp.MustCompile(`/S\s*/(JavaScript|Launch|SubmitForm|ImportData)\b`), "action that a reader may set off|actions that a reader may set off", 0},
	{regexp.MustCompile(`/Thumb\s+\d`), "thumbnail of a page|thumbnails of pages", 0},
	{regexp.MustCompile(`startxref\s+[1-9]\d*\s+%%EOF`), "earlier version of the document|earlier versions of the document", 1},
}

// hideStructure looks through the file, and through what is packed in it, for
// the traces of what its pages do not show. It reads a window at a time; a
// trace that is written in an unusual way escapes it.
func (j *job) hideStructure() error {
	seen := make([]int, len(structure))
	linear := false
	look := func(b []byte, from, to int) {
		for i, s := range structure {
			for _, at := range s.trace.FindAllIndex(b, -1) {
				if from <= at[0] && at[0] < to {
					seen[i]++
				}
			}
		}
		linear = linear || bytes.Contains(b, []byte("/Linearized"))
	}
	if err := j.unpacked(look); err != nil {
		return err
	}
	for i, s := range structure {
		more := s.more
		if more > 0 && linear {
			more++ // a file made for reading over a line ends twice
		}
		if n := seen[i] - more; n > 0 {
			j.hide(0, "%s", count(n, s.says))
		}
	}
	return nil
}
