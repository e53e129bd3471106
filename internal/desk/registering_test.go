package desk_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/evenhand/evenhand/internal/casework"
)

// withdrawn is a case that has ended, about somebody of a branch that nobody else is in.
func (h *house) withdrawn() string {
	h.Helper()
	p, _ := h.office.Roll().Person("respondent")
	p.Branch = "Spoonfall"
	h.must(h.office.Organise(context.Background(), "admin", casework.PersonChanged{Person: p}))
	ref := h.complain().Reference
	h.day("2026-02-04")
	h.act("caseworker", ref, casework.Act{Act: "acknowledge"})
	h.act("complainant", ref, casework.Act{Act: "withdraw"})
	return ref
}

func TestRegisterEntry(t *testing.T) {
	h := newHouse(t)
	ref := h.withdrawn()
	at, text := "/case/"+ref+"/register", "A complaint about words was withdrawn."
	for _, p := range []casework.PersonID{"complainant", "outsider", "admin", "auditor"} {
		h.as(p).get(at).is(http.StatusNotFound)
		h.as(p).post(at, "do", "keep", "state", "withheld", "text", text, "why", "None.").is(http.StatusNotFound)
	}
	g := h.as("caseworker")
	g.get("/case/" + ref).has(at)
	g.get(at).is(http.StatusOK).has("branch Spoonfall", "fits 1 members", "cannot be published so", "coarsen: ", "withhold: ")

	decide := func(state, rung string, more ...string) answer {
		t.Helper()
		return g.post(at, append([]string{"do", "keep", "state", state, "text", text, "why", "Clause 13.2.", "fact-0", rung}, more...)...)
	}
	decide("published", "1").is(http.StatusUnprocessableEntity).has("Propose this text first")
	decide("proposed", "0").to(at)
	h.as("complainant").get("/case/" + ref).is(http.StatusOK).has(text)
	decide("published", "0").is(http.StatusUnprocessableEntity).has("below 20 they could be told", "coarsen: ", text)
	decide("published", "1", "until", "2026-02-01").is(http.StatusUnprocessableEntity).has("still to come")
	decide("published", "1", "until", "soon").is(http.StatusUnprocessableEntity).has("still to come")
	h.guest().get("/register").lacks(text)

	g.post(at, "take", "0", "text", text, "fact-0", "0").is(http.StatusOK).has(text).lacks("cannot be published so")
	decide("published", "1", "until", "2027-02-01").to(at)
	h.guest().get("/register").has(text, "Quarter 1 of 2026", "Shown until 1 February 2027").lacks("Spoonfall", ref)
	decide("expired", "1").to(at)
	h.guest().get("/register").lacks(text)
}
