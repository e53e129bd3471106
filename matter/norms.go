package matter

import (
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

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
	Renews     []int    // those of From that only start it again: they do nothing unless it runs
	Entering   StageSet // "from entering"
	Until      []int    // events
	In         StageSet // scope
	While      []Lit
	When       []Lit   // read at the trigger ("despite")
	Unless     [][]Lit // another statement stands for this one when any of these holds at the trigger
	Limit      calendar.Limit
	Bounded    bool   // it says within how long, be it 0 days
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
	Thread     string         // the thread of which it is one, and of which of its instances (from 1)
	Instance   int
	Stmt       *rulebook.Statement
}

// Extension lengthens a limit, counted anew from the deadline's start.
type Extension struct {
	By       int // act
	Adds     calendar.Limit
	Max      int
	Norm     int
	Restores bool // it opens a closed window again, for Adds

	weight, most int // how many of them a run has had is: its slot / weight mod (most + 1)
}

// Period is the clock of a minimum period: the days since its act was last done. Like a deadline it counts only if When
// held and none of Unless did ("despite") when that was.
type Period struct {
	Act     int
	Outcome int // -1: any
	Slot    int // 1 while it counts
	When    []Lit
	Unless  [][]Lit
}

// Pause stops deadlines for a time with a cap.
type Pause struct {
	Name         string
	Thread       string // as of a deadline
	Instance     int
	Slot         int   // 1 while it lasts
	Begins, Ends []int // events
	Stops        []int // deadlines
	Deadline     int   // its own
	Norm         int
}

// Datum is a closed set of values that an act records. One that only acts of a thread set stands once for each instance.
type Datum struct {
	Name     string
	Values   []string
	Slot     int    // 0 unset, 1+index otherwise
	Thread   string // its thread, and which of its instances (from 1); empty and 0 for a datum of the matter
	Instance int
	Decl     *rulebook.Statement
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

// Follow makes an event happen by operation of the rules when one of the acts of All is done, if every literal of Lits
// holds then and one alternative of each of Any. In one step it happens once at most.
type Follow struct {
	Event int
	All   []int
	Lits  []Lit
	Any   [][][]Lit
	Norm  int
}

// Signatures is a text that people sign, or for which units nominate.
type Signatures struct {
	Name            string
	Slot            int // 1 while there are enough; free until they are counted
	Sign, Withdraw  int // acts; Withdraw is -1 where nobody may
	Number, Percent int // what suffices; 0: not said
	Smaller         bool
	Of              string // the roll or the units that Percent is of
	LatchedAt       []int  // events from which on the count stands still
	Decl            *rulebook.Statement
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
	Unless int    // event that records the exception; -1
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
	Free bool  // said from outside: a recorded decision, another matter's state, whether enough have signed; any value when exploring
}
