-- Time limits that records set going (办理期限), as the law in force at the time of writing counts them. They follow
-- from the records: place_feed says how far those have been read, and by which law.
CREATE TABLE deadline (
    subject_id  BIGINT  NOT NULL,
    key         TEXT    NOT NULL COLLATE "C",
    clock       TEXT    NOT NULL COLLATE "C",
    kind        TEXT    NOT NULL,
    party       TEXT    NOT NULL,
    department  TEXT,
    rule        TEXT    NOT NULL,
    started_on  INTEGER NOT NULL,
    due_on      INTEGER,
    last_on     INTEGER,
    not_before  INTEGER,
    sort_on     INTEGER NOT NULL,
    stopped_on  INTEGER,
    closed_as   TEXT COLLATE "C",
    paused      BOOLEAN NOT NULL,
    provisional BOOLEAN NOT NULL,
    PRIMARY KEY (subject_id, key, clock)
);
-- Lists of what is open, and of what ended in one way, go by day.
CREATE INDEX deadline_open ON deadline (sort_on, subject_id, key, clock) WHERE closed_as IS NULL;
CREATE INDEX deadline_closed ON deadline (closed_as, sort_on, subject_id, key, clock) WHERE closed_as IS NOT NULL;
