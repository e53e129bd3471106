package casework

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

// tellOf writes the letters that a step calls for, one for each person who is to be told.
func (d *draft) tellOf(st Step) error {
	f := d.f
	act := &f.Proc.Acts[f.Proc.Events[st.Event].Act]
	roles := slices.Clone(act.Tells)
	notice := f.noticeOf(st.Event)
	if notice != nil {
		roles = append(roles, notice.To...)
	}
	var seen []PersonID
	for _, role := range roles {
		for _, p := range f.recipients(role) {
			if slices.Contains(seen, p) || p == st.By {
				continue
			}
			seen = append(seen, p)
			if err := d.write(st, notice, role, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// recipients are those who are told when a role is: who has it, and who represents them.
func (f *File) recipients(role string) []PersonID {
	list := f.Holders(role)
	for _, p := range f.Posts {
		if p.Of == role && !p.Ended && speaksFor(p.Capacity) {
			list = append(list, p.Person)
		}
	}
	return list
}

// write writes one letter and has its arrival announced.
func (d *draft) write(st Step, notice *matter.Notice, role string, to PersonID) error {
	f := d.f
	w := Wrote{Letter: len(f.Letters) + 1, Of: st.N, To: to, Role: role, Medium: ByAccount, Act: st.Occurrence.Act}
	w.Clause = f.Proc.EventClause(st.Event)
	w.Subject, w.Text = f.plainLetter(&st, w.Clause)
	if notice != nil {
		if t := f.Book.Letters[notice.Name]; t != nil {
			w.Notice, w.Clause, w.Subject = notice.Name, t.Clause, t.Subject
			w.Text = f.fill(t, &st, f.sightOf(to, d.o.Roll()), role, d.o.Roll())
		}
	}
	w.NotUntil = d.o.now()
	if f.adverse(st.Event, role) {
		w.NotUntil = d.o.officeHours(f, w.NotUntil)
	}
	paper := f.onPaper(to)
	if paper {
		w.Medium = ByPost
	}
	if err := d.addByRule(w); err != nil {
		return err
	}
	if !paper {
		d.messages = append(d.messages, Message{ID: messageID(f, w.Letter), To: to, Matter: f.ID, Letter: w.Letter, NotUntil: w.NotUntil})
	}
	return nil
}

// adverse says whether an event is a decision against a role's side.
func (f *File) adverse(event int, role string) bool {
	against := f.Proc.Events[event].Against
	return against != matter.NoSide && against == f.side(role)
}

// officeHours puts off to the next working morning what would arrive at night or on a day of rest.
func (o *Office) officeHours(f *File, at time.Time) time.Time {
	cal, habits := f.Book.Rules.Calendar, o.Roll().Settled.Habits.filled()
	local := at.In(cal.Location())
	on := cal.DateOf(at)
	if working, err := cal.IsWorkingDay(on); err == nil && working && local.Hour() >= habits.Opens && local.Hour() < habits.Shuts {
		return at
	}
	next := on
	if local.Hour() >= habits.Shuts {
		next = on.Add(1)
	}
	if working, err := cal.NextWorkingDay(next); err == nil {
		next = working
	}
	y, m, day := next.Civil()
	return time.Date(y, time.Month(m), day, habits.Opens, 0, 0, 0, cal.Location()).UTC()
}

// plainLetter tells of a step for which the book has no template.
func (f *File) plainLetter(st *Step, clause string) (subject, text string) {
	subject = f.Book.ClauseTitle(clause)
	var b strings.Builder
	fmt.Fprintf(&b, "Reference %s\n\n", f.Opened.Reference)
	how := "This was done"
	if st.Mark == ByRule {
		how = "This happened by operation of the rules, because a time limit had passed"
	}
	fmt.Fprintf(&b, "%s on %s, under clause %s (%s): **%s**.\n\n", how, Day(st.Occurrence.On), clause, subject, f.Words(st))
	if st.Reasons != "" {
		fmt.Fprintf(&b, "The reasons given:\n\n%s\n\n", quoted(st.Reasons))
	}
	if st.Text != "" {
		fmt.Fprintf(&b, "What was said with it:\n\n%s\n\n", quoted(st.Text))
	}
	if last := f.nextFor(); last != "" {
		b.WriteString(last)
	}
	return subject, b.String()
}

// nextFor says what comes next and by when.
func (f *File) nextFor() string {
	due, err := f.Proc.Due(f.State)
	if err != nil || len(due) == 0 {
		return ""
	}
	return fmt.Sprintf("The next date is the end of %s.\n", Day(due[0].Last))
}

// quoted is somebody's words, set apart.
func quoted(text string) string {
	return "> " + strings.ReplaceAll(literal(strings.TrimSpace(text)), "\n", "\n> ")
}

// Words is what a step is called to people.
func (f *File) Words(st *Step) string {
	if st.Occurrence.Act == "" {
		return "a fact from outside"
	}
	name := Words(st.Occurrence.Act)
	if st.Occurrence.Outcome != "" {
		name += ": " + strings.ToLower(Words(st.Occurrence.Outcome))
	}
	if st.Occurrence.Instance > 1 || st.Event >= 0 && f.Proc.Acts[f.Proc.Events[st.Event].Act].Thread != "" {
		name += fmt.Sprintf(" (%s %d)", f.Proc.Acts[f.Proc.Events[max(st.Event, 0)].Act].Thread, max(st.Occurrence.Instance, 1))
	}
	return name
}

// Words turns a name of the rule book into words: `hearing.open` is read "Hearing: open".
func Words(name string) string {
	name = strings.NewReplacer(".", ": ", "-", " ", "(", ": ", ")", "").Replace(name)
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// Day writes a day for people: Monday 2 November 2026.
func Day(d calendar.Date) string {
	if !d.Valid() {
		return ""
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%s %d %s %d", d.Weekday(), day, time.Month(m), y)
}

var field = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// fill writes the letter of a notice: what its sender was asked for, the dates the rules give, who sits.
func (f *File) fill(t *rulebook.Template, st *Step, s sight, role string, roll *Roll) string {
	_, body, _ := strings.Cut(strings.TrimPrefix(string(t.Source), "---"), "\n---")
	return strings.TrimSpace(field.ReplaceAllStringFunc(body, func(m string) string {
		return literal(f.value(strings.Trim(m, "{}"), st, s, role, roll))
	})) + "\n"
}

// marks are the characters that mean something in Markdown.
var marks = regexp.MustCompile("[\\\\`*_{}\\[\\]()#+.!|<>~&-]")

// literal writes somebody's words so that a letter, which is Markdown, shows them as they were typed: no heading, link or
// image can be made with them.
func literal(words string) string { return marks.ReplaceAllString(words, `\$0`) }

// value is what stands for a placeholder. What nobody said is shown as such, never left out.
func (f *File) value(name string, st *Step, s sight, role string, roll *Roll) string {
	if v := st.Fields[name]; v != "" {
		return v
	}
	switch name {
	case "reference":
		return f.Opened.Reference
	case "last-day":
		if last := f.windowOf(role, st); last.Valid() {
			return Day(last)
		}
	case "sent":
		return Day(st.Occurrence.On)
	}
	if names := s.namesOf(f.Holders(name), roll); names != "" {
		return names
	}
	if v := st.Occurrence.Data[name]; v != "" {
		return v
	}
	return "(not said)"
}

// windowOf is the last day on which a role may do what a letter opens a window for: an answer, an appeal. The window opens
// when the letter counts as received, so the days until then are let pass in thought. Zero when it opens none.
func (f *File) windowOf(role string, st *Step) calendar.Date {
	state := f.State
	for range mostWaits {
		due, err := f.Proc.Due(state)
		if err != nil || len(due) == 0 {
			return 0
		}
		for _, x := range due {
			if d := &f.Proc.Deadlines[x.Deadline]; d.Window >= 0 && d.Role == role && f.opens(st, d) {
				return x.Last
			}
		}
		if state, _, err = f.Proc.Advance(state, due[0].Last.Add(1)); err != nil {
			return 0
		}
	}
	return 0
}

// mostWaits bounds how many deadlines are let pass to see when a letter counts as received.
const mostWaits = 5

// opens says whether a deadline begins with the letter of a step: with its service, or with the step itself.
func (f *File) opens(st *Step, d *matter.Deadline) bool {
	n := f.noticeOf(st.Event)
	return slices.ContainsFunc(d.From, func(e int) bool { return e == st.Event || n != nil && f.Proc.Events[e].Act == n.Served })
}
