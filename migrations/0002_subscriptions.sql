-- How far each named subscription has read the log.
CREATE TABLE checkpoints (
    name       text        PRIMARY KEY,
    tx         xid8        NOT NULL DEFAULT '0',
    position   bigint      NOT NULL DEFAULT 0,
    -- Version of the read model's definition; another one than the code's is rebuilt.
    version    integer     NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- What could not be handled, kept for people: nothing is dropped silently.
CREATE TABLE dead_letters (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Where it came from, such as `telegram`.
    source     text        NOT NULL,
    key        text        NOT NULL UNIQUE,
    payload    jsonb       NOT NULL,
    error      text        NOT NULL,
    attempts   integer     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
