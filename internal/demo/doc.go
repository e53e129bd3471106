// Package demo fills an empty office with the Amalgamated Weathervane Keepers of the Teacup Isles, an organisation that
// does not exist, so that a newcomer has something to walk through.
//
// Nothing is put into the store directly. The twelve matters are chronologies (folder matters): acts with their day, who
// did them and what was said with them. A player reads all of them by date, moves the clock from day to day, lets the
// days pass and calls the office's own commands. What the rules do not allow cannot be in the demonstration: the fill
// stops with the line that was refused.
//
// The same office, filled twice, holds the same.
package demo
