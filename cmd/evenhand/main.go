// Command evenhand checks rule books and the records kept under them.
//
// What a command finds is its result and goes to standard output. Everything
// else goes to standard error, each line beginning "evenhand: error: " or
// "evenhand: hint: ", in lower case and without a full stop: an error says what
// went wrong, a hint what would put it right.
//
// The exit statuses are the same for every command: 0 when it found nothing,
// 1 when it found something, 2 when it was used wrongly, 3 when it could not
// do its work.
package main

import (
	"os"
	"time"
)

func main() {
	os.Exit(run(env{
		stdin:      os.Stdin,
		stdout:     os.Stdout,
		stderr:     os.Stderr,
		isTerminal: func() bool { return isTerminal(os.Stderr) },
		now:        time.Now,
	}, commands(), os.Args[1:]))
}

// isTerminal reports whether f is a device of characters, such as a terminal.
// The null device passes too, which does no harm to a line of progress.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
