-- Every version of every record (台账). The versions are the journal: seq is their order.
CREATE TABLE record (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    tx          INTEGER NOT NULL DEFAULT 0,
    subject_id  INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    version     INTEGER NOT NULL CHECK (version > 0),
    place       INTEGER,
    by_arrival  INTEGER NOT NULL CHECK (by_arrival IN (0, 1)),
    known_from  INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    event_day   INTEGER NOT NULL,
    content     TEXT    NOT NULL,
    withdrawn   INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    standing    INTEGER NOT NULL CHECK (standing IN (0, 1)),
    contested   INTEGER NOT NULL CHECK (contested IN (0, 1)),
    act         TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    reason      TEXT,
    import_id   INTEGER,
    source_row  INTEGER,
    UNIQUE (subject_id, key, version)
) STRICT;
CREATE INDEX record_listed ON record (kind, event_day, subject_id, key) WHERE standing = 1;
CREATE INDEX record_contested ON record (kind, subject_id, key) WHERE contested = 1;
