-- Which choice a record settled: no record settles two.
CREATE INDEX draw_visit_record ON draw_visit (merchant, record) WHERE record IS NOT NULL;
-- Parameters behind a draw that are not settled, as a JSON list; those of before say nothing.
ALTER TABLE draw ADD COLUMN provisional TEXT;
