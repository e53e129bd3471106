package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/matter"
)

// An Attempt is a try to get round the rules. It is really made, through the same commands as everything else, and
// refused; that it was made stays on file.
type Attempt struct {
	Who     string // a player's name, or "interim-panel 1": who sits there
	Tries   string // what, in one sentence
	Matter  int
	Act     casework.Act
	Body    string   // the body to which it is put as a motion; empty: it is done by an officer or a party
	Clauses []string // that are to say no, among others
}

// Attempts are eight tries to cheat.
var Attempts = []Attempt{
	{Who: "Ladle Thornybank", Tries: "dismiss an awkward complaint without giving reasons", Matter: 2,
		Act: casework.Act{Act: "dismiss", Ground: "abuse"}, Clauses: []string{"4.7"}},
	{Who: "Ladle Thornybank", Tries: "review the dismissal that one has made oneself", Matter: 4,
		Act: casework.Act{Act: "dismissal.review", Outcome: "confirm", Reasons: "It was right."}, Clauses: []string{"4.9"}},
	{Who: "interim-panel 1", Tries: "renew the suspension oneself that one has ordered", Matter: 5, Body: "interim-panel",
		Act: casework.Act{Act: "interim.renew", Reasons: "It should go on."}, Clauses: []string{"6.2"}},
	{Who: "Bobbin Halfbridge", Tries: "draw the panel before the respondent has answered", Matter: 7,
		Act: casework.Act{Act: "panel.draw", Outcome: "drawn"}, Clauses: []string{"8.1"}},
	{Who: "Bobbin Halfbridge", Tries: "draw the panel again until it pleases", Matter: 8,
		Act: casework.Act{Act: "panel.draw", Outcome: "drawn"}, Clauses: []string{"8.1"}},
	{Who: "Bobbin Halfbridge", Tries: "open tomorrow's hearing though an exhibit came last night", Matter: 9,
		Act: casework.Act{Act: "hearing.open", Outcome: "both-present"}, Clauses: []string{"8.5"}},
	{Who: "Trivet Lowbarrow", Tries: "open a decided case again because 1,900 people ask for it", Matter: 10,
		Act: casework.Act{Act: "reopen.ask", Ground: "outcry", Reasons: "1,900 have signed."}, Clauses: []string{"11.2"}},
	{Who: "Quarto Lanternsby", Tries: "let the case wait for longer than the rules allow", Matter: 11,
		Act: casework.Act{Act: "waiting.extend", Reasons: "The police are still at work."}, Clauses: []string{"5.7"}},
}

// Try makes an attempt and gives the refusal. The error is a fault, or that it was not refused.
func (a Attempt) Try(ctx context.Context, office *casework.Office, cast Cast) (*matter.Refusal, error) {
	m := cast.Matter(a.Matter)
	who, err := cast.who(ctx, office, m, a.Who)
	if err != nil {
		return nil, err
	}
	v := casework.Viewer{Person: who, As: a.Body}
	if a.Body != "" {
		_, err = office.Move(ctx, v, m.Reference, a.Act)
	} else {
		_, err = office.Act(ctx, v, m.Reference, a.Act)
	}
	var refusal *matter.Refusal
	if !errors.As(err, &refusal) {
		return nil, fmt.Errorf("%s tried to %s in matter %d: want a refusal, got %v", a.Who, a.Tries, a.Matter, err)
	}
	return refusal, nil
}

// who finds somebody of the cast: by name on the roll, or by a seat.
func (c Cast) who(ctx context.Context, office *casework.Office, m Matter, name string) (casework.PersonID, error) {
	people := office.Roll().People()
	if i := slices.IndexFunc(people, func(p casework.Person) bool { return p.Name == name }); i >= 0 {
		return people[i].ID, nil
	}
	entry, err := office.Store.ByReference(ctx, m.Reference)
	if err != nil {
		return "", err
	}
	s := seating{office, map[string]casework.ID{m.Reference: entry.ID}}
	if id := s.find(ctx, m.Reference, name); id != "" {
		return id, nil
	}
	return "", fmt.Errorf("there is nobody called %q", name)
}
