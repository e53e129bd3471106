package desk

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// show writes what stayed as it is, [-what went-] and {+what came+}.
func shown(was, now string) string {
	var b strings.Builder
	for _, s := range redline(was, now).Stretches {
		switch s.Kind {
		case "gone":
			b.WriteString("[-" + s.Text + "-]")
		case "new":
			b.WriteString("{+" + s.Text + "+}")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestRedline(t *testing.T) {
	for _, tt := range []struct{ was, now, want string }{
		{"within 28 days of the record", "within 35 days of the record", "within [-28 -]{+35 +}days of the record"},
		{"the\nsame words", "the same\nwords", "the same words"},
		{"", "new", "{+new+}"},
		{"gone", "", "[-gone-]"},
		{"One.\n\nTwo.", "One.\n\nThree.", "One.\n\n[-Two.-]{+Three.+}"},
	} {
		if got := shown(tt.was, tt.now); got != tt.want {
			t.Errorf("%q to %q: %q, want %q", tt.was, tt.now, got, tt.want)
		}
	}
}

// What stayed and went is the old text, what stayed and came the new one.
func TestRedlineLosesNothing(t *testing.T) {
	text := rapid.StringMatching(`([abc]{1,2}( |\n|\n\n)){0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		was, now := text.Draw(t, "was"), text.Draw(t, "now")
		var old, new strings.Builder
		for _, s := range redline(was, now).Stretches {
			if s.Kind != "new" {
				old.WriteString(s.Text)
			}
			if s.Kind != "gone" {
				new.WriteString(s.Text)
			}
		}
		if a, b := strings.Join(wordsAndGaps(was), ""), strings.Join(wordsAndGaps(now), ""); old.String() != a || new.String() != b {
			t.Fatalf("%q and %q, want %q and %q", old.String(), new.String(), a, b)
		}
	})
}
