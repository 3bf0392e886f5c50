-- Orders about records that were found to be wrong (更正指令), as services commanded them: what binds a record whatever its
-- source says again. Never changed and never deleted; of one cause there is one. A record that is moved to its party takes
-- along what bound it under the other: the same orders again, under the party that it is moved to.
CREATE TABLE record_order (
    subject_id  BIGINT  NOT NULL,
    key         TEXT    NOT NULL COLLATE "C",
    number      INTEGER NOT NULL CHECK (number > 0),
    what        TEXT    NOT NULL CHECK (what IN ('withdraw', 'amend')),
    -- What was ordered, as JSON: texts by column id (更正列).
    cells       TEXT    NOT NULL,
    -- What that made of the record, as JSON: by field what it said and what it says now (更正内容).
    amended     TEXT    NOT NULL,
    on_day      INTEGER NOT NULL,
    -- Service, case and step that it follows from, such as repair:12#5 (来由).
    cause       TEXT    NOT NULL COLLATE "C",
    reason      TEXT    NOT NULL,
    -- Since when what was wrong had been recorded (错误记入时间).
    wrong_since BIGINT  NOT NULL,
    recorded_at BIGINT  NOT NULL,
    actor       TEXT    NOT NULL,
    PRIMARY KEY (subject_id, key, number),
    UNIQUE (subject_id, key, cause)
);
CREATE FUNCTION record_order_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'an order is never changed or deleted'; END $$;
CREATE TRIGGER record_order_kept BEFORE UPDATE OR DELETE ON record_order
    FOR EACH ROW EXECUTE FUNCTION record_order_kept();
