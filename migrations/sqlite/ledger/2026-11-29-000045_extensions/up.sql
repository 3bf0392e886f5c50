-- Extensions of time limits (延长期限): on which day the first one was approved, and what became of it (granted, or
-- without_effect if it came too late or the rule knows none); nothing where nobody approved one. The law of these clocks
-- changes with this, so that everything is worked out anew.
ALTER TABLE deadline ADD COLUMN extended_on INTEGER;
ALTER TABLE deadline ADD COLUMN extension TEXT;
