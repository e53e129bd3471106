package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/register"
)

// Listed puts an entry into the register that everybody reads, or takes it out. It says nothing of the matter but what
// was decided to be published: its key cannot be led back to one, and its day is the first of a quarter.
type Listed struct {
	Key     string
	Quarter calendar.Date // the first day of the quarter in which it was published
	Text    string        // empty: it is taken out
	Until   calendar.Date // the last day on which it is shown
}

func (Listed) kind() string { return "listed" }

// entryYears is how long an entry is shown when nothing else was decided.
const entryYears = 5

// listedOf is the entry that a decision leads to.
func (f *File) listedOf(p Published) Listed {
	sum := sha256.Sum256([]byte("register entry\n" + string(f.ID)))
	l := Listed{Key: hex.EncodeToString(sum[:8]), Quarter: quarterOf(f.Today), Until: p.Until}
	if p.State != PublishedEntry {
		return l
	}
	l.Text = p.Text
	if y, m, d := f.Today.Civil(); l.Until.IsZero() {
		l.Until, _ = calendar.Of(y+entryYears, m, min(d, 28)) // years are in range for as long as the office lasts
	}
	return l
}

// quarterOf is the first day of a day's quarter.
func quarterOf(d calendar.Date) calendar.Date {
	y, m, _ := d.Civil()
	first, err := calendar.Of(y, (m-1)/3*3+1, 1)
	if err != nil {
		return d
	}
	return first
}

// Register is the entries that are shown on a day, the latest quarter first; within a quarter their order says nothing of
// when they came.
func (r *Roll) Register(on calendar.Date) []Listed {
	var list []Listed
	for _, l := range r.listed {
		if l.Text != "" && on <= l.Until {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b Listed) int {
		if a.Quarter != b.Quarter {
			return int(b.Quarter - a.Quarter)
		}
		return compareText(a.Key, b.Key)
	})
	return list
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// A Fitting is how an entry about a matter could be published: the person it is about as the roll knows them, and what
// of that can be said without anybody being told from it.
type Fitting struct {
	View      *View
	Limit     int
	Ladders   []register.Ladder   // what is known of the person, each in ever coarser forms
	Proposals []register.Proposal // the least loss first; the last is to withhold it
	members   []register.Member
}

// Fit is how many members some facts fit.
func (x *Fitting) Fit(facts []register.Fact) int {
	return register.Fit(x.members, register.Facts{List: facts})
}

// Fitting works out how an entry could be published. Only whoever prepares the case asks.
func (o *Office) Fitting(ctx context.Context, v Viewer, reference string) (*Fitting, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	if !s.office {
		return nil, ErrNotFound
	}
	roll := o.Roll()
	fit := &Fitting{View: o.view(f, v), Limit: register.DefaultLimit, Ladders: f.ladders(roll), members: roll.members()}
	entry := register.Entry{Reference: f.Opened.Reference, Day: f.Today, Ladders: fit.Ladders}
	fit.Proposals, err = register.Propose(fit.members, entry, register.Options{Limit: fit.Limit})
	if errors.Is(err, register.ErrChoices) {
		err = nil
	}
	return fit, err
}

// ladders are what is known of the person whom the matter is about, in ever coarser forms.
func (f *File) ladders(roll *Roll) []register.Ladder {
	var list []register.Ladder
	for _, role := range f.partyRoles() {
		if role == f.complainantRole() || len(f.Holders(role)) == 0 {
			continue
		}
		p, _ := roll.Person(f.Holders(role)[0])
		if p.Branch != "" {
			list = append(list, register.Ladder{{Fact: register.Fact{Attribute: "branch", Words: []string{p.Branch}}, Says: "branch " + p.Branch}, register.Out(2)})
		}
		if p.Joined.Valid() {
			year, _, _ := p.Joined.Civil()
			list = append(list, register.Numbers("joined", year, 5, 10))
		}
		return list
	}
	return list
}
