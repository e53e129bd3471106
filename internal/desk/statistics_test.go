package desk_test

import (
	"net/http"
	"testing"
)

// Anybody sees the numbers, of quarters that are over alone; few cases are not shown.
func TestStatistics(t *testing.T) {
	h := newHouse(t)
	g := h.guest()
	h.complain()
	g.get("/statistics").is(http.StatusOK).has(`name="robots" content="noindex`, "Open cases by stage", "Ended cases by outcome", "31 December").lacks(">–</td>", ">1</td>")
	h.day("2026-04-01")
	g.get("/statistics").is(http.StatusOK).has("31 March 2026", ">–</td>", "too few cases").lacks(">1</td>")
}
