package signin_test

import (
	"errors"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/signin"
	"pgregory.net/rapid"
)

func TestImportsNeverChangeAnAddress(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	must(t, h.Introduce(ctx, "p1", "A@example.org")) // the same
	refused(t, "another address", h.Introduce(ctx, "p1", "b@example.org"), signin.ErrHasAddress)
	refused(t, "somebody's address", h.Introduce(ctx, "p2", "a@Example.org"), signin.ErrTaken)
	refused(t, "no address", h.Introduce(ctx, "p2", "b"), signin.ErrAddress)
	refused(t, "nobody", h.Introduce(ctx, "", "b@example.org"), signin.ErrUnknown)
	if got, err := h.Address(ctx, "p1"); err != nil || got != "a@example.org" {
		t.Errorf("Address = %q, %v", got, err)
	}
	_, err := h.Address(ctx, "p2")
	refused(t, "the address of one who has none", err, signin.ErrUnknown)
}

// change runs a change of p1's address and returns its state after some steps.
type change struct {
	*house
	t     *testing.T
	tells []signin.Tell
}

func begin(t *testing.T, by signin.Person) *change {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "old@example.org"))
	c, tells, err := h.AskChange(ctx, by, "p1", "new@example.org")
	must(t, err)
	if c.State != signin.ChangeAsked || len(tells) != 2 || tells[0].To != "old@example.org" || tells[1].To != "new@example.org" ||
		tells[0].Agree == "" || tells[0].Stop == "" || tells[1].Answer == "" || tells[1].Stop == "" || tells[1].Agree != "" || tells[0].Answer != "" {
		t.Fatalf("AskChange = %+v, %+v", c, tells)
	}
	return &change{h, t, tells}
}

func (c *change) do(what string) error {
	var err error
	switch what {
	case "old agrees":
		_, _, err = c.AnswerChange(ctx, c.tells[0].Agree)
	case "new answers":
		_, _, err = c.AnswerChange(ctx, c.tells[1].Answer)
	case "old stops":
		_, _, err = c.AnswerChange(ctx, c.tells[0].Stop)
	case "new stops":
		_, _, err = c.AnswerChange(ctx, c.tells[1].Stop)
	case "o1", "o2", "p1":
		_, _, err = c.StandForChange(ctx, signin.Person(what), "p1")
	case "stop":
		_, _, err = c.StopChange(ctx, "p1")
	case "3 days":
		c.clock.pass(72 * time.Hour)
		_, err = c.MakeChanges(ctx)
	case "nearly 3 days":
		c.clock.pass(72*time.Hour - time.Millisecond)
		_, err = c.MakeChanges(ctx)
	case "14 days":
		c.clock.pass(14 * 24 * time.Hour)
		_, err = c.MakeChanges(ctx)
	default:
		c.t.Fatalf("no such step: %s", what)
	}
	return err
}

func TestChangeOfAddress(t *testing.T) {
	tests := []struct {
		name    string
		by      signin.Person
		steps   []string
		refused error // of the last step
		address string
	}{
		{"the old address agrees", "p1", []string{"old agrees", "new answers", "3 days"}, nil, "new@example.org"},
		{"in the other order", "p1", []string{"new answers", "old agrees", "3 days"}, nil, "new@example.org"},
		{"not before the wait is over", "p1", []string{"old agrees", "new answers", "nearly 3 days"}, nil, "old@example.org"},
		{"the wait begins with the confirmation", "p1", []string{"old agrees", "nearly 3 days", "new answers", "nearly 3 days"}, nil, "old@example.org"},
		{"the new address does not answer", "p1", []string{"old agrees", "3 days"}, nil, "old@example.org"},
		{"nobody confirms", "p1", []string{"new answers", "3 days"}, nil, "old@example.org"},
		{"one officer is not enough", "p1", []string{"new answers", "o1", "3 days"}, nil, "old@example.org"},
		{"two officers", "p1", []string{"new answers", "o1", "o2", "3 days"}, nil, "new@example.org"},
		{"the same officer twice", "p1", []string{"new answers", "o1", "o1"}, signin.ErrOwn, "old@example.org"},
		{"an officer asks and is not enough", "o1", []string{"new answers", "3 days"}, nil, "old@example.org"},
		{"an officer asks and a second stands for it", "o1", []string{"new answers", "o2", "3 days"}, nil, "new@example.org"},
		{"an officer asks and stands for it again", "o1", []string{"new answers", "o1"}, signin.ErrOwn, "old@example.org"},
		{"the person is no officer in this", "o1", []string{"new answers", "p1"}, signin.ErrOwn, "old@example.org"},
		{"an officer asks and the old address agrees", "o1", []string{"new answers", "old agrees", "3 days"}, nil, "new@example.org"},
		{"the old address stops it", "o1", []string{"new answers", "o2", "old stops", "3 days"}, nil, "old@example.org"},
		{"the new address stops it", "p1", []string{"old agrees", "new stops", "3 days"}, nil, "old@example.org"},
		{"it is stopped in the wait", "p1", []string{"old agrees", "new answers", "stop", "3 days"}, nil, "old@example.org"},
		{"nothing follows a stop", "p1", []string{"stop", "old agrees"}, signin.ErrUnknown, "old@example.org"},
		{"a link is used once", "p1", []string{"old agrees", "old agrees"}, signin.ErrUnknown, "old@example.org"},
		{"it lapses", "p1", []string{"new answers", "14 days", "old agrees"}, signin.ErrUnknown, "old@example.org"},
		{"confirmed again in the wait", "o1", []string{"new answers", "o2", "old agrees"}, signin.ErrNotNow, "old@example.org"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := begin(t, tt.by)
			for i, step := range tt.steps {
				want := error(nil)
				if i == len(tt.steps)-1 {
					want = tt.refused
				}
				refused(t, step, c.do(step), want)
			}
			if got, err := c.Address(ctx, "p1"); err != nil || got != tt.address {
				t.Errorf("Address = %q, %v, want %q", got, err, tt.address)
			}
			signsIn := map[string]int{"old@example.org": 0, "new@example.org": 0}
			signsIn[tt.address] = 1
			for address, want := range signsIn {
				if sent := c.links(t, address); len(sent) != want {
					t.Errorf("%s is sent %d links, want %d", address, len(sent), want)
				}
			}
		})
	}
}

func TestBothAreTold(t *testing.T) {
	c := begin(t, "p1")
	must(t, c.do("new answers"))
	_, tells, err := c.AnswerChange(ctx, c.tells[0].Agree)
	must(t, err)
	told := func(state signin.ChangeState, tells []signin.Tell) {
		t.Helper()
		if len(tells) != 2 || tells[0].To != "old@example.org" || tells[1].To != "new@example.org" || tells[0].State != state || tells[1].State != state {
			t.Errorf("told %+v, want both of %s", tells, state)
		}
	}
	told(signin.ChangeWaiting, tells)
	c.clock.pass(72 * time.Hour)
	tells, err = c.MakeChanges(ctx)
	must(t, err)
	told(signin.ChangeDone, tells)
	tells, err = c.MakeChanges(ctx)
	must(t, err)
	if len(tells) != 0 {
		t.Errorf("told again: %+v", tells)
	}
}

func TestChangeEndsSessions(t *testing.T) {
	c := begin(t, "p1")
	token, _ := c.byLink(t, "old@example.org")
	for _, step := range []string{"old agrees", "new answers"} {
		must(t, c.do(step))
	}
	c.clock.pass(72*time.Hour - time.Hour)
	token2, _ := c.byLink(t, "old@example.org")
	link := c.links(t, "old@example.org")[0]
	c.clock.pass(time.Hour)
	_, err := c.MakeChanges(ctx)
	must(t, err)
	for _, token := range []string{token, token2} {
		_, err := c.Resume(ctx, token)
		refused(t, "a session from before", err, signin.ErrUnknown)
	}
	_, _, err = c.UseLink(ctx, link.Token)
	refused(t, "a link from before", err, signin.ErrUnknown)
}

func TestOneChangeAtATime(t *testing.T) {
	c := begin(t, "p1")
	_, _, err := c.AskChange(ctx, "p1", "p1", "third@example.org")
	refused(t, "a second change", err, signin.ErrNotNow)
	first := c.tells
	must(t, c.do("stop"))
	_, c.tells, err = c.AskChange(ctx, "p1", "p1", "third@example.org")
	must(t, err)
	_, _, err = c.AnswerChange(ctx, first[0].Agree)
	refused(t, "a link of the first change", err, signin.ErrUnknown)
	_, err = c.PendingChange(ctx, "p1")
	must(t, err)
	_, _, err = c.AskChange(ctx, "p1", "nobody", "third@example.org")
	refused(t, "for one without an address", err, signin.ErrUnknown)
}

// That an address is somebody else's shows only at the end, and takes nothing from them.
func TestChangeToATakenAddress(t *testing.T) {
	c := begin(t, "p1")
	must(t, c.Introduce(ctx, "p2", "new@example.org"))
	for _, step := range []string{"old agrees", "new answers", "3 days"} {
		must(t, c.do(step))
	}
	for person, want := range map[signin.Person]string{"p1": "old@example.org", "p2": "new@example.org"} {
		if got, err := c.Address(ctx, person); err != nil || got != want {
			t.Errorf("the address of %s is %q, %v, want %q", person, got, err, want)
		}
	}
}

// Whatever is tried in whatever order, the address changes only when the new
// one has answered, the old one agreed or two others stood for it, nobody
// stopped it, and the wait is over.
func TestChangeLaw(t *testing.T) {
	steps := []string{"old agrees", "new answers", "old stops", "o1", "o2", "p1", "stop", "3 days", "nearly 3 days"}
	rapid.Check(t, func(rt *rapid.T) {
		by := signin.Person(rapid.SampledFrom([]string{"p1", "o1"}).Draw(rt, "by"))
		c := begin(t, by)
		done := map[string]time.Time{}
		if by == "o1" {
			done["o1"] = c.clock.Now()
		}
		for range rapid.IntRange(1, 7).Draw(rt, "n") {
			step := rapid.SampledFrom(steps).Draw(rt, "step")
			err := c.do(step)
			if err == nil {
				if _, before := done[step]; !before {
					done[step] = c.clock.Now()
				}
			} else if !errors.Is(err, signin.ErrUnknown) && !errors.Is(err, signin.ErrNotNow) && !errors.Is(err, signin.ErrOwn) {
				rt.Fatal(err)
			}
		}
		got, err := c.Address(ctx, "p1")
		if err != nil {
			rt.Fatal(err)
		}
		if got == "new@example.org" {
			ok := !done["new answers"].IsZero() && (!done["old agrees"].IsZero() || !done["o1"].IsZero() && !done["o2"].IsZero()) &&
				c.clock.Now().Sub(done["new answers"]) >= 72*time.Hour
			if !ok {
				rt.Fatalf("the address has changed after %v", done)
			}
		}
	})
}
