package chronology

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

const (
	csvLog  = "date,event,matter\n2019-04,decided,M1\n"
	jsonLog = `{"date": "2019-04", "event": "decided", "matter": "M1"}` + "\n"
	xesLog  = `<log><trace><string key="concept:name" value="M1"/><event><string key="concept:name" value="decided"/>` +
		`<date key="time:timestamp" value="2019-04-01T00:00:00+02:00"/></event></trace></log>`
)

// A log is recognised by its first bytes, whatever it is called.
func TestFormats(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       Format
	}{
		{"CSV", csvLog, CSV},
		{"JSON Lines", jsonLog, JSONLines},
		{"JSON array", "[" + jsonLog + "]", JSONLines},
		{"XES", xesLog, XES},
		{"CSV after blank lines", "\n\r\n" + csvLog, CSV},
		{"JSON after blank lines", "\n \n" + jsonLog, JSONLines},
		{"XES after blank lines", "\n \n" + xesLog, XES},
		{"CSV with a byte order mark", bom + csvLog, CSV},
		{"JSON Lines with a byte order mark", bom + jsonLog, JSONLines},
		{"XES with a byte order mark", bom + xesLog, XES},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for form, r := range map[string]io.Reader{
				"plain":         strings.NewReader(tt.text),
				"compressed":    bytes.NewReader(zipped(tt.text)),
				"byte by byte":  iotest.OneByteReader(strings.NewReader(tt.text)),
				"data with EOF": iotest.DataErrReader(strings.NewReader(tt.text)),
			} {
				got := read(r)
				got.expect(t, 1, 0, "")
				if got.format != tt.want {
					t.Errorf("%s: format %v, want %v", form, got.format, tt.want)
				}
				if len(got.entries) == 1 && (got.entries[0].Matter != "M1" || got.entries[0].Event != "decided") {
					t.Errorf("%s: read %+v", form, got.entries[0])
				}
			}
		})
	}
}

// A file that is no log in text is refused, saying what it is and what to do.
func TestForeignFiles(t *testing.T) {
	utf16 := func(mark, text string, high int) string {
		b := []byte(mark)
		for _, c := range []byte(text) {
			pair := [2]byte{}
			pair[1-high] = c
			b = append(b, pair[:]...)
		}
		return string(b)
	}
	for _, tt := range []struct{ name, text, want, words string }{
		{"empty", "", "1:1 empty-file!", "empty"},
		{"blank", " \r\n\n", "1:1 empty-file!", "empty"},
		{"byte order mark alone", bom, "1:1 empty-file!", "empty"},
		{"empty, compressed", string(zipped("")), "1:1 empty-file!", "empty"},
		{"very long, blank", strings.Repeat("\n", 10_000), "1:1 empty-file!", "empty"},
		{"UTF-16, little end first", utf16("\xff\xfe", csvLog, 0), "1:1 binary-file!", "UTF-16"},
		{"UTF-16, big end first", utf16("\xfe\xff", csvLog, 1), "1:1 binary-file!", "UTF-16"},
		{"UTF-16 without a mark", utf16("", xesLog, 0), "1:1 binary-file!", "UTF-16"},
		{"NUL bytes", "\x7fELF\x00\x01", "1:1 binary-file!", "binary"},
		{"spreadsheet", "PK\x03\x04\x14\x00", "1:1 binary-file!", "spreadsheet"},
		{"old spreadsheet", "\xd0\xcf\x11\xe0\xa1\xb1", "1:1 binary-file!", "spreadsheet"},
		{"PDF", "%PDF-1.7\n", "1:1 binary-file!", "PDF"},
		{"compressed twice", string(zipped(string(zipped(csvLog)))), "1:1 binary-file!", "twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := readText(tt.text)
			got.expect(t, 0, 0, tt.want)
			if len(got.found) == 1 && (!strings.Contains(got.found[0].Msg, tt.words) || got.found[0].Hint == "") {
				t.Errorf("%q does not say %q, or has no hint", got.found[0].Msg, tt.words)
			}
		})
	}
}

// A compressed file that was cut short gives what can be read, then says so.
func TestCompressedFileCutShort(t *testing.T) {
	var rows, objects, traces strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&rows, "2019-04-%02d,\"decided, no. %d\",M%d\n", i%30+1, i*i*7919, i)
		fmt.Fprintf(&objects, "{\"date\": \"2019\", \"event\": \"decided no. %d\"}\n", i*i*7919)
		fmt.Fprintf(&traces, "<trace>\n<string key=\"concept:name\" value=\"%d\"/>\n<event>\n<string key=\"concept:name\" value=\"a\"/>\n"+
			"<date key=\"time:timestamp\" value=\"2019-04-01\"/>\n</event>\n</trace>\n", i*i*7919)
	}
	for name, text := range map[string]string{
		"CSV":        "date,event,matter\n" + rows.String(),
		"JSON Lines": objects.String(),
		"JSON array": "[" + strings.ReplaceAll(objects.String(), "}\n", "},\n"),
		"XES":        "<log>\n" + traces.String() + "</log>\n",
	} {
		t.Run(name, func(t *testing.T) {
			whole := zipped(text)
			for _, cut := range []int{len(whole) - 1, len(whole) * 2 / 3, len(whole) / 2, 1000} {
				got := read(bytes.NewReader(whole[:cut]))
				got.check(t)
				if n := len(got.found); n == 0 || got.found[n-1].Check != "cut-short" || !got.found[n-1].Fatal {
					t.Fatalf("cut at %d: %v, want cut-short", cut, got.found)
				}
				line := got.found[len(got.found)-1].Line
				if len(got.entries) == 0 || line < got.entries[len(got.entries)-1].Line || got.unreadable > 1 {
					t.Errorf("cut at %d: %d entries, %d unreadable, told at line %d", cut, len(got.entries), got.unreadable, line)
				}
			}
			head := readText(string(whole[:5]))
			head.expect(t, 0, 0, "1:1 cut-short!")
		})
	}
}

func TestDamagedCompression(t *testing.T) {
	whole := zipped(csvLog)
	whole[len(whole)-6]++ // the checksum
	read(bytes.NewReader(whole)).expect(t, 1, 0, "3:1 damaged-file!")
	readText("\x1f\x8b\x07garbage").expect(t, 0, 0, "1:1 damaged-file!")
}

// A fault of the reader is no defect of the log: it comes back as an error.
func TestFaults(t *testing.T) {
	fault := errors.New("the disk is gone")
	for _, text := range []string{"", csvLog, csvLog + "2019,x", jsonLog, jsonLog + `{"da`, "[" + jsonLog, xesLog[:100], xesLog, xesLog[:20]} {
		for _, compressed := range []bool{false, true} {
			stored := []byte(text)
			if compressed {
				stored = zipped(text + strings.Repeat(" ", 1000))
				stored = stored[:len(stored)-9]
			}
			got := read(io.MultiReader(bytes.NewReader(stored), iotest.ErrReader(fault)))
			if !errors.Is(got.err, fault) {
				t.Errorf("%q: error %v, want the fault", text, got.err)
			}
			if got.err != nil && !strings.HasPrefix(got.err.Error(), "read log: ") {
				t.Errorf("%q: the error %q does not say what was read", text, got.err)
			}
		}
	}
}

// The error that ends a log is returned again and again, and told once.
func TestErrorsStay(t *testing.T) {
	for _, text := range []string{csvLog, xesLog, jsonLog, xesLog[:len(xesLog)-8], "[" + jsonLog} {
		told := 0
		log, err := Open(strings.NewReader(text), "log", Options{Report: func(Diagnostic) { told++ }})
		if err != nil {
			t.Fatal(err)
		}
		var first error
		for first == nil {
			_, first = log.Next()
		}
		before := told
		for range 3 {
			if b, err := log.Next(); err != first || len(b.Entries) > 0 {
				t.Errorf("%q: Next returns %v, %v after the end, want %v", text, b, err, first)
			}
		}
		if told != before {
			t.Errorf("%q: the end is told again", text)
		}
	}
}

// Nothing need be told: the zero Options read a log.
func TestZeroOptions(t *testing.T) {
	log, err := Open(strings.NewReader("date,event\n,\nx\n2019,a\n"), "log", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := log.Next(); err != nil || len(b.Entries) != 1 {
		t.Errorf("Next() = %v, %v, want one entry", b, err)
	}
	if _, _, unreadable := log.Counts(); unreadable != 1 {
		t.Errorf("%d unreadable, want 1", unreadable)
	}
}

func TestProgress(t *testing.T) {
	text := "date,event\n" + strings.Repeat("2019,a\n", 50_000)
	var told []int64
	log, err := Open(strings.NewReader(text), "log", Options{Progress: func(n int64) { told = append(told, n) }})
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = log.Next()
	}
	if n := len(told); n == 0 || told[n-1] != int64(len(text)) || n > len(text)/progressStep+1 {
		t.Fatalf("told %d times, last %v, of %d bytes", len(told), told, len(text))
	}
	for i := 1; i < len(told)-1; i++ {
		if told[i]-told[i-1] < progressStep {
			t.Errorf("told at %d and again at %d bytes", told[i-1], told[i])
		}
	}
}

// Memory does not grow with the log, nor with a single trace, object or value.
func TestMemory(t *testing.T) {
	event := `<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2019-04-01"/></event>`
	long := strings.Repeat("long ", 1000)
	const size = 10 << 20
	for _, tt := range []struct{ name, head, again string }{
		{"CSV", "date,event,note\n", "2019,a," + long + "\n"},
		{"CSV, a quotation mark never closed", "date,event\n2019,\"", "a\n"},
		{"CSV, blank lines", "date,event\n", "\n"},
		{"CSV, one line", "date,event\n", "2019," + long},
		{"CSV, the header without end", "date,event,", "a,"},
		{"JSON Lines", "", `{"date": "2019", "event": "a", "note": "` + long + "\"}\n"},
		{"JSON Lines, one line", `{"a": "`, "long "},
		{"JSON array", "[", `{"date": "2019", "event": "a", "x": "` + long + `"},`},
		{"JSON array, one element", "[", "["},
		{"XES", "<log>", "<trace>" + event + "</trace>"},
		{"XES, one trace", "<log><trace>", event},
		{"XES, one event", "<log><trace><event>", `<string key="a" value="` + long + `"/>`},
		{"XES, long words", "<log><trace>", event[:len(event)-8] + `<string key="a" value="` + long + `"/></event>`},
		{"XES, deep", "<log>", "<a>"},
		{"XES, a value never closed", `<log><string key="`, "long "},
		{"XES, a name without end", `<log><`, "long"},
		{"XES, a comment never closed", "<log><!--", "long "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			log, err := Open(&endless{text: tt.head, again: tt.again, left: size}, "log", Options{Attributes: []string{"*"}})
			peak := uint64(0)
			for n := 0; err == nil; n++ {
				if n%5000 == 0 {
					runtime.GC()
					runtime.ReadMemStats(&now)
					peak = max(peak, now.HeapAlloc)
				}
				_, err = log.Next()
			}
			runtime.GC()
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc)
			runtime.KeepAlive(log)
			if grown := int64(peak) - int64(before.HeapAlloc); grown > 7<<20 {
				t.Errorf("%d MiB are held while %d MiB are read", grown>>20, size>>20)
			}
		})
	}
}

// endless is a text that repeats its end.
type endless struct {
	text, again string
	left        int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		if e.text == "" {
			e.text = e.again
		}
		c := copy(p[n:], e.text)
		n, e.text = n+c, e.text[c:]
	}
	e.left -= n
	return n, nil
}

// A compressed log that swells to very much is read in the same memory.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := io.Copy(z, &endless{text: "date,event\n2019,\"", again: "0", left: 16 << 20}); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	read(&b).expect(t, 0, 1, "2:1 too-long!")
}

func TestDiagnosticError(t *testing.T) {
	d := &Diagnostic{File: "a.csv", Line: 3, Col: 5, Check: "no-date", Msg: "this entry has no date", Hint: "say when"}
	if got, want := d.Error(), "a.csv:3:5: no-date: this entry has no date"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

func TestFormatNames(t *testing.T) {
	for f, want := range map[Format]string{CSV: "CSV", JSONLines: "JSON Lines", XES: "XES", 0: "unknown format"} {
		if got := f.String(); got != want {
			t.Errorf("Format(%d).String() = %q, want %q", int(f), got, want)
		}
	}
}
