-- What was asked about a merchant is found part by part of the trail: an index over all of it would be written
-- at as many places as there are merchants, and slow every request the more the longer the trail is.
ALTER TABLE audit_entry ADD COLUMN part BIGINT NOT NULL DEFAULT 0;
DROP INDEX audit_entry_merchant;
CREATE INDEX audit_entry_merchant ON audit_entry (part, merchant);
