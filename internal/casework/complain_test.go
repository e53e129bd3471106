package casework

import (
	"context"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

// A complaint that comes late by the rules is taken in as late and never turned away.
func TestLateComplaintIsTakenIn(t *testing.T) {
	for _, tt := range []struct{ name, learnt, want string }{
		{"the last day in time", "2025-02-02", "complain"},
		{"a day later", "2025-02-01", "complain.late"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStage(t)
			r, err := s.o.Complain(context.Background(), Complaint{What: "w", When: "2025-01", Who: "x", Sender: "complainant",
				Respondent: "respondent", Discovery: calendar.MustDate(tt.learnt)})
			if err != nil {
				t.Fatal(err)
			}
			s.ref = r.Reference
			if got := s.view("caseworker").Steps[0].Act; got != tt.want {
				t.Errorf("learnt on %s: %s, want %s", tt.learnt, got, tt.want)
			}
		})
	}
}

// Somebody who is not on the roll is told at the address they gave, unless others read it too.
func TestAddressFor(t *testing.T) {
	for _, tt := range []struct {
		name string
		a    Addressed
		want string
	}{
		{"given", Addressed{Email: "safe@example.org"}, "safe@example.org"},
		{"shared", Addressed{Email: "home@example.org", Silent: true}, ""},
		{"the roll's", Addressed{}, "complainant@example.org"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStage(t)
			r, err := s.o.Complain(context.Background(), Complaint{What: "w", When: "2026", Who: "x", Sender: "complainant", Respondent: "respondent", Address: tt.a})
			if err != nil {
				t.Fatal(err)
			}
			if got, _, err := s.o.AddressFor(context.Background(), r.ID, "complainant"); got != tt.want || err != nil {
				t.Errorf("address %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

// That a letter could not be announced stands in the office's space, where the parties do not look.
func TestUndelivered(t *testing.T) {
	s := newStage(t)
	r := s.complain()
	before := len(s.view("complainant").Items)
	if err := s.o.Undelivered(context.Background(), Message{ID: "m", To: "complainant", Matter: r.ID, Letter: 1}, "bounced (550)"); err != nil {
		t.Fatal(err)
	}
	v := s.view("caseworker")
	if n := len(v.Items); n == 0 || v.Items[n-1].Sort != "undelivered" {
		t.Errorf("the caseworker's items are %+v, want the letter that could not be announced", v.Items)
	}
	if got := len(s.view("complainant").Items); got != before {
		t.Errorf("the complainant sees %d items, want %d", got, before)
	}
	told := 0
	for _, m := range s.store.messages {
		if m.To == "caseworker" {
			told++
		}
	}
	if told == 0 {
		t.Error("the caseworker was not told")
	}
}
