-- Orders about the display of penalties (公示指令), as services commanded them: what binds a record whatever its source
-- says later. Never changed and never deleted; of one cause there is one. A record that is moved to its party takes
-- along what bound it under the other: the same orders again, under the party that it is moved to.
CREATE TABLE display_order (
    subject_id  BIGINT  NOT NULL,
    key         TEXT    NOT NULL COLLATE "C",
    number      INTEGER NOT NULL CHECK (number > 0),
    what        TEXT    NOT NULL CHECK (what IN ('stop', 'resume')),
    on_day      INTEGER NOT NULL,
    -- Why the display stops (停止公示原因).
    stop_reason TEXT CHECK (stop_reason IN ('repaired', 'corrected', 'other')),
    -- Service, case and step that it follows from, such as repair:12#5 (来由).
    cause       TEXT    NOT NULL COLLATE "C",
    reason      TEXT    NOT NULL,
    recorded_at BIGINT  NOT NULL,
    actor       TEXT    NOT NULL,
    PRIMARY KEY (subject_id, key, number),
    UNIQUE (subject_id, key, cause),
    CHECK ((what = 'stop') = (stop_reason IS NOT NULL))
);
CREATE FUNCTION display_order_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'an order is never changed or deleted'; END $$;
CREATE TRIGGER display_order_kept BEFORE UPDATE OR DELETE ON display_order
    FOR EACH ROW EXECUTE FUNCTION display_order_kept();
