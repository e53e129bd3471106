package check

import "github.com/evenhand/evenhand/rulebook"

// names reports names that the compiler passes over because nothing runs on them, and that must be declared all the
// same: whom an act tells, to whom an appeal goes, which ground.
func (b *bookCheck) names() {
	for _, s := range b.book.Statements {
		for i := range s.Props {
			b.namesIn(s, &s.Props[i])
		}
	}
}

func (b *bookCheck) namesIn(s *rulebook.Statement, q *rulebook.Property) {
	switch q.Key {
	case rulebook.KeyTells, rulebook.KeyReleases, rulebook.KeyDraws, rulebook.KeyReadmission, rulebook.KeyDecidedBy, rulebook.KeyNames:
		b.known(s, q.Events, "role, body or office", b.people(s.Procedure))
	case rulebook.KeyTo:
		if s.Kind == rulebook.KindAct || s.Kind == rulebook.KindOn {
			b.known(s, q.Events, "body or office", b.people(s.Procedure))
		}
	case rulebook.KeyBy:
		switch s.Kind {
		case rulebook.KindOccasion, rulebook.KindNominations:
			b.known(s, q.Events, "body or office", b.people(s.Procedure))
		case rulebook.KindJoinder:
			b.known(s, q.Events, "act", b.acts(s.Procedure))
		}
	case rulebook.KeyChain:
		b.known(s, q.Events, "body or office", b.people(s.Procedure))
	case rulebook.KeyOf:
		b.nameOf(s, q)
	case rulebook.KeyOnGround:
		if q.Join == rulebook.NoJoin {
			b.known(s, q.Events, "list of grounds", b.groundNames())
		}
	case rulebook.KeyImposes:
		b.known(s, q.Events, "sanction", append([]string{"sanction"}, b.sanctionNames()...))
	}
	for i := range q.Props {
		b.namesIn(s, &q.Props[i])
	}
}

// nameOf checks what the word after "of" stands for, which depends on the kind of statement.
func (b *bookCheck) nameOf(s *rulebook.Statement, q *rulebook.Property) {
	switch s.Kind {
	case rulebook.KindLink:
		b.known(s, q.Events, "procedure", b.procedureNames())
	case rulebook.KindSignatures:
		b.known(s, q.Events, "body", b.people(s.Procedure))
	case rulebook.KindPublication, rulebook.KindFact:
		b.known(s, q.Events, "act", b.acts(s.Procedure))
	case rulebook.KindRights:
		names := b.people(s.Procedure)
		for _, p := range b.rules.Procedures {
			names = append(names, b.people(p.Name)...)
			for _, m := range p.Measures {
				names = append(names, m.Name)
			}
		}
		for _, t := range b.book.Statements {
			if t.Kind == rulebook.KindSanction {
				names = append(names, subjectOf(t))
			}
		}
		b.known(s, q.Events, "role, measure or sanction", names)
	}
}

// known reports each event whose name is not among those given.
func (b *bookCheck) known(s *rulebook.Statement, events []rulebook.Event, what string, among []string) {
	for _, e := range events {
		if e.Name == "" || e.Name == "anyone" || has(among, e.Name) {
			continue
		}
		check := undefinedTerm
		if what == "act" {
			check = danglingReference
		}
		d := b.find(check, e.Pos, s.Clause, "no %s is called `%s`", what, e.Name)
		d.End = rulebook.Pos{Line: e.Pos.Line, Col: e.Pos.Col + len(e.Name)}
		if near := rulebook.Suggest(e.Name, among); near != "" {
			d.Help = "did you mean `" + near + "`?"
		}
	}
}

// people are the names of persons, bodies and offices that a statement of a procedure may use.
func (b *bookCheck) people(procedure string) []string {
	list := append([]string{}, b.rules.Statuses...)
	for _, x := range b.rules.Bodies {
		list = append(list, x.Name)
	}
	if p := b.rules.Procedure(procedure); p != nil && procedure != "" {
		for _, r := range p.Roles {
			list = append(list, r.Name)
		}
		for _, c := range p.Chains {
			list = append(list, c.Name)
		}
	}
	return list
}

func (b *bookCheck) acts(procedure string) []string {
	var list []string
	if p := b.rules.Procedure(procedure); p != nil && procedure != "" {
		for i := range p.Acts {
			if p.Acts[i].Instance <= 1 {
				list = append(list, p.Acts[i].Name)
			}
		}
	}
	return list
}

func (b *bookCheck) groundNames() []string {
	var list []string
	for _, s := range b.book.Statements {
		if s.Kind == rulebook.KindGrounds {
			list = append(list, subjectOf(s))
		}
	}
	return list
}

func (b *bookCheck) sanctionNames() []string {
	var list []string
	for _, x := range b.rules.Sanctions {
		list = append(list, x.Name)
	}
	return list
}

func (b *bookCheck) procedureNames() []string {
	var list []string
	for _, p := range b.rules.Procedures {
		list = append(list, p.Name)
	}
	return list
}
