package casework

import (
	"maps"
	"slices"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A Choice is something that the viewer may do now, with what has to be said with it.
type Choice struct {
	Act      string        `json:"act"`
	Outcome  string        `json:"outcome"`
	Instance int           `json:"instance"`
	Words    string        `json:"words"`
	Capacity string        `json:"capacity"`
	Clause   string        `json:"clause"`
	Title    string        `json:"title"`
	Until    calendar.Date `json:"until"` // the last day, when there is one
	Owed     bool          `json:"owed"`  // it is the viewer's duty
	Vote     bool          `json:"vote"`  // put to the members of a body
	Reasons  bool          `json:"reasons"`
	Grounds  []string      `json:"grounds"`
	Data     []Datum       `json:"data"`
	Names    []string      `json:"names"`    // roles given to somebody
	Unfilled bool          `json:"unfilled"` // one of these that is on a side has nobody: somebody must be named
	Asks     []string      `json:"asks"`     // what the letter asks its sender for
	Tells    []string      `json:"tells"`
	Against  matter.Side   `json:"against"`
}

// A Datum is what has to be said with an act, of a closed set.
type Datum struct {
	Name   string   `json:"name"`
	Values []string `json:"values"` // none: a day
}

// Denied is what the viewer's capacity might do in this matter, but not now, and why not.
type Denied struct {
	Act        string      `json:"act"`
	Outcome    string      `json:"outcome"`
	Words      string      `json:"words"`
	Title      string      `json:"title"` // of the clause that declares it
	Capacity   string      `json:"capacity"`
	Conditions []Condition `json:"conditions"`
}

// choices lists what the viewer may do, and what not. What is not of the stage that the matter is in is not listed.
func (o *Office) choices(f *File, s sight) ([]Choice, []Denied) {
	var may []Choice
	var not []Denied
	if s.auditor || f.waits() {
		return nil, nil
	}
	for _, as := range append(slices.Clone(s.caps), s.parties...) {
		for i := range f.Proc.Events {
			e := &f.Proc.Events[i]
			a := &f.Proc.Acts[e.Act]
			if a.Kind != matter.PersonAct || a.Synthetic && f.noticeOf(i) == nil || !f.inStage(a) || e.As != "" && !slices.Contains(f.Book.Rules.ActsFor(as), e.As) {
				continue
			}
			if a.Instance > 1 && a.Opened >= 0 && f.State.Marking[f.Proc.Acts[a.Opened].Executed] == 0 {
				continue
			}
			occ, ok := f.Proc.Sample(f.State, i, max(f.Today, f.State.On))
			if !ok {
				occ = matter.Occurrence{Act: a.Name, On: f.Today, Instance: a.Instance, Reasons: true}
				if e.Outcome >= 0 {
					occ.Outcome = a.Outcomes[e.Outcome]
				}
			}
			if !f.Proc.Capable(f.State.Marking, i, as) {
				continue
			}
			occ.As, occ.By = as, []string{string(s.person)}
			f.decideFor(i, &occ)
			why := f.Proc.Why(f.State, i, occ)
			if len(why) == 0 {
				c := f.choice(i, as)
				if !slices.ContainsFunc(may, func(x Choice) bool {
					return x.Act == c.Act && x.Outcome == c.Outcome && x.Instance == c.Instance && x.Capacity == c.Capacity
				}) {
					may = append(may, c)
				}
				continue
			}
			d := Denied{Act: a.Name, Outcome: occ.Outcome, Words: f.eventWords(i), Title: f.Book.ClauseTitle(f.Proc.EventClause(i)), Capacity: as,
				Conditions: f.Conditions(&matter.Refusal{Reasons: why})}
			if !slices.ContainsFunc(not, func(x Denied) bool { return x.Act == d.Act && x.Outcome == d.Outcome && x.Capacity == d.Capacity }) {
				not = append(not, d)
			}
		}
	}
	return may, not
}

// decideFor says of the recorded decisions that an event waits for what lets it be done: they are said with the act.
func (f *File) decideFor(event int, o *matter.Occurrence) {
	for _, c := range f.Proc.Events[event].Conds {
		for _, lit := range slices.Concat(c.Any...) {
			slot := &f.Proc.Slots[lit.Slot]
			if !slot.Free || slot.Kind != matter.SlotPredicate || o.Data[slot.Name] != "" {
				continue
			}
			if o.Data = maps.Clone(o.Data); o.Data == nil {
				o.Data = map[string]string{}
			}
			o.Data[slot.Name] = "no"
			if lit.Mask>>1&1 == 1 {
				o.Data[slot.Name] = "yes"
			}
		}
	}
}

// inStage says whether an act is of the stage that the matter is in.
func (f *File) inStage(a *matter.Act) bool {
	return a.In == 0 || a.In.Has(int(f.State.Marking[0]))
}

func (f *File) eventWords(event int) string {
	e := &f.Proc.Events[event]
	o := matter.Occurrence{Act: f.Proc.Acts[e.Act].Name, Instance: f.Proc.Acts[e.Act].Instance}
	if e.Outcome >= 0 {
		o.Outcome = f.Proc.Acts[e.Act].Outcomes[e.Outcome]
	}
	return f.Words(&Step{Event: event, Occurrence: o})
}

// choice says what has to be said with an event.
func (f *File) choice(event int, as string) Choice {
	e := &f.Proc.Events[event]
	a := &f.Proc.Acts[e.Act]
	c := Choice{Act: a.Name, Instance: a.Instance, Words: f.eventWords(event), Capacity: as, Clause: f.Proc.EventClause(event),
		Reasons: a.Reasons, Grounds: a.Grounds, Names: a.Names, Tells: a.Tells, Against: e.Against}
	if e.Outcome >= 0 {
		c.Outcome = a.Outcomes[e.Outcome]
	}
	c.Title = f.Book.ClauseTitle(c.Clause)
	if b := f.Book.Rules.Body(as); b != nil && !b.Office && b.Seats > 1 {
		c.Vote = true
	}
	c.Unfilled = slices.ContainsFunc(a.Names, func(role string) bool {
		return f.side(role) != matter.Neutral && f.side(role) != matter.NoSide && len(f.Holders(role)) == 0
	})
	c.Data = f.data(event)
	if n := f.noticeOf(event); n != nil {
		c.Tells = n.To
		if t := f.Book.Letters[n.Name]; t != nil {
			c.Asks = t.Asks
		}
	}
	c.Until, c.Owed = f.until(event, as)
	return c
}

// data lists what an event sets, and the recorded decisions that it waits for.
func (f *File) data(event int) []Datum {
	e := &f.Proc.Events[event]
	var list []Datum
	for _, i := range e.Sets {
		list = append(list, Datum{f.Proc.Data[i].Name, f.Proc.Data[i].Values})
	}
	for _, c := range e.Conds {
		for _, any := range c.Any {
			for _, lit := range any {
				slot := &f.Proc.Slots[lit.Slot]
				if slot.Free && slot.Kind == matter.SlotPredicate && !slices.ContainsFunc(list, func(d Datum) bool { return d.Name == slot.Name }) {
					list = append(list, Datum{slot.Name, []string{"yes", "no"}})
				}
			}
		}
	}
	return list
}

// until is the last day for an event by the deadline it meets first, and whether it is owed by then.
func (f *File) until(event int, as string) (last calendar.Date, owed bool) {
	due, err := f.Proc.Due(f.State)
	if err != nil {
		return 0, false
	}
	for _, x := range due {
		d := &f.Proc.Deadlines[x.Deadline]
		if slices.Contains(d.Until, event) && (d.Role == "" || slices.Contains(f.Book.Rules.ActsFor(as), d.Role) || d.Role == as) {
			return x.Last, d.Window < 0
		}
	}
	return 0, false
}

// unseated lists bodies drawn by lot that have something to do now, votes and persons apart, and nobody who sits.
func (f *File) unseated() []string {
	var list []string
	for i := range f.Proc.Events {
		a := &f.Proc.Acts[f.Proc.Events[i].Act]
		if a.Kind != matter.PersonAct || !f.inStage(a) {
			continue
		}
		for _, name := range f.mayAct(a.Name) {
			b := f.Book.Rules.Body(name)
			if b == nil || b.Office || len(b.DrawnFrom) == 0 || len(f.Posted(name)) > 0 || slices.Contains(list, name) {
				continue
			}
			if f.open(i, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// open says whether the rules would allow an event now, if the right persons did it in a capacity.
func (f *File) open(event int, as string) bool {
	occ, ok := f.Proc.Sample(f.State, event, max(f.Today, f.State.On))
	if !ok || !f.Proc.Capable(f.State.Marking, event, as) {
		return false
	}
	occ.As, occ.By = as, nil
	return len(f.Proc.Why(f.State, event, occ)) == 0
}
