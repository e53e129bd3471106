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
			stays := make([]explain.Length, len(p.Stages))
			for i := range stays {
				days := 10 * i
				stays[i].Days = &days
			}
			all[b+" "+p.Name] = explain.Look(p, stays)
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
	v := explain.View{Procedure: "a<b", Stages: []explain.StageView{{Name: "before"}, {Name: "<script>"}}}
	v.Stages[0].Acts = []explain.ActView{{Name: "x&y", Leads: []explain.Lead{{To: 1}}}}
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

func TestLengthsAreWorded(t *testing.T) {
	none, one, many := 0, 1, 184
	for _, tt := range []struct {
		length explain.Length
		want   string
	}{
		{explain.Length{Days: &none}, "not a day"},
		{explain.Length{Days: &one}, "at most 1 day"},
		{explain.Length{Days: &many}, "at most 184 days"},
		{explain.Length{Forever: true}, "no limit"},
		{explain.Length{Never: true}, "never reached"},
		{explain.Length{NotProven: true}, "not proven"},
		{explain.Length{}, ""},
	} {
		if got := tt.length.Words(); got != tt.want {
			t.Errorf("%+v.Words() = %q, want %q", tt.length, got, tt.want)
		}
	}
}

// club is the smallest book that is fair: what is told of it is checked line by line.
func TestClubIsTold(t *testing.T) {
	v := explain.Look(compile(t, "../modelrules/club/2026-1.md").Procedures[0], nil)
	var b bytes.Buffer
	if err := explain.Text(&b, v); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"    2.1      papers.send, by secretary or treasurer (once)\n",
		"    3.2      hear, by panel (at least 14 clear days after hearing.notify)\n",
		"    5.1      reopen, by appeal-panel (once, with reasons, on a ground)\n",
		"    2.1      papers.send within 7 days of complain, otherwise case.lapse\n",
		"    4.1      appeal within 21 days of decide or case.lapse, otherwise appeal.close\n", // one window, of two roles
		"    -> decided by decide, case.lapse\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the text does not say %q:\n%s", want, &b)
		}
	}
}

// A limit is told only where it can run, and a clock act only where something can bring it about: once the papers have
// been sent the case no longer lapses because they have not.
func TestWhatCannotRunIsNotTold(t *testing.T) {
	v := explain.Look(compile(t, "../modelrules/club/2026-1.md").Procedures[0], nil)
	for _, st := range v.Stages {
		for _, l := range st.Limits {
			if l.What == "papers.send" && st.Name != "received" {
				t.Errorf("the limit of papers.send is told in %s", st.Name)
			}
		}
		if st.Name == "answering" && len(st.Others) > 0 {
			t.Errorf("%s is told in answering, where nothing brings it about", st.Others[0].Name)
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
