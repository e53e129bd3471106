package rulebook

import (
	"unicode/utf8"

	"github.com/evenhand/evenhand/calendar"
)

// Pos is a place in a file. Line and Col count from 1; Col counts characters, not bytes.
// The zero value is no place.
type Pos struct{ Line, Col int }

// Book is one version of a rule book: its front matter, its clauses and what their blocks say.
// Its statements have been parsed but not given a meaning; package matter does that.
type Book struct {
	File   string // as named by the caller, for diagnostics
	Source []byte // the text as read
	SHA256 string // of Source, in lower-case hexadecimal

	Front      FrontMatter
	Clauses    []*Clause    // in the order of the text
	Statements []*Statement // in the order of the text
	Examples   []*Example   // in the order of the text
}

// FrontMatter is what stands between the two "---" lines at the top of a book.
type FrontMatter struct {
	Title, Organisation, Version string
	InForce                      calendar.Date
	Calendar                     calendar.Options // region, zone, rounding, whether last days roll forward
	ProcedureFollows             Policy
	OffencesFollow               Policy
	SanctionsFollow              Policy
	RecomputeRunning             bool           // running-deadlines: recompute
	Pos                          map[string]Pos // where each key stands
}

// Policy says which version of a book governs. The zero value is undeclared.
type Policy string

// The policies that real rule books use.
const (
	WhenReceived   Policy = "version when received"
	WhenOpened     Policy = "version when opened"
	WhenHappened   Policy = "version when it happened"
	NextStage      Policy = "version from the next stage"
	OnTheDay       Policy = "version on the day"
	WhenDecided    Policy = "version when decided"
	LaterIfLighter Policy = "later if lighter"
)

// Clause is a numbered heading or paragraph: the smallest part of a book that can be cited.
type Clause struct {
	Number  string // "6.5", "6.5(a)"
	Heading string // the heading's words, or the first words of a paragraph, without the number
	Text    string // all its words up to the next clause, without its blocks
	Parent  *Clause
	Pos     Pos
	Blocks  []*Block
	Spans   []Span // Text in the order of the text, each part with its place
}

// Span is a part of a clause's Text that stands in the file without a gap: character n of its Text is n columns after
// Pos. Between spans, Text holds a space or a line end that stands for a line end of the file, or nothing.
type Span struct {
	Text string
	At   int // its first byte in the clause's Text
	Pos  Pos
}

// Block is a fenced rule block.
type Block struct {
	Clause     *Clause // nil when no clause was begun before it
	Pos, End   Pos     // of its fences
	Statements []*Statement
	None       string // the reason given in "rule none: why"; empty when there is none
	NonePos    Pos
}

// Kind is what a statement declares or says. Its text is the statement's first word or words.
type Kind string

// The kinds of statement.
const (
	KindStatus      Kind = "status"
	KindBody        Kind = "body"
	KindOffice      Kind = "office"
	KindProcedure   Kind = "procedure"
	KindInProcedure Kind = "in procedure"
	KindRole        Kind = "role"
	KindAct         Kind = "act"
	KindFact        Kind = "fact"
	KindClock       Kind = "clock"
	KindThread      Kind = "thread"
	KindData        Kind = "data"
	KindPredicate   Kind = "predicate"
	KindMeasure     Kind = "measure"
	KindOn          Kind = "on" // SUBJECT PROPERTY: a condition or effect that stands alone
	KindOnlyOneOf   Kind = "only one of"
	KindMayImpose   Kind = "only" // only BODY may impose SANCTIONS
	KindBar         Kind = "bar"
	KindDeadline    Kind = "deadline"
	KindMust        Kind = "must" // WHO must ACT
	KindMay         Kind = "may"  // WHO may ACT
	KindExtension   Kind = "extension of"
	KindPause       Kind = "pause"
	KindRestoration Kind = "restoration of"
	KindNotice      Kind = "notice"
	KindChain       Kind = "chain"
	KindVote        Kind = "vote"
	KindSignatures  Kind = "signatures"
	KindNominations Kind = "nominations"
	KindDate        Kind = "date"
	KindOccasion    Kind = "occasion"
	KindRanking     Kind = "sanctions ranked"
	KindSanction    Kind = "sanction"
	KindTable       Kind = "table"
	KindGrounds     Kind = "grounds"
	KindOffence     Kind = "offence"
	KindLimitation  Kind = "limitation of"
	KindStandard    Kind = "standard of proof"
	KindBurden      Kind = "burden on"
	KindPublication Kind = "publication"
	KindRetention   Kind = "retention"
	KindRights      Kind = "rights"
	KindLink        Kind = "link"
	KindAssume      Kind = "assume"
	KindJoinder     Kind = "joinder"
	KindTransition  Kind = "transition from"
)

// Statement is one statement of a block.
//
// Subject holds the names it is about: the thing declared (body, act, deadline, ...), the acts a condition
// applies to (KindOn), the members of KindOnlyOneOf, the people of KindMust and KindMay (their act is
// [Statement.Act]), the barred roles of KindBar (two when "from each other"), the sanction bodies of KindMayImpose.
type Statement struct {
	Kind    Kind
	Subject []Event
	Join    Join  // how the subject was written
	Act     Event // of KindMust and KindMay
	Props   []Property
	Table   *Table // of KindTable
	Norm    string // its name after "as"; empty when it has none

	Despite *Despite // set when the statement was introduced by "despite"

	Procedure string // the procedure it belongs to; empty before the first and for book-wide kinds
	Clause    *Clause
	Ordinal   int // among the clause's statements, from 1
	Pos, End  Pos
}

// Despite names the statement that another stands for while a condition holds.
type Despite struct {
	Ref  string // a norm's name or a clause number
	When []Atom
	Pos  Pos
}

// Event is a reference to an act, perhaps to one of its outcomes; and, where a name is all that is
// wanted, a reference to a role, body, stage or anything else that has a name.
type Event struct {
	Name    string
	Outcome string
	DoerOf  bool   // "doer of NAME"
	Quant   string // "all", "some" or "none", before an act of a thread
	Pos     Pos
}

// End returns the place after the event as it is written without needless white space.
func (e Event) End() Pos {
	n := utf8.RuneCountInString(e.Name)
	if e.Outcome != "" {
		n += utf8.RuneCountInString(e.Outcome) + len("()")
	}
	if e.DoerOf {
		n += len("doer of ")
	}
	if e.Quant != "" {
		n += len(e.Quant) + 1
	}
	return e.Pos.after(n)
}

// Join says how a list was written.
type Join uint8

// The ways to write a list.
const (
	NoJoin Join = iota // a single item
	Or                 // a or b
	And                // a and b
	Braces             // {a, b}
)

// Key names a property by its leading words: "by", "needs", "held up by", "within".
type Key string

// Property is one condition, effect or attribute. Which fields are set depends on Key; the table in
// grammar.go says which.
type Property struct {
	Key      Key
	Events   []Event // the names or events it speaks of
	Join     Join
	Since    Event         // needs ... since EVENT
	N        int           // a count: seats, at most N times
	Percent  int           // threshold N per cent
	Per      string        // at most N times per THREAD
	Limit    Limit         // within, at least, adds, lasts
	Limit2   Limit         // the upper end of "in 42 to 90 days"
	Before   bool          // at least LIMIT before DATE
	Cond     []Atom        // only when, while, where, when
	Goto     Goto          // -> STAGE
	Stages   []Stage       // stages, ends in (with nesting)
	Text     string        // words that are kept as they stand
	Date     calendar.Date // in force from
	Value    string        // majority, base, kind of act, side, medium: a closed word
	Base     string        // decides by VALUE of BASE
	Props    []Property    // of an outcome
	Pairs    [][2]string   // sets DATA VALUE; renamed A to B
	Norm     string        // its own name after "as"; empty when it has none
	Pos, End Pos
}

// Limit is a length of time as written. Soft limits ("as soon as possible") have words and no number.
type Limit struct {
	calendar.Limit
	Soft string
	Pos  Pos
}

// Goto is the target of "->".
type Goto struct {
	Stage  string
	Afresh bool
	Pos    Pos
}

// Stage is a stage with the stages nested in it.
type Stage struct {
	Name  string
	Inner []Stage
	Pos   Pos
}

// Atom is one condition of a guard. All atoms of a guard must hold.
type Atom struct {
	Not     bool
	Quant   string   // all, some, none: of a thread's event
	Name    string   // a predicate, data, measure, link, signatures or "stage"; with Quant the thread's act
	Outcome string   // with Quant
	Values  []string // is V: one value; in {..}: several; none for a predicate
	Pos     Pos
}

// Table is a sanction table.
type Table struct {
	Columns []Cell
	Rows    [][]Cell
}

// Cell is one cell of a table, with white space trimmed.
type Cell struct {
	Text string
	Pos  Pos
}

// Example is a dated story that the rules must be able to show.
type Example struct {
	Name      string
	Procedure string   // empty: the book's only procedure
	Context   []string // acts; empty: those the example names
	Lines     []ExampleLine
	Clause    *Clause
	Pos       Pos
}

// ExampleLine is one line of an example.
type ExampleLine struct {
	Date    calendar.Date
	Event   Event
	By      string      // empty: anyone
	With    [][2]string // data and values; none: anything
	ByRule  bool        // a clock act whose date is pinned
	Refused bool
	Clauses []string // the clauses that exactly refuse it; none: any
	Pos     Pos
}
