-- What was ordered of shields cannot be kept where nobody knows of them.
ALTER TABLE display_order DISABLE TRIGGER display_order_kept;
DELETE FROM display_order WHERE what NOT IN ('stop', 'resume');
ALTER TABLE display_order ENABLE TRIGGER display_order_kept;
ALTER TABLE display_order DROP CONSTRAINT display_order_what_check;
ALTER TABLE display_order ADD CONSTRAINT display_order_what_check CHECK (what IN ('stop', 'resume'));
