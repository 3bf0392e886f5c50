-- Rows that an export will have, where its list can be counted (总行数).
ALTER TABLE export_job ADD COLUMN rows_total INTEGER;
