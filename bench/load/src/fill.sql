-- Learners who have read back and forth in one lesson, as the bot would have stored them, and the read models' rows that
-- follow. Everything is written in one transaction; nothing may run meanwhile.
--
-- Settings: load.first, load.learners, load.events (of each path, at least 3), load.course, load.lesson, load.revision,
-- load.screens.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

CREATE TEMPORARY TABLE given ON COMMIT DROP AS
SELECT current_setting('load.first')::bigint AS first, current_setting('load.learners')::bigint AS learners,
       current_setting('load.events')::int AS events, current_setting('load.course') AS course,
       current_setting('load.lesson') AS lesson, current_setting('load.revision') AS revision,
       current_setting('load.screens')::int AS screens,
       -- Yesterday: what is measured begins with a new day.
       date_trunc('milliseconds', now() - interval '1 day') AS at,
       -- A day begins at four.
       ((now() - interval '1 day 4 hours') AT TIME ZONE 'UTC')::date AS day;

-- The namespaces are those of `dialogues::ids` and of the event store's append.
CREATE TEMPORARY TABLE learner ON COMMIT DROP AS
SELECT telegram, id, uuid_generate_v5(id, 'path') AS path, jsonb_build_object('learner', id) AS metadata
FROM (
    SELECT telegram,
           uuid_generate_v5('6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9', 'telegram:' || telegram) AS id
    FROM given, generate_series(first, first + learners - 1) AS telegram
) named;

INSERT INTO event_store (event_id, aggregate_id, aggregate_type, event_type, event_data, event_version, created_at, metadata)
SELECT uuid_generate_v5('3d1c52a0-6f1b-4f0e-8a75-90c15e2b7f44', stream || ':' || version),
       stream, aggregate_type, event_type, data, version, at, metadata
FROM given, LATERAL (
    SELECT id AS stream, 'user' AS aggregate_type, 'UserRegistered' AS event_type, 1 AS version, metadata,
           jsonb_build_object('learner', id, 'telegramId', telegram, 'firstName', 'Learner', 'locale', 'en') AS data
    FROM learner
    UNION ALL
    SELECT id, 'user', 'ProfileUpdated', 2, metadata, '{"level": "junior"}' FROM learner
    UNION ALL
    SELECT id, 'user', 'ProfileUpdated', 3, metadata, '{"dailyGoal": 10}' FROM learner
    UNION ALL
    SELECT id, 'user', 'StreakMaintained', 4, metadata, jsonb_build_object('day', day, 'days', 1) FROM learner
    UNION ALL
    SELECT path, 'learning_path', 'CourseEnrolled', 1, metadata, jsonb_build_object('course', course) FROM learner
    UNION ALL
    SELECT path, 'learning_path', 'LessonStarted', 2, metadata,
           jsonb_build_object('course', course, 'lesson', lesson, 'revision', revision)
    FROM learner
    UNION ALL
    -- Odd versions stand at the second screen, even ones at the third.
    SELECT path, 'learning_path', 'ProgressUpdated', version, metadata,
           jsonb_build_object('course', course, 'lesson', lesson, 'screen', 3 - version % 2, 'screens', screens,
                              'seconds', 1, 'day', day)
    FROM learner, generate_series(3, events) AS version
) event;

-- Read models' tables lie in a schema of their version.
SELECT set_config('search_path', string_agg('m_' || name, ', ') || ', public', true)
FROM checkpoints WHERE to_regnamespace('m_' || name) IS NOT NULL;

INSERT INTO users (id, profile, preferences, created_at, updated_at, version)
SELECT id, '{"level": "junior", "reachable": true}', '{"locale": "en", "dailyGoal": 10, "polls": false}', at, at, 4
FROM learner, given;

INSERT INTO learning_progress
    (user_id, course_id, lesson_id, state, screen, screens, score, best_score, completed, completed_at, started_at,
     attempts, time_spent_seconds, updated_at)
SELECT id, course, lesson, 'started', 3 - events % 2, screens, NULL, NULL, false, NULL, at, 0, events - 2, at
FROM learner, given;

INSERT INTO daily_activity (user_id, day, quarter, seconds)
SELECT id, day, to_timestamp(floor(extract(epoch FROM at) / 900) * 900), events - 2 FROM learner, given;

INSERT INTO enrolments (user_id, course_id, enrolled_at) SELECT id, course, at FROM learner, given;

UPDATE checkpoints SET (tx, position) = (SELECT tx, position FROM event_store ORDER BY tx DESC, position DESC LIMIT 1);
