-- Rights, which end with their last day and are never overdue (权利期限). The law of these clocks changes with this, so
-- that everything is worked out anew.
ALTER TABLE deadline ADD COLUMN lapses INTEGER NOT NULL DEFAULT FALSE;
