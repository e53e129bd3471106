package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// A secret is a word that stands in one place of the case, and who may come upon it: those of these capacities.
type secret struct {
	word string
	seen string // capacities, separated by blanks
}

// Everybody who has a part in the case of the test, by what they are in it.
var everybody = []string{"complainant", "respondent", "caseworker", "assessor", "chair", "presenter", "investigator", "panel", "representative",
	"supporter", "admin", "auditor", "outsider", "committee", "barred", "visitor"}

const officeSide = "caseworker assessor chair presenter investigator auditor "

// secretsAfterDisclosure says who may see what once the panel sits.
var secretsAfterDisclosure = []secret{
	{"word-complaint", officeSide + "complainant"},
	{"word-contact", "caseworker complainant auditor"},
	{"word-disclosed", officeSide + "complainant respondent representative panel"},
	{"word-withheld-title", officeSide},
	{"word-withheld-ground", officeSide + "complainant respondent representative panel"},
	{"word-own-exhibit", "respondent"}, // in the respondent's private space, seen by whoever put it there and the office
	{"word-quarantined", ""},
	{"word-office-note", officeSide},
	{"word-advice", "caseworker assessor chair presenter investigator"},
	{"word-safety", "caseworker auditor"},
	{"word-health", "caseworker respondent representative auditor"},
	{"word-deliberation", "panel auditor"},
	{"word-motion", "panel auditor"},
	{"word-account", officeSide + "respondent representative"},
	{"word-report", officeSide},
	{"word-shared", officeSide + "complainant respondent representative panel"},
	{"word-answer", officeSide + "complainant respondent representative panel"},
}

// TestWhoSeesWhat puts a word of its own into every space of a case and looks for each of them in everything that each
// person can get: the case, their first page, the lists, the search, the exhibits.
func TestWhoSeesWhat(t *testing.T) {
	for _, standing := range []Standing{Named, Protected} {
		t.Run(string(standing), func(t *testing.T) {
			s := newStage(t)
			s.toPanel(standing)
			for _, who := range everybody {
				got := s.everythingFor(who)
				for _, x := range secretsAfterDisclosure {
					want := slices.Contains(strings.Fields(x.seen), who)
					if x.word == "word-own-exhibit" && strings.Contains(officeSide, who+" ") {
						continue // the next test says
					}
					if has := strings.Contains(got, x.word); has != want {
						t.Errorf("%s finds %s: %v, want %v", who, x.word, has, want)
					}
				}
				if who == "supporter" && (!strings.Contains(got, s.ref) || !strings.Contains(got, "Oatwhistle")) {
					t.Errorf("the respondent's supporter does not find the case")
				}
				hidden := standing == Protected && slices.Contains([]string{"respondent", "representative", "panel"}, who)
				knows := strings.Contains(officeSide+"complainant respondent representative panel ", who+" ")
				if has := strings.Contains(got, "Nettlewick"); who != "admin" && has != (knows && !hidden) {
					t.Errorf("%s finds the complainant's name: %v, want %v", who, has, knows && !hidden)
				}
				if outside := slices.Contains([]string{"admin", "outsider", "committee", "barred", "visitor"}, who); outside && strings.Contains(got, s.ref) {
					t.Errorf("%s, who has no part in the case, finds its reference", who)
				}
			}
		})
	}
}

// toPanel takes a case to where the panel sits, with a word in every space.
func (s *aStage) toPanel(standing Standing) {
	ctx := context.Background()
	must := func(_ *View, err error) {
		s.T.Helper()
		if err != nil {
			s.Fatal(err)
		}
	}
	say := func(p PersonID, space Space, text string) {
		s.Helper()
		must(s.o.Say(ctx, Viewer{Person: p}, s.ref, Said{Space: space, Sort: "note", Text: text}))
	}
	file := func(p PersonID, space Space, title string) {
		s.Helper()
		must(s.o.AddExhibits(ctx, Viewer{Person: p}, s.ref, space, []Upload{{Title: title, Name: title + ".txt", Body: strings.NewReader(title)}}))
	}
	r, err := s.o.Complain(ctx, Complaint{What: "word-complaint", When: "2026-01-28", Who: "Thimble Oatwhistle", Sender: "complainant",
		Respondent: "respondent", Standing: standing, Contact: "word-contact", Handlers: []PersonID{"barred"}})
	if err != nil {
		s.Fatal(err)
	}
	s.ref = r.Reference
	s.day("2026-02-04")
	s.as("caseworker", Act{Act: "acknowledge"})
	s.as("assessor", Act{Act: "take-up", Outcome: "investigate", Reasons: "Covered."})
	s.as("caseworker", Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next.", To: "investigator"})
	s.as("caseworker", Act{Act: "complaint-notice.send"})
	say("caseworker", OfficeSide, "word-office-note")
	say("caseworker", Advice, "word-advice")
	say("caseworker", Safeguarding, "word-safety")
	s.day("2026-02-12")
	say("respondent", Private("respondent"), "word-health")
	must(s.o.Assign(ctx, Viewer{Person: "respondent"}, s.ref, Assigned{Person: "representative", Capacity: Representative, Of: "respondent"}))
	must(s.o.Assign(ctx, Viewer{Person: "respondent"}, s.ref, Assigned{Person: "supporter", Capacity: Supporter, Of: "respondent"}))
	file("respondent", Private("respondent"), "word-own-exhibit")
	s.as("respondent", Act{Act: "account", Text: "word-account"})
	s.as("investigator", Act{Act: "evidence.add"})
	file("investigator", OfficeSide, "word-disclosed")
	file("investigator", OfficeSide, "word-withheld-title")
	file("investigator", OfficeSide, "word-quarantined")
	must(s.o.Quarantine(ctx, Viewer{Person: "caseworker"}, s.ref, 4, "not to be seen"))
	must(s.o.EndQuarantine(ctx, Viewer{Person: "assessor"}, s.ref, 4, true, "indeed"))
	say("complainant", Intake, "word-shared")
	items := s.view("complainant").Items
	must(s.o.Share(ctx, Viewer{Person: "complainant"}, s.ref, items[len(items)-1].N, "", ""))
	s.day("2026-03-01")
	s.as("investigator", Act{Act: "report", Text: "word-report"})
	s.as("assessor", Act{Act: "charge.put", Instance: 1, Ground: "harassment"})
	s.as("assessor", Act{Act: "charges.sign", Reasons: "There is a case."})
	must(s.o.Copied(ctx, Viewer{Person: "caseworker"}, s.ref, Copied{Exhibit: 2, Blob: "x", Pages: 1}))
	must(s.o.CheckCopy(ctx, Viewer{Person: "caseworker"}, s.ref, 2, ""))
	must(s.o.Withhold(ctx, Viewer{Person: "presenter"}, s.ref, 3, "word-withheld-ground"))
	s.as("presenter", Act{Act: "disclose", Outcome: "all-but-listed"})
	s.as("caseworker", Act{Act: "bundle-notice.send"})
	s.day("2026-03-08")
	s.as("respondent", Act{Act: "answer", Text: "word-answer"})
	s.as("caseworker", Act{Act: "panel.draw", Outcome: "drawn"})
	s.day("2026-03-20")
	member := s.panel()[0]
	say(member, Deliberation("panel"), "word-deliberation")
	must(s.o.Move(ctx, Viewer{Person: member}, s.ref, Act{Act: "panel.declare", Text: "word-motion"}))
}

// panel is who sits.
func (s *aStage) panel() []PersonID {
	s.Helper()
	f, err := s.o.load(context.Background(), s.id())
	if err != nil {
		s.Fatal(err)
	}
	return f.Posted("panel")
}

// everythingFor is all that a person can get to see anywhere, as text.
func (s *aStage) everythingFor(who string) string {
	s.Helper()
	ctx := context.Background()
	v := Viewer{Person: PersonID(who)}
	switch who {
	case "panel":
		v.Person = s.panel()[0]
	case "visitor":
		v.Person = ""
	case "committee":
		v.Person = s.unseated()
	}
	var b strings.Builder
	put := func(x any, err error) {
		if err != nil && !errors.Is(err, ErrNotFound) {
			s.Fatalf("%s: %v", who, err)
		}
		if err == nil {
			text, err := json.Marshal(x)
			if err != nil {
				s.Fatal(err)
			}
			b.Write(text)
		}
	}
	put(s.o.View(ctx, v, s.ref))
	home, err := s.o.Home(ctx, v)
	home.Person = Person{}
	for i := range home.Matters { // what the index holds is for the office itself
		home.Matters[i] = Entry{Reference: home.Matters[i].Reference, Stage: home.Matters[i].Stage}
	}
	put(home, err)
	list, err := s.o.Queue(ctx, v, Query{})
	for _, e := range list {
		put(e.Reference, err)
	}
	for n := range 6 {
		for _, original := range []bool{false, true} {
			if body, _, err := s.o.OpenExhibit(ctx, v, s.ref, n, original); err == nil {
				text, _ := io.ReadAll(body)
				b.Write(text)
			}
		}
	}
	return b.String()
}

// unseated is a member of the pool who was not drawn.
func (s *aStage) unseated() PersonID {
	for i := range 12 {
		if p := PersonID(fmt.Sprintf("committee%d", i)); !slices.Contains(s.panel(), p) {
			return p
		}
	}
	return ""
}
