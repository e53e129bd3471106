package audit

import (
	"iter"
	"maps"
	"slices"

	"github.com/evenhand/evenhand/calendar"
)

// Report is what a log shows under each of some books.
type Report struct {
	Log   Log          `json:"log"`
	Books []BookReport `json:"books"`
}

// Broken says whether some norm of some book is broken.
func (r *Report) Broken() bool {
	return slices.ContainsFunc(r.Books, func(b BookReport) bool {
		return slices.ContainsFunc(b.Norms, func(n NormReport) bool { return n.Broken > 0 })
	})
}

// BookReport is what a log shows under one book.
type BookReport struct {
	Book      BookName        `json:"book"` // its latest version
	Versions  []VersionReport `json:"versions"`
	Norms     []NormReport    `json:"norms"`
	Unknown   []Unknown       `json:"unknown"`
	Ignored   int             `json:"ignored"`          // entries that the map drops
	NotListed int             `json:"unknownMore"`      // unknown entries beyond those listed
	Apart     int             `json:"mattersApart"`     // matters of no procedure of the book
	Crowded   int             `json:"mattersCrowded"`   // matters with more orders than are followed: what is judged of them is undetermined
	Before    int             `json:"mattersBefore"`    // matters that were over before the first version: the latest judges them
	ByReceipt int             `json:"versionByReceipt"` // matters whose version was chosen by the day of receipt, for want of that of the conduct

	// Of the matters whose course was kept, matter by matter.
	Limits   []Limit   `json:"limits,omitempty"`
	Measures []Measure `json:"measures,omitempty"`
	Overlaps []Overlap `json:"overlaps,omitempty"`
	Spells   []Spell   `json:"spells,omitempty"`
	Endings  []Ending  `json:"endings,omitempty"`

	audit   *bookAudit
	horizon calendar.Date
	courses []*course
	undrawn int // matters with a finding whose course was not kept
}

// BookName names one version of a book.
type BookName struct {
	Title   string `json:"title"`
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

// VersionReport is one version of a book and how many matters began under it.
type VersionReport struct {
	Version string        `json:"version"`
	SHA256  string        `json:"sha256"`
	InForce calendar.Date `json:"inForce"`
	Matters int           `json:"matters"`
}

// NormReport is in how many matters a norm came to each verdict. Broken includes consequent.
type NormReport struct {
	Clause       string `json:"clause"`
	Norm         string `json:"norm"`
	Says         string `json:"says"` // the first line of its statement
	Kept         int    `json:"kept"`
	Broken       int    `json:"broken"`
	NotShown     int    `json:"notShown"`
	Undetermined int    `json:"undetermined"`
	Consequent   int    `json:"consequent"` // matters whose only breaches of it follow from an earlier one
}

// Counted is in how many matters the norm was judged.
func (n *NormReport) Counted() int { return n.Kept + n.Broken + n.NotShown + n.Undetermined }

// VerdictReport is one instance of a norm that was not kept.
type VerdictReport struct {
	Matter     string  `json:"matter"`
	Clause     string  `json:"clause"`
	Norm       string  `json:"norm"`
	Verdict    Verdict `json:"verdict"`
	Date       *string `json:"date"`     // when it was done, in EDTF; null if it was not
	Since      *string `json:"since"`    // what its limit counts from, or when it became owed; null if nothing counts
	Due        *string `json:"due"`      // the last day, or for a minimum period the first; null if there is none or it is uncertain
	DaysLate   *int    `json:"daysLate"` // at least; null if it is not late
	Consequent bool    `json:"consequent"`
	Message    string  `json:"message"`
}

// Unknown is words of the log that neither the book nor its map knows.
type Unknown struct {
	Event string `json:"event"`
	Count int    `json:"count"`
	Line  int    `json:"line"` // of the first
}

func (b *bookAudit) report(horizon calendar.Date) BookReport {
	rep := BookReport{
		Book: bookName(b.book.latest()), Ignored: b.ignored, NotListed: b.more, Apart: b.apart, Crowded: b.crowded, Before: b.early,
		ByReceipt: b.nearest, Unknown: []Unknown{}, Norms: []NormReport{}, audit: b, horizon: horizon,
	}
	for i, v := range b.book.versions {
		n := bookName(v)
		rep.Versions = append(rep.Versions, VersionReport{n.Version, n.SHA256, v.from, b.matters[i]})
	}
	order := make([]int32, len(b.book.norms))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, b.book.inOrder)
	for _, i := range order {
		if c, n := b.counts[i], b.book.norms[i]; c != (count{}) || n.named && n.judged {
			rep.Norms = append(rep.Norms, NormReport{n.clause, n.id, n.says, c.kept, c.broken, c.notShown, c.undetermined, c.consequent})
		}
	}
	for _, word := range slices.Sorted(maps.Keys(b.unknown)) {
		rep.Unknown = append(rep.Unknown, *b.unknown[word])
	}
	b.sort()
	rep.courses, rep.undrawn = b.courses(horizon)
	for _, c := range rep.courses {
		rep.Limits = append(rep.Limits, c.limitList()...)
		rep.Measures = append(rep.Measures, c.measureList(horizon)...)
		rep.Endings = append(rep.Endings, c.ending(horizon))
	}
	rep.Spells = spells(rep.Measures)
	rep.Overlaps = overlaps(rep.Measures)
	return rep
}

// Verdicts gives what was not kept, in the order of days: nothing in a summary.
func (r *BookReport) Verdicts() iter.Seq[VerdictReport] {
	return func(yield func(VerdictReport) bool) {
		for i := range r.audit.verdicts {
			if !yield(r.audit.verdict(&r.audit.verdicts[i])) {
				return
			}
		}
	}
}

// Summary says whether the verdicts on single matters were left out.
func (r *BookReport) Summary() bool { return r.audit.opts.Summary }

func bookName(v *version) BookName {
	book := v.rules.Book
	return BookName{book.Front.Title, book.Front.Version, book.SHA256}
}

func (b *bookAudit) verdict(f *finding) VerdictReport {
	n := &b.book.norms[f.norm]
	v := VerdictReport{Matter: f.matter, Clause: n.clause, Norm: n.id, Verdict: f.verdict, Consequent: f.consequent, Message: f.message}
	if !f.on.isZero() {
		v.Date = new(f.on.String())
	}
	if !f.since.isZero() {
		v.Since = new(f.since.String())
	}
	if f.due != 0 {
		v.Due = new(f.due.String())
	}
	if f.isLate {
		v.DaysLate = &f.late
	}
	return v
}
