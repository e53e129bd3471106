package disclosure

// A Cause is a reason for which an original is not copied.
type Cause string

const (
	TooBig       Cause = "too big"        // more bytes than may be
	TooManyPages Cause = "too many pages" // more pages than may be
	Bomb         Cause = "bomb"           // small, but would unpack to something huge
	Damaged      Cause = "damaged"        // cannot be read
	Locked       Cause = "locked"         // needs a password
	ByHand       Cause = "by hand"        // a person must prepare a copy
	TookTooLong  Cause = "took too long"
	NoTool       Cause = "no tool" // a program is missing on this machine
)

// A Refusal says why an original was not copied, and what a person can do.
type Refusal struct {
	Cause Cause
	Says  string // one or two sentences, fit to stand beside the file
}

func (r *Refusal) Error() string { return "no disclosure copy: " + r.Says }

func refuse(c Cause, says string) *Refusal { return &Refusal{c, says} }
