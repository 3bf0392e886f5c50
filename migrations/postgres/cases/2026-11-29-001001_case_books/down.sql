DROP TABLE case_draft;
DROP TABLE case_place;
DROP TABLE case_law;
DROP TABLE case_subject;
DROP TABLE case_limit;
DROP TABLE case_paper;
DROP TABLE case_step;
DROP TABLE case_file;
DROP FUNCTION case_step_kept();
DROP FUNCTION case_step_in_order();

-- Cases (案件) of any procedure, one row each: where it stands. All of it but what opened it follows from its steps.
CREATE TABLE case_file (
    case_no    BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY,
    subject_id BIGINT  NOT NULL,
    procedure  TEXT    NOT NULL COLLATE "C",
    office     TEXT    NOT NULL COLLATE "C",
    -- That of the next level up, if it is known here (上一级机关).
    upper_office TEXT,
    -- What it is about: a JSON list of kinds and keys (所涉事项).
    about      TEXT    NOT NULL,
    opened_on  INTEGER NOT NULL,
    stage      TEXT    NOT NULL COLLATE "C",
    steps      INTEGER NOT NULL CHECK (steps > 0),
    is_over    BOOLEAN NOT NULL,
    -- The day on which the first of its open duties runs out.
    sort_on    INTEGER NOT NULL,
    -- The digest of the law by which the above and its time limits were worked out.
    worked_by  TEXT    NOT NULL COLLATE "C",
    PRIMARY KEY (subject_id, case_no)
);
CREATE INDEX case_file_number ON case_file (case_no);
CREATE INDEX case_file_listed ON case_file (is_over, sort_on, case_no);
CREATE INDEX case_file_by_day ON case_file (sort_on, case_no);

-- Steps (步骤): what was done, never changed and never deleted. Their order of writing is the journal: (tx, seq), because
-- numbers of a sequence become visible out of order, and a follower reads only what lies below every transaction that is
-- still open.
CREATE TABLE case_step (
    seq         BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY,
    tx          BIGINT  NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    subject_id  BIGINT  NOT NULL,
    case_no     BIGINT  NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    step        TEXT    NOT NULL,
    taken_on    INTEGER NOT NULL,
    account     TEXT    NOT NULL,
    role        TEXT    NOT NULL CHECK (role IN ('party', 'official', 'upper_official', 'house')),
    -- Code of the office for which an official acts.
    actor_office TEXT,
    -- The stage that it led to.
    stage       TEXT    NOT NULL,
    -- What the official or the party wrote, as JSON.
    stated      TEXT    NOT NULL,
    -- Papers that came with it, as a JSON list of needs, names and digests.
    papers      TEXT    NOT NULL,
    -- The version of the procedure that governed it, and law that is not settled for which somebody answers.
    law         TEXT    NOT NULL,
    rests_on    TEXT    NOT NULL,
    recorded_at BIGINT  NOT NULL,
    PRIMARY KEY (subject_id, case_no, number),
    FOREIGN KEY (subject_id, case_no) REFERENCES case_file (subject_id, case_no)
);
CREATE INDEX case_step_journal ON case_step (tx, seq);
CREATE FUNCTION case_step_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a step is never changed or deleted'; END $$;
CREATE TRIGGER case_step_kept BEFORE UPDATE OR DELETE ON case_step FOR EACH ROW EXECUTE FUNCTION case_step_kept();

-- Papers (材料), once for each content within a case; the number is that of the step with which it came first.
CREATE TABLE case_paper (
    subject_id BIGINT  NOT NULL,
    case_no    BIGINT  NOT NULL,
    -- SHA-256, as lower-case hexadecimal.
    digest     TEXT    NOT NULL COLLATE "C",
    number     INTEGER NOT NULL,
    need       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    media      TEXT    NOT NULL CHECK (media IN ('application/pdf', 'image/jpeg', 'image/png')),
    size       BIGINT  NOT NULL,
    content    BYTEA   NOT NULL,
    PRIMARY KEY (subject_id, case_no, digest),
    FOREIGN KEY (subject_id, case_no) REFERENCES case_file (subject_id, case_no)
);

-- Time limits (期限) that steps have set going, worked out anew with each step.
CREATE TABLE case_limit (
    subject_id  BIGINT  NOT NULL,
    case_no     BIGINT  NOT NULL,
    number      INTEGER NOT NULL,
    procedure   TEXT    NOT NULL COLLATE "C",
    office      TEXT    NOT NULL COLLATE "C",
    clock       TEXT    NOT NULL COLLATE "C",
    rule        TEXT    NOT NULL,
    selected_on INTEGER NOT NULL,
    started_on  INTEGER NOT NULL,
    -- Days on which an extension was approved, as a JSON list.
    approvals   TEXT    NOT NULL,
    extension   TEXT,
    stopped_on  INTEGER,
    ending      TEXT CHECK (ending IN ('done', 'lapsed')),
    due_on      INTEGER,
    last_on     INTEGER,
    not_before  INTEGER,
    sort_on     INTEGER NOT NULL,
    closed_as   TEXT COLLATE "C",
    lapses      BOOLEAN NOT NULL,
    provisional BOOLEAN NOT NULL,
    PRIMARY KEY (subject_id, case_no, number),
    FOREIGN KEY (subject_id, case_no) REFERENCES case_file (subject_id, case_no)
);
-- Lists of what is open, and of what ended in one way, go by day.
CREATE INDEX case_limit_open ON case_limit (sort_on, case_no, number) WHERE closed_as IS NULL;
CREATE INDEX case_limit_closed ON case_limit (closed_as, sort_on, case_no, number) WHERE closed_as IS NOT NULL;
