package desk

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/evenhand/evenhand/compare"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// compareBudget is how many situations of a procedure are looked at for stories: fewer than `evenhand diff` looks at, since
// somebody waits.
const compareBudget = 4000

// A comparison is what two versions say otherwise.
type comparison struct {
	old, new   *rulebook.Book
	clauses    []compare.Change
	procedures []parted
}

// A parted procedure is one that two versions do not have alike.
type parted struct {
	name    string
	onlyOld bool
	onlyNew bool
	compare.Difference
}

// comparisons remembers what was compared. One comparison is made at a time.
type comparisons struct {
	mu    sync.Mutex
	known map[[2]string]*comparison
}

// mostComparisons bounds what is remembered; then it begins anew.
const mostComparisons = 32

// of compares two versions.
func (c *comparisons) of(old, new *rulebook.Book) *comparison {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := [2]string{old.SHA256, new.SHA256}
	if c.known[key] == nil {
		if c.known == nil || len(c.known) >= mostComparisons {
			c.known = map[[2]string]*comparison{}
		}
		c.known[key] = compared(old, new)
	}
	return c.known[key]
}

func compared(old, new *rulebook.Book) *comparison {
	if old.SHA256 == new.SHA256 {
		return &comparison{old: old, new: new}
	}
	renamed := compare.Renamed(new, old.Front.Version)
	c := &comparison{old: old, new: new, clauses: compare.Clauses(old, new, renamed)}
	was, _ := matter.Compile(old, matter.Options{Instances: 1})
	is, _ := matter.Compile(new, matter.Options{Instances: 1})
	if was == nil || is == nil {
		return c // one of them has no calendar: there are no days to tell a story on
	}
	for _, p := range is.Procedures {
		before := was.Procedure(p.Name)
		if before == nil {
			c.procedures = append(c.procedures, parted{name: p.Name, onlyNew: true})
			continue
		}
		d := compare.Procedure(before, p, renamed, new.Front.InForce, compareBudget)
		if len(d.Stories)+len(d.OnlyOld)+len(d.OnlyNew) > 0 || !d.Exhausted {
			c.procedures = append(c.procedures, parted{name: p.Name, Difference: d})
		}
	}
	for _, p := range was.Procedures {
		if is.Procedure(p.Name) == nil {
			c.procedures = append(c.procedures, parted{name: p.Name, onlyOld: true})
		}
	}
	return c
}

// since shows what a version says otherwise than another.
func (v *visit) since(all *comparisons) error {
	b, err := v.version("sha")
	if err != nil {
		return err
	}
	old, err := v.version("old")
	if err != nil {
		return err
	}
	book := b.Rules.Book
	parts := component.Parts{component.Text{Text: v.say("rules.since-lead", "old", old.Version(), "new", b.Version()), Kind: "lead"}}
	parts = append(parts, v.differences(all.of(old.Rules.Book, book))...)
	return v.parts(web.Page{Title: v.say("rules.title"), Heading: v.say("rules.changed"), Caption: v.say("rules.caption", "version", b.Version()),
		Crumbs: v.rulesCrumbs(component.Link{Text: book.Front.Title, Href: ruleHref(book.SHA256)})}, parts...)
}

// differences shows a comparison: what became of the clauses, then the stories on which the versions part.
func (v *visit) differences(c *comparison) component.Parts {
	if len(c.clauses)+len(c.procedures) == 0 {
		return component.Parts{component.Empty{Text: v.say("rules.same")}}
	}
	parts := component.Parts{v.changeFigures(c), component.Heading{Text: v.say("rules.clauses"), ID: "clauses"}}
	if len(c.clauses) == 0 {
		parts = append(parts, component.Text{Text: v.say("rules.same-clauses")})
	}
	for i := range c.clauses {
		parts = append(parts, v.clauseChange(c, &c.clauses[i]))
	}
	parts = append(parts, component.Heading{Text: v.say("rules.stories"), ID: "stories"}, component.Text{Text: v.say("rules.stories-lead"), Kind: "soft"})
	for i := range c.procedures {
		parts = append(parts, v.procedureChange(c, &c.procedures[i])...)
	}
	if len(c.procedures) == 0 {
		parts = append(parts, component.Text{Text: v.say("rules.no-stories")})
	}
	return parts
}

// changeFigures counts the clauses by what became of them.
func (v *visit) changeFigures(c *comparison) component.Figures {
	counts := map[string]int{}
	for i := range c.clauses {
		counts[v.fate(&c.clauses[i]).Text]++
	}
	var out component.Figures
	for _, name := range []string{v.say("rules.fate-changed"), v.say("rules.fate-new"), v.say("rules.fate-gone"), v.say("rules.fate-moved")} {
		out.Figures = append(out.Figures, component.Figure{Text: name, Value: strconv.Itoa(counts[name])})
	}
	return out
}

// fate is what became of a clause, in a word.
func (v *visit) fate(c *compare.Change) component.Tag {
	switch {
	case c.New:
		return component.Tag{Text: v.say("rules.fate-new"), Kind: "good"}
	case c.Gone:
		return component.Tag{Text: v.say("rules.fate-gone"), Kind: "late"}
	case c.Was != "" && !c.Words && !c.Rules():
		return component.Tag{Text: v.say("rules.fate-moved")}
	}
	return component.Tag{Text: v.say("rules.fate-changed"), Kind: "wait"}
}

// clauseChange shows what became of one clause: its words with what went and came, and what its blocks say otherwise.
func (v *visit) clauseChange(c *comparison, x *compare.Change) component.Clause {
	tag := v.fate(x)
	out := component.Clause{Number: x.Clause, Heading: x.Heading, Tag: &tag, ID: "d-" + x.Clause}
	before := x.Clause
	if x.Was != "" {
		before = x.Was
		out.Parts = append(out.Parts, component.Text{Text: v.say("rules.was", "number", x.Was), Kind: "soft"})
	}
	var was, now string
	if !x.New {
		was = wordsOfClause(c.old, before)
	}
	if !x.Gone {
		now = wordsOfClause(c.new, x.Clause)
	}
	switch {
	case x.Words || x.New || x.Gone:
		out.Parts = append(out.Parts, redline(was, now))
	case x.Rules():
		out.Parts = append(out.Parts, component.Text{Text: v.say("rules.same-words"), Kind: "soft"})
	}
	if x.Words && !x.Rules() {
		out.Parts = append(out.Parts, component.Text{Text: v.say("rules.same-rules"), Kind: "soft"})
	}
	if x.Rules() {
		out.Parts = append(out.Parts, v.statements(x))
	}
	return out
}

func wordsOfClause(b *rulebook.Book, number string) string {
	i := slices.IndexFunc(b.Clauses, func(c *rulebook.Clause) bool { return c.Number == number })
	if i < 0 {
		return ""
	}
	_, words := clauseWords(b.Clauses[i])
	return words
}

// statements shows what the blocks of a clause say otherwise.
func (v *visit) statements(x *compare.Change) component.Details {
	d := component.Details{Summary: v.say("rules.block-changes"), Open: !x.New && !x.Gone}
	for _, a := range x.Altered {
		d.Parts = append(d.Parts, component.Heading{Text: a.About, Small: true}, redline(strings.Join(a.Was, "\n\n"), strings.Join(a.Now, "\n\n")))
	}
	for _, s := range x.Removed {
		d.Parts = append(d.Parts, redline(s.Text, ""))
	}
	for _, s := range x.Added {
		d.Parts = append(d.Parts, redline("", s.Text))
	}
	return d
}

// procedureChange shows on which days, and after what, two versions of a procedure part.
func (v *visit) procedureChange(c *comparison, p *parted) component.Parts {
	head := component.Heading{Text: casework.Words(p.name)}
	switch {
	case p.onlyNew:
		return component.Parts{head, component.Text{Text: v.say("rules.procedure-new")}}
	case p.onlyOld:
		return component.Parts{head, component.Text{Text: v.say("rules.procedure-gone")}}
	}
	parts := component.Parts{head}
	for _, only := range []struct {
		version string
		acts    []compare.Act
	}{{c.old.Front.Version, p.OnlyOld}, {c.new.Front.Version, p.OnlyNew}} {
		var names []string
		for _, a := range only.acts {
			names = append(names, casework.Words(a.Name))
		}
		if len(names) > 0 {
			parts = append(parts, component.Text{Text: v.say("rules.only", "version", only.version, "acts", strings.Join(names, "; "))})
		}
	}
	for _, s := range p.Stories {
		parts = append(parts, v.story(c, s))
	}
	switch {
	case !p.Exhausted && len(p.Stories) == 0:
		parts = append(parts, component.Text{Text: v.say("rules.no-story-found")})
	case !p.Exhausted:
		parts = append(parts, component.Text{Text: v.say("rules.more-stories"), Kind: "soft"})
	}
	return parts
}

// story shows the dated steps that both versions allow, and the last on which they part.
func (v *visit) story(c *comparison, s compare.Story) component.Sheet {
	by, other := c.old.Front.Version, c.new.Front.Version
	if s.By == compare.New {
		by, other = other, by
	}
	event := eventWords(s.Last.Event)
	sheet := component.Sheet{}
	switch {
	case s.Last.ByRule && !s.Elsewhere.IsZero():
		sheet.Heading = v.say("rules.comes-on", "event", event, "day", s.Last.On, "version", by, "later", s.Elsewhere, "other", other)
	case s.Last.ByRule:
		sheet.Heading = v.say("rules.comes-only", "event", event, "day", s.Last.On, "version", by, "other", other)
	case s.Refusal == nil:
		sheet.Heading = v.say("rules.allowed-unknown", "event", event, "version", by, "other", other)
	default:
		sheet.Heading = v.say("rules.allowed-refused", "event", event, "version", by, "other", other)
	}
	var record component.Record
	for _, step := range append(slices.Clip(s.Steps), s.Last) {
		e := component.Entry{On: step.On, Text: eventWords(step.Event), Who: casework.Words(step.As)}
		if step.ByRule {
			e.Kind = "rule"
		}
		if step.Only {
			version := c.old.Front.Version
			if step.In == compare.New {
				version = c.new.Front.Version
			}
			e.Note = v.say("rules.step-only", "version", version)
		}
		record.Entries = append(record.Entries, e)
	}
	if s.Refusal != nil {
		for _, r := range s.Refusal.Reasons {
			e := component.Entry{On: s.Last.On, Kind: "refused", Text: v.say("rules.version-says", "version", other, "why", r.Why), Clause: r.Clause}
			if s.By == compare.New { // the old version refuses it, and has been adopted
				e.Href = clauseInBook(c.old.SHA256, r.Clause)
			}
			record.Entries = append(record.Entries, e)
		}
	}
	sheet.Parts = component.Parts{component.Details{Summary: v.say("rules.story-days", "n", len(s.Steps)+1), Parts: component.Parts{record}, Open: len(s.Steps) < 6}}
	return sheet
}

// eventWords writes an event of a book, such as hearing.open(both-present), for people.
func eventWords(event string) string {
	return casework.Words(strings.ReplaceAll(event, "(", " ("))
}
