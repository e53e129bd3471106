package check

import (
	"path"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// letters.go holds the templates of notices against the book: whether each notice has one, and each placeholder something
// to stand for.

// always are the placeholders that every notice may use.
var always = []string{"reference", "sent", "last-day"}

// letters checks the templates, if the book has any.
func (b *bookCheck) letters(versions []*rulebook.Book) {
	if len(b.opts.Templates) == 0 {
		return
	}
	for _, s := range noticesOf(b.book) {
		has := func(t *rulebook.Template) bool { return t.Notice == s.Subject[0].Name }
		if !slices.ContainsFunc(b.opts.Templates, has) {
			b.findIn(noticeTemplate, s, "the notice `%s` has no template", s.Subject[0].Name).Help = "add the file notices/" + s.Subject[0].Name + ".md"
		}
	}
	for _, t := range b.opts.Templates {
		if s := noticeNamed(b.book, t.Notice); s != nil {
			b.letter(t, s)
		} else if !slices.ContainsFunc(versions, func(v *rulebook.Book) bool { return noticeNamed(v, t.Notice) != nil }) {
			b.unknownNotice(t)
		}
	}
}

func noticesOf(book *rulebook.Book) []*rulebook.Statement {
	var list []*rulebook.Statement
	for _, s := range book.Statements {
		if s.Kind == rulebook.KindNotice && len(s.Subject) > 0 {
			list = append(list, s)
		}
	}
	return list
}

func noticeNamed(book *rulebook.Book, name string) *rulebook.Statement {
	list := noticesOf(book)
	i := slices.IndexFunc(list, func(s *rulebook.Statement) bool { return s.Subject[0].Name == name })
	if i < 0 {
		return nil
	}
	return list[i]
}

// inLetter records a defect at a place of a template.
func (b *bookCheck) inLetter(t *rulebook.Template, at, end rulebook.Pos, s *rulebook.Statement, format string, args ...any) *Defect {
	var c *rulebook.Clause
	if s != nil {
		c = s.Clause
	}
	d := b.find(noticeTemplate, at, c, format, args...)
	d.File, d.End = t.File, end
	return d
}

// atKey is the place of a line of a template's front matter.
func (b *bookCheck) atKey(t *rulebook.Template, key string, s *rulebook.Statement, format string, args ...any) *Defect {
	at, ok := t.Pos[key]
	if !ok {
		at = rulebook.Pos{Line: 1, Col: 1}
	}
	return b.inLetter(t, at, rulebook.Pos{Line: at.Line, Col: at.Col + len(key)}, s, format, args...)
}

func (b *bookCheck) unknownNotice(t *rulebook.Template) {
	if t.Notice == "" {
		return // the parser has said so
	}
	d := b.atKey(t, "notice", nil, "no version of the book has a notice `%s`", t.Notice)
	var names []string
	for _, s := range noticesOf(b.book) {
		names = append(names, s.Subject[0].Name)
	}
	if near := rulebook.Suggest(t.Notice, names); near != "" {
		d.Help = "did you mean `" + near + "`?"
	}
}

// letter holds one template against the statement of its notice.
func (b *bookCheck) letter(t *rulebook.Template, s *rulebook.Statement) {
	if want := t.Notice + ".md"; path.Base(t.File) != want {
		b.atKey(t, "notice", s, "the template of `%s` is in another file than %s", t.Notice, want).Help = "name the file " + want
	}
	p := b.rules.Procedure(s.Procedure)
	if p == nil {
		return
	}
	i := slices.IndexFunc(p.Notices, func(n matter.Notice) bool { return n.Decl == s })
	if i < 0 {
		return // the compiler has said why
	}
	n := &p.Notices[i]
	if _, said := t.Pos["to"]; said && !sameNames(t.To, n.To) {
		want := strings.Join(n.To, " and ")
		b.atKey(t, "to", s, "the template is to %s; the notice is to %s", strings.Join(t.To, " and "), want).Help = "write: to: " + want
	}
	if _, said := t.Pos["clause"]; said && s.Clause != nil && t.Clause != s.Clause.Number {
		b.atKey(t, "clause", s, "the template names clause %s; the notice is declared in %s", t.Clause, s.Clause.Number).Help = "write: clause: " + s.Clause.Number
	}
	b.placeholders(t, s, p, n)
}

func sameNames(a, b []string) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(x, y)
}

// placeholders finds those that stand for nothing, and what is asked for and not used.
func (b *bookCheck) placeholders(t *rulebook.Template, s *rulebook.Statement, p *matter.Procedure, n *matter.Notice) {
	known := slices.Concat(always, t.Asks, b.namesFor(s.Procedure))
	used := map[string]bool{}
	for _, f := range t.Fields {
		used[f.Name] = true
		switch {
		case !slices.Contains(known, f.Name):
			d := b.inLetter(t, f.Pos, f.End, s, "nothing says what `{{%s}}` stands for", f.Name)
			d.Help = "use reference, sent, last-day, or the name of a role, body, office, date or datum; or add it to a line `asks:`, for the sender to write"
			if near := rulebook.Suggest(f.Name, known); near != "" {
				d.Help = "did you mean `{{" + near + "}}`?"
			}
		case f.Name == "last-day" && !opens(p, n):
			b.inLetter(t, f.Pos, f.End, s, "no limit runs from the notice `%s`, so it has no last day", t.Notice).Help = "leave the placeholder out, or let a limit run from " + t.Notice + ".served"
		}
	}
	for _, name := range t.Asks {
		if !used[name] {
			b.atKey(t, "asks", s, "the template asks for `%s` and does not use it", name).Help = "write {{" + name + "}} where it belongs, or ask for it no longer"
		}
	}
}

// namesFor lists what a placeholder of a procedure's notice may stand for: roles, bodies, offices, data and dates.
func (b *bookCheck) namesFor(procedure string) []string {
	var names []string
	for _, s := range b.book.Statements {
		switch s.Kind {
		case rulebook.KindRole, rulebook.KindBody, rulebook.KindOffice, rulebook.KindData, rulebook.KindDate:
			if len(s.Subject) > 0 && (s.Procedure == "" || s.Procedure == procedure) {
				names = append(names, s.Subject[0].Name)
			}
		}
	}
	return names
}

// opens says whether a limit runs from a notice, its service apart.
func opens(p *matter.Procedure, n *matter.Notice) bool {
	return slices.ContainsFunc(p.Deadlines, func(d matter.Deadline) bool {
		return d.Limited() && !d.Service && slices.ContainsFunc(d.From, func(e int) bool {
			act := p.Events[e].Act
			return act == n.Send || act == n.Served
		})
	})
}
