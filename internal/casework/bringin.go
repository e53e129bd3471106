package casework

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/audit"
	"github.com/evenhand/evenhand/audit/chronology"
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// A Bring is a case begun on paper, to be brought in by its chronology.
type Bring struct {
	Chronology []byte                // CSV, JSON Lines or XES, as package audit/chronology reads them
	Map        []byte                // what its words mean; none: they are the book's own
	Procedure  string                // empty: as the map says, or the first that knows one of its entries
	Matter     string                // which of the chronology's matters; empty: its only one
	People     map[string]PersonID   // by a name in it, or by a party's role, who on the roll that is
	Settled    map[int]calendar.Date // by line: the day on which an entry happened whose date is uncertain
	Aside      map[int]bool          // by line: the entry is kept on file and moves nothing
	Standing   Standing
	Kept       []PersonID // from whom it is kept
	Second     PersonID   // who is to confirm its present state
}

// Sizes of what can be brought in.
const (
	MostChronology = 1 << 20 // bytes
	mostRows       = 2000
)

// A Trial is what a chronology would become, or became.
type Trial struct {
	Reference string // of the matter; empty: nothing was stored
	Procedure string
	Version   string // of the rule book
	Matters   []string
	Rows      []TrialRow
	Names     []TrialName
	Remarks   []string
	Problems  Problems // by field: "chronology", "map", "line 7", ...; nothing can be stored while there are any
	Stage     string   // in which it would stand
	On        calendar.Date
	Final     bool
	Clocks    []ClockView // what would run
	AtOnce    []Lapse     // what would lapse by rule once it is taken over
	Verdicts  []Verdict   // what package audit says of the same chronology

	file *File
}

// A TrialRow is what one row would become.
type TrialRow struct {
	Line       int
	When       string // as written
	Words      string
	On         calendar.Date // zero: not known
	From, To   calendar.Date // between which it is to be settled; zero: there is nothing to settle
	Becomes    []TrialStep
	Aside      bool
	Ignored    bool
	Problem    string
	CanBeAside bool // keeping it on file, where it moves nothing, would do
}

// A TrialStep is one act that a row stands for.
type TrialStep struct {
	Words      string
	Clause     string
	As         string
	Mark       Mark
	Conditions []Condition
	Stage      string // in which the matter stood after it
}

// A TrialName is a name in the chronology, or a party's role, and who it is.
type TrialName struct {
	Name   string
	Role   bool // it is a role of the procedure
	Person PersonID
}

// A Lapse is what happens by operation of the rules.
type Lapse struct {
	Words, Clause string
	On            calendar.Date
}

// A Verdict is what a chronology shows of one norm: "kept", "broken", "notShown" or "undetermined".
type Verdict struct {
	Clause, Says string
	Verdict      string
	Messages     []string
}

// BringIn brings in a case begun on paper, or, dry, says what would come of it and stores nothing. Whoever does so holds
// the office that keeps the cases of its procedure; anybody else gets ErrNotFound. What is stored is what a dry run of
// the same shows: its acts as they happened, those that broke the rules marked and standing. It then waits for Second:
// no day passes in it, nobody is told of it, and it shows to those two alone. The error is Problems while there are any.
func (o *Office) BringIn(ctx context.Context, v Viewer, b Bring, dry bool) (*Trial, error) {
	if err := o.refresh(ctx); err != nil {
		return nil, err
	}
	if !o.MayBringIn(v) {
		return nil, ErrNotFound
	}
	for try := 0; ; try++ {
		t, d, err := o.try(v, b)
		if err != nil || dry {
			return t, err
		}
		if t.Problems = append(t.Problems, o.unfitSecond(v, b, t)...); len(t.Problems) > 0 {
			return t, t.Problems
		}
		err = o.commit(ctx, d)
		if (errors.Is(err, ErrTaken) || errors.Is(err, ErrConflict)) && try < mostTries {
			continue
		}
		t.Reference = d.f.Opened.Reference
		return t, err
	}
}

// MayBringIn says whether a person holds an office that keeps cases, and so may bring in those begun on paper.
func (o *Office) MayBringIn(v Viewer) bool {
	book, err := o.Book()
	if err != nil {
		return false
	}
	return slices.ContainsFunc(book.Rules.Procedures, func(p *matter.Procedure) bool { return o.keeps(v.Person, book, p) })
}

// keeps says whether a person holds the office that keeps the cases of a procedure, or one that acts for it.
func (o *Office) keeps(p PersonID, book *Book, proc *matter.Procedure) bool {
	today, err := o.Today()
	keeper := (&File{Book: book, Proc: proc}).keeper()
	return p != "" && err == nil && keeper != "" && slices.ContainsFunc(o.Roll().Offices(p, today), func(office string) bool {
		return slices.Contains(book.Rules.ActsFor(office), keeper)
	})
}

// Seconds lists who may be asked to confirm the state of a case that a person brings in: others who hold an office of
// the rule book.
func (o *Office) Seconds(v Viewer) []Person {
	book, err := o.Book()
	today, err2 := o.Today()
	if err != nil || err2 != nil {
		return nil
	}
	var list []Person
	for _, p := range o.Roll().People() {
		office := slices.ContainsFunc(o.Roll().Offices(p.ID, today), func(name string) bool {
			b := book.Rules.Body(name)
			return b != nil && b.Office && !b.Outside
		})
		if office && p.ID != v.Person {
			list = append(list, p)
		}
	}
	return list
}

// unfitSecond says why the second person, or the first, cannot be one of the two.
func (o *Office) unfitSecond(v Viewer, b Bring, t *Trial) Problems {
	var p Problems
	fits := slices.ContainsFunc(o.Seconds(v), func(x Person) bool { return x.ID == b.Second })
	switch {
	case b.Second == v.Person && b.Second != "":
		p = append(p, Problem{"second", "Choose somebody else: a second person confirms it."})
	case !fits:
		p = append(p, Problem{"second", "Choose who is to confirm it: somebody else who holds an office."})
	}
	for _, one := range []PersonID{v.Person, b.Second} {
		if one != "" && (t.file.isParty(one) || slices.Contains(b.Kept, one)) {
			p = append(p, Problem{"second", "Neither of the two may be a party to the case, or one from whom it is kept."})
		}
	}
	return p
}

// A bringing is a chronology on its way to becoming a matter.
type bringing struct {
	o       *Office
	v       Viewer
	b       Bring
	t       *Trial
	entries []chronology.Entry // of the matter chosen, as written
	audit   *audit.Book
	book    *Book
	proc    *matter.Procedure
	rows    []bringRow
}

// A bringRow is a row with what it means.
type bringRow struct {
	TrialRow
	entry chronology.Entry
	means audit.Reading
	first int // the event of its first act; 0: it has none
	acts  int
}

// try works out what a chronology becomes, as a draft that has not been stored.
func (o *Office) try(v Viewer, b Bring) (*Trial, *draft, error) {
	g := &bringing{o: o, v: v, b: b, t: &Trial{}}
	if err := g.read(); err != nil {
		return g.t, nil, err
	}
	g.t.Names = []TrialName{}
	if g.proc == nil {
		g.show(nil)
		return g.t, nil, g.err()
	}
	g.readRows()
	g.names()
	d := &draft{o: o, viewer: v, as: (&File{Book: g.book, Proc: g.proc}).keeper(), f: &File{ID: ID(o.random(20))}}
	if err := g.play(d); err != nil {
		return nil, nil, err
	}
	g.show(d.f)
	return g.t, d, g.verdicts()
}

// err is what is wrong when there is nothing to go on with.
func (g *bringing) err() error {
	if len(g.t.Problems) > 0 {
		return g.t.Problems
	}
	return nil
}

func (g *bringing) problem(field, format string, args ...any) {
	g.t.Problems = append(g.t.Problems, Problem{field, fmt.Sprintf(format, args...)})
}

// read reads the chronology, its map, and the version of the book that governs.
func (g *bringing) read() error {
	all := g.readLog()
	words, diags := g.readMap()
	if rulebook.HasErrors(diags) {
		for _, d := range diags {
			g.problem("map", "Line %d of the map: %s.", d.Pos.Line, d.Msg)
		}
	}
	if len(g.t.Problems) > 0 {
		return g.t.Problems
	}
	g.choose(all)
	versions, err := g.o.Versions()
	if err != nil {
		return err
	}
	now, err := g.o.Book()
	if err != nil {
		return err
	}
	var rules []*matter.Rules
	for _, b := range versions {
		if b.Name == now.Name {
			rules = append(rules, b.Rules)
		}
	}
	if g.audit, err = audit.NewBook(rules, words); err != nil {
		return err
	}
	return g.govern(now)
}

// readLog reads all entries; what cannot be read is a problem of its line.
func (g *bringing) readLog() []chronology.Entry {
	if len(g.b.Chronology) > MostChronology {
		g.problem("chronology", "The chronology is larger than %d kB.", MostChronology>>10)
		return nil
	}
	report := func(d chronology.Diagnostic) {
		g.problem("chronology", "Line %d: %s. %s", d.Line, d.Msg, d.Hint)
	}
	log, err := chronology.Open(bytes.NewReader(g.b.Chronology), "chronology", chronology.Options{Report: report, Attributes: []string{"*"}})
	var all []chronology.Entry
	for err == nil {
		var batch chronology.Batch
		batch, err = log.Next()
		for _, e := range batch.Entries {
			e.Matter = cmp.Or(e.Matter, batch.Matter)
			all = append(all, e)
		}
	}
	if !errors.Is(err, io.EOF) && len(g.t.Problems) == 0 {
		g.problem("chronology", "The chronology cannot be read: %v.", err)
	}
	if len(all) > mostRows {
		g.problem("chronology", "The chronology has more than %d rows.", mostRows)
	}
	return all
}

func (g *bringing) readMap() (*rulebook.Map, []rulebook.Diagnostic) {
	if len(bytes.TrimSpace(g.b.Map)) == 0 {
		return nil, nil
	}
	return rulebook.ParseMap("map", g.b.Map)
}

// choose keeps the entries of one matter.
func (g *bringing) choose(all []chronology.Entry) {
	for _, e := range all {
		if !slices.Contains(g.t.Matters, e.Matter) {
			g.t.Matters = append(g.t.Matters, e.Matter)
		}
	}
	slices.Sort(g.t.Matters)
	name := g.b.Matter
	if name == "" && len(g.t.Matters) == 1 {
		name = g.t.Matters[0]
	}
	for _, e := range all {
		if e.Matter == name {
			g.entries = append(g.entries, e)
		}
	}
	if len(g.entries) == 0 {
		g.problem("matter", "The chronology tells of several matters: choose one.")
	}
}

// govern finds the procedure, and the version of the book that governed the matter on its first day.
func (g *bringing) govern(now *Book) error {
	if len(g.entries) == 0 {
		return nil
	}
	name := g.audit.ProcedureOf(g.entries[0].Matter, g.b.Procedure, g.entries)
	first := calendar.Date(0)
	for i := range g.entries {
		r, err := g.audit.Read(name, &g.entries[i])
		on := g.dayOf(g.entries[i].Line, r.When)
		if err == nil && on.Valid() && (first.IsZero() || on < first) {
			first = on
		}
	}
	book, err := g.o.Roll().governing(now.Name, first, g.o.shelf.book)
	if err != nil {
		if book, err = g.o.earliest(now.Name); err != nil {
			return err
		}
		g.t.Remarks = append(g.t.Remarks, "It began before the first version of the rules that has been adopted here: that version governs it.")
	}
	g.book = book
	if g.proc = book.Rules.Procedure(name); g.proc == nil {
		g.problem("procedure", "No procedure of the rule book knows what stands in the chronology: choose one.")
		return nil
	}
	if !g.o.keeps(g.v.Person, book, g.proc) {
		return ErrNotFound
	}
	g.t.Procedure, g.t.Version = g.proc.Name, book.Version()
	return nil
}

// earliest is the version of a book that came into force first.
func (o *Office) earliest(name string) (*Book, error) {
	list, err := o.Versions()
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(slices.Clone(list), func(b *Book) bool { return b.Name != name })
	return slices.MinFunc(list, func(a, b *Book) int { return cmp.Compare(a.Rules.Book.Front.InForce, b.Rules.Book.Front.InForce) }), nil
}

// dayOf is the day of an entry: as it is written, or as somebody settled it.
func (g *bringing) dayOf(line int, w calendar.When) calendar.Date {
	if on, ok := g.b.Settled[line]; ok && w.MayBe(on) {
		return on
	}
	if w.Exact() {
		return w.From
	}
	return 0
}

// readRows says what each row means, in the order of their days; on one day in that of times and numbers, and failing
// those as they stand.
func (g *bringing) readRows() {
	for _, e := range g.entries {
		r := bringRow{entry: e, TrialRow: TrialRow{Line: e.Line, When: e.Date, Words: e.Event, Aside: g.b.Aside[e.Line]}}
		var err error
		if r.means, err = g.audit.Read(g.proc.Name, &e); err != nil {
			r.Problem = fmt.Sprintf("The date %q cannot be read: write it as 2026-03-02.", e.Date)
		}
		g.readRow(&r, err == nil)
		if r.Problem != "" && !(r.CanBeAside && r.Aside) {
			g.problem(fmt.Sprintf("line-%d", r.Line), "Line %d: %s", r.Line, r.Problem)
		} else {
			r.Problem = ""
		}
		g.rows = append(g.rows, r)
	}
	slices.SortStableFunc(g.rows, func(a, b bringRow) int {
		c := cmp.Compare(a.On, b.On)
		if a.means.When.Time != 0 && b.means.When.Time != 0 {
			c = cmp.Or(c, cmp.Compare(a.means.When.Time, b.means.When.Time))
		}
		return cmp.Or(c, cmp.Compare(a.entry.Seq, b.entry.Seq))
	})
	for i := 1; i < len(g.rows); i++ {
		a, b := &g.rows[i-1], &g.rows[i]
		if a.On.Valid() && a.On == b.On && a.means.When.Time == 0 && a.entry.Seq == b.entry.Seq {
			g.t.Remarks = append(g.t.Remarks, fmt.Sprintf("Lines %d and %d are of one day: they are taken in the order in which they stand.", a.Line, b.Line))
		}
	}
}

// readRow finds what is wrong with a row, and its day.
func (g *bringing) readRow(r *bringRow, dated bool) {
	r.Ignored = r.means.Ignored
	if !dated || r.Ignored {
		return
	}
	w := r.means.When
	r.On = g.dayOf(r.Line, w)
	today, _ := g.o.Today() // a day was asked for before
	switch {
	case r.On.IsZero():
		r.From, r.To = w.From, w.To
		r.Problem = fmt.Sprintf("The date %q is uncertain: somebody has to settle on which day it happened.", r.When)
		if _, tried := g.b.Settled[r.Line]; tried {
			r.Problem = fmt.Sprintf("The day settled on is not one that %q can be.", r.When)
		}
	case !w.Exact():
		r.From, r.To = w.From, w.To
	}
	switch {
	case r.Problem != "":
	case r.On > today:
		r.Problem = "That day has not come yet."
	case !r.means.Known:
		r.Problem, r.CanBeAside = fmt.Sprintf("Neither the rule book nor the map knows %q.", r.Words), true
	default:
		r.Problem = g.unclear(r)
		r.CanBeAside = r.Problem != ""
	}
}

// unclear says what a row leaves open that the rules tell apart.
func (g *bringing) unclear(r *bringRow) string {
	for _, n := range r.means.Events {
		found := g.proc.Find(matter.Occurrence{Act: n.Act, Outcome: n.Outcome})
		if len(found) == 0 {
			continue // the book provides for no such act: it moves nothing
		}
		a := &g.proc.Acts[g.proc.Events[found[0]].Act]
		if n.Outcome == "" && len(a.Outcomes) > 1 {
			return fmt.Sprintf("It does not say how %s came out: %s.", n.Act, strings.Join(a.Outcomes, ", "))
		}
		for _, d := range g.proc.Events[found[0]].Sets {
			name := g.proc.Data[d].Name
			if value := r.means.Data[name]; value != "" && g.proc.CanSay(found[0], name, value) != nil {
				return fmt.Sprintf("%q is none of the values of %s: %s.", value, name, strings.Join(g.proc.Data[d].Values, ", "))
			}
		}
	}
	return ""
}

// play adds to a draft what the rows say, in turn.
func (g *bringing) play(d *draft) error {
	opened := Opened{Procedure: g.proc.Name, Book: g.book.Rules.Book.SHA256, Reference: g.o.reference(), Standing: cmp.Or(g.b.Standing, Named),
		Channel: "paper", Kept: g.b.Kept}
	if err := d.addBy("", "", "", opened); err != nil {
		return err
	}
	list := []What{BroughtIn{string(g.b.Chronology), string(g.b.Map), g.b.Second}}
	for _, n := range g.t.Names {
		if n.Role && n.Person != "" {
			list = append(list, Identified{n.Name, n.Person})
		}
	}
	for i := range g.rows {
		r := &g.rows[i]
		if r.Ignored || r.Problem != "" {
			continue
		}
		more := g.happened(r)
		r.first, r.acts = 1+len(list), len(more)
		list = append(list, more...)
	}
	if err := d.add(list...); err != nil {
		return err
	}
	return d.recordLapses()
}

// happened are the events of a row: one for each act that it stands for, or one that moves nothing.
func (g *bringing) happened(r *bringRow) []What {
	e := &r.entry
	plain := Happened{Line: r.Line, Words: r.Words, When: r.When, Reasons: r.means.Reasons, Note: e.Note, Source: e.Source}
	plain.Occurrence.On = r.On
	if r.Aside || len(r.means.Events) == 0 {
		return []What{plain}
	}
	var list []What
	for _, n := range r.means.Events {
		h := plain
		h.Occurrence = g.occurrence(r, n)
		list = append(list, h)
	}
	return list
}

// occurrence is what the kernel is asked about.
func (g *bringing) occurrence(r *bringRow, n audit.Named) matter.Occurrence {
	e := &r.entry
	occ := matter.Occurrence{Act: n.Act, Outcome: n.Outcome, On: r.On, Ground: e.Ground, Reasons: r.means.Reasons == "yes", Tally: r.means.Tally}
	found := g.proc.Find(occ)
	if len(found) == 0 {
		return occ
	}
	a := &g.proc.Acts[g.proc.Events[found[0]].Act]
	if slices.Contains(a.Grounds, r.means.Ground) {
		occ.Ground = r.means.Ground
	}
	occ.Instance = g.instance(a.Thread, e)
	occ.As = g.capacity(a.Name, r.means.As)
	for _, name := range people(e.By) {
		if p := g.b.People[name]; p != "" {
			occ.By = append(occ.By, string(p))
		}
	}
	if p := g.b.People[occ.As]; len(occ.By) == 0 && p != "" {
		occ.By = []string{string(p)}
	}
	if len(a.Names) > 0 {
		occ.To = string(g.b.People[strings.TrimSpace(e.To)])
	}
	for name, value := range r.means.Data {
		if g.proc.CanSay(found[0], name, value) == nil {
			if occ.Data == nil {
				occ.Data = map[string]string{}
			}
			occ.Data[name] = value
		}
	}
	occ.Conduct, occ.Discovery = exactDay(r.means.Data["conduct"]), exactDay(r.means.Data["discovery"])
	g.aboutPeople(&occ)
	return occ
}

// aboutPeople says what those who acted were on that day, as far as the roll knows.
func (g *bringing) aboutPeople(occ *matter.Occurrence) {
	f := &File{Book: g.book}
	for _, p := range append(slices.Clone(occ.By), occ.To) {
		if p != "" {
			if occ.Statuses == nil {
				occ.Statuses = map[string][]string{}
			}
			occ.Statuses[p] = f.bareStatuses(g.o.Roll().Statuses(PersonID(p), occ.On))
		}
	}
}

// exactDay reads a day; zero when there is none, or it is uncertain.
func exactDay(text string) calendar.Date {
	if d, err := calendar.ParseDate(text); err == nil {
		return d
	}
	return 0
}

// people splits a column that names several.
func people(words string) []string {
	var list []string
	for _, name := range strings.Split(words, ";") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, name)
		}
	}
	return list
}

// instance is which of a thread a row names, in a column called like it: the first that the chronology names is 1.
func (g *bringing) instance(thread string, e *chronology.Entry) int {
	if thread == "" || e.Data[thread] == "" {
		return 0
	}
	var names []string
	for i := range g.rows {
		if name := g.rows[i].entry.Data[thread]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return 1 + slices.Index(names, e.Data[thread])
}

// capacity is that of the capacities of a row in which the act may be done; failing that the first.
func (g *bringing) capacity(act string, list []string) string {
	can := (&File{Book: g.book, Proc: g.proc}).mayAct(act)
	for _, as := range list {
		if slices.ContainsFunc(g.book.Rules.ActsFor(as), func(name string) bool { return slices.Contains(can, name) }) || slices.Contains(can, as) {
			return as
		}
	}
	if len(list) > 0 {
		return list[0]
	}
	return ""
}

// names lists the parties' roles and the names in the chronology, with who they are: as was said, or who bears that very
// name on the roll.
func (g *bringing) names() {
	said := g.b.People
	g.b.People = map[string]PersonID{}
	maps.Copy(g.b.People, said)
	add := func(name string, role bool) {
		if name == "" || slices.ContainsFunc(g.t.Names, func(n TrialName) bool { return n.Name == name }) {
			return
		}
		if _, said := g.b.People[name]; !said && !role {
			g.b.People[name] = g.o.Roll().Named(name)
		}
		g.t.Names = append(g.t.Names, TrialName{name, role, g.b.People[name]})
	}
	for _, role := range (&File{Book: g.book, Proc: g.proc}).partyRoles() {
		add(role, true)
	}
	for i := range g.rows {
		for _, name := range people(g.rows[i].entry.By) {
			add(name, false)
		}
		for _, n := range g.rows[i].means.Events {
			if found := g.proc.Find(matter.Occurrence{Act: n.Act, Outcome: n.Outcome}); len(found) > 0 && len(g.proc.Acts[g.proc.Events[found[0]].Act].Names) > 0 {
				add(strings.TrimSpace(g.rows[i].entry.To), false)
			}
		}
	}
	for _, n := range g.t.Names {
		if _, ok := g.o.Roll().Person(n.Person); n.Person != "" && !ok {
			g.problem("people", "Choose somebody on the roll for %q.", n.Name)
		}
	}
}

// Named finds the one person on the roll who bears a name; empty when there is none, or more than one.
func (r *Roll) Named(name string) PersonID {
	var found PersonID
	for id, p := range r.people {
		if p.Name == name {
			if found != "" {
				return ""
			}
			found = id
		}
	}
	return found
}

// show puts into the trial what came of it; f is nil when nothing did.
func (g *bringing) show(f *File) {
	g.t.file = f
	byEvent := map[int]*Step{}
	if f != nil {
		for i := range f.Steps {
			byEvent[f.Steps[i].N] = &f.Steps[i]
		}
	}
	for i := range g.rows {
		r := &g.rows[i]
		for n := r.first; n < r.first+r.acts; n++ {
			if st := byEvent[n]; st != nil {
				r.Becomes = append(r.Becomes, f.trialStep(st))
			}
		}
		g.t.Rows = append(g.t.Rows, r.TrialRow)
	}
	if f == nil {
		return
	}
	g.t.Stage, g.t.On, g.t.Final = f.Stage(), f.State.On, f.Final()
	g.t.Clocks = f.clocks(sight{f: f, office: true, exists: true})
	if _, lapsed, err := f.Proc.Advance(f.State, f.Today); err == nil {
		for _, o := range lapsed {
			st := Step{Event: -1, Occurrence: o}
			l := Lapse{On: o.On}
			if found := f.Proc.Find(o); len(found) > 0 {
				st.Event, l.Clause = found[0], f.Proc.EventClause(found[0])
			}
			l.Words = f.Words(&st)
			g.t.AtOnce = append(g.t.AtOnce, l)
		}
	}
}

func (f *File) trialStep(st *Step) TrialStep {
	t := TrialStep{Words: f.Words(st), As: st.Occurrence.As, Mark: st.Mark, Conditions: st.Conditions, Stage: st.Stage}
	if st.Event >= 0 {
		t.Clause = f.Proc.EventClause(st.Event)
	}
	return t
}

// verdicts holds the chronology, with its dates as they were settled, against the rule book.
func (g *bringing) verdicts() error {
	today, err := g.o.Today()
	if err != nil {
		return err
	}
	a := audit.New("chronology", []*audit.Book{g.audit}, audit.Options{Until: today, Procedure: g.proc.Name})
	for i := range g.rows {
		r := &g.rows[i]
		e := r.entry
		e.Matter = ""
		if r.On.Valid() && !r.means.When.Exact() {
			e.Date, e.Instant = r.On.String(), chronology.Instant{}
		}
		a.Add(chronology.Batch{Entries: []chronology.Entry{e}})
	}
	report := a.Finish(0)
	said := map[string][]string{}
	for v := range report.Books[0].Verdicts() {
		said[v.Norm] = append(said[v.Norm], v.Message)
	}
	for _, n := range report.Books[0].Norms {
		v := Verdict{Clause: n.Clause, Says: n.Says, Messages: said[n.Norm]}
		switch {
		case n.Broken > 0:
			v.Verdict = audit.Broken.String()
		case n.Undetermined > 0:
			v.Verdict = audit.Undetermined.String()
		case n.NotShown > 0:
			v.Verdict = audit.NotShown.String()
		case n.Kept > 0:
			v.Verdict = audit.Kept.String()
		default:
			continue
		}
		g.t.Verdicts = append(g.t.Verdicts, v)
	}
	return nil
}
