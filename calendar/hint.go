package calendar

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// suggest returns what to write for a text that is not in the form of a record
// but may be read by a person as a date, and "" if there is no telling.
func suggest(text string) string {
	const longest = 40 // no date that a person writes is longer
	if len(text) > longest || strings.ContainsAny(text, "~?%[]{}") {
		return ""
	}
	for _, word := range []string{" to ", " until ", " - ", "–", "—"} {
		if left, right, ok := strings.Cut(text, word); ok && reads(left+"/"+right) {
			return "write " + left + "/" + right
		}
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) < 2 || !saysAbout(words[0]) {
		date, name := recognise(words)
		if date == "" {
			return ""
		}
		return "write " + date + " for " + name
	}
	date, _ := recognise(words[1:])
	if rest := strings.Join(words[1:], "-"); date == "" && reads(rest) {
		date = rest
	}
	if date == "" {
		return ""
	}
	return "write " + date + "~ for a date that is approximate"
}

// complete returns what to write for an interval whose right end leaves out what
// it has in common with the left.
func complete(left, right string) string {
	if len(right) >= len(left) {
		return ""
	}
	whole := left + "/" + left[:len(left)-len(right)] + right
	if !reads(whole) {
		return ""
	}
	return "write both ends in full, such as " + whole
}

func reads(text string) bool {
	_, err := parseWhen(text)
	return err == nil
}

func saysAbout(word string) bool {
	switch strings.ToLower(word) {
	case "c", "ca", "circa", "about", "around", "approx", "approximately":
		return true
	}
	return false
}

// recognise reads words in an order that people write dates in, and returns the
// date as a record has it and in words. A number that can be either is taken as
// the day before the month.
func recognise(words []string) (date, name string) {
	words = apart(words)
	if len(words) < 2 || len(words) > 3 {
		return "", ""
	}
	// The year comes first or last; it alone has four digits.
	year, rest := words[len(words)-1], words[:len(words)-1]
	yearFirst := len(words[0]) == 4 && isNumber(words[0])
	if yearFirst {
		year, rest = words[0], words[1:]
	}
	if len(year) != 4 || !isNumber(year) {
		return "", ""
	}
	if len(rest) == 1 {
		return dateOf(toInt(year), monthOf(rest[0]), 0)
	}
	day, month := rest[0], rest[1]
	if yearFirst || !isNumber(day) {
		day, month = month, day
	}
	date, name = dateOf(toInt(year), monthOf(month), dayOf(day))
	if date == "" && !yearFirst {
		return dateOf(toInt(year), monthOf(day), dayOf(month))
	}
	return date, name
}

// apart splits a date of eight digits and nothing else.
func apart(words []string) []string {
	if len(words) == 1 && len(words[0]) == 8 && isNumber(words[0]) {
		return []string{words[0][:4], words[0][4:6], words[0][6:]}
	}
	return words
}

// dateOf returns a date as a record has it and in words, without the day if it is
// 0, and nothing if there is no such date.
func dateOf(year, month, day int) (date, name string) {
	d, err := Of(year, month, max(day, 1))
	if err != nil || day < 0 {
		return "", ""
	}
	name = fmt.Sprintf("%v %04d", time.Month(month), year)
	if day == 0 {
		return d.String()[:7], name
	}
	return d.String(), fmt.Sprintf("%d %s", day, name)
}

// monthOf reads a month in one or two digits or by three letters or more of its
// name, and returns 0 for anything else.
func monthOf(word string) int {
	if isNumber(word) {
		return toInt(word)
	}
	word = strings.ToLower(word)
	for m := time.January; m <= time.December; m++ {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), word) || m == time.September && word == "sept" {
			return int(m)
		}
	}
	return 0
}

// dayOf reads a day of the month, such as 3 or 3rd, and returns -1 for anything
// else.
func dayOf(word string) int {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		word = strings.TrimSuffix(word, suffix)
	}
	if n := toInt(word); isNumber(word) && n > 0 {
		return n
	}
	return -1
}

// isNumber reports whether word is one to eight digits.
func isNumber(word string) bool {
	for i := range len(word) {
		if word[i]-'0' > 9 {
			return false
		}
	}
	return len(word) >= 1 && len(word) <= 8
}

// toInt returns the number that isNumber saw.
func toInt(word string) int {
	n := 0
	for i := range min(len(word), 8) {
		n = 10*n + int(word[i]-'0')
	}
	return n
}
