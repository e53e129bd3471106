package disclosure

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"path"
	"strings"
	"unicode/utf8"
)

// A Kind says what a file is, as its content shows.
type Kind string

const (
	JPEG    Kind = "a JPEG picture"
	PNG     Kind = "a PNG picture"
	GIF     Kind = "a GIF picture"
	WebP    Kind = "a WebP picture"
	PDF     Kind = "a PDF file"
	DOCX    Kind = "a Word document"
	ODT     Kind = "an OpenDocument text"
	Mail    Kind = "a mail"
	Plain   Kind = "plain text"
	Audio   Kind = "a sound recording"
	Video   Kind = "a film"
	Other   Kind = "another kind of file"
	HEIC    Kind = "an HEIC picture"
	OldWord Kind = "a document of an old office program"
	Markup  Kind = "a web page or other markup"
	Archive Kind = "an archive"
)

// names are the endings that a file of a kind usually has.
var names = map[string]Kind{
	".jpg": JPEG, ".jpeg": JPEG, ".png": PNG, ".gif": GIF, ".webp": WebP, ".pdf": PDF, ".docx": DOCX, ".odt": ODT, ".eml": Mail,
	".txt": Plain, ".csv": Plain, ".heic": HEIC, ".mp3": Audio, ".m4a": Audio, ".wav": Audio, ".ogg": Audio, ".opus": Audio,
	".mp4": Video, ".mov": Video, ".webm": Video, ".avi": Video, ".mkv": Video, ".doc": OldWord, ".htm": Markup, ".html": Markup, ".svg": Markup, ".zip": Archive,
}

func kindOfName(name string) Kind { return names[strings.ToLower(path.Ext(name))] }

// refusal says why a file of a kind is not copied.
func (k Kind) refusal() *Refusal {
	advice := map[Kind]string{
		Audio:   "A person must prepare a copy: a transcript, and the recording without what it says of its maker.",
		Video:   "A person must prepare a copy: a transcript or single pictures, and the film without what it says of its maker.",
		HEIC:    "Save it as JPEG and add that.",
		OldWord: "Open it, print it to PDF and add that.",
		Markup:  "Open it, print it to PDF and add that.",
		Archive: "Unpack it and add the files one by one.",
	}[k]
	if advice == "" {
		advice = "A person must prepare a copy, such as a PDF or a picture of what it shows."
	}
	return refuse(ByHand, "This is "+string(k)+", of which no copy can be made by itself. "+advice)
}

// magic are the bytes that files of a kind begin with, after some offset.
var magic = []struct {
	at    int
	bytes string
	kind  Kind
}{
	{0, "\xff\xd8\xff", JPEG}, {0, "\x89PNG\r\n\x1a\n", PNG}, {0, "GIF87a", GIF}, {0, "GIF89a", GIF}, {8, "WEBP", WebP},
	{0, "ID3", Audio}, {0, "OggS", Audio}, {0, "fLaC", Audio}, {8, "WAVE", Audio}, {0, "#!AMR", Audio}, {4, "ftypM4A", Audio},
	{0, "\xff\xfb", Audio}, {0, "\xff\xf3", Audio}, {0, "\xff\xf1", Audio},
	{4, "ftyphei", HEIC}, {4, "ftypmif1", HEIC}, {4, "ftypavif", HEIC}, {4, "ftyp", Video}, {4, "moov", Video}, {8, "AVI ", Video}, {0, "\x1a\x45\xdf\xa3", Video},
	{0, "\xd0\xcf\x11\xe0", OldWord}, {0, `{\rtf`, OldWord},
	{0, "Rar!", Archive}, {0, "7z\xbc\xaf", Archive}, {0, "\x1f\x8b", Archive}, {0, "BZh", Archive}, {0, "\xfd7zXZ", Archive},
	{0, "II*\x00", Other}, {0, "MM\x00*", Other}, {0, "%!PS", Other}, {0, "BM", Other},
}

// sniff says what the original is by its content alone.
func (j *job) sniff() (Kind, error) {
	head := make([]byte, 64<<10)
	n, err := j.file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return "", err
	}
	head = head[:n]
	for _, m := range magic {
		if len(head) >= m.at+len(m.bytes) && string(head[m.at:m.at+len(m.bytes)]) == m.bytes && (m.bytes != "BM" || bmp(head)) {
			return m.kind, nil
		}
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return j.sniffZip(), nil
	}
	if bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) {
		return PDF, nil
	}
	return sniffText(head), nil
}

// bmp tells a bitmap from a text that begins with BM.
func bmp(head []byte) bool { return len(head) > 14 && binary.LittleEndian.Uint32(head[6:]) == 0 }

func (j *job) sniffZip() Kind {
	z, err := zip.NewReader(j.file, j.size)
	if err != nil {
		return Archive
	}
	for _, f := range z.File {
		switch f.Name {
		case "word/document.xml":
			return DOCX
		case "mimetype":
			b, err := readPart(f, 128, 128)
			if err == nil && string(b) == "application/vnd.oasis.opendocument.text" {
				return ODT
			}
			return Other
		}
	}
	return Archive
}

// sniffText tells a mail, markup and plain text from what is no text.
func sniffText(head []byte) Kind {
	text, _, ok := decodeText(head, true)
	if !ok {
		return Other
	}
	text = strings.TrimSpace(text)
	start := strings.ToLower(text[:min(len(text), 256)])
	for _, tag := range []string{"<!doctype", "<html", "<?xml", "<svg", "<head", "<body", "<script"} {
		if strings.HasPrefix(start, tag) {
			return Markup
		}
	}
	if looksLikeMail(text) {
		return Mail
	}
	return Plain
}

// looksLikeMail reports whether text begins with the headers of a mail: From
// and at least one more that mails have, before the first empty line.
func looksLikeMail(text string) bool {
	known := map[string]bool{"from": true, "to": true, "date": true, "subject": true, "received": true, "message-id": true,
		"mime-version": true, "return-path": true, "delivered-to": true, "content-type": true, "dkim-signature": true, "cc": true, "bcc": true}
	seen := make(map[string]bool)
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\r\n")
		if l == "" {
			break
		}
		if l[0] == ' ' || l[0] == '\t' {
			continue
		}
		name, _, ok := strings.Cut(l, ":")
		if !ok || strings.ContainsAny(name, " \t") {
			return false
		}
		if name = strings.ToLower(name); known[name] {
			seen[name] = true
		}
	}
	technical := seen["mime-version"] || seen["message-id"] || seen["received"] || seen["content-type"] || seen["return-path"] || seen["date"]
	return seen["from"] && technical
}

// decodeText reads text in UTF-8, in UTF-16 with its mark, or else in Windows-1252,
// which it calls a guess. It reports false for what is no text. If cut, the text
// may end within a character.
func decodeText(b []byte, cut bool) (text string, guessed, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		text = utf16Text(b[2:], binary.LittleEndian)
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		text = utf16Text(b[2:], binary.BigEndian)
	default:
		b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
		if cut {
			b = withoutCutRune(b)
		}
		text = string(b)
		if !utf8.Valid(b) {
			text, guessed = windows1252(b), true
		}
	}
	return text, guessed, !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && !strings.ContainsRune("\t\n\r\f\v\b\x1b", r)
	})
}

func withoutCutRune(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}
