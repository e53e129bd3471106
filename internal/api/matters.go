package api

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/matter"
)

// mostOnPage is the most matters of one answer.
const mostOnPage = 200

// A summary is a matter in a list.
type summary struct {
	Reference string        `json:"reference"`
	Procedure string        `json:"procedure"`
	Stage     string        `json:"stage"`
	Ended     bool          `json:"ended"`
	Opened    calendar.Date `json:"opened"`
	Due       calendar.Date `json:"due"`
	DueWhat   string        `json:"dueWhat"`
}

func (s *server) matters(w http.ResponseWriter, r *http.Request) error {
	v, err := s.viewer(r, ReadMatters)
	if err != nil {
		return err
	}
	q, err := queryOf(r)
	if err != nil {
		return err
	}
	most := q.Most
	q.Most++
	list, err := s.Office.Queue(r.Context(), v, q)
	if err != nil {
		return err
	}
	out := struct {
		Matters []summary `json:"matters"`
		Next    string    `json:"next,omitempty"`
	}{Matters: []summary{}}
	if len(list) > most {
		list = list[:most]
		out.Next = list[most-1].Cursor(q.Sort)
	}
	for _, e := range list {
		out.Matters = append(out.Matters, summary{e.Reference, e.Procedure, e.Stage, e.Final, e.Opened, e.Due, e.DueWhat})
	}
	send(w, http.StatusOK, out)
	return nil
}

// queryOf reads the filters of a list.
func queryOf(r *http.Request) (casework.Query, error) {
	get := r.URL.Query().Get
	q := casework.Query{Procedure: get("procedure"), Stage: get("stage"), Capacity: get("capacity"), Words: get("words"), After: get("after"), Most: 50}
	switch state := get("state"); state {
	case "":
	case "open":
		q.Open = true
	case "ended":
		q.Ended = true
	default:
		return q, errMalformed{"state is open or ended"}
	}
	sort, down := strings.CutPrefix(get("sort"), "-")
	switch sort {
	case "", "due", "opened", "changed", "reference":
		q.Sort, q.Down = sort, down
	default:
		return q, errMalformed{"sort is due, opened, changed or reference, with - before it for the last first"}
	}
	if n := get("limit"); n != "" {
		most, err := strconv.Atoi(n)
		if err != nil || most < 1 || most > mostOnPage {
			return q, errMalformed{"limit is a number from 1 to " + strconv.Itoa(mostOnPage)}
		}
		q.Most = most
	}
	if day := get("dueBy"); day != "" {
		d, err := calendar.ParseDate(day)
		if err != nil {
			return q, errMalformed{"dueBy is a day, 2026-03-02"}
		}
		q.DueBy = d
	}
	return q, nil
}

func (s *server) matter(w http.ResponseWriter, r *http.Request) error {
	v, err := s.viewer(r, ReadMatters)
	if err != nil {
		return err
	}
	view, err := s.Office.View(r.Context(), v, r.PathValue("id"))
	if err != nil {
		return err
	}
	send(w, http.StatusOK, view)
	return nil
}

func (s *server) home(w http.ResponseWriter, r *http.Request) error {
	v, err := s.viewer(r, ReadMatters)
	if err != nil {
		return err
	}
	home, err := s.Office.Home(r.Context(), v)
	if err != nil {
		return err
	}
	tasks := home.Tasks
	if tasks == nil {
		tasks = []casework.Task{}
	}
	send(w, http.StatusOK, struct {
		Today calendar.Date   `json:"today"`
		Tasks []casework.Task `json:"tasks"`
	}{home.Today, tasks})
	return nil
}

// An act is what a program wishes to do.
type act struct {
	Act       string            `json:"act"`
	Outcome   string            `json:"outcome"`
	Instance  int               `json:"instance"`
	As        string            `json:"as"`
	To        string            `json:"to"`
	Ground    string            `json:"ground"`
	Reasons   string            `json:"reasons"`
	Text      string            `json:"text"`
	Data      map[string]string `json:"data"`
	Fields    map[string]string `json:"fields"`
	Exhibits  []int             `json:"exhibits"`
	Discovery calendar.Date     `json:"discovery"`
	Conduct   calendar.Date     `json:"conduct"`
	Tally     *tally            `json:"tally"`
	Seen      int               `json:"seen"`
}

type tally struct {
	For      int `json:"for"`
	Against  int `json:"against"`
	Abstain  int `json:"abstain"`
	Present  int `json:"present"`
	Entitled int `json:"entitled"`
}

func (a act) casework() casework.Act {
	name, outcome := a.bare()
	out := casework.Act{Act: name, Outcome: outcome, Instance: a.Instance, To: casework.PersonID(a.To), Ground: a.Ground, Reasons: a.Reasons,
		Text: a.Text, Data: a.Data, Fields: a.Fields, Exhibits: a.Exhibits, Discovery: a.Discovery, Conduct: a.Conduct, Seen: a.Seen}
	if t := a.Tally; t != nil {
		out.Tally = &matter.Tally{For: t.For, Against: t.Against, Abstain: t.Abstain, Present: t.Present, Entitled: t.Entitled}
	}
	return out
}

// command reads a body, does something for whoever the token stands for, and answers with the matter as it is then.
func command[T any](s *server, w http.ResponseWriter, r *http.Request, do func(casework.Viewer, T) (*casework.View, error)) error {
	v, err := s.viewer(r, WriteMatters)
	if err != nil {
		return err
	}
	var body T
	if err := read(r, &body); err != nil {
		return err
	}
	view, err := do(v, body)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, view)
	return nil
}

func (s *server) act(w http.ResponseWriter, r *http.Request) error {
	return command(s, w, r, func(v casework.Viewer, a act) (*casework.View, error) {
		if a.As != "" {
			v.As = a.As
		}
		view, err := s.Office.Act(r.Context(), v, r.PathValue("id"), a.casework())
		return view, named(a.Act, err)
	})
}

// named gives a refusal the name by which the act was asked for.
func named(act string, err error) error {
	var refusal *matter.Refusal
	if errors.As(err, &refusal) {
		own := *refusal
		own.Act = act
		return &own
	}
	return err
}

// bare takes an act that is written with its outcome, as the book writes it, apart: take-up(investigate).
func (a *act) bare() (name, outcome string) {
	name, outcome, ok := strings.Cut(a.Act, "(")
	if ok && a.Outcome == "" {
		return name, strings.TrimSuffix(outcome, ")")
	}
	return a.Act, a.Outcome
}

func (s *server) move(w http.ResponseWriter, r *http.Request) error {
	return command(s, w, r, func(v casework.Viewer, a act) (*casework.View, error) {
		if a.As != "" {
			v.As = a.As
		}
		view, err := s.Office.Move(r.Context(), v, r.PathValue("id"), a.casework())
		return view, named(a.Act, err)
	})
}

// A ballot is one member's vote.
type ballot struct {
	Motion  int    `json:"motion"`
	Vote    string `json:"vote"`
	Read    string `json:"read"`
	Dissent string `json:"dissent"`
}

func (s *server) vote(w http.ResponseWriter, r *http.Request) error {
	return command(s, w, r, func(v casework.Viewer, b ballot) (*casework.View, error) {
		return s.Office.Vote(r.Context(), v, r.PathValue("id"),
			casework.Voted{Motion: b.Motion, Vote: casework.Vote(b.Vote), Read: b.Read, Dissent: b.Dissent})
	})
}

// A fact is what happened outside.
type fact struct {
	Act      string            `json:"act"`
	Outcome  string            `json:"outcome"`
	Instance int               `json:"instance"`
	On       calendar.Date     `json:"on"`
	As       string            `json:"as"`
	To       string            `json:"to"`
	Ground   string            `json:"ground"`
	Data     map[string]string `json:"data"`
	Reasons  bool              `json:"reasons"`
	Note     string            `json:"note"`
	Source   string            `json:"source"`
}

func (s *server) fact(w http.ResponseWriter, r *http.Request) error {
	return command(s, w, r, func(v casework.Viewer, f fact) (*casework.View, error) {
		return s.Office.Record(r.Context(), v, r.PathValue("id"), casework.Fact{Act: f.Act, Outcome: f.Outcome, Instance: f.Instance, On: f.On,
			As: f.As, To: casework.PersonID(f.To), Ground: f.Ground, Data: f.Data, Reasons: f.Reasons, Note: f.Note, Source: f.Source})
	})
}

// A message is something said in one space.
type message struct {
	Space    string `json:"space"`
	Sort     string `json:"sort"`
	Text     string `json:"text"`
	Answers  int    `json:"answers"`
	Exhibits []int  `json:"exhibits"`
}

func (s *server) message(w http.ResponseWriter, r *http.Request) error {
	return command(s, w, r, func(v casework.Viewer, m message) (*casework.View, error) {
		return s.Office.Say(r.Context(), v, r.PathValue("id"),
			casework.Said{Space: casework.Space(m.Space), Sort: m.Sort, Text: m.Text, Answers: m.Answers, Exhibits: m.Exhibits})
	})
}

func (s *server) exhibits(w http.ResponseWriter, r *http.Request) error {
	v, err := s.viewer(r, WriteMatters)
	if err != nil {
		return err
	}
	// Who may not know of the matter sends nothing that is kept.
	if _, err := s.Office.Find(r.Context(), v, r.PathValue("id")); err != nil {
		return err
	}
	var space string
	f := form{fields: map[string]*string{"space": &space}}
	if err := f.read(s, r); err != nil {
		return err
	}
	view, err := s.Office.AddExhibits(r.Context(), v, r.PathValue("id"), casework.Space(space), f.files)
	if err != nil {
		return err
	}
	send(w, http.StatusCreated, view)
	return nil
}
