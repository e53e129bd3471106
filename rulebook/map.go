package rulebook

// Map says what the words of a log mean in a rule book.
type Map struct {
	File          string
	Entries       []MapEntry    // in order: of those with the same words the first that fits is meant
	Values        []MapValue    // what a column says of a datum
	Complete      []MapComplete // what the log records whenever it happens
	Actors        []MapActor
	Matters       []MapMatter
	Procedures    []Event // in the order of the map
	TimesAreDates bool    // times of day mean nothing
}

// MapEntry says what an entry of the log with these words is.
type MapEntry struct {
	Procedure string // whose matters it is for; empty for all
	Words     string
	When      []MapCond // all must hold
	Events    []Event   // what happened, in turn; none when ignored
	Ignored   bool      // dropped on purpose, in matters of every procedure
	With      [][2]string

	Conduct, Received, Opened, Discovery bool // the date it sets

	Pos Pos
}

// MapCond is that a column of an entry holds a value.
type MapCond struct {
	Column, Value string
	Pos           Pos
}

// MapValue is that a value in a column sets a datum.
type MapValue struct {
	Procedure     string
	Column, Value string
	Data, Is      string
	Pos           Pos
}

// MapComplete is an event whose absence from the log is evidence that it did not happen.
type MapComplete struct {
	Procedure string
	All       bool  // every event of the procedure
	Event     Event // when not All
	Pos       Pos
}

// MapActor is who is meant by words in the columns by and to, or in the column as.
type MapActor struct {
	Words string
	As    bool // in the column as alone
	Role  Event
	Pos   Pos
}

// MapMatter says to which procedure a matter of the log belongs.
type MapMatter struct {
	Words     string
	Begins    bool // it is enough that the matter's name begins with Words
	Procedure Event
	Pos       Pos
}
