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

// margin is how much of a piece is looked at with the piece beside it: longer
// than any trace, and than the dictionary of an object stream.
const margin = 512

// unpacked hands on the bytes of a PDF, and those that its packed object
// streams unpack to, in pieces. Pieces overlap; what begins between from and to
// belongs to this one. Together they unpack to no more than a text may have.
func (j *job) unpacked(look func(piece []byte, from, to int)) error {
	left := j.maker.limits.Text
	buf := make([]byte, window)
	for at := int64(0); at < j.size; at += window - 2*margin {
		if j.ctx.Err() != nil {
			return j.ctx.Err()
		}
		n, err := j.file.ReadAt(buf, at)
		if err != nil && err != io.EOF {
			return fmt.Errorf("read a PDF: %w", err)
		}
		from, to := margin, n-margin
		if at == 0 {
			from = 0
		}
		if at+int64(n) == j.size {
			to = n
		}
		look(buf[:n], from, to)
		for i := from; i < to; {
			k := bytes.Index(buf[i:n], streamStart)
			if k < 0 || i+k >= to {
				break
			}
			start := i + k
			i = start + len(streamStart)
			if ofObjects(buf[max(0, start-margin):start]) {
				left -= inflate(io.NewSectionReader(j.file, at+int64(i), j.size), left, look)
			}
		}
		if at+int64(n) == j.size {
			break
		}
	}
	return nil
}

// ofObjects reports whether what stands before a stream says that it holds
// objects.
func ofObjects(before []byte) bool {
	if i := bytes.LastIndex(before, []byte("obj")); i >= 0 {
		before = before[i:]
	}
	return bytes.Contains(before, []byte("/ObjStm"))
}

// inflate unpacks a stream that begins after a line end, as far as it can and
// no further than most, and returns how much it was.
func inflate(r io.Reader, most int64, look func([]byte, int, int)) int64 {
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
	look(out, 0, len(out))
	return int64(len(out))
}
