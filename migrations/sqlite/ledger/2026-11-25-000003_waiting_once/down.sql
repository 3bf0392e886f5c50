DROP INDEX import_row_identity;
ALTER TABLE import_row DROP COLUMN identity;
