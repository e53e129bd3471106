package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/matter"
)

// chance is a source that gives the same bytes in every run.
type chance struct{ r *rand.ChaCha8 }

func (c chance) Read(p []byte) (int, error) { return c.r.Read(p) }

// adopted reads the version of the party's model book.
func adopted(t testing.TB) Adopted {
	text, err := os.ReadFile("../../modelrules/party/2026-1.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	a := Adopted{Name: "party", SHA256: hex.EncodeToString(sum[:]), Text: string(text), Templates: map[string]string{}}
	files, _ := filepath.Glob("../../modelrules/party/notices/*.md")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a.Templates[filepath.Base(file)] = string(b)
	}
	return a
}

// aStage is an office with people in every part.
type aStage struct {
	*testing.T
	o     *Office
	store *memory
	clock *clock
	ref   string
}

func newStage(t *testing.T) *aStage {
	s := &aStage{T: t, store: newMemory(), clock: &clock{time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC)}}
	var err error
	if s.o, err = Open(context.Background(), s.store, s.store, s.clock, chance{rand.NewChaCha8([32]byte{1})}); err != nil {
		t.Fatal(err)
	}
	list := []What{adopted(t), Settled{Name: "The Party"}}
	person := func(id, name string, bodies ...string) {
		list = append(list, PersonAdded{Person{ID: PersonID(id), Name: name, Address: id + "@example.org", Statuses: []string{"member"}}})
		for _, b := range bodies {
			list = append(list, Held{Person: PersonID(id), Body: b})
		}
	}
	person("complainant", "Gimlet Nettlewick")
	person("respondent", "Thimble Oatwhistle")
	person("caseworker", "Bobbin Halfbridge", "caseworker")
	person("assessor", "Ladle Thornybank", "assessment-officer")
	person("chair", "Quarto Lanternsby", "disputes-chair")
	person("presenter", "Skein Marrowgate", "presenting-officer")
	person("investigator", "Trellis Overmoth")
	person("admin", "Marzipan Crook-Stile", Administrator)
	person("auditor", "Kettle Windlestraw", Auditor)
	person("outsider", "Pumice Undercloud")
	person("representative", "Tassel Sixbells")
	person("supporter", "Vellum Dampgate")
	person("barred", "Dibber Quillfeather", "deputy-caseworker")
	for i := range 12 {
		person(fmt.Sprintf("committee%d", i), fmt.Sprintf("Member %d Committee", i), "disputes-committee")
		person(fmt.Sprintf("appeal%d", i), fmt.Sprintf("Member %d Appeal", i), "appeal-list")
		person(fmt.Sprintf("review%d", i), fmt.Sprintf("Member %d Review", i), "review-committee")
	}
	for i := range 12 {
		if i%3 == 0 {
			id := PersonID(fmt.Sprintf("committee%d", i))
			list = append(list, PersonChanged{Person{ID: id, Name: fmt.Sprintf("Member %d Committee", i), Statuses: []string{"member", "legal-qualification"}}})
		}
	}
	if err := s.o.Organise(context.Background(), "admin", list...); err != nil {
		t.Fatal(err)
	}
	return s
}

// day moves the clock to ten in the morning of a day and lets the days pass.
func (s *aStage) day(date string) {
	s.Helper()
	d := calendar.MustDate(date)
	y, m, day := d.Civil()
	s.clock.at = time.Date(y, time.Month(m), day, 10, 0, 0, 0, time.UTC)
	if _, err := s.o.Tick(context.Background()); err != nil {
		s.Fatalf("the night before %s: %v", date, err)
	}
}

// as does an act, which must be allowed.
func (s *aStage) as(person PersonID, a Act) *View {
	s.Helper()
	v, err := s.o.Act(context.Background(), Viewer{Person: person}, s.ref, a)
	if err != nil {
		s.Fatalf("%s by %s: %v", a.Act, person, err)
	}
	return v
}

// refused tries an act, which must be refused, and gives the clauses.
func (s *aStage) refused(person PersonID, a Act) []string {
	s.Helper()
	_, err := s.o.Act(context.Background(), Viewer{Person: person}, s.ref, a)
	var refusal *matter.Refusal
	if !errors.As(err, &refusal) {
		s.Fatalf("%s by %s: %v, want a refusal", a.Act, person, err)
	}
	var clauses []string
	for _, r := range refusal.Reasons {
		clauses = append(clauses, r.Clause)
	}
	return clauses
}

func (s *aStage) view(person PersonID) *View {
	s.Helper()
	v, err := s.o.View(context.Background(), Viewer{Person: person}, s.ref)
	if err != nil {
		s.Fatalf("view of %s: %v", person, err)
	}
	return v
}

// stage must be the one the matter is in.
func (s *aStage) stage(want string) {
	s.Helper()
	if v := s.view("caseworker"); v.Stage != want {
		s.Fatalf("stage %q, want %q", v.Stage, want)
	}
}

// complain files the complaint of the story.
func (s *aStage) complain() Receipt {
	s.Helper()
	r, err := s.o.Complain(context.Background(), Complaint{What: "Abusive messages to another member.", When: "2026-01-28", Who: "Thimble Oatwhistle",
		Sender: "complainant", Respondent: "respondent", Discovery: calendar.MustDate("2026-01-30"),
		Files: []Upload{{Name: "messages.txt", Body: strings.NewReader("eleven messages")}}})
	if err != nil {
		s.Fatalf("complain: %v", err)
	}
	s.ref = r.Reference
	return r
}

// vote has all who sit on a body vote for an act.
func (s *aStage) vote(body string, a Act) {
	s.Helper()
	ctx := context.Background()
	f, err := s.o.load(ctx, s.id())
	if err != nil {
		s.Fatal(err)
	}
	seats := f.Posted(body)
	if len(seats) == 0 {
		s.Fatalf("nobody sits on %s", body)
	}
	v, err := s.o.Move(ctx, Viewer{Person: seats[0]}, s.ref, a)
	if err != nil {
		s.Fatalf("move %s: %v", a.Act, err)
	}
	motion := v.Motions[len(v.Motions)-1].N
	for _, p := range seats {
		if _, err := s.o.Vote(ctx, Viewer{Person: p}, s.ref, Voted{Motion: motion, Vote: For, Read: "screen"}); err != nil {
			s.Fatalf("vote on %s: %v", a.Act, err)
		}
	}
}

func (s *aStage) id() ID {
	e, err := s.store.ByReference(context.Background(), s.ref)
	if err != nil {
		s.Fatal(err)
	}
	return e.ID
}

// TestOneCase walks a complaint from its filing to the sanction, as each of the people in it.
func TestOneCase(t *testing.T) {
	s := newStage(t)
	ctx := context.Background()
	s.complain()
	s.stage("received")
	if _, err := s.o.View(ctx, Viewer{Person: "respondent"}, s.ref); !errors.Is(err, ErrNotFound) {
		t.Errorf("the respondent, who has not been told, gets %v, want ErrNotFound", err)
	}
	s.day("2026-02-04")
	s.as("caseworker", Act{Act: "acknowledge"})
	s.day("2026-02-16")
	if got := s.refused("caseworker", Act{Act: "take-up", Outcome: "investigate", Reasons: "it is covered"}); !slices.Contains(got, "4.6") {
		t.Errorf("a caseworker who assesses is refused under %v, want 4.6", got)
	}
	s.as("assessor", Act{Act: "take-up", Outcome: "investigate", Reasons: "The rules cover it."})
	s.stage("opening")
	s.day("2026-02-18")
	s.as("caseworker", Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next on the rota.", To: "investigator"})
	s.day("2026-02-19")
	s.as("caseworker", Act{Act: "complaint-notice.send", Fields: map[string]string{"substance": "messages"}})
	if v := s.view("respondent"); len(v.Letters) != 1 || !strings.Contains(v.Letters[0].Text, "Trellis Overmoth") {
		t.Errorf("the respondent's letters are %+v, want the notice with the investigator's name", v.Letters)
	}
	if v := s.view("respondent"); !strings.Contains(v.Letters[0].Text, "until the end of Sunday 15 March 2026") {
		t.Errorf("the notice says %s; want the twenty-first day after the third from its sending", v.Letters[0].Text)
	}
	s.day("2026-03-02")
	s.stage("gathering")
	s.as("investigator", Act{Act: "evidence.add"})
	s.day("2026-03-10")
	s.as("respondent", Act{Act: "account", Text: "It was not so."})
	s.day("2026-04-08")
	s.as("investigator", Act{Act: "report", Text: "The facts."})
	s.day("2026-04-20")
	s.as("assessor", Act{Act: "charge.put", Instance: 1, Ground: "harassment"})
	s.day("2026-04-22")
	s.as("assessor", Act{Act: "charges.sign", Reasons: "There is a case to answer."})
	s.stage("disclosing")
	s.day("2026-04-29")
	if _, err := s.o.Act(ctx, Viewer{Person: "presenter"}, s.ref, Act{Act: "disclose", Outcome: "whole"}); !errors.As(err, new(Problems)) {
		t.Errorf("disclosure without a checked copy gives %v, want a problem to mend", err)
	}
	if _, err := s.o.Copied(ctx, Viewer{Person: "caseworker"}, s.ref, Copied{Exhibit: 1, Blob: "x", Pages: 1, Text: []string{"eleven messages"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.o.CheckCopy(ctx, Viewer{Person: "caseworker"}, s.ref, 1, "nothing"); err != nil {
		t.Fatal(err)
	}
	s.as("presenter", Act{Act: "disclose", Outcome: "whole"})
	if v := s.view("complainant"); len(v.Exhibits) != 1 || !v.Exhibits[0].Disclosed {
		t.Errorf("the complainant sees %+v, want the disclosed exhibit", v.Exhibits)
	}
	s.day("2026-04-30")
	s.as("caseworker", Act{Act: "bundle-notice.send"})
	s.day("2026-05-20")
	s.as("respondent", Act{Act: "answer", Text: "I deny it."})
	s.day("2026-05-22")
	if got := s.view("caseworker").Unassigned; len(got) != 0 {
		t.Errorf("before the panel is drawn by its act, %v are said to be without members; want none: they have nothing to do", got)
	}
	s.as("caseworker", Act{Act: "panel.draw", Outcome: "drawn"})
	v := s.view("respondent")
	if n := len(slices.DeleteFunc(slices.Clone(v.People), func(p PersonView) bool { return p.Capacity != "panel" })); n != 3 {
		t.Errorf("the respondent sees %d on the panel, want 3", n)
	}
	s.day("2026-06-01")
	s.vote("panel", Act{Act: "panel.declare"})
	s.day("2026-06-03")
	s.vote("panel", Act{Act: "hearing.list"})
	s.day("2026-06-04")
	s.as("caseworker", Act{Act: "hearing-notice.send", Fields: map[string]string{"hearing-day": "23 June"}})
	s.day("2026-06-21")
	f, err := s.o.load(ctx, s.id())
	if err != nil {
		t.Fatal(err)
	}
	member := f.Posted("panel")[0]
	if _, err := s.o.Move(ctx, Viewer{Person: member}, s.ref, Act{Act: "hearing.open", Outcome: "both-present"}); !errors.As(err, new(*matter.Refusal)) {
		t.Errorf("a hearing on the thirteenth clear day: %v, want a refusal", err)
	}
	s.day("2026-06-23")
	s.vote("panel", Act{Act: "hearing.open", Outcome: "both-present"})
	s.vote("panel", Act{Act: "last-word.offer"})
	s.vote("panel", Act{Act: "hearing.close"})
	s.day("2026-06-26")
	s.as("caseworker", Act{Act: "hearing.record", Outcome: "written"})
	s.day("2026-07-03")
	s.vote("panel", Act{Act: "charge.decide", Outcome: "proved", Instance: 1, Reasons: "The messages.", Data: map[string]string{"rests-on-tested-evidence": "yes"}})
	s.vote("panel", Act{Act: "breach.grade", Reasons: "Grave words.", Data: map[string]string{"gravity": "serious", "record": "none"}})
	s.day("2026-07-17")
	s.vote("panel", Act{Act: "elsewhere.record", Outcome: "nothing"})
	s.day("2026-07-20")
	s.vote("panel", Act{Act: "sanction.set", Reasons: "A warning is enough.", Data: map[string]string{"sanction": "warning"}})
	s.stage("decided")
	s.day("2026-07-21")
	s.as("caseworker", Act{Act: "decision-notice.send"})
	if l := s.view("complainant").Letters; !strings.Contains(l[len(l)-1].Text, "until the end of Friday 21 August 2026") {
		t.Errorf("the decision says %s; want the twenty-eighth day after its receipt", l[len(l)-1].Text)
	}
	s.day("2026-09-01")
	s.stage("closed")
	matters, differing, err := s.o.Rebuild(ctx)
	if err != nil || matters != 1 || differing != 0 {
		t.Errorf("rebuild: %d matters, %d differing, %v; want 1, 0, nil", matters, differing, err)
	}
}
