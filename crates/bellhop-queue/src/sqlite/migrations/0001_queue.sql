-- The two lines. The order of publication is the order of `position`, which the writer assigns.
CREATE TABLE triggers (
    position       INTEGER PRIMARY KEY,
    key            BLOB    NOT NULL UNIQUE, -- the trigger's id and the message's, 16 bytes each
    accepted_at_ms INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    returned       INTEGER NOT NULL, -- 1 when it came back from a delay
    body           BLOB    NOT NULL  -- the envelope
) STRICT;

CREATE TABLE messages (
    position       INTEGER PRIMARY KEY,
    key            BLOB    NOT NULL UNIQUE,
    accepted_at_ms INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    returned       INTEGER NOT NULL,
    body           BLOB    NOT NULL
) STRICT;

-- The first of a line is its oldest, except for those that came back, which these find.
CREATE INDEX triggers_returned ON triggers (accepted_at_ms) WHERE returned = 1;
CREATE INDEX messages_returned ON messages (accepted_at_ms) WHERE returned = 1;

-- Those that wait until they are due.
CREATE TABLE delayed (
    number         INTEGER PRIMARY KEY,
    kind           TEXT    NOT NULL, -- 'trigger' or 'message'
    due_ms         INTEGER NOT NULL,
    key            BLOB    NOT NULL UNIQUE,
    accepted_at_ms INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    body           BLOB    NOT NULL
) STRICT;
CREATE INDEX delayed_due ON delayed (due_ms, number);
CREATE INDEX delayed_accepted ON delayed (accepted_at_ms);

-- Those that were given up.
CREATE TABLE dead_letters (
    number         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind           TEXT    NOT NULL,
    key            BLOB    NOT NULL,
    accepted_at_ms INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    reason         TEXT    NOT NULL,
    detail         TEXT    NOT NULL,
    dead_at_ms     INTEGER NOT NULL,
    body           BLOB    NOT NULL
) STRICT;
CREATE INDEX dead_letters_accepted ON dead_letters (accepted_at_ms);
