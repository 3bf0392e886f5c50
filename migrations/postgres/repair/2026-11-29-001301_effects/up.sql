-- Effects of steps that could not be carried out when the step was taken (未执行的效果), a row for each step of a case. What
-- was carried out at once has no row: that it was, the place in the journal says.
CREATE TABLE effect (
    subject_id  BIGINT  NOT NULL,
    case_no     BIGINT  NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    -- Is it still to be carried out?
    is_open     BOOLEAN NOT NULL,
    -- Why it was not, the last time (未执行的原因).
    why         TEXT    NOT NULL,
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    failed_at   BIGINT  NOT NULL,
    tried_at    BIGINT  NOT NULL,
    -- When it was carried out after all.
    done_at     BIGINT,
    PRIMARY KEY (subject_id, case_no, number),
    CHECK ((NOT is_open) = (done_at IS NOT NULL))
);
CREATE INDEX effect_listed ON effect (is_open, case_no, number);
