-- What was ordered of shields cannot be kept where nobody knows of them.
DROP TRIGGER display_order_changed;
DROP TRIGGER display_order_deleted;
ALTER TABLE display_order RENAME TO display_order_after;
CREATE TABLE display_order (
    subject_id  INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    what        TEXT    NOT NULL CHECK (what IN ('stop', 'resume')),
    on_day      INTEGER NOT NULL,
    -- Why the display stops (停止公示原因).
    stop_reason TEXT CHECK (stop_reason IN ('repaired', 'corrected', 'other')),
    -- Service, case and step that it follows from, such as repair:12#5 (来由).
    cause       TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    recorded_at INTEGER NOT NULL,
    actor       TEXT    NOT NULL,
    PRIMARY KEY (subject_id, key, number),
    UNIQUE (subject_id, key, cause),
    CHECK ((what = 'stop') = (stop_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO display_order (subject_id, key, number, what, on_day, stop_reason, cause, reason, recorded_at, actor)
    SELECT subject_id, key, number, what, on_day, stop_reason, cause, reason, recorded_at, actor FROM display_order_after
    WHERE what IN ('stop', 'resume');
DROP TABLE display_order_after;
CREATE TRIGGER display_order_changed BEFORE UPDATE ON display_order
    BEGIN SELECT RAISE(ABORT, 'an order is never changed'); END;
CREATE TRIGGER display_order_deleted BEFORE DELETE ON display_order
    BEGIN SELECT RAISE(ABORT, 'an order is never deleted'); END;
