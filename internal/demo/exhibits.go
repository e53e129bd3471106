package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"path"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
)

// An original is a file as somebody brought it.
type original struct {
	name string
	body []byte
	text string // of which it was made
}

// original makes the file of an entry from its text: what kind, its name says. False when the entry has none.
func (e *entry) original() (original, bool) {
	name := e.get("file")
	if name == "" {
		return original{}, false
	}
	text := e.get("contains")
	switch path.Ext(name) {
	case ".pdf":
		return original{name, document(text), text}, true
	case ".png":
		return original{name, picture(text), text}, true
	}
	return original{name, []byte(text + "\n"), text}, true
}

func (f original) upload(e *entry) casework.Upload {
	origin := casework.Provenance{Captured: e.get("captured"), How: e.get("how"), Part: e.get("extent") == "part", Covert: e.get("openness") == "covert"}
	return casework.Upload{Name: f.name, Title: e.get("title"), Provenance: origin, Body: bytes.NewReader(f.body)}
}

// keep remembers an original under the label it will have, for the copy that is made of it later.
func (p *player) keep(ref string, f original) {
	for n := 1; ; n++ {
		key := fmt.Sprint(ref, " ", n)
		if _, taken := p.files[key]; !taken {
			p.files[key] = f
			return
		}
	}
}

func (p *player) exhibit(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	file, ok := e.original()
	if !ok {
		return fmt.Errorf("an exhibit needs a file")
	}
	if _, err := p.office.AddExhibits(ctx, v, ref, casework.Space(e.what), []casework.Upload{file.upload(e)}); err != nil {
		return err
	}
	p.keep(ref, file)
	return nil
}

// copy makes the disclosure copies of exhibits, and the same person looks at each and says that nothing is visible in it
// that should not be.
func (p *player) copy(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	for _, n := range numbers(e.what) {
		file, ok := p.files[fmt.Sprint(ref, " ", n)]
		if !ok {
			return fmt.Errorf("there is no exhibit %d", n)
		}
		made, err := p.copies.of(ctx, file)
		if err != nil {
			return err
		}
		blob, err := p.office.Blobs.Put(ctx, bytes.NewReader(made.body))
		if err != nil {
			return err
		}
		copied := casework.Copied{Exhibit: n, Blob: blob.SHA256, Bytes: blob.Bytes, Pages: made.report.Pages}
		for _, h := range made.report.Hidden {
			copied.Hidden = append(copied.Hidden, h.String())
		}
		for _, page := range made.report.Text {
			copied.Text = append(copied.Text, page.Seen)
		}
		if _, err := p.office.Copied(ctx, v, ref, copied); err != nil {
			return err
		}
		if _, err := p.office.CheckCopy(ctx, v, ref, n, e.get("remark")); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) withhold(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	for _, n := range numbers(e.what) {
		if _, err := p.office.Withhold(ctx, v, ref, n, e.get("ground")); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) quarantine(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	for _, n := range numbers(e.what) {
		if _, err := p.office.Quarantine(ctx, v, ref, n, e.get("why")); err != nil {
			return err
		}
	}
	return nil
}

// confirm confirms a quarantine.
func (p *player) confirm(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	for _, n := range numbers(e.what) {
		if _, err := p.office.EndQuarantine(ctx, v, ref, n, true, e.get("why")); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) receive(ctx context.Context, _ *entry, v casework.Viewer, ref string) error {
	_, err := p.office.Receive(ctx, v, ref)
	return err
}

// picture draws a weathervane on a notice board: a picture that is nobody's, different for each text.
func picture(text string) []byte {
	const w, h = 320, 240
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	sky := color.RGBA{0xd8, 0xe4, 0xec, 0xff}
	ink := color.RGBA{0x2a, 0x34, 0x3c, 0xff}
	sum := 0
	for _, b := range []byte(text) {
		sum = sum*31 + int(b)
		sum %= 9973
	}
	for y := range h {
		for x := range w {
			img.Set(x, y, sky)
		}
	}
	line := func(x0, y0, x1, y1 int) {
		for i := range 400 {
			x, y := x0+(x1-x0)*i/400, y0+(y1-y0)*i/400
			for d := range 9 {
				img.Set(x+d%3, y+d/3, ink)
			}
		}
	}
	turn := sum%121 - 60
	line(w/2, 60, w/2, 220)
	line(60, 120+turn/2, 260, 120-turn/2)
	line(260, 120-turn/2, 232, 100-turn/2)
	line(260, 120-turn/2, 232, 140-turn/2)
	line(110, 220, 210, 220)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // a picture in memory that was just drawn
	}
	return b.Bytes()
}

// document writes a PDF of one page with the text in one typeface.
func document(text string) []byte {
	escape := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)
	var page strings.Builder
	page.WriteString("BT /F1 11 Tf 14 TL 56 780 Td\n")
	for _, line := range strings.Split(text, "\n") {
		for _, part := range wrapped(line, 88) {
			fmt.Fprintf(&page, "(%s) '\n", escape.Replace(part))
		}
	}
	page.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

// wrapped breaks a line at spaces.
func wrapped(line string, width int) []string {
	var list []string
	rest := line
	for len(rest) > width {
		cut := strings.LastIndex(rest[:width], " ")
		if cut <= 0 {
			break
		}
		list = append(list, rest[:cut])
		rest = rest[cut+1:]
	}
	return append(list, rest)
}
