package casework

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// gathering brings a matter to where evidence is added.
func gathering(t *testing.T) *aStage {
	s := newStage(t)
	r, err := s.o.Complain(context.Background(), Complaint{What: "Messages.", When: "2026-01-28", Who: "Thimble Oatwhistle", Sender: "complainant", Respondent: "respondent"})
	if err != nil {
		t.Fatal(err)
	}
	s.ref = r.Reference
	s.day("2026-02-04")
	s.as("caseworker", Act{Act: "acknowledge"})
	s.as("assessor", Act{Act: "take-up", Outcome: "investigate", Reasons: "Covered."})
	s.as("caseworker", Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next.", To: "investigator"})
	s.as("caseworker", Act{Act: "complaint-notice.send"})
	s.day("2026-02-12")
	return s
}

// add adds an exhibit of the investigator's with a copy.
func (s *aStage) add(title string) {
	s.Helper()
	ctx, v := context.Background(), Viewer{Person: "investigator"}
	view, err := s.o.AddExhibits(ctx, v, s.ref, OfficeSide, []Upload{{Title: title, Name: title + ".txt", Body: strings.NewReader(title)}})
	if err != nil {
		s.Fatal(err)
	}
	blob, _ := s.store.Put(ctx, strings.NewReader("copy of "+title))
	n := len(view.Exhibits)
	if _, err := s.o.Copied(ctx, v, s.ref, Copied{Exhibit: n, Blob: blob.SHA256, Bytes: blob.Bytes, Pages: 2, Text: []string{"one buried", "two"}}); err != nil {
		s.Fatal(err)
	}
}

// exhibit is one exhibit as somebody sees it; nil when they do not.
func (s *aStage) exhibit(who PersonID, n int) *ExhibitView {
	s.Helper()
	v := s.view(who)
	i := slices.IndexFunc(v.Exhibits, func(x ExhibitView) bool { return x.Number == n })
	if i < 0 {
		return nil
	}
	return &v.Exhibits[i]
}

func isMend(err error, field string) bool {
	var p Problems
	return errors.As(err, &p) && p[0].Field == field
}

// TestRedaction: a redaction is a new exhibit with its reason, and takes the place of the one of which it was made.
func TestRedaction(t *testing.T) {
	s := gathering(t)
	s.add("a letter")
	ctx, v := context.Background(), Viewer{Person: "caseworker"}
	red := Redaction{Of: 1, Why: "It names a child.", Blob: Blob{SHA256: "black", Bytes: 5}, Pages: 2, Words: []string{"", "two"}}
	for _, tt := range []struct {
		who  PersonID
		make func(*Redaction)
		want func(error) bool
	}{
		{"respondent", func(*Redaction) {}, func(err error) bool { return errors.Is(err, ErrNotFound) }},
		{"outsider", func(*Redaction) {}, func(err error) bool { return errors.Is(err, ErrNotFound) }},
		{"caseworker", func(r *Redaction) { r.Of = 9 }, func(err error) bool { return errors.Is(err, ErrNotFound) }},
		{"caseworker", func(r *Redaction) { r.Why = " " }, func(err error) bool { return isMend(err, "why") }},
	} {
		r := red
		tt.make(&r)
		if _, err := s.o.Redact(ctx, Viewer{Person: tt.who}, s.ref, r); !tt.want(err) {
			t.Errorf("%s: %v", tt.who, err)
		}
	}
	if _, err := s.o.Redact(ctx, v, s.ref, red); err != nil {
		t.Fatal(err)
	}
	x := s.exhibit("caseworker", 2)
	if x == nil || x.RedactedOf != 1 || x.Reason != red.Why || x.Title != "a letter" || !x.Copied || x.Checked || !x.Pending {
		t.Errorf("the redaction is %+v", x)
	}
	if old := s.exhibit("caseworker", 1); old.Withheld == "" || old.Pending || !strings.Contains(old.Withheld, "E-2") || !strings.Contains(old.Withheld, red.Why) {
		t.Errorf("the exhibit it was made of is %+v, want it withheld with the reason", old)
	}
}

// TestConfirmedWords: what a person says can be read takes the place of what was found.
func TestConfirmedWords(t *testing.T) {
	s := gathering(t)
	s.add("a letter")
	ctx, v := context.Background(), Viewer{Person: "caseworker"}
	if _, err := s.o.ConfirmCopy(ctx, v, s.ref, Checked{Exhibit: 1, Words: []string{"one"}}); !isMend(err, "exhibit") {
		t.Errorf("words of one page for two: %v", err)
	}
	if _, err := s.o.ConfirmCopy(ctx, v, s.ref, Checked{Exhibit: 1, Words: []string{"one", ""}}); err != nil {
		t.Fatal(err)
	}
	if x := s.exhibit("caseworker", 1); !x.Checked || !slices.Equal(x.Text, []string{"one", ""}) {
		t.Errorf("after confirming: %+v", x)
	}
}

// A scanner is one that a test makes find something or fail.
type scanner struct {
	found string
	err   error
}

func (s *scanner) Scan(_ context.Context, r io.Reader) (string, error) {
	_, _ = io.Copy(io.Discard, r)
	return s.found, s.err
}

// TestScanning: what is harmful is refused, what could not be looked through is kept and waits.
func TestScanning(t *testing.T) {
	s := gathering(t)
	look := &scanner{found: "Eicar"}
	s.o.Scanner = look
	ctx, v := context.Background(), Viewer{Person: "investigator"}
	up := func() error {
		_, err := s.o.AddExhibits(ctx, v, s.ref, OfficeSide, []Upload{{Title: "a file", Name: "a.txt", Body: strings.NewReader("x")}})
		return err
	}
	if err := up(); !isMend(err, "evidence") || len(s.view("investigator").Exhibits) != 0 {
		t.Errorf("a harmful file: %v, and %d exhibits", err, len(s.view("investigator").Exhibits))
	}
	look.found, look.err = "", errors.New("not reached")
	if err := up(); err != nil {
		t.Fatal(err)
	}
	if x := s.exhibit("caseworker", 1); !x.Unscanned {
		t.Errorf("what was not looked through: %+v", x)
	}
	if _, err := s.o.ScanExhibit(ctx, v, s.ref, 1); !isMend(err, "exhibit") {
		t.Errorf("looked through by nobody: %v", err)
	}
	_, _ = s.o.Copied(ctx, v, s.ref, Copied{Exhibit: 1, Blob: "x", Pages: 1})
	_, _ = s.o.CheckCopy(ctx, v, s.ref, 1, "")
	ready := func() bool {
		f, err := s.o.load(ctx, s.id())
		if err != nil {
			t.Fatal(err)
		}
		return f.Exhibit(1).ready()
	}
	if ready() {
		t.Error("it is ready though nothing looked through it")
	}
	look.err = nil
	if _, err := s.o.ScanExhibit(ctx, v, s.ref, 1); err != nil || !ready() {
		t.Errorf("after it was looked through: %v, ready %v", err, ready())
	}
}

// TestExposure: an exposure report tells who had an exhibit before them, to the keeper and the auditor alone.
func TestExposure(t *testing.T) {
	s := gathering(t)
	s.view("assessor") // before there was anything to see
	s.day("2026-02-13")
	s.add("a letter")
	ctx := context.Background()
	if body, _, err := s.o.OpenExhibit(ctx, Viewer{Person: "investigator"}, s.ref, 1, false); err != nil {
		t.Fatal(err)
	} else {
		body.Close()
	}
	s.view("respondent") // who cannot see it
	s.view("caseworker")
	s.view("caseworker")
	if _, err := s.o.Quarantine(ctx, Viewer{Person: "caseworker"}, s.ref, 1, "wrong file"); err != nil {
		t.Fatal(err)
	}
	for _, who := range []PersonID{"respondent", "complainant", "assessor", "investigator", "outsider"} {
		if _, err := s.o.Exposure(ctx, Viewer{Person: who}, s.ref, 1); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s gets %v, want nothing", who, err)
		}
	}
	for _, who := range []PersonID{"caseworker", "auditor"} {
		list, err := s.o.Exposure(ctx, Viewer{Person: who}, s.ref, 1)
		if err != nil {
			t.Fatalf("%s: %v", who, err)
		}
		var got []string
		for _, e := range list {
			got = append(got, string(e.Person)+" "+e.What+" "+itoa(e.Times))
		}
		if !slices.Contains(got, "investigator E-1 1") || !slices.Contains(got, "caseworker the file 2") {
			t.Errorf("%s reads %q", who, got)
		}
		for _, line := range got {
			if strings.HasPrefix(line, "respondent") || strings.HasPrefix(line, "assessor") {
				t.Errorf("%s reads %q of somebody who saw nothing", who, line)
			}
		}
	}
}

// TestBundleFile: a bundle holds what is disclosed and lists what is withheld; there is none before.
func TestBundleFile(t *testing.T) {
	s := gathering(t)
	if _, err := s.o.Bundle(context.Background(), Viewer{Person: "respondent"}, s.ref); !isMend(err, "") {
		t.Errorf("before disclosure: %v, want something to mend", err)
	}
	s = newStage(t)
	s.toPanel(Named)
	for _, who := range []PersonID{"respondent", "complainant", s.panel()[0], "caseworker", "auditor"} {
		b, err := s.o.Bundle(context.Background(), Viewer{Person: who}, s.ref)
		if err != nil || len(b.Items) != 1 || b.Items[0].Label != "E-2" || len(b.Withheld) != 1 || b.Withheld[0].Withheld != "word-withheld-ground" {
			t.Errorf("%s: %+v, %v", who, b, err)
		}
	}
	if _, err := s.o.Bundle(context.Background(), Viewer{Person: "outsider"}, s.ref); !errors.Is(err, ErrNotFound) {
		t.Errorf("an outsider: %v, want nothing", err)
	}
	readings, _ := s.store.Readings(context.Background(), s.id())
	if n := len(readings); n == 0 || !slices.ContainsFunc(readings, func(r Reading) bool { return r.What == ReadBundle && r.Person == "respondent" }) {
		t.Error("the reading is not recorded")
	}
}
