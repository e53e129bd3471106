package explain_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/explain"
	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

func compile(t testing.TB, name string) *matter.Rules {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	book, _ := rulebook.Parse(name, src)
	rules, _ := matter.Compile(book, matter.Options{Instances: 1})
	if rules == nil || len(rules.Procedures) == 0 {
		t.Fatalf("%s does not compile", name)
	}
	return rules
}

// views are those of every model book, with made-up lengths.
func views(t testing.TB) map[string]explain.View {
	t.Helper()
	books, err := filepath.Glob("../modelrules/*/*.md")
	if err != nil || len(books) == 0 {
		t.Fatalf("no model books: %v", err)
	}
	all := map[string]explain.View{}
	for _, b := range books {
		for _, p := range compile(t, b).Procedures {
			all[b+" "+p.Name] = explain.Look(p, func(stage int) (*int, bool) {
				days := 10 * stage
				return &days, true
			})
		}
	}
	return all
}

func TestDrawingsAreWellFormedAndTheSameEachTime(t *testing.T) {
	for name, v := range views(t) {
		var a, b bytes.Buffer
		if err := errors.Join(explain.Draw(&a, v), explain.Draw(&b, v)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two drawings of one procedure differ", name)
		}
		dec := xml.NewDecoder(&a)
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

func TestEveryStageIsDrawnAndTold(t *testing.T) {
	for name, v := range views(t) {
		var svg, text bytes.Buffer
		if err := errors.Join(explain.Draw(&svg, v), explain.Text(&text, v)); err != nil {
			t.Fatal(err)
		}
		for _, st := range v.Stages[1:] {
			last := st.Name[strings.LastIndex(st.Name, " ")+1:]
			if !strings.Contains(svg.String(), ">"+last) && !strings.Contains(svg.String(), last+"<") {
				t.Errorf("%s: stage %s is not in the drawing", name, st.Name)
			}
			if !strings.Contains(text.String(), "  "+st.Name) {
				t.Errorf("%s: stage %s is not in the text", name, st.Name)
			}
		}
	}
}

func TestTextIsEscaped(t *testing.T) {
	v := explain.View{Procedure: "a<b", Stages: []explain.StageView{{Name: "before"}, {Name: "<script>"}}, Moves: []explain.Move{{From: 0, To: 1, By: []string{"x&y"}}}}
	var svg bytes.Buffer
	if err := explain.Draw(&svg, v); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"a<b", "<script>", "x&y"} {
		if strings.Contains(svg.String(), bad) {
			t.Errorf("the drawing holds %q as it stands", bad)
		}
	}
}

func TestDaysAreWorded(t *testing.T) {
	one, many := 1, 184
	for _, tt := range []struct {
		st   explain.StageView
		want string
	}{
		{explain.StageView{Longest: &one}, "at most 1 day"},
		{explain.StageView{Longest: &many}, "at most 184 days"},
		{explain.StageView{Proven: true}, "no limit"},
		{explain.StageView{}, ""},
	} {
		if got := tt.st.Days(); got != tt.want {
			t.Errorf("Days() = %q, want %q", got, tt.want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	v := explain.Look(compile(b, "../modelrules/party/2026-1.md").Procedures[0], nil)
	b.ReportAllocs()
	for b.Loop() {
		if err := explain.Draw(io.Discard, v); err != nil {
			b.Fatal(err)
		}
	}
}
