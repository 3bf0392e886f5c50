-- How many merchants of a draw are visited for certain, by which rule, as JSON; those of before say nothing.
ALTER TABLE draw ADD COLUMN due TEXT;
