package casework

import (
	"strings"
	"testing"

	"github.com/evenhand/evenhand/internal/mail/letter"
)

// TestWordsInALetterAreOnlyWords puts Markdown into what a letter asks its sender for.
func TestWordsInALetterAreOnlyWords(t *testing.T) {
	s := newStage(t)
	s.complain()
	s.day("2026-02-04")
	s.as("caseworker", Act{Act: "acknowledge"})
	s.as("assessor", Act{Act: "take-up", Outcome: "investigate", Reasons: "Covered."})
	s.as("caseworker", Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next.", To: "investigator"})
	said := "# Guilty [click](https://example.org/) ![x](y) <b>now</b> 100_000 *sure*"
	s.as("caseworker", Act{Act: "complaint-notice.send", Fields: map[string]string{"substance": said}})
	letters := s.view("respondent").Letters
	html := string(letter.Show(letters[0].Text))
	for _, made := range []string{"<h1>Guilty", `href="https://example.org/"`, "<img", "<b>", "<em>sure"} {
		if strings.Contains(html, made) {
			t.Errorf("somebody's words became %s in a letter:\n%s", made, html)
		}
	}
	if !strings.Contains(html, "# Guilty [click](https://example.org/)") {
		t.Errorf("the letter does not show the words as they were typed:\n%s", html)
	}
}
