package letter

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

const front = `---
notice: a-notice
to: respondent
clause: 1
subject: The <subject>
asks: facts
---

`

// fill fills a letter whose template has a body, and fails if it cannot be.
func fill(t testing.TB, body string, values map[string]string) *Letter {
	t.Helper()
	template, diags := rulebook.ParseTemplate("x.md", []byte(front+body))
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	l, diags := Fill(template, values)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	return l
}

func TestLetter(t *testing.T) {
	tests := []struct{ name, body, facts, plain, html string }{
		{"a paragraph", "The facts: {{facts}}.", "one & two", "The facts: one & two.\n", "<p>The facts: one &amp; two.</p>\n"},
		{"what is written is no Markdown", "{{facts}}", "# *a* [b](c) `d`", "# *a* [b](c) `d`\n", "<p># *a* [b](c) `d`</p>\n"},
		{"nor HTML", "{{facts}}", "<script>alert(1)</script>", "<script>alert(1)</script>\n",
			"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
		{"nor a placeholder", "{{facts}}", "{{reference}}", "{{reference}}\n", "<p>{{reference}}</p>\n"},
		{"lines stay lines", "Facts: {{facts}}", "one\ntwo", "Facts: one\ntwo\n", "<p>Facts: one<br>\ntwo</p>\n"},
		{"paragraphs of its own", "{{facts}}", "one\r\n\r\ntwo", "one\n\ntwo\n", "<p>one</p>\n<p>two</p>\n"},
		{"paragraphs among words", "Facts: {{facts}}", "one\n\ntwo", "Facts: one\ntwo\n", "<p>Facts: one<br>\ntwo</p>\n"},
		{"paragraphs in a heading", "# {{facts}}", "one\n\ntwo", "one\ntwo\n", "<h1>one<br>\ntwo</h1>\n"},
		{"in a list", "- a\n- {{facts}}\n  1. b\n  2. c", "f", "- a\n- f\n  1. b\n  2. c\n",
			"<ul>\n<li>a</li>\n<li>f\n<ol>\n<li>b</li>\n<li>c</li>\n</ol>\n</li>\n</ul>\n"},
		{"a loose list", "- a\n\n- {{facts}}", "f", "- a\n\n- f\n", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>f</p>\n</li>\n</ul>\n"},
		{"in emphasis", "**{{facts}}**", "f", "f\n", "<p><strong>f</strong></p>\n"},
		{"heading", "# The {{facts}}\n\nx", "f", "The f\n\nx\n", "<h1>The f</h1>\n<p>x</p>\n"},
		{"quotation", "> {{facts}}\n> b", "f", "> f b\n", "<blockquote>\n<p>f\nb</p>\n</blockquote>\n"},
		{"HTML of a template", "<b>x</b>{{facts}}", "f", "<b>x</b>f\n", "<p>&lt;b&gt;x&lt;/b&gt;f</p>\n"},
		{"an HTML block", "<div>\n{{facts}}\n</div>", "f", "<div> f </div>\n", "<p>&lt;div&gt;\nf\n&lt;/div&gt;</p>\n"},
		{"a link", "[the site](https://example.org) {{facts}}", "f", "the site (https://example.org) f\n",
			"<p><a href=\"https://example.org\">the site</a> f</p>\n"},
		{"a link that runs", "[x](javascript:alert) {{facts}}", "f", "x (javascript:alert) f\n", "<p><a href=\"\">x</a> f</p>\n"},
		{"a picture is its words", "![the seal](https://example.org/seal.png) {{facts}}", "f", "the seal f\n", "<p>the seal f</p>\n"},
		{"entities and escapes", "a &amp; \\*b {{facts}}", "&amp;", "a & *b &amp;\n", "<p>a &amp; *b &amp;amp;</p>\n"},
		{"code", "    a <b>\n    c\n\n{{facts}}", "f", "    a <b>\n    c\n\nf\n", "<pre><code>a &lt;b&gt;\nc\n</code></pre>\n<p>f</p>\n"},
		{"words that turn about", "{{facts}}", "a\u202eb\u0000c\u2066d", "abcd\n", "<p>abcd</p>\n"},
		{"a long line", strings.Repeat("word ", 20) + "{{facts}}", "f", strings.Repeat(" word", 15)[1:] + "\n" + strings.Repeat("word ", 5) + "f\n",
			"<p>" + strings.Repeat("word ", 20) + "f</p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fill(t, tt.body, map[string]string{"facts": tt.facts})
			if got := l.Plain(); got != tt.plain {
				t.Errorf("Plain = %q, want %q", got, tt.plain)
			}
			if got := string(l.HTML()); got != tt.html {
				t.Errorf("HTML = %q, want %q", got, tt.html)
			}
		})
	}
}

func TestGapsAreReported(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"nothing written", "Facts: {{facts}}", "9:8 missing-value"},
		{"not of this matter", "{{tribunal}}", "9:1 unknown-placeholder"},
		{"no value yet", "{{panel}}", "9:1 missing-value"},
		{"in code", "`{{reference}}`", "9:2 hidden-placeholder"},
		{"in a block of code", "    {{reference}}", "9:5 hidden-placeholder"},
		{"in an address", "[x](https://example.org/{{reference}})", "9:25 hidden-placeholder"},
		{"escaped", `\{{reference}}`, "9:2 hidden-placeholder"},
		{"in triple braces", "{{{reference}}}", "8:1 unknown-placeholder"},
		{"several", "{{reference}} {{panel}}\n\n{{facts}}", "9:15 missing-value, 11:1 missing-value"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			template, _ := rulebook.ParseTemplate("x.md", []byte(front+tt.body))
			l, diags := Fill(template, map[string]string{"reference": "K-4711", "panel": " ", "facts": "\n"})
			var got []string
			for _, d := range diags {
				got = append(got, fmt.Sprintf("%d:%d %s", d.Pos.Line, d.Pos.Col, d.Check))
				if d.Severity != rulebook.Error || d.Help == "" || d.File != "x.md" {
					t.Errorf("%+v is no error with a file and a way out", d)
				}
			}
			if s := strings.Join(got, ", "); s != tt.want || l != nil {
				t.Errorf("Fill = %v with %q, want none with %q", l, s, tt.want)
			}
		})
	}
}

// Every letter of the model rule books can be filled, and says what was given.
func TestModelLetters(t *testing.T) {
	files, err := filepath.Glob("../../../modelrules/*/notices/*.md")
	if err != nil || len(files) < 7 {
		t.Fatalf("found %v, %v, want the notices of the model books", files, err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		template, _ := rulebook.ParseTemplate(file, source)
		values := make(map[string]string)
		for i, f := range template.Fields {
			values[f.Name] = fmt.Sprintf("<%s %d>", f.Name, i)
		}
		l, diags := Fill(template, values)
		if len(diags) > 0 {
			t.Errorf("%s: %v", file, diags)
			continue
		}
		for name, v := range values {
			if !strings.Contains(strings.Join(strings.Fields(l.Plain()), " "), v) {
				t.Errorf("%s does not say %s", file, name)
			}
		}
		for _, line := range strings.Split(l.Plain(), "\n") {
			if len(line) > width+20 || strings.Contains(line, "{{") {
				t.Errorf("%s: line %q", file, line)
			}
		}
	}
}

func TestPage(t *testing.T) {
	l := fill(t, "Dear {{facts}}", map[string]string{"facts": "A & B"})
	got, err := l.Page(Sheet{Language: "en", Title: "Letter", Style: "/static/letter.css", Sender: []string{"The <Office>", "1 Road"},
		Recipient: []string{"A", "B"}, Day: "1 March 2026"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<title>Letter</title>", "The &lt;Office&gt;<br>1 Road", "<h1>The &lt;subject&gt;</h1>", "<p>Dear A &amp; B</p>",
		`<html lang="en">`, `href="/static/letter.css"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the page has no %s:\n%s", want, got)
		}
	}
	for _, never := range []string{"<script", "style=", "<style"} {
		if strings.Contains(got, never) {
			t.Errorf("the page has %s, which the policy of the pages refuses", never)
		}
	}
}

// Whatever is written adds no element but line breaks and paragraphs.
func TestNoWordsBecomeElements(t *testing.T) {
	plain := fill(t, "a {{facts}}\n\n- {{facts}}", map[string]string{"facts": "x"})
	want := elements(string(plain.HTML()))
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("<>&\"'{}[]()*_`#-\n\r !\\x")))).Draw(rt, "value")
		if strings.TrimSpace(value) == "" {
			return
		}
		l := fill(t, "a {{facts}}\n\n- {{facts}}", map[string]string{"facts": value})
		if got := elements(string(l.HTML())); !slices.Equal(got, want) {
			rt.Fatalf("%q made the elements %q, want %q", value, got, want)
		}
		if l.Plain() != fill(t, "a {{facts}}\n\n- {{facts}}", map[string]string{"facts": value}).Plain() {
			rt.Fatal("the same letter twice differs")
		}
	})
}

// elements returns the tags of some HTML, but those that part lines.
func elements(html string) []string {
	var found []string
	for _, part := range strings.Split(html, "<")[1:] {
		tag, _, _ := strings.Cut(part, ">")
		if tag != "br" && tag != "p" && tag != "/p" {
			found = append(found, tag)
		}
	}
	return found
}

func FuzzLetter(f *testing.F) {
	f.Add(front+"{{facts}}", "x")
	f.Add(front+"- > {{facts}}\n1. a\n\n   b\n***\n", "# x\n\ny")
	f.Fuzz(func(t *testing.T, source, facts string) {
		template, _ := rulebook.ParseTemplate("x.md", []byte(source))
		if l, _ := Fill(template, map[string]string{"facts": facts}); l != nil {
			if strings.Contains(string(l.HTML()), "<script") || l.Plain() == "" {
				t.Errorf("%q with %q gives %q", source, facts, l.HTML())
			}
		}
	})
}
