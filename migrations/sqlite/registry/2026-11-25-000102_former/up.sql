-- Why an official attached a former code (曾用标识). A code that came in with a record has none.
ALTER TABLE identifier ADD COLUMN reason TEXT;
