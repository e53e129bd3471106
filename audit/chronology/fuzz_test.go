package chronology

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// Whatever the bytes, reading them ends, tells of places that exist, and does
// not depend on how the bytes arrive.
func fuzzed(t *testing.T, text []byte) reading {
	got := read(bytes.NewReader(text), "*")
	got.check(t)
	again := read(iotest.OneByteReader(bytes.NewReader(text)), "*")
	if !reflect.DeepEqual(got, again) {
		t.Errorf("byte by byte it is read otherwise:\n%+v\n%+v", got, again)
	}
	if len(text) >= 2 && text[0] == 0x1f && text[1] == 0x8b {
		return got
	}
	lines := bytes.Count(text, []byte{'\n'}) + 1
	for _, d := range got.found {
		if d.Line > lines || d.Col > len(text)*3+2 { // three bytes for one in Windows-1252
			t.Errorf("%v is outside the %d lines of the text", d, lines)
		}
	}
	for _, e := range got.entries {
		if e.Line > lines || e.Col > len(text)+2 {
			t.Errorf("%+v is outside the %d lines of the text", e, lines)
		}
	}
	return got
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		csvLog, bom + csvLog, "date;event\r\n2019;\"a\r\nb\"\r\n", "sep=\t\ndate\tevent\n2019\ta\n", "date,event,seq\n2019,a,1\n,,\n2019,\"a",
		"dtae,event\n1,2\n", "date,event,date\n", "date,event\n2019,re\xe7u\n2019,a\x00\n", "date,event\n\"2019\"x,a\n", "\n\n,\n", "date\revent\r",
		string(zipped(csvLog)), string(zipped(csvLog)[:20]), "\xff\xfed\x00", "PK\x03\x04",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) { fuzzed(t, text) })
}

func FuzzJSONL(f *testing.F) {
	for _, seed := range []string{
		jsonLog, "[" + jsonLog + "," + jsonLog + "]", `{"date": 1, "event": "a\u00e9", "x": true, "y": null, "seq": 3}`, `{"a": {"b": [1]}}`, `{"a": 1, "A": 2, "a": 3}`,
		"{\n}", "[,]", "[}]", `{"date`, "[{\"a\"", `{"a": 01}`, `{"a": -1.5e+7}`, "{\"date\": \"re\xe7u\"}", "{} {}", "[] x", `{"a":"\ud800"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzed(t, text)
		for _, line := range bytes.Split(text, []byte{'\n'}) {
			sameAsEncodingJSON(t, line)
		}
	})
}

// sameAsEncodingJSON checks that an object is taken if encoding/json takes it,
// and read the same.
func sameAsEncodingJSON(t *testing.T, text []byte) {
	if len(text) > maxRow || bytes.ContainsRune(text, '\r') {
		return
	}
	var want map[string]any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	err := dec.Decode(&want)
	if err == nil && want == nil || err == nil && dec.More() || !bytes.Equal(bytes.ToValidUTF8(text, nil), text) {
		return
	}
	var e Entry
	o := object{text: text}
	_, d := o.into(&e)
	switch {
	case d == nil && err != nil:
		t.Errorf("%q is taken; encoding/json says %v", text, err)
	case d != nil && d.Check == "bad-json" && err == nil && json.Valid(text):
		t.Errorf("%q is refused at %d: %s; encoding/json takes it", text, o.at, d.Msg)
	}
	for key, value := range e.Data {
		if s, ok := want[key].(string); ok && d == nil && strings.TrimSpace(s) != value {
			t.Errorf("%q: %q is %q; encoding/json gives %q", text, key, value, s)
		}
	}
}

func FuzzXES(f *testing.F) {
	for _, seed := range []string{
		xesLog, bom + xesLog, "<?xml version='1.0' encoding='latin1'?>" + xesLog, "<a:log><a:trace/></a:log>", "<log><trace><event/><event></event></trace>",
		"<log><!-- --><![CDATA[]]><?x?><trace><string value='1' key='concept:name'><string key='a' value='&#233;'/></string></trace></log>",
		strings.ReplaceAll(xesLog, "><", ">\n<"), strings.ReplaceAll(xesLog, "decided", "&nbsp;\x01"), "<!DOCTYPE log>", "<log><event>", "<log></trace>", "<log a='<'/>",
		string(zipped(xesLog)), strings.ReplaceAll(xesLog, `"`, "'"), strings.ReplaceAll(xesLog, "/>", "></string>"), "<log>\xe9<trace\xe9/></log>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got := fuzzed(t, text)
		if got.format != XES || got.err != nil {
			return
		}
		for _, window := range []int{9, 31} {
			if small := readWindow(bytes.NewReader(bytes.TrimPrefix(text, []byte(bom))), window); text[0] != 0x1f && !reflect.DeepEqual(small, got) {
				t.Errorf("window %d gives\n%+v, want\n%+v", window, small, got)
			}
		}
		if text[0] == 0x1f || len(got.found) > got.unreadable {
			return // compressed, or read with an objection that encoding/xml does not make
		}
		text = bytes.TrimPrefix(text, []byte(bom))
		if want, err := consult(bytes.NewReader(text), text, 0); err == nil {
			compare(t, got, want)
		}
	})
}
