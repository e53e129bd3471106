package compare

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// A Change is what became of one clause.
type Change struct {
	Clause    string // its number in the new version, or in the old where it is gone
	Heading   string
	Was       string   // its number in the old version, where it moved
	Words     bool     // its words are not the same
	WordsGone []string // sentences that it had and has no more
	WordsNew  []string
	Altered   []Altered // statements that say otherwise what they said
	Removed   []Said    // what its blocks said and say no more
	Added     []Said
	Gone      bool
	New       bool
}

// Rules says whether a clause's blocks changed.
func (c *Change) Rules() bool { return len(c.Altered)+len(c.Removed)+len(c.Added) > 0 }

// Said is one statement, with its white space made one.
type Said struct {
	Text string
	Stmt *rulebook.Statement
	same string // what it says, however it is set out: equal of statements that say the same
}

// Altered is a statement of both versions about the same thing: what each says of it that the other does not.
type Altered struct {
	About    string // how the statement begins: "deadline assessment"
	Was, Now []string
}

// Clauses compares two versions clause by clause, in the order of the new one; what is gone comes last, in the order of
// the old. A clause of another number whose statements are the same has moved; one of the same number that has next to
// nothing in common with what stood there is another clause. Renamed gives acts of the old version their names in the
// new: a statement that says the same under a new name has not changed.
func Clauses(old, new *rulebook.Book, renamed map[string]string) []Change {
	was, is := clausesOf(old, renamed), clausesOf(new, nil)
	moved := movedFrom(was, is)
	kept := map[string]bool{} // numbers of the old version
	var changes []Change
	for i := range is {
		c := &is[i]
		from := c.number
		if m, ok := moved[c.number]; ok {
			from = m
		}
		before := find(was, from)
		if before == nil || from == c.number && !before.like(c) {
			if !c.empty() {
				changes = append(changes, Change{Clause: c.number, Heading: c.heading, New: true, WordsNew: c.sentences, Added: c.said})
			}
			continue
		}
		kept[from] = true
		ch := before.changedTo(c)
		if from != c.number {
			ch.Was = from
		}
		if ch.Words || ch.Was != "" || ch.Rules() {
			changes = append(changes, ch)
		}
	}
	for i := range was {
		if c := &was[i]; !kept[c.number] && !c.empty() {
			changes = append(changes, Change{Clause: c.number, Heading: c.heading, Gone: true, WordsGone: c.sentences, Removed: c.said})
		}
	}
	return changes
}

// clause is what is compared of one.
type clause struct {
	number, heading, words string
	sentences              []string
	said                   []Said
	pieces                 map[*rulebook.Statement][]string // each statement's beginning and its properties
}

func (c *clause) empty() bool { return c.words == "" && len(c.said) == 0 }

// like says whether two clauses of one number are the same clause: they have the heading, a sentence or the beginning of
// a statement in common, or one of them has no words.
func (c *clause) like(o *clause) bool {
	if c.heading == o.heading || c.empty() || o.empty() || sharesWords(c.words, o.words) {
		return true
	}
	for _, s := range c.said {
		if slices.ContainsFunc(o.said, func(t Said) bool { return c.pieces[s.Stmt][0] == o.pieces[t.Stmt][0] }) {
			return true
		}
	}
	return false
}

// sharesWords says whether at least half of the words of the shorter text stand in the longer.
func sharesWords(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	common := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			common++
		}
	}
	return 2*common >= len(x)
}

// changedTo says what became of a clause.
func (c *clause) changedTo(o *clause) Change {
	ch := Change{Clause: o.number, Heading: o.heading, Words: c.words != o.words, Removed: without(c.said, o.said), Added: without(o.said, c.said)}
	if ch.Words {
		ch.WordsGone, ch.WordsNew = without(c.sentences, o.sentences), without(o.sentences, c.sentences)
	}
	ch.Removed = slices.DeleteFunc(ch.Removed, func(s Said) bool {
		about := c.pieces[s.Stmt][0]
		begins := func(l *clause) func(Said) bool {
			return func(t Said) bool { return l.pieces[t.Stmt][0] == about }
		}
		at := slices.IndexFunc(ch.Added, begins(o))
		if at < 0 || count(ch.Removed, begins(c)) > 1 || count(ch.Added, begins(o)) > 1 {
			return false
		}
		before, after := c.pieces[s.Stmt], o.pieces[ch.Added[at].Stmt]
		ch.Altered = append(ch.Altered, Altered{About: about, Was: without(before[1:], after[1:]), Now: without(after[1:], before[1:])})
		ch.Added = slices.Delete(ch.Added, at, at+1)
		return true
	})
	return ch
}

func count(list []Said, is func(Said) bool) int {
	n := 0
	for _, s := range list {
		if is(s) {
			n++
		}
	}
	return n
}

func find(list []clause, number string) *clause {
	for i := range list {
		if list[i].number == number {
			return &list[i]
		}
	}
	return nil
}

func clausesOf(b *rulebook.Book, renamed map[string]string) []clause {
	var list []clause
	index := map[*rulebook.Clause]int{}
	for _, c := range b.Clauses {
		index[c] = len(list)
		list = append(list, clause{
			number: c.Number, heading: c.Heading, words: strings.Join(strings.Fields(c.Heading+" "+c.Text), " "),
			sentences: sentences(belowHeading(c)), pieces: map[*rulebook.Statement][]string{},
		})
	}
	lines := strings.Split(string(b.Source), "\n")
	for _, s := range b.Statements {
		if i, ok := index[s.Clause]; ok {
			pieces := piecesOf(lines, s, renamed)
			list[i].said = append(list[i].said, Said{textBetween(lines, s.Pos, s.End), s, strings.Join(pieces, ",")})
			list[i].pieces[s] = pieces
		}
	}
	return list
}

// movedFrom finds the clauses that are new under their number and say exactly what one said that is gone under its.
func movedFrom(was, is []clause) map[string]string {
	moved := map[string]string{}
	taken := map[string]bool{}
	stays := func(c *clause, list []clause) bool {
		same := find(list, c.number)
		return same != nil && same.like(c)
	}
	for i := range is {
		c := &is[i]
		if c.empty() || stays(c, was) {
			continue
		}
		for j := range was {
			if o := &was[j]; !taken[o.number] && o.says(c) && !stays(o, is) {
				moved[c.number], taken[o.number] = o.number, true
				break
			}
		}
	}
	return moved
}

// says whether a clause says exactly what another does: in its blocks or, where it has none, in its words.
func (c *clause) says(o *clause) bool {
	if len(c.said)+len(o.said) == 0 {
		return c.words == o.words && !c.empty()
	}
	return len(without(c.said, o.said))+len(without(o.said, c.said)) == 0
}

// without gives what a has and b has not.
func without[T any](a, b []T) []T {
	text := func(x T) string {
		if s, ok := any(x).(Said); ok {
			return s.same
		}
		return any(x).(string)
	}
	var rest []T
	for _, x := range a {
		if !slices.ContainsFunc(b, func(y T) bool { return text(x) == text(y) }) {
			rest = append(rest, x)
		}
	}
	return rest
}

// Renamed gives the acts of an old version their names in a new one, as its "transition from" says.
func Renamed(new *rulebook.Book, from string) map[string]string {
	names := map[string]string{}
	for _, s := range new.Statements {
		if s.Kind != rulebook.KindTransition || len(s.Subject) == 0 || s.Subject[0].Name != from {
			continue
		}
		for _, q := range s.Props {
			if q.Key == rulebook.KeyRenamed && len(q.Events) == 2 {
				names[q.Events[0].Name] = q.Events[1].Name
			}
		}
	}
	return names
}
