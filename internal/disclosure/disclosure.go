// Package disclosure makes the copy of an exhibit that others may see.
//
// An original is kept unaltered and is never disclosed as such: a photograph
// knows where it was taken, a letter who wrote it and what was struck out, a
// PDF what lies under its black boxes. A disclosure copy is therefore never the
// original with things removed. It is a new file, made from nothing but what
// can be seen: every page is a picture, drawn or decoded and encoded again, in
// a PDF that this package writes byte by byte. There is no place in it for a
// name, a date, a position, an attachment, a script, an annotation or a layer.
//
// A text layer, for those who read by ear or by touch, is put only under pages
// that this package drew itself, letter by letter, from the text of a letter,
// a mail or a chat: there the text is what is seen. Under the picture of a PDF
// page or a photograph there is none, because no test of this package could
// tell for certain that a word is visible. [Report] proposes a transcript of the
// words that seem to be, for a person to confirm.
//
// What the package promises, then, is that nothing hidden gets through. It does
// not promise to recognise all that was hidden: [Report] lists what it noticed,
// so that whoever confirms a copy knows what to look for, and lists what could
// be seen in the original and is not in the copy. What it cannot copy soundly,
// such as a recording, it refuses; a person must then prepare a copy.
//
// The same original gives the same bytes, but for pages drawn by another
// version of poppler. Pages are made one at a time, and memory does not grow
// with their number. It follows section 4 of doc/spec/evidence.md.
package disclosure

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// Limits bound what is read and made. A zero field means the default beside it.
type Limits struct {
	Bytes  int64         // of an original: 200 MB
	Pages  int           // of a copy: 500
	Pixels int           // of a picture: 50 million
	Text   int64         // bytes of text of an original, unpacked: 20 MB
	Ratio  int64         // how many times its size something may unpack to: 200
	Memory int64         // of a program that reads a PDF: 1.5 GB
	Time   time.Duration // for one copy: 5 minutes
}

func (l Limits) orDefault() Limits {
	set := func(v *int64, d int64) {
		if *v == 0 {
			*v = d
		}
	}
	set(&l.Bytes, 200<<20)
	set(&l.Text, 20<<20)
	set(&l.Ratio, 200)
	set(&l.Memory, 1536<<20)
	if l.Pages == 0 {
		l.Pages = 500
	}
	if l.Pixels == 0 {
		l.Pixels = 50e6
	}
	if l.Time == 0 {
		l.Time = 5 * time.Minute
	}
	return l
}

// Options say how a [Maker] works.
type Options struct {
	Limits Limits
	Dir    string // for files that last as long as one copy is made, best in memory; the system's own if empty
	AtOnce int    // how many copies are made at a time; 1 if zero
}

// A Maker makes disclosure copies. It is safe for use by several goroutines.
type Maker struct {
	limits Limits
	dir    string
	slots  chan struct{}
	tools  tools
}

// New returns a maker. It looks for the programs that it needs; see
// [Maker.Missing].
func New(o Options) *Maker {
	return &Maker{limits: o.Limits.orDefault(), dir: o.Dir, slots: make(chan struct{}, max(1, o.AtOnce)), tools: findTools()}
}

// Missing says, one sentence each, what cannot be copied because a program is
// missing on this machine.
func (m *Maker) Missing() []string {
	if m.tools.complete() {
		return nil
	}
	return []string{"PDF files cannot be copied for disclosure: install poppler (pdfinfo, pdftotext, pdftoppm, pdfdetach)."}
}

// An Original is a file as it was handed in. Its name is compared with what the
// file is, and is not used for anything else.
type Original struct {
	Name    string
	Content io.Reader
}

// A Report says what became of an original. It names kinds of things and never
// the things: whoever reads it learns that there is an author, not who.
type Report struct {
	Kind   Kind
	Pages  int      // of the copy
	Hidden []Hidden // what the original holds that its pages do not show; none of it is in the copy
	Lost   []string // what the original shows and the copy does not, one sentence each
	Text   []Text   // of each page of the original, as far as it has text
}

// A Hidden is something that the pages of an original do not show.
type Hidden struct {
	Page int // of the original; 0 if it belongs to no page
	Says string
}

func (h Hidden) String() string {
	if h.Page == 0 {
		return h.Says
	}
	return fmt.Sprintf("page %d: %s", h.Page, h.Says)
}

// A Text is the text of one page of an original. Only those who may see the
// original may see All; Seen is what seems to be visible, and a proposal for a
// transcript until a person has confirmed it.
type Text struct {
	All, Seen string
}

// Make writes the disclosure copy of an original. If the original cannot be
// copied the error is a [*Refusal]; what was written until then is of no use.
func (m *Maker) Make(ctx context.Context, original Original, to io.Writer) (*Report, error) {
	select {
	case m.slots <- struct{}{}:
		defer func() { <-m.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	limited, cancel := context.WithTimeoutCause(ctx, m.limits.Time, refuse(TookTooLong, "It took too long to copy this file."))
	defer cancel()
	f, size, err := m.spool(limited, original.Content)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	j := &job{maker: m, ctx: limited, file: f, size: size, paper: newPaper(to)}
	if err := j.run(original.Name); err != nil {
		if limited.Err() != nil {
			return nil, context.Cause(limited)
		}
		return nil, err
	}
	return &j.report, nil
}

// spool copies what is read to a file without a name, which is gone when it is
// closed, whatever happens to the process.
func (m *Maker) spool(ctx context.Context, from io.Reader) (*os.File, int64, error) {
	f, err := os.CreateTemp(m.dir, "original-*")
	if err != nil {
		return nil, 0, fmt.Errorf("keep an original while it is copied: %w", err)
	}
	err = os.Remove(f.Name())
	var n int64
	if err == nil {
		n, err = io.Copy(f, io.LimitReader(until{ctx, from}, m.limits.Bytes+1))
	}
	if err == nil && n > m.limits.Bytes {
		err = refuse(TooBig, fmt.Sprintf("This file is larger than %d MB. Send it in parts.", m.limits.Bytes>>20))
	}
	if err == nil && n == 0 {
		err = refuse(Damaged, "This file is empty.")
	}
	if err != nil {
		f.Close()
		return nil, 0, fmt.Errorf("keep an original while it is copied: %w", err)
	}
	return f, n, nil
}

// until is a reader that ends when a context does.
type until struct {
	ctx  context.Context
	from io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if u.ctx.Err() != nil {
		return 0, context.Cause(u.ctx)
	}
	return u.from.Read(p)
}

// A job is the making of one copy.
type job struct {
	maker  *Maker
	ctx    context.Context
	file   *os.File
	size   int64
	paper  *paper
	report Report
}

func (j *job) run(name string) error {
	kind, err := j.sniff()
	if err != nil {
		return err
	}
	j.report.Kind = kind
	if claimed := kindOfName(name); claimed != "" && claimed != kind {
		j.hide(0, "its name says %s, but it is %s", claimed, kind)
	}
	switch kind {
	case JPEG, PNG, GIF, WebP:
		err = j.copyPicture()
	case PDF:
		err = j.copyPDF()
	case DOCX:
		err = j.copyDOCX()
	case ODT:
		err = j.copyODT()
	case Mail:
		err = j.copyMail()
	case Plain:
		err = j.copyPlain()
	default:
		err = kind.refusal()
	}
	if err != nil {
		return err
	}
	return j.paper.close()
}

// hide notes something that the pages of the original do not show.
func (j *job) hide(page int, format string, args ...any) {
	j.report.Hidden = append(j.report.Hidden, Hidden{page, fmt.Sprintf(format, args...)})
}

// add puts a page into the copy.
func (j *job) add(s sheet) error {
	if j.ctx.Err() != nil {
		return context.Cause(j.ctx)
	}
	if j.report.Pages == j.maker.limits.Pages {
		return refuse(TooManyPages, fmt.Sprintf("This file has more than %d pages. Send it in parts.", j.maker.limits.Pages))
	}
	j.report.Pages++
	return j.paper.add(s)
}
