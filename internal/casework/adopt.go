package casework

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/check"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// A Judgement is what is found of a version of the rule book before it is adopted.
type Judgement struct {
	Adopted Adopted
	Book    *rulebook.Book
	Rules   *matter.Rules // its meaning; nil when it makes none
	Found   []check.Defect
	Matters []check.MatterReport // how long a case under it can last; none when it cannot be read
	Unknown []check.NotProven    // what could not be found out
}

// Errors is how many of the findings keep the version from being adopted.
func (j *Judgement) Errors() int {
	n := 0
	for _, d := range j.Found {
		if d.Severity == rulebook.Error {
			n++
		}
	}
	return n
}

// judgeBudget bounds how many states one search of a check may visit, so that no text keeps the office busy for long.
const judgeBudget = 1_000_000

// bench holds the judgement made last, so that what was just shown need not be worked out again. One is made at a time.
type bench struct {
	mu   sync.Mutex
	key  string
	last *Judgement
}

// Draft gives a text, with its letters, the name and hash under which it would be adopted.
func (o *Office) Draft(text string, templates map[string]string) Adopted {
	sum := sha256.Sum256([]byte(text))
	a := Adopted{Name: "rules", SHA256: hex.EncodeToString(sum[:]), Text: text, Templates: templates}
	if adopted := o.Roll().adopted; len(adopted) > 0 {
		a.Name = adopted[len(adopted)-1].Name // a version follows another of the same name
	}
	return a
}

// Judge checks a version against itself and against those that were adopted before.
func (o *Office) Judge(a Adopted) *Judgement {
	b := &o.bench
	b.mu.Lock()
	defer b.mu.Unlock()
	adopted := o.Roll().adopted
	key := fmt.Sprint(a.SHA256, len(adopted))
	for _, name := range slices.Sorted(maps.Keys(a.Templates)) {
		key += fmt.Sprintf("%q%q", name, a.Templates[name])
	}
	if b.key != key {
		b.key, b.last = key, judge(a, adopted)
	}
	return b.last
}

func judge(a Adopted, before []Adopted) *Judgement {
	j := &Judgement{Adopted: a}
	book, diags := rulebook.Parse(a.Name, []byte(a.Text))
	j.Book = book
	var letters []*rulebook.Template
	for _, name := range slices.Sorted(maps.Keys(a.Templates)) {
		t, more := rulebook.ParseTemplate(name, []byte(a.Templates[name]))
		letters, diags = append(letters, t), append(diags, more...)
	}
	if rulebook.HasErrors(diags) {
		j.Found = defects(diags)
		return j
	}
	var books []*rulebook.Book
	for _, x := range before {
		if earlier, _ := rulebook.Parse(x.Name, []byte(x.Text)); x.Name == a.Name && earlier.Front.Version != book.Front.Version {
			books = append(books, earlier)
		}
	}
	report := check.Check(append(books, book), check.Options{Version: book.Front.Version, Budget: judgeBudget, Templates: letters})
	report.Include(diags)
	j.Found, j.Matters, j.Unknown = report.Defects, report.Matters, report.NotProven
	rules, more := matter.Compile(book, matter.Options{})
	j.Rules = rules
	if j.Errors() == 0 { // check says what is wrong with the meaning too; nothing may slip through
		j.Found = append(j.Found, defects(slices.DeleteFunc(more, func(d rulebook.Diagnostic) bool { return d.Severity != rulebook.Error }))...)
	}
	for _, x := range before {
		if earlier, _ := rulebook.Parse(x.Name, []byte(x.Text)); x.Name == a.Name && earlier.Front.Version == book.Front.Version {
			j.Found = append(j.Found, check.Defect{Diagnostic: rulebook.Diagnostic{File: a.Name, Check: "version-taken", Severity: rulebook.Error,
				Msg: fmt.Sprintf("a version called %s was adopted before", book.Front.Version), Help: "give this one a version of its own"}})
		}
	}
	slices.SortStableFunc(j.Found, func(x, y check.Defect) int { return cmp.Compare(x.Severity, y.Severity) })
	return j
}

func defects(diags []rulebook.Diagnostic) []check.Defect {
	list := make([]check.Defect, len(diags))
	for i, d := range diags {
		list[i] = check.Defect{Diagnostic: d}
	}
	return list
}

// Adopt adopts a version that was decided on a day by whoever the organisation's statutes let decide it. A version in
// which an error is found is not adopted, whoever asks: the error is then Problems.
func (o *Office) Adopt(ctx context.Context, v Viewer, a Adopted, decided calendar.Date, by string) error {
	if !o.Administers(v) {
		return ErrNotFound
	}
	today, err := o.Today()
	if err != nil {
		return err
	}
	var problems Problems
	if n := o.Judge(a).Errors(); n > 0 {
		problems = append(problems, Problem{"book", "There are errors in this version. Put them right, and bring it again."})
	}
	if !decided.Valid() || decided > today {
		problems = append(problems, Problem{"decided", "Say on which day it was decided, today or before."})
	}
	if by == "" {
		problems = append(problems, Problem{"by", "Say who decided it, such as the conference."})
	}
	if len(problems) > 0 {
		return problems
	}
	a.Decided, a.By = decided, by
	return o.Organise(ctx, v.Person, a)
}
