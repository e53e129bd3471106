package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/evenhand/evenhand/lot"
)

// Pooled commits to a draw by lot before its seed can be known: the published text, whose pseudonyms stand in it, and
// the office's sealed share, which is opened at the draw.
type Pooled struct {
	Body   string
	Text   string
	Refs   map[PersonID]lot.Ref
	Secret string
}

// Contributed is a party's share of the seed.
type Contributed struct {
	Body string
	Text string
}

func (Pooled) kind() string      { return "pooled" }
func (Contributed) kind() string { return "contributed" }

// The names of those who give a share of the seed.
const shareOfOffice = "office"

// draw makes the draws that steps call for, and replaces those who stepped aside.
func (d *draft) draw() error {
	for i := range d.f.Steps {
		st := &d.f.Steps[i]
		if st.N < d.from || st.Event < 0 || st.Mark == Void {
			continue
		}
		for _, body := range d.f.Proc.Events[st.Event].Draws {
			if d.f.drawnSince(body, st.N) {
				continue
			}
			if err := d.drawFor(body); err != nil {
				return err
			}
		}
	}
	return d.replace()
}

// drawnSince says whether a draw for a body was made after an event.
func (f *File) drawnSince(body string, n int) bool {
	return slices.ContainsFunc(f.Draws, func(x Draw) bool { return x.Body == body && x.N > n })
}

// Pool commits to a draw for a body of the matter, and so fixes who is in it, who is left out and why.
func (o *Office) Pool(ctx context.Context, v Viewer, reference, body string) (*View, error) {
	return o.lots(ctx, v, reference, body, func(d *draft) error { return d.pool(body) })
}

// DrawLot draws the members of a body by the terms committed to; if there are none yet it commits to them first.
func (o *Office) DrawLot(ctx context.Context, v Viewer, reference, body string) (*View, error) {
	return o.lots(ctx, v, reference, body, func(d *draft) error { return d.drawFor(body) })
}

func (o *Office) lots(ctx context.Context, v Viewer, reference, body string, do func(*draft) error) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if !s.office {
			return ErrNotFound
		}
		b := d.f.Book.Rules.Body(body)
		if b == nil || len(b.DrawnFrom) == 0 {
			return mend("body", "The rules have no such body drawn by lot.")
		}
		if len(d.f.Posted(body)) > 0 && !d.f.drawable(body) {
			return mend("body", "It has its members already; a member who steps aside is replaced by the next reserve.")
		}
		d.as = s.caps[0]
		return do(d)
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// drawable says whether the rules have a body drawn by an act that they allow now: so it is where a case has been sent
// back, and those who sat on it sit no longer.
func (f *File) drawable(body string) bool {
	for i := range f.Proc.Events {
		if !slices.Contains(f.Proc.Events[i].Draws, body) {
			continue
		}
		if occ, ok := f.Proc.Sample(f.State, i, max(f.Today, f.State.On)); ok && len(f.Proc.Why(f.State, i, occ)) == 0 {
			return true
		}
	}
	return false
}

// Contribute adds a party's text to the seed of a draw that has been committed to, so that nobody alone can steer it.
func (o *Office) Contribute(ctx context.Context, v Viewer, reference, body, text string) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if len(s.parties) == 0 {
			return ErrNotFound
		}
		if p, _ := d.f.pooled(body); p == nil {
			return mend("body", "There is no draw to add to.")
		}
		if text = strings.TrimSpace(text); text == "" || len(text) > mostShare || strings.ContainsFunc(text, notOnALine) {
			return mend("text", "Write one line of at most %d letters.", mostShare/4)
		}
		d.as = s.parties[0]
		return d.add(Contributed{body, text})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// mostShare is how long a party's share of the seed may be, in bytes. A share that no lot can hold would keep it from
// being drawn.
const mostShare = 800

func notOnALine(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar
}

// pooled is the commitment for a body that has not been drawn yet, and the shares parties gave since.
func (f *File) pooled(body string) (*Pooled, map[string]string) {
	var p *Pooled
	shares := map[string]string{}
	for _, e := range f.Events {
		switch w := e.What.(type) {
		case Pooled:
			if w.Body == body {
				p, shares = &w, map[string]string{}
			}
		case Drawn:
			if w.Body == body {
				p = nil
			}
		case Contributed:
			if w.Body == body && p != nil {
				shares[e.As] = w.Text
			}
		}
	}
	return p, shares
}

// pool commits to a draw.
func (d *draft) pool(body string) error {
	b := d.f.Book.Rules.Body(body)
	p := Pooled{Body: body, Refs: map[PersonID]lot.Ref{}, Secret: d.o.secret()}
	terms := lot.Terms{Matter: d.f.Opened.Reference, Body: body, On: d.f.Today.String(), Seats: max(b.Seats, 1)}
	for _, q := range b.Qualified {
		terms.Requires = append(terms.Requires, lot.Requirement{AtLeast: q.N, With: q.Status})
	}
	free := 0
	for _, pool := range b.DrawnFrom {
		for _, person := range d.o.Roll().Holders(pool, d.f.Today) {
			if _, twice := p.Refs[person]; twice {
				continue
			}
			ref := lot.Ref("m" + d.o.letters(8))
			p.Refs[person] = ref
			terms.Pool = append(terms.Pool, lot.Member{Ref: ref, With: d.qualifications(person, terms.Requires)})
			if ground := d.excluded(person, body); ground != "" {
				terms.Excluded = append(terms.Excluded, lot.Exclusion{Ref: ref, Ground: ground})
			} else {
				free++
			}
		}
	}
	terms.Reserves = max(0, free-terms.Seats)
	terms.Shares = []lot.Share{{By: shareOfOffice, Kind: lot.Sealed, Seal: lot.Seal(shareOfOffice, p.Secret)}}
	for _, role := range d.f.partyRoles() {
		if d.f.told[role] && len(d.f.Holders(role)) > 0 {
			terms.Shares = append(terms.Shares, lot.Share{By: role, Kind: lot.Open})
		}
	}
	l, err := lot.Commit(terms)
	if err != nil {
		return mend("body", "The draw for %s cannot be made: %v.", Words(body), err)
	}
	p.Text = string(l.Text())
	return d.addBy(d.viewer.Person, "", d.as, p)
}

// qualifications are what a member of the pool has of what is asked for.
func (d *draft) qualifications(p PersonID, asked []lot.Requirement) []string {
	var list []string
	statuses := d.o.Roll().Statuses(p, d.f.Today)
	for _, r := range asked {
		if slices.Contains(statuses, r.With) {
			list = append(list, r.With)
		}
	}
	return list
}

// excluded is the kind of ground on which a member of the pool cannot be drawn; empty when there is none.
func (d *draft) excluded(p PersonID, body string) string {
	switch {
	case slices.Contains(d.f.Opened.Kept, p):
		return "kept-from"
	case d.f.isParty(p):
		return "party"
	case d.barred(p, body):
		return "bar"
	case d.f.declaredInterest(p):
		return "interest"
	case !d.eligible(p, body):
		return "stood-aside"
	}
	return ""
}

// declaredInterest says whether a person's last declaration in the matter names an interest.
func (f *File) declaredInterest(p PersonID) bool {
	interest := ""
	for _, e := range f.Events {
		if w, ok := e.What.(Declared); ok && e.By == p {
			interest = w.Interest
		}
	}
	return interest != ""
}

// drawFor draws a body's members.
func (d *draft) drawFor(body string) error {
	p, shares := d.f.pooled(body)
	if p == nil {
		if err := d.pool(body); err != nil {
			return err
		}
		p, shares = d.f.pooled(body)
	}
	l, err := lot.Read([]byte(p.Text))
	if err != nil {
		return fmt.Errorf("read the lot for %s: %w", body, err)
	}
	var reveals []lot.Reveal
	for _, s := range l.Terms().Shares {
		text, given := shares[s.By]
		switch {
		case s.Kind == lot.Sealed:
			reveals = append(reveals, lot.Reveal{By: s.By, Text: p.Secret})
		case given:
			reveals = append(reveals, lot.Reveal{By: s.By, Text: text})
		default:
			reveals = append(reveals, lot.Reveal{By: s.By, Silent: true})
		}
	}
	if l, err = lot.Draw(l, reveals); err != nil {
		return fmt.Errorf("draw %s: %w", body, err)
	}
	return d.addByRule(p.drawn(l))
}

// drawn is a draw with the people behind its pseudonyms.
func (p *Pooled) drawn(l lot.Lot) Drawn {
	who := map[lot.Ref]PersonID{}
	for person, ref := range p.Refs {
		who[ref] = person
	}
	w := Drawn{Body: p.Body, Draw: string(l.Text())}
	for _, r := range l.Seated() {
		w.Seats = append(w.Seats, who[r])
	}
	for _, r := range l.Reserves() {
		w.Reserves = append(w.Reserves, who[r])
	}
	return w
}

// replace brings in the next reserve for whoever stepped aside since the last draw.
func (d *draft) replace() error {
	for _, e := range d.f.Events[d.from:] {
		w, ok := e.What.(Relieved)
		if !ok {
			continue
		}
		last := d.f.lastDraw(w.Capacity)
		if last == nil || last.N > e.N || !slices.Contains(last.Seats, w.Person) && !slices.Contains(last.Reserves, w.Person) {
			continue
		}
		l, err := lot.Read([]byte(last.Draw))
		if err != nil {
			return fmt.Errorf("read the lot for %s: %w", w.Capacity, err)
		}
		p := d.f.lastPooled(w.Capacity)
		if l, err = lot.Replace(l, lot.Recusal{Ref: p.Refs[w.Person], On: d.f.Today.String(), Ground: "stood-aside"}); err != nil {
			return fmt.Errorf("replace a member of %s: %w", w.Capacity, err)
		}
		if err := d.addByRule(p.drawn(l)); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) lastDraw(body string) *Draw {
	for i := len(f.Draws) - 1; i >= 0; i-- {
		if f.Draws[i].Body == body {
			return &f.Draws[i]
		}
	}
	return nil
}

// lastPooled is the last commitment for a body, drawn or not.
func (f *File) lastPooled(body string) *Pooled {
	for i := len(f.Events) - 1; i >= 0; i-- {
		if w, ok := f.Events[i].What.(Pooled); ok && w.Body == body {
			return &w
		}
	}
	return nil
}
