ALTER TABLE export_job DROP COLUMN rows_total;
