package matter

import (
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

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
	Only                 []OnlyMay
	Signatures           []Signatures
	Joins                []int // acts that join matters
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
	About     []int    // acts that a fact is about: what a court quashes
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
	Outcome, Count              int // slots, or -1; the instances of a thread share a count that is of the matter
	Opened                      int // the act whose doing opens this instance of a thread, or -1

	Home StageSet // where it is declared, for "afresh": its stages, or those of what brings it about
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
	Draws   []string // bodies drawn by lot whose members are drawn for this matter when it happens
	Conds   []Cond
	Waits   []Wait
	Effects []Effect
	Sets    []int // data it sets
	revokes []int // acts; what that does to deadlines and periods is worked out at the end
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

// Wait is a minimum period: the event may happen only when the period's clock shows at least Limit. It asks for nothing
// while the period does not count.
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
	Owe                           // where slot Other is 1, slot := 1: what is revoked had been done, the instance was opened
	ClearPeriod                   // slot := 0, and the clock of period Other counts no longer
)

// Effect is a change of one slot, done in order.
type Effect struct {
	Kind  EffectKind
	Slot  int
	Value uint8
	Other int
}
