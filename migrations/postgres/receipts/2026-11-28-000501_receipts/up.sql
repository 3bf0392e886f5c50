-- Answers to requests that their callers have named (回执), written with what they acknowledge.
CREATE TABLE receipt (
    account  TEXT COLLATE "C" NOT NULL,
    key      TEXT COLLATE "C" NOT NULL,
    digest   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    status   INTEGER NOT NULL,
    location TEXT,
    tag      TEXT,
    body     BYTEA NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX receipt_at ON receipt (at);
