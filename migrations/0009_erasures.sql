-- Who was erased, when, and how much of theirs: the receipt. A learner's id is random and leads to nobody any more.
CREATE TABLE erasures (
    learner      uuid        PRIMARY KEY,
    -- When it was asked for, or when it was applied to an older backup.
    requested_at timestamptz NOT NULL,
    -- Nothing is left from then on; none while it is under way.
    erased_at    timestamptz,
    -- How many rows, by place.
    counts       jsonb       NOT NULL DEFAULT '{}'
);
