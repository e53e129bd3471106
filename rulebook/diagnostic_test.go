package rulebook

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files and the grammar in the specification")

// mistakes are blocks with a mistake in each. What the diagnostic underlines stands between ‹ and ›.
var mistakes = []struct{ name, check, block string }{
	{"statement misspelt", "unknown-statement", "‹boddy› panel"},
	{"statement of two words misspelt", "unknown-statement", "‹extention of› a"},
	{"statement in capitals", "unknown-statement", "‹Body› panel"},
	{"statement that is none", "syntax", "panel‹ ›"},
	{"subject without a known property", "unknown-property", "hearing.open ‹neds› answer"},
	{"property misspelt", "unknown-property", "body panel\n  ‹qourum› 3"},
	{"property of two words misspelt", "unknown-property", "act a, ‹held by› b"},
	{"property of another statement", "misplaced-property", "act a, ‹seats› 3"},
	{"property of an outcome", "misplaced-property", "act a, ‹sets› gravity minor"},
	{"property that no statement has", "unknown-property", "act a, ‹xyzzy› b"},
	{"property of a statement that has none", "unknown-property", "status a, ‹xyzzy›"},
	{"outcome's property misspelt", "unknown-property", "act a\n  outcome b, ‹agianst› respondent"},
	{"property of an act on an outcome", "misplaced-property", "act a\n  outcome b, ‹by› c"},
	{"property twice", "duplicate-property", "body a, seats 3, ‹seats 5›"},
	{"property twice on two lines", "duplicate-property", "act a by b\n  ‹by c›"},
	{"property of two words, one misspelt", "unknown-property", "act a, ‹at lest› 3 days after b"},
	{"property missing", "missing-property", "‹data› gravity"},
	{"list missing", "missing-property", "‹grounds› appeal"},
	{"bodies missing", "missing-property", "‹chain› decider"},
	{"name missing", "syntax", "body‹ ›"},
	{"role missing", "syntax", "bar‹ ›"},
	{"event missing", "syntax", "limitation of‹ ›"},
	{"side missing", "syntax", "burden on‹ ›"},
	{"ranking missing", "syntax", "sanctions ranked‹ ›"},
	{"ranking without commas", "syntax", "sanctions ranked a ‹b›"},
	{"ranking that ends with a comma", "syntax", "sanctions ranked a,‹ ›"},
	{"version missing", "syntax", "transition from ‹{›"},
	{"new name missing", "syntax", "transition from 1\n  renamed a ‹b›"},
	{"old name at fault", "syntax", "transition from 1\n  renamed ‹A› to b"},
	{"outcome's name missing", "syntax", "act a\n  outcome‹ ›"},
	{"datum at fault", "syntax", "act a\n  outcome b, sets ‹C› d"},
	{"name in capitals", "syntax", "body ‹Panel›"},
	{"name with an underscore", "syntax", "body ‹disputes_panel›"},
	{"name in Cyrillic", "syntax", "body ‹п›"},
	{"name of digits", "syntax", "body ‹12›"},
	{"name that ends in a stop", "syntax", "act ‹charge.put.›"},
	{"name with two hyphens", "syntax", "act ‹a--b›"},
	{"name that is reserved", "syntax", "act a by ‹otherwise›"},
	{"name too long", "syntax", "act ‹" + strings.Repeat("a", 81) + "›"},
	{"outcome not closed", "syntax", "a needs b(c‹ ›"},
	{"two outcomes", "syntax", "a needs b(c‹,› d)"},
	{"outcome that is reserved", "syntax", "a needs b(‹or›)"},
	{"list that ends with or", "syntax", "a needs b or‹ ›"},
	{"list of values without braces", "syntax", "data a in ‹b›"},
	{"event at fault after since", "syntax", "a needs b since ‹or›"},
	{"list with a comma", "unknown-property", "a needs b, ‹xyzzy›"},
	{"list with commas", "unknown-property", "act a, needs b, ‹xyzzy›, d, {e, f}, by g"},
	{"list of both kinds", "syntax", "a needs b or c ‹and› d"},
	{"list in braces joined by or", "syntax", "a needs {b ‹or› c}"},
	{"list in braces not closed", "syntax", "a needs {b, c‹ ›"},
	{"list in braces empty", "syntax", "a needs {‹}›"},
	{"list of stages joined by and", "syntax", "procedure p\n  stages a ‹and› b"},
	{"stages nested too deep", "syntax", "procedure p\n  stages a {b {c {d {e {f {g {h ‹{›i}}}}}}}}"},
	{"stages in braces joined by or", "syntax", "procedure p\n  stages a {b ‹or› c}"},
	{"number in letters", "syntax", "body a, seats ‹three›"},
	{"number with a point", "syntax", "body a, seats ‹3.5›"},
	{"number of none", "number-range", "body a, seats ‹0›"},
	{"number too great", "number-range", "body a, seats ‹1000001›"},
	{"number of many digits", "number-range", "body a, seats ‹99999999999999999999›"},
	{"limit in letters", "syntax", "deadline a\n  within ‹three› months"},
	{"limit in letters, of clear days", "syntax", "deadline a\n  within ‹three› clear days"},
	{"limit of a month", "syntax", "deadline a\n  within ‹a› month"},
	{"limit of nothing", "syntax", "deadline a\n  within ‹of› b"},
	{"limit in hours", "syntax", "deadline a\n  within 24 ‹hours›"},
	{"limit in business days", "syntax", "deadline a\n  within 5 ‹business› days"},
	{"limit with its unit misspelt", "syntax", "deadline a\n  within 5 ‹moths›"},
	{"limit without a unit", "syntax", "deadline a\n  within 5‹ ›"},
	{"limit of more than a century", "number-range", "deadline a\n  within ‹101 years›"},
	{"limit of many days", "number-range", "deadline a\n  within ‹36526 days›"},
	{"limit of no weeks", "number-range", "deadline a\n  within ‹0 weeks›"},
	{"limit missing", "syntax", "deadline a\n  within‹ ›"},
	{"range from a word", "syntax", "date a set by b, in ‹x› to 90 days"},
	{"range without a unit", "syntax", "date a set by b, in 42 to 90‹ ›"},
	{"range the wrong way round", "number-range", "date a set by b, in ‹90 to 42 days›"},
	{"share in signs", "syntax", "signatures a\n  threshold ‹5%›"},
	{"share of more than all", "number-range", "signatures a\n  threshold ‹101 per cent›"},
	{"one number of two", "syntax", "signatures a\n  threshold larger of 20‹ ›"},
	{"a word for a number", "syntax", "signatures a\n  threshold larger of 20 and ‹x›"},
	{"two numbers", "syntax", "signatures a\n  threshold larger of 20 and ‹30›"},
	{"side misspelt", "syntax", "role a, side ‹complainent›"},
	{"side that is none", "syntax", "role a, side ‹mine›"},
	{"kind of act that is none", "syntax", "act a, is ‹party›"},
	{"majority that is none", "syntax", "body a\n  decides by ‹half› of members"},
	{"base of a majority missing", "syntax", "body a\n  decides by majority‹ ›"},
	{"tie without an arrow", "syntax", "body a, tie ‹lost›"},
	{"date in another order", "syntax", "offence a\n  in force from ‹31.3.2026›"},
	{"date that does not exist", "syntax", "offence a\n  in force from ‹2026-02-30›"},
	{"condition of a thread at fault", "syntax", "a only when all ‹B›"},
	{"conditions joined by or", "syntax", "a only when risk ‹or› danger"},
	{"condition negated twice", "syntax", "a only when not gravity is ‹not› minor"},
	{"chain of one", "syntax", "chain a: b‹ ›"},
	{"despite without a condition", "syntax", "despite 6.5‹:› act a"},
	{"despite with a guard at fault", "syntax", "despite 6.5 when ‹or›: act a"},
	{"despite without a statement", "syntax", "despite 6.5 when risk‹ ›"},
	{"despite with nothing to stand for", "syntax", "despite ‹Six› when risk: act a"},
	{"norm without a name", "syntax", "act a as‹ ›"},
	{"a semicolon", "syntax", "act a‹;› by b"},
	{"square brackets", "syntax", "a needs ‹[›b]"},
	{"a text not closed", "syntax", "deadline a\n  within ‹\"soon›"},
	{"typographic quotes", "syntax", "deadline a\n  within ‹“›soon”"},
	{"a typographic arrow", "syntax", "act a ‹→› b"},
	{"a space that does not break", "syntax", "act a by‹\u00a0›b"},
	{"an indented first line", "syntax", "  ‹seats 3›"},
	{"rule none without a reason", "syntax", "‹rule none›:"},
	{"rule none and more", "syntax", "rule none: why\n‹act a›"},
	{"a table without rows", "table", "‹table› sanction"},
	{"a table with other columns", "table", "table sanction\n  ‹|› gravity | who |"},
	{"a table with a column twice", "table", "table sanction\n  | a | ‹a› | by | may impose |"},
	{"a row that is too short", "table", "table sanction\n  | gravity | by | may impose |\n  ‹|› minor | panel |"},
	{"a row alone", "syntax", "‹| a | b |›"},
	{"a row without a table", "table", "act a\n  ‹|› a | b |"},
	{"a stage without its arrow", "unknown-property", "procedure p\n  stages a\n  ends in b\nact c by d ‹b›"},
	{"an arrow of one sign", "syntax", "act a ‹>› b"},
	{"an arrow of an equals sign", "syntax", "act a ‹=›> b"},
	{"an arrow of a word processor", "syntax", "act a ‹–›> b"},
	{"a property in the first column", "syntax", "deadline a\n‹within› 56 days"},
	{"a reserved property in the first column", "syntax", "deadline a\n  within 5 days\n‹otherwise› b"},
	{"an arrow in the first column", "syntax", "act a\n‹->› b"},
	{"a statement that is indented", "unknown-property", "act a\n  ‹act› b by c"},
	{"a dash of a word processor in a name", "syntax", "act a\n  outcome not‹–›proved"},
	{"a soft hyphen", "syntax", "act not‹\u00ad›proved"},
	{"a space without width", "syntax", "act a‹\u200b› by b"},
	{"a capital statement", "syntax", "‹ACT› answer by respondent"},
	{"a capital property", "unknown-property", "act answer ‹BY› respondent"},
	{"a share for a number", "syntax", "body a, quorum ‹50%›"},
	{"a number of two words", "syntax", "deadline a\n  within ‹fifty-six› days"},
	{"a number and its unit in one", "syntax", "deadline a\n  within ‹56days›"},
	{"a unit cut short", "syntax", "deadline a\n  within 8 ‹wks›"},
	{"a unit of another kind", "syntax", "deadline a\n  within 8 ‹workdays›"},
	{"a name of two words", "unknown-property", "office branch ‹treasurer›"},
	{"a colon after a property", "syntax", "body a\n  seats‹:› 3"},
	{"a colon after a statement", "syntax", "body‹:› panel"},
	{"shall for must", "unknown-property", "secretary ‹shall› answer within 7 days of complain"},
	{"requires for needs", "unknown-property", "hear ‹requires› answer"},
	{"if for only when", "unknown-property", "act a ‹if› risk"},
	{"unless for only when not", "misplaced-property", "act a ‹unless› risk"},
	{"an act of two words", "unknown-property", "secretary must send ‹papers› within 7 days of complain"},
	{"a list of stages with commas", "unknown-property", "act a in b, ‹c›, d -> e"},
	{"no word between a limit and its event", "unknown-property", "b may c within 21 days ‹papers.send›"},
	{"an apostrophe of a word processor", "syntax", "hear needs respondent‹’›s-papers"},
	{"an apostrophe", "syntax", "hear needs ‹respondent's-papers›"},
	{"a comment of another language", "unknown-property", "hear needs a ‹//› the papers"},
	{"and/or", "unknown-property", "hear needs a ‹and/or› b"},
	{"a bullet", "unknown-property", "body a\n  ‹-› seats 3"},
	{"a bullet of a word processor", "syntax", "body a\n  ‹•› seats 3"},
	{"bold", "syntax", "body a\n  ‹*›*seats 3**"},
	{"HTML", "syntax", "deadline a\n  within 56 days‹<›br>"},
	{"a date in words", "syntax", "offence a\n  in force from ‹31 March 2026›"},
	{"a column without a name", "table", "table sanction\n  |‹ ›| by | may impose |"},
	{"a column that is no name", "table", "table sanction\n  | ‹Gravity› | by | may impose |"},
}

// unmarked takes the marks out of a text and returns where they stood.
func unmarked(text string) (plain string, from, to Pos) {
	at := Pos{1, 1}
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '‹':
			from = at
			continue
		case '›':
			to = at
			continue
		case '\n':
			at = Pos{at.Line + 1, 1}
		default:
			at.Col++
		}
		b.WriteRune(r)
	}
	return b.String(), from, to
}

// Each mistake is found once, where it is, and nothing else is.
func TestMistakes(t *testing.T) {
	for _, tt := range mistakes {
		t.Run(tt.name, func(t *testing.T) {
			src, from, to := unmarked(mistakeBook(tt.block))
			_, found := Parse("rules.md", []byte(src))
			if len(found) != 1 {
				t.Fatalf("Parse found %d things, want 1: %v", len(found), found)
			}
			d := found[0]
			if d.Check != tt.check || d.Pos != from || d.End != to {
				t.Errorf("Parse found %s from %v to %v, want %s from %v to %v", d.Check, d.Pos, d.End, tt.check, from, to)
			}
		})
	}
}

// mistakeBook is a book of one clause. A mark before a space at the end of a line is of the end of the line, where
// there is nothing.
func mistakeBook(block string) string {
	return testFront + "## 3.1 The panel\n\nWords.\n\n```rule\n" + block + "\n```\n"
}

// What a reader sees of each mistake is in one file, to be read as a whole.
func TestDiagnosticsGolden(t *testing.T) {
	var b strings.Builder
	for _, tt := range mistakes {
		src, _, _ := unmarked(mistakeBook(tt.block))
		_, found := Parse("rules.md", []byte(src))
		fmt.Fprintf(&b, "# %s\n\n", tt.name)
		for _, d := range found {
			b.WriteString(d.Render([]byte(src)) + "\n")
		}
	}
	golden(t, "testdata/diagnostics.golden", b.String())
}

// slips are files with a mistake that is not inside a block. What the one diagnostic underlines stands between ‹ and ›.
var slips = []struct{ name, check, text string }{
	{"no front matter", "front-matter", "‹#› A book\n\n1.1 Words.\n"},
	{"front matter that is not closed", "front-matter",
		"---\ntitle: A book\nversion: 1\nin-force: 2026-01-01\n‹›\n# A book\n\nWords: more.\n\n1.1 Words.\n"},
	{"a date as people write it", "front-matter", "---\ntitle: A book\nversion: 1\nin-force: ‹1 January 2026›\n---\n"},
	{"a date with slashes", "front-matter", "---\ntitle: A book\nversion: 1\nin-force: ‹31/03/2026›\n---\n"},
	{"a date that does not exist", "front-matter", "---\ntitle: A book\nversion: 1\nin-force: ‹2026-02-30›\n---\n"},
	{"an equals sign for a colon", "front-matter", "---\n‹title = A book›\nversion: 1\nin-force: 2026-01-01\n---\n"},
	{"a city for a zone", "front-matter", frontAnd("zone: ‹London›")},
	{"no zone of the world", "front-matter", frontAnd("zone: ‹GMT+1›")},
	{"half a rounding", "front-matter", frontAnd("months: ‹down›")},
	{"half a calendar", "front-matter", frontAnd("calendar: ‹england›")},
	{"a key misspelt", "front-matter", frontAnd("‹verison›: 2")},
	{"a key twice", "front-matter", frontAnd("‹version›: 2")},
	{"a clause number twice", "duplicate-clause", testFront + "1.1 One.\n\n‹1.1› Another.\n"},
	{"a block that is not closed before the next", "fence",
		testFront + "1.1 One.\n\n‹```›rule\nstatus a\n\n1.2 Two.\n\n```rule\nstatus b\n```\n"},
	{"a block that is not closed at the end", "fence", testFront + "1.1 One.\n\n‹```›rule\nstatus a\n\n1.2 Two.\n"},
	{"words after the closing fence", "fence",
		testFront + "1.1 One.\n\n‹```›rule\nstatus a\n```end\n\n1.2 Two.\n\n```rule\nstatus b\n```\n"},
	{"an opening fence of two backticks", "fence",
		testFront + "1.1 One.\n\n``rule\nstatus a\n‹```›\n\n1.2 Two.\n\n```rule\nstatus b\n```\n"},
	{"an opening fence of quotes, in the last block", "fence", testFront + "1.1 One.\n\n'''rule\nstatus a\n\n‹```›\n"},
	{"the info string misspelt", "fence", testFront + "1.1 One.\n\n```‹rules›\nstatus a\n```\n"},
	{"a block in a quotation", "fence", testFront + "1.1 One.\n\n> ```‹rule›\n> status a\n> ```\n"},
	{"a block before the first clause", "fence", testFront + "‹```›rule\nstatus a\n```\n"},
	{"an example without a name", "fence", testFront + "1.1 One.\n\n```‹example›\n2026-01-01 a\n```\n"},
	{"no text at all", "encoding", "PK\x03\x04‹\x00›"},
}

// frontAnd is front matter with one line more.
func frontAnd(line string) string { return strings.TrimSuffix(testFront, "---\n") + line + "\n---\n" }

// Each slip is found once, where it is, and what a reader sees of it is in one file.
func TestSlips(t *testing.T) {
	var b strings.Builder
	for _, tt := range slips {
		src, from, to := unmarked(tt.text)
		_, found := Parse("rules.md", []byte(src))
		fmt.Fprintf(&b, "# %s\n\n", tt.name)
		for _, d := range found {
			b.WriteString(d.Render([]byte(src)) + "\n")
		}
		if len(found) != 1 {
			t.Errorf("%s: Parse found %d things, want 1: %v", tt.name, len(found), found)
			continue
		}
		if d := found[0]; d.Check != tt.check || d.Pos != from || d.End != to && to != from {
			t.Errorf("%s: Parse found %s from %v to %v, want %s from %v to %v", tt.name, d.Check, d.Pos, d.End, tt.check, from, to)
		}
	}
	golden(t, "testdata/slips.golden", b.String())
}

func TestSeverity(t *testing.T) {
	for s, want := range map[Severity]string{Error: "error", Warning: "warning", Note: "note", 0: "Severity(0)"} {
		if got := s.String(); got != want {
			t.Errorf("Severity(%d).String = %q, want %q", uint8(s), got, want)
		}
	}
}

// golden compares a text with the file that holds what it should be.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what was found; run go test -update and read the difference: %s", file, firstDifference(got, string(want)))
	}
}
