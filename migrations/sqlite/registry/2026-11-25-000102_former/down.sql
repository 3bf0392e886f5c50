ALTER TABLE identifier DROP COLUMN reason;
