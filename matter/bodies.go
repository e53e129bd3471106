package matter

import "github.com/evenhand/evenhand/rulebook"

// global compiles what belongs to the whole book: bodies, statuses, grounds, offences, sanctions.
func (c *compiler) global() {
	for _, s := range c.book.Statements {
		switch s.Kind {
		case rulebook.KindBody, rulebook.KindOffice:
			c.rules.Bodies = append(c.rules.Bodies, c.body(s))
		case rulebook.KindStatus:
			for _, e := range s.Subject {
				c.rules.Statuses = append(c.rules.Statuses, e.Name)
			}
		case rulebook.KindGrounds:
			c.rules.Grounds[subject(s)] = c.groundList(s)
		case rulebook.KindOffence:
			c.rules.Offences = append(c.rules.Offences, offence(s))
		case rulebook.KindSanction:
			c.rules.Sanctions = append(c.rules.Sanctions, sanction(s))
		case rulebook.KindRetention:
			c.rules.Retention = append(c.rules.Retention, s)
		case rulebook.KindTransition:
			c.rules.Transition = append(c.rules.Transition, s)
		}
	}
	c.rank()
	c.bodyNames()
}

// groundList reads "grounds NAME {a, b}": the list stands in its one property.
func (c *compiler) groundList(s *rulebook.Statement) []string {
	var list []string
	for i := range s.Props {
		list = append(list, words(&s.Props[i])...)
	}
	return list
}

func (c *compiler) body(s *rulebook.Statement) Body {
	b := Body{
		Name: subject(s), Office: s.Kind == rulebook.KindOffice, Decl: s, Side: Organisation,
		AppointedBy: allWords(s, "appointed by"), ElectedBy: allWords(s, "elected by"), DrawnFrom: allWords(s, "drawn by lot from"),
		RemovedBy: allWords(s, "removed by"), OverseenBy: allWords(s, "overseen by"), PartOf: allWords(s, "part of"),
		VacanciesFrom: append(allWords(s, "vacancies filled from"), allWords(s, "vacancies filled by")...),
		CanAlwaysAct:  has(s, "can always act"), Electorate: has(s, "electorate"), Outside: has(s, "outside"),
		Fallback: word(prop(s, "if it cannot act")), Deputy: word(prop(s, "deputy")), Tie: word(prop(s, "tie")),
	}
	if b.Office {
		b.Seats, b.Quorum = 1, 1
	}
	if side := word(prop(s, "side")); side != "" {
		b.Side = Side(side)
	}
	count(s, "seats", &b.Seats)
	count(s, "quorum", &b.Quorum)
	b.Members = b.Seats
	count(s, "members", &b.Members)
	for _, q := range props(s, "at least") {
		if len(q.Events) > 0 {
			b.Qualified = append(b.Qualified, Qualified{q.N, q.Events[0].Name})
		}
	}
	if q := prop(s, "decides by"); q != nil {
		b.Majority, b.Base = q.Value, q.Base
	}
	if q := prop(s, "term"); q != nil {
		b.Term = q.Limit
	}
	return b
}

func count(s *rulebook.Statement, key rulebook.Key, into *int) {
	if q := prop(s, key); q != nil {
		*into = q.N
	}
}

// bodyNames reports the bodies, offices and statuses that a body's properties name and nobody declared.
func (c *compiler) bodyNames() {
	known := append([]string{}, c.rules.Statuses...)
	for _, b := range c.rules.Bodies {
		known = append(known, b.Name)
	}
	seen := map[string]bool{}
	for _, b := range c.rules.Bodies {
		if seen[b.Name] {
			c.report(b.Decl.Pos, b.Decl, "undefined-term", "`"+b.Name+"` is declared twice", "give one of them another name")
		}
		seen[b.Name] = true
		for i := range b.Decl.Props {
			q := &b.Decl.Props[i]
			if q.Key == "tie" {
				continue
			}
			for _, e := range q.Events {
				if !containsWord(known, e.Name) {
					c.unknown(b.Decl, e, "body, office or status", known)
				}
			}
		}
	}
}

func containsWord(list []string, w string) bool {
	for _, x := range list {
		if x == w {
			return true
		}
	}
	return false
}

func offence(s *rulebook.Statement) Offence {
	o := Offence{Name: subject(s), CatchAll: has(s, "catch-all"), WithParticulars: has(s, "with particulars"), Decl: s}
	if q := prop(s, "in force from"); q != nil {
		o.InForce = q.Date
	}
	return o
}

func sanction(s *rulebook.Statement) Sanction {
	x := Sanction{
		Name: subject(s), WithoutEnd: has(s, "without end"), Readmission: has(s, "readmission after"),
		NoRestriction: has(s, "no restriction"), Decl: s,
	}
	if q := prop(s, "lasts", "lasts at most"); q != nil {
		x.Lasts = q.Limit
	}
	return x
}

// rank puts the sanctions in the order of "sanctions ranked".
func (c *compiler) rank() {
	for _, s := range c.book.Statements {
		if s.Kind != rulebook.KindRanking {
			continue
		}
		c.rules.Ranked = true
		var ranked, rest []Sanction
		for _, e := range s.Subject {
			if x := c.sanctionNamed(e.Name); x != nil {
				ranked = append(ranked, *x)
			} else {
				c.unknown(s, e, "sanction", c.sanctionNames())
			}
		}
		for _, x := range c.rules.Sanctions {
			if !mentions(s.Subject, x.Name) {
				rest = append(rest, x)
			}
		}
		c.rules.Sanctions = append(ranked, rest...)
	}
}

func mentions(refs []rulebook.Event, name string) bool {
	for _, e := range refs {
		if e.Name == name {
			return true
		}
	}
	return false
}

func (c *compiler) sanctionNamed(name string) *Sanction {
	for i := range c.rules.Sanctions {
		if c.rules.Sanctions[i].Name == name {
			return &c.rules.Sanctions[i]
		}
	}
	return nil
}

func (c *compiler) sanctionNames() []string {
	var names []string
	for _, x := range c.rules.Sanctions {
		names = append(names, x.Name)
	}
	return names
}
