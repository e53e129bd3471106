package main

import (
	"fmt"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/explain"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

const explainHelp = `Usage:
    evenhand explain [--svg] [--procedure NAME] [--on DATE] BOOK

Say what the procedures of a rule book come to: their stages, who may do what in
each, what runs out there and what happens then, where each stage leads, how
long each can last at worst, and the longest story of a whole case.

BOOK is a Markdown file, or a folder of versions: the one in force is explained.

    --svg              draw the stages as one SVG picture instead
    --procedure NAME   only this procedure; a picture is of one
    --on DATE          the version in force on this day, as 2026-03-31

Example:
    $ evenhand explain --svg --procedure complaint modelrules/party > out.svg

Exit status: 0 explained, 2 wrong use, 3 could not be done.
`

func runExplain(e env, args []string) (found bool, err error) {
	options := newOptions("explain")
	svg := options.Bool("svg", false, "draw")
	procedure := options.String("procedure", "", "only this procedure")
	on := options.String("on", "", "the version in force on this day")
	rest, err := parse(options, args)
	if err != nil {
		return false, err
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
	if *svg {
		return false, e.drawProcedure(rules, *procedure)
	}
	return false, e.tellProcedures(rules, *procedure)
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
	rules, diags := matter.Compile(book, matter.Options{Instances: 1})
	for _, d := range diags {
		fmt.Fprint(e.stderr, d.Render(book.Source))
	}
	if rules == nil || len(rules.Procedures) == 0 {
		return nil, withHint(fmt.Errorf("%s has no procedure to explain", book.File), `open one with: procedure NAME`)
	}
	return rules, nil
}

// drawProcedure draws the one procedure of that name, or the only one, or the first.
func (e env) drawProcedure(rules *matter.Rules, name string) error {
	chosen, err := chosenProcedures(rules, name)
	if err != nil {
		return err
	}
	return explain.Draw(e.stdout, viewOf(chosen[0]))
}

func (e env) tellProcedures(rules *matter.Rules, name string) error {
	chosen, err := chosenProcedures(rules, name)
	if err != nil {
		return err
	}
	front := rules.Book.Front
	fmt.Fprintf(e.stdout, "%s, version %s, in force from %v\n", front.Title, front.Version, front.InForce)
	for _, p := range chosen {
		fmt.Fprintln(e.stdout)
		if err := explain.Text(e.stdout, viewOf(p)); err != nil {
			return err
		}
	}
	return nil
}

// viewOf reads a procedure, with how long it can last in all and in each stage.
func viewOf(p *matter.Procedure) explain.View {
	m, _ := check.Longest(p, 0)
	v := explain.Look(p, nil)
	v.Whole, v.Story = longest(m.Certainty(), m.WorstCaseDays, m.UpperBoundDays), storyLines(m.WorstCaseStory)
	return v
}

func chosenProcedures(rules *matter.Rules, name string) ([]*matter.Procedure, error) {
	if name == "" {
		return rules.Procedures, nil
	}
	if p := rules.Procedure(name); p != nil {
		return []*matter.Procedure{p}, nil
	}
	var names []string
	for _, p := range rules.Procedures {
		names = append(names, p.Name)
	}
	err := wrongUse("the book has no procedure %s", name)
	if near, ok := nearest(name, names); ok {
		return nil, withHint(err, "did you mean %s?", near)
	}
	return nil, withHint(err, "it has: %s", strings.Join(names, ", "))
}
