package desk_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// through fills in the form of an act, looks at what follows, and does it: names and values of the fields in turn.
func (g *guest) through(reference string, query url.Values, fields ...string) answer {
	g.Helper()
	path := "/case/" + reference + "/act"
	g.get(path + "?" + query.Encode()).is(http.StatusOK).has("Look at what follows")
	for name, values := range query {
		fields = append(fields, name, values[0])
	}
	preview := g.post(path, fields...).is(http.StatusOK).has("Nothing has been")
	var again []string
	for _, m := range hiddenField.FindAllStringSubmatch(preview.body, -1) {
		again = append(again, unescape(m[1]), unescape(m[2]))
	}
	return g.post(path, append(again, "confirm", "yes")...)
}

func unescape(s string) string {
	return strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&#43;", "+", "&amp;", "&").Replace(s)
}

func act(name string) url.Values { return url.Values{"act": {name}} }
func outcome(name, outcome string) url.Values {
	return url.Values{"act": {name}, "outcome": {outcome}}
}

// seats are the people who sit on a body.
func (h *house) seats(reference, body string) []casework.PersonID {
	h.Helper()
	v, err := h.office.View(context.Background(), casework.Viewer{Person: "caseworker"}, reference)
	h.must(err)
	var list []casework.PersonID
	for _, p := range v.People {
		if p.Capacity == body && !p.Ended {
			list = append(list, p.ID)
		}
	}
	return list
}

// carried has a body vote for an act, all through the pages.
func (h *house) carried(reference, body string, query url.Values, fields ...string) {
	h.Helper()
	seats := h.seats(reference, body)
	if len(seats) == 0 {
		h.Fatalf("nobody sits on %s", body)
	}
	moved := h.as(seats[0]).through(reference, query, fields...).to("/case/" + reference + "/vote/")
	for _, p := range seats {
		g := h.as(p)
		g.get(moved.header.Get("Location")).is(http.StatusOK)
		g.post(moved.header.Get("Location"), "vote", "for", "read", "screen").to("/case/" + reference + "/vote/")
	}
	h.as(seats[0]).get(moved.header.Get("Location")).is(http.StatusOK).has("The result")
}

// TestACaseThroughItsForms walks a complaint from its filing to the sanction by the forms of its pages alone, as each of
// the people in it, and looks that nobody finds what is not theirs in any byte.
func TestACaseThroughItsForms(t *testing.T) {
	h := newHouse(t)
	ref := h.complain().Reference
	at := "/case/" + ref

	// Who is not told of it, or has no part in it, gets what there is for a case that does not exist.
	none := h.as("outsider").get("/case/2222-2222").is(http.StatusNotFound).body
	for _, p := range []casework.PersonID{"respondent", "outsider", "admin"} {
		for _, page := range []string{"", "/file", "/messages", "/people", "/timeline", "/letters", "/act?act=acknowledge", "/record", "/brief", "/run-sheet", "/lots", "/calendar"} {
			got := h.as(p).get(at + page).is(http.StatusNotFound)
			if p == "outsider" && got.body != none {
				t.Errorf("%s%s is not answered as a case that does not exist", at, page)
			}
		}
	}

	h.as("complainant").get(at).is(http.StatusOK).has(ref, "You are here as: Complainant", "What you must do next", "I cannot go on just now").
		lacks("Record what happened outside")
	h.as("complainant").get(at+"/file").is(http.StatusOK).has("Abusive messages to another member.", "E-1")

	h.day("2026-02-04")
	h.as("caseworker").through(ref, act("acknowledge")).to(at)
	h.as("complainant").get(at + "/letters").is(http.StatusOK).has("Letter")
	h.as("complainant").get(at + "/letters/1").is(http.StatusOK).has(ref)
	h.as("caseworker").post(at+"/messages", "space", "intake", "text", "Do you have the other messages?", "question", "yes").to(at + "/messages")
	h.as("complainant").get(at).has("Answer a question from the office")
	h.as("complainant").post(at+"/messages", "space", "intake", "text", " ").is(http.StatusUnprocessableEntity).has("Write something.")
	answering := h.as("complainant").get(at + "/messages?space=intake").has("Do you have the other messages?")
	n := regexp.MustCompile(`answer=(\d+)`).FindStringSubmatch(answering.body)
	h.as("complainant").post(at+"/messages", "space", "intake", "answer", n[1], "text", "Only these eleven.").to(at + "/messages")
	h.as("complainant").get(at).lacks("Answer a question from the office")
	h.as("caseworker").get(at + "/messages?space=intake").has("Only these eleven.")

	h.day("2026-02-16")
	h.as("caseworker").post(at+"/act", "act", "take-up", "outcome", "investigate", "reasons", "It is covered.").is(http.StatusConflict).has("clause 4.6", "Back to the case")
	h.as("assessor").post(at+"/act", "act", "take-up", "outcome", "investigate").is(http.StatusUnprocessableEntity).has("Write the reasons")
	h.as("assessor").through(ref, outcome("take-up", "investigate"), "reasons", "The rules cover it.").to(at)
	h.day("2026-02-18")
	found := h.as("caseworker").post(at+"/act", "act", "investigator.name", "outcome", "next-on-rota", "reasons", "The next.", "find-person", "overm", "search", "person").is(http.StatusOK)
	found.has("Trellis Overmoth", "The next.").lacks("Pumice Undercloud")
	h.as("caseworker").through(ref, outcome("investigator.name", "next-on-rota"), "reasons", "The next on the rota.", "person", "investigator", "find-person", "overm").to(at)
	h.day("2026-02-19")
	v, err := h.office.View(context.Background(), casework.Viewer{Person: "caseworker"}, ref)
	h.must(err)
	var asked []string
	for _, c := range v.May {
		if c.Act == "complaint-notice.send" {
			for _, ask := range c.Asks {
				asked = append(asked, "ask-"+ask, "written for "+ask)
			}
		}
	}
	h.as("caseworker").post(at+"/act", "act", "complaint-notice.send").is(http.StatusUnprocessableEntity).has("Write for the letter")
	h.as("caseworker").through(ref, act("complaint-notice.send"), asked...).to(at)

	// Now the respondent is told, and still sees nothing of what is between the complainant and the office.
	h.as("respondent").get(at).is(http.StatusOK).has("You are here as: Respondent")
	for _, page := range []string{"", "/file", "/messages", "/people", "/timeline", "/letters"} {
		h.as("respondent").get(at+page).is(http.StatusOK).lacks("Only these eleven.", "eleven messages", "messages.txt", "Do you have the other messages?")
	}
	h.as("respondent").post(at+"/time", "text", "I am in hospital.").to(at + "/messages")
	h.as("caseworker").get(at+"/messages?space=private%3Arespondent").has("I am in hospital.", "cannot go on just now")
	h.as("complainant").get(at + "/messages").lacks("I am in hospital.")
	h.as("complainant").get(at + "/messages?space=private%3Arespondent").is(http.StatusNotFound)

	h.day("2026-03-02")
	h.as("investigator").through(ref, act("evidence.add")).to(at)
	h.day("2026-03-10")
	h.as("respondent").through(ref, act("account"), "text", "It was not so.").to(at)
	h.day("2026-04-08")
	h.as("investigator").through(ref, act("report"), "text", "The facts.").to(at)
	h.day("2026-04-20")
	h.as("assessor").post(at+"/act", "act", "charge.put", "instance", "1").is(http.StatusUnprocessableEntity).has("Choose the ground")
	h.as("assessor").through(ref, url.Values{"act": {"charge.put"}, "instance": {"1"}}, "ground", "harassment", "text", "Eleven messages.", "exhibit", "1").to(at)
	h.day("2026-04-22")
	h.as("assessor").through(ref, act("charges.sign"), "reasons", "There is a case to answer.").to(at)
	h.day("2026-04-29")
	ctx := context.Background()
	_, err = h.office.Copied(ctx, casework.Viewer{Person: "caseworker"}, ref, casework.Copied{Exhibit: 1, Blob: "x", Pages: 1, Text: []string{"eleven messages"}})
	h.must(err)
	h.as("presenter").post(at+"/act", "act", "disclose", "outcome", "whole").is(http.StatusUnprocessableEntity).has("somebody has looked at")
	_, err = h.office.CheckCopy(ctx, casework.Viewer{Person: "caseworker"}, ref, 1, "nothing")
	h.must(err)
	h.as("presenter").through(ref, outcome("disclose", "whole")).to(at)
	h.as("respondent").get(at + "/file").has("disclosed to both sides").lacks("messages.txt")
	h.day("2026-04-30")
	h.as("caseworker").through(ref, act("bundle-notice.send"), h.asks(ref, "caseworker", "bundle-notice.send")...).to(at)
	h.day("2026-05-20")
	h.as("respondent").through(ref, act("answer"), "text", "I deny it.").to(at)
	h.day("2026-05-22")
	h.as("caseworker").post(at+"/lots/commit", "body", "panel").to(at + "/lots")
	h.as("respondent").post(at+"/lots/contribute", "body", "panel", "text", "a\nb").is(http.StatusUnprocessableEntity)
	h.as("respondent").post(at+"/lots/contribute", "body", "panel", "text", "seven teacups").to(at + "/lots")
	h.as("caseworker").through(ref, outcome("panel.draw", "drawn")).to(at)
	lots := h.as("respondent").get(at + "/lots").is(http.StatusOK).has("evenhand lot")
	file := regexp.MustCompile(`lots/([a-z0-9-]+\.txt)`).FindStringSubmatch(lots.body)
	text := h.as("respondent").get(at+"/lots/"+file[1]).is(http.StatusOK).has("evenhand lot 1", "seven teacups")
	if d := text.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
		t.Errorf("the file of the lot comes as %q, want an attachment", d)
	}
	panel := h.seats(ref, "panel")
	for _, page := range []string{"", "/file", "/messages", "/people", "/timeline", "/letters", "/brief", "/run-sheet"} {
		h.as(panel[0]).get(at+page).is(http.StatusOK).lacks("I am in hospital.", "Only these eleven.", "messages.txt")
	}
	h.as(panel[0]).get(at+"/brief").has("harassment", "Organisation", "More likely than not", "E-1", "Eleven messages.")
	h.as("respondent").get(at + "/brief").is(http.StatusNotFound)
	h.as(panel[0]).post(at+"/people/declare", "capacity", "panel", "any", "yes").is(http.StatusUnprocessableEntity).has("Say what it is")
	h.as(panel[0]).post(at+"/people/declare", "capacity", "panel", "any", "no").to(at + "/people")

	// A member stands aside, and the next reserve sits.
	h.as(panel[1]).post(at+"/people/stand-aside", "capacity", "panel", "why", "I know the complainant.").to(at + "/people")
	h.as(panel[1]).get(at).is(http.StatusNotFound)
	if again := h.seats(ref, "panel"); len(again) != len(panel) {
		t.Errorf("%d sit after one stood aside, want %d", len(again), len(panel))
	}
	h.day("2026-06-01")
	h.carried(ref, "panel", act("panel.declare"))
	h.day("2026-06-03")
	h.carried(ref, "panel", act("hearing.list"))
	h.day("2026-06-04")
	h.as("caseworker").through(ref, act("hearing-notice.send"), h.asks(ref, "caseworker", "hearing-notice.send")...).to(at)
	h.day("2026-06-21")
	member := h.seats(ref, "panel")[0]
	h.as(member).get(at+"/act?act=hearing.open&outcome=both-present").is(http.StatusOK).has("Not allowed now", "What would put it right")
	h.day("2026-06-23")
	h.carried(ref, "panel", outcome("hearing.open", "both-present"))
	h.carried(ref, "panel", act("last-word.offer"))
	h.carried(ref, "panel", act("hearing.close"))
	h.day("2026-06-26")
	h.as("caseworker").through(ref, outcome("hearing.record", "written")).to(at)
	h.day("2026-07-03")
	h.carried(ref, "panel", url.Values{"act": {"charge.decide"}, "outcome": {"proved"}, "instance": {"1"}}, "reasons", "The messages.", "data-rests-on-tested-evidence", "yes")
	h.carried(ref, "panel", act("breach.grade"), "reasons", "Grave words.", "data-gravity", "serious", "data-record", "none")
	h.day("2026-07-17")
	h.carried(ref, "panel", outcome("elsewhere.record", "nothing"))
	h.day("2026-07-20")
	h.carried(ref, "panel", act("sanction.set"), "reasons", "A warning is enough.", "data-sanction", "warning")
	h.as("respondent").get(at + "/timeline").has("A warning is enough.").lacks("I know the complainant.")
	if v, err := h.office.View(ctx, casework.Viewer{Person: "caseworker"}, ref); err != nil || v.Stage != "decided" {
		t.Errorf("the stage is %q, %v; want decided", v.Stage, err)
	}
	h.as("auditor").get(at).is(http.StatusOK).lacks("<form method=\"post\" action=\"/case")
}

// asks fills in all that the letter of an act asks for.
func (h *house) asks(reference string, p casework.PersonID, name string) []string {
	h.Helper()
	v, err := h.office.View(context.Background(), casework.Viewer{Person: p}, reference)
	h.must(err)
	var list []string
	for _, c := range v.May {
		if c.Act != name {
			continue
		}
		for _, ask := range c.Asks {
			list = append(list, "ask-"+ask, "23 June")
		}
		break
	}
	return list
}

// A protected complainant's name is in no byte that the respondent gets.
func TestAProtectedNameIsNowhere(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	r, err := h.office.Complain(ctx, casework.Complaint{What: "Abusive messages.", When: "2026-01-28", Who: "Thimble Oatwhistle", Sender: "complainant",
		Respondent: "respondent", Standing: casework.Protected, Discovery: calendar.MustDate("2026-01-30")})
	h.must(err)
	at := "/case/" + r.Reference
	h.day("2026-02-04")
	h.act("caseworker", r.Reference, casework.Act{Act: "acknowledge"})
	h.day("2026-02-16")
	h.act("assessor", r.Reference, casework.Act{Act: "take-up", Outcome: "investigate", Reasons: "Covered."})
	h.day("2026-02-18")
	h.act("caseworker", r.Reference, casework.Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next.", To: "investigator"})
	h.day("2026-02-19")
	h.act("caseworker", r.Reference, casework.Act{Act: "complaint-notice.send", Fields: map[string]string{"substance": "messages"}})
	h.day("2026-03-02")
	for _, page := range []string{"", "/file", "/messages", "/letters", "/letters/1", "/people", "/timeline", "/act?act=account", "/time", "/calendar"} {
		h.as("respondent").get(at+page).lacks("Gimlet", "Nettlewick", `"complainant"|`)
	}
	h.as("respondent").get(at + "/people").is(http.StatusOK).has("name withheld")
	h.as("caseworker").get(at + "/people").is(http.StatusOK).has("Gimlet Nettlewick")

	// A calendar feed says days, and not of what.
	made := h.as("respondent").post(at + "/calendar").is(http.StatusOK).has("shown once")
	secret := regexp.MustCompile(`/dates/[a-z0-9]+`).FindString(made.body)
	feed := h.guest().get(secret).is(http.StatusOK).has("BEGIN:VCALENDAR", "SUMMARY:A date").lacks(r.Reference, "Oatwhistle", "The Party", "account")
	if kind := feed.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/calendar") {
		t.Errorf("the feed is %q, want text/calendar", kind)
	}
	h.as("respondent").post(at + "/calendar/end").to(at + "/calendar")
	h.guest().get(secret).is(http.StatusNotFound)
}
