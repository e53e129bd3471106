package disclosure

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// secrets are what the originals of these tests hold and no page of them shows.
var secrets = []string{
	"Quillfeather", "51.5033", "SECRETNOTE", "GhostThumb", "buriedword", "StruckOut", "Whisperer", "InvisibleInk", "AttachmentBody", "PixelPhone", "TrailerData",
}

// A made is a copy that was made once for all tests.
type made struct {
	copy   []byte
	report *Report
}

var copies = make(map[string]made) // by the name and content of the original

// makeCopy copies an original, and fails the test if it is refused.
func makeCopy(t testing.TB, name string, original []byte) ([]byte, *Report) {
	t.Helper()
	if c, ok := copies[name+string(original)]; ok {
		return c.copy, c.report
	}
	m := New(Options{})
	if kindOfName(name) == PDF && len(m.Missing()) > 0 {
		t.Skip(m.Missing()[0])
	}
	var b bytes.Buffer
	report, err := m.Make(context.Background(), Original{name, bytes.NewReader(original)}, &b)
	if err != nil {
		t.Fatalf("Make(%s): %v", name, err)
	}
	copies[name+string(original)] = made{b.Bytes(), report}
	return b.Bytes(), report
}

func open(t testing.TB, b []byte) *Copy {
	t.Helper()
	c, err := Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func pictureOf(t testing.TB, c *Copy, page int) image.Image {
	t.Helper()
	b, mediaType, err := c.Picture(page)
	if err != nil {
		t.Fatal(err)
	}
	img, kind, err := image.Decode(bytes.NewReader(b))
	if err != nil || mediaType != "image/"+kind {
		t.Fatalf("page %d is %s and calls itself %s: %v", page, kind, mediaType, err)
	}
	return img
}

// unpackAll returns a file and everything that any part of it unpacks to.
func unpackAll(b []byte) []byte {
	all := slices.Clone(b)
	for i := range b {
		if i+1 < len(b) && b[i] == 0x78 && (int(b[i])<<8|int(b[i+1]))%31 == 0 {
			if z, err := zlib.NewReader(bytes.NewReader(b[i:])); err == nil {
				out, _ := io.ReadAll(io.LimitReader(z, 10<<20)) // most of these are no packed streams at all
				all = append(all, out...)
			}
		}
	}
	return all
}

func lower(b []byte) []byte {
	low := slices.Clone(b)
	for i, c := range low {
		if 'A' <= c && c <= 'Z' {
			low[i] += 'a' - 'A'
		}
	}
	return low
}

// leaks returns the secrets that a file holds, in any of the ways in which a
// PDF can hold text.
func leaks(b []byte) []string {
	low := lower(unpackAll(b))
	var found []string
	for _, s := range secrets {
		units := utf16.Encode([]rune(s))
		big, little := make([]byte, 2*len(units)), make([]byte, 2*len(units))
		for i, u := range units {
			binary.BigEndian.PutUint16(big[2*i:], u)
			binary.LittleEndian.PutUint16(little[2*i:], u)
		}
		for way, form := range map[string][]byte{
			"plain": []byte(s), "UTF-16": big, "UTF-16, low end first": little,
			"hexadecimal": []byte(hex.EncodeToString([]byte(s))), "UTF-16 in hexadecimal": []byte(hex.EncodeToString(big)),
		} {
			if bytes.Contains(low, lower(form)) {
				found = append(found, s+" in "+way)
			}
		}
	}
	return found
}

// TestLeaksAreSeen keeps the search of these tests honest.
func TestLeaksAreSeen(t *testing.T) {
	for name, s := range map[string]string{
		"plain": "x Quillfeather", "packed": "x" + packed("(Quillfeather)"), "hexadecimal": "<5175696C6C66656174686572>",
		"UTF-16":                "\xfe\xff\x00Q\x00u\x00i\x00l\x00l\x00f\x00e\x00a\x00t\x00h\x00e\x00r",
		"UTF-16 in hexadecimal": "<00510075 0069>" + "005100750069006c006c0066006500610074006800650072",
	} {
		if len(leaks([]byte(s))) == 0 {
			t.Errorf("%s: the secret was not seen", name)
		}
	}
}

// seededOriginals are originals of every kind that is copied, with secrets in
// every place that the kind has for them.
func seededOriginals() map[string][]byte {
	return map[string][]byte{
		"photo.jpg": seededJPEG(400, 300, 6), "screen.png": seededPNG(), "old.gif": seededGIF(), "letter.docx": seededDOCX(), "letter.odt": seededODT(),
		"paper.pdf": seededPDF(), "mail.eml": seededMail(), "note.txt": []byte("Visible words.\u200bTwo\u200b columns\tend"),
	}
}

// TestNothingHiddenGetsThrough protects whoever made or supplied an original:
// no byte of a copy, of a stamped one, of a redacted one or of a bundle tells
// more than its pages show.
func TestNothingHiddenGetsThrough(t *testing.T) {
	described := regexp.MustCompile(`/(Info|Metadata|ID|Author|JavaScript|AA|OpenAction|AF|EmbeddedFiles)\b`)
	for name, original := range seededOriginals() {
		t.Run(name, func(t *testing.T) {
			if name != "note.txt" && len(leaks(unpackZip(original))) == 0 {
				t.Fatal("the original holds no secret: this test would prove nothing")
			}
			b, report := makeCopy(t, name, original)
			c := open(t, b)
			var stamped, redacted, bundle bytes.Buffer
			if err := Watermark(&stamped, c, Stamp{"the respondent", "2026-03-12", "K7QD0000"}); err != nil {
				t.Fatal(err)
			}
			if err := Redact(&redacted, c, []Box{{1, 0.1, 0.1, 0.2, 0.1}}); err != nil {
				t.Fatal(err)
			}
			if _, err := Assemble(&bundle, Front{Title: "Bundle"}, []Part{{exhibitOf("E-1"), c}}); err != nil {
				t.Fatal(err)
			}
			for what, made := range map[string][]byte{"copy": b, "stamped": stamped.Bytes(), "redacted": redacted.Bytes(), "bundle": bundle.Bytes()} {
				for _, l := range leaks(made) {
					t.Errorf("%s: %s", what, l)
				}
				if bytes.Contains(made, []byte(name)) || described.Match(made) {
					t.Errorf("%s: it holds a name or a description", what)
				}
			}
			for _, page := range report.Text {
				for _, s := range secrets {
					if strings.Contains(page.Seen, s) {
						t.Errorf("the transcript proposes %s, which cannot be seen", s)
					}
				}
			}
		})
	}
}

func TestWhatIsHiddenIsReported(t *testing.T) {
	want := map[string][]string{
		"photo.jpg": {"where it was taken (GPS)", "the name of an author", "a description in XMP", "a small picture that may show what was cut away since",
			"a comment", "the make of the camera", "data after the end of the picture, perhaps a film or what was cut away"},
		"screen.png": {"a text beside the picture", "something under parts that are wholly transparent", "data after the end of the picture, perhaps a film or what was cut away"},
		"old.gif":    {"a comment"},
		"letter.docx": {"the name of an author", "3 tracked deletions", "1 name and date of a tracked insertion", "1 comment",
			"3 passages in hidden, white or tiny letters", "1 embedded file"},
		"letter.odt": {"the name of an author", "1 tracked deletion", "1 comment", "1 hidden passage", "1 passage in hidden, white or tiny letters"},
		"paper.pdf": {"the name of an author", "a description in XMP", "1 attached file", "1 annotation, perhaps with a note, a name or something covered",
			"page 2: text under something dark: 1 word", "page 2: text that cannot be seen, in the colour of the paper or under something light: 1 word",
			"1 earlier version of the document"},
		"mail.eml": {"the way the mail took, with addresses of machines", "who received it unseen by the others"},
		"note.txt": {"2 characters that show nothing"},
	}
	for name, original := range seededOriginals() {
		t.Run(name, func(t *testing.T) {
			_, report := makeCopy(t, name, original)
			var says []string
			for _, h := range report.Hidden {
				says = append(says, h.String())
			}
			for _, w := range want[name] {
				if !slices.Contains(says, w) {
					t.Errorf("not reported: %s\nreported: %q", w, says)
				}
			}
		})
	}
}

// TestWhatIsSeenIsCopied: a copy that showed nothing would leak nothing.
func TestWhatIsSeenIsCopied(t *testing.T) {
	for name, original := range seededOriginals() {
		t.Run(name, func(t *testing.T) {
			b, report := makeCopy(t, name, original)
			c := open(t, b)
			if c.Pages() != report.Pages || c.Pages() == 0 {
				t.Errorf("%d pages, reported %d", c.Pages(), report.Pages)
			}
			if img := pictureOf(t, c, 1); plainColour(img) {
				t.Error("the first page shows nothing")
			}
			text, err := c.Text(1)
			if err != nil {
				t.Fatal(err)
			}
			if drawn := filepath.Ext(name); strings.Contains(".docx .odt .eml .txt", drawn) && !strings.Contains(text, "Visible words") {
				t.Errorf("the text layer is %q", text)
			} else if strings.Contains(".jpg .png .gif .pdf", drawn) && text != "" {
				t.Errorf("a picture has the text layer %q", text)
			}
		})
	}
}

func TestTextOfAPDFIsFoundByPage(t *testing.T) {
	_, report := makeCopy(t, "paper.pdf", seededPDF())
	if len(report.Text) != 2 || report.Text[0].Seen != "Visible words\n\n" || report.Text[1].Seen != "Here lies\n\n" && !strings.Contains(report.Text[1].Seen, "lies") {
		t.Errorf("text = %q", report.Text)
	}
	if !strings.Contains(report.Text[1].All, "buriedword") {
		t.Errorf("those who may see the original cannot search it: %q", report.Text[1].All)
	}
}

// TestTracesAreCountedOnce: a file is looked at in pieces, and what stands where
// one ends is seen, once.
func TestTracesAreCountedOnce(t *testing.T) {
	const trace = "<< /Subtype /Highlight >> "
	inStream := "9 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed(trace+trace) + "\nendstream "
	for at := window - 3*margin; at < window+30; at += 17 {
		file, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		n, err := file.WriteString(strings.Repeat(" ", at) + trace + inStream + strings.Repeat(" ", 1000))
		if err != nil {
			t.Fatal(err)
		}
		j := &job{maker: New(Options{}), ctx: context.Background(), file: file, size: int64(n)}
		if err := j.hideStructure(); err != nil {
			t.Fatal(err)
		}
		if len(j.report.Hidden) != 1 || !strings.HasPrefix(j.report.Hidden[0].Says, "3 annotations") {
			t.Errorf("at %d: %v, want 3 annotations", at, j.report.Hidden)
		}
		file.Close()
	}
}

func plainColour(img image.Image) bool {
	b := img.Bounds()
	shade := func(x, y int) int { return int(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y) }
	first := shade(b.Min.X, b.Min.Y)
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			if d := shade(x, y) - first; d > 60 || d < -60 {
				return false
			}
		}
	}
	return true
}

func TestSameOriginalSameBytes(t *testing.T) {
	for name, original := range seededOriginals() {
		t.Run(name, func(t *testing.T) {
			a, _ := makeCopy(t, name, original)
			b, _ := makeCopy(t, "other"+filepath.Ext(name), original)
			if !bytes.Equal(a, b) {
				t.Error("copied twice, the bytes differ")
			}
		})
	}
}

func TestPhotographIsTurnedUpright(t *testing.T) {
	b, _ := makeCopy(t, "photo.jpg", seededJPEG(400, 300, 6))
	img := pictureOf(t, open(t, b), 1)
	if got := img.Bounds().Size(); got != image.Pt(300, 400) {
		t.Fatalf("the copy is %v, want 300 by 400", got)
	}
	// What is red in the lower left corner of the sensor is in the upper left
	// of what the camera means.
	if r, g, _, _ := img.At(10, 10).RGBA(); r>>8 < 180 || g>>8 > 80 {
		t.Errorf("upper left is %v, want red", img.At(10, 10))
	}
}

func TestEveryTurn(t *testing.T) {
	img := onWhite(stripes(40, 20)) // red in the lower left
	red := func(img *image.RGBA, x, y int) bool { return img.RGBAAt(x, y) == color.RGBA{220, 0, 0, 255} }
	for orientation, at := range []string{1: "lower left", 2: "lower right", 3: "upper right", 4: "upper left", 5: "upper right", 6: "upper left", 7: "lower left", 8: "lower right"} {
		if at == "" {
			continue
		}
		out := turned(img, orientation)
		x, y := 0, 0
		if strings.Contains(at, "right") {
			x = out.Rect.Dx() - 1
		}
		if strings.Contains(at, "lower") {
			y = out.Rect.Dy() - 1
		}
		if !red(out, x, y) {
			t.Errorf("orientation %d: red is not at the %s", orientation, at)
		}
	}
}

func TestLongScreenIsCut(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, stripes(300, 2000)); err != nil {
		t.Fatal(err)
	}
	out, report := makeCopy(t, "scroll.png", b.Bytes())
	if report.Pages != 5 || open(t, out).Pages() != 5 {
		t.Errorf("%d pages, want 5 of 450 pixels less 15 that are repeated", report.Pages)
	}
}

func TestRefusals(t *testing.T) {
	small := Options{Limits: Limits{Bytes: 1 << 20, Pixels: 10000, Pages: 2, Text: 100000}}
	tests := []struct {
		name     string
		options  Options
		file     string
		original []byte
		want     Cause
	}{
		{"empty", Options{}, "a.txt", nil, Damaged},
		{"too many bytes", small, "a.txt", make([]byte, 1<<20+1), TooBig},
		{"too many pixels", small, "a.png", solidPNG(101, 100), Bomb},
		{"as many pixels as may be", small, "a.png", solidPNG(100, 100), ""},
		{"pixels that are only declared", Options{}, "a.png", declaredPNG(60000, 60000), Bomb},
		{"too many pages", small, "a.txt", []byte(strings.Repeat("line\n", 500)), TooManyPages},
		{"too much text", small, "a.txt", []byte(strings.Repeat("x", 100001)), TooBig},
		{"half a picture", Options{}, "a.jpg", seededJPEG(400, 300, 1)[:1500], Damaged},
		{"document that unpacks to something huge", Options{}, "a.docx", zipped("word/document.xml", strings.Repeat("<a/>", 8<<20)), Bomb},
		{"document with a part twice", Options{}, "a.docx", zipped("word/document.xml", "<a/>", "word/document.xml", "<b/>"), Damaged},
		{"document of too many elements", Options{Limits: Limits{Ratio: 2000}}, "a.docx", zipped("word/document.xml", "<b>"+strings.Repeat("<a/>", 1.2e6)+"</b>"), Bomb},
		{"document in depth", Options{}, "a.docx", zipped("word/document.xml", strings.Repeat("<a>", 300)+strings.Repeat("</a>", 300)), Damaged},
		{"recording", Options{}, "a.mp3", []byte("ID3\x04 and so on"), ByHand},
		{"film", Options{}, "a.mp4", []byte("\x00\x00\x00\x18ftypisom and so on"), ByHand},
		{"film that says it is a picture", Options{}, "a.jpg", []byte("\x00\x00\x00\x18ftypisom and so on"), ByHand},
		{"web page", Options{}, "a.txt", []byte("<!DOCTYPE html><p>x"), ByHand},
		{"moving picture", Options{}, "a.gif", movingGIF(), ByHand},
		{"letters that cannot be drawn", Options{}, "a.txt", []byte("同志们请注意"), ByHand},
		{"not text", Options{}, "a.txt", []byte("abc\x00\x01\x02def"), ByHand},
		{"sheet of numbers", Options{}, "a.xlsx", zipped("xl/workbook.xml", "<a/>"), ByHand},
		{"broken PDF", Options{}, "a.pdf", []byte("%PDF-1.7\nnothing"), Damaged},
		{"locked PDF", Options{}, "a.pdf", lockedPDF, Locked},
		{"PDF of too many pages", Options{Limits: Limits{Pages: 1}}, "a.pdf", seededPDF(), TooManyPages},
		{"PDF that takes too much memory", Options{Limits: Limits{Memory: 8 << 20}}, "a.pdf", seededPDF(), Damaged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := New(tt.options)
			if tt.file == "a.pdf" && len(m.Missing()) > 0 {
				t.Skip(m.Missing()[0])
			}
			_, err := m.Make(context.Background(), Original{tt.file, bytes.NewReader(tt.original)}, io.Discard)
			var refusal *Refusal
			switch {
			case tt.want == "" && err == nil:
			case !errors.As(err, &refusal):
				t.Fatalf("Make: %v, want a refusal: %s", err, tt.want)
			case refusal.Cause != tt.want:
				t.Errorf("refused as %q (%s), want %q", refusal.Cause, refusal.Says, tt.want)
			case !strings.HasSuffix(refusal.Says, "."):
				t.Errorf("%q is no sentence", refusal.Says)
			}
		})
	}
}

func TestWithoutPoppler(t *testing.T) {
	m := New(Options{})
	m.tools = tools{}
	var refusal *Refusal
	if _, err := m.Make(context.Background(), Original{"a.pdf", bytes.NewReader(seededPDF())}, io.Discard); !errors.As(err, &refusal) || refusal.Cause != NoTool {
		t.Errorf("Make without poppler: %v, want a refusal", err)
	}
	if len(m.Missing()) != 1 {
		t.Errorf("Missing = %q, want one sentence", m.Missing())
	}
}

func TestNameThatSaysAnotherKind(t *testing.T) {
	_, report := makeCopy(t, "screen.gif", seededPNG())
	if want := (Hidden{0, "its name says a GIF picture, but it is a PNG picture"}); !slices.Contains(report.Hidden, want) {
		t.Errorf("hidden = %v, want %v", report.Hidden, want)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New(Options{}).Make(ctx, Original{"a.png", bytes.NewReader(solidPNG(10, 10))}, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("Make, cancelled: %v", err)
	}
	var refusal *Refusal
	slow := New(Options{Limits: Limits{Time: 1}})
	if _, err := slow.Make(context.Background(), Original{"a.png", bytes.NewReader(solidPNG(10, 10))}, io.Discard); !errors.As(err, &refusal) || refusal.Cause != TookTooLong {
		t.Errorf("Make in no time: %v, want a refusal", err)
	}
}

// TestNothingIsLeftBehind: an original that is copied lies nowhere under a name.
func TestNothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	m := New(Options{Dir: dir})
	if _, err := m.Make(context.Background(), Original{"a.png", bytes.NewReader(seededPNG())}, io.Discard); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestOthersReadWhatIsWritten has poppler read a bundle: its pages, its outline
// and its text.
func TestOthersReadWhatIsWritten(t *testing.T) {
	if m := New(Options{}); len(m.Missing()) > 0 {
		t.Skip(m.Missing()[0])
	}
	file := filepath.Join(t.TempDir(), "bundle.pdf")
	if err := os.WriteFile(file, seededBundle(t), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) string {
		out, err := exec.Command(name, args...).CombinedOutput()
		if err != nil || bytes.Contains(out, []byte("Error")) || bytes.Contains(out, []byte("Warning")) {
			t.Errorf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	info := run("pdfinfo", file)
	for _, want := range []string{"Pages:           5", "JavaScript:      no", "Encrypted:       no", "Page size:       595 x 842 pts (A4)"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo lacks %q:\n%s", want, info)
		}
	}
	for _, forbidden := range []string{"Title:", "Author:", "Creator:", "Producer:", "CreationDate:"} {
		if strings.Contains(info, forbidden) {
			t.Errorf("pdfinfo tells %s", forbidden)
		}
	}
	text := run("pdftotext", "-layout", file, "-")
	for _, want := range []string{"Bundle for the hearing", "E-2", "page 1 of 5", "E-2 · page 2 of 5", "E-10 · page 5 of 5", "Visible words", "Not in this bundle", "E-3", "a child is named in it (clause 4.2)"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text of the bundle lacks %q:\n%s", want, text)
		}
	}
	if dir := os.Getenv("EVENHAND_LOOK"); dir != "" { // for looking at it
		run("pdftoppm", "-png", "-r", "60", file, filepath.Join(dir, "bundle"))
	}
}
