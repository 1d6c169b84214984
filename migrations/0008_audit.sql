-- Who did what to whom: roles, erasures, exports, reads of operators. Written in the transaction of what it records, and
-- never changed: each row's hash is of the row and of the hash before it. No personal data: learners' ids are drawn by
-- chance, and an erased one leads nowhere.
CREATE TABLE audit_log (
    -- From 1, without a gap.
    position bigint      PRIMARY KEY,
    at       timestamptz NOT NULL,
    -- A learner's id, `cli` for the command line, or `academy` for what it does by itself.
    actor    text        NOT NULL,
    action   text        NOT NULL,
    -- The learner whom it is about.
    subject  uuid,
    detail   jsonb       NOT NULL,
    -- SHA-256.
    hash     bytea       NOT NULL
);

CREATE FUNCTION audit_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_stays();
