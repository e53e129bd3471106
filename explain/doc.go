// Package explain tells people what a procedure of a rule book comes to: its stages and how they lead to one another,
// who may do what in each, what runs out there and when, as text and as a drawing.
//
// It adds no meaning of its own: everything it says is read off package matter's compiled procedure, and the lengths
// come from the caller, who has them from package check. The same procedure gives the same bytes.
package explain
