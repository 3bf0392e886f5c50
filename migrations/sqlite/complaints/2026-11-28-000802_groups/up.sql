-- Groups of consumers with one problem that an official has looked at and found to be none (群体投诉不成立): all that had
-- come by the day of receipt of its last filing. What comes later was not looked at.
CREATE TABLE group_dismissal (
    subject_id   INTEGER NOT NULL,
    problem      TEXT    NOT NULL,
    to_day       INTEGER NOT NULL,
    complainants INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    PRIMARY KEY (subject_id, problem, to_day)
) STRICT;
