package rulebook

import (
	"reflect"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

func TestFrontMatter(t *testing.T) {
	src := `---
# every key there is
title: Rules: of a club # and more
organisation: "club #1" # in quotes
version: 2026-1
in-force: 2026-01-01
calendar: england-and-wales
zone: Europe/London
months: round down
last-day: rolls forward
procedure-follows: version when received
offences-follow: version when it happened
sanctions-follow: later if lighter
running-deadlines: recompute

---
`
	book, found := Parse("rules.md", []byte(src))
	if len(found) > 0 {
		t.Fatalf("Parse found %v, want nothing", found)
	}
	got := book.Front
	if len(got.Pos) != 12 || got.Pos["in-force"] != (Pos{6, 1}) {
		t.Errorf("the places of the keys are %v", got.Pos)
	}
	got.Pos = nil
	want := FrontMatter{
		Title: "Rules: of a club", Organisation: "club #1", Version: "2026-1", InForce: calendar.MustDate("2026-01-01"),
		Calendar:         calendar.Options{Region: calendar.EnglandWales, Rounding: calendar.RoundDown, RollForward: true, Zone: "Europe/London"},
		ProcedureFollows: WhenReceived, OffencesFollow: WhenHappened, SanctionsFollow: LaterIfLighter, RecomputeRunning: true,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the front matter is %+v, want %+v", got, want)
	}
}

// What is not said is plainly unset.
func TestFrontMatterDefaults(t *testing.T) {
	book, found := Parse("rules.md", []byte(testFront))
	if len(found) > 0 {
		t.Fatalf("Parse found %v, want nothing", found)
	}
	if f := book.Front; f.Calendar != (calendar.Options{}) || f.ProcedureFollows != "" || f.RecomputeRunning {
		t.Errorf("the front matter is %+v, want nothing but title, version and in-force", f)
	}
}

func TestFrontMatterMistakes(t *testing.T) {
	tests := []struct{ name, text string }{ // what is underlined stands between ‹ and ›
		{"unknown key", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\n‹verison›: 2\n---\n"},
		{"key twice", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\n‹version›: 2\n---\n"},
		{"no colon", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\n  ‹and more›\n---\n"},
		{"no value", "---\ntitle: A\n‹version›:\nin-force: 2026-01-01\n---\n"},
		{"no title", "---\nversion: 1\nin-force: 2026-01-01\n‹---›\n"},
		{"no version", "---\ntitle: A\nin-force: 2026-01-01\n‹---›\n"},
		{"no day", "---\ntitle: A\nversion: 1\n‹---›\n"},
		{"version with a space", "---\ntitle: A\nversion: ‹1 b›\nin-force: 2026-01-01\n---\n"},
		{"day in another order", "---\ntitle: A\nversion: 1\nin-force: ‹1.1.2026›\n---\n"},
		{"unknown calendar", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\ncalendar: ‹england›\n---\n"},
		{"unknown zone", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\nzone: ‹Europe/Narnia›\n---\n"},
		{"unknown rounding", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\nmonths: ‹round›\n---\n"},
		{"unknown policy", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\nprocedure-follows: ‹later if lighter›\n---\n"},
		{"not at the top", "‹\n›---\ntitle: A\n---\n"},
		{"not closed", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\n‹›"},
		{"not closed before the words", "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\n‹›\n# A book\n\nWords: more words.\n\n## 1 A\n"},
		{"an equals sign", "---\n‹title = A›\nversion: 1\nin-force: 2026-01-01\n---\n"},
		{"a day that does not exist", "---\ntitle: A\nversion: 1\nin-force: ‹2026-02-30›\n---\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src, from, _ := unmarked(tt.text)
			_, found := Parse("rules.md", []byte(src))
			if len(found) != 1 || found[0].Check != "front-matter" || found[0].Pos != from || found[0].Help == "" && tt.name != "no value" {
				t.Errorf("Parse found %+v, want one front-matter at %v, with help", found, from)
			}
		})
	}
}
