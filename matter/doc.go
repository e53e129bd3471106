// Package matter gives a rule book its meaning: it compiles a book to procedures and says, of a matter under a
// procedure, where it stands, what may happen next, what falls due, and why an act is refused.
//
// There is one kernel. Its discrete half is a marking and a step ([Procedure.Blocked], [Procedure.Step]): a DCR graph
// (Dynamic Condition Response graph) with stages and finite data. Its timed half ([State]) adds the days. Package
// check explores the discrete half with symbolic time, package audit replays the timed half over a record, the office
// runs it. doc/spec/kernel.md is the specification.
//
// The package is pure: it reads no clock, file, database or network. The day of an event is part of the event, so
// replaying the same events under the same rule book gives the same state on any machine, in any year.
package matter
