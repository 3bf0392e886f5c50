DROP INDEX fact_source;
ALTER TABLE fact DROP COLUMN source;
