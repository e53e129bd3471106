package casework

import (
	"cmp"
	"maps"
	"slices"

	"github.com/evenhand/evenhand/calendar"
)

// PersonAdded puts a person on the roll.
type PersonAdded struct{ Person Person }

// PersonChanged replaces what the roll says of a person, but never the address for signing in.
type PersonChanged struct{ Person Person }

// Held is that a person holds an office or a seat on a body.
type Held struct {
	Person      PersonID
	Body        string
	From, Until calendar.Date
}

// Gone is that a person holds it no longer.
type Gone struct {
	Person PersonID
	Body   string
	On     calendar.Date
}

// Trained is that a person has been trained for something, and until when that counts.
type Trained struct {
	Person    PersonID
	What      string
	On, Until calendar.Date
}

// Adopted is that a version of a rule book came into force, with its letters.
type Adopted struct {
	Name      string
	SHA256    string
	Text      string
	Templates map[string]string // file name: text
	Decided   calendar.Date     // when it was decided; zero: it stood at the beginning
	By        string            // who decided it: the conference
}

// Settled is how the organisation is called and reached.
type Settled struct {
	Name, Address, Contact string
	Habits                 Habits
}

func (PersonAdded) kind() string   { return "person-added" }
func (PersonChanged) kind() string { return "person-changed" }
func (Held) kind() string          { return "held" }
func (Gone) kind() string          { return "gone" }
func (Trained) kind() string       { return "trained" }
func (Adopted) kind() string       { return "adopted" }
func (Settled) kind() string       { return "settled" }

// A Person is somebody on the organisation's roll, or somebody of whom a matter speaks.
type Person struct {
	ID       PersonID
	Name     string
	Address  string // e-mail, for signing in and for "you have a message"
	Post     string // postal address
	Branch   string
	Joined   calendar.Date
	Statuses []string // as the rule book names them: "member", "legal-qualification"
}

// The capacities that the organisation gives beside those of its rule book.
const (
	Administrator = "administrator" // appoints and configures; cannot open a case
	Auditor       = "auditor"       // reads all, changes nothing
)

// A Roll is who the organisation's people are and what they hold: what the organisation's stream adds up to.
type Roll struct {
	Settled Settled
	people  map[PersonID]Person
	held    map[string][]Held // by body, in the order in which it came about
	trained []Trained
	adopted []Adopted
	listed  map[string]Listed // by key
}

func newRoll() *Roll {
	return &Roll{people: map[PersonID]Person{}, held: map[string][]Held{}, listed: map[string]Listed{}}
}

// add takes in an event of the organisation.
func (r *Roll) add(e Event) {
	switch w := e.What.(type) {
	case PersonAdded:
		r.people[w.Person.ID] = w.Person
	case PersonChanged:
		w.Person.Address = r.people[w.Person.ID].Address
		r.people[w.Person.ID] = w.Person
	case Held:
		r.held[w.Body] = append(slices.Clip(r.held[w.Body]), w) // other rolls share what is there
	case Gone:
		r.held[w.Body] = slices.DeleteFunc(slices.Clone(r.held[w.Body]), func(h Held) bool { return h.Person == w.Person })
	case Trained:
		r.trained = append(r.trained, w)
	case Adopted:
		r.adopted = append(r.adopted, w)
	case Settled:
		r.Settled = w
	case Listed:
		r.listed[w.Key] = w
	}
}

// clone copies what add changes.
func (r *Roll) clone() *Roll {
	c := *r
	c.people, c.held, c.listed = maps.Clone(r.people), maps.Clone(r.held), maps.Clone(r.listed)
	c.trained, c.adopted = slices.Clip(r.trained), slices.Clip(r.adopted)
	return &c
}

// Person finds a person; false when there is none.
func (r *Roll) Person(id PersonID) (Person, bool) {
	p, ok := r.people[id]
	return p, ok
}

// People lists everybody, by name.
func (r *Roll) People() []Person {
	return slices.SortedFunc(maps.Values(r.people), func(a, b Person) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}

// Holders lists who holds an office or sits on a body on a day, longest first.
func (r *Roll) Holders(body string, on calendar.Date) []PersonID {
	var list []PersonID
	for _, h := range r.held[body] {
		if (h.From.IsZero() || h.From <= on) && (h.Until.IsZero() || on <= h.Until) && !slices.Contains(list, h.Person) {
			list = append(list, h.Person)
		}
	}
	return list
}

// Holds says whether a person holds an office or a seat on a day.
func (r *Roll) Holds(p PersonID, body string, on calendar.Date) bool {
	return slices.Contains(r.Holders(body, on), p)
}

// Offices lists what a person holds on a day, in order.
func (r *Roll) Offices(p PersonID, on calendar.Date) []string {
	var list []string
	for _, body := range slices.Sorted(maps.Keys(r.held)) {
		if r.Holds(p, body, on) {
			list = append(list, body)
		}
	}
	return list
}

// TrainedFor says until when a person's training counts; false when it does not on that day.
func (r *Roll) TrainedFor(p PersonID, what string, on calendar.Date) (calendar.Date, bool) {
	for _, t := range r.trained {
		if t.Person == p && t.What == what && t.On <= on && (t.Until.IsZero() || on <= t.Until) {
			return t.Until, true
		}
	}
	return 0, false
}

// Statuses is what a person is anywhere, on a day: for bars and qualified seats.
func (r *Roll) Statuses(p PersonID, on calendar.Date) []string {
	person := r.people[p]
	return append(slices.Clone(person.Statuses), r.Offices(p, on)...)
}
