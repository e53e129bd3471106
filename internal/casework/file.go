package casework

import (
	"fmt"
	"slices"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A File is all there is of one matter: what its events add up to. It is for the office's own use; people get a View.
type File struct {
	ID     ID
	Events []Event
	Opened Opened
	Begun  calendar.Date

	Book  *Book
	Proc  *matter.Procedure
	State matter.State
	Today calendar.Date

	Complaint  *Complained
	Complainer PersonID
	Steps      []Step // in the order of their days
	Posts      []Post // who has been given what beside what the kernel holds
	Draws      []Draw
	Items      []Item
	Exhibits   []*Exhibit
	Letters    []*Letter
	Motions    []*Motion
	Links      []Linked
	Published  []Published
	Paper      *Paper // nil: it was begun here
	Receipt    string // the hash of the receipt code

	identified map[string]PersonID
	addressed  map[PersonID]Addressed
	corrected  map[int]calendar.Date
	reached    map[string]Reached // by role
	told       map[string]bool    // roles that have been told of the matter
	asOf       time.Time          // the instant as of which the file is worked out
}

// A Step is an act, a fact or a clock act, with what the kernel makes of it.
type Step struct {
	N          int // the event; -1: worked out, not recorded yet
	Event      int // of the procedure; -1: it is none
	Occurrence matter.Occurrence
	By         PersonID
	Reasons    string
	Text       string
	Exhibits   []int
	Source     string
	Fields     map[string]string
	Mark       Mark
	Conditions []Condition // why it was broken or without effect
	Stage      string      // in which the matter stood after it
	Corrected  bool
}

// A Mark is what the kernel makes of what happened.
type Mark string

// The marks.
const (
	Kept   Mark = "kept"
	Broken Mark = "broken"         // it stands, though the rules did not allow it
	Void   Mark = "without effect" // it moved nothing
	ByRule Mark = "by rule"
)

// A Post is a capacity that a person was given in the matter.
type Post struct {
	Assigned
	N     int
	Ended bool
}

// A Draw is a draw by lot.
type Draw struct {
	Drawn
	N int
}

// An Item is something said, in one space.
type Item struct {
	Said
	N     int
	By    PersonID
	As    string
	Space Space
}

// An Exhibit is one item of evidence and what became of it.
type Exhibit struct {
	Added
	N           int
	By          PersonID
	As          string
	Copy        *Copied
	Checked     bool
	Disclosed   bool
	Unscanned   bool
	Found       string // a harmful program in it
	Withheld    string // its ground
	Quarantined *Quarantined
	Gone        bool // quarantine confirmed
	Receipts    []PersonID
}

// A Letter is a letter as it was sent.
type Letter struct {
	Wrote
	N int
}

// A Motion is an act put to a body, with the votes so far.
type Motion struct {
	Moved
	N     int
	By    PersonID
	Votes []Ballot
	Done  bool
}

// A Ballot is a member's vote.
type Ballot struct {
	Voted
	By PersonID
}

// fold works out a file from its events, as it stands on a day. The error is a fault: a stream that no office wrote.
func fold(events []Event, books func(sha string) (*Book, error), today calendar.Date, now time.Time) (*File, error) {
	if len(events) == 0 {
		return nil, ErrNotFound
	}
	opened, ok := events[0].What.(Opened)
	if !ok {
		return nil, fmt.Errorf("the first event is %q, want opened", events[0].What.kind())
	}
	f := &File{ID: events[0].Stream, Events: events, Opened: opened, Today: today, asOf: now, Receipt: opened.Receipt,
		identified: map[string]PersonID{}, addressed: map[PersonID]Addressed{}, corrected: map[int]calendar.Date{}, told: map[string]bool{}, reached: map[string]Reached{}}
	var err error
	if f.Book, err = books(opened.Book); err != nil {
		return nil, err
	}
	if f.Proc = f.Book.Rules.Procedure(opened.Procedure); f.Proc == nil {
		return nil, fmt.Errorf("the rule book has no procedure %q", opened.Procedure)
	}
	for _, e := range events {
		f.take(e)
	}
	if err := f.play(books); err != nil {
		return nil, err
	}
	f.tell()
	return f, nil
}

// take takes in what is not for the kernel to judge.
func (f *File) take(e Event) {
	switch w := e.What.(type) {
	case Complained:
		f.Complaint, f.Complainer = &w, e.By
	case Addressed:
		f.addressed[e.By] = w
	case Undelivered:
		f.Items = append(f.Items, Item{undelivered(w), e.N, "", "", OfficeSide})
	case Identified:
		f.identified[w.Role] = w.Person
	case Corrected:
		f.corrected[w.Event] = w.On
	case Assigned:
		f.Posts = append(f.Posts, Post{Assigned: w, N: e.N})
	case Relieved:
		f.relieve(w)
	case Drawn:
		f.Draws = append(f.Draws, Draw{w, e.N})
		for i := range f.Posts {
			if f.Posts[i].Capacity == w.Body {
				f.Posts[i].Ended = true
			}
		}
		for _, p := range w.Seats {
			f.Posts = append(f.Posts, Post{Assigned: Assigned{Person: p, Capacity: w.Body, Why: "by lot"}, N: e.N})
		}
	case Moved:
		f.Motions = append(f.Motions, &Motion{Moved: w, N: e.N, By: e.By})
	case Voted:
		if m := f.Motion(w.Motion); m != nil {
			m.Votes = slices.DeleteFunc(m.Votes, func(b Ballot) bool { return b.By == e.By })
			m.Votes = append(m.Votes, Ballot{w, e.By})
		}
	case Acted:
		if m := f.Motion(w.Motion); m != nil {
			m.Done = true
		}
	case Said:
		f.Items = append(f.Items, Item{w, e.N, e.By, e.As, w.Space})
	case Shared:
		for i := range f.Items {
			if f.Items[i].N == w.Event {
				f.Items[i].Space = Common
			}
		}
	case Reached:
		f.reached[w.Role] = w
	case Linked:
		f.Links = append(f.Links, w)
	case Published:
		f.Published = append(f.Published, w)
	case Wrote:
		f.Letters = append(f.Letters, &Letter{w, e.N})
	case BroughtIn, TakenOver, GivenUp:
		f.takePaper(e)
	default:
		f.takeExhibit(e)
	}
}

// takeExhibit takes in what became of exhibits.
func (f *File) takeExhibit(e Event) {
	switch w := e.What.(type) {
	case Added:
		f.Exhibits = append(f.Exhibits, &Exhibit{Added: w, N: e.N, By: e.By, As: e.As, Unscanned: w.Unscanned})
	case Scanned:
		f.withExhibit(w.Exhibit, func(x *Exhibit) { x.Unscanned, x.Found = false, w.Found })
	case Copied:
		f.withExhibit(w.Exhibit, func(x *Exhibit) { x.Copy, x.Checked = &w, false })
	case Checked:
		f.withExhibit(w.Exhibit, func(x *Exhibit) { x.check(w) })
	case Disclosed:
		for _, n := range w.Exhibits {
			f.withExhibit(n, func(x *Exhibit) { x.Disclosed, x.Withheld = true, "" })
		}
	case Withheld:
		f.withExhibit(w.Exhibit, func(x *Exhibit) { x.Withheld = w.Ground })
	case Received:
		for _, n := range w.Exhibits {
			f.withExhibit(n, func(x *Exhibit) { x.Receipts = append(x.Receipts, e.By) })
		}
	case Quarantined:
		f.withExhibit(w.Exhibit, func(x *Exhibit) { x.Quarantined = &w })
	case QuarantineEnded:
		f.withExhibit(w.Exhibit, func(x *Exhibit) {
			if x.Gone = w.Confirmed; !w.Confirmed {
				x.Quarantined = nil
			}
		})
	}
}

// check takes in that a person has looked at the copy, and what they say can be read in it.
func (x *Exhibit) check(w Checked) {
	if x.Copy == nil {
		return
	}
	x.Checked = true
	if w.Words != nil {
		seen := *x.Copy
		seen.Text = w.Words
		x.Copy = &seen
	}
}

func (f *File) relieve(w Relieved) {
	for i := range f.Posts {
		if p := &f.Posts[i]; p.Person == w.Person && p.Capacity == w.Capacity {
			p.Ended = true
		}
	}
}

func (f *File) withExhibit(n int, do func(*Exhibit)) {
	if x := f.Exhibit(n); x != nil {
		do(x)
	}
}

// Exhibit finds an exhibit by its number; nil when there is none.
func (f *File) Exhibit(n int) *Exhibit {
	if n < 1 || n > len(f.Exhibits) {
		return nil
	}
	return f.Exhibits[n-1]
}

// Motion finds a motion by the number of the event that moved it; nil when there is none.
func (f *File) Motion(n int) *Motion {
	i := slices.IndexFunc(f.Motions, func(m *Motion) bool { return m.N == n })
	if i < 0 || n == 0 {
		return nil
	}
	return f.Motions[i]
}

// N is how many events the matter has.
func (f *File) N() int { return len(f.Events) }

// Stage is the stage the matter is in.
func (f *File) Stage() string { return f.Proc.Stage(f.State) }

// Final says whether the matter has ended.
func (f *File) Final() bool { return f.Proc.Final(f.State) }

// Posted lists who holds a capacity now, in the order in which they were given it.
func (f *File) Posted(capacity string) []PersonID {
	var list []PersonID
	for _, p := range f.Posts {
		if p.Capacity == capacity && !p.Ended && !slices.Contains(list, p.Person) {
			list = append(list, p.Person)
		}
	}
	return list
}

// Holders lists who is what in the matter now: by post, or as the kernel holds it.
func (f *File) Holders(capacity string) []PersonID {
	list := f.Posted(capacity)
	if !f.isRole(capacity) {
		return list
	}
	for _, h := range f.State.Holdings {
		if h.Role == capacity && !h.Released && !slices.Contains(list, PersonID(h.Person)) {
			list = append(list, PersonID(h.Person))
		}
	}
	return list
}

// Capacities lists what a person is in the matter now, in the order of the book, then what is beside the book.
func (f *File) Capacities(p PersonID) []string {
	var list []string
	add := func(c string) {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	for i := range f.Proc.Roles {
		if slices.Contains(f.Holders(f.Proc.Roles[i].Name), p) {
			add(f.Proc.Roles[i].Name)
		}
	}
	for _, post := range f.Posts {
		if post.Person == p && !post.Ended {
			add(post.Capacity)
		}
	}
	return list
}

func (f *File) isRole(name string) bool {
	return slices.ContainsFunc(f.Proc.Roles, func(r matter.Role) bool { return r.Name == name })
}

// side is whose side a role, office or body is on.
func (f *File) side(capacity string) matter.Side {
	for i := range f.Proc.Roles {
		if f.Proc.Roles[i].Name == capacity {
			return f.Proc.Roles[i].Side
		}
	}
	if b := f.Book.Rules.Body(capacity); b != nil {
		return b.Side
	}
	return matter.NoSide
}

// partyRoles lists the roles of the parties: those on the complainant's or the respondent's side.
func (f *File) partyRoles() []string {
	var list []string
	for i := range f.Proc.Roles {
		if s := f.Proc.Roles[i].Side; s == matter.Complainant || s == matter.Respondent {
			list = append(list, f.Proc.Roles[i].Name)
		}
	}
	return list
}
