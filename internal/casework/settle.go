package casework

import (
	"slices"
	"strconv"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// settle lets happen what follows without anybody's doing: what fell due is recorded, those whom the rules want told
// are told, whoever holds an office that may now act is put on the matter. It goes on until nothing more follows. In a
// matter from paper nothing follows until it is taken over.
func (d *draft) settle() error {
	if d.f.waits() {
		return nil // no days pass, and nobody is told
	}
	for range mostRounds {
		before := d.f.N()
		for _, step := range []func() error{d.recordLapses, d.crossOver, d.staff, d.draw, d.disclose, d.tell} {
			if err := step(); err != nil {
				return err
			}
		}
		if d.f.N() == before {
			return nil
		}
	}
	return nil
}

// mostRounds bounds settle: each round records what the one before brought about.
const mostRounds = 20

// recordLapses records what happened by operation of the rules.
func (d *draft) recordLapses() error {
	var list []What
	for i := range d.f.Steps {
		if s := &d.f.Steps[i]; s.Mark == ByRule && s.N < 0 {
			o := s.Occurrence
			list = append(list, Lapsed{o.Act, o.Outcome, o.Instance, o.On})
		}
	}
	if len(list) == 0 {
		return nil
	}
	return d.addByRule(list...)
}

// staff puts on the matter who holds an office that may act in its stage. Nobody is put on who has a part in it, from
// whom it is kept, or whom the rules bar; then it is the deputy, and then whoever acts when none of them can.
func (d *draft) staff() error {
	for _, office := range d.f.offices() {
		if len(d.f.Posted(office)) > 0 || d.covered(office) {
			continue
		}
		if person, as := d.pick(office); person != "" && !slices.Contains(d.f.Posted(as), person) {
			if err := d.addByRule(Assigned{Person: person, Capacity: as, Why: "holds the office"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// offices lists the offices that may act in the stage of the matter, in the order of the book.
func (f *File) offices() []string {
	stage := int(f.State.Marking[0])
	var list []string
	for i := range f.Proc.Acts {
		a := &f.Proc.Acts[i]
		if a.Kind != matter.PersonAct || a.In != 0 && !a.In.Has(stage) {
			continue
		}
		for _, by := range a.By {
			if b := f.Book.Rules.Body(by.Name); b != nil && b.Office && !slices.Contains(list, b.Name) {
				list = append(list, b.Name)
			}
		}
	}
	return list
}

// covered says whether somebody who may act for an office is on the matter.
func (d *draft) covered(office string) bool {
	return slices.ContainsFunc(d.f.Posts, func(p Post) bool {
		return !p.Ended && slices.Contains(d.f.Book.Rules.ActsFor(p.Capacity), office)
	})
}

// pick chooses who acts for an office: its holder, a deputy, or somebody of the body that acts when they cannot.
func (d *draft) pick(office string) (PersonID, string) {
	rules, roll := d.f.Book.Rules, d.o.Roll()
	seen := map[string]bool{}
	for line := []string{office}; len(line) > 0; line = line[1:] {
		name := line[0]
		body := rules.Body(name)
		if body == nil || seen[name] {
			continue
		}
		seen[name] = true
		for _, p := range roll.Holders(name, d.f.Today) {
			if d.eligible(p, name) {
				return p, name
			}
		}
		for _, pool := range body.DrawnFrom {
			for _, p := range roll.Holders(pool, d.f.Today) {
				if d.eligible(p, name) {
					return p, name
				}
			}
		}
		line = append(line, body.Deputies...)
		if body.Fallback != "" {
			line = append(line, body.Fallback)
		}
	}
	return "", ""
}

// eligible says whether a person may be given a capacity in the matter.
func (d *draft) eligible(p PersonID, capacity string) bool {
	f := d.f
	if slices.Contains(f.Opened.Kept, p) || f.isParty(p) {
		return false
	}
	for _, post := range f.Posts {
		if post.Person == p && post.Ended && post.Capacity == capacity {
			return false
		}
	}
	return !d.barred(p, capacity)
}

// barred says whether a bar of the rules keeps a person from a capacity, by this matter or one that it is tied to.
func (d *draft) barred(p PersonID, capacity string) bool {
	return d.f.barred(p, capacity, d.o.Roll()) || d.f.barredBeside(p, capacity, d.beside)
}

// barred says whether a bar of the rules keeps a person from a capacity, by what they have been in the matter, hold
// in it, or are anywhere.
func (f *File) barred(p PersonID, capacity string, roll *Roll) bool {
	statuses := roll.Statuses(p, f.Today)
	acts := f.Book.Rules.ActsFor(capacity)
	for i := range f.Proc.Bars {
		b := &f.Proc.Bars[i]
		if !slices.Contains(acts, b.Role.Name) {
			continue
		}
		if f.State.Has(string(p), b.From) || !b.From.DoerOf && f.postedAs(p, b.From.Name) || slices.Contains(f.bareStatuses(statuses), b.From.Name) {
			return true
		}
	}
	return false
}

// bareStatuses are statuses that are none of the matter's own capacities.
func (f *File) bareStatuses(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return !slices.Contains(f.Book.Rules.Statuses, s) })
}

// postedAs says whether a person has, or has had, a post in the matter.
func (f *File) postedAs(p PersonID, capacity string) bool {
	return slices.ContainsFunc(f.Posts, func(post Post) bool { return post.Person == p && post.Capacity == capacity })
}

// tell writes to those whom the last steps tell, and has "you have a message" sent.
func (d *draft) tell() error {
	told := d.f.toldSteps()
	for i := range d.f.Steps {
		st := &d.f.Steps[i]
		if st.N < d.from || st.N < 0 || st.Event < 0 || st.Mark == Void || told[st.N] {
			continue
		}
		if err := d.tellOf(*st); err != nil {
			return err
		}
	}
	return nil
}

// toldSteps are the events of which a letter has been written.
func (f *File) toldSteps() map[int]bool {
	told := map[int]bool{}
	for _, l := range f.Letters {
		told[l.Of] = true
	}
	return told
}

// messageID names a message by what it announces, so that it is sent once however often it is tried.
func messageID(f *File, letter int) string { return string(f.ID) + "-" + strconv.Itoa(letter) }

// crossOver takes the matter over to the version of the book that governs it now, where the book says that a matter
// under way goes on under the new version from its next stage.
func (d *draft) crossOver() error {
	f := d.f
	if f.Proc == nil || f.Final() || f.Book.Rules.Book.Front.ProcedureFollows != rulebook.NextStage {
		return nil
	}
	now, err := d.o.Roll().governing(f.Book.Name, f.Today, d.o.shelf.book)
	if err != nil || now.Rules.Book.SHA256 == f.Book.Rules.Book.SHA256 || !f.enteredSince(d.from) {
		return nil
	}
	to := now.Rules.Procedure(f.Proc.Name)
	if to == nil {
		return nil
	}
	if _, err := f.Proc.CrossingTo(to).State(f.State); err != nil {
		return nil // the new version does not have this stage: it stays until the next
	}
	return d.addByRule(CrossedOver{now.Rules.Book.SHA256, f.Today})
}

// enteredSince says whether a stage was entered by a step recorded from the n-th event on.
func (f *File) enteredSince(n int) bool {
	stage := ""
	for i := range f.Steps {
		s := &f.Steps[i]
		if s.Stage != "" && s.Stage != stage {
			if stage != "" && s.N >= n {
				return true
			}
			stage = s.Stage
		}
	}
	return false
}
