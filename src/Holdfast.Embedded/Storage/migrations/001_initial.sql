-- Times are milliseconds since 1970-01-01 UTC. Invocations are numbered in the order of their acceptance; the number is
-- part of the public id, so that a lookup by id needs no index of its own and new rows go to the end of each tree.

CREATE TABLE invocation (
    number          INTEGER PRIMARY KEY,
    id              BLOB    NOT NULL CHECK (length(id) = 24),
    service         TEXT    NOT NULL,
    handler         TEXT    NOT NULL,
    key             TEXT,
    -- 0 scheduled, 1 runnable, 2 suspended, 3 backing off, 4 paused, 5 completed
    status          INTEGER NOT NULL CHECK (status BETWEEN 0 AND 5),
    created_at      INTEGER NOT NULL,
    modified_at     INTEGER NOT NULL,
    idempotency_key TEXT,
    -- Who waits for the result inside this database: a call of another invocation.
    caller          INTEGER,
    caller_completion INTEGER,
    -- When suspended: how many entries the handler has seen, and the encoded await tree.
    waiting_on      BLOB    CHECK (status <> 2 OR waiting_on IS NOT NULL),
    due_at          INTEGER,
    retry_count     INTEGER NOT NULL DEFAULT 0,
    retry_since     INTEGER,
    last_failure    TEXT,
    result          BLOB    CHECK (status <> 5 OR result IS NOT NULL),
    completed_at    INTEGER CHECK ((status = 5) = (completed_at IS NOT NULL)),
    expires_at      INTEGER
);

-- What recovery starts, what retention deletes, and what listings of one service read.
CREATE INDEX invocation_runnable ON invocation (number) WHERE status = 1;
CREATE INDEX invocation_expiring ON invocation (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX invocation_by_service ON invocation (service, number);

-- The highest number that was purged. Numbers are never given out again: what is left of a purged invocation, such as a
-- call that still has it as its caller, must not reach another one.
CREATE TABLE last_purged (
    number INTEGER NOT NULL
);
INSERT INTO last_purged (number) VALUES (0);

-- Entries are appended in chunks: all that one turn of a handler issued is one row.
CREATE TABLE journal (
    invocation INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    entries    BLOB    NOT NULL,
    PRIMARY KEY (invocation, position)
) WITHOUT ROWID;

CREATE TABLE state (
    service TEXT NOT NULL,
    key     TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   BLOB NOT NULL,
    PRIMARY KEY (service, key, name)
) WITHOUT ROWID;

-- Unfinished exclusive invocations per key, in the order of their positions; the first of a key is the one that runs. A
-- delayed invocation enters when it is due, so positions are not the invocations' numbers.
CREATE TABLE inbox (
    service  TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    position INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    PRIMARY KEY (service, key, position)
) WITHOUT ROWID;

-- Sleeps (completion > 0), delayed starts (0) and retries (-1).
CREATE TABLE timer (
    due_at     INTEGER NOT NULL,
    invocation INTEGER NOT NULL,
    completion INTEGER NOT NULL,
    PRIMARY KEY (due_at, invocation, completion)
) WITHOUT ROWID;

-- Idempotency keys and workflow keys, as one text each.
CREATE TABLE dedup (
    name       TEXT PRIMARY KEY,
    invocation INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE promise (
    service TEXT NOT NULL,
    key     TEXT NOT NULL,
    name    TEXT NOT NULL,
    result  BLOB NOT NULL,
    PRIMARY KEY (service, key, name)
) WITHOUT ROWID;

-- Invocations that wait for a topic: the end of another invocation, or a promise.
CREATE TABLE waiter (
    topic      TEXT    NOT NULL,
    invocation INTEGER NOT NULL,
    completion INTEGER NOT NULL,
    PRIMARY KEY (topic, invocation, completion)
) WITHOUT ROWID;
