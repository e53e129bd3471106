package rulebook

import (
	"fmt"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

func version(name, day string) []byte {
	return fmt.Appendf(nil, "---\ntitle: A\nversion: %s\nin-force: %s\n---\n", name, day)
}

func TestVersions(t *testing.T) {
	tests := []struct {
		name  string
		files map[string][]byte
		want  string // the versions, in order
		found string // the diagnostics
	}{
		{"none", nil, "", ""},
		{"in the order of their days", map[string][]byte{
			"b.md": version("1", "2025-01-01"), "a.md": version("2", "2026-01-01"), "c.md": version("0", "2024-01-01")}, "0 1 2", ""},
		{"other files", map[string][]byte{
			"1.md": version("1", "2025-01-01"), "log.map": version("2", "2026-01-01"), "README.md": []byte("# A club\n"),
			"notes.md": []byte("---\ntitle: Notes\n---\nversion: 2\n"), "empty.md": nil, "open.md": []byte("---\ntitle: A\n")}, "1", ""},
		{"the same day", map[string][]byte{"1.md": version("1", "2025-01-01"), "2.md": version("2", "2025-01-01")},
			"1 2", "2.md:4:1: error: 1.md comes into force on the same day, 2025-01-01"},
		{"the same version", map[string][]byte{"1.md": version("1", "2025-01-01"), "2.md": version("1", "2026-01-01")},
			"1 1", "2.md:3:1: error: version 1 is also that of 1.md"},
		{"a mistake in one", map[string][]byte{"1.md": version("1", "soon")}, "1", "1.md:4:11: error: `soon` is no value of `in-force`"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			books, found := Versions(tt.files)
			var names, lines []string
			for _, b := range books {
				names = append(names, b.Front.Version)
			}
			for _, d := range found {
				lines = append(lines, d.String())
			}
			if got := strings.Join(names, " "); got != tt.want {
				t.Errorf("Versions = %q, want %q", got, tt.want)
			}
			if got := strings.Join(lines, "\n"); got != tt.found {
				t.Errorf("Versions found %q, want %q", got, tt.found)
			}
		})
	}
}

func TestInForce(t *testing.T) {
	books, _ := Versions(map[string][]byte{"1.md": version("1", "2025-01-01"), "2.md": version("2", "2026-03-01")})
	tests := []struct{ name, day, want string }{
		{"the day before the first", "2024-12-31", ""},
		{"the first day of the first", "2025-01-01", "1"},
		{"the last day of the first", "2026-02-28", "1"},
		{"the first day of the second", "2026-03-01", "2"},
		{"long after", "2099-01-01", "2"},
	}
	for _, tt := range tests {
		got := ""
		if b := InForce(books, calendar.MustDate(tt.day)); b != nil {
			got = b.Front.Version
		}
		if got != tt.want {
			t.Errorf("%s: InForce(%s) = %q, want %q", tt.name, tt.day, got, tt.want)
		}
	}
}
