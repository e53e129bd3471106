package audit

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/audit/chronology"
	"github.com/evenhand/evenhand/calendar"
)

// Options say how a log is audited. The zero value judges everything, up to the log's last date.
type Options struct {
	Until     calendar.Date // the horizon; zero: the log's last date
	Procedure string        // of every matter; empty: as the map says, or the book
	Traces    bool          // the log has traces, each a matter that comes whole (XES)
	Summary   bool          // no verdicts on single matters, only the counts
	Courses   int           // of how many matters the course is kept, to be drawn and laid side by side

	// Report is told of every entry that cannot be judged: its date is none. Nil tells nobody.
	Report func(chronology.Diagnostic)
}

// Audit holds a log against rule books, matter by matter. It is fed with [Audit.Add] and asked once, with
// [Audit.Finish].
type Audit struct {
	books []*bookAudit
	opts  Options
	name  string
	log   Log

	horizon calendar.Date     // so far
	groups  map[string]*group // matters that the log has not ended
	order   []*group
	open    *group // the trace being read; nil between traces
	traces  group
	words   map[string]string
	buf     []*entry
}

// Log is what was read.
type Log struct {
	Events     int           `json:"events"`
	Matters    int           `json:"matters"`
	Unreadable int           `json:"unreadable"`
	From       calendar.Date `json:"from"`    // the earliest day that an entry may be
	To         calendar.Date `json:"to"`      // the latest
	Horizon    calendar.Date `json:"horizon"` // what is not due by then is not judged
}

// group is the entries of one matter.
type group struct {
	matter  string
	entries []entry
	books   []int // those that still have to judge it; nil: all
}

// New prepares an audit of a log, whose name is used in diagnostics only.
func New(name string, books []*Book, opts Options) *Audit {
	a := &Audit{opts: opts, name: name, groups: map[string]*group{}, words: map[string]string{}, horizon: opts.Until}
	for _, b := range books {
		a.books = append(a.books, newBookAudit(b, opts))
	}
	return a
}

// Attributes names the columns of a log that some book reads beyond the standard ones: an event log that has many is
// read faster for knowing them.
func Attributes(books []*Book) []string {
	names := map[string]bool{}
	for _, b := range books {
		b.attributes(names)
	}
	return slices.Sorted(maps.Keys(names))
}

// Add takes the next entries of the log. A matter that the log has ended is judged at once, unless it still depends on
// how far the log reaches.
func (a *Audit) Add(b chronology.Batch) {
	if !a.opts.Traces && strings.Contains(b.Matter, ";") {
		a.addToEach(&b)
		return
	}
	g := a.groupOf(&b)
	for i := range b.Entries {
		a.add(g, &b.Entries[i])
	}
	if !b.Complete {
		return
	}
	g.say(b.Data)
	a.open = nil
	a.log.Matters++
	if left := a.judge(g, a.opts.Until != 0); left != nil {
		a.order = append(a.order, &group{matter: g.matter, entries: slices.Clone(g.entries), books: left})
	}
	g.entries = g.entries[:0]
}

// mostNamed is how many matters one entry may name.
const mostNamed = 100

// addToEach takes entries that name several matters, separated by semicolons: they belong to each. An entry that names
// very many names one, whose name has semicolons in it.
func (a *Audit) addToEach(b *chronology.Batch) {
	var names []string
	for name := range strings.SplitSeq(b.Matter, ";") {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) && len(names) <= mostNamed {
			names = append(names, name)
		}
	}
	if len(names) == 0 || len(names) > mostNamed {
		names = []string{b.Matter}
	}
	events, unreadable, report := a.log.Events, a.log.Unreadable, a.opts.Report
	defer func() { a.opts.Report = report }()
	for k, name := range names {
		if k > 0 { // an entry counts once, and is complained of once
			a.log.Events, a.log.Unreadable, a.opts.Report = events, unreadable, nil
		}
		g := a.groupOf(&chronology.Batch{Matter: name})
		for i := range b.Entries {
			a.add(g, &b.Entries[i])
		}
	}
}

// groupOf finds where a batch belongs: to the trace being read, or to the matter it names.
func (a *Audit) groupOf(b *chronology.Batch) *group {
	if a.opts.Traces && b.Matter != "" {
		a.open = &a.traces
		a.open.matter = b.Matter
		return a.open
	}
	g, ok := a.groups[b.Matter]
	if !ok {
		g = &group{matter: strings.Clone(b.Matter)}
		a.groups[g.matter] = g
		a.order = append(a.order, g)
	}
	return g
}

// add reads an entry. One whose date is none is reported and counted.
func (a *Audit) add(g *group, e *chronology.Entry) {
	n, err := newEntry(e)
	if err != nil {
		a.log.Unreadable++
		a.report(e, err)
		return
	}
	a.log.Events++
	n.event = a.intern(n.event)
	on := spanOf(n.when)
	if a.opts.Until == 0 && on.lo > a.horizon {
		a.horizon = on.lo
	}
	if n.when.From != 0 && (a.log.From == 0 || on.lo < a.log.From) {
		a.log.From = on.lo
	}
	if n.when.To != 0 && on.hi > a.log.To {
		a.log.To = on.hi
	}
	g.entries = append(g.entries, n)
}

// say adds what a trace says of the matter as a whole to each of its entries that does not say it itself.
func (g *group) say(data map[string]string) {
	if data == nil {
		return
	}
	for i := range g.entries {
		e := &g.entries[i]
		more := *e.said
		more.data = maps.Clone(data)
		maps.Copy(more.data, e.data)
		e.said = &more
	}
}

func (a *Audit) intern(s string) string {
	if t, ok := a.words[s]; ok {
		return t
	}
	if len(a.words) < mostWords {
		s = strings.Clone(s)
		a.words[s] = s
	}
	return s
}

func (a *Audit) report(e *chronology.Entry, err error) {
	if a.opts.Report == nil {
		return
	}
	d := chronology.Diagnostic{File: a.name, Line: e.Line, Col: max(e.Col, 1), Check: "bad-date", Msg: err.Error(),
		Hint: "write a date such as 2019-04-10, 2019-04 or 2019-04-10/2019-04-20"}
	var bad *calendar.ParseError
	if errors.As(err, &bad) {
		d.Msg = fmt.Sprintf("the date %q cannot be read: %s", clip(bad.Input), bad.Msg)
		if bad.Hint != "" {
			d.Hint = bad.Hint
		}
	}
	a.opts.Report(d)
}

// clip shortens a stranger's text for a message.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}

// judge holds a matter against the books. It returns those for which the verdict still depends on the horizon.
func (a *Audit) judge(g *group, settled bool) (left []int) {
	a.buf = a.buf[:0]
	for i := range g.entries {
		a.buf = append(a.buf, &g.entries[i])
	}
	if !slices.IsSortedFunc(a.buf, (*entry).compare) {
		slices.SortStableFunc(a.buf, (*entry).compare)
	}
	for k, b := range a.books {
		if g.books != nil && !slices.Contains(g.books, k) {
			continue
		}
		if !b.judge(g.matter, a.buf, a.horizon, settled) {
			left = append(left, k)
		}
	}
	return left
}

// Finish judges what is left, now that the horizon is known, and gives the report. Unreadable is how many entries the
// reader of the log could not read.
func (a *Audit) Finish(unreadable int) *Report {
	if a.open != nil && len(a.open.entries) > 0 { // the log broke off inside a trace
		a.order = append(a.order, a.open)
	}
	slices.SortStableFunc(a.order, func(x, y *group) int { return strings.Compare(x.matter, y.matter) })
	for _, g := range a.order {
		if g.books == nil && a.isMatter(g) {
			a.log.Matters++
		}
		a.judge(g, true)
		g.entries = nil
	}
	a.log.Unreadable += unreadable
	a.log.Horizon = a.horizon
	rep := &Report{Log: a.log}
	for _, b := range a.books {
		rep.Books = append(rep.Books, b.report(a.horizon))
	}
	return rep
}

// Read says how many matters and entries have been read so far, and how many entries could not be.
func (a *Audit) Read() (matters, events, unreadable int) {
	return a.log.Matters + len(a.groups), a.log.Events, a.log.Unreadable
}

// MostDrawn is of how many matters a page shows the course.
const MostDrawn = 50

// isMatter says whether a group counts as a matter: entries that name none do only if a book knows one of them.
func (a *Audit) isMatter(g *group) bool {
	if g.matter != "" || len(a.groups) == 1 && !a.opts.Traces {
		return len(g.entries) > 0
	}
	for i := range g.entries {
		for _, b := range a.books {
			if p := b.book.mapping.procedureOf("", a.opts.Procedure, []*entry{&g.entries[i]}); p != "" {
				if m := b.book.mapping.meaningOf(p, &g.entries[i]); m != nil && !m.ignored {
					return true
				}
			}
		}
	}
	return false
}
