package component

import (
	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A Clock is a deadline as it stands today. Days are counted here, never by a
// script in the reader's zone.
type Clock struct {
	Text   string // what must be done: "Answer the charge"
	By     string // who must, in their capacity; empty: the reader
	From   calendar.Date
	Due    calendar.Date // the last day; zero: none is running
	Today  calendar.Date
	Then   string // what happens when the day passes
	Clause string
	Href   string // to the clause
	Paused bool   // since From; Due is the last day on which the pause can end
}

// Left returns the days until the last one, which is 0.
func (c Clock) Left() int { return c.Due.Sub(c.Today) }

// Over returns how many days ago the last day was.
func (c Clock) Over() int { return -c.Left() }

// Gone returns the part of the time that has passed, in per cent.
func (c Clock) Gone() int {
	whole := c.Due.Sub(c.From)
	if c.From.IsZero() || whole <= 0 {
		return 0
	}
	return min(100, max(0, 100*c.Today.Sub(c.From)/whole))
}

// Tone returns how pressing it is: "late", "soon" or "calm". It is a matter of
// colour alone: within the last tenth of the time, or its last three days.
func (c Clock) Tone() string {
	switch left := c.Left(); {
	case c.Paused:
		return "paused"
	case left < 0:
		return "late"
	case left <= 3, c.Gone() >= 90:
		return "soon"
	}
	return "calm"
}

// Clocks are what is running, the nearest first.
type Clocks struct {
	Clocks []Clock
	// Ends is the day by which the whole ends if everyone uses all their time;
	// zero if the rules do not say.
	Ends calendar.Date
	Text string // what ends: "this case"
}

// A Task is something the reader must do or may do next.
type Task struct {
	Text  string
	Href  string // empty: it cannot be begun yet
	Hint  string
	Due   calendar.Date
	Today calendar.Date
	Tag   *Tag
}

// Left returns the days until the last one.
func (t Task) Left() int { return t.Due.Sub(t.Today) }

// Over returns how many days ago the last day was.
func (t Task) Over() int { return -t.Left() }

// Tasks are what the reader must do next and by when.
type Tasks struct {
	Heading string
	Tasks   []Task
	Empty   string // what is said when nothing waits
}

// A Stage is one step of the way.
type Stage struct {
	Name  string
	State string // "done", "here", "ahead", "passed-by"
	Note  string // since when, until when at the latest
}

// A StageTrack is the way through the rules, and where a matter stands on it.
type StageTrack struct {
	Label  string
	Stages []Stage
}

// A Condition is one reason why an act is refused.
type Condition struct {
	Clause   string
	Version  string
	Href     string // to the clause
	Reason   string
	Cure     string        // what would put it right; empty if nothing would
	Earliest calendar.Date // when waiting alone puts it right
}

// A Refusal is the rules saying no: everything that stands in the way, with
// its clause and what would put it right.
type Refusal struct {
	Act        string
	By         string // the capacity in which it was tried
	Tried      bool   // it was, rather than asked beforehand
	Conditions []Condition
	Book       string // title and version
	SHA256     string // of the rule book
}

// RefusalOf shows what the kernel says.
func RefusalOf(r *matter.Refusal) Refusal {
	shown := Refusal{Act: r.Act, By: r.By, Book: r.Book, SHA256: r.SHA256}
	for _, why := range r.Reasons {
		shown.Conditions = append(shown.Conditions, Condition{
			Clause: why.Clause, Reason: why.Why, Cure: why.Cure, Earliest: why.After,
		})
	}
	return shown
}

// An Act is something that may be done now, or may not.
type Act struct {
	Text    string
	Who     string // may do it
	Href    string // to where it is done; empty if the reader may not do it
	Until   calendar.Date
	Clause  string
	Title   string   // of the clause
	Link    string   // to the clause
	Refused *Refusal // why it may not be done
}

// Acts are what may be done now and what may not.
type Acts struct {
	May, MayNot []Act
}

// A Segment is a stretch of a source's words.
type Segment struct {
	Text   string
	Quoted bool // stands in the quotation
	Left   bool // stands between two quoted stretches and was left out
}

// A Quotation shows quoted words where they stand in their source.
type Quotation struct {
	Quoted   string    // as the charge has it
	Segments []Segment // the source around it
	Source   string    // "Exhibit E-3, page 2"
	Href     string
	Elided   int  // words left out between the quoted ones
	Absent   bool // the words do not stand in the source
	Cut      bool // the source itself begins or ends in the midst
}

// A Person is somebody in a capacity.
type Person struct {
	Name     string
	Capacity string
	Note     string // "stood aside on 1 November"
	You      bool
	Side     string // "complainant", "respondent", "decider", "office"; colours the mark
	Gone     bool   // is no longer in it
}

// People are those who have a part, each in their capacity.
type People struct{ People []Person }

func (Clock) name() string      { return "clock" }
func (Clocks) name() string     { return "clocks" }
func (Tasks) name() string      { return "tasks" }
func (StageTrack) name() string { return "stage-track" }
func (Refusal) name() string    { return "refusal" }
func (Acts) name() string       { return "acts" }
func (Quotation) name() string  { return "quotation" }
func (People) name() string     { return "people" }
