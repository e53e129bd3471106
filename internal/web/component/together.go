package component

import (
	"strings"

	"github.com/evenhand/evenhand/calendar"
)

// A Heading heads what follows it on a page.
type Heading struct {
	Text  string
	ID    string // to link to; may be empty
	Small bool   // heads a part of a part
}

// A Text is paragraphs, apart from each other by an empty line. Single ends of
// lines are kept, so that what somebody wrote is shown as they wrote it.
type Text struct {
	Text string
	Kind string // "lead": the first of a page; "soft": less weighty; "given": somebody's own words
}

// Paragraphs are the text's, none of them empty.
func (t Text) Paragraphs() []string {
	var found []string
	for _, p := range strings.Split(strings.ReplaceAll(t.Text, "\r\n", "\n"), "\n\n") {
		if p = strings.Trim(p, "\n"); strings.TrimSpace(p) != "" {
			found = append(found, p)
		}
	}
	return found
}

// Columns put what is beside the matter at hand next to it, or beneath it
// where there is no room.
type Columns struct {
	Main, Aside Parts
	Label       string // what stands aside, for those who hear the page
}

// A Sheet holds parts together, apart from the rest of the page.
type Sheet struct {
	Heading string
	Tag     *Tag // who sees it, or what state it is in
	Parts   Parts
}

// A Form asks and is sent. Its buttons stand last in it.
type Form struct {
	Action   string
	Get      bool   // it only looks something up, and changes nothing
	Files    bool   // files are sent with it
	UploadTo string // where scripts send its files one by one beforehand; may be empty
	Keep     []Pair // sent along unseen
	Parts    Parts
}

// Links lead on, each with a line on where to.
type Links struct {
	Heading string
	Links   []Onward
}

// An Onward is a link with a line on where it leads.
type Onward struct {
	Text, Href, Hint string
	Tag              *Tag
}

// An Entry is something that happened.
type Entry struct {
	On     calendar.Date
	Time   string // of the day, if it is known
	Text   string
	Who    string // in their capacity
	Clause string
	Href   string // to the clause
	Kind   string // "": done; "rule": happened by operation of the rules; "fact": recorded from outside; "refused"; "broken"
	Note   string
	Link   *Link // to what it brought
	Parts  Parts
}

// A Record is what happened, in the order it is given.
type Record struct {
	Entries []Entry
	Empty   string
}

// A Receipt is what somebody must keep to come back.
type Receipt struct {
	Heading   string
	Reference string
	Code      string // shown once, in groups that can be read aloud
	Note      string // what it is for and what happens if it is lost
}

// Figures are numbers to take in at a glance.
type Figures struct{ Figures []Figure }

// A Figure is one number and what it counts.
type Figure struct {
	Text  string
	Value string
	Href  string
	Kind  string // "", "soon", "late", "good"
}

// A Clause is one clause of a rule book with what its words were encoded as
// folded beside it.
type Clause struct {
	Number  string
	Heading string
	Words   string
	Block   string // the formal block; may be empty
	ID      string // to link to
	Tag     *Tag   // "new", "changed"
	Parts   Parts  // what stands in it besides, such as the words of another version
}

// A Letter is a notice exactly as it was sent.
type Letter struct {
	To, From string
	On       calendar.Date
	How      string // the way it went, and whether it arrived
	Subject  string
	Body     string // plain text
}

func (Heading) name() string { return "heading" }
func (Text) name() string    { return "text" }
func (Columns) name() string { return "columns" }
func (Sheet) name() string   { return "sheet" }
func (Form) name() string    { return "form" }
func (Links) name() string   { return "links" }
func (Record) name() string  { return "record" }
func (Receipt) name() string { return "receipt" }
func (Figures) name() string { return "figures" }
func (Clause) name() string  { return "clause" }
func (Letter) name() string  { return "letter" }
