-- A row that waits is known by a digest of its layout and cells, so that the same row of a later file does
-- not wait again. Rows that are only tried have none.
ALTER TABLE import_row ADD COLUMN identity TEXT COLLATE "C";
CREATE UNIQUE INDEX import_row_identity ON import_row (identity) WHERE identity IS NOT NULL;
