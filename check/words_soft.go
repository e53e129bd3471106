package check

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/evenhand/evenhand/rulebook"
)

// soft finds the words that promise speed and set no day.
var soft = regexp.MustCompile(`(?i)\b(ideally|promptly|speedily|expeditiously|in due course|in good time|in a timely (?:manner|way|fashion)|` +
	`as soon as (?:reasonably |practically )?(?:possible|practicable|convenient|feasible|it can|may be)|as (?:quickly|promptly|fast) as (?:possible|it can)|` +
	`without (?:undue |unreasonable |unnecessary |any )?delay|within a reasonable (?:time|period)|in a reasonable time|` +
	`at the (?:earliest|first) opportunity|at (?:its|the) earliest convenience|(?:normally|usually|where possible|if possible),? within)\b`)

// softDeadlines reports limits that bind nobody: those of a block, and words that promise speed in a clause whose blocks
// set no day.
func (b *bookCheck) softDeadlines() {
	for _, c := range b.book.Clauses {
		hard, reported := false, false
		for _, block := range c.Blocks {
			for _, s := range block.Statements {
				if limit := softLimit(s); limit != nil {
					d := b.find(softDeadline, limit.Pos, c, "`%s` binds nobody: no day is ever too late", limit.Soft)
					d.End = rulebook.Pos{Line: limit.Pos.Line, Col: limit.Pos.Col + utf8.RuneCountInString(limit.Soft)}
					if s.Kind == rulebook.KindMust {
						d.Help = hardDuty(s, property(s, rulebook.KeyWithin))
					}
					reported = true
				}
				hard = hard || hasHardLimit(s)
			}
		}
		if hard || reported {
			continue
		}
		if at := soft.FindStringIndex(c.Text); at != nil {
			pos, end := wordsAt(c, at[0], at[1])
			d := b.find(softDeadline, pos, c, "“%s” sets no day, and no block of this clause does", oneLine(c.Text[at[0]:at[1]]))
			d.End = end
		}
	}
}

// hardDuty writes a duty with a last day, and what happens when it has passed.
func hardDuty(s *rulebook.Statement, since *rulebook.Property) string {
	then := "EVENT"
	if q := property(s, rulebook.KeyOtherwise); q != nil {
		then = eventList(q)
	}
	return "write: " + joinEvents(s.Subject) + " must " + s.Act.Name + " within N days of " + eventList(since) + " otherwise " + then
}

func softLimit(s *rulebook.Statement) *rulebook.Limit {
	for i := range s.Props {
		if s.Props[i].Limit.Soft != "" {
			return &s.Props[i].Limit
		}
	}
	return nil
}

func hasHardLimit(s *rulebook.Statement) bool {
	for i := range s.Props {
		if q := &s.Props[i]; q.Limit.N > 0 && q.Limit.Soft == "" {
			return true
		}
	}
	return false
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// wordsAt gives the place in the file of a stretch of a clause's words. What runs over a line ends with its first line.
func wordsAt(c *rulebook.Clause, from, to int) (pos, end rulebook.Pos) {
	for _, s := range c.Spans {
		if s.At+len(s.Text) <= from && s.At+len(s.Text) != len(c.Text) {
			continue
		}
		at := min(max(from-s.At, 0), len(s.Text))
		upTo := min(max(to-s.At, at), len(s.Text))
		pos = rulebook.Pos{Line: s.Pos.Line, Col: s.Pos.Col + utf8.RuneCountInString(s.Text[:at])}
		end = rulebook.Pos{Line: pos.Line, Col: pos.Col + max(1, utf8.RuneCountInString(s.Text[at:upTo]))}
		return pos, end
	}
	return c.Pos, rulebook.Pos{Line: c.Pos.Line, Col: c.Pos.Col + 1}
}
