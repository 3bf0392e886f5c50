ALTER TABLE draw DROP COLUMN provisional;
DROP INDEX draw_visit_record;
