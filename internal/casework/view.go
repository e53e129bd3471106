package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// A View is what one person may see of a matter, and nothing else.
type View struct {
	Reference  string        `json:"reference"`
	Procedure  string        `json:"procedure"`
	Stage      string        `json:"stage"`
	Final      bool          `json:"final"`
	Outcome    string        `json:"outcome"`
	Book       BookRef       `json:"book"`
	Standing   Standing      `json:"standing"`
	Opened     calendar.Date `json:"opened"`
	Today      calendar.Date `json:"today"`
	Events     int           `json:"events"`  // how many the viewer's page was made from; for Act.Seen
	You        []string      `json:"you"`     // the viewer's capacities
	Office     bool          `json:"office"`  // the viewer prepares the case
	Decides    bool          `json:"decides"` // the viewer sits on a body that decides
	Party      string        `json:"party"`   // the role of the party that the viewer is or speaks for
	Auditor    bool          `json:"auditor"`
	Complaint  *Complained   `json:"complaint"` // for those who may read it
	Track      []Track       `json:"track"`
	Clocks     []ClockView   `json:"clocks"`
	Steps      []StepView    `json:"steps"`
	People     []PersonView  `json:"people"`
	Items      []ItemView    `json:"items"`
	Exhibits   []ExhibitView `json:"exhibits"`
	Letters    []LetterView  `json:"letters"`
	Motions    []MotionView  `json:"motions"`
	Draws      []Draw        `json:"draws"`
	Lots       []LotView     `json:"lots"` // draws that have been committed to and not made
	Measures   []MeasureView `json:"measures"`
	Readings   []ReadingView `json:"readings"`
	May        []Choice      `json:"may"`
	MayNot     []Denied      `json:"mayNot"`
	LatestEnd  calendar.Date `json:"latestEnd"`  // the day on which it ends at the latest, if everybody uses all their time; zero: not worked out
	Spaces     []Space       `json:"spaces"`     // in which the viewer may write
	Unassigned []string      `json:"unassigned"` // bodies drawn by lot that may act now and have nobody
	Published  []Published   `json:"published"`
	Links      []LinkView    `json:"links"`      // other matters that lie beside it, which the viewer prepares too
	Reach      []Reached     `json:"reach"`      // how parties wish to be reached, for those who see their own space
	Records    bool          `json:"records"`    // the viewer may record what happened outside
	Assignable []string      `json:"assignable"` // offices and bodies on which the viewer may put somebody
	Roles      []string      `json:"roles"`      // of the parties
	Paper      *PaperView    `json:"paper"`      // how it came from paper; null: it was begun here
}

// BookRef names the version of the rule book that governs.
type BookRef struct {
	Title   string `json:"title"`
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

// Track is one stage on the way.
type Track struct {
	Name  string        `json:"name"`
	Of    string        `json:"of"`    // the outermost stage in which it stands; its own name when in none
	Final bool          `json:"final"` // the matter ends there
	State string        `json:"state"` // "past", "now", "ahead"
	From  calendar.Date `json:"from"`
}

// ClockView is a deadline that runs.
type ClockView struct {
	Name     string        `json:"name"`
	Clause   string        `json:"clause"`
	Title    string        `json:"title"`
	Who      []string      `json:"who"` // whose duty or right it is
	Start    calendar.Date `json:"start"`
	Last     calendar.Date `json:"last"`
	DaysLeft int           `json:"daysLeft"`
	Paused   bool          `json:"paused"`
	Then     string        `json:"then"` // what happens when it ends
	Yours    bool          `json:"yours"`
}

// StepView is an act, a fact, or what happened by itself.
type StepView struct {
	N          int           `json:"n"`
	On         calendar.Date `json:"on"`
	At         time.Time     `json:"at"`
	Act        string        `json:"act"`
	Outcome    string        `json:"outcome"`
	Words      string        `json:"words"`
	Clause     string        `json:"clause"`
	Title      string        `json:"title"`
	By         string        `json:"by"` // a name, or what stands for it
	As         string        `json:"as"`
	Reasons    string        `json:"reasons"`
	Text       string        `json:"text"`
	Exhibits   []int         `json:"exhibits"`
	Source     string        `json:"source"`
	Mark       Mark          `json:"mark"`
	Conditions []Condition   `json:"conditions"`
	Stage      string        `json:"stage"`
	Corrected  bool          `json:"corrected"`
}

// PersonView is somebody in the matter.
type PersonView struct {
	ID       PersonID `json:"id"` // empty when the name is withheld
	Name     string   `json:"name"`
	Capacity string   `json:"capacity"`
	Of       string   `json:"of"`
	Ended    bool     `json:"ended"`
	Side     string   `json:"side"` // "complainant", "respondent", "decider", "office"
}

// ItemView is something said.
type ItemView struct {
	N        int       `json:"n"`
	Sort     string    `json:"sort"`
	Space    Space     `json:"space"`
	By       string    `json:"by"`
	As       string    `json:"as"`
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
	Answers  int       `json:"answers"`
	Exhibits []int     `json:"exhibits"`
	Yours    bool      `json:"yours"`
	CanShare bool      `json:"canShare"`
}

// ExhibitView is an exhibit.
type ExhibitView struct {
	Number      int           `json:"number"`
	Label       string        `json:"label"`
	Title       string        `json:"title"`
	Bytes       int64         `json:"bytes"`
	FileName    string        `json:"fileName,omitempty"` // as it came: only for whoever may have the original
	SHA256      string        `json:"sha256"`
	Provenance  Provenance    `json:"provenance"`
	By          string        `json:"by"`
	As          string        `json:"as"`
	At          time.Time     `json:"at"`
	Space       Space         `json:"space"`
	Copied      bool          `json:"copied"`
	Checked     bool          `json:"checked"`
	Disclosed   bool          `json:"disclosed"`
	Pages       int           `json:"pages"`
	Hidden      []string      `json:"hidden"`
	Withheld    string        `json:"withheld"`
	Quarantined bool          `json:"quarantined"`
	Why         string        `json:"why"`
	Readable    bool          `json:"readable"`
	Original    bool          `json:"original"`
	Received    bool          `json:"received"`
	RedactedOf  int           `json:"redactedOf"` // the exhibit of which it is a redaction; 0: none
	Reason      string        `json:"reason"`     // for the redaction
	Unscanned   bool          `json:"unscanned"`
	Found       string        `json:"found"`       // a harmful program in it
	Pending     bool          `json:"pending"`     // it is still to be disclosed or withheld
	HiddenUntil calendar.Date `json:"hiddenUntil"` // by when a second person confirms that it stays hidden; zero: it is confirmed, or not hidden
	MayEnd      bool          `json:"mayEnd"`      // the viewer may be that person
	Text        []string      `json:"text"`        // its words, a page each, when the viewer may read it
}

// LetterView is a letter to the viewer, or one that the office sent.
type LetterView struct {
	Number  int       `json:"number"`
	Subject string    `json:"subject"`
	Clause  string    `json:"clause"`
	To      string    `json:"to"`
	As      string    `json:"as"`
	At      time.Time `json:"at"`
	Medium  string    `json:"medium"`
	Text    string    `json:"text"`
	Yours   bool      `json:"yours"`
}

// MotionView is something put to a body.
type MotionView struct {
	N       int          `json:"n"`
	Body    string       `json:"body"`
	Act     string       `json:"act"`
	Outcome string       `json:"outcome"`
	Words   string       `json:"words"`
	Reasons string       `json:"reasons"`
	Text    string       `json:"text"`
	For     int          `json:"for"`
	Against int          `json:"against"`
	Abstain int          `json:"abstain"`
	Voted   int          `json:"voted"`
	Seats   int          `json:"seats"`
	Done    bool         `json:"done"`
	Yours   Vote         `json:"yours"` // the viewer's vote; empty: none yet
	Ballots []BallotView `json:"ballots"`
}

// BallotView is one member's vote, for those on the body.
type BallotView struct {
	Name    string `json:"name"`
	Vote    Vote   `json:"vote"`
	Dissent string `json:"dissent"`
}

// ReadingView is that an office-holder read something: capacity and day, no name.
type ReadingView struct {
	As   string        `json:"as"`
	On   calendar.Date `json:"on"`
	What string        `json:"what"`
}

// ReadFile is what a reading of the file is recorded as.
const ReadFile = "the file"

// A LotView is a draw that has been committed to and not made: the terms that are published, and what the viewer gave.
type LotView struct {
	Body string `json:"body"`
	Text string `json:"text"`
	By   string `json:"by"`   // the party as which the viewer may add to the seed
	Gave string `json:"gave"` // what that party has added
}

// lots lists the draws that wait to be made.
func (f *File) lots(s sight) []LotView {
	var list []LotView
	for i := range f.Book.Rules.Bodies {
		body := f.Book.Rules.Bodies[i].Name
		p, shares := f.pooled(body)
		if p == nil {
			continue
		}
		v := LotView{Body: body, Text: p.Text}
		if len(s.parties) > 0 {
			v.By, v.Gave = s.parties[0], shares[s.parties[0]]
		}
		list = append(list, v)
	}
	return list
}

// A MeasureView is a restriction while the case runs.
type MeasureView struct {
	Name    string        `json:"name"`
	Clause  string        `json:"clause"`
	Affects []string      `json:"affects"`
	Interim bool          `json:"interim"`
	From    calendar.Date `json:"from"`
	To      calendar.Date `json:"to"` // zero: it is in force
}

// measures lists the measures whose beginning the viewer may see.
func (f *File) measures(s sight) []MeasureView {
	var list []MeasureView
	for i := range f.Proc.Measures {
		m := &f.Proc.Measures[i]
		open := -1
		for k := range f.Steps {
			st := &f.Steps[k]
			switch {
			case st.Event < 0 || st.Mark == Void:
			case open >= 0 && slices.Contains(m.Ends, st.Event):
				list[open].To, open = st.Occurrence.On, -1
			case open < 0 && slices.Contains(m.Begins, st.Event) && s.SeesStep(st):
				open = len(list)
				list = append(list, MeasureView{Name: m.Name, Clause: m.Decl.Clause.Number, Affects: m.Affects, Interim: m.Interim, From: st.Occurrence.On})
			}
		}
	}
	return list
}

// View shows a matter. The reading is recorded.
func (o *Office) View(ctx context.Context, v Viewer, reference string) (*View, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return orAtSide((*View)(nil), err, func() (*View, error) { return o.viewAtSide(ctx, v, reference) })
	}
	if err := o.read(ctx, f, s, ReadFile); err != nil {
		return nil, err
	}
	view := o.view(f, v)
	if view.Readings, err = o.readings(ctx, f, s); err != nil {
		return nil, err
	}
	view.Links = o.linkViews(ctx, f, s)
	return view, nil
}

// view makes a view of a file; of somebody without a right to it, an empty one.
func (o *Office) view(f *File, v Viewer) *View {
	roll := o.Roll()
	s := f.sightOf(v.Person, roll)
	if !s.exists {
		return &View{}
	}
	b := f.Book.Rules.Book
	view := &View{Reference: f.Opened.Reference, Procedure: f.Proc.Name, Stage: f.Stage(), Final: f.Final(), Outcome: f.outcome(),
		Book: BookRef{b.Front.Title, b.Front.Version, b.SHA256}, Standing: f.Opened.Standing, Opened: f.Begun, Today: f.Today, Events: f.N(),
		You: s.caps, Office: s.office, Decides: len(s.bodies) > 0, Auditor: s.auditor}
	if len(s.parties) > 0 {
		view.Party = s.parties[0]
	}
	if f.Complaint != nil && s.Sees(Intake, f.Complainer) {
		view.Complaint = f.Complaint
	}
	view.Track = f.track()
	view.Clocks = f.clocks(s)
	view.Steps = f.stepViews(s, roll)
	view.People = f.peopleViews(s, roll)
	view.Items = f.itemViews(s, roll)
	view.Exhibits = f.exhibitViews(s, roll)
	view.Letters = f.letterViews(s, roll)
	view.Motions = f.motionViews(s, roll)
	if s.office || s.auditor || len(s.bodies) > 0 || len(s.parties) > 0 {
		view.Draws, view.Lots = f.Draws, f.lots(s)
	}
	if s.office || s.auditor || len(s.parties) > 0 {
		view.Published = f.Published
	}
	view.Paper = f.paperView(s, roll)
	view.Reach = f.reachViews(s)
	view.Measures = f.measures(s)
	view.Records, view.Roles = s.MayRecord() && !f.waits(), f.partyRoles()
	if s.office && !f.waits() {
		view.Assignable = f.assignable()
	}
	view.May, view.MayNot = o.choices(f, s)
	view.Spaces = s.spaces()
	view.Unassigned = f.unseated()
	view.LatestEnd = o.latestEnd(f)
	return view
}

// outcome is the final stage that was reached; empty until then.
func (f *File) outcome() string {
	if f.Final() {
		return f.Stage()
	}
	return ""
}

// track lists the stages that the matter has been in, and those ahead of it, in the order of the book.
func (f *File) track() []Track {
	entered := map[string]calendar.Date{}
	for i := range f.Steps {
		if st := &f.Steps[i]; st.Stage != "" {
			if _, ok := entered[st.Stage]; !ok {
				entered[st.Stage] = st.Occurrence.On
			}
		}
	}
	var list []Track
	now := f.Stage()
	for i := 1; i < len(f.Proc.Stages); i++ {
		st := &f.Proc.Stages[i]
		from, been := entered[st.Name]
		t := Track{Name: st.Name, Of: f.outer(i), Final: st.Final, State: "ahead", From: from}
		switch {
		case st.Name == now:
			t.State = "now"
		case been:
			t.State = "past"
		}
		list = append(list, t)
	}
	return list
}

// clocks lists what runs, for everybody who may know of the matter: when a case goes on is no secret between its sides.
func (f *File) clocks(s sight) []ClockView {
	due, err := f.Proc.Due(f.State)
	if err != nil {
		return nil
	}
	var list []ClockView
	for _, x := range due {
		d := &f.Proc.Deadlines[x.Deadline]
		c := ClockView{Name: d.Name, Clause: d.Stmt.Clause.Number, Title: d.Stmt.Clause.Heading, Start: x.Start, Last: x.Last,
			DaysLeft: x.Last.Sub(f.Today), Paused: x.Paused, Who: f.bound(d)}
		if x.Event >= 0 {
			c.Then = Words(f.Proc.EventName(x.Event))
		}
		c.Yours = slices.ContainsFunc(s.caps, func(cap string) bool {
			return slices.ContainsFunc(f.Book.Rules.ActsFor(cap), func(n string) bool { return slices.Contains(c.Who, n) })
		}) || slices.ContainsFunc(s.parties, func(r string) bool { return slices.Contains(c.Who, r) })
		list = append(list, c)
	}
	return list
}

// bound lists whose doing a deadline waits for.
func (f *File) bound(d *matter.Deadline) []string {
	if d.Role != "" {
		return []string{d.Role}
	}
	var list []string
	for _, e := range d.Until {
		for _, name := range f.mayAct(f.Proc.Acts[f.Proc.Events[e].Act].Name) {
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

func (f *File) stepViews(s sight, roll *Roll) []StepView {
	var list []StepView
	for i := range f.Steps {
		st := &f.Steps[i]
		if !s.SeesStep(st) {
			continue
		}
		list = append(list, f.stepView(st, s, roll))
	}
	return list
}

func (f *File) stepView(st *Step, s sight, roll *Roll) StepView {
	o := st.Occurrence
	v := StepView{N: st.N, On: o.On, Act: o.Act, Outcome: o.Outcome, Words: f.Words(st), As: o.As, Reasons: st.Reasons, Text: st.Text,
		Exhibits: st.Exhibits, Source: st.Source, Mark: st.Mark, Conditions: st.Conditions, Stage: st.Stage, Corrected: st.Corrected}
	if st.Event >= 0 {
		v.Clause = f.Proc.EventClause(st.Event)
		v.Title = f.Book.ClauseTitle(v.Clause)
	}
	if st.N >= 0 {
		v.At = f.Events[st.N].At
	}
	if st.By != "" {
		v.By = s.nameOf(st.By, roll)
	}
	return v
}

func (f *File) peopleViews(s sight, roll *Roll) []PersonView {
	var list []PersonView
	add := func(p PersonID, capacity, of string, ended bool) {
		v := PersonView{Name: s.nameOf(p, roll), Capacity: capacity, Of: of, Ended: ended, Side: f.stands(cmp.Or(of, capacity))}
		if s.Names(p) {
			v.ID = p
		}
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	for i := range f.Proc.Roles {
		role := f.Proc.Roles[i].Name
		for _, p := range f.Holders(role) {
			add(p, role, "", false)
		}
	}
	for _, post := range f.Posts {
		if post.Of != "" && !s.office && !s.auditor && !slices.Contains(s.parties, post.Of) && !speaksFor(post.Capacity) {
			continue // supporters and companions are their party's own affair
		}
		add(post.Person, post.Capacity, post.Of, post.Ended)
	}
	return list
}

// stands says on which side somebody stands in a capacity: a party's, with those who decide, or with the office.
func (f *File) stands(capacity string) string {
	switch side := f.side(capacity); {
	case side == matter.Complainant || side == matter.Respondent:
		return string(side)
	case f.Book.Rules.Body(capacity) != nil && !f.Book.Rules.Body(capacity).Office:
		return "decider"
	}
	return "office"
}

func (f *File) itemViews(s sight, roll *Roll) []ItemView {
	var list []ItemView
	for _, it := range f.Items {
		if !s.Sees(it.Space, it.By) && it.To != s.person {
			continue
		}
		list = append(list, ItemView{N: it.N, Sort: it.Sort, Space: it.Space, By: s.nameOf(it.By, roll), As: it.As, At: f.Events[it.N].At, Text: it.Text,
			Answers: it.Answers, Exhibits: it.Exhibits, Yours: it.By == s.person, CanShare: it.Space != Common && (it.By == s.person || s.office)})
	}
	return list
}

func (f *File) exhibitViews(s sight, roll *Roll) []ExhibitView {
	var list []ExhibitView
	for _, x := range f.Exhibits {
		sees, original := s.SeesExhibit(x)
		hidden := x.Quarantined != nil || x.Gone
		listed := x.Withheld != "" && (len(s.parties) > 0 || len(s.bodies) > 0) && s.exists && !hidden
		if !sees && !listed && !(hidden && (s.office || s.auditor)) {
			continue
		}
		v := ExhibitView{Number: x.Exhibit, Label: Label(x.Exhibit), Withheld: x.Withheld, Quarantined: hidden}
		if x.Quarantined != nil && (s.office || s.auditor) {
			v.Why = x.Quarantined.Why
			if !x.Gone {
				v.HiddenUntil, v.MayEnd = x.Quarantined.Until, s.office && f.quarantinedBy(x.Exhibit) != s.person
			}
		}
		if sees {
			v.Title, v.Bytes, v.SHA256, v.Provenance, v.Space = cmp.Or(x.Title, "Exhibit "+Label(x.Exhibit)), x.Bytes, x.Blob, x.Provenance, x.Space
			v.By, v.As, v.At = s.nameOf(x.By, roll), x.As, f.Events[x.N].At
			v.Copied, v.Checked, v.Disclosed, v.Original = x.Copy != nil, x.Checked, x.Disclosed, original
			v.Received = slices.Contains(x.Receipts, s.person)
			v.RedactedOf, v.Reason = x.RedactedOf, x.Added.Why
			if s.office {
				v.Unscanned, v.Found, v.Pending = x.Unscanned, x.Found, x.forDisclosure()
			}
			if original {
				v.FileName = x.FileName
			}
			v.Readable = x.Copy != nil
			if x.Copy != nil {
				v.Pages, v.Text = x.Copy.Pages, x.Copy.Text
				if s.office {
					v.Hidden = x.Copy.Hidden
				}
			}
		}
		list = append(list, v)
	}
	return list
}

func (f *File) letterViews(s sight, roll *Roll) []LetterView {
	var list []LetterView
	for _, l := range f.Letters {
		yours := l.To == s.person
		if !yours && !s.office && !s.auditor {
			continue
		}
		if yours && !s.office && f.Events[l.N].At.Before(l.NotUntil) && l.NotUntil.After(f.now()) {
			continue // it is held until office hours
		}
		list = append(list, LetterView{l.Letter, l.Subject, l.Clause, s.nameOf(l.To, roll), l.Role, f.Events[l.N].At, l.Medium, l.Text, yours})
	}
	return list
}

// now is the instant of the last event: what is held until later than that is not there yet.
func (f *File) now() time.Time { return f.asOf }

func (f *File) motionViews(s sight, roll *Roll) []MotionView {
	var list []MotionView
	for _, m := range f.Motions {
		member := slices.Contains(s.bodies, m.Body)
		if !member && !s.auditor {
			continue
		}
		v := MotionView{N: m.N, Body: m.Body, Act: m.Occurrence.Act, Outcome: m.Occurrence.Outcome, Reasons: m.Reasons, Text: m.Text, Done: m.Done,
			Voted: len(m.Votes), Seats: len(f.Posted(m.Body)), Words: Words(m.Occurrence.Act)}
		if m.Occurrence.Outcome != "" {
			v.Words += ": " + strings.ToLower(Words(m.Occurrence.Outcome))
		}
		for _, b := range m.Votes {
			if b.By == s.person {
				v.Yours = b.Vote
			}
			if !m.Done {
				continue // nobody sees how the others vote before all have
			}
			switch b.Vote {
			case For:
				v.For++
			case Against:
				v.Against++
			case Abstain:
				v.Abstain++
			}
			v.Ballots = append(v.Ballots, BallotView{s.nameOf(b.By, roll), b.Vote, b.Dissent})
		}
		list = append(list, v)
	}
	return list
}

// readings lists what office-holders have read, to the parties and the auditor: capacity and day.
func (o *Office) readings(ctx context.Context, f *File, s sight) ([]ReadingView, error) {
	if len(s.parties) == 0 && !s.auditor {
		return nil, nil
	}
	all, err := o.Store.Readings(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	var list []ReadingView
	for _, r := range all {
		if slices.Contains(f.partyRoles(), r.As) || speaksFor(r.As) {
			continue
		}
		v := ReadingView{r.As, f.Book.Rules.Calendar.DateOf(r.At), r.What}
		if len(list) == 0 || list[len(list)-1] != v {
			list = append(list, v)
		}
	}
	return list, nil
}

// spaces lists where the viewer may write.
func (s sight) spaces() []Space {
	if s.auditor || !s.exists {
		return nil
	}
	var list []Space
	if s.office {
		list = append(list, Intake, OfficeSide, Common)
		for _, role := range s.f.partyRoles() {
			if s.f.told[role] && s.Sees(Private(role), "") {
				list = append(list, Private(role))
			}
		}
		if s.Sees(Safeguarding, "") {
			list = append(list, Safeguarding)
		}
		list = append(list, Advice)
	}
	for _, role := range s.parties {
		if s.f.side(role) == matter.Complainant {
			list = append(list, Intake)
		}
		list = append(list, Private(role))
	}
	for _, body := range s.bodies {
		list = append(list, Deliberation(body))
	}
	return list
}
