package chronology

import (
	"bufio"
	"io"
)

// Entry is one record of what happened, in the words of the log.
// What the log leaves empty is empty here; nothing is filled in.
type Entry struct {
	Matter string // the matter the entry belongs to; empty if the log names none
	Event  string // what happened; never empty
	By     string // who did it
	As     string // in what capacity
	To     string // to whom
	Ground string
	Note   string
	Source string // where the record comes from
	Date   string // the date as written, never empty: EDTF, or in XES a timestamp

	// Instant is Date taken apart, in XES only. Elsewhere it is zero: what an
	// EDTF date means is for the caller to say.
	Instant Instant

	// Seq is the sequence number the log gives, from 1 up; 0 if it gives none.
	// The order of rows is no evidence of what came first: a time is, and so is
	// a sequence number.
	Seq int

	// Line and Col are where the entry starts in the text (after decompression),
	// both from 1; Col counts bytes.
	Line, Col int

	// Data holds what else the log says of the entry, by the log's own names;
	// nil if it says nothing more.
	Data map[string]string
}

// Batch is a run of entries of one matter.
//
// The slice Entries is overwritten by the next call of [Reader.Next]. The
// entries themselves, with their strings and their Data, may be copied and kept.
type Batch struct {
	Matter string

	// Complete says that the log has ended this matter: no later batch belongs to
	// it. A trace of XES comes whole and complete, unless it is very long (then
	// in several batches, the last complete) or the log is cut short inside it.
	// Entries of CSV and JSON Lines come one at a time, never complete.
	Complete bool

	Entries []Entry

	// Data holds what a trace of XES says of the matter as a whole, as far as
	// [Options.Attributes] asks for it. It stands in the last batch of the matter.
	Data map[string]string
}

// Options say how a log is read. The zero value reads it and tells nobody.
type Options struct {
	// Attributes names the attributes of XES events and traces that are kept in
	// Data, beyond the standard ones that have a place of their own in [Entry].
	// Nil keeps none, which is fastest; "*" keeps all. Other columns of CSV and
	// other keys of JSON Lines are always kept.
	Attributes []string

	// Report is told of every defect of the log as it is met, also of one that
	// ends the reading, before Open or Next returns it. Nil reports to nobody.
	Report func(Diagnostic)

	// Progress is told how many bytes of the input, as stored, have been read:
	// at most once for every 64 KiB, and once at the end. Nil tells nobody.
	Progress func(bytesRead int64)
}

// Format is a form a log is written in.
type Format int

// The formats that are read, each also compressed with gzip.
const (
	CSV Format = iota + 1
	JSONLines
	XES
)

// String returns the name of the format.
func (f Format) String() string {
	switch f {
	case CSV:
		return "CSV"
	case JSONLines:
		return "JSON Lines"
	case XES:
		return "XES"
	}
	return "unknown format"
}

// Reader reads a log from its beginning to its end, once.
type Reader struct {
	format  Format
	journal *journal
	records records
	err     error // what ends the reading, once known
}

// records is a log in one of the formats. Next may return a batch together with
// the error that ends the log after it.
type records interface {
	next() (Batch, error)
}

// Open recognises the format of a log by its first bytes and prepares to read
// it. The name is used in diagnostics only.
//
// The error is a [*Diagnostic] if the log cannot be read at all: it is empty,
// binary, or has no column for the date or the event. If r fails, Open returns
// its error, wrapped.
func Open(r io.Reader, name string, opts Options) (*Reader, error) {
	j := &journal{file: name, report: opts.Report}
	records, format, err := open(newInput(r, opts.Progress), j, opts)
	if err != nil {
		return nil, j.end(err)
	}
	return &Reader{format: format, journal: j, records: records}, nil
}

func open(in *input, j *journal, opts Options) (records, Format, error) {
	body, err := plain(in)
	if err != nil {
		return nil, 0, err
	}
	text := bufio.NewReaderSize(body, sniffLen)
	format, err := sniff(text)
	if err != nil {
		return nil, 0, err
	}
	switch format {
	case XES:
		return newXESReader(text, j, opts), XES, nil
	case JSONLines:
		rs, err := newJSONReader(text, j)
		return rs, JSONLines, err
	default:
		rs, err := newCSVReader(text, j)
		return rs, CSV, err
	}
}

// Next returns the next entries of the log, and [io.EOF] after the last.
//
// What cannot be read is reported, counted, and left out; the reading goes on.
// If it cannot go on, the error is a [*Diagnostic], or wraps the error of the
// reader given to Open. Every later call returns the same error.
func (r *Reader) Next() (Batch, error) {
	if r.err != nil {
		return Batch{}, r.err
	}
	b, err := r.records.next()
	if err != nil {
		r.err = r.journal.end(err)
	}
	r.journal.events += len(b.Entries)
	if len(b.Entries) > 0 || r.err == nil {
		return b, nil
	}
	return Batch{}, r.err
}

// Format returns the format the log was found to have.
func (r *Reader) Format() Format { return r.format }

// Counts returns how many events have been returned, how many traces have been
// begun (XES only; in the other formats the caller groups entries by their
// matter), and how many events were met that could not be read.
func (r *Reader) Counts() (events, matters, unreadable int) {
	return r.journal.events, r.journal.matters, r.journal.unreadable
}
