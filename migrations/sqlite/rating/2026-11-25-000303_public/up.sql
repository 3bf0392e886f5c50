-- What of a merchant is public is served with its rating. Who was rated before is rated again: a rating whose
-- last day has passed is never served from memory.
ALTER TABLE rated ADD COLUMN public_penalties INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rated ADD COLUMN public_statuses TEXT NOT NULL DEFAULT '';
UPDATE rated SET valid_until = 0;
