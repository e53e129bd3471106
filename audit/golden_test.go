package audit

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// hall is a small log under two books, with something of everything in it.
func hall(t testing.TB, opts Options) *Report {
	t.Helper()
	text := func(name string) string {
		b, err := os.ReadFile("testdata/hall/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	words := text("log.map")
	rep := csv(t, text("log.csv"), opts, oneBook(t, text("old.md"), words), oneBook(t, text("new.md"), words))
	rep.Books[0].Bound(func(string, string) Longest { return Longest{Unbounded: true} })
	rep.Books[1].Bound(func(string, string) Longest { return Longest{Days: 123} })
	return rep
}

func TestOutputs(t *testing.T) {
	rep := hall(t, Options{Courses: MostDrawn})
	for name, got := range map[string][]byte{"text": asText(rep), "json": asJSON(rep), "html": asPage(rep)} {
		golden(t, "testdata/hall/want."+name, got)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: %s", name, difference(got, want))
	}
}

// TestPageNeedsNothingElse: no script, no address that is not on the page, and nothing of a row but its words.
func TestPageNeedsNothingElse(t *testing.T) {
	page := string(asPage(hall(t, Options{Courses: MostDrawn})))
	for _, word := range []string{"http:", "https:", "//", "<script", "<link", "@import", "url(", "<img", "onload"} {
		if strings.Contains(page, word) {
			t.Errorf("the page contains %q", word)
		}
	}
	for _, word := range []string{"a member", "the warden"} {
		if strings.Contains(page, word) {
			t.Errorf("the page tells who did something: %q", word)
		}
	}
	for _, word := range []string{`lang="en"`, "<main", "<h1>", "prefers-color-scheme", "@media print", `role="img"`, "<caption>", `scope="col"`} {
		if !strings.Contains(page, word) {
			t.Errorf("the page does not contain %q", word)
		}
	}
}

func TestPageWritesWordsOfTheLogAsText(t *testing.T) {
	rep := csv(t, "date,event\n2000-01-01,start\n2001-01-01,<script>alert(1)</script>\n", Options{Courses: 1}, oneBook(t, worldsBook, ""))
	if page := string(asPage(rep)); strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("words of the log are not written as text")
	}
}

// TestLongLogsAreDrawnInPart: the page says how many matters it leaves out.
func TestLongLogsAreDrawnInPart(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("date,event,matter\n")
	for i := range 120 {
		m := string(rune('A'+i/26)) + string(rune('A'+i%26))
		rows.WriteString("2001-01-01,start," + m + "\n2001-02-01,a," + m + "\n2001-03-01,b," + m + "\n")
	}
	rep := csv(t, rows.String(), Options{Courses: MostDrawn}, oneBook(t, worldsBook, ""))
	page := string(asPage(rep))
	if got := strings.Count(page, "<h3 id="); got != MostDrawn {
		t.Errorf("the page draws %d matters, want %d", got, MostDrawn)
	}
	if !strings.Contains(page, "70 further matters") {
		t.Error("the page does not say that 70 matters are left out")
	}
}
