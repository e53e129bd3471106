package rulebook

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

const megabyte = 1 << 20

// inBlock is a book of one clause whose block holds s.
func inBlock(s string) string {
	return testFront + "## 1 A clause\n```rule\n" + s + "\n```\n"
}

// indents is a list that nests deeper with every line, up to a size.
func indents(marker string, size int) string {
	var b strings.Builder
	for depth := 0; b.Len() < size; depth++ {
		b.WriteString(strings.Repeat(" ", depth*len(marker)) + marker + "x\n")
	}
	return b.String()
}

// ticks is runs of backticks of ever greater length.
func ticks(size int) string {
	var b strings.Builder
	for n := 1; b.Len() < size; n++ {
		b.WriteString(strings.Repeat("`", n) + " ")
	}
	return b.String()
}

// numbers is what one says of 0, 1, 2 and so on, up to a size.
func numbers(size int, one func(n int) string) string {
	var b strings.Builder
	for n := 0; b.Len() < size; n++ {
		b.WriteString(one(n))
	}
	return b.String()
}

// An adversary is a text made to be slow to read: a unit over and over, with something before and after it.
type adversary struct{ name, before, unit, after string }

// text repeats the unit up to size.
func (a adversary) text(size int) string {
	return a.before + strings.Repeat(a.unit, max(1, size/len(a.unit))) + a.after
}

// adversaries are whole files.
var adversaries = []adversary{
	{"backticks", "", "`", ""},
	{"backticks apart", "", "` ", ""},
	{"open fences", "", "```rule\n", ""},
	{"fences of every kind", "", "```rule\n~~~\n", ""},
	{"braces", "", "{", ""},
	{"one line", "", "a", ""},
	{"one line of words", "", "a ", ""},
	{"spaces", "", " ", ""},
	{"tabs", "", "\t", ""},
	{"line ends", "", "\n", ""},
	{"carriage returns", "", "\r", ""},
	{"deep quotation", "", ">", ""},
	{"deep quotation, spaced", "", "> ", ""},
	{"deep quotation, again and again", "", strings.Repeat("> ", 500) + "a\n", ""},
	{"deep list on one line", "", "- ", ""},
	{"dashes", "", "-", ""},
	{"dashes on lines", "", "-\n", ""},
	{"rules across", "", "---\n", ""},
	{"lists and quotations", "", strings.Repeat("> - ", 100) + "a\n", ""},
	{"flat list", "", "- a\n", ""},
	{"flat numbered list", "", "1. a\n", ""},
	{"loose list", "", "- a\n\n", ""},
	{"open brackets", "", "[", ""},
	{"brackets", "", "[]", ""},
	{"links begun", "", "[a](", ""},
	{"links begun with titles", "", `[a](b "`, ""},
	{"links of links", "", "[a](b[", ""},
	{"reference links", "", "[a][", ""},
	{"link definitions", "", "[a]: b\n", ""},
	{"one link definition", "[", "a", ""},
	{"images", "", "![", ""},
	{"emphasis begun", "", "*a ", ""},
	{"emphasis ended", "", "a* ", ""},
	{"emphasis of both kinds", "", "*a_ ", ""},
	{"stars", "", "*", ""},
	{"stars and letters", "", "a**b", ""},
	{"comments begun", "", "<!--", ""},
	{"comments begun, on lines", "", "<!--\n", ""},
	{"tags begun", "", "<a ", ""},
	{"processing begun", "", "<?", ""},
	{"declarations begun", "", "<!A", ""},
	{"CDATA begun", "", "<![CDATA[", ""},
	{"entities", "", "&amp;", ""},
	{"entities begun", "", "&amp", ""},
	{"backslashes", "", `\`, ""},
	{"headings", "", "# a\n", ""},
	{"setext headings", "", "a\n-\n", ""},
	{"one heading", "# ", "#", ""},
	{"tables", "", "|a|b|\n|-|-|\n", ""},
	{"clauses", "", "1 A\n\n", ""},
	{"lettered clauses", "## 1 A\n\n", "(a) x\n\n(i) y\n\n", ""},
	{"fences in a list", "## 1 A\n", "- ```rule\n", ""},
	{"front matter keys", "---\n", "title: a\n", ""},
	{"front matter without end", "---\n", "a", ""},
	{"an example", "## 1 A\n```example a\n", "2026-01-01 a\n", "```\n"},
	{"an example of one line", "## 1 A\n```example a\n2026-01-01 refused a: 1", ",1", "\n```\n"},
	{"an example of data", "## 1 A\n```example a\n2026-01-01 a", " with b c", "\n```\n"},
}

// blockAdversaries are the insides of rule blocks.
var blockAdversaries = []adversary{
	{"a block of braces", "", "{", ""},
	{"a block of closing braces", "act a\n  by ", "}", ""},
	{"a block of brackets", "a needs ", "(", ""},
	{"nested stages", "procedure p\n  stages ", "a{", ""},
	{"a block of commas", "act a\n  ", ",", ""},
	{"a block of quotes", "", `"`, ""},
	{"texts", "", `"a\"" `, ""},
	{"bars", "table sanction\n  ", "|", ""},
	{"rows", "table sanction\n", "  | a | b |\n", ""},
	{"statements", "", "act a\n", ""},
	{"unknown statements", "", "xct a\n", ""},
	{"names without statements", "", "a\n", ""},
	{"properties", "act a\n", "  needs b\n", ""},
	{"properties on a line", "act a", ", needs b", ""},
	{"properties that stand once", "act a\n", "  by b\n", ""},
	{"unknown properties", "act a\n", "  b\n", ""},
	{"half properties", "act a\n", "  at least ", ""},
	{"a long list", "a needs b", " or b", ""},
	{"a long list that fails", "a needs b", " or b", " or ,"},
	{"a long list in braces", "a needs {b", ",b", "}"},
	{"a long list in braces, open", "a needs {b", ",b", ""},
	{"a long guard", "a only when b", " and b", ""},
	{"soft limits", "deadline a\n  within ", "soon ", ""},
	{"outcomes", "act a\n", "  outcome b -> c\n", ""},
	{"an outcome of many properties", "act a\n  outcome b", " -> c", ""},
	{"a chain", "chain a: b", " -> b", ""},
	{"a long name", "act ", "a", ""},
	{"a long number", "body a\n  seats ", "9", ""},
	{"numbers glued", "", "1#", ""},
	{"despite", "", "despite a when b: ", ""},
	{"references", "despite 1", "(a)", ""},
	{"norms", "act a", " as b", ""},
	{"comments", "", "#\n", ""},
	{"stray lines", "", " a\n", ""},
}

// grown are texts whose parts grow.
var grown = []struct {
	name string
	text func(size int) string
}{
	{"backticks of every length", ticks},
	{"deep list", func(size int) string { return indents("- ", size) }},
	{"deep list and blank lines", func(size int) string { return indents("- ", size/2) + strings.Repeat("\n", size/2) }},
	{"deep numbered list", func(size int) string { return indents("1. ", size) }},
	{"clauses with numbers of their own", func(size int) string {
		return testFront + numbers(size, func(n int) string { return fmt.Sprintf("%d.%d A\n\n", n/1000, n%1000) })
	}},
	{"acts with names of their own", func(size int) string {
		return inBlock(numbers(size, func(n int) string { return fmt.Sprintf("act a%d\n", n) }))
	}},
	{"unknown properties with names of their own", func(size int) string {
		return inBlock("act a\n" + numbers(size, func(n int) string { return fmt.Sprintf("  b%d\n", n) }))
	}},
	{"columns with names of their own", func(size int) string {
		return inBlock("table sanction\n  " + numbers(size, func(n int) string { return fmt.Sprintf("| c%d ", n) }))
	}},
}

// eachAdversary calls f with every adversary at a size.
func eachAdversary(size int, f func(name, text string)) {
	for _, a := range adversaries {
		f(a.name, a.text(size))
	}
	for _, a := range blockAdversaries {
		f(a.name, inBlock(a.text(size)))
	}
	for _, a := range grown {
		f(a.name, a.text(size))
	}
}

const testFront = "---\ntitle: A book\nversion: 1\nin-force: 2026-01-01\n---\n"

// A reading is what it took to read a text once.
type reading struct {
	took  time.Duration
	used  uint64 // bytes, in all
	found []Diagnostic
}

// readingOf reads without the collector of garbage, which would take its time when it likes.
func readingOf(t *testing.T, text string) (r reading) {
	t.Helper()
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r.took = cpuTime(t, func() { _, r.found = Parse("a.md", []byte(text)) })
	runtime.ReadMemStats(&after)
	r.used = after.TotalAlloc - before.TotalAlloc
	return r
}

// quickest reads until it took less than enough, and at most five times: a machine is slow now and then, a slow parser
// always.
func quickest(t *testing.T, text string, enough time.Duration) reading {
	t.Helper()
	best := readingOf(t, text)
	for range 4 {
		if best.took < enough {
			break
		}
		if again := readingOf(t, text); again.took < best.took {
			best = again
		}
	}
	return best
}

// No text takes long to read, or much memory. An eighth of a megabyte of each is read here, and the whole by
// BenchmarkAdversaries: what is quadratic shows by taking sixteen times as long as a quarter of the eighth.
func TestNoTextIsSlow(t *testing.T) {
	const (
		size    = megabyte / 8
		longest = 300 * time.Millisecond
		most    = 100 * megabyte
		notable = 50 * time.Millisecond // what took less takes little for a megabyte, even if quadratic
	)
	parts := make(map[string]string)
	eachAdversary(size/4, func(name, text string) { parts[name] = text })
	eachAdversary(size, func(name, text string) {
		t.Run(name, func(t *testing.T) {
			whole := quickest(t, text, longest)
			if whole.took > longest {
				t.Errorf("Parse took %v, want less than %v", whole.took, longest)
			}
			if whole.used > most {
				t.Errorf("Parse used %d MiB in all, want less than %d", whole.used/megabyte, most/megabyte)
			}
			t.Logf("%v, %d MiB in all, %d diagnostics", whole.took.Round(time.Millisecond), whole.used/megabyte, len(whole.found))
			if whole.took > notable && !linear(t, parts[name], text) {
				t.Errorf("Parse took %v, and less than a tenth of that for a quarter of the text", whole.took)
			}
		})
	})
}

// linear reports whether the whole takes about four times as long as a quarter of it, and not sixteen times.
func linear(t *testing.T, part, whole string) bool {
	t.Helper()
	limit := 10 * quickest(t, part, 0).took
	return quickest(t, whole, limit).took < limit
}

// A real book of a megabyte is read in well under a second.
func TestLongBook(t *testing.T) {
	const longest = time.Second / 2
	r := quickest(t, string(longBook(t)), longest)
	if r.took > longest {
		t.Errorf("Parse took %v, want less than %v", r.took, longest)
	}
	if len(r.found) > 0 {
		t.Errorf("the first of %d diagnostics is: %v", len(r.found), r.found[0])
	}
	t.Log(r.took)
}

// Whatever is wrong with a book, saying so takes no longer than reading it.
func TestRenderIsQuick(t *testing.T) {
	many := strings.Repeat("xct a\n", 2*mostDiagnostics)
	tests := []struct{ name, text string }{
		{"faults on one line", inBlock("table sanction\n  " + strings.Repeat("|a", megabyte))},
		{"faults at the end of a long line", inBlock("body a\n  seats " + strings.Repeat(" ", megabyte) + strings.Repeat("x, ", 1000))},
		{"faults after many lines", inBlock(strings.Repeat("\n", megabyte) + many)},
		{"faults in a long clause", testFront + "1.1 A " + strings.Repeat("word ", megabyte/5) + "\n```rule\n" + many + "```\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := []byte(tt.text)
			_, found := Parse("a.md", src)
			if len(found) < mostOnLine {
				t.Fatalf("Parse found %d things, want many", len(found))
			}
			const longest = time.Second
			took := cpuTime(t, func() {
				for _, d := range found {
					d.Render(src)
				}
			})
			t.Logf("%d diagnostics in %v", len(found), took)
			if took > longest {
				t.Errorf("Render of %d diagnostics took %v, want less than %v", len(found), took, longest)
			}
		})
	}
}
