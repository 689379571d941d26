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

-- What each shard's desk last said of what waits at it, as JSON that is only ever read whole.
CREATE TABLE backlogs (
    shard integer PRIMARY KEY,
    body  text NOT NULL
);

-- Messages that wait here and not in the queue, because their lanes are long. A row goes with the end of
-- its message.
CREATE TABLE spilled (
    message_id    uuid PRIMARY KEY,
    shard         integer NOT NULL,
    -- A hash of the connection and of the conversation, or of the address while that is not known.
    lane          bigint NOT NULL,
    -- The `seq` of its record.
    place         bigint NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    -- 0 is the most urgent.
    category      smallint NOT NULL,
    body          text NOT NULL
);
CREATE INDEX spilled_in_order ON spilled (lane, place);

-- What waits until a time of day; whoever took it has it until `claimed_until_ms`.
CREATE TABLE timers (
    timer_id         uuid PRIMARY KEY,
    due_at_ms        bigint NOT NULL,
    claimed_until_ms bigint NOT NULL DEFAULT 0,
    kind             text COLLATE "C" NOT NULL,
    workspace        text COLLATE "C" NOT NULL,
    trigger_id       uuid NOT NULL,
    body             text COLLATE "C" NOT NULL
);
CREATE INDEX timers_by_due ON timers (due_at_ms);
CREATE INDEX timers_of_trigger ON timers (trigger_id);

-- Collections of events. `slot` says of what, while one takes events; `body` is the trigger that starts
-- when it ends.
CREATE TABLE digests (
    digest_id uuid PRIMARY KEY,
    slot      bytea UNIQUE,
    events    bigint NOT NULL,
    body      text COLLATE "C" NOT NULL
);
-- `data` is null for events that are counted and not shown.
CREATE TABLE digest_events (
    message_id  uuid PRIMARY KEY,
    digest_id   uuid NOT NULL,
    trigger_id  uuid NOT NULL,
    number      bigint NOT NULL,
    distinct_id text COLLATE "C" NOT NULL,
    data        text COLLATE "C"
);
CREATE INDEX digest_events_in_order ON digest_events (digest_id, number);
CREATE INDEX digest_events_of_trigger ON digest_events (trigger_id);

-- What throttles let pass, and what not, so that asking again gives the same answer.
CREATE TABLE throttled (
    execution_id  uuid PRIMARY KEY,
    slot          bytea NOT NULL,
    at_ms         bigint NOT NULL,
    expires_at_ms bigint NOT NULL,
    passed        bigint NOT NULL
);
CREATE INDEX throttled_by_slot ON throttled (slot, at_ms);
CREATE INDEX throttled_by_expiry ON throttled (expires_at_ms);

-- Triggers that can be called off, by a hash of workspace and key where they have one.
CREATE TABLE runs (
    trigger_id   uuid PRIMARY KEY,
    workspace    text COLLATE "C" NOT NULL,
    cancellation bytea
);
CREATE INDEX runs_by_cancellation ON runs (cancellation) WHERE cancellation IS NOT NULL;
-- For whom they were; an empty `distinct_id` is everybody.
CREATE TABLE cancelled (
    trigger_id  uuid NOT NULL,
    distinct_id text COLLATE "C" NOT NULL,
    at_ms       bigint NOT NULL,
    PRIMARY KEY (trigger_id, distinct_id)
);

-- Messages that live and change: where each card is. Channel and ts are null once it is gone.
CREATE TABLE cards (
    connection_id  text NOT NULL,
    -- The channel, or the person whose DM it is in.
    conversation   text NOT NULL,
    workspace      text NOT NULL,
    card_key       text NOT NULL,
    channel        text,
    ts             text,
    -- The message whose words it shows, and when that message's trigger was accepted.
    message_id     uuid NOT NULL,
    accepted_at_ms bigint NOT NULL,
    updated_at_ms  bigint NOT NULL,
    PRIMARY KEY (workspace, card_key, connection_id, conversation)
);
CREATE INDEX cards_by_change ON cards (updated_at_ms);

-- Destinations that Slack says are gone: nothing is sent to them until somebody looks again. The mark
-- `quarantine` counts the changes of this table.
CREATE TABLE quarantine (
    connection_id text COLLATE "C" NOT NULL,
    kind          text COLLATE "C" NOT NULL,
    -- Empty for a webhook, whose only channel is not known.
    destination   text COLLATE "C" NOT NULL,
    reason        text NOT NULL,
    detail        text NOT NULL,
    since_ms      bigint NOT NULL,
    look_at_ms    bigint NOT NULL,
    PRIMARY KEY (connection_id, kind, destination)
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

-- What each template was lately filled with, to try a new version with. It is what callers sent, and may
-- be about people.
CREATE TABLE template_samples (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace   text COLLATE "C" NOT NULL,
    slug        text COLLATE "C" NOT NULL,
    message_id  uuid NOT NULL,
    distinct_id text NOT NULL,
    at_ms       bigint NOT NULL,
    version     text,
    -- Both are null where it could be rendered.
    reason      text,
    detail      text,
    data        text NOT NULL
);
CREATE INDEX template_samples_of_template ON template_samples (workspace, slug, number);
CREATE INDEX template_samples_by_time ON template_samples (at_ms);
CREATE INDEX template_samples_of_person ON template_samples (workspace, distinct_id);

-- How each template does with the messages of a workspace.
CREATE TABLE template_conditions (
    workspace           text COLLATE "C" NOT NULL,
    slug                text COLLATE "C" NOT NULL,
    last_rendered_at_ms bigint,
    last_failed_at_ms   bigint,
    last_failure        text,
    PRIMARY KEY (workspace, slug)
);
