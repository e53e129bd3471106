package matter

import (
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// Rules is one version of a rule book with its meaning.
type Rules struct {
	Book       *rulebook.Book
	Calendar   *calendar.Calendar
	Procedures []*Procedure
	Bodies     []Body // bodies and offices, in the order of the book
	Statuses   []string
	Grounds    map[string][]string
	Offences   []Offence
	Sanctions  []Sanction // in the book's ranking, mildest first; unranked ones after, in the order of the book
	Ranked     bool
	Retention  []*rulebook.Statement
	Transition []*rulebook.Statement
}

// Procedure finds a procedure by name; nil when there is none. The empty name finds the only one.
func (r *Rules) Procedure(name string) *Procedure {
	for _, p := range r.Procedures {
		if p.Name == name || name == "" && len(r.Procedures) == 1 {
			return p
		}
	}
	return nil
}

// Body finds a body or office by name; nil when there is none.
func (r *Rules) Body(name string) *Body {
	for i := range r.Bodies {
		if r.Bodies[i].Name == name {
			return &r.Bodies[i]
		}
	}
	return nil
}

// Side is whose side a role is on. The zero value is nobody's.
type Side string

// The sides of a matter.
const (
	NoSide       Side = ""
	Complainant  Side = "complainant"
	Respondent   Side = "respondent"
	Organisation Side = "organisation"
	Neutral      Side = "neutral"
)

// Body is a body of several people or an office of one.
type Body struct {
	Name      string
	Office    bool
	Side      Side
	Seats     int // an office has one; 0 when not said
	Quorum    int // 0 when not said
	Members   int // how many people it is; by default its seats
	Qualified []Qualified

	AppointedBy, ElectedBy, DrawnFrom, RemovedBy, OverseenBy, PartOf []string

	Majority, Base, Tie string   // "majority", "those voting", "lost"; empty when not said
	VacanciesFrom       []string // filled from or by
	Fallback            string
	CanAlwaysAct        bool
	Electorate, Outside bool
	Deputy              string
	Term                rulebook.Limit
	Decl                *rulebook.Statement
}

// Qualified is a number of seats that need a status.
type Qualified struct {
	N      int
	Status string
}

// Offence is something that may be charged.
type Offence struct {
	Name                      string
	InForce                   calendar.Date
	CatchAll, WithParticulars bool
	Decl                      *rulebook.Statement
}

// Sanction is something that may be imposed.
type Sanction struct {
	Name          string
	Lasts         rulebook.Limit
	WithoutEnd    bool
	Readmission   bool // "without end" with a stated way back
	NoRestriction bool
	Decl          *rulebook.Statement
}

// Procedure is what one kind of matter may do: a timed DCR graph with stages and finite data.
//
// Everything discrete about a matter is a [Marking], one small number a slot. Acts are expanded: an act of a thread
// stands once for each instance, and an event is an act with an outcome, and with an actor where the rules treat its
// actors differently.
type Procedure struct {
	Name  string
	Rules *Rules
	Decl  *rulebook.Statement

	Stages               []Stage // Stages[0] is "before": nothing has happened yet
	Begin                int     // the act that opens a matter; -1 in a graph that has none
	Roles                []Role
	Acts                 []Act
	Events               []Event
	Norms                []Norm
	Deadlines            []Deadline
	Periods              []Period
	Pauses               []Pause
	Data                 []Datum
	Measures             []Measure
	Bars                 []Bar
	Chains               []Chain
	Threads              []Thread
	Links                []Link
	Notices              []Notice
	Votes                []Vote
	Follows              []Follow
	Assume               []Assumption
	Exclusive            [][]int // acts of each "only one of"
	Only                 []OnlyMay
	Table                *SanctionTable
	Limits               []Limitation // limitation statements
	Publications, Rights []*rulebook.Statement
	Standard, Burden     string
	RespondentIs         []string

	Slots   []Slot
	Initial Marking

	index index
}

// Marking is where a matter stands, days apart: one number a slot, each below 64. Slot 0 is the stage.
type Marking []uint8

// Stage is a leaf stage. Outer names the stages it is nested in, outermost first.
type Stage struct {
	Name  string
	Outer []string
	Final bool
}

// StageSet is a set of stages by index.
type StageSet uint64

// Has says whether the set holds the stage.
func (s StageSet) Has(stage int) bool { return s>>uint(stage)&1 == 1 }

// Role is what a person may be in a matter.
type Role struct {
	Name string
	Side Side
	Decl *rulebook.Statement
}

// ActKind tells what can be refused from what cannot.
type ActKind uint8

// The three kinds of act.
const (
	PersonAct ActKind = iota // may be refused
	Fact                     // always accepted
	ClockAct                 // happens by operation of the rules only
)

// Act is something that can be done or happen in a matter.
type Act struct {
	Name      string
	Kind      ActKind
	Thread    string // its thread, and which of its instances (from 1); empty and 0 for an act of the matter
	Instance  int
	By        []Actor // empty: nobody is named
	Anyone    bool
	In        StageSet
	Outcomes  []string
	Is        []string // what it is in a fair process: "decision", "hearing", ...
	Names     []string // roles it gives
	Releases  []string
	Tells     []string
	AppealOf  []int // events it challenges
	AppealTo  []string
	Moves     int // chain; -1
	Reasons   bool
	Grounds   []string // a closed list; nil: none is asked for
	Max       int      // at most so many times; 0: no cap
	Standing  bool
	Synthetic bool // made by the compiler: a window closing, a service
	Decl      *rulebook.Statement

	Executed, Included, Pending int // slots
	Outcome, Count              int // slots, or -1
	Opened                      int // the act whose doing opens this instance of a thread, or -1
}

// Actor is who may do an act.
type Actor struct {
	Name   string // role, body, office or chain
	DoerOf bool   // whoever did the act named
	Chain  int    // index of the chain, or -1
}

// Event is an act with one of its outcomes, perhaps done in one capacity.
type Event struct {
	Act     int
	Outcome int    // index in the act's outcomes; -1 when it has none
	As      string // the actor, where it matters which; empty: any of the act's
	To      int    // stage it leads to; -1: none
	Afresh  bool
	Against Side
	Favours Side
	Imposes []string // sanctions by name; "sanction": by the table
	Conds   []Cond
	Waits   []Wait
	Effects []Effect
	Sets    []int // data it sets
	revokes []int // acts; what that does to deadlines and periods is worked out at the end
	Decl    rulebook.Pos
}

// Lit is true of a marking when the value of the slot is in Mask.
type Lit struct {
	Slot int
	Mask uint64
}

// CondKind says what sort of condition it is.
type CondKind uint8

// The conditions an act can fail, in the order in which they are reported.
const (
	CondStage CondKind = iota
	CondIncluded
	CondPower // no clause lets anyone do it (audit), or the actor is not one of those named
	CondNeeds
	CondHold
	CondGuard
	CondWindow
	CondCount
	CondPeriod
	CondBar
	CondReasons
	CondGround
	CondQuorum
	CondMajority
	CondSanction
	CondLimitation
	CondExclusive
	CondChain
)

// Cond is a discrete condition of an event: it holds of a marking when all literals of one of its alternatives do.
// Data that the event itself sets are read as they will be.
type Cond struct {
	Kind CondKind
	Norm int // the norm that says so
	Any  [][]Lit
	Acts []int // the acts it speaks of, for a cure
}

// Wait is a minimum period: the event may happen only when the period's clock shows at least Limit.
type Wait struct {
	Period int
	Limit  calendar.Limit
	Norm   int
}

// EffectKind says what an effect does to its slot.
type EffectKind uint8

// The effects.
const (
	Set         EffectKind = iota // slot := Value
	Count                         // slot := slot+1, at most 63
	Owe                           // revocation: where Other is 1, slot := 1
	ClearPeriod                   // the period's clock counts no longer
)

// Effect is a change of one slot, done in order.
type Effect struct {
	Kind  EffectKind
	Slot  int
	Value uint8
	Other int
}

// Norm is one statement that can be kept or broken.
type Norm struct {
	ID      string // its name, or its clause and ordinal
	Clause  string
	Stmt    *rulebook.Statement
	Despite *Exception
}

// Exception is a norm's replacement while a condition held at the trigger.
type Exception struct {
	Of   int // the norm it stands for
	When []Lit
}

// Status is what a deadline's slot holds.
const (
	Idle uint8 = iota // not started
	Running
	Paused
	Spent // it was met, expired, or left behind
)

// Deadline is a limit that runs from a trigger, until it is met or its last day ends.
type Deadline struct {
	Name       string
	Norm       int
	Slot       int      // Idle, Running, Paused, Spent
	From       []int    // events
	Entering   StageSet // "from entering"
	Until      []int    // events
	In         StageSet // scope
	While      []Lit
	When       []Lit   // read at the trigger ("despite")
	Unless     [][]Lit // another statement stands for this one when any of these holds at the trigger
	Limit      calendar.Limit
	Soft       string // a soft limit binds nobody
	Otherwise  int    // event; -1
	Restarts   bool
	Frees      Side
	Standing   bool
	Window     int    // the act it is a window for; -1
	Duty       int    // the act owed; -1
	Role       string // of a window
	Extensions []Extension
	ExtSlot    int            // how many extensions this run has had; -1
	Earliest   calendar.Limit // of a date: it comes no sooner than this; the zero limit otherwise
	IsDate     bool           // the last day, or any from Earliest on, is when the date comes
	Service    bool           // the service of a notice
	PauseCap   bool           // the cap of a pause
	Again      bool           // one of several: it may start again once spent
	Stmt       *rulebook.Statement
}

// Extension lengthens a limit, counted anew from the deadline's start.
type Extension struct {
	By       int // act
	Adds     calendar.Limit
	Max      int
	Norm     int
	Restores bool // it opens a closed window again, for Adds
}

// Period is the clock of a minimum period: the days since its act was last done.
type Period struct {
	Act     int
	Outcome int   // -1: any
	Slot    int   // 1 while it counts
	Waits   []int // events that read it, for exploring
}

// Pause stops deadlines for a time with a cap.
type Pause struct {
	Name         string
	Slot         int   // 1 while it lasts
	Begins, Ends []int // events
	Stops        []int // deadlines
	Deadline     int   // its own
	Norm         int
}

// Datum is a closed set of values that an act records.
type Datum struct {
	Name   string
	Values []string
	Slot   int // 0 unset, 1+index otherwise
	Decl   *rulebook.Statement
}

// Measure is a restriction while a case runs.
type Measure struct {
	Name                  string
	Slot                  int
	Begins, Ends, Reviews []int
	Interim               bool
	Affects               []string
	Decl                  *rulebook.Statement
}

// Bar keeps whoever has held From from acquiring Role.
type Bar struct {
	Role, From Actor
	Norm       int
}

// Chain is a line of deciders; its slot counts the steps taken.
type Chain struct {
	Name   string
	Bodies []string
	Slot   int
	Decl   *rulebook.Statement
}

// Thread is something a matter has several of.
type Thread struct {
	Name      string
	Max       int // as the book says; 0: no cap
	Instances int // as compiled
	OpenedBy  string
	Decl      *rulebook.Statement
}

// Link is another matter, seen through what it exports.
type Link struct {
	Name    string
	Exports []string
	Slots   []int
	Bound   rulebook.Limit
	Of      string
	Outside bool
	Decl    *rulebook.Statement
}

// Notice is a message with addressees.
type Notice struct {
	Name                   string
	Of                     []int
	To                     []string
	Send, Served, Returned int // acts; -1
	MaxReturns             int
	Decl                   *rulebook.Statement
}

// Vote is a vote of a body.
type Vote struct {
	Name, Body                         string
	Act                                int
	Majority, Base                     string
	Quorum                             int
	Secret, Recorded, AbstentionsCount bool
	CountRule                          string
	Decl                               *rulebook.Statement
}

// Follow makes an event happen by operation of the rules once all of its acts have been done.
type Follow struct {
	Event int
	All   []int // events or their acts' any outcome; the literals that must hold
	Lits  []Lit
	Any   [][][]Lit // further conditions, each with alternatives
	Norm  int
}

// Assumption bounds facts from outside, for the worst case.
type Assumption struct {
	Act, Times, Days int
	Decl             *rulebook.Statement
}

// OnlyMay restricts who may impose a sanction.
type OnlyMay struct {
	Bodies    []string
	Sanctions []string
	Norm      int
	Decl      *rulebook.Statement
}

// Limitation bounds how late an act may come after conduct or discovery.
type Limitation struct {
	Act    int
	Limit  calendar.Limit
	Of     string // "conduct" or "discovery"
	Unless int    // event; -1
	Norm   int
}

// SanctionTable says what may be imposed when, by whom, with appeal to whom.
type SanctionTable struct {
	Data []int // columns that are data
	Rows []SanctionRow
	Decl *rulebook.Statement
	Norm int
}

// SanctionRow is a row: for each datum the values it covers (a bit for each of its slot's values).
type SanctionRow struct {
	Covers   []uint64
	By       []string
	Impose   []string
	AppealTo []string
	Pos      rulebook.Pos
}

// SlotKind says what a slot is for.
type SlotKind uint8

// The kinds of slot.
const (
	SlotStage SlotKind = iota
	SlotExecuted
	SlotIncluded
	SlotPending
	SlotOutcome
	SlotCount
	SlotSince
	SlotPredicate
	SlotData
	SlotDeadline
	SlotExtension
	SlotPeriod
	SlotPause
	SlotMeasure
	SlotChain
	SlotLink
)

// Slot says what a place of a marking is.
type Slot struct {
	Kind SlotKind
	Of   int // the act, deadline, ... by index
	Name string
	Max  uint8 // the greatest value it takes
	Free bool  // set by nobody in the matter: a recorded decision, a link, a free predicate; read as any value when exploring
}
