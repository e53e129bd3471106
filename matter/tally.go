package matter

import "github.com/evenhand/evenhand/rulebook"

// Voting is the rules by which an event is voted on: those of its vote, else those of the body that does it.
type Voting struct {
	Quorum         int    // 0: none
	Majority, Base string // empty: none
	Decl           *rulebook.Statement
}

// Voting gives the rules by which an event is voted on when it is done as an occurrence says; none when nobody who
// decides by vote does it.
func (p *Procedure) Voting(event int, o Occurrence) (Voting, bool) {
	a := &p.Acts[p.Events[event].Act]
	body, quorum, majority, base, _, _ := p.voting(a, event, o)
	if body == nil || body.Office {
		return Voting{}, false
	}
	v := Voting{quorum, majority, base, body.Decl}
	if a.Decl.Kind == rulebook.KindVote {
		v.Decl = a.Decl
	}
	return v, v.Decl != nil
}

// Tallied lists what a recorded tally fails of those rules: the quorum, or the majority for the outcome recorded.
func (p *Procedure) Tallied(event int, o Occurrence) []Reason {
	return p.votes(&p.Acts[p.Events[event].Act], event, o)
}
