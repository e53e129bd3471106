package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

const bookHead = `---
title: A book
version: 1
in-force: 2026-01-01
calendar: none
months: round down
---

1 All there is.

`

// bookOf parses and compiles one block, which must be without fault.
func bookOf(t testing.TB, block string) *matter.Procedure {
	t.Helper()
	p, faults := compiled(block)
	if p == nil {
		t.Fatalf("%s\n%s", block, faults)
	}
	return p
}

func compiled(block string) (*matter.Procedure, string) {
	src := bookHead + "```rule\n" + block + "```\n"
	book, diags := rulebook.Parse("book.md", []byte(src))
	faults := ""
	for _, d := range diags {
		faults += fmt.Sprintf("%d: %s\n", d.Pos.Line, d.Msg)
	}
	rules, more := matter.Compile(book, matter.Options{Instances: 2})
	for _, d := range more {
		faults += fmt.Sprintf("%d: %s\n", d.Pos.Line, d.Msg)
	}
	if faults != "" || rules == nil || len(rules.Procedures) != 1 {
		return nil, faults
	}
	return rules.Procedures[0], ""
}

// drawBook draws a small book: two or three stages, a handful of acts and clock acts, and as many deadlines, pauses,
// extensions, periods and marks as it likes.
func drawBook(t *rapid.T) *matter.Procedure {
	w := &writer{t: t, tame: rapid.IntRange(0, 2).Draw(t, "tame") > 0}
	w.stages = []string{"one", "two"}
	if w.coin("three", 3) {
		w.stages = append(w.stages, "three")
	}
	w.line("procedure case")
	w.line("  begins with start")
	w.line("  stages %s", strings.Join(w.stages, ", "))
	w.line("  ends in done")
	w.line("role party, side respondent")
	w.line("role judge, side organisation")
	w.line("act start by party -> one")
	w.events = []string{"start"}
	for i := range w.n("acts", 1, 4) {
		w.act(fmt.Sprintf("a%d", i))
	}
	for i := range w.n("clocks", 1, 3) {
		w.clock(fmt.Sprintf("c%d", i))
	}
	for i := range w.n("deadlines", 1, 3) {
		w.deadline(fmt.Sprintf("d%d", i))
	}
	if w.tame {
		w.line("clock finish -> done")
		for _, s := range w.stages {
			w.line("deadline life-%s", s)
			w.line("  from entering %s", s)
			w.line("  in %s", s)
			w.line("  within %d days", w.n("life", 2, 6))
			w.line("  otherwise finish")
			w.deadlines = append(w.deadlines, "life-"+s)
		}
	}
	for range w.n("says", 0, 4) {
		w.say()
	}
	if w.coin("pause", 3) {
		w.pause()
	}
	if w.coin("extension", 4) {
		w.extension()
	}
	if w.coin("window", 4) {
		w.window()
	}
	for _, more := range []func(){w.date, w.datum, w.predicate, w.measure, w.chain, w.thread, w.notice, w.exclusive, w.exception, w.occasion, w.restoration} {
		if w.coin("more", 12) {
			more()
		}
	}
	p, faults := compiled(w.b.String())
	if p == nil {
		t.Fatalf("%s\n%s", w.b.String(), faults)
	}
	t.Logf("%s", w.b.String())
	return p
}

type writer struct {
	t         *rapid.T
	b         strings.Builder
	stages    []string
	acts      []string
	clocks    []string
	events    []string // acts that may start or meet deadlines
	deadlines []string
	tame      bool // so that time is mostly bounded: a deadline for every stage, and acts that move it are done once
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

func (w *writer) n(name string, from, to int) int { return rapid.IntRange(from, to).Draw(w.t, name) }

func (w *writer) coin(name string, oneIn int) bool { return w.n(name, 1, oneIn) == 1 }

func (w *writer) pick(name string, list []string) string {
	return rapid.SampledFrom(list).Draw(w.t, name)
}

func (w *writer) stage() string { return w.pick("stage", append([]string{"done"}, w.stages...)) }

func (w *writer) in() string {
	if w.coin("everywhere", 3) {
		return ""
	}
	if w.coin("two stages", 3) {
		return " in " + w.stages[0] + " or " + w.stages[len(w.stages)-1]
	}
	return " in " + w.pick("in", w.stages)
}

func (w *writer) act(name string) {
	to := ""
	switch w.n("to", 0, 5) {
	case 0, 1:
		to = " -> " + w.stage()
	case 2:
		to = " -> " + w.pick("afresh", w.stages[1:]) + " afresh"
	}
	w.line("act %s by judge%s%s", name, w.in(), to)
	if w.tame && to != "" || w.coin("once", 3) {
		w.line("  at most %d times", w.n("times", 1, 2))
	}
	w.acts, w.events = append(w.acts, name), append(w.events, name)
}

func (w *writer) clock(name string) {
	to := ""
	if w.tame && w.coin("ends", 2) {
		to = " -> done"
	} else if !w.tame && w.coin("to", 2) {
		to = " -> " + w.stage()
	}
	w.line("clock %s%s%s", name, w.in(), to)
	w.clocks, w.events = append(w.clocks, name), append(w.events, name)
}

func (w *writer) deadline(name string) {
	w.line("deadline %s", name)
	if w.coin("entering", 4) {
		w.line("  from entering %s", w.pick("entered", w.stages))
	} else {
		w.line("  from %s", w.pick("from", w.events))
	}
	if in := w.in(); in != "" {
		w.line(" %s", in)
	}
	if w.coin("until", 2) {
		w.line("  until %s", w.pick("until", w.events))
	}
	w.line("  within %d days", w.n("days", 0, 4))
	if !w.coin("no otherwise", 6) {
		w.line("  otherwise %s", w.pick("otherwise", w.clocks))
	}
	if w.coin("restarts", 4) {
		w.line("  restarts")
	}
	w.deadlines = append(w.deadlines, name)
}

func (w *writer) say() {
	a, b := w.pick("subject", w.acts), w.pick("object", w.events)
	if a == b {
		return
	}
	switch w.n("says", 0, 9) {
	case 0:
		w.line("%s needs %s", a, b)
	case 1:
		w.line("%s held up by %s", a, w.pick("held", w.acts))
	case 2:
		w.line("%s at least %d days after %s", a, w.n("period", 1, 3), b)
	case 3:
		w.line("%s excludes %s", b, a)
	case 4:
		w.line("%s includes %s", b, a)
	case 5:
		w.line("%s revokes %s", a, b)
	case 6:
		w.line("%s obliges %s", b, a)
	case 7:
		if c := w.pick("follower", w.clocks); c != b && !strings.Contains(w.b.String(), "follows") {
			w.line("%s follows %s", c, a)
		}
	case 8:
		w.line("%s needs %s since %s", a, b, w.pick("since", w.events))
	case 9:
		if name := fmt.Sprintf("rule-%s-%s", a, b); !strings.Contains(w.b.String(), name) {
			w.line("%s at least %d days after %s as %s", a, w.n("period", 1, 3), b, name)
			w.line("despite %s when %s: %s at least %d days after %s", name, w.pick("when", w.events), a, w.n("period", 1, 3), b)
		}
	}
}

func (w *writer) pause() {
	w.line("act rest by judge, at most %d times", w.n("rests", 1, 2))
	w.line("act go-on by judge")
	w.line("pause break")
	w.line("  begins with rest")
	w.line("  ends with go-on.by-rule or go-on")
	if w.coin("all", 2) {
		w.line("  stops all")
	} else {
		w.line("  stops {%s}", w.pick("stopped", w.deadlines))
	}
	w.line("  for at most %d days", w.n("rest days", 1, 3))
	w.line("clock go-on.by-rule")
}

func (w *writer) extension() {
	w.line("act longer by judge")
	w.line("extension of %s by longer, adds %d days, at most %d times", w.pick("extended", w.deadlines), w.n("adds", 1, 2), w.n("times", 1, 2))
}

func (w *writer) window() {
	w.line("act plead by party")
	w.line("clock plead.close")
	w.line("party may plead within %d days of %s otherwise plead.close", w.n("window", 1, 3), w.pick("window of", w.events))
	if w.coin("plead matters", 2) {
		w.line("%s needs plead or plead.close", w.pick("pleaded", w.acts))
	}
}

func (w *writer) date() {
	w.line("act call by judge")
	w.line("date day set by call, in %d to %d days", w.n("first", 1, 2), w.n("last", 2, 4))
	if w.coin("date leads", 2) {
		w.line("day -> %s", w.stage())
	}
	if w.coin("before", 2) {
		w.line("act announce by judge")
		w.line("announce at least 1 days before day")
	}
	if w.coin("date starts", 2) {
		w.line("deadline after-day, from day, within %d days, otherwise %s", w.n("after", 0, 2), w.pick("otherwise", w.clocks))
	}
}

func (w *writer) datum() {
	w.line("data weight in {light, heavy} set by %s", w.pick("sets", w.acts))
	w.line("%s only when weight is heavy", w.pick("weighed", w.acts))
	if w.coin("light too", 2) {
		w.line("%s only when not weight is heavy", w.pick("weighed", w.acts))
	}
}

func (w *writer) predicate() {
	w.line("act note by judge")
	w.line("act unnote by judge")
	if w.coin("free", 2) {
		w.line("predicate noted decided by judge")
	} else {
		w.line("predicate noted set by note, cleared by unnote")
	}
	w.line("%s only when noted", w.pick("guarded", w.acts))
	if w.coin("while", 2) {
		w.line("deadline noted-for, from %s, while noted, within %d days, otherwise %s", w.pick("from", w.events), w.n("days", 1, 3), w.pick("otherwise", w.clocks))
	}
	if w.coin("follows", 2) && !strings.Contains(w.b.String(), "follows") {
		w.line("clock noted-both%s", w.in())
		w.line("noted-both follows note and %s, only when noted", w.pick("and", w.acts))
	}
}

func (w *writer) measure() {
	w.line("act impose by judge, at most 2 times")
	w.line("clock lapse")
	w.line("measure hold, begins with impose, ends with lapse, interim")
	w.line("deadline hold-for, from impose, while hold, within %d days, otherwise lapse", w.n("days", 1, 3))
	w.line("%s only when not hold", w.pick("held off", w.acts))
}

func (w *writer) chain() {
	w.line("chain line: judge -> party")
	w.line("clock pass-on")
	w.line("  moves line")
	w.line("act settle by line")
	w.line("deadline settling, from %s, until settle, within %d days, otherwise pass-on", w.pick("from", w.events), w.n("days", 1, 2))
}

func (w *writer) thread() {
	w.line("thread charge opened by lay, at most 2")
	w.line("act lay by judge, of charge")
	w.line("act judge-it by judge, of charge")
	w.line("  outcome yes")
	w.line("  outcome no")
	w.line("%s needs all judge-it", w.pick("all", w.acts))
	if w.coin("each", 2) {
		w.line("clock drop-it, of charge")
		w.line("deadline charge-life, from lay, until judge-it, within %d days, otherwise drop-it", w.n("days", 1, 3))
	}
}

func (w *writer) notice() {
	w.line("clock untold")
	w.line("notice letter, of %s, to party, by judge, within %d days, otherwise untold, served after %d days", w.pick("of", w.acts), w.n("days", 1, 2), w.n("served", 1, 2))
	if w.coin("needed", 2) {
		w.line("%s needs letter.served", w.pick("told", w.acts))
	}
}

func (w *writer) exclusive() {
	if len(w.acts) > 1 {
		w.line("only one of {%s, %s}", w.acts[0], w.acts[1])
	}
}

func (w *writer) exception() {
	w.line("act mark by judge")
	w.line("predicate marked set by mark")
	w.line("despite %s when marked: deadline longer-%s, from %s, within %d days, otherwise %s",
		w.deadlines[0], w.deadlines[0], w.pick("from", w.events), w.n("days", 1, 4), w.pick("otherwise", w.clocks))
}

func (w *writer) occasion() {
	w.line("occasion review, at most %d days apart, by judge", w.n("apart", 2, 4))
}

func (w *writer) restoration() {
	w.line("act restore by judge, at most 1 times")
	w.line("restoration of %s by restore, within %d days", w.pick("restored", w.deadlines), w.n("days", 1, 2))
}
