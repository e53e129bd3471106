package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/evenhand/evenhand/internal/casework"
)

// Bounds of what stands in one body beside its files.
const (
	mostField = 1 << 20 // bytes of a field that is no file
	mostJSON  = 4 << 20 // bytes of a body that is JSON
	mostParts = 100     // parts of a multipart body
)

// errPacked is that a body came packed. Nothing is unpacked here, so that little cannot become much.
var errPacked = errors.New("send the body as it is, without Content-Encoding")

// errSlow is that a body came so slowly that it was no longer waited for.
var errSlow = errors.New("the body came too slowly: nothing was kept")

// plainBody refuses a body that is packed.
func plainBody(r *http.Request) error {
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return errPacked
	}
	return nil
}

// read reads a JSON body into v. It is one value in UTF-8; what v does not know is an error.
func read(r *http.Request, v any) error {
	if t := r.Header.Get("Content-Type"); t != "application/json" && !strings.HasPrefix(t, "application/json;") {
		return errMalformed{"send JSON, with Content-Type: application/json"}
	}
	text, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, mostJSON))
	if err != nil {
		return badBody(err)
	}
	if !utf8.Valid(text) {
		return errMalformed{"that is not UTF-8"}
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return errMalformed{"that is not the JSON expected here: " + err.Error()}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errMalformed{"that is not the JSON expected here: something follows its end"}
	}
	return nil
}

// A form is a multipart body, taken in part by part.
type form struct {
	fields map[string]*string // the fields it may have, and where each goes
	seen   map[string]bool
	files  []casework.Upload
}

// read reads a body of parts. Files are made durable as they come, so that none is held in memory; every other field
// stands once, and is known. The body must come to its end.
func (f *form) read(s *server, r *http.Request) error {
	mr, err := r.MultipartReader()
	if err != nil {
		return errMalformed{"send the files as multipart/form-data, in the field evidence, and say its boundary"}
	}
	f.seen = map[string]bool{}
	for n := 0; ; n++ {
		part, err := mr.NextRawPart() // as it is: nothing is decoded unasked
		if errors.Is(err, io.EOF) && n > 0 {
			return nil
		}
		if err != nil {
			return badBody(err)
		}
		if n == mostParts {
			return errMalformed{fmt.Sprintf("that are more than %d parts", mostParts)}
		}
		if err := f.part(s, r, part); err != nil {
			return err
		}
	}
}

func (f *form) part(s *server, r *http.Request, part *multipart.Part) error {
	name := part.FormName()
	switch {
	case name == "":
		return errMalformed{`a part does not say what it is: its header should read Content-Disposition: form-data; name="evidence"; filename="letter.pdf"`}
	case strings.HasPrefix(strings.ToLower(part.Header.Get("Content-Type")), "multipart/"):
		return errMalformed{"send each file as a part of its own, not several within one"}
	case part.Header.Get("Content-Transfer-Encoding") != "" && !strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "binary"):
		return errMalformed{"send each part as it is, without Content-Transfer-Encoding"}
	case name == "evidence":
		return f.file(s, r, part)
	}
	return f.field(name, part)
}

// file keeps a file. A browser sends an empty part without a name where no file was chosen: that is none.
func (f *form) file(s *server, r *http.Request, part *multipart.Part) error {
	if len(f.files) == s.Limit.Files {
		return casework.Problems{{Field: "evidence", Text: fmt.Sprintf("That is more than %d files at once; add the others afterwards.", s.Limit.Files)}}
	}
	body := &incoming{r: part}
	blob, err := s.Office.Blobs.Put(r.Context(), body)
	switch {
	case body.err != nil:
		return badBody(body.err)
	case err != nil:
		return fmt.Errorf("keep a file: %w", err)
	case blob.Bytes == 0 && part.FileName() == "":
		return nil
	}
	f.files = append(f.files, casework.Upload{Name: part.FileName(), Kept: blob})
	return nil
}

func (f *form) field(name string, part *multipart.Part) error {
	into := f.fields[name]
	if into == nil {
		return errMalformed{"there is no field " + strings.ToValidUTF8(name, "?")}
	}
	if f.seen[name] {
		return errMalformed{"the field " + name + " stands twice"}
	}
	f.seen[name] = true
	text, err := io.ReadAll(io.LimitReader(part, mostField+1))
	if err != nil {
		return badBody(err)
	}
	if len(text) > mostField {
		return casework.Problems{{Field: name, Text: "That is too long for one field; send it as a file."}}
	}
	*into = string(text)
	return nil
}

// incoming notes by what the reading of a body failed, to tell that from a fault of the office's own.
type incoming struct {
	r   io.Reader
	err error
}

func (i *incoming) Read(p []byte) (int, error) {
	n, err := i.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		i.err = err
	}
	return n, err
}

// badBody is what is answered when a body could not be read: it was too much, too slow, or not whole.
func badBody(err error) error {
	var large *http.MaxBytesError
	var slow interface{ Timeout() bool }
	switch {
	case errors.As(err, &large):
		return err
	case errors.As(err, &slow) && slow.Timeout():
		return errSlow
	case errors.Is(err, multipart.ErrMessageTooLarge):
		return errMalformed{"the header of a part is too long"}
	case strings.Contains(err.Error(), "malformed MIME header"):
		return errMalformed{"the header of a part cannot be read"}
	}
	return errMalformed{"the body ended before it was whole"}
}
