package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// examples runs the examples of the book, each by itself and at the same time, and reports those that the rules do not
// show.
func (b *bookCheck) examples() {
	runs := make([]*exampleRun, len(b.book.Examples))
	variants := newVariants(b)
	var all sync.WaitGroup
	for i, ex := range b.book.Examples {
		runs[i] = &exampleRun{bookCheck: &bookCheck{book: b.book, rules: b.rules, opts: b.opts}, ex: ex, variants: variants}
		all.Go(runs[i].run)
	}
	all.Wait()
	for _, r := range runs {
		b.found = append(b.found, r.found...)
	}
}

// exampleRun is one example being run.
type exampleRun struct {
	*bookCheck
	ex       *rulebook.Example
	variants *variants
	p        *matter.Procedure
	off      []string // the clauses switched off
	sc       *scene   // every line
	with     *prover

	whole *course // one on which every line happens; nil: there is none
}

func (r *exampleRun) run() {
	p, f := procedureOf(r.ex, r.rules.Procedures)
	if f == nil && r.opts.Procedure != "" && p.Name != r.opts.Procedure || len(r.ex.Lines) == 0 {
		return
	}
	if f == nil {
		r.with = r.variants.prover(p, r.enough(p), nil)
		r.p = r.with.p
		r.sc, f = sceneOf(r.ex, r.p, r.people(p.Name))
	}
	if f != nil {
		r.faulty(f)
		return
	}
	r.held()
}

// enough is how many of each thread the example needs: it may open more than are explored otherwise.
func (r *exampleRun) enough(p *matter.Procedure) int {
	n := instances(r.book)
	for _, t := range p.Threads {
		opened := 0
		for i := range r.ex.Lines {
			if r.ex.Lines[i].Event.Name == t.OpenedBy {
				opened++
			}
		}
		n = max(n, opened)
	}
	return n
}

// faulty reports an example that cannot be run.
func (r *exampleRun) faulty(f *fault) {
	d := r.find(exampleFails, f.at, r.ex.Clause, "%s", f.msg)
	if d.End = f.end; f.end.Line == 0 {
		d.End = rulebook.Pos{Line: f.at.Line, Col: lineWidth(r.book, f.at.Line) + 1}
	}
	if f.help != "" {
		d.Help = f.help
	}
}

// fails reports a line that the rules do not show.
func (r *exampleRun) fails(l *cue, format string, args ...any) *Defect {
	d := r.find(exampleFails, l.line.Pos, r.ex.Clause, format, args...)
	d.End = rulebook.Pos{Line: l.line.Pos.Line, Col: lineWidth(r.book, l.line.Pos.Line) + 1}
	return d
}

// held holds every line against the rules. After a line that cannot happen nothing can be said of those below it.
func (r *exampleRun) held() {
	end := len(r.sc.lines)
	if r.whole = r.play(r.before(end)...).course; r.whole == nil {
		end = r.firstFailing()
	}
	for i := range r.sc.lines[:end] {
		if r.sc.lines[i].line.Refused {
			r.refused(i)
		}
	}
}

// before lists the lines above one that happen.
func (r *exampleRun) before(i int) []cue {
	var list []cue
	for _, l := range r.sc.lines[:i] {
		if !l.line.Refused {
			list = append(list, l)
		}
	}
	return list
}

// play finds a course on which some lines happen and nothing else that is the example's own.
func (r *exampleRun) play(lines ...cue) attempt { return r.playLike(nil, lines...) }

// playLike is as play, but first tries what happened on another course.
func (r *exampleRun) playLike(like *course, lines ...cue) attempt {
	if r.off != nil {
		lines = r.asOf(lines)
	}
	if len(lines) == 0 {
		return attempt{course: newCourse(&scene{p: r.p})}
	}
	sc := &scene{p: r.p, lines: lines, fixed: r.sc.fixed, ruled: r.sc.ruled}
	if like != nil {
		if c, ok := sc.like(like); ok {
			return attempt{course: c}
		}
	}
	return r.with.play(sc)
}

// asOf makes lines ready for the procedure without the clauses that are switched off. Lines by rule that nothing brings
// about any longer are left out: they say what those clauses do.
func (r *exampleRun) asOf(lines []cue) []cue {
	var list []cue
	for _, l := range lines {
		if l.act != "" {
			l.events = nil
			for _, e := range r.p.Find(matter.Occurrence{Act: l.act, Outcome: l.outcome, As: l.as}) {
				if !l.byRule || happensByRule(r.p, e) {
					l.events = append(l.events, e)
				}
			}
			for _, w := range l.with {
				l.events = slices.DeleteFunc(l.events, func(e int) bool { return r.p.CanSay(e, w[0], w[1]) != nil })
			}
		}
		if l.act == "" || len(l.events) > 0 || !l.byRule {
			list = append(list, l)
		}
	}
	return list
}

// still is the line that the matter is there on the day of another, whatever has become of it.
func still(l cue) cue { return cue{line: l.line, on: l.on} }

// alive makes a line hold only while the matter has not ended but by a line.
func alive(l cue) cue {
	l.alive = true
	return l
}

// firstFailing reports the first line that cannot happen after those above it, and gives its place.
func (r *exampleRun) firstFailing() int {
	for i := range r.sc.lines {
		if r.sc.lines[i].line.Refused {
			continue
		}
		if a := r.play(r.before(i + 1)...); a.course == nil {
			r.impossible(i, a.why)
			return i
		}
	}
	return len(r.sc.lines)
}

// impossible reports a line that cannot happen after those above it.
func (r *exampleRun) impossible(i int, why string) {
	l := &r.sc.lines[i]
	switch {
	case why != "":
		r.fails(l, "whether `%s` can happen on %v was not found out: %s", l.name(), l.on, why)
	case l.byRule:
		r.fails(l, "`%s` does not happen by operation of the rules on %v%s", l.name(), l.on, r.instead(i))
	default:
		because := r.obstacle(i)
		if name := r.unsaid(i); name != "" {
			because = fmt.Sprintf("it needs `%s`, which the example speaks of and no line above says", name)
		}
		r.fails(l, "`%s` is not possible on %v: %s", l.name(), l.on, because)
	}
}

// instead says on which day a thing happens that does not happen on the day of its line.
func (r *exampleRun) instead(i int) string {
	a := r.play(r.before(i)...)
	if a.course == nil {
		return ""
	}
	due, _ := r.p.Due(a.course.s)
	for _, f := range due {
		if f.Event >= 0 && contains(r.sc.lines[i].events, f.Event) {
			return fmt.Sprintf(": its last day is %v (clause %s)", f.Last, r.p.Norms[r.p.Deadlines[f.Deadline].Norm].Clause)
		}
	}
	return ": nothing brings it about then"
}

// unsaid finds an act that the example speaks of, and that would have to happen before a line that cannot.
func (r *exampleRun) unsaid(i int) string {
	var names []string
	for name := range r.sc.fixed {
		if !slices.ContainsFunc(r.sc.lines[:i+1], func(c cue) bool { return c.act == name && !c.line.Refused }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		free := *r
		free.sc = &scene{p: r.p, lines: r.sc.lines, ruled: r.sc.ruled, fixed: maps.Clone(r.sc.fixed)}
		delete(free.sc.fixed, name)
		if free.play(r.before(i+1)...).course != nil {
			return name
		}
	}
	return ""
}

// obstacle says what refuses a line: of all that refuses it on one course, what refuses it by itself, if there is such.
func (r *exampleRun) obstacle(i int) string {
	there := still(r.sc.lines[i])
	for _, e := range r.sc.lines[i].events {
		there.in |= r.p.Acts[r.p.Events[e].Act].In
	}
	a := r.play(append(r.before(i), there)...)
	if a.course == nil {
		there.in = 0
		a = r.play(append(r.before(i), there)...)
	}
	if a.course == nil {
		return "what stands above it cannot be followed by that day"
	}
	if o := a.course.ending(); a.course.over && o != nil {
		return fmt.Sprintf("the matter has ended with `%s` on %v", nameOf(o), o.On)
	}
	w, _ := a.course.try(&r.sc.lines[i])
	reasons := w.reasons
	for _, c := range clausesOf(reasons) {
		if b := r.without([]string{c}).play(append(r.before(i), r.sc.lines[i])...); b.course != nil {
			reasons = slices.DeleteFunc(slices.Clone(reasons), func(x matter.Reason) bool { return x.Clause != c })
			break
		}
	}
	if len(reasons) == 0 {
		return "it would bring about what no line says"
	}
	return inShort(reasons)
}

// clausesOf lists the clauses that reasons cite.
func clausesOf(reasons []matter.Reason) []string {
	var list []string
	for _, x := range reasons {
		if x.Clause != "" && !slices.Contains(list, x.Clause) {
			list = append(list, x.Clause)
		}
	}
	return list
}

// inShort puts reasons into one line.
func inShort(reasons []matter.Reason) string {
	var list []string
	for _, x := range reasons {
		s := x.Why
		if x.Clause != "" {
			s = "clause " + x.Clause + ": " + s
		}
		if !x.After.IsZero() {
			s += fmt.Sprintf("; earliest %v", x.After)
		}
		list = append(list, s)
	}
	return strings.Join(list, "; ")
}

// refused holds a refused line against the rules: the matter must be able to be there on that day, in no such course may
// the act be possible, and the clauses that the line names must be those that refuse it.
func (r *exampleRun) refused(i int) {
	l := &r.sc.lines[i]
	like := r.whole
	if r.whole == nil || !r.whole.livesOn(l.on, len(r.before(i))) {
		here := r.playLike(r.whole, append(r.before(i), alive(still(*l)))...)
		if here.course == nil {
			r.notThere(i, here.why)
			return
		}
		like = here.course
	}
	switch a := r.play(append(r.before(i), alive(*l))...); {
	case a.course != nil:
		r.fails(l, "`%s` is possible on %v", l.name(), l.on).Story = a.course.story()
		return
	case a.why != "":
		r.fails(l, "whether `%s` is refused on %v was not found out: %s", l.name(), l.on, a.why)
		return
	}
	if len(l.line.Clauses) > 0 {
		r.refusedBy(i, like)
	}
}

// notThere reports a refused line that no course comes to.
func (r *exampleRun) notThere(i int, why string) {
	l := &r.sc.lines[i]
	if why != "" {
		r.fails(l, "whether a matter gets to %v was not found out: %s", l.on, why)
		return
	}
	end := "what stands above cannot be followed by that day"
	if a := r.play(append(r.before(i), still(*l))...); a.course != nil {
		end = "by then the matter has ended"
		if o := a.course.ending(); o != nil {
			end = fmt.Sprintf("the matter has ended with `%s` on %v", nameOf(o), o.On)
		}
	}
	d := r.fails(l, "cannot get there: %s", end)
	d.Help = "mend the dates, or write what ends the matter as a line above"
}

// ending is what the matter ended with, as far as this course goes.
func (c *course) ending() *matter.Occurrence {
	for i := len(c.done) - 1; i >= 0; i-- {
		if o := &c.done[i]; o.On == c.s.Ended {
			for _, e := range c.sc.p.Find(matter.Occurrence{Act: o.Act, Outcome: o.Outcome}) {
				if to := c.sc.p.Events[e].To; to >= 0 && c.sc.p.Stages[to].Final {
					return o
				}
			}
		}
	}
	return nil
}

func nameOf(o *matter.Occurrence) string {
	if o.Outcome == "" {
		return o.Act
	}
	return o.Act + "(" + o.Outcome + ")"
}

// mostClauses is how many clauses a refused line may name: all their subsets are tried.
const mostClauses = 6

// refusedBy reports a line that names other clauses than those that refuse it. Like is a course to the day of the line.
func (r *exampleRun) refusedBy(i int, like *course) {
	l := &r.sc.lines[i]
	all := l.line.Clauses
	if len(all) > mostClauses {
		r.fails(l, "%d clauses are more than can be tried: at most %d", len(all), mostClauses)
		return
	}
	for _, ref := range all {
		if !slices.ContainsFunc(r.book.Statements, func(s *rulebook.Statement) bool { return under(s, ref) }) {
			r.fails(l, "no rule of clause %s refuses anything", ref)
			return
		}
	}
	switch a := r.without(all).playLike(like, append(r.before(i), alive(*l))...); {
	case a.why != "":
		r.fails(l, "whether %s refuses `%s` was not found out: %s", clauseList(all), l.name(), a.why)
		return
	case a.course == nil:
		r.fails(l, "`%s` is refused on %v also without %s: %s", l.name(), l.on, clauseList(all), r.without(all).obstacle(i))
		return
	}
	for _, some := range properSubsets(all) {
		switch a := r.without(some).playLike(like, append(r.before(i), alive(*l))...); {
		case a.why != "":
			r.fails(l, "whether %s alone refuses `%s` was not found out: %s", clauseList(some), l.name(), a.why)
			return
		case a.course != nil:
			rest := slices.DeleteFunc(slices.Clone(all), func(c string) bool { return slices.Contains(some, c) })
			r.fails(l, "`%s` is refused on %v by %s alone, without %s", l.name(), l.on, clauseList(some), clauseList(rest))
			return
		}
	}
}

// properSubsets lists the subsets of a list but the empty one and the whole, smaller ones first.
func properSubsets(list []string) [][]string {
	var sets [][]string
	for bits := 1; bits < 1<<len(list)-1; bits++ {
		var set []string
		for i, x := range list {
			if bits>>i&1 == 1 {
				set = append(set, x)
			}
		}
		sets = append(sets, set)
	}
	slices.SortStableFunc(sets, func(a, b []string) int { return len(a) - len(b) })
	return sets
}

func clauseList(refs []string) string {
	if len(refs) == 1 {
		return "clause " + refs[0]
	}
	return "clauses " + inWords(refs, "and")
}

// under says whether a statement is of a clause or a part of it, or is the norm of that name.
func under(s *rulebook.Statement, ref string) bool {
	number := clauseNumber(s.Clause)
	return number == ref || strings.HasPrefix(number, ref+".") || strings.HasPrefix(number, ref+"(") || normID(s) == ref
}

// without gives the same example under the rules without the norms of some clauses.
func (r *exampleRun) without(refs []string) *exampleRun {
	n := instances(r.book)
	for _, t := range r.p.Threads {
		n = max(n, t.Instances)
	}
	with := r.variants.prover(r.p, n, refs)
	return &exampleRun{bookCheck: r.bookCheck, ex: r.ex, variants: r.variants, p: with.p, off: refs, with: with, sc: r.sc}
}
