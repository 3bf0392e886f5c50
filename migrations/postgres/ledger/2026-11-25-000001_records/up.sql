-- Every version of every record (台账). The versions are the journal: their order is (tx, seq), because
-- numbers of a sequence become visible out of order, and a follower reads only what lies below every
-- transaction that is still open.
CREATE TABLE record (
    seq         BIGINT   NOT NULL GENERATED ALWAYS AS IDENTITY,
    tx          BIGINT   NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    subject_id  BIGINT   NOT NULL,
    kind        TEXT     NOT NULL COLLATE "C",
    key         TEXT     NOT NULL COLLATE "C",
    version     INTEGER  NOT NULL CHECK (version > 0),
    place       BIGINT,
    by_arrival  BOOLEAN  NOT NULL,
    known_from  BIGINT   NOT NULL,
    recorded_at BIGINT   NOT NULL,
    event_day   INTEGER  NOT NULL,
    content     TEXT     NOT NULL,
    withdrawn   BOOLEAN  NOT NULL,
    standing    BOOLEAN  NOT NULL,
    contested   BOOLEAN  NOT NULL,
    act         TEXT     NOT NULL,
    actor       TEXT     NOT NULL,
    reason      TEXT,
    import_id   BIGINT,
    source_row  BIGINT,
    PRIMARY KEY (subject_id, key, version)
);
CREATE INDEX record_journal ON record (tx, seq);
CREATE INDEX record_listed ON record (kind, event_day, subject_id, key) WHERE standing;
CREATE INDEX record_contested ON record (kind, subject_id, key) WHERE contested;
