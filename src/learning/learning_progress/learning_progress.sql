CREATE TABLE learning_progress (
    user_id            uuid        NOT NULL,
    course_id          text        NOT NULL,
    lesson_id          text        NOT NULL,
    state              text        NOT NULL CHECK (state IN ('started', 'completed')),
    -- The last screen read, from 1; 0 before the first.
    screen             integer     NOT NULL,
    screens            integer     NOT NULL,
    -- Of the last finished attempt, 0..=1; null where there is none.
    score              double precision,
    best_score         double precision,
    completed          boolean     NOT NULL,
    completed_at       timestamptz,
    started_at         timestamptz NOT NULL,
    attempts           integer     NOT NULL,
    time_spent_seconds integer     NOT NULL,
    updated_at         timestamptz NOT NULL,
    PRIMARY KEY (user_id, lesson_id)
) PARTITION BY HASH (user_id);

CREATE TABLE learning_progress_p0 PARTITION OF learning_progress FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE learning_progress_p1 PARTITION OF learning_progress FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE learning_progress_p2 PARTITION OF learning_progress FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE learning_progress_p3 PARTITION OF learning_progress FOR VALUES WITH (MODULUS 4, REMAINDER 3);

-- Seconds of learning. The quarter of an hour says on which day they lie if that was a guess: see docs/DAYS.md.
CREATE TABLE daily_activity (
    user_id uuid        NOT NULL,
    -- The learner's day, as they were stored.
    day     date        NOT NULL,
    -- When the quarter began.
    quarter timestamptz NOT NULL,
    seconds integer     NOT NULL,
    PRIMARY KEY (user_id, day, quarter)
);

-- A plain view and not a materialised one: a learner who has just finished a lesson looks at it at once, and for one
-- learner it reads a handful of rows of one partition.
CREATE VIEW user_progress_summary AS
SELECT
    user_id,
    count(*) AS total_lessons,
    count(*) FILTER (WHERE completed) AS completed_lessons,
    -- The best attempt counts: whoever practises a passed quiz again must not lose by it.
    avg(best_score) AS average_score,
    -- Minutes. All learning, that of reviews and interviews as well: so today's minutes are among them.
    (SELECT coalesce(sum(seconds), 0) FROM daily_activity WHERE daily_activity.user_id = learning_progress.user_id) / 60
        AS total_time_spent
FROM learning_progress
GROUP BY user_id;


CREATE TABLE enrolments (
    user_id     uuid        NOT NULL,
    course_id   text        NOT NULL,
    enrolled_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, course_id)
);

-- Lessons that a test showed to be known: open what requires them, and are not completed.
CREATE TABLE tested_out (
    user_id       uuid        NOT NULL,
    lesson_id     text        NOT NULL,
    course_id     text        NOT NULL,
    tested_out_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, lesson_id)
);
