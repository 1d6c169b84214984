CREATE TABLE users (
    id          uuid        PRIMARY KEY,
    -- {level, reachable}
    profile     jsonb       NOT NULL,
    -- {locale, dailyGoal, polls}
    preferences jsonb       NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    -- Of the learner's stream.
    version     integer     NOT NULL
);
