package rulebook

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// forms shows every form of every property once, and the statements in their several spellings.
var forms = []string{
	"status member",
	"body a appointed by b\n  elected by c, drawn by lot from d, removed by e or f, overseen by g, part of h",
	"body a, seats 3, quorum 2, members 12, at least 1 with legal-qualification, at least 2 with x or y",
	"body a\n  decides by two thirds of those voting, tie -> lost, term 2 years",
	"body a, vacancies filled from b, vacancies filled by c, if it cannot act -> d\n  can always act, electorate, outside, side neutral",
	"office a, deputy b, appointed by c",
	"procedure p\n  begins with a or b\n  stages c, d {e, f {g}}, h\n  ends in i, j\n  respondent is member or unit",
	"procedure p, ends in {a, b}",
	"in procedure p",
	"role a, side complainant",
	"act a by b, c.d as norm-1", // the comma begins a property: this is a mistake, and stays out
	"act a by b or doer of c or anyone in d or e -> f afresh as whole",
	"act a of charge, with reasons, on ground {new-evidence, bias}, once, at most 2 times, at most 3 times per charge",
	"act a, imposes sanction",
	"act a, imposes warning or fine",
	"act a, against respondent, tells b and c, is decision, is hearing, moves decider, names b, releases c, draws panel",
	"act a\n  outcome b, draws panel -> c",
	"act a, appeal of b(c) or d to e, standing, on ground bias",
	"act a\n  outcome b -> c, against respondent, favours neutral, imposes sanction, sets gravity minor\n  outcome d",
	"act a\n  outcome b -> c as d",
	"fact a of b -> c afresh, changes nothing except d or e, is resignation, tells f, in g, moves h\n  outcome i",
	"fact a\n  changes nothing",
	"clock a in b -> c, of charge, once, at most 2 times, favours respondent, tells d, moves e, is penalty, standing\n  follows f and g, only when h, initially excluded\n  outcome i -> j",
	"a needs b",
	"{a, b(c)} needs all charge.decide or none x since d as norm-1, held up by e",
	"a, needs b", // not in the language: a subject is not followed by a comma
	"a at least 14 clear days after b or c, at least 1 month before poll-day",
	"a only when risk and not gravity is serious and stage in {b, c} and all d(e) and police open and f is not g and h in i or j and k not in {l}",
	"a where disclosed, obliges b, excludes {c, d}, includes e, revokes f, initially owed, follows g, favours respondent",
	"a by b, in c, with reasons, is hearing, to d",
	"only one of {a, b(c)}",
	"only panel or tribunal may impose {expulsion, fine}",
	"thread charge opened by charge.put, at most 12",
	"data gravity in {minor, serious, 3} set by charge.put or b",
	"predicate risk set by a, cleared by b, decided by c",
	"measure m\n  begins with a, ends with b or c, reviewed by d, interim, affects e",
	"bar a from {b, c} of this matter",
	"bar a and doer of b from each other",
	"deadline a from b or c(d), until e and f, in g, while h, within 3 months, otherwise i(j), restarts, for each k, frees respondent, standing",
	"deadline a from entering b or c, within as soon as possible",
	"deadline a, within \"without undue delay\"",
	"a or b must c(d) within 60 days of e or f otherwise g as duty",
	"a must b after c, in d, while e, restarts, for each f, frees neutral, standing",
	"a may b within 21 working days of c.served otherwise d",
	"extension of a or b by c, adds 1 month, at most 2 times, once, on ground d",
	"pause a\n  begins with b, ends with c, stops {d, e}, for at most 90 days, at most 1 times, once",
	"pause a, stops all except {b, c}",
	"pause a, stops all",
	"restoration of a or b by c, within 2 months of d, at most 1 times, once, on ground {e}",
	"notice a of b to c and d, by e, within 7 days, otherwise f, in g, served after 3 working days, served after 0 days by email, returned at most 2 times",
	"chain a: b -> c -> d",
	"vote a by b in c of d\n  majority two thirds of members, quorum 50, secret, recorded, abstentions count, counted by e\n  carried -> f, lost -> g, tied -> h, inquorate -> i",
	"vote a, majority of present, once, at most 2 times, tells b, is decision, imposes c, standing",
	"signatures a of b, threshold larger of 20 and 5 per cent, dated, withdrawable, latched at c, in d",
	"signatures a, threshold smaller of 5 per cent of members and 20",
	"nominations a by b, threshold 3 of branches, counted by scottish, in c, latched at d",
	"date a set by b, in 42 to 90 days -> c, is hearing, tells d, standing",
	"date a set by b, in 6 weeks",
	"occasion a, at most 6 months apart, by b, standing, tells c",
	"sanctions ranked advice, warning, expulsion",
	"sanction a, no restriction, lasts at most 12 months, lasts 2 years, without end, readmission after 2 years by b, affects c",
	"table sanction\n  | gravity | by    | may impose |\n  |---------|-------|\n",
	"grounds a {b, c}",
	"offence a, in force from 2020-01-01, catch-all, with particulars",
	"limitation of a within 12 months of discovery unless b or c",
	"standard of proof balance-of-probabilities",
	"burden on organisation",
	"publication a of b, pseudonymised, names respondent, ends after 5 years",
	"retention a for 5 years",
	"rights a {b, c} of d",
	"rights of a {b, c}",
	"link a exports {open, closed}, bounded by 180 days, of b, outside",
	"assume a at most 1 times, 120 days each",
	"assume a once",
	"joinder by a or b",
	"transition from 2025-2, renamed a to b, dropped c or d",
	"despite 6.5(a)(iv) when risk and not b: deadline c, within 6 months",
	"despite 6.5#2 when risk: a needs b",
	"despite 6.5(a)#2 when risk: a needs b",
	"act not-a-norm as a, needs b as c\n  needs d as e",
	"a needs b as c\n  needs d",
	"act within, needs at or least or of", // words of the language as names
	"{notice} needs {date, role}",
}

// What is read from every form stands in one file. It also tells what the language refuses.
func TestFormsGolden(t *testing.T) {
	var b strings.Builder
	for _, text := range forms {
		src := testFront + "## 1 A\n```rule\n" + text + "\n```\n"
		book, found := Parse("forms.md", []byte(src))
		fmt.Fprintf(&b, "%s\n", text)
		for _, st := range book.Statements {
			props := st.Props
			st.Clause, st.Ordinal, st.Props = nil, 0, nil
			fmt.Fprintf(&b, "  %s\n", compact(reflect.ValueOf(*st)))
			for _, prop := range props {
				fmt.Fprintf(&b, "    %s\n", compact(reflect.ValueOf(prop)))
			}
		}
		for _, d := range found {
			fmt.Fprintf(&b, "  %s\n", d)
		}
		b.WriteString("\n")
	}
	golden(t, "testdata/forms.golden", b.String())
}

// The places of what is read are those in the file.
func TestEventEnd(t *testing.T) {
	book, _ := Parse("e.md", []byte(testFront+"## 1 A\n```rule\na needs all charge.decide(proved)\nb by doer of straße\n```\n"))
	tests := []struct {
		name string
		got  Event
		want Pos
	}{
		{"an outcome of a thread", book.Statements[0].Props[0].Events[0], Pos{8, 34}},
		{"the doer of an act", book.Statements[1].Props[0].Events[0], Pos{9, 20}},
		{"a name", book.Statements[1].Subject[0], Pos{9, 2}},
	}
	for _, tt := range tests {
		if got := tt.got.End(); got != tt.want {
			t.Errorf("%s: End = %v, want %v", tt.name, got, tt.want)
		}
	}
}

// The forms above show every kind of statement and every property.
func TestFormsAreAll(t *testing.T) {
	kinds, keys := make(map[Kind]bool), make(map[Key]bool)
	for _, text := range forms {
		book, _ := Parse("forms.md", []byte(testFront+"## 1 A\n```rule\n"+text+"\n```\n"))
		for _, st := range book.Statements {
			kinds[st.Kind] = true
			for _, prop := range st.Props {
				keys[prop.Key] = true
				for _, inner := range prop.Props {
					keys[inner.Key] = true
				}
			}
		}
	}
	for _, k := range grammar.kinds {
		if !kinds[k.kind] {
			t.Errorf("no form shows `%s`", k.kind)
		}
		for _, r := range k.rules.all {
			if !keys[r.key] {
				t.Errorf("no form shows `%s`", r.pattern)
			}
		}
	}
}
