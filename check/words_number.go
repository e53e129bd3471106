package check

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/evenhand/evenhand/calendar"
)

// A countKind says what a number counts, as far as a check must tell numbers apart.
type countKind uint8

const (
	bare     countKind = iota // people, seats, signatures: three members
	times                     // once, twice, at most 3 times
	length                    // 28 days, a year
	perCent                   // 5 per cent
	fraction                  // two thirds
)

// A count is a number in the words of a clause, or in its block.
type count struct {
	kind  countKind
	n     int           // for a fraction: numerator*100 + denominator
	unit  calendar.Unit // of a length
	plain bool          // of a length in days: neither clear nor working was said
	exact bool          // it was written as a number, not as "a" or "each"
}

// A wordToken is a word of a text, in lower case.
type wordToken struct {
	word     string
	from, to int  // bytes of the text
	capital  bool // it begins with a capital
	dotted   bool // part of a number such as 6.5, or of a label such as (3)
	sentence int  // which sentence it stands in
}

// wordTokens cuts a text into words. Hyphens part words; an apostrophe and what follows it is left out.
func wordTokens(text string) []wordToken {
	var list []wordToken
	sentence := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '%':
			list = append(list, wordToken{word: "%", from: i, to: i + 1, sentence: sentence})
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			end := wordEnd(text, i)
			t := wordToken{word: strings.ToLower(text[i:end]), from: i, to: end, sentence: sentence, capital: unicode.IsUpper(r)}
			t.dotted = isDotted(text, i, end)
			list = append(list, t)
			i = skipApostrophe(text, end)
			continue
		case endsSentence(text, i, r):
			sentence++
		}
		i += size
	}
	return list
}

// wordEnd is where the run of letters, or of digits, that begins at i ends.
func wordEnd(text string, i int) int {
	first, _ := utf8.DecodeRuneInString(text[i:])
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.IsDigit(r) != unicode.IsDigit(first) {
			return i
		}
		i += size
	}
	return i
}

// isDotted says whether the digits between from and to are part of the number of a clause.
func isDotted(text string, from, to int) bool {
	if text[from] < '0' || text[from] > '9' {
		return false
	}
	before := from >= 2 && text[from-1] == '.' && text[from-2] >= '0' && text[from-2] <= '9'
	after := to+1 < len(text) && text[to] == '.' && text[to+1] >= '0' && text[to+1] <= '9'
	if from > 0 && (isLetterByte(text[from-1]) || text[from-1] == '-' && from > 1 && !isLetterByte(text[from-2])) {
		return true // R01, 2026-1
	}
	label := to < len(text) && text[to] == '(' || from > 0 && text[from-1] == '(' && to < len(text) && text[to] == ')' && (from < 2 || text[from-2] != ' ')
	return before || after || label
}

func isLetterByte(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// skipApostrophe passes over the 's of year's and the ' of years'.
func skipApostrophe(text string, i int) int {
	for _, mark := range []string{"'", "’"} {
		if rest, ok := strings.CutPrefix(text[i:], mark); ok {
			i += len(mark)
			if rest != "" && rest[0] == 's' && (len(rest) == 1 || !unicode.IsLetter(rune(rest[1]))) {
				i++
			}
		}
	}
	return i
}

func endsSentence(text string, i int, r rune) bool {
	if r == '\n' {
		return i+1 < len(text) && text[i+1] == '\n'
	}
	return (r == '.' || r == '?' || r == '!' || r == ';') && (i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n')
}

var smallNumbers = map[string]int{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
	"seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twos": 2, "threes": 3, "fours": 4, "fives": 5, "sixes": 6, "sevens": 7, "nines": 9,
	"both": 2, "pair": 2, "pairs": 2, "couple": 2, "dozen": 12, "single": 1, "sole": 1, "only": 1, "alone": 1,
}

var tens = map[string]int{
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12,
}

var monthNames = map[string]bool{
	"january": true, "february": true, "march": true, "april": true, "may": true, "june": true, "july": true, "august": true,
	"september": true, "october": true, "november": true, "december": true,
}

var timesWords = map[string]int{"once": 1, "twice": 2, "thrice": 3}

var unitWords = map[string]calendar.Limit{
	"day": {N: 1, Unit: calendar.Days}, "days": {N: 1, Unit: calendar.Days}, "daily": {N: 1, Unit: calendar.Days},
	"week": {N: 7, Unit: calendar.Days}, "weeks": {N: 7, Unit: calendar.Days}, "weekly": {N: 7, Unit: calendar.Days},
	"fortnight": {N: 14, Unit: calendar.Days}, "fortnights": {N: 14, Unit: calendar.Days}, "fortnightly": {N: 14, Unit: calendar.Days},
	"month": {N: 1, Unit: calendar.Months}, "months": {N: 1, Unit: calendar.Months}, "monthly": {N: 1, Unit: calendar.Months},
	"year": {N: 12, Unit: calendar.Months}, "years": {N: 12, Unit: calendar.Months}, "yearly": {N: 12, Unit: calendar.Months},
	"annual": {N: 12, Unit: calendar.Months}, "annually": {N: 12, Unit: calendar.Months},
	"quarterly": {N: 3, Unit: calendar.Months}, "hours": {N: 24}, "hour": {N: 24},
}

// linking words may stand between a number and its unit.
var linking = map[string]bool{
	"clear": true, "calendar": true, "working": true, "business": true, "week": true, "or": true, "and": true, "to": true,
	"full": true, "further": true, "more": true, "additional": true, "consecutive": true, "complete": true, "whole": true,
	"other": true, "extra": true,
}

// numberAt reads a number at token i: digits, or words such as twenty-one. It gives the number and the token after it.
func numberAt(list []wordToken, i int) (n, next int, ok bool) {
	t := list[i]
	if c := t.word[0]; c >= '0' && c <= '9' {
		n, err := strconv.Atoi(t.word)
		if err != nil || t.dotted || isYear(t.word) || i+1 < len(list) && monthNames[list[i+1].word] && list[i+1].capital {
			return 0, i + 1, false
		}
		return n, i + 1, true
	}
	if n, ok := tens[t.word]; ok {
		if i+1 < len(list) {
			if unit, ok := smallNumbers[list[i+1].word]; ok && unit >= 1 && unit <= 9 && list[i+1].sentence == t.sentence {
				return n + unit, i + 2, true
			}
		}
		return n, i + 1, true
	}
	if n, ok := smallNumbers[t.word]; ok {
		if i+1 < len(list) && list[i+1].word == "hundred" {
			return 100 * n, i + 2, true
		}
		return n, i + 1, true
	}
	if t.word == "hundred" {
		return 100, i + 1, true
	}
	return 0, i + 1, false
}

// isYear says whether digits are more likely a year of the calendar than a count.
func isYear(s string) bool { return len(s) == 4 && s >= "1800" && s < "2200" }

// countsIn lists the numbers that the words say, each with what it counts.
func countsIn(text string) []count {
	list := wordTokens(text)
	var found []count
	for i := 0; i < len(list); {
		c, next, ok := countAt(list, i)
		if ok {
			found = append(found, c)
		}
		i = next
	}
	return found
}

// countAt reads what may be a count at token i.
func countAt(list []wordToken, i int) (count, int, bool) {
	word := list[i].word
	if n, ok := timesWords[word]; ok {
		return count{kind: times, n: n, exact: true}, i + 1, true
	}
	if f, next, ok := fractionAt(list, i); ok {
		return f, next, true
	}
	if n, next, ok := numberAt(list, i); ok {
		return numbered(list, i, n, next), next, true
	}
	if c, next, ok := lengthWithout(list, i); ok {
		return c, next, true
	}
	if n, ok := ordinals[word]; ok {
		if c := numbered(list, i, n, i+1); c.kind == length { // the third working day
			return c, i + 1, true
		}
		return count{kind: times, n: n}, i + 1, true
	}
	return count{}, i + 1, false
}

// numbered says what the number n, which ends before token next, counts: what the nearest unit after it says.
func numbered(list []wordToken, i, n, next int) count {
	clear, working := false, false
	for j := next; j < len(list) && j < next+6 && list[j].sentence == list[i].sentence; j++ {
		w := list[j].word
		if u, ok := unitWords[w]; ok && !(w == "week" && j+1 < len(list) && list[j+1].word == "days") {
			return lengthOf(n, u, clear, working)
		}
		switch {
		case w == "times" || w == "time" && n == 1:
			return count{kind: times, n: n, exact: true}
		case w == "%" || w == "percent" || w == "per" && j+1 < len(list) && list[j+1].word == "cent":
			return count{kind: perCent, n: n, exact: true}
		case w == "clear":
			clear = true
		case w == "working" || w == "business" || w == "weekdays" || w == "week":
			working = true
		case w == "weekday":
			return lengthOf(n, unitWords["days"], false, true)
		}
		if _, _, isNumber := numberAt(list, j); !linking[w] && !isNumber {
			break
		}
	}
	return count{kind: bare, n: n, exact: true}
}

func lengthOf(n int, unit calendar.Limit, clear, working bool) count {
	c := count{kind: length, n: n * unit.N, unit: unit.Unit, exact: true}
	if unit.N == 24 && unit.Unit == calendar.Days { // hours
		c.n = n / 24
	}
	if c.unit == calendar.Days {
		switch {
		case clear:
			c.unit = calendar.ClearDays
		case working:
			c.unit = calendar.WorkingDays
		default:
			c.plain = true
		}
	}
	return c
}

// lengthWithout reads a length without a number: a month, each year, the next day, monthly.
func lengthWithout(list []wordToken, i int) (count, int, bool) {
	switch w := list[i].word; w {
	case "a", "an", "each", "every", "per", "next", "following":
		next := i + 1
		clear, working := false, false
		for next < len(list) && (list[next].word == "clear" || list[next].word == "working" || list[next].word == "calendar") {
			clear, working = clear || list[next].word == "clear", working || list[next].word == "working"
			next++
		}
		if next < len(list) && list[next].sentence == list[i].sentence {
			if u, ok := unitWords[list[next].word]; ok {
				c := lengthOf(1, u, clear, working)
				c.exact = false
				return c, next + 1, true
			}
		}
	case "annual", "annually", "yearly", "monthly", "weekly", "fortnightly", "quarterly", "daily", "fortnight":
		c := lengthOf(1, unitWords[w], false, false)
		c.exact = false
		return c, i + 1, true
	}
	return count{}, i + 1, false
}

// fractionAt reads two thirds, a half, three quarters.
func fractionAt(list []wordToken, i int) (count, int, bool) {
	n, next, ok := numberAt(list, i)
	if list[i].word == "a" || list[i].word == "an" || list[i].word == "half" {
		n, next, ok = 1, i+1, true
		if list[i].word == "half" {
			next = i
		}
	}
	if !ok || next >= len(list) || list[next].sentence != list[i].sentence {
		return count{}, i + 1, false
	}
	for d, names := range map[int][]string{2: {"half", "halves"}, 3: {"third", "thirds"}, 4: {"quarter", "quarters"}, 5: {"fifth", "fifths"}} {
		for _, name := range names {
			if list[next].word == name {
				return count{kind: fraction, n: n*100 + d, exact: true}, next + 1, true
			}
		}
	}
	return count{}, i + 1, false
}

// saysSame reports whether a number of the words says what a number of the block says. Words that do not say which
// days they mean may be read as clear days; what they do say must be kept.
func (words count) saysSame(block count) bool {
	if words.n != block.n {
		return false
	}
	if block.kind == length {
		return words.kind == length && (words.unit == block.unit || words.plain && block.unit == calendar.ClearDays)
	}
	return words.kind == block.kind || words.kind == bare && block.kind == times || words.kind == times && block.kind == bare && !words.exact
}
