package desk_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web/browser"
)

// doors serves the pages with a way in for each person, for a browser: /as/PERSON.
func (h *house) doors() string {
	h.Helper()
	pages, err := h.desk.Handler()
	h.must(err)
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	mux.HandleFunc("GET /as/{person}", func(w http.ResponseWriter, r *http.Request) {
		f := signin.Factor{Means: signin.ByCode, At: h.clock.Now(), Reach: signin.Reach{All: true}}
		token, _, err := h.door.Open(r.Context(), signin.Person(r.PathValue("person")), f, "a browser", "")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		h.desk.Cookie.Set(w, token, h.clock.Now(), h.clock.Now().Add(time.Hour))
		http.Redirect(w, r, "/rules", http.StatusSeeOther)
	})
	server := httptest.NewServer(mux)
	h.Cleanup(server.Close)
	return server.URL
}

// charged brings a case as far as its charges have been answered.
func (h *house) charged() string {
	h.Helper()
	ref := h.complain().Reference
	ctx := context.Background()
	h.day("2026-02-04")
	h.act("caseworker", ref, casework.Act{Act: "acknowledge"})
	h.day("2026-02-16")
	h.act("assessor", ref, casework.Act{Act: "take-up", Outcome: "investigate", Reasons: "The rules cover it."})
	h.day("2026-02-18")
	h.act("caseworker", ref, casework.Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next on the rota.", To: "investigator"})
	h.day("2026-02-19")
	h.act("caseworker", ref, casework.Act{Act: "complaint-notice.send", Fields: map[string]string{"substance": "Eleven messages sent to a member in January."}})
	h.day("2026-03-02")
	h.act("investigator", ref, casework.Act{Act: "evidence.add"})
	h.day("2026-03-10")
	h.act("respondent", ref, casework.Act{Act: "account", Text: "It was not so. I wrote two of them, and not the others."})
	h.day("2026-04-08")
	h.act("investigator", ref, casework.Act{Act: "report", Text: "The facts."})
	h.day("2026-04-20")
	h.act("assessor", ref, casework.Act{Act: "charge.put", Instance: 1, Ground: "harassment", Text: "On 28 January, in eleven messages, called another member worthless.", Exhibits: []int{1}})
	h.day("2026-04-22")
	h.act("assessor", ref, casework.Act{Act: "charges.sign", Reasons: "There is a case to answer."})
	h.day("2026-04-29")
	_, err := h.office.Copied(ctx, casework.Viewer{Person: "caseworker"}, ref, casework.Copied{Exhibit: 1, Blob: "x", Pages: 1, Text: []string{"eleven messages"}})
	h.must(err)
	_, err = h.office.CheckCopy(ctx, casework.Viewer{Person: "caseworker"}, ref, 1, "nothing")
	h.must(err)
	h.act("presenter", ref, casework.Act{Act: "disclose", Outcome: "whole"})
	h.day("2026-04-30")
	h.act("caseworker", ref, casework.Act{Act: "bundle-notice.send"})
	say := func(p casework.PersonID, m casework.Said) {
		_, err := h.office.Say(ctx, casework.Viewer{Person: p}, ref, m)
		h.must(err)
	}
	say("caseworker", casework.Said{Space: casework.Intake, Sort: "question", Text: "Do you still have the other messages?\n\nA photograph of the screen is enough."})
	say("respondent", casework.Said{Space: casework.Private("respondent"), Sort: "request-for-time", Text: "I am in hospital until Friday."})
	say("caseworker", casework.Said{Space: casework.Private("respondent"), Sort: "message", Text: "Thank you for telling me. The presenting officer can extend your time once; I have asked."})
	return ref
}

// TestTheCaseInABrowser looks at the pages of a case as each person in it sees them.
func TestTheCaseInABrowser(t *testing.T) {
	h := newHouse(t)
	ref := h.charged()
	_, err := h.office.Record(context.Background(), casework.Viewer{Person: "caseworker"}, ref, casework.Fact{On: h.today() - 1, Note: "The police telephoned and asked for a copy.", Source: "A call, noted at once"})
	h.must(err)
	at := "/case/" + ref
	var visits []browser.Visit
	looks := []string{"light", "narrow"}
	see := func(person string, pages ...string) {
		for i := 0; i+1 < len(pages); i += 2 {
			visits = append(visits, browser.Visit{Looks: looks, Name: "case-" + person + "-" + pages[i], Path: at + pages[i+1], SignIn: "/as/" + person})
		}
	}
	see("respondent", "overview", "", "messages", "/messages", "timeline", "/timeline", "act", "/act?act=answer")
	see("caseworker", "people", "/people", "record", "/record")
	h.day("2026-05-20")
	h.act("respondent", ref, casework.Act{Act: "answer", Text: "I deny it."})
	h.day("2026-05-22")
	h.act("caseworker", ref, casework.Act{Act: "panel.draw", Outcome: "drawn"})
	h.day("2026-06-01")
	member := h.seats(ref, "panel")[0]
	v, err := h.office.Move(context.Background(), casework.Viewer{Person: member}, ref, casework.Act{Act: "panel.declare", Text: "None of us has an interest."})
	h.must(err)
	see(string(member), "overview", "", "brief", "/brief", "vote", "/vote/"+itoa(v.Motions[0].N))
	browser.Look(t, h.doors(), visits...)
}

func itoa(n int) string { return strconv.Itoa(n) }

func (h *house) today() calendar.Date {
	today, err := h.office.Today()
	h.must(err)
	return today
}
