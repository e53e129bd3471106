package chronology

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// oracle reads XES with encoding/xml: slowly, in another way, to the same end.
type oracle struct {
	dec    *xml.Decoder
	text   []byte
	traces int
	limit  int // of traces; 0 for all

	counted, lines int

	entries    []Entry // without columns
	unreadable int
}

var errEnough = errors.New("enough")

func consult(r io.Reader, text []byte, limit int) (*oracle, error) {
	o := &oracle{dec: xml.NewDecoder(r), text: text, limit: limit}
	for {
		tok, err := o.dec.Token()
		if err == io.EOF || err == errEnough {
			return o, nil
		}
		if err != nil {
			return o, err
		}
		if e, ok := tok.(xml.StartElement); ok {
			if e.Name.Local != "log" {
				return o, errors.New("no log")
			}
			if err := o.log(); err != nil && err != errEnough {
				return o, err
			} else if err == errEnough {
				return o, nil
			}
		}
	}
}

// children calls f for each child element of the current element. What f leaves
// of the child is skipped.
func (o *oracle) children(f func(e xml.StartElement, line int) (entered bool, err error)) error {
	for {
		line := o.line()
		tok, err := o.dec.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			entered, err := f(tok, line)
			if err == nil && !entered {
				err = o.dec.Skip()
			}
			if err != nil {
				return err
			}
		}
	}
}

// line returns the line the next token starts in.
func (o *oracle) line() int {
	offset := min(int(o.dec.InputOffset()), len(o.text))
	o.lines += bytes.Count(o.text[o.counted:offset], []byte{'\n'})
	o.counted = offset
	return o.lines + 1
}

func (o *oracle) log() error {
	return o.children(func(e xml.StartElement, line int) (bool, error) {
		switch e.Name.Local {
		case "event":
			return true, o.event(line)
		case "trace":
			if o.limit > 0 && o.traces == o.limit {
				return false, errEnough
			}
			o.traces++
			return true, o.trace()
		}
		return false, nil
	})
}

func (o *oracle) trace() error {
	first, name, has := len(o.entries), "", false
	err := o.children(func(e xml.StartElement, line int) (bool, error) {
		switch e.Name.Local {
		case "event":
			return true, o.event(line)
		case "trace":
			o.unreadable++
		}
		if key, value := pair(e); key == "concept:name" && !has {
			name, has = value, true
		}
		return false, nil
	})
	if name == "" {
		name = fmt.Sprintf("trace %d", o.traces)
	}
	for i := range o.entries[first:] {
		o.entries[first+i].Matter = name
	}
	return err
}

func (o *oracle) event(line int) error {
	said, bad := map[string]string{}, false
	err := o.children(func(e xml.StartElement, _ int) (bool, error) {
		if e.Name.Local == "event" {
			o.unreadable++
		}
		if key, value := pair(e); key != "" {
			bad = bad || said[key] != ""
			if value != "" {
				said[key] = value
			}
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	e := Entry{Event: said["concept:name"], Date: said["time:timestamp"], By: said["org:resource"], As: said["org:role"], Line: line}
	instant, dated := parseTimestamp(e.Date)
	e.Instant = instant
	if seq := said["seq"]; seq != "" {
		bad = bad || e.setSeq(seq) != nil
	}
	for _, key := range []string{"concept:name", "time:timestamp", "org:resource", "org:role", "seq"} {
		delete(said, key)
	}
	if len(said) > 0 {
		e.Data = said
	}
	if bad || !dated || e.Event == "" {
		o.unreadable++
		return nil
	}
	o.entries = append(o.entries, e)
	return nil
}

func pair(e xml.StartElement) (key, value string) {
	switch e.Name.Local {
	case "string", "date", "int", "float", "boolean", "id":
	default:
		return "", ""
	}
	for _, a := range e.Attr {
		switch {
		case a.Name.Space == "" && a.Name.Local == "key":
			key = flat(a.Value)
		case a.Name.Space == "" && a.Name.Local == "value":
			value = flat(a.Value)
		}
	}
	return key, value
}

// flat does what encoding/xml leaves undone: white space in attributes.
func flat(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(s))
}

// alike brings entries into the form that both readers can give.
func alike(entries []Entry) []Entry {
	for i := range entries {
		e := &entries[i]
		e.Col = 0
		for _, s := range []*string{&e.Matter, &e.Event, &e.By, &e.As, &e.Date} {
			*s = flat(*s)
		}
		for key, value := range e.Data {
			delete(e.Data, key)
			e.Data[flat(key)] = flat(value)
		}
	}
	return entries
}

func compare(t *testing.T, got reading, want *oracle) {
	t.Helper()
	if len(got.entries) != len(want.entries) || got.unreadable != want.unreadable {
		t.Fatalf("%d entries, %d unreadable; encoding/xml gives %d and %d\n%v", len(got.entries), got.unreadable, len(want.entries), want.unreadable, got.found)
	}
	for i, e := range alike(got.entries) {
		if !reflect.DeepEqual(e, want.entries[i]) {
			t.Fatalf("entry %d is\n%+v; encoding/xml gives\n%+v", i, e, want.entries[i])
		}
	}
}

// On the shared log, encoding/xml gives the same entries.
func TestSharedLogAsEncodingXML(t *testing.T) {
	const traces = 1500
	body, err := plain(newInput(shared(t, "road-traffic-fines.xes.gz"), nil))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(io.LimitReader(body, 3<<20))
	if err != nil {
		t.Fatal(err)
	}
	want, err := consult(bytes.NewReader(text), text, traces)
	if err != nil || want.traces != traces {
		t.Fatalf("%d traces, %v", want.traces, err)
	}
	log, err := Open(bytes.NewReader(text), "log", Options{Attributes: []string{"*"}})
	if err != nil {
		t.Fatal(err)
	}
	var got reading
	for range traces {
		b, err := log.Next()
		if err != nil || !b.Complete {
			t.Fatal(b, err)
		}
		got.entries = append(got.entries, b.Entries...)
	}
	compare(t, got, want)
}

// On documents written at random in every manner XML allows, encoding/xml gives
// the same entries, whatever the size of the window.
func TestRandomLogsAsEncodingXML(t *testing.T) {
	for seed := range int64(250) {
		w := &writer{Rand: rand.New(rand.NewSource(seed))}
		text := w.log()
		want, err := consult(strings.NewReader(text), []byte(text), 0)
		if err != nil {
			t.Fatalf("seed %d: encoding/xml: %v\n%s", seed, err, text)
		}
		for _, window := range []int{9, 64, firstWindow} {
			got := readWindow(strings.NewReader(text), window)
			if got.err != nil {
				t.Fatalf("seed %d, window %d: %v\n%s", seed, window, got.err, text)
			}
			compare(t, got, want)
		}
	}
}

// readWindow reads XES through a first window of a given size.
func readWindow(r io.Reader, window int) reading {
	var got reading
	j := &journal{file: "log", report: func(d Diagnostic) { got.found = append(got.found, d) }}
	x := newXESReader(r, j, Options{Attributes: []string{"*"}})
	x.tags = newTags(r, window)
	got.drain(&Reader{format: XES, journal: j, records: x})
	return got
}

// writer writes logs at random.
type writer struct {
	*rand.Rand
	b      strings.Builder
	prefix string
	begun  bool
}

func (w *writer) one(of ...string) string { return of[w.Intn(len(of))] }

func (w *writer) often() bool { return w.Intn(8) > 0 }

func (w *writer) log() string {
	w.prefix = w.one("", "", "xes:")
	w.b.WriteString(w.one("", "<?xml version=\"1.0\" encoding='utf-8' ?>\n", " <!-- log --> "))
	w.element("log", w.one("", " xes.version='1.0'", ` xmlns:xes="x" xmlns="y"`), func() {
		for range w.Intn(3) {
			w.attribute(0)
		}
		for range w.Intn(5) {
			w.among(w.trace, w.trace, w.trace, w.event, w.global)
		}
	})
	w.b.WriteString(w.one("", "\n", "<!-- end -->"))
	return w.b.String()
}

func (w *writer) among(fs ...func()) { fs[w.Intn(len(fs))]() }

func (w *writer) global() {
	w.element("global", ` scope="event"`, func() { w.attribute(0) })
}

func (w *writer) trace() {
	w.element("trace", "", func() {
		if w.often() {
			w.pair("string", "concept:name", w.words(), nil)
		}
		for range w.Intn(6) {
			w.among(w.event, w.event, func() { w.attribute(0) })
		}
	})
}

func (w *writer) event() {
	w.element("event", "", func() {
		parts := []func(){
			func() { w.pair("string", "concept:name", w.words(), nil) },
			func() {
				w.pair("date", "time:timestamp", w.one("2006-07-24T00:00:00+02:00", "2019-04-01", "2019-04-01T10:00:00.5Z", "soon"), nil)
			},
			func() { w.attribute(0) },
			func() { w.attribute(0) },
			func() { w.pair("string", "org:resource", w.words(), nil) },
			func() { w.pair("int", "seq", w.one("1", "20", "x"), nil) },
			func() { w.pair("string", "lifecycle:transition", w.one("complete", "start"), nil) },
			func() {
				w.element(w.one("foo", "list", "event", "trace"), " key='concept:name'", func() { w.attribute(0) })
			},
		}
		w.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		for _, part := range parts {
			if w.often() {
				part()
			}
		}
	})
}

// attribute writes an attribute, often with others inside it.
func (w *writer) attribute(depth int) {
	inside := func() {}
	if depth < 4 && w.Intn(4) == 0 {
		inside = func() { w.attribute(depth + 1) }
	}
	w.pair(w.one("string", "int", "float", "boolean", "id", "date", "list"), w.one("a", "b&amp;", "cé", "concept:name"), w.words(), inside)
}

// pair writes <kind key="..." value="..."/> in one of the many ways there are.
func (w *writer) pair(kind, key, value string, inside func()) {
	quoted := func(s string) string {
		q := w.one(`"`, `"`, `'`)
		return q + strings.ReplaceAll(s, q, "&quot;") + q
	}
	equals := w.one("=", "=", "=", " = ", "\n=")
	first, second := " key"+equals+quoted(key), w.one(" ", "\n\t")+"value"+equals+quoted(value)
	if w.Intn(4) == 0 {
		first, second = second, first
	}
	w.element(kind, first+second+w.one("", "", " other='>'"), inside)
}

func (w *writer) element(name, attributes string, inside func()) {
	name = w.prefix + name
	if w.begun {
		w.b.WriteString(w.one("", "\n", "\n\t", " text ", "<!-- <event> -->", "<?pi <event>?>", "<![CDATA[<event>]]>"))
	}
	w.begun = true
	if inside == nil && w.often() {
		fmt.Fprintf(&w.b, "<%s%s%s/>", name, attributes, w.one("", " "))
		return
	}
	fmt.Fprintf(&w.b, "<%s%s%s>", name, attributes, w.one("", "", "\n"))
	if inside != nil {
		inside()
	}
	fmt.Fprintf(&w.b, "</%s%s>", name, w.one("", "", " "))
}

func (w *writer) words() string {
	var s []string
	for range w.Intn(4) {
		s = append(s, w.one("appeal", "Create Fine", "&amp;", "é", "&#233;", "&lt;", "->", "a&apos;b", "日本", "&#x20;", strings.Repeat("long ", 20)))
	}
	return strings.Join(s, w.one(" ", " ", "\n"))
}

// A reader that never gives anything does not keep the log waiting for ever.
func TestNoProgress(t *testing.T) {
	for _, text := range []string{"", "<log>", "date,ev", csvLog, jsonLog, "["} {
		got := read(io.MultiReader(strings.NewReader(text), idle{}))
		if !errors.Is(got.err, io.ErrNoProgress) {
			t.Errorf("%q: error %v, want %v", text, got.err, io.ErrNoProgress)
		}
	}
	if got := readWindow(idle{}, firstWindow); !errors.Is(got.err, io.ErrNoProgress) {
		t.Errorf("error %v, want %v", got.err, io.ErrNoProgress)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

// What is read does not depend on the window or on how the bytes arrive.
func TestWindows(t *testing.T) {
	for _, text := range []string{
		xesLog,
		strings.Repeat(" ", 100) + xesLog + strings.Repeat("\n", 100),
		"<?xml version='1.0' encoding='latin1'?><!-- " + strings.Repeat("-", 50) + " --><log><![CDATA[]]]]>" + strings.Repeat("x", 50) + "]]></log>",
		xesLog[:len(xesLog)-3], "<log", "<!-", "<![CDATA", "<?", "<log></log", "<log></log>  <", "<?xml version='1.0' encoding='utf-8'", "<?xml", "<log></log><!", "<log key='",
	} {
		want := readWindow(strings.NewReader(text), firstWindow)
		for _, window := range []int{9, 10, 11, 13, 32, 100} {
			got := readWindow(iotest.OneByteReader(strings.NewReader(text)), window)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%q: window %d gives\n%+v, want\n%+v", text, window, got, want)
			}
		}
	}
}
