-- Which versions of read models running programs read and fill: nobody's are removed by `academy prune`.
CREATE TABLE model_readers (
    -- Of one start of a program.
    process uuid        NOT NULL,
    -- A read model and its version, as the checkpoint has it.
    model   text        NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (process, model)
);
