package chronology

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// jsonReader reads JSON Lines, and a JSON array of the same objects.
type jsonReader struct {
	journal *journal
	in      *bufio.Reader
	array   bool
	ended   bool   // the array is closed
	text    []byte // the object being read
	tooLong bool   // text is only the beginning of it

	line, col   int // where text starts
	atLine, off int // where the reading is: line, and bytes read of it
	entry       [1]Entry
}

func newJSONReader(text io.Reader, j *journal) (*jsonReader, error) {
	r := &jsonReader{journal: j, in: bufio.NewReaderSize(text, inputBuffer), atLine: 1}
	for {
		c, err := r.readByte()
		switch {
		case err != nil:
			return nil, failure(err, r.atLine, r.off+1)
		case c == '[':
			r.array = true
			return r, nil
		case !isSpace(c):
			r.off--
			return r, r.in.UnreadByte()
		}
	}
}

func (r *jsonReader) readByte() (byte, error) {
	c, err := r.in.ReadByte()
	switch {
	case err != nil:
	case c == '\n':
		r.atLine++
		r.off = 0
	default:
		r.off++
	}
	return c, err
}

func (r *jsonReader) next() (Batch, error) {
	for {
		read := r.readLine
		if r.array {
			read = r.readElement
		}
		err := read()
		if err != nil && err != io.EOF {
			if len(bytes.TrimSpace(r.text)) > 0 {
				r.journal.unreadable++
			}
			return Batch{}, failure(err, r.atLine, r.off+1)
		}
		if r.read() {
			return Batch{Matter: r.entry[0].Matter, Entries: r.entry[:]}, nil
		}
		if err == io.EOF {
			return Batch{}, io.EOF
		}
	}
}

// readLine reads the next line. At the end of the text it returns io.EOF with
// the last line, which may be empty.
func (r *jsonReader) readLine() error {
	r.begin()
	for {
		part, err := r.in.ReadSlice('\n')
		r.keep(part...)
		r.off += len(part)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == nil {
			r.atLine++
			r.off = 0
		}
		return err
	}
}

// readElement reads the next element of the array, up to the comma or bracket
// that ends it. When the array is closed, it returns io.EOF at the text's end.
func (r *jsonReader) readElement() error {
	r.begin()
	if r.ended {
		return r.rest()
	}
	var in element
	for {
		if _, err := r.in.Peek(1); err == io.EOF {
			return &Diagnostic{Line: r.atLine, Col: r.off + 1, Check: "cut-short",
				Msg: "the file ends in the middle: the array is never closed", Hint: "copy or download the file again"}
		} else if err != nil {
			return err
		}
		part, _ := r.in.Peek(r.in.Buffered()) // what is buffered is there
		n := in.end(part)
		r.keep(part[:n]...)
		r.advance(part[:n])
		if n == len(part) {
			continue
		}
		r.ended = part[n] == ']'
		r.advance(part[n : n+1])
		if r.ended {
			return nil
		}
		return r.nonEmpty()
	}
}

// advance passes over a part of what is buffered.
func (r *jsonReader) advance(part []byte) {
	line, col := position(part, r.atLine, r.off+1, len(part))
	r.atLine, r.off = line, col-1
	r.in.Discard(len(part)) // cannot fail: it is buffered
}

// element finds the end of an element of an array, part by part.
type element struct {
	depth           int // of objects and lists within the element
	quoted, escaped bool
}

// end returns where in part the element ends, or its length if it does not.
func (e *element) end(part []byte) int {
	for i, c := range part {
		switch {
		case e.escaped:
			e.escaped = false
		case e.quoted:
			e.escaped = c == '\\'
			e.quoted = c != '"'
		case c == '"':
			e.quoted = true
		case c == '{', c == '[':
			e.depth++
		case e.depth == 0 && (c == ']' || c == ','):
			return i
		case c == '}', c == ']':
			e.depth = max(e.depth-1, 0)
		}
	}
	return len(part)
}

func (r *jsonReader) nonEmpty() error {
	if len(r.text) == 0 {
		r.journal.refuse(Diagnostic{Line: r.atLine, Col: r.off, Check: "bad-json",
			Msg: "there is nothing before this comma", Hint: "take the comma out"})
	}
	return nil
}

// rest sees to it that nothing follows the array.
func (r *jsonReader) rest() error {
	for {
		c, err := r.readByte()
		if err != nil {
			return err
		}
		if !isSpace(c) {
			return &Diagnostic{Line: r.atLine, Col: r.off, Check: "bad-json", Msg: "something follows the end of the array",
				Hint: "write one array, or one object a line"}
		}
	}
}

func (r *jsonReader) begin() {
	r.text, r.tooLong = r.text[:0], false
	r.line, r.col = r.atLine, r.off+1
}

// keep adds to the object being read, up to the longest that is read. White
// space before the object is not kept.
func (r *jsonReader) keep(part ...byte) {
	for len(r.text) == 0 && len(part) > 0 && isSpace(part[0]) {
		r.line, r.col = position(part, r.line, r.col, 1)
		part = part[1:]
	}
	r.tooLong = r.tooLong || len(r.text)+len(part) > maxRow
	if !r.tooLong {
		r.text = append(r.text, part...)
	}
}

// read makes an entry of the text, or reports why not. Blank text is no entry.
func (r *jsonReader) read() bool {
	text := bytes.TrimRight(r.text, " \t\r\n")
	if len(text) == 0 && !r.tooLong {
		return false
	}
	if !utf8.Valid(text) {
		r.journal.note(westernNote(r.line, r.col))
		text = []byte(fromWindows1252(string(text)))
	}
	r.entry[0] = Entry{Line: r.line, Col: r.col}
	d, at := r.object(text)
	if d == nil {
		return true
	}
	d.Line, d.Col = position(text, r.line, r.col, at)
	r.journal.refuse(*d)
	return false
}

// object reads one object into the entry. It returns what is wrong, and at which
// byte of the text.
func (r *jsonReader) object(text []byte) (d *Diagnostic, at int) {
	if r.tooLong {
		return &Diagnostic{Check: "too-long", Msg: fmt.Sprintf("the object is longer than %d bytes", maxRow),
			Hint: "end each object on its own line, and keep long texts out of it"}, 0
	}
	o := object{text: text}
	e := &r.entry[0]
	names, d := o.into(e)
	if d != nil {
		return d, o.at
	}
	if d = e.lacks(); d == nil {
		return nil, 0
	}
	for _, needed := range []column{dateColumn, eventColumn} {
		if name, ok := nearest(needed, names); ok && *e.field(needed) == "" {
			d.Hint = fmt.Sprintf("is %q meant for %q?", short(name), needed)
		}
	}
	return d, 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
