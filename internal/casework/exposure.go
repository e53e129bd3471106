package casework

import (
	"context"
	"slices"
	"time"
)

// An Exposed is that somebody had an exhibit before them, or a list that names it.
type Exposed struct {
	Person PersonID
	Name   string
	As     string
	What   string // as it was recorded
	First  time.Time
	Last   time.Time
	Times  int
}

// Exposure lists who had an exhibit before them, what of it and when: whoever opened it, the bundle while it stood in it,
// or the file while they could see it there. It is for the auditor and whoever keeps the case; for everybody else there
// is none.
func (o *Office) Exposure(ctx context.Context, v Viewer, reference string, n int) ([]Exposed, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	x := f.Exhibit(n)
	if x == nil || !s.Investigates() {
		return nil, ErrNotFound
	}
	all, err := o.Store.Readings(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	then := &past{o, f, map[int]*File{}}
	var list []Exposed
	for _, r := range all {
		direct := r.What == Label(n) || r.What == "the original of "+Label(n)
		if !direct {
			saw, err := then.showed(r, n)
			if err != nil {
				return nil, err
			}
			if !saw {
				continue
			}
		}
		list = f.exposed(list, r, s, o.Roll())
	}
	return list, nil
}

// exposed adds a reading to a list; those of the same thing by the same person on one day are one line.
func (f *File) exposed(list []Exposed, r Reading, s sight, roll *Roll) []Exposed {
	day := func(at time.Time) any { return f.Book.Rules.Calendar.DateOf(at) }
	i := slices.IndexFunc(list, func(e Exposed) bool {
		return e.Person == r.Person && e.As == r.As && e.What == r.What && day(e.Last) == day(r.At)
	})
	if i < 0 {
		return append(list, Exposed{r.Person, s.nameOf(r.Person, roll), r.As, r.What, r.At, r.At, 1})
	}
	list[i].Last = r.At
	list[i].Times++
	return list
}

// A past is a matter as it stood earlier, by how many events it had.
type past struct {
	o  *Office
	f  *File
	at map[int]*File
}

// showed says whether a reading of the file or the bundle showed an exhibit, as the matter stood then. What happened in
// the same instant may have come before or after it: then it did if either way it would have.
func (p *past) showed(r Reading, exhibit int) (bool, error) {
	if r.What != ReadFile && r.What != ReadBundle {
		return false, nil
	}
	n := 0
	for n < len(p.f.Events) && p.f.Events[n].At.Before(r.At) {
		n++
	}
	for ; n <= len(p.f.Events) && (n == 0 || !p.f.Events[n-1].At.After(r.At)); n++ {
		t, err := p.stood(n)
		if err != nil {
			return false, err
		}
		if t == nil {
			continue
		}
		x := t.Exhibit(exhibit)
		if x == nil {
			continue
		}
		if sees, _ := t.sightOf(r.Person, p.o.Roll()).SeesExhibit(x); sees && (r.What == ReadFile || x.Disclosed) {
			return true, nil
		}
	}
	return false, nil
}

// stood is the matter after n events; nil before the first.
func (p *past) stood(n int) (*File, error) {
	if n == 0 || p.at[n] != nil {
		return p.at[n], nil
	}
	t, err := p.o.fold(p.f.Events[:n:n])
	if err == nil {
		p.at[n] = t
	}
	return t, err
}
