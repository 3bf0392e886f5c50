-- Answers to requests that their callers have named (回执), written with what they acknowledge.
CREATE TABLE receipt (
    account  TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    digest   TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    status   INTEGER NOT NULL,
    location TEXT,
    tag      TEXT,
    body     BLOB    NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_at ON receipt (at);
