// Package rulebook reads rule books: Markdown whose clauses carry formal blocks.
//
// [Parse] reads one version of a book, [Versions] those of a folder, [ParseMap] what the words of a foreign log mean;
// [Format] writes a book in the one style. What is wrong is a [Diagnostic], which points at its place and says what would
// put it right. What a block means, and whether the acts and bodies it names exist, is for package matter to say.
//
// The language is specified in doc/spec/rulebook.md, whose grammar is printed from the tables of this package.
//
// The package is pure: it reads no clock, file or network. No input makes it panic, hang, or use time or memory out of
// proportion to the input.
package rulebook
