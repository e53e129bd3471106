// Package check proves things about a rule book: that no case under it hangs for ever, how long one can last at worst,
// whether an order of events that nobody intended is possible.
//
// The engine explores the kernel's own steps ([matter.Procedure.Step]) state by state, and time symbolically. A set of
// clock readings is a zone: a difference-bound matrix (Dill 1989; Alur and Dill, "A theory of timed automata", 1994).
// Time in a rule book is whole days and every bound is closed, and for such zones what holds of all real readings
// holds of all whole ones, so nothing is lost or added by the symbols.
//
// What the package claims it has explored; where it had to stop it says so ([NotProven]) and never passes over it in
// silence. Every story it prints has been fitted to real dates first.
package check
