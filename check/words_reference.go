package check

import (
	"regexp"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

const clauseNumberPattern = `[0-9]+(?:\.[0-9]+)*(?:\([0-9a-zA-Z]+\))*`

var (
	// reference finds what the words call by number: "clause 6.5", "rules 3, 4 and 7", "see 4.2".
	reference = regexp.MustCompile(`\b(?:[Cc]lauses?|[Ss]ub-?clauses?|[Rr]ules?|[Ss]ections?|[Pp]aragraphs?|[Pp]aras?\.?) (` + clauseNumberPattern +
		`(?:(?:, | and | or | to |, and |, or |-|–)` + clauseNumberPattern + `)*)|\b(?:[Ss]ee|[Uu]nder|[Ii]n) (` + clauseNumberPattern + `)`)
	// letterReference finds "paragraph (b)", which is one of the same clause.
	letterReference = regexp.MustCompile(`\b(?:[Ss]ub-?)?(?:[Pp]aragraphs?|[Cc]lauses?|[Pp]oints?|[Ii]tems?) ((?:\([0-9a-zA-Z]{1,4}\))+)`)
	oneNumber       = regexp.MustCompile(clauseNumberPattern)
)

// wordReferences reports clauses that the words name and the book does not have. What another text calls its clauses
// ("section 29 of the Act") is not meant.
func (b *bookCheck) wordReferences() {
	numbers := map[string]bool{}
	for _, c := range b.book.Clauses {
		for p := c; p != nil; p = p.Parent {
			numbers[p.Number] = true
		}
		numbers[strings.SplitN(c.Number, ".", 2)[0]] = true
	}
	for _, c := range b.book.Clauses {
		for _, m := range reference.FindAllStringSubmatchIndex(c.Text, -1) {
			from, to := m[2], m[3]
			if from < 0 {
				from, to = m[4], m[5]
				if !strings.ContainsAny(c.Text[from:to], ".(") {
					continue // "in 14 days" is no clause
				}
			}
			if elsewhere(c.Text[to:]) || followedByUnit(c.Text[to:]) {
				continue
			}
			for _, n := range oneNumber.FindAllStringIndex(c.Text[from:to], -1) {
				if number := c.Text[from+n[0] : from+n[1]]; !numbers[number] {
					b.reportReference(c, from+n[0], from+n[1], number)
				}
			}
		}
		b.letterReferences(c, numbers)
	}
}

func (b *bookCheck) letterReferences(c *rulebook.Clause, numbers map[string]bool) {
	for _, m := range letterReference.FindAllStringSubmatchIndex(c.Text, -1) {
		label := c.Text[m[2]:m[3]]
		known := elsewhere(c.Text[m[3]:])
		for p := c; p != nil && !known; p = p.Parent {
			known = numbers[p.Number+label]
		}
		if rest := ofClause.FindStringSubmatch(c.Text[m[3]:]); rest != nil {
			known = numbers[rest[1]+label]
		}
		if !known {
			b.reportReference(c, m[2], m[3], label)
		}
	}
}

var ofClause = regexp.MustCompile(`^ of (?:clause|rule|section|paragraph) (` + clauseNumberPattern + `)`)

func (b *bookCheck) reportReference(c *rulebook.Clause, from, to int, number string) {
	pos, end := wordsAt(c, from, to)
	d := b.find(danglingReference, pos, c, "the words refer to %s, and the book has no such clause", number)
	d.End = end
}

var ownText = regexp.MustCompile(`^(?:above|below|of (?:this|these) |of the (?:rules|rule book|book)\b|of (?:clause|rule|section)\b)`)

// elsewhere says whether the words after a number name another text: "of the Equality Act", "Equality Act".
func elsewhere(rest string) bool {
	rest, spaced := strings.CutPrefix(rest, " ")
	if !spaced || ownText.MatchString(rest) {
		return false
	}
	return strings.HasPrefix(rest, "of ") || strings.HasPrefix(rest, "to the ") || rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
}

// followedByUnit says whether a number counts days, members or shares rather than clauses: "in 2.5 days".
func followedByUnit(rest string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	word = strings.ToLower(strings.Trim(word, ".,;:'"))
	_, unit := unitWords[word]
	return unit || word == "per" || word == "%" || word == "million"
}
