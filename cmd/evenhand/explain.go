package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/explain"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

const explainHelp = `Usage:
    evenhand explain [--svg | --json] [--procedure NAME] [--on DATE] BOOK

Say what the procedures of a rule book come to: their stages, who may do what in
each, what runs out there and what happens then, where each stage leads, how
long each can last at worst, and the longest story of a whole case.

BOOK is a Markdown file, or a folder of versions: the one in force is explained.

    --svg              draw the stages as one SVG picture instead
    --json             print one object for programs
    --procedure NAME   only this procedure; a picture is of one, of the first if
                       none is named
    --on DATE          the version in force on this day, as 2026-03-31

Example:
    $ evenhand explain --svg --procedure complaint modelrules/party > out.svg

Exit status: 0 explained, 2 wrong use, 3 could not be done.
`

func runExplain(e env, args []string) (found bool, err error) {
	options := newOptions("explain")
	svg := options.Bool("svg", false, "draw")
	asJSON := options.Bool("json", false, "one object for programs")
	procedure := options.String("procedure", "", "only this procedure")
	on := options.String("on", "", "the version in force on this day")
	rest, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if *svg && *asJSON {
		return false, seeHelp(options, wrongUse("a picture or an object, not both: --svg or --json"))
	}
	if len(rest) != 1 {
		return false, seeHelp(options, wrongUse("explain takes one rule book"))
	}
	book, err := e.bookOn(rest[0], *on)
	if err != nil {
		return false, err
	}
	rules, err := e.compiled(book)
	if err != nil {
		return false, err
	}
	chosen, err := chosenProcedures(rules, *procedure)
	if err != nil {
		return false, err
	}
	switch {
	case *svg: // one: the first, unless another was named
		e.tellNotDrawn(chosen)
		return false, explain.Draw(e.stdout, viewOf(chosen[0]).View)
	case *asJSON:
		return false, json.NewEncoder(e.stdout).Encode(explained(rules.Book, chosen))
	}
	return false, e.tellProcedures(rules.Book, chosen)
}

// tellNotDrawn says which procedure a picture is of when it might have been of another.
func (e env) tellNotDrawn(chosen []*matter.Procedure) {
	if len(chosen) == 1 {
		return
	}
	fmt.Fprintf(e.stderr, "evenhand: drawn is %s, the first of %d procedures\n", chosen[0].Name, len(chosen))
	e.hintf("--procedure NAME draws another: %s", strings.Join(procedureNames(chosen[1:]), ", "))
}

// bookOn reads BOOK and chooses the version in force on a day; today when none is named.
func (e env) bookOn(name, day string) (*rulebook.Book, error) {
	on := calendar.Date(0)
	if day != "" {
		var err error
		if on, err = dayOption("on", day); err != nil {
			return nil, err
		}
	}
	source, err := readBook(name)
	if err != nil {
		return nil, err
	}
	if source.unreadable(e) {
		return nil, fmt.Errorf("%s has errors", name)
	}
	if on.IsZero() {
		y, m, d := e.now().Date()
		if on, err = calendar.Of(y, int(m), d); err != nil {
			return nil, err
		}
	}
	return source.on(on), nil
}

// compiled gives a book its meaning, and prints what has none.
func (e env) compiled(book *rulebook.Book) (*matter.Rules, error) {
	rules, diags := check.Rules(book)
	for _, d := range diags {
		fmt.Fprint(e.stderr, d.Render(book.Source))
	}
	if rules == nil || len(rules.Procedures) == 0 {
		return nil, withHint(fmt.Errorf("%s has no procedure to explain", book.File), `open one with: procedure NAME`)
	}
	return rules, nil
}

func (e env) tellProcedures(book *rulebook.Book, chosen []*matter.Procedure) error {
	fmt.Fprintf(e.stdout, "%s, version %s, in force from %v\n", book.Front.Title, book.Front.Version, book.Front.InForce)
	for _, p := range chosen {
		fmt.Fprintln(e.stdout)
		if err := explain.Text(e.stdout, viewOf(p).View); err != nil {
			return err
		}
	}
	return nil
}

// The shape of what explain says, for programs.
type (
	explainedBook struct {
		Book       bookName             `json:"book"`
		Procedures []explainedProcedure `json:"procedures"`
	}
	explainedProcedure struct {
		explain.View
		WorstCase      string        `json:"worstCase"` // exact, bounded, unbounded or not proven, as check says
		WorstCaseDays  *int          `json:"worstCaseDays"`
		UpperBoundDays *int          `json:"upperBoundDays"`
		WorstCaseStory []explainStep `json:"worstCaseStory"`
		Start          string        `json:"start,omitempty"`
	}
	explainStep struct {
		Day    int    `json:"day"`
		Act    string `json:"act"`
		Clause string `json:"clause"`
	}
)

func explained(book *rulebook.Book, chosen []*matter.Procedure) explainedBook {
	out := explainedBook{Book: named(book), Procedures: []explainedProcedure{}}
	for _, p := range chosen {
		out.Procedures = append(out.Procedures, viewOf(p))
	}
	return out
}

// viewOf reads a procedure, with how long it can last in all and in each stage.
func viewOf(p *matter.Procedure) explainedProcedure {
	stays := make([]explain.Length, len(p.Stages))
	for i, s := range check.LongestStays(p, 0) {
		if i > 0 && !p.Stages[i].Final {
			stays[i] = explain.Length{Days: s.Days, Forever: s.Forever, Never: s.Proven && !s.Forever && s.Days == nil, NotProven: !s.Proven}
		}
	}
	m, _ := check.Longest(p, 0)
	v := explain.Look(p, stays)
	v.Whole, v.Story = longest(m.Certainty(), m.WorstCaseDays, m.UpperBoundDays), storyLines(m.WorstCaseStory)
	out := explainedProcedure{View: v, WorstCase: m.Certainty(), WorstCaseDays: m.WorstCaseDays, UpperBoundDays: m.UpperBoundDays, WorstCaseStory: []explainStep{}}
	for i, st := range m.WorstCaseStory.Steps {
		if i == 0 {
			out.Start = m.WorstCaseStory.Start.String()
		}
		out.WorstCaseStory = append(out.WorstCaseStory, explainStep{st.Day, st.Act, st.Clause})
	}
	return out
}

func chosenProcedures(rules *matter.Rules, name string) ([]*matter.Procedure, error) {
	if name == "" {
		return rules.Procedures, nil
	}
	if p := rules.Procedure(name); p != nil {
		return []*matter.Procedure{p}, nil
	}
	names := procedureNames(rules.Procedures)
	err := wrongUse("the book has no procedure %s", name)
	if near := rulebook.Suggest(name, names); near != "" {
		return nil, withHint(err, "did you mean %s?", near)
	}
	return nil, withHint(err, "it has: %s", strings.Join(names, ", "))
}

func procedureNames(list []*matter.Procedure) []string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return names
}
