-- Versions of records as they were followed (评价依据): the same that the record services keep.
CREATE TABLE fact (
    subject_id INTEGER NOT NULL,
    key        TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    place      INTEGER,
    known_from INTEGER NOT NULL,
    content    TEXT    NOT NULL,
    PRIMARY KEY (subject_id, key, version)
) STRICT, WITHOUT ROWID;

-- What the service remembers of itself: how far each feed was followed, by what it rated last.
CREATE TABLE note (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Which subject a code names.
CREATE TABLE party (
    code       TEXT    NOT NULL PRIMARY KEY,
    subject_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Subjects that are to be rated again, and why; mark tells whether more was learnt meanwhile.
CREATE TABLE pending (
    subject_id INTEGER NOT NULL PRIMARY KEY,
    mark       INTEGER NOT NULL,
    cause      TEXT    NOT NULL
) STRICT;

-- The rating that is served.
CREATE TABLE rated (
    subject_id    INTEGER NOT NULL PRIMARY KEY,
    code          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    area          TEXT    NOT NULL,
    industry      TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    size          TEXT    NOT NULL,
    class         TEXT,
    score_milli   INTEGER NOT NULL,
    rules         INTEGER NOT NULL,
    flags         INTEGER NOT NULL,
    scheme        TEXT    NOT NULL,
    scheme_digest TEXT    NOT NULL,
    peers_digest  TEXT,
    day           INTEGER NOT NULL,
    valid_until   INTEGER NOT NULL,
    rated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX rated_valid_until ON rated (valid_until);

-- The classes that were issued, each with its cause (等级历史).
CREATE TABLE issued (
    subject_id  INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    issued_at   INTEGER NOT NULL,
    class       TEXT,
    score_milli INTEGER NOT NULL,
    scheme      TEXT    NOT NULL,
    cause       TEXT    NOT NULL,
    PRIMARY KEY (subject_id, number)
) STRICT, WITHOUT ROWID;

-- Peers' tables by month and by what was known (同业基准表).
CREATE TABLE peers (
    month         INTEGER NOT NULL,
    known_at      INTEGER NOT NULL,
    scheme_digest TEXT    NOT NULL,
    digest        TEXT    NOT NULL,
    strata        TEXT    NOT NULL,
    PRIMARY KEY (month, known_at, scheme_digest)
) STRICT;
