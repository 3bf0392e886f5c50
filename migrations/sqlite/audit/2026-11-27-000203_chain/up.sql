-- Entries are numbered without gaps and chained (哈希链): each digest covers the entry and the digest before it.
-- Those written before wait in audit_unchained; the keeper moves them into the chain when it opens.
DROP INDEX audit_entry_merchant;
DROP INDEX audit_entry_who;
ALTER TABLE audit_entry RENAME TO audit_unchained;
CREATE TABLE audit_entry (
    number     INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    address    TEXT,
    who        TEXT,
    role       TEXT,
    department TEXT,
    token      TEXT,
    ground     TEXT,
    action     TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    merchant   TEXT,
    status     INTEGER NOT NULL,
    purpose    TEXT,
    request_id TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    part       INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_entry_merchant ON audit_entry (part, merchant);
CREATE INDEX audit_entry_who ON audit_entry (who, number);
CREATE INDEX audit_entry_at ON audit_entry (at);

-- The end of the chain. Who writes holds it, so that several processes keep one chain.
CREATE TABLE audit_head (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    digest TEXT    NOT NULL
) STRICT;
INSERT INTO audit_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- What the installation has signed of the chain (签名检查点).
CREATE TABLE audit_checkpoint (
    number     INTEGER PRIMARY KEY,
    digest     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    algorithm  TEXT    NOT NULL,
    public_key TEXT    NOT NULL,
    signature  TEXT    NOT NULL
) STRICT;

-- REPLACE deletes without asking the triggers of deletion, so nothing is put where something stands either.
CREATE TRIGGER audit_entry_added BEFORE INSERT ON audit_entry
    WHEN NEW.number <= (SELECT number FROM audit_head)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_entry_changed BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_entry_deleted BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_checkpoint_added BEFORE INSERT ON audit_checkpoint
    WHEN EXISTS (SELECT 1 FROM audit_checkpoint WHERE number >= NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_checkpoint_changed BEFORE UPDATE ON audit_checkpoint
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_checkpoint_deleted BEFORE DELETE ON audit_checkpoint
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_head_added BEFORE INSERT ON audit_head
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_head_turned BEFORE UPDATE ON audit_head WHEN NEW.number <= OLD.number
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_head_deleted BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
