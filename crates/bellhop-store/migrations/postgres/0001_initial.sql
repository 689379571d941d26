-- Times are milliseconds since 1970 (`…_ms`); `sealed…` columns are encrypted, and no other column ever
-- holds a secret. Texts that are keys are compared by their bytes (collation "C"): quicker, and the
-- same order everywhere.

-- One row: what tells the right secrets key from a wrong one.
CREATE TABLE key_check (
    id     smallint PRIMARY KEY CHECK (id = 1),
    sealed bytea NOT NULL
);

-- Facts about the store as a whole, such as how many shards there are.
CREATE TABLE marks (
    name  text COLLATE "C" PRIMARY KEY,
    value bigint NOT NULL
);

-- When the record last changed: the newest of all slots. Each process has a slot, as with a single row
-- they would wait for one another's commits. A page holds few rows, so that updates stay in it.
CREATE TABLE activity (
    slot  smallint PRIMARY KEY,
    at_ms bigint NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE workspaces (
    workspace      text COLLATE "C" PRIMARY KEY,
    sealed_secret  bytea NOT NULL,
    sealed_api_key bytea
);

-- One Slack credential. `workspace` is the one that brought it first.
CREATE TABLE connections (
    connection_id  text COLLATE "C" PRIMARY KEY,
    workspace      text COLLATE "C" NOT NULL,
    kind           text NOT NULL,
    sealed         bytea NOT NULL,
    created_at_ms  bigint NOT NULL,
    -- All three are null while it is active.
    disabled_at_ms bigint,
    reason         text,
    detail         text
);

-- Which workspaces use a connection: two environments may share one Slack app.
CREATE TABLE connection_workspaces (
    workspace     text COLLATE "C" NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, connection_id)
);

-- `seq` is the order of creation, which pages follow.
CREATE TABLE profiles (
    seq           bigint GENERATED ALWAYS AS IDENTITY,
    workspace     text COLLATE "C" NOT NULL,
    distinct_id   text COLLATE "C" NOT NULL,
    body          text NOT NULL,
    created_at_ms bigint NOT NULL,
    updated_at_ms bigint NOT NULL,
    PRIMARY KEY (workspace, distinct_id)
);
CREATE UNIQUE INDEX profiles_in_order ON profiles (workspace, seq);

-- A trigger holds its idempotency key until it is purged, or until the key has expired and another
-- trigger claims it. The claim is on a hash of workspace and key, because it is looked for and kept at
-- random places of its index, so its size counts. Room is left in each page for the note that the
-- trigger is published, which then touches no index.
CREATE TABLE triggers (
    trigger_id          uuid PRIMARY KEY,
    workspace           text COLLATE "C" NOT NULL,
    accepted_at_ms      bigint NOT NULL,
    start               text NOT NULL,
    recipients          bigint NOT NULL,
    idempotency_key     text,
    claim               bytea UNIQUE,
    claim_expires_at_ms bigint,
    published           boolean NOT NULL DEFAULT false
) WITH (fillfactor = 45);
CREATE INDEX triggers_by_acceptance ON triggers (accepted_at_ms);

-- Room is left in each page for the end of a message: no indexed column changes with it.
CREATE TABLE messages (
    message_id      uuid PRIMARY KEY,
    -- The order of planning.
    seq             bigint GENERATED ALWAYS AS IDENTITY,
    trigger_id      uuid NOT NULL,
    workspace       text COLLATE "C" NOT NULL,
    distinct_id     text NOT NULL,
    template        text NOT NULL,
    -- These four are null for a message that planning refused.
    category        text,
    connection_id   text,
    target_kind     text,
    target_id       text,
    -- Where it went once that was known: a channel or a user.
    destination     text,
    -- Null while it waits.
    outcome         text,
    reason          text,
    detail          text,
    receipt_channel text,
    receipt_ts      text,
    accepted_at_ms  bigint NOT NULL,
    updated_at_ms   bigint NOT NULL,
    -- Since when Slack may have it, while the answer to an attempt is not known.
    attempted_at_ms bigint,
    -- One JSON object a line, oldest first.
    timeline        text NOT NULL
) WITH (fillfactor = 40);
CREATE INDEX messages_of_trigger ON messages (trigger_id, seq);

-- Workers that share the shards, and until when each counts as alive.
CREATE TABLE shard_workers (
    worker        uuid PRIMARY KEY,
    expires_at_ms bigint NOT NULL
);

-- Who owns a shard, and until when; nobody when `worker` is null. `generation` counts its owners.
CREATE TABLE shard_leases (
    shard         integer PRIMARY KEY,
    worker        uuid,
    generation    bigint NOT NULL,
    expires_at_ms bigint NOT NULL
);

-- The history of each template: the newest is what is served. `content` is all its files, as JSON.
CREATE TABLE template_versions (
    number        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug          text COLLATE "C" NOT NULL,
    version       text COLLATE "C" NOT NULL,
    content       text NOT NULL,
    source        text NOT NULL,
    note          text NOT NULL,
    created_at_ms bigint NOT NULL
);
CREATE INDEX template_versions_of_template ON template_versions (slug, number);

CREATE TABLE template_drafts (
    slug          text COLLATE "C" PRIMARY KEY,
    content       text NOT NULL,
    updated_at_ms bigint NOT NULL
);
