package main

import (
	"fmt"
	"slices"
	"strings"
)

func (e env) tellDifference(d *difference) {
	fmt.Fprintf(e.stdout, "%s: version %s to version %s\n", d.New.Title, d.Old.Version, d.New.Version)
	if d.Old.Title != d.New.Title {
		fmt.Fprintf(e.stdout, "the old version is of another book: %s\n", d.Old.Title)
	}
	if !d.any() {
		fmt.Fprintln(e.stdout, "\nno difference")
		return
	}
	fmt.Fprintln(e.stdout, d.summary())
	for _, c := range d.Clauses {
		e.tellClause(c)
	}
	for _, p := range d.Procedures {
		e.tellProcedure(d, p)
	}
}

// summary counts what became of the clauses.
func (d *difference) summary() string {
	counts := map[string]int{}
	for _, c := range d.Clauses {
		counts[c.Change]++
	}
	var parts []string
	for _, change := range []string{"changed", "new", "gone", "moved"} {
		if counts[change] > 0 {
			parts = append(parts, several(counts[change], "clause")+" "+change)
		}
	}
	if len(parts) == 0 {
		return "the same clauses"
	}
	return strings.Join(parts, ", ")
}

// tellClause tells what became of a clause: first its words, then its rules.
func (e env) tellClause(c changedClause) {
	fmt.Fprintf(e.stdout, "\n%s\n", c.title())
	for _, s := range c.WordsRemoved {
		e.tellLine("- ", s)
	}
	for _, s := range c.WordsAdded {
		e.tellLine("+ ", s)
	}
	if len(c.Altered)+len(c.Removed)+len(c.Added) == 0 {
		return
	}
	fmt.Fprintln(e.stdout, "  rules:")
	for _, a := range c.Altered {
		e.tellLine("  ", a.About+": "+strings.Join(a.changes(), "; "))
	}
	for _, s := range c.Removed {
		e.tellLine("  - ", s)
	}
	for _, s := range c.Added {
		e.tellLine("  + ", s)
	}
}

// title says which clause it is and, in a word, what became of it.
func (c *changedClause) title() string {
	title := strings.TrimSpace(c.Clause + "  " + c.Heading)
	rules := len(c.Altered)+len(c.Removed)+len(c.Added) > 0
	switch {
	case c.Change == "moved":
		return title + ": was " + c.Was
	case c.Change != "changed":
		return title + ": " + c.Change
	case !rules:
		return title + ": other words, the same rules"
	case !c.Words:
		return title + ": the same words, other rules"
	}
	return title
}

// lineWidth is how wide a line of a difference is at most, where its words allow.
const lineWidth = 100

// tellLine writes a text behind a sign, over several lines if need be.
func (e env) tellLine(sign, text string) {
	indent := "  " + strings.Repeat(" ", len(sign))
	line := "  " + sign
	empty := true
	for _, word := range strings.Fields(text) {
		if !empty && len(line)+1+len(word) > lineWidth {
			fmt.Fprintln(e.stdout, line)
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	fmt.Fprintln(e.stdout, line)
}

// changes tell what a statement now says that it did not, and the other way about. Two properties that begin alike are told
// as one that has changed.
func (a *alteredStatement) changes() []string {
	was, now := slices.Clone(a.Was), slices.Clone(a.Now)
	var list []string
	for _, n := range now {
		same := func(w string) bool { return firstWord(w) == firstWord(n) }
		at := slices.IndexFunc(was, same)
		if at < 0 {
			list = append(list, "now "+n)
			continue
		}
		list = append(list, changeOf(was[at], n))
		was = slices.Delete(was, at, at+1)
	}
	for _, w := range was {
		list = append(list, "no longer "+w)
	}
	return list
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// changeOf tells how a property changed. Of lists that differ in some names, the names are told.
func changeOf(was, now string) string {
	before, old, after, isList := list(was)
	before2, new, after2, isList2 := list(now)
	if !isList || !isList2 || before != before2 || after != after2 {
		return now + " (was: " + was + ")"
	}
	var parts []string
	if more := others(new, old); len(more) > 0 {
		parts = append(parts, "now also "+strings.Join(more, ", "))
	}
	if less := others(old, new); len(less) > 0 {
		parts = append(parts, "no longer "+strings.Join(less, ", "))
	}
	return strings.TrimSpace(before+" {...} "+after) + ", " + strings.Join(parts, ", ")
}

// list splits a property around its one list in braces.
func list(s string) (before string, names []string, after string, ok bool) {
	before, rest, open := strings.Cut(s, "{")
	inside, after, closed := strings.Cut(rest, "}")
	if !open || !closed || strings.ContainsAny(inside+after, "{}") {
		return "", nil, "", false
	}
	for _, name := range strings.Split(inside, ",") {
		names = append(names, strings.TrimSpace(name))
	}
	return strings.TrimSpace(before), names, strings.TrimSpace(after), true
}

func others(list, known []string) []string {
	var rest []string
	for _, s := range list {
		if !slices.Contains(known, s) {
			rest = append(rest, s)
		}
	}
	return rest
}

func (e env) tellProcedure(d *difference, p changedProcedure) {
	if p.Change == "same" && p.Exhausted {
		return
	}
	fmt.Fprintf(e.stdout, "\nprocedure %s", p.Procedure)
	if p.Change == "new" || p.Change == "gone" {
		fmt.Fprintf(e.stdout, ": %s\n", p.Change)
		return
	}
	fmt.Fprintln(e.stdout)
	e.tellOnly(d.Old.Version, p.OnlyOld)
	e.tellOnly(d.New.Version, p.OnlyNew)
	for _, s := range p.Stories {
		e.tellParting(d, s)
	}
	if !p.Exhausted {
		fmt.Fprintln(e.stdout, "\n  not proven: there may be more differences than were looked for; see --budget")
	}
}

func (e env) tellOnly(version string, acts []onlyAct) {
	if len(acts) == 0 {
		return
	}
	var names []string
	for _, a := range acts {
		name := a.Act
		if a.Clause != "" {
			name += " (" + a.Clause + ")"
		}
		names = append(names, name)
	}
	e.tellLine("", "only version "+version+" has "+strings.Join(names, ", "))
}

// tellParting tells a story: what makes the difference, what happens, and why the other version does not have it so.
func (e env) tellParting(d *difference, s partingStory) {
	allowed, other := d.Old.Version, d.New.Version
	if s.Allowed == "new" {
		allowed, other = other, allowed
	}
	fmt.Fprintln(e.stdout)
	e.tellLine("", s.headline(allowed, other))
	for _, st := range append(s.Steps, s.Last) {
		e.tellLine("  ", st.words(d))
	}
	for _, w := range s.Why {
		e.tellLine("    ", "version "+other+": "+w)
	}
}

func (s *partingStory) headline(allowed, other string) string {
	clauses := ""
	if len(s.Clauses) > 0 {
		clauses = "clause " + strings.Join(s.Clauses, ", ") + ": "
	}
	switch {
	case s.Last.ByRule && s.Later != "":
		return fmt.Sprintf("%s%s comes on %s under version %s, and on %s under version %s", clauses, s.Last.Event, s.Last.Date, allowed, s.Later, other)
	case s.Last.ByRule:
		return fmt.Sprintf("%s%s comes on %s under version %s, and does not under version %s", clauses, s.Last.Event, s.Last.Date, allowed, other)
	case len(s.Why) == 0:
		return fmt.Sprintf("%sversion %s allows %s, and version %s does not provide for it", clauses, allowed, s.Last.Event, other)
	}
	return fmt.Sprintf("%sversion %s allows %s, and version %s refuses it", clauses, allowed, s.Last.Event, other)
}

func (st *partingStep) words(d *difference) string {
	words := st.Date + "  " + st.Event
	switch {
	case st.ByRule:
		words += " by operation of the rules"
	case st.As != "":
		words += " by " + st.As
	}
	switch st.Only {
	case "old":
		words += " (only in version " + d.Old.Version + ")"
	case "new":
		words += " (only in version " + d.New.Version + ")"
	}
	return words
}
