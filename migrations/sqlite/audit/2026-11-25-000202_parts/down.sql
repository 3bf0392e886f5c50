DROP INDEX audit_entry_merchant;
ALTER TABLE audit_entry DROP COLUMN part;
CREATE INDEX audit_entry_merchant ON audit_entry (merchant, entry_id) WHERE merchant IS NOT NULL;
