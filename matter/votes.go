package matter

import (
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

// Voting is the rules by which an event is voted on: those of its vote, else those of the body that does it.
type Voting struct {
	Quorum           int    // 0: none
	Majority, Base   string // empty: none
	AbstentionsCount bool   // those voting are those present
	Tie              string // what follows a tie; empty: not said
	Body             *Body  // nil when the book has none of that name
	Decl             *rulebook.Statement
}

// Voting gives the rules by which an event is voted on when it is done as an occurrence says; none when nobody who
// decides by vote does it.
func (p *Procedure) Voting(event int, o Occurrence) (Voting, bool) {
	return p.voting(p.Initial, event, o)
}

// voting is Voting where a chain has come to a link.
func (p *Procedure) voting(m Marking, event int, o Occurrence) (Voting, bool) {
	act := p.Events[event].Act
	for i := range p.Votes {
		if v := &p.Votes[i]; v.Act == act {
			return p.ofVote(v), true
		}
	}
	b := p.Rules.Body(p.capacity(m, event, o))
	if b == nil || b.Office {
		return Voting{}, false
	}
	return Voting{b.Quorum, b.Majority, b.Base, false, b.Tie, b, b.Decl}, true
}

// ofVote gives the rules of a vote; what it leaves open are those of the body that votes.
func (p *Procedure) ofVote(v *Vote) Voting {
	x := Voting{v.Quorum, v.Majority, v.Base, v.AbstentionsCount, "", p.Rules.Body(v.Body), v.Decl}
	if x.Body == nil {
		return x
	}
	if x.Quorum == 0 {
		x.Quorum = x.Body.Quorum
	}
	if x.Majority == "" {
		x.Majority, x.Base = x.Body.Majority, x.Body.Base
	}
	return x
}

// Tallied lists what a recorded tally fails of those rules: the quorum, or the majority. Of a vote the tally must say
// what its outcome does; an act without outcomes must have been carried, a tie being what the body's rules make of it.
// For and against which of several outcomes a body's votes were cast, a tally does not say: unless they are called
// carried, lost and tied, only the quorum is tested.
func (p *Procedure) Tallied(event int, o Occurrence) []Reason { return p.tallied(p.Initial, event, o) }

func (p *Procedure) tallied(m Marking, event int, o Occurrence) []Reason {
	if o.Tally == nil {
		return nil
	}
	v, ok := p.voting(m, event, o)
	if !ok {
		return nil
	}
	a := &p.Acts[p.Events[event].Act]
	r := Reason{Norm: p.normOf(v.Decl), Clause: clauseOf(v.Decl)}
	outcome := ""
	if i := p.Events[event].Outcome; i >= 0 {
		outcome = a.Outcomes[i]
	}
	present := max(o.Tally.Present, o.Tally.For+o.Tally.Against+o.Tally.Abstain)
	switch short := v.Quorum > 0 && present < v.Quorum; {
	case a.Decl.Kind == rulebook.KindVote && short != (outcome == "inquorate") && v.Quorum > 0,
		a.Decl.Kind != rulebook.KindVote && short:
		r.Kind, r.Why = CondQuorum, fmt.Sprintf("%d took part and the quorum is %d", present, v.Quorum)
		return []Reason{r}
	case short || outcome == "inquorate":
		return nil
	}
	if got, known := v.result(*o.Tally); known && !v.agrees(a, outcome, got) {
		r.Kind, r.Why = CondMajority, fmt.Sprintf("by %d to %d it is %s", o.Tally.For, o.Tally.Against, got)
		return []Reason{r}
	}
	return nil
}

// agrees says whether an outcome is one that the result of the vote allows.
func (v *Voting) agrees(a *Act, outcome, got string) bool {
	switch {
	case a.Decl.Kind == rulebook.KindVote || got == outcome:
		return got == outcome
	case outcome == "":
		outcome = "carried"
	case outcome != "carried" && outcome != "lost" && outcome != "tied":
		return true
	}
	return got == outcome || got == "tied" && (v.Tie == outcome || v.Tie == "chair")
}

// result says what a tally decides: carried, lost or tied. It is not known when there is no majority to reach, or
// nobody says how many it is of.
func (v *Voting) result(t Tally) (result string, known bool) {
	of, known := v.base(t)
	num, den := 1, 2
	switch v.Majority {
	case "":
		return "", false
	case "two thirds":
		num, den = 2, 3
	case "three quarters":
		num, den = 3, 4
	case "all":
		num, den = 1, 1
	}
	simple := v.Majority == "majority"
	switch have, need := t.For*den, of*num; {
	case t.For > 0 && (have > need || !simple && have == need):
		return "carried", known
	case simple && t.For > 0 && t.For == t.Against && have == need:
		return "tied", known
	}
	return "lost", known
}

// base is how many a majority is of, and whether that is known.
func (v *Voting) base(t Tally) (of int, known bool) {
	voted := t.For + t.Against
	present := max(t.Present, voted+t.Abstain)
	switch v.Base {
	case "present":
		return present, true
	case "members":
		if t.Entitled == 0 && v.Body != nil {
			return v.Body.Members, v.Body.Members > 0
		}
		return t.Entitled, t.Entitled > 0
	case "seats":
		if v.Body == nil {
			return 0, false
		}
		return v.Body.Seats, v.Body.Seats > 0
	}
	if v.AbstentionsCount {
		return present, true
	}
	return voted, true
}

// normOf is the norm of a statement; -1 when it has none here.
func (p *Procedure) normOf(s *rulebook.Statement) int {
	return slices.IndexFunc(p.Norms, func(n Norm) bool { return n.Stmt == s })
}
