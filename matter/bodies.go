package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// global compiles what belongs to the whole book: bodies, statuses, grounds, offences, sanctions.
func (c *compiler) global() {
	persons, grounds := newNames("body, office or status"), newNames("list of grounds")
	offences, sanctions := newNames("offence"), newNames("sanction")
	for _, s := range c.book.Statements {
		if !whole(s) {
			continue
		}
		switch s.Kind {
		case rulebook.KindBody, rulebook.KindOffice:
			if c.declares(persons, s, s.Subject[0]) {
				c.rules.Bodies = append(c.rules.Bodies, c.body(s))
			}
		case rulebook.KindStatus:
			for _, e := range s.Subject {
				if c.declares(persons, s, e) {
					c.rules.Statuses = append(c.rules.Statuses, e.Name)
				}
			}
		case rulebook.KindGrounds:
			if c.declares(grounds, s, s.Subject[0]) {
				c.rules.Grounds[subject(s)] = groundList(s)
			}
		case rulebook.KindOffence:
			if c.declares(offences, s, s.Subject[0]) {
				c.rules.Offences = append(c.rules.Offences, offence(s))
			}
		case rulebook.KindSanction:
			if c.declares(sanctions, s, s.Subject[0]) {
				c.rules.Sanctions = append(c.rules.Sanctions, sanction(s))
			}
		case rulebook.KindRetention:
			c.rules.Retention = append(c.rules.Retention, s)
		case rulebook.KindTransition:
			c.rules.Transition = append(c.rules.Transition, s)
		}
	}
	c.rank()
	c.bodyNames(persons)
}

// groundList reads "grounds NAME {a, b}": the list stands in its one property.
func groundList(s *rulebook.Statement) []string {
	list := []string{}
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
		Fallback: word(prop(s, "if it cannot act")), Deputies: allWords(s, "deputy"),
	}
	b.Deputy = first(b.Deputies)
	if b.Office {
		b.Seats, b.Quorum = 1, 1
	}
	if side := word(prop(s, "side")); side != "" {
		b.Side = Side(side)
	}
	count(s, "seats", &b.Seats)
	b.Members = b.Seats
	count(s, "members", &b.Members)
	if !c.off(s) {
		c.howItDecides(&b, s)
	}
	if q := prop(s, "term"); q != nil {
		b.Term = q.Limit
	}
	return b
}

// howItDecides reads what a body's decision needs: its quorum, its majority, its qualified seats.
func (c *compiler) howItDecides(b *Body, s *rulebook.Statement) {
	count(s, "quorum", &b.Quorum)
	b.Tie = word(prop(s, "tie"))
	for _, q := range props(s, "at least") {
		if len(q.Events) > 0 {
			b.Qualified = append(b.Qualified, Qualified{q.N, q.Events[0].Name})
		}
	}
	if q := prop(s, "decides by"); q != nil {
		b.Majority, b.Base = q.Value, q.Base
	}
}

func count(s *rulebook.Statement, key rulebook.Key, into *int) {
	if q := prop(s, key); q != nil {
		*into = q.N
	}
}

// bodyNames reports the bodies, offices and statuses that a body's properties name and nobody declared.
func (c *compiler) bodyNames(persons *names) {
	c.persons = map[string]bool{}
	for _, name := range persons.order {
		c.persons[name] = true
	}
	for _, b := range c.rules.Bodies {
		for i := range b.Decl.Props {
			for _, e := range b.Decl.Props[i].Events {
				if !persons.has(e.Name) {
					c.unknown(b.Decl, e, "body, office or status", persons.list)
				}
			}
		}
	}
}

// ActsFor lists the bodies and offices for which somebody of a body or office may act: itself; the offices of which it
// is a deputy; the bodies whose fallback it is, and so on along their line. That a body cannot act is for the record to
// say; the rules only say who then may.
func (r *Rules) ActsFor(who string) []string {
	list := []string{who}
	for i := 0; i < len(list); i++ {
		for _, b := range r.Bodies {
			if b.Fallback == list[i] || i == 0 && slices.Contains(b.Deputies, who) {
				if !slices.Contains(list, b.Name) {
					list = append(list, b.Name)
				}
			}
		}
	}
	return list
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
			switch x := c.sanctionNamed(e.Name); {
			case x == nil:
				c.unknown(s, e, "sanction", c.sanctionNames)
			case !slices.ContainsFunc(ranked, func(y Sanction) bool { return y.Name == x.Name }):
				ranked = append(ranked, *x)
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
