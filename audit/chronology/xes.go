package chronology

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	// maxBatch and maxBatchText bound a batch, in entries and in bytes of their
	// text: a longer trace comes in several.
	maxBatch     = 1 << 14
	maxBatchText = 4 << 20
	// maxEntryText bounds what one event or trace may say.
	maxEntryText = 1 << 20
	// dataCost is what a name and value take in memory beside their bytes.
	dataCost = 64
)

// xesReader reads XES. A trace is a matter.
type xesReader struct {
	journal *journal
	tags    *tags
	names   *texts // words that recur
	dates   *texts
	all     bool // keep every attribute
	wanted  map[string]bool

	rooted    bool
	inTrace   bool
	hollow    bool // the trace is <trace/>
	line, col int  // where the trace starts
	matter    string
	named     bool
	said      statement // of the trace
	entries   []Entry
	batched   int // bytes of text in entries
}

// statement is what an event or a trace says of itself beyond its own fields.
type statement struct {
	data   map[string]string
	size   int         // bytes of text, fields included
	defect *Diagnostic // the first thing wrong with it
	told   string      // the check of the last defect of a trace that was reported
}

func newXESReader(text io.Reader, j *journal, opts Options) *xesReader {
	x := &xesReader{journal: j, tags: newTags(text, firstWindow), wanted: map[string]bool{}}
	x.names = newTexts(1<<11, x.decode)
	x.dates = newTexts(1<<13, x.decode)
	for _, name := range opts.Attributes {
		x.all = x.all || name == "*"
		x.wanted[name] = true
	}
	return x
}

func (x *xesReader) next() (Batch, error) {
	x.entries, x.batched = x.entries[:0], 0
	for !x.inTrace {
		if err := x.tags.next(); err != nil {
			return Batch{}, err
		}
		if x.tags.closing { // </log>; what follows it is the tags' affair
			continue
		}
		err := x.enter()
		if err != nil || len(x.entries) > 0 {
			return Batch{Entries: x.entries}, err
		}
	}
	return x.trace()
}

// enter deals with the opening tag of the log, or of an element directly in it.
func (x *xesReader) enter() error {
	t := x.tags
	name := string(t.name)
	switch {
	case !x.rooted:
		x.rooted = true
		if name == "log" {
			return nil
		}
		return t.failAt(t.at, "not-xes", "this is XML, but no event log: its first element is not <log>",
			"an event log in XES begins with <log>; a chronology in CSV begins with date,event")
	case name == "trace":
		x.inTrace, x.hollow, x.matter, x.named, x.said = true, t.empty, "", false, statement{}
		x.line, x.col = t.place(t.at)
		x.journal.matters++
		return nil
	case name == "event": // in no trace: an entry without a matter
		return x.event()
	}
	// Extensions, classifiers, attributes of the log, and globals. The values in
	// a global are what an editor offers for new events, and no evidence that
	// anything happened: they are not used where an event is silent.
	return t.skip()
}

// trace reads the rest of the trace, as far as one batch goes.
func (x *xesReader) trace() (Batch, error) {
	if x.hollow {
		return x.batch(true), nil
	}
	for len(x.entries) < maxBatch && x.batched < maxBatchText {
		if err := x.tags.next(); err != nil {
			return x.batch(false), err
		}
		if x.tags.closing {
			return x.batch(true), nil
		}
		if err := x.within(); err != nil {
			return x.batch(false), err
		}
	}
	return x.batch(false), nil
}

func (x *xesReader) batch(complete bool) Batch {
	if x.matter == "" {
		x.matter = fmt.Sprintf("trace %d", x.journal.matters)
		x.journal.note(Diagnostic{Line: x.line, Col: x.col, Check: "unnamed-trace",
			Msg:  fmt.Sprintf("a trace has no concept:name; it is called %q, and others likewise", x.matter),
			Hint: "give each trace a concept:name"})
	}
	for i := range x.entries {
		x.entries[i].Matter = x.matter
	}
	b := Batch{Matter: x.matter, Complete: complete, Entries: x.entries}
	if complete {
		x.inTrace, b.Data = false, x.said.data
	}
	return b
}

// within deals with an opening tag directly in a trace.
func (x *xesReader) within() error {
	switch string(x.tags.name) {
	case "event":
		return x.event()
	case "trace":
		x.journal.refuse(x.misplaced("a trace stands inside a trace"))
		return x.tags.skip()
	}
	s := &x.said
	if name := x.attribute(s); name == "concept:name" {
		x.name(s)
	} else {
		x.keep(s, name)
	}
	if s.defect != nil && s.defect.Check != s.told { // once a kind, however often it recurs
		s.told = s.defect.Check
		x.journal.tell(*s.defect)
	}
	s.defect = nil
	return x.tags.skip()
}

// name names the trace. A name that comes after a part of the trace has been
// returned comes too late.
func (x *xesReader) name(s *statement) {
	if x.named || x.matter != "" {
		x.object(s, "key-twice", "the trace is named twice, or only after very many events", "name the trace once, first")
		return
	}
	x.matter, x.named = x.text(s, x.names, x.tags.value), true
}

// event reads an event, whose opening tag was read last, into an entry.
// What is wrong with an event is reported at its beginning.
func (x *xesReader) event() error {
	x.entries = append(x.entries, Entry{})
	last := len(x.entries) - 1
	e := &x.entries[last]
	e.Line, e.Col = x.tags.place(x.tags.at)
	var s statement
	if err := x.contents(e, &s); err != nil {
		x.entries = x.entries[:last]
		x.journal.unreadable++
		return err
	}
	x.batched += s.size
	e.Data = s.data
	if s.defect == nil {
		if s.defect = e.lacks(); s.defect != nil && s.defect.Check == "no-date" {
			s.defect.Hint = `give each event its time: <date key="time:timestamp" value="2019-04-10T00:00:00Z"/>`
		}
	}
	if s.defect != nil {
		s.defect.Line, s.defect.Col = e.Line, e.Col
		x.journal.refuse(*s.defect)
		x.entries = x.entries[:last]
	}
	return nil
}

// contents reads up to the closing tag of the event.
func (x *xesReader) contents(e *Entry, s *statement) error {
	t := x.tags
	for hollow := t.empty; !hollow; {
		if err := t.next(); err != nil {
			return err
		}
		switch {
		case t.closing:
			return nil
		case string(t.name) == "event":
			x.journal.refuse(x.misplaced("an event stands inside an event"))
		default:
			x.assign(e, s)
		}
		if err := t.skip(); err != nil { // attributes of attributes
			return err
		}
	}
	return nil
}

// assign puts the attribute last read where it belongs.
func (x *xesReader) assign(e *Entry, s *statement) {
	switch name := x.attribute(s); name {
	case "concept:name":
		x.put(s, &e.Event, x.names, name)
	case "org:resource":
		x.put(s, &e.By, x.names, name)
	case "org:role":
		x.put(s, &e.As, x.names, name)
	case "time:timestamp":
		x.put(s, &e.Date, x.dates, name)
		ok := true
		if e.Instant, ok = parseTimestamp(e.Date); !ok && e.Date != "" {
			x.object(s, "bad-timestamp", "the timestamp of this event is no date or time of XES",
				"write it like 2019-04-10T14:30:00+02:00")
		}
	case "seq":
		if e.Seq != 0 {
			x.twice(s, name)
		} else if d := e.set(seqColumn, name, x.text(s, x.names, x.tags.value)); d != nil && s.defect == nil {
			s.defect = d
		}
	case "lifecycle:transition":
		if x.all || x.wanted[name] || !strings.EqualFold(x.text(s, x.names, x.tags.value), "complete") {
			x.store(s, name)
		}
	default:
		x.keep(s, name)
	}
}

// attribute returns the key of the element last read, if it is an attribute with
// a single value, and otherwise nothing.
func (x *xesReader) attribute(s *statement) string {
	t := x.tags
	switch string(t.name) {
	case "string", "date", "int", "float", "boolean", "id":
		if !t.has.key {
			return ""
		}
		if !t.has.value {
			t.value = nil
		}
		return x.text(s, x.names, t.key)
	case "list", "container":
		if !t.has.key || !x.all && !x.wanted[string(t.key)] {
			return ""
		}
	}
	line, col := t.place(t.at)
	x.journal.note(Diagnostic{Line: line, Col: col, Check: "unread-element",
		Msg: fmt.Sprintf("what the element %q says is not read, here and elsewhere", short(string(t.name)))})
	return ""
}

// put gives a field its value.
func (x *xesReader) put(s *statement, field *string, words *texts, name string) {
	if *field != "" {
		x.twice(s, name)
		return
	}
	*field = x.text(s, words, x.tags.value)
}

// keep stores an attribute without a field of its own, if the caller wants it.
func (x *xesReader) keep(s *statement, name string) {
	if name != "" && (x.all || x.wanted[name]) {
		x.store(s, name)
	}
}

func (x *xesReader) store(s *statement, name string) {
	if _, ok := s.data[name]; ok {
		x.twice(s, name)
		return
	}
	s.size += dataCost
	value := x.text(s, x.names, x.tags.value)
	if value == "" {
		return
	}
	if s.data == nil {
		s.data = map[string]string{}
	}
	s.data[name] = value
}

// text decodes a key or value of the tag last read, and counts its length.
func (x *xesReader) text(s *statement, words *texts, raw []byte) string {
	if s.size += len(raw); s.size > maxEntryText {
		x.object(s, "too-long", fmt.Sprintf("this event or trace says more than %d bytes", maxEntryText),
			"keep long texts out of the log")
		return ""
	}
	text, err := words.get(raw)
	if err != nil {
		x.object(s, "bad-text", err.Error(), "write an & that is text as &amp;, and take control characters out")
	}
	return text
}

func (x *xesReader) twice(s *statement, name string) {
	x.object(s, "key-twice", fmt.Sprintf("the key %q is given twice", short(name)), "rename or remove one of them")
}

// object says what is wrong with an event or trace, at the tag last read.
func (x *xesReader) object(s *statement, check, msg, hint string) {
	if s.defect == nil {
		d := x.misplaced(msg)
		d.Check, d.Hint = check, hint
		s.defect = &d
	}
}

func (x *xesReader) misplaced(msg string) Diagnostic {
	line, col := x.tags.place(x.tags.at)
	return Diagnostic{Line: line, Col: col, Check: "misplaced", Msg: msg, Hint: "close the one before the next begins"}
}

// decode returns the text of the value of an attribute.
func (x *xesReader) decode(raw string) (string, error) {
	if !utf8.ValidString(raw) {
		if !x.tags.western {
			x.journal.note(westernNote(x.tags.place(x.tags.at)))
		}
		raw = fromWindows1252(raw)
	}
	text, err := unescape(raw)
	if err == nil && (controlled(raw) || controlled(text)) {
		err = errControl
	}
	return strings.TrimSpace(text), err
}
