package casework

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// entry works out what the index holds of a matter. It depends on the events and the roll alone, so that the index can
// be thrown away and made again.
func (f *File) entry(roll *Roll) Entry {
	e := Entry{ID: f.ID, Reference: f.Opened.Reference, Procedure: f.Proc.Name, Stage: f.Stage(), Final: f.Final(), Outcome: f.outcome(),
		Opened: f.Begun, Changed: f.Events[f.N()-1].At, Events: f.N(), Receipt: f.Receipt}
	if due, err := f.Proc.Due(f.State); err == nil && len(due) > 0 {
		for _, x := range due {
			if x.Paused {
				e.Delay = "paused"
				continue
			}
			if e.Due.IsZero() {
				e.Due, e.DueWhat = x.Last, f.Proc.Deadlines[x.Deadline].Name
			}
		}
		e.NextDay = f.nextDay()
	}
	if keepers := f.Posted(f.keeper()); len(keepers) > 0 {
		e.Caseworker = keepers[0]
	}
	if f.waits() {
		e.wait(f)
	}
	e.Parts = f.parts(roll)
	e.Search = f.words(roll)
	return e
}

// The reasons for delay of a matter from paper.
const (
	WaitsForSecond = "waits for a second person"
	NeverTaken     = "given up"
)

// wait says that nothing happens by itself in a matter that waits to be taken over, or was given up.
func (e *Entry) wait(f *File) {
	e.NextDay, e.Delay = 0, WaitsForSecond
	if f.Paper.Given != "" {
		e.Due, e.DueWhat, e.Final, e.Outcome, e.Delay = 0, "", true, NeverTaken, NeverTaken
	}
}

// nextDay is the first day on which something happens by itself: the day after the earliest last day. What is to be
// restored from quarantine counts too.
func (f *File) nextDay() calendar.Date {
	var first calendar.Date
	earlier := func(d calendar.Date) {
		if first.IsZero() || d < first {
			first = d
		}
	}
	due, err := f.Proc.Due(f.State)
	if err == nil {
		for _, x := range due {
			if !x.Paused {
				earlier(x.Last.Add(1))
			}
		}
	}
	for _, x := range f.Exhibits {
		if x.Quarantined != nil && !x.Gone {
			earlier(x.Quarantined.Until.Add(1))
		}
	}
	return first
}

// parts lists who may know of the matter.
func (f *File) parts(roll *Roll) []Part {
	var list []Part
	add := func(p PersonID, capacity string) {
		s := f.sightOf(p, roll)
		part := Part{p, capacity, s.office}
		if p != "" && (s.exists && !s.auditor || f.besideOf(p) != "") && !slices.Contains(list, part) {
			list = append(list, part)
		}
	}
	if f.waits() {
		add(f.Paper.By, Bringing)
		add(f.Paper.Second, Bringing)
		return list
	}
	for i := range f.Proc.Roles {
		for _, p := range f.Holders(f.Proc.Roles[i].Name) {
			add(p, f.Proc.Roles[i].Name)
		}
	}
	for _, post := range f.Posts {
		if !post.Ended {
			add(post.Person, post.Capacity)
		}
	}
	return list
}

// words are what those who prepare the case can find it by.
func (f *File) words(roll *Roll) string {
	var b strings.Builder
	put := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
	put(f.Opened.Reference)
	if c := f.Complaint; c != nil {
		put(c.Who)
		put(c.What)
		put(c.About)
	}
	for _, role := range f.partyRoles() {
		for _, p := range f.Holders(role) {
			person, _ := roll.Person(p)
			put(person.Name)
		}
	}
	return b.String()
}
