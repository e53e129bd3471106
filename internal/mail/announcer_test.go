package mail

import (
	"context"
	"errors"
	"testing"
	"time"
)

type still time.Time

func (s still) Now() time.Time { return time.Time(s) }

func TestAnnouncer(t *testing.T) {
	s := new(Sink)
	a := &Announcer{Transport: sink(t, s), From: "The office <office@example.org>", Bounces: "returned@example.org",
		Clock: still(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))}
	for range 2 {
		if err := a.Send(context.Background(), "someone@example.net", "You have a message", "https://office.example.org/"); err != nil {
			t.Fatal(err)
		}
	}
	got := s.Messages()
	if len(got) != 2 || got[0].ID == got[1].ID || got[0].ID[len(got[0].ID)-12:] != "@example.org" {
		t.Fatalf("arrived: %+v", got)
	}
	m := got[0]
	if m.From != "returned@example.org" || m.To[0] != "someone@example.net" || m.Subject != "You have a message" || m.HTML != "" ||
		m.Head.Get("Date") != "Sun, 01 Mar 2026 12:00:00 +0000" {
		t.Errorf("arrived: %+v", m)
	}
	if err := a.Send(context.Background(), "a@b\r\nBcc: c@d", "x", "y"); !errors.Is(err, ErrInvalid) {
		t.Errorf("Send = %v, want ErrInvalid", err)
	}
	a.From = "nobody"
	if err := a.Send(context.Background(), "a@example.org", "x", "y"); !errors.Is(err, ErrInvalid) {
		t.Errorf("Send = %v, want ErrInvalid", err)
	}
}
