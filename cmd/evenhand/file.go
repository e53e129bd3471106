package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// How much of a file is read into memory. No book and no map may be as large, and a file that never ends, such as a
// device, is given up.
const (
	mostText   = 32 << 20
	mostTraces = 256 << 20
)

// readFile reads a whole file of at most so many bytes.
func readFile(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, plainError(err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, plainError(err)
	}
	if int64(len(src)) > most {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, most>>20)
	}
	return src, nil
}

// plainError drops the operation from an error of the file system: "no such file" says enough beside the name.
func plainError(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s: %w", e.Path, e.Err)
	}
	return err
}
