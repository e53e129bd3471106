package rulebook

import "slices"

// This file is the grammar: which statements there are, which properties each may have, and what each property looks
// like. The parser, the formatter and the suggestions read these tables, and a test prints them into the spec.
//
// In a property's pattern, lower-case words and signs stand for themselves, words in capitals are the shapes of
// shape.go, and [brackets] enclose what may be left out.

// A form is one way to write a property.
type form struct {
	key     Key
	pattern string
	many    bool // it may stand more than once in a statement
	joins   joint
}

// A joint says how a property is joined to what stands before it on its line. It matters to the formatter alone: the
// parser takes a comma or none.
type joint uint8

const (
	byComma   joint = iota
	afterHead       // without a comma after the head of its statement, and with one after a property
	always          // without a comma
)

// one is a property that may stand once in a statement.
func one(key Key, rest string) form { return form{key: key, pattern: string(key) + rest} }

// several is a property that may stand more than once.
func several(key Key, rest string) form {
	return form{key: key, pattern: string(key) + rest, many: true}
}

// joined is f for a property that reads on from the words before it.
func joined(f form) form { f.joins = always; return f }

// first is f for a property that reads on from the head of its statement.
func first(f form) form { f.joins = afterHead; return f }

var (
	byWho      = joined(one(KeyBy, " WHO"))
	inStages   = joined(one(KeyIn, " NAMES"))
	toStage    = joined(one(KeyGoto, " STAGE"))
	ofEvents   = first(one(KeyOf, " EVENTS"))
	ofName     = first(one(KeyOf, " NAME"))
	within     = one(KeyWithin, " DEADLINE")
	otherwise  = one(KeyOtherwise, " EVENTS")
	withReason = one(KeyWithReasons, "")
	onGround   = one(KeyOnGround, " NAMES")
	once       = one(KeyOnce, " ONCE")
	atMostN    = several(KeyAtMost, " N times [per PER]")
	outside    = one(KeyOutside, "")
	onlyWhen   = several(KeyOnlyWhen, " COND")
	favours    = one(KeyFavours, " SIDE")
	against    = one(KeyAgainst, " SIDE")
	imposes    = one(KeyImposes, " NAMES")
	tells      = several(KeyTells, " WHO")
	standing   = one(KeyStanding, "")
	isKind     = several(KeyIs, " ACTKIND")
	moves      = several(KeyMoves, " NAME")
	countedBy  = one(KeyCountedBy, " NAME")
	threshold  = one(KeyThreshold, " THRESHOLD")
	latchedAt  = one(KeyLatchedAt, " EVENTS")
	beginsWith = one(KeyBeginsWith, " EVENTS")
	endsWith   = one(KeyEndsWith, " EVENTS")
	quorum     = one(KeyQuorum, " N")
)

// conditions are what an event may have to wait for.
var conditions = []form{
	several(KeyNeeds, " NEEDED [since SINCE]"),
	several(KeyHeldUpBy, " EVENTS"),
	several(KeyAtLeast, " LIMIT after EVENTS"),
	several(KeyAtLeast, " LIMIT before BEFORE"),
	onlyWhen,
	several(KeyWhere, " COND"),
	several(KeyInitially, " MARK"),
}

// effects are what an event does to others.
var effects = []form{
	several(KeyObliges, " EVENTS"),
	several(KeyExcludes, " EVENTS"),
	several(KeyIncludes, " EVENTS"),
	several(KeyRevokes, " EVENTS"),
}

// actForms are what an act may have, and what a statement of its own may say of it.
var actForms = []form{
	byWho, inStages, toStage, withReason, onGround, once, atMostN, imposes, against, tells, isKind, moves,
	several(KeyNames, " NAMES"), several(KeyReleases, " NAMES"), several(KeyDraws, " NAMES"),
	one(KeyAppealOf, " EVENTS"), joined(one(KeyTo, " WHO")), standing,
}

var outcome = several(KeyOutcome, " OUTCOME")

// outcomeForms are what an outcome may have, on its own line.
var outcomeForms = []form{toStage, against, favours, imposes, several(KeySets, " SET"), several(KeyDraws, " NAMES")}

var clockForms = []form{
	toStage, ofEvents, inStages, once, atMostN, against, favours, tells, moves, isKind, standing,
	several(KeyFollows, " EVENTS"), onlyWhen, several(KeyInitially, " MARK"),
}

var bodyForms = []form{
	one(KeyAppointedBy, " WHO"), one(KeyElectedBy, " WHO"), one(KeyDrawnFrom, " WHO"),
	one(KeyRemovedBy, " WHO"), one(KeyOverseenBy, " WHO"), one(KeyPartOf, " WHO"),
	one(KeySeats, " N"), quorum, one(KeyMembers, " N"),
	several(KeyAtLeast, " N with NAMES"),
	one(KeyDecidesBy, " MAJORITY of BASE"), one(KeyTie, " -> VALUE"),
	one(KeyTerm, " LIMIT"),
	one(KeyVacanciesFrom, " WHO"), one(KeyVacanciesBy, " WHO"),
	one(KeyFallback, " -> WHO"), one(KeyCanAlwaysAct, ""),
	one(KeyElectorate, ""), outside, one(KeySide, " SIDE"),
}

// durationForms are what deadlines, duties and windows share.
var durationForms = []form{
	inStages, one(KeyWhile, " COND"), one(KeyRestarts, ""), one(KeyForEach, " EVENTS"),
	one(KeyFrees, " SIDE"), standing,
}

// dutyForms are what starts a duty or a window, and how long it is.
var dutyForms = []form{
	joined(one(KeyWithin, " DEADLINE [of EVENTS]")), joined(one(KeyAfter, " EVENTS")), joined(otherwise),
}

var voteForms = []form{
	one(KeyMajority, " MAJORITY of BASE"), one(KeyMajority, " SIMPLE of BASE"), quorum,
	one(KeySecret, ""), one(KeyRecorded, ""), one(KeyAbstain, " COUNT"), countedBy,
	one(KeyCarried, " -> STAGE"), one(KeyLost, " -> STAGE"), one(KeyTied, " -> STAGE"), one(KeyInquorate, " -> STAGE"),
	byWho, inStages, ofEvents, once, atMostN, tells, isKind, imposes, standing,
}

// A statementForm is what a kind of statement is about and may say.
type statementForm struct {
	kind    Kind
	subject string // its shape; empty when there is none
	forms   []form
	needs   []Key // it means nothing without one of these
	book    bool  // it belongs to the whole book and not to a procedure
}

var statementForms = []statementForm{
	{kind: KindStatus, subject: "NAME", book: true},
	{kind: KindBody, subject: "NAME", forms: bodyForms, book: true},
	{kind: KindOffice, subject: "NAME", forms: slices.Concat(bodyForms, []form{one(KeyDeputy, " NAMES")}), book: true},

	{kind: KindProcedure, subject: "NAME", forms: []form{
		beginsWith, one(KeyStages, " NESTED"), one(KeyEndsIn, " NESTED"), one(KeyRespondentIs, " NAMES")}},
	{kind: KindInProcedure, subject: "NAME"},
	{kind: KindRole, subject: "NAME", needs: []Key{KeySide}, forms: []form{one(KeySide, " SIDE")}},

	{kind: KindAct, subject: "NAME", forms: slices.Concat(actForms, conditions, effects, []form{outcome, ofEvents})},
	{kind: KindFact, subject: "NAME", forms: slices.Concat(effects, []form{
		one(KeyChangesNothing, " [except EVENTS]"), toStage, ofEvents, isKind, tells, outcome, inStages, moves})},
	{kind: KindClock, subject: "NAME", forms: slices.Concat(clockForms, effects, []form{outcome})},
	{kind: KindOn, subject: "SUBJECT", forms: slices.Concat(actForms, conditions, effects, []form{
		several(KeyFollows, " EVENTS"), favours})},
	{kind: KindOnlyOneOf, subject: "EVENTS"},

	{kind: KindThread, subject: "NAME", forms: []form{
		joined(one(KeyOpenedBy, " EVENTS")), one(KeyAtMost, " N")}},
	{kind: KindData, subject: "NAME", needs: []Key{KeyIn}, forms: []form{
		joined(one(KeyIn, " VALUES")), joined(one(KeySetBy, " EVENTS"))}},
	{kind: KindPredicate, subject: "NAME", forms: []form{
		joined(one(KeySetBy, " EVENTS")), one(KeyClearedBy, " EVENTS"), joined(one(KeyDecidedBy, " WHO"))}},
	{kind: KindMeasure, subject: "NAME", forms: []form{
		beginsWith, endsWith, one(KeyReviewedBy, " EVENTS"), one(KeyInterim, ""), several(KeyAffects, " NAMES")}},
	{kind: KindMayImpose, subject: "WHO", needs: []Key{KeyMayImpose}, forms: []form{joined(one(KeyMayImpose, " NAMES"))}},
	{kind: KindBar, subject: "WHO", needs: []Key{KeyFrom, KeyFromEach}, forms: []form{
		joined(one(KeyFromEach, " [of this matter]")), joined(one(KeyFrom, " WHO [of this matter]"))}},

	{kind: KindDeadline, subject: "NAME", forms: slices.Concat(durationForms, []form{
		one(KeyFromEntering, " NAMES"), one(KeyFrom, " EVENTS"), one(KeyUntil, " EVENTS"), within, otherwise})},
	{kind: KindMust, subject: "WHO", forms: slices.Concat(durationForms, dutyForms)},
	{kind: KindMay, subject: "WHO", forms: slices.Concat(durationForms, dutyForms)},
	{kind: KindExtension, subject: "NAMES", forms: []form{
		byWho, one(KeyAdds, " LIMIT"), atMostN, once, onGround}},
	{kind: KindPause, subject: "NAME", forms: []form{
		beginsWith, endsWith, one(KeyStops, " STOPPED"), one(KeyForAtMost, " LIMIT"), atMostN, once}},
	{kind: KindRestoration, subject: "EVENTS", forms: []form{
		byWho, one(KeyWithin, " DEADLINE [of EVENTS]"), atMostN, once, onGround}},

	{kind: KindNotice, subject: "NAME", forms: []form{
		ofEvents, joined(one(KeyTo, " WHO")), byWho, within, otherwise, inStages,
		several(KeyServed, " LIMIT [by MEDIUM]"), one(KeyReturned, " at most N times")}},
	{kind: KindChain, subject: "NAME", needs: []Key{KeyChain}, forms: []form{joined(one(KeyChain, " LINKS"))}},
	{kind: KindVote, subject: "NAME", forms: slices.Concat(voteForms, conditions, effects)},
	{kind: KindSignatures, subject: "NAME", forms: []form{
		ofName, threshold, one(KeyDated, ""), one(KeyWithdraw, ""), latchedAt, inStages}},
	{kind: KindNominations, subject: "NAME", forms: []form{
		byWho, threshold, countedBy, inStages, latchedAt}},
	{kind: KindDate, subject: "NAME", forms: slices.Concat(effects, []form{
		joined(one(KeySetBy, " EVENTS")), one(KeyIn, " RANGE"), toStage, isKind, tells, standing})},
	{kind: KindOccasion, subject: "NAME", forms: []form{
		one(KeyAtMost, " LIMIT apart"), first(one(KeyBy, " WHO")), standing, tells}},

	{kind: KindRanking, subject: "ITEMS", book: true},
	{kind: KindSanction, subject: "NAME", book: true, forms: []form{
		one(KeyNoRestriction, ""), one(KeyLastsAtMost, " LIMIT"), one(KeyLasts, " LIMIT"), one(KeyWithoutEnd, ""),
		one(KeyReadmission, " LIMIT [by WHO]"), several(KeyAffects, " NAMES")}},
	{kind: KindTable, subject: "NAME"},
	{kind: KindGrounds, subject: "NAME", needs: []Key{KeyItems}, forms: []form{items}},
	{kind: KindOffence, subject: "NAME", book: true, forms: []form{
		one(KeyInForce, " DATE"), one(KeyCatchAll, ""), one(KeyParticulars, "")}},
	{kind: KindLimitation, subject: "EVENTS", forms: []form{
		joined(one(KeyWithin, " LIMIT of SINCEWHEN")), joined(one(KeyUnless, " EVENTS"))}},
	{kind: KindStandard, subject: "NAME"},
	{kind: KindBurden, subject: "SIDENAME"},
	{kind: KindPublication, subject: "NAME", forms: []form{
		ofEvents, one(KeyPseudonymised, ""), one(KeyNames, " NAMES"), one(KeyEndsAfter, " LIMIT")}},
	{kind: KindRetention, subject: "NAME", needs: []Key{KeyFor}, forms: []form{joined(one(KeyFor, " LIMIT"))}},
	{kind: KindRights, subject: "[NAME]", needs: []Key{KeyItems}, forms: []form{joined(one(KeyOf, " NAMES")), items}},
	{kind: KindLink, subject: "NAME", forms: []form{
		joined(one(KeyExports, " VALUES")), one(KeyBoundedBy, " LIMIT"), ofName, outside}},
	{kind: KindAssume, subject: "EVENTS", forms: []form{
		joined(one(KeyAtMost, " N times")), joined(once), {key: KeyEach, pattern: "LIMIT each"}}},
	{kind: KindJoinder, forms: []form{joined(one(KeyBy, " EVENTS"))}, needs: []Key{KeyBy}},
	{kind: KindTransition, subject: "VERSION", book: true, forms: []form{
		several(KeyRenamed, " RENAMED"), several(KeyDropped, " NAMES")}},
}

// items is a closed list in braces.
var items = form{key: KeyItems, pattern: "BRACES", joins: always}
