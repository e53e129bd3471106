package chronology

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

func TestCSVEntry(t *testing.T) {
	got := readText("Seq, DATE ,event,by,as,to,matter,ground,note,source,Votes-for,finding\n" +
		"7,2019-06-26/2019-06-28, decided ,panel,body,respondent,M1,breach,\"two\nlines\",press,12,\n")
	got.expect(t, 1, 0, "")
	want := Entry{Matter: "M1", Event: "decided", By: "panel", As: "body", To: "respondent", Ground: "breach",
		Note: "two\nlines", Source: "press", Date: "2019-06-26/2019-06-28", Seq: 7, Line: 2, Col: 1}
	e := got.entries[0]
	if data := e.Data; len(data) != 1 || data["Votes-for"] != "12" {
		t.Errorf("Data = %v, want Votes-for alone: the finding is empty", data)
	}
	e.Data = nil
	if fmt.Sprint(e) != fmt.Sprint(want) {
		t.Errorf("read\n%+v, want\n%+v", e, want)
	}
	if b := got.batches[0]; b.Complete || b.Matter != "M1" {
		t.Errorf("the batch is %q, complete %v, want M1, false", b.Matter, b.Complete)
	}
}

func TestCSV(t *testing.T) {
	for _, tt := range []struct {
		name, text          string
		entries, unreadable int
		want                string
	}{
		{"header alone", "date,event\n", 0, 0, ""},
		{"no line end at the end", "date,event\n2019,a", 1, 0, ""},
		{"line ends of Windows", "date,event\r\n2019,a\r\n2020,b\r\n", 2, 0, ""},
		{"line ends of old", "date,event\r2019,a\r", 0, 0, "1:1 line-ends!"},
		{"byte order mark before a quotation mark", bom + "\"date\",\"event\"\n2019,a\n", 1, 0, ""},
		{"semicolons", "date;event;note\n2019;a;b, c\n", 1, 0, ""},
		{"tabs", "date\tevent\tnote\n2019\ta\t\n2020\tb\tc\n", 2, 0, ""},
		{"tabs, first field empty", "matter\tdate\tevent\n\t2019\ta\n", 1, 0, ""},
		{"commas, though semicolons are more", "date,event,\"a;b;c;d;e\"\n2019,a,b\n", 1, 0, ""},
		{"the separator is named", "sep=|\ndate|event\n2019|a,b;c\n", 1, 0, ""},
		{"the separator is named, Windows", "SEP=;\r\ndate;event\r\n2019;a\r\n", 1, 0, ""},
		{"padded header and cells", " date , event \n 2019 , a \n", 1, 0, ""},
		{"padded, with quotation marks", "date, event, note\n2019, a, \"b, c\"\n", 1, 0, ""},
		{"blank lines and rows", "\ndate,event\n\n2019,a\n,\n \n , \n2020,b\n\n", 2, 0, ""},
		{"too few fields", "date,event,note\n2019,a\n2020,b,c\n", 1, 1, "2:1 field-count"},
		{"too many fields", "date,event\n2019,a, and b\n2020,b\n", 1, 1, "2:1 field-count"},
		{"no date", "date,event\n,a\n2020,b\n", 1, 1, "2:1 no-date"},
		{"no event", "date,event\n2019,\n2020,b\n", 1, 1, "2:1 no-event"},
		{"seq from 1 up", "date,event,seq\n2019,a,\n2019,a,1\n2019,a,0\n2019,a,-1\n2019,a,x\n2019,a,1.5\n2019,a,99999999999\n",
			2, 5, "4:8 bad-seq, 5:8 bad-seq, 6:8 bad-seq, 7:8 bad-seq, 8:8 bad-seq"},
		{"control character", "date,event\n2019,a\x1b[31m\n2020,b\x01\n2021,c\n", 1, 2, "2:6 bad-text, 3:6 bad-text"},
		{"quotation mark inside a field", "date,event\n2019,the \"old\" rules\n2020,b\n", 1, 1, "2:10 bad-quote"},
		{"text after a quotation mark", "date,event\n2019,\"a\" b\n2020,b\n", 1, 1, "2:8 bad-quote"},
		{"quotation mark never closed", "date,event\n2019,a\n2020,\"b\n2021,c\n2022,d\n", 1, 1, "3:1 bad-quote"},
		{"quotation mark closed rows later", "date,event\n2020,\"b\n2021,c\n2022,\"d\"\n2023,e\n", 1, 1, "2:1 bad-quote"},
		{"quotation mark never closed in the header", "date,\"event\n2019,a\n", 0, 0, "1:1 bad-quote!"},
		{"no date column", "day,event\n2019,a\n", 0, 0, "1:1 no-column!"},
		{"a date column misspelt", "dtae,event\n2019,a\n", 0, 0, "1:1 no-column!"},
		{"no header", "2019,a\n2020,b\n", 0, 0, "1:1 no-column!"},
		{"prose", "It happened one day.\nAnd then.\n", 0, 0, "1:1 no-column!"},
		{"a column twice", "date,event,Event\n2019,a,b\n", 0, 0, "1:12 column-twice!"},
		{"other data twice", "\ndate,event,x,x\n2019,a,b,c\n", 0, 0, "2:14 column-twice!"},
		{"other data in capitals", "date,event,x,X\n2019,a,b,c\n", 1, 0, ""},
		{"columns without names", "date,event,,\n2019,a,,\n2019,a,b,c\n", 2, 0, ""},
		{"a thousand columns", "date,event" + strings.Repeat(",", maxColumns-2) + "\n2019,a" + strings.Repeat(",", maxColumns-2), 1, 0, ""},
		{"a thousand columns and one", "date,event" + strings.Repeat(",", maxColumns-1) + "\n", 0, 0, "1:1 too-long!"},
		{"a column nearly known", "date,event,mater,sorce\n2019,a,M1,s\n", 1, 0, "1:12 near-column, 1:18 near-column"},
		{"not UTF-8", "date,event,to\n2019,re\xe7u,a\n2019,caf\xe9,\x80\n", 2, 0, "2:6 encoding"},
		{"a column not in UTF-8", "date,event,r\xe9sum\xe9\n2019,a,b\n", 1, 0, "1:12 encoding"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			readText(tt.text).expect(t, tt.entries, tt.unreadable, tt.want)
		})
	}
}

// What stands in the fields comes through, whatever surrounds it.
func TestCSVValues(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"comma", "date,event\n2019,\"a, b\"\n", "2||2019|a, b\n"},
		{"semicolon", "date;event;matter\n2019;a, b;M1\n", "2|M1|2019|a, b\n"},
		{"tab", "matter\tdate\tevent\n\t2019\ta, b\n", "2||2019|a, b\n"},
		{"named", "sep=|\ndate|event\n2019|a,b;c\n", "3||2019|a,b;c\n"},
		{"padding is taken off", " date , event \n 2019 , a b \n", "2||2019|a b\n"},
		{"quotation marks", "date,event\n2019,\"the \"\"old\"\" rules\"\n", "2||2019|the \"old\" rules\n"},
		{"a row of two lines", "date,event,note\n2019,a,\"x\r\ny\"\r\n2020,b,\n", "2||2019|a\n4||2020|b\n"},
		{"Windows-1252", "date,event\n2019,re\xe7u \x80 \x93x\x94 \x81\n", "2||2019|reçu € “x” \u0081\n"},
		{"matters interleave", "date,event,matter\n1,a,M1\n2,b,M2\n3,c,M1\n4,d,\n", "2|M1|1|a\n3|M2|2|b\n4|M1|3|c\n5||4|d\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := readText(tt.text)
			if s := got.summary(); s != tt.want {
				t.Errorf("read\n%s, want\n%s, %v", s, tt.want, got.found)
			}
		})
	}
}

// Columns that are not known become data, however many there are.
func TestCSVHundredColumns(t *testing.T) {
	header, row := "date,event", "2019,a"
	want := map[string]string{}
	for i := range 98 {
		header += fmt.Sprintf(",x%d", i)
		row += fmt.Sprintf(",%d", i*i)
		want[fmt.Sprintf("x%d", i)] = fmt.Sprint(i * i)
	}
	got := readText(header + ",,\n" + row + ",,y\n")
	got.expect(t, 1, 0, "")
	want["column 102"] = "y"
	if data := got.entries[0].Data; !maps.Equal(data, want) {
		t.Errorf("Data = %v, want %v", data, want)
	}
}

// A misspelt column is answered with the one that was probably meant.
func TestCSVHints(t *testing.T) {
	for _, tt := range []struct{ name, header, msg, hint string }{
		{"letters swapped", "dtae,event", `no column "date"`, `is "dtae" meant for "date"?`},
		{"letter too many", "Dates,event", `no column "date"`, `is "Dates" meant for "date"?`},
		{"letter missing", "date,evnt", `no column "event"`, `is "evnt" meant for "event"?`},
		{"both", "daet,vent", `no column "date" and no column "event"`, `is "daet" meant for "date"? is "vent" meant for "event"?`},
		{"nothing near", "when,what", `no column "date" and no column "event"`, "the first line names the columns"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := readText(tt.header + "\n2019,a\n")
			if d := got.found[0]; !strings.Contains(d.Msg, tt.msg) || !strings.Contains(d.Hint, tt.hint) {
				t.Errorf("told %q, hint %q, want %q, hint %q", d.Msg, d.Hint, tt.msg, tt.hint)
			}
		})
	}
}

// A diagnostic gives the place of a defect and never the words of a row.
func TestDiagnosticsNameNobody(t *testing.T) {
	const name = "Jordan Sample"
	for _, row := range []string{
		"2019,a," + name, "," + name + ",1", "2019,,x " + name, "2019,\"" + name + "\" x,1", "2019," + name + "\x1b,1", "2019,a,1,\"" + name,
	} {
		got := readText("date,event,seq\n" + row + "\n")
		if len(got.found) == 0 {
			t.Errorf("%q: nothing was told", row)
		}
		for _, d := range got.found {
			if strings.Contains(d.Msg+d.Hint, "Jordan") {
				t.Errorf("%q is told as %q, hint %q", row, d.Msg, d.Hint)
			}
		}
	}
}

func TestNearest(t *testing.T) {
	for _, tt := range []struct {
		word string
		of   column
		want bool
	}{
		{"dat", dateColumn, true}, {"dtae", dateColumn, true}, {"datum", dateColumn, false}, {"data", dateColumn, true},
		{"evetn", eventColumn, true}, {"envet", eventColumn, true}, {"when", eventColumn, false},
		{"Matters", matterColumn, true}, {"mater", matterColumn, true}, {"case", matterColumn, false},
		{"b", byColumn, false}, {"too", toColumn, false}, {"event", eventColumn, false}, {"", dateColumn, false},
	} {
		if _, got := nearest(tt.of, []string{tt.word}); got != tt.want {
			t.Errorf("nearest(%v, %q) = %v, want %v", tt.of, tt.word, got, tt.want)
		}
	}
}
