-- SHA-256 of the masked summary (摘要) that was looked at with the text; nothing of a withdrawal, nor of a release that
-- was none of a summary yet.
ALTER TABLE text_release ADD COLUMN summary_digest TEXT;
