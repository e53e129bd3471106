package rulebook

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Template is the text of a notice, with placeholders for what differs from case to case. What they may stand for is
// said in doc/spec/rulebook.md, section 6.
type Template struct {
	File    string
	Source  []byte
	Notice  string
	To      []string // its addressees
	Clause  string   // where the notice is declared
	Subject string
	Asks    []string // what whoever sends it must write each time
	Body    Pos      // where the letter begins, after the front matter
	Fields  []Field  // its placeholders, in the order of the text
	Pos     map[string]Pos
}

// A Field is a placeholder: {{last-day}}.
type Field struct {
	Name     string
	Pos, End Pos
}

const (
	checkTemplate     = "notice-template"
	mostTemplateBytes = 1 << 20
)

var (
	braces    = regexp.MustCompile(`\{\{([^{}]*)\}\}|\{\{|\}\}`)
	fieldName = regexp.MustCompile(`^\pL[\pL\pN]*([.-][\pL\pN]+)*$`)
)

// templateKeys are those of a template's front matter, in order.
var templateKeys = []string{"notice", "to", "clause", "subject", "asks"}

// ParseTemplate reads the template of a notice. File names it in diagnostics, which are warnings: a book can be used
// without its letters. Like [Parse] it always returns what could be read, and it resolves no names.
func ParseTemplate(file string, src []byte) (*Template, []Diagnostic) {
	t := &Template{File: file, Source: src, Pos: map[string]Pos{}}
	d := &diagnostics{file: file}
	if readable(src, d, mostTemplateBytes) {
		r := &templateReader{t, newText(file, strings.TrimPrefix(string(src), byteOrderMark)), d}
		r.body(r.front())
	}
	for i := range d.found {
		d.found[i].Check, d.found[i].Severity = checkTemplate, Warning
	}
	return t, d.sorted()
}

// A templateReader reads one template.
type templateReader struct {
	out   *Template
	text  *text
	diags *diagnostics
}

func (r *templateReader) add(at Pos, width int, msg, help string) {
	r.diags.add(Diagnostic{Pos: at, End: at.after(width), Check: checkTemplate, Msg: msg, Help: help})
}

// front reads the front matter and returns the number of the first line after it.
func (r *templateReader) front() int {
	const example = "begin the file with a line `---`, then `notice: NAME`, `to: WHO`, `clause: N` and `subject: WORDS`, then a line `---`"
	lines := len(r.text.starts)
	if strings.TrimRight(r.text.line(1), " \t\r\n") != "---" {
		r.add(Pos{1, 1}, 1, "the template does not begin with its front matter", example)
		return 1
	}
	for n := 2; n <= lines; n++ {
		line := strings.TrimRight(r.text.line(n), " \t\r\n")
		if line == "---" {
			r.complete()
			return n + 1
		}
		if line != "" {
			r.key(n, line)
		}
	}
	r.add(Pos{1, 1}, 3, "the front matter of the template is not closed", example)
	return lines + 1
}

// key reads one line of the front matter.
func (r *templateReader) key(n int, line string) {
	key, value, ok := strings.Cut(line, ":")
	at := Pos{n, 1}
	if !ok || !slices.Contains(templateKeys, key) {
		help := "it may have: " + strings.Join(templateKeys, ", ")
		if near := Suggest(key, templateKeys); near != "" {
			help = "did you mean `" + near + "`?"
		}
		r.add(at, utf8.RuneCountInString(key), "the front matter of a template has no `"+key+"`", help)
		return
	}
	if _, twice := r.out.Pos[key]; twice {
		r.add(at, len(key), "`"+key+"` stands twice", "leave one of them out")
		return
	}
	r.out.Pos[key] = at
	value = strings.TrimSpace(value)
	switch key {
	case "notice":
		r.out.Notice = value
	case "to":
		r.out.To = namesIn(value)
	case "clause":
		r.out.Clause = value
	case "subject":
		r.out.Subject = value
	case "asks":
		r.out.Asks = namesIn(value)
	}
}

// complete reports the keys that are missing.
func (r *templateReader) complete() {
	for _, key := range templateKeys[:len(templateKeys)-1] {
		if _, ok := r.out.Pos[key]; !ok {
			r.add(Pos{1, 1}, 3, "the template does not say `"+key+"`", "add a line `"+key+": ...`")
		}
	}
}

// namesIn splits a list of names, separated by commas or "and".
func namesIn(list string) []string {
	var names []string
	for _, part := range strings.Split(list, ",") {
		for _, name := range strings.Split(part, " and ") {
			if name = strings.TrimSpace(name); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// body reads the placeholders from a line on. Each stands on one line.
func (r *templateReader) body(from int) {
	r.out.Body = Pos{from, 1}
	for n := from; n <= len(r.text.starts); n++ {
		line := r.text.line(n)
		for _, at := range braces.FindAllStringSubmatchIndex(line, -1) {
			pos := Pos{n, 1 + utf8.RuneCountInString(line[:at[0]])}
			width := utf8.RuneCountInString(line[at[0]:at[1]])
			if at[2] < 0 || !fieldName.MatchString(line[at[2]:at[3]]) {
				r.add(pos, width, "double braces that hold no name", "write a placeholder as {{reference}}: a name, on one line, without spaces")
				continue
			}
			r.out.Fields = append(r.out.Fields, Field{line[at[2]:at[3]], pos, pos.after(width)})
		}
	}
}
