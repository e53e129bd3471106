package component

// A Section is a part of a page under a heading of its own.
type Section struct {
	ID      string // to link to; empty: none
	Heading string
	Text    string
	Sheet   bool // it stands on a sheet
	Parts   Parts
}

// A Message is something said.
type Message struct {
	N     int
	By    string
	As    string // in which capacity
	At    string
	Text  string
	Yours bool
	Tag   *Tag
	Under Parts // what may be done with it here
	Links []Link
}

// Messages are what was said in one place.
type Messages struct {
	Messages []Message
	Empty    string
}

func (Section) name() string  { return "section" }
func (Messages) name() string { return "messages" }
