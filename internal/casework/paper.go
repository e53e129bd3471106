package casework

import (
	"context"
	"slices"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// BroughtIn is that a matter begun on paper was brought in by its chronology. It waits for a second person.
type BroughtIn struct {
	Chronology string // as it was read, byte for byte
	Map        string // what its words mean; empty: they are the book's own
	Second     PersonID
}

// Happened is what a row of a chronology says happened on paper. What happened, happened: it stands, whether the rules
// allowed it or not.
type Happened struct {
	Occurrence matter.Occurrence // Act is empty when no act of the book is meant
	Line       int               // of the chronology
	Words      string            // of the row
	When       string            // the day as the row has it, which somebody may have had to settle
	Reasons    string            // whether the row says that there were reasons: "yes", "no", or empty
	Note       string
	Source     string
}

// TakenOver is that a second person confirmed the present state of a matter that was brought in: from then on it goes on.
type TakenOver struct {
	Stage string
	On    calendar.Date // the day as of which the state was
}

// GivenUp is that a matter that was brought in never went on here.
type GivenUp struct{ Why string }

func (BroughtIn) kind() string { return "brought-in" }
func (Happened) kind() string  { return "happened" }
func (TakenOver) kind() string { return "taken-over" }
func (GivenUp) kind() string   { return "given-up" }

// Bringing is what the two are to whom alone a matter shows that waits to be taken over, or was given up.
const Bringing = "bringing-in"

// A Paper is how a matter came from paper.
type Paper struct {
	BroughtIn
	By    PersonID
	Taken bool // a second person has confirmed its present state
	Given string
}

// waits says whether the matter came from paper and does not go on: nobody has confirmed it yet, or it was given up.
func (f *File) waits() bool { return f.Paper != nil && !f.Paper.Taken }

// Apart says whether a matter with these parts shows to them alone, and not to those who may see all.
func Apart(parts []Part) bool {
	return slices.ContainsFunc(parts, func(p Part) bool { return p.Capacity == Bringing })
}

// takePaper takes in how a matter came from paper.
func (f *File) takePaper(e Event) {
	switch w := e.What.(type) {
	case BroughtIn:
		f.Paper = &Paper{BroughtIn: w, By: e.By}
	case TakenOver:
		f.withPaper(func(p *Paper) { p.Taken = true })
	case GivenUp:
		f.withPaper(func(p *Paper) { p.Given = w.Why })
	}
}

// withPaper changes a copy: files share what was folded before.
func (f *File) withPaper(do func(*Paper)) {
	if f.Paper != nil {
		p := *f.Paper
		do(&p)
		f.Paper = &p
	}
}

// sightOfPaper is what a person may see of a matter that waits: the two who bring it in see what the office sees, and
// nobody else that there is one.
func (f *File) sightOfPaper(p PersonID) sight {
	s := sight{f: f, person: p}
	if p != "" && (p == f.Paper.By || p == f.Paper.Second) {
		s.caps, s.office, s.exists = []string{f.keeper()}, true, true
	}
	return s
}

// happen plays what happened on paper. If it was possible only without what the rules would have let happen by itself
// before it, the record wins: that did not happen, and the act is broken.
func (f *File) happen(run *matter.Run, d dated, w Happened) (*matter.Run, error) {
	st := Step{N: d.e.N, Event: -1, Mark: Kept, Occurrence: w.Occurrence, Text: w.Note, Source: w.Source, Corrected: w.Occurrence.On != d.on}
	st.Occurrence.On = d.on
	if len(w.Occurrence.By) > 0 { // who did it on paper, not who wrote it down
		st.By = PersonID(w.Occurrence.By[0])
	}
	f.complete(&st.Occurrence)
	state, lapsed, err := f.Proc.Advance(run.State, max(d.on, run.State.On))
	if err != nil {
		return run, err
	}
	if f.byRule(st.Occurrence) {
		return f.happenByRule(state, lapsed, st)
	}
	event, refusal := f.judgePaper(state, st.Occurrence, w)
	if back, fewer, ok := f.without(run.State, lapsed, st.Occurrence, w, refusal); ok {
		state, lapsed = back, fewer
	}
	return f.stand(state, lapsed, st, event, refusal), nil
}

// stand lets what happened stand in a state, with what the rules would have said of it.
func (f *File) stand(state matter.State, lapsed []matter.Occurrence, st Step, event int, refusal *matter.Refusal) *matter.Run {
	f.lapse(lapsed)
	run := f.Proc.Run()
	run.State = state
	st.Event = event
	switch {
	case event < 0:
		st.Mark = Void
	case refusal != nil:
		st.Mark = Broken
	}
	if refusal != nil && st.Occurrence.Act != "" {
		st.Conditions = f.Conditions(refusal)
	}
	var followed []matter.Occurrence
	if event >= 0 {
		followed = slices.Clone(run.Record(event, st.Occurrence))
	}
	st.Stage = f.Proc.Stage(run.State)
	f.Steps = append(f.Steps, st)
	f.lapse(followed)
	return run
}

// without finds the state before a lapse of which what happened was possible, if it was not after it.
func (f *File) without(from matter.State, lapsed []matter.Occurrence, o matter.Occurrence, w Happened, refusal *matter.Refusal) (matter.State, []matter.Occurrence, bool) {
	if !outOfStage(refusal) {
		return matter.State{}, nil, false
	}
	for i := len(lapsed) - 1; i >= 0; i-- {
		state, fewer, err := f.Proc.Advance(from, max(lapsed[i].On, from.On))
		if err != nil {
			return matter.State{}, nil, false
		}
		if _, refusal := f.judgePaper(state, o, w); !outOfStage(refusal) {
			return state, fewer, true
		}
	}
	return matter.State{}, nil, false
}

// outOfStage says whether an act was refused because the matter was in another stage.
func outOfStage(r *matter.Refusal) bool {
	return r != nil && slices.ContainsFunc(r.Reasons, func(x matter.Reason) bool { return x.Kind == matter.CondStage })
}

// judgePaper asks the kernel of what happened on paper. What a row does not say of reasons and grounds is not held
// against it: silence is not a breach.
func (f *File) judgePaper(s matter.State, o matter.Occurrence, w Happened) (int, *matter.Refusal) {
	event, refusal := f.judge(s, o)
	if refusal == nil || event < 0 {
		return event, refusal
	}
	r := *refusal
	r.Reasons = slices.DeleteFunc(slices.Clone(r.Reasons), func(x matter.Reason) bool {
		return x.Kind == matter.CondReasons && w.Reasons == "" || x.Kind == matter.CondGround && o.Ground == ""
	})
	if len(r.Reasons) == 0 {
		return event, nil
	}
	return event, &r
}

// byRule says whether an occurrence is of an act that happens by operation of the rules.
func (f *File) byRule(o matter.Occurrence) bool {
	found := f.Proc.Find(o)
	return o.Act != "" && len(found) > 0 && f.Proc.Acts[f.Proc.Events[found[0]].Act].Kind == matter.ClockAct
}

// happenByRule takes a row that says what happened by operation of the rules: it confirms what did, by the end of its
// day; what the rules had not brought about by then is broken, and stands.
func (f *File) happenByRule(state matter.State, lapsed []matter.Occurrence, st Step) (*matter.Run, error) {
	evening, more, err := f.Proc.Advance(state, st.Occurrence.On.Add(1))
	if err != nil {
		return nil, err
	}
	all := append(slices.Clone(lapsed), more...)
	if !f.lapsedAs(all, st.Occurrence) {
		event, refusal := f.judge(state, st.Occurrence)
		return f.stand(state, lapsed, st, event, refusal), nil
	}
	f.lapse(all)
	run := f.Proc.Run()
	run.State = evening
	st.Event, st.Stage = f.Proc.Find(st.Occurrence)[0], f.Proc.Stage(evening)
	f.Steps = append(f.Steps, st)
	return run, nil
}

// lapsedAs says whether the rules have brought about what an occurrence says, now or before.
func (f *File) lapsedAs(list []matter.Occurrence, o matter.Occurrence) bool {
	same := func(x matter.Occurrence) bool {
		return x.Act == o.Act && (o.Outcome == "" || x.Outcome == o.Outcome) && x.On <= o.On
	}
	return slices.ContainsFunc(list, same) ||
		slices.ContainsFunc(f.Steps, func(s Step) bool { return s.Mark == ByRule && same(s.Occurrence) })
}

// TakeOver confirms the present state of a matter that was brought in, by the second person who was asked to. From then
// on it goes on: what fell due meanwhile lapses by rule. Seen is how many events that person had seen.
func (o *Office) TakeOver(ctx context.Context, v Viewer, reference string, seen int) (*View, error) {
	return o.endWaiting(ctx, v, reference, func(d *draft) error {
		if v.Person != d.f.Paper.Second {
			return mend("", "Somebody else confirms it: whoever brought a case in cannot.")
		}
		if seen != d.f.N() {
			return ErrConflict
		}
		if err := d.add(TakenOver{d.f.Stage(), d.f.State.On}); err != nil {
			return err
		}
		return d.seatFromPaper()
	})
}

// GiveUp ends a matter that was brought in and has not been confirmed: either of the two does, who says why. It stays on
// file, seen by them alone; its chronology may be mended and brought in again.
func (o *Office) GiveUp(ctx context.Context, v Viewer, reference, why string) (*View, error) {
	return o.endWaiting(ctx, v, reference, func(d *draft) error {
		if strings.TrimSpace(why) == "" {
			return mend("why", "Say what is wrong with it.")
		}
		return d.add(GivenUp{strings.TrimSpace(why)})
	})
}

// endWaiting changes a matter that waits. One that does not can be neither confirmed nor given up.
func (o *Office) endWaiting(ctx context.Context, v Viewer, reference string, decide func(d *draft) error) (*View, error) {
	f, err := o.alter(ctx, v, reference, func(d *draft, s sight) error {
		if !d.f.waits() || !s.office {
			return ErrNotFound
		}
		if d.f.Paper.Given != "" {
			return mend("", "It has been given up.")
		}
		d.as = s.caps[0]
		return decide(d)
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// seatFromPaper gives those who acted as a body on paper their seats on it, and those who acted in an office that they
// still hold their part in the matter: who acted last.
func (d *draft) seatFromPaper() error {
	last := map[string][]string{}
	var order []string
	for i := range d.f.Steps {
		o := d.f.Steps[i].Occurrence
		if d.f.Book.Rules.Body(o.As) == nil || len(o.By) == 0 {
			continue
		}
		if last[o.As] == nil {
			order = append(order, o.As)
		}
		last[o.As] = o.By
	}
	for _, body := range order {
		office := d.f.Book.Rules.Body(body).Office
		for _, p := range last[body] {
			person := PersonID(p)
			if slices.Contains(d.f.Opened.Kept, person) || d.f.isParty(person) || office && !d.o.Roll().Holds(person, body, d.f.Today) {
				continue
			}
			if err := d.add(Assigned{Person: person, Capacity: body, Why: "acted so on paper"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// PaperView is how a matter came from paper, for those who prepare it.
type PaperView struct {
	By        string `json:"by"`
	Second    string `json:"second"`
	Waits     bool   `json:"waits"`     // for the second person
	MayTake   bool   `json:"mayTake"`   // the viewer is that person
	MayGiveUp bool   `json:"mayGiveUp"` // the viewer is one of the two
	Given     string `json:"given"`     // why it was given up
}

// paperView is empty for a matter that did not come from paper, and for those who do not prepare it.
func (f *File) paperView(s sight, roll *Roll) *PaperView {
	p := f.Paper
	if p == nil || !s.office && !s.auditor {
		return nil
	}
	waits := f.waits() && p.Given == ""
	return &PaperView{By: s.nameOf(p.By, roll), Second: s.nameOf(p.Second, roll), Waits: waits, MayTake: waits && s.person == p.Second,
		MayGiveUp: waits, Given: p.Given}
}
