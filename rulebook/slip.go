package rulebook

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file knows what people write by habit: words of other rule books, marks of other notations, what a word
// processor makes of a text. Each is a diagnostic like any other, with help for those who meant that.

// habits are words that people write where the language has one word.
var habits = map[string]string{
	"shall": "must", "should": "must", "will": "must", "can": "may", "could": "may", "might": "may",
	"requires": "needs", "require": "needs", "required": "needs", "need": "needs", "and/or": "or",
	"if": "only when", "unless": "only when not", "when": "only when", "to": "->", "goes": "->",
}

// slip returns help for a word that begins no property and was written by habit, and "" for others. It stands after the
// tokens that have been read.
func (p *parser) slip() string {
	tok, last := p.peek(), p.before()
	switch {
	case tok.kind == tokenWord && strings.HasPrefix(tok.text, "//"):
		return "a comment begins with `#`"
	case tok.is("=") && p.toks[p.i+1].text == ">":
		return "write `->`"
	case tok.is("=") || tok.is(":"):
		return "leave out the `" + tok.text + "`"
	case tok.is("-"):
		return "a property has no dash or bullet before it: leave it out"
	case tok.kind != tokenWord:
		return ""
	case last.kind == tokenLine && len(p.grammar.byFirst[tok.text]) > 0:
		return "`" + tok.text + "` begins a statement: write it in the first column"
	case p.stages[tok.text] && p.rules.has(KeyGoto):
		return fmt.Sprintf("write `-> %s` if the matter goes to that stage, and `in %[1]s` if it stays in it", tok.text)
	}
	if help := p.habit(); help != "" {
		return help
	}
	return p.slipAfter(tok)
}

// habit returns help for a word for which the language has another that may stand here, and "" for others.
func (p *parser) habit() string {
	word := p.peek().text
	for _, meant := range []string{habits[word], strings.ToLower(word)} {
		key := Key(strings.TrimSuffix(meant, " not"))
		if meant != word && (p.rules.has(key) || slices.Contains([]string{"must", "may", "or"}, meant)) {
			return "write `" + meant + "`"
		}
	}
	return ""
}

// slipAfter returns help for a word that would have a meaning if it were joined otherwise to what stands before it.
func (p *parser) slipAfter(tok token) string {
	if msg, _ := nameFault(tok.text); msg != "" || len(p.marks) == 0 {
		return ""
	}
	switch m := p.marks[len(p.marks)-1]; {
	case m.to != p.i:
		return ""
	case m.rule == nil && p.before().kind == tokenWord && m.to > 1:
		return fmt.Sprintf("a name of several words is joined by hyphens: `%s-%s`", clip(p.before().text), clip(tok.text))
	case m.rule != nil && strings.HasSuffix(m.rule.pattern, "[of EVENTS]"):
		return "write `of " + clip(tok.text) + "`"
	}
	return ""
}

// before is the token that was read last; the end of a line when there is none.
func (p *parser) before() token {
	if p.i == 0 {
		return token{kind: tokenLine}
	}
	return p.toks[p.i-1]
}

// has reports whether a property of that key may stand here.
func (set *ruleSet) has(key Key) bool {
	return slices.ContainsFunc(set.all, func(r *rule) bool { return r.key == key })
}

// inFirstColumn is the fault of a statement that is a property written in the first column, and nil for others.
func (p *parser) inFirstColumn(first token) *fault {
	at := p.indexOf(first)
	here := p.i
	p.i = at
	lead := p.leadHere()
	p.i = here
	if lead == "" || first.kind != tokenWord && !first.is("->") {
		return nil
	}
	return &fault{at: at, until: at + strings.Count(lead, " "), check: checkSyntax,
		msg: "`" + lead + "` is a property and stands in the first column", help: "indent it under its statement"}
}

// Numbers that people write in letters.
var (
	numberWords = []string{
		"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}
	tenWords = []string{"ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
)

// inLetters reads a number below a hundred in letters, or "a", and returns 0 for anything else.
func inLetters(word string) int {
	if word == "a" || word == "an" {
		return 1
	}
	if n := slices.Index(numberWords, word); n >= 0 {
		return n + 1
	}
	ten, one, compound := strings.Cut(word, "-")
	n := 10 * (slices.Index(tenWords, ten) + 1)
	if !compound || n == 0 {
		return n
	}
	if k := slices.Index(numberWords[:9], one); k >= 0 {
		return n + k + 1
	}
	return 0
}

// unitHabits are units of time that people write otherwise.
var unitHabits = map[string]string{
	"d": "days", "wk": "weeks", "wks": "weeks", "mth": "months", "mths": "months", "mo": "months", "mos": "months",
	"yr": "years", "yrs": "years", "workday": "working days", "workdays": "working days", "weekdays": "working days",
	"fortnight": "14 days", "fortnights": "14 days each", "quarter": "3 months", "quarters": "3 months each",
}

// notANumber returns help for a word that was meant as a number.
func notANumber(word string) string {
	digits := len(word) - len(strings.TrimLeft(word, "0123456789"))
	if n := inLetters(word); n > 0 {
		return fmt.Sprintf("write numbers in figures: `%d`", n)
	}
	switch {
	case digits == 0:
		return ""
	case strings.HasSuffix(word, "%"):
		return "a share cannot stand here: write a number"
	case slices.Contains(units, word[digits:]):
		return "write `" + word[:digits] + " " + word[digits:] + "`"
	}
	return "a number is digits alone, without points or letters"
}

// lookalikes are characters that a word processor puts where the language has another.
var lookalikes = map[rune]string{
	'“': "`\"`", '”': "`\"`", '„': "`\"`", '«': "`\"`", '»': "`\"`", '‘': "`\"`", '’': "`\"`",
	'→': "`->`", '⇒': "`->`", '–': "`-`", '—': "`-`", '−': "`-`", '‑': "`-`", '≤': "`at most`", '≥': "`at least`",
	'，': "`,`", '：': "`:`", '（': "`(`", '）': "`)`",
	'\u00a0': "an ordinary space", '\u2009': "an ordinary space", '\u202f': "an ordinary space",
}

// signHelp says what to write instead of a sign of another notation.
var signHelp = map[rune]string{
	';': "separate properties by a comma or a new line",
	'[': "put a list in braces: {a, b}",
	']': "put a list in braces: {a, b}",
	'<': "write it in words: `at most`",
	'>': "write `->` before a stage; compare in words: `at least`",
	'*': "a block has no bold, italics or bullets: leave it out",
	'•': "a property has no bullet before it: leave it out",
	'·': "a property has no bullet before it: leave it out",
	'`': "a block ends with a line of three backticks and nothing else",
}

// badToken says why a token has no meaning, and what to write instead. After is what follows it on its line.
func badToken(tok, after token) (why, help string) {
	r, _ := utf8.DecodeRuneInString(tok.text)
	glued := after.off == tok.end && after.kind != tokenEnd && after.kind != tokenLine
	right, alike := lookalikes[r]
	switch {
	case r == '"':
		return "this text is not closed", "end it with a double quote on the same line"
	case !unicode.IsPrint(r) && alike:
		return fmt.Sprintf("a character that cannot be seen (%U) has no meaning here", r), "write " + right
	case !unicode.IsPrint(r):
		return fmt.Sprintf("a character that cannot be seen (%U) has no meaning here", r),
			"delete it; word processors and web pages leave such characters behind"
	case r == '`':
		why = "a backtick has no meaning here"
	default:
		why = "`" + string(r) + "` has no meaning here"
	}
	switch {
	case right == "`-`" && glued && strings.HasPrefix(after.text, ">"):
		right = "`->`"
	case r == '’' && glued && after.kind == tokenWord:
		return why, "a name has no apostrophe: leave it out"
	case r == '<' && glued && (after.kind == tokenWord):
		return why, "a block has no HTML: leave out the tag"
	}
	if alike {
		return why, "write " + right
	}
	return why, signHelp[r]
}
