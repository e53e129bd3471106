package rulebook

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

const megabyte = 1 << 20

// filled repeats unit up to a megabyte.
func filled(unit string) string { return strings.Repeat(unit, megabyte/len(unit)) }

// inBlock is a book of one clause whose block holds s.
func inBlock(s string) string {
	return testFront + "## 1 A clause\n```rule\n" + s + "\n```\n"
}

// indents is a list that nests deeper with every line, up to a megabyte.
func indents(marker string) string {
	var b strings.Builder
	for depth := 0; b.Len() < megabyte; depth++ {
		b.WriteString(strings.Repeat(" ", depth*len(marker)) + marker + "x\n")
	}
	return b.String()
}

// ticks is runs of backticks of ever greater length.
func ticks() string {
	var b strings.Builder
	for n := 1; b.Len() < megabyte; n++ {
		b.WriteString(strings.Repeat("`", n) + " ")
	}
	return b.String()
}

// adversaries are megabytes made to be slow to read.
var adversaries = []struct{ name, text string }{
	{"backticks", filled("`")},
	{"backticks apart", filled("` ")},
	{"backticks of every length", ticks()},
	{"open fences", filled("```rule\n")},
	{"fences of every kind", filled("```rule\n~~~\n")},
	{"braces", filled("{")},
	{"one line", filled("a")},
	{"one line of words", filled("a ")},
	{"spaces", filled(" ")},
	{"tabs", filled("\t")},
	{"line ends", filled("\n")},
	{"carriage returns", filled("\r")},
	{"deep quotation", filled(">")},
	{"deep quotation, spaced", filled("> ")},
	{"deep quotation, again and again", filled(strings.Repeat("> ", 500) + "a\n")},
	{"deep list on one line", filled("- ")},
	{"deep list", indents("- ")},
	{"deep list and blank lines", indents("- ")[:megabyte/2] + filled("\n\n")[:megabyte/2]},
	{"deep numbered list", indents("1. ")},
	{"flat list", filled("- a\n")},
	{"flat numbered list", filled("1. a\n")},
	{"loose list", filled("- a\n\n")},
	{"open brackets", filled("[")},
	{"brackets", filled("[]")},
	{"links begun", filled("[a](")},
	{"links begun with titles", filled(`[a](b "`)},
	{"links of links", filled("[a](b[")},
	{"reference links", filled("[a][")},
	{"link definitions", filled("[a]: b\n")},
	{"one link definition", "[" + filled("a")},
	{"images", filled("![")},
	{"emphasis begun", filled("*a ")},
	{"emphasis ended", filled("a* ")},
	{"emphasis of both kinds", filled("*a_ ")},
	{"stars", filled("*")},
	{"stars and letters", filled("a**b")},
	{"comments begun", filled("<!--")},
	{"comments begun, on lines", filled("<!--\n")},
	{"tags begun", filled("<a ")},
	{"processing begun", filled("<?")},
	{"declarations begun", filled("<!A")},
	{"CDATA begun", filled("<![CDATA[")},
	{"entities", filled("&amp;")},
	{"entities begun", filled("&amp")},
	{"backslashes", filled(`\`)},
	{"headings", filled("# a\n")},
	{"setext headings", filled("a\n-\n")},
	{"one heading", "# " + filled("#")},
	{"tables", filled("|a|b|\n|-|-|\n")},
	{"clauses", filled("1 A\n\n")},
	{"lettered clauses", "## 1 A\n\n" + filled("(a) x\n\n(i) y\n\n")},
	{"fences in a list", "## 1 A\n" + filled("- ```rule\n")},
	{"front matter keys", "---\n" + filled("title: a\n")},
	{"front matter without end", "---\n" + filled("a")},

	{"a block of braces", inBlock(filled("{"))},
	{"a block of closing braces", inBlock("act a\n  by " + filled("}"))},
	{"a block of brackets", inBlock("a needs " + filled("("))},
	{"nested stages", inBlock("procedure p\n  stages " + filled("a{"))},
	{"a block of commas", inBlock("act a\n  " + filled(","))},
	{"a block of quotes", inBlock(filled(`"`))},
	{"texts", inBlock(filled(`"a\"" `))},
	{"bars", inBlock("table sanction\n  " + filled("|"))},
	{"rows", inBlock("table sanction\n" + filled("  | a | b |\n"))},
	{"statements", inBlock(filled("act a\n"))},
	{"unknown statements", inBlock(filled("xct a\n"))},
	{"names without statements", inBlock(filled("a\n"))},
	{"properties", inBlock("act a\n" + filled("  needs b\n"))},
	{"properties on a line", inBlock("act a" + filled(", needs b"))},
	{"properties that stand once", inBlock("act a\n" + filled("  by b\n"))},
	{"unknown properties", inBlock("act a\n" + filled("  b\n"))},
	{"half properties", inBlock("act a\n" + filled("  at least "))},
	{"a long list", inBlock("a needs b" + filled(" or b"))},
	{"a long list that fails", inBlock("a needs b" + filled(" or b") + " or ,")},
	{"a long list in braces", inBlock("a needs {b" + filled(",b") + "}")},
	{"a long list in braces, open", inBlock("a needs {b" + filled(",b"))},
	{"a long guard", inBlock("a only when b" + filled(" and b"))},
	{"soft limits", inBlock("deadline a\n  within " + filled("soon "))},
	{"outcomes", inBlock("act a\n" + filled("  outcome b -> c\n"))},
	{"an outcome of many properties", inBlock("act a\n  outcome b" + filled(" -> c"))},
	{"a chain", inBlock("chain a: b" + filled(" -> b"))},
	{"a long name", inBlock("act " + filled("a"))},
	{"a long number", inBlock("body a\n  seats " + filled("9"))},
	{"numbers glued", inBlock(filled("1#"))},
	{"despite", inBlock(filled("despite a when b: "))},
	{"references", inBlock("despite 1" + filled("(a)"))},
	{"norms", inBlock("act a" + filled(" as b"))},
	{"comments", inBlock(filled("#\n"))},
	{"stray lines", inBlock(filled(" a\n"))},
	{"an example", "## 1 A\n```example a\n" + filled("2026-01-01 a\n") + "```\n"},
	{"an example of one line", "## 1 A\n```example a\n2026-01-01 refused a: 1" + filled(",1") + "\n```\n"},
	{"an example of data", "## 1 A\n```example a\n2026-01-01 a" + filled(" with b c") + "\n```\n"},
}

const testFront = "---\ntitle: A book\nversion: 1\nin-force: 2026-01-01\n---\n"

// No megabyte takes long to read, or much memory. The limits are generous, for a slow machine: what is not linear takes
// minutes.
func TestNoTextIsSlow(t *testing.T) {
	const longest, most = 5 * time.Second, 800 * megabyte
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	for _, a := range adversaries {
		t.Run(a.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, found := Parse("a.md", []byte(a.text))
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if took > longest {
				t.Errorf("Parse took %v, want less than %v", took, longest)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > most {
				t.Errorf("Parse used %d MiB in all, want less than %d", used/megabyte, most/megabyte)
			}
			t.Logf("%v, %d MiB in all, %d diagnostics", took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)/megabyte, len(found))
		})
	}
}
