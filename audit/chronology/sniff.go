package chronology

import (
	"bufio"
	"bytes"
	"io"
	"strings"
)

// sniffLen is how much of the text is looked at to recognise it.
const sniffLen = 4096

const bom = "\ufeff"

// sniff recognises the format of a text and takes a byte order mark off it.
func sniff(text *bufio.Reader) (Format, error) {
	head, err := text.Peek(sniffLen)
	if d := foreign(head); d != nil {
		return 0, d
	}
	if bytes.HasPrefix(head, []byte(bom)) {
		head = head[len(bom):]
		text.Discard(len(bom)) // cannot fail: it has been looked at
	}
	words := bytes.TrimLeft(head, " \t\r\n")
	if len(words) == 0 && err != nil && err != io.EOF {
		return 0, failure(err, 1, 1)
	}
	if len(words) == 0 && len(head) < sniffLen-len(bom) {
		return 0, &Diagnostic{Line: 1, Col: 1, Check: "empty-file", Msg: "the file is empty",
			Hint: "a chronology in CSV starts with a header line, such as date,event,by,as,to,matter"}
	}
	switch {
	case len(words) == 0:
		return CSV, nil
	case words[0] == '<':
		return XES, nil
	case words[0] == '{', words[0] == '[':
		return JSONLines, nil
	}
	return CSV, nil
}

// foreign tells of a file that is no text in an encoding that is read.
func foreign(head []byte) *Diagnostic {
	d := &Diagnostic{Line: 1, Col: 1, Check: "binary-file"}
	begins := func(magic string) bool { return strings.HasPrefix(string(head[:min(len(head), 8)]), magic) }
	switch {
	case begins("PK\x03\x04"), begins("\xd0\xcf\x11\xe0"):
		d.Msg = "the file is a spreadsheet or an archive, not text"
		d.Hint = "export the sheet as CSV in UTF-8, or unpack the archive"
	case begins("%PDF-"):
		d.Msg = "the file is a PDF, not text"
		d.Hint = "write its events into a CSV file, one a row"
	case begins("\x1f\x8b"):
		d.Msg = "the file is compressed twice"
		d.Hint = "decompress it once"
	case begins("\xff\xfe"), begins("\xfe\xff"):
		d.Msg = "the file is UTF-16 text, which is not read"
		d.Hint = "save the file as UTF-8"
	case bytes.IndexByte(head, 0) >= 0:
		d.Msg = "the file is binary, or UTF-16 text"
		d.Hint = "save the file as text in UTF-8"
	default:
		return nil
	}
	return d
}
