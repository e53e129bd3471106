package check

import (
	"encoding/json"

	"github.com/evenhand/evenhand/rulebook"
)

// The shape of a report for programs. Its names are an interface: add, never rename.
type (
	jsonReport struct {
		Book          jsonBook        `json:"book"`
		Matters       []jsonMatter    `json:"matters"`
		Defects       []jsonDefect    `json:"defects"`
		NotProven     []jsonNotProven `json:"notProven"`
		StatesBudget  int             `json:"statesBudget"`
		BytesPerState int             `json:"bytesPerState"`
	}
	jsonBook struct {
		Title   string `json:"title"`
		Version string `json:"version"`
		SHA256  string `json:"sha256"`
	}
	jsonMatter struct {
		Procedure      string       `json:"procedure"`
		States         int          `json:"states"`
		Zones          int          `json:"zones"`
		BytesPerState  int          `json:"bytesPerState"`
		WorstCase      string       `json:"worstCase"` // exact, bounded, unbounded or not proven
		WorstCaseDays  *int         `json:"worstCaseDays"`
		UpperBoundDays *int         `json:"upperBoundDays"`
		WorstCaseStory []jsonStep   `json:"worstCaseStory"`
		Start          string       `json:"start,omitempty"` // of the story
		Outside        *jsonOutside `json:"withOutsideFacts,omitempty"`
		Assumptions    []string     `json:"assumptions"`
	}
	jsonOutside struct {
		WorstCase      string     `json:"worstCase"`
		WorstCaseDays  *int       `json:"worstCaseDays"`
		UpperBoundDays *int       `json:"upperBoundDays"`
		WorstCaseStory []jsonStep `json:"worstCaseStory"`
		Start          string     `json:"start,omitempty"` // of the story
		Assumptions    []string   `json:"assumptions"`
	}
	jsonDefect struct {
		Check    string     `json:"check"`
		Severity string     `json:"severity"`
		Clause   string     `json:"clause"`
		File     string     `json:"file"`
		Line     int        `json:"line"`
		Column   int        `json:"column"`
		Message  string     `json:"message"`
		Story    []jsonStep `json:"story"`
		Start    string     `json:"start,omitempty"` // of the story
		Help     string     `json:"help"`
	}
	jsonStep struct {
		Day    int    `json:"day"`
		Act    string `json:"act"`
		Clause string `json:"clause"`
	}
	jsonNotProven struct {
		Check string `json:"check"`
		Why   string `json:"why"`
	}
)

// MarshalJSON writes the report as `evenhand check --json` prints it. It never fails.
func (r Report) MarshalJSON() ([]byte, error) {
	out := jsonReport{
		Matters: []jsonMatter{}, Defects: []jsonDefect{}, NotProven: []jsonNotProven{},
		StatesBudget: r.StatesBudget, BytesPerState: r.BytesPerState(),
	}
	if r.Book != nil {
		out.Book = jsonBook{r.Book.Front.Title, r.Book.Front.Version, r.Book.SHA256}
	}
	for i := range r.Matters {
		out.Matters = append(out.Matters, r.Matters[i].json())
	}
	for i := range r.Defects {
		out.Defects = append(out.Defects, r.Defects[i].json())
	}
	for _, n := range r.NotProven {
		out.NotProven = append(out.NotProven, jsonNotProven(n))
	}
	return json.Marshal(out)
}

func (m *MatterReport) json() jsonMatter {
	out := jsonMatter{
		Procedure: m.Procedure, States: m.States, Zones: m.Zones, BytesPerState: m.BytesPerState,
		WorstCase: m.Certainty(), WorstCaseDays: m.WorstCaseDays, UpperBoundDays: m.UpperBoundDays,
		WorstCaseStory: m.WorstCaseStory.json(), Start: m.WorstCaseStory.start(), Assumptions: append([]string{}, m.Assumptions...),
	}
	if m.Outside != nil {
		o := m.Outside
		out.Outside = &jsonOutside{o.Certainty(), o.WorstCaseDays, o.UpperBoundDays, o.WorstCaseStory.json(), o.WorstCaseStory.start(), append([]string{}, o.Assumptions...)}
	}
	return out
}

func (d *Defect) json() jsonDefect {
	out := jsonDefect{
		Check: d.Check, Severity: d.Severity.String(), File: d.File, Line: d.Pos.Line, Column: d.Pos.Col,
		Message: d.Msg, Story: d.Story.json(), Start: d.Story.start(), Help: d.Help,
	}
	if d.Clause != nil {
		out.Clause = d.Clause.Number
	}
	return out
}

func (s Story) json() []jsonStep {
	list := []jsonStep{}
	for _, step := range s.Steps {
		list = append(list, jsonStep{step.Day, step.Act, step.Clause})
	}
	return list
}

func (s Story) start() string {
	if len(s.Steps) == 0 {
		return ""
	}
	return s.Start.String()
}

// Certainty says what is known of the worst case: exact, bounded, unbounded or not proven.
func (m *MatterReport) Certainty() string {
	return certainty(m.Unbounded, m.WorstCaseDays, m.UpperBoundDays)
}

func certainty(unbounded bool, realised, bound *int) string {
	switch {
	case unbounded:
		return "unbounded"
	case realised == nil && bound == nil:
		return "not proven"
	case realised != nil && bound != nil && *realised == *bound:
		return "exact"
	}
	return "bounded"
}

// BytesPerState is the greatest that a state of any of the procedures took.
func (r *Report) BytesPerState() int {
	most := 0
	for i := range r.Matters {
		most = max(most, r.Matters[i].BytesPerState)
	}
	return most
}

// Count is how many defects of a severity there are.
func (r *Report) Count(s rulebook.Severity) int {
	n := 0
	for i := range r.Defects {
		if r.Defects[i].Severity == s {
			n++
		}
	}
	return n
}

// Found says whether anything was found. Notes alone are nothing.
func (r *Report) Found() bool { return r.Count(rulebook.Error)+r.Count(rulebook.Warning) > 0 }
