package audit

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// mostTold is how many findings of a kind are written out under one book; beyond, they are counted.
const mostTold = 200

// WriteText writes the report for a reader at a terminal: for each book the norms and how they fared, then what was
// found, in the order of days; and last, if there are several books, how they compare.
func (r *Report) WriteText(w io.Writer) error {
	t := &textWriter{w: bufio.NewWriterSize(w, 1<<16), several: r.Log.Matters > 1}
	t.log(&r.Log)
	for i := range r.Books {
		t.book(&r.Books[i])
	}
	if len(r.Books) > 1 {
		t.sideBySide(r)
	}
	return t.w.Flush()
}

type textWriter struct {
	w       *bufio.Writer
	several bool // the log has several matters, so that no matter has to be called so
}

func (t *textWriter) printf(format string, args ...any) { fmt.Fprintf(t.w, format, args...) }

func (t *textWriter) log(l *Log) {
	t.printf("%s in %s, %v to %v", counted(l.Events, "entry", "entries"), counted(l.Matters, "matter", "matters"), l.From, l.To)
	if l.Horizon != l.To {
		t.printf("; judged up to %v", l.Horizon)
	}
	t.printf("\n")
	if l.Unreadable > 0 {
		t.printf("left out, because they could not be read: %s\n", counted(l.Unreadable, "entry", "entries"))
	}
}

// counted is a number with its noun: 1 matter, 150,370 matters.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

// grouped writes a number with commas between its thousands.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (t *textWriter) book(b *BookReport) {
	t.printf("\n%s\n%s\n", b.heading(), strings.Repeat("=", utf8.RuneCountInString(b.heading())))
	if len(b.Versions) > 1 {
		for _, v := range b.Versions {
			t.printf("version %s, in force from %v: %s\n", v.Version, v.InForce, counted(v.Matters, "matter", "matters"))
		}
	}
	t.printf("\n")
	t.norms(b)
	t.verdicts(b)
	t.unknown(b)
	t.measures(b)
	t.endings(b)
	t.remarks(b)
}

// heading names a book by its title, version and the beginning of its hash.
func (r *BookReport) heading() string {
	return fmt.Sprintf("%s, version %s (sha256 %.12s)", r.Book.Title, r.Book.Version, r.Book.SHA256)
}

func (t *textWriter) norms(b *BookReport) {
	rows := [][]string{{"kept", "broken", "not shown", "undetermined", "consequent", "norm"}}
	for _, n := range b.Norms {
		rows = append(rows, []string{grouped(n.Kept), grouped(n.Broken), grouped(n.NotShown), grouped(n.Undetermined), grouped(n.Consequent), citation(n.Clause, n.Norm) + n.inWords()})
	}
	if len(rows) == 1 {
		t.printf("Nothing in the record can be judged by this book.\n")
		return
	}
	t.printf("In how many matters each norm was\n\n")
	t.table(rows, 5, 6)
	t.printf("\nBroken counts what is consequent too: broken only because of an earlier breach.\n")
}

// inWords is what an unnamed norm says, in the book's own words.
func (n *NormReport) inWords() string {
	if n.Says == "" || n.Norm != "" && !strings.Contains(n.Norm, "#") {
		return ""
	}
	return ": " + clip(n.Says)
}

// table writes rows whose columns are numbers, but for those from one to another, which are words.
func (t *textWriter) table(rows [][]string, from, to int) {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			line.WriteString("  ")
			if i >= from && i < to {
				line.WriteString(cell + pad)
			} else {
				line.WriteString(pad + cell)
			}
		}
		t.printf("%s\n", strings.TrimRight(line.String(), " "))
	}
}

// told is a heading under which findings of one verdict are written out.
var told = []struct {
	verdict Verdict
	heading string
}{
	{Broken, "Broken"},
	{Undetermined, "Cannot be determined"},
}

func (t *textWriter) verdicts(b *BookReport) {
	if b.Summary() {
		return
	}
	for _, kind := range told {
		n := 0
		for v := range b.Verdicts() {
			if v.Verdict != kind.verdict {
				continue
			}
			if n++; n == 1 {
				t.printf("\n%s\n\n", kind.heading)
			}
			if n <= mostTold {
				t.verdict(&v)
			}
		}
		t.more(n - mostTold)
	}
	t.notShown(b)
}

func (t *textWriter) more(n int) {
	if n > 0 {
		t.printf("  and %s more, which --json lists\n", grouped(n))
	}
}

func (t *textWriter) verdict(v *VerdictReport) {
	t.printf("  %s", v.when())
	if name := t.matter(v.Matter); name != "" {
		t.printf("  %s", name)
	}
	t.printf("  %s", citation(v.Clause, v.Norm))
	if v.DaysLate != nil {
		t.printf(", %s late", days(*v.DaysLate))
	}
	if v.Consequent {
		t.printf(", consequent")
	}
	t.printf("\n      %s\n", v.Message)
}

// when is the day of a finding: when it was done, or by when it should have been.
func (v *VerdictReport) when() string {
	switch {
	case v.Date != nil:
		return *v.Date
	case v.Due != nil:
		return "by " + *v.Due
	case v.Since != nil:
		return "after " + *v.Since
	}
	return "no day"
}

func (t *textWriter) matter(name string) string {
	if name == "" && t.several {
		return "no matter"
	}
	return name
}

// citation names a norm with its clause, unless its name says the clause.
func citation(clause, norm string) string {
	if clause == "" || strings.HasPrefix(norm, clause+"#") {
		return norm
	}
	return clause + " " + norm
}

// notShown writes what the record does not show, grouped by norm: silence is not a breach.
func (t *textWriter) notShown(b *BookReport) {
	type group struct {
		first VerdictReport
		count int
	}
	groups := map[string]*group{}
	for v := range b.Verdicts() {
		if v.Verdict != NotShown {
			continue
		}
		if g := groups[v.Norm]; g != nil {
			g.count++
		} else {
			groups[v.Norm] = &group{v, 1}
		}
	}
	if len(groups) == 0 {
		return
	}
	t.printf("\nNot shown by this record, which is no breach\n\n")
	for _, n := range b.Norms {
		g := groups[n.Norm]
		if g == nil {
			continue
		}
		t.printf("  %s  %s\n      %s%s", citation(n.Clause, n.Norm), counted(g.count, "time", "times"), t.prefix(g.first.Matter), g.first.Message)
		if g.count > 1 {
			t.printf(", and so on")
		}
		t.printf("\n")
	}
	t.printf("\n  An extension, a pause or a stay that is not recorded is not supposed to have been granted.\n")
}

func (t *textWriter) prefix(name string) string { return matterPrefix(t.matter(name)) }

func matterPrefix(name string) string {
	if name == "" {
		return ""
	}
	return name + ": "
}

func (t *textWriter) unknown(b *BookReport) {
	if len(b.Unknown) == 0 {
		return
	}
	t.printf("\nEntries that neither the book nor its map knows, and which change nothing\n\n")
	for i, u := range b.Unknown {
		if i == mostTold {
			break
		}
		t.printf("  %q  %s, first in line %d\n", u.Event, counted(u.Count, "time", "times"), u.Line)
	}
	t.more(len(b.Unknown) - mostTold)
	if b.NotListed > 0 {
		t.printf("  and %s whose words are not listed\n", counted(b.NotListed, "entry", "entries"))
	}
}

func (t *textWriter) measures(b *BookReport) {
	if len(b.Measures) == 0 {
		return
	}
	t.printf("\nMeasures\n\n")
	rows := [][]string{}
	for _, m := range b.Measures {
		rows = append(rows, []string{t.matter(m.Matter), m.Measure, m.From, "to " + m.Until(), days(m.Days), m.Way(), m.Reviewed()})
	}
	t.table(rows, 0, 7)
	for _, m := range b.Measures {
		if m.AfterEnd > 0 {
			t.printf("  %s%s lasted %s after the matter had ended\n", t.prefix(m.Matter), m.Measure, days(m.AfterEnd))
		}
	}
	for _, m := range b.Measures {
		if m.AfterLast != nil {
			t.printf("  %s%s of %s began %s after the one before had ended\n", t.prefix(m.Matter), m.Measure, m.From, days(*m.AfterLast))
		}
	}
	for _, s := range b.Spells {
		t.printf("  %s\n", s)
	}
	for i, o := range b.Overlaps {
		if i == mostOverlaps {
			t.printf("  and %s more pairs at the same time, which --json lists\n", grouped(len(b.Overlaps)-i))
			break
		}
		t.printf("  %s\n", o)
	}
}

// mostOverlaps is how many pairs of measures that lasted at the same time are written out.
const mostOverlaps = 20

// String says which measures lasted at the same time, and from when to when.
func (o Overlap) String() string {
	return fmt.Sprintf("%s%s and %s%s lasted at the same time from %s to %s, %s",
		matterPrefix(o.Matters[0]), o.Measures[0], matterPrefix(o.Matters[1]), o.Measures[1], o.From, o.To, days(o.Days))
}

// Until is when the measure ended, in words.
func (m Measure) Until() string {
	if m.To == "" {
		return "the end of the record"
	}
	return m.To
}

// Way is with what the measure ended, in words.
func (m Measure) Way() string {
	switch {
	case m.To == "":
		return "still lasting"
	case m.ByRule:
		return "by rule: " + m.Ended
	}
	return "with " + m.Ended
}

// Reviewed says how often the measure was reviewed, so far as the record shows.
func (m Measure) Reviewed() string {
	switch {
	case m.Reviews > 0:
		return "reviewed " + counted(m.Reviews, "time", "times")
	case m.Reviewable:
		return "no review is recorded"
	}
	return "these rules provide for no review"
}

func (t *textWriter) endings(b *BookReport) {
	if len(b.Endings) == 0 {
		return
	}
	t.printf("\nHow each matter ended\n\n")
	for i := range b.Endings {
		e := &b.Endings[i]
		t.printf("  %s%s\n", t.prefix(e.Matter), e.Recorded())
		if s := e.Overtaken(); s != "" {
			t.printf("      %s\n", s)
		}
		if s := e.Left(); s != "" {
			t.printf("      %s\n", s)
		}
	}
	if b.undrawn > 0 {
		t.printf("  %s not told of here\n", counted(b.undrawn, "matter is", "matters are"))
	}
}

// remarks says what a reader must know of how the verdicts came about.
func (t *textWriter) remarks(b *BookReport) {
	if list := b.remarks(); len(list) > 0 {
		t.printf("\n%s\n", strings.Join(list, "\n"))
	}
}

func (b *BookReport) remarks() []string {
	var list []string
	if b.Ignored > 0 {
		list = append(list, counted(b.Ignored, "entry was", "entries were")+" dropped, as the map says.")
	}
	if b.Apart > 0 {
		list = append(list, counted(b.Apart, "matter belongs", "matters belong")+" to no procedure of this book.")
	}
	if b.Crowded > 0 {
		list = append(list, counted(b.Crowded, "matter has", "matters have")+" more orders than are followed: what is judged of them is undetermined.")
	}
	if b.Before > 0 {
		list = append(list, counted(b.Before, "matter was", "matters were")+" over before these rules began, on "+b.Versions[0].InForce.String()+", and never under them: what is said is what version "+b.Book.Version+" would have said.")
	}
	if b.ByReceipt > 0 {
		list = append(list, "The record does not date the conduct of "+counted(b.ByReceipt, "matter", "matters")+": the version in force when it was received is used.")
	}
	return list
}

// sideBySide sets against each other what the books say of the same matters.
func (t *textWriter) sideBySide(r *Report) {
	t.printf("\nSide by side\n============\n\n")
	rows := [][]string{{"", "kept", "broken", "not shown", "undetermined"}}
	for i := range r.Books {
		var kept, broken, notShown, undetermined int
		for _, n := range r.Books[i].Norms {
			kept, broken, notShown, undetermined = kept+n.Kept, broken+n.Broken, notShown+n.NotShown, undetermined+n.Undetermined
		}
		rows = append(rows, []string{r.Books[i].name(), grouped(kept), grouped(broken), grouped(notShown), grouped(undetermined)})
	}
	t.table(rows, 0, 1)
	for _, m := range r.matters() {
		name := t.matter(m.matter)
		if name == "" {
			name = "The matter"
		}
		t.printf("\n%s\n", name)
		for _, s := range m.sides {
			t.side(s)
		}
	}
}

// side says of one book when a matter would have ended, and when each limit would have fallen.
func (t *textWriter) side(s side) {
	t.printf("\n  under %s\n", s.book.name())
	for _, line := range s.ending.sentences() {
		t.printf("    %s\n", line)
	}
	var rows [][]string
	for _, l := range s.limits() {
		rows = append(rows, []string{"  " + l.Clause, l.Limit, l.Length + " from " + l.From, "last day " + l.Last, l.Outcome()})
	}
	if len(rows) > 0 {
		t.table(rows, 0, 5)
	}
}

// Outcome says what the record shows of a limit.
func (l Limit) Outcome() string {
	switch l.How {
	case "met":
		return "met on " + l.Ended
	case "left":
		return "no longer ran from " + l.Ended
	case "passed":
		if l.Then != "" {
			return "passed: then " + l.Then
		}
		return "passed"
	}
	return "still runs"
}
