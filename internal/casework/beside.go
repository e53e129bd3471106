package casework

import (
	"context"
	"errors"
	"slices"
)

// Somebody at a party's side (a companion, a supporter, an interpreter) knows that there is a case and where it stands,
// when its days are, and what was said or written to them. They read nothing of the file and do nothing in it.

// besideOf works out whose side a person stands at, once that party has been told; empty when at nobody's.
func (f *File) besideOf(p PersonID) string {
	for _, post := range f.Posts {
		if post.Person == p && !post.Ended && post.Of != "" && !speaksFor(post.Capacity) && f.told[post.Of] && !slices.Contains(f.Opened.Kept, p) {
			return post.Of
		}
	}
	return ""
}

// atSide finds a matter for somebody at a party's side; ErrNotFound for everybody else.
func (o *Office) atSide(ctx context.Context, v Viewer, reference string) (*File, string, error) {
	entry, err := o.own(ctx, Query{Person: v.Person}, reference)
	if err != nil {
		return nil, "", err
	}
	f, err := o.load(ctx, entry.ID)
	if err != nil {
		return nil, "", err
	}
	side := f.besideOf(v.Person)
	if side == "" || f.sightOf(v.Person, o.Roll()).exists {
		return nil, "", ErrNotFound
	}
	return f, side, nil
}

// viewAtSide is what somebody at a party's side sees: where the case stands, the days of that party, who is who on its
// side, and what is theirs to read.
func (o *Office) viewAtSide(ctx context.Context, v Viewer, reference string) (*View, error) {
	f, side, err := o.atSide(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	s := sight{f: f, person: v.Person, caps: f.Capacities(v.Person)}
	if err := o.read(ctx, f, s, ReadFile); err != nil {
		return nil, err
	}
	roll := o.Roll()
	b := f.Book.Rules.Book
	view := &View{Reference: f.Opened.Reference, Procedure: f.Proc.Name, Stage: f.Stage(), Final: f.Final(), Standing: "",
		Book: BookRef{b.Front.Title, b.Front.Version, b.SHA256}, Opened: f.Begun, Today: f.Today, Events: f.N(), You: s.caps, Track: f.track(),
		LatestEnd: o.latestEnd(f)}
	for _, c := range f.clocks(s) {
		if slices.Contains(c.Who, side) {
			view.Clocks = append(view.Clocks, c)
		}
	}
	for _, p := range f.Holders(side) {
		person, _ := roll.Person(p)
		view.People = append(view.People, PersonView{ID: p, Name: person.Name, Capacity: side})
	}
	for _, it := range f.Items {
		if it.To == v.Person {
			view.Items = append(view.Items, ItemView{N: it.N, Sort: it.Sort, By: it.As, As: it.As, At: f.Events[it.N].At, Text: it.Text})
		}
	}
	view.Letters = f.letterViews(s, roll)
	return view, nil
}

// orAtSide gives what somebody at a party's side gets where others get ErrNotFound.
func orAtSide[T any](got T, err error, other func() (T, error)) (T, error) {
	if errors.Is(err, ErrNotFound) {
		return other()
	}
	return got, err
}
