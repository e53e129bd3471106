package lot

import (
	"errors"
	"fmt"
	"strings"
)

// A Report is a file held against what the lot gives, step by step. It ends
// with the first step that does not hold.
type Report struct {
	Steps []Step
	Notes []string
	Lot   Lot // the lot of the file, if it holds
}

// A Step is one thing that was computed again.
type Step struct {
	Name  string
	Holds bool
	Says  string
	Line  int // the first line that is not as it should be; 0 if the step holds
}

// Failed returns the step that does not hold, if there is one.
func (r Report) Failed() (Step, bool) {
	if n := len(r.Steps); n > 0 && !r.Steps[n-1].Holds {
		return r.Steps[n-1], true
	}
	return Step{}, false
}

// Verify computes everything in the file of a lot again. The error is
// [ErrFormat] if it is no such file.
func Verify(src []byte) (Report, error) {
	in, err := readInput(src)
	if errors.Is(err, ErrFormat) {
		return Report{}, err
	}
	v := verifier{rest: string(src)}
	if err != nil {
		line, _ := errors.AsType[*LineError](err)
		v.fails("form", line.Line, line.Reason)
		return v.report, nil
	}
	v.verify(in)
	return v.report, nil
}

// A verifier goes through the lines of a file and the parts of a lot together.
type verifier struct {
	report Report
	rest   string // of the file, from the line that is to be held against what comes
	next   int    // how many lines stand before it
	held   int    // how many parts were
}

func (v *verifier) verify(in input) {
	l, err := Commit(in.terms)
	if err != nil {
		v.fails("terms", 0, err.Error())
		return
	}
	if !v.hold(l) {
		return
	}
	if in.drawn {
		if l, err = Draw(l, in.reveals); err != nil {
			v.fails("shares", v.next+1, err.Error())
			return
		}
	}
	for _, r := range in.recusals {
		after, err := Replace(l, r)
		if err != nil {
			if v.hold(l) {
				v.fails("recusal", v.next+1, err.Error())
			}
			return
		}
		l = after
	}
	if v.hold(l) {
		v.end(l)
	}
}

// hold holds those parts of l against the file that have not been yet.
func (v *verifier) hold(l Lot) bool {
	parts := l.parts()
	for _, p := range parts[v.held:] {
		if !v.holds(p, says(l, p.step, v.next)) {
			return false
		}
		v.held++
	}
	return true
}

// holds compares one part with the lines that stand in its place.
func (v *verifier) holds(p part, says string) bool {
	for want := range strings.Lines(p.text) {
		got := v.line()
		if got == "" {
			v.fails(p.step, v.next, fmt.Sprintf("the file ends where %q should follow", short(want)))
			return false
		}
		if got != want {
			v.fails(p.step, v.next+1, differs(got, want))
			return false
		}
		v.rest = v.rest[len(got):]
		v.next++
	}
	v.report.Steps = append(v.report.Steps, Step{Name: p.step, Holds: true, Says: says})
	return true
}

// line returns the next line with its end; nothing at the end of the file.
func (v *verifier) line() string {
	if end := strings.IndexByte(v.rest, '\n'); end >= 0 {
		return v.rest[:end+1]
	}
	return v.rest
}

// differs says how a line is not as it should be.
func differs(got, want string) string {
	if got+"\n" == want {
		return "the last line is not ended"
	}
	return fmt.Sprintf("there stands %q, and the lot gives %q", short(got), short(want))
}

// end sees that nothing stands after the last part.
func (v *verifier) end(l Lot) {
	if line := v.line(); line != "" {
		v.fails("end", v.next+1, fmt.Sprintf("%q stands after the end", short(line)))
		return
	}
	v.report.Lot = l
	v.report.Notes = notes(l)
}

func (v *verifier) fails(step string, line int, says string) {
	v.report.Steps = append(v.report.Steps, Step{Name: step, Says: says, Line: line})
}

// short cuts a line for a message.
func short(line string) string {
	const most = 120
	line = strings.TrimSuffix(line, "\n")
	if len(line) > most {
		return line[:most] + "..."
	}
	return line
}

// says tells in words what a step found to hold; lines is how many stand above.
func says(l Lot, step string, lines int) string {
	t, r := l.terms, l.result
	switch step {
	case "terms":
		return fmt.Sprintf("%d in the pool, %d excluded, %s, %s", len(t.Pool), len(t.Excluded), count(t.Seats, "seat"), count(t.Reserves, "reserve"))
	case "commitment", "drawn", "replaced":
		return fmt.Sprintf("the SHA-256 of lines 1 to %d", lines)
	case "shares":
		return sharesSay(l)
	case "seed":
		return string(l.Seed())
	case "ranking":
		return fmt.Sprintf("%d keys, the lowest first", len(r.Ranking))
	case "seats":
		if len(r.Passed) > 0 {
			return fmt.Sprintf("%s; passed over for the requirements: %s", list(r.Seated), list(r.Passed))
		}
		return list(r.Seated)
	case "reserves":
		return list(r.Reserves)
	}
	return changeSays(l, step)
}

func sharesSay(l Lot) string {
	n, silent := map[Kind]int{}, 0
	for i, r := range l.reveals {
		n[l.terms.Shares[i].Kind]++
		if r.Silent {
			silent++
		}
	}
	return fmt.Sprintf("%d sealed and opened by the right secret, %d open, of which %d silent, %d public", n[Sealed], n[Open], silent, n[Public])
}

// changeSays tells what the recusal of a step led to. Nobody is recused twice.
func changeSays(l Lot, step string) string {
	for _, c := range l.now.changes {
		switch {
		case step != "recusal of "+string(c.Recusal.Ref):
		case c.Vacant:
			return "the seat is vacant: no reserve keeps the requirements"
		case c.In == "":
			return "a reserve, who no longer comes in"
		default:
			return fmt.Sprintf("%s comes in", c.In)
		}
	}
	return ""
}

func list(refs []Ref) string {
	if len(refs) == 0 {
		return "none"
	}
	words := make([]string, len(refs))
	for i, ref := range refs {
		words[i] = string(ref)
	}
	return strings.Join(words, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// notes returns what holds and is still worth knowing.
func notes(l Lot) (all []string) {
	public, open := false, false
	for _, s := range l.terms.Shares {
		public = public || s.Kind == Public
		open = open || s.Kind == Open
	}
	switch {
	case !public && open:
		all = append(all, "no share is from outside: who knows the sealed secrets and who gave the last open share could, together, have chosen")
	case !public:
		all = append(all, "no share is from outside or from a party: who knows the sealed secrets knew the result when committing to it")
	}
	if !l.Drawn() {
		all = append(all, "the draw has not been made")
	}
	return all
}
