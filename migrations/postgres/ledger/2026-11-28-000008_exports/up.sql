-- Exports as jobs (导出任务). A job belongs to an account within an area (none: everywhere); whoever writes it says now and then that it
-- still does (`beat_at`), so that another process takes over what was left behind. All of it is gone after a day.
CREATE TABLE export_job (
    number      BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    export_id   TEXT    NOT NULL COLLATE "C" UNIQUE,
    actor       TEXT    NOT NULL,
    area        TEXT    NOT NULL,
    wanted      TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    taken       BIGINT  NOT NULL,
    row_count   BIGINT  NOT NULL,
    bytes       BIGINT,
    merchants   TEXT,
    fault       TEXT,
    created_at  BIGINT  NOT NULL,
    beat_at     BIGINT  NOT NULL,
    finished_at BIGINT
);
CREATE INDEX export_job_open ON export_job (number) WHERE state IN ('queued', 'running');

-- The file of one that is done.
CREATE TABLE export_chunk (
    export_id TEXT    NOT NULL COLLATE "C" REFERENCES export_job (export_id),
    number    INTEGER NOT NULL,
    bytes     BYTEA   NOT NULL,
    PRIMARY KEY (export_id, number)
);
-- Workbooks are compressed already.
ALTER TABLE export_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
