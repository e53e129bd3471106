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
	then := &past{o: o, f: f}
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

// A past is a matter as it stood at the time of one reading after the other.
type past struct {
	o *Office
	f *File
	n int // events that then holds
	t *File
}

// showed says whether a reading of the file or the bundle showed an exhibit, as the matter stood then.
func (p *past) showed(r Reading, exhibit int) (bool, error) {
	if r.What != ReadFile && r.What != ReadBundle {
		return false, nil
	}
	n := 0
	for n < len(p.f.Events) && !p.f.Events[n].At.After(r.At) {
		n++
	}
	if n == 0 {
		return false, nil
	}
	if p.t == nil || p.n != n {
		t, err := p.o.fold(p.f.Events[:n:n])
		if err != nil {
			return false, err
		}
		p.t, p.n = t, n
	}
	x := p.t.Exhibit(exhibit)
	if x == nil {
		return false, nil
	}
	sees, _ := p.t.sightOf(r.Person, p.o.Roll()).SeesExhibit(x)
	return sees && (r.What == ReadFile || x.Disclosed), nil
}
