package chronology

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	firstWindow = 64 << 10
	maxTag      = 1 << 20 // the longest tag, in bytes
	maxDepth    = 256     // elements open at once
	maxName     = 256     // the longest name of an element, in bytes
)

// errShort says that a tag does not end within the window.
var errShort = errors.New("the tag goes on")

// tags cuts an XML document into tags. It keeps what XES has a use for: the
// names of elements and the attributes key and value, undecoded. It checks that
// tags are well formed and match. Text, comments and CDATA are passed over,
// since XES says nothing in them. A document type declaration is refused.
//
// It works on a window of the text. A tag that does not fit is read again in a
// window twice as large, up to maxTag, so its cost stays in proportion.
type tags struct {
	src      io.Reader
	window   []byte
	pos, end int // window[pos:end] is still to be read
	srcErr   error

	counted   int // lines are counted up to here
	line, col int // the place of counted
	begun     bool
	ended     bool   // the root is closed
	western   bool   // the document says it is not UTF-8
	names     []byte // of the open elements, one after another
	starts    []int  // where in names each begins

	// The tag last read. The slices hold until the next call of next.
	at         int // its place in the window
	closing    bool
	empty      bool   // <a/>: no closing tag follows
	raw, name  []byte // with and without its namespace prefix; raw is not kept of <a/>
	key, value []byte
	has        attributes
}

type attributes struct{ key, value bool }

func newTags(src io.Reader, window int) *tags {
	return &tags{src: src, window: make([]byte, window), line: 1, col: 1}
}

// next reads the next tag. After the root has been closed it returns io.EOF at
// the end of the text.
func (t *tags) next() error {
	for {
		if err := t.text(); err != nil {
			return err
		}
		if err := t.atLeast(2); err != nil {
			return err
		}
		var err error
		switch t.window[t.pos+1] {
		case '/':
			return t.closingTag()
		case '?':
			err = t.instruction()
		case '!':
			err = t.declaration()
		default:
			return t.openingTag()
		}
		if err != nil {
			return err
		}
		t.begun = true
	}
}

// skip reads up to the end of the element whose opening tag was read last.
func (t *tags) skip() error {
	if t.empty {
		return nil
	}
	for depth := len(t.starts); len(t.starts) >= depth; {
		if err := t.next(); err != nil {
			return err
		}
	}
	return nil
}

// text passes over text up to the next tag.
func (t *tags) text() error {
	for t.pos < t.end && isSpace(t.window[t.pos]) { // mostly there is no more than this
		t.pos++
	}
	if t.pos < t.end && t.window[t.pos] == '<' {
		return nil
	}
	for {
		rest := t.window[t.pos:t.end]
		i := bytes.IndexByte(rest, '<')
		if i >= 0 {
			rest = rest[:i]
		}
		if len(t.starts) == 0 {
			if words := bytes.TrimLeft(rest, " \t\r\n"); len(words) > 0 {
				return t.failAt(t.pos+len(rest)-len(words), "bad-xml", "text stands outside the log", "")
			}
		}
		t.pos += len(rest)
		if i >= 0 {
			return nil
		}
		if err := t.more(); err != nil {
			return err
		}
	}
}

func (t *tags) openingTag() error {
	if t.ended {
		return t.fail("bad-xml", "something follows the end of the log", "write one log a file")
	}
	t.at = t.pos
	n, err := t.parse(t.window[t.pos:t.end])
	for err == errShort {
		if err = t.more(); err == nil {
			t.at = t.pos
			n, err = t.parse(t.window[t.pos:t.end])
		}
	}
	if err != nil {
		return err
	}
	t.pos += n
	t.begun, t.closing = true, false
	if t.empty {
		t.ended = len(t.starts) == 0
		return nil
	}
	if len(t.starts) == maxDepth {
		return t.failAt(t.at, "too-deep", fmt.Sprintf("elements stand more than %d deep in one another", maxDepth), "")
	}
	t.starts = append(t.starts, len(t.names))
	t.names = append(t.names, t.raw...)
	return nil
}

// parse reads the opening tag at the beginning of b and returns its length.
func (t *tags) parse(b []byte) (int, error) {
	if n := t.usual(b); n > 0 {
		return n, nil
	}
	t.has = attributes{}
	i := nameEnd(b, 1)
	if i == len(b) {
		return 0, errShort
	}
	if t.raw = b[1:i]; !isName(t.raw) || i > maxName {
		return 0, t.fail("bad-xml", "a < is not followed by the name of an element", "write a < that is text as &lt;")
	}
	t.name = localName(t.raw)
	for {
		spaced := i
		for i < len(b) && isSpace(b[i]) {
			i++
		}
		if i+1 >= len(b) {
			return t.lastByte(b, i)
		}
		switch {
		case b[i] == '>':
			t.empty = false
			return i + 1, nil
		case b[i] == '/' && b[i+1] == '>':
			t.empty = true
			return i + 2, nil
		case spaced == i:
			return 0, t.malformed(i)
		}
		n, err := t.attribute(b[i:], i)
		if err != nil {
			return 0, err
		}
		i += n
	}
}

// usual reads a tag written exactly as tools write most of them,
// <name key="..." value="..."/>, and returns its length, or 0 if b begins with
// anything else. It takes no tag that parse would refuse or read otherwise; it is
// here because it halves the time a log takes.
func (t *tags) usual(b []byte) int {
	const key, value, end = ` key="`, `" value="`, `"/>`
	i := 1
	for i < len(b) && 'a' <= b[i] && b[i] <= 'z' {
		i++
	}
	if i == 1 || i > maxName || len(b)-i < len(key) || string(b[i:i+len(key)]) != key {
		return 0
	}
	k := i + len(key)
	kEnd := k + bytes.IndexByte(b[k:], '"')
	if kEnd < k || len(b)-kEnd < len(value) || string(b[kEnd:kEnd+len(value)]) != value {
		return 0
	}
	v := kEnd + len(value)
	vEnd := v + bytes.IndexByte(b[v:], '"')
	if vEnd < v || len(b)-vEnd < len(end) || string(b[vEnd:vEnd+len(end)]) != end || bytes.IndexByte(b[k:vEnd], '<') >= 0 {
		return 0
	}
	t.name, t.key, t.value = b[1:i], b[k:kEnd], b[v:vEnd]
	t.has, t.empty = attributes{key: true, value: true}, true
	return vEnd + len(end)
}

// lastByte deals with a tag whose end is the last byte of the window.
func (t *tags) lastByte(b []byte, i int) (int, error) {
	if i < len(b) && b[i] == '>' {
		t.empty = false
		return i + 1, nil
	}
	return 0, errShort
}

// attribute reads name="value" at the beginning of b, which is at place i of the
// tag, and returns its length.
func (t *tags) attribute(b []byte, i int) (int, error) {
	n := nameEnd(b, 0)
	name := b[:n]
	for n < len(b) && isSpace(b[n]) {
		n++
	}
	if n < len(b) && b[n] != '=' {
		return 0, t.malformed(i)
	}
	n++
	for n < len(b) && isSpace(b[n]) {
		n++
	}
	if n >= len(b) {
		return 0, errShort
	}
	quote := b[n]
	if quote != '"' && quote != '\'' || !isName(name) {
		return 0, t.malformed(i)
	}
	n++
	length := bytes.IndexByte(b[n:], quote)
	if length < 0 {
		return 0, errShort
	}
	value := b[n : n+length]
	if bytes.IndexByte(value, '<') >= 0 {
		return 0, t.failAt(t.pos+i, "bad-xml", "the value of an attribute holds a <, or is never closed",
			"write &lt;, or close the quotation mark")
	}
	if !t.hold(name, value) {
		return 0, t.failAt(t.pos+i, "bad-xml", "a tag gives the same attribute twice", "")
	}
	return n + length + 1, nil
}

// hold keeps the value of an attribute that is of use, unless it has one.
func (t *tags) hold(name, value []byte) bool {
	switch string(name) {
	case "key":
		if t.has.key {
			return false
		}
		t.key, t.has.key = value, true
	case "value":
		if t.has.value {
			return false
		}
		t.value, t.has.value = value, true
	}
	return true
}

func (t *tags) closingTag() error {
	i := bytes.IndexByte(t.window[t.pos:t.end], '>')
	for i < 0 {
		if err := t.more(); err != nil {
			return err
		}
		i = bytes.IndexByte(t.window[t.pos:t.end], '>')
	}
	t.at = t.pos
	raw := t.window[t.pos+2 : t.pos+i]
	for len(raw) > 0 && isSpace(raw[len(raw)-1]) {
		raw = raw[:len(raw)-1]
	}
	last := len(t.starts) - 1
	if last < 0 || !bytes.Equal(raw, t.names[t.starts[last]:]) {
		return t.mismatch(raw)
	}
	t.names = t.names[:t.starts[last]]
	t.starts = t.starts[:last]
	t.name, t.closing, t.empty, t.has = localName(raw), true, false, attributes{}
	t.ended = last == 0
	t.pos += i + 1
	return nil
}

func (t *tags) mismatch(raw []byte) error {
	if !isName(raw) || len(raw) > maxName {
		return t.fail("bad-xml", "a closing tag has no name", "")
	}
	if len(t.starts) == 0 {
		return t.fail("bad-xml", fmt.Sprintf("the closing tag %q closes nothing", short(string(raw))), "")
	}
	return t.fail("bad-xml", fmt.Sprintf("%q is closed where %q should be", short(string(raw)), t.innermost()), "")
}

func (t *tags) innermost() string { return short(string(t.names[t.starts[len(t.starts)-1]:])) }

// instruction passes over <?...?>, but for the encoding an XML declaration names.
func (t *tags) instruction() error {
	if err := t.atLeast(6); err != nil {
		return err
	}
	if t.begun || string(t.window[t.pos:t.pos+5]) != "<?xml" || !isSpace(t.window[t.pos+5]) {
		t.pos += 2
		return t.pass("?>")
	}
	for {
		i := bytes.Index(t.window[t.pos:t.end], []byte("?>"))
		if i < 0 {
			if err := t.more(); err != nil {
				return err
			}
			continue
		}
		if err := t.encoding(string(t.window[t.pos : t.pos+i])); err != nil {
			return err
		}
		t.pos += i + 2
		return nil
	}
}

func (t *tags) encoding(declaration string) error {
	_, rest, found := strings.Cut(declaration, "encoding")
	rest = strings.TrimLeft(rest, " \t\r\n=")
	if !found || rest == "" {
		return nil
	}
	name, _, _ := strings.Cut(rest[1:], rest[:1])
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "us-ascii", "ascii":
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		t.western = true
	default:
		return t.fail("encoding", "the file says it is in an encoding that is not read", "save the file as UTF-8")
	}
	return nil
}

// declaration passes over comments and CDATA.
func (t *tags) declaration() error {
	if err := t.atLeast(4); err != nil {
		return err
	}
	if string(t.window[t.pos:t.pos+4]) == "<!--" {
		t.pos += 4
		return t.pass("-->")
	}
	if err := t.atLeast(9); err != nil {
		return err
	}
	switch {
	case string(t.window[t.pos:t.pos+9]) != "<![CDATA[":
		return t.fail("bad-xml", "a declaration beginning with <! is not read",
			"take it out; if the file is a web page, download the log itself")
	case len(t.starts) == 0:
		return t.fail("bad-xml", "text stands outside the log", "")
	}
	t.pos += 9
	return t.pass("]]>")
}

// localName returns a name without its namespace prefix.
func localName(raw []byte) []byte {
	i := bytes.IndexByte(raw, ':')
	if i <= 0 || i == len(raw)-1 || bytes.IndexByte(raw[i+1:], ':') >= 0 {
		return raw
	}
	return raw[i+1:]
}

// nameEnd returns where the name ends that begins at place i of b.
func nameEnd(b []byte, i int) int {
	for i < len(b) && nameByte[b[i]] {
		i++
	}
	return i
}

// nameByte tells which bytes names are made of. Of the others than ASCII, any is
// taken: no name that is looked for holds one.
var nameByte = func() (table [256]bool) {
	for c := range table {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		table[c] = letter || '0' <= c && c <= ':' || c == '_' || c == '-' || c == '.' || c >= 0x80
	}
	return table
}()

// isName reports whether a run of name bytes, or of others, may be a name.
func isName(b []byte) bool {
	return len(b) > 0 && nameEnd(b, 0) == len(b) && !isDigit(b[0]) && b[0] != '-' && b[0] != '.'
}
