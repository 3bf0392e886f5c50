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
    cause      TEXT    NOT NULL,
    origin     TEXT NOT NULL
) STRICT;

CREATE INDEX pending_origin ON pending (origin, subject_id);

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

-- Peers' tables by month and by what was known (同业基准表). Those of an earlier generation no longer hold.
CREATE TABLE peers (
    month         INTEGER NOT NULL,
    known_at      INTEGER NOT NULL,
    scheme_digest TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    digest        TEXT    NOT NULL,
    strata        TEXT    NOT NULL,
    PRIMARY KEY (month, known_at, scheme_digest)
) STRICT;

-- Mass events whose classes are computed but not issued until an official releases them (批量变动暂缓).
CREATE TABLE hold (
    hold_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    origin      TEXT NOT NULL UNIQUE,
    opened_at   INTEGER NOT NULL,
    released_at INTEGER,
    actor       TEXT,
    reason      TEXT
) STRICT;

-- What is held: the rating that would be served.
CREATE TABLE held (
    subject_id INTEGER NOT NULL PRIMARY KEY,
    hold_id    INTEGER NOT NULL REFERENCES hold,
    code       TEXT NOT NULL,
    was        TEXT,
    would_be   TEXT,
    score_milli INTEGER NOT NULL,
    cause      TEXT NOT NULL
) STRICT;
CREATE INDEX held_hold ON held (hold_id, code);
