package check

import (
	"slices"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// versions compares the version that is checked with the one before it, and checks what the book says of how cases,
// offences and sanctions cross from one to the other.
func (b *bookCheck) versions(books []*rulebook.Book, at int) {
	front := &b.book.Front
	b.policies(front)
	if at == 0 {
		return
	}
	old := books[at-1]
	if front.ProcedureFollows == "" {
		b.frontDefect(noTransitionRule, "procedure-follows", "this version follows %s, and the front matter does not say which one governs a case that is under way", old.Front.Version)
	}
	was, diags := matter.Compile(old, matter.Options{})
	if was == nil {
		b.notProven(orphanRunningDeadline, "version %s has no meaning: %s", old.Front.Version, diags[0].Msg)
		return
	}
	b.newOffences(was, old)
	b.heavierSanctions(was, old)
	if front.ProcedureFollows == rulebook.NextStage || front.ProcedureFollows == rulebook.OnTheDay {
		b.orphans(was, old)
	}
}

// frontDefect points at a key of the front matter, or at its beginning when the key is not there.
func (b *bookCheck) frontDefect(check, key, format string, args ...any) *Defect {
	at, ok := b.book.Front.Pos[key]
	if !ok {
		at = rulebook.Pos{Line: 1, Col: 1}
	}
	d := b.find(check, at, nil, format, args...)
	d.End = rulebook.Pos{Line: at.Line, Col: max(at.Col+1, lineWidth(b.book, at.Line)+1)}
	return d
}

// policies reports policies that let a later version reach back.
func (b *bookCheck) policies(front *rulebook.FrontMatter) {
	if front.OffencesFollow == rulebook.WhenDecided {
		b.frontDefect(retroactiveOffence, "offences-follow", "conduct is judged by the version in force when it is decided, not when it happened")
	}
	if front.SanctionsFollow == rulebook.WhenDecided {
		b.frontDefect(heavierLaterSanction, "sanctions-follow", "sanctions are those of the version in force on the day of the decision, however much heavier than on the day of the conduct")
	}
}

// newOffences reports offences that this version adds and back-dates, or adds while nothing says which version judges.
func (b *bookCheck) newOffences(was *matter.Rules, old *rulebook.Book) {
	for _, o := range b.rules.Offences {
		if slices.ContainsFunc(was.Offences, func(x matter.Offence) bool { return x.Name == o.Name }) {
			continue
		}
		switch {
		case !o.InForce.IsZero() && o.InForce < b.book.Front.InForce:
			d := b.findIn(retroactiveOffence, o.Decl, "`%s` is in force from %v, and version %s, which governed until %v, did not have it", o.Name, o.InForce, old.Front.Version, b.book.Front.InForce.Add(-1))
			pointAt(d, property(o.Decl, rulebook.KeyInForce))
		case b.book.Front.OffencesFollow == "" && o.InForce.IsZero():
			b.findIn(retroactiveOffence, o.Decl, "`%s` is new in this version, and the front matter does not say that conduct is judged by the version in force when it happened", o.Name)
		}
	}
}

// heavierSanctions reports what this version lets be imposed and the one before did not, while nothing says that the
// lighter one applies.
func (b *bookCheck) heavierSanctions(was *matter.Rules, old *rulebook.Book) {
	if b.book.Front.SanctionsFollow != "" {
		return
	}
	b.heavierRows(was, old)
	for i := range b.rules.Sanctions {
		x := &b.rules.Sanctions[i]
		j := slices.IndexFunc(was.Sanctions, func(y matter.Sanction) bool { return y.Name == x.Name })
		switch {
		case j < 0 && !x.NoRestriction:
			b.findIn(heavierLaterSanction, x.Decl, "version %s did not have `%s`, and nothing says that conduct before keeps the lighter sanction", old.Front.Version, x.Name)
		case j >= 0 && b.longer(x, &was.Sanctions[j]):
			b.findIn(heavierLaterSanction, x.Decl, "`%s` lasts longer than in version %s, and nothing says that conduct before keeps the lighter sanction", x.Name, old.Front.Version)
		}
	}
}

// heavierRows reports rows of a table that let a sanction be imposed for what it was not imposed for before.
func (b *bookCheck) heavierRows(was *matter.Rules, old *rulebook.Book) {
	for _, p := range b.rules.Procedures {
		before := was.Procedure(p.Name)
		if p.Table == nil || before == nil || before.Table == nil {
			continue
		}
		now, then := &caseCheck{bookCheck: b, p: p}, &caseCheck{bookCheck: b, p: before}
		for i := range p.Table.Rows {
			if name, when := now.newlyImposed(&p.Table.Rows[i], then); name != "" {
				d := b.find(heavierLaterSanction, p.Table.Rows[i].Pos, p.Table.Decl.Clause, "version %s did not let `%s` be imposed for %s, and nothing says that conduct before keeps the lighter sanction", old.Front.Version, name, when)
				d.End = rulebook.Pos{Line: d.Pos.Line, Col: lineWidth(b.book, d.Pos.Line) + 1}
			}
		}
	}
}

// newlyImposed finds a sanction that a row allows for a combination of data and no row of an earlier table did, although
// that version had the sanction; empty when there is none.
func (c *caseCheck) newlyImposed(r *matter.SanctionRow, then *caseCheck) (name, when string) {
	c.combinations(c.p.Table, func(values combination) {
		if name != "" || !covers(c.p.Table, r, values) {
			return
		}
		for _, s := range r.Impose {
			if then.hadSanction(s) && !then.imposedFor(s, c.named(values)) {
				name, when = s, c.valueWords(c.p.Table, values)
				return
			}
		}
	})
	return name, when
}

// named gives the values of a combination by the names of their data.
func (c *caseCheck) named(values combination) map[string]string {
	m := map[string]string{}
	for i, v := range values {
		if d := c.p.Table.Data[i]; d >= 0 {
			m[c.p.Data[d].Name] = c.p.Data[d].Values[v-1]
		}
	}
	return m
}

// imposedFor says whether some row allows a sanction for named values, or for values that its table does not know.
func (c *caseCheck) imposedFor(sanction string, named map[string]string) bool {
	found := false
	c.combinations(c.p.Table, func(values combination) {
		for name, v := range c.named(values) {
			if want, ok := named[name]; ok && want != v {
				return
			}
		}
		for i := range c.p.Table.Rows {
			found = found || has(c.p.Table.Rows[i].Impose, sanction) && covers(c.p.Table, &c.p.Table.Rows[i], values)
		}
	})
	return found
}

// hadSanction says whether some row of the table allows a sanction at all.
func (c *caseCheck) hadSanction(name string) bool {
	return slices.ContainsFunc(c.p.Table.Rows, func(r matter.SanctionRow) bool { return has(r.Impose, name) })
}

// longer says whether a sanction lasts longer than it did.
func (b *bookCheck) longer(now, was *matter.Sanction) bool {
	switch {
	case now.WithoutEnd || was.WithoutEnd:
		return now.WithoutEnd && !was.WithoutEnd
	case now.Lasts.N == 0 || was.Lasts.N == 0:
		return false
	}
	_, most, _, _ := b.rules.Calendar.Range(now.Lasts.Limit, true) // 0 where there is no range at all
	_, before, _, _ := b.rules.Calendar.Range(was.Lasts.Limit, true)
	return before > 0 && most > before
}

// orphans reports deadlines of the version before that may be running when this one begins, and that it neither has nor
// says what becomes of.
func (b *bookCheck) orphans(was *matter.Rules, old *rulebook.Book) {
	renamed, dropped, at := b.transition(old)
	for _, p := range was.Procedures {
		now := b.rules.Procedure(p.Name)
		var names []string
		for i := range p.Deadlines {
			d := &p.Deadlines[i]
			name := d.Name
			if to := renamed[name]; to != "" {
				name = to
			}
			if d.Limited() && !dropped[d.Name] && !hasDeadlineNamed(now, name) && !has(names, d.Name) {
				names = append(names, d.Name)
			}
		}
		if len(names) == 0 {
			continue
		}
		msg := "when this version begins, %s of version %s may be running, and nothing says what becomes of it"
		if at != nil {
			b.findIn(orphanRunningDeadline, at, msg, inWords(quoted(names), "and"), old.Front.Version)
		} else {
			b.frontDefect(orphanRunningDeadline, "procedure-follows", msg, inWords(quoted(names), "and"), old.Front.Version)
		}
	}
}

// transition reads what this version says of names of another.
func (b *bookCheck) transition(old *rulebook.Book) (renamed map[string]string, dropped map[string]bool, at *rulebook.Statement) {
	renamed, dropped = map[string]string{}, map[string]bool{}
	for _, s := range b.rules.Transition {
		if subjectOf(s) != old.Front.Version {
			continue
		}
		at = s
		for i := range s.Props {
			q := &s.Props[i]
			for _, pair := range q.Pairs {
				renamed[pair[0]] = pair[1]
			}
			if q.Key == rulebook.KeyDropped {
				for _, name := range namesOf(q) {
					dropped[name] = true
				}
			}
		}
	}
	return renamed, dropped, at
}

func hasDeadlineNamed(p *matter.Procedure, name string) bool {
	if p == nil {
		return false
	}
	for i := range p.Deadlines {
		if p.Deadlines[i].Name == name {
			return true
		}
	}
	return false
}
