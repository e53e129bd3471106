package desk_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/signin"
)

// The roll is an administrator's; to others there is no such page, whatever they hold and whatever they send.
func TestTheRollIsAnAdministrators(t *testing.T) {
	h := newHouse(t)
	for _, who := range []string{"caseworker", "chair", "auditor", "outsider"} {
		g := h.as(pid(who))
		for _, path := range []string{"/people", "/people/bodies", "/people/log", "/people/new", "/people/import", "/people/roll/chair"} {
			g.get(path).is(http.StatusNotFound).lacks("Gimlet")
		}
		g.post("/people/new", "id", "x", "name", "X").is(http.StatusNotFound)
		g.post("/people/roll/chair/hold", "body", "caseworker").is(http.StatusNotFound)
		g.post("/people/roll/chair/gone", "body", "disputes-chair").is(http.StatusNotFound)
		g.upload("/people/import", sent{"table", "people.csv", "number,name\nx,X\n"}).is(http.StatusNotFound)
		g.post("/people/import/confirm").is(http.StatusNotFound)
	}
	if today, _ := h.office.Today(); !h.office.Roll().Holds("chair", "disputes-chair", today) {
		t.Error("somebody ended an office")
	}
}

func TestPeopleAreAddedAndChanged(t *testing.T) {
	h := newHouse(t)
	g := h.as("admin")
	g.get("/people").is(http.StatusOK).has("1 to 46 of 46", "Quarto Lanternsby", "Disputes chair")
	g.get("/people?words=quarto").has("Quarto Lanternsby").lacks("Gimlet")
	g.get("/people?words=nobody").is(http.StatusOK).has("Nobody fits")
	g.post("/people/new", "id", "two words", "name", "", "address", "no address", "joined", "soon").is(http.StatusUnprocessableEntity).has("Write a day as", "two words")
	g.post("/people/new", "id", "two words", "name", "", "address", "no address").is(http.StatusUnprocessableEntity).
		has("without blanks", "Write the person", "no e-mail address", `value="no address"`)
	g.post("/people/new", "id", "n1", "name", "Castor Longcloud", "address", "chair@example.org").is(http.StatusUnprocessableEntity).has("somebody else")
	g.post("/people/new", "id", "n1", "name", "Castor Longcloud", "address", "castor@example.org", "joined", "2020-05-04", "statuses", "member; legal-qualification").to("/people/roll/n1")
	if a, err := h.door.Address(context.Background(), "n1"); err != nil || a != "castor@example.org" {
		t.Errorf("they sign in under %q, %v", a, err)
	}
	g.get("/people/roll/n1").is(http.StatusOK).has("Castor Longcloud", "castor@example.org", "legal-qualification", `value="2020-05-04"`)
	g.post("/people/roll/n1", "name", "Castor Shortcloud", "address", "thief@example.org", "statuses", "member").to("/people/roll/n1")
	if a, _ := h.door.Address(context.Background(), "n1"); a != "castor@example.org" {
		t.Errorf("an administrator made the address %q", a)
	}
	if p, _ := h.office.Roll().Person("n1"); p.Name != "Castor Shortcloud" || p.Address != "castor@example.org" || !slices.Equal(p.Statuses, []string{"member"}) {
		t.Errorf("the roll says %+v", p)
	}
	g.get("/people/roll/none").is(http.StatusNotFound)
	g.get("/people/log").has("Castor Longcloud was put on the roll", "What is known of Castor Shortcloud was changed", "Marzipan Crook-Stile", "A version of the rule book was adopted")
}

func TestOfficesBeginAndEnd(t *testing.T) {
	h := newHouse(t)
	g := h.as("admin")
	today := calendar.MustDate("2026-02-02")
	g.post("/people/roll/outsider/hold", "body", "caseworker", "from", "2026-03-01", "until", "2028-02-29").to("/people/roll/outsider")
	if h.office.Roll().Holds("outsider", "caseworker", today) || !h.office.Roll().Holds("outsider", "caseworker", calendar.MustDate("2028-02-29")) {
		t.Error("the term is not as it was given")
	}
	g.get("/people/roll/outsider").has("1 March 2026", "29 February 2028", "End today: Caseworker")
	g.get("/people/bodies").is(http.StatusOK).has("Caseworker: ", "Stands in for it", "Pumice Undercloud", "Disputes committee: 12 people").lacks("Review panel: ")
	g.post("/people/roll/outsider/hold", "body", "caseworker").is(http.StatusUnprocessableEntity).has("holds it already")
	g.post("/people/roll/outsider/hold", "body", "panel").is(http.StatusUnprocessableEntity).has("know no office or body")
	g.post("/people/roll/outsider/hold", "body", "auditor", "until", "2026-01-01").is(http.StatusUnprocessableEntity).has("over already")
	g.post("/people/roll/chair/gone", "body", "disputes-chair").to("/people/roll/chair")
	if h.office.Roll().Holds("chair", "disputes-chair", today) {
		t.Error("the chair still holds it")
	}
	g.post("/people/roll/chair/trained", "what", "hearings", "on", "2026-01-05", "counts", "2028-01-04").to("/people/roll/chair")
	g.post("/people/roll/chair/trained", "what", "", "on", "2027-01-05", "counts", "2020-01-01").is(http.StatusUnprocessableEntity).has("today or before", "ends before it begins", "trained for")
	if until, ok := h.office.Roll().TrainedFor("chair", "hearings", today); !ok || until != calendar.MustDate("2028-01-04") {
		t.Errorf("the training counts until %v, %v", until, ok)
	}
	g.get("/people/log").has("Quarto Lanternsby holds no longer: Disputes chair", "Pumice Undercloud was given: Caseworker", "was trained for: Hearings")
}

// An administrator gives themselves nothing, and cannot leave the office without one.
func TestNobodyGivesThemselvesACapacity(t *testing.T) {
	h := newHouse(t)
	g := h.as("admin")
	for _, body := range []string{"caseworker", "disputes-chair", "auditor", "disputes-committee"} {
		g.post("/people/roll/admin/hold", "body", body).is(http.StatusUnprocessableEntity).has("Nobody gives themselves a capacity")
	}
	g.post("/people/roll/admin/trained", "what", "hearings", "on", "2026-01-05").is(http.StatusUnprocessableEntity).has("Nobody records a training of their own")
	g.post("/people/roll/admin", "name", "Marzipan", "statuses", "member; legal-qualification").is(http.StatusUnprocessableEntity).has("Nobody changes what they are")
	g.post("/people/roll/admin/gone", "body", "administrator").is(http.StatusUnprocessableEntity).has("last administrator")
	g.upload("/people/import", sent{"table", "p.csv", "number,holds\nadmin,caseworker\n"}).is(http.StatusOK).has("Nobody gives themselves a capacity", "refused")
	g.post("/people/import/confirm").to("/people/log")
	today, _ := h.office.Today()
	if got := h.office.Roll().Offices("admin", today); !slices.Equal(got, []string{"administrator"}) {
		t.Errorf("they hold %v", got)
	}
}

// An administrator has no way into a case, whatever they ask for.
func TestAnAdministratorOpensNoCase(t *testing.T) {
	h := newHouse(t)
	r := h.complain()
	g := h.as("admin")
	g.get("/case/" + r.Reference).is(http.StatusNotFound)
	g.get("/cases").lacks(r.Reference)
	g.get("/people/log").lacks(r.Reference)
}

const table = `number,name,address,branch,joined,statuses,holds
n1,Castor Longcloud,castor@example.org,Great Saucer,2020-05-04,member,disputes-committee; caseworker
chair,Quarto Lanternsby,,Spoonfall,,member,
outsider,Pumice Undercloud,other@example.org,,,member,
,Nameless,,,,member,
n2,,n2@example.org,,,member,
n3,Same Address,castor@example.org,,,member,
n1,Twice Told,,,,member,
n4,Bad Day,,,tomorrow,member,
n5,Bad Body,,,,member,panel
n6,Short
=1+1,Formula,,,,member,
`

func TestPeopleAreImported(t *testing.T) {
	h := newHouse(t)
	g := h.as("admin")
	before := len(h.office.Roll().People())
	page := g.upload("/people/import", sent{"table", "people.csv", table}).is(http.StatusOK).has("Nothing has been changed yet",
		"Given: Disputes committee, Caseworker", "An address for signing in is not changed here", "without blanks", "Write the person", "somebody else",
		"stands on line 2 already", "“tomorrow” is no day", "know no office or body", "It has 2 cells where the first line names 7", "Take in 3 lines")
	if len(h.office.Roll().People()) != before || strings.Count(page.body, ">refused<") != 9 { // eight lines, and the figure
		t.Errorf("%d people where there were %d; %d are said to be refused", len(h.office.Roll().People()), before, strings.Count(page.body, ">refused<"))
	}
	g.post("/people/import/confirm").to("/people/log")
	roll := h.office.Roll()
	p, _ := roll.Person("n1")
	if chair, _ := roll.Person("chair"); p.Name != "Castor Longcloud" || chair.Branch != "Spoonfall" || chair.Address != "chair@example.org" || len(roll.People()) != before+2 {
		t.Errorf("the roll has %d people, %+v and %+v", len(roll.People()), p, chair)
	}
	if !roll.Holds("n1", "caseworker", calendar.MustDate("2026-02-02")) {
		t.Error("what they were to hold they do not")
	}
	if a, err := h.door.Address(context.Background(), signin.Person("n1")); err != nil || a != "castor@example.org" {
		t.Errorf("they sign in under %q, %v", a, err)
	}
	g.post("/people/import/confirm").to("/people/import") // once
	g.upload("/people/import", sent{"table", "people.csv", table}).has("as it is").lacks("Take in")
	for text, want := range map[string]string{"": "no table", "name\nX\n": "needs a column", "number,shoe size\n": "no column “shoe size”", "number,name\n\"x": "cannot be read"} {
		g.upload("/people/import", sent{"text", "", text}).is(http.StatusUnprocessableEntity).has(want)
	}
	g.upload("/people/import", sent{"table", "p.csv", "\ufeffNumber;Name\nn9;With Semicolons\n"}).is(http.StatusOK).has("Take in 1 line")
}
