-- Effects of steps that could not be carried out when the step was taken (未执行的效果), a row for each step of a case. What
-- was carried out at once has no row: that it was, the place in the journal says.
CREATE TABLE effect (
    subject_id  INTEGER NOT NULL,
    case_no     INTEGER NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    -- Is it still to be carried out?
    is_open     INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    -- Why it was not, the last time (未执行的原因).
    why         TEXT    NOT NULL,
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    failed_at   INTEGER NOT NULL,
    tried_at    INTEGER NOT NULL,
    -- When it was carried out after all.
    done_at     INTEGER,
    PRIMARY KEY (subject_id, case_no, number),
    CHECK ((is_open = 0) = (done_at IS NOT NULL))
) STRICT;
CREATE INDEX effect_listed ON effect (is_open, case_no, number);
