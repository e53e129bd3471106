package evidence

import "strings"

// A word is a word of a folded text: offsets into its letters.
type word struct{ stretch }

// words parts a folded text into its words.
func (f *folded) words() []word {
	var words []word
	start := 0
	for i := 1; i <= len(f.letters); i++ {
		if f.boundary(i) {
			words = append(words, word{stretch{start, i}})
			start = i
		}
	}
	return words
}

func (f *folded) word(w word) string { return f.letters[w.from:w.to] }

// A quoted is one word of a quotation. An open word has a mark of elision after
// it.
type quoted struct {
	text   string // as quoted
	letter string // folded
	open   bool
}

func quotedWords(pieces []*folded) []quoted {
	var words []quoted
	for _, p := range pieces {
		for _, w := range p.words() {
			words = append(words, quoted{p.text[p.at[w.from]:p.end[w.to-1]], p.word(w), false})
		}
		words[len(words)-1].open = true
	}
	words[len(words)-1].open = false
	return words
}

// Bounds on the work of finding the nearest words.
const (
	maxQuoted  = 400     // words of a quotation that are compared
	maxDetail  = 4 << 20 // cells of a comparison that is told word by word
	nearEnough = 40      // per cent of the words that may differ
)

// nearest returns the place where the words of the source differ least from the
// quotation: by the fewest words put in, left out or replaced. What the
// quotation marks as left out costs nothing.
func (s *Source) nearest(pieces []*folded) Match {
	q := quotedWords(pieces)
	if len(q) < 2 || len(q) > maxQuoted {
		return Match{}
	}
	from, to, cost := s.align(q)
	if cost*100 > len(q)*nearEnough || from >= to {
		return Match{}
	}
	start, end := s.offsets(from, to)
	p := s.around(start, end)
	p.Changes = s.changes(q, from, to)
	return Match{Result: Altered, Count: 1, Places: []Place{p}}
}

// offsets returns where in the text the words from from to before to stand.
func (s *Source) offsets(from, to int) (start, end int) {
	return int(s.folded.at[s.words[from].from]), int(s.folded.end[s.words[to-1].to-1])
}

// A cell is the least cost of bringing the first words of a quotation to an end
// at some word of the source, and where in the source that way begins.
type cell struct{ cost, start int32 }

// less prefers the cheaper way and then the later start, which is the shorter.
func (c cell) less(d cell) bool { return c.cost < d.cost || c.cost == d.cost && c.start > d.start }

func (c cell) plus(cost int32) cell { return cell{c.cost + cost, c.start} }

// align finds the words of the source, from from to before to, that the
// quotation is nearest to.
func (s *Source) align(q []quoted) (from, to, cost int) {
	n := len(s.words)
	ids := make(map[string]int32)
	for _, w := range q {
		if _, ok := ids[w.letter]; !ok {
			ids[w.letter] = int32(len(ids) + 1)
		}
	}
	source := make([]int32, n) // 0 for a word that the quotation does not have
	for i, w := range s.words {
		source[i] = ids[s.folded.word(w)]
	}
	row, next := make([]cell, n+1), make([]cell, n+1)
	for j := range row {
		row[j] = cell{0, int32(j)}
	}
	for i, w := range q {
		id, skip := ids[w.letter], int32(1)
		if w.open {
			skip = 0
		}
		next[0] = cell{int32(i + 1), 0}
		for j := 1; j <= n; j++ {
			best := row[j-1]
			if source[j-1] != id {
				best = best.plus(1)
			}
			if c := row[j].plus(1); c.cost < best.cost { // a word that differs tells more than one that is missing
				best = c
			}
			if c := next[j-1].plus(skip); c.less(best) {
				best = c
			}
			next[j] = best
		}
		row, next = next, row
	}
	for j := range row {
		// Of two ends that cost the same the next word is taken in: it is what a
		// word of the quotation was changed from.
		if row[j].less(row[to]) || j == to+1 && row[j] == row[to] {
			to = j
		}
	}
	return int(row[to].start), to, int(row[to].cost)
}

// changes tells the differences between the quotation and the words of the
// source from from to before to, or nothing if that would take too long.
func (s *Source) changes(q []quoted, from, to int) []Change {
	m, n := len(q), to-from
	if (m+1)*(n+1) > maxDetail {
		return nil
	}
	same := func(i, j int) bool { return q[i].letter == s.folded.word(s.words[from+j]) }
	skip := func(i int) int32 { // of leaving out a word of the source after i words of the quotation
		if i > 0 && q[i-1].open {
			return 0
		}
		return 1
	}
	cost := make([]int32, (m+1)*(n+1))
	at := func(i, j int) *int32 { return &cost[i*(n+1)+j] }
	replace := func(i, j int) int32 {
		if same(i-1, j-1) {
			return *at(i-1, j-1)
		}
		return *at(i-1, j-1) + 1
	}
	for i := 0; i <= m; i++ {
		for j := 0; j <= n; j++ {
			switch {
			case i == 0 && j == 0:
			case i == 0:
				*at(i, j) = int32(j)
			case j == 0:
				*at(i, j) = int32(i)
			default:
				*at(i, j) = min(replace(i, j), *at(i-1, j)+1, *at(i, j-1)+skip(i))
			}
		}
	}
	return s.trace(q, from, m, n, at, replace, skip)
}

// trace follows the cheapest way back and gathers the words along it that
// differ, runs of them together.
func (s *Source) trace(q []quoted, from, m, n int, at func(i, j int) *int32, replace func(i, j int) int32, skip func(int) int32) []Change {
	var steps []Change // backwards, one a word; neither side set where they agree or something is left out with a mark
	sourceWord := func(j int) string {
		start, end := s.offsets(from+j-1, from+j)
		return s.text[start:end]
	}
	for i, j := m, n; i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && *at(i, j) == replace(i, j):
			step := Change{}
			if q[i-1].letter != s.folded.word(s.words[from+j-1]) {
				step = Change{q[i-1].text, sourceWord(j)}
			}
			steps = append(steps, step)
			i, j = i-1, j-1
		case j > 0 && (i == 0 || *at(i, j) == *at(i, j-1)+skip(i)):
			step := Change{}
			if skip(i) > 0 {
				step.Source = sourceWord(j)
			}
			steps = append(steps, step)
			j--
		default:
			steps = append(steps, Change{Quoted: q[i-1].text})
			i--
		}
	}
	return gather(steps)
}

func gather(backwards []Change) []Change {
	var changes []Change
	running := false
	for i := len(backwards) - 1; i >= 0; i-- {
		step := backwards[i]
		if step == (Change{}) {
			running = false
			continue
		}
		if !running {
			changes = append(changes, Change{})
			running = true
		}
		c := &changes[len(changes)-1]
		c.Quoted = strings.TrimSpace(c.Quoted + " " + step.Quoted)
		c.Source = strings.TrimSpace(c.Source + " " + step.Source)
	}
	return changes
}
