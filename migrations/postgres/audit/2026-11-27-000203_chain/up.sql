-- Entries are numbered without gaps and chained (哈希链): each digest covers the entry and the digest before it.
-- Those written before wait in audit_unchained; the keeper moves them into the chain when it opens.
DROP INDEX audit_entry_merchant;
DROP INDEX audit_entry_who;
ALTER TABLE audit_entry RENAME TO audit_unchained;
ALTER INDEX audit_entry_pkey RENAME TO audit_unchained_pkey;
CREATE TABLE audit_entry (
    number     BIGINT  NOT NULL PRIMARY KEY,
    at         BIGINT  NOT NULL,
    address    TEXT,
    who        TEXT    COLLATE "C",
    role       TEXT,
    department TEXT,
    token      TEXT,
    ground     TEXT,
    action     TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    merchant   TEXT    COLLATE "C",
    status     INTEGER NOT NULL,
    purpose    TEXT,
    request_id TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    part       BIGINT  NOT NULL
);
CREATE INDEX audit_entry_merchant ON audit_entry (part, merchant);
CREATE INDEX audit_entry_who ON audit_entry (who, number);
CREATE INDEX audit_entry_at ON audit_entry (at);

-- The end of the chain. Who writes holds it, so that several processes keep one chain.
CREATE TABLE audit_head (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    number BIGINT  NOT NULL,
    digest TEXT    NOT NULL
);
INSERT INTO audit_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- What the installation has signed of the chain (签名检查点).
CREATE TABLE audit_checkpoint (
    number     BIGINT NOT NULL PRIMARY KEY,
    digest     TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    algorithm  TEXT   NOT NULL,
    public_key TEXT   NOT NULL,
    signature  TEXT   NOT NULL
);

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER audit_entry_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_checkpoint_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_changed BEFORE INSERT OR DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_turned BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.number <= OLD.number) EXECUTE FUNCTION audit_refuse();
