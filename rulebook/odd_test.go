package rulebook

import "testing"

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
