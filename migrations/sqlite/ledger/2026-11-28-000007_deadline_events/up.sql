-- What was told of time limits that ran out (期限事件): once for each last day until it is taken back, which it is if a fact that became
-- known later moves the day or shows that it was met.
CREATE TABLE deadline_event (
    event_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    subject_id  INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    clock       TEXT    NOT NULL,
    what        TEXT    NOT NULL,
    last_on     INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    party       TEXT    NOT NULL,
    department  TEXT
) STRICT;
-- What was told of a record before decides what is told next.
CREATE INDEX deadline_event_subject ON deadline_event (subject_id, event_id);
