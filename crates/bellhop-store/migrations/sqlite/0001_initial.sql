-- Times are milliseconds since 1970 (`…_ms`); ids of triggers and messages are the 16 bytes of a UUID.
-- `sealed…` columns are encrypted; no other column ever holds a secret.

-- One row: what tells the right secrets key from a wrong one.
CREATE TABLE key_check (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BLOB NOT NULL
);

-- Facts about the store as a whole, such as when it last recorded something.
CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE workspaces (
    workspace      TEXT PRIMARY KEY,
    sealed_secret  BLOB NOT NULL,
    sealed_api_key BLOB
) WITHOUT ROWID;

-- One Slack credential. `workspace` is the one that brought it first.
CREATE TABLE connections (
    connection_id  TEXT PRIMARY KEY,
    workspace      TEXT NOT NULL,
    kind           TEXT NOT NULL,
    sealed         BLOB NOT NULL,
    created_at_ms  INTEGER NOT NULL,
    -- All three are null while it is active.
    disabled_at_ms INTEGER,
    reason         TEXT,
    detail         TEXT
) WITHOUT ROWID;

-- Which workspaces use a connection: two environments may share one Slack app.
CREATE TABLE connection_workspaces (
    workspace     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    PRIMARY KEY (workspace, connection_id)
) WITHOUT ROWID;

-- `seq` is the order of creation, which pages follow; AUTOINCREMENT keeps a deleted profile's place
-- from being given to another.
CREATE TABLE profiles (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace     TEXT NOT NULL,
    distinct_id   TEXT NOT NULL,
    body          TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    UNIQUE (workspace, distinct_id)
);
CREATE INDEX profiles_in_order ON profiles (workspace, seq);

-- A trigger holds its idempotency key until it is purged, or until the key has expired and another
-- trigger claims it. The claim is on a hash of workspace and key, because it is looked for and kept at
-- random places of its index, so its size counts.
CREATE TABLE triggers (
    trigger_id          BLOB PRIMARY KEY,
    workspace           TEXT NOT NULL,
    accepted_at_ms      INTEGER NOT NULL,
    start               TEXT NOT NULL,
    recipients          INTEGER NOT NULL,
    idempotency_key     TEXT,
    claim               BLOB UNIQUE,
    claim_expires_at_ms INTEGER,
    published           INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX triggers_by_acceptance ON triggers (accepted_at_ms);

-- A table with row ids on purpose: rows are appended and updated where they are, and only the index
-- on the ids, which are hashes, is written at random places.
CREATE TABLE messages (
    seq             INTEGER PRIMARY KEY,
    message_id      BLOB NOT NULL UNIQUE,
    trigger_id      BLOB NOT NULL,
    workspace       TEXT NOT NULL,
    distinct_id     TEXT NOT NULL,
    template        TEXT NOT NULL,
    -- These four are null for a message that planning refused.
    category        TEXT,
    connection_id   TEXT,
    target_kind     TEXT,
    target_id       TEXT,
    -- Where it went once that was known: a channel or a user.
    destination     TEXT,
    -- Null while it waits.
    outcome         TEXT,
    reason          TEXT,
    detail          TEXT,
    receipt_channel TEXT,
    receipt_ts      TEXT,
    accepted_at_ms  INTEGER NOT NULL,
    updated_at_ms   INTEGER NOT NULL,
    -- Since when Slack may have it, while the answer to an attempt is not known.
    attempted_at_ms INTEGER,
    -- One JSON object a line, oldest first.
    timeline        TEXT NOT NULL
);
CREATE INDEX messages_of_trigger ON messages (trigger_id, seq);

-- What each shard's desk last said of what waits at it, as JSON that is only ever read whole.
CREATE TABLE backlogs (
    shard INTEGER PRIMARY KEY,
    body  TEXT NOT NULL
);

-- Messages that wait here and not in the queue, because their lanes are long. A row goes with the end of
-- its message.
CREATE TABLE spilled (
    message_id    BLOB NOT NULL PRIMARY KEY,
    shard         INTEGER NOT NULL,
    -- A hash of the connection and of the conversation, or of the address while that is not known.
    lane          INTEGER NOT NULL,
    -- The `seq` of its record.
    place         INTEGER NOT NULL,
    connection_id TEXT NOT NULL,
    -- 0 is the most urgent.
    category      INTEGER NOT NULL,
    body          TEXT NOT NULL
);
CREATE INDEX spilled_in_order ON spilled (lane, place);

-- What waits until a time of day; whoever took it has it until `claimed_until_ms`.
CREATE TABLE timers (
    timer_id         BLOB PRIMARY KEY,
    due_at_ms        INTEGER NOT NULL,
    claimed_until_ms INTEGER NOT NULL DEFAULT 0,
    kind             TEXT NOT NULL,
    workspace        TEXT NOT NULL,
    trigger_id       BLOB NOT NULL,
    body             TEXT NOT NULL
);
CREATE INDEX timers_by_due ON timers (due_at_ms);
CREATE INDEX timers_of_trigger ON timers (trigger_id);

-- Collections of events. `slot` says of what, while one takes events; `body` is the trigger that starts
-- when it ends.
CREATE TABLE digests (
    digest_id BLOB PRIMARY KEY,
    slot      BLOB UNIQUE,
    events    INTEGER NOT NULL,
    body      TEXT NOT NULL
);
-- `data` is null for events that are counted and not shown.
CREATE TABLE digest_events (
    message_id  BLOB PRIMARY KEY,
    digest_id   BLOB NOT NULL,
    trigger_id  BLOB NOT NULL,
    number      INTEGER NOT NULL,
    distinct_id TEXT NOT NULL,
    data        TEXT
);
CREATE INDEX digest_events_in_order ON digest_events (digest_id, number);
CREATE INDEX digest_events_of_trigger ON digest_events (trigger_id);

-- What throttles let pass, and what not, so that asking again gives the same answer.
CREATE TABLE throttled (
    execution_id  BLOB PRIMARY KEY,
    slot          BLOB NOT NULL,
    at_ms         INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    passed        INTEGER NOT NULL
);
CREATE INDEX throttled_by_slot ON throttled (slot, at_ms);
CREATE INDEX throttled_by_expiry ON throttled (expires_at_ms);

-- Triggers that can be called off, by a hash of workspace and key where they have one.
CREATE TABLE runs (
    trigger_id   BLOB PRIMARY KEY,
    workspace    TEXT NOT NULL,
    cancellation BLOB
);
CREATE INDEX runs_by_cancellation ON runs (cancellation) WHERE cancellation IS NOT NULL;
-- For whom they were; an empty `distinct_id` is everybody.
CREATE TABLE cancelled (
    trigger_id  BLOB NOT NULL,
    distinct_id TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    PRIMARY KEY (trigger_id, distinct_id)
);

-- Messages that live and change: where each card is. Channel and ts are null once it is gone.
CREATE TABLE cards (
    connection_id  TEXT NOT NULL,
    -- The channel, or the person whose DM it is in.
    conversation   TEXT NOT NULL,
    workspace      TEXT NOT NULL,
    card_key       TEXT NOT NULL,
    channel        TEXT,
    ts             TEXT,
    -- The message whose words it shows, and when that message's trigger was accepted.
    message_id     BLOB NOT NULL,
    accepted_at_ms INTEGER NOT NULL,
    updated_at_ms  INTEGER NOT NULL,
    PRIMARY KEY (workspace, card_key, connection_id, conversation)
) WITHOUT ROWID;
CREATE INDEX cards_by_change ON cards (updated_at_ms);

-- Destinations that Slack says are gone: nothing is sent to them until somebody looks again. The mark
-- `quarantine` counts the changes of this table.
CREATE TABLE quarantine (
    connection_id TEXT NOT NULL,
    kind          TEXT NOT NULL,
    -- Empty for a webhook, whose only channel is not known.
    destination   TEXT NOT NULL,
    reason        TEXT NOT NULL,
    detail        TEXT NOT NULL,
    since_ms      INTEGER NOT NULL,
    look_at_ms    INTEGER NOT NULL,
    PRIMARY KEY (connection_id, kind, destination)
) WITHOUT ROWID;

-- The history of each template: the newest is what is served. `content` is all its files, as JSON.
CREATE TABLE template_versions (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    slug          TEXT NOT NULL,
    version       TEXT NOT NULL,
    content       TEXT NOT NULL,
    source        TEXT NOT NULL,
    note          TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
);
CREATE INDEX template_versions_of_template ON template_versions (slug, number);

CREATE TABLE template_drafts (
    slug          TEXT PRIMARY KEY,
    content       TEXT NOT NULL,
    updated_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- What each template was lately filled with, to try a new version with. It is what callers sent, and may
-- be about people.
CREATE TABLE template_samples (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace   TEXT NOT NULL,
    slug        TEXT NOT NULL,
    message_id  BLOB NOT NULL,
    distinct_id TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    version     TEXT,
    -- Both are null where it could be rendered.
    reason      TEXT,
    detail      TEXT,
    data        TEXT NOT NULL
);
CREATE INDEX template_samples_of_template ON template_samples (workspace, slug, number);
CREATE INDEX template_samples_by_time ON template_samples (at_ms);
CREATE INDEX template_samples_of_person ON template_samples (workspace, distinct_id);

-- How each template does with the messages of a workspace.
CREATE TABLE template_conditions (
    workspace           TEXT NOT NULL,
    slug                TEXT NOT NULL,
    last_rendered_at_ms INTEGER,
    last_failed_at_ms   INTEGER,
    last_failure        TEXT,
    PRIMARY KEY (workspace, slug)
) WITHOUT ROWID;
