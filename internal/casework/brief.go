package casework

import (
	"context"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// A Brief is what those who decide need before them on one page: what is charged, on what it rests, what the rules ask.
type Brief struct {
	Threads          []Charged
	Standard, Burden Stated // of proof; empty when the book says nothing
}

// Stated is something that a clause of the book says.
type Stated struct{ Text, Clause string }

// Charged is one instance of a thread of the matter: a charge.
type Charged struct {
	Thread   string
	Instance int
	Ground   string
	On       calendar.Date
	By       string
	Text     string
	Reasons  string
	Exhibits []int
	Clause   string // in which the ground is laid down
	Words    string // of that clause
	Later    []StepView
}

// Brief puts together what is charged, for those who may see it.
func (o *Office) Brief(ctx context.Context, v Viewer, reference string) (Brief, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return Brief{}, err
	}
	if !s.office && !s.auditor && len(s.bodies) == 0 {
		return Brief{}, ErrNotFound
	}
	b := Brief{Standard: f.stated(rulebook.KindStandard, f.Proc.Standard), Burden: f.stated(rulebook.KindBurden, f.Proc.Burden)}
	roll := o.Roll()
	for i := range f.Steps {
		st := &f.Steps[i]
		if st.Event < 0 || st.Mark == Void || !s.SeesStep(st) {
			continue
		}
		act := &f.Proc.Acts[f.Proc.Events[st.Event].Act]
		if act.Thread == "" {
			continue
		}
		at := slices.IndexFunc(b.Threads, func(c Charged) bool { return c.Thread == act.Thread && c.Instance == act.Instance })
		if at >= 0 {
			b.Threads[at].Later = append(b.Threads[at].Later, f.stepView(st, s, roll))
			continue
		}
		c := Charged{Thread: act.Thread, Instance: act.Instance, Ground: st.Occurrence.Ground, On: st.Occurrence.On, By: st.Occurrence.As, Text: st.Text,
			Reasons: st.Reasons, Exhibits: st.Exhibits}
		c.Clause, c.Words = f.laidDown(c.Ground, f.Proc.EventClause(st.Event))
		b.Threads = append(b.Threads, c)
	}
	return b, nil
}

// stated is a statement of a kind in the book, of this procedure or of all.
func (f *File) stated(kind rulebook.Kind, text string) Stated {
	if text == "" {
		return Stated{}
	}
	for _, c := range f.Book.Rules.Book.Clauses {
		for _, block := range c.Blocks {
			for _, st := range block.Statements {
				if st.Kind == kind && (st.Procedure == "" || st.Procedure == f.Proc.Name) {
					return Stated{text, c.Number}
				}
			}
		}
	}
	return Stated{text, ""}
}

// laidDown is the clause of an offence, and its words; of a ground that is no offence, that of the act.
func (f *File) laidDown(ground, clause string) (number, words string) {
	for i := range f.Book.Rules.Offences {
		if off := &f.Book.Rules.Offences[i]; off.Name == ground && off.Decl != nil && off.Decl.Clause != nil {
			return off.Decl.Clause.Number, bareText(off.Decl.Clause)
		}
	}
	return clause, f.Book.clauseText(clause)
}

// clauseText is the words of a clause.
func (b *Book) clauseText(number string) string {
	for _, c := range b.Rules.Book.Clauses {
		if c.Number == number {
			return bareText(c)
		}
	}
	return ""
}

// bareText is a clause's words without its heading.
func bareText(c *rulebook.Clause) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(c.Text), c.Heading))
}

// A RunSheet is the order of a hearing: what is done in its stages, by whom, under which clause, in the book's order.
type RunSheet struct {
	Stages []RunStage
}

// RunStage is a stage and what is done in it.
type RunStage struct {
	Name  string
	Now   bool
	Lines []RunLine
}

// RunLine is one thing to do.
type RunLine struct {
	Words    string
	Who      []string
	Outcomes []string
	Clause   string
	Title    string
	Text     string // the words of the clause
	Done     calendar.Date
}

// RunSheet makes the run sheet of the hearing: of the stage in which the book has it, and those within the same stage.
func (o *Office) RunSheet(ctx context.Context, v Viewer, reference string) (RunSheet, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return RunSheet{}, err
	}
	if !s.exists {
		return RunSheet{}, ErrNotFound
	}
	var sheet RunSheet
	for _, stage := range f.hearingStages() {
		rs := RunStage{Name: f.Proc.Stages[stage].Name, Now: int(f.State.Marking[0]) == stage}
		for i := range f.Proc.Acts {
			a := &f.Proc.Acts[i]
			if a.Kind != matter.PersonAct || a.Synthetic || a.Instance > 1 || a.In == 0 || !a.In.Has(stage) {
				continue
			}
			rs.Lines = append(rs.Lines, f.runLine(a, s))
		}
		if len(rs.Lines) > 0 {
			sheet.Stages = append(sheet.Stages, rs)
		}
	}
	return sheet, nil
}

// hearingStages are the stages nested with the first in which there is an act that is a hearing.
func (f *File) hearingStages() []int {
	first := -1
	for i := range f.Proc.Acts {
		a := &f.Proc.Acts[i]
		if !slices.Contains(a.Is, "hearing") {
			continue
		}
		for stage := range f.Proc.Stages {
			if first < 0 && a.In.Has(stage) && a.In != 0 {
				first = stage
			}
		}
	}
	if first < 0 {
		return nil
	}
	var list []int
	for stage := range f.Proc.Stages {
		if stage == first || f.outer(first) != f.Proc.Stages[first].Name && f.outer(stage) == f.outer(first) {
			list = append(list, stage)
		}
	}
	return list
}

// outer is the outermost stage in which a stage stands: itself, when it is in none.
func (f *File) outer(stage int) string {
	st := &f.Proc.Stages[stage]
	if len(st.Outer) == 0 {
		return st.Name
	}
	return st.Outer[0]
}

func (f *File) runLine(a *matter.Act, s sight) RunLine {
	l := RunLine{Words: Words(a.Name), Who: f.mayAct(a.Name), Outcomes: a.Outcomes}
	if a.Decl != nil && a.Decl.Clause != nil {
		c := a.Decl.Clause
		l.Clause, l.Title, l.Text = c.Number, c.Heading, bareText(c)
	}
	for i := range f.Steps {
		st := &f.Steps[i]
		if st.Event >= 0 && st.Mark != Void && st.Occurrence.Act == a.Name && s.SeesStep(st) {
			l.Done = st.Occurrence.On
		}
	}
	return l
}
