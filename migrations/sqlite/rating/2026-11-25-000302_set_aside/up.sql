-- Why a subject cannot be rated; while it says so, the subject does not wait (暂不能评价).
ALTER TABLE pending ADD COLUMN set_aside TEXT;
