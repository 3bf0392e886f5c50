DROP TABLE disputed;
DROP INDEX import_job_source;
DROP INDEX record_acts;
DROP INDEX record_source;
ALTER TABLE import_job DROP COLUMN source;
ALTER TABLE record DROP COLUMN source;
