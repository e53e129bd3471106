package matter_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// A scribe writes random books: sound ones, as far as one can be without understanding them. Their names are few, so
// that statements meet.
type scribe struct {
	t      *rapid.T
	b      strings.Builder
	acts   []string // of persons, with their outcomes
	clocks []string
	facts  []string
	stages []string // not final
	final  []string
	limits []string // deadlines that have a name, and duties and windows by their act
	thread bool
	n      int

	periods int // how many minimum periods it writes beside what comes to its mind
}

func (w *scribe) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

func (w *scribe) number(least, most int, what string) int {
	return rapid.IntRange(least, most).Draw(w.t, what)
}

// chance is true one time in n.
func (w *scribe) chance(n int, what string) bool { return w.number(1, n, what) == 1 }

func (w *scribe) one(list []string, what string) string {
	return rapid.SampledFrom(list).Draw(w.t, what)
}

func (w *scribe) act() string {
	name, _, _ := strings.Cut(w.one(w.acts, "act"), "(")
	return name
}

// event is an act, perhaps with its outcome, a clock act or a fact.
func (w *scribe) event() string {
	return w.one(append(append(append([]string{}, w.acts...), w.clocks...), w.facts...), "event")
}

func (w *scribe) events() string {
	list := []string{w.event()}
	for w.chance(3, "more") && len(list) < 3 {
		list = append(list, w.event())
	}
	return strings.Join(list, " or ")
}

func (w *scribe) stage() string { return w.one(append(w.stages, w.final...), "stage") }

func (w *scribe) in() string {
	if w.chance(3, "anywhere") {
		return ""
	}
	if w.chance(5, "after the end") {
		return " in " + w.one(w.final, "final stage")
	}
	return " in " + w.one(w.stages, "stage")
}

func (w *scribe) limit() string {
	return fmt.Sprintf("%d %s", w.number(0, 40, "days"), "days")
}

func (w *scribe) cond() string {
	atoms := []string{"risk", "not risk", "leave-given", "not police open", "gravity is minor", "gravity in {minor, grave}",
		"stage in {" + w.stage() + "}", "ban", "not ban", w.act(), "not " + w.act()}
	if w.thread {
		atoms = append(atoms, "all answer", "some answer", "none answer", "not all answer(yes)", "some answer(no)")
	}
	return w.one(atoms, "condition")
}

// book writes a whole book.
func (w *scribe) book() string {
	w.b.WriteString(frontMatter + "# 1 Words\n```rule\n")
	w.line("status lawyer\nbody panel, seats 3, quorum 2\n  decides by majority of those voting, tie -> lost\nbody court, seats 3, quorum 2, if it cannot act -> panel")
	w.line("sanctions ranked fine, expulsion\nsanction fine, no restriction\nsanction expulsion, lasts 1 year\ngrounds reasons-for-it {one, two}")
	for i := range w.number(1, 4, "stages") {
		w.stages = append(w.stages, fmt.Sprintf("s%d", i))
	}
	w.final = []string{"z0", "z1"}[:w.number(1, 2, "ends")]
	w.line("procedure case\n  begins with open\n  stages %s\n  ends in %s", strings.Join(w.stages, ", "), strings.Join(w.final, ", "))
	w.line("role left, side complainant\nrole right, side respondent\nchain decider: panel -> court")
	w.line("act open by left\npredicate risk set by open, cleared by rest\nact rest by right\npredicate leave-given decided by panel\nlink police exports {open}")
	w.line("measure ban, begins with rest, ends with open\ndata gravity in {minor, grave} set by rest")
	w.acts, w.clocks, w.facts = []string{"open", "rest"}, nil, nil
	if w.thread = w.chance(2, "thread"); w.thread {
		w.line("thread charge opened by put, at most 3\nact put by left%s, of charge\nact answer by right%s, of charge\n  outcome yes\n  outcome no\nclock fall%s, of charge", w.in(), w.in(), w.in())
		w.acts, w.clocks = append(w.acts, "put", "answer(yes)", "answer(no)"), append(w.clocks, "fall")
	}
	for i := range w.number(1, 5, "acts") {
		w.declareAct(i)
	}
	for i := range w.number(1, 3, "clocks") {
		w.line("clock c%d%s%s%s", i, w.in(), w.leads(), w.maybe(", at most 2 times"))
		w.clocks = append(w.clocks, fmt.Sprintf("c%d", i))
	}
	for i := range w.number(0, 2, "facts") {
		w.line("fact f%d%s", i, w.leads())
		w.facts = append(w.facts, fmt.Sprintf("f%d", i))
	}
	for range w.number(2, 24, "statements") {
		w.statement()
	}
	for range w.periods {
		w.line("%s at least %d %s after %s", w.event(), w.number(1, 30, "least"), w.one([]string{"days", "clear days", "working days", "weeks", "months"}, "unit"), w.event())
	}
	w.line("```")
	return w.b.String()
}

func (w *scribe) maybe(text string) string {
	if w.chance(3, "maybe") {
		return text
	}
	return ""
}

func (w *scribe) leads() string {
	switch w.number(0, 4, "leads") {
	case 0:
		return " -> " + w.stage()
	case 1:
		return " -> " + w.one(w.stages, "stage") + w.maybe(" afresh")
	}
	return ""
}

func (w *scribe) declareAct(i int) {
	name := fmt.Sprintf("a%d", i)
	by := w.one([]string{"left", "right", "left or right", "panel", "panel or court", "decider", "anyone", "doer of open"}, "by")
	w.line("act %s by %s%s%s%s%s%s", name, by, w.in(), w.leads(), w.maybe(", at most 2 times"), w.maybe(", with reasons"), w.maybe(", on ground reasons-for-it"))
	if w.chance(3, "outcomes") {
		w.line("  outcome x%s%s%s\n  outcome y%s", w.leads(), w.maybe(", imposes fine"), w.maybe(", sets gravity grave"), w.maybe(", imposes sanction"))
		w.acts = append(w.acts, name+"(x)", name+"(y)")
		return
	}
	w.acts = append(w.acts, name)
}

func (w *scribe) statement() {
	w.n++
	kinds := []func(){w.condition, w.condition, w.effect, w.effect, w.deadline, w.deadline, w.deadline, w.duty, w.window, w.window,
		w.lengthen, w.pause, w.notice, w.follow, w.move, w.vote, w.signatures, w.date, w.other}
	kinds[w.number(0, len(kinds)-1, "kind")]()
}

func (w *scribe) condition() {
	a, b, c := w.event(), w.event(), w.event()
	text := rapid.SampledFrom([]string{
		a + " needs " + b, a + " needs " + b + " or " + c, a + " needs " + b + " and " + c, a + " needs " + b + " since " + c,
		a + " held up by " + b, a + " at least " + w.limit() + " after " + b, a + " only when " + w.cond(), "only one of {" + a + ", " + b + "}",
		a + " initially excluded", a + " initially owed",
	}).Draw(w.t, "condition")
	if w.thread && w.chance(4, "all") {
		text = a + " needs " + w.one([]string{"all", "some", "none"}, "how many") + " answer"
	}
	if w.chance(5, "exception") && !strings.Contains(text, "initially") && !strings.Contains(text, "only one") {
		name := fmt.Sprintf("n%d", w.n)
		w.line("%s as %s\ndespite %s when %s: %s", text, name, name, w.one([]string{"risk", "not ban", "gravity is grave"}, "when"), text)
		return
	}
	w.line("%s", text)
}

func (w *scribe) effect() {
	w.line("%s %s %s", w.event(), w.one([]string{"obliges", "excludes", "includes", "revokes"}, "effect"), w.event())
}

func (w *scribe) deadline() {
	name := fmt.Sprintf("d%d", w.n)
	w.limits = append(w.limits, name)
	from := "from " + w.events()
	switch w.number(0, 5, "trigger") {
	case 0:
		from = "from entering " + w.one(w.stages, "stage")
	case 1:
		from = "for each " + w.event()
	}
	w.line("deadline %s\n  %s\n  within %s\n  otherwise %s", name, from, w.limit(), w.one(w.clocks, "otherwise"))
	for _, p := range []string{"until " + w.events(), "restarts", "standing", "in " + w.one(w.stages, "stage"), "while " + w.one([]string{"risk", "not police open"}, "while")} {
		if w.chance(4, "property") {
			w.line("  %s", p)
		}
	}
}

func (w *scribe) duty() {
	a := w.act()
	w.limits = append(w.limits, a)
	w.line("%s must %s within %s of %s otherwise %s%s", w.one([]string{"left", "right", "panel"}, "who"), a, w.limit(), w.events(), w.one(w.clocks, "otherwise"), w.maybe(", restarts"))
}

func (w *scribe) window() {
	a := w.act()
	w.limits = append(w.limits, a)
	w.line("%s may %s within %s of %s otherwise %s%s", w.one([]string{"left", "right", "left or right"}, "who"), a, w.limit(), w.events(), w.one(w.clocks, "otherwise"), w.maybe(", restarts"))
}

func (w *scribe) lengthen() {
	if len(w.limits) == 0 {
		return
	}
	if w.chance(3, "restore") {
		w.line("restoration of %s by %s within 9 days", w.one(w.limits, "deadline"), w.act())
		return
	}
	w.line("extension of %s by %s, adds %d %s, at most %d times", w.one(w.limits, "deadline"), w.act(), w.number(1, 20, "more"), w.one([]string{"days", "months"}, "unit"), w.number(1, 3, "times"))
}

func (w *scribe) pause() {
	stops := "all"
	if len(w.limits) > 0 && w.chance(2, "some") {
		stops = "{" + w.one(w.limits, "deadline") + "}"
	}
	w.line("pause p%d\n  begins with %s\n  ends with %s\n  stops %s\n  for at most %d days%s", w.n, w.events(), w.events(), stops, w.number(1, 30, "cap"), w.maybe(", at most 2 times"))
}

func (w *scribe) notice() {
	w.line("notice m%d of %s to left and right, by panel, within 5 days, otherwise %s%s%s", w.n, w.events(), w.one(w.clocks, "otherwise"), w.maybe(", served after 3 days"), w.maybe(", returned at most 1 times"))
	w.acts = append(w.acts, fmt.Sprintf("m%d.send", w.n))
	w.clocks = append(w.clocks, fmt.Sprintf("m%d.served(left)", w.n))
	w.line("left or right may rest within 6 days of m%d.served otherwise %s", w.n, w.one(w.clocks, "otherwise"))
}

func (w *scribe) follow() {
	w.line("%s follows %s%s", w.one(w.clocks, "what"), w.event(), w.maybe(" and "+w.event()))
}

func (w *scribe) move() { w.line("%s moves decider", w.event()) }

func (w *scribe) vote() {
	name := fmt.Sprintf("v%d", w.n)
	w.line("vote %s by panel%s\n  majority of those voting\n  carried -> %s", name, w.in(), w.stage())
	w.acts = append(w.acts, name+"(carried)", name+"(lost)")
}

func (w *scribe) signatures() {
	name := fmt.Sprintf("x%d", w.n)
	w.line("signatures %s of panel, threshold %s, withdrawable, latched at %s\n%s only when %s reached", name, w.one([]string{"2", "50 per cent", "larger of 2 and 50 per cent"}, "threshold"), w.event(), w.event(), name)
	w.acts = append(w.acts, name+".sign", name+".withdraw")
}

func (w *scribe) date() {
	name := fmt.Sprintf("t%d", w.n)
	w.line("date %s set by %s, in %d to %d days%s\n%s at least 5 days before %s", name, w.act(), w.number(0, 10, "least"), w.number(10, 60, "most"), w.leads(), w.act(), name)
	w.clocks = append(w.clocks, name)
}

func (w *scribe) other() {
	a := w.act()
	w.line("%s", rapid.SampledFrom([]string{
		"bar panel from {left, doer of " + a + "}", "limitation of " + a + " within 3 months of conduct", "only court may impose expulsion",
		"occasion o" + fmt.Sprint(w.n) + ", at most 2 months apart, by panel", "assume leave at most 1 times, 3 days each",
		"table sanction\n  | gravity | by | may impose |\n  | minor | panel | fine |\n  | grave | court, panel | fine, expulsion |",
		"fact q" + fmt.Sprint(w.n) + " of " + a + "\n  revokes " + a, "publication r of " + a + ", ends after 1 year", "joinder by " + a,
	}).Draw(w.t, "other"))
}

func drawBook(t *rapid.T) string {
	w := &scribe{t: t}
	return w.book()
}

// drawSlowBook draws a book in which much must wait.
func drawSlowBook(t *rapid.T) string {
	w := &scribe{t: t, periods: 12}
	return w.book()
}

// Whatever book is written, playing it keeps what must always hold; and a step writes nothing but what it says it
// may.
func TestRandomBooksCanBePlayed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		src := drawBook(rt)
		book, diags := rulebook.Parse("random.md", []byte(src))
		for _, d := range diags {
			rt.Fatalf("the scribe wrote what cannot be read: %d:%d: %s (%s)\n%s", d.Pos.Line, d.Pos.Col, d.Msg, d.Help, src)
		}
		rules, _ := matter.Compile(book, matter.Options{Instances: rapid.IntRange(0, 2).Draw(rt, "instances")})
		seed := rapid.Uint64().Draw(rt, "seed")
		for _, p := range rules.Procedures {
			play(rt, p, rand.New(rand.NewPCG(seed, 1)), 50)
		}
	})
}
