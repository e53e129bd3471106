-- What is known at the door: see package signin. Instants are milliseconds
-- since 1970, UTC. Keys are hashes, or no secrets.
CREATE TABLE signin (
    kind    TEXT    NOT NULL,
    key     BLOB    NOT NULL,
    person  TEXT    NOT NULL, -- empty while nobody is known
    data    BLOB    NOT NULL, -- JSON
    made    INTEGER NOT NULL,
    ends    INTEGER,          -- NULL for never
    version INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX signin_person ON signin (kind, person, made);
CREATE INDEX signin_ends ON signin (ends) WHERE ends IS NOT NULL;
