package casework

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A Complaint is what somebody submits.
type Complaint struct {
	What, When, Who, About string // in their words; When is a date, perhaps uncertain (EDTF)
	Wish                   string
	Standing               Standing
	Role                   string     // the role in which they complain; empty: the first that may
	Sender                 PersonID   // empty: nobody who is known
	Name, Contact          string     // of a sender who is not on the roll
	Reach                  Reached    // how a sender wishes to be reached; zero: nothing was said
	Address                Addressed  // where a sender is told of something to read; zero: as the roll has it
	Respondent             PersonID   // when it is known who on the roll is meant
	Handlers               []PersonID // people who handle complaints whom it is about, or who must not see it
	Late                   bool       // it is sent in as late; one that the rules find late is taken in as such without
	Discovery              calendar.Date
	Channel                string
	Procedure              string // empty: the first with an act that "is complaint"
	Files                  []Upload
}

// An Upload is a file that comes with a complaint, or later.
type Upload struct {
	Name       string
	Title      string
	Provenance Provenance
	Body       io.Reader // nil when it has been kept
	Kept       Blob      // where it was put already, so that it can be taken in while the rest is still coming
}

// A Receipt is what the sender of a complaint gets.
type Receipt struct {
	Reference string
	Code      string // brings back whoever has it; shown once
	ID        ID
	Person    PersonID
}

// A Problem is something to mend in what was sent, by the name of the field; empty: none in particular.
type Problem struct{ Field, Text string }

// Problems is what has to be mended before something can be taken in.
type Problems []Problem

func (p Problems) Error() string {
	var list []string
	for _, x := range p {
		list = append(list, x.Text)
	}
	return strings.Join(list, "; ")
}

// mend is one problem as an error.
func mend(field, format string, args ...any) error {
	return Problems{{field, fmt.Sprintf(format, args...)}}
}

// Complain takes in a complaint. When it returns a receipt, the complaint and all that came with it are durable. The
// error is Problems, or a *matter.Refusal, or a fault.
func (o *Office) Complain(ctx context.Context, c Complaint) (Receipt, error) {
	if p := c.problems(); len(p) > 0 {
		return Receipt{}, p
	}
	if err := o.refresh(ctx); err != nil {
		return Receipt{}, err
	}
	blobs, err := o.keep(ctx, c.Files)
	if err != nil {
		return Receipt{}, err
	}
	for try := 0; ; try++ {
		r, err := o.open(ctx, c, blobs)
		if (errors.Is(err, ErrTaken) || errors.Is(err, ErrConflict)) && try < mostTries {
			continue
		}
		return r, err
	}
}

func (c *Complaint) problems() Problems {
	var p Problems
	if strings.TrimSpace(c.What) == "" {
		p = append(p, Problem{"what", "Say what happened."})
	}
	if strings.TrimSpace(c.Who) == "" && c.Respondent == "" {
		p = append(p, Problem{"who", "Say who did it, as far as you know."})
	}
	if w := strings.TrimSpace(c.When); w == "" {
		p = append(p, Problem{"when", "Say when it happened, as far as you know: 2026-03-02, 2026-03, or 2026."})
	} else if _, err := calendar.ParseWhen(w); err != nil {
		p = append(p, Problem{"when", "Write the date as 2026-03-02, or 2026-03 or 2026 if you do not know the day."})
	}
	return p
}

// A kept is a file that is durable.
type kept struct {
	Blob
	unscanned bool
}

// keep makes the files durable, and has each looked through. One in which something harmful is found is refused; one
// that could not be looked through is taken, since what somebody hands in must not be lost.
func (o *Office) keep(ctx context.Context, files []Upload) ([]kept, error) {
	list := make([]kept, len(files))
	for i, file := range files {
		list[i].Blob = file.Kept
		if file.Body != nil {
			b, err := o.Blobs.Put(ctx, file.Body)
			if err != nil {
				return nil, fmt.Errorf("keep a file: %w", err)
			}
			list[i].Blob = b
		}
		found, scanned := o.scan(ctx, list[i].SHA256)
		if found != "" {
			return nil, mend("evidence", "The file %q was not taken: a harmful program was found in it (%s).", file.Name, found)
		}
		list[i].unscanned = !scanned
	}
	return list, nil
}

// open opens the matter of a complaint.
func (o *Office) open(ctx context.Context, c Complaint, blobs []kept) (Receipt, error) {
	book, err := o.Book()
	if err != nil {
		return Receipt{}, err
	}
	proc, acts, err := beginning(book, c.Procedure)
	if err != nil {
		return Receipt{}, err
	}
	if c.Late {
		acts = acts[len(acts)-1:]
	}
	r := Receipt{ID: ID(o.random(20)), Reference: o.reference(), Code: o.code(), Person: c.Sender}
	if r.Person == "" {
		r.Person = PersonID("p-" + o.random(16))
	}
	d := &draft{o: o, viewer: Viewer{Person: r.Person}, f: &File{ID: r.ID}}
	opened := Opened{proc.Name, book.Rules.Book.SHA256, r.Reference, c.standing(), c.Channel, c.Handlers, receiptHash(r.Code)}
	today := book.Rules.Calendar.DateOf(o.now())
	occ := matter.Occurrence{On: today, By: []string{string(r.Person)}, To: string(c.Respondent), Discovery: c.Discovery}
	said := Complained{c.What, c.When, c.Who, c.About, c.Wish}
	if err := d.addBy("", "", "", opened); err != nil {
		return Receipt{}, err
	}
	var refusal *matter.Refusal
	for i, act := range acts { // what is too late for the first is taken in as late
		occ.Act, occ.As = act.Name, c.role(act)
		_, no := proc.Judge(d.f.State, occ)
		if no == nil {
			refusal = nil
			break
		}
		if i == 0 {
			refusal = no
		}
	}
	if refusal != nil {
		return Receipt{}, refusal
	}
	d.as = occ.As
	list := []What{said, Acted{Occurrence: occ}}
	if c.Contact != "" || c.Name != "" {
		list = append(list, Said{Space: Private(occ.As), Sort: "contact", Text: strings.TrimSpace(c.Name + "\n" + c.Contact)})
	}
	if c.Reach.Channel != "" {
		c.Reach.Role = occ.As
		list = append(list, c.Reach)
	}
	if c.Address != (Addressed{}) {
		list = append(list, c.Address)
	}
	for i, file := range c.Files {
		file.Provenance.SuppliedAs = occ.As
		list = append(list, Added{Exhibit: i + 1, Title: file.Title, Blob: blobs[i].SHA256, Bytes: blobs[i].Bytes, FileName: fileName(file.Name),
			Provenance: file.Provenance, Space: Intake, Unscanned: blobs[i].unscanned})
	}
	if err := d.add(list...); err != nil {
		return Receipt{}, err
	}
	if err := d.settle(); err != nil {
		return Receipt{}, err
	}
	return r, o.commit(ctx, d)
}

func (c *Complaint) standing() Standing {
	if c.Standing != "" {
		return c.Standing
	}
	return Named
}

// role is the role in which the complaint is made: the one that was said, if it may, else the first that may.
func (c *Complaint) role(act *matter.Act) string {
	for _, by := range act.By {
		if by.Name == c.Role {
			return c.Role
		}
	}
	if len(act.By) == 0 {
		return ""
	}
	if c.Standing == ThirdParty || c.Standing == Anonymous {
		return act.By[len(act.By)-1].Name
	}
	return act.By[0].Name
}

// beginning finds the procedure that complaints begin, and the acts that do: those that are "is complaint", in the order
// of the book, the last of them for what comes late by the rules.
func beginning(b *Book, procedure string) (*matter.Procedure, []*matter.Act, error) {
	for _, p := range b.Rules.Procedures {
		if procedure != "" && p.Name != procedure {
			continue
		}
		var found []*matter.Act
		for i := range p.Acts {
			if a := &p.Acts[i]; slices.Contains(a.Is, "complaint") && a.Kind == matter.PersonAct {
				found = append(found, a)
			}
		}
		if procedure != "" && len(found) == 0 && p.Begin >= 0 {
			found = append(found, &p.Acts[p.Begin])
		}
		if len(found) > 0 {
			return p, found, nil
		}
	}
	return nil, nil, errors.New("the rule book in force has no procedure that a complaint begins")
}

// Reporting is how a complaint is made by the rule book in force: the roles in which somebody may make one, the one
// affected first, and the clause that says so.
type Reporting struct {
	Roles  []string
	Clause string
}

// Reporting says how a complaint is made.
func (o *Office) Reporting() (Reporting, error) {
	book, err := o.Book()
	if err != nil {
		return Reporting{}, err
	}
	proc, acts, err := beginning(book, "")
	if err != nil {
		return Reporting{}, err
	}
	var r Reporting
	for _, by := range acts[0].By {
		r.Roles = append(r.Roles, by.Name)
	}
	for i := range proc.Events {
		if &proc.Acts[proc.Events[i].Act] == acts[0] {
			r.Clause = proc.EventClause(i)
			break
		}
	}
	return r, nil
}

// The alphabet of references and codes: without what is easily taken for something else.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// reference makes up what a matter is called: it says nothing, not even how many there are.
func (o *Office) reference() string { return o.letters(4) + "-" + o.letters(4) }

// code makes up a receipt code of more than 80 bits.
func (o *Office) code() string {
	return o.letters(5) + "-" + o.letters(5) + "-" + o.letters(5) + "-" + o.letters(5)
}

// letters draws n letters, each as likely as the others.
func (o *Office) letters(n int) string {
	out := make([]byte, 0, n)
	for len(out) < n {
		if b := int(o.bytes(1)[0]); b < 256/len(alphabet)*len(alphabet) {
			out = append(out, alphabet[b%len(alphabet)])
		}
	}
	return string(out)
}

// random is n random bytes in lower-case letters and digits.
func (o *Office) random(n int) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(o.bytes(n)))
}

// secret is 32 random bytes in hexadecimal.
func (o *Office) secret() string { return hex.EncodeToString(o.bytes(32)) }

// bytes draws n random bytes.
func (o *Office) bytes(n int) []byte {
	buf := make([]byte, n)
	if _, err := io.ReadFull(o.Chance, buf); err != nil {
		panic("no randomness: " + err.Error()) // an office that cannot draw at random must not go on
	}
	return buf
}
