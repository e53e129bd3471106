package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
)

// Faults fails the first write of a change, then the second, and so on: after each the store holds nothing of the change,
// and takes it when it is tried again. Open opens an empty store that asks fail before each of its writes whether it is
// to fail.
func Faults(t *testing.T, open func(t *testing.T, fail func() bool) casework.Store) {
	for n := 1; ; n++ {
		left := -1
		k := kit{t, open(t, func() bool { left--; return left == 0 })}
		k.commit(casework.Change{Appends: []casework.Append{appends("a", 0, 2)}, Entries: []casework.Entry{anEntry("a", "AAAA", office("ann"))}})
		before, err := k.Entry(ctx, "a")
		if err != nil {
			t.Fatal(err)
		}
		left = n
		err = k.Commit(ctx, broad())
		if err == nil && left >= 1 {
			return // it has fewer writes than that
		}
		if err == nil {
			t.Fatalf("write %d failed and the change is acknowledged", n)
		}
		k.holds("a", 2)
		k.holds("b", 0)
		k.nothingOf("b", "BBBB")
		if after, err := k.Entry(ctx, "a"); err != nil || !sameEntry(before, after) {
			t.Errorf("write %d failed: the entry there was is %+v, %v, want %+v", n, after, err, before)
		}
		k.finds("what there was", casework.Query{Person: "ann", Words: "messages"}, "AAAA")
		left = -1
		k.commit(broad())
		k.whole()
		if t.Failed() {
			t.Fatalf("after write %d failed", n)
		}
	}
}

// broad is a change that writes everything there is.
func broad() casework.Change {
	a := anEntry("a", "AAAA", office("bob"))
	a.Search = "new"
	return casework.Change{Appends: []casework.Append{appends("a", 2, 2), appends("b", 0, 3)},
		Entries:  []casework.Entry{a, anEntry("b", "BBBB", office("ann"), party("cy"))},
		Messages: []casework.Message{{ID: "x", To: "ann", Matter: "b"}, {ID: "y", To: "bob", Matter: "a"}},
		Readings: []casework.Reading{{Matter: "b", At: noon(1), Person: "ann"}}}
}

// whole checks that all of broad is there.
func (k kit) whole() {
	k.Helper()
	k.holds("a", 4)
	k.holds("b", 3)
	k.finds("ann", casework.Query{Person: "ann", Words: "messages"}, "BBBB")
	k.finds("bob", casework.Query{Person: "bob", Words: "new"}, "AAAA")
	if list, err := k.Outbox(ctx, noon(1), 10); err != nil || len(list) != 2 {
		k.Errorf("outbox %+v, %v, want two", list, err)
	}
	if list, err := k.Readings(ctx, "b"); err != nil || len(list) != 1 {
		k.Errorf("readings %+v, %v, want one", list, err)
	}
}

func sameEntry(a, b casework.Entry) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// Full gives a store ever more room, page by page, until a change fits: what does not fit leaves nothing behind, and
// what was there can be read all the while. Room lets the store, which Open opens, grow by so many pages.
func Full(t *testing.T, s casework.Store, room func(pages int)) {
	k := kit{t, s}
	k.commit(casework.Change{Appends: []casework.Append{appends("a", 0, 2)}, Entries: []casework.Entry{anEntry("a", "AAAA", office("ann"))}})
	big := broad()
	big.Appends[1] = appends("b", 0, 300)
	for pages := range 100 {
		room(pages)
		err := k.Commit(ctx, big)
		if err == nil && pages == 0 {
			t.Fatal("a change fits where there is no room")
		}
		if err == nil {
			k.holds("a", 4)
			k.holds("b", 300)
			return
		}
		k.holds("a", 2)
		k.holds("b", 0)
		k.nothingOf("b", "BBBB")
		k.finds("what there was", casework.Query{Person: "ann", Words: "messages"}, "AAAA")
	}
	t.Error("the change does not fit even when there is room")
}

// folderOfChild names, in the environment of a child process, the folder of the store it writes to.
const folderOfChild = "STORETEST_FOLDER"

// Killed kills a process that writes, as kill -9 does, three times over: whatever was acknowledged is there, whole, each
// time the store is opened again. It must be all that its test calls, since it runs that test again in the child.
func Killed(t *testing.T, open func(dir string) (casework.Store, error)) {
	if dir := os.Getenv(folderOfChild); dir != "" {
		s, err := open(dir)
		if err != nil {
			t.Fatal(err)
		}
		work(t, s)
		return
	}
	dir := t.TempDir()
	for round := range 3 {
		acknowledged := kill(t, dir, 200)
		s, err := open(dir)
		if err != nil {
			t.Fatal(err)
		}
		check(t, s, acknowledged)
		if c, ok := s.(interface{ Close() error }); ok {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}
		if t.Failed() {
			t.Fatalf("in round %d, after %d streams were acknowledged", round, len(acknowledged))
		}
	}
}

const writers = 16

// work commits until it is killed, and says what was acknowledged: a stream, and how long it is.
func work(t *testing.T, s casework.Store) {
	var wg sync.WaitGroup
	for w := range writers {
		id := casework.ID(fmt.Sprint("m", w))
		there, err := s.Rows(ctx, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for n := len(there); ; n += 2 {
				e := anEntry(id, fmt.Sprint("R", w), office("ann"))
				e.Events, e.Search = n+2, fmt.Sprintf("of%dx has%dx", w, n+2)
				err := s.Commit(ctx, casework.Change{Appends: []casework.Append{appends(id, n, 2)}, Entries: []casework.Entry{e},
					Readings: []casework.Reading{{Matter: id}, {Matter: id}}})
				if err != nil {
					t.Error(err)
					return
				}
				fmt.Fprintf(os.Stdout, "ack %s %d\n", id, n+2)
			}
		})
	}
	wg.Wait()
}

// kill runs work in a child, kills it after so many acknowledgements, and returns how long each stream was by them.
func kill(t *testing.T, dir string, after int) map[casework.ID]int {
	t.Helper()
	c, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(c, os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), folderOfChild+"="+dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	acknowledged := map[casework.ID]int{}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); {
		var id casework.ID
		var length int
		if _, err := fmt.Sscanf(lines.Text(), "ack %s %d", &id, &length); err != nil {
			if !strings.HasPrefix(lines.Text(), "ack ") { // the last line may be cut short
				t.Errorf("the child says %q", lines.Text())
			}
			continue
		}
		acknowledged[id] = max(acknowledged[id], length)
		if n++; n == after {
			cmd.Process.Kill()
		}
	}
	cmd.Wait() // it was killed
	return acknowledged
}

// check checks that everything acknowledged is there, and that nothing is there in part.
func check(t *testing.T, s casework.Store, acknowledged map[casework.ID]int) {
	t.Helper()
	k := kit{t, s}
	if len(acknowledged) != writers {
		t.Errorf("%d writers were acknowledged, want all %d", len(acknowledged), writers)
	}
	for id, n := range acknowledged {
		list, err := s.Rows(ctx, id, 0)
		if err != nil || len(list) < n || len(list)%2 != 0 {
			t.Errorf("%s holds %d events, %v, and %d were acknowledged, two at a time", id, len(list), err, n)
			continue
		}
		equal(k, "rows", list, rows(id, 0, len(list)))
		e, err := s.Entry(ctx, id)
		if err != nil || e.Events != len(list) {
			t.Errorf("%s: the index knows of %d events, %v, and there are %d", id, e.Events, err, len(list))
		}
		k.finds(string(id), casework.Query{Person: "ann", Words: e.Search}, e.Reference)
		if r, err := s.Readings(ctx, id); err != nil || len(r) != len(list) {
			t.Errorf("%s: %d readings, %v, want %d", id, len(r), err, len(list))
		}
		if _, err := s.Entry(ctx, id+"x"); !errors.Is(err, casework.ErrNotFound) {
			t.Error(err)
		}
	}
}
