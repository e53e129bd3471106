package rulebook

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const goodTemplate = `---
notice: decision-notice
to: respondent and complainant
clause: 9.11
subject: The decision: what it is
asks: facts, exhibits
---

Reference {{reference}}

Facts, ‘{{facts}}’; {{exhibits}}, until {{last-day}}.
`

func TestTemplate(t *testing.T) {
	got, diags := ParseTemplate("notices/decision-notice.md", []byte(goodTemplate))
	if len(diags) > 0 {
		t.Fatalf("a good template gives %v", diags)
	}
	if got.Notice != "decision-notice" || !slices.Equal(got.To, []string{"respondent", "complainant"}) || got.Clause != "9.11" ||
		got.Subject != "The decision: what it is" || !slices.Equal(got.Asks, []string{"facts", "exhibits"}) {
		t.Errorf("front matter = %+v", got)
	}
	if got.Body != (Pos{8, 1}) {
		t.Errorf("the letter begins at %v, want 8:1", got.Body)
	}
	var fields []string
	for _, f := range got.Fields {
		fields = append(fields, f.Name)
	}
	if !slices.Equal(fields, []string{"reference", "facts", "exhibits", "last-day"}) {
		t.Errorf("placeholders = %q", fields)
	}
	if at := got.Fields[1]; at.Pos != (Pos{11, 9}) || at.End != (Pos{11, 18}) {
		t.Errorf("{{facts}} stands at %v to %v, want 11:9 to 11:18: columns count characters", at.Pos, at.End)
	}
}

func TestTemplateMistakes(t *testing.T) {
	for _, tt := range []struct {
		name, from, to string
		want           string
	}{
		{"no front matter", "---\nnotice", "notice", "1:1 the template does not begin with its front matter"},
		{"not closed", "exhibits\n---\n", "exhibits\n", "1:1 the front matter of the template is not closed"},
		{"a key is missing", "clause: 9.11\n", "", "1:1 the template does not say `clause`"},
		{"an unknown key", "subject:", "subjects:", "5:1 the front matter of a template has no `subjects`"},
		{"a key twice", "asks:", "to: respondent\nasks:", "6:1 `to` stands twice"},
		{"a space", "{{last-day}}", "{{last day}}", "11:41 double braces that hold no name"},
		{"a program", "{{facts}}", "{{.Facts}}", "11:9 double braces that hold no name"},
		{"not closed on its line", "{{facts}}", "{{facts\n}}", "11:9 double braces that hold no name"},
		{"windows line ends", "\n", "\r\n", ""},
		{"a byte order mark", "---\nnotice", "\ufeff---\nnotice", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := 1
			if tt.from == "\n" {
				n = -1
			}
			_, diags := ParseTemplate("x.md", []byte(strings.Replace(goodTemplate, tt.from, tt.to, n)))
			var got []string
			for _, d := range diags {
				got = append(got, fmt.Sprintf("%d:%d %s", d.Pos.Line, d.Pos.Col, d.Msg))
			}
			if tt.want == "" && len(got) > 0 || tt.want != "" && !slices.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			for _, d := range diags {
				if d.Severity != Warning || d.Check != checkTemplate {
					t.Errorf("%v is %v of %s, want a warning of %s", d, d.Severity, d.Check, checkTemplate)
				}
			}
		})
	}
}

func TestModelTemplatesParse(t *testing.T) {
	files, err := filepath.Glob("../modelrules/*/notices/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, diags := ParseTemplate(file, src); len(diags) > 0 {
			t.Errorf("%s: %v", file, diags[0])
		}
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add([]byte(goodTemplate))
	f.Add([]byte("---\nnotice: \xff\n---\n{{"))
	f.Fuzz(func(t *testing.T, src []byte) {
		got, diags := ParseTemplate("x.md", src)
		for _, d := range diags {
			if d.Pos.Line < 1 || d.Pos.Col < 1 {
				t.Errorf("%q has no place", d.Msg)
			}
			d.Render(src)
		}
		for _, field := range got.Fields {
			if !utf8.ValidString(field.Name) || !strings.Contains(string(src), "{{"+field.Name+"}}") {
				t.Errorf("a placeholder %q that does not stand in the text", field.Name)
			}
		}
	})
}
