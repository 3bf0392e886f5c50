-- No service had mounted a book of cases when its first tables were drawn: they are empty wherever they are, and are drawn
-- anew with what was missing.
DROP TABLE case_limit;
DROP TABLE case_paper;
DROP TABLE case_step;
DROP TABLE case_file;
DROP FUNCTION case_step_kept();

-- Cases (案件) of any procedure, one row each: where it stands. All of it but what opened it follows from its steps.
CREATE TABLE case_file (
    case_no    BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY,
    subject_id BIGINT  NOT NULL,
    -- The code under which the merchant was known when it was opened.
    code       TEXT    NOT NULL COLLATE "C",
    procedure  TEXT    NOT NULL COLLATE "C",
    office     TEXT    NOT NULL COLLATE "C",
    -- That of the next level up, if it is known here (上一级机关).
    upper_office TEXT COLLATE "C",
    -- What it is about: a JSON list of kinds and keys (所涉事项).
    about      TEXT    NOT NULL,
    opened_on  INTEGER NOT NULL,
    stage      TEXT    NOT NULL COLLATE "C",
    steps      INTEGER NOT NULL CHECK (steps > 0),
    is_over    BOOLEAN NOT NULL,
    -- The earliest last day that is known among its open duties.
    due_on     INTEGER,
    -- The day by which it is listed: that on which the first of its open duties runs out, or before which it cannot.
    sort_on    INTEGER NOT NULL,
    -- The digest of the law by which the above and its time limits were worked out.
    worked_by  TEXT    NOT NULL COLLATE "C",
    PRIMARY KEY (subject_id, case_no)
);
CREATE INDEX case_file_number ON case_file (case_no);
CREATE INDEX case_file_listed ON case_file (is_over, sort_on, case_no);
CREATE INDEX case_file_by_day ON case_file (sort_on, case_no);
CREATE INDEX case_file_of_office ON case_file (office, sort_on, case_no);
CREATE INDEX case_file_of_upper ON case_file (upper_office, sort_on, case_no) WHERE upper_office IS NOT NULL;

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
    -- Was it done on paper, and recorded here later (书面办理)?
    on_paper    BOOLEAN NOT NULL,
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
-- A transaction that began earlier must not write behind one that began later: whoever follows by transactions would hear
-- of the later step first. It is done again instead.
CREATE FUNCTION case_step_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM case_step WHERE subject_id = NEW.subject_id AND case_no = NEW.case_no AND tx > NEW.tx) THEN
        RAISE EXCEPTION 'a step of a later transaction is there' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_step_in_order BEFORE INSERT ON case_step FOR EACH ROW EXECUTE FUNCTION case_step_in_order();
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
    code        TEXT    NOT NULL COLLATE "C",
    procedure   TEXT    NOT NULL COLLATE "C",
    office      TEXT    NOT NULL COLLATE "C",
    upper_office TEXT   COLLATE "C",
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

-- How many steps have been taken in all cases of a merchant: what was found of one case holds only while no other goes on.
CREATE TABLE case_subject (
    subject_id BIGINT NOT NULL PRIMARY KEY,
    steps      BIGINT NOT NULL
);

-- The digest of the law by which this book is kept: one process owns it.
CREATE TABLE case_law (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    law      TEXT    NOT NULL COLLATE "C"
);

-- Places of whoever carries out here what steps lead to (执行进度).
CREATE TABLE case_place (
    name   TEXT NOT NULL PRIMARY KEY COLLATE "C",
    cursor TEXT NOT NULL COLLATE "C"
);

-- Papers that somebody has sent ahead of the step they belong to (待附材料), until this instant in microseconds. They are
-- about no merchant yet.
CREATE TABLE case_draft (
    account  TEXT    NOT NULL COLLATE "C",
    digest   TEXT    NOT NULL COLLATE "C",
    name     TEXT    NOT NULL,
    media    TEXT    NOT NULL CHECK (media IN ('application/pdf', 'image/jpeg', 'image/png')),
    size     BIGINT  NOT NULL,
    content  BYTEA   NOT NULL,
    until_at BIGINT  NOT NULL,
    PRIMARY KEY (account, digest)
);
CREATE INDEX case_draft_until ON case_draft (until_at);
