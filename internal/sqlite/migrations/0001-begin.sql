-- The streams, each with a short number for use in this file.
CREATE TABLE stream (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE
) STRICT;

-- What happened. The events of a stream stand side by side: place is the stream's number and, in its lowest 24 bits, the
-- event's. Nothing here is ever changed.
CREATE TABLE event (
    place       INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL, -- microseconds since 1970, UTC
    by_person   TEXT NOT NULL,
    for_person  TEXT NOT NULL,
    as_capacity TEXT NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,    -- JSON
    stream      INTEGER AS (place >> 24) VIRTUAL,
    n           INTEGER AS (place & 16777215) VIRTUAL
) STRICT;

-- Who read what. Nothing here is ever changed.
CREATE TABLE reading (
    number INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES stream (number),
    at     INTEGER NOT NULL,
    person TEXT NOT NULL,
    as_capacity TEXT NOT NULL,
    what   TEXT NOT NULL
) STRICT;
CREATE INDEX reading_stream ON reading (stream, number);

-- From here to the messages all is an index: worked out from the events, and made anew by rebuild.
CREATE TABLE entry (
    stream     INTEGER PRIMARY KEY REFERENCES stream (number),
    reference  TEXT NOT NULL UNIQUE,
    procedure  TEXT NOT NULL,
    stage      TEXT NOT NULL,
    final      INTEGER NOT NULL,
    outcome    TEXT NOT NULL,
    opened     INTEGER NOT NULL, -- days are numbers of calendar.Date; 0 is none
    changed    INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    due_what   TEXT NOT NULL,
    next_day   INTEGER NOT NULL,
    delay      TEXT NOT NULL,
    caseworker TEXT NOT NULL,
    events     INTEGER NOT NULL,
    receipt    TEXT NOT NULL,
    parts      TEXT NOT NULL,    -- JSON
    search     TEXT NOT NULL
) STRICT;
CREATE INDEX entry_next_day ON entry (next_day) WHERE next_day <> 0;

-- Short numbers of the people who have a part in something. 0 stands for everyone: who may see all.
CREATE TABLE person (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE
) STRICT;

-- What a person's queue holds, with what it is sorted and filtered by, so that a page of it is read in one place.
CREATE TABLE part (
    person     INTEGER NOT NULL,
    final      INTEGER NOT NULL,
    due        INTEGER NOT NULL, -- the largest number when nothing is
    reference  TEXT NOT NULL,
    opened     INTEGER NOT NULL,
    changed    INTEGER NOT NULL,
    procedure  TEXT NOT NULL,
    stage      TEXT NOT NULL,
    capacities TEXT NOT NULL,    -- each between line ends
    stream     INTEGER NOT NULL,
    PRIMARY KEY (person, final, due, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_opened ON part (person, final, opened, reference);
CREATE INDEX part_changed ON part (person, final, changed, reference);
CREATE INDEX part_reference ON part (person, final, reference);

-- The words that each person may find a matter by, as NUMBER_word; its rowid is the stream's number. A search for the
-- words of one person never touches another's.
CREATE VIRTUAL TABLE words USING fts5 (
    terms, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '_'"
);

-- What waits to be announced.
CREATE TABLE message (
    id        TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    stream    INTEGER NOT NULL REFERENCES stream (number),
    letter    INTEGER NOT NULL,
    not_until INTEGER NOT NULL, -- microseconds since 1970, UTC
    tries     INTEGER NOT NULL,
    failure   TEXT NOT NULL,
    sent      INTEGER           -- null: not yet
) STRICT;
CREATE INDEX message_waiting ON message (not_until, id) WHERE sent IS NULL;

-- What somebody has typed and not sent.
CREATE TABLE draft (
    key   TEXT PRIMARY KEY,
    body  BLOB NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_until ON draft (until);
