package main

import (
	"errors"
	"fmt"
)

// A misuse is an error in how the program was called.
type misuse struct{ error }

// wrongUse returns an error that ends the program with the status for wrong
// use.
func wrongUse(format string, args ...any) error {
	return misuse{fmt.Errorf(format, args...)}
}

// A hinted is an error with the way out of it.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// withHint adds to err one line on what would put it right.
func withHint(err error, format string, args ...any) error {
	return hinted{err, fmt.Sprintf(format, args...)}
}

// complain prints err, its hints after it, and returns the exit status.
func (e env) complain(err error) int {
	e.errorf("%v", err)
	for rest := err; rest != nil; rest = errors.Unwrap(rest) {
		if h, ok := rest.(hinted); ok {
			e.hintf("%s", h.hint)
		}
	}
	if _, ok := errors.AsType[misuse](err); ok {
		return statusMisuse
	}
	return statusFault
}

// errorf prints one error and lets the command go on, so that it can report
// several. Nothing is left to do where standard error cannot be written.
func (e env) errorf(format string, args ...any) {
	fmt.Fprintf(e.stderr, "evenhand: error: "+format+"\n", args...)
}

func (e env) hintf(format string, args ...any) {
	fmt.Fprintf(e.stderr, "evenhand: hint: "+format+"\n", args...)
}
