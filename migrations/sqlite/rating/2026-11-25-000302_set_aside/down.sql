ALTER TABLE pending DROP COLUMN set_aside;
