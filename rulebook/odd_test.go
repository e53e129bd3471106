package rulebook

import (
	"fmt"
	"strings"
	"testing"
)

// odd are texts that are not what a book should be, and the checks that say so, in order.
var odd = []struct {
	name, text string
	want       []string
}{
	{"empty", "", []string{"front-matter"}},
	{"a byte-order mark alone", byteOrderMark, []string{"front-matter"}},
	{"binary", "\x7fELF\x00\x01\xff\xfe", []string{"encoding"}},
	{"NUL in the words", testFront + "## 1 A\n\nwo\x00rds\n", []string{"encoding"}},
	{"Latin-1", testFront + "## 1 Stra\xdfe\n", []string{"encoding"}},
	{"no front matter", "## 1 A\n", []string{"front-matter"}},
	{"front matter not closed", "---\ntitle: A\n## 1 A\n", []string{"front-matter"}},
	{"front matter alone", testFront, nil},
	{"front matter without its end of line", testFront[:len(testFront)-1], nil},
	{"Windows line ends", "---\r\ntitle: A\r\nversion: 1\r\nin-force: 2026-01-01\r\n---\r\n## 1 A\r\n```rule\r\nbody a\r\n  seats 3\r\n```\r\n", nil},
	{"a byte-order mark", byteOrderMark + testFront + "## 1 A\n```rule\nbody a\n```\n", nil},
	{"an unclosed fence", testFront + "## 1 A\n```rule\nbody a\n", []string{"fence"}},
	{"an unclosed fence in a list", testFront + "## 1 A\n- ```rule\n  body a\n\nwords\n", []string{"fence"}},
	{"an unclosed empty fence", testFront + "## 1 A\n```rule", []string{"fence"}},
	{"tabs", testFront + "## 1 A\n```rule\nbody\ta\n\tseats\t3,\tquorum\t2\n```\n", nil},
	{"non-ASCII names", testFront + "## 1 A\n```rule\nbody ausschuß\n  elected by versammlung-für-alle\n```\n", nil},
	{"a name of another script", testFront + "## 1 A\n```rule\nbody p\u0430nel\n```\n", []string{"syntax"}},
	{"a combining accent", testFront + "## 1 A\n```rule\nbody e\u0301lite\n```\n", []string{"syntax"}},
	{"a space that does not break", testFront + "## 1 A\n```rule\nbody\u00a0a\n```\n", []string{"syntax"}},
	{"a control character", testFront + "## 1 A\n```rule\nbody a\x1b[31m\n```\n", []string{"syntax"}},
	{"carriage returns alone", testFront + "## 1 A\r\r```rule\rbody a\r```\r", nil},
	{"a block before the first clause", testFront + "```rule\nbody a\n```\n", []string{"fence"}},
	{"a block in a quotation", testFront + "## 1 A\n> ```rule\n> body a\n> ```\n", []string{"fence"}},
	{"a block with tildes", testFront + "## 1 A\n~~~ rule\nbody a\n~~~\n", nil},
	{"an indented fence", testFront + "## 1 A\n   ```rule\n   body a\n     seats 3\n   ```\n", nil},
	{"a fence with less indented lines", testFront + "## 1 A\n   ```rule\nbody a\n     seats 3\n   ```\n", nil},
	{"a block in a list", testFront + "## 1 A\n- (a) words\n\n  ```rule\n  body a\n    seats 3\n  ```\n", nil},
	{"a rule block with a name", testFront + "## 1 A\n```rule panel\nbody a\n```\n", []string{"fence"}},
	{"an info string almost right", testFront + "## 1 A\n```rules\nbody a\n```\n", []string{"fence"}},
	{"an info string in capitals", testFront + "## 1 A\n```Rule\nbody a\n```\n", []string{"fence"}},
	{"another info string", testFront + "## 1 A\n```go\nbody a\n```\n", nil},
	{"no end of line at the end", testFront + "## 1 A\n```rule\nbody a\n```", nil},
	{"an empty block", testFront + "## 1 A\n```rule\n```\n", nil},
	{"a block of comments", testFront + "## 1 A\n```rule\n# a\n\n  # b\n```\n", nil},
}

func TestTooLarge(t *testing.T) {
	large := make([]byte, mostBytes+1)
	for i := range large {
		large[i] = ' '
	}
	if _, found := Parse("large.md", large); len(found) != 1 || found[0].Check != "too-large" {
		t.Errorf("Parse of too large a file found %v, want too-large", found)
	}
	if _, found := Parse("large.md", large[1:]); len(found) != 1 || found[0].Check != "front-matter" {
		t.Errorf("Parse of as large a file as may be found %v, want front-matter", found)
	}
	if _, found := ParseMap("log.map", large[:mostMapBytes+1]); len(found) != 1 || found[0].Check != "too-large" {
		t.Errorf("ParseMap of too large a file found %v, want too-large", found)
	}
}

// A book may hold so much and no more, and is told once.
func TestTooMany(t *testing.T) {
	many := func(unit string, n int) string {
		return testFront + "## 1 A\n```rule\n" + strings.Repeat(unit, n) + "```\n"
	}
	tests := []struct {
		name, text string
		want       int
	}{
		{"statements", many("status a\n", mostStatements), 0},
		{"statements, one more", many("status a\n", mostStatements+1), 1},
		{"clauses", testFront + numberedClauses(mostClauses), 0},
		{"clauses, one more", testFront + numberedClauses(mostClauses+1), 1},
		{"words in a statement", many("a needs {b"+strings.Repeat(",b", mostTokens/2-4)+"}\n", 1), 0},
		{"words in a statement, one more", many("a needs {b"+strings.Repeat(",b", mostTokens/2)+"}\n", 1), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, found := Parse("many.md", []byte(tt.text))
			if len(found) != tt.want || tt.want > 0 && found[0].Check != "too-large" {
				t.Errorf("Parse found %d things, want %d: %.200v", len(found), tt.want, found)
			}
		})
	}
}

func numberedClauses(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "## %d.%d.%d A\n", i/250_000, i/500, i%500)
	}
	return b.String()
}

func TestOddTexts(t *testing.T) {
	for _, tt := range odd {
		t.Run(tt.name, func(t *testing.T) {
			_, found := Parse("odd.md", []byte(tt.text))
			var got []string
			for _, d := range found {
				got = append(got, d.Check)
			}
			if len(got) != len(tt.want) {
				t.Fatalf("Parse found %q, want %q", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("Parse found %q, want %q", got, tt.want)
				}
			}
		})
	}
}
