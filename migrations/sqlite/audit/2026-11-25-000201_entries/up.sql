-- Who did what, why and when (审计记录).
CREATE TABLE audit_entry (
    entry_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    who        TEXT,
    role       TEXT,
    department TEXT,
    action     TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    merchant   TEXT,
    status     INTEGER NOT NULL,
    purpose    TEXT,
    request_id TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_entry_merchant ON audit_entry (merchant, entry_id) WHERE merchant IS NOT NULL;
CREATE INDEX audit_entry_who ON audit_entry (who, entry_id);
