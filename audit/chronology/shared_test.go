package chronology

import (
	"io"
	"testing"
)

// The shared chronology is read whole, in its own words.
func TestSharedChronology(t *testing.T) {
	got := read(shared(t, "chronology-2018-2019.csv"))
	got.expect(t, 21, 0, "")
	matters := map[string]int{}
	for i, e := range got.entries {
		matters[e.Matter]++
		if e.Line != i+2 || e.Col != 1 || e.Data != nil || e.Seq != 0 {
			t.Errorf("entry %d is at %d:%d, with data %v, seq %d", i, e.Line, e.Col, e.Data, e.Seq)
		}
	}
	if matters["M1"] != 12 || matters["M2"] != 2 || matters["M3"] != 1 || matters["M4"] != 1 || matters[""] != 5 {
		t.Errorf("entries by matter: %v", matters)
	}
	e := got.entries[6]
	if e.Date != "2019-06-26/2019-06-28" || e.Event != "representation made" || e.As != "outsider" || e.To != "leader" ||
		e.Note != "asks that the whip be withdrawn; another account says about 70" || e.Source != "press D" {
		t.Errorf("entry 7 is %+v", e)
	}
}

// The shared event log is read whole, and every trace is complete.
func TestSharedLog(t *testing.T) {
	if testing.Short() {
		t.Skip("a long log")
	}
	log, err := Open(shared(t, "road-traffic-fines.xes.gz"), "log", Options{Report: func(d Diagnostic) { t.Errorf("%v", &d) }})
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]int{}
	var last Entry
	for {
		b, err := log.Next()
		if err == io.EOF {
			break
		}
		if err != nil || !b.Complete {
			t.Fatal(b, err)
		}
		for _, e := range b.Entries {
			events[e.Event]++
			if i := e.Instant; !i.HasTime || !i.HasOffset || i.Seconds != 0 {
				t.Errorf("line %d: %s is no midnight", e.Line, e.Date)
			}
			last = e
		}
	}
	if n, matters, unreadable := log.Counts(); n != 561470 || matters != 150370 || unreadable != 0 {
		t.Errorf("%d events, %d matters, %d unreadable, want 561470, 150370, 0", n, matters, unreadable)
	}
	// What the log says of itself in its header.
	for event, want := range map[string]int{
		"Payment": 77601, "Insert Date Appeal to Prefecture": 4188, "Receive Result Appeal from Prefecture": 999,
		"Send Appeal to Prefecture": 4141, "Notify Result Appeal to Offender": 896, "Appeal to Judge": 555, "Add penalty": 79860,
		"Insert Fine Notification": 79860, "Send for Credit Collection": 59013, "Create Fine": 150370, "Send Fine": 103987,
	} {
		if events[event] != want {
			t.Errorf("%d events %q, want %d", events[event], event, want)
		}
	}
	if last.Line < 4_815_000 {
		t.Errorf("the last event is at line %d of 4,815,240", last.Line)
	}
}
