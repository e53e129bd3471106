package audit

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

// worldsBook has one norm of each kind, on acts that share as much as they can, so that orders matter.
var worldsBook = clause(`procedure p
  begins with start
  stages open
  ends in closed
role member, side neutral
act start by anyone -> open
act a by anyone in open
act b by anyone in open
act c by anyone in open
act f by anyone in open
act g by anyone in open
act h by anyone in open
act m by anyone in open
act n by anyone in open
act o by anyone in open, once
act q by anyone in open
act s by anyone in open
act w by member in open
act x by anyone in open
act y by anyone in open
act z by anyone in open
member must b within 3 days of a as deadline
member may w within 3 days of a as window
n needs a as needs
q needs o as needs-once
s needs a since c as since
m at least 3 days after a as period
h held up by b as hold
only one of {x, y} as only
member must g after f as nolimit
c excludes z as exclusion`)

// limitDays is the limit of every norm of the book.
const limitDays = 3

// happened is an entry of a random record.
type happened struct {
	act    string
	lo, hi int // days
	seq    int
}

// world is the entries in an order, with their days.
type world struct {
	order []int
	day   []int // by entry
}

// worlds calls f with every world that a record permits: every day of every interval, and every order of a day that no
// sequence number forbids.
func worlds(rec []happened, f func(world)) {
	w := world{day: make([]int, len(rec))}
	var days func(i int)
	days = func(i int) {
		if i < len(rec) {
			for d := rec[i].lo; d <= rec[i].hi; d++ {
				w.day[i] = d
				days(i + 1)
			}
			return
		}
		w.order = w.order[:0]
		orders(rec, &w, 0, f)
	}
	days(0)
}

func orders(rec []happened, w *world, done uint, f func(world)) {
	if bits.OnesCount(done) == len(rec) {
		f(*w)
		return
	}
	for i := range rec {
		if done>>uint(i)&1 == 1 || !mayBeNext(rec, w, done, i) {
			continue
		}
		w.order = append(w.order, i)
		orders(rec, w, done|1<<uint(i), f)
		w.order = w.order[:len(w.order)-1]
	}
}

// mayBeNext says whether nothing that is left has to come before an entry.
func mayBeNext(rec []happened, w *world, done uint, i int) bool {
	for j := range rec {
		if j != i && done>>uint(j)&1 == 0 && (w.day[j] < w.day[i] || certain(rec, j, i)) {
			return false
		}
	}
	return true
}

// certain says whether entry i came before entry j by its interval or its sequence number.
func certain(rec []happened, i, j int) bool {
	a, b := rec[i], rec[j]
	return a.hi < b.lo || b.hi >= a.lo && a.seq > 0 && b.seq > 0 && a.seq < b.seq
}

// judged is how each instance of each norm came out in one world: by norm and entry, or norm and number of the duty.
type judged map[string]outcomes

// judge works out a world by the definitions of the norms, day by day, without the kernel.
func judgeWorld(rec []happened, w world, complete string, horizon int) judged {
	out := judged{}
	has := func(act string) bool { return strings.Contains(complete, act) }
	undone := func(act string) outcomes {
		if has(act) {
			return broken
		}
		return missing
	}
	before := func(at int, act string) (last int, found bool) { // the last act of a name before a place in the order
		for k := at - 1; k >= 0; k-- {
			if rec[w.order[k]].act == act {
				return w.order[k], true
			}
		}
		return 0, false
	}
	after := func(at int, act string) bool {
		return slices.ContainsFunc(w.order[at+1:], func(i int) bool { return rec[i].act == act })
	}
	deadline := duty0{name: "deadline", from: "a", until: "b", limit: limitDays, undone: undone("b"), metDay: -1}
	nolimit := duty0{name: "nolimit", from: "f", until: "g", limit: -1, undone: undone("g"), metDay: -1}
	win := window0{}
	owed, since, executed := false, false, map[string]int{}
	for at, i := range w.order {
		x, d := rec[i].act, w.day[i]
		key := func(norm string) string { return fmt.Sprint(norm, " ", i) }
		deadline.pass(d)
		win.pass(d)
		switch x {
		case "n":
			out[key("needs")] = cured(executed["a"] > 0, undone("a"))
		case "q":
			o := undone("o")
			if after(at, "o") {
				o = broken
			}
			out[key("needs-once")] = cured(executed["o"] > 0, o)
		case "s":
			out[key("since")] = cured(since, undone("a"))
		case "m":
			if a, ok := before(at, "a"); ok {
				out[key("period")] = cured(d >= w.day[a]+limitDays, broken)
			} else if after(at, "a") {
				out[key("period")] = broken
			} else {
				out[key("period")] = undone("a")
			}
		case "h":
			o := undone("b")
			if after(at, "b") {
				o = broken
			}
			out[key("hold")] = cured(!owed, o)
		case "w":
			o := undone("a")
			if after(at, "a") {
				o = broken
			}
			out[key("window")] = win.use(d, o)
		case "z":
			out[key("exclusion")] = cured(executed["c"] == 0, broken)
		case "x", "y":
			if executed["x"] > 0 && x == "y" || executed["y"] > 0 && x == "x" {
				out["only"] = broken
			} else if other := map[string]string{"x": "y", "y": "x"}[x]; !after(at, other) {
				out["only"] |= kept
			}
		}
		if x == "a" {
			owed, since = !deadline.arise(rec, w, at, out), true
			win.open(d)
		}
		if x == "f" {
			nolimit.arise(rec, w, at, out)
		}
		if x == "b" {
			owed = false
			deadline.meet(i, d, out)
		}
		if x == "g" {
			nolimit.meet(i, d, out)
		}
		if x == "c" {
			since = false
		}
		executed[x]++
	}
	if out["only"]&broken != 0 {
		out["only"] = broken
	}
	deadline.end(horizon, out)
	nolimit.end(horizon, out)
	out["deadline count"], out["nolimit count"] = outcomes(deadline.count), outcomes(nolimit.count)
	return out
}

func cured(ok bool, otherwise outcomes) outcomes {
	if ok {
		return kept
	}
	return otherwise
}

// duty0 is one duty in one world.
type duty0 struct {
	name, from, until string
	limit, count      int
	running, overdue  int // instance numbers; 0: none
	since, due        int
	metDay, metEntry  int
	undone            outcomes
}

func (d *duty0) key(n int) string { return fmt.Sprint(d.name, " #", n) }

func (d *duty0) pass(day int) {
	if d.limit >= 0 && d.running > 0 && d.due < day {
		if d.overdue == 0 {
			d.overdue = d.running
		}
		d.running = 0
	}
}

// arise begins an instance, unless one runs. It says whether the duty is discharged already, on the same day.
func (d *duty0) arise(rec []happened, w world, at int, out judged) (discharged bool) {
	i := w.order[at]
	if d.running > 0 {
		return false
	}
	if d.overdue > 0 { // it counts from the first that is not discharged
		return false
	}
	d.count++
	if d.metDay == w.day[i] && !certain(rec, d.metEntry, i) {
		out[d.key(d.count)] = kept
		return true
	}
	d.running, d.since, d.due = d.count, w.day[i], w.day[i]+d.limit
	return false
}

func (d *duty0) meet(i, day int, out judged) {
	if d.overdue > 0 {
		out[d.key(d.overdue)] = broken
		d.overdue = 0
	}
	if d.running > 0 {
		out[d.key(d.running)] = kept
		d.running = 0
	}
	d.metDay, d.metEntry = day, i
}

func (d *duty0) end(horizon int, out judged) {
	d.pass(horizon)
	if d.overdue > 0 {
		out[d.key(d.overdue)] = d.undone
	}
	if d.running == 0 {
		return
	}
	switch {
	case d.limit >= 0, d.undone == broken && d.since >= horizon:
		out[d.key(d.running)] = absent
	default:
		out[d.key(d.running)] = d.undone
	}
}

// window0 is one window in one world.
type window0 struct {
	opened, live, passed bool
	due                  int
}

func (v *window0) pass(day int) {
	if v.live && v.due < day {
		v.live, v.passed = false, true
	}
}

func (v *window0) open(day int) {
	if !v.live {
		v.opened, v.live, v.passed, v.due = true, true, false, day+limitDays
	}
}

func (v *window0) use(day int, unopened outcomes) outcomes {
	switch {
	case !v.opened:
		return unopened
	case v.live:
		v.live = false
		return kept
	case v.passed || day > v.due:
		return broken
	}
	return kept
}

// enumerate judges a record in all its worlds and gives the verdict on each norm.
func enumerate(rec []happened, complete string, horizon int) map[string]Verdict {
	all := judged{}
	first := true
	least := map[string]int{} // by duty: the fewest instances of a world
	worlds(rec, func(w world) {
		for key, o := range judgeWorld(rec, w, complete, horizon) {
			if name, ok := strings.CutSuffix(key, " count"); ok {
				if first || int(o) < least[name] {
					least[name] = int(o)
				}
				continue
			}
			all[key] |= o
		}
		first = false
	})
	verdicts := map[string]Verdict{}
	for key, o := range all {
		norm, which, _ := strings.Cut(key, " ")
		var n int
		if k, _ := fmt.Sscanf(which, "#%d", &n); k == 1 && n > least[norm] {
			o |= absent
		}
		verdicts[norm] = max(verdicts[norm], o.verdict(false))
	}
	return verdicts
}

var worldsNorms = []string{"deadline", "window", "needs", "needs-once", "since", "period", "hold", "only", "nolimit", "exclusion"}

// day0 is the day before the first of a random record.
var day0 = calendar.Date(730000)

// rows writes a record as a chronology; the matter begins long before.
func rows(rec []happened) string {
	var b strings.Builder
	b.WriteString("date,event,matter,seq\n")
	fmt.Fprintf(&b, "%v,start,M,\n", day0.Add(-100))
	for _, h := range rec {
		seq := ""
		if h.seq > 0 {
			seq = fmt.Sprint(h.seq)
		}
		lo, hi := day0.Add(h.lo), day0.Add(h.hi)
		if lo == hi {
			fmt.Fprintf(&b, "%v,%s,M,%s\n", lo, h.act, seq)
		} else {
			fmt.Fprintf(&b, "%v/%v,%s,M,%s\n", lo, hi, h.act, seq)
		}
	}
	return b.String()
}

func drawRecord(t *rapid.T, most, width int) []happened {
	n := rapid.IntRange(1, most).Draw(t, "entries")
	var rec []happened
	for range n {
		lo := rapid.IntRange(0, 8).Draw(t, "lo")
		h := happened{act: rapid.SampledFrom(strings.Split("aaabbcfghmnoqswxyz", "")).Draw(t, "act"), lo: lo, hi: lo + rapid.IntRange(0, width).Draw(t, "width")}
		if rapid.IntRange(0, 3).Draw(t, "numbered") == 0 {
			h.seq = rapid.IntRange(1, 9).Draw(t, "seq")
		}
		rec = append(rec, h)
	}
	return rec
}

// orderly says whether some order has every entry after those that certainly came before it. Contradictory sequence
// numbers are not heeded, and that has a test of its own.
func orderly(rec []happened) bool {
	found := false
	worlds(rec, func(world) { found = true })
	return found
}

// TestVerdictsAgreeWithAllWorlds is the main guarantee: what the audit says of a record is what holds in all its
// worlds, one by one.
func TestVerdictsAgreeWithAllWorlds(t *testing.T) {
	books := map[string]*Book{}
	for _, complete := range []string{"", "{b}", "{a, b, g, o}"} {
		words := ""
		if complete != "" {
			words = "complete " + complete
		}
		books[complete] = oneBook(t, worldsBook, words)
	}
	rapid.Check(t, func(rt *rapid.T) {
		rec := drawRecord(rt, 5, 4)
		if !orderly(rec) {
			rt.Skip("no order")
		}
		complete := rapid.SampledFrom([]string{"", "{b}", "{a, b, g, o}"}).Draw(rt, "complete")
		horizon := rapid.IntRange(8, 14).Draw(rt, "horizon")
		want := enumerate(rec, complete, horizon)
		rep := csv(t, rows(rec), Options{Until: day0.Add(horizon)}, books[complete])
		for _, norm := range worldsNorms {
			if got := rep.verdictOf(norm); got != want[norm] {
				rt.Errorf("%s is %v, want %v in\n%s", norm, got, want[norm], rows(rec))
			}
		}
	})
}
