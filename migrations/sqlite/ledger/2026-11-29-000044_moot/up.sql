-- The first day on which what is to be done can be done no more, whatever has happened (期限终止日), by its number; the
-- largest number where there is none. What is open then has ended. The law of these clocks changes with this, so that
-- everything is worked out anew.
ALTER TABLE deadline ADD COLUMN moot_from INTEGER NOT NULL DEFAULT 2147483647;
