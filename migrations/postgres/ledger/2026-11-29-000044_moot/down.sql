ALTER TABLE deadline DROP COLUMN moot_from;
