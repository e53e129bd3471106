package words

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

// uses finds the keys in templates and in Go. Count names the stem of a key.
var uses = regexp.MustCompile(`\b(word|count|Say|Count|say|link|words\.Key|Key)[ (]\(?"([a-z][a-z0-9.-]*)"`)

// comments are the lines of a Go file that use nothing.
var comments = regexp.MustCompile(`(?m)^\s*//.*$`)

// TestKeysAndTheirUses fails on a key that is used and has no text, and on a
// text that nothing uses.
func TestKeysAndTheirUses(t *testing.T) {
	c := English()
	used := make(map[Key]string)
	for _, root := range []string{"../..", "../../../cmd"} {
		collect(t, root, used)
	}
	for key, where := range used {
		if _, ok := c.Keys()[key]; !ok {
			t.Errorf("%s: there is no text %s", where, key)
		}
	}
	for key := range c.Keys() {
		if used[key] == "" {
			t.Errorf("nothing uses the text %s", key)
		}
	}
}

func collect(t *testing.T, root string, used map[Key]string) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "node_modules":
			return fs.SkipDir
		case d.IsDir() || strings.HasSuffix(name, "_test.go"):
			return nil
		case filepath.Ext(name) != ".go" && filepath.Ext(name) != ".html":
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, m := range uses.FindAllStringSubmatch(comments.ReplaceAllString(string(text), ""), -1) {
			key := Key(m[2])
			if strings.EqualFold(m[1], "count") {
				used[key+".one"], used[key+".other"] = name, name
			} else {
				used[key] = name
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSay(t *testing.T) {
	c, err := Parse("xx", "a = one thing\nb = from {here} to {there}\n  and back\nn.one = {n} day\nn.other = {n} days\n")
	if err != nil {
		t.Fatal(err)
	}
	c.plural = English().plural
	tests := []struct{ name, got, want string }{
		{"plain", c.Say("a"), "one thing"},
		{"filled, in any order, and going on", c.Say("b", "there", "B", "here", "{there}"), "from {there} to B and back"},
		{"one", c.Count("n", 1), "1 day"},
		{"none", c.Count("n", 0), "0 days"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	half := []any{"here"} // a name and no value
	for name, call := range map[string]func(){
		"no such key":         func() { c.Say("z") },
		"no such place":       func() { c.Say("a", "here", 1) },
		"a place left empty":  func() { c.Say("b", "here", 1) },
		"all places empty":    func() { c.Say("b") },
		"a name and no value": func() { c.Say("b", half...) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("said something, want a panic")
				}
			}()
			call()
		})
	}
}

func TestParseFaults(t *testing.T) {
	for _, text := range []string{"a = 1\na = 2\n", "no equals sign\n"} {
		if _, err := Parse("xx", text); err == nil {
			t.Errorf("Parse(%q) took it", text)
		}
	}
}

func TestDates(t *testing.T) {
	c := English()
	d := calendar.MustDate("2026-11-02")
	if got := c.DateAndWeekday(d); got != "Monday 2 November 2026" {
		t.Errorf("DateAndWeekday = %q", got)
	}
	if got := c.ShortMonth(d); got != "Nov 2026" {
		t.Errorf("ShortMonth = %q", got)
	}
	if got := c.Date(calendar.Date(0)); got != "" {
		t.Errorf("Date of no day = %q", got)
	}
}

func TestReadWhen(t *testing.T) {
	c := English()
	for text, want := range map[string]string{
		" 14 March 2026 ":       "2026-03-14",
		"14 mar 2026":           "2026-03-14",
		"March 2026":            "2026-03",
		"2026-03":               "2026-03",
		"2026-03-14?":           "2026-03-14?",
		"2026-03-10/2026-03-20": "2026-03-10/2026-03-20",
	} {
		if got, err := c.ReadWhen(text); err != nil || got.String() != want {
			t.Errorf("ReadWhen(%q) = %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "yesterday", "3/4/2026", "31 February 2026", "14 Smarch 2026", "March"} {
		if got, err := c.ReadWhen(text); err == nil {
			t.Errorf("ReadWhen(%q) = %v, want an error", text, got)
		}
	}
}
