package chronology

import (
	"bytes"
	"fmt"
	"io"
	"slices"
)

// pass passes over text up to a mark and the mark.
func (t *tags) pass(mark string) error {
	for {
		i := bytes.Index(t.window[t.pos:t.end], []byte(mark))
		if i >= 0 {
			t.pos += i + len(mark)
			return nil
		}
		t.pos = max(t.pos, t.end-len(mark)+1)
		if err := t.more(); err != nil {
			return err
		}
	}
}

// atLeast sees to it that the window holds n more bytes.
func (t *tags) atLeast(n int) error {
	for t.end-t.pos < n {
		if err := t.more(); err != nil {
			return err
		}
	}
	return nil
}

// more reads on until the window is full, after making room in it: it drops what
// has been read, and doubles the window if nothing has. At the end of the text
// it returns io.EOF if the document is whole.
func (t *tags) more() error {
	if t.srcErr != nil {
		return t.over()
	}
	t.count(t.pos)
	t.end = copy(t.window, t.window[t.pos:t.end])
	t.pos, t.counted = 0, 0
	if t.end == len(t.window) {
		if t.end >= maxTag {
			return t.fail("too-long", fmt.Sprintf("a tag is longer than %d bytes", maxTag),
				"look for a quotation mark that is never closed")
		}
		t.window = slices.Grow(t.window, t.end)[:min(2*t.end, maxTag)]
	}
	before := t.end
	for idle := 0; t.end < len(t.window) && t.srcErr == nil; idle++ {
		n, err := t.src.Read(t.window[t.end:])
		t.end += n
		t.srcErr = err
		if n > 0 {
			idle = 0
		} else if idle == 100 && err == nil {
			t.srcErr = io.ErrNoProgress
		}
	}
	if t.end == before {
		return t.over()
	}
	return nil
}

// over says how the text ended.
func (t *tags) over() error {
	switch {
	case t.srcErr != io.EOF:
		line, col := t.place(t.end)
		return failure(t.srcErr, line, col)
	case t.ended && t.pos == t.end:
		return io.EOF
	}
	msg := "the file ends in the middle of a tag or comment"
	if t.pos == t.end && len(t.starts) > 0 {
		msg = fmt.Sprintf("the file ends in the middle: the element %q is never closed", t.innermost())
	} else if t.pos == t.end {
		msg = "the file ends before the log begins"
	}
	return t.failAt(t.end, "cut-short", msg, "copy or download the file again")
}

// count counts lines up to place i of the window. Places before the last one
// counted are not counted back.
func (t *tags) count(i int) {
	if i > t.counted {
		t.line, t.col = position(t.window[t.counted:i], t.line, t.col, i-t.counted)
		t.counted = i
	}
}

func (t *tags) place(i int) (line, col int) {
	t.count(i)
	return t.line, t.col
}

func (t *tags) malformed(i int) error {
	return t.failAt(t.pos+i, "bad-xml", "a tag is not well formed", `attributes are written name="value"`)
}

func (t *tags) fail(check, msg, hint string) error { return t.failAt(t.pos, check, msg, hint) }

func (t *tags) failAt(i int, check, msg, hint string) error {
	line, col := t.place(i)
	return &Diagnostic{Line: line, Col: col, Check: check, Msg: msg, Hint: hint}
}
