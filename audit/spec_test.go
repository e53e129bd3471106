package audit

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestSpecShowsTheOutput: the object in doc/spec/audit.md has the keys of the output and no other.
func TestSpecShowsTheOutput(t *testing.T) {
	spec, err := os.ReadFile("../doc/spec/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	_, sample, _ := strings.Cut(string(spec), "```json\n")
	sample, _, ok := strings.Cut(sample, "\n```")
	if !ok {
		t.Fatal("the specification shows no object")
	}
	want := keys(t, sample)
	got := keys(t, string(asJSON(hall(t, Options{Courses: MostDrawn}))))
	atOnce := sidesOf(t, "date,event,matter,to\n2001-01-01,start,A,\n2001-01-03,bar,A,\n2001-01-04,lift,A,\n2001-01-05,bar,A,\n2001-01-05,note,A,\n")
	got = append(got, keys(t, string(asJSON(&Report{Books: []BookReport{*atOnce}})))...)
	got = slices.DeleteFunc(got, func(key string) bool { return key == "unbounded" }) // it stands where latest would
	slices.Sort(got)
	got = slices.Compact(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("keys of the output = %v, the specification shows %v", got, want)
	}
}

// keys lists the keys of an object and of all in it, each once.
func keys(t *testing.T, text string) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	var names []string
	type level struct{ object, value bool }
	var open []level
	for {
		tok, err := d.Token()
		if err != nil {
			return names
		}
		top := len(open) - 1
		switch x := tok.(type) {
		case json.Delim:
			if x == '}' || x == ']' {
				open = open[:top]
				if top--; top >= 0 {
					open[top].value = false
				}
				continue
			}
			open = append(open, level{object: x == '{'})
		default:
			if top >= 0 && open[top].object && !open[top].value {
				if name := tok.(string); !slices.Contains(names, name) {
					names = append(names, name)
				}
				open[top].value = true
				continue
			}
			if top >= 0 {
				open[top].value = false
			}
		}
	}
}
