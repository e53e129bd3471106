package matter

import (
	"fmt"
	"slices"
)

// votes tests a recorded tally against the rules of the body that decided, or of the vote.
func (p *Procedure) votes(a *Act, event int, o Occurrence) []Reason {
	if o.Tally == nil {
		return nil
	}
	var reasons []Reason
	body, quorum, majority, base, abstentions, n := p.voting(a, event, o)
	if body == nil {
		return nil
	}
	inquorate := quorum > 0 && o.Tally.Present < quorum
	if inquorate && o.Outcome != "inquorate" {
		reasons = append(reasons, Reason{Kind: CondQuorum, Norm: n, Clause: p.clauseOfNorm(n, a),
			Why: fmt.Sprintf("%d took part and the quorum is %d", o.Tally.Present, quorum)})
	}
	if majority == "" || inquorate {
		return reasons
	}
	if got, ok := carried(majority, base, abstentions, *o.Tally, body), wanted(a, o); ok != "" && got != ok {
		reasons = append(reasons, Reason{Kind: CondMajority, Norm: n, Clause: p.clauseOfNorm(n, a),
			Why: fmt.Sprintf("by %d to %d it is %s", o.Tally.For, o.Tally.Against, got)})
	}
	return reasons
}

// voting finds the rules by which an act is voted on: those of the vote, else of the body that acts.
func (p *Procedure) voting(a *Act, event int, o Occurrence) (body *Body, quorum int, majority, base string, abstentions bool, norm int) {
	for _, v := range p.Votes {
		if &p.Acts[v.Act] == a {
			b := p.Rules.Body(v.Body)
			if b == nil {
				b = &Body{Name: v.Body}
			}
			return b, v.Quorum, v.Majority, v.Base, v.AbstentionsCount, p.normOf(v.Decl)
		}
	}
	b := p.Rules.Body(p.capacity(event, o))
	if b == nil {
		return nil, 0, "", "", false, -1
	}
	return b, b.Quorum, b.Majority, b.Base, false, p.normOf(a.Decl)
}

// wanted is what the tally must say for the outcome recorded; empty when any may be.
func wanted(a *Act, o Occurrence) string {
	if slices.Contains([]string{"carried", "lost", "tied"}, o.Outcome) {
		return o.Outcome
	}
	return ""
}

// carried says what a tally decides: carried, lost or tied.
func carried(majority, base string, abstentions bool, t Tally, b *Body) string {
	of := t.For + t.Against
	switch base {
	case "present":
		of = max(t.Present, of+t.Abstain)
	case "members":
		of = t.Entitled
	case "seats":
		of = b.Seats
	}
	if abstentions && base == "those voting" {
		of += t.Abstain
	}
	num, den := 1, 2
	switch majority {
	case "two thirds":
		num, den = 2, 3
	case "three quarters":
		num, den = 3, 4
	case "all":
		num, den = 1, 1
	}
	switch have, need := t.For*den, of*num; {
	case majority == "majority" && have > need, majority != "majority" && have >= need && t.For > 0:
		return "carried"
	case majority == "majority" && base == "those voting" && !abstentions && t.For == t.Against:
		return "tied"
	}
	return "lost"
}
