package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/evenhand/evenhand/compare"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

const diffHelp = `Usage:
    evenhand diff [--json] [--procedure NAME] [--budget N] OLD [NEW]

Say what an amendment changes: clause by clause what the words and the formal
blocks say otherwise, and for each procedure the shortest dated stories that one
version allows and the other refuses. OLD and NEW are Markdown files; a single
folder stands for its last two versions.

    --json             print one object for programs
    --procedure NAME   only this procedure
    --budget N         how many common situations to look at (default 20000)

Example:
    $ evenhand diff modelrules/party/2025-1.md modelrules/party/2026-1.md

Exit status: 0 no difference, 1 differences, 2 wrong use, 3 could not be done.
`

// A difference is what diff found, as it is printed.
type difference struct {
	Old        bookName           `json:"old"`
	New        bookName           `json:"new"`
	Clauses    []changedClause    `json:"clauses"`
	Procedures []changedProcedure `json:"procedures"`
}

type bookName struct {
	Title   string `json:"title"`
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

type changedClause struct {
	Clause  string   `json:"clause"`
	Heading string   `json:"heading"`
	Change  string   `json:"change"` // new, gone, moved, changed
	Was     string   `json:"was,omitempty"`
	Words   bool     `json:"words"`
	Removed []string `json:"removed"`
	Added   []string `json:"added"`
}

type changedProcedure struct {
	Procedure string         `json:"procedure"`
	Change    string         `json:"change"` // new, gone, same, changed
	Stories   []partingStory `json:"stories"`
	Exhausted bool           `json:"exhausted"`
}

type partingStory struct {
	Steps   []partingStep `json:"steps"`
	Last    partingStep   `json:"last"`
	Allowed string        `json:"allowed"` // the version that allows the last step
	Other   string        `json:"other"`
	Clauses []string      `json:"clauses"`
	Why     []string      `json:"why"`
}

type partingStep struct {
	Date   string `json:"date"`
	Event  string `json:"event"`
	As     string `json:"as,omitempty"`
	ByRule bool   `json:"byRule,omitempty"`
	Only   bool   `json:"only,omitempty"` // the other version does not have this act
}

func runDiff(e env, args []string) (found bool, err error) {
	options := newOptions("diff")
	asJSON := options.Bool("json", false, "one object for programs")
	procedure := options.String("procedure", "", "only this procedure")
	budget := options.Int("budget", 20000, "how many situations to look at")
	rest, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if len(rest) < 1 || len(rest) > 2 {
		return false, seeHelp(options, wrongUse("diff takes two versions, or a folder that holds them"))
	}
	old, now, err := e.twoVersions(rest)
	if err != nil {
		return false, err
	}
	d, err := differ(old, now, *procedure, *budget)
	if err != nil {
		return false, err
	}
	if *asJSON {
		err = json.NewEncoder(e.stdout).Encode(d)
	} else {
		e.tellDifference(d)
	}
	return d.any(), err
}

// twoVersions reads the two versions to compare.
func (e env) twoVersions(names []string) (old, now *rulebook.Book, err error) {
	var books []*rulebook.Book
	for _, name := range names {
		source, err := readBook(name)
		if err != nil {
			return nil, nil, err
		}
		if source.unreadable(e) {
			return nil, nil, fmt.Errorf("%s has errors", name)
		}
		if len(names) == 1 {
			books = source.versions
		} else {
			books = append(books, source.versions[len(source.versions)-1])
		}
	}
	if len(books) < 2 {
		return nil, nil, withHint(wrongUse("%s is one version: there is nothing to compare it with", names[0]), "name two versions, or a folder that holds at least two")
	}
	return books[len(books)-2], books[len(books)-1], nil
}

// differ compares two versions.
func differ(old, now *rulebook.Book, only string, budget int) (*difference, error) {
	d := &difference{Old: named(old), New: named(now), Clauses: []changedClause{}, Procedures: []changedProcedure{}}
	for _, c := range compare.Clauses(old, now) {
		d.Clauses = append(d.Clauses, clauseChange(c))
	}
	was, _ := matter.Compile(old, matter.Options{Instances: 1})
	is, _ := matter.Compile(now, matter.Options{Instances: 1})
	if was == nil || is == nil {
		return nil, fmt.Errorf("a version whose front matter makes no calendar cannot be compared")
	}
	renamed := compare.Renamed(now, old.Front.Version)
	for _, p := range is.Procedures {
		if only == "" || p.Name == only {
			d.Procedures = append(d.Procedures, procedureChange(was.Procedure(p.Name), p, renamed, now, budget))
		}
	}
	for _, p := range was.Procedures {
		if is.Procedure(p.Name) == nil && (only == "" || p.Name == only) {
			d.Procedures = append(d.Procedures, changedProcedure{Procedure: p.Name, Change: "gone", Stories: []partingStory{}, Exhausted: true})
		}
	}
	return d, nil
}

func named(b *rulebook.Book) bookName { return bookName{b.Front.Title, b.Front.Version, b.SHA256} }

func clauseChange(c compare.Change) changedClause {
	out := changedClause{Clause: c.Clause, Heading: c.Heading, Change: "changed", Was: c.Was, Words: c.Words, Removed: []string{}, Added: []string{}}
	switch {
	case c.New:
		out.Change = "new"
	case c.Gone:
		out.Change = "gone"
	case c.Was != "" && !c.Words && len(c.Added)+len(c.Removed) == 0:
		out.Change = "moved"
	}
	for _, s := range c.Removed {
		out.Removed = append(out.Removed, s.Text)
	}
	for _, s := range c.Added {
		out.Added = append(out.Added, s.Text)
	}
	return out
}

func procedureChange(was, is *matter.Procedure, renamed map[string]string, now *rulebook.Book, budget int) changedProcedure {
	out := changedProcedure{Procedure: is.Name, Change: "new", Stories: []partingStory{}, Exhausted: true}
	if was == nil {
		return out
	}
	stories, exhausted := compare.Procedure(was, is, renamed, now.Front.InForce, budget)
	out.Exhausted, out.Change = exhausted, "same"
	for _, s := range stories {
		out.Change = "changed"
		out.Stories = append(out.Stories, partingOf(s))
	}
	return out
}

func partingOf(s compare.Story) partingStory {
	out := partingStory{Last: stepOf(s.Last), Allowed: "old", Other: "new", Clauses: append([]string{}, s.Clauses...), Steps: []partingStep{}, Why: []string{}}
	if s.By == compare.New {
		out.Allowed, out.Other = "new", "old"
	}
	for _, st := range s.Steps {
		out.Steps = append(out.Steps, stepOf(st))
	}
	if s.Refusal != nil {
		for _, r := range s.Refusal.Reasons {
			out.Why = append(out.Why, strings.TrimSpace(r.Clause+"  "+r.Why))
		}
	}
	return out
}

func stepOf(s compare.Step) partingStep {
	return partingStep{Date: s.On.String(), Event: s.Event, As: s.As, ByRule: s.ByRule, Only: s.Only}
}

func (d *difference) any() bool {
	if len(d.Clauses) > 0 {
		return true
	}
	for _, p := range d.Procedures {
		if p.Change != "same" {
			return true
		}
	}
	return false
}

func (e env) tellDifference(d *difference) {
	fmt.Fprintf(e.stdout, "%s: version %s to version %s\n", d.New.Title, d.Old.Version, d.New.Version)
	if !d.any() {
		fmt.Fprintln(e.stdout, "\nno difference")
		return
	}
	for _, c := range d.Clauses {
		e.tellClause(c)
	}
	for _, p := range d.Procedures {
		e.tellProcedure(d, p)
	}
}

func (e env) tellClause(c changedClause) {
	title := strings.TrimSpace(c.Clause + "  " + c.Heading)
	switch {
	case c.Change == "moved":
		fmt.Fprintf(e.stdout, "\n%s: was %s\n", title, c.Was)
		return
	case c.Change != "changed":
		fmt.Fprintf(e.stdout, "\n%s: %s\n", title, c.Change)
	case c.Words && len(c.Added)+len(c.Removed) == 0:
		fmt.Fprintf(e.stdout, "\n%s: other words, the same rules\n", title)
	case !c.Words:
		fmt.Fprintf(e.stdout, "\n%s: the same words, other rules\n", title)
	default:
		fmt.Fprintf(e.stdout, "\n%s\n", title)
	}
	for _, s := range c.Removed {
		fmt.Fprintf(e.stdout, "  - %s\n", s)
	}
	for _, s := range c.Added {
		fmt.Fprintf(e.stdout, "  + %s\n", s)
	}
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
	for _, s := range p.Stories {
		e.tellParting(d, s)
	}
	if !p.Exhausted {
		fmt.Fprintln(e.stdout, "\n  not proven: there may be more differences than were looked for; see --budget")
	}
}

func (e env) tellParting(d *difference, s partingStory) {
	allowed, other := d.Old.Version, d.New.Version
	if s.Allowed == "new" {
		allowed, other = other, allowed
	}
	verb := "allows"
	if s.Last.ByRule {
		verb = "brings about"
	}
	fmt.Fprintf(e.stdout, "\n  version %s %s what version %s does not:\n", allowed, verb, other)
	for _, st := range append(s.Steps, s.Last) {
		by := ""
		if st.ByRule {
			by = " (by operation of the rules)"
		} else if st.As != "" {
			by = " by " + st.As
		}
		if st.Only {
			by += " (only one version has this)"
		}
		fmt.Fprintf(e.stdout, "    %s  %s%s\n", st.Date, st.Event, by)
	}
	if len(s.Why) == 0 && !s.Last.ByRule {
		fmt.Fprintf(e.stdout, "      version %s does not provide for it\n", other)
	}
	for _, w := range s.Why {
		fmt.Fprintf(e.stdout, "      version %s: %s\n", other, w)
	}
}
