ALTER TABLE draw DROP COLUMN signature;
