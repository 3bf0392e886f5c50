ALTER TABLE deadline DROP COLUMN lapses;
