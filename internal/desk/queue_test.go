package desk_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/sqlite"
)

// newRealHouse opens the office as newHouse does, on a store in a file: lists are made by the store.
func newRealHouse(t *testing.T) *house {
	t.Helper()
	h, ctx := newHouse(t), context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "office.db"), sqlite.Options{})
	h.must(err)
	t.Cleanup(func() { _ = store.Close() })
	h.office, err = casework.Open(ctx, store, h.store, h.clock, &chance{r: rand.NewChaCha8([32]byte{1})})
	h.must(err)
	h.must(h.office.Organise(ctx, "admin", people(t)...))
	h.open()
	return h
}

// references lists the cases of a page in their order.
func (a answer) references() []string {
	var list []string
	for _, m := range regexp.MustCompile(`<th scope="row"[^>]*><a class="govuk-link" href="/case/([^"]+)"`).FindAllStringSubmatch(a.body, -1) {
		list = append(list, m[1])
	}
	return list
}

// several files complaints on days in turn and gives their references.
func (h *house) several(days ...string) []string {
	h.Helper()
	var list []string
	for i, day := range days {
		h.day(day)
		r, err := h.office.Complain(context.Background(), casework.Complaint{What: fmt.Sprintf("Matter of number%d.", i), When: "2026-01-28",
			Who: "Thimble Oatwhistle", Sender: "complainant", Respondent: "respondent", Discovery: calendar.MustDate("2026-01-30")})
		h.must(err)
		list = append(list, r.Reference)
	}
	return list
}

func TestQueue(t *testing.T) {
	h := newRealHouse(t)
	refs := h.several("2026-02-02", "2026-02-03", "2026-02-09")
	keeper := h.as("caseworker")

	keeper.get("/cases").is(http.StatusOK).has("Age in days", "Caseworker", "days left", "Acknowledge").has(refs...)
	if got := keeper.get("/cases?sort=opened").references(); !slices.Equal(got, refs) {
		t.Errorf("oldest first: %v, want %v", got, refs)
	}
	slices.Reverse(refs)
	if got := keeper.get("/cases?sort=opened&down=1").references(); !slices.Equal(got, refs) {
		t.Errorf("newest first: %v, want %v", got, refs)
	}
	keeper.get("/cases?words=number1").has(refs[1]).lacks(refs[0], refs[2])
	keeper.get("/cases?stage=hearing").has("No case of yours fits").lacks(refs...)
	keeper.get("/cases?state=ended").lacks(refs...)
	keeper.get("/cases?capacity=caseworker").has(refs...)
	keeper.get("/cases?capacity=investigator").lacks(refs...)
	keeper.get("/cases?dueBy=2026-02-01").lacks(refs...)
	keeper.get("/cases?dueBy=2027-02-01").has(refs...)
	keeper.get("/cases?dueBy=soon").is(http.StatusOK).has("Write a day as")
	keeper.get("/cases?after=nonsense&sort=%22").is(http.StatusOK).has(refs...)
}

// Somebody without a part in a case learns nothing from the list, whatever they hold; an auditor reads it all.
func TestQueueIsOnesOwn(t *testing.T) {
	h := newRealHouse(t)
	ref := h.several("2026-02-02")[0]
	for _, who := range []casework.PersonID{"admin", "outsider", "respondent", "committee1"} {
		g := h.as(who)
		g.get("/cases?state=all").is(http.StatusOK).has("You have no part in any case").lacks(ref)
		g.get("/cases?state=all&words=number0").is(http.StatusOK).has("No case of yours fits").lacks(ref)
		g.get("/cases.csv?state=all").is(http.StatusOK).lacks(ref)
		if strings.Contains(g.get("/cases").body, `eh-figure__value">1`) {
			t.Errorf("%s learns from a figure that there is a case", who)
		}
	}
	h.as("auditor").get("/cases").is(http.StatusOK).has(ref, "You read here and change nothing", "Auditor")
	h.as("complainant").get("/cases").is(http.StatusOK).has(ref, "Complainant").lacks("number0")
	h.as("complainant").get("/cases?words=number0").lacks(ref) // only the office's side may search the words
	h.guest().get("/cases").to("/sign-in?to=%2Fcases")
	h.guest().get("/cases.csv").to("/sign-in")
}

func TestQueueTurnsPages(t *testing.T) {
	h := newRealHouse(t)
	refs := h.several(slices.Repeat([]string{"2026-02-02"}, 120)...)
	keeper := h.as("caseworker")
	next := regexp.MustCompile(`href="([^"]+)" rel="next"`)
	previous := regexp.MustCompile(`href="([^"]+)" rel="prev"`)
	var pages [][]string
	at := "/cases?sort=reference"
	for at != "" {
		page := keeper.get(at).is(http.StatusOK)
		pages = append(pages, page.references())
		at = link(next, page)
	}
	slices.Sort(refs)
	if got := slices.Concat(pages...); !slices.Equal(got, refs) || len(pages) != 3 {
		t.Fatalf("%d pages of %d cases, want 3 of %d in order", len(pages), len(got), len(refs))
	}
	last := keeper.get("/cases?sort=reference&after=0." + refs[99])
	back := keeper.get(link(previous, last))
	if !slices.Equal(back.references(), pages[1]) || link(previous, back) == "" || link(next, back) == "" {
		t.Errorf("before the last page stand %v", back.references())
	}
	if first := keeper.get(link(previous, back)); !slices.Equal(first.references(), pages[0]) || link(previous, first) != "" {
		t.Errorf("on the first page stand %v", first.references())
	}
}

// link is the address that a page leads on to; empty when it does not.
func link(to *regexp.Regexp, a answer) string {
	m := to.FindStringSubmatch(a.body)
	if m == nil {
		return ""
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

func TestQueueAsATable(t *testing.T) {
	h := newRealHouse(t)
	ref := h.several("2026-02-02", "2026-02-03")[0]
	a := h.as("caseworker").get("/cases.csv?sort=opened").is(http.StatusOK)
	if d := a.header.Get("Content-Disposition"); d != `attachment; filename="cases.csv"` {
		t.Errorf("it is sent as %s", d)
	}
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][0] != ref || rows[1][3] != "2026-02-02" || rows[1][4] != "1" || rows[1][8] != "Caseworker" {
		t.Errorf("the table is %q, %v", rows, err)
	}
}
