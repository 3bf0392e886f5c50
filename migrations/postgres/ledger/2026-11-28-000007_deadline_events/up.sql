-- What was told of time limits that ran out (期限事件): once for each last day until it is taken back, which it is if a fact that became
-- known later moves the day or shows that it was met.
CREATE TABLE deadline_event (
    event_id    BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_id  BIGINT  NOT NULL,
    key         TEXT    NOT NULL COLLATE "C",
    clock       TEXT    NOT NULL COLLATE "C",
    what        TEXT    NOT NULL,
    last_on     INTEGER NOT NULL,
    at          BIGINT  NOT NULL,
    party       TEXT    NOT NULL,
    department  TEXT
);
-- What was told of a record before decides what is told next.
CREATE INDEX deadline_event_subject ON deadline_event (subject_id, event_id);
