package matter

import (
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/rulebook"
)

// Rules is one version of a rule book with its meaning.
type Rules struct {
	Book       *rulebook.Book
	Calendar   *calendar.Calendar
	Procedures []*Procedure
	Bodies     []Body // bodies and offices, in the order of the book
	Statuses   []string
	Grounds    map[string][]string
	Offences   []Offence
	Sanctions  []Sanction // in the book's ranking, mildest first; unranked ones after, in the order of the book
	Ranked     bool
	Retention  []*rulebook.Statement
	Transition []*rulebook.Statement
}

// Procedure finds a procedure by name; nil when there is none. The empty name finds the only one.
func (r *Rules) Procedure(name string) *Procedure {
	for _, p := range r.Procedures {
		if p.Name == name || name == "" && len(r.Procedures) == 1 {
			return p
		}
	}
	return nil
}

// Body finds a body or office by name; nil when there is none.
func (r *Rules) Body(name string) *Body {
	for i := range r.Bodies {
		if r.Bodies[i].Name == name {
			return &r.Bodies[i]
		}
	}
	return nil
}

// Side is whose side a role is on. The zero value is nobody's.
type Side string

// The sides of a matter.
const (
	NoSide       Side = ""
	Complainant  Side = "complainant"
	Respondent   Side = "respondent"
	Organisation Side = "organisation"
	Neutral      Side = "neutral"
)

// Body is a body of several people or an office of one.
type Body struct {
	Name      string
	Office    bool
	Side      Side
	Seats     int // an office has one; 0 when not said
	Quorum    int // 0 when not said
	Members   int // how many people it is; by default its seats
	Qualified []Qualified

	AppointedBy, ElectedBy, DrawnFrom, RemovedBy, OverseenBy, PartOf []string

	Majority, Base, Tie string   // "majority", "those voting", "lost"; empty when not said
	VacanciesFrom       []string // filled from or by
	Fallback            string
	CanAlwaysAct        bool
	Electorate, Outside bool
	Deputy              string   // who acts in its holder's absence: the first of them
	Deputies            []string // all of them
	Term                rulebook.Limit
	Decl                *rulebook.Statement
}

// Qualified is a number of seats that need a status.
type Qualified struct {
	N      int
	Status string
}

// Offence is something that may be charged.
type Offence struct {
	Name                      string
	InForce                   calendar.Date
	CatchAll, WithParticulars bool
	Decl                      *rulebook.Statement
}

// Sanction is something that may be imposed.
type Sanction struct {
	Name          string
	Lasts         rulebook.Limit
	WithoutEnd    bool
	Readmission   bool // "without end" with a stated way back
	NoRestriction bool
	Decl          *rulebook.Statement
}
