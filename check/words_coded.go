package check

import (
	"regexp"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// codedClauses reports clauses whose words no block encodes, and blocks that encode no words.
func (b *bookCheck) codedClauses() {
	inner := map[*rulebook.Clause]bool{} // clauses that have parts
	for _, c := range b.book.Clauses {
		for p := c.Parent; p != nil; p = p.Parent {
			inner[p] = true
		}
	}
	for _, c := range b.book.Clauses {
		switch words := strings.TrimSpace(c.Text); {
		case len(c.Blocks) == 0 && words != "" && !inner[c] && !b.partOfCoded(c):
			d := b.find(uncodedClause, c.Pos, c, "clause %s has words and no block: nothing of it can be proved", c.Number)
			d.End = rulebook.Pos{Line: c.Pos.Line, Col: c.Pos.Col + headingWidth(c)}
		case len(c.Blocks) > 0 && words == "":
			b.find(blockWithoutText, c.Blocks[0].Pos, c, "this block stands under no words: clause %s says nothing to its readers", c.Number)
		}
	}
}

// partOfCoded says whether a lettered clause shares a block: a clause and its parts may have one block together, which
// stands under the last of them.
func (b *bookCheck) partOfCoded(c *rulebook.Clause) bool {
	top := lettered(c)
	if top == c {
		return false
	}
	blocks, below := 0, false
	for _, other := range b.book.Clauses {
		if lettered(other) == top {
			blocks += len(other.Blocks)
			below = len(other.Blocks) > 0 && other.Pos.Line > c.Pos.Line
		}
	}
	return blocks == 1 && below
}

func headingWidth(c *rulebook.Clause) int { return max(1, len([]rune(c.Number))) }

// vagueCount finds families of counts that leave open how the votes are counted.
var vagueCount = regexp.MustCompile(`(?i)\b(stv|single transferable vote|proportional representation|preferential voting|ranked choice|alternative vote)\b`)

var vagueRules = map[string]bool{
	"stv": true, "single-transferable-vote": true, "proportional": true, "proportional-representation": true, "pr": true,
	"preferential": true, "ranked-choice": true, "irv": true, "av": true, "alternative-vote": true, "quota": true,
}

// countRules reports counts named by family only: published results of one election differ by which STV is used.
func (b *bookCheck) countRules() {
	for _, c := range b.book.Clauses {
		exact := false
		for _, block := range c.Blocks {
			for _, s := range block.Statements {
				exact = b.countRule(s) || exact
			}
		}
		if at := vagueCount.FindStringIndex(c.Text); at != nil && len(c.Blocks) > 0 && !exact {
			pos, end := wordsAt(c, at[0], at[1])
			d := b.find(unnamedCountRule, pos, c, "“%s” is a family of counts with different results, and no block names one", oneLine(c.Text[at[0]:at[1]]))
			d.End = end
		}
	}
}

// countRule reports a statement's vague count, and says whether the statement says anything of how votes are counted.
func (b *bookCheck) countRule(s *rulebook.Statement) bool {
	for i := range s.Props {
		q := &s.Props[i]
		if q.Key != rulebook.KeyCountedBy || len(q.Events) == 0 {
			continue
		}
		if e := q.Events[0]; vagueRules[e.Name] {
			d := b.find(unnamedCountRule, e.Pos, s.Clause, "`%s` is a family of counts with different results", e.Name)
			d.End = rulebook.Pos{Line: e.Pos.Line, Col: e.Pos.Col + len(e.Name)}
		}
		return true
	}
	return false
}
