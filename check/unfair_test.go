package check

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/rulebook"
)

// TestUnfair makes a fair book unfair in one way at a time, or fair in another way, and asks for exactly the checks that
// ought to say so.
func TestUnfair(t *testing.T) {
	src, err := os.ReadFile("testdata/fair.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range unfair {
		t.Run(tt.name, func(t *testing.T) {
			text := string(src)
			for i := 0; i < len(tt.edits); i += 2 {
				if !strings.Contains(text, tt.edits[i]) {
					t.Fatalf("testdata/fair.md does not say: %s", tt.edits[i])
				}
				text = strings.Replace(text, tt.edits[i], tt.edits[i+1], 1)
			}
			book, diags := rulebook.Parse("fair.md", []byte(text))
			if len(diags) > 0 {
				t.Fatal(diags[0])
			}
			r := Check([]*rulebook.Book{book}, Options{})
			var got []string
			for i := range r.Defects {
				if check := r.Defects[i].Check; check != exampleFails && !slices.Contains(got, check) { // its examples are of the fair book
					got = append(got, check)
				}
			}
			slices.Sort(got)
			for _, n := range r.NotProven {
				got = append(got, "("+n.Check+")")
			}
			if want := strings.Fields(tt.want); !slices.Equal(got, want) {
				t.Errorf("found %v, want %v\n%s", got, want, describe(r))
			}
		})
	}
}

const (
	nobodySuspended = "1.2 Nobody is suspended while a complaint is dealt with.\n\n```rule\nrule none: it says that a power is absent, and the blocks declare none\n```\n"
	suspension      = "1.2 The secretary may suspend a respondent once, with reasons. The members may keep it up twice; every 14 days it ends unless they do.\n\n```rule\n" + `measure ban
  begins with ban.impose
  ends with ban.end or ban.lift or case.lapse or decide or appeal.confirm
  reviewed by ban.renew
  interim
act ban.impose by secretary in received or answering or hearing
  is interim, with reasons, against respondent, tells respondent, once
act ban.lift by secretary in received or answering or hearing
act ban.renew by members in received or answering or hearing
  at most 2 times, with reasons, only when ban
clock ban.end
deadline ban-review
  from ban.impose or ban.renew
  until ban.renew or ban.lift
  within 14 days
  otherwise ban.end
  frees respondent
` + "```\n"
	heard    = "hear needs papers.send\n"
	lifeFrom = "  from answer or answer.close or appeal.remit or reopen\n"
	papers   = "act papers.send by secretary or treasurer"
	sift     = "act sift by secretary in received -> decided\n  is assessment, against complainant, with reasons, tells complainant and respondent\n" + papers
	appealOf = "appeal of {decide, case.lapse} to"
	since    = "within 21 days of decide or case.lapse otherwise"
	retained = "retention papers for 5 years\n"
	police   = "link police exports {open, closed}\n  outside\n"
	barPanel = "bar panel from {complainant, respondent, witness, secretary, treasurer}\n"
	notBoth  = "bar appeal-panel and panel from each other\n"
	panel3   = "  seats 3, quorum 3\n  decides by majority of those voting, tie -> lost\n  vacancies filled from members\n" + barPanel
)

// edits are pairs: what the book says, and what it is to say instead. What is not proven stands in brackets.
var unfair = []struct {
	name  string
	edits []string
	want  string
}{
	{"nothing changed", nil, ""},

	// Time.
	{"an appeal without a last day", []string{"  within 42 days\n  otherwise sanction.fall\n", "  within 42 days\n"}, "dead-act no-consequence open-wait"},
	{"a reopened case without a last day", []string{lifeFrom, "  from answer or answer.close or appeal.remit\n"}, "open-wait"},
	{"a court sends a case back where no clock runs", []string{retained, retained + "fact court.quash of decide -> hearing afresh\n"}, "open-wait"},
	{"a court sends a case back where one does", []string{retained, retained + "fact court.quash of decide -> hearing afresh\n", lifeFrom, strings.Replace(lifeFrom, "reopen", "reopen or court.quash", 1)}, ""},
	{"a deadline that a linked matter stops", []string{retained, retained + police, "  in hearing\n  until decide\n", "  in hearing\n  while not police open\n  until decide\n"}, "external-wait"},
	{"the same, bounded", []string{retained, retained + police + "  bounded by 90 days\n", "  in hearing\n  until decide\n", "  in hearing\n  while not police open\n  until decide\n"}, "(worst-case)"},
	{"an act that a linked matter forbids, under a clock", []string{retained, retained + police, "decide needs hear\n", "decide needs hear\ndecide only when not police open\n"}, ""},
	{"a duty's consequence is not possible where it is left", []string{papers, sift, appealOf, "appeal of {decide, sift, case.lapse} to", since, "within 21 days of decide or sift or case.lapse otherwise"}, "stuck"},
	{"a pause that outlasts the stage", []string{"standard of proof", "pause illness\n  begins with ill\n  ends with well\n  stops {hearing-life}\n  for at most 56 days\n  at most 1 times\nact ill by respondent in hearing\nact well by respondent in hearing\nstandard of proof"}, ""},
	{"an interim ban, reviewed", []string{nobodySuspended, suspension}, ""},
	{"a renewal that begins no new limit", []string{nobodySuspended, strings.Replace(suspension, "from ban.impose or ban.renew", "from ban.impose", 1)}, "suspension-unreviewed"},
	{"a ban that leaving does not end", []string{nobodySuspended, suspension, "  is resignation, changes nothing\n", "  is resignation, -> closed\n  tells complainant and respondent\n"}, "resignation-escape suspension-outlives-case"},
	{"an interim act that begins no measure", []string{papers, "act ban by secretary in received\n  is interim, with reasons, once\n" + papers}, "suspension-unreviewed"},

	// Hearing.
	{"evidence while the hearing may begin", []string{heard, heard + "act evidence.add by panel in hearing\n  is evidence\n"}, "evidence-after-disclosure"},
	{"evidence that is disclosed again", []string{heard, heard + "act evidence.add by panel in hearing\n  is evidence, once\nevidence.add revokes papers.send\nhear excludes evidence.add\n", "  once, is disclosure,", "  at most 2 times, is disclosure,"}, ""},
	{"papers that nobody need see", []string{"  once, is disclosure, tells respondent\n", "  once, is disclosure\n"}, "window-before-notice"},
	{"no period after the notice", []string{"hear needs hearing.notify, at least 14 clear days after hearing.notify\n", "hear needs hearing.notify\n"}, "notice-too-short"},

	// Independence.
	{"a party on the panel", []string{barPanel, "bar panel from {witness, secretary, treasurer}\n"}, "investigator-judges"},
	{"the same people on appeal", []string{notBoth, ""}, "appeal-to-same-people"},
	{"apart in one order only", []string{notBoth, "bar appeal-panel from panel\n"}, "bar-one-way"},
	{"sent back to those who decided", []string{"bar panel from {doer of decide}\n", ""}, "appeal-to-same-people"},
	{"the panel investigates", []string{heard, heard + "act visit by panel in hearing\n  is investigation\n"}, "investigator-judges"},
	{"an appeal body that oversees", []string{"body panel\n  drawn by lot from members", "body panel\n  drawn by lot from members, overseen by appeal-panel"}, "appointment-overlap"},
	{"too few to draw from", []string{"  members 60, electorate", "  members 7, electorate"}, "quorum-starvation"},
	{"a qualified seat, and all who qualify may be barred", []string{"status member\n", "status member\nstatus legal-qualification\n", "  members 60, electorate", "  members 60, at least 3 with legal-qualification, electorate",
		panel3, strings.Replace(panel3, "quorum 3\n", "quorum 3\n  at least 1 with legal-qualification\n", 1)}, "quorum-starvation"},
	{"a qualified seat, and enough who qualify", []string{"status member\n", "status member\nstatus legal-qualification\n", "  members 60, electorate", "  members 60, at least 20 with legal-qualification, electorate",
		panel3, strings.Replace(panel3, "quorum 3\n", "quorum 3\n  at least 1 with legal-qualification\n", 1)}, ""},
	{"a tie without a result", []string{panel3, strings.Replace(panel3, ", tie -> lost", "", 1)}, "tie-undecided"},
	{"a majority of all the seats cannot tie", []string{panel3, strings.Replace(panel3, "of those voting, tie -> lost", "of seats", 1)}, ""},
	{"an officer who can drop a case", []string{papers, "act drop by secretary in received -> closed\n  tells complainant and respondent, excludes papers.send\n" + papers}, "officer-veto"},
	{"an officer others wait for", []string{heard, heard + "act room.book by secretary in hearing\nhear needs room.book\n"}, "officer-veto"},
	{"either of two officers", []string{heard, heard + "act room.book by secretary or treasurer in hearing\nhear needs room.book\n"}, ""},

	// Sanction.
	{"only one side may appeal", []string{"act appeal by respondent or complainant in decided", "act appeal by respondent in decided", "respondent or complainant may appeal within", "respondent may appeal within"}, "unappealable-sanction"},
	{"an appeal to those who decide nothing", []string{appealOf + " appeal-panel", appealOf + " members"}, "sanction-before-appeal-ends unappealable-sanction"},
	{"a penalty whatever was found", []string{"sanction.begin needs decide(proved)\n", ""}, "penalty-before-finding"},
	{"a penalty while an appeal may come", []string{"act sanction.begin by secretary in closed\n  is penalty, standing\nsanction.begin needs appeal.close or appeal.confirm or appeal.reduce\n", "act sanction.begin by secretary in decided or appealed or closed\n  is penalty, standing\n"}, "sanction-before-appeal-ends"},
	{"a name published for ever", []string{retained, retained + "publication notice-board\n  of decide, names respondent\n"}, "sanction-without-end"},
	{"a name not published", []string{retained, retained + "publication notice-board\n  of decide, pseudonymised\n"}, ""},

	// Finality.
	{"reopened whenever anybody likes", []string{"appeal-panel may reopen within 2 months of discovery\n", ""}, "reopen-without-ground"},
	{"reopened under another name", []string{"is reopening, with reasons", "with reasons"}, "reopen-without-ground"},
	{"leaving, and what follows from it", []string{"  is resignation, changes nothing\n", "  is resignation\nclock left in received or answering or hearing or decided or appealed -> closed\n  tells complainant and respondent\nleft follows respondent.resign\n"}, "resignation-escape"},
	{"one side is not told how it ends", []string{"act appeal.confirm by appeal-panel in appealed -> closed\n  with reasons, is decision, tells complainant and respondent", "act appeal.confirm by appeal-panel in appealed -> closed\n  with reasons, is decision, tells respondent"}, "silent-end"},
	{"a dismissal leaves a duty behind", []string{papers, sift, appealOf, "appeal of {decide, sift, case.lapse} to", since, "within 21 days of decide or sift or case.lapse otherwise", "otherwise case.lapse\nclock", "otherwise case.lapse\n  in received\nclock"}, "silent-end"},
	{"what an adjournment undoes is owed to nobody", []string{heard, heard + "act adjourn by panel in hearing\n  at most 2 times\nadjourn revokes hear\n"}, ""},

	// Incentive.
	{"the respondent must sign, and the case lapses", []string{heard, heard + "act statement.sign by respondent in hearing\nhear needs statement.sign\n"}, "clock-favours-delayer"},
	{"either side may sign", []string{heard, heard + "act statement.sign by respondent or complainant in hearing\nhear needs statement.sign\n"}, ""},
	{"the respondent may undo the hearing for ever", []string{heard, heard + "act adjourn by respondent in hearing\nadjourn revokes hear\n"}, "clock-favours-delayer"},
	{"the respondent may undo the hearing twice", []string{heard, heard + "act adjourn by respondent in hearing\n  at most 2 times\nadjourn revokes hear\n"}, ""},
	{"somebody outside must report", []string{heard, heard + "fact expert.report\nhear needs expert.report\n"}, ""},
	{"the organisation gains by doing nothing", []string{"  favours respondent, tells complainant and respondent\n```\n\n2.2", "  favours organisation, tells complainant and respondent\n```\n\n2.2"}, "clock-favours-delayer"},

	// Shape.
	{"the clock begins again with every notice", []string{lifeFrom, strings.Replace(lifeFrom, "reopen", "reopen or hearing.notify\n  restarts", 1)}, "evergreen limbo-loop"},
	{"the same, capped", []string{lifeFrom, strings.Replace(lifeFrom, "reopen", "reopen or hearing.notify\n  restarts", 1), "act hearing.notify by panel in hearing\n", "act hearing.notify by panel in hearing\n  at most 2 times\n"}, ""},

	// Text.
	{"an exception that takes the notice away", []string{retained, retained + "despite 3.2#3 when gravity is minor: hear needs papers.send\n"}, "fairness-waiver"},
	{"an act that is only forbidden", []string{heard, heard + "act comment by panel in hearing\ncomment initially excluded\n"}, ""},
}
