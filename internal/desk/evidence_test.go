package desk_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/disclosure"
)

// seeds stand in the originals of these tests, and in nothing that anybody but the office may have.
var seeds = []string{"51.5033", "Quillfeather", "buriedword", "InvisibleInk", "StruckOut", "Whisperer", "SECRETNOTE"}

// photo is a JPEG picture that knows where and by whom it was taken.
func photo() string {
	img := image.NewGray(image.Rect(0, 0, 320, 200))
	for i := range img.Pix {
		img.Pix[i] = uint8(i % 251)
	}
	img.SetGray(5, 5, color.Gray{9})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	segment := func(marker byte, body string) string {
		return "\xff" + string([]byte{marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
	}
	xmp := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>Quillfeather</dc:creator><exif:GPSLatitude>51.5033</exif:GPSLatitude></x:xmpmeta>`
	return "\xff\xd8" + segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+xmp) + segment(0xfe, "SECRETNOTE") + b.String()[2:]
}

// letter is a Word document with an author, what was struck out and what does not show.
func letter() string {
	const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": "<Types/>",
		"word/document.xml": `<w:document ` + ns + `><w:body><w:p><w:r><w:t>I would see the old vane mended first, and only if that fails taken down.</w:t></w:r>` +
			`<w:del w:author="Quillfeather"><w:r><w:delText>StruckOut</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>InvisibleInk</w:t></w:r></w:p></w:body></w:document>`,
		"docProps/core.xml": `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Quillfeather</dc:creator></cp:coreProperties>`,
	} {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, text)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// covered is a PDF with a word under a black box and an author.
func covered() string {
	var p strings.Builder
	at := []int{}
	object := func(body string) {
		at = append(at, p.Len())
		fmt.Fprintf(&p, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	p.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Count 1 /Kids [3 0 R] >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 500] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>")
	body := "0 g BT /F 24 Tf 40 400 Td (Here buriedword lies) Tj ET 97 390 130 34 re f 1 g BT /F 24 Tf 40 300 Td (InvisibleInk) Tj ET"
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(body), body))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	object("<< /Author (Quillfeather) /Title (SECRETNOTE) >>")
	start := p.Len()
	fmt.Fprintf(&p, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&p, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&p, "trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return p.String()
}

// copier makes copies as the office does.
type copier struct{ maker *disclosure.Maker }

func (c copier) Copy(ctx context.Context, f casework.Upload) (desk.Copied, error) {
	var b bytes.Buffer
	r, err := c.maker.Make(ctx, disclosure.Original{Name: f.Name, Content: f.Body}, &b)
	if refusal, ok := err.(*disclosure.Refusal); ok {
		return desk.Copied{}, casework.Problems{{Field: "exhibit", Text: refusal.Error()}}
	}
	if err != nil {
		return desk.Copied{}, err
	}
	made := desk.Copied{PDF: b.Bytes(), Pages: r.Pages}
	for _, x := range r.Hidden {
		made.Hidden = append(made.Hidden, x.String())
	}
	for _, x := range r.Text {
		made.Text = append(made.Text, x.Seen)
	}
	return made, nil
}

// newArchive is a house that can make copies, with a case in which evidence is being gathered.
func newArchive(t *testing.T) (*house, string) {
	m := disclosure.New(disclosure.Options{})
	if missing := m.Missing(); len(missing) > 0 {
		t.Skip(missing[0])
	}
	h := newHouse(t, func(d *desk.Desk) { d.Copies = copier{m} })
	ref := h.complain().Reference
	h.day("2026-02-04")
	h.act("caseworker", ref, casework.Act{Act: "acknowledge"})
	h.day("2026-02-16")
	h.act("assessor", ref, casework.Act{Act: "take-up", Outcome: "investigate", Reasons: "The rules cover it."})
	h.day("2026-02-18")
	h.act("caseworker", ref, casework.Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next on the rota.", To: "investigator"})
	h.day("2026-02-19")
	h.act("caseworker", ref, casework.Act{Act: "complaint-notice.send", Fields: map[string]string{"substance": "Messages."}})
	h.day("2026-03-02")
	return h, "/case/" + ref
}

// add adds files to a case and says of each what it is.
func (g *guest) add(at string, files ...file) {
	g.Helper()
	g.send(at+"/evidence/add", files).to(at + "/evidence/add")
	page := g.get(at + "/evidence/add").is(http.StatusOK)
	pairs := []string{"do", "add", "space", "common"}
	for i, m := range regexp.MustCompile(`name="title-(\d+)"`).FindAllStringSubmatch(page.body, -1) {
		pairs = append(pairs, "title-"+m[1], fmt.Sprintf("Thing %d", i), "extent-"+m[1], "part", "openness-"+m[1], "covert", "captured-"+m[1], "2026-01?", "how-"+m[1], "a telephone")
	}
	g.post(at+"/evidence/add", pairs...).to(at + "/evidence")
}

// check makes the copy of an exhibit and confirms it, with the words as they were found.
func (g *guest) check(at string, n int) {
	g.Helper()
	x := fmt.Sprintf("%s/evidence/%d", at, n)
	g.post(x + "/copy").to(x + "/check")
	page := g.get(x + "/check").is(http.StatusOK)
	pairs := []string{"looked", "yes"}
	for _, m := range regexp.MustCompile(`(?s)<textarea[^>]*name="(words-\d+)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(page.body, -1) {
		pairs = append(pairs, m[1], html.UnescapeString(m[2]))
	}
	g.post(x + "/check").is(http.StatusUnprocessableEntity).has("Look at every page")
	g.post(x+"/check", pairs...).to(x)
}

// disclosed brings a case from its evidence to a panel that sits.
func (h *house) disclosed(at string) {
	h.Helper()
	ref := strings.TrimPrefix(at, "/case/")
	h.act("investigator", ref, casework.Act{Act: "evidence.add"})
	h.day("2026-03-10")
	h.act("respondent", ref, casework.Act{Act: "account", Text: "It was not so."})
	h.day("2026-04-08")
	h.act("investigator", ref, casework.Act{Act: "report", Text: "The facts."})
	h.day("2026-04-20")
	h.act("assessor", ref, casework.Act{Act: "charge.put", Instance: 1, Ground: "harassment", Exhibits: []int{3},
		Text: `In a letter: "I would see the old vane … taken down".`})
	h.day("2026-04-22")
	h.act("assessor", ref, casework.Act{Act: "charges.sign", Reasons: "There is a case to answer."})
	h.day("2026-04-29")
	h.act("presenter", ref, casework.Act{Act: "disclose", Outcome: "all-but-listed"})
	h.day("2026-04-30")
	h.act("caseworker", ref, casework.Act{Act: "bundle-notice.send"})
	h.day("2026-05-20")
	h.act("respondent", ref, casework.Act{Act: "answer", Text: "I deny it."})
	h.day("2026-05-22")
	h.act("caseworker", ref, casework.Act{Act: "panel.draw", Outcome: "drawn"})
	h.day("2026-06-01")
}

var (
	links  = regexp.MustCompile(`(?:href|src)="(/case/[^"#]+)`)
	stream = regexp.MustCompile(`(?s)/FlateDecode.{0,80}?stream\r?\n(.*?)\r?\nendstream`)
)

// all is every byte that somebody gets by following links within a case, and the addresses they lead to.
// It passes over those that match skip: every page that is stamped takes its time.
func (g *guest) all(at string, skip *regexp.Regexp) (got map[string]string) {
	g.Helper()
	got = map[string]string{}
	for next := []string{at}; len(next) > 0; next = next[1:] {
		if _, been := got[next[0]]; been || len(got) > 200 || skip.MatchString(next[0]) {
			continue
		}
		a := g.get(html.UnescapeString(next[0]))
		body := a.body
		for _, m := range stream.FindAllStringSubmatch(body, -1) {
			if r, err := zlib.NewReader(strings.NewReader(m[1])); err == nil {
				plain, _ := io.ReadAll(r)
				body += string(plain)
			}
		}
		got[next[0]] = fmt.Sprint(a.header) + body
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, m := range links.FindAllStringSubmatch(a.body, -1) {
			if below := strings.TrimPrefix(m[1], at); strings.HasPrefix(below, "/evidence") || below == "/bundle.pdf" || below == "/file" || below == "/timeline" {
				next = append(next, m[1])
			}
		}
	}
	return got
}

// TestNothingHiddenIsDisclosed follows evidence from its uploading to everybody who may read it, and looks for what was
// hidden in the originals in every byte that they can get.
func TestNothingHiddenIsDisclosed(t *testing.T) {
	h, at := newArchive(t)
	office := h.as("investigator")
	office.add(at, file{"../../Quillfeather\r\nX-Evil: 1\".jpg", photo()}, file{"letter.docx", letter()}, file{"covered.pdf", covered()})
	for n := 1; n <= 4; n++ {
		office.check(at, n)
	}
	// a part of the photograph is made black
	office.post(at+"/evidence/2/redact", "page", "1", "do", "make 0", "box", "1 10 10 30 30", "why", "A bystander.").to(at + "/evidence/5/check")
	office.post(at+"/evidence/5/check", "looked", "yes").to(at + "/evidence/5")
	office.get(at + "/evidence/2").is(http.StatusOK).has("takes its place: A bystander.")
	h.disclosed(at)
	ref := strings.TrimPrefix(at, "/case/")
	member := h.view("caseworker", ref)
	var panel casework.PersonID
	for _, p := range member.People {
		if p.Capacity == "panel" {
			panel = p.ID
		}
	}
	copies := map[casework.PersonID]string{}
	for who, skip := range map[casework.PersonID]string{"respondent": "^$", "complainant": "picture|bundle|[1245]/copy.pdf", panel: "picture|copy"} {
		got := h.as(who).all(at, regexp.MustCompile(skip))
		copies[who] = got[at+"/evidence/3/copy.pdf"]
		for _, want := range []string{"/evidence/3/copy.pdf", "/evidence/3/picture/1", "/bundle.pdf"} {
			if body := got[at+want]; !regexp.MustCompile(skip).MatchString(want) && !strings.Contains(body, "%PDF") && !strings.Contains(body, "image/") {
				t.Errorf("%s cannot get %s: %.200s", who, want, body)
			}
		}
		for _, seed := range seeds {
			for where, body := range got {
				if strings.Contains(body, seed) || strings.Contains(strings.ToLower(body), fmt.Sprintf("%x", seed)) {
					t.Errorf("%s finds %s at %s", who, seed, where)
				}
			}
		}
		for _, path := range []string{"/evidence/2", "/evidence/2/copy.pdf", "/evidence/2/picture/1", "/evidence/3/original", "/evidence/3/check", "/evidence/3/redact", "/evidence/3/exposure"} {
			h.as(who).get(at + path).is(http.StatusNotFound)
		}
		h.as(who).get(at+"/evidence/3").has("a telephone", "2026-01?", "without the knowledge")
		h.as(who).get(at+"/quotation?exhibit=3&q="+"I+would+see+the+old+vane+…+taken+down").has("leaves out 7 words", "mended first, and only if that fails")
		h.as(who).get(at + "/quotation?exhibit=3&q=it+must+all+come+down+today").has("do not stand in the source")
	}
	if mine, theirs := copies["respondent"], copies["complainant"]; mine[strings.Index(mine, "%PDF"):] == theirs[strings.Index(theirs, "%PDF"):] || !strings.Contains(mine, "attachment; filename=E-3.pdf") {
		t.Errorf("two copies are the same, or no attachment: %.400s", mine)
	}
	h.as("auditor").get(at + "/timeline").has("mended first, and only if that fails")

	// a receipt, an examination, an exposure report
	party := h.as("respondent")
	party.get(at+"/evidence/disclosure").has("E-1, E-3, E-4, E-5", "takes its place")
	party.post(at + "/evidence/receipt").to(at + "/evidence/disclosure")
	party.get(at + "/evidence/disclosure").has("You have signed")
	party.post(at + "/evidence/receipt").is(http.StatusUnprocessableEntity)
	party.post(at+"/evidence/3/examine", "text", "The date looks changed.").to(at + "/evidence/3")
	h.as("complainant").get(at + "/evidence/3").lacks("The date looks changed.")
	asked := regexp.MustCompile(`name="asked" value="(\d+)"`).FindStringSubmatch(h.as("caseworker").get(at + "/evidence/3").body)
	if asked == nil {
		t.Fatal("whoever keeps the case cannot answer")
	}
	h.as("caseworker").post(at+"/evidence/3/answer", "asked", asked[1], "text", "It goes to an examiner.").to(at)
	party.get(at + "/evidence/3").has("It goes to an examiner.")
	h.as("caseworker").get(at + "/evidence/3/exposure").has("Thimble Oatwhistle")
}

// TestOriginalsAreAttachments: an original is bytes to be saved under a harmless name, for those who may have it.
func TestOriginalsAreAttachments(t *testing.T) {
	h, at := newArchive(t)
	h.as("investigator").add(at, file{"../..\\a<b>\r\nSet-Cookie: x=1\"; y.html", "<script>alert(1)</script>"})
	a := h.as("caseworker").get(at + "/evidence/2/original").is(http.StatusOK)
	if a.body != "<script>alert(1)</script>" || a.header.Get("Content-Type") != "application/octet-stream" || a.header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment; ") || strings.ContainsAny(a.header.Get("Content-Disposition"), "<>\r\n/\\") ||
		!strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") || a.header.Get("Set-Cookie") != "" {
		t.Errorf("an original comes with %v", a.header)
	}
	h.as("caseworker").post(at + "/evidence/2/copy").is(http.StatusUnprocessableEntity).has("No copy could be made")
	h.as("caseworker").send(at+"/evidence/2/by-hand", []file{{"shown.txt", "What the page says."}}).to(at + "/evidence/2/check")
	h.as("caseworker").get(at+"/evidence/2/check").has("Prepared by a person", "What the page says.")
}

// TestEvidenceIsNothingToOthers: to somebody without a right to a case each address answers as if there were none.
func TestEvidenceIsNothingToOthers(t *testing.T) {
	h, at := newArchive(t)
	h.as("investigator").add(at, file{"a.txt", "Words."})
	h.as("investigator").check(at, 2)
	paths := []string{"/evidence", "/evidence/add", "/evidence/disclosure", "/evidence/2", "/evidence/2/picture/1", "/evidence/2/copy.pdf", "/evidence/2/original",
		"/evidence/2/check", "/evidence/2/redact", "/evidence/2/exposure", "/bundle.pdf", "/quotation?exhibit=2&q=Words"}
	posts := []string{"/evidence/add", "/evidence/files", "/evidence/files/1/remove", "/evidence/receipt", "/evidence/2/redact", "/evidence/2/copy", "/evidence/2/by-hand",
		"/evidence/2/check", "/evidence/2/withhold", "/evidence/2/hide", "/evidence/2/second", "/evidence/2/scan", "/evidence/2/examine", "/evidence/2/answer"}
	pairs := []string{"looked", "yes", "why", "x", "ground", "x", "found", "x", "text", "x", "asked", "1", "do", "make 0", "box", "1 1 1 9 9", "words-1", ""}
	for _, who := range []casework.PersonID{"outsider", "admin"} {
		g := h.as(who)
		for _, p := range paths {
			there, nowhere := g.get(at+p).is(http.StatusNotFound), g.get("/case/ZZZZ-ZZZZ"+p).is(http.StatusNotFound)
			if there.body != nowhere.body {
				t.Errorf("%s tells %s that there is something", p, who)
			}
		}
		for _, p := range posts {
			g.post(at+p, pairs...).is(http.StatusNotFound)
		}
	}
	g := h.as("respondent") // knows of the case, and not of the exhibit
	for _, p := range paths[3:10] {
		g.get(at + p).is(http.StatusNotFound)
	}
	for _, p := range posts[4:] {
		g.post(at+p, pairs...).is(http.StatusNotFound)
	}
	g.get(at + "/evidence").is(http.StatusOK).lacks("Thing 0")
	h.guest().get(at + "/evidence").to("/sign-in")
}

// TestHiding: one person hides an exhibit from everyone at once, and a second confirms it or brings it back.
func TestHiding(t *testing.T) {
	h, at := newArchive(t)
	h.as("investigator").add(at, file{"a.txt", "Words."})
	x := at + "/evidence/2"
	h.as("caseworker").post(x + "/hide").is(http.StatusUnprocessableEntity).has("Say why")
	h.as("caseworker").post(x+"/hide", "why", "The wrong file.").to(x)
	for _, who := range []casework.PersonID{"investigator", "caseworker", "assessor"} {
		h.as(who).get(x).is(http.StatusOK).lacks("Thing 0").has("The wrong file.")
		h.as(who).get(x + "/original").is(http.StatusNotFound)
	}
	h.as("caseworker").post(x+"/second", "word", "stays", "found", "So it is.").is(http.StatusUnprocessableEntity).has("Somebody else")
	h.as("assessor").post(x+"/second", "word", "back", "found", "It is the right one.").to(x)
	h.as("investigator").get(x).has("Thing 0")
	h.as("caseworker").get(x + "/exposure").has("Trellis Overmoth")
}
