package desk_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
)

// The register shows what is listed, by quarter and until its last day, to anybody; what is taken out is gone.
func TestRegister(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	g.get("/register").is(http.StatusOK).has("No decision is published now", `name="robots" content="noindex`)
	list := func(key, quarter, text, until string) {
		h.must(h.office.Organise(context.Background(), "", casework.Listed{Key: key, Quarter: calendar.MustDate(quarter), Text: text, Until: calendar.MustDate(until)}))
	}
	list("a", "2026-01-01", "A member was warned for words at a meeting.", "2026-03-01")
	list("b", "2025-10-01", "A complaint about a ballot was dismissed.", "2030-03-01")
	g.get("/register").is(http.StatusOK).has("Quarter 1 of 2026", "A member was warned", "Quarter 4 of 2025", "Shown until 1 March 2026")
	h.day("2026-03-01")
	g.get("/register").has("A member was warned")
	h.day("2026-03-02")
	g.get("/register").lacks("A member was warned", "Quarter 1 of 2026").has("A complaint about a ballot")
	h.must(h.office.Organise(context.Background(), "", casework.Listed{Key: "b", Quarter: calendar.MustDate("2025-10-01")}))
	g.get("/register").has("No decision is published now")
}
