package casework

import (
	"errors"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/evenhand/evenhand/matter"
)

// TestWordsAreKeptOrSentBack: in every field of every kind of event, in lists and in maps too.
func TestWordsAreKeptOrSentBack(t *testing.T) {
	const bad = "a\x00b"
	for _, tt := range []struct {
		what  What
		field string
	}{
		{Complained{Who: bad}, "who"},
		{Acted{Reasons: bad}, "reasons"},
		{Acted{Text: "\xff"}, "text"},
		{Acted{Fields: map[string]string{"hearing": "\x1b[2J"}}, "fields"},
		{Acted{Fields: map[string]string{bad: "x"}}, "fields"},
		{Acted{Occurrence: matter.Occurrence{Ground: "\u0085"}}, "ground"},
		{Opened{Kept: []PersonID{"fine", bad}}, "kept"},
		{PersonAdded{Person{Name: bad}}, "name"},
	} {
		var p Problems
		if err := readable(tt.what); !errors.As(err, &p) || len(p) != 1 || p[0].Field != tt.field || p[0].Text == "" {
			t.Errorf("%T: %v, want one problem with %s", tt.what, err, tt.field)
		}
	}
	if err := readable(Complained{What: "Zeile\r\n\tund أهلا 你好 👋🏽\u200d", When: "2026"}); err != nil {
		t.Errorf("ordinary words are sent back: %v", err)
	}
	if got, want := unreadable("so far so good\x07"), "After “so far so good” stands a character that cannot be shown (U+0007): take it out."; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
}

// TestFileNameIsOneName: whatever a file came with.
func TestFileNameIsOneName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := string(rapid.SliceOfN(rapid.Byte(), 0, 400).Draw(t, "bytes"))
		if rapid.Bool().Draw(t, "text") {
			in = rapid.String().Draw(t, "name")
		}
		out := fileName(in)
		if !utf8.ValidString(out) || utf8.RuneCountInString(out) > mostName || out == "." || out == ".." {
			t.Fatalf("%q becomes %q", in, out)
		}
		for _, r := range out {
			if r == '/' || r == '\\' || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Fatalf("%q becomes %q, which holds %U", in, out, r)
			}
		}
		if fileName(out) != out {
			t.Fatalf("%q becomes %q and then %q", in, out, fileName(out))
		}
	})
}
