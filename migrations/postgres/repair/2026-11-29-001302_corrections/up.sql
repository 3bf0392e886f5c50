-- Corrections that were carried out (更正), in the order in which they were, and to whom what was wrong had been given
-- (错误信息的接收方): fixed when each was carried out, so that no later trail changes it.
CREATE TABLE correction (
    -- Its place in the feed: each is one more than the last, so that nothing is written before what was read.
    place       BIGINT  PRIMARY KEY CHECK (place > 0),
    subject_id  BIGINT  NOT NULL,
    case_no     BIGINT  NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    code        TEXT    NOT NULL COLLATE "C",
    procedure   TEXT    NOT NULL,
    office      TEXT    NOT NULL,
    kind        TEXT    NOT NULL COLLATE "C",
    item        TEXT    NOT NULL COLLATE "C",
    -- What became of the item (处置结果).
    became      TEXT    NOT NULL CHECK (became IN ('withdrawn', 'amended', 'delisted', 'rated_anew')),
    -- By field what it said and what it says now, as JSON (更正内容).
    amended     TEXT    NOT NULL,
    on_day      INTEGER NOT NULL,
    article     TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    -- From when to when what was wrong could be read (错误信息存续期间).
    wrong_since BIGINT  NOT NULL,
    wrong_until BIGINT  NOT NULL,
    recorded_at BIGINT  NOT NULL,
    -- How often it was given to whoever was not asked who it is (未记名查阅次数).
    unnamed     BIGINT  NOT NULL CHECK (unnamed >= 0),
    UNIQUE (subject_id, case_no, number)
);
CREATE INDEX correction_of_case ON correction (case_no, number);
CREATE TABLE correction_recipient (
    place       BIGINT  NOT NULL REFERENCES correction (place),
    number      INTEGER NOT NULL CHECK (number > 0),
    who         TEXT    NOT NULL COLLATE "C",
    role        TEXT,
    department  TEXT    COLLATE "C",
    -- Method and pattern by which it was given (查阅操作).
    operation   TEXT    NOT NULL,
    times       BIGINT  NOT NULL CHECK (times > 0),
    last_at     BIGINT  NOT NULL,
    PRIMARY KEY (place, number)
);
CREATE INDEX correction_recipient_who ON correction_recipient (who, place);
CREATE INDEX correction_recipient_department ON correction_recipient (department, place);
