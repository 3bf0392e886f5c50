-- The installation's signature of a commitment, as JSON; those of before had none.
ALTER TABLE draw ADD COLUMN signature TEXT;
