-- Without the key: few records of a merchant happened on one day, and those are sorted as they are read.
DROP INDEX record_listed;
CREATE INDEX record_listed ON record (kind, event_day, subject_id) WHERE standing;
-- A piece of a file is read once: to compress it would take longer than to write it.
ALTER TABLE import_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
