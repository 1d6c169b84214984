-- Every published revision of every lesson, so that a running quiz keeps the content that it was started with.
CREATE TABLE content_archive (
    lesson_id  text        NOT NULL,
    revision   text        NOT NULL,
    course_id  text        NOT NULL,
    -- [{"path", "text"}]: the original and its translations.
    sources    jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (lesson_id, revision)
);
