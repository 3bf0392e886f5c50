-- Departments, banks and others on whose behalf somebody asks (机构).
CREATE TABLE department (
    department_id TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('authority', 'bank', 'other')),
    active        INTEGER NOT NULL CHECK (active IN (0, 1)),
    version       INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    actor         TEXT    NOT NULL
) STRICT;

-- Whoever may ask: a person or a program (账号). Nobody is ever deleted.
CREATE TABLE account (
    account_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    sub              TEXT    NOT NULL UNIQUE,
    kind             TEXT    NOT NULL CHECK (kind IN ('user', 'client')),
    name             TEXT    NOT NULL,
    role             TEXT    NOT NULL,
    scopes           TEXT,
    department_id    TEXT REFERENCES department,
    area             TEXT,
    merchant         TEXT,
    active           INTEGER NOT NULL CHECK (active IN (0, 1)),
    generation       INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    actor            TEXT    NOT NULL,
    password         TEXT,
    identity_issuer  TEXT,
    identity_subject TEXT,
    UNIQUE (identity_issuer, identity_subject)
) STRICT;

-- What an account was at each time, and who made it so.
CREATE TABLE account_change (
    account_id INTEGER NOT NULL REFERENCES account,
    version    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    act        TEXT    NOT NULL,
    content    TEXT    NOT NULL,
    PRIMARY KEY (account_id, version)
) STRICT;

-- Wrong passwords under a name, also one that nobody has: then nobody learns which there are.
CREATE TABLE failure (
    sub           TEXT    NOT NULL PRIMARY KEY,
    failures      INTEGER NOT NULL,
    failed_at     INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT;
CREATE INDEX failure_failed_at ON failure (failed_at);

-- Secrets of programs, as digests (客户端密钥). Several hold at a time, so that one can be replaced.
CREATE TABLE secret (
    secret_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account,
    digest     TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    actor      TEXT    NOT NULL
) STRICT;
CREATE INDEX secret_account ON secret (account_id);

-- Sessions of persons (会话). Each renewal replaces the refresh token, which lies here as a digest.
CREATE TABLE session (
    session_id TEXT    NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account,
    refresh    TEXT    NOT NULL UNIQUE,
    earlier    TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_earlier ON session (earlier) WHERE earlier IS NOT NULL;

-- Keys that sign tokens (签名密钥), sealed with a key that is not in the database.
CREATE TABLE signing_key (
    kid          TEXT    NOT NULL PRIMARY KEY,
    public_key   TEXT    NOT NULL,
    sealed       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    signs_from   INTEGER NOT NULL,
    counts_until INTEGER,
    actor        TEXT    NOT NULL
) STRICT;

-- Tokens that no longer count although they have not expired (撤销).
CREATE TABLE revocation (
    revocation_id INTEGER PRIMARY KEY AUTOINCREMENT,
    what          TEXT    NOT NULL CHECK (what IN ('token', 'session', 'account')),
    value         TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    revoked_at    INTEGER NOT NULL,
    until         INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    actor         TEXT    NOT NULL
) STRICT;
CREATE INDEX revocation_until ON revocation (until);

-- What merchants let banks see (授权).
CREATE TABLE authorisation (
    authorisation_id INTEGER PRIMARY KEY AUTOINCREMENT,
    merchant         TEXT    NOT NULL,
    grantee          TEXT    NOT NULL REFERENCES department,
    purpose          TEXT    NOT NULL,
    groups           TEXT    NOT NULL,
    from_day         INTEGER NOT NULL,
    until_day        INTEGER NOT NULL,
    given_at         INTEGER NOT NULL,
    given_by         TEXT    NOT NULL,
    revoked_at       INTEGER,
    revoked_by       TEXT
) STRICT;
CREATE INDEX authorisation_merchant ON authorisation (merchant, authorisation_id);
CREATE INDEX authorisation_grantee ON authorisation (grantee, authorisation_id);

-- Grows with each change of keys and revocations, by which other processes notice it.
CREATE TABLE trust (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    version  INTEGER NOT NULL
) STRICT;
INSERT INTO trust (only_row, version) VALUES (1, 1);
