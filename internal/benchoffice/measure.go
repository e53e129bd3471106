package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
)

// calm gives back memory and begins to watch anew for how much is used at most.
func calm() {
	debug.FreeOSMemory()
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // where there is none, the most of all is shown
}

// peak is how much memory was resident at most since calm, in MB; 0 where the system does not say.
func peak() int {
	text, _ := os.ReadFile("/proc/self/status")
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.Atoi(fields[0])
	return kb / 1000
}

// show prints the median, the 99th of 100 and the largest.
func show(name string, times []time.Duration, note string) {
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	n := len(times)
	fmt.Printf("%-44s median %7.2f ms   p99 %7.2f ms   most %7.2f ms   %s\n", name, ms(times[n/2]), ms(times[n*99/100]), ms(times[n-1]), note)
}

// timed does something many times and shows how long it took.
func timed(name string, samples int, do func(i int) (int, error)) error {
	times := make([]time.Duration, samples)
	rows := 0
	for i := range times {
		begun := time.Now()
		n, err := do(i)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		times[i] = time.Since(begun)
		rows += n
	}
	show(name, times, fmt.Sprintf("(%d rows on average)", rows/samples))
	return nil
}

// pages measures the pages of a caseworker with few matters, of one with many, and of an auditor.
func (b *bench) pages(ctx context.Context, o *casework.Office) error {
	for _, who := range []struct {
		name   string
		person casework.PersonID
	}{{"200 matters", worker(small)}, {"20,000 matters", worker(large)}, {"auditor of all", "auditor"}} {
		v := casework.Viewer{Person: who.person}
		size := b.samples
		if who.person == "auditor" {
			size = max(1, b.samples/20)
		}
		if err := b.queues(ctx, o, v, who.name, size); err != nil {
			return err
		}
		if err := b.searches(ctx, o, v, who.name, size); err != nil {
			return err
		}
		if err := b.cases(ctx, o, v, who.name, size); err != nil {
			return err
		}
	}
	return nil
}

// queues asks for pages of the queue, each in another way, and the pages behind them.
func (b *bench) queues(ctx context.Context, o *casework.Office, v casework.Viewer, name string, samples int) error {
	day := calendar.MustDate("2026-06-01")
	kinds := []casework.Query{{Open: true}, {}, {Sort: casework.ByChanged, Down: true}, {Sort: casework.ByOpened, Open: true}, {Ended: true, Sort: casework.ByReference},
		{Open: true, DueBy: day}, {Stage: "gathering"}, {Capacity: "caseworker"}, {Stage: "none such"}}
	var q casework.Query
	return timed("queue, "+name, samples, func(i int) (int, error) {
		if q.After == "" || i%7 == 0 {
			q = kinds[i%len(kinds)]
		}
		list, err := o.Queue(ctx, v, q)
		q.After = ""
		if len(list) == 50 {
			q.After = list[49].Cursor(q.Sort)
		}
		return len(list), err
	})
}

// searches looks for names, for words that many share, for beginnings and for references.
func (b *bench) searches(ctx context.Context, o *casework.Office, v casework.Viewer, name string, samples int) error {
	list, err := o.Queue(ctx, v, casework.Query{Most: 500, Sort: casework.ByReference})
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(1, 2))
	return timed("search, "+name, samples, func(i int) (int, error) {
		e := list[r.IntN(len(list))]
		words := strings.Fields(e.Search)
		word := words[r.IntN(len(words))]
		q := casework.Query{Words: []string{word, word[:min(3, len(word))], word[:1], e.Reference, word + " " + words[r.IntN(len(words))], "messages"}[i%6], Open: i%2 == 0}
		found, err := o.Queue(ctx, v, q)
		return len(found), err
	})
}

// cases shows matters, which records that they were read.
func (b *bench) cases(ctx context.Context, o *casework.Office, v casework.Viewer, name string, samples int) error {
	var list []casework.Entry
	for _, q := range []casework.Query{{Open: true, Most: 500}, {Ended: true, Most: 500}} {
		some, err := o.Queue(ctx, v, q)
		if err != nil {
			return err
		}
		list = append(list, some...)
	}
	r := rand.New(rand.NewPCG(3, 4))
	return timed("case page, "+name, samples, func(int) (int, error) {
		view, err := o.View(ctx, v, list[r.IntN(len(list))].Reference)
		if err != nil {
			return 0, err
		}
		return view.Events, nil
	})
}

// counter counts bytes.
type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

// export streams up to 100,000 matters with their history.
func (b *bench) export(ctx context.Context, o *casework.Office) error {
	var size counter
	begun := time.Now()
	n, err := casework.Export(ctx, o.Store, &size, 100_000)
	if err != nil {
		return err
	}
	fmt.Printf("export of %d matters with their history, %d MB: %.2f s\n", n, size.n/1e6, time.Since(begun).Seconds())
	return nil
}

// complain has many people file complaints at once, each with a file of their own.
func (b *bench) complain(ctx context.Context, o *casework.Office) error {
	return b.crowd(ctx, o, "complaints, a file each", b.complaints, func(i int) []byte {
		file := make([]byte, b.bytes)
		rand.NewChaCha8([32]byte{byte(i), byte(i >> 8), byte(i >> 16)}).Read(file)
		return file
	})
}

// sameFile has them all bring the same file.
func (b *bench) sameFile(ctx context.Context, o *casework.Office) error {
	file := bytes.Repeat([]byte("the same file "), b.bytes/14+1)[:b.bytes]
	return b.crowd(ctx, o, "complaints, all with one file", b.complaints, func(int) []byte { return file })
}

func (b *bench) crowd(ctx context.Context, o *casework.Office, name string, n int, file func(i int) []byte) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	references := map[string]bool{}
	times := make([]time.Duration, n)
	var faults []error
	begun := time.Now()
	for c := range b.clients {
		wg.Go(func() {
			for i := c; i < n; i += b.clients {
				begun := time.Now()
				r, err := o.Complain(ctx, casework.Complaint{What: "Abusive messages at a meeting, and after it.", When: "2026-05-28",
					Who: "Somebody of the branch", Sender: member(i), Respondent: member(i + 1), Discovery: calendar.MustDate("2026-05-30"), Channel: "web",
					Files: []casework.Upload{{Name: "messages.pdf", Title: "The messages", Body: io.Reader(bytes.NewReader(file(i)))}}})
				times[i] = time.Since(begun)
				mu.Lock()
				if err != nil {
					faults = append(faults, err)
				} else {
					references[r.Reference] = true
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	took := time.Since(begun)
	show(name, times, fmt.Sprintf("(%.0f a second; %d filed, %d receipts, %d faults)", float64(n)/took.Seconds(), n, len(references), len(faults)))
	if len(faults) > 0 {
		return faults[0]
	}
	return nil
}
