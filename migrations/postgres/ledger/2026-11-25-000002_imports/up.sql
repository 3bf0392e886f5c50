-- A file to be read (导入任务). It is read in one transaction, so a job is queued or it is over.
CREATE TABLE import_job (
    import_id   BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layout      TEXT    NOT NULL,
    file_name   TEXT    NOT NULL,
    mapping     TEXT,
    history     BOOLEAN NOT NULL,
    dry_run     BOOLEAN NOT NULL,
    confirm     BOOLEAN NOT NULL,
    actor       TEXT    NOT NULL,
    bytes       BIGINT  NOT NULL,
    digest      TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('queued', 'done', 'failed', 'cancelled')),
    finished_at BIGINT,
    outcome     TEXT
);
CREATE INDEX import_job_queued ON import_job (import_id) WHERE state = 'queued';

-- The file itself, until it has been read.
CREATE TABLE import_chunk (
    import_id BIGINT  NOT NULL REFERENCES import_job,
    number    INTEGER NOT NULL,
    bytes     BYTEA   NOT NULL,
    PRIMARY KEY (import_id, number)
);

-- Rows that could not be kept, and what became of them.
CREATE TABLE import_row (
    import_id   BIGINT NOT NULL REFERENCES import_job,
    source_row  BIGINT NOT NULL,
    disposition TEXT   NOT NULL,
    faults      TEXT   NOT NULL,
    entries     TEXT   NOT NULL,
    shown       TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('waiting', 'kept', 'discarded')),
    actor       TEXT,
    reason      TEXT,
    settled_at  BIGINT,
    PRIMARY KEY (import_id, source_row)
);

-- Saved mappings of files with layouts of their own (映射).
CREATE TABLE mapping (
    name     TEXT   NOT NULL COLLATE "C" PRIMARY KEY,
    text     TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    saved_at BIGINT NOT NULL
);
