package chronology

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

func TestJSONEntry(t *testing.T) {
	got := readText(` {"matter": "M1", "Event": " decided ", "by": "panel", "as": "body", "to": "respondent", "ground": "breach",` +
		` "note": "two\nlines \u00e9", "source": null, "DATE": "2019-06-26/2019-06-28", "seq": 7,` +
		` "amount": 12.50, "votes-for": "12", "carried": true, "lost": false, "empty": "", "none": null}` + "\n")
	got.expect(t, 1, 0, "")
	want := Entry{Matter: "M1", Event: "decided", By: "panel", As: "body", To: "respondent", Ground: "breach",
		Note: "two\nlines é", Date: "2019-06-26/2019-06-28", Seq: 7, Line: 1, Col: 2}
	e := got.entries[0]
	data := map[string]string{"amount": "12.50", "votes-for": "12", "carried": "true", "lost": "false"}
	if !maps.Equal(e.Data, data) {
		t.Errorf("Data = %v, want %v", e.Data, data)
	}
	e.Data = nil
	if fmt.Sprint(e) != fmt.Sprint(want) {
		t.Errorf("read\n%+v, want\n%+v", e, want)
	}
}

func TestJSONLines(t *testing.T) {
	ok := `{"date": "2019", "event": "a"}`
	for _, tt := range []struct {
		name, text          string
		entries, unreadable int
		want                string
	}{
		{"one line", ok, 1, 0, ""},
		{"blank lines, Windows", ok + "\r\n\r\n  \r\n" + ok + "\r\n", 2, 0, ""},
		{"a year as a number", `{"date": 2019, "event": "a"}`, 1, 0, ""},
		{"seq as a text", `{"date": 2019, "event": "a", "seq": "3"}`, 1, 0, ""},
		{"seq zero", `{"date": 2019, "event": "a", "seq": 0}`, 0, 1, "1:30 bad-seq"},
		{"seq in parts", `{"date": 2019, "event": "a", "seq": 1.5}`, 0, 1, "1:30 bad-seq"},
		{"no date", `{"event": "a"}` + "\n" + ok, 1, 1, "1:1 no-date"},
		{"date null", `{"date": null, "event": "a"}`, 0, 1, "1:1 no-date"},
		{"no event", "\n\n  " + `{"date": "2019"}`, 0, 1, "3:3 no-event"},
		{"empty object", `{}` + "\n" + ok, 1, 1, "1:1 no-event"},
		{"list inside", `{"date": "2019", "event": ["a"]}` + "\n" + ok, 1, 1, "1:27 nested-value"},
		{"object inside", `{"date": "2019", "event": "a", "x": {"y": 1}}`, 0, 1, "1:37 nested-value"},
		{"key twice", `{"date": "2019", "Date": "2020", "event": "a"}`, 0, 1, "1:18 key-twice"},
		{"data key twice", `{"date": "2019", "event": "a", "x": "", "x": null}`, 0, 1, "1:41 key-twice"},
		{"no comma", `{"date": "2019" "event": "a"}`, 0, 1, "1:17 bad-json"},
		{"comma at the end", `{"date": "2019", "event": "a",}`, 0, 1, "1:31 bad-json"},
		{"no colon", `{"date" "2019"}`, 0, 1, "1:9 bad-json"},
		{"no value", `{"date": , "event": "a"}`, 0, 1, "1:10 bad-json"},
		{"bare word", `{"date": 2019-04, "event": "a"}`, 0, 1, "1:10 bad-json"},
		{"single quotation marks", `{'date': '2019'}`, 0, 1, "1:2 bad-json"},
		{"bad escape", `{"date": "\x", "event": "a"}`, 0, 1, "1:10 bad-json"},
		{"text never closed", `{"date": "2019` + "\n" + ok, 1, 1, "1:10 bad-json"},
		{"object never closed", `{"date": "2019"` + "\n" + ok, 1, 1, "1:16 bad-json"},
		{"printed over lines", "{\n\"date\": \"2019\"\n}", 0, 3, "1:2 bad-json, 2:1 bad-json, 3:1 bad-json"},
		{"two on a line", ok + " " + ok, 0, 1, "1:32 bad-json"},
		{"not an object", ok + "\n17\n", 1, 1, "2:1 bad-json"},
		{"control character", `{"date": "2019", "event": "\u001b[31m"}`, 0, 1, "1:18 bad-text"},
		{"half a surrogate", `{"date": "2019", "event": "\ud800"}`, 1, 0, ""},
		{"not UTF-8", "{\"date\": \"2019\", \"event\": \"re\xe7u\"}\n" + ok, 2, 0, "1:1 encoding"},
		{"too long", ok + "\n" + `{"x": "` + strings.Repeat("x", maxRow) + `"}` + "\n" + ok, 2, 1, "2:1 too-long"},
		{"too many keys", "{" + manyKeys(maxColumns+1) + "}\n" + ok, 1, 1, "1:7892 too-long"},

		{"array", "[\n" + ok + ",\n" + ok + "\n]\n", 2, 0, ""},
		{"array on one line", "[" + ok + "," + ok + "]", 2, 0, ""},
		{"array, empty", "[ ]", 0, 0, ""},
		{"array, printed over lines", "[\n{\n\"date\": \"2019\",\n\"event\": \"]}\\\"[\"\n}\n]", 1, 0, ""},
		{"array, one bad element", "[" + ok + ", {\"date\": 1 2}, 3,\n" + ok + "]", 2, 2, "1:45 bad-json, 1:49 bad-json"},
		{"array, brackets that do not match", "[}, " + ok + "]", 1, 1, "1:2 bad-json"},
		{"array, two commas", "[" + ok + ",, " + ok + "]", 2, 1, "1:33 bad-json"},
		{"array, never closed", "[" + ok + ",\n" + ok, 1, 1, "2:31 cut-short!"},
		{"array, closed by nothing", "[" + ok + ",\n", 1, 0, "2:1 cut-short!"},
		{"array, something after", "[" + ok + "]\n\n x", 1, 0, "3:2 bad-json!"},
		{"array, element too long", "[{\"x\": \"" + strings.Repeat("x", maxRow) + `"},` + ok + "]", 1, 1, "1:2 too-long"},
		{"array of lists", "[[1, 2], [3]]", 0, 2, "1:2 bad-json, 1:10 bad-json"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := readText(tt.text)
			got.expect(t, tt.entries, tt.unreadable, tt.want)
		})
	}
}

func manyKeys(n int) string {
	var keys []string
	for i := range n {
		keys = append(keys, fmt.Sprintf(`"%d":0`, i))
	}
	return strings.Join(keys, ",")
}

func TestJSONPlaces(t *testing.T) {
	const text = "[\n  {\"date\": 1, \"event\": \"a\"},\n {\n\"date\": 2, \"event\": \"b\"}\n,{\"date\": 3, \"event\": \"c\"}]"
	got := readText(text)
	if s, want := got.summary(), "2||1|a\n3||2|b\n5||3|c\n"; s != want {
		t.Errorf("read\n%s, want\n%s", s, want)
	}
	for i, want := range []int{3, 2, 2} {
		if col := got.entries[i].Col; col != want {
			t.Errorf("entry %d is at column %d, want %d", i, col, want)
		}
	}
}

func TestJSONHints(t *testing.T) {
	got := readText(`{"dtae": "2019", "event": "a"}` + "\n" + `{"date": "2019", "evnt": "a"}`)
	got.expect(t, 0, 2, "1:1 no-date, 2:1 no-event")
	for i, want := range []string{`is "dtae" meant for "date"?`, `is "evnt" meant for "event"?`} {
		if hint := got.found[i].Hint; hint != want {
			t.Errorf("hint %q, want %q", hint, want)
		}
	}
}
