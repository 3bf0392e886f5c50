-- A file to be read (导入任务). It is read in one transaction, so a job is queued or it is over.
CREATE TABLE import_job (
    import_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    layout      TEXT    NOT NULL,
    file_name   TEXT    NOT NULL,
    mapping     TEXT,
    history     INTEGER NOT NULL CHECK (history IN (0, 1)),
    dry_run     INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
    confirm     INTEGER NOT NULL CHECK (confirm IN (0, 1)),
    actor       TEXT    NOT NULL,
    bytes       INTEGER NOT NULL,
    digest      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('queued', 'done', 'failed', 'cancelled')),
    finished_at INTEGER,
    outcome     TEXT
) STRICT;
CREATE INDEX import_job_queued ON import_job (import_id) WHERE state = 'queued';

-- The file itself, until it has been read.
CREATE TABLE import_chunk (
    import_id INTEGER NOT NULL REFERENCES import_job,
    number    INTEGER NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY (import_id, number)
) STRICT;

-- Rows that could not be kept, and what became of them.
CREATE TABLE import_row (
    import_id   INTEGER NOT NULL REFERENCES import_job,
    source_row  INTEGER NOT NULL,
    disposition TEXT    NOT NULL,
    faults      TEXT    NOT NULL,
    entries     TEXT    NOT NULL,
    shown       TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'kept', 'discarded')),
    actor       TEXT,
    reason      TEXT,
    settled_at  INTEGER,
    PRIMARY KEY (import_id, source_row)
) STRICT;

-- Saved mappings of files with layouts of their own (映射).
CREATE TABLE mapping (
    name     TEXT   NOT NULL PRIMARY KEY,
    text     TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;
