CREATE TABLE users (
    id          uuid        PRIMARY KEY,
    telegram_id bigint      UNIQUE NOT NULL,
    -- {firstName, level, streak, days, reachable}
    profile     jsonb       NOT NULL,
    -- {locale, dailyGoal, timeZone}
    preferences jsonb       NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    -- Of the learner's stream.
    version     integer     NOT NULL
);
