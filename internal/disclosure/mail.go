package disclosure

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// shown are the headers of a mail that a reader of mail shows.
var shown = []string{"From", "To", "Cc", "Date", "Subject"}

// A mailReader takes out of a mail what a reader of mail shows as plain text.
type mailReader struct {
	job         *job
	text        []string
	attachments []string
	html        bool
	parts       int
}

func (j *job) copyMail() error {
	b, err := j.readAll()
	if err != nil {
		return err
	}
	msg, err := mail.ReadMessage(bytes.NewReader(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))))
	if err != nil {
		return refuse(Damaged, "This mail cannot be read. Print it to PDF and add that.")
	}
	r := &mailReader{job: j}
	if err := r.read(textproto.MIMEHeader(msg.Header), msg.Body, 0); err != nil {
		return err
	}
	if len(r.text) == 0 {
		return refuse(ByHand, "This mail has no plain text. Print it to PDF and add that.")
	}
	var head strings.Builder
	for _, name := range shown {
		for _, value := range msg.Header[name] {
			fmt.Fprintf(&head, "%s: %s\n", name, headerText(value))
		}
	}
	j.hideHeaders(msg.Header)
	if r.html {
		j.lose("The mail has its text a second time as a web page, which may differ; the copy shows the plain text.")
	}
	for _, a := range r.attachments {
		j.lose("The mail came with %s, which is not in the copy; add it as an exhibit of its own.", a)
	}
	return j.write([]block{{text: head.String() + "\n" + strings.Join(r.text, "\n"), mono: true}})
}

// headerText decodes what a header says; what cannot be decoded stays.
func headerText(value string) string {
	text, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		return value
	}
	return text
}

func (j *job) hideHeaders(h mail.Header) {
	others := 0
	for name := range h {
		others++
		for _, s := range shown {
			if name == s {
				others--
			}
		}
	}
	if len(h["Received"]) > 0 || len(h["X-Originating-Ip"]) > 0 {
		j.hide(0, "the way the mail took, with addresses of machines")
	}
	if len(h["Bcc"]) > 0 {
		j.hide(0, "who received it unseen by the others")
	}
	if others > 0 {
		j.hide(0, "%s that are not shown", count(others, "header|headers"))
	}
}

// Bounds on what a mail may consist of.
const (
	maxMailDepth = 10
	maxMailParts = 200
)

func (r *mailReader) read(h textproto.MIMEHeader, body io.Reader, depth int) error {
	if r.parts++; depth > maxMailDepth || r.parts > maxMailParts {
		return errBomb
	}
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		media, params = "text/plain", nil
	}
	disposition, _, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
	switch {
	case strings.HasPrefix(media, "multipart/"):
		return r.readParts(media, params["boundary"], body, depth)
	case disposition == "attachment" || media != "text/plain" && media != "text/html":
		r.attachments = append(r.attachments, attachmentOf(media))
		return nil
	case media == "text/html":
		r.html = true
		return nil
	}
	b, err := io.ReadAll(transferred(h.Get("Content-Transfer-Encoding"), body))
	if err != nil {
		return refuse(Damaged, "The text of this mail cannot be read. Print it to PDF and add that.")
	}
	text, err := charsetText(b, params["charset"])
	if err != nil {
		return err
	}
	r.text = append(r.text, text)
	return nil
}

func (r *mailReader) readParts(media, boundary string, body io.Reader, depth int) error {
	parts := multipart.NewReader(body, boundary)
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return refuse(Damaged, "A part of this mail cannot be read. Print it to PDF and add that.")
		}
		if err := r.read(p.Header, p, depth+1); err != nil {
			return err
		}
	}
}

// attachmentOf says what kind of thing is attached; its name is not told.
func attachmentOf(media string) string {
	kind, _, _ := strings.Cut(media, "/")
	switch kind {
	case "image":
		return "a picture"
	case "audio":
		return "a sound recording"
	case "video":
		return "a film"
	case "message":
		return "another mail"
	}
	return "a file"
}

func transferred(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

func charsetText(b []byte, charset string) (string, error) {
	switch strings.ToLower(charset) {
	case "", "us-ascii", "utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "cp1252":
		if text, _, ok := decodeText(b, false); ok {
			return text, nil
		}
	}
	return "", refuse(ByHand, "The letters of this mail are coded in a way that cannot be read here. Print it to PDF and add that.")
}
