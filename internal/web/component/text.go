package component

// A Link goes somewhere.
type Link struct {
	Text  string
	Href  string
	Here  bool   // the page that is shown, or the part of the site it is in
	Count int    // how many things wait there; 0 shows nothing
	Aside string // words for those who do not see what it stands beside, as in "change (answer to charge 1)"
}

// A Tag is a state in a word or two.
type Tag struct {
	Text string
	Kind string // "": plain; "now", "good", "wait", "late", "private"
}

// A Banner says what has just happened, or what everyone here must know.
type Banner struct {
	Kind    string // "": to know; "good": it worked; "late": it did not
	Heading string
	Text    string
	Links   []Link
}

// Details hold what only some need.
type Details struct {
	Summary string
	Text    string
	Parts   Parts
	Open    bool
}

// A Warning says what follows if the reader does not heed it.
type Warning struct{ Text string }

// An Inset sets words apart, such as those of a clause.
type Inset struct {
	Text   string
	Source string // where the words stand
	Href   string
}

// Empty says that there is nothing, and what would come here.
type Empty struct {
	Text string
	Hint string
	Link *Link
}

// A Way leads from a page to what a visitor came for.
type Way struct {
	Text, Href, Hint string
	First            bool // the likeliest
}

// Ways are where a visitor can go from a page.
type Ways struct{ Ways []Way }

// Leave is the way to leave quickly, which also says what it cannot hide.
type Leave struct{ Href string }

// Breadcrumbs are the way back up.
type Breadcrumbs struct{ Links []Link }

// SubNav leads to the parts of one thing.
type SubNav struct {
	Label string // what they are parts of, for those who hear the page
	Links []Link
}

// Pagination leads through a list that is longer than a page.
type Pagination struct {
	Previous string // an address; empty on the first page
	Next     string
	Shown    string // which of how many, in words
}

// A Row is one thing and what is known of it.
type Row struct {
	Key     string
	Text    string
	Parts   Parts
	Actions []Link
}

// A SummaryList lays out things and what is known of them.
type SummaryList struct {
	Heading string
	Rows    []Row
}

// A Column is the head of a table's column.
type Column struct {
	Text   string
	Href   string // sorts by it
	Sorted string // "ascending", "descending"; empty: not by it
	Number bool   // figures, which stand to the right
}

// A Cell is one field of a table.
type Cell struct {
	Text  string
	Href  string
	Parts Parts
}

// A Table compares things. The first cell of a row heads it.
type Table struct {
	Caption string
	Hidden  bool // the caption is only heard, for a table under a heading that says the same
	Columns []Column
	Rows    [][]Cell
	Empty   string // what is said when there are no rows
}

// Number reports whether the column at i holds figures.
func (t Table) Number(i int) bool { return i < len(t.Columns) && t.Columns[i].Number }

// Label returns the head of the column at i, for narrow screens.
func (t Table) Label(i int) string {
	if i < len(t.Columns) {
		return t.Columns[i].Text
	}
	return ""
}

func (Tag) name() string         { return "tag" }
func (Banner) name() string      { return "banner" }
func (Details) name() string     { return "details" }
func (Warning) name() string     { return "warning" }
func (Inset) name() string       { return "inset" }
func (Empty) name() string       { return "empty" }
func (Ways) name() string        { return "ways" }
func (Leave) name() string       { return "leave" }
func (Breadcrumbs) name() string { return "breadcrumbs" }
func (SubNav) name() string      { return "sub-nav" }
func (Pagination) name() string  { return "pagination" }
func (SummaryList) name() string { return "summary-list" }
func (Table) name() string       { return "table" }
