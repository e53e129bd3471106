package demo

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/evidence"
	"github.com/evenhand/evenhand/internal/blobs"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/keys"
	"github.com/evenhand/evenhand/internal/sqlite"
	"github.com/evenhand/evenhand/lot"
	"github.com/evenhand/evenhand/matter"
)

// filled is an office with the demonstration in it.
type filled struct {
	*testing.T
	o     *casework.Office
	clock *Clock
	cast  Cast
}

func fill(t *testing.T) *filled {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	store, err := sqlite.Open(ctx, filepath.Join(dir, "office.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	key, err := keys.File(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := blobs.Open(filepath.Join(dir, "files"), key)
	if err != nil {
		t.Fatal(err)
	}
	f := &filled{T: t, clock: &Clock{}}
	if f.o, err = casework.Open(ctx, store, files, f.clock, rand.Reader); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if f.cast, err = Fill(ctx, f.o, f.clock); err != nil {
		t.Fatal(err)
	}
	t.Logf("filled in %v", time.Since(start))
	return f
}

// under runs a part of a test on the same office.
func (f *filled) under(name string, check func(f *filled)) {
	f.Run(name, func(t *testing.T) {
		inner := *f
		inner.T = t
		check(&inner)
	})
}

// entry is what the index holds of a matter.
func (f *filled) entry(n int) casework.Entry {
	f.Helper()
	e, err := f.o.Store.ByReference(context.Background(), f.cast.Matter(n).Reference)
	if err != nil {
		f.Fatal(err)
	}
	return e
}

// who finds somebody by name or seat.
func (f *filled) who(n int, name string) casework.PersonID {
	f.Helper()
	id, err := f.cast.who(context.Background(), f.o, f.cast.Matter(n), name)
	if err != nil {
		f.Fatal(err)
	}
	return id
}

// view is what somebody sees of a matter.
func (f *filled) view(n int, name string) *casework.View {
	f.Helper()
	v, err := f.o.View(context.Background(), casework.Viewer{Person: f.who(n, name)}, f.cast.Matter(n).Reference)
	if err != nil {
		f.Fatalf("matter %d as %s: %v", n, name, err)
	}
	return v
}

// stands checks where a matter stands.
func (f *filled) stands(n int, stage, due string) {
	f.Helper()
	e := f.entry(n)
	got := ""
	if e.Due.Valid() {
		got = e.Due.String()
	}
	if e.Stage != stage || got != due {
		f.Errorf("matter %d: stage %s, due %s (%s); want %s, %s", n, e.Stage, got, e.DueWhat, stage, due)
	}
}

// dawn moves the clock to nine in the morning of a day, and lets the days pass.
func (f *filled) dawn(date string) {
	f.Helper()
	y, m, d := calendar.MustDate(date).Civil()
	f.clock.Set(time.Date(y, time.Month(m), d, 9, 0, 0, 0, london))
	if _, err := f.o.Tick(context.Background()); err != nil {
		f.Fatal(err)
	}
}

// TestTheTwelve holds each matter against what the story says of it, then the tries to cheat, then the days after.
func TestTheTwelve(t *testing.T) {
	f := fill(t)
	ctx := context.Background()
	if got := f.o.Now(); !got.Equal(Day) {
		t.Errorf("it is %v, want %v", got, Day)
	}
	f.under("another office that is filled holds the same", func(f *filled) {
		first, second := f.rows(), fill(f.T).rows()
		if len(first) != len(second) {
			f.Fatalf("%d and %d events", len(first), len(second))
		}
		for i, row := range first {
			other := second[i]
			if row.Stream != other.Stream || !bytes.Equal(row.Body, other.Body) || !row.At.Equal(other.At) {
				f.Fatalf("event %d of %s differs:\n%s\n%s", row.N, row.Stream, row.Body, other.Body)
			}
		}
		if n := len(f.o.Roll().People()); n != Members+guests {
			f.Errorf("%d people, want %d members and %d guests", n, Members, guests)
		}
	})
	f.under("1 the question waits, and the receipt brings its sender back", func(f *filled) {
		f.stands(1, "received", "2026-11-07")
		m := f.cast.Matter(1)
		sender, err := f.o.Redeem(ctx, m.Reference, m.Receipt)
		if err != nil {
			f.Fatal(err)
		}
		v, err := f.o.View(ctx, casework.Viewer{Person: sender}, m.Reference)
		if err != nil {
			f.Fatal(err)
		}
		if len(v.Items) != 1 || v.Items[0].Sort != "question" {
			f.Errorf("the sender reads %+v, want the question", v.Items)
		}
		if v := f.view(1, "Bobbin Halfbridge"); v.Standing != casework.Anonymous || v.People[0].Name != "somebody without a name on the roll" {
			f.Errorf("the caseworker sees %s, %+v", v.Standing, v.People)
		}
	})
	f.under("2 twenty-four lie side by side and each is whole", func(f *filled) {
		f.stands(2, "received", "2026-11-03")
		v := f.view(2, "Bobbin Halfbridge")
		if len(v.Links) != 23 || v.Links[0].Sort != casework.Joined {
			f.Fatalf("%d links, want 23", len(v.Links))
		}
		wordings, added, exhibits := map[string]bool{}, 0, 0
		for _, ref := range append(f.cast.Matter(2).Joined, v.Reference) {
			one, err := f.o.View(ctx, casework.Viewer{Person: f.who(2, "Bobbin Halfbridge")}, ref)
			if err != nil {
				f.Fatal(err)
			}
			common, extra, more := strings.Cut(one.Complaint.What, "\nI add ")
			wordings[common] = true
			if more && strings.Contains(extra, "Spoonfall") {
				added++
			}
			exhibits += len(one.Exhibits)
		}
		if len(wordings) != 4 || added != 1 || exhibits != 1 {
			f.Errorf("%d wordings, %d that add words, %d exhibits; want 4, 1, 1", len(wordings), added, exhibits)
		}
	})
	f.under("3 the general secretary and the administrator find nothing", func(f *filled) {
		f.stands(3, "received", "2026-11-09")
		for _, name := range []string{"Pumice Undercloud", "Marzipan Crook-Stile", "Bobbin Halfbridge", "Ladle Thornybank"} {
			v := casework.Viewer{Person: f.who(3, name)}
			if _, err := f.o.View(ctx, v, f.cast.Matter(3).Reference); !errors.Is(err, casework.ErrNotFound) {
				f.Errorf("%s gets %v, want ErrNotFound", name, err)
			}
			list, err := f.o.Queue(ctx, v, casework.Query{})
			if err != nil || slices.ContainsFunc(list, func(e casework.Entry) bool { return e.Reference == f.cast.Matter(3).Reference }) {
				f.Errorf("%s finds it in the queue, %v", name, err)
			}
		}
		guest, _ := f.o.Roll().Person(f.who(3, "the guest-officer"))
		if guest.Branch != lenders {
			f.Errorf("it is with %+v, want somebody of the Guest Pool", guest)
		}
	})
	f.under("4 the review is with others and ends today", func(f *filled) {
		f.stands(4, "dismissal-review", "2026-11-02")
		v := f.view(4, "review-panel 3")
		if len(v.Motions) != 1 || v.Motions[0].Done || v.Motions[0].Voted != 2 {
			f.Errorf("the motion is %+v, want two votes of three", v.Motions)
		}
		if slices.ContainsFunc(v.People, func(p casework.PersonView) bool {
			return p.Capacity == "review-panel" && p.Name == "Ladle Thornybank"
		}) {
			f.Error("who dismissed it sits on the review")
		}
	})
	f.under("5 the suspension is on its last day", func(f *filled) { f.stands(5, "gathering", "2026-11-02") })
	f.under("6 on paper, until the sixteenth", func(f *filled) {
		f.stands(6, "answering", "2026-11-16")
		v := f.view(6, "Tankard Yellowfen")
		if len(v.Reach) != 1 || v.Reach[0].Print != "large" {
			f.Errorf("the respondent is reached by %+v, want large print", v.Reach)
		}
		if last := v.Letters[len(v.Letters)-1]; last.Medium != casework.ByPost {
			f.Errorf("the last letter went by %s, want post", last.Medium)
		}
		if v := f.view(6, "Pestle Brindlewood"); len(v.Reach) != 0 {
			f.Error("the complainant sees how the respondent is reached")
		}
	})
	f.under("7 nine words and the sentence around them", func(f *filled) {
		f.stands(7, "answering", "2026-11-06")
		v := f.view(7, "Thimble Oatwhistle")
		i := slices.IndexFunc(v.Steps, func(s casework.StepView) bool { return s.Act == "charge.put" })
		if i < 0 {
			f.Fatal("the respondent does not see the charge")
		}
		quote := strings.Split(v.Steps[i].Text, `"`)[1]
		if n := len(strings.Fields(strings.ReplaceAll(quote, "...", ""))); n != 9 {
			f.Errorf("it quotes %d words: %s", n, quote)
		}
		found := evidence.Find(v.Exhibits[0].Text, quote)
		if found.Result != evidence.Elided || !strings.Contains(strings.Join(strings.Fields(found.Places[0].Before), " "), "Nobody has ever heard me say") {
			f.Errorf("the quotation is %v, after %q", found.Result, found.Places[0].Before)
		}
		if v.Exhibits[0].Provenance.Covert != true || v.Exhibits[0].Provenance.Part != true {
			f.Errorf("its provenance is %+v, want covert and a part", v.Exhibits[0].Provenance)
		}
		if last := v.Letters[len(v.Letters)-1]; !strings.Contains(last.Text, "You may answer until the end of Friday 6 November 2026") {
			f.Errorf("the letter with the charges says %s; want the last day for the answer", last.Text)
		}
		if len(v.Exhibits) != 3 {
			f.Errorf("the respondent sees %d exhibits, want 3: the fourth is hidden from everyone", len(v.Exhibits))
		}
	})
	f.under("8 the lot verifies, and the first reserve sits", func(f *filled) {
		f.stands(8, "seating", "2026-11-04")
		draws := f.view(8, "Plinth Overbarrow").Draws
		if len(draws) != 2 {
			f.Fatalf("%d draws, want the lot and the replacement", len(draws))
		}
		if _, err := lot.Verify([]byte(draws[1].Draw)); err != nil {
			f.Fatal(err)
		}
		before, err := lot.Read([]byte(draws[0].Draw))
		if err != nil {
			f.Fatal(err)
		}
		after, err := lot.Read([]byte(draws[1].Draw))
		if err != nil {
			f.Fatal(err)
		}
		if c := after.Changes(); len(c) != 1 || c[0].In != before.Reserves()[0] {
			f.Errorf("the changes are %+v, want that the first reserve came in", c)
		}
	})
	f.under("9 back to disclosure on the eve of the hearing", func(f *filled) {
		f.stands(9, "disclosing", "2026-11-15")
		v := f.view(9, "Bobbin Halfbridge")
		if n := len(v.Exhibits); n != 14 || v.Exhibits[13].Disclosed {
			f.Errorf("%d exhibits, want 14, of which the last is not disclosed", n)
		}
		if !slices.ContainsFunc(f.view(9, "Napkin Thistlecombe").Letters, func(l casework.LetterView) bool { return strings.Contains(l.Text, "3 November 2026") }) {
			f.Error("no letter says that the hearing is on 3 November")
		}
	})
	f.under("10 final, with the councillor's letter on file for both", func(f *filled) {
		f.stands(10, "closed", "")
		for _, name := range []string{"Fender Blackwicket", "Trivet Lowbarrow"} {
			v := f.view(10, name)
			if !slices.ContainsFunc(v.Items, func(it casework.ItemView) bool { return strings.Contains(it.Text, "Nineteen hundred") }) {
				f.Errorf("%s does not see the letter", name)
			}
		}
		if v := f.view(10, "Bobbin Halfbridge"); v.Published[1].State != casework.PublishedEntry || v.Published[1].Fit != Members {
			f.Errorf("the register has %+v", v.Published)
		}
	})
	f.under("11 leaving ends nothing", func(f *filled) {
		f.stands(11, "waiting", "2026-11-23")
		if !slices.ContainsFunc(f.view(11, "Bobbin Halfbridge").Steps, func(s casework.StepView) bool {
			return s.Act == "respondent.resign" && s.Mark == casework.Kept
		}) {
			f.Error("the resignation is not on file")
		}
	})
	f.under("12 new members, and an entry that stays withheld", func(f *filled) {
		f.stands(12, "seating", "2026-11-11")
		v := f.view(12, "Colander Wrenfold")
		first, last := v.Draws[0], v.Draws[len(v.Draws)-1]
		if first.Body != "panel" || last.Body != "panel" || len(v.Draws) != 3 {
			f.Fatalf("the draws are of %s and %s", first.Body, last.Body)
		}
		for _, old := range first.Seats {
			if slices.Contains(last.Seats, old) || slices.Contains(last.Reserves, old) {
				f.Errorf("%s sat before and is drawn again", old)
			}
		}
		drawn, err := lot.Read([]byte(last.Draw))
		if err != nil {
			f.Fatal(err)
		}
		barred := slices.DeleteFunc(drawn.Terms().Excluded, func(x lot.Exclusion) bool { return x.Ground != "bar" })
		if len(barred) != 3 {
			f.Errorf("%d are barred from the new panel, want the three who sat", len(barred))
		}
		entry := v.Published[len(v.Published)-1]
		if entry.State != casework.WithheldEntry || entry.Fit != 7 {
			f.Errorf("the entry is %s and fits %d, want withheld, 7", entry.State, entry.Fit)
		}
		entry.State = casework.PublishedEntry
		_, err = f.o.Publish(ctx, casework.Viewer{Person: f.who(12, "Bobbin Halfbridge")}, f.cast.Matter(12).Reference, entry)
		if !errors.As(err, new(casework.Problems)) {
			f.Errorf("publishing it gives %v, want problems", err)
		}
	})
	f.under("no letter leaves anything out", func(f *filled) {
		for _, row := range f.rows() {
			if row.Kind == "wrote" && bytes.Contains(row.Body, []byte("(not said)")) {
				f.Errorf("a letter says that something was not said: %s", row.Body)
			}
		}
	})
	f.under("eight tries to cheat", func(f *filled) {
		if len(Attempts) != 8 {
			f.Errorf("%d attempts, want 8", len(Attempts))
		}
		for _, a := range Attempts {
			refusal, err := a.Try(ctx, f.o, f.cast)
			if err != nil {
				f.Error(err)
				continue
			}
			for _, clause := range a.Clauses {
				i := slices.IndexFunc(refusal.Reasons, func(r matter.Reason) bool { return r.Clause == clause })
				if i < 0 || refusal.Reasons[i].Cure == "" {
					f.Errorf("%s, who tried to %s, is refused with %+v; want clause %s and its cure", a.Who, a.Tries, refusal.Reasons, clause)
				}
			}
		}
	})
	f.under("the tour", (*filled).tour)
	f.under("the index is what the events say", func(f *filled) {
		matters, differing, err := f.o.Rebuild(ctx)
		if err != nil || matters != 12+23 || differing != 0 {
			f.Errorf("rebuild: %d matters, %d differing, %v; want 35, 0, nil", matters, differing, err)
		}
	})
	f.under("tomorrow the suspension ends by itself and letters say so", func(f *filled) {
		before := map[string]int{}
		for _, name := range []string{"Hinge Copperwhisk", "Funnel Greywether"} {
			before[name] = len(f.view(5, name).Letters)
		}
		f.dawn("2026-11-03")
		for name, n := range before {
			v := f.view(5, name)
			if len(v.Letters) != n+1 || !strings.Contains(v.Letters[n].Text, "by operation of the rules") {
				f.Errorf("%s has %d letters, had %d", name, len(v.Letters), n)
			}
			if !slices.ContainsFunc(v.Steps, func(s casework.StepView) bool { return s.Act == "interim.end" && s.Mark == casework.ByRule }) {
				f.Errorf("%s does not see that it ended", name)
			}
		}
		f.stands(4, "opening", "2026-11-09")
	})
	f.under("what waits goes on by itself", func(f *filled) {
		f.dawn("2026-11-17")
		f.stands(6, "unanswered", "2026-11-30")
		f.dawn("2026-11-24")
		f.stands(11, "gathering", "2026-12-14")
	})
}

// rows lists all that the store holds.
func (f *filled) rows() []casework.Row {
	f.Helper()
	var list []casework.Row
	for rows, err := range f.o.Store.Streams(context.Background()) {
		if err != nil {
			f.Fatal(err)
		}
		list = append(list, rows...)
	}
	return list
}

// tour checks that the tour leads only to people whom one can be, and to matters that they can see.
func (f *filled) tour() {
	for _, s := range Tour(f.cast) {
		person, ok := f.cast.Player(s.As)
		if s.As != "" && !ok {
			f.Errorf("nobody can be %s", s.As)
		}
		if reference, about := strings.CutPrefix(s.Page, "/case/"); about {
			if _, err := f.o.View(context.Background(), casework.Viewer{Person: person.Person}, reference); err != nil {
				f.Errorf("%s sees of %s: %v", s.As, reference, err)
			}
		}
	}
}
