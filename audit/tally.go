package audit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// bookAudit is a log held against one book.
type bookAudit struct {
	book     *Book
	opts     Options
	replay   replay
	record   record
	counts   []count    // by norm
	worst    []standing // by norm: of the matter being tallied
	touched  []int32    // norms that have a standing
	verdicts []finding
	matters  []int // by version: how many each governed
	unknown  map[string]*Unknown
	more     int // unknown entries whose words are not listed
	ignored  int
	apart    int           // matters that belong to no procedure of the book
	crowded  int           // matters with more orders than are followed
	early    int           // matters that were over before the book's first version
	nearest  int           // matters whose version was chosen by another day than the book says
	amiss    bool          // something is, in the matter just tallied
	before   int           // how many verdicts there were before it
	judged   int           // matters
	found    int           // matters in which something is broken or undetermined
	all      []*keptMatter // the first matters
	faulty   []*keptMatter // the first in which something is broken or undetermined
}

// count is how many matters each verdict has for one norm.
type count struct{ kept, broken, notShown, undetermined, consequent int }

// standing is what a norm has come to in one matter.
type standing struct {
	verdict Verdict
	primary bool // broken, and not only as a consequence
}

// finding is one instance that was not kept.
type finding struct {
	matter     string
	norm       int32
	verdict    Verdict
	consequent bool
	on, since  span
	due        calendar.Date
	late       int // days; only where it is late and the days are certain
	isLate     bool
	message    string
}

// mostUnknown is how many different unknown words are listed of a log.
const mostUnknown = 10_000

func newBookAudit(b *Book, opts Options) *bookAudit {
	return &bookAudit{
		book: b, opts: opts, counts: make([]count, len(b.norms)), worst: make([]standing, len(b.norms)),
		matters: make([]int, len(b.versions)), unknown: map[string]*Unknown{},
	}
}

// judge replays a matter and tallies the verdicts. If they depend on how far the log reaches, and that is not yet
// settled, it says false and tallies nothing.
func (b *bookAudit) judge(name string, entries []*entry, horizon calendar.Date, settled bool) bool {
	r := &b.replay
	b.book.read(&b.record, name, b.opts.Procedure, entries)
	if len(b.record.recs) == 0 {
		b.passOver()
		return true
	}
	versions := r.prepare(b.book, &b.record, horizon)
	for _, v := range versions {
		r.runUnder(v)
	}
	if !settled && r.open {
		return false
	}
	b.passOver()
	for _, v := range versions {
		b.matters[v]++
		if len(versions) > 1 {
			break // counted under the first that may govern it
		}
	}
	if r.tooMany {
		b.crowded++
	}
	if r.before {
		b.early++
	}
	if r.conductUnknown {
		b.nearest++
	}
	b.tally()
	b.keep(name, entries, versions[0])
	return true
}

// keptMatter is a matter whose course is to be told, once it is known how far the log reaches.
type keptMatter struct {
	matter   string
	entries  []entry
	version  int
	findings []VerdictReport
}

// keep keeps a matter whose course is to be told: one of the first, or of the first in which something is amiss.
func (b *bookAudit) keep(name string, entries []*entry, v int) {
	b.judged++
	if b.amiss {
		b.found++
	}
	keepAll, keepFaulty := len(b.all) < b.opts.Courses, b.amiss && len(b.faulty) < b.opts.Courses
	if !keepAll && !keepFaulty {
		return
	}
	k := &keptMatter{matter: strings.Clone(name), version: v}
	for _, e := range entries {
		k.entries = append(k.entries, *e)
	}
	for i := range b.verdicts[b.before:] {
		k.findings = append(k.findings, b.verdict(&b.verdicts[b.before+i]))
	}
	if keepAll {
		b.all = append(b.all, k)
	}
	if keepFaulty {
		b.faulty = append(b.faulty, k)
	}
}

// courses gives the courses to show: of all matters when they are few, else of the first in which something is amiss.
func (b *bookAudit) courses(horizon calendar.Date) (list []*course, left int) {
	which := b.all
	if left = b.judged - len(which); left > 0 {
		which = b.faulty
		left = b.found - len(which)
	}
	for _, k := range which {
		if c := b.course(k, horizon); c != nil {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(x, y *course) int { return cmp.Compare(x.matter, y.matter) })
	return list, left
}

// course replays a matter that was kept, to tell its course.
func (b *bookAudit) course(k *keptMatter, horizon calendar.Date) *course {
	var entries []*entry
	for i := range k.entries {
		entries = append(entries, &k.entries[i])
	}
	r := &b.replay
	b.book.read(&b.record, k.matter, b.opts.Procedure, entries)
	r.prepare(b.book, &b.record, horizon)
	c := r.watchCourse(k.version)
	if c != nil {
		c.findings = k.findings
	}
	return c
}

// passOver counts the entries that are no events of the book.
func (b *bookAudit) passOver() {
	b.ignored += b.record.ignored
	if b.record.procedure == "" && len(b.record.unknown) > 0 {
		b.apart++
	}
	for _, e := range b.record.unknown {
		u := b.unknown[e.event]
		if u == nil && len(b.unknown) == mostUnknown {
			b.more++
			continue
		}
		if u == nil {
			u = &Unknown{Event: e.event, Line: int(e.line)}
			b.unknown[e.event] = u
		}
		u.Count++
		u.Line = min(u.Line, int(e.line))
	}
}

// prepare makes ready for a matter and gives the versions that may govern it.
func (r *replay) prepare(b *Book, of *record, horizon calendar.Date) []int {
	r.book, r.rec, r.horizon = b, of, horizon
	r.instances, r.notes = r.instances[:0], r.notes[:0]
	r.several, r.tooMany, r.open, r.quiet, r.conductUnknown, r.states = false, false, false, false, false, 0
	r.doubtful = slices.ContainsFunc(of.recs, func(x rec) bool { return x.marked })
	versions := r.governing()
	r.several = len(versions) > 1
	return versions
}

// runUnder replays the matter under one version. When there are more orders than can be followed, it replays one of
// them, to find out what is judged at all.
func (r *replay) runUnder(v int) {
	p := r.book.versions[v].plans[r.rec.procedure]
	if p == nil {
		r.noPower()
		return
	}
	r.run(p)
	if r.tooMany {
		r.instances = r.instances[:0]
		r.runOne(p)
	}
}

// noPower tells of every event of a matter whose procedure its version does not have.
func (r *replay) noPower() {
	for i := range r.rec.recs {
		r.tell(instance{norm: 0, entry: int32(i), outcomes: broken, tainted: r.marked(int32(i)),
			detail: detail{why: whyNoPower, event: -1, deadline: -1, on: r.rec.recs[i].on, by: nobody}})
	}
}

// tally counts the verdicts of the matter: each norm once, by its worst instance.
func (b *bookAudit) tally() {
	r := &b.replay
	b.amiss, b.before = false, len(b.verdicts)
	var bad []int
	for i := range r.instances {
		n := &r.instances[i]
		v := n.outcomes.verdict(n.tainted)
		b.amiss = b.amiss || v >= Undetermined
		if v == Broken {
			bad = append(bad, i)
		}
		b.stand(n.norm, v)
	}
	var marks []bool
	if len(bad) > 0 {
		marks = r.consequent(bad)
		for _, i := range bad {
			if !marks[i] {
				b.worst[r.instances[i].norm].primary = true
			}
		}
	}
	if !b.opts.Summary {
		b.find(marks)
	}
	for _, n := range b.touched {
		b.count(n)
		b.worst[n] = standing{}
	}
	b.touched = b.touched[:0]
}

// stand notes a verdict on a norm.
func (b *bookAudit) stand(n int32, v Verdict) {
	if v == Uncounted {
		return
	}
	w := &b.worst[n]
	if w.verdict == Uncounted {
		b.touched = append(b.touched, n)
	}
	w.verdict = max(w.verdict, v)
}

func (b *bookAudit) count(n int32) {
	c := &b.counts[n]
	switch w := b.worst[n]; w.verdict {
	case Kept:
		c.kept++
	case NotShown:
		c.notShown++
	case Undetermined:
		c.undetermined++
	case Broken:
		c.broken++
		if !w.primary {
			c.consequent++
		}
	}
}

// find writes down every instance that was not kept.
func (b *bookAudit) find(consequent []bool) {
	r := &b.replay
	for i := range r.instances {
		n := &r.instances[i]
		v := n.outcomes.verdict(n.tainted)
		if v == Uncounted || v == Kept {
			continue
		}
		f := finding{matter: b.record.matter, norm: n.norm, verdict: v, consequent: v == Broken && consequent[i], on: n.detail.on, since: n.detail.since, message: r.message(n, v)}
		if n.detail.due.exact() {
			f.due = n.detail.due.lo
		}
		if d := &n.detail; (d.why == whyLate || d.why == whyClosed || d.why == whyLimitation) && v == Broken {
			f.late, f.isLate = d.on.lo.Sub(d.due.hi), true
		}
		b.verdicts = append(b.verdicts, f)
	}
}

// day is the day by which findings are put in order: when it happened, else when it should have, else when it became
// owed.
func (f *finding) day() calendar.Date {
	switch {
	case !f.on.isZero():
		return f.on.lo
	case f.due != 0:
		return f.due
	}
	return f.since.lo
}

func (b *bookAudit) sort() {
	slices.SortStableFunc(b.verdicts, func(x, y finding) int {
		return cmp.Or(cmp.Compare(x.day(), y.day()), cmp.Compare(x.matter, y.matter), later(x.consequent, y.consequent), b.book.inOrder(x.norm, y.norm), cmp.Compare(x.message, y.message))
	})
}

// later puts what follows from a breach behind it.
func later(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}

// inOrder compares the places of two norms in the book.
func (b *Book) inOrder(x, y int32) int {
	m, n := &b.norms[x], &b.norms[y]
	return cmp.Or(cmp.Compare(n.version, m.version), cmp.Compare(m.at.Line, n.at.Line), cmp.Compare(m.at.Col, n.at.Col), cmp.Compare(m.id, n.id))
}
