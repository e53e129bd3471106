package casework

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/evenhand/evenhand/lot"
	"github.com/evenhand/evenhand/register"
)

func TestLink(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	first := s.complain().Reference
	s.complain()
	v := Viewer{Person: "caseworker"}
	if _, err := s.o.Link(ctx, v, s.ref, first, Linked{Sort: Joined}); !errors.As(err, new(Problems)) {
		t.Errorf("a link without why gives %v, want problems", err)
	}
	if _, err := s.o.Link(ctx, Viewer{Person: "complainant"}, s.ref, first, Linked{Sort: Joined, Why: "one event"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a party that links gets %v, want ErrNotFound", err)
	}
	for range 2 {
		if _, err := s.o.Link(ctx, v, s.ref, first, Linked{Sort: Joined, Why: "one event"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, ref := range []string{first, s.ref} {
		s.ref = ref
		if l := s.view("caseworker").Links; len(l) != 1 || l[0].Reference == ref || l[0].Why != "one event" {
			t.Errorf("the links of %s are %+v, want the other, once", ref, l)
		}
		if l := s.view("complainant").Links; len(l) != 0 {
			t.Errorf("a party sees %+v", l)
		}
	}
}

// Whoever has a part in a matter may have no other in one that it is tied to.
func TestOnePartInTiedMatters(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	r, err := s.o.Complain(ctx, Complaint{What: "Another side of it.", When: "2026-01-28", Who: "Thimble Oatwhistle", Sender: "committee0", Respondent: "respondent"})
	if err != nil {
		t.Fatal(err)
	}
	s.complain()
	if _, err := s.o.Link(ctx, Viewer{Person: "caseworker"}, s.ref, r.Reference, Linked{Sort: Related, Why: "one event"}); err != nil {
		t.Fatal(err)
	}
	s.day("2026-02-04")
	s.as("caseworker", Act{Act: "acknowledge"})
	s.as("assessor", Act{Act: "take-up", Outcome: "investigate", Reasons: "The rules cover it."})
	got := s.refused("caseworker", Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next.", To: "committee0"})
	if !slices.Contains(got, "2.8") {
		t.Errorf("the complainant of the one as investigator of the other is refused under %v, want 2.8", got)
	}
	if _, err := s.o.Pool(ctx, Viewer{Person: "caseworker"}, s.ref, "panel"); err != nil {
		t.Fatal(err)
	}
	f, err := s.o.load(ctx, s.id())
	if err != nil {
		t.Fatal(err)
	}
	p := f.lastPooled("panel")
	l, err := lot.Read([]byte(p.Text))
	if err != nil {
		t.Fatal(err)
	}
	if x := l.Terms().Excluded; len(x) != 1 || x[0].Ref != p.Refs["committee0"] || x[0].Ground != "bar" {
		t.Errorf("left out of the lot are %+v, want the other complainant", x)
	}
}

func TestReach(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	s.complain()
	sent := len(s.store.messages)
	if _, err := s.o.Reach(ctx, Viewer{Person: "complainant"}, s.ref, Reached{Role: "complainant", Channel: "pigeon"}); !errors.As(err, new(Problems)) {
		t.Errorf("an unknown channel gives %v, want problems", err)
	}
	if _, err := s.o.Reach(ctx, Viewer{Person: "assessor"}, s.ref, Reached{Role: "complainant", Channel: ByPost, Why: "so"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("an officer who does not keep the case gets %v, want ErrNotFound", err)
	}
	if _, err := s.o.Reach(ctx, Viewer{Person: "complainant"}, s.ref, Reached{Role: "complainant", Channel: ByPost, Print: "large", Never: "e-mail"}); err != nil {
		t.Fatal(err)
	}
	s.as("caseworker", Act{Act: "acknowledge"})
	v := s.view("complainant")
	if len(v.Letters) != 1 || v.Letters[0].Medium != ByPost || len(v.Reach) != 1 {
		t.Errorf("the letters are %+v, want one by post", v.Letters)
	}
	if n := len(s.store.messages) - sent; n != 0 {
		t.Errorf("%d e-mails to somebody who is written to on paper", n)
	}
	if v := s.view("assessor"); len(v.Reach) != 0 {
		t.Errorf("an officer who does not keep the case sees %+v", v.Reach)
	}
}

func TestRequestForTimeReachesTheSupportContact(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	s.complain()
	if _, err := s.o.Assign(ctx, Viewer{Person: "complainant"}, s.ref, Assigned{Person: "outsider", Capacity: SupportContact, Of: "complainant"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.o.Say(ctx, Viewer{Person: "complainant"}, s.ref, Said{Space: Private("complainant"), Sort: RequestForTime, Text: "I cannot go on just now."}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []PersonID{"outsider", "caseworker"} {
		told := false
		for _, m := range s.store.messages {
			told = told || m.To == p
		}
		if !told {
			t.Errorf("%s is not told", p)
		}
	}
}

func TestPublish(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	s.complain()
	s.day("2026-02-04")
	s.as("caseworker", Act{Act: "acknowledge"})
	all := Published{State: PublishedEntry, Text: "A complaint was withdrawn.", Why: "clause 13.2"}
	if _, err := s.o.Publish(ctx, Viewer{Person: "caseworker"}, s.ref, all); !errors.As(err, new(Problems)) {
		t.Errorf("of a case that has not ended: %v, want problems", err)
	}
	s.as("complainant", Act{Act: "withdraw"})
	if _, err := s.o.Publish(ctx, Viewer{Person: "caseworker"}, s.ref, all); !errors.As(err, new(Problems)) {
		t.Errorf("a text that nobody has seen: %v, want problems", err)
	}
	proposed := all
	proposed.State = ProposedEntry
	if _, err := s.o.Publish(ctx, Viewer{Person: "caseworker"}, s.ref, proposed); err != nil {
		t.Fatal(err)
	}
	few := all
	few.Facts = []register.Fact{{Attribute: "branch", Words: []string{"Nowhere"}}}
	if _, err := s.o.Publish(ctx, Viewer{Person: "caseworker"}, s.ref, few); !errors.As(err, new(Problems)) {
		t.Errorf("facts that fit nobody: %v, want problems", err)
	}
	if _, err := s.o.Publish(ctx, Viewer{Person: "caseworker"}, s.ref, all); err != nil {
		t.Fatal(err)
	}
	if v := s.view("respondent"); len(v.Published) != 2 || v.Published[1].Fit < register.DefaultLimit {
		t.Errorf("the respondent sees %+v", v.Published)
	}
}

// A guest officer who acts for several officers that may not is put on the matter once.
func TestStaffOnce(t *testing.T) {
	s := newStage(t)
	if err := s.o.Organise(context.Background(), "admin", PersonAdded{Person{ID: "guest", Name: "A Guest"}}, Held{Person: "guest", Body: "guest-pool"}); err != nil {
		t.Fatal(err)
	}
	r, err := s.o.Complain(context.Background(), Complaint{What: "About an officer.", When: "2026-01", Who: "An officer", Sender: "complainant",
		Respondent: "respondent", Handlers: []PersonID{"assessor", "chair"}})
	if err != nil {
		t.Fatal(err)
	}
	s.ref = r.Reference
	f, err := s.o.load(context.Background(), s.id())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range f.Posts {
		if p.Person == "guest" {
			n++
		}
	}
	if n != 1 || !slices.Contains(f.Posted("guest-officer"), "guest") {
		t.Errorf("the guest officer was put on the matter %d times, want 1", n)
	}
}
