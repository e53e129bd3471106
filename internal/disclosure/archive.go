package disclosure

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxParts is how many files a document may consist of.
const maxParts = 5000

var errBomb = refuse(Bomb, "This file would unpack to something huge. Print the document to PDF and add that.")

// readPart unpacks one file of an archive. What its header says of its size is
// not believed.
func readPart(f *zip.File, most, ratio int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, refuse(Damaged, "A part of this document cannot be read. Open it, print it to PDF and add that.")
	}
	defer r.Close()
	allowed := min(most, int64(f.CompressedSize64)*ratio+4096)
	b, err := io.ReadAll(io.LimitReader(r, allowed+1))
	if int64(len(b)) > allowed {
		return nil, errBomb
	}
	if err != nil {
		return nil, refuse(Damaged, "A part of this document cannot be read. Open it, print it to PDF and add that.")
	}
	return b, nil
}

// A document is an archive of which parts are read until it has unpacked to as
// much as it may.
type document struct {
	files map[string]*zip.File
	left  int64
	ratio int64
}

func (j *job) openDocument() (*document, error) {
	z, err := zip.NewReader(j.file, j.size)
	if err != nil {
		return nil, refuse(Damaged, "This document cannot be read. Open it, print it to PDF and add that.")
	}
	if len(z.File) > maxParts {
		return nil, errBomb
	}
	d := &document{files: make(map[string]*zip.File), left: j.maker.limits.Text, ratio: j.maker.limits.Ratio}
	for _, f := range z.File {
		if d.files[f.Name] != nil {
			return nil, refuse(Damaged, "This document has the same part twice, so that programs may show different texts. Print it to PDF and add that.")
		}
		d.files[f.Name] = f
	}
	return d, nil
}

// under returns how many parts lie under a folder.
func (d *document) under(folder string) int {
	n := 0
	for name := range d.files {
		if strings.HasPrefix(name, folder) && !strings.HasSuffix(name, "/") {
			n++
		}
	}
	return n
}

// An element is one of XML, with what is in it. Text is an element without a
// name.
type element struct {
	name  string // with the prefix that is usual for its name space, such as w:p
	attrs map[string]string
	text  string
	in    []*element
}

// Bounds on what a part may consist of: how deep elements may lie within one
// another, and how many they may be, with the texts between them.
const (
	maxDepth    = 200
	maxElements = 1e6
)

// prefixes are the usual ones of the name spaces that matter.
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":            "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                        "w",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":             "mc",
	"http://schemas.openxmlformats.org/drawingml/2006/picture":                "pic",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                   "a",
	"urn:schemas-microsoft-com:vml":                                           "v",
	"http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
	"http://purl.org/dc/elements/1.1/":                                        "dc",
	"urn:oasis:names:tc:opendocument:xmlns:office:1.0":                        "office",
	"urn:oasis:names:tc:opendocument:xmlns:text:1.0":                          "text",
	"urn:oasis:names:tc:opendocument:xmlns:style:1.0":                         "style",
	"urn:oasis:names:tc:opendocument:xmlns:table:1.0":                         "table",
	"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0":                       "draw",
	"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0":             "fo",
	"urn:oasis:names:tc:opendocument:xmlns:meta:1.0":                          "meta",
}

func usual(n xml.Name) string {
	if p, ok := prefixes[n.Space]; ok {
		return p + ":" + n.Local
	}
	return n.Space + ":" + n.Local
}

// part reads a part of a document as XML. It returns nil if there is none.
func (d *document) part(name string) (*element, error) {
	f := d.files[name]
	if f == nil {
		return nil, nil
	}
	b, err := readPart(f, d.left, d.ratio)
	if err != nil {
		return nil, err
	}
	d.left -= int64(len(b))
	e, err := parseXML(strings.NewReader(string(b)))
	if errors.Is(err, errBomb) {
		return nil, errBomb
	}
	if err != nil {
		return nil, refuse(Damaged, "This document cannot be read. Open it, print it to PDF and add that.")
	}
	return e, nil
}

// parseXML reads XML with no more than the five entities of its own.
func parseXML(r io.Reader) (*element, error) {
	dec := xml.NewDecoder(r)
	root := &element{}
	path := []*element{root}
	for n := 0; ; n++ {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) && len(path) == 1 {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		if n > 2*maxElements {
			return nil, errBomb
		}
		top := path[len(path)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(path) > maxDepth {
				return nil, fmt.Errorf("elements lie %d deep", maxDepth)
			}
			e := &element{name: usual(t.Name)}
			if len(t.Attr) > 0 {
				e.attrs = make(map[string]string, len(t.Attr))
			}
			for _, a := range t.Attr {
				e.attrs[usual(a.Name)] = a.Value
			}
			top.in = append(top.in, e)
			path = append(path, e)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			top.in = append(top.in, &element{text: string(t)})
		}
	}
}

// first returns the first element of a name in e, or an empty one.
func (e *element) first(name string) *element {
	if e != nil {
		for _, x := range e.in {
			if x.name == name {
				return x
			}
		}
	}
	return &element{}
}

// all yields every element in e, at any depth.
func (e *element) all(yield func(*element) bool) {
	e.walk(yield)
}

func (e *element) walk(yield func(*element) bool) bool {
	if e == nil {
		return true
	}
	for _, x := range e.in {
		if !yield(x) || !x.walk(yield) {
			return false
		}
	}
	return true
}

// content returns all text in e.
func (e *element) content() string {
	var b strings.Builder
	for x := range e.all {
		b.WriteString(x.text)
	}
	return b.String()
}

// tally counts kinds of hidden things in the order in which they were met.
type tally struct {
	order  []string
	counts map[string]int
}

func (t *tally) add(what string) {
	if t.counts == nil {
		t.counts = make(map[string]int)
	}
	if t.counts[what] == 0 {
		t.order = append(t.order, what)
	}
	t.counts[what]++
}

func (j *job) hideAll(t tally) {
	for _, what := range t.order {
		j.hide(0, "%s", count(t.counts[what], what))
	}
}

func (j *job) lose(format string, args ...any) {
	j.report.Lost = append(j.report.Lost, fmt.Sprintf(format, args...))
}
