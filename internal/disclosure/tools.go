package disclosure

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// tools are the programs of poppler and the shell that bounds them, by name and
// path.
type tools map[string]string

var needed = []string{"sh", "pdfinfo", "pdftotext", "pdftoppm", "pdfdetach"}

func findTools() tools {
	t := make(tools)
	for _, name := range needed {
		if path, err := exec.LookPath(name); err == nil {
			t[name] = path
		}
	}
	return t
}

func (t tools) complete() bool { return len(t) == len(needed) }

// input is the name of the original for a program: the file that it is handed
// open, so that it needs to open no other. On Linux each opens it anew.
const input = "/dev/fd/3"

// bounded runs a program under limits of memory (in kB) and time (in seconds of
// the processor), without dumping its memory if it breaks, and with no more
// than those bytes on disk: none.
const bounded = `ulimit -v "$1" && ulimit -t "$2" && ulimit -c 0 && ulimit -f 0 && shift 2 && exec "$@"`

// A toolError says that a program could not do its work. What it said may hold
// words of the original, and is not for a log.
type toolError struct {
	name string
	err  error
	said string
}

func (e *toolError) Error() string { return fmt.Sprintf("%s: %v", e.name, e.err) }
func (e *toolError) Unwrap() error { return errPDF }

// A running is a program that is at work.
type running struct {
	name   string
	cmd    *exec.Cmd
	out    io.Reader
	errors tail
	cancel context.CancelFunc
	done   bool
	err    error
}

// start runs a program on the original.
func (j *job) start(name string, args ...string) (*running, error) {
	l := j.maker.limits
	ctx, cancel := context.WithCancel(j.ctx)
	r := &running{name: name, cancel: cancel}
	args = append([]string{"-c", bounded, "sh", strconv.FormatInt(l.Memory>>10, 10), strconv.Itoa(int(l.Time.Seconds()) + 1), j.maker.tools[name]}, args...)
	r.cmd = exec.CommandContext(ctx, j.maker.tools["sh"], args...)
	r.cmd.ExtraFiles = append(r.cmd.ExtraFiles, j.file)
	r.cmd.Env = []string{"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=/nonexistent"}
	r.cmd.Dir = "/"
	r.cmd.Stderr = &r.errors
	r.cmd.WaitDelay = time.Second
	out, err := r.cmd.StdoutPipe()
	if err == nil {
		r.out, err = out, r.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return r, nil
}

// wait waits for the program to end; its output must have been read.
func (r *running) wait() error {
	if !r.done {
		r.done = true
		if err := r.cmd.Wait(); err != nil {
			r.err = &toolError{r.name, err, r.said()}
		}
		r.cancel()
	}
	return r.err
}

// stop ends the program if it still runs.
func (r *running) stop() {
	r.cancel()
	if err := r.wait(); err != nil {
		return // it was asked to
	}
}

func (r *running) said() string { return strings.TrimSpace(r.errors.String()) }

// output runs a program and returns what it writes, which is not much.
func (j *job) output(name string, args ...string) (string, error) {
	r, err := j.start(name, args...)
	if err != nil {
		return "", err
	}
	defer r.stop()
	b, err := io.ReadAll(io.LimitReader(r.out, 1<<20))
	return string(b), errors.Join(err, r.wait())
}

// A tail keeps the beginning of what is written to it.
type tail struct{ bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if room := 4096 - t.Len(); room > 0 {
		t.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
