package lot

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"strings"
)

// header is the first line of the format.
const header = "evenhand lot 1\n"

// Text returns the file of a lot, as doc/spec/lot.md has it.
func (l Lot) Text() []byte {
	var b strings.Builder
	for _, p := range l.parts() {
		b.WriteString(p.text)
	}
	return []byte(b.String())
}

// A part is some lines of the file that are checked in one step.
type part struct{ step, text string }

// parts returns the file in its parts: the terms, their hash, and so on.
func (l Lot) parts() []part {
	var f file
	f.add("terms", l.termsText())
	f.close("commitment", "commitment")
	if !l.Drawn() {
		return f.parts
	}
	f.add("shares", strings.TrimPrefix(l.revealsText(), l.commitmentLine()))
	f.add("seed", fmt.Sprintf("seed: %s\n", l.Seed()))
	f.add("ranking", rankingText(l.result.Ranking))
	f.add("seats", numbered("seat", l.result.Seated))
	f.add("reserves", numbered("reserve", l.result.Reserves))
	f.close("drawn", "drawn")
	for _, c := range l.now.changes {
		f.add("recusal of "+string(c.Recusal.Ref), changeText(c))
		f.close("replaced", "replaced")
	}
	return f.parts
}

// A file is its parts so far.
type file struct {
	parts []part
	sum   hash.Hash // of all lines above
}

func (f *file) add(step, text string) {
	if f.sum == nil {
		f.sum = sha256.New()
	}
	f.sum.Write([]byte(text))
	f.parts = append(f.parts, part{step, text})
}

// close adds the line with the hash of all lines above.
func (f *file) close(step, key string) {
	f.add(step, fmt.Sprintf("%s: %x\n", key, f.sum.Sum(nil)))
}

func (l Lot) termsText() string {
	t := l.terms
	var b strings.Builder
	b.WriteString(header)
	fmt.Fprintf(&b, "matter: %s\nbody: %s\non: %s\n", t.Matter, t.Body, t.On)
	if t.InsteadOf != "" {
		fmt.Fprintf(&b, "instead-of: %s\n", t.InsteadOf)
	}
	fmt.Fprintf(&b, "seats: %d\nreserves: %d\n", t.Seats, t.Reserves)
	for _, r := range t.Requires {
		fmt.Fprintf(&b, "require: %d %s\n", r.AtLeast, r.With)
	}
	for _, m := range t.Pool {
		fmt.Fprintf(&b, "member: %s\n", strings.Join(append([]string{string(m.Ref)}, m.With...), " "))
	}
	for _, x := range t.Excluded {
		fmt.Fprintf(&b, "excluded: %s %s\n", x.Ref, x.Ground)
	}
	for _, s := range t.Shares {
		fmt.Fprintf(&b, "share: %s\n", strings.TrimRight(fmt.Sprintf("%s %s %s%s", s.By, s.Kind, s.Seal, s.Source), " "))
	}
	return b.String()
}

func (l Lot) commitmentLine() string { return fmt.Sprintf("commitment: %s\n", l.Commitment()) }

// revealsText is what the seed is the hash of.
func (l Lot) revealsText() string {
	var b strings.Builder
	b.WriteString(l.commitmentLine())
	for _, r := range l.reveals {
		if r.Silent {
			fmt.Fprintf(&b, "silent: %s\n", r.By)
		} else {
			fmt.Fprintf(&b, "reveal: %s %s\n", r.By, r.Text)
		}
	}
	return b.String()
}

func rankingText(ranking []Ranked) string {
	var b strings.Builder
	for i, r := range ranking {
		fmt.Fprintf(&b, "rank: %d %s %s\n", i+1, r.Member.Ref, r.Key)
	}
	return b.String()
}

func numbered(key string, refs []Ref) string {
	var b strings.Builder
	for i, ref := range refs {
		fmt.Fprintf(&b, "%s: %d %s\n", key, i+1, ref)
	}
	return b.String()
}

func changeText(c Change) string {
	text := fmt.Sprintf("recused: %s %s %s\n", c.Recusal.Ref, c.Recusal.On, c.Recusal.Ground)
	switch {
	case c.Vacant:
		text += fmt.Sprintf("vacant: %s\n", c.Recusal.Ref)
	case c.In != "":
		text += fmt.Sprintf("seated: %s\n", c.In)
	}
	return text
}
