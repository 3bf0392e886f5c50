-- Which source brought a version (数据源).
ALTER TABLE fact ADD COLUMN source TEXT COLLATE "C";
CREATE INDEX fact_source ON fact (source, subject_id);

-- What was followed before is followed once more, from the beginning, and only learns its source.
DELETE FROM note WHERE name LIKE 'feed.%';
