package chronology

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
)

const (
	progressStep = 64 << 10
	inputBuffer  = 64 << 10
)

// input is the log as stored. It counts the bytes and remembers a fault, so that
// a fault of the reader and a defect of the file are told apart.
type input struct {
	r          io.Reader
	progress   func(int64)
	read, told int64
	fault      error
}

func newInput(r io.Reader, progress func(int64)) *input {
	return &input{r: r, progress: progress}
}

func (in *input) Read(p []byte) (int, error) {
	if in.fault != nil {
		return 0, in.fault
	}
	n, err := in.r.Read(p)
	in.read += int64(n)
	if err != nil && err != io.EOF {
		in.fault = err
	}
	if in.progress != nil && (in.read-in.told >= progressStep || err == io.EOF && in.read > in.told) {
		in.told = in.read
		in.progress(in.read)
	}
	return n, err
}

// plain returns the log decompressed, if it was compressed.
func plain(in *input) (io.Reader, error) {
	stored := bufio.NewReaderSize(in, inputBuffer)
	if !isGzip(stored) {
		return stored, nil
	}
	z, err := gzip.NewReader(stored)
	if err != nil {
		return nil, failure(damaged(err, in), 1, 1)
	}
	return &gunzip{z: z, in: in}, nil
}

func isGzip(b *bufio.Reader) bool {
	magic, _ := b.Peek(2) // an error comes back when the text is read
	return string(magic) == "\x1f\x8b"
}

// gunzip tells damage of the compressed data from a fault of the reader.
type gunzip struct {
	z  *gzip.Reader
	in *input
}

func (g *gunzip) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if err != nil && err != io.EOF {
		err = damaged(err, g.in)
	}
	return n, err
}

// damage is a defect of the file as stored, without a place in its text.
type damage struct{ check, msg, hint string }

func (d *damage) Error() string { return d.msg }

func damaged(err error, in *input) error {
	if in.fault != nil {
		return in.fault
	}
	const hint = "copy or download the file again"
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return &damage{"cut-short", "the file ends in the middle: its compressed data stop before their end", hint}
	}
	return &damage{"damaged-file", "the compressed data of the file are damaged", hint}
}
