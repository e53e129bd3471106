package casework

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/evenhand/evenhand/matter"
)

// What is foreseen is what then happens, and foreseeing changes nothing.
func TestForeseeChangesNothing(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	s.complain()
	s.day("2026-02-04")
	s.as("caseworker", Act{Act: "acknowledge"})
	s.day("2026-02-16")
	before := s.view("assessor").Events
	a := Act{Act: "take-up", Outcome: "investigate", Reasons: "It is covered."}
	seen, err := s.o.Foresee(ctx, Viewer{Person: "assessor"}, s.ref, a)
	if err != nil {
		t.Fatal(err)
	}
	if seen.From != "received" || seen.To != "opening" || seen.Ends || !slices.Contains(seen.Told, "complainant") || len(seen.Shifts) == 0 {
		t.Errorf("foreseen %+v, want from received to opening, the complainant told, deadlines that begin", seen)
	}
	if after := s.view("assessor").Events; after != before {
		t.Errorf("%d events after foreseeing, want %d", after, before)
	}
	if _, err := s.o.Foresee(ctx, Viewer{Person: "caseworker"}, s.ref, a); !errors.As(err, new(*matter.Refusal)) {
		t.Errorf("what is refused is foreseen with %v, want a refusal", err)
	}
	if _, err := s.o.Foresee(ctx, Viewer{Person: "outsider"}, s.ref, a); !errors.Is(err, ErrNotFound) {
		t.Errorf("an outsider foresees %v, want ErrNotFound", err)
	}
	if v := s.as("assessor", a); v.Stage != seen.To {
		t.Errorf("the stage is %q, want the foreseen %q", v.Stage, seen.To)
	}
}

// The roll is for those who prepare the case, and only by name.
func TestCandidates(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	s.complain()
	list, err := s.o.Candidates(ctx, Viewer{Person: "caseworker"}, s.ref, "investigator", "overm")
	if err != nil || len(list) != 1 || list[0].ID != "investigator" || list[0].Barred {
		t.Errorf("looking for overm finds %+v, %v; want the investigator, not barred", list, err)
	}
	if list, err = s.o.Candidates(ctx, Viewer{Person: "caseworker"}, s.ref, "investigator", "gimlet"); err != nil || len(list) != 1 || !list[0].Barred {
		t.Errorf("looking for the complainant finds %+v, %v; want them, barred", list, err)
	}
	if list, err = s.o.Candidates(ctx, Viewer{Person: "caseworker"}, s.ref, "investigator", ""); err != nil || len(list) != 0 {
		t.Errorf("looking for nobody finds %d, %v; want none", len(list), err)
	}
	if _, err = s.o.Candidates(ctx, Viewer{Person: "complainant"}, s.ref, "investigator", "overm"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a party gets %v, want ErrNotFound", err)
	}
}

// A feed gives days until it is ended or its owner may not see the matter.
func TestFeed(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	s.complain()
	v := Viewer{Person: "caseworker"}
	secret, err := s.o.OpenFeed(ctx, v, s.ref)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := s.o.Feed(ctx, secret); err != nil || len(list) == 0 {
		t.Errorf("the feed has %v, %v; want the day of the acknowledgement", list, err)
	}
	second, err := s.o.OpenFeed(ctx, v, s.ref)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.o.Feed(ctx, secret); !errors.Is(err, ErrNotFound) {
		t.Errorf("the feed before gives %v, want ErrNotFound", err)
	}
	if err := s.o.EndFeed(ctx, v, s.ref); err != nil {
		t.Fatal(err)
	}
	if _, err := s.o.Feed(ctx, second); !errors.Is(err, ErrNotFound) {
		t.Errorf("an ended feed gives %v, want ErrNotFound", err)
	}
	if _, err := s.o.OpenFeed(ctx, Viewer{Person: "outsider"}, s.ref); !errors.Is(err, ErrNotFound) {
		t.Errorf("an outsider gets %v, want ErrNotFound", err)
	}
}
