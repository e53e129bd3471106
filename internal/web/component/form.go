package component

import "strings"

// A Field is what every part of a form has. [web.Form.Fill] gives it what was
// typed and what is wrong with it.
type Field struct {
	Name    string // in the form; also the id that an error summary links to
	Label   string
	Hint    string
	Values  []string // what was typed or chosen before
	Problem string   // what is wrong with it, and how to put it right
	// Heading makes the label the heading of the page, for one question a page.
	Heading  bool
	Optional bool // says so beside the label; what is not optional is asked for
}

// Value returns what was typed.
func (f Field) Value() string {
	if len(f.Values) == 0 {
		return ""
	}
	return f.Values[0]
}

// Chosen reports whether a value was chosen before.
func (f Field) Chosen(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return false
}

// DescribedBy names the elements that say more of the field.
func (f Field) DescribedBy(more ...string) string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Problem != "" {
		ids = append(ids, f.Name+"-error")
	}
	for _, m := range more {
		ids = append(ids, f.Name+"-"+m)
	}
	return strings.Join(ids, " ")
}

// A Button does something, or goes somewhere when it has an address.
type Button struct {
	Text  string
	Name  string // what is sent with the form, if anything
	Value string
	Href  string
	Kind  string // "": the one thing to do; "secondary"; "warning": cannot be undone
	Post  string // an address: the button stands in a form of its own
}

// An Input asks for one line.
type Input struct {
	Field
	Type         string // as in HTML; empty: text
	Width        string // "2", "4", "10", "20" letters; empty: as wide as there is room
	Autocomplete string
	Mode         string // the keyboard of a phone: numeric, email
}

// A Textarea asks for as much as somebody wants to say.
type Textarea struct {
	Field
	Rows  int // 0: 6
	Limit int // letters; 0: none is shown
}

// An Option is one answer of several.
type Option struct {
	Value string
	Text  string
	Hint  string
	Or    bool  // stands apart, after an "or"
	Parts Parts // what to ask besides if it is chosen; always shown, so that it needs no script
}

// Radios ask for one answer.
type Radios struct {
	Field
	Options []Option
	Inline  bool // beside each other: for two short answers
}

// Checkboxes ask for any number of answers.
type Checkboxes struct {
	Field
	Options []Option
}

// A DateInput asks for a day, or for what is known of it: the office reads it
// with [words.Catalogue.ReadWhen].
type DateInput struct{ Field }

// A Select asks for one answer of many that the reader knows.
type Select struct {
	Field
	Options []Option
}

// A FileUpload asks for files, several at once. Without a script the browser
// sends them with the form; with one their progress is shown.
type FileUpload struct {
	Field
	Accept string // what the browser offers, as in HTML; never what is enforced
	Most   string // what may be sent, in words
	Kept   []File // what has arrived already
}

// A File is one that has arrived.
type File struct {
	Name   string
	Size   string
	Note   string
	Remove string // the address to post to, to take it back; empty: it stays
}

// An ErrorMessage stands beside the field it speaks of.
type ErrorMessage struct {
	ID   string
	Text string
}

// A Problem is what is wrong with a field.
type Problem struct {
	Field string // its name; empty: the whole form
	Text  string
}

// An ErrorSummary stands before a form and links to each field with a problem.
type ErrorSummary struct{ Problems []Problem }

// Progress says how much of something is done.
type Progress struct {
	Done, Of int
	Text     string // what is counted, in words; empty: question N of M
}

// Percent returns the part done.
func (p Progress) Percent() int {
	if p.Of <= 0 {
		return 0
	}
	return min(100, 100*p.Done/p.Of)
}

// A Search asks for words to look for.
type Search struct {
	Action string
	Name   string
	Label  string
	Value  string
	Keep   []Pair // sent along, such as a filter
}

// A Pair is a name and a value.
type Pair struct{ Name, Value string }

// A Filter narrows a list: what is chosen, each a link that takes it away, and
// the questions to choose by.
type Filter struct {
	Action string
	Chosen []Link // each to the list without it
	Clear  string // the address of the list without any
	Parts  Parts
	Open   bool
}

func (Button) name() string       { return "button" }
func (Input) name() string        { return "input" }
func (Textarea) name() string     { return "textarea" }
func (Radios) name() string       { return "radios" }
func (Checkboxes) name() string   { return "checkboxes" }
func (DateInput) name() string    { return "date-input" }
func (Select) name() string       { return "select" }
func (FileUpload) name() string   { return "file-upload" }
func (ErrorMessage) name() string { return "error-message" }
func (ErrorSummary) name() string { return "error-summary" }
func (Progress) name() string     { return "progress" }
func (Search) name() string       { return "search" }
func (Filter) name() string       { return "filter" }

// Lines returns how many lines to show.
func (t Textarea) Lines() int {
	if t.Rows == 0 {
		return 6
	}
	return t.Rows
}
