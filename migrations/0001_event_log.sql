-- The event log: the only truth. Read models, sessions and the relay are derived from it.

-- Positions come from a sequence of our own: a partitioned table has no identity column before PostgreSQL 17.
CREATE SEQUENCE event_position AS bigint;

CREATE TABLE event_store (
    event_id       uuid         NOT NULL DEFAULT gen_random_uuid(),
    aggregate_id   uuid         NOT NULL,
    aggregate_type varchar(100) NOT NULL,
    event_type     varchar(100) NOT NULL,
    event_data     jsonb        NOT NULL,
    -- Version of the stream with this event, from 1 without a gap.
    event_version  integer      NOT NULL CHECK (event_version >= 1),
    -- When it happened, by the writer's clock.
    created_at     timestamptz  NOT NULL DEFAULT now(),
    position       bigint       NOT NULL DEFAULT nextval('event_position'),
    -- Positions are given out before they commit, so a reader that follows them alone misses events.
    -- Ordered by (tx, position), and read only below the oldest running transaction, none is missed.
    tx             xid8         NOT NULL DEFAULT pg_current_xact_id(),
    -- Who caused it and in which trace; not part of the fact.
    metadata       jsonb        NOT NULL DEFAULT '{}',
    PRIMARY KEY (aggregate_id, event_version)
) PARTITION BY HASH (aggregate_id);

ALTER SEQUENCE event_position OWNED BY event_store.position;

CREATE TABLE event_store_p0 PARTITION OF event_store FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE event_store_p1 PARTITION OF event_store FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE event_store_p2 PARTITION OF event_store FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE event_store_p3 PARTITION OF event_store FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE event_store_p4 PARTITION OF event_store FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE event_store_p5 PARTITION OF event_store FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE event_store_p6 PARTITION OF event_store FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE event_store_p7 PARTITION OF event_store FOR VALUES WITH (MODULUS 8, REMAINDER 7);

CREATE INDEX event_store_order ON event_store (tx, position);

-- What was already handled. Unpartitioned, since a key must be unique whatever streams it wrote to.
CREATE TABLE idempotency_keys (
    key        text        PRIMARY KEY,
    created_at timestamptz NOT NULL
);

CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- A shortcut for long streams, never trusted over the log.
CREATE TABLE snapshots (
    aggregate_id   uuid         PRIMARY KEY,
    aggregate_type varchar(100) NOT NULL,
    version        integer      NOT NULL,
    state          jsonb        NOT NULL,
    -- Shape of `state`; another shape than the code's is ignored.
    schema         integer      NOT NULL,
    created_at     timestamptz  NOT NULL DEFAULT now()
);
