-- The quiz polls that were sent: what a vote in one answers. A vote names its poll and nothing else.
CREATE TABLE polls (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Telegram's names for it; none before it is sent, and where the sender died before it heard of them.
    poll       text        UNIQUE,
    message    integer,
    -- Whom it was sent to.
    learner    uuid        NOT NULL,
    -- The press that a vote stands for, without its entry.
    token      text        NOT NULL,
    -- The entry of each option, in the order shown.
    entries    integer[]   NOT NULL,
    created_at timestamptz NOT NULL,
    voted_at   timestamptz,
    closed_at  timestamptz,
    CHECK ((poll IS NULL) = (message IS NULL))
);

CREATE INDEX polls_open ON polls (learner) WHERE closed_at IS NULL;
CREATE INDEX polls_created ON polls (created_at);
