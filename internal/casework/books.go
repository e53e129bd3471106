package casework

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// A Book is an adopted version of a rule book with its meaning and its letters.
type Book struct {
	Name    string
	Rules   *matter.Rules
	Letters map[string]*rulebook.Template // by notice
}

// Version is the version of the book and its hash.
func (b *Book) Version() string { return b.Rules.Book.Front.Version }

// ClauseTitle is a clause's heading; empty when the book has no such clause.
func (b *Book) ClauseTitle(number string) string {
	for _, c := range b.Rules.Book.Clauses {
		if c.Number == number {
			return c.Heading
		}
	}
	return ""
}

// A shelf holds the books that have been compiled, by hash. A book is a value: it may be shared.
type shelf struct {
	mu    sync.Mutex
	books map[string]*Book
}

// book gives the meaning of an adopted version.
func (s *shelf) book(a Adopted) (*Book, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.books[a.SHA256]; b != nil {
		return b, nil
	}
	b, diags := Compile(a)
	if b == nil || rulebook.HasErrors(diags) {
		return nil, fmt.Errorf("rule book %s, version %s, has errors: %v", a.Name, a.SHA256, diags)
	}
	if s.books == nil {
		s.books = map[string]*Book{}
	}
	s.books[a.SHA256] = b
	return b, nil
}

// Compile gives an adopted text its meaning, and says what is wrong with it. The book is nil when it makes no sense.
func Compile(a Adopted) (*Book, []rulebook.Diagnostic) {
	parsed, diags := rulebook.Parse(a.Name, []byte(a.Text))
	rules, more := matter.Compile(parsed, matter.Options{})
	diags = append(diags, more...)
	if rules == nil {
		return nil, diags
	}
	b := &Book{Name: a.Name, Rules: rules, Letters: map[string]*rulebook.Template{}}
	for _, name := range slices.Sorted(maps.Keys(a.Templates)) {
		t, more := rulebook.ParseTemplate(name, []byte(a.Templates[name]))
		diags = append(diags, more...)
		b.Letters[t.Notice] = t
	}
	return b, diags
}

// governing finds the adopted version that is in force on a day: the latest that has begun.
func (r *Roll) governing(name string, on calendar.Date, books func(Adopted) (*Book, error)) (*Book, error) {
	var best *Book
	for _, a := range r.adopted {
		if name != "" && a.Name != name {
			continue
		}
		b, err := books(a)
		if err != nil {
			return nil, err
		}
		from := b.Rules.Book.Front.InForce
		if from <= on && (best == nil || best.Rules.Book.Front.InForce <= from) {
			best = b
		}
	}
	if best == nil {
		return nil, fmt.Errorf("no rule book is in force on %v", on)
	}
	return best, nil
}

// Versions are the versions that have been adopted, in the order in which they were.
func (o *Office) Versions() ([]*Book, error) {
	roll := o.Roll()
	list := make([]*Book, len(roll.adopted))
	for i, a := range roll.adopted {
		var err error
		if list[i], err = o.shelf.book(a); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Letters are the templates that were adopted with a version, by file name.
func (o *Office) Letters(sha string) map[string]string {
	a, _ := o.Roll().bySHA(sha)
	return a.Templates
}

// bySHA finds an adopted version by its hash.
func (r *Roll) bySHA(sha string) (Adopted, bool) {
	i := slices.IndexFunc(r.adopted, func(a Adopted) bool { return a.SHA256 == sha })
	if i < 0 {
		return Adopted{}, false
	}
	return r.adopted[i], true
}
