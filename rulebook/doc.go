// Package rulebook reads rule books: Markdown whose clauses carry formal blocks.
//
// It parses, formats and points at what is wrong; what a block means is for package matter to say.
// The language is specified in doc/spec/rulebook.md. No input makes the package panic, hang, or use
// memory out of proportion to the input.
package rulebook
