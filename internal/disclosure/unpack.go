package disclosure

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
)

// window is how much of a file is looked at in one piece.
const window = 1 << 20

var streamStart = []byte("stream")

// unpacked hands on the bytes of a PDF, and after them those that its packed
// object streams unpack to, in pieces. Pieces overlap: what begins at or after
// own begins the next. Together they unpack to no more than a text may have.
func (j *job) unpacked(look func(piece []byte, own int)) error {
	left := j.maker.limits.Text
	buf := make([]byte, window)
	const overlap = 256 // longer than any trace
	for at := int64(0); at < j.size; at += window - overlap {
		if j.ctx.Err() != nil {
			return j.ctx.Err()
		}
		n, err := j.file.ReadAt(buf, at)
		if err != nil && err != io.EOF {
			return fmt.Errorf("read a PDF: %w", err)
		}
		piece := buf[:n]
		body := piece
		if at+int64(n) < j.size {
			body = piece[:n-overlap]
		}
		look(piece, len(body))
		for i := 0; ; {
			k := bytes.Index(body[i:], streamStart)
			if k < 0 {
				break
			}
			i += k + len(streamStart)
			dict := body[max(0, i-400):i]
			if d := bytes.LastIndex(dict, []byte("obj")); d >= 0 {
				dict = dict[d:]
			}
			if bytes.Contains(dict, []byte("/ObjStm")) {
				left -= inflate(io.NewSectionReader(j.file, at+int64(i), j.size), left, look)
			}
		}
	}
	return nil
}

// inflate unpacks a stream that begins after a line end, as far as it can and
// no further than most, and returns how much it was.
func inflate(r io.Reader, most int64, look func([]byte, int)) int64 {
	b := make([]byte, 2)
	if _, err := io.ReadFull(r, b[:1]); err != nil {
		return 0
	}
	if b[0] == '\r' {
		if _, err := io.ReadFull(r, b[:1]); err != nil {
			return 0
		}
	}
	z, err := zlib.NewReader(r)
	if err != nil {
		return 0
	}
	out, _ := io.ReadAll(io.LimitReader(z, max(0, min(most, 8*window)))) // what is broken is looked at as far as it goes
	look(out, len(out))
	return int64(len(out))
}
