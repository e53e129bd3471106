// Package letter makes a notice out of its template: what stands for each
// placeholder is filled in, and the letter is given as plain text, as HTML and
// as a page that can be printed.
//
// A template is Markdown; what is filled in is not. Whatever somebody writes
// stands in the letter as they wrote it and can become no heading, link or
// element. HTML in a template is text. The package is pure: the same template
// and values give the same bytes. doc/spec/rulebook.md says what a template is.
package letter

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
	"github.com/yuin/goldmark/ast"
)

// The checks that Fill makes.
const (
	MissingValue = "missing-value"       // nothing was written where the sender must write
	UnknownField = "unknown-placeholder" // a placeholder stands for nothing here
	HiddenField  = "hidden-placeholder"  // a placeholder stands where a letter shows no words, such as in code
)

// A Letter is a notice with everything filled in.
type Letter struct {
	Notice  string
	Subject string

	source []byte
	root   ast.Node
}

// Fill puts the values, by name, where the placeholders of t stand. It returns
// no letter when one of them has no value, or a blank one: a letter with a gap
// is not sent. The diagnostics are errors, in the order of the text.
func Fill(t *rulebook.Template, values map[string]string) (*Letter, []rulebook.Diagnostic) {
	source := body(t)
	root, shown := parse(source)
	var found []rulebook.Diagnostic
	report := func(f rulebook.Field, check, msg, help string) {
		found = append(found, rulebook.Diagnostic{File: t.File, Pos: f.Pos, End: f.End, Check: check,
			Severity: rulebook.Error, Msg: msg, Help: help})
	}
	for _, f := range t.Fields {
		value, known := values[f.Name]
		switch asked := slices.Contains(t.Asks, f.Name); {
		case len(shown) == 0 || shown[0].name != f.Name:
			report(f, HiddenField, "`{{"+f.Name+"}}` stands where a letter shows no words", "move it out of the code or the link")
			continue
		case asked && strings.TrimSpace(value) == "":
			report(f, MissingValue, "nothing is written for `"+f.Name+"`, which the letter asks for", "write what is to stand there")
		case !known:
			report(f, UnknownField, "`"+f.Name+"` stands for nothing in this matter", "mend the template, or name it in `asks`")
		case strings.TrimSpace(value) == "":
			report(f, MissingValue, "`"+f.Name+"` has no value yet", "send the letter once it has one")
		}
		shown[0].value = tidy(value)
		shown = shown[1:]
	}
	for _, f := range shown { // such as in triple braces, which the template's reader has reported
		report(rulebook.Field{Name: f.name, Pos: t.Body, End: t.Body}, UnknownField,
			"`"+f.name+"` stands in braces that are not a placeholder", "write a placeholder as {{reference}}")
	}
	if len(found) > 0 {
		return nil, found
	}
	spread(root)
	return &Letter{Notice: t.Notice, Subject: t.Subject, source: source, root: root}, nil
}

// body returns the text of t after its front matter.
func body(t *rulebook.Template) []byte {
	text := string(t.Source)
	for line := 1; line < t.Body.Line; line++ {
		_, text, _ = strings.Cut(text, "\n")
	}
	return []byte(strings.ReplaceAll(text, "\r\n", "\n"))
}

// tidy returns what somebody wrote without the spaces around it and without
// the characters that no letter shows and that can turn words about.
func tidy(value string) string {
	value = strings.ReplaceAll(value, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, // controls
			r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069': // overrides of direction
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.TrimSpace(value), "\ufffd"))
}
