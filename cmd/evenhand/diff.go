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
	Clause  string `json:"clause"`
	Heading string `json:"heading"`
	Change  string `json:"change"` // new, gone, moved, changed
	Was     string `json:"was,omitempty"`
	Words   bool   `json:"words"`

	// The sentences and the statements that one version has and the other has not, and the statements that say
	// something else of the same thing.
	WordsRemoved []string           `json:"wordsRemoved"`
	WordsAdded   []string           `json:"wordsAdded"`
	Altered      []alteredStatement `json:"altered"`
	Removed      []string           `json:"removed"`
	Added        []string           `json:"added"`
}

type alteredStatement struct {
	About string   `json:"about"`
	Was   []string `json:"was"`
	Now   []string `json:"now"`
}

type onlyAct struct {
	Act    string `json:"act"`
	Clause string `json:"clause"`
}

type changedProcedure struct {
	Procedure string         `json:"procedure"`
	Change    string         `json:"change"`  // new, gone, same, changed
	OnlyOld   []onlyAct      `json:"onlyOld"` // acts that the new version no longer has
	OnlyNew   []onlyAct      `json:"onlyNew"` // acts that the old version did not have
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
	Later   string        `json:"otherDate,omitempty"` // when the other version brings about the last step too
}

type partingStep struct {
	Date   string `json:"date"`
	Event  string `json:"event"`
	As     string `json:"as,omitempty"`
	ByRule bool   `json:"byRule,omitempty"`
	Only   string `json:"only,omitempty"` // old or new: the one version that has this act
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
	renamed := compare.Renamed(now, old.Front.Version)
	for _, c := range compare.Clauses(old, now, renamed) {
		d.Clauses = append(d.Clauses, clauseChange(c))
	}
	was, _ := matter.Compile(old, matter.Options{Instances: 1})
	is, _ := matter.Compile(now, matter.Options{Instances: 1})
	if was == nil || is == nil {
		return nil, fmt.Errorf("a version whose front matter makes no calendar cannot be compared")
	}
	for _, p := range is.Procedures {
		if only == "" || p.Name == only {
			d.Procedures = append(d.Procedures, procedureChange(was.Procedure(p.Name), p, renamed, now, budget))
		}
	}
	for _, p := range was.Procedures {
		if is.Procedure(p.Name) == nil && (only == "" || p.Name == only) {
			d.Procedures = append(d.Procedures, changedProcedure{Procedure: p.Name, Change: "gone", OnlyOld: []onlyAct{}, OnlyNew: []onlyAct{}, Stories: []partingStory{}, Exhausted: true})
		}
	}
	return d, nil
}

func named(b *rulebook.Book) bookName { return bookName{b.Front.Title, b.Front.Version, b.SHA256} }

func clauseChange(c compare.Change) changedClause {
	out := changedClause{
		Clause: c.Clause, Heading: c.Heading, Change: "changed", Was: c.Was, Words: c.Words,
		WordsRemoved: append([]string{}, c.WordsGone...), WordsAdded: append([]string{}, c.WordsNew...),
		Altered: []alteredStatement{}, Removed: []string{}, Added: []string{},
	}
	switch {
	case c.New:
		out.Change = "new"
	case c.Gone:
		out.Change = "gone"
	case c.Was != "" && !c.Words && !c.Rules():
		out.Change = "moved"
	}
	for _, a := range c.Altered {
		out.Altered = append(out.Altered, alteredStatement{a.About, append([]string{}, a.Was...), append([]string{}, a.Now...)})
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
	out := changedProcedure{Procedure: is.Name, Change: "new", OnlyOld: []onlyAct{}, OnlyNew: []onlyAct{}, Stories: []partingStory{}, Exhausted: true}
	if was == nil {
		return out
	}
	d := compare.Procedure(was, is, renamed, now.Front.InForce, budget)
	out.Exhausted, out.Change = d.Exhausted, "same"
	if len(d.Stories)+len(d.OnlyOld)+len(d.OnlyNew) > 0 {
		out.Change = "changed"
	}
	for _, a := range d.OnlyOld {
		out.OnlyOld = append(out.OnlyOld, onlyAct{a.Name, a.Clause})
	}
	for _, a := range d.OnlyNew {
		out.OnlyNew = append(out.OnlyNew, onlyAct{a.Name, a.Clause})
	}
	for _, s := range d.Stories {
		out.Stories = append(out.Stories, partingOf(s))
	}
	return out
}

func partingOf(s compare.Story) partingStory {
	out := partingStory{Last: stepOf(s.Last), Allowed: versionName(s.By), Other: versionName(1 - s.By), Clauses: append([]string{}, s.Clauses...), Steps: []partingStep{}, Why: []string{}}
	for _, st := range s.Steps {
		out.Steps = append(out.Steps, stepOf(st))
	}
	if s.Refusal != nil {
		for _, r := range s.Refusal.Reasons {
			out.Why = append(out.Why, strings.TrimSpace(r.Clause+"  "+r.Why))
		}
	}
	if !s.Elsewhere.IsZero() {
		out.Later = s.Elsewhere.String()
	}
	return out
}

func versionName(v compare.Version) string {
	if v == compare.Old {
		return "old"
	}
	return "new"
}

func stepOf(s compare.Step) partingStep {
	out := partingStep{Date: s.On.String(), Event: s.Event, As: s.As, ByRule: s.ByRule}
	if s.Only {
		out.Only = versionName(s.In)
	}
	return out
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
