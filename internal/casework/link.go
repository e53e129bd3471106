package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// The sorts of links.
const (
	Joined  = "joined"  // dealt with together; each keeps its number, its sender and its times
	Related = "related" // whoever deals with the one should know of the other
)

// LinkView is another matter that this one is tied to.
type LinkView struct {
	Reference string `json:"reference"`
	Sort      string `json:"sort"`
	Why       string `json:"why"`
	Stage     string `json:"stage"`
}

// Link ties a matter to another, and the other to it. Whoever does so prepares both. It is not the rules' own joinder,
// which is an act: it says which files lie side by side.
func (o *Office) Link(ctx context.Context, v Viewer, reference, other string, link Linked) (*View, error) {
	if link.Sort != Joined && link.Sort != Related || strings.TrimSpace(link.Why) == "" {
		return nil, mend("why", "Say whether they are joined or related, and why.")
	}
	if other == reference {
		return nil, mend("other", "Choose another matter.")
	}
	to, err := o.linkable(ctx, v, other)
	if err != nil {
		return nil, err
	}
	from, err := o.linkable(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	if _, err := o.tie(ctx, v, other, Linked{To: from, Sort: link.Sort, Why: link.Why}); err != nil {
		return nil, err
	}
	f, err := o.tie(ctx, v, reference, Linked{To: to, Sort: link.Sort, Why: link.Why})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// linkable finds a matter that the viewer prepares.
func (o *Office) linkable(ctx context.Context, v Viewer, reference string) (ID, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return "", err
	}
	if !s.office {
		return "", ErrNotFound
	}
	return f.ID, nil
}

// tie notes a link, once.
func (o *Office) tie(ctx context.Context, v Viewer, reference string, link Linked) (*File, error) {
	return o.change(ctx, v, reference, func(d *draft, s sight) error {
		if slices.ContainsFunc(d.f.Links, func(l Linked) bool { return l.To == link.To }) {
			return nil
		}
		d.as = s.caps[0]
		return d.add(link)
	})
}

// linkViews lists what a matter is tied to, as far as the viewer may know of it.
func (o *Office) linkViews(ctx context.Context, f *File, s sight) []LinkView {
	if !s.office && !s.auditor {
		return nil
	}
	var list []LinkView
	for _, l := range f.Links {
		e, err := o.Store.Entry(ctx, l.To)
		part := func(p Part) bool { return p.Person == s.person && p.Office }
		if err == nil && (s.auditor || slices.ContainsFunc(e.Parts, part)) {
			list = append(list, LinkView{e.Reference, l.Sort, l.Why, e.Stage})
		}
	}
	return list
}

// heldBeside is what people have been in the matters that a matter is tied to: one person has one part in all of them.
// What they did there is not among it: a bar on whoever decided is about this case coming back.
func (o *Office) heldBeside(ctx context.Context, f *File) ([]matter.Holding, error) {
	var list []matter.Holding
	for _, l := range f.Links {
		other, err := o.load(ctx, l.To)
		if err != nil {
			return nil, fmt.Errorf("a matter beside it: %w", err)
		}
		for _, h := range other.State.Holdings {
			if h.Role != "" {
				list = append(list, matter.Holding{Person: h.Person, Role: h.Role})
			}
		}
		for _, p := range other.Posts {
			list = append(list, matter.Holding{Person: string(p.Person), Role: p.Capacity})
		}
	}
	return list, nil
}

// barredBeside says whether a bar keeps a person from a capacity by what they have been in the matters beside.
func (f *File) barredBeside(p PersonID, capacity string, beside []matter.Holding) bool {
	acts := f.Book.Rules.ActsFor(capacity)
	for i := range f.Proc.Bars {
		b := &f.Proc.Bars[i]
		if b.From.DoerOf || !slices.Contains(acts, b.Role.Name) {
			continue
		}
		if slices.ContainsFunc(beside, func(h matter.Holding) bool { return h.Person == string(p) && h.Role == b.From.Name }) {
			return true
		}
	}
	return false
}
