package rulebook

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRender(t *testing.T) {
	clause := &Clause{Number: "3.1", Pos: Pos{2, 1}}
	long := strings.Repeat("word ", 60)
	tests := []struct {
		name, src string
		d         Diagnostic
		want      string
	}{
		{"in its clause", "---\n### 3.1 The panel\n\n  qourum 3\n", Diagnostic{Pos: Pos{4, 3}, End: Pos{4, 9}, Clause: clause, Msg: "unknown", Help: "did you mean `quorum`?"},
			"error: unknown\n  --> r.md:4:3\n   |\n 2 | ### 3.1 The panel\n...\n 4 |   qourum 3\n   |   ^^^^^^\n   = help: did you mean `quorum`?\n"},
		{"under its clause", "---\n### 3.1 The panel\nqourum\n", Diagnostic{Pos: Pos{3, 1}, End: Pos{3, 7}, Clause: clause, Msg: "unknown"},
			"error: unknown\n  --> r.md:3:1\n   |\n 2 | ### 3.1 The panel\n 3 | qourum\n   | ^^^^^^\n"},
		{"on the line of its clause", "---\n### 3.1 The panel\n", Diagnostic{Pos: Pos{2, 5}, End: Pos{2, 8}, Clause: clause, Msg: "twice"},
			"error: twice\n  --> r.md:2:5\n   |\n 2 | ### 3.1 The panel\n   |     ^^^\n"},
		{"a warning", "a\n", Diagnostic{Pos: Pos{1, 1}, End: Pos{1, 2}, Severity: Warning, Msg: "m"}, "warning: m\n  --> r.md:1:1\n   |\n 1 | a\n   | ^\n"},
		{"tabs are kept", "\ta\tb\n", Diagnostic{Pos: Pos{1, 4}, End: Pos{1, 5}, Msg: "m"}, "error: m\n  --> r.md:1:4\n   |\n 1 | \ta\tb\n   | \t \t^\n"},
		{"wide characters", "漢字 x\n", Diagnostic{Pos: Pos{1, 4}, End: Pos{1, 5}, Msg: "m"}, "error: m\n  --> r.md:1:4\n   |\n 1 | 漢字 x\n   |      ^\n"},
		{"wide characters underlined", "漢字\n", Diagnostic{Pos: Pos{1, 1}, End: Pos{1, 3}, Msg: "m"}, "error: m\n  --> r.md:1:1\n   |\n 1 | 漢字\n   | ^^^^\n"},
		{"combining characters", "e\u0301 x\n", Diagnostic{Pos: Pos{1, 4}, End: Pos{1, 5}, Msg: "m"}, "error: m\n  --> r.md:1:4\n   |\n 1 | e\u0301 x\n   |   ^\n"},
		{"the end of a line", "ab\n", Diagnostic{Pos: Pos{1, 3}, End: Pos{1, 4}, Msg: "m"}, "error: m\n  --> r.md:1:3\n   |\n 1 | ab\n   |   ^\n"},
		{"the end of the file", "ab\n", Diagnostic{Pos: Pos{2, 1}, End: Pos{2, 2}, Msg: "m"}, "error: m\n  --> r.md:2:1\n   |\n 2 | \n   | ^\n"},
		{"over several lines", "abc\ndef\n", Diagnostic{Pos: Pos{1, 2}, End: Pos{2, 2}, Msg: "m"}, "error: m\n  --> r.md:1:2\n   |\n 1 | abc\n   |  ^^\n"},
		{"a Windows line end", "ab\r\ncd\r\n", Diagnostic{Pos: Pos{1, 1}, End: Pos{1, 3}, Msg: "m"}, "error: m\n  --> r.md:1:1\n   |\n 1 | ab\n   | ^^\n"},
		{"a byte-order mark", byteOrderMark + "ab\n", Diagnostic{Pos: Pos{1, 1}, End: Pos{1, 3}, Msg: "m"}, "error: m\n  --> r.md:1:1\n   |\n 1 | ab\n   | ^^\n"},
		{"what a terminal would obey", "a\x1b[31mb\u202ec\n", Diagnostic{Pos: Pos{1, 8}, End: Pos{1, 9}, Msg: "m\x1b"}, "error: m\ufffd\n  --> r.md:1:8\n   |\n 1 | a\ufffd[31mb\ufffdc\n   |        ^\n"},
		{"no place", "a\n", Diagnostic{Msg: "m", Help: "h"}, "error: m\n  --> r.md\n   = help: h\n"},
		{"a place that is not there", "a\n", Diagnostic{Pos: Pos{9, 1}, Msg: "m"}, "error: m\n  --> r.md:9:1\n"},
		{"a long line", long + "here " + long, Diagnostic{Pos: Pos{1, 301}, End: Pos{1, 305}, Msg: "m"},
			"error: m\n  --> r.md:1:301\n   |\n 1 | ..." + long[:50] + "here " + long[:85] + "...\n   | " + strings.Repeat(" ", 53) + "^^^^\n"},
		{"a line number of four digits", strings.Repeat("\n", 999) + "x\n", Diagnostic{Pos: Pos{1000, 1}, End: Pos{1000, 2}, Msg: "m"},
			"error: m\n  --> r.md:1000:1\n     |\n1000 | x\n     | ^\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.d.File = "r.md"
			if tt.d.Severity == 0 {
				tt.d.Severity = Error
			}
			if got := tt.d.Render([]byte(tt.src)); got != tt.want {
				t.Errorf("Render =\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestDiagnosticString(t *testing.T) {
	d := Diagnostic{File: "rules.md", Pos: Pos{31, 3}, Check: "unknown-property", Severity: Error, Msg: "unknown property `qourum`"}
	if got, want := d.String(), "rules.md:31:3: error: unknown property `qourum`"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
	d.Pos = Pos{}
	if got, want := d.String(), "rules.md: error: unknown property `qourum`"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
}

// Who has made a thousand mistakes is told how many more there are.
func TestTooManyDiagnostics(t *testing.T) {
	_, found := Parse("r.md", []byte(testFront+"## 1 A\n```rule\nact a\n"+strings.Repeat("  xyzzy\n", 1500)+"```\n"))
	if len(found) != mostDiagnostics+1 {
		t.Fatalf("Parse found %d things, want %d", len(found), mostDiagnostics+1)
	}
	if last := found[mostDiagnostics]; last.Check != "too-many" || last.Severity != Note || last.Msg != "500 more were found and are not shown" {
		t.Errorf("the last is %+v", last)
	}
	if !HasErrors(found) || HasErrors(found[mostDiagnostics:]) {
		t.Error("HasErrors is wrong")
	}
}

// A line with many faults shows the first of them, and the next line its own.
func TestManyOnOneLine(t *testing.T) {
	_, found := Parse("r.md", []byte(testFront+"## 1 A\n```rule\nbody a\n  "+strings.Repeat("xyzzy, ", 30)+"\n  plugh\n```\n"))
	if len(found) != mostOnLine+2 {
		t.Fatalf("Parse found %d things, want %d", len(found), mostOnLine+2)
	}
	if d := found[mostOnLine]; d.Pos.Line != 10 {
		t.Errorf("the line after has no diagnostic: %v", d)
	}
	if got, want := found[mostOnLine+1].Msg, "20 more were found and are not shown"; got != want {
		t.Errorf("the last says %q, want %q", got, want)
	}
}

// Whatever the length of the lines, the line found by counting is the one found by splitting.
func TestLineOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for _, n := range rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 4094, 4095, 4096, 4097, 9000}), 1, 20).Draw(t, "lengths") {
			lines = append(lines, strings.Repeat("x", n)+fmt.Sprint(len(lines)))
		}
		src := []byte(strings.Join(lines, "\n"))
		for i, want := range lines {
			if got, ok := lineOf(src, i+1); !ok || string(got) != want {
				t.Errorf("lineOf(%d) = %q, %v, want %q", i+1, got, ok, want)
			}
		}
		if got, ok := lineOf(src, len(lines)+1); ok {
			t.Errorf("lineOf(%d) = %q, want none", len(lines)+1, got)
		}
	})
}

func TestSuggest(t *testing.T) {
	among := []string{"quorum", "seats", "by", "in", "held up by"}
	tests := []struct{ name, word, want string }{
		{"two letters swapped", "qourum", "quorum"},
		{"a letter wrong", "quarum", "quorum"},
		{"a letter missing", "quoum", "quorum"},
		{"a letter too many", "seatss", "seats"},
		{"too far", "qrm", ""},
		{"the word itself", "seats", ""},
		{"too short to tell", "bi", ""},
		{"empty", "", ""},
		{"very long", strings.Repeat("a", 1000), ""},
		{"other letters", "quörum", "quorum"},
	}
	for _, tt := range tests {
		if got := Suggest(tt.word, among); got != tt.want {
			t.Errorf("%s: Suggest(%q) = %q, want %q", tt.name, tt.word, got, tt.want)
		}
	}
}
