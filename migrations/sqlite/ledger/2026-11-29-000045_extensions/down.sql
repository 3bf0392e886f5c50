ALTER TABLE deadline DROP COLUMN extension;
ALTER TABLE deadline DROP COLUMN extended_on;
