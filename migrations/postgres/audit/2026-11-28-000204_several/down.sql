DROP INDEX audit_entry_merchants;
ALTER TABLE audit_entry DROP COLUMN merchants_last;
ALTER TABLE audit_entry DROP COLUMN merchants_first;
ALTER TABLE audit_entry DROP COLUMN merchants;
