package desk

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// Limits of an import.
const (
	largestImport = 16 << 20
	mostLines     = 100_000
	linesShown    = 200
)

// columns are what a table of people may say of them. Only the first is needed.
var columns = []string{"number", "name", "address", "post", "branch", "joined", "statuses", "holds"}

// An importLine is one line of a table, and what comes of it.
type importLine struct {
	n       int
	person  casework.Person
	what    []casework.What // nothing: it says what is known already
	refused []string
}

// importPage asks for a table.
func (v *visit) importPage(form *web.Form) web.Page {
	ask := component.Form{Action: "/people/import", Files: true, Parts: component.Parts{
		component.FileUpload{Field: form.Fill(component.Field{Name: "table", Label: v.say("import.file"), Hint: v.say("import.hint", "columns", strings.Join(columns, ", "))}), Accept: ".csv,text/csv"},
		component.Textarea{Field: form.Fill(component.Field{Name: "text", Label: v.say("import.text"), Optional: true}), Rows: 8},
		component.Button{Text: v.say("import.try")}}}
	return web.Page{Title: v.say("roll.import"), Crumbs: v.peopleCrumbs(), Problems: form.Problems, Template: "parts",
		Data: component.Parts{v.peopleTabs(), component.Text{Text: v.say("import.lead"), Kind: "lead"}, ask}}
}

// tryImport says, line by line, what an import would do. It does nothing.
func (v *visit) tryImport() error {
	form, files, err := v.readFiles(largestImport)
	if err != nil {
		return err
	}
	text := form.Values.Get("text")
	if len(files["table"]) > 0 {
		text = files["table"][0].text
	}
	lines, err := v.importLines(text)
	if err != nil {
		form.Problem("table", err.Error())
		return &web.Invalid{Page: v.importPage(form)}
	}
	kept, err := json.Marshal(text)
	if err != nil {
		return err
	}
	if err := v.Office.Store.SaveDraft(v.ctx(), v.importKey(), kept, v.Office.Now().Add(time.Hour)); err != nil {
		return err
	}
	return v.show(v.importTried(lines))
}

func (v *visit) importKey() string { return "people of " + string(v.viewer.Person) }

// errImport is what is wrong with a table as a whole, in words for whoever brought it.
type errImport struct{ text string }

func (e errImport) Error() string { return e.text }

// importLines reads a table and judges each line, those before it having been taken in.
func (v *visit) importLines(text string) ([]importLine, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	if head, _, _ := strings.Cut(text, "\n"); strings.Count(head, ";") > strings.Count(head, ",") {
		r.Comma = ';'
	}
	head, err := r.Read()
	if err != nil {
		return nil, errImport{v.say("import.no-table")}
	}
	for i := range head {
		if head[i] = strings.ToLower(strings.TrimSpace(head[i])); !slices.Contains(columns, head[i]) {
			return nil, errImport{v.say("import.bad-column", "column", head[i], "columns", strings.Join(columns, ", "))}
		}
	}
	if !slices.Contains(head, "number") {
		return nil, errImport{v.say("import.no-number")}
	}
	var lines []importLine
	seen := map[casework.PersonID]int{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errImport{v.say("import.broken", "why", err)}
		}
		if len(lines) >= mostLines {
			return nil, errImport{v.say("import.too-long", "most", mostLines)}
		}
		n, _ := r.FieldPos(0)
		l := v.importLine(n, head, row)
		if first := seen[l.person.ID]; first > 0 {
			l.refused = append(l.refused, v.say("import.twice", "line", first))
		}
		seen[l.person.ID] = n
		lines = append(lines, l)
	}
	return lines, v.judgeLines(lines)
}

// importLine is what a line asks for. What it says nothing of stays as it is.
func (v *visit) importLine(n int, head, row []string) importLine {
	l := importLine{n: n}
	if len(row) != len(head) {
		l.refused = append(l.refused, v.say("import.cells", "has", len(row), "want", len(head)))
		return l
	}
	cells := map[string]string{}
	for i, name := range head {
		cells[name] = strings.TrimSpace(row[i])
	}
	roll := v.Office.Roll()
	was, known := roll.Person(casework.PersonID(cells["number"]))
	p := was
	p.ID = casework.PersonID(cells["number"])
	for name, to := range map[string]*string{"name": &p.Name, "post": &p.Post, "branch": &p.Branch} {
		if cell, told := cells[name]; told {
			*to = cell
		}
	}
	if cells["address"] != "" {
		p.Address = cells["address"]
	}
	if cell := cells["joined"]; cell != "" {
		var err error
		if p.Joined, err = calendar.ParseDate(cell); err != nil {
			l.refused = append(l.refused, v.say("import.bad-joined", "day", cell))
		}
	}
	if cell, told := cells["statuses"]; told {
		p.Statuses = semicolons(cell)
	}
	l.person = p
	switch {
	case !known:
		l.what = append(l.what, casework.PersonAdded{Person: p})
	case !samePerson(p, was):
		l.what = append(l.what, casework.PersonChanged{Person: p})
	}
	for _, body := range semicolons(cells["holds"]) {
		if !slices.ContainsFunc(roll.Terms(p.ID), func(h casework.Held) bool { return h.Body == body }) {
			l.what = append(l.what, casework.Held{Person: p.ID, Body: body})
		}
	}
	return l
}

func samePerson(a, b casework.Person) bool {
	same := slices.Equal(a.Statuses, b.Statuses)
	return same && a.ID == b.ID && a.Name == b.Name && a.Address == b.Address && a.Post == b.Post && a.Branch == b.Branch && a.Joined == b.Joined
}

// judgeLines asks of each line what keeps it from being taken in. A line of which a part is refused is left out whole.
func (v *visit) judgeLines(lines []importLine) error {
	var all []casework.What
	for _, l := range lines {
		if len(l.refused) == 0 {
			all = append(all, l.what...)
		}
	}
	problems, err := v.Office.Consider(v.viewer, all...)
	if err != nil {
		return err
	}
	at := 0
	for i := range lines {
		if len(lines[i].refused) > 0 {
			continue
		}
		for range lines[i].what {
			for _, p := range problems[at] {
				if !slices.Contains(lines[i].refused, p.Text) {
					lines[i].refused = append(lines[i].refused, p.Text)
				}
			}
			at++
		}
	}
	return nil
}

// importTried shows what an import would do, the lines that are refused first.
func (v *visit) importTried(lines []importLine) web.Page {
	counts := map[string]int{}
	t := component.Table{Caption: v.say("import.lines"), Columns: []component.Column{{Text: v.say("import.line")}, {Text: v.say("roll.id")}, {Text: v.say("roll.name")}, {Text: v.say("import.what")}}}
	var rest [][]component.Cell
	for _, l := range lines {
		tag, why := v.importFate(l)
		counts[tag.Text]++
		row := []component.Cell{{Text: strconv.Itoa(l.n)}, {Text: string(l.person.ID)}, {Text: l.person.Name}, {Text: "", Parts: component.Parts{tag, component.Text{Text: why}}}}
		if len(l.refused) > 0 {
			t.Rows = append(t.Rows, row)
		} else if len(l.what) > 0 {
			rest = append(rest, row)
		}
	}
	t.Rows = append(t.Rows, rest...)
	more := len(t.Rows) - linesShown
	t.Rows = t.Rows[:min(len(t.Rows), linesShown)]
	figures := component.Figures{}
	doing := 0
	for _, name := range []string{v.say("import.added"), v.say("import.changed"), v.say("import.same"), v.say("import.refused")} {
		figures.Figures = append(figures.Figures, component.Figure{Text: name, Value: strconv.Itoa(counts[name])})
		if name == v.say("import.added") || name == v.say("import.changed") {
			doing += counts[name]
		}
	}
	parts := component.Parts{component.Text{Text: v.say("import.nothing-yet"), Kind: "lead"}, figures}
	if len(t.Rows) > 0 {
		parts = append(parts, t)
	}
	if more > 0 {
		parts = append(parts, component.Text{Text: v.site.Words().Count("import.more", more), Kind: "soft"})
	}
	if doing > 0 {
		parts = append(parts, component.Form{Action: "/people/import/confirm", Parts: component.Parts{component.Button{Text: v.site.Words().Count("import.do", doing)}}})
	}
	parts = append(parts, component.Button{Text: v.say("import.again"), Href: "/people/import", Kind: "secondary"})
	return web.Page{Title: v.say("roll.import"), Heading: v.say("import.dry-run"), Crumbs: v.peopleCrumbs(), Wide: true, Template: "parts", Data: parts}
}

// importFate is what comes of a line, in a word, and why or what.
func (v *visit) importFate(l importLine) (component.Tag, string) {
	if len(l.refused) > 0 {
		return component.Tag{Text: v.say("import.refused"), Kind: "late"}, strings.Join(l.refused, " ")
	}
	if len(l.what) == 0 {
		return component.Tag{Text: v.say("import.same")}, ""
	}
	var given []string
	for _, w := range l.what {
		if h, ok := w.(casework.Held); ok {
			given = append(given, h.Body)
		}
	}
	why := ""
	if len(given) > 0 {
		why = v.say("import.given", "bodies", wordsOf(given))
	}
	if _, ok := l.what[0].(casework.PersonAdded); ok {
		return component.Tag{Text: v.say("import.added"), Kind: "good"}, why
	}
	return component.Tag{Text: v.say("import.changed"), Kind: "now"}, why
}

// confirmImport takes in the lines that are not refused, judged anew.
func (v *visit) confirmImport() error {
	kept, err := v.Office.Store.Draft(v.ctx(), v.importKey(), v.Office.Now())
	if errors.Is(err, casework.ErrNotFound) {
		return v.to("/people/import")
	}
	if err != nil {
		return err
	}
	var text string
	if err := json.Unmarshal(kept, &text); err != nil {
		return err
	}
	lines, err := v.importLines(text)
	if err != nil {
		return err
	}
	var all []casework.What
	for _, l := range lines {
		if len(l.refused) == 0 {
			all = append(all, l.what...)
		}
	}
	if err := v.administer(all...); err != nil {
		return again(err, &web.Form{}, func() web.Page { return v.importTried(lines) })
	}
	if err := v.Office.Store.SaveDraft(v.ctx(), v.importKey(), nil, v.Office.Now()); err != nil {
		return err
	}
	return v.to("/people/log")
}
