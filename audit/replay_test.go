package audit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// stagedBook has stages, limits whose passing moves the matter, an extension, a pause, and acts that undo one another.
var stagedBook = clause(`procedure p
  begins with start
  stages one, two, three
  ends in done
role member, side neutral
act start by anyone -> one
act go by anyone in one -> two
act back by anyone in two -> one
act work by anyone in two
act late by anyone in three
act end by anyone in two or three -> done
act write by member in two
act longer by member in one
act stop by member
act resume by member
act undo by anyone
clock lapse in one -> three
clock shut in two -> three
deadline first
  from start or back
  until go
  within 4 days
  otherwise lapse
extension of first by longer, adds 2 days, at most 1 times
pause halt
  begins with stop
  ends with resume
  stops {first}
  for at most 3 days
  at most 1 times
member may write within 3 days of go otherwise shut as window
late needs lapse as after-lapse
end needs work as worked
undo revokes work
late at least 2 days after work as period`)

var stagedActs = strings.Fields("go go back work late end write longer stop resume undo")

var stagedNorms = []string{"1#3", "1#4", "1#5", "1#6", "1#7", "1#8", "1#9", "1#10", "1#11", "1#12", "1#13", "1#16", "1#17", "1#18", "window", "after-lapse", "worked", "period"}

// TestVerdictsHoldInEveryWorld lays a record with uncertain days beside each record that tells one of its worlds to
// the day and in order. What is kept, broken or not shown of the first must be so of each of the others.
func TestVerdictsHoldInEveryWorld(t *testing.T) {
	book := oneBook(t, stagedBook, "")
	settled, exact := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		rec := []happened{{act: "start", lo: -1, hi: -1}} // its own day is not held against anybody
		for range rapid.IntRange(1, 4).Draw(rt, "entries") {
			lo := rapid.IntRange(0, 9).Draw(rt, "lo")
			rec = append(rec, happened{act: rapid.SampledFrom(stagedActs).Draw(rt, "act"), lo: lo, hi: lo + rapid.IntRange(0, 2).Draw(rt, "width")})
		}
		opts := Options{Until: day0.Add(rapid.IntRange(9, 20).Draw(rt, "horizon"))}
		rep := csv(t, plainRows(rec), opts, book)
		seen := map[string][]Verdict{}
		worlds(rec, func(w world) {
			if meetsOnTheDay(rec, w) {
				return
			}
			one := csv(t, plainRows(inOrder(rec, w)), opts, book)
			for _, norm := range stagedNorms {
				if v := one.verdictOf(norm); !slices.Contains(seen[norm], v) {
					seen[norm] = append(seen[norm], v)
				}
			}
		})
		for _, norm := range stagedNorms {
			v := rep.verdictOf(norm)
			if !holds(v, seen[norm]) {
				rt.Errorf("%s is %v, but over all worlds it is %v in\n%s", norm, v, seen[norm], plainRows(rec))
			}
			if len(seen[norm]) == 1 && seen[norm][0] != Undetermined {
				if settled++; v == seen[norm][0] {
					exact++
				}
			}
		}
	})
	if settled > 5000 && exact*100 < settled*99 {
		t.Errorf("of %d verdicts that are the same in every world %d were found", settled, exact)
	}
}

// holds says whether a verdict may be given when over the worlds the others are.
func holds(v Verdict, worlds []Verdict) bool {
	for _, w := range worlds {
		switch {
		case v == Undetermined, w == Undetermined:
		case v == NotShown && w == Broken:
		case v != w:
			return false
		}
	}
	return true
}

// inOrder writes a world as a record: to the day, and numbered in order.
func inOrder(rec []happened, w world) []happened {
	var list []happened
	for n, i := range w.order {
		list = append(list, happened{rec[i].act, w.day[i], w.day[i], n + 1})
	}
	return list
}

// meetsOnTheDay says whether what discharges the deadline is done on the day that it begins. Then a record without
// numbers counts it as done in time, and one with numbers may not.
func meetsOnTheDay(rec []happened, w world) bool {
	for i := range rec {
		for j := range rec {
			if rec[i].act == "back" && rec[j].act == "go" && w.day[i] == w.day[j] {
				return true
			}
		}
	}
	return false
}

// plainRows writes a record without the first act that rows adds.
func plainRows(rec []happened) string {
	lines := strings.Split(rows(rec), "\n")
	return lines[0] + "\n" + strings.Join(lines[2:], "\n")
}

func Example_verdicts() {
	fmt.Println(Kept, Broken, NotShown, Undetermined)
	// Output: kept broken notShown undetermined
}
