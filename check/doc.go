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
//
// # Reading the package
//
// Four layers, each using those below it:
//
//   - The checks, a file for each family: words_*.go (text alone), declarations.go, names.go, letters.go, versions.go
//     (what is declared), hearing.go, independence.go, sanction.go, penalty.go, finality.go, silent.go, measures.go,
//     incentive.go, idle.go, stuck.go, external.go, quorum.go, people.go (procedures), lasting.go (how long cases last),
//     examples.go. registry.go lists them all; check.go and procedure.go run them; mend.go words the help.
//   - Questions: a moment (query.go, ask.go) is something that may happen in a matter. possible.go and glimpse.go answer
//     most of them without a search, game.go those about who can force what. scene.go, script.go, course.go and playing.go
//     ask whether an example can be played.
//   - Answers: refine.go looks at as little of the procedure as will do and adds what a failed try teaches; waits.go,
//     diverge.go, longest.go and ahead.go ask what can be rested in, gone round in, and for how long; trace.go and lasting.go turn
//     what was found into a story and hold it against the kernel.
//   - The engine: model.go and cone.go (with anatomy.go, touch.go, alive.go) cut out of a procedure what a question can
//     see, key.go and discrete.go make its states, layout.go and dbm.go its zones, fire.go does a step on both, search.go explores.
package check
