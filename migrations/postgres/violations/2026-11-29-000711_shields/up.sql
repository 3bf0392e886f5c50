-- A plan of reorganisation shields a display for a time (临时屏蔽、解除屏蔽): two more kinds of orders. Otherwise the table
-- stays as it was, with what it holds.
ALTER TABLE display_order DROP CONSTRAINT display_order_what_check;
ALTER TABLE display_order
    ADD CONSTRAINT display_order_what_check CHECK (what IN ('stop', 'resume', 'shield', 'unshield'));
