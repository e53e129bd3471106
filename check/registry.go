package check

import "github.com/evenhand/evenhand/rulebook"

// A Kind is one check: what it is called, how grave what it finds is by default, and how to mend it.
// doc/spec/checks.md says of each what is proved, what it points at and what it cannot see; a test compares the two.
type Kind struct {
	Name     string
	Severity rulebook.Severity
	Proves   string // one sentence: what holds of a book in which it finds nothing
	Help     string
}

// The names of the checks. They are part of the interface: scripts and suppressions name them.
const (
	openWait               = "open-wait"
	limboLoop              = "limbo-loop"
	stuckMatter            = "stuck"
	suspensionUnreviewed   = "suspension-unreviewed"
	suspensionOutlivesCase = "suspension-outlives-case"
	externalWait           = "external-wait"
	softDeadline           = "soft-deadline"
	ambiguousMonth         = "ambiguous-month"
	calendarHorizon        = "calendar-horizon"
	worstCase              = "worst-case"
	expiryOrder            = "expiry-order"

	decisionBeforeDisclosure = "decision-before-disclosure"
	evidenceAfterDisclosure  = "evidence-after-disclosure"
	noRightOfReply           = "no-right-of-reply"
	noticeTooShort           = "notice-too-short"
	noReasons                = "no-reasons"
	windowBeforeNotice       = "window-before-notice"

	investigatorJudges = "investigator-judges"
	appealToSamePeople = "appeal-to-same-people"
	barOneWay          = "bar-one-way"
	appointmentOverlap = "appointment-overlap"
	fallbackCycle      = "fallback-cycle"
	quorumStarvation   = "quorum-starvation"
	tieUndecided       = "tie-undecided"
	singleHand         = "single-hand"
	officerVeto        = "officer-veto"

	unappealableSanction     = "unappealable-sanction"
	sanctionGap              = "sanction-gap"
	sanctionOverlap          = "sanction-overlap"
	sanctionByWrongBody      = "sanction-by-wrong-body"
	sanctionWithoutEnd       = "sanction-without-end"
	penaltyBeforeFinding     = "penalty-before-finding"
	sanctionBeforeAppealEnds = "sanction-before-appeal-ends"

	reopenWithoutGround = "reopen-without-ground"
	doubleCharge        = "double-charge"
	resignationEscape   = "resignation-escape"
	silentEnd           = "silent-end"
	remittalLoop        = "remittal-loop"
	noLimitation        = "no-limitation"

	clockFavoursDelayer = "clock-favours-delayer"

	retroactiveOffence    = "retroactive-offence"
	heavierLaterSanction  = "heavier-later-sanction"
	orphanRunningDeadline = "orphan-running-deadline"
	noTransitionRule      = "no-transition-rule"

	evergreen         = "evergreen"
	growsWithThreads  = "grows-with-threads"
	mutualWait        = "mutual-wait"
	externalUnhandled = "external-unhandled"
	unnamedCountRule  = "unnamed-count-rule"

	uncodedClause     = "uncoded-clause"
	blockWithoutText  = "block-without-text"
	danglingReference = "dangling-reference"
	undefinedTerm     = "undefined-term"
	numberMismatch    = "number-mismatch"
	fairnessWaiver    = "fairness-waiver"

	duplicateDeclaration = "duplicate-declaration"
	missingProperty      = "missing-property"
	unclearException     = "unclear-exception"

	noConsequence     = "no-consequence"
	nobodyActs        = "nobody-acts"
	deadAct           = "dead-act"
	unreachableStage  = "unreachable-stage"
	unusedDeclaration = "unused-declaration"
	noStandardOfProof = "no-standard-of-proof"
	catchAllOffence   = "catch-all-offence"
	noticeTemplate    = "notice-template"
	exampleFails      = "example-fails"
)

// Kinds lists every check, in the order of doc/spec/checks.md.
func Kinds() []Kind {
	return []Kind{
		// Time.
		{openWait, rulebook.Error, "In every state that is not final something must happen by a known day.",
			"give the act a deadline with an `otherwise`, so that something happens when nobody acts"},
		{limboLoop, rulebook.Error, "No case can go on for ever.",
			"cap what can be repeated (`at most N times`), or let a deadline that nothing pauses or restarts end it"},
		{stuckMatter, rulebook.Error, "When a deadline passes, its consequence is possible.",
			"let the consequence be possible in every stage in which the deadline runs, or stop the deadline on leaving them"},
		{suspensionUnreviewed, rulebook.Error, "Every interim measure is reviewed, or ends, by a known day.",
			"add a deadline from its beginning and from each review, until review or end, otherwise it ends"},
		{suspensionOutlivesCase, rulebook.Error, "No interim measure is in force once the matter has ended.",
			"let every event that ends the matter end the measure, or add `ends with`"},
		{externalWait, rulebook.Warning, "No case waits without end for what somebody outside does.",
			"bound it: `assume FACT at most N times, D days each`, `bounded by LIMIT`, or a deadline of your own"},
		{softDeadline, rulebook.Warning, "Every limit has a last day.",
			"write a number of days, and what happens when they have passed"},
		{ambiguousMonth, rulebook.Warning, "Every limit in months or years ends on one day.",
			"say in the front matter `months: round down` or `months: round up`"},
		{calendarHorizon, rulebook.Note, "Every working day that a limit can count is known.",
			"nothing is wrong; bank holidays of later years become known as they are proclaimed"},
		{expiryOrder, rulebook.Warning, "Deadlines that end on one day lead to the same place in whatever order they are taken.",
			"let one of them stop the other, or give them different limits"},

		// Hearing.
		{decisionBeforeDisclosure, rulebook.Error, "Nothing is decided against a respondent before the evidence has been disclosed.",
			"add: DECISION needs DISCLOSURE"},
		{evidenceAfterDisclosure, rulebook.Error, "Whatever is added to the evidence is disclosed before it counts, and nothing is added once the hearing has begun.",
			"add: EVIDENCE revokes DISCLOSURE, and HEARING excludes EVIDENCE"},
		{noRightOfReply, rulebook.Error, "Nothing is decided against a respondent who has not had the chance to answer what was last disclosed.",
			"add: DECISION needs ANSWER or ANSWER-CLOSE since DISCLOSURE"},
		{noticeTooShort, rulebook.Error, "Every hearing is announced, and some days ahead.",
			"add: HEARING needs NOTICE, at least N clear days after NOTICE"},
		{noReasons, rulebook.Error, "Every decision, and whatever a person is made to bear, comes with reasons.",
			"add `with reasons`"},
		{windowBeforeNotice, rulebook.Error, "No time for a party to act begins before that party has been told.",
			"run it from the notice (`N.served`), or let what it runs from tell the party (`tells ROLE`)"},

		// Independence.
		{investigatorJudges, rulebook.Error, "Nobody decides a case in which the same person investigated, or is a party.",
			"add: bar DECIDER and INVESTIGATOR from each other"},
		{appealToSamePeople, rulebook.Error, "Nobody hears an appeal from a decision of that same person, nor decides again what was sent back.",
			"add: bar APPEAL-BODY from {DECIDER}, and for what is sent back: bar DECIDER from {doer of DECISION}"},
		{barOneWay, rulebook.Warning, "Where nobody may be one after the other, nobody can be the other after the one.",
			"write: bar A and B from each other"},
		{appointmentOverlap, rulebook.Error, "No body hears an appeal from those whom it appoints, removes or oversees, or is part of.",
			"let the appeal go to a body that has no say over those who decided"},
		{fallbackCycle, rulebook.Error, "Following what happens when a body cannot act ends.",
			"let the last body of the line be one that `can always act`"},
		{quorumStarvation, rulebook.Error, "However many are barred, some body can be made up to decide.",
			"enlarge the pool, or add `vacancies filled from` another one, or `if it cannot act -> BODY`"},
		{tieUndecided, rulebook.Error, "Every vote of a body has a result.",
			"add: decides by majority of those voting, tie -> lost"},
		{singleHand, rulebook.Error, "Nothing that a person is made to bear is decided by one person alone from first to last.",
			"let the appeal, or the decision, be made by several people"},
		{officerVeto, rulebook.Warning, "No single officer can stop a case by an act, or by not acting.",
			"give the officer's act a deadline and an `otherwise`, or let others do it too"},

		// Sanction.
		{unappealableSanction, rulebook.Error, "Against whatever goes against a side that side can appeal.",
			"add an act of that side: appeal of EVENT to BODY"},
		{sanctionGap, rulebook.Error, "For every combination of what may be found the table says what may be imposed.",
			"add a row; `-` under `may impose` where nothing may be"},
		{sanctionOverlap, rulebook.Error, "No combination of what may be found has two answers in the table for one body.",
			"let the rows cover different values"},
		{sanctionByWrongBody, rulebook.Error, "Every sanction is imposed by a body that may.",
			"take the sanction out of the row, or name the body after `only`"},
		{sanctionWithoutEnd, rulebook.Error, "Every sanction, and every publication of a name, has an end or a way back.",
			"add `lasts LIMIT`, `lasts at most LIMIT` or `readmission after LIMIT`"},
		{penaltyBeforeFinding, rulebook.Error, "No penalty begins without a finding against the person.",
			"add: PENALTY needs DECISION(proved)"},
		{sanctionBeforeAppealEnds, rulebook.Error, "No penalty begins while an appeal may still come or is not decided.",
			"add: PENALTY needs APPEAL-CLOSE or APPEAL-DECISION"},

		// Finality.
		{reopenWithoutGround, rulebook.Error, "A decided case is opened again only on a ground of a closed list, with reasons, in a limited time, a limited number of times, on notice to both sides.",
			"give the act `is reopening, on ground LIST, with reasons, at most N times, tells complainant and respondent`, and a window: BODY may ACT within LIMIT of DISCOVERY"},
		{doubleCharge, rulebook.Error, "Nothing is decided twice unless the case was opened again or sent back.",
			"add `once`, or let the decision leave the stage"},
		{resignationEscape, rulebook.Error, "Leaving does not end a case.",
			"add: fact RESPONDENT.RESIGN, is resignation, changes nothing"},
		{silentEnd, rulebook.Error, "Whatever way a case ends, both sides are told, and nothing is left undone that was owed.",
			"add `tells complainant and respondent` to what ends it"},
		{remittalLoop, rulebook.Error, "A case is sent back a limited number of times.",
			"add `once` or `at most N times`"},
		{noLimitation, rulebook.Warning, "A complaint can be too late.",
			"add: limitation of COMPLAIN within LIMIT of conduct"},

		// Incentive.
		{clockFavoursDelayer, rulebook.Warning, "No side can force a deadline to pass whose passing favours it.",
			"let the consequence serve the other side or neither: transfer to another body, end of an interim measure"},

		// Versions.
		{retroactiveOffence, rulebook.Error, "Conduct is judged under the rules of its day.",
			"say in the front matter `offences-follow: version when it happened`"},
		{heavierLaterSanction, rulebook.Error, "Nothing heavier is imposed than the rules allowed on the day of the conduct.",
			"say in the front matter `sanctions-follow: later if lighter`"},
		{orphanRunningDeadline, rulebook.Error, "Every deadline that runs when a version begins goes on in it.",
			"add to the new version: transition from OLD, renamed A to B, dropped C"},
		{noTransitionRule, rulebook.Warning, "It is said which version governs a running case.",
			"say in the front matter `procedure-follows: version when received`, or another policy"},

		// Shape.
		{evergreen, rulebook.Error, "Nobody who must act can start the clock again as often as they like.",
			"take out `restarts`, or cap the act that restarts it"},
		{growsWithThreads, rulebook.Warning, "The length of a case does not grow with the number of its charges.",
			"take out `restarts`, or let the deadline be one of each charge"},
		{mutualWait, rulebook.Error, "No two matters wait for each other.",
			"let one of them go on without the other after a deadline"},
		{externalUnhandled, rulebook.Error, "Whatever may come from outside has a declared effect.",
			"say where the matter goes (`-> STAGE`), what it revokes, or `changes nothing`"},
		{unnamedCountRule, rulebook.Warning, "Every count of votes is named exactly.",
			"name the count and its version, not its family"},

		// Text.
		{uncodedClause, rulebook.Warning, "Every clause has a block, or says why it has none.",
			"add a block under its words, or `rule none: why`"},
		{blockWithoutText, rulebook.Warning, "Every block stands under words that members can read.",
			"write above the block what it says"},
		{danglingReference, rulebook.Error, "Every clause, act, stage and deadline that is referred to exists.",
			"mend the reference, or write what it refers to"},
		{undefinedTerm, rulebook.Error, "Every name in a block is declared.",
			"declare it, or mend the name"},
		{duplicateDeclaration, rulebook.Error, "Every name is declared once.",
			"give one of them another name"},
		{missingProperty, rulebook.Error, "Every statement says what it means nothing without.",
			"say it"},
		{unclearException, rulebook.Error, "It is clear what an exception stands for, and no two stand for the same at once.",
			"name one statement, and let the conditions exclude each other"},
		{numberMismatch, rulebook.Error, "The numbers of a block are those of its words.",
			"let the words and the block give the same number"},
		{fairnessWaiver, rulebook.Warning, "Nothing switches off notice, disclosure, hearing, reasons or appeal.",
			"take it out, or say what protects the person instead"},

		// Beyond the list of the design: what is missing or idle.
		{noConsequence, rulebook.Warning, "Every deadline says what happens when it has passed.",
			"add: otherwise EVENT"},
		{nobodyActs, rulebook.Error, "Every act has somebody who may do it.",
			"add: by WHO"},
		{deadAct, rulebook.Warning, "Every act can happen in some case.",
			"mend what it needs, or take it out"},
		{unreachableStage, rulebook.Warning, "Every stage is reached in some case.",
			"let an act lead there (`-> STAGE`), or take it out"},
		{unusedDeclaration, rulebook.Warning, "Whatever is declared is used.",
			"use it, or take it out"},
		{noStandardOfProof, rulebook.Warning, "It is said how surely a charge must be shown, and by whom.",
			"add: standard of proof NAME, and: burden on SIDE"},
		{catchAllOffence, rulebook.Warning, "An offence that could be anything must be charged with particulars.",
			"add `with particulars`"},
		{noticeTemplate, rulebook.Warning, "Every notice has a template, and every placeholder in it something to stand for.",
			"write the template, or mend it"},
		{exampleFails, rulebook.Error, "The rules can show every example.",
			"mend the rule or the example"},
	}
}

// kinds finds a check by name.
func kindNamed(name string) Kind {
	for _, k := range Kinds() {
		if k.Name == name {
			return k
		}
	}
	return Kind{Name: name, Severity: rulebook.Error}
}
