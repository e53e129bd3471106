package audit

import (
	"bytes"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestWideningDecidesNothing: to know less of a date never makes a verdict of what was none, nor a breach of what was
// kept.
func TestWideningDecidesNothing(t *testing.T) {
	books := []*Book{oneBook(t, worldsBook, ""), oneBook(t, worldsBook, "complete {a, b, g, o}")}
	rapid.Check(t, func(rt *rapid.T) {
		rec := drawRecord(rt, 6, 3)
		for i := range rec {
			rec[i].seq = 0 // a number that the dates contradicted may be heeded once they are wider
		}
		book := rapid.SampledFrom(books).Draw(rt, "book")
		wide := slices.Clone(rec)
		i := rapid.IntRange(0, len(rec)-1).Draw(rt, "which")
		wide[i].lo -= rapid.IntRange(0, 3).Draw(rt, "earlier")
		wide[i].hi += rapid.IntRange(0, 3).Draw(rt, "later")
		opts := Options{Until: day0.Add(rapid.IntRange(9, 20).Draw(rt, "horizon"))}
		narrow, wider := csv(t, rows(rec), opts, book), csv(t, rows(wide), opts, book)
		for _, norm := range worldsNorms {
			was, is := narrow.verdictOf(norm), wider.verdictOf(norm)
			if (was == Undetermined || was == NotShown) && (is == Kept || is == Broken) || was == Kept && is == Broken {
				rt.Errorf("%s was %v and is %v once less is known:\n%s\n%s", norm, was, is, rows(rec), rows(wide))
			}
		}
	})
}

// TestOrderOfRowsIsNoEvidence: the same entries give the same bytes in whatever order they stand.
func TestOrderOfRowsIsNoEvidence(t *testing.T) {
	book := oneBook(t, worldsBook, "")
	rapid.Check(t, func(rt *rapid.T) {
		text := rows(drawRecord(rt, 6, 2)) + strings.ReplaceAll(strings.Join(body(rows(drawRecord(rt, 4, 2))), "\n"), ",M,", ",N,") + "\n"
		lines := body(text)
		mixed := slices.Clone(lines)
		rand.New(rand.NewSource(rapid.Int64().Draw(rt, "seed"))).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		header, _, _ := strings.Cut(text, "\n")
		opts := Options{Courses: MostDrawn}
		a := csv(t, header+"\n"+strings.Join(lines, "\n")+"\n", opts, book)
		b := csv(t, header+"\n"+strings.Join(mixed, "\n")+"\n", opts, book)
		for name, write := range map[string]func(*Report) []byte{"text": asText, "JSON": asJSON, "page": asPage} {
			if x, y := write(a), write(b); !bytes.Equal(x, y) {
				rt.Errorf("the %s differs once the rows are mixed: %s\n%s", name, difference(x, y), strings.Join(mixed, "\n"))
			}
		}
	})
}

// body is the lines of a chronology without its header.
func body(text string) []string {
	return strings.Split(strings.TrimSpace(text), "\n")[1:]
}

func asText(r *Report) []byte {
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asJSON(r *Report) []byte {
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asPage(r *Report) []byte {
	var b bytes.Buffer
	if err := r.WriteHTML(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// TestMarkedDatesDecideNothing: a date that the record itself doubts keeps its interval, but nothing that rests on it is
// kept or broken.
func TestMarkedDatesDecideNothing(t *testing.T) {
	book := oneBook(t, worldsBook, "")
	for _, mark := range []string{"~", "?", "%"} {
		text := "date,event,matter\n2000-01-01,start,M\n2001-01-01,a,M\n2001-01-02" + mark + ",b,M\n2001-01-02" + mark + ",w,M\n2001-06-01,n,M\n"
		rep := csv(t, text, Options{}, book)
		for norm, want := range map[string]Verdict{"deadline": Undetermined, "window": Undetermined, "needs": Kept} {
			if got := rep.verdictOf(norm); got != want {
				t.Errorf("%s with %s is %v, want %v", norm, mark, got, want)
			}
		}
		text = strings.Replace(strings.ReplaceAll(text, mark, ""), "2001-01-01", "2001-01-01"+mark, 1)
		rep = csv(t, text, Options{}, book)
		for _, norm := range []string{"deadline", "window", "needs"} {
			if got := rep.verdictOf(norm); got != Undetermined {
				t.Errorf("%s from %s is %v, want %v", norm, mark, got, Undetermined)
			}
		}
	}
}
