package evidence

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestLabels(t *testing.T) {
	for label, want := range map[Label]int{"E-1": 1, "E-14": 14, "E-0": 0, "E-01": 0, "e-1": 0, "E--1": 0, "E-": 0, "": 0, "E-1 ": 0} {
		if n, ok := label.Number(); ok != (want > 0) || ok && n != want {
			t.Errorf("%q.Number() = %d, %v, want %d", label, n, ok, want)
		}
	}
	if got := NextLabel([]Label{"E-2", "E-7", "scrap"}); got != "E-8" {
		t.Errorf("NextLabel = %s, want E-8: E-1 may have been given to what is gone", got)
	}
	if got := NextLabel(nil); got != "E-1" {
		t.Errorf("NextLabel = %s, want E-1", got)
	}
}

func TestGaps(t *testing.T) {
	if got := (Provenance{}).Gaps(); len(got) != 6 {
		t.Errorf("nothing stated: %d gaps, want one for each of the 6 fields: %v", len(got), got)
	}
	full := Provenance{"complainant", "2026-03-02T14:05", "screen capture", Whole, Open, Unedited}
	if got := full.Gaps(); got != nil {
		t.Errorf("all stated: gaps %v", got)
	}
	full.Captured = "last week"
	if got := full.Gaps(); len(got) != 1 || got[0].Says != `"last week" is no date such as 2026-03-02, 2026-03 or 2019-07?.` {
		t.Errorf("a date that is none: gaps %v", got)
	}
	covert := Provenance{Extent: Part, Openness: Covert, Editing: Edited}
	if got := covert.Caution(); len(got) != 3 {
		t.Errorf("Caution = %q, want three sentences", got)
	}
	if got := full.Caution(); got != nil {
		t.Errorf("Caution = %q, want none", got)
	}
}

func TestValidDate(t *testing.T) {
	for s, want := range map[string]bool{
		"2026": true, "2026-03": true, "2026-03-02": true, "2019-07?": true, "2019~": true, "2019%": true,
		"2026-03-02T14:05": true, "2026-03-02T14:05:09Z": true, "2026-03-02T14:05+01:00": true,
		"2026-03-01/2026-03-05": true, "2026-03/..": true, "../2026": true,
		"": false, "?": false, "26": false, "2026-13": false, "2026-02-30": false, "2 March 2026": false, "../..": false, "2026/": false,
	} {
		if got := ValidDate(s); got != want {
			t.Errorf("ValidDate(%q) = %v, want %v", s, got, want)
		}
	}
}

func exhibit(label Label, pages int) Exhibit { return Exhibit{Label: label, Pages: pages} }

func TestBundle(t *testing.T) {
	b, err := NewBundle([]Exhibit{exhibit("E-10", 1), exhibit("E-2", 3)}, []Withheld{{Label: "E-4", Ground: "it names a child"}}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := b.Find("E-10"); !ok || got.First != 6 || got.Last != 6 {
		t.Errorf("E-10 = %+v, want page 6", got)
	}
	if b.Pages() != 6 {
		t.Errorf("Pages = %d, want 6", b.Pages())
	}
	for n, want := range map[int]Label{0: "", 1: "", 2: "", 3: "E-2", 5: "E-2", 6: "E-10", 7: ""} {
		if got, _, ok := b.At(n); got.Label != want || ok != (want != "") {
			t.Errorf("At(%d) = %q, %v, want %q", n, got.Label, ok, want)
		}
	}
	if _, page, _ := b.At(5); page != 3 {
		t.Errorf("page 5 of the bundle is page %d of E-2, want 3", page)
	}
	if got, want := b.Missing("E-5"), []Label{"E-1", "E-3", "E-5"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Missing = %v, want %v", got, want)
	}
}

func TestBundleErrors(t *testing.T) {
	tests := []struct {
		name     string
		exhibits []Exhibit
		withheld []Withheld
		want     string
	}{
		{"twice", []Exhibit{exhibit("E-1", 1), exhibit("E-1", 1)}, nil, "exhibit E-1: its label is used twice"},
		{"in it and withheld", []Exhibit{exhibit("E-1", 1)}, []Withheld{{Label: "E-1", Ground: "x"}}, "exhibit E-1: its label is used twice"},
		{"no page", []Exhibit{exhibit("E-1", 0)}, nil, "exhibit E-1: it has no page"},
		{"no label", []Exhibit{exhibit("7", 1)}, nil, "exhibit 7: this is not a label such as E-14"},
		{"no ground", nil, []Withheld{{Label: "E-1"}}, "exhibit E-1: it is withheld without a ground"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewBundle(tt.exhibits, tt.withheld, 0)
			if target := (*BundleError)(nil); !errors.As(err, &target) || err.Error() != tt.want {
				t.Errorf("NewBundle error = %v, want %s", err, tt.want)
			}
		})
	}
}

// TestEveryPageHasOnePlace: a bundle has no page twice and none left over.
func TestEveryPageHasOnePlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var exhibits []Exhibit
		for i, n := range rapid.SliceOfN(rapid.IntRange(1, 5), 0, 8).Draw(t, "pages") {
			exhibits = append(exhibits, exhibit(NewLabel(i*i+1), n))
		}
		front := rapid.IntRange(0, 3).Draw(t, "front")
		b, err := NewBundle(exhibits, nil, front)
		if err != nil {
			t.Fatal(err)
		}
		n := front
		for _, x := range exhibits {
			for page := 1; page <= x.Pages; page++ {
				n++
				if it, at, ok := b.At(n); !ok || it.Label != x.Label || at != page {
					t.Fatalf("At(%d) = %s, %d, %v, want %s, %d", n, it.Label, at, ok, x.Label, page)
				}
			}
		}
		if b.Pages() != n {
			t.Fatalf("Pages = %d, want %d", b.Pages(), n)
		}
	})
}
