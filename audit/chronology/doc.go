// Package chronology reads records of what happened, as a stream of entries:
// chronologies in CSV, the same in JSON Lines, and event logs in XES (IEEE 1849).
//
// It says what a record says and nothing more. It does not judge dates, put
// entries in order, fill in what is missing or decide what an event means. What
// it cannot read it reports, with the place and a hint, and counts; it never
// drops a row in silence. Memory does not grow with the log. The package is
// pure: it reads from the [io.Reader] it is given and from nowhere else.
//
// This comment is the specification of the formats.
//
// # Recognising a log
//
// The name of a file says nothing. A log that begins with the two bytes of gzip
// is decompressed, once. Then a byte order mark is taken off, and the first byte
// that is no white space decides: < begins XES, { and [ begin JSON, and anything
// else CSV. A text is UTF-8. Where it is not, it is read as Windows-1252, of
// which Latin-1 is a part, and this is said once (encoding). UTF-16, spreadsheets,
// PDF and other binary files are refused (binary-file), and so is a file with
// nothing in it (empty-file).
//
// White space around a value is dropped, and an empty value says nothing. A value
// with a control character other than a tab or a line break is refused (bad-text).
//
// # CSV
//
// RFC 4180: a field with the separator, a line break or a quotation mark stands
// between quotation marks, and a quotation mark inside it is written twice. The
// separator is a comma, a semicolon or a tab, whichever finds most of the known
// columns in the header, or what a first line "sep=;" names. The first row names
// the columns, in capitals or not, in any order:
//
//	date    when it happened, in EDTF: 2019-04-10, 2019-04, 2019-04-10/2019-04-20, 2019-07?  (needed)
//	event   what happened, in the words of the log  (needed)
//	by      who did it
//	as      in what capacity
//	to      to whom
//	matter  the matter it belongs to
//	ground  the ground that was given
//	note    anything that helps a reader
//	source  where the record comes from
//	seq     a whole number from 1 up; within a matter, a lower one came first
//
// Any other column becomes Data under its name as written; one without a name is
// called "column 7" after its place. A row has as many fields as the header.
// Blank rows are passed over. Dates are not looked into. Two columns of one name
// are refused (column-twice), and so is a header without date or event
// (no-column). A name one slip from a known one is data, and is told
// (near-column).
//
// # JSON Lines
//
// One object a line, or one array of objects. The keys are the columns of CSV, in
// capitals or not; any other key becomes Data. A value is a text, or a number,
// true or false, which become the text as written; null says nothing. An object
// or list inside an object is refused (nested-value), and so is a key given twice
// (key-twice): which of the two is meant, nobody can say.
//
// # XES
//
// A trace is a matter, even if another bears the same name. Its concept:name is
// the matter's; without one it is called "trace 7" after its place in the log
// (unnamed-trace). Of an event these attributes are read, by their literal keys,
// in any order:
//
//	concept:name          Event  (needed)
//	time:timestamp        Date, as written, and Instant  (needed)
//	org:resource          By
//	org:role              As
//	seq                   Seq
//	lifecycle:transition  Data, unless it is "complete"
//
// Other attributes of events and traces are passed over unless
// [Options.Attributes] asks for them, and then become Data. Attributes of
// attributes are passed over, and so are the extensions, classifiers and
// attributes of the log. Lists and containers have no single value; one that is
// asked for is told, once, and so is an element that XES does not know
// (unread-element). The values in <global> are what an editor offers for a new
// event: an event that is silent stays silent. An event that stands in no trace
// is an entry without a matter, as the standard allows.
//
// A timestamp is xs:dateTime with a year from 0001 to 9999; the time, its seconds
// and the offset may be missing, a space may stand for the T, and the offset may
// be +0200 or +02. Digits beyond nanoseconds are dropped. Midnight is reported as
// a time.
//
// The XML may use namespace prefixes, which are not looked at, either quotation
// mark, comments, CDATA, and character references; the encoding it declares may
// be UTF-8, US-ASCII, ISO-8859-1 or Windows-1252. A document type declaration is
// refused, so a document can declare no entities.
//
// # What is reported
//
// A defect of one event is told at the beginning of its row, object or <event>,
// or at the field at fault; the event is left out and counted, and reading goes
// on:
//
//	field-count, bad-quote     the row is not CSV under this header
//	bad-json, nested-value     the object is not JSON, or not flat
//	no-date, no-event          what every entry must say is missing
//	bad-timestamp, bad-seq     the time or number cannot be understood
//	bad-text, key-twice        a value or key cannot be taken
//	misplaced                  an event or trace of XES stands inside another
//	too-long                   an object, event or trace is beyond the bounds below
//
// These spoil no event: encoding, near-column, unread-element, unnamed-trace; and
// bad-text, key-twice and too-long when it is the trace that says so. The first
// encoding, unread-element and unnamed-trace of a log stand for all.
//
// These end the reading. Entries before that place have been returned; an event
// that is cut in two is counted as unreadable:
//
//	empty-file, binary-file, encoding  nothing can be read
//	line-ends, no-column, column-twice the header cannot be used
//	bad-quote, too-long                the header has too much, or a row or tag does not end
//	not-xes, bad-xml, too-deep         the XML is no log, or not well formed
//	bad-json                           something follows the array
//	cut-short, damaged-file            the file ends in the middle, or its compression is damaged
//
// # Bounds
//
// A row, an object and a tag have at most 1 MiB, and so has what is kept of one
// event or trace; a header has at most 1000 columns, an object at most 1000 keys;
// elements stand at most 256 deep. A trace of more than 16,384 events, or of much
// text, is returned in several batches.
package chronology
