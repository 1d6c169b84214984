-- Sessions with the API. No read model: who may still come in must not wait for one, nor vanish with it.
CREATE TABLE sessions (
    id           uuid        PRIMARY KEY,
    -- SHA-256 of the token that opens it. The token itself is with its owner only.
    hash         bytea       NOT NULL UNIQUE,
    learner      uuid        NOT NULL,
    -- SHA-256 of the launch data that opened it: whoever brings that again gets no second session.
    launch       bytea       NOT NULL,
    -- Times that it was brought.
    openings     integer     NOT NULL DEFAULT 1,
    -- What the device says it is; perhaps nothing.
    device       text        NOT NULL,
    created_at   timestamptz NOT NULL,
    -- Written at most once a minute.
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    end_reason   text,
    CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    UNIQUE (learner, launch)
);

CREATE INDEX sessions_of_learner ON sessions (learner) WHERE ended_at IS NULL;
CREATE INDEX sessions_expiring ON sessions (expires_at);

-- Who opens or ends sessions of a learner holds this row of theirs.
CREATE TABLE session_learners (
    learner    uuid        PRIMARY KEY,
    -- When all sessions were last ended: what Telegram has signed until then opens none any more.
    not_before timestamptz,
    opened_at  timestamptz NOT NULL
);
