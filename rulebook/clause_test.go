package rulebook

import (
	"strings"
	"testing"
)

func TestClauses(t *testing.T) {
	tests := []struct {
		name, text string
		want       string // number|heading|parent, joined by ;
	}{
		{"headings", "## 6 Charges\n\n### 6.5 A charge has a life\n", "6|Charges|;6.5|A charge has a life|6"},
		{"a stop after the number", "## 6. Charges\n", "6|Charges|"},
		{"a bracket after the number", "## 6) Charges\n", "6|Charges|"},
		{"a letter in the number", "## 6A Charges\n\n### 6A.1 More\n", "6A|Charges|;6A.1|More|6A"},
		{"underlined headings", "6 Charges\n=========\n", "6|Charges|"},
		{"a heading without a number", "## Charges\n\nWords.\n", ""},
		{"a year in a heading", "## 2026 rules\n", ""},
		{"a number alone", "## 6\n", "6||"},
		{"a sum", "3 * 4 is 12.\n", ""},
		{"a quotation after the number", "7 “Member” means a member.\n", "7|“Member” means a member.|"},
		{"a number that goes on in letters", "## 6th charge\n", ""},
		{"paragraphs", "6.5 A charge.\n\n6.6 Another.\n", "6.5|A charge.|;6.6|Another.|"},
		{"a bold number", "**6.5** A charge.\n", "6.5|A charge.|"},
		{"a bold number and heading", "**6.5 A charge.** It has a life.\n", "6.5|A charge. It has a life.|"},
		{"an escaped number", `6\. Charges` + "\n", "6|Charges|"},
		{"a paragraph that begins with a count", "30 members may ask for it.\n", ""},
		{"a paragraph that begins with a whole number", "7 Members may ask for it.\n", "7|Members may ask for it.|"},
		{"a paragraph that begins with a date", "6.5.2026 was a day.\n", ""},
		{"letters", "## 6 A\n\n(a) one\n\n(b) two\n", "6|A|;6(a)|one|6;6(b)|two|6"},
		{"letters in a list", "## 6 A\n\n- (a) one\n- (b) two\n", "6|A|;6(a)|one|6;6(b)|two|6"},
		{"letters without a clause", "(a) one\n", ""},
		{"nested lists", "## 6 A\n\n- (a) one\n  - (i) x\n  - (ii) y\n- (b) two\n  - (i) z\n",
			"6|A|;6(a)|one|6;6(a)(i)|x|6(a);6(a)(ii)|y|6(a);6(b)|two|6;6(b)(i)|z|6(b)"},
		{"nested paragraphs", "## 6 A\n\n(a) one\n\n(i) x\n\n(ii) y\n\n(b) two\n\n(i) z\n",
			"6|A|;6(a)|one|6;6(a)(i)|x|6(a);6(a)(ii)|y|6(a);6(b)|two|6;6(b)(i)|z|6(b)"},
		{"the letter i", "## 6 A\n\n(g) one\n\n(h) two\n\n(i) three\n\n(j) four\n", "6|A|;6(g)|one|6;6(h)|two|6;6(i)|three|6;6(j)|four|6"},
		{"roman numbers at the top", "## 6 A\n\n(i) one\n\n(ii) two\n\n(iv) four\n", "6|A|;6(i)|one|6;6(ii)|two|6;6(iv)|four|6"},
		{"three levels", "## 6 A\n\n(1) x\n\n(a) y\n\n(i) z\n\n(2) w\n", "6|A|;6(1)|x|6;6(1)(a)|y|6(1);6(1)(a)(i)|z|6(1)(a);6(2)|w|6"},
		{"a word in brackets", "## 6 A\n\n(word) it is so\n", "6|A|"},
		{"capital roman numbers", "## 6 A\n\n(I) one\n\n(II) two\n", "6|A|;6(I)|one|6;6(II)|two|6"},
		{"a label of both cases", "## 6 A\n\n(Ii) one\n", "6|A|"},
		{"a label that begins late", "## 6 A\n\n(c) one\n\n(20) two\n", "6|A|;6(c)|one|6;6(c)(20)|two|6(c)"},
		{"brackets that are no label", "## 6 A\n\n(see below) it is so\n", "6|A|"},
		{"a numbered list under a clause", "## 6 A\n\n1. one\n2. two\n", "6|A|;6(1)|one|6;6(2)|two|6"},
		{"a numbered list in a list", "- 1. one\n", ""},
		{"a numbered list alone", "1. one\n2. two\n", "1|one|;2|two|"},
		{"a numbered list with letters", "1. one\n\n   (a) x\n2. two\n", "1|one|;1(a)|x|1;2|two|"},
		{"numbered lists apart", "1. one\n\n<!-- -->\n\n2. two\n", "1|one|;2|two|"},
		{"a clause in a quotation", "## 6 A\n\n> 6.5 Quoted.\n", "6|A|"},
		{"a clause in a code block", "## 6 A\n\n    6.5 Code.\n", "6|A|"},
		{"a long word", "6.5 " + strings.Repeat("ä", 400) + "\n", "6.5|" + strings.Repeat("ä", 60) + "...|"},
		{"a long word of wide letters", "6.5 " + strings.Repeat("\U00020000", 400) + "\n", "6.5|" + strings.Repeat("\U00020000", 60) + "...|"},
		{"a long paragraph", "6.5 " + strings.Repeat("word ", 40) + "\n", "6.5|" + strings.TrimSpace(strings.Repeat("word ", 12)) + "...|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			book, found := Parse("c.md", []byte(testFront+tt.text))
			var got []string
			for _, c := range book.Clauses {
				parent := ""
				if c.Parent != nil {
					parent = c.Parent.Number
				}
				got = append(got, c.Number+"|"+c.Heading+"|"+parent)
			}
			if s := strings.Join(got, ";"); s != tt.want {
				t.Errorf("the clauses are %q, want %q", s, tt.want)
			}
			if len(found) > 0 {
				t.Errorf("Parse found %v, want nothing", found)
			}
		})
	}
}

func TestClauseNumberTwice(t *testing.T) {
	text := testFront + "## 6 A\n\n## 6. B\n\n```rule\nbody a\n```\n"
	book, found := Parse("c.md", []byte(text))
	if len(found) != 1 || found[0].Check != "duplicate-clause" || found[0].Pos != (Pos{8, 4}) {
		t.Errorf("Parse found %v, want duplicate-clause at 8:4", found)
	}
	if got := book.Statements[0].Clause; got != book.Clauses[1] {
		t.Errorf("the block is that of %q, want that of the clause above it", got.Heading)
	}
}

func TestBlocksBelongToTheLastClause(t *testing.T) {
	text := testFront + "## 6 A\n\n(a) words\n\n```rule\nbody a\nbody b as committee\n```\n\nMore.\n\n## Unnumbered\n\n```rule\nbody c\n```\n\n```rule\nrule none: why # not\n```\n"
	book, found := Parse("c.md", []byte(text))
	if len(found) > 0 {
		t.Fatalf("Parse found %v, want nothing", found)
	}
	var got []string
	for _, st := range book.Statements {
		got = append(got, st.Subject[0].Name+" "+st.Clause.Number+"#"+itoa(st.Ordinal)+st.Norm)
	}
	if s := strings.Join(got, ", "); s != "a 6(a)#1, b 6(a)#2committee, c 6(a)#3" {
		t.Errorf("the statements are %s", s)
	}
	c := book.Clauses[1]
	if len(c.Blocks) != 3 || c.Blocks[2].None != "why" || c.Blocks[2].NonePos != (Pos{24, 1}) {
		t.Errorf("the last block of 6(a) is %+v", c.Blocks[2])
	}
	if b := c.Blocks[0]; b.Pos != (Pos{10, 1}) || b.End != (Pos{13, 1}) {
		t.Errorf("the first block is from %v to %v, want 10:1 to 13:1", b.Pos, b.End)
	}
}

func TestClauseText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "One line\nand another.", "One line and another."},
		{"paragraphs", "One.\n\nTwo.", "One.\nTwo."},
		{"emphasis", "It *must* be **done** __now__.", "It must be done now."},
		{"stars that stand for themselves", "3 * 4 and a*b is", "3 * 4 and a*b is"},
		{"emphasis not closed", "It *must be.", "It *must be."},
		{"emphasis of three", "***both*** and **one *in* other**", "both and one in other"},
		{"underscores in words", "the notice_of_appeal form", "the notice_of_appeal form"},
		{"code", "the word `act` and ``a ` b``", "the word act and a ` b"},
		{"code not closed", "the word `act", "the word `act"},
		{"stars in code", "`*a*`", "*a*"},
		{"links", "see [the *Act*](https://example.org/a_(b) \"title\") here", "see the Act here"},
		{"a link by reference", "see [the Act][act] here\n\n[act]: https://example.org", "see the Act here"},
		{"an image", "![a picture](x.png) here", "a picture here"},
		{"brackets", "clause [6] and (7)", "clause [6] and (7)"},
		{"an address", "write to <mail@example.org>", "write to mail@example.org"},
		{"HTML", "a <b>bold</b> word<br>", "a bold word"},
		{"a comment", "a <!-- hidden --> word", "a  word"},
		{"a comment not closed", "a <!-- word and <!-- word", "a <!-- word and <!-- word"},
		{"a block of HTML", "<pre>\none\n\ntwo</pre>\n\nthree", "one two\nthree"},
		{"a link over two lines", "see [the Act](x\ny)", "see [the Act](x y)"},
		{"a link with brackets not closed", "see [the Act](x(y", "see [the Act](x(y"},
		{"a link to an angle", "see [the Act](<x y>) here", "see the Act here"},
		{"a link to an angle not closed", "see [the Act](<x y) here", "see [the Act](<x y) here"},
		{"a block of comment", "<!-- hidden\n\nstill -->\n\nWord.", "Word."},
		{"less than", "a < b", "a < b"},
		{"entities", "R&amp;D &sect; 6, AT&T", "R&D § 6, AT&T"},
		{"entities side by side", "&lt;&gt;*&amp;*&quot;", `<>&"`},
		{"escapes", `It is \*not\* bold, a\b`, `It is *not* bold, a\b`},
		{"a hard break", "one\\\ntwo  \nthree", "one two three"},
		{"a quotation", "> quoted\n> words", "quoted words"},
		{"a list", "- one\n- two", "one\ntwo"},
		{"an indented block", "    as is *x*", "as is *x*"},
		{"a fence of text", "one\n\n```text\nnot words\n```\n\ntwo", "one\ntwo"},
		{"an unnumbered heading", "one\n\n## Heading\n\ntwo", "one\ntwo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := testFront + "## 1 A\n\n" + tt.text + "\n"
			book, _ := Parse("c.md", []byte(src))
			c := book.Clauses[0]
			if want := strings.TrimRight("A\n"+tt.want, "\n"); c.Text != want {
				t.Errorf("the text is %q, want %q", c.Text, want)
			}
			spansStand(t, c, strings.Split(src, "\n"))
		})
	}
}

// spansStand checks that each span stands where it says, but for those that are read as something else.
func spansStand(t *testing.T, c *Clause, lines []string) {
	t.Helper()
	for _, s := range c.Spans {
		rest := []rune(lines[s.Pos.Line-1])[s.Pos.Col-1:]
		if !strings.HasPrefix(string(rest), s.Text) && rest[0] != '&' {
			t.Errorf("the span %q is said to stand where %q does", s.Text, string(rest))
		}
	}
}

func TestClauseAt(t *testing.T) {
	book, _ := Parse("c.md", []byte(testFront+"## 1 A\n\nWithin *three* months\nof the charge.\n"))
	c := book.Clauses[0]
	tests := []struct {
		words string
		want  Pos
	}{
		{"A", Pos{6, 6}},
		{"Within", Pos{8, 1}},
		{"three", Pos{8, 9}},
		{"months", Pos{8, 16}},
		{"of the", Pos{9, 1}},
		{"charge", Pos{9, 8}},
	}
	for _, tt := range tests {
		if got := c.At(strings.Index(c.Text, tt.words)); got != tt.want {
			t.Errorf("At of %q = %v, want %v", tt.words, got, tt.want)
		}
	}
	if got, want := (&Clause{Pos: Pos{3, 1}}).At(5), (Pos{3, 1}); got != want {
		t.Errorf("At of a clause without words = %v, want %v", got, want)
	}
	if got, want := c.At(len(c.Text)), (Pos{9, 15}); got != want {
		t.Errorf("At of the end = %v, want %v", got, want)
	}
}
