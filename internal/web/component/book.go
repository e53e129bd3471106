package component

import "html/template"

// Contents list the parts of a long text, in columns where there is room.
type Contents struct {
	Heading string
	Links   []Link
}

// A Redline shows what was taken out of a text and what was put in.
type Redline struct{ Stretches []Stretch }

// A Stretch is words that stayed, went or came.
type Stretch struct {
	Text string
	Kind string // "": stayed; "gone"; "new"
}

// A Picture is drawn elsewhere, and told in words beneath. It keeps its size: what is wider than the page is moved sideways
// by itself.
type Picture struct {
	Src     template.URL // of this site, or data
	Label   string       // what it shows, for those who do not see it
	Width   int          // pixels
	Height  int
	Summary string // heads its words
	Words   string // the same in words, as plain text
}

func (Contents) name() string { return "contents" }
func (Redline) name() string  { return "redline" }
func (Picture) name() string  { return "picture" }
