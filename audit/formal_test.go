package audit

import "testing"

const formalBook = `status member
body panel
  seats 3, quorum 3
  decides by two thirds of those voting, tie -> lost
body chair-office
  seats 1
procedure p
  begins with start
  stages open
  ends in over
role investigator, side neutral
role judge, side neutral
act start by anyone -> open
act investigate by investigator in open
act sit by judge in open
act give by anyone in open
  names judge
act decide by panel in open
  outcome carried
  outcome lost
  is decision
act refuse by panel in open as refusing
  on ground {late, out-of-scope}
act answer by investigator in open as answering
  with reasons
act complain by anyone in open
act admit by anyone in open
data weight in {light, heavy} set by complain
act punish by panel in open
punish only when weight is heavy as heavy-only
act spare by panel in open
spare only when not weight is heavy as light-only
predicate leave decided by panel
act enter by anyone in open
enter where leave as leave-given
bar judge from investigator as no-judge-in-own-cause
limitation of complain within 12 months of conduct unless admit as in-time
procedure other
  begins with go
  stages going
  ends in gone
role stranger, side neutral
act go by stranger -> going`

func TestFormalNorms(t *testing.T) {
	const words = "actor \"Ann\" = p1\nactor \"Bea\" = p2\nactor \"the panel\" = panel\n"
	book := oneBook(t, clause(formalBook), words)
	const header = "date,event,by,as,to,ground,reasons,for,against,abstain,present,conduct,weight,leave\n2001-01-01,start,,,,,,,,,,,,\n"
	tests := []struct{ name, rows, norm, want string }{
		{"a listed ground", "2001-02-01,refuse,,,,Out of scope,,,,,,,,", "refusing", ""},
		{"an unlisted ground", "2001-02-01,refuse,,,,bored,,,,,,,,", "refusing", "broken 2001-02-01"},
		{"no ground", "2001-02-01,refuse,,,,,,,,,,,,", "refusing", "notShown 2001-02-01"},
		{"reasons", "2001-02-01,answer,,,,,yes,,,,,,,", "answering", ""},
		{"reasons in words", "2001-02-01,answer,,,,,sent by post,,,,,,,", "answering", ""},
		{"no reasons", "2001-02-01,answer,,,,,no,,,,,,,", "answering", "broken 2001-02-01"},
		{"reasons not told of", "2001-02-01,answer,,,,,,,,,,,,", "answering", "notShown 2001-02-01"},

		{"the body that may", "2001-02-01,answer,,investigator,,,yes,,,,,,,", "answering", ""},
		{"a body that may not", "2001-02-01,answer,,panel,,,yes,,,,,,,", "answering", "broken 2001-02-01"},
		{"a body that may not, by its name", "2001-02-01,answer,the panel,,,,yes,,,,,,,", "answering", "broken 2001-02-01"},
		{"in one of two capacities", "2001-02-01,answer,the panel,investigator,,,yes,,,,,,,", "answering", ""},
		{"in neither of two capacities", "2001-02-01,answer,the panel,judge,,,yes,,,,,,,", "answering", "broken 2001-02-01"},
		{"in words that only another procedure has", "2001-02-01,answer,,stranger,,,yes,,,,,,,", "answering", ""},
		{"somebody the book does not know", "2001-02-01,answer,a friend,,,,yes,,,,,,,", "answering", ""},

		{"a quorum and a majority", "2001-02-01,decide(carried),,,,,,2,1,0,3,,,", "1#2", ""},
		{"a quorum, one fewer", "2001-02-01,decide(carried),,,,,,2,0,0,2,,,", "1#2", "broken 2001-02-01"},
		{"two thirds, one fewer", "2001-02-01,decide(carried),,,,,,1,1,1,3,,,", "1#2", "broken 2001-02-01"},
		{"lost as it says", "2001-02-01,decide(lost),,,,,,1,1,1,3,,,", "1#2", ""},
		{"numbers that straddle", "2001-02-01,decide(carried),,,,,,2,1-2,0,3,,,", "1#2", "undetermined 2001-02-01"},
		{"no numbers", "2001-02-01,decide(carried),,,,,,,,,,,,", "1#2", "notShown 2001-02-01"},
		{"only some of the numbers", "2001-02-01,decide(carried),,,,,,2,1,,,,,", "1#2", "notShown 2001-02-01"},

		{"the same person", "2001-02-01,investigate,Ann,,,,,,,,,,,\n2001-02-02,sit,Ann,,,,,,,,,,,", "no-judge-in-own-cause", "broken 2001-02-02"},
		{"another person", "2001-02-01,investigate,Ann,,,,,,,,,,,\n2001-02-02,sit,Bea,,,,,,,,,,,", "no-judge-in-own-cause", ""},
		{"one of several", "2001-02-01,investigate,Ann,,,,,,,,,,,\n2001-02-02,sit,Bea; Ann,,,,,,,,,,,", "no-judge-in-own-cause", "broken 2001-02-02"},
		{"somebody not declared", "2001-02-01,investigate,Ann,,,,,,,,,,,\n2001-02-02,sit,a member,,,,,,,,,,,", "no-judge-in-own-cause", "notShown 2001-02-02"},
		{"nobody named", "2001-02-01,investigate,Ann,,,,,,,,,,,\n2001-02-02,sit,,,,,,,,,,,,", "no-judge-in-own-cause", "notShown 2001-02-02"},
		{"named by another's act", "2001-02-01,investigate,Ann,,,,,,,,,,,\n2001-02-02,give,Bea,,Ann,,,,,,,,,", "no-judge-in-own-cause", "broken 2001-02-02"},
		{"on the same day", "2001-02-01,investigate,Ann,,,,,,,,,,,\n2001-02-01,sit,Ann,,,,,,,,,,,", "no-judge-in-own-cause", "undetermined 2001-02-01"},
		{"who sits already", "2001-02-01,sit,Ann,,,,,,,,,,,\n2001-02-02,investigate,Ann,,,,,,,,,,,\n2001-02-03,sit,Ann,,,,,,,,,,,", "no-judge-in-own-cause", ""},
		{"the other order", "2001-02-01,sit,Ann,,,,,,,,,,,\n2001-02-02,investigate,Ann,,,,,,,,,,,", "no-judge-in-own-cause", ""},

		{"the last day of the limitation", "2001-02-01,complain,,,,,,,,,,2000-02-01,,", "in-time", ""},
		{"the day after", "2001-02-02,complain,,,,,,,,,,2000-02-01,,", "in-time", "broken 2001-02-02 2001-02-01"},
		{"an uncertain conduct", "2001-02-02,complain,,,,,,,,,,2000-02,,", "in-time", "undetermined 2001-02-02"},
		{"a conduct without a date", "2001-02-02,complain,,,,,,,,,,,,", "in-time", "notShown 2001-02-02"},
		{"admitted", "2001-02-01,admit,,,,,,,,,,,,\n2001-02-02,complain,,,,,,,,,,2000-02-01,,", "in-time", ""},

		{"data that allow it", "2001-02-01,complain,,,,,,,,,,,heavy,\n2001-02-02,punish,,,,,,,,,,,,", "heavy-only", ""},
		{"data that do not", "2001-02-01,complain,,,,,,,,,,,light,\n2001-02-02,punish,,,,,,,,,,,,", "heavy-only", "broken 2001-02-02"},
		{"data not recorded", "2001-02-01,complain,,,,,,,,,,,,\n2001-02-02,punish,,,,,,,,,,,,", "heavy-only", "notShown 2001-02-02"},
		{"data not recorded, and not them", "2001-02-01,complain,,,,,,,,,,,,\n2001-02-02,spare,,,,,,,,,,,,", "light-only", "notShown 2001-02-02"},
		{"data never set", "2001-02-02,spare,,,,,,,,,,,,", "light-only", ""},
		{"the act that sets them not recorded", "2001-02-02,punish,,,,,,,,,,,,", "heavy-only", "notShown 2001-02-02"},
		{"a decision from outside", "2001-02-02,enter,,,,,,,,,,,,yes", "leave-given", ""},
		{"a refusal from outside", "2001-02-02,enter,,,,,,,,,,,,no", "leave-given", "broken 2001-02-02"},
		{"nothing from outside", "2001-02-02,enter,,,,,,,,,,,,", "leave-given", "notShown 2001-02-02"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := csv(t, header+tt.rows+"\n", Options{}, book)
			if got := summary(rep, tt.norm); got != tt.want {
				t.Errorf("%s is %q, want %q", tt.norm, got, tt.want)
			}
			if tt.want == "" && rep.counts(tt.norm).Kept == 0 && tt.name != "admitted" && tt.name != "the other order" && tt.name != "who sits already" {
				t.Errorf("%s was not judged", tt.norm)
			}
		})
	}
}

func TestSanctionTable(t *testing.T) {
	const text = `body panel
  seats 3
body tribunal
  seats 3
sanctions ranked warning, expulsion
sanction warning
  lasts 1 year
sanction expulsion
  without end
procedure p
  begins with start
  stages open
  ends in over
act start by anyone -> open
data gravity in {minor, serious} set by decide
act decide by panel or tribunal in open
  outcome proved, imposes sanction
table sanction as table
  | gravity | by       | may impose         | appeal to |
  | minor   | panel    | warning            | tribunal  |
  | serious | panel    | warning            | tribunal  |
  | minor   | tribunal | warning            | tribunal  |
  | serious | tribunal | warning, expulsion | tribunal  |
only tribunal may impose expulsion as only-tribunal`
	book := oneBook(t, clause(text), "")
	tests := []struct{ row, norm, want string }{
		{"panel,minor,warning", "table", ""},
		{"tribunal,serious,expulsion", "table", ""},
		{"tribunal,minor,expulsion", "table", "broken 2001-02-01"},
		{"panel,serious,expulsion", "table", "broken 2001-02-01"},
		{"panel,serious,expulsion", "only-tribunal", "broken 2001-02-01"},
		{"panel,serious,", "table", "notShown 2001-02-01"},
		{"tribunal,,expulsion", "table", "notShown 2001-02-01"},
	}
	for _, tt := range tests {
		rep := csv(t, "date,event,as,gravity,sanction\n2001-01-01,start,,,\n2001-02-01,decide(proved),"+tt.row+"\n", Options{}, book)
		if got := summary(rep, tt.norm); got != tt.want {
			t.Errorf("%s of %s is %q, want %q", tt.norm, tt.row, got, tt.want)
		}
	}
}
