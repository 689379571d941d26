-- The two lines. The order of publication is the order of `position`, which the writer assigns.
CREATE TABLE triggers (
    position       INTEGER PRIMARY KEY,
    key            BLOB    NOT NULL UNIQUE, -- the trigger's id and the message's, 16 bytes each
    accepted_at_ms INTEGER NOT NULL,
    body           BLOB    NOT NULL  -- the envelope
) STRICT;

CREATE TABLE messages (
    position       INTEGER PRIMARY KEY,
    key            BLOB    NOT NULL UNIQUE,
    accepted_at_ms INTEGER NOT NULL,
    body           BLOB    NOT NULL
) STRICT;

-- Those that were given up.
CREATE TABLE dead_letters (
    number         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind           TEXT    NOT NULL, -- 'trigger' or 'message'
    key            BLOB    NOT NULL,
    accepted_at_ms INTEGER NOT NULL,
    reason         TEXT    NOT NULL,
    detail         TEXT    NOT NULL,
    dead_at_ms     INTEGER NOT NULL,
    body           BLOB    NOT NULL
) STRICT;
CREATE INDEX dead_letters_accepted ON dead_letters (accepted_at_ms);
