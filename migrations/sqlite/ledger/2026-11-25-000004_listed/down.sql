DROP INDEX record_listed;
CREATE INDEX record_listed ON record (kind, event_day, subject_id, key) WHERE standing = 1;
