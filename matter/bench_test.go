package matter_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

const partyBook = "../modelrules/party/2026-1.md"

func party(b *testing.B) *matter.Procedure {
	b.Helper()
	return compile(b, partyBook, matter.Options{}).Procedure("complaint")
}

// record is a complaint of n acts under the party's book, each enabled on its day.
func record(b *testing.B, p *matter.Procedure, n int) (events []int, occurrences []matter.Occurrence) {
	b.Helper()
	rnd := rand.New(rand.NewPCG(7, 7))
	run := p.Run()
	for on := calendar.MustDate("2026-01-05"); len(events) < n; on = on.Add(rnd.IntN(4)) {
		if p.Final(run.State) {
			events, occurrences = events[:0], occurrences[:0]
			run.Reset()
		}
		if _, err := run.Advance(on); err != nil {
			b.Fatal(err)
		}
		enabled := p.Enabled(run.State, on)
		if len(enabled) == 0 {
			continue
		}
		e := enabled[rnd.IntN(len(enabled))]
		o, _ := p.Sample(run.State, e, on)
		o.By = []string{"anna", "bela", "cleo"}[:1+rnd.IntN(2)]
		events, occurrences = append(events, e), append(occurrences, o)
		run.Record(e, o)
	}
	return events, occurrences
}

func BenchmarkCompile(b *testing.B) {
	src, err := os.ReadFile(partyBook)
	if err != nil {
		b.Fatal(err)
	}
	book, _ := rulebook.Parse(partyBook, src)
	b.ReportAllocs()
	for b.Loop() {
		matter.Compile(book, matter.Options{})
	}
}

func BenchmarkStep(b *testing.B) {
	p := party(b)
	events, _ := record(b, p, 30)
	m := p.New().Marking
	var out matter.Outcome
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(events) == 0 {
			copy(m, p.Initial)
		}
		out.Ticks, out.Followed = out.Ticks[:0], out.Followed[:0]
		p.Step(m, events[i%len(events)], &out)
	}
}

// Thirty acts, with the days between them: by values, and in place.
func BenchmarkReplay(b *testing.B) {
	p := party(b)
	events, occurrences := record(b, p, 30)
	b.Run("Apply", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s := p.New()
			for _, o := range occurrences {
				s, _, _ = p.Apply(s, o)
			}
		}
	})
	b.Run("Record", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s := p.New()
			for i, o := range occurrences {
				s, _, _ = p.Advance(s, o.On)
				s, _ = p.Record(s, events[i], o)
			}
		}
	})
	b.Run("Run", func(b *testing.B) {
		run := p.Run()
		b.ReportAllocs()
		for b.Loop() {
			run.Reset()
			for i, o := range occurrences {
				run.Advance(o.On)
				run.Record(events[i], o)
			}
		}
	})
}

func BenchmarkDue(b *testing.B) {
	p := party(b)
	_, occurrences := record(b, p, 20)
	s := p.New()
	for _, o := range occurrences {
		s, _, _ = p.Apply(s, o)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Due(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEnabled(b *testing.B) {
	p := party(b)
	_, occurrences := record(b, p, 20)
	s := p.New()
	for _, o := range occurrences {
		s, _, _ = p.Apply(s, o)
	}
	b.ReportAllocs()
	for b.Loop() {
		p.Enabled(s, s.On)
	}
}

// A small book's simple act: asked, answered, asked again, each on its day.
func BenchmarkSimpleAct(b *testing.B) {
	p := compile(b, "testdata/stories/clocks.md", matter.Options{}).Procedure("case")
	day := calendar.MustDate("2026-01-05")
	acts := []matter.Occurrence{{Act: "open", On: day}, {Act: "note", On: day, As: "clerk", By: []string{"anna"}}, {Act: "reply", On: day.Add(1)}, {Act: "hand-over", On: day.Add(2)}, {Act: "sign-for", On: day.Add(2)}}
	run := p.Run()
	b.Run("Apply", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if i%len(acts) == 0 {
				run.Reset()
			}
			if _, err := run.Apply(acts[i%len(acts)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Why", func(b *testing.B) {
		run.Reset()
		run.Apply(acts[0])
		refused := matter.Occurrence{Act: "archive", On: day, As: "party"}
		event := p.Find(refused)[0]
		b.ReportAllocs()
		for b.Loop() {
			if len(p.Why(run.State, event, refused)) == 0 {
				b.Fatal("it is allowed")
			}
		}
	})
}
