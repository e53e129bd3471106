package serve_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
)

// TestSixtyFourAtOnce: all get a receipt of their own, with their file; half of them bring the same one.
func TestSixtyFourAtOnce(t *testing.T) {
	r := start(t)
	var all sync.WaitGroup
	answers := make([]answer, 64)
	for i := range answers {
		all.Go(func() {
			answers[i] = r.file(append(whole(), file(fmt.Sprint(i, ".txt"), strings.Repeat(fmt.Sprint(i/2), 100_000)))...)
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for i, a := range answers {
		reference, evidence := r.receipt(a)
		if seen[reference] || !slices.Equal(evidence, []string{fmt.Sprint(i, ".txt")}) {
			t.Errorf("%d: %s with %q", i, reference, evidence)
		}
		seen[reference] = true
	}
	if n := r.matters(); n != len(answers) {
		t.Errorf("there are %d matters, want %d", n, len(answers))
	}
}

// TestAnothersCaseIsNone: an answer about another's case is, to the byte, that about none, and takes as long.
func TestAnothersCaseIsNone(t *testing.T) {
	r := start(t)
	reference := r.complain().Reference
	cookie, token := r.session("outsider")
	for _, path := range []string{"/case/REF", "/api/v1/matters/REF", "/api/v1/complaints/REF", "/case/REF/messages"} {
		a := r.ask("GET", strings.ReplaceAll(path, "REF", reference), nil, "Cookie", cookie, "Authorization", "Bearer "+token)
		b := r.ask("GET", strings.ReplaceAll(path, "REF", "ZZZZ-2222"), nil, "Cookie", cookie, "Authorization", "Bearer "+token)
		if a.status != 404 || a.status != b.status || a.body != b.body {
			t.Errorf("%s: %d and %d, %q and %q", path, a.status, b.status, a.body, b.body)
		}
	}
	took := map[string][]time.Duration{}
	refs := []string{reference, "ZZZZ-2222"}
	for range 500 {
		slices.Reverse(refs) // neither is always the first
		for _, ref := range refs {
			began := time.Now()
			if _, err := r.house.Office.Find(context.Background(), casework.Viewer{Person: "outsider"}, ref); err == nil {
				t.Fatal("an outsider finds a case")
			}
			took[ref] = append(took[ref], time.Since(began))
		}
	}
	median := func(ref string) time.Duration { slices.Sort(took[ref]); return took[ref][len(took[ref])/2] }
	another, none := median(reference), median("ZZZZ-2222")
	t.Logf("another's %v, none %v", another, none)
	if another > none*5/4+10*time.Microsecond || none > another*5/4+10*time.Microsecond {
		t.Errorf("another's case takes %v, none %v", another, none)
	}
}
