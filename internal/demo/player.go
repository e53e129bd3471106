package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/register"
)

// A player plays chronologies: each entry is a command of the office.
type player struct {
	seating
	clock  *Clock
	copies *copies
	roll   *roll
	cast   Cast
	files  map[string]original // by matter and label, as they came
	asked  map[string]int      // by matter, the event of the last thing said
	at     time.Time
}

func newPlayer(office *casework.Office, clock *Clock, r *roll, copies *copies, stories []Story) *player {
	p := &player{seating: seating{office, map[string]casework.ID{}}, clock: clock, copies: copies, roll: r, files: map[string]original{}, asked: map[string]int{}, at: beginning}
	p.cast.Players = r.parts
	for _, s := range stories {
		p.cast.Matters = append(p.cast.Matters, Matter{Number: s.Number, Title: s.Title, Shows: s.Shows})
	}
	return p
}

// play plays entries in their order and lets the days between them pass.
func (p *player) play(ctx context.Context, list []entry) error {
	for i := range list {
		e := &list[i]
		if err := p.until(ctx, e.at); err != nil {
			return err
		}
		if err := p.entry(ctx, e); err != nil {
			return fmt.Errorf("story %d, line %d, %s %s: %w", e.story, e.line, e.verb, e.what, err)
		}
	}
	return p.until(ctx, Day)
}

// until moves the clock, a night at a time.
func (p *player) until(ctx context.Context, at time.Time) error {
	for {
		y, m, d := p.at.In(london).Date()
		night := time.Date(y, m, d+1, 0, 5, 0, 0, london)
		if night.After(at) {
			break
		}
		p.at = night
		p.clock.Set(night)
		if _, err := p.office.Tick(ctx); err != nil {
			return fmt.Errorf("the night before %s: %w", night.Format(time.DateOnly), err)
		}
	}
	p.at = at
	p.clock.Set(at)
	return nil
}

// entry plays one entry, in the first matter of its story or in each of them.
func (p *player) entry(ctx context.Context, e *entry) error {
	m := &p.cast.Matters[e.story-1]
	if e.verb == "complain" {
		return p.complain(ctx, e, m)
	}
	references := []string{m.Reference}
	if e.each {
		references = append(references, m.Joined...)
	}
	for _, ref := range references {
		if err := p.command(ctx, e, ref); err != nil {
			return err
		}
	}
	return nil
}

// verbs are the commands by the word that stands for them in a chronology.
var verbs = map[string]func(*player, context.Context, *entry, casework.Viewer, string) error{
	"act":        (*player).act,
	"refused":    (*player).refused,
	"vote":       (*player).vote,
	"record":     (*player).record,
	"say":        (*player).say,
	"share":      (*player).share,
	"exhibit":    (*player).exhibit,
	"copy":       (*player).copy,
	"withhold":   (*player).withhold,
	"quarantine": (*player).quarantine,
	"confirm":    (*player).confirm,
	"receive":    (*player).receive,
	"pool":       (*player).pool,
	"draw":       (*player).draw,
	"contribute": (*player).contribute,
	"declare":    (*player).declare,
	"relieve":    (*player).relieve,
	"assign":     (*player).assign,
	"read":       (*player).read,
	"join":       (*player).join,
	"reach":      (*player).reach,
	"publish":    (*player).publish,
}

func (p *player) command(ctx context.Context, e *entry, ref string) error {
	do, ok := verbs[e.verb]
	if !ok {
		return fmt.Errorf("there is no verb %q", e.verb)
	}
	by, err := p.person(ctx, e.by, ref)
	if err != nil {
		return err
	}
	return do(p, ctx, e, casework.Viewer{Person: by, As: e.get("as")}, ref)
}

// person finds a person: by name, "member 17", "panel 2" (who sits second on a body in the matter), "the guest-officer"
// (who was given that part in it), or "sender".
func (p *player) person(ctx context.Context, name, ref string) (casework.PersonID, error) {
	if id, ok := p.roll.named[name]; ok {
		return id, nil
	}
	kind, number, _ := strings.Cut(name, " ")
	n, err := strconv.Atoi(number)
	if err == nil && kind == "member" && n >= 1 && n <= len(p.roll.others) {
		return p.roll.others[n-1], nil
	}
	if name == "sender" {
		for _, m := range p.cast.Matters {
			if m.Reference == ref {
				return p.office.Redeem(ctx, ref, m.Receipt)
			}
		}
	}
	if id := p.find(ctx, ref, name); id != "" {
		return id, nil
	}
	return "", fmt.Errorf("there is nobody called %q", name)
}

func (p *player) complain(ctx context.Context, e *entry, m *Matter) error {
	c := casework.Complaint{What: e.get("what"), When: e.get("when"), Who: e.get("who"), About: e.get("about"), Wish: e.get("wish"),
		Standing: casework.Standing(e.get("standing")), Contact: e.get("contact"), Channel: "web", Late: e.what == "late"}
	if d := e.get("discovery"); d != "" {
		c.Discovery = calendar.MustDate(d)
	}
	for _, to := range []struct {
		name string
		id   *casework.PersonID
	}{{e.by, &c.Sender}, {e.get("respondent"), &c.Respondent}} {
		if to.name == "" || to.name == "nobody known" {
			continue
		}
		id, err := p.person(ctx, to.name, "")
		if err != nil {
			return err
		}
		*to.id = id
	}
	for _, name := range split(e.get("kept-from")) {
		id, err := p.person(ctx, name, "")
		if err != nil {
			return err
		}
		c.Handlers = append(c.Handlers, id)
	}
	file, ok := e.original()
	if ok {
		c.Files = []casework.Upload{file.upload(e)}
	}
	r, err := p.office.Complain(ctx, c)
	if err != nil {
		return err
	}
	p.ids[r.Reference] = r.ID
	if ok {
		p.keep(r.Reference, file)
	}
	if m.Reference == "" {
		m.Reference, m.Receipt = r.Reference, r.Code
	} else {
		m.Joined = append(m.Joined, r.Reference)
	}
	return nil
}

// deed reads what an act is: "charge.decide(proved) 2".
func (p *player) deed(ctx context.Context, e *entry, what, ref string) (casework.Act, error) {
	a := casework.Act{Ground: e.get("ground"), Reasons: e.get("reasons"), Text: e.get("text"), Data: e.pairs("data"), Fields: e.pairs("letter"), Exhibits: numbers(e.get("exhibits"))}
	name, instance, _ := strings.Cut(what, " ")
	if n, err := strconv.Atoi(instance); err == nil {
		a.Instance = n
	}
	a.Act, a.Outcome = name, ""
	if act, outcome, ok := strings.Cut(name, "("); ok {
		a.Act, a.Outcome = act, strings.TrimSuffix(outcome, ")")
	}
	if to := e.get("to"); to != "" {
		id, err := p.person(ctx, to, ref)
		if err != nil {
			return a, err
		}
		a.To = id
	}
	return a, nil
}

func (p *player) act(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	a, err := p.deed(ctx, e, e.what, ref)
	if err != nil {
		return err
	}
	_, err = p.office.Act(ctx, v, ref, a)
	return err
}

// refused does what the rules must refuse: that it was tried stays on file.
func (p *player) refused(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	err := p.act(ctx, e, v, ref)
	var refusal *matter.Refusal
	if !errors.As(err, &refusal) {
		return fmt.Errorf("it was to be refused, and was not: %v", err)
	}
	return nil
}

// vote puts an act to a body and has its members vote: all of them for it, or as "votes" says, by their seats. Who has
// not voted yet is "-".
func (p *player) vote(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	body, what, _ := strings.Cut(e.what, " ")
	v.As = body
	a, err := p.deed(ctx, e, what, ref)
	if err != nil {
		return err
	}
	view, err := p.office.Move(ctx, v, ref, a)
	if err != nil {
		return err
	}
	motion := view.Motions[len(view.Motions)-1].N
	votes := strings.Fields(e.get("votes"))
	for i, member := range p.seated(ctx, ref, body) {
		vote := casework.For
		if i < len(votes) {
			vote = casework.Vote(votes[i])
		}
		if vote == "-" {
			continue
		}
		ballot := casework.Voted{Motion: motion, Vote: vote, Read: "screen"}
		if vote == casework.Against {
			ballot.Dissent = e.get("dissent")
		}
		if _, err := p.office.Vote(ctx, casework.Viewer{Person: member, As: body}, ref, ballot); err != nil {
			return fmt.Errorf("vote %d: %w", i+1, err)
		}
	}
	return nil
}

func (p *player) record(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	fact := casework.Fact{As: e.get("as"), Note: e.get("note"), Source: e.get("source"), On: calendar.MustDate(e.get("on"))}
	if e.what != "something" {
		fact.Act = e.what
	}
	v.As = ""
	_, err := p.office.Record(ctx, v, ref, fact)
	return err
}

func (p *player) say(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	space, sort, _ := strings.Cut(e.what, " ")
	said := casework.Said{Space: casework.Space(space), Sort: sort, Text: e.get("text")}
	if sort == "answer" {
		said.Answers = p.asked[ref]
	}
	view, err := p.office.Say(ctx, v, ref, said)
	if err != nil {
		return err
	}
	p.asked[ref] = view.Items[len(view.Items)-1].N
	return nil
}

// share moves what was said last into the common file.
func (p *player) share(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	_, err := p.office.Share(ctx, v, ref, p.asked[ref], e.get("clause"), e.get("why"))
	return err
}

func (p *player) pool(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	_, err := p.office.Pool(ctx, v, ref, e.what)
	return err
}

func (p *player) draw(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	_, err := p.office.DrawLot(ctx, v, ref, e.what)
	return err
}

func (p *player) contribute(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	_, err := p.office.Contribute(ctx, v, ref, e.what, e.get("text"))
	return err
}

func (p *player) declare(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	interest := e.get("interest")
	_, err := p.office.Declare(ctx, v, ref, e.what, interest)
	return err
}

func (p *player) relieve(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	_, err := p.office.Relieve(ctx, v, ref, casework.Relieved{Person: v.Person, Capacity: e.what, Why: e.get("why")})
	return err
}

func (p *player) assign(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	id, err := p.person(ctx, e.get("person"), ref)
	if err != nil {
		return err
	}
	_, err = p.office.Assign(ctx, v, ref, casework.Assigned{Person: id, Capacity: e.what, Of: e.get("of"), Why: e.get("why")})
	return err
}

// join ties the other matters of the story to its first.
func (p *player) join(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	for _, other := range p.cast.Matters[e.story-1].Joined {
		if _, err := p.office.Link(ctx, v, ref, other, casework.Linked{Sort: casework.Joined, Why: e.get("why")}); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) reach(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	_, err := p.office.Reach(ctx, v, ref, casework.Reached{Role: e.get("role"), Channel: e.get("channel"), Print: e.get("print"),
		Hours: e.get("hours"), Never: e.get("never"), Why: e.get("why")})
	return err
}

// publish decides on the register entry. A fact is "branch Sugarbowl Rock" or "joined 2005 2025".
func (p *player) publish(ctx context.Context, e *entry, v casework.Viewer, ref string) error {
	entry := casework.Published{State: e.what, Text: e.get("text"), Why: e.get("why")}
	if until := e.get("until"); until != "" {
		entry.Until = calendar.MustDate(until)
	}
	for name, value := range e.pairs("facts") {
		fact := register.Fact{Attribute: register.Attribute(name), Words: []string{value}}
		if n, err := fmt.Sscanf(value, "%d %d", &fact.Low, &fact.High); err == nil && n == 2 {
			fact.Words = nil
		}
		entry.Facts = append(entry.Facts, fact)
	}
	_, err := p.office.Publish(ctx, v, ref, entry)
	return err
}

// read reads the file, which is noted.
func (p *player) read(ctx context.Context, _ *entry, v casework.Viewer, ref string) error {
	_, err := p.office.View(ctx, v, ref)
	return err
}

// numbers reads a list of exhibits: "1 2 5" or "1-13".
func numbers(text string) []int {
	var list []int
	for _, word := range strings.Fields(text) {
		from, to, span := strings.Cut(word, "-")
		a, _ := strconv.Atoi(from)
		b := a
		if span {
			b, _ = strconv.Atoi(to)
		}
		for n := a; n <= b && n > 0; n++ {
			list = append(list, n)
		}
	}
	return slices.Compact(list)
}
