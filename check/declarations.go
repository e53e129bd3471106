package check

import (
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// declared are the kinds of statement that only mean something when another statement names them. What only records
// (a datum, a list of grounds) may do so for people to read: that is worth knowing and no more.
var declared = map[rulebook.Kind]rulebook.Severity{
	rulebook.KindStatus: rulebook.Warning, rulebook.KindBody: rulebook.Warning, rulebook.KindOffice: rulebook.Warning,
	rulebook.KindRole: rulebook.Warning, rulebook.KindPredicate: rulebook.Warning, rulebook.KindChain: rulebook.Warning,
	rulebook.KindLink: rulebook.Warning, rulebook.KindSignatures: rulebook.Warning, rulebook.KindThread: rulebook.Warning,
	rulebook.KindSanction: rulebook.Warning, rulebook.KindData: rulebook.Note, rulebook.KindGrounds: rulebook.Note,
}

// declarations reports what is declared and never used, and offences that could be anything.
func (b *bookCheck) declarations() {
	used := b.namesUsed()
	for _, s := range b.book.Statements {
		severity, ok := declared[s.Kind]
		if !ok {
			continue
		}
		for _, e := range s.Subject {
			if !used[e.Name] {
				d := b.find(unusedDeclaration, s.Pos, s.Clause, "%s `%s` is declared and nothing uses it", s.Kind, e.Name)
				d.End, d.Severity = firstWordsEnd(b.book, s), severity
			}
		}
	}
	for _, o := range b.rules.Offences {
		if o.CatchAll && !o.WithParticulars {
			d := b.findIn(catchAllOffence, o.Decl, "`%s` could be anything, and a charge of it need not say what was done", o.Name)
			d.Help = "write: offence " + o.Name + ", catch-all, with particulars"
		}
	}
}

// namesUsed collects every name that some statement uses other than to declare it.
func (b *bookCheck) namesUsed() map[string]bool {
	used := map[string]bool{}
	for _, s := range b.book.Statements {
		if _, declares := declared[s.Kind]; !declares && s.Kind != rulebook.KindRanking {
			for _, e := range s.Subject {
				used[e.Name] = true
			}
		}
		used[s.Act.Name] = true
		if s.Despite != nil {
			useAtoms(used, s.Despite.When)
		}
		for i := range s.Props {
			useProperty(used, s, &s.Props[i])
		}
		if s.Table != nil {
			useTable(used, s.Table)
		}
	}
	for _, x := range b.book.Examples {
		for _, l := range x.Lines {
			used[l.Event.Name], used[l.By] = true, true
		}
	}
	return used
}

func useProperty(used map[string]bool, s *rulebook.Statement, q *rulebook.Property) {
	for _, e := range q.Events {
		used[e.Name] = true
	}
	used[q.Since.Name], used[q.Per] = true, true
	useAtoms(used, q.Cond)
	for _, pair := range q.Pairs {
		if q.Key == rulebook.KeySets {
			used[pair[0]] = true
		}
	}
	for i := range q.Props {
		useProperty(used, s, &q.Props[i])
	}
}

func useAtoms(used map[string]bool, atoms []rulebook.Atom) {
	for _, a := range atoms {
		used[a.Name] = true
	}
}

func useTable(used map[string]bool, t *rulebook.Table) {
	for _, c := range t.Columns {
		used[c.Text] = true
	}
	for _, row := range t.Rows {
		for _, cell := range row {
			for _, part := range strings.Split(cell.Text, ",") {
				name, _, _ := strings.Cut(part, "<=")
				used[strings.TrimSpace(name)] = true
			}
		}
	}
}

// missing reports what a procedure leaves out: acts that nobody may do, duties without a last day, deadlines that
// change nothing by passing.
func (c *caseCheck) missing() {
	for i := range c.p.Acts {
		a := &c.p.Acts[i]
		if a.Kind == matter.PersonAct && len(a.By) == 0 && !a.Anyone && a.Instance <= 1 && a.Decl.Kind != rulebook.KindOccasion {
			c.findIn(nobodyActs, a.Decl, "nobody is named who may do `%s`", a.Name)
		}
	}
	seen := map[*rulebook.Statement]bool{}
	for i := range c.p.Deadlines {
		d := &c.p.Deadlines[i]
		if seen[d.Stmt] {
			continue
		}
		seen[d.Stmt] = true
		switch hard := d.Limit.N > 0 && d.Soft == ""; {
		case d.Duty >= 0 && d.Limit.N == 0 && d.Soft == "" && d.Stmt.Kind == rulebook.KindMust && property(d.Stmt, rulebook.KeyWithin) == nil:
			f := c.findIn(softDeadline, d.Stmt, "`%s` is owed, and no day is ever too late for it", c.p.Acts[d.Duty].Name)
			f.Help = hardDuty(d.Stmt, property(d.Stmt, rulebook.KeyAfter))
		case hard && d.Otherwise < 0 && d.Window < 0 && !d.Standing && !d.IsDate && !d.Service:
			f := c.findIn(noConsequence, d.Stmt, "nothing happens when `%s` has passed", d.Name)
			helping(f, "otherwise "+c.afterDeadline(i))
		}
	}
	c.noStandard()
}

// noStandard reports a procedure that punishes and does not say how surely, and by whom, the charge must be shown.
func (c *caseCheck) noStandard() {
	standard, burden := false, false
	for _, s := range c.book.Statements {
		standard = standard || s.Kind == rulebook.KindStandard
		burden = burden || s.Kind == rulebook.KindBurden
	}
	if standard && burden {
		return
	}
	for i := range c.p.Events {
		e := &c.p.Events[i]
		if len(e.Imposes) == 0 {
			continue
		}
		what := "how surely a charge must be shown"
		if standard {
			what = "who must show a charge"
		}
		d := c.findIn(noStandardOfProof, c.p.Acts[e.Act].Decl, "`%s` imposes a sanction, and nothing says %s", c.p.Acts[e.Act].Name, what)
		if standard {
			helping(d, "burden on SIDE")
		} else {
			helping(d, "standard of proof NAME", "burden on SIDE")
		}
		return
	}
}
