-- Keys, each wrapped by a key-encryption key that lies outside of this database. Without its key, what a person's events
-- hold of them cannot be read by anybody, wherever a copy lies: to delete the row is to erase the person.

-- The academy's own.
CREATE TABLE vault_keys (
    -- What it is for.
    name       text        PRIMARY KEY,
    -- Which key-encryption key has wrapped it.
    kek        text        NOT NULL,
    wrapped    bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE person_keys (
    learner    uuid        PRIMARY KEY,
    kek        text        NOT NULL,
    wrapped    bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX person_keys_kek ON person_keys (kek);

-- Who a learner is at Telegram. Their number there stands nowhere: it is found by a keyed hash of it.
CREATE TABLE identities (
    handle     bytea       PRIMARY KEY,
    learner    uuid        NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Folds are sealed from now on, each for its learner. What was saved before goes: the log has it all.
ALTER TABLE snapshots ADD COLUMN learner uuid;
DELETE FROM snapshots;
CREATE INDEX snapshots_learner ON snapshots (learner);

-- Whom a dead letter is of, where that is known: then it is sealed for them.
ALTER TABLE dead_letters ADD COLUMN learner uuid;
CREATE INDEX dead_letters_learner ON dead_letters (learner) WHERE learner IS NOT NULL;
