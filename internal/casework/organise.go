package casework

import (
	"context"
	"fmt"
	"maps"
	"net/mail"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// Administers says whether a viewer is an administrator.
func (o *Office) Administers(v Viewer) bool {
	today, err := o.Today()
	return err == nil && v.Person != "" && o.Roll().Holds(v.Person, Administrator, today)
}

// Administer appends what an administrator does to the organisation's stream: all of it or nothing. To everybody else
// there is nothing to administer. Nobody gives themselves a capacity, and an address, once known, is not changed here.
// The error is Problems when something is to be mended.
func (o *Office) Administer(ctx context.Context, v Viewer, list ...What) error {
	if !o.Administers(v) {
		return ErrNotFound
	}
	today, err := o.Today()
	if err != nil {
		return err
	}
	c, err := o.newClerk(v.Person, today)
	if err != nil {
		return err
	}
	for _, w := range list {
		if problems := c.take(w); len(problems) > 0 {
			return problems
		}
	}
	return o.Organise(ctx, v.Person, list...)
}

// Consider says what keeps each of several changes from being made if those before it are; nil where nothing does. It
// changes nothing.
func (o *Office) Consider(v Viewer, list ...What) ([]Problems, error) {
	if !o.Administers(v) {
		return nil, ErrNotFound
	}
	today, err := o.Today()
	if err != nil {
		return nil, err
	}
	c, err := o.newClerk(v.Person, today)
	if err != nil {
		return nil, err
	}
	out := make([]Problems, len(list))
	for i, w := range list {
		out[i] = c.take(w)
	}
	return out, nil
}

// A clerk goes through changes of the organisation one by one, each on top of those before it.
type clerk struct {
	by        PersonID
	today     calendar.Date
	roll      *Roll
	bodies    []string
	addresses map[string]PersonID
}

func (o *Office) newClerk(by PersonID, today calendar.Date) (*clerk, error) {
	bodies, err := o.Bodies()
	if err != nil {
		return nil, err
	}
	c := &clerk{by: by, today: today, roll: o.Roll().clone(), bodies: bodies, addresses: map[string]PersonID{}}
	for _, p := range c.roll.people {
		if p.Address != "" {
			c.addresses[strings.ToLower(p.Address)] = p.ID
		}
	}
	return c, nil
}

// Bodies lists what a person can be given: the offices and bodies of the rule book in force, without those that are drawn
// by lot for a case, and those that every organisation has.
func (o *Office) Bodies() ([]string, error) {
	b, err := o.Book()
	if err != nil {
		return nil, err
	}
	list := []string{Administrator, Auditor}
	for i := range b.Rules.Bodies {
		if x := &b.Rules.Bodies[i]; len(x.DrawnFrom) == 0 && !x.Electorate {
			list = append(list, x.Name)
		}
	}
	return list, nil
}

// take takes in a change, or says what keeps it from being made.
func (c *clerk) take(w What) Problems {
	var p Problems
	switch w := w.(type) {
	case PersonAdded:
		p = c.added(w.Person)
	case PersonChanged:
		p = c.changed(w.Person)
	case Held:
		p = c.holds(w)
	case Gone:
		p = c.gone(w)
	case Trained:
		p = c.trained(w)
	case Settled:
		if strings.TrimSpace(w.Name) == "" {
			p = Problems{{"name", "Say how the organisation is called."}}
		}
	default:
		p = Problems{{"", "This is not done here."}}
	}
	if len(p) == 0 {
		c.roll.add(Event{What: w})
	}
	return p
}

func (c *clerk) added(x Person) (p Problems) {
	if _, known := c.roll.Person(x.ID); known {
		return Problems{{"id", "There is a person of this number or name for the roll already."}}
	}
	if x.ID == "" || strings.ContainsAny(string(x.ID), " \t\n/?#%") {
		p = append(p, Problem{"id", "Give each person a number or a short name of their own, without blanks."})
	}
	if strings.TrimSpace(x.Name) == "" {
		p = append(p, Problem{"name", "Write the person's name."})
	}
	if x.Address == "" {
		return p
	}
	if a, err := mail.ParseAddress(x.Address); err != nil || a.Name != "" || len(x.Address) > 254 {
		return append(p, Problem{"address", "This is no e-mail address."})
	}
	if whose, taken := c.addresses[strings.ToLower(x.Address)]; taken && whose != x.ID {
		return append(p, Problem{"address", "This address is somebody else's."})
	}
	if len(p) == 0 {
		c.addresses[strings.ToLower(x.Address)] = x.ID
	}
	return p
}

func (c *clerk) changed(x Person) (p Problems) {
	was, known := c.roll.Person(x.ID)
	if !known {
		return Problems{{"id", "There is no such person on the roll."}}
	}
	if strings.TrimSpace(x.Name) == "" {
		p = append(p, Problem{"name", "Write the person's name."})
	}
	if x.Address != "" && !strings.EqualFold(x.Address, was.Address) {
		p = append(p, Problem{"address", "An address for signing in is not changed here: the person asks for it under “Your account”, and confirms it from the old one."})
	}
	if x.ID == c.by && !slices.Equal(x.Statuses, was.Statuses) {
		p = append(p, Problem{"statuses", "Nobody changes what they are themselves. Another administrator can."})
	}
	return p
}

func (c *clerk) holds(h Held) (p Problems) {
	if _, known := c.roll.Person(h.Person); !known {
		p = append(p, Problem{"body", "There is no such person on the roll."})
	}
	if !slices.Contains(c.bodies, h.Body) {
		p = append(p, Problem{"body", fmt.Sprintf("The rules in force know no office or body %q to which somebody can be appointed.", h.Body)})
	}
	if h.Person == c.by {
		p = append(p, Problem{"body", "Nobody gives themselves a capacity. Another administrator can."})
	}
	if !h.Until.IsZero() && h.Until < max(h.From, c.today) {
		p = append(p, Problem{"until", "The last day is over already, or before the first."})
	}
	if slices.ContainsFunc(c.roll.held[h.Body], func(x Held) bool {
		return x.Person == h.Person && (x.Until.IsZero() || h.From.IsZero() || h.From <= x.Until)
	}) {
		p = append(p, Problem{"body", "This person holds it already."})
	}
	return p
}

func (c *clerk) gone(g Gone) Problems {
	if !slices.ContainsFunc(c.roll.held[g.Body], func(h Held) bool { return h.Person == g.Person }) {
		return Problems{{"body", "This person does not hold it."}}
	}
	if g.Body == Administrator && len(c.roll.Holders(Administrator, c.today)) == 1 && c.roll.Holds(g.Person, Administrator, c.today) {
		return Problems{{"body", "This is the last administrator. Appoint another first."}}
	}
	return nil
}

func (c *clerk) trained(t Trained) (p Problems) {
	if _, known := c.roll.Person(t.Person); !known {
		p = append(p, Problem{"what", "There is no such person on the roll."})
	}
	if strings.TrimSpace(t.What) == "" {
		p = append(p, Problem{"what", "Say what the person was trained for."})
	}
	if t.Person == c.by {
		p = append(p, Problem{"what", "Nobody records a training of their own. Another administrator can."})
	}
	if !t.On.Valid() || t.On > c.today {
		p = append(p, Problem{"on", "Say on which day, today or before."})
	}
	if !t.Until.IsZero() && t.Until < t.On {
		p = append(p, Problem{"counts", "It ends before it begins."})
	}
	return p
}

// Organised reads what happened to the organisation, the last first: how much before event n, or the last of all when n
// is negative. Next is where to go on, 0 at the beginning. Only an administrator reads it.
func (o *Office) Organised(ctx context.Context, v Viewer, n, most int) (list []Event, next int, err error) {
	if !o.Administers(v) {
		return nil, 0, ErrNotFound
	}
	o.mu.RLock()
	known := o.known
	o.mu.RUnlock()
	if n < 0 || n > known {
		n = known
	}
	next = max(0, n-most)
	rows, err := o.Store.Rows(ctx, Organisation, next)
	if err != nil {
		return nil, 0, fmt.Errorf("read what happened to the organisation: %w", err)
	}
	for _, row := range slices.Backward(rows[:min(len(rows), n-next)]) {
		e, err := row.Decode()
		if err != nil {
			return nil, 0, err
		}
		list = append(list, e)
	}
	return list, next, nil
}

// Terms lists what a person holds or will hold, by body.
func (r *Roll) Terms(p PersonID) []Held {
	var list []Held
	for _, body := range slices.Sorted(maps.Keys(r.held)) {
		for _, h := range r.held[body] {
			if h.Person == p {
				list = append(list, h)
			}
		}
	}
	return list
}

// Seats lists who holds or will hold an office or a seat on a body, longest first.
func (r *Roll) Seats(body string) []Held { return slices.Clone(r.held[body]) }

// Trainings lists a person's trainings as they were recorded.
func (r *Roll) Trainings(p PersonID) []Trained {
	return slices.DeleteFunc(slices.Clone(r.trained), func(t Trained) bool { return t.Person != p })
}
