ALTER TABLE text_release DROP COLUMN summary_digest;
