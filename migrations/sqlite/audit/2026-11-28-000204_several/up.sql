-- An answer about many merchants is a few entries that name some hundreds each, in order of their codes, and not an
-- entry for each: a search opens those alone between whose first and last code a merchant lies.
ALTER TABLE audit_entry ADD COLUMN merchants       TEXT;
ALTER TABLE audit_entry ADD COLUMN merchants_first TEXT;
ALTER TABLE audit_entry ADD COLUMN merchants_last  TEXT;
CREATE INDEX audit_entry_merchants ON audit_entry (part, merchants_first, merchants_last) WHERE merchants_first IS NOT NULL;
