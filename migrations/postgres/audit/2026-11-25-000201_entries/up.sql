-- Who did what, why and when (审计记录).
CREATE TABLE audit_entry (
    entry_id   BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         BIGINT  NOT NULL,
    who        TEXT    COLLATE "C",
    role       TEXT,
    department TEXT,
    action     TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    merchant   TEXT    COLLATE "C",
    status     INTEGER NOT NULL,
    purpose    TEXT,
    request_id TEXT    NOT NULL
);
CREATE INDEX audit_entry_merchant ON audit_entry (merchant, entry_id) WHERE merchant IS NOT NULL;
CREATE INDEX audit_entry_who ON audit_entry (who, entry_id);
