package disclosure

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/evenhand/evenhand/evidence"
)

func textCopy(t testing.TB, text string) *Copy {
	t.Helper()
	b, _ := makeCopy(t, "note.txt", []byte(text))
	return open(t, b)
}

// TestWhatIsWrittenIsRead: a sheet that was written is the sheet that is read.
func TestWhatIsWrittenIsRead(t *testing.T) {
	pic := encode(onWhite(stripes(40, 30)))
	pic.x, pic.y, pic.w, pic.h = 28, 40.25, 300, 225.5
	grey := encode(image.NewGray(image.Rect(0, 0, 16, 16)))
	grey.w, grey.h = 16, 16
	want := sheet{
		width: 595, height: 842, pictures: []picture{pic, grey},
		lines: []line{{30, 700, 120, 10.5, "Café (x) <y> %d ﬁ"}, {30, 680, 40, 9, "E-2 · page 2"}},
		links: []link{{28, 600, 539, 14, 2}},
	}
	var b bytes.Buffer
	p := newPaper(&b)
	p.marks = []mark{{"Index", 1}, {"E-2 Café", 2}}
	for range 2 {
		if err := p.add(want); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	c := open(t, b.Bytes())
	for n := 1; n <= 2; n++ {
		got, err := c.sheet(n)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.lines) != 2 || got.lines[0].text != want.lines[0].text || got.lines[1].text != want.lines[1].text {
			t.Errorf("lines = %+v, want %+v", got.lines, want.lines)
		}
		if d := got.lines[0].width - 120; d > 0.1 || d < -0.1 {
			t.Errorf("width of a line = %v, want 120", got.lines[0].width)
		}
		if len(got.links) != 1 || got.links[0] != want.links[0] {
			t.Errorf("links = %+v, want %+v", got.links, want.links)
		}
		for i, p := range got.pictures {
			if w := want.pictures[i]; p.x != w.x || p.y != w.y || p.w != w.w || p.h != w.h || p.pixels != w.pixels || p.form != w.form || !bytes.Equal(p.data, w.data) {
				t.Errorf("picture %d is not what was written", i)
			}
		}
	}
	if len(c.marks) != 2 || c.marks[1] != (mark{"E-2 Café", 2}) {
		t.Errorf("marks = %+v", c.marks)
	}
}

func TestOpenTakesNothingElse(t *testing.T) {
	b, _ := makeCopy(t, "note.txt", []byte("words"))
	for name, other := range map[string][]byte{
		"another PDF": seededPDF(), "nothing": nil, "half of a copy": b[:len(b)/2], "a copy with something after it": append(bytes.Clone(b), '\n'),
	} {
		if _, err := Open(bytes.NewReader(other), int64(len(other))); !errors.Is(err, ErrNoCopy) {
			t.Errorf("%s: Open: %v, want ErrNoCopy", name, err)
		}
	}
}

// TestRedactedWordsAreGone protects whoever is named under a box: neither the
// picture nor the unseen text says what was there, and what lies apart from the
// box stays.
func TestRedactedWordsAreGone(t *testing.T) {
	c := textCopy(t, "The first line stays.\n\n\n\nThe witness was Quillfeather here.\n\n\n\nThe last line stays.")
	s, err := c.sheet(1)
	if err != nil {
		t.Fatal(err)
	}
	l := s.lines[1]
	pic := s.pictures[0]
	box := Box{1, 0, (pic.y + pic.h - l.y - l.size) / pic.h, 0.6, l.size * 1.2 / pic.h}
	var b bytes.Buffer
	if err := Redact(&b, c, []Box{box}); err != nil {
		t.Fatal(err)
	}
	if found := leaks(b.Bytes()); found != nil {
		t.Errorf("after redaction: %q", found)
	}
	redacted := open(t, b.Bytes())
	text, err := redacted.Text(1)
	if err != nil {
		t.Fatal(err)
	}
	if text != "The first line stays.\nThe last line stays." {
		t.Errorf("text = %q", text)
	}
	before, after := pictureOf(t, c, 1), pictureOf(t, redacted, 1)
	hidden := box.pixels(before.Bounds().Size())
	for y := range before.Bounds().Dy() {
		for x := range before.Bounds().Dx() {
			r, _, _, _ := after.At(x, y).RGBA()
			if image.Pt(x, y).In(hidden) && r != 0 {
				t.Fatalf("the box is not black at %d, %d", x, y)
			}
			if w, _, _, _ := before.At(x, y).RGBA(); !image.Pt(x, y).In(hidden) && r != w {
				t.Fatalf("the picture was changed outside of the box, at %d, %d", x, y)
			}
		}
	}
}

func TestWidthOfABoxSaysLittle(t *testing.T) {
	size := image.Pt(1200, 1600)
	short := Box{1, 0.41, 0.5, 0.02, 0.01}.pixels(size)
	long := Box{1, 0.41, 0.5, 0.05, 0.01}.pixels(size)
	if short != long {
		t.Errorf("boxes over names of different length are %v and %v", short, long)
	}
}

func TestBoxesThatCoverNothing(t *testing.T) {
	c := textCopy(t, "words")
	for name, box := range map[string]Box{
		"no page": {0, 0, 0, 1, 1}, "page after the last": {2, 0, 0, 1, 1}, "no width": {1, 0.5, 0.5, 0, 1}, "beyond the edge": {1, 1.1, 0, 1, 1}, "before it": {1, -0.5, 0, 0.4, 1},
	} {
		var wrong *BoxError
		if err := Redact(io.Discard, c, []Box{box}); !errors.As(err, &wrong) {
			t.Errorf("%s: Redact: %v, want a *BoxError", name, err)
		}
	}
}

// TestEveryPageIsStamped: a page that is passed on says whose copy it was, in
// its text and in its picture.
func TestEveryPageIsStamped(t *testing.T) {
	c := textCopy(t, strings.Repeat("A line of the minutes.\n", 100))
	var mine, theirs bytes.Buffer
	for to, s := range map[*bytes.Buffer]Stamp{&mine: {"the complainant", "2026-03-12", "AAAA0000"}, &theirs: {"the respondent", "2026-03-12", "BBBB1111"}} {
		if err := Watermark(to, c, s); err != nil {
			t.Fatal(err)
		}
	}
	a, b := open(t, mine.Bytes()), open(t, theirs.Bytes())
	if a.Pages() != 2 || b.Pages() != 2 {
		t.Fatalf("%d and %d pages, want 2", a.Pages(), b.Pages())
	}
	for n := 1; n <= 2; n++ {
		text, err := a.Text(n)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text, "Copy for the complainant · 2026-03-12 · AAAA0000") || !strings.Contains(text, "A line of the minutes.") {
			t.Errorf("text of page %d = %q", n, text)
		}
		plain := pictureOf(t, c, n)
		if same(plain, pictureOf(t, a, n)) || same(pictureOf(t, a, n), pictureOf(t, b, n)) {
			t.Errorf("page %d: the picture does not say whose it is", n)
		}
	}
	if plainColour(pictureOf(t, a, 1)) {
		t.Error("the stamp has covered the page")
	}
}

// TestStampOfALongName: however long a name is, the code stands on the page.
func TestStampOfALongName(t *testing.T) {
	var b bytes.Buffer
	if err := Watermark(&b, textCopy(t, "words"), Stamp{strings.Repeat("a very long name ", 20), "2026-03-12", "AAAA0000"}); err != nil {
		t.Fatal(err)
	}
	s, err := open(t, b.Bytes()).sheet(1)
	if err != nil {
		t.Fatal(err)
	}
	if stamp := s.pictures[1]; stamp.x+stamp.w > s.width-marginSide+0.1 {
		t.Errorf("the stamp ends at %v of %v points", stamp.x+stamp.w, s.width)
	}
}

func TestStampedTooOften(t *testing.T) {
	c := textCopy(t, "words")
	for n := 1; n <= 4; n++ {
		var b bytes.Buffer
		err := Watermark(&b, c, Stamp{"the panel", "2026-03-12", "AAAA0000"})
		if (err != nil) != (n > 3) {
			t.Fatalf("stamped for the %d. time: %v", n, err)
		}
		if err == nil {
			c = open(t, b.Bytes())
		}
	}
}

func same(a, b image.Image) bool { return bytes.Equal(onWhite(a).Pix, onWhite(b).Pix) }

func TestCode(t *testing.T) {
	a := Code([]byte("key"), "digest", "respondent", "2026-03-12")
	if len(a) != 8 || strings.ContainsAny(a, "ILOU") {
		t.Errorf("Code = %q", a)
	}
	for _, b := range []string{
		Code([]byte("other"), "digest", "respondent", "2026-03-12"), Code([]byte("key"), "digest", "complainant", "2026-03-12"), Code([]byte("key"), "digestrespondent", "", "2026-03-12"),
	} {
		if a == b {
			t.Errorf("two copies have the code %s", a)
		}
	}
}

// TestBundleIsLinked: each line of the index leads to the first page of its
// exhibit, and a stamp leaves the links and the outline as they are.
func TestBundleIsLinked(t *testing.T) {
	var stamped bytes.Buffer
	if err := Watermark(&stamped, open(t, seededBundle(t)), Stamp{"the panel", "2026-03-12", "AAAA0000"}); err != nil {
		t.Fatal(err)
	}
	c := open(t, stamped.Bytes())
	index, err := c.sheet(1)
	if err != nil {
		t.Fatal(err)
	}
	var pages []int
	for _, l := range index.links {
		pages = append(pages, l.page)
	}
	if want := []int{2, 2, 5, 5}; len(pages) != 4 || pages[0] != want[0] || pages[1] != want[1] || pages[2] != want[2] || pages[3] != want[3] {
		t.Errorf("the index leads to pages %v, want %v", pages, want)
	}
	if len(c.marks) != 3 || c.marks[0] != (mark{"Index", 1}) || c.marks[1].page != 2 || !strings.HasPrefix(c.marks[2].title, "E-10 ") || c.marks[2].page != 5 {
		t.Errorf("outline = %+v", c.marks)
	}
}

func TestIndexOfManyExhibits(t *testing.T) {
	c := textCopy(t, "words")
	var parts []Part
	for n := range 100 {
		parts = append(parts, Part{evidence.Exhibit{Label: evidence.NewLabel(n + 1), Title: "An exhibit"}, c})
	}
	var b bytes.Buffer
	bundle, err := Assemble(&b, Front{Title: "Bundle"}, parts)
	if err != nil {
		t.Fatal(err)
	}
	if bundle.Front != 2 || bundle.Pages() != 102 || open(t, b.Bytes()).Pages() != 102 {
		t.Errorf("index of %d pages, bundle of %d, file of %d; want 2, 102, 102", bundle.Front, bundle.Pages(), open(t, b.Bytes()).Pages())
	}
	if text, err := open(t, b.Bytes()).Text(102); err != nil || !strings.Contains(text, "E-100 · page 102 of 102") {
		t.Errorf("last page = %q, %v", text, err)
	}
}

func TestBundleThatCannotBeNumbered(t *testing.T) {
	c := textCopy(t, "words")
	var wrong *evidence.BundleError
	if _, err := Assemble(io.Discard, Front{}, []Part{{exhibitOf("E-1"), c}, {exhibitOf("E-1"), c}}); !errors.As(err, &wrong) {
		t.Errorf("Assemble with a label twice: %v", err)
	}
}

// TestFullDisk: whatever the write that fails, it is told.
func TestFullDisk(t *testing.T) {
	whole, _ := makeCopy(t, "note.txt", []byte("words"))
	for _, room := range []int{0, 10, len(whole) / 2, len(whole) - 1} {
		_, err := New(Options{}).Make(context.Background(), Original{"note.txt", strings.NewReader("words")}, &disk{room})
		if !errors.Is(err, errFull) {
			t.Errorf("with room for %d of %d bytes: %v, want the disk to be full", room, len(whole), err)
		}
	}
}

var errFull = errors.New("disk full")

type disk struct{ room int }

func (d *disk) Write(p []byte) (int, error) {
	if len(p) > d.room {
		return 0, errFull
	}
	d.room -= len(p)
	return len(p), nil
}

func FuzzOpen(f *testing.F) {
	b, _ := makeCopy(f, "screen.png", solidPNG(20, 20))
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		for n := 1; n <= min(c.Pages(), 3); n++ {
			c.Text(n)
			c.Picture(n)
		}
	})
}

func FuzzMake(f *testing.F) {
	for name, b := range seededOriginals() {
		if name != "paper.pdf" { // a program of its own for each try would be slow
			f.Add(b)
		}
	}
	m := New(Options{Limits: Limits{Pixels: 1 << 16, Text: 1 << 16, Pages: 5}})
	m.tools = tools{}
	f.Fuzz(func(t *testing.T, b []byte) {
		var out bytes.Buffer
		report, err := m.Make(context.Background(), Original{"a", bytes.NewReader(b)}, &out)
		var refusal *Refusal
		switch {
		case err == nil:
			if c := open(t, out.Bytes()); c.Pages() != report.Pages {
				t.Fatalf("%d pages, reported %d", c.Pages(), report.Pages)
			}
		case !errors.As(err, &refusal):
			t.Fatalf("Make: %v, which is no refusal", err)
		}
	})
}

// FuzzInspect looks at pictures that are broken anywhere.
func FuzzInspect(f *testing.F) {
	f.Add(seededJPEG(8, 8, 6))
	f.Add(seededPNG())
	f.Add(seededGIF())
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPEXIF\x04\x00\x00\x00abcd"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, k := range []Kind{JPEG, PNG, GIF, WebP} {
			inspectPicture(k, b)
		}
		new(inspection).exif(b)
		sniffText(b)
	})
}

// TestAveraging: a picture that is made smaller keeps its shades, whatever the
// sizes, and one colour stays that colour.
func TestAveraging(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 50).Draw(t, "w"), rapid.IntRange(1, 50).Draw(t, "h")
		img := image.NewGray(image.Rect(3, 5, 3+w, 5+h))
		least, most := 255, 0
		for i := range img.Pix {
			v := rapid.IntRange(0, 255).Draw(t, "shade")
			img.Pix[i] = uint8(v)
			least, most = min(least, v), max(most, v)
		}
		out := averaged(img, rapid.IntRange(1, w).Draw(t, "to w"), rapid.IntRange(1, h).Draw(t, "to h"))
		sum, sums := 0, 0
		for _, v := range img.Pix {
			sum += int(v)
		}
		for i := 0; i < len(out.Pix); i += 4 {
			v := int(out.Pix[i])
			sums += v
			if v < least || v > most || out.Pix[i+1] != out.Pix[i] || out.Pix[i+3] != 255 {
				t.Fatalf("a pixel of shade %d out of %d to %d", v, least, most)
			}
		}
		if a, b := sum/len(img.Pix), sums/(len(out.Pix)/4); a-b > 3 || b-a > 3 {
			t.Fatalf("the average shade was %d and is %d", a, b)
		}
	})
}

func BenchmarkMakePhotograph(b *testing.B) {
	original := seededJPEG(4032, 3024, 6) // as a telephone takes it
	m := New(Options{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Make(context.Background(), Original{"a.jpg", bytes.NewReader(original)}, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWatermarkPage(b *testing.B) {
	c := textCopy(b, strings.Repeat("A line of the minutes.\n", 60))
	b.ReportAllocs()
	for b.Loop() {
		if err := Watermark(io.Discard, c, Stamp{"the respondent", "2026-03-12", "AAAA0000"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAssemble500Pages(b *testing.B) {
	c := textCopy(b, strings.Repeat("A line of the minutes.\n", 60*50))
	var parts []Part
	for n := range 10 {
		parts = append(parts, Part{exhibitOf(evidence.NewLabel(n + 1)), c})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Assemble(io.Discard, Front{Title: "Bundle"}, parts); err != nil {
			b.Fatal(err)
		}
	}
}
