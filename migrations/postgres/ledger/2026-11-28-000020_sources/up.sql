-- From whom a version came (数据源): the department of whoever handed it in or sent it, else the account itself. Of what
-- officials do to a record there is no source. Of what came before sources were noted
-- nothing is known, and no card tells of it.
ALTER TABLE record ADD COLUMN source TEXT COLLATE "C";
ALTER TABLE import_job ADD COLUMN source TEXT COLLATE "C";
-- What a source brought within a month, in the order of its arrival; and what officials did within one.
CREATE INDEX record_source ON record (source, recorded_at, seq) WHERE source IS NOT NULL;
CREATE INDEX record_acts ON record (recorded_at) WHERE source IS NULL;
CREATE INDEX import_job_source ON import_job (source, finished_at);

-- Records of which contents have ever contradicted each other (矛盾记录): a mark goes when the conflict is over, and then
-- only going through everything would find it again.
CREATE TABLE disputed (
    subject_id BIGINT  NOT NULL,
    key        TEXT    NOT NULL COLLATE "C",
    PRIMARY KEY (subject_id, key)
);
INSERT INTO disputed (subject_id, key)
SELECT DISTINCT subject_id, key FROM record WHERE contested OR act = 'decision';
