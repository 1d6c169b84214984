-- What is to happen at its time. Policies schedule and cancel, in the transaction of their checkpoint.
CREATE TABLE jobs (
    -- Of one schedule: a job that is moved gets another, so that whoever is at the old one does not end the new one.
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What it is about; there is one job for that.
    key        text        NOT NULL UNIQUE,
    -- Who can do it.
    kind       text        NOT NULL,
    -- Whom it is for: a learner's id.
    subject    uuid        NOT NULL,
    payload    jsonb       NOT NULL,
    -- By the clock of whoever wrote the event that it follows from.
    due_at     timestamptz NOT NULL,
    -- Nobody takes it before: when it is due, then the end of a lease or of a pause between tries.
    free_at    timestamptz NOT NULL,
    -- Times that it was taken.
    attempts   integer     NOT NULL DEFAULT 0,
    done_at    timestamptz,
    -- Not tried any more; the reason is in dead_letters, with the source `jobs`.
    parked_at  timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (done_at IS NULL OR parked_at IS NULL)
);

CREATE INDEX jobs_open ON jobs (free_at) WHERE done_at IS NULL AND parked_at IS NULL;
CREATE INDEX jobs_done ON jobs (done_at) WHERE done_at IS NOT NULL;
