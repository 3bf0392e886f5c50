-- Versions of records as they were followed (评价依据): the same that the record services keep.
CREATE TABLE fact (
    subject_id BIGINT NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    version    INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    place      BIGINT,
    known_from BIGINT NOT NULL,
    content    TEXT    NOT NULL,
    PRIMARY KEY (subject_id, key, version)
);

-- What the service remembers of itself: how far each feed was followed, by what it rated last.
CREATE TABLE note (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Which subject a code names.
CREATE TABLE party (
    code       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    subject_id BIGINT NOT NULL
);

-- Subjects that are to be rated again, and why; mark tells whether more was learnt meanwhile.
CREATE TABLE pending (
    subject_id BIGINT NOT NULL PRIMARY KEY,
    mark       BIGINT NOT NULL,
    cause      TEXT    NOT NULL,
    origin     TEXT COLLATE "C" NOT NULL
);

CREATE INDEX pending_origin ON pending (origin, subject_id);

-- The rating that is served.
CREATE TABLE rated (
    subject_id    BIGINT NOT NULL PRIMARY KEY,
    code          TEXT COLLATE "C" NOT NULL,
    name          TEXT    NOT NULL,
    area          TEXT    NOT NULL,
    industry      TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    size          TEXT    NOT NULL,
    class         TEXT,
    score_milli   BIGINT NOT NULL,
    rules         BIGINT NOT NULL,
    flags         INTEGER NOT NULL,
    scheme        TEXT    NOT NULL,
    scheme_digest TEXT    NOT NULL,
    peers_digest  TEXT,
    day           INTEGER NOT NULL,
    valid_until   INTEGER NOT NULL,
    rated_at      BIGINT NOT NULL
);
CREATE INDEX rated_valid_until ON rated (valid_until);

-- The classes that were issued, each with its cause (等级历史).
CREATE TABLE issued (
    subject_id  BIGINT NOT NULL,
    number      INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    issued_at   BIGINT NOT NULL,
    class       TEXT,
    score_milli BIGINT NOT NULL,
    scheme      TEXT    NOT NULL,
    cause       TEXT    NOT NULL,
    PRIMARY KEY (subject_id, number)
);

-- Peers' tables by month and by what was known (同业基准表). Those of an earlier generation no longer hold.
CREATE TABLE peers (
    month         INTEGER NOT NULL,
    known_at      BIGINT NOT NULL,
    scheme_digest TEXT    NOT NULL,
    generation    BIGINT NOT NULL,
    digest        TEXT    NOT NULL,
    strata        TEXT    NOT NULL,
    PRIMARY KEY (month, known_at, scheme_digest)
);

-- Mass events whose classes are computed but not issued until an official releases them (批量变动暂缓).
CREATE TABLE hold (
    hold_id     BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin      TEXT COLLATE "C" NOT NULL UNIQUE,
    opened_at   BIGINT NOT NULL,
    released_at BIGINT,
    actor       TEXT,
    reason      TEXT
);

-- What is held: the rating that would be served.
CREATE TABLE held (
    subject_id BIGINT NOT NULL PRIMARY KEY,
    hold_id    BIGINT NOT NULL REFERENCES hold,
    code       TEXT COLLATE "C" NOT NULL,
    was        TEXT,
    would_be   TEXT,
    score_milli BIGINT NOT NULL,
    cause      TEXT NOT NULL
);
CREATE INDEX held_hold ON held (hold_id, code);
