-- What answers in placements have taught about a question.
CREATE TABLE question_difficulty (
    lesson_id   text             NOT NULL,
    question_id text             NOT NULL,
    answers     integer          NOT NULL,
    -- Harder than the author thought, in logits.
    shift       double precision NOT NULL,
    PRIMARY KEY (lesson_id, question_id)
);
