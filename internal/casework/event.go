package casework

import (
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/register"
)

// An ID names a stream of events: a matter, or the organisation. It is random, never shown, and says nothing.
type ID string

// Organisation is the stream of what is not of one matter: people, offices, rule books.
const Organisation ID = "organisation"

// A PersonID names a person in events. Names and addresses stand in the organisation's stream alone.
type PersonID string

// An Event is something that happened, as it was recorded. Events are appended and never changed.
type Event struct {
	Stream ID
	N      int       // its place in the stream, from 0
	At     time.Time // when it was recorded, UTC
	By     PersonID  // empty: by operation of the rules, or by the office itself
	For    PersonID  // the party for whom a representative did it; empty: for oneself
	As     string    // in which capacity
	What   What
}

// What is what an event says happened: one of the types of this file and of those of the organisation.
type What interface{ kind() string }

// Opened begins a matter.
type Opened struct {
	Procedure string
	Book      string // SHA-256 of the version that governs it
	Reference string
	Standing  Standing
	Channel   string     // how it came: "web", "api", "paper" (see [BroughtIn]), "demo"
	Kept      []PersonID // people from whom it is kept, whatever they hold
	Receipt   string     // the hash of the receipt code that brings its sender back
}

// Standing is how the complainant is known.
type Standing string

// The standings of a complainant.
const (
	Named      Standing = "named"       // known to both sides once the respondent is told
	Protected  Standing = "protected"   // known to the office, not to the respondent or who decides
	Anonymous  Standing = "anonymous"   // known to nobody; comes back with a receipt code
	ThirdParty Standing = "third-party" // reports for others; not a complainant with standing
)

// Complained is what a complaint says, in its sender's words.
type Complained struct {
	What, When, Who, About string
	Wish                   string // what the sender would like to happen
}

// Identified says who it is that a role of the matter was given to, when that was not known as the role was given.
type Identified struct {
	Role   string
	Person PersonID
}

// Acted is an act that the rules allowed.
type Acted struct {
	Occurrence matter.Occurrence
	Reasons    string            // in words, when they were given
	Text       string            // what was sent or said with it: an answer, a report, an account
	Exhibits   []int             // by number
	Motion     int               // the motion that it carries out; 0: none
	Fields     map[string]string // what a letter asked its sender for
}

// Lapsed is what happened by operation of the rules when a day had passed.
type Lapsed struct {
	Act, Outcome string
	Instance     int
	On           calendar.Date
}

// Refused is an act that the rules did not allow. It changed nothing.
type Refused struct {
	Act, Outcome string
	On           calendar.Date
	Conditions   []Condition
}

// A Condition is one reason for a refusal, as it is shown to people and programs.
type Condition struct {
	Clause   string        `json:"clause"`
	Version  string        `json:"version"`
	Reason   string        `json:"reason"`
	Cure     string        `json:"cure"`
	Earliest calendar.Date `json:"earliest"`
}

// Recorded is a fact: what happened outside the office, dated, with its source. It is never refused.
type Recorded struct {
	Occurrence matter.Occurrence // Act is empty when no act or fact of the book is meant
	Note       string
	Source     string
}

// Corrected says that an event happened on another day than was recorded.
type Corrected struct {
	Event  int
	On     calendar.Date
	Reason string
}

// Assigned gives a person a capacity in the matter: an office, a seat on a body, or a part beside the rules such as
// representative or supporter of a party.
type Assigned struct {
	Person   PersonID
	Capacity string
	Of       string // of whom a representative, companion, supporter or interpreter is one: a role
	Why      string
}

// Relieved ends it.
type Relieved struct {
	Person   PersonID
	Capacity string
	Why      string
}

// Drawn is a draw by lot: the text that package lot can recompute, and whom it seats.
type Drawn struct {
	Body     string
	Draw     string
	Seats    []PersonID
	Reserves []PersonID
}

// Declared is a declaration of interest: empty means none.
type Declared struct {
	Capacity string
	Interest string
}

// Moved puts an act to those who sit on a body.
type Moved struct {
	Body       string
	Occurrence matter.Occurrence
	Reasons    string
	Text       string
	Exhibits   []int
	Fields     map[string]string
}

// Voted is one member's vote. Read says how the member read the bundle: "screen", "paper", "assistive".
type Voted struct {
	Motion  int // the number of the event that moved it
	Vote    Vote
	Read    string
	Dissent string
}

// A Vote is one member's.
type Vote string

// The votes.
const (
	For     Vote = "for"
	Against Vote = "against"
	Abstain Vote = "abstain"
)

// Said is a message, question, note or request, in one space.
type Said struct {
	Space    Space
	Sort     string // "message", "question", "answer", "note", "request-for-time", "representation", "safety"
	Text     string
	To       PersonID
	Answers  int // the event it answers; 0: none
	Exhibits []int
}

// Shared moves what stood in a narrower space into the common file.
type Shared struct {
	Event  int
	Clause string // under which clause, when its author did not agree
	Why    string
}

// Added is an exhibit as it came in.
type Added struct {
	Exhibit    int // its number in the matter, from 1
	Title      string
	Blob       string // SHA-256 of the original
	Bytes      int64
	FileName   string
	MediaType  string // found out from the bytes
	Provenance Provenance
	Space      Space
	RedactedOf int // the exhibit of which it is a redaction; 0: none
	Why        string
	Unscanned  bool // what looks for harmful programs could not be reached
}

// Scanned is that an exhibit was looked through for harmful programs after it came in.
type Scanned struct {
	Exhibit int
	Found   string // the name of what was found; empty: nothing
}

// Provenance is where an exhibit comes from.
type Provenance struct {
	SuppliedAs string // capacity
	Captured   string // EDTF
	How        string
	Part       bool // a part, not the whole
	Covert     bool
	Stated     bool // whoever supplied it was asked whether it is a part, and covert
}

// Copied is that a disclosure copy of an exhibit was made, with what was hidden in the original.
type Copied struct {
	Exhibit int
	Blob    string
	Bytes   int64
	Pages   int
	Hidden  []string
	Text    []string // the words of the original, a page each, for quotations
}

// Checked is a person's word that nothing is visible in the copy that should not be.
type Checked struct {
	Exhibit int
	Remark  string
	Words   []string // what can be read on each page, as that person put it right; nil: as it was found
}

// Disclosed puts exhibits into the common file.
type Disclosed struct{ Exhibits []int }

// Withheld lists an exhibit as withheld, with its ground.
type Withheld struct {
	Exhibit int
	Ground  string
}

// Received is a party's signed receipt of what was disclosed.
type Received struct{ Exhibits []int }

// Quarantined hides an item from everyone at once. It moves nothing.
type Quarantined struct {
	Exhibit int
	Why     string
	Until   calendar.Date // by when a second person confirms it; otherwise it is restored
}

// QuarantineEnded confirms (it stays hidden) or restores.
type QuarantineEnded struct {
	Exhibit   int
	Confirmed bool
	Why       string
}

// Wrote is a letter, kept exactly as it was sent.
type Wrote struct {
	Letter   int    // its number in the matter, from 1
	Of       int    // the event of which it tells
	Notice   string // whose template it was written from; empty: none
	Clause   string
	To       PersonID
	Role     string
	Medium   string // "account" (read after signing in, announced by e-mail), "post"
	Subject  string
	Text     string // Markdown, filled in
	Act      string // the act of which it tells
	NotUntil time.Time
}

// CrossedOver is that another version of the rule book came to govern the matter.
type CrossedOver struct {
	Book string
	On   calendar.Date
}

// Linked ties the matter to another.
type Linked struct {
	To   ID
	Sort string // "joined", "related"
	Why  string
}

// Published is a decision about the register entry.
type Published struct {
	State string // "proposed", "published", "withheld", "delayed", "merged", "expired"
	Text  string
	Facts []register.Fact // what the text says that could be known of a member
	Fit   int             // how many members fit the published facts
	Why   string
	Until calendar.Date
}

// Consented is a party's agreement: to share what is its own, to talks, to publication.
type Consented struct {
	To    string
	Event int
	Yes   bool
}

func (Opened) kind() string          { return "opened" }
func (Complained) kind() string      { return "complained" }
func (Identified) kind() string      { return "identified" }
func (Acted) kind() string           { return "acted" }
func (Lapsed) kind() string          { return "lapsed" }
func (Refused) kind() string         { return "refused" }
func (Recorded) kind() string        { return "recorded" }
func (Corrected) kind() string       { return "corrected" }
func (Assigned) kind() string        { return "assigned" }
func (Relieved) kind() string        { return "relieved" }
func (Drawn) kind() string           { return "drawn" }
func (Declared) kind() string        { return "declared" }
func (Moved) kind() string           { return "moved" }
func (Voted) kind() string           { return "voted" }
func (Said) kind() string            { return "said" }
func (Shared) kind() string          { return "shared" }
func (Added) kind() string           { return "added" }
func (Scanned) kind() string         { return "scanned" }
func (Copied) kind() string          { return "copied" }
func (Checked) kind() string         { return "checked" }
func (Disclosed) kind() string       { return "disclosed" }
func (Withheld) kind() string        { return "withheld" }
func (Received) kind() string        { return "received" }
func (Quarantined) kind() string     { return "quarantined" }
func (QuarantineEnded) kind() string { return "quarantine-ended" }
func (Wrote) kind() string           { return "wrote" }
func (CrossedOver) kind() string     { return "crossed-over" }
func (Linked) kind() string          { return "linked" }
func (Published) kind() string       { return "published" }
func (Consented) kind() string       { return "consented" }

// makers gives an empty value to decode into, by kind.
var makers = func() map[string]func() What {
	m := map[string]func() What{}
	note(m, Opened{}, Complained{}, Identified{}, Acted{}, Lapsed{}, Refused{}, Recorded{}, Corrected{}, Assigned{}, Relieved{})
	note(m, Drawn{}, Declared{}, Moved{}, Voted{}, Said{}, Shared{}, Added{}, Copied{}, Checked{}, Disclosed{}, Withheld{})
	note(m, Received{}, Quarantined{}, QuarantineEnded{}, Wrote{}, CrossedOver{}, Linked{}, Published{}, Consented{})
	note(m, Pooled{}, Contributed{}, Reached{}, Scanned{})
	note(m, Addressed{}, Undelivered{})
	note(m, BroughtIn{}, Happened{}, TakenOver{}, GivenUp{})
	note(m, PersonAdded{}, PersonChanged{}, Held{}, Gone{}, Trained{}, Adopted{}, Settled{}, Listed{})
	return m
}()
