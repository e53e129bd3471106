package casework

import (
	"context"
	"slices"
	"strings"
)

// Reached says how a party wishes to be reached. It stands in the party's own space.
type Reached struct {
	Role    string `json:"role"`
	Channel string `json:"channel"` // "account": read after signing in, announced by e-mail; "post": on paper, and nothing by e-mail
	Print   string `json:"print"`   // of what is on paper: "", "large", "braille"
	Hours   string `json:"hours"`   // when, in the party's words
	Never   string `json:"never"`   // what never to do: "write to my home"
	Why     string `json:"why"`
}

func (Reached) kind() string { return "reached" }

// The channels by which a party is written to.
const (
	ByAccount = "account"
	ByPost    = "post"
)

// Reach notes how a party wishes to be reached: the party itself does, or whoever keeps the case for it. Every letter
// from then on goes that way.
func (o *Office) Reach(ctx context.Context, v Viewer, reference string, r Reached) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if !slices.Contains(d.f.partyRoles(), r.Role) || !s.Sees(Private(r.Role), "") || s.auditor {
			return ErrNotFound
		}
		if r.Channel != ByAccount && r.Channel != ByPost {
			return mend("channel", "Choose between reading after signing in and letters on paper.")
		}
		if !slices.Contains(s.parties, r.Role) && strings.TrimSpace(r.Why) == "" {
			return mend("why", "Say how the party asked for it.")
		}
		d.as = s.caps[0]
		return d.add(r)
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// reachViews lists how parties wish to be reached, for those who may see their own space.
func (f *File) reachViews(s sight) []Reached {
	var list []Reached
	for _, role := range f.partyRoles() {
		if r, ok := f.reached[role]; ok && s.Sees(Private(role), "") {
			list = append(list, r)
		}
	}
	return list
}

// onPaper says whether a person of the matter is written to on paper alone.
func (f *File) onPaper(p PersonID) bool {
	for role, r := range f.reached {
		if r.Channel == ByPost && slices.Contains(f.Holders(role), p) {
			return true
		}
	}
	return false
}
