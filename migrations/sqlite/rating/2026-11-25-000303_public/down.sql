ALTER TABLE rated DROP COLUMN public_statuses;
ALTER TABLE rated DROP COLUMN public_penalties;
