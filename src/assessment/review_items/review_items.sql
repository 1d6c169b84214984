-- What a learner remembers: a row for each card, question or point that they have met.
CREATE TABLE review_items (
    user_id uuid    NOT NULL,
    -- As `dialogues::memory::ItemId` writes it: c:, p: or q:, the lesson or interview, the id there.
    item    text    NOT NULL,
    due     date    NOT NULL,
    -- From 1.
    reviews integer NOT NULL,
    -- Stability, difficulty, lapses and the last reviews.
    memory  jsonb   NOT NULL,
    PRIMARY KEY (user_id, item)
);

CREATE TABLE review_learners (
    user_id uuid    PRIMARY KEY,
    -- Of all items together.
    reviews bigint  NOT NULL,
    -- The learner's own parameters of the memory model, and from how many reviews they were found.
    params  jsonb,
    fitted  bigint  NOT NULL
);
