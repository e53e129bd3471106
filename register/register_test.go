package register

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
	"pgregory.net/rapid"
)

func date(t interface{ Fatal(...any) }, s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// branches have 10 members each and are of two regions; in each branch one is
// treasurer at a time, for half a year.
func branches(t testing.TB) (members []Member) {
	for b := range 6 {
		for m := range 10 {
			p := Member{{Attribute: "branch", Word: fmt.Sprint("B", b)}, {Attribute: "joined", Number: 2010 + m}}
			switch m {
			case 3:
				p = append(p, Property{Attribute: "office", Word: "treasurer", To: date(t, "2026-06-30")})
			case 4:
				p = append(p, Property{Attribute: "office", Word: "treasurer", From: date(t, "2026-07-01")})
			}
			members = append(members, p)
		}
	}
	return members
}

func branch(b string) Ladder {
	return Ladder{{Fact: Fact{Attribute: "branch", Words: []string{b}}, Says: "branch " + b},
		{Fact: Fact{Attribute: "branch", Words: []string{"B0", "B1", "B2"}}, Says: "region North", Loss: 1}, Out(3)}
}

var treasurer = Ladder{{Fact: Fact{Attribute: "office", Words: []string{"treasurer"}}, Says: "a treasurer"}, Out(2)}

func TestFit(t *testing.T) {
	fact := func(a Attribute, words ...string) Fact { return Fact{Attribute: a, Words: words} }
	spring := Period{date(t, "2026-04-01"), date(t, "2026-06-30")}
	tests := []struct {
		name  string
		facts Facts
		want  int
	}{
		{"no facts", Facts{}, 60},
		{"a branch", Facts{List: []Fact{fact("branch", "B1")}}, 10},
		{"either of two", Facts{List: []Fact{fact("branch", "B1", "B2")}}, 20},
		{"an office at any time", Facts{List: []Fact{fact("office", "treasurer")}}, 12},
		{"an office in the spring", Facts{spring, []Fact{fact("office", "treasurer")}}, 6},
		{"up to its last day", Facts{Period{date(t, "2026-06-30"), date(t, "2026-06-30")}, []Fact{fact("office", "treasurer")}}, 6},
		{"over the change", Facts{Period{date(t, "2026-06-30"), date(t, "2026-07-01")}, []Fact{fact("office", "treasurer")}}, 12},
		{"both", Facts{spring, []Fact{fact("office", "treasurer"), fact("branch", "B1")}}, 1},
		{"numbers", Facts{List: []Fact{{Attribute: "joined", Low: 2012, High: 2014}}}, 18},
		{"what nobody is known by", Facts{List: []Fact{fact("age", "young")}}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Fit(branches(t), tt.facts); got != tt.want {
				t.Errorf("Fit = %d, want %d", got, tt.want)
			}
		})
	}
}

func TestPropose(t *testing.T) {
	entry := Entry{Reference: "E1", Day: date(t, "2026-05-20"), Ladders: []Ladder{branch("B1"), treasurer}}
	other := Entry{Reference: "E2", Day: date(t, "2026-08-01"), Ladders: []Ladder{branch("B2"), treasurer}}
	tests := []struct {
		name   string
		limit  int
		today  string
		others []Entry
		want   string
	}{
		{"enough", 1, "2026-07-01", nil, `
publish: 2026, quarter 2; branch B1; a treasurer: 1 member fits`},
		{"a few", 3, "2027-01-01", nil, `
coarsen: 2026, quarter 2; region North; a treasurer: 3 members fit
coarsen: 2026, quarter 2; branch B1; left out: a treasurer: 10 members fit`},
		{"the year must end first", 6, "2026-07-01", nil, `
coarsen: 2026, quarter 2; branch B1; left out: a treasurer: 10 members fit
coarsen: 2026, quarter 2; a treasurer; left out: branch B1: 6 members fit
delay: 2026; region North; a treasurer; not before 2027-01-01: 6 members fit`},
		{"the year has ended", 6, "2027-01-01", nil, `
coarsen: 2026, quarter 2; branch B1; left out: a treasurer: 10 members fit
coarsen: 2026, quarter 2; a treasurer; left out: branch B1: 6 members fit
coarsen: 2026; region North; a treasurer: 6 members fit`},
		{"or another case", 4, "2027-01-01", []Entry{other}, `
coarsen: 2026, quarter 2; branch B1; left out: a treasurer: 10 members fit
coarsen: 2026, quarter 2; a treasurer; left out: branch B1: 6 members fit
coarsen: 2026; region North; a treasurer: 6 members fit
merge with E2: 2026, quarter 2 or 2026, quarter 3; branch B1 or branch B2; a treasurer: 4 members fit`},
		{"too many", 61, "2027-01-01", []Entry{other}, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Propose(branches(t), entry, Options{Limit: tt.limit, Today: date(t, tt.today), Others: tt.others})
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, p := range got {
				lines = append(lines, p.Says)
			}
			want := strings.TrimSpace(tt.want + "\nwithhold: publish only, in the statistics, that a decision was made")
			if s := strings.Join(lines, "\n"); s != want {
				t.Errorf("proposals:\n%s\nwant\n%s", s, want)
			}
		})
	}
}

func TestMergeCountsWhatIsLeftOut(t *testing.T) {
	joined := Numbers("joined", 2013, 5)
	mine := Entry{Reference: "E1", Day: date(t, "2026-05-20"), Ladders: []Ladder{branch("B1"), treasurer}}
	tests := []struct {
		name    string
		ladders []Ladder
		loss    int
	}{
		{"nothing", []Ladder{treasurer, branch("B2")}, 4},
		{"one of mine", []Ladder{treasurer}, 5},
		{"one of theirs", []Ladder{treasurer, branch("B2"), joined}, 5},
		{"one of each", []Ladder{branch("B2"), joined}, 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Propose(branches(t), mine, Options{Limit: 2, Others: []Entry{{Reference: "E2", Day: mine.Day, Ladders: tt.ladders}}})
			if err != nil {
				t.Fatal(err)
			}
			if p := got[len(got)-2]; p.Kind != Merge || p.Loss != tt.loss {
				t.Errorf("%s: loss %d, want a merge of loss %d", p.Says, p.Loss, tt.loss)
			}
		})
	}
}

func TestProposalsAreAllThatAreNeeded(t *testing.T) {
	words := []string{"a", "b", "c", "d"}
	rapid.Check(t, func(t *rapid.T) {
		start := date(t, "2026-01-01")
		var members []Member
		for range rapid.IntRange(0, 40).Draw(t, "members") {
			var m Member
			for _, a := range []Attribute{"x", "y"} {
				from := start.Add(rapid.IntRange(-400, 400).Draw(t, "from"))
				m = append(m, Property{Attribute: a, Word: rapid.SampledFrom(words).Draw(t, "word"), From: from, To: from.Add(rapid.IntRange(0, 300).Draw(t, "days"))})
			}
			members = append(members, append(m, Property{Attribute: "joined", Number: rapid.IntRange(2000, 2020).Draw(t, "joined")}))
		}
		var ladders []Ladder
		for _, a := range []Attribute{"x", "y"} {
			ladders = append(ladders, Ladder{{Fact: Fact{Attribute: a, Words: words[:1]}, Says: "one"}, {Fact: Fact{Attribute: a, Words: words[:2]}, Says: "two", Loss: 1}, Out(rapid.IntRange(1, 4).Draw(t, "loss"))})
		}
		e := Entry{Reference: "E", Day: start.Add(rapid.IntRange(0, 364).Draw(t, "day")), Ladders: append(ladders, Numbers("joined", 2013, 5, 10))}
		o := Options{Limit: rapid.IntRange(1, 25).Draw(t, "limit"), Today: start.Add(rapid.IntRange(0, 500).Draw(t, "today")), Others: []Entry{{Reference: "F", Day: start, Ladders: ladders[:1]}}}
		got, err := Propose(members, e, o)
		if err != nil {
			t.Fatal(err)
		}
		shuffled, err := Propose(rapid.Permutation(members).Draw(t, "order"), e, o)
		if err != nil || !reflect.DeepEqual(got, shuffled) {
			t.Fatalf("another order of the members gives %v, want %v", shuffled, got)
		}
		last := got[len(got)-1]
		if last.Kind != Withhold {
			t.Fatalf("the last proposal is %v, want to withhold", last)
		}
		for i, p := range got[:len(got)-1] {
			if n := Fit(members, p.Facts); n != p.Fit || n < o.Limit {
				t.Fatalf("%s: %d fit, and the limit is %d", p.Says, n, o.Limit)
			}
			if i > 0 && p.Kind != Merge && p.Loss < got[i-1].Loss {
				t.Fatalf("%s comes after what loses more", p.Says)
			}
			if p.Facts.Period.To >= o.Today && p.From != p.Facts.Period.To.Add(1) {
				t.Fatalf("%s does not wait for its period to end", p.Says)
			}
		}
		if least, ok := leastLoss(members, e, o); ok && (got[0].Kind == Merge || got[0].Loss != least) || !ok && len(got) > 2 {
			t.Fatalf("the first proposal is %s, of loss %d; the least is %d", got[0].Says, got[0].Loss, least)
		}
		as := Facts{Period: spans(e.Day)[0].period}
		for _, l := range e.Ladders {
			as.List = append(as.List, l[0].Fact)
		}
		if enough := Fit(members, as) >= o.Limit && as.Period.To < o.Today; enough != (got[0].Kind == Publish) {
			t.Errorf("the entry as it is fits %d of at least %d, and the first proposal is %s", Fit(members, as), o.Limit, got[0].Says)
		}
	})
}

// leastLoss tries every choice of rungs of three ladders, one by one.
func leastLoss(members []Member, e Entry, o Options) (least int, found bool) {
	for _, s := range spans(e.Day) {
		wait := 0
		if s.period.To >= o.Today {
			wait = 1
		}
		for _, x := range e.Ladders[0] {
			for _, y := range e.Ladders[1] {
				for _, z := range e.Ladders[2] {
					facts := Facts{Period: s.period}
					for _, r := range []Rung{x, y, z} {
						if !r.Out {
							facts.List = append(facts.List, r.Fact)
						}
					}
					loss := s.loss + wait + x.Loss + y.Loss + z.Loss
					if Fit(members, facts) >= o.Limit && (!found || loss < least) {
						least, found = loss, true
					}
				}
			}
		}
	}
	return least, found
}

func TestProposeRefuses(t *testing.T) {
	day := date(t, "2026-05-20")
	many := make([]Ladder, 8)
	for i := range many {
		many[i] = Numbers("joined", 2013, 5, 10)
	}
	if _, err := Propose(nil, Entry{Day: day, Ladders: many}, Options{}); !errors.Is(err, ErrChoices) {
		t.Errorf("too many choices = %v, want ErrChoices", err)
	}
	for name, o := range map[string]Options{"a limit below nothing": {Limit: -1}} {
		if _, err := Propose(nil, Entry{Day: day}, o); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := Propose(nil, Entry{}, Options{}); err == nil {
		t.Error("an entry without a day is taken")
	}
}

func TestPeriods(t *testing.T) {
	tests := []struct{ day, want string }{
		{"2026-01-01", "2026-01-01 2026-03-31, 2026-01-01 2026-06-30, 2026-01-01 2026-12-31"},
		{"2026-06-30", "2026-04-01 2026-06-30, 2026-01-01 2026-06-30, 2026-01-01 2026-12-31"},
		{"2028-12-31", "2028-10-01 2028-12-31, 2028-07-01 2028-12-31, 2028-01-01 2028-12-31"},
		{"9999-12-31", "9999-10-01 9999-12-31, 9999-07-01 9999-12-31, 9999-01-01 9999-12-31"},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range spans(date(t, tt.day)) {
			got = append(got, fmt.Sprint(s.period.From, " ", s.period.To))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("spans(%s) = %s, want %s", tt.day, s, tt.want)
		}
	}
}

func TestPseudonyms(t *testing.T) {
	key := Key{1, 2, 3}
	names := func(key Key, entry string, persons ...string) map[string]string {
		got, err := key.Pseudonyms(entry, "Member", persons)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := names(key, "E1", "Nib", "Tassel", "Nib")
	more := names(key, "E1", "Quarto", "Tassel", "Nib")
	if first["Nib"] != more["Nib"] || first["Tassel"] != more["Tassel"] || first["Nib"] == first["Tassel"] {
		t.Errorf("in one entry: %v, then %v, want the same for the same", first, more)
	}
	for name, other := range map[string]map[string]string{
		"another entry": names(key, "E2", "Nib", "Tassel"), "another key": names(Key{1, 2, 4}, "E1", "Nib", "Tassel"),
		"a reference that runs into the name": names(key, "E", "1Nib", "1Tassel"),
	} {
		for n := range maps.Values(other) {
			if slices.Contains(slices.Collect(maps.Values(first)), n) {
				t.Errorf("%s gives %s again", name, n)
			}
		}
	}
	if got, want := first["Nib"], "Member "; !strings.HasPrefix(got, want) || len(got) != len(want)+6 {
		t.Errorf("pseudonym = %q, want %q and six characters", got, want)
	}
	crowd := make([]string, 200_000)
	for i := range crowd {
		crowd[i] = fmt.Sprint(i)
	}
	if _, err := key.Pseudonyms("E1", "Member", crowd); err == nil {
		t.Error("200,000 persons of one entry have different pseudonyms, which is next to impossible")
	}
}

// thousands are 100,000 members with five properties each.
func thousands() []Member {
	members := make([]Member, 100_000)
	for i := range members {
		members[i] = Member{{Attribute: "branch", Word: fmt.Sprint("B", i%400)}, {Attribute: "joined", Number: 1970 + i%55}, {Attribute: "gender", Word: "fmx"[i%3 : i%3+1]},
			{Attribute: "office", Word: "none"}, {Attribute: "age", Number: 18 + i%70}}
		if i%97 == 0 {
			members[i][3].Word = "treasurer"
		}
	}
	return members
}

func BenchmarkPropose(b *testing.B) {
	members := thousands()
	region := Rung{Fact: Fact{Attribute: "branch"}, Says: "region", Loss: 1}
	for i := range 40 {
		region.Fact.Words = append(region.Fact.Words, fmt.Sprint("B", i))
	}
	e := Entry{Reference: "E", Day: date(b, "2026-05-20"), Ladders: []Ladder{
		{{Fact: Fact{Attribute: "branch", Words: []string{"B7"}}, Says: "branch B7"}, region, Out(3)},
		treasurer, Numbers("joined", 2013, 5, 10), Numbers("age", 33, 5, 10),
		{{Fact: Fact{Attribute: "gender", Words: []string{"f"}}, Says: "a woman"}, Out(1)},
	}}
	for b.Loop() {
		if got, err := Propose(members, e, Options{}); err != nil || len(got) < 2 {
			b.Fatal(got, err)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	members := thousands()
	facts := Facts{List: []Fact{{Attribute: "gender", Words: []string{"f"}}, {Attribute: "office", Words: []string{"treasurer"}}, {Attribute: "joined", Low: 2010, High: 2019}}}
	for b.Loop() {
		if Fit(members, facts) == 0 {
			b.Fatal("nobody fits")
		}
	}
}
