-- A merchant, or an unregistered person who was penalised (主体). Numbers are never used again.
CREATE TABLE subject (
    subject_id INTEGER PRIMARY KEY AUTOINCREMENT,
    opened_at  INTEGER NOT NULL
) STRICT;

-- The codes under which a subject is or was known (标识). A code names one subject for ever.
CREATE TABLE identifier (
    subject_id  INTEGER NOT NULL REFERENCES subject,
    code        TEXT    NOT NULL UNIQUE,
    former      INTEGER NOT NULL CHECK (former IN (0, 1)),
    until_day   INTEGER,
    recorded_at INTEGER NOT NULL,
    actor       TEXT    NOT NULL,
    PRIMARY KEY (subject_id, code)
) STRICT, WITHOUT ROWID;
