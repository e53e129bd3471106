package disclosure

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/evidence"
)

// The originals that these tests copy are made here, with secrets in them.

// stripes is a picture on which something shows, red in its lower left corner.
func stripes(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(x * 255 / w), uint8(y / 8 % 2 * 200), 120, 255}
			if x < w/4 && y > h*3/4 {
				c = color.NRGBA{220, 0, 0, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// A tag is a field of EXIF, with a text or a number.
type tag struct {
	id    uint16
	text  string
	value uint32
}

// directory lays out the fields of one directory of EXIF that begins at an
// offset, and names the next.
func directory(at uint32, tags []tag, next uint32) []byte {
	var head, data bytes.Buffer
	binary.Write(&head, binary.LittleEndian, uint16(len(tags)))
	end := at + 2 + 12*uint32(len(tags)) + 4
	for _, t := range tags {
		kind, n, value := uint16(4), uint32(1), t.value
		if t.text != "" {
			kind, n, value = 2, uint32(len(t.text)+1), end+uint32(data.Len())
			data.WriteString(t.text + "\x00")
		}
		if t.id == 0x0112 {
			kind = 3
		}
		binary.Write(&head, binary.LittleEndian, struct {
			ID, Kind uint16
			N, Value uint32
		}{t.id, kind, n, value})
	}
	binary.Write(&head, binary.LittleEndian, next)
	return append(head.Bytes(), data.Bytes()...)
}

func seededEXIF(orientation int) []byte {
	const gpsAt, thumbAt = 400, 600
	b := append([]byte("II*\x00\x08\x00\x00\x00"), directory(8, []tag{
		{id: 0x010f, text: "PixelPhone"}, {id: 0x0112, value: uint32(orientation)}, {id: 0x013b, text: "Quillfeather"}, {id: 0x8825, value: gpsAt},
	}, thumbAt)...)
	b = append(b, make([]byte, gpsAt-len(b))...)
	b = append(b, directory(gpsAt, []tag{{id: 0x001c, text: "51.5033 north"}}, 0)...)
	b = append(b, make([]byte, thumbAt-len(b))...)
	return append(append(b, directory(thumbAt, []tag{{id: 0x0201, value: 700}}, 0)...), "GhostThumb"...)
}

const seededXMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>Quillfeather</dc:creator><exif:GPSLatitude>51.5033</exif:GPSLatitude></x:xmpmeta>`

func seededJPEG(w, h, orientation int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, stripes(w, h), nil); err != nil {
		panic(err)
	}
	segment := func(marker byte, body string) string {
		return "\xff" + string([]byte{marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
	}
	return []byte("\xff\xd8" + segment(0xe1, "Exif\x00\x00"+string(seededEXIF(orientation))) +
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+seededXMP) + segment(0xfe, "SECRETNOTE") + b.String()[2:] + "TrailerData")
}

func chunk(kind, data string) string {
	body := kind + data
	var b bytes.Buffer
	binary.Write(&b, binary.BigEndian, uint32(len(data)))
	b.WriteString(body)
	binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE([]byte(body)))
	return b.String()
}

func seededPNG() []byte {
	img := stripes(300, 200)
	for i := range 40 { // rubbed out, but still there
		img.SetNRGBA(i, i, color.NRGBA{uint8(i), 9, 9, 0})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	head := b.String()[:33] // signature and IHDR
	return []byte(head + chunk("tEXt", "Comment\x00SECRETNOTE") + chunk("eXIf", string(seededEXIF(1))) + b.String()[33:] + "TrailerData")
}

func solidPNG(w, h int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// declaredPNG is a few bytes that say they are a huge picture.
func declaredPNG(w, h uint32) []byte {
	var head bytes.Buffer
	binary.Write(&head, binary.BigEndian, []uint32{w, h})
	head.Write([]byte{8, 2, 0, 0, 0})
	return []byte("\x89PNG\r\n\x1a\n" + chunk("IHDR", head.String()) + chunk("IDAT", "x") + chunk("IEND", ""))
}

func frame() *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, 60, 40), palette.WebSafe)
	for i := range img.Pix {
		img.Pix[i] = uint8(i / 60 * 5)
	}
	return img
}

func seededGIF() []byte {
	var b bytes.Buffer
	if err := gif.Encode(&b, frame(), nil); err != nil {
		panic(err)
	}
	i := bytes.IndexByte(b.Bytes()[13+3*256:], 0x2c) + 13 + 3*256
	return []byte(b.String()[:i] + "\x21\xfe\x0aSECRETNOTE\x00" + b.String()[i:])
}

func movingGIF() []byte {
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame(), frame()}, Delay: []int{1, 1}}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// zipped is an archive of parts, each a name and a content.
func zipped(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			panic(err)
		}
		io.WriteString(w, parts[i+1])
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// unpackZip returns b, and after it what it unpacks to if it is an archive.
func unpackZip(b []byte) []byte {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return b
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		part, _ := io.ReadAll(r)
		b = append(b, part...)
	}
	return b
}

func seededDOCX() []byte {
	run := func(props, text string) string {
		return "<w:r><w:rPr>" + props + "</w:rPr><w:t>" + text + "</w:t></w:r>"
	}
	const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`
	body := "<w:p>" + run("", "Visible words") + `<w:ins w:author="Quillfeather">` + run("", " and what was put in") + "</w:ins>" +
		`<w:del w:author="Quillfeather"><w:r><w:delText>StruckOut one</w:delText></w:r></w:del>` +
		`<w:del w:author="Quillfeather"><w:r><w:delText>StruckOut two</w:delText></w:r></w:del>` +
		`<w:moveFrom><w:r><w:t>StruckOut three</w:t></w:r></w:moveFrom></w:p>` +
		"<w:p>" + run("<w:vanish/>", "InvisibleInk") + run(`<w:color w:val="FFFFFF"/>`, "InvisibleInk") + run(`<w:rStyle w:val="child"/>`, "InvisibleInk") +
		run(`<w:rStyle w:val="child"/><w:vanish w:val="0"/>`, "shown again") + "</w:p>" +
		`<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>` + run("", "In a box") + `</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p>` + run("", "twice") + `</w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>`
	return zipped(
		"[Content_Types].xml", "<Types/>",
		"word/document.xml", "<w:document "+ns+"><w:body>"+body+"</w:body></w:document>",
		"word/styles.xml", "<w:styles "+ns+`><w:style w:styleId="ghost"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="child"><w:basedOn w:val="ghost"/></w:style></w:styles>`,
		"word/comments.xml", "<w:comments "+ns+`><w:comment w:author="Quillfeather"><w:p>`+run("", "Whisperer")+"</w:p></w:comment></w:comments>",
		"word/embeddings/a.bin", "AttachmentBody",
		"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Quillfeather</dc:creator></cp:coreProperties>`,
	)
}

func seededODT() []byte {
	const ns = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"`
	return zipped(
		"mimetype", "application/vnd.oasis.opendocument.text",
		"content.xml", "<office:document-content "+ns+`><office:automatic-styles><style:style style:family="text" style:name="T1"><style:text-properties text:display="none"/></style:style></office:automatic-styles><office:body><office:text>`+
			`<text:tracked-changes><text:changed-region><text:deletion><dc:creator>Quillfeather</dc:creator><text:p>StruckOut</text:p></text:deletion></text:changed-region></text:tracked-changes>`+
			`<text:p>Visible<text:s/>words<office:annotation><dc:creator>Quillfeather</dc:creator><text:p>Whisperer</text:p></office:annotation><text:span text:style-name="T1">InvisibleInk</text:span><text:hidden-text>SECRETNOTE</text:hidden-text></text:p>`+
			"</office:text></office:body></office:document-content>",
		"meta.xml", "<office:document-meta "+ns+"><office:meta><meta:initial-creator>Quillfeather</meta:initial-creator></office:meta></office:document-meta>",
	)
}

func seededMail() []byte {
	return []byte(strings.ReplaceAll(`Received: from Quillfeather.example by mail.example
From: "The secretary" <office@example.org>
To: members@example.org
Bcc: Whisperer@example.org
Subject: =?utf-8?q?Caf=C3=A9?=
Date: Mon, 2 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Visible words of the caf=C3=A9.
--b
Content-Type: text/html

<p style="display:none">InvisibleInk</p>
--b
Content-Type: image/png; name="Quillfeather.png"
Content-Disposition: attachment; filename="Quillfeather.png"

AttachmentBody
--b--
`, "\n", "\r\n"))
}

// A pdfFile is written object by object, so that anything can be put in it.
type pdfFile struct {
	bytes.Buffer
	at map[int]int
}

func (p *pdfFile) object(n int, body string) {
	p.at[n] = p.Len()
	fmt.Fprintf(p, "%d 0 obj\n%s\nendobj\n", n, body)
}

func (p *pdfFile) stream(n int, entries, body string) {
	p.object(n, fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(body), body))
}

// end writes the table of the objects written since the last end.
func (p *pdfFile) end(trailer string, before int) (start int) {
	start = p.Len()
	p.WriteString("xref\n")
	for n := range 50 {
		if at, ok := p.at[n]; ok {
			fmt.Fprintf(p, "%d 1\n%010d 00000 n \n", n, at)
		}
	}
	if before > 0 {
		trailer += fmt.Sprintf(" /Prev %d", before)
	} else {
		p.WriteString("0 1\n0000000000 65535 f \n")
	}
	fmt.Fprintf(p, "trailer\n<< /Size 50 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", trailer, start)
	p.at = make(map[int]int)
	return start
}

func packed(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	io.WriteString(z, s)
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func seededPDF() []byte {
	p := &pdfFile{at: make(map[int]int)}
	p.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	page := func(contents int, more string) string {
		return fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 500] /Contents %d 0 R /Resources << /Font << /F 5 0 R >> >> %s >>", contents, more)
	}
	p.object(1, "<< /Type /Catalog /Pages 2 0 R /Metadata 8 0 R /Names << /EmbeddedFiles << /Names [(AttachmentBody.txt) 9 0 R] >> >> >>")
	p.object(2, "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>")
	p.object(3, page(6, "/Annots [11 0 R]"))
	p.object(4, page(7, ""))
	p.object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	p.stream(6, "/Filter /FlateDecode", packed("0.8 g 40 100 200 60 re f 0 g BT /F 24 Tf 40 400 Td (Visible words) Tj ET"))
	p.stream(7, "/Filter /FlateDecode", packed("0 g BT /F 24 Tf 40 400 Td (first StruckOut) Tj ET"))
	p.stream(8, "/Type /Metadata /Subtype /XML", seededXMP)
	p.object(9, "<< /Type /Filespec /F (Quillfeather.txt) /EF << /F 10 0 R >> >>")
	p.stream(10, "/Type /EmbeddedFile /Filter /FlateDecode", packed("AttachmentBody"))
	p.object(11, "<< /Type /Annot /Subtype /Text /Rect [300 450 320 470] /Contents (Whisperer) /T (Quillfeather) >>")
	p.object(12, "<< /Author (Quillfeather) /Title (SECRETNOTE) /CreationDate (D:20260302) >>")
	before := p.end("/Info 12 0 R", 0)
	p.stream(7, "/Filter /FlateDecode", packed("0 g BT /F 24 Tf 40 400 Td (Here buriedword lies) Tj ET 97 390 130 34 re f 1 g BT /F 24 Tf 40 300 Td (InvisibleInk) Tj ET"))
	p.end("/Info 12 0 R", before)
	return p.Bytes()
}

var lockedPDF = func() []byte {
	p := &pdfFile{at: make(map[int]int)}
	p.WriteString("%PDF-1.4\n")
	p.object(1, "<< /Type /Catalog /Pages 2 0 R >>")
	p.object(2, "<< /Type /Pages /Count 0 /Kids [] >>")
	p.object(3, "<< /Filter /Standard /V 1 /R 2 /P -4 /O <"+strings.Repeat("5a", 32)+"> /U <"+strings.Repeat("a5", 32)+"> >>")
	p.end("/Encrypt 3 0 R /ID [<00> <00>]", 0)
	return p.Bytes()
}()

func exhibitOf(l evidence.Label) evidence.Exhibit {
	return evidence.Exhibit{
		Label: l, Title: "Minutes of the committee, with a title that is long enough to take more than a line of the index, as titles do",
		Provenance: evidence.Provenance{SuppliedBy: "complainant", Captured: "2026-03-02", How: "photograph", Extent: evidence.Part, Openness: evidence.Covert},
	}
}

// seededBundle is a bundle of five pages: index, three of E-2, one of E-10.
func seededBundle(t testing.TB) []byte {
	t.Helper()
	text, _ := makeCopy(t, "note.txt", []byte(strings.Repeat("Visible words, and a line that goes on for so long that it cannot stand on one line of the page.\n", 150)))
	photo, _ := makeCopy(t, "photo.jpg", seededJPEG(800, 600, 1))
	var b bytes.Buffer
	bundle, err := Assemble(&b, Front{
		Title: "Bundle for the hearing of 12 March 2026", Lines: []string{"Case 7K-22"},
		Withheld: []evidence.Withheld{{Label: "E-3", Title: "A letter", Ground: "a child is named in it", Clause: "4.2"}},
	}, []Part{{exhibitOf("E-10"), open(t, photo)}, {exhibitOf("E-2"), open(t, text)}})
	if err != nil {
		t.Fatal(err)
	}
	if it, ok := bundle.Find("E-10"); !ok || it.First != bundle.Pages() {
		t.Fatalf("bundle = %+v", bundle)
	}
	return b.Bytes()
}
