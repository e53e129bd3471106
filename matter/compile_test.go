package matter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
)

const frontMatter = "---\ntitle: t\nversion: 1\nin-force: 2026-01-01\nmonths: round down\n---\n"

// smallBook is a sound book of one clause; rules are added to it.
func smallBook(rules string) string {
	return frontMatter + "# 1 Words\n```rule\n" + `
status member
body panel, seats 3
body tribunal, seats 3
procedure case
  begins with open
  stages early, late
  ends in over
role left, side complainant
role right, side respondent
act open by left
act decide by panel in early
  outcome yes
  outcome no
act pay by right in early or late
clock lapse in early or late
fact leave
thread charge opened by put
act put by left in early, of charge
act answer by right in early, of charge
data gravity in {minor, grave} set by decide
predicate risk set by pay
sanction fine, no restriction
grounds appeal-grounds {bias, error}
deadline paying from open, until pay, within 10 days, otherwise lapse
` + rules + "\n```\n"
}

func TestWhatCannotBeGivenAMeaningIsReported(t *testing.T) {
	const term, reference, twice, missing, exception, size = "undefined-term", "dangling-reference", "duplicate-declaration", "missing-property", "unclear-exception", "too-large"
	for _, tt := range []struct{ name, check, rules, help string }{
		{"actor", term, "act x by ‹panl› in early", "did you mean `panel`?"},
		{"act", reference, "pay needs ‹decid›", "did you mean `decide`?"},
		{"act with its outcome", reference, "pay needs ‹decid›(yes)", "did you mean `decide`?"},
		{"outcome", reference, "pay needs ‹decide›(maybe)", ""},
		{"subject", reference, "‹pya› needs decide", "did you mean `pay`?"},
		{"stage", reference, "act x by panel in ‹ealry›", "did you mean `early`?"},
		{"stage it leads to", reference, "act x by panel -> ‹lte›", "did you mean `late`?"},
		{"stage of an outcome", reference, "act x by panel\n  outcome a -> ‹lte›\n  outcome b", "did you mean `late`?"},
		{"stage entered", reference, "deadline d from entering ‹lte›, within 3 days, otherwise lapse", "did you mean `late`?"},
		{"thread", term, "act x by panel in early, of ‹chrge›", "did you mean `charge`?"},
		{"thread of a cap", term, "act x by panel in early, ‹at most 2 times per chrge›", "did you mean `charge`?"},
		{"opener", reference, "thread seat opened by ‹sit›", ""},
		{"opener of another thread", reference, "thread seat opened by ‹pay›", "declare it so: act pay of seat"},
		{"condition", term, "pay only when ‹rsk›", "did you mean `risk`?"},
		{"value", term, "pay only when ‹gravity is gravee›", "did you mean `grave`?"},
		{"stage in a condition", reference, "pay only when ‹stage in {ealry}›", "did you mean `early`?"},
		{"datum set", term, "act x by panel\n  outcome a, ‹sets gravty minor›\n  outcome b", "did you mean `gravity`?"},
		{"value set", term, "act x by panel\n  outcome a, ‹sets gravity minr›\n  outcome b", "did you mean `minor`?"},
		{"role given", term, "act x by panel, names ‹rihgt›", "did you mean `right`?"},
		{"role told", term, "act x by panel, tells ‹rihgt›", "did you mean `right`?"},
		{"appeal to", term, "act x by right, appeal of decide to ‹tribunl›", "did you mean `tribunal`?"},
		{"appeal of", reference, "act x by right, appeal of ‹decid› to tribunal", "did you mean `decide`?"},
		{"list of grounds", term, "act x by right, on ground ‹appeal-ground›", "did you mean `appeal-grounds`?"},
		{"sanction", term, "act x by panel, imposes ‹fin›", "did you mean `fine`?"},
		{"sanction alone", term, "only panel may impose ‹fin›", "did you mean `fine`?"},
		{"sanction ranked", term, "sanctions ranked ‹fin›", "did you mean `fine`?"},
		{"body alone", term, "only ‹panl› may impose fine", "did you mean `panel`?"},
		{"body of a body", term, "body x, elected by ‹panl›", "did you mean `panel`?"},
		{"status of a seat", term, "body x, seats 3, at least 1 with ‹membr›", "did you mean `member`?"},
		{"bar", term, "bar panel from ‹rihgt›", "did you mean `right`?"},
		{"bar of a doer", reference, "bar panel from ‹doer› of decid", "did you mean `decide`?"},
		{"chain", term, "act x by panel, moves ‹decider›", ""},
		{"link of a chain", term, "chain c: panel -> ‹tribunl›", "did you mean `tribunal`?"},
		{"deadline extended", reference, "extension of ‹payng› by pay, adds 2 days, at most 1 times", "did you mean `paying`?"},
		{"deadline stopped", reference, "pause p, begins with pay, ends with decide(yes), stops {‹payng›}, for at most 3 days", "did you mean `paying`?"},
		{"column", term, "table sanction\n  | ‹gravty› | by | may impose |\n  | minor | panel | fine |", "did you mean `gravity`?"},
		{"cell", term, "table sanction\n  | gravity | by | may impose |\n  | ‹minr› | panel | fine |", "did you mean `minor`?"},
		{"sanction of a row", term, "table sanction\n  | gravity | by | may impose |\n  | minor | panel | ‹fin› |", "did you mean `fine`?"},
		{"predicate's act", reference, "predicate q set by ‹pya›", "did you mean `pay`?"},
		{"measure's act", reference, "measure q, begins with ‹pya›, ends with lapse", "did you mean `pay`?"},
		{"datum's act", reference, "data q in {a, b} set by ‹pya›", "did you mean `pay`?"},
		{"notice's event", reference, "notice n of ‹decid› to right, by panel", "did you mean `decide`?"},
		{"notice's addressee", term, "notice n of decide to ‹rihgt›, by panel", "did you mean `right`?"},
		{"limitation", reference, "limitation of ‹pya› within 3 days of conduct", "did you mean `pay`?"},
		{"exception to it", reference, "limitation of pay within 3 days of conduct unless ‹decid›", "did you mean `decide`?"},
		{"assumption", reference, "assume ‹leav› at most 2 times", "did you mean `leave`?"},
		{"assumption of an act", reference, "assume ‹pay› at most 2 times", "cap the act: at most N times"},
		{"joinder", reference, "joinder by ‹pya›", "did you mean `pay`?"},
		{"publication", reference, "publication r of ‹decid›, pseudonymised, ends after 1 year", "did you mean `decide`?"},
		{"latch", reference, "signatures s of member, threshold 3, latched at ‹pya›", "did you mean `pay`?"},
		{"linked procedure", reference, "link other exports {open} of ‹cas›", "did you mean `case`?"},
		{"procedure", reference, "in procedure ‹cse›", "did you mean `case`?"},
		{"norm excepted", reference, "despite ‹payng› when risk: deadline q from open, until pay, within 20 days, otherwise lapse", "did you mean `paying`?"},
		{"who must", term, "‹rihgt› must pay within 3 days of open otherwise lapse", "did you mean `right`?"},
		{"must do what", reference, "right must ‹pya› within 3 days of open otherwise lapse", "did you mean `pay`?"},
		{"of what", reference, "right must pay within 3 days of ‹opn› otherwise lapse", "did you mean `open`?"},
		{"otherwise", reference, "right must pay within 3 days of open otherwise ‹lpse›", "did you mean `lapse`?"},

		{"act declared twice", twice, "act ‹pay› by panel", ""},
		{"fact declared twice", twice, "fact ‹leave›", ""},
		{"stage declared twice", twice, "procedure other\n  begins with start\n  stages a, ‹a›\n  ends in z\nact start by anyone", ""},
		{"role declared twice", twice, "role ‹left›, side neutral", ""},
		{"thread declared twice", twice, "thread ‹charge› opened by put", ""},
		{"datum declared twice", twice, "data ‹gravity› in {a, b} set by pay", ""},
		{"predicate called like a datum", twice, "predicate ‹gravity› set by pay", ""},
		{"deadline declared twice", twice, "deadline ‹paying› from open, within 3 days, otherwise lapse", ""},
		{"body declared twice", twice, "body ‹panel›, seats 5", ""},
		{"body called like a status", twice, "body ‹member›, seats 5", ""},
		{"sanction declared twice", twice, "sanction ‹fine›, no restriction", ""},
		{"grounds declared twice", twice, "grounds ‹appeal-grounds› {x, y}", ""},
		{"procedure declared twice", twice, "procedure ‹case›\n  begins with open\n  stages a\n  ends in b", ""},
		{"outcome declared twice", twice, "act x by panel\n  outcome a\n  outcome ‹a›", ""},
		{"value declared twice", twice, "data q in {a, ‹a›} set by pay", ""},
		{"two tables", twice, "table sanction\n  | gravity | by | may impose |\n  | any | panel | fine |\n‹table› sanction\n  | gravity | by | may impose |\n  | any | panel | fine |", ""},
		{"a notice's act declared twice", twice, "act n.send by panel\nnotice ‹n› of decide to right, by panel", ""},
		{"who stands twice in a chain", twice, "chain c: panel -> tribunal -> ‹panel›", ""},

		{"deadline without a limit", missing, "‹deadline› d from open, until pay, otherwise lapse", "add: within LIMIT"},
		{"deadline without a trigger", missing, "‹deadline› d until pay, within 3 days, otherwise lapse", "add: from EVENT"},
		{"duty without a trigger", missing, "‹right› must pay within 3 days otherwise lapse", "write: within LIMIT of EVENT"},
		{"window without a trigger", missing, "‹right› may pay within 3 days otherwise lapse", "write: within LIMIT of EVENT"},
		{"pause without a cap", missing, "‹pause› p, begins with pay, ends with decide(yes), stops {paying}", "add: for at most LIMIT"},
		{"extension by nothing", missing, "‹extension› of paying adds 3 days", "add: by ACT"},
		{"extension of nothing", missing, "‹extension› of paying by pay", "add: adds LIMIT"},
		{"signatures without a threshold", missing, "‹signatures› s of member", "add: threshold 20"},
		{"notice of nothing", missing, "‹notice› n to right, by panel", "add: of EVENT"},
		{"procedure without a beginning", missing, "‹procedure› other\n  stages a\n  ends in b", "add: begins with ACT"},
		{"thread without an opener", missing, "‹thread› seat", "write `thread seat opened by ACT`"},

		{"what nobody can be made to do", reference, "deadline d from open, within 3 days, ‹otherwise› pay", "name a clock act, or one of the act's outcomes"},
		{"a notice that sends itself", reference, "notice n of decide to right, by panel, within 3 days\ndeadline d from open, within 3 days, ‹otherwise› n.send", "name a clock act, or one of the act's outcomes"},
		{"one of several outcomes", reference, "deadline d from open, within 3 days, ‹otherwise› decide", "name the one that is meant: decide(yes)"},
		{"two things at once", reference, "deadline d from open, within 3 days, ‹otherwise› lapse or decide(yes)", "let the others follow from it: OTHER follows lapse"},
		{"an act that follows", reference, "pay ‹follows› open", "name a clock act, or one of the act's outcomes"},
		{"what follows from itself", term, "‹lapse› follows lapse", "take out one of the statements by which it follows"},
		{"what goes round", term, "‹clock› a in early\n  follows c\nclock b in early\n  follows a\nclock c in early\n  follows b", "take out one of the statements by which it follows"},
		{"before what is no date", reference, "pay at least 3 days before ‹decide›", ""},
		{"a window for somebody else", reference, "‹left› may pay within 3 days of open", "add it after `by` where the act is declared"},
		{"a duty of somebody else", reference, "‹left› must pay within 3 days of open otherwise lapse", "add it after `by` where the act is declared"},

		{"an exception that is an effect", exception, "pay needs decide as paid\n‹despite› paid when risk: pay excludes decide", ""},
		{"an exception that is a declaration", exception, "pay needs decide as paid\n‹despite› paid when risk: act x by left", ""},
		{"an exception to several things", exception, "pay needs decide\npay needs leave\ndespite ‹1› when risk: pay needs open", "name the one that is meant: 1#20"},
		{"exceptions that meet", exception, "pay needs decide as paid\ndespite paid when risk: pay needs leave\ndespite ‹paid› when gravity is grave: pay needs open", "let their conditions exclude each other"},
		{"an exception that cannot be told at once", term, "pay needs decide as paid\ndespite paid when ‹some answer›: pay needs leave", ""},

		{"too many ways to lengthen", size, "extension of paying by pay, adds 1 day, at most 7 times\n‹extension› of paying by decide, adds 2 days, at most 7 times", "lower the caps of its extensions"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			marked := smallBook(tt.rules)
			from := strings.Index(marked, "‹")
			src := strings.NewReplacer("‹", "", "›", "").Replace(marked)
			want := rulebook.Pos{Line: strings.Count(marked[:from], "\n") + 1, Col: from - strings.LastIndex(marked[:from], "\n")}
			book, diags := rulebook.Parse("t.md", []byte(src))
			for _, d := range diags {
				t.Fatalf("%d:%d: %s", d.Pos.Line, d.Pos.Col, d.Msg)
			}
			_, diags = matter.Compile(book, matter.Options{})
			i := slices.IndexFunc(diags, func(d rulebook.Diagnostic) bool { return d.Check == tt.check && d.Pos == want })
			if i < 0 {
				t.Fatalf("no %s at %v; it was reported:\n%s", tt.check, want, show(diags))
			}
			if d := diags[i]; tt.help != "" && d.Help != tt.help {
				t.Errorf("help is %q, want %q", d.Help, tt.help)
			}
			if len(diags) > 1 {
				t.Errorf("more was reported:\n%s", show(diags))
			}
		})
	}
}

func show(diags []rulebook.Diagnostic) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%d:%d: %s: %s (%s)\n", d.Pos.Line, d.Pos.Col, d.Check, d.Msg, d.Help)
	}
	return b.String()
}

// A book as large as may be, and one larger, are compiled within bounds.
func TestLargeBooksAreBounded(t *testing.T) {
	lines := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintln(&b, strings.ReplaceAll(format, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	braces := func(n int) string {
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf("a%d", i))
		}
		return "{" + strings.Join(names, ", ") + "}"
	}
	for _, tt := range []struct{ name, rules, check string }{
		{"acts", lines(10_000, "act a# by left"), "too-large"},
		{"acts that are held", lines(3_000, "act a# by left\na# needs open"), ""},
		{"acts of a thread", lines(1_500, "act a# by left, of charge"), "too-large"},
		{"stages", "procedure p\n  begins with start\n  stages " + strings.TrimSuffix(strings.ReplaceAll(lines(70, "s#,"), "\n", " "), ", ") + "\n  ends in z\nact start by left", "too-large"},
		{"outcomes", "act x by left\n" + lines(70, "  outcome o#"), "too-large"},
		{"values", "data x in {" + strings.TrimSuffix(strings.ReplaceAll(lines(70, "v#,"), "\n", " "), ", ") + "} set by pay", "too-large"},
		{"addressees", lines(70, "role r#, side neutral") + "notice n of decide to {" + strings.TrimSuffix(strings.ReplaceAll(lines(70, "r#,"), "\n", " "), ", ") + "}, by panel", "too-large"},
		{"all needs all", lines(900, "act a# by left") + braces(900) + " needs " + braces(900) + "\n" + braces(900) + " excludes " + braces(900), "too-large"},
		{"one of many", lines(300, "act a# by left") + "only one of " + braces(300), ""},
		{"a long line of follows", lines(2_000, "clock c#\nc# follows d#") + lines(2_000, "clock d#\nd# follows c#"), "undefined-term"},
		{"a ladder of follows", "clock c0\n  follows pay\n" + strings.ReplaceAll(lines(400, "clock l#\n  follows c#\nclock r#\n  follows c#\nclock c@#\n  follows l# or r#"), "c@", "d") + lines(400, "clock c1#\n  follows d#"), "dangling-reference"},
		{"unknown names", lines(5_000, "act a# by nobody#"), "too-many"},
		{"a deadline for each of many", lines(300, "deadline d# for each pay, until decide, within 3 days, otherwise lapse"), ""},
		{"procedures", lines(4_000, "procedure p#\n  begins with a\n  stages s\n  ends in z"), "dangling-reference"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			book, _ := rulebook.Parse("t.md", []byte(smallBook(tt.rules)))
			start := time.Now()
			rules, diags := matter.Compile(book, matter.Options{})
			if took := time.Since(start); took > 30*time.Second { // half a second, on a machine that does nothing else
				t.Errorf("compiling took %v", took)
			}
			if has := slices.ContainsFunc(diags, func(d rulebook.Diagnostic) bool { return d.Check == tt.check }); has != (tt.check != "") {
				t.Errorf("reported: %.2000s", show(diags))
			}
			if tt.check == "" && len(rules.Procedures) == 0 {
				t.Error("no procedure came of it")
			}
		})
	}
}
