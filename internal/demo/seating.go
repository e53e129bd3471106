package demo

import (
	"context"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
)

// A seating finds who has a part in a matter where a story cannot name them: who sits is known only after the lot.
type seating struct {
	office *casework.Office
	ids    map[string]casework.ID // by reference
}

// find finds "panel 2", who sits second on a body, and "the guest-officer", who was given that part last. Empty when
// there is nobody.
func (s seating) find(ctx context.Context, ref, name string) casework.PersonID {
	kind, rest, _ := strings.Cut(name, " ")
	if kind == "the" {
		return s.holder(ctx, ref, rest)
	}
	n, err := strconv.Atoi(rest)
	if seats := s.seated(ctx, ref, kind); err == nil && n >= 1 && n <= len(seats) {
		return seats[n-1]
	}
	return ""
}

// seated lists who was drawn for a body of the matter, as it stands.
func (s seating) seated(ctx context.Context, ref, body string) (seats []casework.PersonID) {
	for _, what := range s.happened(ctx, ref) {
		if w, ok := what.(casework.Drawn); ok && w.Body == body {
			seats = w.Seats
		}
	}
	return seats
}

// holder is who was given a part in the matter last.
func (s seating) holder(ctx context.Context, ref, capacity string) (id casework.PersonID) {
	for _, what := range s.happened(ctx, ref) {
		if w, ok := what.(casework.Assigned); ok && w.Capacity == capacity {
			id = w.Person
		}
	}
	return id
}

// happened lists what happened in a matter.
func (s seating) happened(ctx context.Context, ref string) []casework.What {
	rows, err := s.office.Store.Rows(ctx, s.ids[ref], 0)
	if err != nil {
		return nil
	}
	var list []casework.What
	for _, row := range rows {
		if event, err := row.Decode(); err == nil {
			list = append(list, event.What)
		}
	}
	return list
}
