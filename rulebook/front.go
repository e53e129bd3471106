package rulebook

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// front is the scanner of the front matter.
type front struct {
	text  *text
	diags *diagnostics
	out   *FrontMatter
	meant map[string]bool // keys that are there, but not written as they should be
}

// A field is a key of the front matter.
type field struct {
	key    string
	needed bool
	values []string // the values it may have; nil for any
	set    func(out *FrontMatter, value string) error
}

// The versions that may govern the procedure, the offences and the sanctions.
var (
	forProcedure = policies(WhenReceived, WhenOpened, WhenHappened, NextStage, OnTheDay)
	forOffences  = policies(WhenHappened, WhenDecided)
	forSanctions = policies(WhenHappened, WhenDecided, LaterIfLighter)
)

func policies(all ...Policy) []string {
	var words []string
	for _, p := range all {
		words = append(words, string(p))
	}
	return words
}

// fields are the keys of the front matter.
var fields = []field{
	{"title", true, nil, plainly(func(out *FrontMatter, v string) { out.Title = v })},
	{"organisation", false, nil, plainly(func(out *FrontMatter, v string) { out.Organisation = v })},
	{"version", true, nil, setVersion},
	{"in-force", true, nil, setInForce},
	{"calendar", false, regions(), plainly(func(out *FrontMatter, v string) { out.Calendar.Region = calendar.Region(v) })},
	{"zone", false, nil, setZone},
	{"months", false, []string{"round down", "round up"}, setMonths},
	{"last-day", false, []string{"stays", "rolls forward"}, plainly(func(out *FrontMatter, v string) {
		out.Calendar.RollForward = v == "rolls forward"
	})},
	{"procedure-follows", false, forProcedure, plainly(func(out *FrontMatter, v string) { out.ProcedureFollows = Policy(v) })},
	{"offences-follow", false, forOffences, plainly(func(out *FrontMatter, v string) { out.OffencesFollow = Policy(v) })},
	{"sanctions-follow", false, forSanctions, plainly(func(out *FrontMatter, v string) { out.SanctionsFollow = Policy(v) })},
	{"running-deadlines", false, []string{"keep", "recompute"}, plainly(func(out *FrontMatter, v string) {
		out.RecomputeRunning = v == "recompute"
	})},
}

// plainly makes a setter of one that takes whatever it is given.
func plainly(set func(out *FrontMatter, value string)) func(*FrontMatter, string) error {
	return func(out *FrontMatter, value string) error { set(out, value); return nil }
}

func regions() []string {
	var names []string
	for _, r := range calendar.Regions() {
		names = append(names, string(r))
	}
	return names
}

func setVersion(out *FrontMatter, v string) error {
	if strings.ContainsAny(v, " \t") || len(v) > longestName {
		return fmt.Errorf("a version is a name without spaces, of at most %d characters", longestName)
	}
	out.Version = v
	return nil
}

func setInForce(out *FrontMatter, v string) (err error) {
	if out.InForce, err = calendar.ParseDate(v); err != nil {
		return errors.New(dateHelp(v))
	}
	return nil
}

func setZone(out *FrontMatter, v string) error {
	if _, err := calendar.New(calendar.Options{Zone: v}); err != nil {
		return errors.New(zoneHelp(v))
	}
	out.Calendar.Zone = v
	return nil
}

// zoneHelp says what to write for what is no time zone: the zone of a city that was named alone, or one that is near.
func zoneHelp(v string) string {
	zones := slices.DeleteFunc(calendar.Zones(), func(z string) bool { return strings.HasPrefix(z, "Etc/") }) // its GMT+1 is west of Greenwich
	for _, z := range zones {
		if strings.HasSuffix(strings.ToLower(z), "/"+strings.ReplaceAll(strings.ToLower(v), " ", "_")) {
			return "did you mean `" + z + "`?"
		}
	}
	if near := Suggest(v, zones); near != "" {
		return "did you mean `" + near + "`?"
	}
	return "write an IANA time zone such as Europe/London"
}

func setMonths(out *FrontMatter, v string) (err error) {
	out.Calendar.Rounding, err = calendar.ParseRounding(v)
	return err
}

// frontMatter reads the front matter and returns where the text after it begins.
func frontMatter(t *text, d *diagnostics, out *FrontMatter) int {
	f := &front{text: t, diags: d, out: out, meant: make(map[string]bool)}
	out.Pos = make(map[string]Pos)
	first := 1
	if len(t.src) == 0 || strings.TrimPrefix(strings.TrimRight(t.line(first), " \t"), byteOrderMark) != "---" {
		f.add(Pos{1, 1}, 1, "the book does not begin with its front matter",
			"begin the file with a line `---`, then `title:`, `version:` and `in-force:`, then a line `---`")
		return len(t.src) - len(strings.TrimPrefix(t.src, byteOrderMark))
	}
	for n := first + 1; n <= len(t.starts); n++ {
		line := strings.TrimRight(t.line(n), " \t")
		if line == "---" {
			f.missing(Pos{n, 1})
			return f.after(n)
		}
		if strings.HasPrefix(line, "#") && isHeading(line) || strings.HasPrefix(line, "```") {
			break
		}
		f.line(n, line)
	}
	return f.unclosed(d)
}

// unclosed reports front matter without an end. What was read as its lines since the first blank one were words of the
// book: what was found wrong with them is not said.
func (f *front) unclosed(d *diagnostics) int {
	end := 2
	for end < len(f.text.starts) && strings.TrimSpace(f.text.line(end)) != "" {
		end++
	}
	d.found = slices.DeleteFunc(d.found, func(diag Diagnostic) bool { return diag.Pos.Line >= end })
	f.add(Pos{min(end, len(f.text.starts)), 1}, 1, "the front matter is not closed", "put a line `---` after its last key")
	return f.after(end - 1)
}

// isHeading tells the first heading of a book whose front matter was not closed from a comment.
func isHeading(line string) bool {
	return strings.HasPrefix(line, "##")
}

// after returns the offset of the line after n.
func (f *front) after(n int) int {
	if n < len(f.text.starts) {
		return int(f.text.starts[n])
	}
	return len(f.text.src)
}

func (f *front) add(at Pos, width int, msg, help string) {
	f.diags.add(Diagnostic{Pos: at, End: at.after(width), Check: checkFrontMatter, Msg: msg, Help: help})
}

// line reads one line of the front matter.
func (f *front) line(n int, line string) {
	content := withoutComment(line)
	if strings.TrimSpace(content) == "" {
		return
	}
	key, value, ok := strings.Cut(content, ":")
	from := len(key) - len(strings.TrimLeft(key, " \t"))
	key = strings.TrimSpace(key)
	at := f.at(n, from)
	if !ok {
		f.add(at, runes(strings.TrimSpace(content)), "a line of the front matter without a colon", f.colonHelp(content))
		return
	}
	i := slices.IndexFunc(fields, func(fd field) bool { return fd.key == key })
	if i < 0 {
		f.unknown(key, at)
		return
	}
	if first, twice := f.out.Pos[key]; twice {
		f.add(at, runes(key), fmt.Sprintf("`%s` stands twice in the front matter", key),
			fmt.Sprintf("the first is in line %d", first.Line))
		return
	}
	f.out.Pos[key] = at
	f.value(&fields[i], n, line, strings.TrimSpace(value))
}

// colonHelp says where the colon belongs that a line lacks.
func (f *front) colonHelp(content string) string {
	for _, fd := range fields {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(content), fd.key); ok {
			f.meant[fd.key] = true
			return "write `" + fd.key + ": " + clip(strings.TrimLeft(rest, " \t=-")) + "`"
		}
	}
	return "write `key: value`"
}

func (f *front) at(n, offset int) Pos {
	from, _ := f.text.bounds(n)
	return f.text.pos(from + offset)
}

func runes(s string) int { return len([]rune(s)) }

// stripComment leaves out a comment: a # at the beginning of the line or after white space.
func stripComment(line string) string {
	for i := range len(line) {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}

// withoutComment leaves out the comment of a line of the front matter. A value in quotes may hold what would otherwise
// begin one.
func withoutComment(line string) string {
	colon := strings.IndexByte(line, ':')
	content := stripComment(line)
	if colon < 0 || len(content) <= colon {
		return content
	}
	value := strings.TrimLeft(line[colon+1:], " \t")
	if !strings.HasPrefix(value, `"`) {
		return content
	}
	end := strings.IndexByte(value[1:], '"')
	if end < 0 {
		return content
	}
	closed := len(line) - len(value) + end + 2
	return line[:closed] + stripComment(line[closed:])
}

func (f *front) unknown(key string, at Pos) {
	var known []string
	for _, fd := range fields {
		known = append(known, fd.key)
	}
	help := "the keys are " + inWords(known, "and")
	if near := Suggest(key, known); near != "" {
		f.meant[near] = true
		help = "did you mean `" + near + "`?"
	}
	f.add(at, runes(key), fmt.Sprintf("unknown key `%s` in the front matter", clip(key)), help)
}

// value takes in the value of a key.
func (f *front) value(fd *field, n int, line, value string) {
	at := f.at(n, max(0, strings.Index(line, value)))
	value = unquoted(value)
	switch {
	case value == "":
		f.add(f.out.Pos[fd.key], len(fd.key), fmt.Sprintf("`%s` has no value", fd.key), "")
	case fd.values != nil && !slices.Contains(fd.values, value):
		help := "write " + inWords(quotedAll(fd.values), "or")
		if near := Suggest(value, fd.values); near != "" {
			help = "did you mean `" + near + "`?"
		}
		f.add(at, runes(value), fmt.Sprintf("`%s` is no value of `%s`", clip(value), fd.key), help)
	default:
		if err := fd.set(f.out, value); err != nil {
			f.add(at, runes(value), fmt.Sprintf("`%s` is no value of `%s`", clip(value), fd.key), err.Error())
		}
	}
}

// unquoted takes off the double quotes that people put round a value out of habit.
func unquoted(value string) string {
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}

func quotedAll(words []string) []string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "`" + w + "`"
	}
	return quoted
}

func (f *front) missing(at Pos) {
	for _, fd := range fields {
		if _, ok := f.out.Pos[fd.key]; fd.needed && !ok && !f.meant[fd.key] {
			f.add(at, 3, fmt.Sprintf("the front matter has no `%s`", fd.key), fmt.Sprintf("add a line `%s: ...`", fd.key))
		}
	}
}
