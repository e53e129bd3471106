package rulebook

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// terminals are the parts of the grammar that are not in the tables.
const terminals = `
block      = { statement } | "rule none:" words ;
statement  = [ "despite" ref "when" COND ":" ] head { [ "," ] property } { line-end { [ "," ] property } } ;
property   = what the statement may have [ "as" name ] ;
line-end   = the end of a line; it means nothing after a comma or inside braces ;
name       = lower-case words joined by "-", and parts joined by "." ;
value      = name | number ;
event      = name [ "(" name ")" ] ;
needed     = [ "all" | "some" | "none" ] event ;
person     = name | "anyone" | "doer of" event ;
atom       = [ "not" ] ( ( "all" | "some" | "none" ) event | name [ [ "is" ] value ] )
           | name "is not" value | [ "not" ] name "in" values | name "not in" values ;
values     = value { "or" value } | "{" value { "," value } "}" ;
stage      = name [ "{" stage { "," stage } "}" ] ;
share      = number [ "per cent" ] [ "of" name ] ;
unit       = "day" | "days" | "clear day" | "clear days" | "working day" | "working days"
           | "week" | "weeks" | "month" | "months" | "year" | "years" ;
soft       = words up to the next property, "of" or "otherwise" ;
ref        = name | a clause's number, with "#" and an ordinal for one of its statements ;
number     = digits, at most 1000000 ;
date       = a day as 2026-03-31 ;
text       = words in double quotes ;
row        = "|" { cell "|" } ;
`

// groups are the forms that several statements share, by the name the specification gives them.
var groups = []struct {
	name  string
	forms []form
}{
	{"act-property", actForms},
	{"condition", conditions},
	{"effect", effects},
	{"body-property", bodyForms},
	{"scope", durationForms},
	{"term", dutyForms},
}

// ebnf writes the grammar as the specification shows it.
func ebnf() string {
	var b strings.Builder
	b.WriteString(strings.TrimPrefix(terminals, "\n"))
	for _, f := range statementForms {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(headEBNF(f)+formsEBNF(f.forms, groupAt)))
	}
	for _, g := range groups {
		fmt.Fprintf(&b, "\n%s =%s\n", g.name, formsEBNF(g.forms, noGroup))
	}
	fmt.Fprintf(&b, "\noutcome-property =%s\n\n", formsEBNF(outcomeForms, noGroup))
	for _, s := range shapes {
		if s.ebnf != nothing {
			fmt.Fprintf(&b, "%-9s = %s ;\n", s.name, s.ebnf)
		}
	}
	return b.String()
}

func headEBNF(f statementForm) string {
	switch f.kind {
	case KindOn:
		return "SUBJECT property:"
	case KindMust, KindMay:
		return fmt.Sprintf("WHO %q event:", f.kind)
	case KindTable:
		return fmt.Sprintf("%q name row { row }", f.kind)
	}
	subject := strings.NewReplacer("[", "[ ", "]", " ]").Replace(f.subject)
	return strings.TrimSpace(fmt.Sprintf("%q %s", f.kind, subject)) + ":"
}

// formsEBNF writes forms one a line, and the groups among them by their names.
func formsEBNF(forms []form, group func([]form) (string, int)) string {
	var b strings.Builder
	for len(forms) > 0 {
		line, n := group(forms)
		if n == 0 {
			line, n = patternEBNF(forms[0].pattern), 1
			if forms[0].many {
				line += " *"
			}
		}
		b.WriteString("\n    | " + line)
		forms = forms[n:]
	}
	return b.String()
}

// groupAt returns the group that the forms begin with.
func groupAt(forms []form) (string, int) {
	for _, g := range groups {
		if len(forms) >= len(g.forms) && slices.Equal(forms[:len(g.forms)], g.forms) {
			return g.name, len(g.forms)
		}
	}
	return "", 0
}

func noGroup([]form) (string, int) { return "", 0 }

// patternEBNF quotes the words of a pattern.
func patternEBNF(pattern string) string {
	var out, words []string
	flush := func() {
		if len(words) > 0 {
			out = append(out, `"`+strings.Join(words, " ")+`"`)
			words = nil
		}
	}
	for _, word := range strings.Fields(spaced(pattern)) {
		if i := slices.IndexFunc(shapes, func(s *shape) bool { return s.name == word }); i >= 0 {
			flush()
			if shapes[i].ebnf != nothing {
				out = append(out, word)
			}
		} else if word == "[" || word == "]" {
			flush()
			out = append(out, word)
		} else {
			words = append(words, word)
		}
	}
	flush()
	return strings.Join(out, " ")
}

// The grammar in the specification is that of the tables.
func TestSpecGrammar(t *testing.T) {
	spec, err := os.ReadFile(specFile)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "```ebnf\n", "```"
	before, rest, ok := strings.Cut(string(spec), begin)
	old, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("the specification shows no grammar")
	}
	if *update && old != ebnf() {
		if err := os.WriteFile(specFile, []byte(before+begin+ebnf()+end+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if old != ebnf() {
		t.Errorf("the grammar in %s is not that of the tables; run go test -update: %s", specFile, firstDifference(old, ebnf()))
	}
}

// Every shape is used, and every word of the language that a property begins with is spelt as names are.
func TestGrammarTables(t *testing.T) {
	used := make(map[*shape]bool)
	var mark func(parts []part)
	mark = func(parts []part) {
		for _, p := range parts {
			used[p.shape] = true
			mark(p.optional)
		}
	}
	for _, k := range grammar.kinds {
		used[k.about] = true
		for _, r := range k.rules.all {
			mark(r.parts)
		}
	}
	for _, r := range grammar.outcome.all {
		mark(r.parts)
	}
	for _, s := range shapes {
		if !used[s] {
			t.Errorf("no form uses the shape %s", s.name)
		}
	}
}
