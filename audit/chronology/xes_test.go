package chronology

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"
)

// at is a whole event on a day.
func at(name, date string) string {
	return `<event><string key="concept:name" value="` + name + `"/><date key="time:timestamp" value="` + date + `"/></event>`
}

func named(name string) string { return `<string key="concept:name" value="` + name + `"/>` }

func TestXESEntry(t *testing.T) {
	const text = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- a log -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
	<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
	<global scope="event"><string key="concept:name" value="UNKNOWN"/><date key="time:timestamp" value="1970-01-01"/></global>
	<classifier name="Event Name" keys="concept:name"/>
	<string key="concept:name" value="the log"/>
	<trace>
		<string key="concept:name" value="A1"/>
		<float key="amount" value="35.0"/>
		<event>
			<string key="org:resource" value="561"/>
			<string key="org:role" value="clerk"/>
			<string key="lifecycle:transition" value="start"/>
			<string key="concept:name" value="Create Fine"/>
			<int key="points" value="0"/>
			<int key="seq" value="4"/>
			<date key="time:timestamp" value="2006-07-24T13:00:00.000+02:00"/>
		</event>
		<event>
			<date key="time:timestamp" value="2006-12-05T00:00:00+01:00"/>
			<string key="concept:name" value="Send Fine"/>
			<string key="lifecycle:transition" value="complete"/>
			<string key="dismissal" value=""/>
		</event>
	</trace>
</log>
`
	for _, tt := range []struct {
		name          string
		attributes    []string
		first, second map[string]string
		trace         map[string]string
	}{
		{"no other attributes", nil, map[string]string{"lifecycle:transition": "start"}, nil, nil},
		{"some", []string{"points", "none", "lifecycle:transition"}, map[string]string{"lifecycle:transition": "start", "points": "0"},
			map[string]string{"lifecycle:transition": "complete"}, nil},
		{"all", []string{"*"}, map[string]string{"lifecycle:transition": "start", "points": "0"},
			map[string]string{"lifecycle:transition": "complete"}, map[string]string{"amount": "35.0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := readText(text, tt.attributes...)
			got.expect(t, 2, 0, "")
			want := []Entry{
				{Matter: "A1", Event: "Create Fine", By: "561", As: "clerk", Date: "2006-07-24T13:00:00.000+02:00", Seq: 4, Line: 11, Col: 3, Data: tt.first,
					Instant: Instant{Year: 2006, Month: 7, Day: 24, Seconds: 13 * 3600, OffsetMinutes: 120, HasTime: true, HasOffset: true}},
				{Matter: "A1", Event: "Send Fine", Date: "2006-12-05T00:00:00+01:00", Line: 20, Col: 3, Data: tt.second,
					Instant: Instant{Year: 2006, Month: 12, Day: 5, OffsetMinutes: 60, HasTime: true, HasOffset: true}},
			}
			if !reflect.DeepEqual(got.entries, want) {
				t.Errorf("read\n%+v, want\n%+v", got.entries, want)
			}
			if b := got.batches[0]; len(got.batches) != 1 || !b.Complete || b.Matter != "A1" || !maps.Equal(b.Data, tt.trace) {
				t.Errorf("batches %+v, want one, complete, of A1, with %v", got.batches, tt.trace)
			}
			if got.matters != 1 {
				t.Errorf("%d matters, want 1", got.matters)
			}
		})
	}
}

func TestXES(t *testing.T) {
	a := at("a", "2019-04-01")
	trace := "<trace>" + named("T") + a + "</trace>"
	for _, tt := range []struct {
		name, text          string
		entries, unreadable int
		want                string
	}{
		{"no traces", "<log/>", 0, 0, ""},
		{"no traces, closed", "<log></log >", 0, 0, ""},
		{"an empty trace", "<log><trace/><trace></trace>" + trace + "</log>", 1, 0, "1:6 unnamed-trace"},
		{"an empty event", "<log><trace>" + named("T") + "<event/><event></event>" + a + "</trace></log>", 1, 2, "1:51 no-event, 1:59 no-event"},
		{"no timestamp", "<log><trace>" + named("T") + "\n<event>" + named("a") + "</event>\n" + a + "</trace></log>", 1, 1, "2:1 no-date"},
		{"an empty timestamp", "<log><trace>" + named("T") + "\n" + at("a", "") + a + "</trace></log>", 1, 1, "2:1 no-date"},
		{"a timestamp that is none", "<log><trace>" + named("T") + "\n" + at("a", "24.12.2019") + a + "</trace></log>", 1, 1, "2:1 bad-timestamp"},
		{"no name of the event", "<log><trace>" + named("T") + "\n" + at("", "2019-04-01") + a + "</trace></log>", 1, 1, "2:1 no-event"},
		{"a name without a value", "<log><trace>" + named("T") + strings.Replace(a, ` value="a"`, "", 1) + "</trace></log>", 0, 1, "1:51 no-event"},
		{"a value without a key", "<log><trace>" + named("T") + strings.Replace(a, "<string", `<string value="b"/><string`, 1) + "</trace></log>", 1, 0, ""},
		{"an attribute twice", "<log><trace>" + named("T") + strings.Replace(a, "<date", named("b")+"<date", 1) + a + "</trace></log>", 1, 1, "1:51 key-twice"},
		{"a trace named twice", "<log><trace>" + named("T") + named("U") + a + "</trace></log>", 1, 0, "1:51 key-twice"},
		{"a bad seq", "<log><trace>" + named("T") + strings.Replace(a, "<date", `<int key="seq" value="x"/><date`, 1) + "</trace></log>", 0, 1, "1:51 bad-seq"},
		{"seq twice", "<log><trace>" + named("T") + strings.Replace(a, "<date", `<int key="seq" value="1"/><int key="seq" value="2"/><date`, 1) + "</trace></log>", 0, 1, "1:51 key-twice"},
		{"data twice", "<log><trace>" + named("T") + strings.Replace(a, "<date", strings.Repeat(`<string key="lifecycle:transition" value="start"/>`, 2)+"<date", 1) + "</trace></log>", 0, 1, "1:51 key-twice"},
		{"an event inside an event", "<log><trace>" + named("T") + "\n<event>" + a + a[7:] + "</trace></log>", 1, 1, "2:8 misplaced"},
		{"a trace inside a trace", "<log><trace>" + named("T") + "\n" + trace + a + "</trace></log>", 1, 1, "2:1 misplaced"},
		{"an event in no trace", "<log>" + a + trace + "</log>", 2, 0, ""},
		{"an unreadable event in no trace", "<log><event/>" + trace + "</log>", 1, 1, "1:6 no-event"},
		{"an element that is not known", "<log><trace>" + named("T") + "<foo key='a' value='b'/>" + strings.Replace(a, "<date", "<foo><bar/></foo><date", 1) + "</trace></log>", 1, 0, "1:51 unread-element"},
		{"an unknown entity", "<log><trace>" + named("T") + "\n" + at("a&nbsp;b", "2019-04-01") + a + "</trace></log>", 1, 1, "2:1 bad-text"},
		{"an & alone", "<log><trace>" + named("A & B") + "\n" + at("a & b", "2019-04-01") + a + "</trace></log>", 1, 1, "1:13 bad-text, 2:1 bad-text, 1:6 unnamed-trace"},
		{"a control character", "<log><trace>" + named("T") + "\n" + at("a\x1b", "2019-04-01") + a + "</trace></log>", 1, 1, "2:1 bad-text"},
		{"a control character, escaped", "<log><trace>" + named("T") + "\n" + at("a&#27;", "2019-04-01") + a + "</trace></log>", 1, 1, "2:1 bad-text"},
		{"no name of the trace", "<log>\n<trace>" + a + "</trace>" + trace + "<trace/></log>", 2, 0, "2:1 unnamed-trace"},
		{"not UTF-8", "<log><trace>" + named("re\xe7u") + at("\xe9", "2019-04-01") + "</trace></log>", 1, 0, "1:13 encoding"},
		{"Latin-1, declared", "<?xml version='1.0' encoding='ISO-8859-1'?><log><trace>" + named("re\xe7u") + at("\xe9", "2019-04-01") + "</trace></log>", 1, 0, ""},
		{"another encoding", "<?xml version='1.0' encoding='EUC-JP'?>" + "<log>" + trace + "</log>", 0, 0, "1:1 encoding!"},

		{"cut short between traces", "<log>\n" + trace + "\n", 1, 0, "3:1 cut-short!"},
		{"cut short in a trace", "<log>\n<trace>" + named("T") + a + "\n", 1, 0, "3:1 cut-short!"},
		{"cut short in an event", "<log>\n<trace>" + named("T") + a + "\n<event>", 1, 1, "3:8 cut-short!"},
		{"cut short in a tag", "<log>\n<trace>" + named("T") + a + "\n<event><str", 1, 1, "3:12 cut-short!"},
		{"cut short in a value", "<log>\n<trace>" + named("T") + a + "\n<event><string key=\"concept:n", 1, 1, "3:30 cut-short!"},
		{"cut short in a closing tag", "<log>\n" + trace + "</lo", 1, 0, "2:" + fmt.Sprint(len(trace)+5) + " cut-short!"},
		{"cut short in a comment", "<log>\n<!-- x", 0, 0, "2:7 cut-short!"},
		{"cut short before it begins", "<?xml version='1.0'?>", 0, 0, "1:22 cut-short!"},
		{"a bracket", "<", 0, 0, "1:2 cut-short!"},

		{"a web page", "<!DOCTYPE html><html></html>", 0, 0, "1:1 bad-xml!"},
		{"other XML", "<permit><log/></permit>", 0, 0, "1:1 not-xes!"},
		{"two logs", "<log/>\n<log/>", 0, 0, "2:1 bad-xml!"},
		{"text after the log", "<log/>\nx", 0, 0, "2:1 bad-xml!"},
		{"tags that cross", "<log><trace>" + named("T") + a + "</log></trace>", 1, 0, "1:" + fmt.Sprint(51+len(a)) + " bad-xml!"},
		{"a closing tag too many", "<log></log></log>", 0, 0, "1:12 bad-xml!"},
		{"too deep", "<log>" + strings.Repeat("<a>", maxDepth), 0, 0, fmt.Sprintf("1:%d too-deep!", 6+3*(maxDepth-1))},
		{"as deep as may be", "<log>" + strings.Repeat("<a>", maxDepth-1) + strings.Repeat("</a>", maxDepth-1) + "</log>", 0, 0, ""},
		{"a tag too long", "<log>\n<string key='" + strings.Repeat("x", maxTag), 0, 0, "2:1 too-long!"},
		{"a name too long", "<log>\n<" + strings.Repeat("x", maxName+1) + "/></log>", 0, 0, "2:1 bad-xml!"},
		{"< in a value", "<log>\n<string key='<'/></log>", 0, 0, "2:9 bad-xml!"},
		{"a value never closed", "<log>\n<string key=\"x/>\n<string key=\"y\"/></log>", 0, 0, "2:9 bad-xml!"},
		{"no value", "<log>\n<string key/></log>", 0, 0, "2:9 bad-xml!"},
		{"no quotation marks", "<log>\n<string key=x/></log>", 0, 0, "2:9 bad-xml!"},
		{"no space", "<log>\n<string key='x'value='y'/></log>", 0, 0, "2:16 bad-xml!"},
		{"an XML attribute twice", "<log>\n<string key='x' key='y'/></log>", 0, 0, "2:17 bad-xml!"},
		{"a value twice", "<log>\n<string value='x' value='y'/></log>", 0, 0, "2:19 bad-xml!"},
		{"no name", "<log>\n< a/></log>", 0, 0, "2:1 bad-xml!"},
		{"a name that is none", "<log>\n<1/></log>", 0, 0, "2:1 bad-xml!"},
		{"a closing tag without a name", "<log>\n</></log>", 0, 0, "2:1 bad-xml!"},
		{"CDATA before the log", "<![CDATA[x]]><log/>", 0, 0, "1:1 bad-xml!"},
		{"an entity declared", "<log>\n<!ENTITY a 'b'></log>", 0, 0, "2:1 bad-xml!"},
		{"a slash", "<log>\n<a / ></a></log>", 0, 0, "2:4 bad-xml!"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := readText(tt.text)
			got.expect(t, tt.entries, tt.unreadable, tt.want)
		})
	}
}

// However a tool writes an event, it is read the same.
func TestXESForms(t *testing.T) {
	const want = "2019-04-01T10:00:00Z|panel & others|M1"
	for name, text := range map[string]string{
		"usual":                   `<log><trace><string key="concept:name" value="M1"/><event><string key="concept:name" value="panel &amp; others"/><date key="time:timestamp" value="2019-04-01T10:00:00Z"/></event></trace></log>`,
		"value before key":        `<log><trace><string value="M1" key="concept:name"/><event><string value="panel &amp; others" key="concept:name"/><date value="2019-04-01T10:00:00Z" key="time:timestamp"/></event></trace></log>`,
		"single quotation marks":  `<log><trace><string key='concept:name' value='M1'/><event><string key='concept:name' value='panel &#38; others'/><date key='time:timestamp' value="2019-04-01T10:00:00Z"/></event></trace></log>`,
		"spaces":                  "<log ><trace\n><string  key = \"concept:name\"\tvalue\n=\n'M1' /><event><string key='concept:name' value='panel &amp; others'></string ><date key='time:timestamp' value='2019-04-01T10:00:00Z'\r\n/></event\n></trace></log >",
		"prefixes":                `<x:log xmlns:x="http://www.xes-standard.org/" xmlns:key="k"><x:trace><x:string key="concept:name" value="M1"/><x:event><x:string key="concept:name" x:value="?" value="panel &amp; others"/><x:date key="time:timestamp" value="2019-04-01T10:00:00Z"/></x:event></x:trace></x:log>`,
		"comments, CDATA, PIs":    `<?xml version="1.0"?><!-- <log> --><log><![CDATA[<trace>]]><trace><?x <event> ?><!----><string key="concept:name" value="M1"/><event>text &amp; text ]]><string key="concept:name" value="panel &amp; others"/><!-- -- > --><date key="time:timestamp" value="2019-04-01T10:00:00Z"/></event></trace></log><!-- end --><?end?>`,
		"nested attributes":       `<log><string key="a" value="b"><string key="c" value="d"/></string><trace><string key="concept:name" value="M1"><string key="concept:name" value="M2"/></string><event><string key="x" value="y"><date key="time:timestamp" value="2001-01-01"/></string><string key="concept:name" value="panel &amp; others"><string key="concept:name" value="no"><int key="seq" value="1"/></string></string><date key="time:timestamp" value="2019-04-01T10:00:00Z"/></event></trace></log>`,
		"attributes after events": `<log><trace><event><date key="time:timestamp" value="2019-04-01T10:00:00Z"/><string key="concept:name" value="panel &amp; others"/></event><string key="concept:name" value="M1"/></trace></log>`,
		"globals and lists":       `<log><global scope="trace"><string key="concept:name" value="no"/></global><trace><list key="l"><values><string key="concept:name" value="no"/></values></list><string key="concept:name" value="M1"/><event><container key="c"><string key="concept:name" value="no"/></container><string key="concept:name" value="panel &amp; others"/><date key="time:timestamp" value="2019-04-01T10:00:00Z"/></event></trace></log>`,
		"keys escaped":            `<log><trace><string key="concept&#58;name" value="M1"/><event><string key="concept&#x3a;name" value="panel &amp; others"/><date key="time:timesta&#109;p" value="2019-04-01T10:00:00Z"/></event></trace></log>`,
		"> in values":             `<log a=">"><trace b='/>'><string key="concept:name" value="M1"/><event><string c=">" key="concept:name" value="panel &amp; others"/><date key="time:timestamp" value="2019-04-01T10:00:00Z"/></event></trace></log>`,
		"strings for dates":       `<log><trace><id key="concept:name" value="M1"/><event><string key="concept:name" value=" panel &amp;&#x20;others"/><string key="time:timestamp" value=" 2019-04-01T10:00:00Z "/></event></trace></log>`,
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(text)
			got.expect(t, 1, 0, "")
			if len(got.entries) == 1 {
				e := got.entries[0]
				if s := e.Date + "|" + e.Event + "|" + e.Matter; s != want {
					t.Errorf("read %s, want %s", s, want)
				}
			}
		})
	}
}

// An event or a trace may say much, but not without end.
func TestXESTooMuch(t *testing.T) {
	a := at("a", "2019-04-01")
	say := func(n, size int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<string key="k%d" value="%s"/>`, i, strings.Repeat("x", size))
		}
		return b.String()
	}
	for _, tt := range []struct {
		name, says string
		fits       bool
	}{
		{"much", say(3, 1<<18), true},
		{"too much", say(5, 1<<18), false},
		{"many small things", say(5_000, 1), true},
		{"too many small things", say(50_000, 1), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := "<log><trace>" + named("T") + strings.Replace(a, "<date", tt.says+"<date", 1) + "</trace></log>"
			readText(text).expect(t, 1, 0, "")
			entries, unreadable, places := 1, 0, ""
			if !tt.fits {
				entries, unreadable, places = 0, 1, "1:51 too-long"
			}
			readText(text, "*").expect(t, entries, unreadable, places)

			got := readText("<log><trace>"+named("T")+tt.says+a+"</trace></log>", "*")
			if len(got.entries) != 1 || got.unreadable != 0 || (len(got.found) == 0) != tt.fits || len(got.found) > 1 {
				t.Errorf("a trace that says as much: %d entries, %v", len(got.entries), got.found[:min(3, len(got.found))])
			}
		})
	}
}

// Lists and containers hold more than one value, so they are not read. Whoever
// asks for one is told.
func TestXESLists(t *testing.T) {
	text := "<log><trace>" + named("T") + "<event>\n<list key='l'><values/></list>\n<container key='c'/>" + at("a", "2019")[7:] + "</trace></log>"
	text = strings.Replace(text, `"2019"`, `"2019-04-01"`, 1)
	readText(text).expect(t, 1, 0, "")
	readText(text, "x").expect(t, 1, 0, "")
	readText(text, "c").expect(t, 1, 0, "3:1 unread-element")
	readText(text, "*").expect(t, 1, 0, "2:1 unread-element")
}

// Traces without a name are told apart by their number.
func TestXESUnnamedTraces(t *testing.T) {
	a := at("a", "2019-04-01")
	got := readText("<log><trace>" + a + "</trace><trace>" + named("T") + a + "</trace><trace>" + named(" ") + a + a + "</trace></log>")
	got.expect(t, 4, 0, "1:6 unnamed-trace")
	if s, want := got.summary(), "1|trace 1|2019-04-01|a\n1|T|2019-04-01|a\n1|trace 3|2019-04-01|a\n1|trace 3|2019-04-01|a\n"; s != want {
		t.Errorf("read\n%s, want\n%s", s, want)
	}
}

// A trace that was cut short is not complete.
func TestXESIncomplete(t *testing.T) {
	a := at("a", "2019-04-01")
	got := readText("<log><trace>" + named("T") + a + "</trace>" + a + "<trace>" + named("U") + a + "<event>")
	var s []string
	for _, b := range got.batches {
		s = append(s, fmt.Sprintf("%s %v %d", b.Matter, b.Complete, len(b.Entries)))
	}
	if got, want := strings.Join(s, ", "), "T true 1,  false 1, U false 1"; got != want {
		t.Errorf("batches %s, want %s", got, want)
	}
}

// A very long trace comes in several batches, the last complete, of one matter.
func TestXESLongTrace(t *testing.T) {
	event := at("a", "2019-04-01")
	const n = 2*maxBatch + 100
	for _, tt := range []struct{ name, before, after, matter, places string }{
		{"named first", named("T"), "", "T", ""},
		{"not named", "", "", "trace 1", "1:6 unnamed-trace"},
		{"named last", "", named("T"), "trace 1", fmt.Sprintf("1:6 unnamed-trace, 1:%d key-twice", 13+n*len(event))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := readText("<log><trace>" + tt.before + strings.Repeat(event, n) + tt.after + "</trace></log>")
			got.expect(t, n, 0, tt.places)
			for i, b := range got.batches {
				if last := i == 2; b.Matter != tt.matter || b.Complete != last || len(b.Entries) > maxBatch {
					t.Errorf("batch %d is of %q, complete %v, %d entries", i, b.Matter, b.Complete, len(b.Entries))
				}
			}
			if len(got.batches) != 3 || got.matters != 1 {
				t.Errorf("%d batches, %d matters, want 3 and 1", len(got.batches), got.matters)
			}
		})
	}
}

// Entries may be kept: a later call changes only the slice.
func TestXESEntriesMayBeKept(t *testing.T) {
	log, err := Open(strings.NewReader("<log><trace>"+named("T")+at("a", "2019-04-01")+"</trace><trace>"+
		named("U")+at("b", "2019-04-02")+"</trace></log>"), "log", Options{Attributes: []string{"*"}})
	if err != nil {
		t.Fatal(err)
	}
	first, _ := log.Next()
	kept := first.Entries[0]
	second, _ := log.Next()
	if kept.Event != "a" || kept.Matter != "T" || second.Entries[0].Event != "b" {
		t.Errorf("kept %+v, then read %+v", kept, second.Entries[0])
	}
}
