// Package casework is the office: it runs matters under the rule books that an organisation has adopted.
//
// People act as someone in a capacity; the kernel (package matter) decides whether the rules allow it; what happened is
// appended as events, and everything shown is worked out from events. Nobody, the administrator included, can do what
// the kernel refuses: there is no command that moves a matter past the rules. An act may be refused, a fact never: what
// happened outside can always be recorded, and the kernel says what it changes.
//
// Who sees what is decided in one place (sight.go). A reader gets a [View], which holds nothing that its viewer may not
// see; to somebody without a right to a matter every read answers [ErrNotFound], as for a matter that does not exist.
//
// The package reads no clock, file, database or network but through the small interfaces it declares. It follows
// doc/spec/office.md.
package casework
