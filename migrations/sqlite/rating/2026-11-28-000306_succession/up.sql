-- Who may carry on whom, as registrations have ever said (承继): more than what stands, so that nobody is missed.
CREATE TABLE succession (
    predecessor INTEGER NOT NULL,
    code        TEXT    NOT NULL,
    PRIMARY KEY (predecessor, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX succession_code ON succession (code);
CREATE INDEX party_subject ON party (subject_id);

-- What registrations said before there was this table.
INSERT INTO succession (predecessor, code)
SELECT DISTINCT fact.subject_id, named.value
FROM fact, json_each(fact.content, '$.succession.by') AS named
WHERE fact.kind = 'merchants';
