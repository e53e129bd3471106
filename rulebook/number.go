package rulebook

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// The greatest numbers of the language. A limit of more than a century is a slip of the pen.
const (
	greatestCount = 1_000_000
	greatestDays  = 36_525
	greatestYears = 100
)

// greatest is the greatest number of each unit.
var greatest = map[calendar.Unit]int{
	calendar.Days: greatestDays, calendar.ClearDays: greatestDays, calendar.WorkingDays: greatestDays,
	calendar.Weeks: greatestDays / 7, calendar.Months: greatestYears * 12, calendar.Years: greatestYears,
}

// count reads a number of at least one.
func (p *parser) count(prop *Property) (f *fault) {
	prop.N, f = p.number(1, greatestCount)
	return f
}

func (p *parser) number(least, most int) (int, *fault) {
	tok := p.peek()
	if tok.kind != tokenWord || !isNumber(tok.text) {
		return 0, p.notNumber("a number")
	}
	n, err := strconv.Atoi(tok.text)
	if err != nil || n < least || n > most {
		f := &fault{at: p.i, check: checkNumber,
			msg: fmt.Sprintf("the number %s is not between %d and %d", clip(tok.text), least, most)}
		p.next() // the number is understood: what follows it may be said too
		return 0, f
	}
	p.next()
	return n, nil
}

// notNumber is the fault of finding no number, with help for those who write it otherwise.
func (p *parser) notNumber(what string) *fault {
	tok := p.peek()
	f := p.expected(what)
	if tok.kind == tokenWord {
		f.help = notANumber(tok.text)
	}
	return f
}

// limit reads a length of time.
func (p *parser) limit(prop *Property) (f *fault) {
	prop.Limit, f = p.length()
	return f
}

func (p *parser) length() (Limit, *fault) {
	at := p.i
	l := Limit{Pos: p.peek().pos}
	n, f := p.number(0, greatestCount)
	if f != nil {
		return l, f
	}
	l.N = n
	if l.Unit, f = p.unit(); f != nil {
		return l, f
	}
	return l, p.checkLimit(l.Limit, at)
}

func (p *parser) checkLimit(l calendar.Limit, at int) *fault {
	most := greatest[l.Unit]
	if l.N > most {
		return &fault{at: at, until: p.i - 1, check: checkNumber, msg: fmt.Sprintf("a limit of %s is too long", l),
			help: fmt.Sprintf("at most %s", calendar.Limit{N: most, Unit: l.Unit})}
	}
	if l.N == 0 && l.Unit != calendar.Days {
		return &fault{at: at, until: p.i - 1, check: checkNumber, msg: fmt.Sprintf("a limit of %s has no length", l),
			help: "write `0 days` for the same day"}
	}
	return nil
}

// units are the units in words, the longer ones first.
var units = []string{
	"clear days", "clear day", "working days", "working day", "days", "day",
	"weeks", "week", "months", "month", "years", "year",
}

func (p *parser) unit() (calendar.Unit, *fault) {
	tok := p.peek()
	words, ok := p.phrase(units)
	if !ok {
		return 0, p.notUnit(tok)
	}
	u, err := calendar.ParseUnit(words)
	if err != nil {
		return 0, p.faultf("%v", err)
	}
	return u, nil
}

func (p *parser) notUnit(tok token) *fault {
	f := p.expected("a unit of time")
	f.help = "the units are days, clear days, working days, weeks, months and years"
	switch {
	case tok.kind != tokenWord:
	case strings.HasPrefix(tok.text, "hour") || strings.HasPrefix(tok.text, "minute"):
		f.help = "limits are counted in whole days: write `1 day` for 24 hours"
	case tok.is("calendar") || tok.is("business"):
		f.help = "write `days`, or `working days` for days that are not weekends or public holidays"
	case unitHabits[tok.text] != "":
		f.help = "write `" + unitHabits[tok.text] + "`"
	default:
		if near := Suggest(tok.text, units); near != "" {
			f.help = "did you mean `" + near + "`?"
		}
	}
	return f
}

// softLimit reads a length of time, or words in its place that bind nobody.
func (p *parser) softLimit(prop *Property) (f *fault) {
	tok := p.peek()
	switch {
	case tok.kind == tokenText:
		p.next()
		prop.Limit = Limit{Soft: tok.text, Pos: tok.pos}
	case tok.kind != tokenWord || isDigit(tok.text[0]) || p.numberInLetters():
		prop.Limit, f = p.length()
	default:
		prop.Limit, f = p.soft()
	}
	return f
}

// numberInLetters reports whether "three months" stands here, which is meant as a limit.
func (p *parser) numberInLetters() bool {
	if inLetters(p.peek().text) == 0 {
		return false
	}
	unit := p.ahead(1)
	if unit.is("clear") || unit.is("working") {
		unit = p.ahead(2)
	}
	return slices.Contains(units, unit.text)
}

// soft reads words up to the next property or the end of the line.
func (p *parser) soft() (Limit, *fault) {
	l := Limit{Pos: p.peek().pos}
	from := p.i
	for p.peek().kind == tokenWord && !p.endsSoft() {
		p.next()
	}
	if p.i == from {
		return l, p.expected("a limit").withHelp("write a number and a unit: `28 days`")
	}
	words := make([]string, 0, p.i-from)
	for _, tok := range p.toks[from:p.i] {
		words = append(words, tok.text)
	}
	l.Soft = strings.Join(words, " ")
	return l, nil
}

func (p *parser) endsSoft() bool {
	tok := p.peek()
	return tok.is("of") || tok.is("otherwise") || tok.is("unless") || p.startsProperty()
}

// span reads "42 to 90 days".
func (p *parser) span(prop *Property) *fault {
	if !p.ahead(1).is("to") {
		f := p.limit(prop)
		prop.Limit2 = prop.Limit
		return f
	}
	least := Limit{Pos: p.peek().pos}
	at := p.i
	n, f := p.number(0, greatestCount)
	if f != nil {
		return f
	}
	p.next()
	if prop.Limit2, f = p.length(); f != nil {
		return f
	}
	least.N, least.Unit = n, prop.Limit2.Unit
	prop.Limit = least
	if n > prop.Limit2.N {
		return &fault{at: at, until: p.i - 1, check: checkNumber, msg: fmt.Sprintf("from %d to %d is no range", n, prop.Limit2.N),
			help: "write the smaller number first"}
	}
	return nil
}

// threshold reads how many signatures or units are enough.
func (p *parser) threshold(prop *Property) *fault {
	pick, two := p.phrase([]string{"larger of", "smaller of"})
	prop.Value = pick
	if f := p.share(prop); f != nil || !two {
		return f
	}
	if !p.accept("and") {
		return p.expected("`and`").withHelp("write `threshold %s 20 and 5 per cent`", pick)
	}
	at := p.i
	if f := p.share(prop); f != nil {
		return f
	}
	if prop.N == 0 || prop.Percent == 0 {
		return &fault{at: at, until: p.i - 1, check: checkSyntax, msg: "one of the two must be a number and the other a share",
			help: "write `threshold " + pick + " 20 and 5 per cent`"}
	}
	return nil
}

// share reads "20", "5 per cent" or "3 of branches".
func (p *parser) share(prop *Property) *fault {
	at := p.i
	n, f := p.number(1, greatestCount)
	if f != nil {
		if figure, ok := strings.CutSuffix(p.peek().text, "%"); ok && isNumber(figure) {
			f.help = "write `" + figure + " per cent`"
		}
		return f
	}
	if p.acceptAll("per", "cent") {
		if n > 100 {
			return &fault{at: at, until: p.i - 1, check: checkNumber, msg: fmt.Sprintf("%d per cent is more than all", n)}
		}
		prop.Percent = n
	} else {
		prop.N = n
	}
	if p.accept("of") {
		return p.oneName(prop)
	}
	return nil
}

func (p *parser) date(prop *Property) (f *fault) {
	prop.Date, f = p.day()
	return f
}

func (p *parser) day() (calendar.Date, *fault) {
	tok := p.peek()
	if tok.kind != tokenWord {
		return 0, p.expected("a date").withHelp("write it as 2026-03-31")
	}
	d, err := calendar.ParseDate(tok.text)
	if err == nil {
		p.next()
		return d, nil
	}
	f := p.faultf("%s is not a date", tok.shown()).withHelp("%s", dateHelp(tok.text))
	if n := 3; p.ahead(1).kind == tokenWord && p.ahead(2).kind == tokenWord { // 31 March 2026
		f.until, f.help = p.i+n-1, dateHelp(p.wordsHere(n))
	}
	return 0, f
}

// dateHelp says what to write for what is no date.
func dateHelp(text string) string {
	_, err := calendar.ParseDate(text)
	if e, ok := errors.AsType[*calendar.ParseError](err); ok {
		return e.Hint
	}
	return ""
}
