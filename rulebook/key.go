package rulebook

// The properties. A key is the property's leading words; where one key has several forms (at most N times,
// at most LIMIT apart), the fields that are set tell them apart. The comment says which fields are set.
const (
	// Bodies, offices and roles.
	KeyAppointedBy   Key = "appointed by"          // Events
	KeyElectedBy     Key = "elected by"            // Events
	KeyDrawnFrom     Key = "drawn by lot from"     // Events
	KeyRemovedBy     Key = "removed by"            // Events
	KeyOverseenBy    Key = "overseen by"           // Events
	KeyPartOf        Key = "part of"               // Events
	KeySeats         Key = "seats"                 // N
	KeyQuorum        Key = "quorum"                // N
	KeyMembers       Key = "members"               // N
	KeyDecidesBy     Key = "decides by"            // Value, Base
	KeyTie           Key = "tie"                   // Value: lost, carried, chair or an outcome
	KeyTerm          Key = "term"                  // Limit
	KeyVacanciesFrom Key = "vacancies filled from" // Events
	KeyVacanciesBy   Key = "vacancies filled by"   // Events
	KeyFallback      Key = "if it cannot act"      // Events
	KeyCanAlwaysAct  Key = "can always act"
	KeyElectorate    Key = "electorate"
	KeyOutside       Key = "outside"
	KeyDeputy        Key = "deputy" // Events
	KeySide          Key = "side"   // Value

	// Procedures.
	KeyBeginsWith   Key = "begins with"   // Events
	KeyStages       Key = "stages"        // Stages
	KeyEndsIn       Key = "ends in"       // Stages
	KeyRespondentIs Key = "respondent is" // Events: a status, "unit" or "group"

	// Acts.
	KeyBy             Key = "by"              // Events
	KeyIn             Key = "in"              // Events: stages; of data its values; of a date Limit, Limit2
	KeyGoto           Key = "->"              // Goto
	KeyOutcome        Key = "outcome"         // Events: its name; Props
	KeyOf             Key = "of"              // Events
	KeyWithReasons    Key = "with reasons"    //
	KeyOnGround       Key = "on ground"       // Events
	KeyOnce           Key = "once"            // N: 1
	KeyAtMost         Key = "at most"         // N, Per; of an occasion Limit
	KeyNames          Key = "names"           // Events
	KeyReleases       Key = "releases"        // Events
	KeyDraws          Key = "draws"           // Events
	KeyAgainst        Key = "against"         // Value
	KeyFavours        Key = "favours"         // Value
	KeyImposes        Key = "imposes"         // Events: "sanction" for whatever the table allows
	KeyAppealOf       Key = "appeal of"       // Events
	KeyTo             Key = "to"              // Events
	KeyMoves          Key = "moves"           // Events
	KeyTells          Key = "tells"           // Events
	KeyIs             Key = "is"              // Value
	KeyChangesNothing Key = "changes nothing" // Events: after "except"
	KeyStanding       Key = "standing"        //
	KeySets           Key = "sets"            // Pairs: data and value

	// Conditions and effects.
	KeyNeeds     Key = "needs"      // Events, Join, Since
	KeyHeldUpBy  Key = "held up by" // Events, Join
	KeyAtLeast   Key = "at least"   // Limit, Before, Events; of a body N, Events
	KeyOnlyWhen  Key = "only when"  // Cond
	KeyWhere     Key = "where"      // Cond
	KeyObliges   Key = "obliges"    // Events
	KeyExcludes  Key = "excludes"   // Events
	KeyIncludes  Key = "includes"   // Events
	KeyRevokes   Key = "revokes"    // Events
	KeyFollows   Key = "follows"    // Events, Join
	KeyInitially Key = "initially"  // Value: excluded, owed

	// Threads, data, measures, bars.
	KeyOpenedBy     Key = "opened by"       // Events
	KeySetBy        Key = "set by"          // Events
	KeyClearedBy    Key = "cleared by"      // Events
	KeyDecidedBy    Key = "decided by"      // Events
	KeyEndsWith     Key = "ends with"       // Events
	KeyReviewedBy   Key = "reviewed by"     // Events
	KeyInterim      Key = "interim"         //
	KeyAffects      Key = "affects"         // Events
	KeyMayImpose    Key = "may impose"      // Events
	KeyFrom         Key = "from"            // Events, Join
	KeyFromEach     Key = "from each other" //
	KeyFromEntering Key = "from entering"   // Events: stages

	// Deadlines, duties, windows, extensions, pauses, restoration.
	KeyUntil     Key = "until"        // Events, Join
	KeyWhile     Key = "while"        // Cond
	KeyWithin    Key = "within"       // Limit; of a duty or window Events: what starts it; of a limitation Value
	KeyOtherwise Key = "otherwise"    // Events
	KeyRestarts  Key = "restarts"     //
	KeyForEach   Key = "for each"     // Events
	KeyFrees     Key = "frees"        // Value
	KeyAfter     Key = "after"        // Events
	KeyAdds      Key = "adds"         // Limit
	KeyStops     Key = "stops"        // Events, or Value "all" and the exceptions in Events
	KeyForAtMost Key = "for at most"  // Limit
	KeyServed    Key = "served after" // Limit, Value: the medium
	KeyReturned  Key = "returned"     // N
	KeyChain     Key = ":"            // Events: its links, in order
	KeyThreshold Key = "threshold"    // N, Percent, Value: larger of, smaller of; Events: of what
	KeySecret    Key = "secret"       //
	KeyRecorded  Key = "recorded"     //
	KeyAbstain   Key = "abstentions"  // Value: count
	KeyMajority  Key = "majority"     // Value, Base
	KeyCountedBy Key = "counted by"   // Events
	KeyCarried   Key = "carried"      // Goto
	KeyLost      Key = "lost"         // Goto
	KeyTied      Key = "tied"         // Goto
	KeyInquorate Key = "inquorate"    // Goto
	KeyDated     Key = "dated"        //
	KeyWithdraw  Key = "withdrawable" //
	KeyLatchedAt Key = "latched at"   // Events

	// The rest.
	KeyNoRestriction Key = "no restriction"    //
	KeyLasts         Key = "lasts"             // Limit
	KeyLastsAtMost   Key = "lasts at most"     // Limit
	KeyWithoutEnd    Key = "without end"       //
	KeyReadmission   Key = "readmission after" // Limit, Events: by whom
	KeyItems         Key = "{}"                // Events: the items of a closed list
	KeyInForce       Key = "in force from"     // Date
	KeyCatchAll      Key = "catch-all"         //
	KeyParticulars   Key = "with particulars"  //
	KeyUnless        Key = "unless"            // Events
	KeyPseudonymised Key = "pseudonymised"     //
	KeyEndsAfter     Key = "ends after"        // Limit
	KeyFor           Key = "for"               // Limit
	KeyExports       Key = "exports"           // Events
	KeyBoundedBy     Key = "bounded by"        // Limit
	KeyEach          Key = "each"              // Limit
	KeyRenamed       Key = "renamed"           // Events: the old and the new name
	KeyDropped       Key = "dropped"           // Events
)
