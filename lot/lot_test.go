package lot

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden file anew")

const secret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// example is a lot of three from twelve, one of whom must be legally qualified.
func example() Terms {
	t := Terms{Matter: "K7Q2-M4XD", Body: "panel", On: "2026-03-02", Seats: 3, Reserves: 4,
		Requires: []Requirement{{1, "legal"}},
		Excluded: []Exclusion{{"m-12", "same-branch"}, {"m-05", "witness"}},
		Shares: []Share{{By: "office", Kind: Sealed, Seal: Seal("office", secret)}, {By: "respondent", Kind: Open}, {By: "complainant", Kind: Open},
			{By: "lottery", Kind: Public, Source: "the numbers drawn on 2026-03-07, ascending"}},
	}
	for i := range 12 {
		t.Pool = append(t.Pool, Member{Ref: Ref(fmt.Sprintf("m-%02d", 12-i))})
	}
	t.Pool[2].With = []string{"legal"} // m-10
	t.Pool[9].With = []string{"treasurer", "legal"}
	return t
}

func exampleReveals() []Reveal {
	return []Reveal{{By: "lottery", Text: "3 14 15 92"}, {By: "office", Text: secret}, {By: "respondent", Text: "for once, luck"}, {By: "complainant", Silent: true}}
}

func must[T any](t interface{ Fatal(...any) }, v T, err error) T {
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func drawn(t *testing.T) Lot {
	l, err := Commit(example())
	l, err = Draw(must(t, l, err), exampleReveals())
	return must(t, l, err)
}

func TestFileOfTheExample(t *testing.T) {
	l := drawn(t)
	for _, r := range []Recusal{{"m-10", "2026-03-09", "interest"}, {"m-09", "2026-03-09", "illness"}, {"m-03", "2026-03-10", "interest"}} {
		next, err := Replace(l, r)
		l = must(t, next, err)
	}
	golden := filepath.Join("testdata", "example.lot")
	if *update {
		if err := os.WriteFile(golden, l.Text(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if got := l.Text(); !bytes.Equal(got, must(t, want, err)) {
		t.Errorf("Text =\n%s\nwant\n%s\n(scripts/golden writes it anew)", got, want)
	}
	got, err := Read(want)
	if must(t, got, err); !bytes.Equal(got.Text(), want) {
		t.Errorf("Read gives\n%s", got.Text())
	}
}

// TestByHand runs the commands of the spec on the file of the example.
func TestByHand(t *testing.T) {
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("no sha256sum here")
	}
	spec, err := os.ReadFile("../doc/spec/lot.md")
	_, script, found := strings.Cut(string(must(t, spec, err)), "```sh\n")
	script, _, ended := strings.Cut(script, "```")
	if !found || !ended {
		t.Fatal("the spec has no commands")
	}
	l := drawn(t)
	script = strings.NewReplacer("FILE", "testdata/example.lot", "SECRET", secret, "SEED", string(l.Seed())).Replace(script)
	out, err := exec.Command("sh", "-e", "-c", script).Output()
	got := strings.Fields(strings.ReplaceAll(string(must(t, out, err)), "-\n", "\n"))
	_, drawnAt, _ := strings.Cut(string(l.Text()), "drawn: ")
	want := []string{string(l.Commitment()), strings.TrimSpace(drawnAt), string(l.Seed()), string(Seal("office", secret))}
	for _, r := range l.Result().Ranking {
		want = append(want, string(r.Key))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the commands print\n%q\nwant\n%q", got, want)
	}
}

// TestDrawnAgainIndependently computes a draw from its file alone, by another
// way: of all panels that meet the requirements it takes the first.
func TestDrawnAgainIndependently(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLot(t)
		text := string(l.Text())
		from, to := strings.Index(text, "commitment: "), strings.Index(text, "seed: ")
		seed := fmt.Sprintf("%x", sha256.Sum256([]byte(text[from:to])))
		with, keys, excluded := map[string][]string{}, map[string]string{}, map[string]bool{}
		var order []string
		for line := range strings.Lines(text) {
			switch f := strings.Fields(line); f[0] {
			case "member:":
				with[f[1]] = f[2:]
				keys[f[1]] = fmt.Sprintf("%x", sha256.Sum256([]byte(seed+" "+f[1]+"\n")))
				order = append(order, f[1])
			case "excluded:":
				excluded[f[1]] = true
			}
		}
		order = slices.DeleteFunc(order, func(ref string) bool { return excluded[ref] })
		slices.SortFunc(order, func(a, b string) int { return strings.Compare(keys[a], keys[b]) })
		terms := l.Terms()
		want := firstPanel(order, terms.Seats, func(panel []string) bool {
			for _, r := range terms.Requires {
				n := 0
				for _, ref := range panel {
					if slices.Contains(with[ref], r.With) {
						n++
					}
				}
				if n < r.AtLeast {
					return false
				}
			}
			return true
		})
		if got := list(l.Seated()); got != strings.Join(want, ", ") {
			t.Errorf("seated = %s, want %v", got, want)
		}
	})
}

// firstPanel tries every panel in the order of the ranking.
func firstPanel(order []string, seats int, meets func([]string) bool) []string {
	var try func(from int, panel []string) []string
	try = func(from int, panel []string) []string {
		if len(panel) == seats {
			if meets(panel) {
				return slices.Clone(panel)
			}
			return nil
		}
		for i := from; i < len(order); i++ {
			if found := try(i+1, append(panel, order[i])); found != nil {
				return found
			}
		}
		return nil
	}
	return try(0, nil)
}

// anyTerms draws terms that can be committed to.
func anyTerms(t *rapid.T) Terms {
	quals := []string{"legal", "lay", "young"}
	terms := Terms{Matter: "A1", Body: "panel", On: "2026-03-02",
		Shares: []Share{{By: "office", Kind: Sealed, Seal: Seal("office", secret)}, {By: "respondent", Kind: Open}}}
	for i := range rapid.IntRange(1, 12).Draw(t, "pool") {
		m := Member{Ref: Ref(fmt.Sprintf("m%d", i))}
		for _, q := range quals {
			if rapid.IntRange(0, 2).Draw(t, q) == 0 {
				m.With = append(m.With, q)
			}
		}
		terms.Pool = append(terms.Pool, m)
		if rapid.IntRange(0, 5).Draw(t, "out") == 0 {
			terms.Excluded = append(terms.Excluded, Exclusion{m.Ref, "interest"})
		}
	}
	terms.Seats = rapid.IntRange(1, 5).Draw(t, "seats")
	terms.Reserves = rapid.IntRange(0, 6).Draw(t, "reserves")
	for _, q := range quals {
		if n := rapid.IntRange(0, 2).Draw(t, "least"); n > 0 {
			terms.Requires = append(terms.Requires, Requirement{n, q})
		}
	}
	return terms
}

func anyLot(t *rapid.T) Lot {
	l := rapid.Custom(func(t *rapid.T) Lot {
		l, err := Commit(anyTerms(t))
		if err != nil {
			t.Skip("cannot be committed to")
		}
		return l
	}).Draw(t, "committed")
	l, err := Draw(l, []Reveal{{By: "office", Text: secret}, {By: "respondent", Text: rapid.StringMatching(`[a-z0-9]{1,8}`).Draw(t, "text")}})
	return must(t, l, err)
}

func TestOrderOfTheTermsIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLot(t)
		terms := l.Terms()
		terms.Pool = rapid.Permutation(terms.Pool).Draw(t, "pool")
		terms.Excluded = rapid.Permutation(terms.Excluded).Draw(t, "excluded")
		terms.Requires = rapid.Permutation(terms.Requires).Draw(t, "requires")
		again, err := Commit(terms)
		again, err = Draw(must(t, again, err), []Reveal{l.reveals[1], l.reveals[0]})
		if must(t, again, err); !bytes.Equal(again.Text(), l.Text()) {
			t.Errorf("another order gives\n%s\nwant\n%s", again.Text(), l.Text())
		}
	})
}

func TestEveryChangedByteIsSeen(t *testing.T) {
	src, err := os.ReadFile("testdata/example.lot")
	must(t, src, err)
	for i := range src {
		for _, b := range []byte{src[i] ^ 1, src[i] ^ 0x20, ' ', '\n', 'a', '0'} {
			if b == src[i] {
				continue
			}
			changed := slices.Clone(src)
			changed[i] = b
			if report, err := Verify(changed); err == nil {
				if _, failed := report.Failed(); !failed {
					t.Fatalf("byte %d, %q for %q, is not seen", i, b, src[i])
				}
			}
		}
		cut, err := Verify(src[:i])
		if _, failed := cut.Failed(); err == nil && !failed && !endsWhole(src[:i]) {
			t.Fatalf("a file cut after %d bytes holds", i)
		}
	}
}

// endsWhole reports whether a file may end here.
func endsWhole(src []byte) bool {
	lines := strings.SplitAfter(string(src), "\n")
	if len(lines) < 2 || lines[len(lines)-1] != "" {
		return false
	}
	key, _, _ := strings.Cut(lines[len(lines)-2], ":")
	return key == "commitment" || key == "drawn" || key == "replaced"
}

func TestReplacement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLot(t)
		excluded := map[Ref]bool{}
		for _, x := range l.Terms().Excluded {
			excluded[x.Ref] = true
		}
		gone := map[Ref]bool{}
		vacant := 0
		for range rapid.IntRange(1, 6).Draw(t, "recusals") {
			refs := append(l.Seated(), l.Reserves()...)
			if len(refs) == 0 {
				break
			}
			ref := rapid.SampledFrom(refs).Draw(t, "recused")
			seated := slices.Contains(l.Seated(), ref)
			next, err := Replace(l, Recusal{ref, "2026-03-09", "interest"})
			l = must(t, next, err)
			gone[ref] = true
			c := l.Changes()[len(l.Changes())-1]
			if !seated && (c.In != "" || c.Vacant) {
				t.Fatalf("the recusal of the reserve %s touches a seat: %+v", ref, c)
			}
			if c.Vacant {
				vacant++
			}
			for _, s := range append(l.Seated(), l.Reserves()...) {
				if excluded[s] || gone[s] {
					t.Fatalf("%s sits or may come in, and was excluded or recused", s)
				}
			}
			if len(l.Seated())+vacant != l.Terms().Seats {
				t.Fatalf("%d sit and %d seats are vacant, of %d", len(l.Seated()), vacant, l.Terms().Seats)
			}
			for _, r := range l.Terms().Requires {
				if n := l.terms.counted(l.Seated(), r.With); vacant == 0 && n < r.AtLeast {
					t.Fatalf("%d sit with %s, want at least %d", n, r.With, r.AtLeast)
				}
			}
		}
		report, err := Verify(l.Text())
		if s, failed := report.Failed(); err != nil || failed {
			t.Fatalf("the file does not hold: %v, %+v", err, s)
		}
	})
}

// TestEveryoneIsDrawnAlike draws many panels and counts. Of 4000 draws of 3 from
// 10 each member is expected in 1200, with a deviation of 29.
func TestEveryoneIsDrawnAlike(t *testing.T) {
	terms := Terms{Matter: "A1", Body: "panel", On: "2026-03-02", Seats: 3, Shares: []Share{{By: "beacon", Kind: Public, Source: "a number"}}}
	for i := range 10 {
		terms.Pool = append(terms.Pool, Member{Ref: Ref(fmt.Sprintf("m%d", i))})
	}
	l, err := Commit(terms)
	must(t, l, err)
	seats, first := map[Ref]int{}, map[Ref]int{}
	for i := range 4000 {
		d, err := Draw(l, []Reveal{{By: "beacon", Text: fmt.Sprint(i)}})
		must(t, d, err)
		for _, ref := range d.Seated() {
			seats[ref]++
		}
		first[d.Seated()[0]]++
	}
	for _, m := range terms.Pool {
		if n := seats[m.Ref]; n < 1200-5*29 || n > 1200+5*29 {
			t.Errorf("%s is drawn %d times in 4000, want about 1200", m.Ref, n)
		}
		if n := first[m.Ref]; n < 400-5*19 || n > 400+5*19 {
			t.Errorf("%s is drawn first %d times in 4000, want about 400", m.Ref, n)
		}
	}
}

func TestSeatsAreKeptForARequirement(t *testing.T) {
	ranking := func(with ...string) (all []Ranked) {
		for i, w := range with {
			all = append(all, Ranked{Member: Member{Ref: Ref(fmt.Sprint(i + 1)), With: strings.Fields(w)}})
		}
		return all
	}
	legal, lay := Requirement{1, "legal"}, Requirement{1, "lay"}
	tests := []struct {
		name     string
		seats    int
		requires []Requirement
		ranking  []Ranked
		seated   string
		passed   string
	}{
		{"none required", 2, nil, ranking("", "", "legal"), "1, 2", "none"},
		{"met by rank", 2, []Requirement{legal}, ranking("", "legal", ""), "1, 2", "none"},
		{"the last seat is kept", 2, []Requirement{legal}, ranking("", "", "", "legal"), "1, 4", "2, 3"},
		{"one for both is enough", 2, []Requirement{lay, legal}, ranking("", "lay", "legal lay", "legal"), "1, 3", "2"},
		{"two for two", 2, []Requirement{lay, legal}, ranking("", "lay", "", "legal"), "2, 4", "1, 3"},
		{"one who was taken does not count again", 3, []Requirement{{2, "lay"}, {2, "legal"}}, ranking("", "legal lay", "", "legal", "lay"), "2, 4, 5", "1, 3"},
		{"two of a kind", 3, []Requirement{{2, "legal"}}, ranking("", "", "legal", "", "legal"), "1, 3, 5", "2, 4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			seated, passed := seat(Terms{Seats: tt.seats, Requires: tt.requires}, tt.ranking)
			if got := list(seated); got != tt.seated {
				t.Errorf("seated = %s, want %s", got, tt.seated)
			}
			if got := list(passed); got != tt.passed {
				t.Errorf("passed = %s, want %s", got, tt.passed)
			}
		})
	}
}

func TestSeatWithoutAReserveIsVacant(t *testing.T) {
	terms := example()
	terms.Pool[9].With = nil // m-10 alone is legally qualified
	l, err := Commit(terms)
	l, err = Draw(must(t, l, err), exampleReveals())
	must(t, l, err)
	l, err = Replace(l, Recusal{"m-10", "2026-03-09", "interest"})
	if must(t, l, err); !l.Changes()[0].Vacant || len(l.Seated()) != 2 || len(l.Reserves()) != 4 {
		t.Errorf("changes = %+v, %v sit, want a vacant seat and all reserves", l.Changes(), l.Seated())
	}
	before := l.Seated()
	l, err = Replace(l, Recusal{before[0], "2026-03-10", "interest"})
	if must(t, l, err); l.Changes()[1].Vacant {
		t.Error("a seat that no requirement needs is not filled, because another is vacant")
	}
}

func TestTermsThatCannotBe(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Terms)
		want   string
	}{
		{"as they are", func(t *Terms) {}, ""},
		{"just enough", func(t *Terms) { t.Reserves = 7 }, ""},
		{"one too few", func(t *Terms) { t.Reserves = 8 }, "10 are eligible for 3 seats and 8 reserves"},
		{"no seat", func(t *Terms) { t.Seats = 0 }, "0 seats: a lot fills 1 to 99"},
		{"more required than there are", func(t *Terms) { t.Requires[0].AtLeast = 3 }, "those eligible cannot meet the requirements on 3 seats"},
		{"more required than seats", func(t *Terms) { t.Requires[0].AtLeast = 4 }, "at least 4 with legal cannot be asked of 3 seats"},
		{"all qualified are excluded", func(t *Terms) { t.Excluded = []Exclusion{{"m-10", "a"}, {"m-03", "a"}} }, "those eligible cannot meet the requirements on 3 seats"},
		{"twice in the pool", func(t *Terms) { t.Pool[0].Ref = "m-03" }, "m-03 is twice in the pool"},
		{"excluded from elsewhere", func(t *Terms) { t.Excluded[0].Ref = "m-99" }, "m-99 is excluded and not in the pool"},
		{"a name with a space", func(t *Terms) { t.Pool[0].Ref = "Nib Tassel" }, `a reference is "Nib Tassel": 1 to 64 letters, digits, '.', '_' and '-' make one`},
		{"only open shares", func(t *Terms) { t.Shares = t.Shares[1:3] }, "no share is sealed or public: whoever came last could choose the panel"},
		{"sealed with nothing", func(t *Terms) { t.Shares[0].Seal = "" }, "the sealed share of office is not a hash"},
		{"excluded by an escape", func(t *Terms) { t.Excluded[0].Ref = "\x1b[2J" }, `a reference is "\x1b[2J": 1 to 64 letters, digits, '.', '_' and '-' make one`},
		{"no day", func(t *Terms) { t.On = "2026-02-30" }, `"2026-02-30" is not a day, such as 2026-01-31`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			terms := example()
			tt.change(&terms)
			_, err := Commit(terms)
			if got := text(err); got != tt.want {
				t.Errorf("Commit = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRevealsThatCannotBe(t *testing.T) {
	other := strings.Repeat("0", 64)
	tests := []struct {
		name   string
		change func([]Reveal) []Reveal
		want   string
	}{
		{"as they are", func(r []Reveal) []Reveal { return r }, ""},
		{"one is missing", func(r []Reveal) []Reveal { return r[1:] }, "3 shares are revealed, of 4"},
		{"another for it", func(r []Reveal) []Reveal { r[0].By = "stars"; return r }, "the share of lottery is not revealed"},
		{"another secret", func(r []Reveal) []Reveal { r[1].Text = other; return r }, "the secret of office is not the one that was sealed"},
		{"the office is silent", func(r []Reveal) []Reveal { r[1] = Reveal{By: "office", Silent: true}; return r }, "the share of office cannot be silent"},
		{"two lines", func(r []Reveal) []Reveal { r[2].Text = "a\nseat: 1 m-01"; return r }, "the share of respondent is not one line of text"},
		{"another line by Unicode", func(r []Reveal) []Reveal { r[2].Text = "a\u2028b"; return r }, "the share of respondent is not one line of text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := Commit(example())
			_, err = Draw(must(t, l, err), tt.change(exampleReveals()))
			if got := text(err); got != tt.want {
				t.Errorf("Draw = %q, want %q", got, tt.want)
			}
		})
	}
	if _, err := Draw(drawn(t), exampleReveals()); text(err) != "the draw has been made" {
		t.Errorf("a second draw = %v, want a refusal", err)
	}
	if _, err := Replace(drawn(t), Recusal{"m-12", "2026-03-09", "interest"}); text(err) != "m-12 is neither seated nor a reserve" {
		t.Errorf("the recusal of one excluded = %v, want a refusal", err)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	if _, ok := errors.AsType[*TermsError](err); !ok {
		return "not a TermsError: " + err.Error()
	}
	return err.Error()
}

func TestFileThatDoesNotHold(t *testing.T) {
	src, err := os.ReadFile("testdata/example.lot")
	file := string(must(t, src, err))
	tests := []struct {
		name     string
		old, new string
		step     string
		line     int
	}{
		{"a member more", "member: m-01\n", "member: m-00\nmember: m-01\n", "commitment", 27},
		{"members in another order", "member: m-01\nmember: m-02\n", "member: m-02\nmember: m-01\n", "terms", 8},
		{"a number with a zero", "seats: 3", "seats: 03", "terms", 5},
		{"a word that is not known", "seats: 3", "chairs: 3", "form", 5},
		{"another share", "3 14 15 92", "3 14 15 93", "seed", 31},
		{"the end of a line", "seats: 3\n", "seats: 3\r\n", "form", 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(file, tt.old) {
				t.Fatalf("the example has no %q", tt.old)
			}
			report, err := Verify([]byte(strings.Replace(file, tt.old, tt.new, 1)))
			got, _ := report.Failed()
			if err != nil || got.Name != tt.step || got.Line != tt.line {
				t.Errorf("fails = %v, %+v, want %s, line %d", err, got, tt.step, tt.line)
			}
		})
	}
	unended, err := Verify([]byte(strings.TrimSuffix(file, "\n")))
	if got, _ := unended.Failed(); err != nil || got.Says != "the last line is not ended" || got.Line != strings.Count(file, "\n") {
		t.Errorf("a file whose last line is not ended = %v, %+v", err, got)
	}
	if _, err := Verify([]byte("evenhand lot 2\n")); !errors.Is(err, ErrFormat) {
		t.Errorf("a later version = %v, want ErrFormat", err)
	}
	report, err := Verify([]byte(file + "recused: m-12 2026-03-11 interest\n"))
	if got, _ := report.Failed(); err != nil || got.Name != "recusal" || got.Line != strings.Count(file, "\n")+1 {
		t.Errorf("the recusal of one excluded = %v, %+v", err, got)
	}
}

func FuzzVerify(f *testing.F) {
	src, err := os.ReadFile("testdata/example.lot")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src)
	f.Add([]byte(header + "matter: a\nbody: b\non: 2026-01-01\nseats: 1\nreserves: 0\nmember: m\nshare: x public y\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		report, err := Verify(src)
		if err != nil {
			return
		}
		if _, failed := report.Failed(); !failed && !bytes.Equal(report.Lot.Text(), src) {
			t.Errorf("a file holds that is not the text of its lot:\n%s", src)
		}
	})
}

func BenchmarkLargestPool(b *testing.B) {
	terms := Terms{Matter: "A1", Body: "panel", On: "2026-03-02", Seats: 9, Reserves: 99,
		Requires: []Requirement{{2, "legal"}, {1, "lay"}, {3, "rare"}}, Shares: []Share{{By: "beacon", Kind: Public, Source: "a number"}}}
	for i := range MostMembers {
		m := Member{Ref: Ref(fmt.Sprintf("m%05d", i)), With: []string{"lay"}}
		if i < 3 {
			m.With = []string{"rare"}
		}
		if i%5 == 0 {
			m.With = append(m.With, "legal")
		}
		terms.Pool = append(terms.Pool, m)
	}
	l, err := Commit(terms)
	l, err = Draw(must(b, l, err), []Reveal{{By: "beacon", Text: "7"}})
	src := must(b, l, err).Text()
	for b.Loop() {
		if report, err := Verify(src); err != nil || len(report.Steps) != 8 {
			b.Fatal(err, report)
		}
	}
}
